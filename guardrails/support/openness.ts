import * as ipaddr from "ipaddr.js";
import { type Condition, isAnyone, type PolicyDocument, type PolicyText, type Statement } from "../../model";
import { fail, pass, unknown, type Verdict } from "../control";

type Answer = "yes" | "no" | "unknown";

/** Keys that say who or where a caller is; those of S3's definition of a public policy, and of the other services. */
const CALLER_KEYS: ReadonlySet<string> = new Set([
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceip",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourceowner",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:userid",
  "aws:vpcsourceip",
  "kms:calleraccount",
  "s3:dataaccesspointaccount",
  "s3:dataaccesspointarn",
]);
const ARN_KEYS: ReadonlySet<string> = new Set(["aws:principalarn", "aws:sourcearn", "s3:dataaccesspointarn"]);
/** Keys whose values may end in a wildcard: the beginning names the user or the organization. */
const STARTS_CERTAIN = /^aws:(?:userid|principalorgpaths|sourceorgpaths)$/;
const POSITIVE = /^(?:stringequals|stringequalsignorecase|stringlike|arnequals|arnlike|ipaddress)$/;
const WITH_WILDCARDS = /^(?:stringlike|arnequals|arnlike)$/;
/** AWS calls a policy public whose addresses are wider than this. */
const WIDEST = { ipv4: 8, ipv6: 32 } as const;
/** A text that is somebody's attribute, which is something certain although it is not known yet; a variable may be `*`. */
const OF_A_RESOURCE = /\$\{(?!(?:var|local|each|count|path|terraform|self)\.)[^}]/;

/**
 * Whether an Allow lets anybody in the world in: `*` or all but some as principal, and no condition that asks who calls.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function openness(statement: Statement): Answer {
  const { effect, principals, notPrincipals, conditions } = statement;
  if (effect === "Deny") {
    return "no";
  }
  const anyone = notPrincipals.length > 0 || principals.some(isAnyone);
  const perhaps =
    principals.some((principal) => !principal.known && isAllOpen(principal)) ||
    (principals.length === 0 && statement.unknown.length > 0);
  if (!anyone && !perhaps) {
    return "no";
  }
  const narrowed = conditions.map(narrows);
  if (narrowed.includes("yes")) {
    return "no";
  }
  const sure = anyone && effect === "Allow" && !narrowed.includes("unknown") && statement.unknown.length === 0;
  return sure ? "yes" : "unknown";
}

/** Judges a policy: nobody may be let in whom it does not name. `where` is the attribute that holds it. */
export function judgeOpenness(document: PolicyDocument, where: string): Verdict {
  const open = document.statements.find((statement) => openness(statement) === "yes");
  if (open !== undefined) {
    const index = document.statements.indexOf(open);
    return fail(`${statementText(open, index)} lets anybody do ${whatText(open)}`, where);
  }
  const perhaps = document.statements.find((statement) => openness(statement) === "unknown");
  const why =
    document.unknown ??
    (perhaps === undefined
      ? undefined
      : `${statementText(perhaps, document.statements.indexOf(perhaps))}: ${perhaps.unknown[0] ?? "its principals or conditions are not known"}`);
  return why === undefined
    ? pass("every statement names whom it lets in", where)
    : unknown(`it cannot be told whether the policy lets anybody in: ${why}`, where);
}

/** A statement for readers: its Sid, or its number. */
export function statementText({ sid }: Statement, index: number): string {
  return sid === "" ? `statement ${index + 1}` : `statement ${sid}`;
}

function whatText({ actions, notActions }: Statement): string {
  return notActions.length > 0
    ? `all but ${notActions.map(({ text }) => text).join(", ")}`
    : actions.length > 0
      ? actions.map(({ text }) => text).join(", ")
      : "what is not known";
}

/** Nothing of it is known, and it may be `*`. */
function isAllOpen({ text }: PolicyText): boolean {
  return !OF_A_RESOURCE.test(text) && /^\$\{[^}]*\}$/.test(text);
}

/** Whether a condition holds for certain callers only. */
function narrows({ key, operator, negated, ifExists, quantifier, values, unknown: missing }: Condition): Answer {
  if (!CALLER_KEYS.has(key) || !POSITIVE.test(operator) || negated || ifExists || quantifier === "all") {
    return "no";
  }
  const widths = values.map((value) => isWide(key, operator, value));
  if (widths.includes("yes")) {
    return "no";
  }
  return missing !== undefined || widths.includes("unknown") ? "unknown" : "yes";
}

/** Whether a value of a condition stands for nearly everybody. */
function isWide(key: string, operator: string, value: PolicyText): Answer {
  const { text, known } = value;
  if (!known) {
    return OF_A_RESOURCE.test(text) || /[^*?]*[a-zA-Z0-9]{3,}/.test(text.replace(/\$\{[^}]*\}/g, ""))
      ? "no"
      : "unknown";
  }
  if (operator === "ipaddress") {
    return isWideAddress(text) ? "yes" : "no";
  }
  if (!WITH_WILDCARDS.test(operator) || !/[*?]/.test(text)) {
    return "no";
  }
  if (!ARN_KEYS.has(key)) {
    return STARTS_CERTAIN.test(key) && !/^(?:o-)?[*?]/.test(text) ? "no" : "yes";
  }
  const [scheme, , , , account, ...name] = text.split(":");
  const ofNobody = account === undefined || /[*?]/.test(account) || (account === "" && /^[*?]/.test(name.join(":")));
  return scheme !== "arn" || ofNobody ? "yes" : "no";
}

function isWideAddress(cidr: string): boolean {
  if (!ipaddr.isValidCIDR(cidr)) {
    return !ipaddr.isValid(cidr);
  }
  const [address, length] = ipaddr.parseCIDR(cidr);
  return length < WIDEST[address.kind()];
}
