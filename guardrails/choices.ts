import type { Environment } from "../config/environment";
import { WHOLE_ENVIRONMENT } from "./evaluate";
import type { Finding } from "./findings";

/**
 * What an environment's YAML says on purpose, and which findings are nothing but that: they are accepted, and told in one line.
 * A setting that somebody has to answer for is none: what it leads to is suppressed, with an owner and a last day.
 */
export interface Choice {
  /** As the YAML says it: `lifecycle: ephemeral`. */
  readonly setting: string;
  /** What it means, for who reads a report. */
  readonly reason: string;
  /** The controls that find it, by their ids. */
  readonly findings: readonly ChosenFinding[];
}

interface ChosenFinding {
  readonly control: string;
  /** The only attribute that is meant, where a control looks at several. */
  readonly attribute?: string;
  /** The only address that is meant. */
  readonly address?: string;
  /** The only stack that is meant. */
  readonly stack?: string;
}

/** A finding with the choice that it comes from. */
export interface Accepted {
  readonly finding: Finding;
  readonly choice: Choice;
}

/** What a test copy does without by definition. */
const PROTECTION: readonly ChosenFinding[] = [
  { control: "alb-deletion-protected", attribute: "enable_deletion_protection" },
  { control: "kms-deletion-window-long", attribute: "deletion_window_in_days" },
  { control: "prevent-destroy-on-stateful", attribute: "lifecycle.prevent_destroy" },
  { control: "rds-backups-kept", attribute: "delete_automated_backups" },
  { control: "rds-deletion-protected", attribute: "deletion_protection" },
  { control: "rds-final-snapshot", attribute: "skip_final_snapshot" },
  { control: "s3-no-force-destroy", attribute: "force_destroy" },
  { control: "secret-recoverable", attribute: "recovery_window_in_days" },
];

/** The controls that ask for a part of the account's baseline. */
const BASELINE_PARTS: readonly (readonly [
  part: keyof Environment["baseline"],
  other: string,
  ids: readonly string[],
])[] = [
  ["config", "external", ["config-recorder-on"]],
  // Who owns the detector tells of what it finds.
  ["guardDuty", "false", ["findings-reach-people", "guardduty-on"]],
  ["securityHub", "false", ["securityhub-on"]],
  ["accessAnalyzer", "false", ["analyzer-on"]],
  ["ebsEncryption", "false", ["ebs-default-encrypted"]],
  ["s3PublicAccessBlock", "false", ["s3-account-public-access-blocked"]],
  ["passwordPolicy", "false", ["iam-password-policy-strong"]],
];

/** What an environment says on purpose. */
export function choicesOf(environment: Environment): readonly Choice[] {
  return [...testCopy(environment), ...stateOfStates(environment), ...partsOfOthers(environment)];
}

/** Whether a finding is nothing but what was chosen. */
export function comesFrom({ findings }: Choice, { rule, outcome, attribute, address, stack }: Finding): boolean {
  return (
    outcome === "fail" &&
    findings.some(
      (chosen) =>
        chosen.control === rule.id &&
        [attribute, undefined].includes(chosen.attribute) &&
        [address, undefined].includes(chosen.address) &&
        [stack, undefined].includes(chosen.stack),
    )
  );
}

function testCopy({ lifecycle, audit, backup }: Environment): Choice[] {
  if (lifecycle !== "ephemeral") {
    return [];
  }
  const locks = [
    ...(audit.immutableLogs?.objectLock === undefined ? [] : [{ control: "s3-object-lock-on-audit" }]),
    ...(backup?.lock === undefined ? [] : [{ control: "backup-vault-locked" }]),
  ];
  return [
    {
      setting: "lifecycle: ephemeral",
      reason: "a test copy, destroyed without a trace",
      findings: [...PROTECTION, ...locks],
    },
  ];
}

function stateOfStates({ name, backend }: Environment): Choice[] {
  return backend.type === "s3" && backend.createBucket
    ? [
        {
          setting: "backend.createBucket: true",
          reason: "the stack that makes the bucket for states keeps its own state beside the code",
          findings: [{ control: "state-backend-encrypted", stack: `${name}-state` }],
        },
      ]
    : [];
}

/** Only what is missing: what is there and is wrong is a finding, whoever owns the rest. */
function partsOfOthers({ baseline }: Environment): Choice[] {
  return BASELINE_PARTS.flatMap(([part, other, ids]) =>
    String(baseline[part]) === other
      ? [
          {
            setting: `baseline.${part}: ${other}`,
            reason: "another owner in the account has it, and answers for it",
            findings: ids.map((control) => ({ control, address: WHOLE_ENVIRONMENT })),
          },
        ]
      : [],
  );
}
