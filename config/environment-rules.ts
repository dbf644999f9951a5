import { ALWAYS_CONFIG_RULES, BURSTABLE_MICRO_PATTERN, LIMITS } from "./aws-limits";
import { backendRules } from "./backend-rules";
import { databaseRules } from "./database-rules";
import type { Environment } from "./environment";
import { featureRules } from "./feature-rules";
import { nameViolations } from "./names";
import { networkRules } from "./network-rules";
import { type Violation, violation } from "./sentences";

/** The sections of an environment that are right by themselves. */
export type Sections = Partial<Environment>;

/** Every rule between values of one environment; a rule is silent while a section that it needs is not right yet. */
export function environmentViolations(sections: Sections): Violation[] {
  return [
    networkRules,
    storageRules,
    databaseRules,
    auditRules,
    backendRules,
    stageRules,
    featureRules,
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

function auditRules({ audit }: Sections): Violation[] {
  const identifiers = audit?.configRules.map(({ identifier }) => identifier) ?? [];
  const always: readonly string[] = ALWAYS_CONFIG_RULES;
  return identifiers.flatMap((identifier, index) => {
    const path = ["audit", "configRules", index, "identifier"];
    if (always.includes(identifier)) {
      return [violation(path, "must differ from the rules that always exist", identifier, "remove it")];
    }
    return identifiers.indexOf(identifier) < index
      ? [violation(path, "must differ from the rules before it", identifier, "remove one of the two")]
      : [];
  });
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
