import type { PolicyText, Principal, Statement } from "./policy";
import type { Resource } from "./resource";

/** Whether a pattern of a policy, with `*` and `?`, covers a text; without regard to case where both are actions. */
export function covers(pattern: string, text: string): boolean {
  // Most actions are written out, and compiling a pattern takes longer than all that is asked of it.
  return pattern.includes("*") || pattern.includes("?") ? compiled(pattern).test(text) : pattern === text;
}

const patterns = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  let found = patterns.get(pattern);
  if (found === undefined) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*+/g, "[^]*")
      .replace(/\?/g, "[^]");
    found = new RegExp(`^${source}$`);
    patterns.set(pattern, found);
  }
  return found;
}

/** Whether a statement is about an action, in lower case; what is unknown counts as not. */
export function coversAction({ actions, notActions }: Statement, action: string): boolean {
  const wanted = action.toLowerCase();
  return notActions.length > 0
    ? !notActions.some(({ text }) => covers(text, wanted))
    : actions.some(({ text, known }) => known && covers(text, wanted));
}

/** Whether a text of a policy is about a resource: by its unknown ARN, id or name, or by the known one. */
export function mentions({ text }: PolicyText, resource: Resource): boolean {
  if (text.includes(`\${${resource.label}.`) || text.includes(`\${${resource.label}}`)) {
    return true;
  }
  const names = ["arn", "bucket"]
    .map((name) => resource.text(name))
    .filter((name) => name !== undefined && name !== "");
  return names.some((name) => name !== undefined && isWithin(text, name.startsWith("arn:") ? name : `:s3:::${name}`));
}

/** Whether an ARN is a given one or something below it: `arn:aws:s3:::logs/*`, but not `arn:aws:s3:::logs-old`. */
function isWithin(text: string, name: string): boolean {
  const at = text.indexOf(name);
  const next = at < 0 ? "-" : (text[at + name.length] ?? "");
  return at >= 0 && (next === "" || next === "/" || next === ":" || next === "*");
}

/** Whether anybody in the world is among the principals. A `NotPrincipal` of an Allow is nearly everybody. */
export function isAnyone({ kind, text }: Principal): boolean {
  return kind === "AWS" && text === "*";
}
