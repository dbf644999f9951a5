import type { LogLevel } from "../shared/log";
import { readLogLevel, readVariables, type Variables } from "../shared/variables";

/** What the function is told by its environment variables; the rest it is told by each event and each secret. */
export interface Environment {
  /**
   * `LOG_LEVEL`: the least severe level that is logged.
   *
   * @default "info"
   */
  readonly logLevel: LogLevel;
}

/**
 * Reads the environment variables.
 *
 * @throws EnvironmentError if one is malformed
 */
export function readEnvironment(variables: Variables): Environment {
  return readVariables((problems) => ({ logLevel: readLogLevel(variables, problems) }));
}
