import * as ipaddr from "ipaddr.js";
import type { Condition, PolicyText } from "../../model";
import { blockOf, isWorld, union } from "./address-set";
import { type Answer, either } from "./answers";

/** Whether a value of a condition stands for everybody, or for everything; its wildcards are meant as such. */
export type Width = (value: PolicyText, condition: Condition) => Answer;

const POSITIVE = /^(?:stringequals|stringequalsignorecase|stringlike|arnequals|arnlike|ipaddress)$/;
export const WITH_WILDCARDS = /^(?:stringlike|arnequals|arnlike)$/;
/** A wildcard that stands for itself: `${*}`. */
const LITERAL = /\$\{[*?$]\}/g;
/** A variable of the policy: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`. Terraform's references have no such colon. */
const VARIABLE = /\$\{\s*([\w.\-/]+:(?!:)[^},]*?)\s*(?:,[^}]*)?\}/g;
/** What a variable of the policy says of the resource, which is nobody's to choose but the owner's. */
const OF_THE_RESOURCE = /^aws:resource(?:account|orgid|orgpaths|tag\/.+)$/i;
const REFERENCE = /\$\{[^}]*\}/g;
/** A text that is somebody's attribute, which is something certain although it is not known yet; a variable may be `*`. */
const OF_A_RESOURCE = /\$\{(?!(?:var|local|each|count|path|terraform|self)\.)[^}]/;

const ARN_KEYS = /^(?:aws:principalarn|aws:sourcearn|s3:dataaccesspointarn)$/;
/** How values with a wildcard must begin, by key: with a whole id of a user or organization, or at all. Of other keys none may. */
const BEGINNINGS: readonly (readonly [RegExp, RegExp])[] = [
  [/^aws:userid$/, /^[a-z0-9]{12}/i],
  [/^aws:(?:principal|source)orgpaths$/, /^o-[a-z0-9]+\//],
  [/^kms:(?:viaservice|encryptioncontext:.+)$/, /^[^*?]/],
];
/** AWS calls a policy public whose addresses are wider than this. */
const WIDEST = { ipv4: 8, ipv6: 32 } as const;

/** Whether one of several conditions, all of which must hold, asks for certain values of one of some keys. */
export function narrowedBy(conditions: readonly Condition[], keys: RegExp, isWide: Width): Answer {
  return either(conditions.filter(({ key }) => keys.test(key)).map((condition) => narrows(condition, isWide)));
}

/**
 * Whether a condition holds for certain values of its key only. One that negates, that holds where the key is absent
 * (`…IfExists`, `ForAllValues:`), that only asks whether there is one (`Null`), or that compares a key with itself does not.
 */
function narrows(condition: Condition, isWide: Width): Answer {
  const { key, operator, negated, ifExists, quantifier, values, unknown } = condition;
  if (!POSITIVE.test(operator) || negated || ifExists || quantifier === "all") {
    return "no";
  }
  const widths = values.map(({ text, known }) => {
    const literal = text.replace(LITERAL, "x");
    const pattern = WITH_WILDCARDS.test(operator) ? literal : withoutWildcards(literal);
    return variablesOf(pattern).includes(key) ? "yes" : isWide({ text: pattern, known }, condition);
  });
  if (widths.includes("yes") || (operator === "ipaddress" && isWorldTogether(values))) {
    return "no";
  }
  return unknown !== undefined || widths.includes("unknown") ? "unknown" : "yes";
}

/** Whether a value is nearly everybody's: an ARN of any account, any address, and what a caller says of himself. */
export function isAnybodys(value: PolicyText, { key, operator }: Condition): Answer {
  const { text } = withoutCaller(value);
  if (!value.known && mayBeAnything(text)) {
    return "unknown";
  }
  if (operator === "ipaddress") {
    return value.known && isWideAddress(text) ? "yes" : "no";
  }
  const [beginning = ""] = text.split(/[*?]/);
  if (beginning === text) {
    return "no";
  }
  if (text.startsWith("arn:") || (ARN_KEYS.test(key) && !beginning.startsWith("${"))) {
    return isArnOfAnybody(text.replace(REFERENCE, "x")) ? "yes" : "no";
  }
  const certain = BEGINNINGS.find(([ofKey]) => ofKey.test(key))?.[1];
  return beginning.includes("${") || certain?.test(text) === true ? "no" : "yes";
}

/** A value with a wildcard in place of what a caller says of himself: `${aws:PrincipalAccount}` is true of everybody. */
export function withoutCaller({ text, known }: PolicyText): PolicyText {
  return {
    text: text.replace(VARIABLE, (_, variable: string) => (OF_THE_RESOURCE.test(variable) ? "x" : "*")),
    known,
  };
}

function variablesOf(text: string): string[] {
  return [...text.matchAll(VARIABLE)].map(([, variable = ""]) => variable.toLowerCase());
}

/** A text that is compared as it is. What is in a reference stays. */
function withoutWildcards(text: string): string {
  return text.replace(/\$\{[^}]*\}|[*?]/g, (part) => (part.length === 1 ? "x" : part));
}

/** Whether nothing of a text is known that says who is meant. */
function mayBeAnything(text: string): boolean {
  return !OF_A_RESOURCE.test(text) && !/[a-zA-Z0-9]{3,}/.test(text.replace(REFERENCE, ""));
}

function isArnOfAnybody(arn: string): boolean {
  const [scheme, , , , account, ...name] = arn.split(":");
  const ofNobody = account === undefined || /[*?]/.test(account) || (account === "" && /^[*?]/.test(name.join(":")));
  return scheme !== "arn" || ofNobody;
}

function isWideAddress(cidr: string): boolean {
  if (!ipaddr.isValidCIDR(cidr)) {
    return !ipaddr.isValid(cidr);
  }
  const [address, length] = ipaddr.parseCIDR(cidr);
  return length < WIDEST[address.kind()];
}

/** Many blocks, none of them too wide, may be the internet together. */
function isWorldTogether(values: readonly PolicyText[]): boolean {
  return isWorld(union(...values.flatMap(({ text }) => blockOf(text) ?? [])));
}
