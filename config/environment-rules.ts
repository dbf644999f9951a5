import { accessRules } from "./access-rules";
import { applicationRules } from "./application-rules";
import { auditRules } from "./audit-rules";
import { BURSTABLE_MICRO_PATTERN, LIMITS } from "./aws-limits";
import { backendRules } from "./backend-rules";
import { backupRules } from "./backup-rules";
import { databaseRules } from "./database-rules";
import { keyRules } from "./key-rules";
import type { Sections } from "./known-sections";
import { nameViolations } from "./names";
import { networkRules } from "./network-rules";
import { type Violation, violation } from "./sentences";

/** Every rule between values of one environment; a rule is silent while a section that it needs is not right yet. */
export function environmentViolations(sections: Sections): Violation[] {
  return [
    keyRules,
    networkRules,
    accessRules,
    storageRules,
    databaseRules,
    auditRules,
    applicationRules,
    backupRules,
    backendRules,
    stageRules,
    nameViolations,
  ].flatMap((rules) => rules(sections));
}

function storageRules({ storage }: Sections): Violation[] {
  if (storage === undefined) {
    return [];
  }
  const { infrequentAccessAfterDays, glacierAfterDays, expireAfterDays } = storage;
  const stay = LIMITS.standardIaMinimumStay.min;
  const violations: Violation[] = [];
  if (glacierAfterDays < infrequentAccessAfterDays + stay) {
    violations.push(
      violation(
        ["storage", "glacierAfterDays"],
        `must be at least ${infrequentAccessAfterDays + stay} days, ${stay} more than infrequentAccessAfterDays`,
        glacierAfterDays,
        `S3 keeps objects ${stay} days in STANDARD_IA`,
      ),
    );
  }
  if (expireAfterDays <= glacierAfterDays) {
    violations.push(
      violation(
        ["storage", "expireAfterDays"],
        `must be more than ${glacierAfterDays} days, which is glacierAfterDays`,
        expireAfterDays,
        "an object must arrive before it can expire",
      ),
    );
  }
  return violations;
}

function stageRules({ stage, lifecycle, database }: Sections): Violation[] {
  if (stage !== "production") {
    return [];
  }
  const violations: Violation[] = [];
  if (lifecycle === "ephemeral") {
    violations.push(
      violation(["lifecycle"], "must be durable in production", lifecycle, "a test copy has stage: development"),
    );
  }
  const { min } = LIMITS.productionBackupRetentionDays;
  if (database !== undefined && database.backupRetentionDays < min) {
    violations.push(
      violation(
        ["database", "backupRetentionDays"],
        `must be at least ${min} days in production`,
        database.backupRetentionDays,
      ),
    );
  }
  if (database !== undefined && !database.allowBurstableMicro && BURSTABLE_MICRO_PATTERN.test(database.instanceClass)) {
    violations.push(
      violation(
        ["database", "instanceClass"],
        "must not be a burstable micro or small class in production",
        database.instanceClass,
        "take db.t4g.medium or larger, or say so with allowBurstableMicro: true",
      ),
    );
  }
  return violations;
}
