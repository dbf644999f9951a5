import { covers, type PolicyDocument, type PolicyText, type Principal, type Statement } from "../../../model";
import { openness } from "../../support/openness";

/** Who and what a policy allows that it did not allow before, in words. */
export function widenings(before: PolicyDocument, after: PolicyDocument): readonly string[] {
  const [was, is] = [allowing(before), allowing(after)];
  const oldActions = was.flatMap(({ actions }) => actions);
  const actions = unique(is.flatMap((statement) => statement.actions).filter(isWildcard)).filter(
    (action) => !oldActions.some(({ text }) => covers(text, action)),
  );
  const principals = is.flatMap((statement) =>
    statement.principals.filter((principal) => isNew(principal, statement, was)),
  );
  return [
    ...unique(principals).map((text) => `${text === "*" ? "anybody" : text} is let in${hadCondition(text, was)}`),
    ...actions.map((text) => `${text} is allowed`),
    ...negations(is).filter((text) => !negations(was).includes(text)),
  ];
}

function allowing({ statements }: PolicyDocument): Statement[] {
  return statements.filter(({ effect }) => effect !== "Deny");
}

/** Whether nobody like that was let in before; who came in under a condition only, and does no longer, comes in anew. */
function isNew(principal: Principal, statement: Statement, was: readonly Statement[]): boolean {
  return !isNarrowed(principal, statement) && !was.some((earlier) => earlier.principals.some(isAs(principal, earlier)));
}

/** Whether an earlier principal stands for this one. */
function isAs({ kind, text }: Principal, earlier: Statement): (other: Principal) => boolean {
  return (other) => other.kind === kind && (other.text === text ? !isNarrowed(other, earlier) : other.text === "*");
}

/** Services come in under conditions all the time, and everybody under one that says who; people and accounts do not. */
function isNarrowed({ kind, text }: Principal, statement: Statement): boolean {
  return (kind === "Service" && statement.conditions.length > 0) || (text === "*" && openness(statement) === "no");
}

/** Of who is let in anew although the name stood there: its condition is another now. */
function hadCondition(text: string, was: readonly Statement[]): string {
  const isNamed = was.some(({ principals }) => principals.some((other) => other.text === text));
  return isNamed ? " by a weaker condition or none" : "";
}

function isWildcard({ text }: PolicyText): boolean {
  return text.includes("*");
}

function unique(texts: readonly PolicyText[]): string[] {
  return [...new Set(texts.map(({ text }) => text))];
}

/** Allow with `NotPrincipal` or `NotAction`: everybody but some, everything but some. */
function negations(statements: readonly Statement[]): string[] {
  return statements.flatMap(({ notPrincipals, notActions }) => [
    ...(notPrincipals.length === 0 ? [] : [`everybody but ${unique(notPrincipals).join(", ")} is let in`]),
    ...(notActions.length === 0 ? [] : [`everything but ${unique(notActions).join(", ")} is allowed`]),
  ]);
}
