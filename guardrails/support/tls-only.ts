import { type Condition, isAnyone, type PolicyDocument, type Statement } from "../../model";

/** What of a resource statements reach: `yes` for all of it, `unknown` where texts are not known. */
export type Reach = (statements: readonly Statement[]) => "yes" | "no" | "unknown";

/**
 * Whether a policy refuses whoever comes without TLS: denies everybody every action of the service where `aws:SecureTransport`
 * is false, and asks for nothing else.
 */
export function refusesPlainHttp(document: PolicyDocument, service: string, reach: Reach): "yes" | "no" | "unknown" {
  const denying = document.statements.filter((statement) => deniesPlainHttp(statement, service));
  const reached = denying.length === 0 ? "no" : reach(denying);
  const unsure =
    document.unknown !== undefined ||
    document.statements.some(({ effect, unknown }) => effect !== "Allow" && unknown.length > 0);
  return reached === "no" && unsure ? "unknown" : reached;
}

function deniesPlainHttp({ effect, principals, actions, notActions, conditions }: Statement, service: string): boolean {
  const [only] = conditions;
  return (
    effect === "Deny" &&
    principals.some(isAnyone) &&
    notActions.length === 0 &&
    actions.some(({ text }) => text === "*" || text === `${service}:*`) &&
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
