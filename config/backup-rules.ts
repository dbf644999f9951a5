import { LIMITS } from "./aws-limits";
import type { Environment } from "./environment";
import { areRight, type Sections } from "./known-sections";
import { namesOneHour, runsDaily } from "./schedules";
import { type Violation, violation, violationOfSection } from "./sentences";

type Backup = NonNullable<Environment["backup"]>;
type RecoveryCheck = NonNullable<Environment["recoveryCheck"]>;

/** The rules of backups: how long they live, what a lock allows, and who looks after them. */
export function backupRules(sections: Sections): Violation[] {
  const { backup, recoveryCheck } = sections;
  return [
    ...(backup === undefined ? [] : [...lifecycleRules(backup), ...lockRules(backup)]),
    ...(recoveryCheck === undefined || !areRight(sections, "backup") ? [] : recoveryRules(recoveryCheck, backup)),
  ];
}

function lifecycleRules({ coldStorageAfterDays, deleteAfterDays }: Backup): Violation[] {
  const { min } = LIMITS.coldStorageMinimumStay;
  const least = coldStorageAfterDays + min;
  return deleteAfterDays >= least
    ? []
    : [
        violation(
          ["backup", "deleteAfterDays"],
          `must be at least ${least} days, ${min} more than coldStorageAfterDays`,
          deleteAfterDays,
          "cold storage keeps recovery points that long",
        ),
      ];
}

function lockRules({ deleteAfterDays, lock }: Backup): Violation[] {
  if (lock === undefined) {
    return [];
  }
  const { minRetentionDays: min, maxRetentionDays: max } = lock;
  if (max < min) {
    return [
      violation(["backup", "lock", "maxRetentionDays"], `must be at least ${min} days, which is minRetentionDays`, max),
    ];
  }
  return deleteAfterDays >= min && deleteAfterDays <= max
    ? []
    : [
        violation(
          ["backup", "deleteAfterDays"],
          `must be between ${min} and ${max} days, which is what lock allows`,
          deleteAfterDays,
          "the vault would refuse every backup",
        ),
      ];
}

const DAY_HOURS = 24;

function recoveryRules({ schedule, maxAgeHours }: RecoveryCheck, backup: Backup | undefined): Violation[] {
  if (backup === undefined) {
    return [
      violationOfSection(
        ["recoveryCheck"],
        "must have backups to look at",
        "add the section backup, or remove recoveryCheck",
      ),
    ];
  }
  const violations: Violation[] = [];
  if (!runsDaily(schedule)) {
    violations.push(
      violation(
        ["recoveryCheck", "schedule"],
        "must run at least once a day",
        schedule,
        "a missing backup would be found too late",
      ),
    );
  }
  if (namesOneHour(backup.schedule) && maxAgeHours <= DAY_HOURS) {
    violations.push(
      violation(
        ["recoveryCheck", "maxAgeHours"],
        `must be more than ${DAY_HOURS} hours with the backup.schedule ${backup.schedule}`,
        maxAgeHours,
        "the newest backup is a day old before the next one is done",
      ),
    );
  }
  return violations;
}
