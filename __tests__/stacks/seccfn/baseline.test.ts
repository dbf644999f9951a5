import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type EnvironmentOverrides, PROJECT_ROOT, synthesized } from "../../support/environments";

const seccfn = () => synthesized().template;

/** Not the account's, or not where the database has no enhanced monitoring. */
const ELSEWHERE = ["mfaGroup", "rdsMonitoringLogs"] as const;

type Part = Exclude<keyof NonNullable<EnvironmentOverrides["baseline"]>, (typeof ELSEWHERE)[number]>;

/** What each part of the baseline is made of; the resource that an account already has is adopted by import. */
const PARTS: Readonly<Record<Part, { readonly types: readonly string[]; readonly adopted: string | undefined }>> = {
  config: {
    types: [
      "aws_config_config_rule",
      "aws_config_configuration_recorder",
      "aws_config_configuration_recorder_status",
      "aws_config_delivery_channel",
    ],
    adopted: "aws_config_configuration_recorder.config",
  },
  guardDuty: {
    types: ["aws_guardduty_detector", "aws_guardduty_detector_feature"],
    adopted: "aws_guardduty_detector.detection",
  },
  securityHub: {
    types: ["aws_securityhub_account", "aws_securityhub_standards_subscription"],
    adopted: "aws_securityhub_account.detection",
  },
  accessAnalyzer: { types: ["aws_accessanalyzer_analyzer"], adopted: "aws_accessanalyzer_analyzer.detection" },
  ebsEncryption: { types: ["aws_ebs_encryption_by_default"], adopted: undefined }, // set, not created
  s3PublicAccessBlock: {
    types: ["aws_s3_account_public_access_block"],
    adopted: "aws_s3_account_public_access_block.account",
  },
  passwordPolicy: { types: ["aws_iam_account_password_policy"], adopted: "aws_iam_account_password_policy.account" },
};

const ALL_PARTS = Object.entries(PARTS) as [Part, (typeof PARTS)[Part]][];

it("SEC-EXT-1: all are on in seccfn", () => {
  const types = Object.keys(seccfn().types);

  expect(types).toEqual(expect.arrayContaining(ALL_PARTS.flatMap(([, part]) => part.types)));
  expect(Object.keys(synthesized().environment.baseline).sort()).toEqual([...Object.keys(PARTS), ...ELSEWHERE].sort());
});

describe.each(ALL_PARTS)("SEC-EXT-1: baseline.%s", (part, { types, adopted }) => {
  const without = () => synthesized(switchedOff(part)).template;

  it("is a switch: off, it takes away its own types and nobody else's", () => {
    const gone = Object.keys(seccfn().types).filter((type) => !(type in without().types));

    expect(gone).toEqual([...types].sort());
  });

  it("says in help/getting-started.md how to adopt one that is there already", () => {
    const guide = readFileSync(join(PROJECT_ROOT, "help", "getting-started.md"), "utf8");
    const row = guide.split("\n").find((line) => line.startsWith(`| \`baseline.${part}\``)) ?? "";

    expect(row).toMatch(/aws \w+ (?:describe|get|list)-/); // how to find out
    expect(row).toContain(adopted === undefined ? "nothing to do" : `import { to = ${adopted}, id = "`);
    expect([...seccfn().addresses(), undefined]).toContain(adopted);
  });
});

it("SEC-EXT-1: GuardDuty with its plans, Security Hub with FSBP and CIS and no standards by default", () => {
  const template = seccfn();

  expect(template.all("aws_guardduty_detector_feature").map(({ name }) => name)).toEqual([
    "EBS_MALWARE_PROTECTION",
    "LAMBDA_NETWORK_LOGS",
    "RDS_LOGIN_EVENTS",
    "S3_DATA_EVENTS",
  ]);
  expect(template.only("aws_securityhub_account").enable_default_standards).toBe(false);
  expect(template.all("aws_securityhub_standards_subscription").map(({ standards_arn: arn }) => arn)).toEqual([
    "arn:aws:securityhub:us-east-1::standards/cis-aws-foundations-benchmark/v/3.0.0",
    "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0",
  ]);
});

it("SEC-EXT-1: an analyzer of the account, volumes encrypted by default, no public bucket in the account", () => {
  const template = seccfn();

  expect(template.only("aws_accessanalyzer_analyzer")).toEqual({ analyzer_name: "SecCFN-Analyzer", type: "ACCOUNT" });
  expect(template.only("aws_ebs_encryption_by_default")).toEqual({ enabled: true });
  expect(template.only("aws_s3_account_public_access_block")).toMatchObject({
    account_id: "111111111111",
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
});

it("SEC-EXT-1: the password policy of the configuration, with all classes of characters", () => {
  expect(seccfn().only("aws_iam_account_password_policy")).toMatchObject({
    minimum_password_length: 14,
    max_password_age: 90,
    password_reuse_prevention: 24,
    require_lowercase_characters: true,
    require_uppercase_characters: true,
    require_numbers: true,
    require_symbols: true,
  });
});

it("SEC-EXT-1: what is off is neither checked nor waited for", () => {
  const parts = Object.keys(PARTS) as Part[];
  const template = synthesized(switchedOff(...parts)).template;

  expect(template.checks.map(({ name }) => name)).toEqual([
    "data_bucket_takes_tls_only",
    "database_private_and_encrypted",
    "master_key_usable",
  ]);
  expect(JSON.stringify(template.json)).not.toMatch(/guardduty|securityhub_|accessanalyzer|aws_config_/);
});

/** Where somebody else records, that one has the rules, too. */
function switchedOff(...parts: readonly Part[]): EnvironmentOverrides {
  const baseline = Object.fromEntries(parts.map((part) => [part, part === "config" ? "external" : false]));
  return parts.includes("config") ? { baseline, audit: { configRules: [] } } : { baseline };
}
