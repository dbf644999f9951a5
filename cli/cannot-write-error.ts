/** Why something was not written: the path, the reason, what to do. */
export class CannotWriteError extends Error {
  public override readonly name = "CannotWriteError";
}
