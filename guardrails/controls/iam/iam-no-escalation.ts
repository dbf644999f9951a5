import { covers, type Graph, type PolicyDocument, type Resource, type Statement } from "../../../model";
import { control, fail, type Verdict } from "../../control";
import { type Answer, both, either } from "../../support/answers";
import { grants, grantsWidely } from "../../support/grants";
import {
  type Finding,
  IDENTITY_POLICY_TYPES,
  IDENTITY_TYPES,
  judgeIdentityPolicies,
  policiesOf,
  shortList,
} from "../../support/identity-policies";
import { ESCALATIONS, type Escalation } from "./escalations";

/** Users and groups have their policies in resources of their own. */
const HOLDS_NONE = /^aws_iam_(?:user|group)$/;
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
  const ways = (wanted: Answer) => waysText(ESCALATIONS.filter((_, index) => answers[index] === wanted));
  const [sure, perhaps] = [ways("yes"), ways("unknown")];
  return sure.length > 0
    ? { sure: true, reason: `it leads to more rights by ${shortList(sure)}` }
    : perhaps.length > 0
      ? { sure: false, reason: `it may lead to more rights by ${shortList(perhaps)}` }
      : undefined;
}

/** What several policies lead to together, and none of them alone: that is found at the policy itself. */
function judgeTogether(identity: Resource, graph: Graph): readonly Verdict[] {
  const policies = policiesOf(identity, graph);
  if (policies.length < 2) {
    return [];
  }
  const together = { statements: policies.flatMap(({ statements }) => statements), present: true };
  const sure = ESCALATIONS.filter(
    (escalation) =>
      escalation.actions.length > 1 &&
      leadsTo(escalation, together) === "yes" &&
      policies.every((policy) => leadsTo(escalation, policy) === "no"),
  );
  return sure.length === 0 ? [] : [fail(`its policies lead together to more rights by ${shortList(waysText(sure))}`)];
}

function waysText(escalations: readonly Escalation[]): string[] {
  return escalations.map(({ actions, means }) => `${actions.join(" + ")} (${means})`);
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
  types: [...IDENTITY_POLICY_TYPES, ...IDENTITY_TYPES.filter((type) => type !== "aws_iam_role")],
  evaluate: (resource, graph) => [
    ...(HOLDS_NONE.test(resource.type)
      ? []
      : judgeIdentityPolicies(resource, graph, findEscalation, "no known way leads to more rights")),
    ...(IDENTITY_TYPES.includes(resource.type) ? judgeTogether(resource, graph) : []),
  ],
});
