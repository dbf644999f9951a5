import { distance } from "fastest-levenshtein";

/** What is wrong with a value of an environment; the path leads to its line. */
export interface Violation {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The rest of a sentence about a value. */
export interface Remark {
  /** What was found, already written out. */
  readonly got?: string | undefined;
  /** What to do, or why. */
  readonly hint?: string | undefined;
}

/** The longest text that a message repeats, in characters of JSON. */
const MAX_QUOTED_LENGTH = 100;

/** Longer words are not compared with known ones: nobody mistypes that much. */
const MAX_SUGGESTED_LENGTH = 64;

/** Shorter words begin others by chance. */
const MIN_BEGINNING = 3;

/**
 * A violation of a rule: `<path> must <rule>, got <JSON value>; <what to do>`. A rule that begins with "has" speaks of the
 * value itself: `network.cidr "10.0.1.7/16" has host bits set; did you mean "10.0.0.0/16"?`.
 */
export function violation(path: readonly PropertyKey[], rule: string, value: unknown, hint?: string): Violation {
  return { path, message: sentence(path, rule, { got: quoted(value), hint }) };
}

/** A violation by a whole section: that it is there, or not, and nothing that it holds. */
export function violationOfSection(path: readonly PropertyKey[], rule: string, hint: string): Violation {
  return { path, message: sentence(path, rule, { hint }) };
}

/** The sentence of a violation; without `got` it ends with the rule. */
export function sentence(path: readonly PropertyKey[], rule: string, { got, hint }: Remark): string {
  const subject = formatPath(path);
  const found = got === undefined ? "" : rule.startsWith("has ") ? ` ${got}` : `, got ${got}`;
  const statement = rule.startsWith("has ") ? `${subject}${found} ${rule}` : `${subject} ${rule}${found}`;
  return hint === undefined ? statement : `${statement}; ${hint}`;
}

/** Writes a path as `network.zones[1]` or `tags["Cost Centre"]`; the whole of a file is `the file`. */
export function formatPath(path: readonly PropertyKey[]): string {
  const text = path.reduce<string>((written, part) => {
    if (typeof part === "number") {
      return `${written}[${part}]`;
    }
    const key = String(part);
    if (!/^[\w-]{1,80}$/.test(key)) {
      return `${written}[${quoted(key)}]`;
    }
    return written === "" ? key : `${written}.${key}`;
  }, "");
  return text === "" ? "the file" : text;
}

/** Shows a value as JSON, cut where it is long; `nothing` for a missing one. */
export function quoted(value: unknown): string {
  if (value === undefined) {
    return "nothing";
  }
  const json = escapeInvisible(typeof value === "number" ? String(value) : JSON.stringify(value));
  return json.length > MAX_QUOTED_LENGTH ? `${json.slice(0, MAX_QUOTED_LENGTH)}… (${json.length} characters)` : json;
}

/** What JSON leaves as it is and a terminal would obey or hide: controls, and marks of width and direction. */
function escapeInvisible(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The known word that was probably meant: the one that a word begins, or the one with the fewest other letters. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  if (word.length > MAX_SUGGESTED_LENGTH) {
    return undefined;
  }
  const lower = word.toLowerCase();
  const begun = known.filter((candidate) => candidate.toLowerCase().startsWith(lower));
  if (word.length >= MIN_BEGINNING && begun.length === 1) {
    return begun[0];
  }
  const [best] = known
    .map((candidate) => ({ candidate, away: distance(lower, candidate.toLowerCase()) }))
    .sort((a, b) => a.away - b.away);
  return best !== undefined && isSlip(word, best.candidate, best.away) ? best.candidate : undefined;
}

/** Whether so few letters differ that a word was mistyped, and not another one. */
function isSlip(word: string, candidate: string, away: number): boolean {
  return away <= Math.max(2, Math.floor(candidate.length / 3)) && away < Math.min(word.length, candidate.length);
}

/** Says which word was probably meant, or which words there are. */
export function suggestion(word: string, known: readonly string[]): string {
  const nearest = nearestWord(word, known);
  if (nearest !== undefined) {
    return `did you mean "${nearest}"?`;
  }
  return known.length === 0 ? "remove it" : `allowed are ${[...known].sort().join(", ")}`;
}
