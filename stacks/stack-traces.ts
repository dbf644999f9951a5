/**
 * Runs what makes constructs without capturing stack traces: cdktf takes one for every token, which is over half of its
 * construction time, and nobody reads them. Errors keep their own stacks, since V8 makes these without this hook.
 */
export function withoutStackTraces<T>(build: () => T): T {
  const capture = Error.captureStackTrace;
  Error.captureStackTrace = () => {};
  try {
    return build();
  } finally {
    Error.captureStackTrace = capture;
  }
}
