/** Whole numbers from a first to a last one, both included: addresses (IPv4 as numbers) or ports. */
export interface Interval {
  readonly first: number;
  readonly last: number;
}

/** Intervals in order that neither overlap nor touch. */
export type Intervals = readonly Interval[];

export const NOTHING: Intervals = [];

/** All ports. */
export const ALL_PORTS: Intervals = [{ first: 0, last: 65_535 }];

/** All IPv4 addresses. */
export const ALL_ADDRESSES: Intervals = [{ first: 0, last: 0xff_ff_ff_ff }];

/** What is in any of some sets. */
export function union(...sets: readonly Intervals[]): Intervals {
  const sorted = sets.flat().sort((a, b) => a.first - b.first);
  const result: Interval[] = [];
  for (const { first, last } of sorted) {
    const before = result.at(-1);
    if (before !== undefined && first <= before.last + 1) {
      result[result.length - 1] = { first: before.first, last: Math.max(before.last, last) };
    } else {
      result.push({ first, last });
    }
  }
  return result;
}

/** What is in both sets. */
export function intersection(a: Intervals, b: Intervals): Intervals {
  const result: Interval[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left === undefined || right === undefined) {
      break;
    }
    const first = Math.max(left.first, right.first);
    const last = Math.min(left.last, right.last);
    if (first <= last) {
      result.push({ first, last });
    }
    if (left.last < right.last) {
      i += 1;
    } else {
      j += 1;
    }
  }
  return result;
}

/** What is in the first set and not in the second. */
export function difference(a: Intervals, b: Intervals): Intervals {
  return b.reduce<Intervals>(
    (left, { first, last }) =>
      left.flatMap((one) =>
        last < one.first || first > one.last
          ? [one]
          : [
              ...(one.first < first ? [{ first: one.first, last: first - 1 }] : []),
              ...(one.last > last ? [{ first: last + 1, last: one.last }] : []),
            ],
      ),
    a,
  );
}

/** Whether there is something in both sets. */
export function meet(a: Intervals, b: Intervals): boolean {
  return intersection(a, b).length > 0;
}

/** Whether all of the first set is in the second. */
export function isWithin(a: Intervals, b: Intervals): boolean {
  return difference(a, b).length === 0;
}

/** The boundaries of some sets: where one begins, or something after it. */
export function cutsOf(sets: readonly Intervals[]): ReadonlySet<number> {
  return new Set(sets.flatMap((intervals) => intervals.flatMap(({ first, last }) => [first, last + 1])));
}

/** The pieces of a set between cuts: all of a piece is treated alike. */
export function pieces(set: Intervals, cuts: Iterable<number>): Intervals {
  const sorted = [...cuts].sort((a, b) => a - b);
  return set.flatMap(({ first, last }) => {
    const starts = [first, ...sorted.filter((cut) => cut > first && cut <= last)];
    return starts.map((start, index) => ({ first: start, last: (starts[index + 1] ?? last + 1) - 1 }));
  });
}

/** IPv4 ranges of big numbers, as address sets have them. */
export function intervalsOf(ranges: readonly { readonly first: bigint; readonly last: bigint }[]): Intervals {
  return ranges.map(({ first, last }) => ({ first: Number(first), last: Number(last) }));
}
