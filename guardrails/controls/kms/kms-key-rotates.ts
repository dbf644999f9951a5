import { asText, isUnset, type Resource } from "../../../model";
import { control } from "../../control";
import { judgeBoolean, unknownValue } from "../../support/attributes";

/** AWS rotates symmetric keys that encrypt and whose material it made; others cannot be rotated by it. */
const ROTATABLE = { customer_master_key_spec: "SYMMETRIC_DEFAULT", key_usage: "ENCRYPT_DECRYPT" } as const;

function otherKind(key: Resource): boolean {
  const stored = key.get("custom_key_store_id");
  return (
    Object.entries(ROTATABLE).some(([name, wanted]) => (asText(key.get(name)) ?? wanted) !== wanted) ||
    !(isUnset(stored) || asText(stored) === "")
  );
}

export const kmsKeyRotates = control({
  kind: "resource",
  id: "kms-key-rotates",
  title: "KMS keys rotate",
  severity: "medium",
  why: "Without rotation everything is encrypted with one and the same material for ever: who once got hold of it reads all of it.",
  fix: { yaml: "kms.mode: own", terraform: "Set `enable_key_rotation = true` on the key." },
  references: {
    cis: { v3: ["3.6"], v5: ["3.6"] },
    fsbp: ["KMS.4"],
    nist: ["CM", "SA", "SC"],
    checkov: ["CKV_AWS_7"],
    trivy: ["AWS-0065"],
  },
  types: ["aws_kms_key"],
  evaluate: (key) => {
    if (otherKind(key)) {
      return undefined;
    }
    const kind = Object.keys(ROTATABLE).flatMap((name) => unknownValue(key, name) ?? []);
    const rotation = judgeBoolean(key, "enable_key_rotation", {
      wanted: true,
      unset: false,
      otherwise: "the key keeps its material for ever",
    });
    return rotation.outcome === "pass" ? rotation : (kind[0] ?? rotation);
  },
});
