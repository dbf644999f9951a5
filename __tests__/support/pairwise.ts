/** What can be chosen: for each factor its values, the plainest first. */
export type Factors = Readonly<Record<string, readonly string[]>>;

/** One value of each factor. */
export type Row<F extends Factors> = { readonly [K in keyof F]: F[K][number] };

/** Values of two factors that cannot be chosen together. */
export type Exclusion<F extends Factors> = Partial<{ readonly [K in keyof F]: readonly F[K][number][] }>;

interface Choice {
  readonly factor: string;
  readonly value: string;
}

/**
 * Rows in which any two values of different factors occur together at least once, but for those that exclude each other: most
 * mistakes of combined settings need no more than two of them. Greedy, and the same rows for the same factors: each row begins
 * with a pair that no row has yet, and takes for every other factor the value that brings most new pairs.
 *
 * @param exclusions each names two or more factors with values that never occur together
 * @see https://csrc.nist.gov/projects/automated-combinatorial-testing-for-software
 */
export function pairwise<const F extends Factors>(factors: F, exclusions: readonly Exclusion<F>[] = []): Row<F>[] {
  const names = Object.keys(factors);
  // Those with most values first: what is chosen last fits in anyway.
  const inOrder = names.toSorted((a, b) => (factors[b]?.length ?? 0) - (factors[a]?.length ?? 0));
  const canBe = possibility(factors, exclusions);
  const pairs = allPairs(Object.fromEntries(inOrder.map((name) => [name, factors[name] ?? []]))).filter((pair) =>
    canBe(rowOf(pair)),
  );
  const open = new Set(pairs.map(keyOfPair));
  const rows: Row<F>[] = [];
  for (const pair of pairs) {
    if (open.has(keyOfPair(pair))) {
      const row = rowOf(pair);
      for (const factor of inOrder.filter((name) => !row.has(name))) {
        row.set(factor, bestValue(factor, factors[factor] ?? [], row, open, canBe));
      }
      for (const covered of pairsOf(row)) {
        open.delete(keyOfPair(covered));
      }
      rows.push(Object.fromEntries(names.map((name) => [name, row.get(name) ?? ""])) as Row<F>);
    }
  }
  return rows;
}

/** The pairs that some rows do not have, as `factor=value factor=value`, without those that exclude each other. */
export function uncoveredPairs<const F extends Factors>(
  factors: F,
  exclusions: readonly Exclusion<F>[],
  rows: readonly Row<F>[],
): string[] {
  const covered = new Set(rows.flatMap((row) => pairsOf(new Map(Object.entries(row))).map(keyOfPair)));
  const canBe = possibility(factors, exclusions);
  return allPairs(factors)
    .filter((pair) => canBe(rowOf(pair)))
    .map(keyOfPair)
    .filter((key) => !covered.has(key));
}

/** Whether a row has all that an exclusion names. */
export function isExcluded<F extends Factors>(row: ReadonlyMap<string, string>, exclusion: Exclusion<F>): boolean {
  return Object.entries(exclusion).every(([factor, values]) =>
    (values as readonly string[] | undefined)?.includes(row.get(factor) ?? ""),
  );
}

/** Whether a row, or the beginning of one, has nothing that excludes each other and leaves each other factor a value. */
function possibility<F extends Factors>(factors: F, exclusions: readonly Exclusion<F>[]) {
  const isFree = (row: ReadonlyMap<string, string>) => !exclusions.some((exclusion) => isExcluded(row, exclusion));
  const concerned = [...new Set(exclusions.flatMap((exclusion) => Object.keys(exclusion)))];
  const leavesOthersFree = (row: ReadonlyMap<string, string>) =>
    concerned.every(
      (factor) =>
        row.has(factor) || (factors[factor] ?? []).some((value) => isFree(new Map([...row, [factor, value]]))),
    );
  // What no exclusion names is free.
  return (row: ReadonlyMap<string, string>) =>
    concerned.every((factor) => !row.has(factor)) || (isFree(row) && leavesOthersFree(row));
}

function bestValue(
  factor: string,
  values: readonly string[],
  row: ReadonlyMap<string, string>,
  open: ReadonlySet<string>,
  canBe: (row: ReadonlyMap<string, string>) => boolean,
): string {
  const possible = values.filter((value) => canBe(new Map([...row, [factor, value]])));
  const [best] = possible
    .map((value) => ({
      value,
      news: [...row].filter(([other, chosen]) =>
        open.has(
          keyOfPair([
            { factor: other, value: chosen },
            { factor, value },
          ]),
        ),
      ).length,
    }))
    .sort((a, b) => b.news - a.news);
  if (best === undefined) {
    throw new Error(`nothing is left for ${factor} with ${JSON.stringify(Object.fromEntries(row))}`);
  }
  return best.value;
}

type Pair = readonly [Choice, Choice];

function allPairs(factors: Factors): Pair[] {
  const choices = Object.entries(factors).flatMap(([factor, values]) => values.map((value) => ({ factor, value })));
  return choices.flatMap((first, index) =>
    choices
      .slice(index + 1)
      .filter(({ factor }) => factor !== first.factor)
      .map((second): Pair => [first, second]),
  );
}

function pairsOf(row: ReadonlyMap<string, string>): Pair[] {
  const choices = [...row].map(([factor, value]) => ({ factor, value }));
  return choices.flatMap((first, index) => choices.slice(index + 1).map((second): Pair => [first, second]));
}

function rowOf(pair: Pair): Map<string, string> {
  return new Map(pair.map(({ factor, value }) => [factor, value]));
}

function keyOfPair([first, second]: Pair): string {
  const [one, other] = [`${first.factor}=${first.value}`, `${second.factor}=${second.value}`];
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}
