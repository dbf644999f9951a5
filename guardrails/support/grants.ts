import { type Condition, covers, type PolicyDocument, type PolicyText, type Statement } from "../../model";
import { type Answer, both, either, not } from "./answers";
import { narrowedBy, WITH_WILDCARDS } from "./conditions";

/** Policies of AWS that allow everything, or to give oneself everything. */
export const ADMINISTRATORS: ReadonlySet<string> = new Set(["AdministratorAccess", "IAMFullAccess", "PowerUserAccess"]);
const ADMINISTRATOR_ARNS = ["aws", "aws-cn", "aws-us-gov"].flatMap((partition) =>
  [...ADMINISTRATORS].map((name) => `arn:${partition}:iam::aws:policy/${name}`),
);

/** Actions whose resources have the ARNs of another service. */
const ARN_SERVICES: Readonly<Record<string, string>> = { ebs: "ec2", "rds-data": "rds" };
/** What an action of IAM is about, by its name; the first that fits. */
const IAM_KINDS: readonly (readonly [RegExp, string])[] = [
  [/policyversion$/, "policy"],
  [/group/, "group"],
  [/role/, "role"],
  [/user|accesskey|loginprofile|credential/, "user"],
];
/** A type of resource, with a wildcard right behind it: `role*`. */
const KIND_AND_ALL =
  /^(?:bucket|cluster|db|function|group|instance|key|log-group|parameter|policy|role|secret|stack|table|user)[*?]+$/;
const REFERENCE = /\$\{[^}]*\}/g;
/** References that may be anything, also a wildcard; others are somebody's ARN, id or name. */
const ANYTHING =
  /^\$\{(?:(?:var|local|each|count|path|terraform|self)\.|.*aws_iam_policy_document\.|.*\.(?:content|json|output|result|value)\})/;
/** Stands for what may be a wildcard. */
const OPEN = "\uE000";
const BLANK = /^[*?]*$/;
const PERHAPS_BLANK = /^[*?\uE000]*$/;

/** Conditions that say which resources, which policies or whose data; a request without the key does not hold them. */
const NARROWING =
  /^(?:[a-z0-9-]+:resourcetag\/.+|s3:existingobjecttag\/.+|rds:[a-z]+-tag\/.+|iam:(?:policyarn|permissionsboundary|associatedresourcearn)|kms:(?:viaservice|resourcealiases|requestalias|encryptioncontext:.+)|dynamodb:leadingkeys|secretsmanager:secretid|lambda:functionarn)$/;
const EVERY_ALIAS = /^alias\/[*?]+$/;
const EVERY_SERVICE = /^[*?]/;
const OF_POLICIES = /^iam:(?:policyarn|permissionsboundary)$/;

/** Whether a statement is about an action: by name, by wildcard, or because `NotAction` leaves it in. */
export function isAbout({ actions, notActions, unknown }: Statement, action: string): Answer {
  const wanted = action.toLowerCase();
  const listed = notActions.length > 0 ? notActions : actions;
  const [sure, perhaps] = notActions.length > 0 ? (["no", "yes"] as const) : (["yes", "no"] as const);
  if (listed.some(({ text, known }) => known && covers(text, wanted))) {
    return sure;
  }
  const open = listed.some(({ text, known }) => !known && covers(text.replace(REFERENCE, "*"), wanted));
  return open || (listed.length === 0 && unknown.length > 0) ? "unknown" : perhaps;
}

/**
 * Whether an Allow lets an action be done to any resource of its kind: `*`, `role/*`, `NotResource`; without a condition that
 * says which, and without a Deny of the same document that takes it back.
 */
export function grantsWidely(statement: Statement, action: string, document: PolicyDocument): Answer {
  const granted = grants(statement, action, document);
  return granted === "no"
    ? "no"
    : both(granted, both(breadthOf(statement, action), not(narrowedBy(statement.conditions, NARROWING, isAnything))));
}

/** Whether an Allow lets an action be done to anything at all. */
export function grants(statement: Statement, action: string, document: PolicyDocument): Answer {
  const about = statement.effect === "Deny" ? "no" : isAbout(statement, action);
  if (about === "no") {
    return "no";
  }
  const sure = statement.effect === "Allow" && statement.unknown.length === 0 ? "yes" : "unknown";
  return both(both(sure, about), not(takenBack(statement, action, document)));
}

/** Whether a statement is about any resource that an action is for. */
export function breadthOf({ resources, notResources, unknown }: Statement, action: string): Answer {
  if (notResources.length > 0) {
    return notResources.some(({ text }) => BLANK.test(text)) ? "no" : "yes";
  }
  return resources.length === 0 && unknown.length > 0
    ? "unknown"
    : either(resources.map((resource) => isWide(resource, action)));
}

/** Whether a text stands for all resources that an action is for; without one, for all of a kind. */
function isWide({ text, known }: PolicyText, action?: string): Answer {
  const plain = text.replace(REFERENCE, (reference) => (known || !ANYTHING.test(reference) ? "x" : OPEN));
  if (PERHAPS_BLANK.test(plain)) {
    return BLANK.test(plain) ? "yes" : "unknown";
  }
  if (!plain.startsWith("arn:")) {
    return "no";
  }
  const parts = plain.split(":");
  const name = parts.length > 5 ? parts.slice(5).join(":") : "*";
  const [service = parts[2] ?? "", verb = ""] = action?.toLowerCase().split(":") ?? [];
  if (!covers(parts[2] ?? "*", ARN_SERVICES[service] ?? service)) {
    return "no";
  }
  const [, kind = "", inner = name] = (service === "s3" ? null : /^([a-z][a-z0-9-]*)[/:](.*)$/.exec(name)) ?? [];
  const wanted = service === "iam" ? IAM_KINDS.find(([pattern]) => pattern.test(verb))?.[1] : undefined;
  if (kind !== "" && wanted !== undefined && kind !== wanted) {
    return "no";
  }
  if (KIND_AND_ALL.test(name)) {
    return "yes";
  }
  const segments = inner.split(/[/:]/).filter((segment) => segment !== "");
  const ends = [segments[0] ?? "x", segments.at(-1) ?? "x"];
  return ends.every((end) => PERHAPS_BLANK.test(end))
    ? ends.every((end) => BLANK.test(end))
      ? "yes"
      : "unknown"
    : "no";
}

/** Whether a value of a condition stands for all resources, or for a policy that allows everything. */
export function isAnything({ text, known }: PolicyText, { key, operator }: Condition): Answer {
  if (OF_POLICIES.test(key) && ADMINISTRATOR_ARNS.some((arn) => covers(text, arn))) {
    return "yes";
  }
  if ((key === "kms:viaservice" ? EVERY_SERVICE : EVERY_ALIAS).test(text)) {
    return "yes";
  }
  // What is not known yet is taken as it is where no wildcard counts.
  const isCertain = known || !WITH_WILDCARDS.test(operator);
  const open = !isCertain && (text.match(REFERENCE) ?? []).some((one) => ANYTHING.test(one));
  return open ? "unknown" : isWide({ text, known: isCertain });
}

function takenBack(statement: Statement, action: string, { statements }: PolicyDocument): Answer {
  return either(
    statements.map((other) => {
      const about = other.effect === "Allow" ? "no" : isAbout(other, action);
      const sure = other.effect === "Deny" && other.unknown.length === 0 ? "yes" : "unknown";
      // A Deny of all but certain ones leaves those only.
      const always = other.conditions.every(
        (condition) =>
          condition.negated &&
          condition.quantifier === undefined &&
          narrowedBy([{ ...condition, negated: false, ifExists: false }], NARROWING, isAnything) === "yes",
      );
      return always && denies(other, statement, action) ? both(about, sure) : "no";
    }),
  );
}

/** Whether the resources of a Deny have in them all that an Allow has. */
function denies({ resources, notResources }: Statement, allow: Statement, action: string): boolean {
  if (notResources.length > 0) {
    return notResources.every((resource) => isWide(resource, action) === "no");
  }
  const everywhere = resources.some(
    (resource) => isWide(resource, action) === "yes" && /^(?:|\*)$/.test(resource.text.split(":")[3] ?? ""),
  );
  return (
    everywhere ||
    (allow.resources.length > 0 &&
      allow.resources.every(({ text }) => resources.some((resource) => covers(resource.text, text))))
  );
}
