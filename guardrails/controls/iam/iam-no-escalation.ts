import { covers, type PolicyDocument, type Statement } from "../../../model";
import { control } from "../../control";
import { type Answer, both, either, grants, grantsWidely } from "../../support/grants";
import { type Finding, IDENTITY_POLICY_TYPES, judgeIdentityPolicies, shortList } from "../../support/identity-policies";
import { ESCALATIONS, type Escalation } from "./escalations";

const PASSED_TO = "iam:passedtoservice";

/** Whether a statement lets roles be passed to a service; without the condition to all of them. */
function passesTo({ conditions }: Statement, service: string): boolean {
  return !conditions.some(
    ({ key, operator, negated, ifExists, quantifier, values, unknown }) =>
      key === PASSED_TO &&
      quantifier !== "all" &&
      !ifExists &&
      unknown === undefined &&
      values.every(({ known }) => known) &&
      values.some(({ text }) =>
        operator === "stringlike" ? covers(text, `${service}.amazonaws.com`) : text === `${service}.amazonaws.com`,
      ) === negated,
  );
}

/** The role that is passed, and what is changed alone, may be any one; the rest of a set is in one's own hand. */
function leadsTo({ actions, service }: Escalation, document: PolicyDocument): Answer {
  return actions
    .map((action, index) =>
      either(
        document.statements.map((statement) =>
          index > 0
            ? grants(statement, action, document)
            : service === undefined || passesTo(statement, service)
              ? grantsWidely(statement, action, document)
              : "no",
        ),
      ),
    )
    .reduce(both);
}

function findEscalation(document: PolicyDocument): Finding {
  const answers = ESCALATIONS.map((escalation) => leadsTo(escalation, document));
  const ways = (wanted: Answer) =>
    ESCALATIONS.filter((_, index) => answers[index] === wanted).map(
      ({ actions, means }) => `${actions.join(" + ")} (${means})`,
    );
  const [sure, perhaps] = [ways("yes"), ways("unknown")];
  return sure.length > 0
    ? { sure: true, reason: `it leads to more rights by ${shortList(sure)}` }
    : perhaps.length > 0
      ? { sure: false, reason: `it may lead to more rights by ${shortList(perhaps)}` }
      : undefined;
}

export const iamNoEscalation = control({
  kind: "resource",
  id: "iam-no-escalation",
  title: "No policy leads to more rights than it gives",
  severity: "critical",
  why: "Who may give himself rights, or use somebody else's, has all of them: one stolen session is enough for the account.",
  fix: {
    terraform:
      "Name the roles, users, policies or functions in `resources`, or ask for a boundary by `iam:PermissionsBoundary`.",
  },
  references: { nist: ["AC"], checkov: ["CKV_AWS_286", "CKV_AWS_110"] },
  types: IDENTITY_POLICY_TYPES,
  evaluate: (resource, graph) =>
    judgeIdentityPolicies(resource, graph, findEscalation, "no known way leads to more rights"),
});
