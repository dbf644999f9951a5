import { BackupPlan as Plan } from "@cdktf/provider-aws/lib/backup-plan";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import {
  BackupPlan,
  type BackupPlanProps,
  type BackupPlanRule,
  type BackupPlanSelection,
} from "../../../constructs/backup/backup-plan";
import { BACKUP_LIMITS } from "../../../constructs/backup/backup-rules";
import type { VaultLock } from "../../../constructs/backup/backup-vault";
import { argumentProblems } from "../../support/bindings";
import type { JsonObject } from "../../support/json";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const ROLE_ARN = "arn:aws:iam::111111111111:role/Example-Backup-Role";
const RULE: BackupPlanRule = {
  ruleName: "daily",
  schedule: "cron(0 5 * * ? *)",
  coldStorageAfterDays: 30,
  deleteAfterDays: 120,
};
const SELECTION: BackupPlanSelection = {
  selectionName: "tagged",
  resourceTypes: ["EC2", "RDS"],
  tag: { key: "Backup", value: "daily" },
};
const PROPS: BackupPlanProps = {
  account: { accountId: "111111111111", region: "us-east-1" },
  planName: "example-daily",
  vault: { vaultName: "example-backup", lock: undefined },
  rule: RULE,
  selection: SELECTION,
  role: { roleArn: ROLE_ARN, ready: [] },
};
const LOCK: VaultLock = { mode: "governance", minRetentionDays: 30, maxRetentionDays: 365 };

const PLAN = "aws_backup_plan.daily";
const SELECTED = "aws_backup_selection.daily";

function define(props: Partial<BackupPlanProps> = {}): Template {
  return Template.of((stack) => new BackupPlan(stack, "daily", { ...PROPS, ...props }));
}

function rule(props: Partial<BackupPlanRule>): Template {
  return define({ rule: { ...RULE, ...props } });
}

function select(props: Partial<BackupPlanSelection>): JsonObject {
  return define({ selection: { ...SELECTION, ...props } }).at(SELECTED);
}

describe("defines by default", () => {
  it("a plan and what it is for", () => {
    const template = define();

    expect(template.types).toEqual({
      aws_backup_plan: 1,
      aws_backup_selection: 1, // a plan without one backs up nothing
    });
    expect(template.blocks).toHaveLength(2);
  });

  it("AWS Backup's own windows, of 8 hours and of a week", () => {
    expect(define().value(PLAN, "rule")).toMatchObject([{ start_window: 480, completion_window: 10_080 }]);
  });

  it("the plan's ARN by reference", () => {
    const template = Template.of((stack) => {
      new TerraformOutput(stack, "arn", { value: new BackupPlan(stack, "daily", PROPS).planArn });
    });

    expect(template.outputs.arn?.value).toBe("${aws_backup_plan.daily.arn}");
  });

  it("the same in anybody's stack", () => {
    expect(Testing.synthScope((scope) => new BackupPlan(scope, "daily", PROPS))).toHaveResourceWithProperties(Plan, {
      name: "example-daily",
    });
  });
});

describe("guarantees", () => {
  it("WEB-BAK-1: backs up on a schedule into the vault, moves to cold storage after 30 days and deletes after 120", () => {
    expect(define().at(PLAN)).toEqual({
      name: "example-daily",
      rule: [
        {
          rule_name: "daily",
          target_vault_name: "example-backup",
          schedule: "cron(0 5 * * ? *)",
          start_window: 480,
          completion_window: 10_080,
          lifecycle: { cold_storage_after: 30, delete_after: 120 },
        },
      ],
    });
  });

  it("WEB-BAK-1: selects by tag, through the given role", () => {
    const { depends_on: _, ...selection } = define().at(SELECTED);

    expect(selection).toEqual({
      name: "tagged",
      plan_id: "${aws_backup_plan.daily.id}",
      iam_role_arn: ROLE_ARN,
      resources: ["arn:aws:ec2:us-east-1:111111111111:instance/*", "arn:aws:rds:us-east-1:111111111111:db:*"],
      condition: [{ string_equals: [{ key: "aws:ResourceTag/Backup", value: "daily" }] }],
    });
  });

  it("ENT-BAK-1: backs up instances and databases whatever the region's opt-in says, and nothing without the tag", () => {
    const selection = define().at(SELECTED);

    expect(selection.resources).toHaveLength(2);
    expect(selection.condition).toHaveLength(1);
    // It would take what has the type or the tag.
    expect(selection).not.toHaveProperty("selection_tag");
  });

  it("ENT-BAK-1: selects once the role may do what it must", () => {
    const template = Template.of((stack) => {
      const attachment = new IamRolePolicyAttachment(stack, "backups", { role: "example", policyArn: ROLE_ARN });
      new BackupPlan(stack, "daily", { ...PROPS, role: { roleArn: ROLE_ARN, ready: [attachment] } });
    });

    expect(template.at(SELECTED)).toMatchObject({ depends_on: ["aws_iam_role_policy_attachment.backups"] });
  });

  it("ALL-2: tags recovery points, which default tags do not reach", () => {
    const recoveryPointTags = { Environment: "Production", "cost:center": "a/b" };

    expect(rule({ recoveryPointTags }).value(PLAN, "rule.recovery_point_tags")).toEqual(recoveryPointTags);
  });

  it.each<[string, Partial<BackupPlanProps>]>([
    ["as it is", {}],
    ["all of it", { rule: { ...RULE, recoveryPointTags: { Owner: "Ops" }, startWindowMinutes: 60 } }],
    ["in China", { account: { accountId: "111111111111", region: "cn-north-1" } }],
  ])("keeps to the provider's rules: %s", (_, props) => {
    expect(
      define(props).resources.flatMap(({ type, values }) => [
        ...ruleProblems(rulesOf(type), values),
        ...argumentProblems(type, values),
      ]),
    ).toEqual([]);
  });
});

describe("props", () => {
  it.each<[Partial<BackupPlanRule>, JsonObject]>([
    [{ ruleName: "other" }, { rule_name: "other" }],
    [{ schedule: "cron(30 2 ? * SUN *)" }, { schedule: "cron(30 2 ? * SUN *)" }],
    [{ startWindowMinutes: 60 }, { start_window: 60 }],
    [{ completionWindowMinutes: 540 }, { completion_window: 540 }],
    [{ deleteAfterDays: 365 }, { lifecycle: { cold_storage_after: 30, delete_after: 365 } }],
    [{ recoveryPointTags: { Owner: "Ops" } }, { recovery_point_tags: { Owner: "Ops" } }],
  ])("rule %j changes just the argument of that name", (props, changed) => {
    const [before] = [define().value(PLAN, "rule")].flat();

    expect(rule(props).value(PLAN, "rule")).toEqual([{ ...(before as JsonObject), ...changed }]);
  });

  it("without cold storage, nothing is said of it", () => {
    const { coldStorageAfterDays: _, ...warm } = RULE;

    expect(define({ rule: { ...warm, deleteAfterDays: 7 } }).value(PLAN, "rule.lifecycle")).toEqual({
      delete_after: 7,
    });
  });

  it.each([
    ["EBS", "arn:aws:ec2:us-east-1:111111111111:volume/*"],
    ["EC2", "arn:aws:ec2:us-east-1:111111111111:instance/*"],
    ["RDS", "arn:aws:rds:us-east-1:111111111111:db:*"],
  ] as const)("the type %s is %s", (type, arn) => {
    expect(select({ resourceTypes: [type] }).resources).toEqual([arn]);
  });

  it("the tag's key and value", () => {
    expect(select({ tag: { key: "keep", value: "" } }).condition).toEqual([
      { string_equals: [{ key: "aws:ResourceTag/keep", value: "" }] },
    ]);
  });

  it.each<[string, Partial<BackupPlanRule>]>([
    [
      "the least",
      { startWindowMinutes: 60, completionWindowMinutes: 120, coldStorageAfterDays: 1, deleteAfterDays: 91 },
    ],
    [
      "the most",
      {
        startWindowMinutes: BACKUP_LIMITS.startWindowMinutes.max - 60,
        completionWindowMinutes: BACKUP_LIMITS.completionWindowMinutes.max,
        coldStorageAfterDays: BACKUP_LIMITS.retentionDays.max - 90,
        deleteAfterDays: BACKUP_LIMITS.retentionDays.max,
      },
    ],
  ])("%s of windows and days is taken", (_, props) => {
    expect(() => rule(props)).not.toThrow();
  });

  it.each([LOCK.minRetentionDays, LOCK.maxRetentionDays])("%i days keep to the vault's lock", (deleteAfterDays) => {
    const { coldStorageAfterDays: _, ...warm } = RULE;
    const vault = { vaultName: "example-backup", lock: LOCK };

    expect(() => define({ vault, rule: { ...warm, deleteAfterDays } })).not.toThrow();
  });

  it("takes values that only Terraform will know", () => {
    const template = Template.of((stack) => {
      const days = new TerraformVariable(stack, "days", { type: "number" }).numberValue;
      const minutes = new TerraformVariable(stack, "minutes", { type: "number" }).numberValue;
      new BackupPlan(stack, "daily", {
        ...PROPS,
        vault: { vaultName: "example-backup", lock: LOCK },
        rule: { ...RULE, deleteAfterDays: days, startWindowMinutes: minutes },
      });
    });

    expect(template.value(PLAN, "rule")).toMatchObject([
      { start_window: "${var.minutes}", lifecycle: { delete_after: "${var.days}" } },
    ]);
  });
});

describe("rejects", () => {
  const names = "must be 1 to 50 letters, digits or . _ -";
  const tags = "letters, digits, spaces or _ . : / = + @ -";

  it.each<[Partial<BackupPlanProps>, string]>([
    [{ planName: "my plan" }, `planName ${names}, got "my plan"`],
    [{ planName: "" }, `planName ${names}, got ""`],
    [{ rule: { ...RULE, ruleName: "a".repeat(51) } }, `rule.ruleName ${names}, got "${"a".repeat(51)}"`],
    [{ selection: { ...SELECTION, selectionName: "a/b" } }, `selection.selectionName ${names}, got "a/b"`],
    [
      { rule: { ...RULE, schedule: "rate(1 day)" } },
      'rule.schedule must be a schedule such as cron(0 5 * * ? *), got "rate(1 day)"',
    ],
    [
      { rule: { ...RULE, schedule: "cron(0 5 * * * *)" } },
      'rule.schedule must be a schedule such as cron(0 5 * * ? *), got "cron(0 5 * * * *)"',
    ],
    [
      { rule: { ...RULE, startWindowMinutes: 59 } },
      "rule.startWindowMinutes must be a whole number between 60 and 52560000 minutes, got 59",
    ],
    [
      { rule: { ...RULE, startWindowMinutes: 60, completionWindowMinutes: 119 } },
      "rule.completionWindowMinutes must be at least 120, 60 more than startWindowMinutes, got 119; a job that starts late would be cancelled",
    ],
    [
      { rule: { ...RULE, completionWindowMinutes: 52_560_001 } },
      "rule.completionWindowMinutes must be a whole number between 60 and 52560000 minutes, got 52560001",
    ],
    [
      { rule: { ...RULE, startWindowMinutes: 10_080 } },
      "rule.completionWindowMinutes must be at least 10140, 60 more than startWindowMinutes, got 10080; a job that starts late would be cancelled",
    ],
    [
      { rule: { ...RULE, coldStorageAfterDays: 0 } },
      "rule.coldStorageAfterDays must be a whole number between 1 and 36500 days, got 0",
    ],
    [
      { rule: { ...RULE, deleteAfterDays: 119 } },
      "rule.deleteAfterDays must be at least 120, 90 more than coldStorageAfterDays, got 119; cold storage keeps that long",
    ],
    [
      { rule: { ...RULE, deleteAfterDays: 36_501 } },
      "rule.deleteAfterDays must be a whole number between 1 and 36500 days, got 36501",
    ],
    [
      { rule: { ...RULE, deleteAfterDays: 366 }, vault: { vaultName: "example-backup", lock: LOCK } },
      "rule.deleteAfterDays must be between 30 and 365, what the vault's lock allows, got 366; every backup would fail",
    ],
    [
      {
        rule: { ruleName: "daily", schedule: RULE.schedule, deleteAfterDays: 29 },
        vault: { vaultName: "example-backup", lock: LOCK },
      },
      "rule.deleteAfterDays must be between 30 and 365, what the vault's lock allows, got 29; every backup would fail",
    ],
    [
      { rule: { ...RULE, recoveryPointTags: { "aws:x": "y" } } },
      `rule.recoveryPointTags must have a key of 1 to 128 ${tags}, not beginning with aws:, got "aws:x"`,
    ],
    [
      { rule: { ...RULE, recoveryPointTags: { Owner: "a#b" } } },
      `rule.recoveryPointTags.Owner must be at most 256 ${tags}, got "a#b"`,
    ],
    [
      { selection: { ...SELECTION, tag: { key: "", value: "daily" } } },
      `selection.tag must have a key of 1 to 128 ${tags}, not beginning with aws:, got ""`,
    ],
    [
      { selection: { ...SELECTION, resourceTypes: [] } },
      "selection.resourceTypes must name at least one, got []; AWS Backup would take all that carries the tag",
    ],
    [
      { selection: { ...SELECTION, resourceTypes: ["RDS", "RDS"] } },
      'selection.resourceTypes[1] must differ from the others, got "RDS" again',
    ],
  ])("fails if %j", (props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/daily: ${message}`));
  });
});
