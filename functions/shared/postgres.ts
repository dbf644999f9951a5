import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import type { Login } from "./database-secret";
import type { Guard } from "./invocation";
import { databaseFailure } from "./postgres-failure";

/** Milliseconds. The server ends a statement before the client would stop waiting for it. */
const TIMEOUTS = { connect: 8_000, lock: 3_000, statement: 10_000, answer: 12_000, close: 1_000 };

/** What the server's log and `pg_stat_activity` call the connection. */
const APPLICATION = "seccfn";

/** One row of an answer. */
export type Row = Readonly<Record<string, unknown>>;

/** Sends one statement; `values` stand for `$1` and so on. */
export type Query = (statement: string, values?: readonly (string | number)[]) => Promise<readonly Row[]>;

/** What a connection is made with. */
export interface ConnectionProps {
  readonly login: Login;
  /** What the server's certificate must descend from, each PEM. */
  readonly certificates: readonly string[];
  readonly guard: Guard;
}

/**
 * Connects by TLS, works, and closes the connection whatever happens. The server's certificate must descend from one of the
 * given ones and carry the host's name; there is no way to connect without.
 *
 * @throws Failure of a kind that says what is wrong, with what to do about it
 */
export async function withDatabase<T>(
  { login, certificates, guard }: ConnectionProps,
  work: (query: Query) => Promise<T>,
): Promise<T> {
  const client = new Client({
    host: login.host,
    port: login.port,
    database: login.database,
    user: login.username,
    password: login.password,
    application_name: APPLICATION,
    ssl: { ca: [...certificates], rejectUnauthorized: true, minVersion: "TLSv1.2" },
    connectionTimeoutMillis: TIMEOUTS.connect,
    lock_timeout: TIMEOUTS.lock,
    statement_timeout: TIMEOUTS.statement,
    query_timeout: TIMEOUTS.answer,
  });
  // A connection that breaks between two statements says so by an event; without a listener it would end the process.
  client.on("error", () => undefined);
  const run = async <R>(step: string, send: () => Promise<R>): Promise<R> => {
    try {
      return await guard(step, send);
    } catch (error) {
      throw databaseFailure(error, login);
    }
  };
  try {
    await run("connecting to the database", () => client.connect());
    return await work(async (statement, values = []) => {
      const { rows } = await run("querying the database", () => client.query<Row>(statement, [...values]));
      return rows;
    });
  } finally {
    // A server that does not answer must not hold up the invocation.
    await Promise.race([client.end().catch(() => undefined), pause(TIMEOUTS.close, undefined, { ref: false })]);
  }
}
