import { type Condition, covers, isAnyone, type PolicyDocument, type Statement } from "../../model";

/** What of a resource statements reach: `yes` for all of it, `unknown` where texts are not known. */
export type Reach = (statements: readonly Statement[]) => "yes" | "no" | "unknown";

/**
 * Whether a policy refuses whoever comes without TLS: denies everybody an action (`s3:*`: every one) where `aws:SecureTransport`
 * is false, and asks for nothing else.
 */
export function refusesPlainHttp(document: PolicyDocument, action: string, reach: Reach): "yes" | "no" | "unknown" {
  const denying = document.statements.filter((statement) => deniesPlainHttp(statement, action));
  const reached = denying.length === 0 ? "no" : reach(denying);
  const unsure =
    document.unknown !== undefined ||
    document.statements.some(({ effect, unknown }) => effect !== "Allow" && unknown.length > 0);
  return reached === "no" && unsure ? "unknown" : reached;
}

function deniesPlainHttp({ effect, principals, actions, notActions, conditions }: Statement, action: string): boolean {
  const [only] = conditions;
  return (
    effect === "Deny" &&
    principals.some(isAnyone) &&
    notActions.length === 0 &&
    actions.some(({ text }) => covers(text, action)) &&
    conditions.length === 1 &&
    only !== undefined &&
    asksForPlainHttp(only)
  );
}

function asksForPlainHttp({ key, operator, negated, values }: Condition): boolean {
  const asked = negated ? "true" : "false";
  return (
    key === "aws:securetransport" &&
    /^(?:bool|string(?:equals|equalsignorecase|like))$/.test(operator) &&
    values.some(({ text }) => text.toLowerCase() === asked)
  );
}
