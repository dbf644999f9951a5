/** Levels from the most to the least talkative. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What a log line tells besides its message. Fields that are undefined are left out. */
export type LogFields = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Writes one event as one line; an event below the log's level is dropped. */
export type Log = (level: LogLevel, message: string, fields?: LogFields) => void;

/** Takes one finished log line, without a line break. */
export type LineWriter = (line: string) => void;

export interface LogProps {
  /** The least severe level that is written. */
  readonly level: LogLevel;

  /** Id of the invocation; the same for all tries that Lambda makes of one asynchronous event. */
  readonly requestId: string;

  readonly write: LineWriter;
}

/**
 * Makes a log whose lines are JSON objects: timestamp (RFC 3339, UTC), level, message, requestId, then the event's own fields.
 * Lambda's log-level filter reads `level` and `timestamp` of such lines.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function createLog({ level: least, requestId, write }: LogProps): Log {
  return (level, message, fields = {}) => {
    if (LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least)) {
      write(JSON.stringify({ timestamp: new Date().toISOString(), level, message, requestId, ...fields }));
    }
  };
}

/** Writes to the standard output, past `console`, to which Lambda's runtime adds columns of its own. */
export function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
