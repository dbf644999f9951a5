/** What is wrong with an input. */
export type ModelErrorCode =
  | "not-found"
  | "unreadable"
  | "too-large"
  | "empty"
  | "not-json"
  | "truncated"
  | "wrong-kind"
  | "wrong-version"
  | "no-resources"
  | "plan-errored"
  | "plan-incomplete";

/**
 * An input that cannot be judged. The message names the file, what was found, and what to do; the CLI prints it and ends
 * with exit code 2.
 */
export class ModelError extends Error {
  public override readonly name = "ModelError";

  public constructor(
    public readonly code: ModelErrorCode,
    /** The file or folder as the caller named it; `standard input` for `-`. */
    public readonly file: string,
    /** What was found there. */
    public readonly found: string,
    /** What to do about it. */
    public readonly remedy: string,
  ) {
    super(`${file}: ${found}; ${remedy}`);
  }
}
