/** How long before the end of the invocation work stops, so that the error can still be logged. */
export const RESERVED_MILLISECONDS = 1_000;

/** Thrown when the invocation's time is nearly used up; names the IAM action, or else the step, that was under way. */
export class OutOfTimeError extends Error {
  public override readonly name = "OutOfTimeError";

  public constructor(action: string) {
    super(
      `stopped ${RESERVED_MILLISECONDS} ms before the end of the invocation: ${action} had not succeeded; ` +
        "what it calls throttles or cannot be reached, or the function's timeout is too short",
    );
  }
}

/** The moment after which nothing is sent any more. */
export interface Deadline {
  /**
   * Runs one call and rejects with an `OutOfTimeError` as soon as the deadline passes, even where the SDK of the
   * runtime waits between two attempts without looking at the signal. Past the deadline nothing is sent.
   */
  guard<T>(action: string, send: (signal: AbortSignal) => Promise<T>): Promise<T>;

  /** Stops the clock. */
  clear(): void;
}

/** Starts the clock; `remainingMilliseconds` is what the invocation has left, the reserve included. */
export function startDeadline(remainingMilliseconds: number): Deadline {
  const controller = new AbortController();
  const { signal } = controller;
  const milliseconds = remainingMilliseconds - RESERVED_MILLISECONDS;
  const timer = setTimeout(() => controller.abort(), milliseconds);
  if (milliseconds <= 0) {
    controller.abort();
  }

  return {
    guard: (action, send) =>
      new Promise((resolve, reject) => {
        const stop = () => reject(new OutOfTimeError(action));
        if (signal.aborted) {
          stop();
          return;
        }
        signal.addEventListener("abort", stop, { once: true });
        send(signal)
          .then(resolve, reject)
          .finally(() => signal.removeEventListener("abort", stop));
      }),
    clear: () => clearTimeout(timer),
  };
}
