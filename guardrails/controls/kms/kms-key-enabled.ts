import { control } from "../../control";
import { judgeBoolean } from "../../support/attributes";

export const kmsKeyEnabled = control({
  kind: "resource",
  id: "kms-key-enabled",
  title: "KMS keys are enabled",
  severity: "medium",
  why: "What a disabled key has encrypted can neither be read nor written: databases stop, logs are lost.",
  fix: { terraform: "Set `is_enabled = true` on the key, or leave it out." },
  references: { nist: ["SC"], checkov: ["CKV_AWS_227"] },
  types: ["aws_kms_key"],
  evaluate: (key) =>
    judgeBoolean(key, "is_enabled", { wanted: true, unset: true, otherwise: "nothing can be encrypted or decrypted" }),
});
