import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { Client } from "pg";
import { functionArchive } from "../../../functions/archive";
import { createHandler } from "../../../functions/database/handler";
import { startDeadline } from "../../../functions/shared/deadline";
import { withDatabase } from "../../../functions/shared/postgres";
import { databaseCertificates } from "../../../functions/shared/rds-certificates";
import { createSecretsClient } from "../../../functions/shared/secrets-client";
import { makeCertificates } from "../certificates";
import { bringsPgaudit, HOST, missingForPostgres, type PostgresServer, startPostgres } from "../postgres-server";
import { SECRET_ARN, SecretsManager } from "../secrets-manager";

const missing = missingForPostgres();
if (missing !== undefined) {
  process.stdout.write(`SKIPPED: the function database against a real PostgreSQL: ${missing}\n`);
} else if (!bringsPgaudit()) {
  process.stdout.write("SKIPPED: creating the extension pgaudit: the installed PostgreSQL does not bring it\n");
}

const PROJECT = join(__dirname, "../../..");
const PASSWORD = "Fi7#st-Passw0rd=<of-the:database>";
const NEXT_PASSWORD = "Ne8*xt-Passw0rd=<of-the:database>";
const VERSION = "11111111-2222-4333-8444-555555555555";
const run = promisify(execFile);

(missing === undefined ? describe : describe.skip)("against a real PostgreSQL", () => {
  let postgres: PostgresServer;
  let secrets: SecretsManager;
  let endpoint: string;

  beforeAll(async () => {
    postgres = await startPostgres();
    await postgres.administer(
      `CREATE ROLE master LOGIN SUPERUSER PASSWORD '${PASSWORD}'`,
      `CREATE ROLE reader LOGIN PASSWORD '${PASSWORD}'`,
      `CREATE ROLE crowd LOGIN CONNECTION LIMIT 0 PASSWORD '${PASSWORD}'`,
      "CREATE DATABASE app OWNER master",
    );
  }, 60_000);

  afterAll(() => postgres.stop());

  beforeEach(async () => {
    secrets = new SecretsManager();
    secrets.put(VERSION, secret(), "AWSCURRENT");
    endpoint = await secrets.listen();
  });

  afterEach(() => secrets.close());

  function secret(changed: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    return {
      username: "master",
      password: PASSWORD,
      engine: "postgres",
      host: HOST,
      port: postgres.port,
      dbname: "app",
      dbInstanceIdentifier: "seccfn",
      ...changed,
    };
  }

  interface Options {
    readonly environment?: Readonly<Partial<ReturnType<Parameters<typeof createHandler>[0]["environment"]>>>;
    readonly certificates?: readonly string[];
  }

  /** Runs the handler; gives its result or error, its log, and what the server logged meanwhile. */
  async function invoke({ environment = {}, certificates = [postgres.certificates.authority] }: Options = {}) {
    const lines: string[] = [];
    const client = createSecretsClient({
      endpoint,
      region: "eu-central-1",
      credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
    });
    const handler = createHandler({
      secrets: client,
      log: (line) => lines.push(line),
      environment: () => ({
        secretArn: SECRET_ARN,
        address: undefined,
        createPgaudit: false,
        logLevel: "info",
        ...environment,
      }),
      certificates: () => certificates,
      rotationPause: 10,
    });
    const before = postgres.log().length;
    const outcome = await handler({}, { awsRequestId: "request-1", getRemainingTimeInMillis: () => 30_000 }).then(
      (result) => ({ result, error: undefined }),
      (error: Error) => ({ result: undefined, error }),
    );
    client.destroy();
    const told = [...lines, JSON.stringify(outcome), String(outcome.error?.stack), postgres.log()].join("\n");
    expect(told).not.toContain(PASSWORD);
    expect(told).not.toContain(NEXT_PASSWORD);
    return { ...outcome, log: lines.map((line) => JSON.parse(line)), serverLog: postgres.log().slice(before) };
  }

  it("MAZ-FN-1: reads the secret, connects by verified TLS, and reports how the database is", async () => {
    const { result, log, serverLog } = await invoke();

    expect(result).toEqual({
      serverVersion: expect.stringMatching(/^\d+\.\d+/),
      database: "app",
      user: "master",
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      inRecovery: false,
      databaseBytes: expect.any(Number),
      connections: { used: 1, max: 100 },
      tls: { protocol: "TLSv1.3", cipher: expect.stringMatching(/^TLS_AES_/), bits: 256 },
      pgaudit: "notAsked",
    });
    expect(Math.abs(Date.now() - Date.parse(result?.startedAt ?? ""))).toBeLessThan(120_000);
    expect(secrets.operations).toEqual(["GetSecretValue"]);
    expect(log).toEqual([
      expect.objectContaining({
        level: "info",
        message: "the database answers",
        requestId: "request-1",
        tls: expect.stringMatching(/^TLSv1\.3 /),
        connections: 1,
        maxConnections: 100,
      }),
    ]);
    expect(serverLog).toMatch(/user=master database=app application_name=seccfn SSL enabled \(protocol=TLSv1\.3/);
  });

  it("SEC-DB-2: is told the address where the secret is one that RDS manages", async () => {
    secrets.put(VERSION, { username: "master", password: PASSWORD });
    const address = { host: HOST, port: postgres.port, database: "app" };

    expect((await invoke({ environment: { address } })).result).toMatchObject({ database: "app", user: "master" });
  });

  describe("LAM-FN-1: refuses a server", () => {
    it("whose certificate another authority signed", async () => {
      const folder = mkdtempSync(join(tmpdir(), "certificates-"));
      const { authority } = makeCertificates(folder, "other", HOST);
      rmSync(folder, { recursive: true });
      const { error, log, serverLog } = await invoke({ certificates: [authority] });

      expect(error).toMatchObject({ name: "TlsVerificationFailed", advice: expect.stringContaining("certificate") });
      expect(log).toMatchObject([
        {
          level: "error",
          message: "could not report how the database is",
          action: "connecting to the database",
          errorName: "TlsVerificationFailed",
          systemCode: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
          databaseHost: HOST,
        },
      ]);
      expect(serverLog).not.toContain("authenticated");
    });

    it("whose certificate is not of RDS", async () => {
      const certificates = databaseCertificates({ AWS_REGION: "eu-central-1" });

      expect((await invoke({ certificates })).error?.name).toBe("TlsVerificationFailed");
    });

    it("that has another name than its certificate", async () => {
      secrets.put(VERSION, secret({ host: "127.0.0.1" }));
      const { error, log } = await invoke();

      expect(error?.name).toBe("TlsVerificationFailed");
      expect(log).toMatchObject([{ systemCode: "ERR_TLS_CERT_ALTNAME_INVALID", databaseHost: "127.0.0.1" }]);
    });
  });

  it("the server itself refuses a connection without TLS", async () => {
    const client = new Client({ host: HOST, port: postgres.port, user: "master", password: PASSWORD, database: "app" });

    await expect(client.connect()).rejects.toMatchObject({
      code: "28000",
      message: expect.stringContaining("no encryption"),
    });
  });

  describe("a refused password", () => {
    it("is an error that tells what to do, after the secret was read again", async () => {
      secrets.put(VERSION, secret({ password: NEXT_PASSWORD }));
      const { error, log, serverLog } = await invoke();

      expect(error).toMatchObject({
        name: "AuthenticationFailed",
        message: `database "app" at localhost:${postgres.port}: password authentication failed for user "master"`,
        advice: expect.stringContaining("rotate the secret again"),
      });
      expect(log).toMatchObject([
        { level: "error", sqlState: "28P01", advice: error && "advice" in error && error.advice },
      ]);
      expect(secrets.operations).toEqual(["GetSecretValue", "GetSecretValue"]);
      expect(serverLog.match(/FATAL: {2}password authentication failed/g)).toHaveLength(1);
    });

    it("is none where the secret was rotated meanwhile", async () => {
      secrets.put(VERSION, secret({ password: NEXT_PASSWORD }));
      const rotate = () => secrets.put("next", secret(), "AWSCURRENT");
      secrets.beforeNext("GetSecretValue", () => undefined, rotate);
      const { result, log } = await invoke();

      expect(result).toMatchObject({ user: "master" });
      expect(log).toMatchObject([
        { level: "info", message: expect.stringContaining("rotated meanwhile"), versionId: "next" },
        { level: "info", message: "the database answers" },
      ]);
    });
  });

  it.each([
    ["a database that does not exist", { dbname: "nothing" }, "DatabaseMissing", "3D000"],
    ["a user without connections left", { username: "crowd" }, "TooManyConnections", "53300"],
  ])("%s: %j is %s", async (_title, changed, name, sqlState) => {
    secrets.put(VERSION, secret(changed));
    const { error, log } = await invoke();

    expect(error?.name).toBe(name);
    expect(log).toMatchObject([{ level: "error", errorName: name, sqlState, advice: expect.any(String) }]);
  });

  it.each([
    ["SET statement_timeout = 50", "SELECT pg_sleep(5)", "QueryTimedOut", "57014"],
    ["SET ROLE reader", "SELECT * FROM pg_authid", "PermissionDenied", "42501"],
    ["SELECT 1", "SELECT pg_terminate_backend(pg_backend_pid())", "DatabaseUnavailable", "57P01"],
    ["SELECT 1", "SELECT 1 / 0", "QueryFailed", "22012"],
  ])("%s, then %s is %s", async (before, statement, name, sqlState) => {
    const deadline = startDeadline(20_000);
    const login = { host: HOST, port: postgres.port, database: "app", username: "master", password: PASSWORD };
    const props = { login, certificates: [postgres.certificates.authority], guard: deadline.guard };
    const failing = withDatabase(props, async (query) => {
      await query(before);
      await query(statement);
    });

    await expect(failing).rejects.toMatchObject({ name, fields: { sqlState } });
    deadline.clear();
  });

  it("runs as the archive that Lambda gets", async () => {
    const folder = mkdtempSync(join(tmpdir(), "function-"));
    const files = unzipSync(readFileSync(functionArchive("database", PROJECT).path));
    writeFileSync(join(folder, "index.js"), files["index.js"] ?? "");
    const script = `require("./index.js").handler({}, { awsRequestId: "request-1", getRemainingTimeInMillis: () => 30000 })
      .then((result) => console.log(JSON.stringify({ result })))`;
    const { stdout } = await run(process.execPath, ["-e", script], {
      cwd: folder,
      timeout: 20_000,
      env: {
        NODE_PATH: join(PROJECT, "node_modules"),
        NODE_NO_WARNINGS: "1",
        NODE_EXTRA_CA_CERTS: postgres.certificates.authorityFile,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: "eu-central-1",
        AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
        AWS_SECRET_ACCESS_KEY: "not-a-secret",
        SECRET_ARN,
      },
    });
    rmSync(folder, { recursive: true });
    const [line = "", result = ""] = stdout.trimEnd().split("\n");

    expect(Object.keys(files).sort()).toEqual(["THIRD-PARTY-LICENSES.txt", "index.js"]);
    expect(JSON.parse(line)).toMatchObject({ level: "info", message: "the database answers" });
    expect(JSON.parse(result)).toMatchObject({ result: { user: "master", tls: { protocol: "TLSv1.3" } } });
  });

  const withPgaudit = missing === undefined && bringsPgaudit() ? describe : describe.skip;
  withPgaudit("LAM-DB-1: the extension pgaudit", () => {
    const asked = { environment: { createPgaudit: true } };

    it("is a warning as long as it is not preloaded, created once it is, and left alone from then on", async () => {
      const before = await invoke(asked);
      await postgres.restart({ shared_preload_libraries: "pgaudit" });
      const created = await invoke(asked);
      const later = await invoke(asked);
      const extensions = await postgres.administer("SELECT 1 AS one"); // The administrator's own database has none.

      expect(extensions).toEqual([{ one: 1 }]);
      expect(before.result?.pgaudit).toBe("notPreloaded");
      expect(before.log).toMatchObject([
        {
          level: "warn",
          message: "pgaudit cannot be created yet: shared_preload_libraries lacks it",
          pgaudit: "notPreloaded",
          advice: "put pgaudit into shared_preload_libraries of the parameter group, then reboot the instance",
        },
        { level: "info", pgaudit: "notPreloaded" },
      ]);
      expect([created.result?.pgaudit, later.result?.pgaudit]).toEqual(["created", "present"]);
      expect(created.serverLog).toContain("CREATE EXTENSION IF NOT EXISTS pgaudit");
      expect(later.serverLog).not.toContain("CREATE EXTENSION");
    });
  });
});
