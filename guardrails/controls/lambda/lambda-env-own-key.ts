import { control } from "../../control";
import { judgeOwnKey } from "../../support/kms-key";
import { FUNCTION } from "./function";

export const lambdaEnvOwnKey = control({
  kind: "resource",
  id: "lambda-env-own-key",
  title: "Environment variables of Lambda functions are encrypted with a customer managed KMS key",
  severity: "medium",
  why: "With AWS's own key, whoever may read the function's configuration reads them. With a key of your own they see them only with a right on the key.",
  fix: { yaml: "kms.mode: own", terraform: "Set `kms_key_arn = aws_kms_key.<name>.arn`." },
  references: { nist: ["SC"], checkov: ["CKV_AWS_173"] },
  types: [FUNCTION],
  evaluate: (lambda, graph) => {
    const { items, unknown } = lambda.blocks("environment");
    return items.length === 0 && unknown === undefined
      ? undefined
      : judgeOwnKey(graph, lambda, "kms_key_arn", "AWS's own key encrypts the variables");
  },
});
