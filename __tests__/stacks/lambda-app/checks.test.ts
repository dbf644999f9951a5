import { synthesized } from "../../support/environments";
import { checksOf, idleChecks } from "../checks-of";

const lambdaApp = () => synthesized({}, "lambda-app").template;

it("LAM-OPS-1: a check for each guard that somebody else could have changed, once it is there", () => {
  expect(checksOf(lambdaApp()).map(({ name, after }) => [name, ...after])).toEqual([
    ["account_blocks_public_buckets", "aws_s3_account_public_access_block.account"],
    ["data_bucket_takes_tls_only", "aws_s3_bucket_policy.data"],
    ["database_private_and_encrypted", "aws_db_instance.postgres"],
    ["ebs_key_usable", "aws_kms_key.ebs"],
    ["guardduty_watches", "aws_guardduty_detector.detection"],
    ["logs_key_usable", "aws_kms_key.logs"],
    ["master_key_usable", "aws_kms_key.master"],
    ["rds_key_usable", "aws_kms_key.rds"],
    ["s3_key_usable", "aws_kms_key.s3"],
    ["volumes_encrypted_by_default", "aws_ebs_encryption_by_default.account"],
  ]);
});

it.each<[string, string, string[]]>([
  [
    "account_blocks_public_buckets",
    "aws_s3_account_public_access_block",
    ["block_public_acls && block_public_policy && ignore_public_acls && restrict_public_buckets"],
  ],
  [
    "data_bucket_takes_tls_only",
    "aws_s3_bucket_policy",
    [
      'anytrue([for s in jsondecode(policy).Statement : s.Effect == "Deny" && try(s.Condition.Bool["aws:SecureTransport"], "") == "false"])',
    ],
  ],
  [
    "database_private_and_encrypted",
    "aws_db_instance",
    ["!publicly_accessible", "storage_encrypted", "backup_retention_period > 0"],
  ],
  ["guardduty_watches", "aws_guardduty_detector", ['status == "ENABLED"']],
  ["ebs_key_usable", "aws_kms_key", ['key_state == "Enabled"']],
  ["volumes_encrypted_by_default", "aws_ebs_encryption_by_default", ["enabled"]],
])("LAM-OPS-1: %s: what %s shows", (name, dataType, conditions) => {
  const check = checksOf(lambdaApp()).find((candidate) => candidate.name === name);

  expect(check?.dataType).toBe(dataType);
  expect(check?.conditions.map((condition) => condition.replaceAll(`data.${dataType}.${name}.`, ""))).toEqual(
    conditions.map((condition) => `\${${condition}}`),
  );
});

it("LAM-OPS-1: each says in a sentence what is wrong, and asserts nothing that the same plan sets", () => {
  for (const { messages } of checksOf(lambdaApp())) {
    for (const message of messages) {
      expect(message).toMatch(/^[A-Z].+\.$/);
    }
  }
  expect(idleChecks(lambdaApp())).toEqual([]);
});

it("LAM-OPS-1: what another environment owns is its own to check", () => {
  const { template } = synthesized(
    { baseline: { guardDuty: false, ebsEncryption: false, s3PublicAccessBlock: false } },
    "lambda-app",
  );
  const gone = ["account_blocks_public_buckets", "guardduty_watches", "volumes_encrypted_by_default"];
  const names = checksOf(template).map(({ name }) => name);

  expect(names.filter((name) => gone.includes(name))).toEqual([]);
  expect(names).toHaveLength(checksOf(lambdaApp()).length - gone.length);
});
