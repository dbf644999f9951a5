import type { Construct } from "constructs";

/** Everything that is wrong with the props of one construct, in one error. */
export class PropsError extends Error {
  public override readonly name = "PropsError";

  public constructor(path: string, problems: readonly string[]) {
    super(
      `${path}: ${problems.length === 1 ? problems[0] : `${problems.length} problems\n${problems.map((problem) => `  - ${problem}`).join("\n")}`}`,
    );
  }
}

/** Throws one error with all problems; silent where there are none. */
export function assertValid(scope: Construct, id: string, problems: readonly string[]): void {
  if (problems.length > 0) {
    throw new PropsError(`${scope.node.path}/${id}`, problems);
  }
}
