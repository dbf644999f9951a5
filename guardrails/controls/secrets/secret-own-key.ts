import { control } from "../../control";
import { worst } from "../../support/attributes";
import { judgeOwnKey } from "../../support/kms-key";

const OTHERWISE = "whoever may read the secret by IAM reads it; no key policy stands between";

export const secretOwnKey = control({
  kind: "resource",
  id: "secret-own-key",
  title: "Secrets are encrypted with a customer managed KMS key",
  severity: "medium",
  why: "With AWS's own key the secret's policy and IAM alone decide. A key of your own decides as well, can be disabled at once, and can be used from other accounts.",
  fix: { yaml: "kms.mode: own", terraform: "Set `kms_key_id = aws_kms_key.<name>.arn`, in each `replica` block too." },
  references: { nist: ["AU", "CP", "SC", "SI"], checkov: ["CKV_AWS_149"], trivy: ["AWS-0098"] },
  types: ["aws_secretsmanager_secret"],
  evaluate: (secret, graph) =>
    worst([secret, ...secret.blocks("replica").items].map((from) => judgeOwnKey(graph, from, "kms_key_id", OTHERWISE))),
});
