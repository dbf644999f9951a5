import { BackupPlan as Plan } from "@cdktf/provider-aws/lib/backup-plan";
import { BackupSelection } from "@cdktf/provider-aws/lib/backup-selection";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Arns, type AwsAccount } from "../core/account";
import { assertValid } from "../core/validate";
import { planProblems, windowsOf } from "./backup-rules";
import type { BackupVault } from "./backup-vault";

/** The types that can be backed up, and how their ARNs end; AWS Backup takes a wildcard at the end only. */
const RESOURCE_TYPES = {
  EBS: { service: "ec2", resource: "volume/*" },
  EC2: { service: "ec2", resource: "instance/*" },
  RDS: { service: "rds", resource: "db:*" },
} as const;

/** A type that can be backed up: volumes, instances (with their volumes), databases. */
export type BackupResourceType = keyof typeof RESOURCE_TYPES;

/** When backups are made, and how long they are kept. */
export interface BackupPlanRule {
  /** 1 to 50 letters, digits or . _ - */
  readonly ruleName: string;
  /** `cron(…)` with six fields, UTC. */
  readonly schedule: string;
  /**
   * Minutes in which a job must start: 60 to 52560000. RDS refuses backups during its maintenance window and for an hour before;
   * AWS Backup tries again until these minutes are over.
   *
   * @default 480
   */
  readonly startWindowMinutes?: number;
  /**
   * Minutes after which a job that is not done is cancelled: at least 60 more than `startWindowMinutes`, at most 52560000.
   *
   * @default 10080
   */
  readonly completionWindowMinutes?: number;
  /**
   * Days until a recovery point moves to cold storage: 1 to 36500. AWS Backup ignores this for types without cold storage, which are
   * EC2, RDS and, unless its archive is opted in to (which takes a month between backups, and is not offered here), EBS.
   *
   * @default - it does not move
   */
  readonly coldStorageAfterDays?: number;
  /** Days until it is deleted: 1 to 36500, at least 90 more than `coldStorageAfterDays`, and within the vault's lock. */
  readonly deleteAfterDays: number;
  /**
   * Tags of each recovery point, beside those that AWS copies; the provider's default tags do not reach it.
   *
   * @default - none
   */
  readonly recoveryPointTags?: Readonly<Record<string, string>>;
}

/** What is backed up. */
export interface BackupPlanSelection {
  /**
   * 1 to 50 letters, digits or . _ -
   *
   * CAUTION: a change of the selection replaces the `aws_backup_selection`, which holds no data.
   */
  readonly selectionName: string;
  /** Of these types. With `EC2`, leave `EBS` out, or a volume that carries the tag too is backed up twice. */
  readonly resourceTypes: readonly BackupResourceType[];
  /** What carries this tag; key and value are case-sensitive. */
  readonly tag: { readonly key: string; readonly value: string };
}

/** Props of {@link BackupPlan}. */
export interface BackupPlanProps {
  readonly account: AwsAccount;
  /**
   * 1 to 50 letters, digits or . _ -
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_backup_plan`.
   */
  readonly planName: string;
  readonly vault: Pick<BackupVault, "vaultName" | "lock">;
  readonly rule: BackupPlanRule;
  readonly selection: BackupPlanSelection;
  /** The role that AWS Backup assumes, and what must be there before it can use it (`backup-role.ts`). */
  readonly role: { readonly roleArn: string; readonly ready: readonly ITerraformDependable[] };
}

/**
 * Defines a plan that backs up what carries a tag on a schedule, moves it to cold storage and deletes it (WEB-BAK-1, ENT-BAK-1).
 *
 * The selection names the types and asks for the tag by a condition: so both must hold, and the region's opt-in settings, which have
 * one owner an account, do not matter. (`selection_tag` beside types would take what has either, and alone ask for the opt-in.)
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources-json.html
 * @example
 * new BackupPlan(this, "daily", {
 *   account, planName: "example-daily", vault, role,
 *   rule: { ruleName: "daily", schedule: "cron(0 5 * * ? *)", coldStorageAfterDays: 30, deleteAfterDays: 120 },
 *   selection: { selectionName: "tagged", resourceTypes: ["EC2", "RDS"], tag: { key: "Backup", value: "daily" } },
 * });
 */
export class BackupPlan extends Construct {
  public readonly planArn: string;

  public constructor(scope: Construct, id: string, props: BackupPlanProps) {
    super(scope, id);
    const { account, planName, vault, rule, selection, role } = props;
    assertValid(scope, id, planProblems(props));
    const arns = new Arns(account);
    const plan = new Plan(this, "Default", { name: planName, rule: [ruleBlock(rule, vault.vaultName)] });
    new BackupSelection(this, "Default-selection", {
      name: selection.selectionName,
      planId: plan.id,
      iamRoleArn: role.roleArn,
      resources: selection.resourceTypes
        .map((type) => RESOURCE_TYPES[type])
        .map(({ service, resource }) => arns.regional(service, resource)),
      condition: [{ stringEquals: [{ key: `aws:ResourceTag/${selection.tag.key}`, value: selection.tag.value }] }],
      dependsOn: [...role.ready],
    });
    this.planArn = plan.arn;
  }
}

function ruleBlock(rule: BackupPlanRule, targetVaultName: string) {
  const { coldStorageAfterDays, recoveryPointTags } = rule;
  const { startWindowMinutes, completionWindowMinutes } = windowsOf(rule);
  return {
    ruleName: rule.ruleName,
    targetVaultName,
    schedule: rule.schedule,
    startWindow: startWindowMinutes,
    completionWindow: completionWindowMinutes,
    lifecycle: {
      ...(coldStorageAfterDays === undefined ? {} : { coldStorageAfter: coldStorageAfterDays }),
      deleteAfter: rule.deleteAfterDays,
    },
    ...(recoveryPointTags === undefined ? {} : { recoveryPointTags: { ...recoveryPointTags } }),
  };
}
