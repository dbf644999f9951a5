import type { Graph, Resource } from "../../../model";
import { control, type Verdict } from "../../control";
import { isConfigured } from "../../support/attributes";
import { judgeOpenness } from "../../support/openness";

const SECRET = "aws_secretsmanager_secret";

function judge(resource: Resource, graph: Graph): Verdict | undefined {
  if (resource.type === SECRET && !isConfigured(resource, "policy")) {
    return undefined;
  }
  const document = graph.policy(resource, "policy");
  return document.present ? judgeOpenness(document, "policy") : undefined;
}

export const secretPolicyNotPublic = control({
  kind: "resource",
  id: "secret-policy-not-public",
  title: "No policy of a secret lets anybody in",
  severity: "critical",
  why: "A secret that anybody with an AWS account may read is published.",
  fix: {
    terraform:
      "Name the roles in `Principal`, or add a condition on `aws:PrincipalOrgID`; set `block_public_policy = true`, so that AWS refuses it too.",
  },
  references: { nist: ["AC"] },
  types: [SECRET, "aws_secretsmanager_secret_policy"],
  evaluate: judge,
});
