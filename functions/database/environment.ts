import type { DatabaseAddress } from "../shared/database-secret";
import type { LogLevel } from "../shared/log";
import {
  readChoice,
  readLogLevel,
  readOptionalText,
  readText,
  readVariables,
  type TextRule,
  type Variables,
} from "../shared/variables";

/** What the function is told by its environment variables. Never the password. */
export interface Environment {
  /** `SECRET_ARN`: the secret that says how to connect. */
  readonly secretArn: string;

  /**
   * `DATABASE_HOST`, `DATABASE_PORT` and `DATABASE_NAME`, all or none: where the database is, for secrets that do not say it
   * because RDS manages them.
   *
   * @default - what the secret says
   */
  readonly address: DatabaseAddress | undefined;

  /**
   * `CREATE_PGAUDIT`: whether the extension pgaudit is created where it is missing; "true" or "false".
   *
   * @default false
   */
  readonly createPgaudit: boolean;

  /**
   * `LOG_LEVEL`: the least severe level that is logged.
   *
   * @default "info"
   */
  readonly logLevel: LogLevel;
}

const SECRET_ARN: TextRule = { name: "SECRET_ARN", maxLength: 2048, reservedStarts: [] };
const DATABASE_HOST: TextRule = { name: "DATABASE_HOST", maxLength: 255, reservedStarts: [] };
const DATABASE_PORT: TextRule = { name: "DATABASE_PORT", maxLength: 5, reservedStarts: [] };
const DATABASE_NAME: TextRule = { name: "DATABASE_NAME", maxLength: 63, reservedStarts: [] };

const PORTS = { min: 1, max: 65_535 };

/**
 * Reads the environment variables.
 *
 * @throws EnvironmentError if one is missing or malformed; its message names all that are.
 */
export function readEnvironment(variables: Variables): Environment {
  return readVariables((problems) => ({
    secretArn: readText(SECRET_ARN, variables, problems),
    address: readAddress(variables, problems),
    createPgaudit: readChoice("CREATE_PGAUDIT", ["true", "false"], "false", variables, problems) === "true",
    logLevel: readLogLevel(variables, problems),
  }));
}

function readAddress(variables: Variables, problems: string[]): DatabaseAddress | undefined {
  const host = readOptionalText(DATABASE_HOST, variables, problems);
  const database = readOptionalText(DATABASE_NAME, variables, problems);
  const portText = readOptionalText(DATABASE_PORT, variables, problems);
  if (host === undefined && database === undefined && portText === undefined) {
    return undefined;
  }
  if (host === undefined || database === undefined || portText === undefined) {
    problems.push(
      "environment variables DATABASE_HOST, DATABASE_PORT and DATABASE_NAME must be set together or not at all",
    );
    return undefined;
  }
  const port = /^\d+$/.test(portText) ? Number(portText) : Number.NaN;
  if (!(port >= PORTS.min && port <= PORTS.max)) {
    problems.push(
      `environment variable DATABASE_PORT must be a whole number from ${PORTS.min} to ${PORTS.max}, got ${JSON.stringify(portText)}`,
    );
  }
  return { host, port, database };
}
