import { isNativeError } from "node:util/types";
import type { DatabaseAddress, Login } from "./database-secret";
import { OutOfTimeError } from "./deadline";
import { Failure } from "./failure";

/** The kinds of failures of a database, and what to do about each. */
const ADVICE = {
  HostUnknown: "look at the host in the secret or in DATABASE_HOST, and whether the VPC resolves names",
  ConnectionRefused: "the database is not running, or listens on another port",
  ConnectionTimedOut:
    "the security group of the database must take its port from the function's group, and the function's group must send there",
  TlsRefused: "the server offers no TLS; set rds.force_ssl, and look at what listens at this address",
  TlsVerificationFailed:
    "the certificate is not of RDS in this region, or not for this host: use the endpoint's own name, and look at the instance's certificate authority",
  AuthenticationFailed:
    "the database has another password than the secret: look at the last rotation, or rotate the secret again",
  AccessRefused: "the server lets nobody in who comes this way: user, database, address or the lack of TLS do not fit",
  PermissionDenied: "the database's user may not do this; grant it what the function needs",
  TooManyConnections: "all connections are taken: close idle ones, or raise max_connections",
  DatabaseMissing: "create the database, or mend dbname in the secret or DATABASE_NAME",
  DatabaseUnavailable: "the server is starting, stopping or failing over, or the connection broke: try again",
  QueryTimedOut: "the server is overloaded or something holds a lock; look at pg_stat_activity",
  QueryFailed: "see the message and the SQLSTATE",
} as const;

type Kind = keyof typeof ADVICE;

/** @see https://nodejs.org/api/errors.html#common-system-errors */
const SYSTEM_ERRORS: Readonly<Record<string, Kind>> = {
  EAI_AGAIN: "HostUnknown",
  ENOTFOUND: "HostUnknown",
  ECONNREFUSED: "ConnectionRefused",
  EHOSTUNREACH: "ConnectionTimedOut",
  ENETUNREACH: "ConnectionTimedOut",
  ETIMEDOUT: "ConnectionTimedOut",
  ECONNRESET: "DatabaseUnavailable",
  EPIPE: "DatabaseUnavailable",
  EPROTO: "TlsRefused",
};

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const SQL_STATES: Readonly<Record<string, Kind>> = {
  "28000": "AccessRefused",
  "28P01": "AuthenticationFailed",
  "3D000": "DatabaseMissing",
  "42501": "PermissionDenied",
  "53300": "TooManyConnections",
  "55P03": "QueryTimedOut",
  "57014": "QueryTimedOut",
  "57P01": "DatabaseUnavailable",
  "57P02": "DatabaseUnavailable",
  "57P03": "DatabaseUnavailable",
};

/** What the client says itself, without a code. */
const MESSAGES: readonly (readonly [RegExp, Kind])[] = [
  [/^timeout expired$/, "ConnectionTimedOut"],
  [/^Query read timeout$/, "QueryTimedOut"],
  [/does not support SSL|establishing an SSL connection/, "TlsRefused"],
  [/^Connection terminated|^Client has encountered a connection error/, "DatabaseUnavailable"],
];

/** @see https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE_ERROR =
  /^(?:ERR_TLS_CERT_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH|ERROR_IN_CERT)/;
const SQL_STATE = /^(?=.*\d)[0-9A-Z]{5}$/;
const HANDSHAKE_ERROR = /^ERR_SSL_/;

/** Whether the database refused the password, and nothing else was wrong. */
export function isWrongPassword(error: unknown): boolean {
  return error instanceof Failure && error.name === ("AuthenticationFailed" satisfies Kind);
}

/** Names the kind of an error that the client threw. Its message holds no password: neither do PostgreSQL's and Node's. */
export function databaseFailure(error: unknown, { host, port, database }: Login): Error {
  if (error instanceof OutOfTimeError || error instanceof Failure) {
    return error;
  }
  const message = isNativeError(error) ? error.message : String(error);
  const code = codeOf(error);
  const kind = kindOf(code, message);
  return new Failure(kind, `${placeOf({ host, port, database })}: ${message || code}`, ADVICE[kind], {
    databaseHost: host,
    ...(code === undefined ? {} : { [SQL_STATE.test(code) ? "sqlState" : "systemCode"]: code }),
  });
}

function kindOf(code: string | undefined, message: string): Kind {
  if (code !== undefined && CERTIFICATE_ERROR.test(code)) {
    return "TlsVerificationFailed";
  }
  if (code !== undefined && HANDSHAKE_ERROR.test(code)) {
    return "TlsRefused";
  }
  const byCode = code === undefined ? undefined : (SYSTEM_ERRORS[code] ?? SQL_STATES[code]);
  return byCode ?? MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? "QueryFailed";
}

function codeOf(error: unknown): string | undefined {
  return isNativeError(error) && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function placeOf({ host, port, database }: DatabaseAddress): string {
  return `database ${JSON.stringify(database)} at ${host}:${port}`;
}
