/** Patterns of names get no shorter than this: what a few names have in common by chance is no prefix. */
const SHORTEST_PREFIX = 5;

/** Where a name may be cut. */
const SEPARATOR = /[-_./:]/;

/**
 * Few patterns that match given names and as little else as possible: names that begin alike become one prefix with `*`, cut
 * after a separator. A `*` within a name stands for what is not known of it.
 */
export function namePatterns(names: readonly string[]): readonly string[] {
  const sorted = [...new Set(names)].sort();
  if (sorted.includes("*")) {
    return ["*"];
  }
  const patterns: string[] = [];
  let group: string[] = [];
  const close = () => {
    const [only] = group;
    if (only !== undefined) {
      patterns.push(group.length === 1 ? only : `${commonPrefix(group)}*`);
    }
  };
  for (const name of sorted) {
    if (group.length > 0 && commonPrefix([...group, name]).length < prefixLength(group[0] ?? "")) {
      close();
      group = [];
    }
    group.push(name);
  }
  close();
  return patterns;
}

/** How much of a name others must share to be told with it: its path and the first word behind, `/aws/lambda/corp-`. */
function prefixLength(name: string): number {
  const end = name.search(/[-_.:]/);
  return end === -1 ? name.length : Math.max(SHORTEST_PREFIX, end + 1);
}

function commonPrefix(names: readonly string[]): string {
  const [first = "", ...others] = names;
  let length = first.indexOf("*") === -1 ? first.length : first.indexOf("*");
  for (const name of others) {
    let shared = 0;
    while (shared < length && name[shared] === first[shared] && name[shared] !== "*") {
      shared += 1;
    }
    length = shared;
  }
  while (length > 0 && !SEPARATOR.test(first[length - 1] ?? "")) {
    length -= 1;
  }
  return first.slice(0, length);
}
