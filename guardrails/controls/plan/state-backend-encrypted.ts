import type { Json, JsonObject, Stack } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { onlyBlock } from "./provider-arguments";

/** Backends that encrypt and lock by themselves: HCP Terraform's. */
const MANAGED: ReadonlySet<string> = new Set(["remote", "cloud"]);

function isTrue(value: Json | undefined): boolean {
  return value === true || value === "true";
}

/** A block of the `terraform` block: an object, or the only item of a list. */
function blockOf(value: Json | undefined): JsonObject | undefined {
  const block = onlyBlock(value);
  return typeof block === "object" && block !== null ? (block as JsonObject) : undefined;
}

function judgeS3(s3: JsonObject, stack: string): Verdict {
  if (s3.bucket === undefined || s3.key === undefined) {
    return unknown(`${stack}: parts of the backend s3 are given to \`terraform init\`, not in the code`);
  }
  const missing = [
    ...(isTrue(s3.encrypt) ? [] : ["encrypt is not true"]),
    ...(typeof s3.kms_key_id === "string" && s3.kms_key_id !== "" ? [] : ["kms_key_id names no key"]),
    ...(isTrue(s3.use_lockfile) || typeof s3.dynamodb_table === "string" ? [] : ["use_lockfile is not true"]),
  ];
  return missing.length === 0
    ? pass(`${stack}: the state is encrypted by an own key, and locked`)
    : fail(`${stack}: of the backend s3 ${missing.join(", ")}`);
}

function judge({ name, meta: { terraform } }: Stack): Verdict {
  const backend = blockOf(terraform.backend);
  const [type] = terraform.cloud === undefined ? Object.keys(backend ?? {}) : ["cloud"];
  if (type === undefined || type === "local") {
    return fail(`${name}: the state is a file beside the code, neither encrypted nor locked for others`);
  }
  if (MANAGED.has(type)) {
    return pass(`${name}: ${type} encrypts and locks the state`);
  }
  const s3 = type === "s3" ? blockOf(backend?.s3) : undefined;
  return s3 === undefined
    ? unknown(`${name}: whether the backend ${type} encrypts and locks the state is not known`)
    : judgeS3(s3, name);
}

export const stateBackendEncrypted = control({
  kind: "environment",
  id: "state-backend-encrypted",
  title: "The state is encrypted by an own key, and locked while it is written",
  severity: "high",
  why: "The state has every attribute in plain text, secrets too; two applies at once without a lock spoil it. A plan does not show it.",
  fix: {
    yaml: "backend: { type: s3, bucket: …, region: …, kmsKeyArn: … }, or createBucket: true in place of the key",
    terraform: "Use the backend `s3` with `encrypt = true`, `kms_key_id` and `use_lockfile = true`.",
  },
  references: { nist: ["AC", "SC"] },
  types: ["*"],
  evaluate: (graph) => graph.stacks.filter(({ kind }) => kind === "synth").map((stack) => ({ ...judge(stack), stack })),
});
