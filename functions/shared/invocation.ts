import { type Deadline, startDeadline } from "./deadline";
import { describeFailure } from "./failure";
import { createLog, type LineWriter, type Log, type LogLevel } from "./log";

/** The part of Lambda's context object that functions use. */
export interface InvocationContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** What Lambda calls. */
export type Handler<Result> = (event: unknown, context: InvocationContext) => Promise<Result>;

/** Runs one step under the deadline; its name, the IAM action where it has one, is what a failure is logged with. */
export type Guard = Deadline["guard"];

/** What the work of one invocation gets. */
export interface Invocation<Settings> {
  readonly event: unknown;
  readonly settings: Settings;
  readonly log: Log;
  readonly guard: Guard;
  /** Milliseconds since the invocation began. */
  elapsed(): number;
}

export interface InvocationProps<Settings, Result> {
  /** Where the finished log lines go. */
  readonly write: LineWriter;

  /** Reads the environment; asked once an invocation, so that a missing variable is logged like every other error. */
  readonly environment: () => Settings;

  /** What a failed invocation could not do. */
  readonly failed: string;

  /** What to do about errors of AWS, by their names. */
  readonly advice?: Readonly<Record<string, string>>;

  work(invocation: Invocation<Settings>): Promise<Result>;
}

/**
 * Makes a handler that works under a deadline. Every error is logged, then thrown again, so that Lambda's retries of
 * asynchronous invocations and the dead-letter queue work. The event is not logged.
 */
export function createInvocable<Settings extends { readonly logLevel: LogLevel }, Result>({
  write,
  environment,
  failed,
  advice = {},
  work,
}: InvocationProps<Settings, Result>): Handler<Result> {
  return async (event, context) => {
    const startedAt = Date.now();
    const elapsed = () => Date.now() - startedAt;
    const deadline = startDeadline(context.getRemainingTimeInMillis());
    let log = createLog({ level: "info", requestId: context.awsRequestId, write });
    let action: string | undefined;
    const guard: Guard = async (name, send) => {
      action = name;
      const answer = await deadline.guard(name, send);
      action = undefined;
      return answer;
    };

    try {
      const settings = environment();
      log = createLog({ level: settings.logLevel, requestId: context.awsRequestId, write });
      return await work({ event, settings, log, guard, elapsed });
    } catch (error) {
      const { message, fields } = describeFailure(error, { failed, action, advice });
      log("error", message, { ...fields, durationMs: elapsed() });
      throw error;
    } finally {
      deadline.clear();
    }
  };
}
