import { Token } from "cdktf";
import type { Limit } from "../core/limits";
import { numberProblems, repetitionProblems, textProblems } from "../core/validate";
import type { BackupPlanProps, BackupPlanRule } from "./backup-plan";
import type { BackupVaultProps, VaultLock } from "./backup-vault";

/**
 * What AWS Backup takes.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultLockConfiguration.html
 */
export const BACKUP_LIMITS = {
  /** Of a recovery point, and of what a vault lock allows. */
  retentionDays: { min: 1, max: 36_500, unit: "days" },
  /** How long a recovery point stays in cold storage before it may be deleted. */
  coldStorageMinimumStay: { min: 90, max: 36_500, unit: "days" },
  /** AWS keeps three days in which a lock can be regretted. */
  changeableForDays: { min: 3, max: 36_500, unit: "days" },
  startWindowMinutes: { min: 60, max: 52_560_000, unit: "minutes" },
  completionWindowMinutes: { min: 60, max: 52_560_000, unit: "minutes" },
} as const satisfies Readonly<Record<string, Limit>>;

/** AWS Backup's own; the provider's (60 and 180) cancel the backup of a large database. */
const DEFAULT_WINDOWS = { startWindowMinutes: 480, completionWindowMinutes: 10_080 } as const;

/** How much later than the start window the completion window ends at least, in minutes: for the job that starts last. */
const LEAST_RUN_MINUTES = 60;

const VAULT_NAME = /^[A-Za-z0-9_-]{2,50}$/;
const NAME = /^[A-Za-z0-9._-]{1,50}$/;
/** With a path, or without. */
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const KEY_ARN = /^(?:awsManaged|arn:aws[a-z-]*:kms:.+)$/;
/** Six fields, and just one of day-of-month and day-of-week is `?`. AWS Backup knows no `rate`. */
const SCHEDULE = /^cron\([^\s()]+ [^\s()]+ (?:\? [^\s()]+ [^\s()?]+|[^\s()?]+ [^\s()]+ \?) [^\s()]+\)$/;
const TAG_KEY = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+@-]{1,128}$/u;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+@-]{0,256}$/u;

/** What AWS would refuse of a vault, each a sentence. */
export function vaultProblems(props: BackupVaultProps): string[] {
  const { vaultName, kmsKeyArn, lock, administratorArns, protect = true } = props;
  return [
    ...textProblems("vaultName", vaultName, VAULT_NAME, "be 2 to 50 letters, digits, hyphens and underscores"),
    ...textProblems("kmsKeyArn", kmsKeyArn, KEY_ARN, 'be the ARN of a KMS key, or "awsManaged"'),
    ...(lock === undefined ? [] : lockProblems(lock)),
    ...(lock !== undefined && !protect
      ? ["lock must be left out of a test copy (protect: false); AWS would refuse to empty the vault"]
      : []),
    ...(administratorArns === undefined ? [] : administratorProblems(administratorArns)),
  ];
}

function lockProblems(lock: VaultLock): string[] {
  const { minRetentionDays: min, maxRetentionDays: max } = lock;
  return [
    ...numberProblems("lock.minRetentionDays", min, BACKUP_LIMITS.retentionDays),
    ...numberProblems("lock.maxRetentionDays", max, BACKUP_LIMITS.retentionDays),
    ...(known(min, max) && max < min
      ? [`lock.maxRetentionDays must be at least minRetentionDays, ${min}, got ${max}`]
      : []),
    ...(lock.mode === "compliance"
      ? numberProblems("lock.changeableForDays", lock.changeableForDays, BACKUP_LIMITS.changeableForDays)
      : []),
  ];
}

function administratorProblems(arns: readonly string[]): string[] {
  return [
    ...(arns.length > 0
      ? []
      : ["administratorArns must name at least the role that deploys, got []; nobody could change the policy again"]),
    ...arns.flatMap((arn, index) =>
      textProblems(`administratorArns[${index}]`, arn, ROLE_ARN, "be the ARN of an IAM role"),
    ),
    ...repetitionProblems((index) => `administratorArns[${index}]`, arns),
  ];
}

/** What AWS would refuse of a plan, or would accept and then fail each job, each a sentence. */
export function planProblems(props: BackupPlanProps): string[] {
  const { planName, rule, selection } = props;
  const names = { planName, "rule.ruleName": rule.ruleName, "selection.selectionName": selection.selectionName };
  const tags = Object.entries(rule.recoveryPointTags ?? {});
  return [
    ...Object.entries(names).flatMap(([prop, name]) =>
      textProblems(prop, name, NAME, "be 1 to 50 letters, digits or . _ -"),
    ),
    ...textProblems("rule.schedule", rule.schedule, SCHEDULE, "be a schedule such as cron(0 5 * * ? *)"),
    ...windowProblems(rule),
    ...lifecycleProblems(props),
    ...tags.flatMap(([key, value]) => tagProblems("rule.recoveryPointTags", key, value)),
    ...tagProblems("selection.tag", selection.tag.key, selection.tag.value),
    ...(selection.resourceTypes.length > 0
      ? []
      : ["selection.resourceTypes must name at least one, got []; AWS Backup would take all that carries the tag"]),
    ...repetitionProblems((index) => `selection.resourceTypes[${index}]`, selection.resourceTypes),
  ];
}

/** How long a job of a rule may wait, and how long it may take, in minutes. */
export function windowsOf({ startWindowMinutes, completionWindowMinutes }: BackupPlanRule) {
  return {
    startWindowMinutes: startWindowMinutes ?? DEFAULT_WINDOWS.startWindowMinutes,
    completionWindowMinutes: completionWindowMinutes ?? DEFAULT_WINDOWS.completionWindowMinutes,
  };
}

function windowProblems(rule: BackupPlanRule): string[] {
  const { startWindowMinutes: start, completionWindowMinutes: end } = windowsOf(rule);
  const least = start + LEAST_RUN_MINUTES;
  return [
    ...numberProblems("rule.startWindowMinutes", start, BACKUP_LIMITS.startWindowMinutes),
    ...numberProblems("rule.completionWindowMinutes", end, BACKUP_LIMITS.completionWindowMinutes),
    ...(known(start, end) && end < least
      ? [
          `rule.completionWindowMinutes must be at least ${least}, ${LEAST_RUN_MINUTES} more than startWindowMinutes, got ${end}; a job that starts late would be cancelled`,
        ]
      : []),
  ];
}

function lifecycleProblems({ rule, vault: { lock } }: BackupPlanProps): string[] {
  const { coldStorageAfterDays: cold, deleteAfterDays: end } = rule;
  const stay = BACKUP_LIMITS.coldStorageMinimumStay.min;
  return [
    ...(cold === undefined ? [] : numberProblems("rule.coldStorageAfterDays", cold, BACKUP_LIMITS.retentionDays)),
    ...numberProblems("rule.deleteAfterDays", end, BACKUP_LIMITS.retentionDays),
    ...(cold !== undefined && known(cold, end) && end < cold + stay
      ? [
          `rule.deleteAfterDays must be at least ${cold + stay}, ${stay} more than coldStorageAfterDays, got ${end}; cold storage keeps that long`,
        ]
      : []),
    ...(lock !== undefined &&
    known(end, lock.minRetentionDays, lock.maxRetentionDays) &&
    (end < lock.minRetentionDays || end > lock.maxRetentionDays)
      ? [
          `rule.deleteAfterDays must be between ${lock.minRetentionDays} and ${lock.maxRetentionDays}, what the vault's lock allows, got ${end}; every backup would fail`,
        ]
      : []),
  ];
}

function tagProblems(prop: string, key: string, value: string): string[] {
  const characters = "letters, digits, spaces or _ . : / = + @ -";
  return [
    ...textProblems(prop, key, TAG_KEY, `have a key of 1 to 128 ${characters}, not beginning with aws:`),
    ...textProblems(`${prop}.${key}`, value, TAG_VALUE, `be at most 256 ${characters}`),
  ];
}

/** Whether values are known before Terraform runs. */
function known(...values: readonly number[]): boolean {
  return !values.some((value) => Token.isUnresolved(value));
}
