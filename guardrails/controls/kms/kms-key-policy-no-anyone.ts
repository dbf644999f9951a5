import { control } from "../../control";
import { judgeOpenness } from "../../support/openness";

export const kmsKeyPolicyNoAnyone = control({
  kind: "resource",
  id: "kms-key-policy-no-anyone",
  title: "No key policy lets anybody in",
  severity: "critical",
  why: "A statement for everybody that asks for nothing else lets any account in the world use the key.",
  fix: {
    terraform:
      "Name who is let in by `Principal`, or narrow the statement by `kms:CallerAccount`, `aws:PrincipalOrgID` or `aws:SourceArn`. `kms:ViaService` alone does not say whose request it is.",
  },
  references: { fsbp: ["KMS.5"], nist: ["AC", "SC"], checkov: ["CKV_AWS_33"] },
  types: [
    "aws_kms_key",
    "aws_kms_external_key",
    "aws_kms_replica_key",
    "aws_kms_replica_external_key",
    "aws_kms_key_policy",
  ],
  evaluate: (resource, graph) => {
    const value = resource.get("policy");
    if (value.kind === "unknown" && value.why === "computed") {
      return undefined;
    }
    const document = graph.policy(resource, "policy");
    return document.present ? judgeOpenness(document, "policy") : undefined;
  },
});
