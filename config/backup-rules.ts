import { LIMITS } from "./aws-limits";
import type { Environment } from "./environment";
import { areRight, type Sections } from "./known-sections";
import { longestGapMinutes, runsDaily } from "./schedules";
import { type Violation, violation, violationOfSection } from "./sentences";

type Backup = NonNullable<Environment["backup"]>;
type RecoveryCheck = NonNullable<Environment["recoveryCheck"]>;

/** The rules of backups: how long they live, what a lock allows, and who looks after them. */
export function backupRules(sections: Sections): Violation[] {
  const { backup, recoveryCheck } = sections;
  return [
    ...(backup === undefined ? [] : [...scheduleRules(backup), ...lifecycleRules(backup), ...lockRules(backup)]),
    ...(recoveryCheck === undefined || !areRight(sections, "backup") ? [] : recoveryRules(recoveryCheck, backup)),
  ];
}

function scheduleRules({ schedule }: Backup): Violation[] {
  return Number.isFinite(longestGapMinutes(schedule))
    ? []
    : [
        violation(
          ["backup", "schedule"],
          "must come again and again",
          schedule,
          "there are no such days, or none after some year",
        ),
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
  return [...violations, ...ageRules(maxAgeHours, backup)];
}

/** The newest backup is as old as the time between two of them before the next one is done. */
function ageRules(maxAgeHours: number, { schedule }: Backup): Violation[] {
  const gapHours = longestGapMinutes(schedule) / 60;
  const most = LIMITS.recoveryPointAgeHours.max;
  if (!Number.isFinite(gapHours) || gapHours < maxAgeHours) {
    return [];
  }
  const hours = Math.floor(gapHours);
  return hours < most
    ? [
        violation(
          ["recoveryCheck", "maxAgeHours"],
          `must be more than ${hours} hours with the backup.schedule ${schedule}`,
          maxAgeHours,
          "so much lies between two backups at most",
        ),
      ]
    : [
        violation(
          ["backup", "schedule"],
          `must come more often than every ${most} hours with recoveryCheck`,
          schedule,
          `${hours} hours lie between two of them at most, so remove recoveryCheck, or back up more often`,
        ),
      ];
}
