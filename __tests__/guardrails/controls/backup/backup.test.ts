import { backupCoversStateful } from "../../../../guardrails/controls/backup/backup-covers-stateful";
import { backupKeptLongEnough } from "../../../../guardrails/controls/backup/backup-kept-long-enough";
import { backupVaultDeniesDeletion } from "../../../../guardrails/controls/backup/backup-vault-denies-deletion";
import { backupVaultLocked } from "../../../../guardrails/controls/backup/backup-vault-locked";
import { backupVaultOwnKey } from "../../../../guardrails/controls/backup/backup-vault-own-key";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const X = "${data.aws_ssm_parameter.x.value}";
const V = "aws_backup_vault.v";

const project = (resource: JsonObject, more: JsonObject = {}): TerraformJson => ({
  data: { aws_ssm_parameter: { x: { name: "x" } } },
  resource,
  ...more,
});
const vault = (values: JsonObject, more: JsonObject = {}) =>
  project({ aws_backup_vault: { v: { name: "backups", ...values } }, aws_kms_key: { k: {} }, ...more });

describe("backup-vault-own-key", () => {
  it.each<[string, JsonObject, string]>([
    ["a key", { kms_key_arn: "${aws_kms_key.k.arn}" }, "pass"],
    ["AWS's key", { kms_key_arn: "alias/aws/backup" }, "fail"],
    ["absent", {}, "fail"],
    ["not known", { kms_key_arn: X }, "unknown"],
  ])("%s", (_, values, expected) => {
    expect(outcomesOf(backupVaultOwnKey, vault(values))).toEqual({ [V]: expected });
  });

  it("says what follows", () => {
    expect(messagesOf(backupVaultOwnKey, vault({}))).toEqual([
      "fail aws_backup_vault.v kms_key_arn: kms_key_arn is not set: AWS's own key opens for whoever may restore from the vault",
    ]);
  });
});

describe("backup-kept-long-enough", () => {
  const plan = (...lifecycles: readonly JsonObject[]) =>
    project({
      aws_backup_plan: {
        p: {
          name: "p",
          rule: lifecycles.map((lifecycle, index) => ({ rule_name: `r${index}`, target_vault_name: "v", lifecycle })),
        },
      },
    });
  const P = "aws_backup_plan.p";

  it.each<[string, readonly JsonObject[], string]>([
    ["35 days", [{ delete_after: 35 }], "pass"],
    ["34 days", [{ delete_after: 34 }], "fail"],
    ["for ever", [{}], "pass"],
    ["one of two too short", [{ delete_after: 365 }, { delete_after: 7 }], "fail"],
    ["90 days after cold storage", [{ delete_after: 120, cold_storage_after: 30 }], "pass"],
    ["less after cold storage", [{ delete_after: 119, cold_storage_after: 30 }], "fail"],
    ["not known", [{ delete_after: X }], "unknown"],
  ])("%s", (_, lifecycles, expected) => {
    expect(outcomesOf(backupKeptLongEnough, plan(...lifecycles))).toEqual({ [P]: expected });
  });

  it("a rule without lifecycle keeps for ever, and says where one does not", () => {
    const bare = project({ aws_backup_plan: { p: { name: "p", rule: { rule_name: "r", target_vault_name: "v" } } } });
    expect(outcomesOf(backupKeptLongEnough, bare)).toEqual({ [P]: "pass" });
    expect(messagesOf(backupKeptLongEnough, plan({ delete_after: 365 }, { delete_after: 7 }))).toEqual([
      "fail aws_backup_plan.p rule.1.lifecycle.delete_after: rule.1.lifecycle.delete_after is 7: backups end before 35 days",
    ]);
  });
});

describe("backup-vault-locked", () => {
  it.each<[string, JsonObject, string]>([
    [
      "its own lock",
      { aws_backup_vault_lock_configuration: { l: { backup_vault_name: "${aws_backup_vault.v.name}" } } },
      "pass",
    ],
    ["its own lock, by name", { aws_backup_vault_lock_configuration: { l: { backup_vault_name: "backups" } } }, "pass"],
    ["another one's lock", { aws_backup_vault_lock_configuration: { l: { backup_vault_name: "others" } } }, "fail"],
    [
      "a lock that may be another's",
      { aws_backup_vault_lock_configuration: { l: { backup_vault_name: "${var.vault}" } } },
      "unknown",
    ],
    ["none", {}, "fail"],
  ])("%s", (_, more, expected) => {
    const terraform = { ...vault({}, more), variable: { vault: {} } };
    expect(outcomesOf(backupVaultLocked, terraform)).toEqual({ [V]: expected });
  });
});

describe("backup-vault-denies-deletion", () => {
  const policy = (statement: JsonObject) => ({
    aws_backup_vault_policy: {
      p: { backup_vault_name: "${aws_backup_vault.v.name}", policy: JSON.stringify({ Statement: [statement] }) },
    },
  });
  const deny = { Effect: "Deny", Principal: "*", Resource: "*" };

  it.each<[string, JsonObject, string]>([
    ["all of it", policy({ ...deny, Action: "backup:*" }), "pass"],
    [
      "each",
      policy({
        ...deny,
        Action: ["backup:DeleteRecoveryPoint", "backup:updaterecoverypointlifecycle", "backup:DeleteBackupVault"],
      }),
      "pass",
    ],
    [
      "all but reading",
      policy({ Effect: "Deny", Principal: { AWS: "*" }, Resource: "*", NotAction: "backup:Get*" }),
      "pass",
    ],
    ["one of three", policy({ ...deny, Action: "backup:DeleteRecoveryPoint" }), "fail"],
    ["to somebody", policy({ ...deny, Principal: { AWS: "111122223333" }, Action: "backup:*" }), "fail"],
    ["nothing", {}, "fail"],
  ])("denies %s", (_, more, expected) => {
    expect(outcomesOf(backupVaultDeniesDeletion, vault({}, more))).toEqual({ [V]: expected });
  });
});

describe("backup-covers-stateful", () => {
  const D = "aws_db_instance.d";
  const database = (values: JsonObject = {}): JsonObject => ({
    aws_db_instance: { d: { instance_class: "db.t4g.medium", identifier: "main", ...values } },
  });
  const selected = (selection: JsonObject, values: JsonObject = {}, more: JsonObject = {}) =>
    project({
      ...database(values),
      ...more,
      aws_backup_plan: { p: { name: "p", rule: { rule_name: "r", target_vault_name: "v" } } },
      aws_backup_selection: {
        s: { name: "s", plan_id: "${aws_backup_plan.p.id}", iam_role_arn: "role", ...selection },
      },
    });
  const PATTERN = "arn:aws:rds:eu-west-1:111122223333:db:*";
  const tag = (key: string, value: string) => ({
    condition: { string_equals: [{ key: `aws:ResourceTag/${key}`, value }] },
  });

  it.each<[string, TerraformJson, string]>([
    ["its ARN", selected({ resources: ["${aws_db_instance.d.arn}"] }), "pass"],
    ["everything", selected({ resources: ["*"] }), "pass"],
    ["every database", selected({ resources: [PATTERN] }), "pass"],
    ["everything of RDS", selected({ resources: ["arn:aws:rds:*"] }), "pass"],
    ["databases of its name", selected({ resources: ["arn:aws:rds:*:*:db:ma*"] }), "pass"],
    ["databases of another name", selected({ resources: ["arn:aws:rds:*:*:db:other*"] }), "fail"],
    ["every volume", selected({ resources: ["arn:aws:ec2:*:*:volume/*"] }), "fail"],
    [
      "another resource",
      selected({ resources: ["${aws_ebs_volume.e.arn}"] }, {}, { aws_ebs_volume: { e: { availability_zone: "a" } } }),
      "fail",
    ],
    [
      "every database but this one",
      selected({ resources: [PATTERN], not_resources: ["${aws_db_instance.d.arn}"] }),
      "fail",
    ],
    [
      "every database with its tag",
      selected({ resources: [PATTERN], ...tag("Backup", "p") }, { tags: { Backup: "p" } }),
      "pass",
    ],
    [
      "every database with another tag",
      selected({ resources: [PATTERN], ...tag("Backup", "p") }, { tags: { Backup: "q" } }),
      "fail",
    ],
    ["every database with a tag that it lacks", selected({ resources: [PATTERN], ...tag("Backup", "p") }), "fail"],
    [
      "whatever has its tag",
      selected({ selection_tag: { type: "STRINGEQUALS", key: "Backup", value: "p" } }, { tags: { Backup: "p" } }),
      "pass",
    ],
    [
      "whatever has another tag",
      selected({ selection_tag: { type: "STRINGEQUALS", key: "Backup", value: "p" } }),
      "fail",
    ],
    ["what is not known", selected({ resources: [X] }), "unknown"],
    [
      "tags like something",
      selected({ resources: [PATTERN], condition: { string_like: [{ key: "aws:ResourceTag/a", value: "b*" }] } }),
      "unknown",
    ],
  ])("selects %s", (_, terraform, expected) => {
    expect(outcomesOf(backupCoversStateful, terraform)).toMatchObject({ [D]: expected });
  });

  it("cannot tell of a tag that the provider may give", () => {
    const provider = { aws: [{ default_tags: [{ tags: { Backup: "p" } }] }] };
    const terraform = { ...selected({ resources: [PATTERN], ...tag("Backup", "p") }), provider };
    expect(outcomesOf(backupCoversStateful, terraform)).toEqual({ [D]: "unknown" });
  });

  it.each<[string, JsonObject, Record<string, string>]>([
    ["a database that RDS keeps", database({ backup_retention_period: 7 }), { [D]: "pass" }],
    ["a database that nobody keeps", database({ backup_retention_period: 0 }), { [D]: "fail" }],
    ["a database that says nothing", database(), { [D]: "fail" }],
    ["a database of unknown days", database({ backup_retention_period: X }), { [D]: "unknown" }],
    ["a replica", database({ replicate_source_db: "other" }), {}],
    [
      "a cluster, which keeps a day",
      { aws_rds_cluster: { c: { engine: "aurora-postgresql" } } },
      { "aws_rds_cluster.c": "pass" },
    ],
    ["a volume", { aws_ebs_volume: { e: { availability_zone: "a" } } }, { "aws_ebs_volume.e": "fail" }],
    [
      "a table with recovery",
      { aws_dynamodb_table: { t: { name: "t", point_in_time_recovery: { enabled: true } } } },
      { "aws_dynamodb_table.t": "pass" },
    ],
    [
      "a table with recovery switched off",
      { aws_dynamodb_table: { t: { name: "t", point_in_time_recovery: { enabled: false } } } },
      { "aws_dynamodb_table.t": "fail" },
    ],
    ["a table without", { aws_dynamodb_table: { t: { name: "t" } } }, { "aws_dynamodb_table.t": "fail" }],
  ])("without AWS Backup, %s", (_, resource, expected) => {
    expect(outcomesOf(backupCoversStateful, project(resource))).toEqual(expected);
  });

  it("cannot tell of volumes that snapshots may be made of", () => {
    const snapshots = {
      aws_dlm_lifecycle_policy: { p: { description: "d", execution_role_arn: "r", policy_details: {} } },
    };
    expect(
      outcomesOf(backupCoversStateful, project({ ...snapshots, aws_ebs_volume: { e: { availability_zone: "a" } } })),
    ).toEqual({
      "aws_ebs_volume.e": "unknown",
    });
  });

  it("a plan without selection takes nothing", () => {
    const plan = { aws_backup_plan: { p: { name: "p", rule: { rule_name: "r", target_vault_name: "v" } } } };
    expect(messagesOf(backupCoversStateful, project({ ...database({ backup_retention_period: 7 }), ...plan }))).toEqual(
      ["fail aws_db_instance.d: there is aws_backup_plan.p, but no aws_backup_selection gives it anything to back up"],
    );
  });

  it("says what it is missing from", () => {
    expect(messagesOf(backupCoversStateful, selected({ resources: ["arn:aws:ec2:*:*:volume/*"] }))).toEqual([
      "fail aws_db_instance.d: no aws_backup_selection takes it: neither its ARN nor its tags are among what is selected",
    ]);
    expect(messagesOf(backupCoversStateful, project(database()))).toEqual([
      "fail aws_db_instance.d backup_retention_period: neither RDS nor a backup plan makes backups of it",
    ]);
  });
});
