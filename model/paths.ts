/** Where an attribute is: names, and indexes of blocks or elements. */
export type Path = readonly (string | number)[];

/** A path as text, `rule.0.apply_server_side_encryption_by_default.0.sse_algorithm`, or in steps where a key has dots. */
export type PathLike = string | Path;

const cache = new Map<string, Path>();

export function pathOf(path: PathLike): Path {
  if (typeof path !== "string") {
    return path;
  }
  let steps = cache.get(path);
  if (steps === undefined) {
    steps = path === "" ? [] : path.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : interned(step)));
    cache.set(path, steps);
  }
  return steps;
}

/** The text as engines keep names of members: looking these up is much faster than looking up a piece of another text. */
function interned(text: string): string {
  return Object.keys({ [text]: true })[0] ?? text;
}

export function pathText(path: Path): string {
  return path.join(".");
}

/** Whether a path is, or lies below, another one; indexes may be left out of the other: `rule.kms` covers `rule.0.kms`. */
export function isBelow(path: Path, above: Path): boolean {
  let at = 0;
  for (const step of above) {
    while (typeof path[at] === "number" && typeof step !== "number") {
      at += 1;
    }
    if (path[at] !== step) {
      return false;
    }
    at += 1;
  }
  return true;
}
