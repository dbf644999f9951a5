import { isAnyone, type PolicyDocument, type PolicyText, type Statement } from "../../model";
import { fail, pass, unknown, type Verdict } from "../control";
import type { Answer } from "./answers";
import { isAnybodys, narrowedBy } from "./conditions";

/**
 * Keys that say who or where a caller is; those of S3's definition of a public policy, and of the other services. An address in
 * a VPC (`aws:VpcSourceIp`) is none: every VPC has the same ones.
 */
const CALLER_KEYS =
  /^(?:aws:(?:principal(?:account|arn|orgid|orgpaths)|source(?:account|arn|ip|orgid|orgpaths|owner|vpc|vpce)|userid)|kms:calleraccount|s3:dataaccesspoint(?:account|arn))$/;
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
  const narrowed = narrowedBy(conditions, CALLER_KEYS, isAnybodys);
  if (narrowed === "yes") {
    return "no";
  }
  const sure = anyone && effect === "Allow" && narrowed === "no" && statement.unknown.length === 0;
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
