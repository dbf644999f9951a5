import { isList, isObject, type Json } from "../../model/json";

/** Files by their paths, with slashes. */
export type Output = ReadonlyMap<string, Buffer>;

/**
 * What may differ between what cdktf and what cdktn synthesize: the version of the library, at these two places. White space
 * between the parts of a JSON file may, too: they write empty lists and objects in different ways.
 */
export const MAY_DIFFER: readonly { readonly file: RegExp; readonly path: readonly string[] }[] = [
  { file: /^manifest\.json$/, path: ["version"] },
  { file: /\.tf\.json$/, path: ["//", "metadata", "version"] },
];

/** How many differences of one file are told. */
const MOST = 10;

/** What differs and must not, each in a line; nothing where the outputs are the same. */
export function differencesOf(cdktf: Output, cdktn: Output): string[] {
  return [...new Set([...cdktf.keys(), ...cdktn.keys()])].sort().flatMap((file) => {
    const [was, is] = [cdktf.get(file), cdktn.get(file)];
    if (was === undefined || is === undefined) {
      return [`${file}: ${was === undefined ? "only cdktn writes it" : "cdktn does not write it"}`];
    }
    if (was.equals(is)) {
      return [];
    }
    return file.endsWith(".json") ? jsonDifferences(file, was, is) : [`${file}: its bytes differ`];
  });
}

function jsonDifferences(file: string, was: Buffer, is: Buffer): string[] {
  const allowed = MAY_DIFFER.filter((entry) => entry.file.test(file)).map(({ path }) => path.join("\0"));
  const found: string[] = [];
  compare(JSON.parse(was.toString("utf8")), JSON.parse(is.toString("utf8")), [], (path, before, after) => {
    const isVersion = typeof before === "string" && typeof after === "string";
    if (!(isVersion && allowed.includes(path.join("\0")))) {
      found.push(`${file}: ${path.join(".")}: ${shown(before)} → ${shown(after)}`);
    }
  });
  const more = found.length - MOST;
  return [...found.slice(0, MOST), ...(more > 0 ? [`${file}: and ${more} more`] : [])];
}

type Tell = (path: readonly string[], before: Json | undefined, after: Json | undefined) => void;

function compare(before: Json | undefined, after: Json | undefined, path: readonly string[], tell: Tell): void {
  if (isObject(before) && isObject(after)) {
    const [was, is] = [Object.keys(before), Object.keys(after)];
    for (const key of new Set([...was, ...is])) {
      compare(before[key], after[key], [...path, key], tell);
    }
    const both = (keys: readonly string[]) => keys.filter((key) => key in before && key in after).join("\0");
    if (both(was) !== both(is)) {
      tell([...path, "(order)"], [...was], [...is]);
    }
  } else if (isList(before) && isList(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index += 1) {
      compare(before[index], after[index], [...path, String(index)], tell);
    }
  } else if (before !== after) {
    tell(path, before, after);
  }
}

const LONGEST = 80;

function shown(value: Json | undefined): string {
  const text = value === undefined ? "(not there)" : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
