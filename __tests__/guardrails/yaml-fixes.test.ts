import { parse } from "yaml";
import { type Finding, yamlFixOf, yamlKeyOf } from "../../guardrails/findings";
import { type EnvironmentOverrides, SHIPPED, synthesized, type Variant } from "../support/environments";
import { isObject, type Json, type JsonObject, objectOf } from "../support/json";
import { type JudgedVariant, judgementOf } from "../support/judged";

/** The shipped environments, and settings that controls find. */
const WEAK: readonly Variant[] = [
  ...SHIPPED.map((base): Variant => ({ name: base, base, overrides: {} })),
  { name: "a data bucket with S3's own keys", overrides: { storage: { encryption: "AES256" } } },
  { name: "AWS's own keys", overrides: { kms: { mode: "awsManaged" } } },
  { name: "data subnets with a way out", overrides: { compliance: false } },
  {
    name: "logs of a week",
    base: "enterpriseapp",
    overrides: {
      application: { logRetentionDays: 7 },
      bastion: { logRetentionDays: 7 },
      compliance: { logRetentionDays: 7 },
      recoveryCheck: { logRetentionDays: 7 },
      edge: { waf: { logRetentionDays: 7 } },
      audit: { trailLogRetentionDays: 7 },
      database: { logRetentionDays: 7 },
    },
  },
  {
    name: "more logs of a week",
    base: "multi-az",
    overrides: {
      storage: { eventLogRetentionDays: 7 },
      databaseFunction: { logRetentionDays: 7 },
      network: { flowLogs: { retentionDays: 7 } },
    },
  },
];

/** A bastion host without addresses is refused: who has one decides, and suppresses it. */
const DECIDED = ["bastion-reached-by-ssm-only"];

type Given = Pick<JudgedVariant, "overrides" | "base">;

const textOf = ({ rule, address, attribute = "" }: Finding) => `${rule.id} ${address} ${attribute}`.trim();

/** Overrides as a fix wants them: `network.internetEgress: false, with network.endpoints: true`. */
function mended({ overrides, base }: Given, fix: string): EnvironmentOverrides {
  const role = `arn:aws:iam::${synthesized({}, base).environment.account}:role/log-administrator`;
  const values = objectOf(parse(`{ ${fix.replace(", with ", ", ").replace("<ARN of a role>", role)} }`));
  return Object.entries(values).reduce(
    (made, [path, value]) => withKey(made, path.split("."), value),
    overrides as JsonObject,
  ) as EnvironmentOverrides;
}

function withKey(overrides: JsonObject, [key = "", ...rest]: readonly string[], value: Json): JsonObject {
  const inner = overrides[key];
  return { ...overrides, [key]: rest.length === 0 ? value : withKey(isObject(inner) ? inner : {}, rest, value) };
}

/** The findings whose fix says what to write. */
function byFix(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const fixes = new Map<string, Finding[]>();
  for (const finding of findings) {
    const fix = yamlFixOf(finding);
    if (fix !== undefined && /^[\w.]+: [^…]+$/.test(fix) && !DECIDED.includes(finding.rule.id)) {
      fixes.set(fix, [...(fixes.get(fix) ?? []), finding]);
    }
  }
  return fixes;
}

it.each(WEAK)("what a fix says to write into the YAML mends it: $name", ({ overrides, base }) => {
  const fixes = byFix(judgementOf({ overrides, base }).findings);
  const left = [...fixes].flatMap(([fix, findings]) => {
    const after = judgementOf({ overrides: mended({ overrides, base }, fix), base }).findings.map(textOf);
    return findings.map(textOf).filter((text) => after.includes(text));
  });
  expect(fixes.size).toBeGreaterThan(0);
  expect(left).toEqual([]);
});

it.each<[string, string, string | undefined, Given]>([
  [
    "of a data bucket with S3's own keys, the bucket's",
    "s3-encrypted-with-own-key aws_s3_bucket_server_side_encryption_configuration.data",
    "storage.encryption",
    { overrides: { storage: { encryption: "AES256" } } },
  ],
  [
    "of a data bucket with AWS's key, that of the keys",
    "s3-encrypted-with-own-key aws_s3_bucket_server_side_encryption_configuration.data",
    "kms.mode",
    { overrides: { kms: { mode: "awsManaged" } } },
  ],
  [
    "of the function's log group, the function's",
    "log-group-kept-a-year aws_cloudwatch_log_group.compliance_logs",
    "compliance.logRetentionDays",
    { overrides: {} },
  ],
  [
    "of the password that a database begins with, none",
    "secret-rotates aws_secretsmanager_secret.database_bootstrap",
    undefined,
    { base: "multi-az", overrides: {} },
  ],
  [
    "of GuardDuty's runtime monitoring, none",
    "guardduty-plans-on aws_guardduty_detector.detection",
    undefined,
    { base: "multi-az", overrides: {} },
  ],
])("the key that a fix names is %s", (_, start, key, given) => {
  const finding = judgementOf(given).findings.find((one) => textOf(one).startsWith(start));
  const fix = finding && yamlFixOf(finding);
  expect([finding?.outcome, fix === undefined ? undefined : yamlKeyOf(fix)?.join(".")]).toEqual(["fail", key]);
});
