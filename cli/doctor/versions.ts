/** Three numbers of a version: `1.11.4-beta1` is `[1, 11, 4]`; missing ones are 0, and what is no version is nothing. */
export function numbersOf(version: string): readonly [number, number, number] | undefined {
  const [, major, minor = "0", patch = "0"] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version.trim()) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

/** Below 0 where the first is older, above where it is newer; what is no version is older than any. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a) ?? [-1, -1, -1], numbersOf(b) ?? [-1, -1, -1]];
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/** Whether a version is one that a constraint of Terraform allows, such as `>= 1.11.0, < 2.0.0` or `~> 6.25`. */
export function satisfies(version: string, constraint: string): boolean {
  return constraint.split(",").every((part) => satisfiesPart(version, part.trim()));
}

function satisfiesPart(version: string, part: string): boolean {
  const [, operator = "=", bound = ""] = /^(>=|<=|!=|~>|>|<|=)?\s*(.*)$/.exec(part) ?? [];
  const order = compareVersions(version, bound);
  switch (operator) {
    case ">=":
      return order >= 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case "<":
      return order < 0;
    case "!=":
      return order !== 0;
    case "~>":
      return order >= 0 && compareVersions(version, nextOf(bound)) < 0;
    default:
      return order === 0;
  }
}

/** The first version that `~>` does not allow any more: only the last number that it names may grow. */
function nextOf(bound: string): string {
  const parts = bound.split(".").map(Number);
  const kept = parts.slice(0, Math.max(1, parts.length - 1));
  return kept.map((part, index) => (index === kept.length - 1 ? part + 1 : part)).join(".");
}
