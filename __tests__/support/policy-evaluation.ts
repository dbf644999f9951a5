import type { Statement, StatementCondition } from "./template";

/** A request as IAM sees it. */
export interface PolicyRequest {
  readonly action: string;
  readonly resource: string;
  /** Condition keys that the request has; all others are absent from it. */
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * The sids of the statements of one effect that are about a request, by IAM's rules: all conditions must hold, one value of each
 * suffices; an operator that negates holds where its key is absent, and so does one with `IfExists`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function sidsAbout(
  effect: "Allow" | "Deny",
  statements: readonly Statement[],
  request: PolicyRequest,
): string[] {
  return statements
    .filter((statement) => statement.effect === effect && isAbout(statement, request))
    .map(({ sid }) => sid);
}

/** The sids of the statements that refuse a request. */
export function refusals(statements: readonly Statement[], request: PolicyRequest): string[] {
  return sidsAbout("Deny", statements, request);
}

/** Whether statements of one policy alone let a request through. */
export function isAllowed(statements: readonly Statement[], request: PolicyRequest): boolean {
  return sidsAbout("Allow", statements, request).length > 0 && refusals(statements, request).length === 0;
}

function isAbout(
  { actions, notActions, resources, conditions }: Statement,
  { action, resource, context = {} }: PolicyRequest,
): boolean {
  const named = (patterns: readonly string[]) => patterns.some((pattern) => isLike(pattern, action, "i"));
  return (
    (notActions === undefined ? named(actions) : !named(notActions)) &&
    resources.some((pattern) => isLike(pattern, resource)) &&
    conditions.every((condition) => holds(condition, context[condition.variable]))
  );
}

const COMPARISONS: Readonly<Record<string, (pattern: string, value: string) => boolean>> = {
  ArnEquals: isLike,
  ArnLike: isLike,
  Bool: (pattern, value) => pattern === value,
  StringEquals: (pattern, value) => pattern === value,
  StringLike: isLike,
};

function holds({ test, values }: StatementCondition, value: string | undefined): boolean {
  if (test === "Null") {
    return values.includes(String(value === undefined));
  }
  const isOptional = test.endsWith("IfExists");
  const isNegated = test.includes("Not");
  const compare = COMPARISONS[test.replace(/IfExists$/, "").replace("Not", "")];
  if (compare === undefined) {
    throw new Error(`policy-evaluation.ts does not know the operator ${test}`);
  }
  if (value === undefined) {
    return isOptional || isNegated;
  }
  return values.some((pattern) => compare(pattern, value)) !== isNegated;
}

function isLike(pattern: string, text: string, flags = ""): boolean {
  const source = pattern
    .split(/([*?])/)
    .map((part) => ({ "*": ".*", "?": "." })[part] ?? part.replace(/[.+^${}()|[\]\\/]/g, "\\$&"))
    .join("");
  return new RegExp(`^${source}$`, flags).test(text);
}
