import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

/** One request and its answer, as the files in `__tests__/fixtures/aws` hold them. */
export interface Exchange {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  /** `text` stands for a body that is no JSON. */
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly text?: string;
  };
}

export interface Replay {
  readonly endpoint: string;
  /** The `x-amz-target` of each request that came, in order, without the service's part. */
  readonly operations: readonly string[];
  /** What came and was not the exchange whose turn it was. */
  readonly surprises: readonly unknown[];
  close(): Promise<void>;
}

const FIXTURES = join(__dirname, "../fixtures/aws");

export function exchange(name: string): Exchange {
  return JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), "utf8"));
}

/** Serves the exchanges in order; the one after which `forever` stands is served again and again. */
export async function replay(names: readonly string[], { forever = false } = {}): Promise<Replay> {
  const exchanges = names.map(exchange);
  const operations: string[] = [];
  const surprises: unknown[] = [];

  const server = createServer(async (request, response) => {
    const seen = await readRequest(request);
    operations.push(seen.headers["x-amz-target"]?.split(".")[1] ?? "?");
    const turn = operations.length - 1;
    const expected = exchanges[forever ? Math.min(turn, exchanges.length - 1) : turn];
    if (expected === undefined || !isDeepStrictEqual(seen, expected.request)) {
      surprises.push(seen);
      response.writeHead(400, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify({ __type: "UnexpectedRequest", message: JSON.stringify(seen) }));
      return;
    }
    const { status, headers, body, text } = expected.response;
    response.writeHead(status, { ...headers });
    response.end(text ?? JSON.stringify(body));
  });

  return {
    endpoint: await listen(server),
    operations,
    surprises,
    close: () => close(server),
  };
}

/** A server that takes requests and never answers. */
export async function silence(): Promise<Replay> {
  const operations: string[] = [];
  const server = createServer((request) => {
    operations.push(String(request.headers["x-amz-target"]).split(".")[1] ?? "?");
  });
  return { endpoint: await listen(server), operations, surprises: [], close: () => close(server) };
}

type Server = ReturnType<typeof createServer>;

/** Unreferenced: a test that fails before it closes the server must not keep jest from ending. */
async function listen(server: Server): Promise<string> {
  server.unref();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function readRequest(request: IncomingMessage): Promise<Exchange["request"]> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  const { "content-type": type = "", "x-amz-target": target = "" } = request.headers;
  return {
    method: request.method ?? "",
    path: request.url ?? "",
    headers: { "content-type": type, "x-amz-target": String(target) },
    body: JSON.parse(Buffer.concat(chunks).toString("utf8")),
  };
}
