import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { Client } from "pg";
import { makeCertificates, type TestCertificates } from "./certificates";

/** The name in the server's certificate. */
export const HOST = "localhost";

/** A real PostgreSQL server of a test: on 127.0.0.1 it takes TLS and SCRAM only, on its socket the administrator. */
export interface PostgresServer {
  readonly port: number;
  readonly certificates: TestCertificates;
  /** Runs statements as the administrator; they are not logged. */
  administer(...statements: string[]): Promise<readonly Record<string, unknown>[]>;
  /** What the server logged so far: every connection and statement, and every error. */
  log(): string;
  /** Starts it again with other settings. */
  restart(settings: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
}

/** Debian's user, as whom the server runs where the tests run as root: it refuses to run as root itself. */
const USER = "postgres";
const DEBIAN = "/usr/lib/postgresql";

/** Why no server can be started here; undefined if one can. */
export function missingForPostgres(): string | undefined {
  if (programs() === undefined) {
    return "PostgreSQL is not installed (initdb and postgres, in PATH or below /usr/lib/postgresql)";
  }
  const missing = ["openssl", ...(isRoot() ? ["setpriv"] : [])].filter((name) => inPath(name) === undefined);
  return missing.length === 0 ? undefined : `${missing.join(" and ")} not installed`;
}

/** Whether the server brings the extension pgaudit. */
export function bringsPgaudit(): boolean {
  const { stdout, status } = spawnSync(join(programs() ?? "", "pg_config"), ["--sharedir"], { encoding: "utf8" });
  return status === 0 && existsSync(join(stdout.trim(), "extension/pgaudit.control"));
}

/** Makes a cluster in a temporary folder and starts it. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = programs() ?? "";
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  const certificates = makeCertificates(folder, "database", HOST);
  const data = join(folder, "data");
  const port = await freePort();
  if (isRoot()) {
    const [uid = 0, gid = 0] = ["-u", "-g"].map((flag) =>
      Number(execFileSync("id", [flag, USER], { encoding: "utf8" })),
    );
    for (const path of [folder, certificates.keyFile]) {
      chownSync(path, uid, gid);
    }
  }
  chmodSync(certificates.keyFile, 0o600);
  const options = [
    "--auth=trust",
    "--no-sync",
    "--no-instructions",
    "--locale=C",
    "--encoding=UTF8",
    `--username=${USER}`,
  ];
  run([join(bin, "initdb"), "--pgdata", data, ...options]);
  writeFileSync(join(data, "pg_hba.conf"), "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n");

  const settings = {
    port: String(port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: folder,
    ssl: "on",
    ssl_cert_file: certificates.certificateFile,
    ssl_key_file: certificates.keyFile,
    fsync: "off",
    log_connections: "on",
    log_statement: "all",
    log_min_error_statement: "info",
    log_min_messages: "info",
  };
  const lines: string[] = [];
  const start = (more: Readonly<Record<string, string>>) =>
    startServer(join(bin, "postgres"), data, { ...settings, ...more }, lines);
  let server = await start({});
  const stopServer = async () => {
    // Immediate shutdown: nothing here outlives the test.
    server.kill("SIGQUIT");
    await once(server, "exit");
  };
  return {
    port,
    certificates,
    log: () => lines.join(""),
    administer: async (...statements) => {
      const client = new Client({ host: folder, port, user: USER, database: USER });
      await client.connect();
      try {
        const answers = [];
        for (const statement of ["SET log_statement = 'none'", ...statements]) {
          answers.push(...(await client.query(statement)).rows);
        }
        return answers;
      } finally {
        await client.end();
      }
    },
    restart: async (more) => {
      await stopServer();
      server = await start(more);
    },
    stop: async () => {
      await stopServer();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startServer(
  program: string,
  data: string,
  settings: Readonly<Record<string, string>>,
  lines: string[],
): Promise<ChildProcess> {
  const [command = "", ...args] = asUser([
    program,
    "-D",
    data,
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ]);
  const server = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"], cwd: tmpdir() });
  await new Promise<void>((resolve, reject) => {
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      lines.push(text);
      if (text.includes("database system is ready to accept connections")) {
        resolve();
      }
    });
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${lines.join("")}`)));
  });
  return server;
}

function run(command: readonly string[]): void {
  const [program = "", ...args] = asUser(command);
  execFileSync(program, args, { stdio: "pipe", cwd: tmpdir() });
}

/** A server whose test process dies goes with it. */
function asUser(command: readonly string[]): readonly string[] {
  return isRoot()
    ? ["setpriv", `--reuid=${USER}`, `--regid=${USER}`, "--clear-groups", "--pdeathsig=SIGQUIT", "--", ...command]
    : command;
}

function isRoot(): boolean {
  return userInfo().uid === 0;
}

/** The folder of the newest server's programs. */
function programs(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(DEBIAN, version, "bin")), ...pathFolders()];
  return folders.find((folder) => ["initdb", "postgres"].every((name) => existsSync(join(folder, name))));
}

function inPath(name: string): string | undefined {
  return pathFolders().find((folder) => existsSync(join(folder, name)));
}

function pathFolders(): string[] {
  return (process.env.PATH ?? "").split(delimiter);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
