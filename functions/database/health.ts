import type { Query, Row } from "../shared/postgres";

/** How a database is; nothing in it is secret. */
export interface DatabaseHealth {
  /** As the server says it, such as 17.5. */
  readonly serverVersion: string;
  readonly database: string;
  readonly user: string;
  /** RFC 3339, UTC. */
  readonly startedAt: string;
  /** A standby, or a server that still replays its log; it takes no writes. */
  readonly inRecovery: boolean;
  readonly databaseBytes: number;
  readonly connections: { readonly used: number; readonly max: number };
  /** Of this function's own connection, as the server sees it. */
  readonly tls: { readonly protocol: string; readonly cipher: string; readonly bits: number };
}

/**
 * `numbackends` counts the connections to this database; the limit is for all databases of the server.
 *
 * @see https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-SSL-VIEW
 */
const HEALTH = `
  SELECT current_setting('server_version') AS server_version,
         current_database() AS database,
         current_user AS "user",
         to_char(pg_postmaster_start_time() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS started_at,
         pg_is_in_recovery() AS in_recovery,
         pg_database_size(current_database())::float8 AS database_bytes,
         (SELECT sum(numbackends)::int FROM pg_stat_database) AS connections_used,
         current_setting('max_connections')::int AS connections_max,
         ssl.version AS tls_protocol, ssl.cipher AS tls_cipher, ssl.bits AS tls_bits
    FROM pg_stat_ssl AS ssl
   WHERE ssl.pid = pg_backend_pid() AND ssl.ssl`;

/** Thrown when the database answers what it cannot; going on would report wrong numbers. */
export class UnexpectedAnswerError extends Error {
  public override readonly name = "UnexpectedAnswerError";
}

/** Asks the database how it is. */
export async function readHealth(query: Query): Promise<DatabaseHealth> {
  const [row] = await query(HEALTH);
  if (row === undefined) {
    throw new UnexpectedAnswerError("the database says that this connection has no TLS");
  }
  return {
    serverVersion: text(row, "server_version"),
    database: text(row, "database"),
    user: text(row, "user"),
    startedAt: text(row, "started_at"),
    inRecovery: row.in_recovery === true,
    databaseBytes: number(row, "database_bytes"),
    connections: { used: number(row, "connections_used"), max: number(row, "connections_max") },
    tls: { protocol: text(row, "tls_protocol"), cipher: text(row, "tls_cipher"), bits: number(row, "tls_bits") },
  };
}

function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") {
    throw new UnexpectedAnswerError(`the database answered without ${column}`);
  }
  return value;
}

function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") {
    throw new UnexpectedAnswerError(`the database answered without ${column}`);
  }
  return value;
}
