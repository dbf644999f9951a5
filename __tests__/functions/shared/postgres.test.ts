import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { OutOfTimeError, startDeadline } from "../../../functions/shared/deadline";
import { withDatabase } from "../../../functions/shared/postgres";
import { databaseFailure, isWrongPassword } from "../../../functions/shared/postgres-failure";

const PASSWORD = "hunter2hunter2";

/** Connects to 127.0.0.1 and gives what failed. */
async function connect(port: number, { host = "127.0.0.1", remainingMilliseconds = 30_000 } = {}): Promise<Error> {
  const deadline = startDeadline(remainingMilliseconds);
  const login = { host, port, database: "app", username: "master", password: PASSWORD };
  try {
    await withDatabase({ login, certificates: [], guard: deadline.guard }, () => Promise.resolve());
  } catch (error) {
    expect(JSON.stringify(error) + String(error)).not.toContain(PASSWORD);
    return error as Error;
  } finally {
    deadline.clear();
  }
  throw new Error("it connected");
}

async function listen(onConnection: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  server.unref();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return { server, port: typeof address === "object" && address !== null ? address.port : 0 };
}

test("nobody listens: the connection is refused", async () => {
  const { server, port } = await listen(() => undefined);
  server.close();
  await once(server, "close");

  expect(await connect(port)).toMatchObject({
    name: "ConnectionRefused",
    message: `database "app" at 127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}`,
    fields: { systemCode: "ECONNREFUSED", databaseHost: "127.0.0.1" },
  });
});

test("the name is unknown", async () => {
  expect(await connect(5432, { host: "nothing.invalid" })).toMatchObject({ name: "HostUnknown" });
});

test.each([
  ["has no TLS", "N"],
  ["speaks something else", "HTTP/1.1 400 Bad Request"],
])("a server that %s never gets the password", async (_title, answer) => {
  const received: Buffer[] = [];
  const { server, port } = await listen((socket) => {
    socket.on("data", (data) => received.push(data));
    socket.write(answer);
  });
  const error = await connect(port);
  server.close();

  expect(error).toMatchObject({ name: "TlsRefused", advice: expect.stringContaining("rds.force_ssl") });
  // What the client sent is the request for TLS, and no login.
  expect(Buffer.concat(received).toString("hex")).toBe("0000000804d2162f");
});

test("a server that breaks the connection", async () => {
  const { server, port } = await listen((socket) => socket.end());
  const error = await connect(port);
  server.close();

  expect(error.name).toBe("DatabaseUnavailable");
});

test("a server that never answers: stops a second before the end of the invocation", async () => {
  const sockets: Socket[] = [];
  const { server, port } = await listen((socket) => sockets.push(socket));
  const startedAt = Date.now();
  const error = await connect(port, { remainingMilliseconds: 1_200 });

  expect(error).toMatchObject({
    name: "OutOfTimeError",
    message: expect.stringContaining("connecting to the database had not succeeded"),
  });
  expect(Date.now() - startedAt).toBeLessThan(3_000);
  for (const socket of sockets) {
    socket.destroy();
  }
  server.close();
});

describe("a failure's kind", () => {
  const LOGIN = { host: "db", port: 5432, database: "app", username: "master", password: PASSWORD };

  test.each([
    ["timeout expired", undefined, "ConnectionTimedOut"],
    ["connect EHOSTUNREACH", "EHOSTUNREACH", "ConnectionTimedOut"],
    ["getaddrinfo EAI_AGAIN", "EAI_AGAIN", "HostUnknown"],
    ["write EPIPE", "EPIPE", "DatabaseUnavailable"],
    ["wrong version number", "ERR_SSL_WRONG_VERSION_NUMBER", "TlsRefused"],
    ["certificate has expired", "CERT_HAS_EXPIRED", "TlsVerificationFailed"],
    ["self-signed certificate", "DEPTH_ZERO_SELF_SIGNED_CERT", "TlsVerificationFailed"],
    ["Query read timeout", undefined, "QueryTimedOut"],
    ["the database system is starting up", "57P03", "DatabaseUnavailable"],
    ["no pg_hba.conf entry", "28000", "AccessRefused"],
    ["canceling statement due to lock timeout", "55P03", "QueryTimedOut"],
    ["something else", "XX000", "QueryFailed"],
  ])("of %j, code %s, is %s", (message, code, name) => {
    const failure = databaseFailure(Object.assign(new Error(message), { code }), LOGIN);

    expect(failure).toMatchObject({ name, message: `database "app" at db:5432: ${message}` });
    expect(isWrongPassword(failure)).toBe(false);
  });

  test("stays what it is where it was named before, also once the time is up", () => {
    const failure = databaseFailure(Object.assign(new Error("refused"), { code: "28P01" }), LOGIN);
    const outOfTime = new OutOfTimeError("querying the database");

    expect(isWrongPassword(failure)).toBe(true);
    expect(databaseFailure(failure, LOGIN)).toBe(failure);
    expect(databaseFailure(outOfTime, LOGIN)).toBe(outOfTime);
  });

  test("is found in an error without words, and in what is no error", () => {
    expect(databaseFailure(Object.assign(new Error(""), { code: "ECONNREFUSED" }), LOGIN).message).toBe(
      'database "app" at db:5432: ECONNREFUSED',
    );
    expect(databaseFailure("nonsense", LOGIN)).toMatchObject({ name: "QueryFailed" });
  });
});
