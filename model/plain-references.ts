import { isBeginning } from "./expression";
import type { Json } from "./json";

/** A reference that is nothing but names: an attribute of a resource of the same module, or a variable. */
export type PlainReference =
  | { readonly block: string; readonly attribute: string }
  | { readonly variable: string; readonly block?: undefined };

/**
 * The references that a plan lists of an expression, where each of them is plain, as nearly all are; nothing where one is not.
 * They are read once for all instances of a module.
 */
export function plainReferences(texts: readonly Json[]): readonly PlainReference[] | undefined {
  const plain: PlainReference[] = [];
  let before = "";
  for (const text of texts) {
    if (typeof text !== "string" || text.includes("[")) {
      return undefined;
    }
    const isMore = isBeginning(text, before);
    before = text;
    if (isMore) {
      continue;
    }
    const first = text.indexOf(".");
    const second = text.indexOf(".", first + 1);
    if (text.startsWith("var.")) {
      plain.push({ variable: text.slice(first + 1, second < 0 ? undefined : second) });
    } else if (second < 0 || text.indexOf(".", second + 1) >= 0) {
      return undefined;
    } else {
      plain.push({ block: text.slice(0, second), attribute: text.slice(second + 1) });
    }
  }
  return plain;
}
