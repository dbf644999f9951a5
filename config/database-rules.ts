import { LIMITS, REGIONS_WITHOUT_T4G } from "./aws-limits";
import type { Environment } from "./environment";
import type { Sections } from "./known-sections";
import { quoted, type Violation, violation } from "./sentences";

type Database = Environment["database"];

/** The rules of the database: storage that can grow, windows that AWS takes, a class that the region has, who makes the password. */
export function databaseRules({ database, region, monitoring }: Sections): Violation[] {
  return database === undefined
    ? []
    : [
        ...storageRules(database),
        ...(monitoring === undefined ? [] : freeStorageRules(database, monitoring)),
        ...windowRules(database),
        ...passwordRules(database),
        ...(region === undefined ? [] : classRules(database, region)),
      ];
}

/** RDS wants the maximum at least 10 % above the start; in whole numbers, since 50 * 1.1 is a little more than 55. */
function storageRules({ allocatedStorageGib, maxAllocatedStorageGib }: Database): Violation[] {
  const { max } = LIMITS.rdsStorageGib;
  const least = Math.ceil((allocatedStorageGib * 11) / 10);
  if (least > max) {
    return [
      violation(
        ["database", "allocatedStorageGib"],
        `must be at most ${Math.floor((max * 10) / 11)} GiB, so that it can grow by 10 % below ${max}`,
        allocatedStorageGib,
      ),
    ];
  }
  return maxAllocatedStorageGib >= least
    ? []
    : [
        violation(
          ["database", "maxAllocatedStorageGib"],
          `must be at least ${least} GiB, 10 % more than allocatedStorageGib`,
          maxAllocatedStorageGib,
          "RDS refuses storage autoscaling otherwise",
        ),
      ];
}

function freeStorageRules(
  { allocatedStorageGib }: Database,
  { databaseFreeStorageGib }: Environment["monitoring"],
): Violation[] {
  return databaseFreeStorageGib < allocatedStorageGib
    ? []
    : [
        violation(
          ["monitoring", "databaseFreeStorageGib"],
          `must be less than ${allocatedStorageGib} GiB, which is database.allocatedStorageGib`,
          databaseFreeStorageGib,
          "the alarm would be raised all the time",
        ),
      ];
}

function passwordRules({ credentials, passwordVersion }: Database): Violation[] {
  return credentials === "rdsManaged" && passwordVersion > 1
    ? [
        violation(
          ["database", "passwordVersion"],
          "must be 1 with credentials: rdsManaged",
          passwordVersion,
          "RDS makes and rotates the password, so remove it",
        ),
      ]
    : [];
}

function classRules({ instanceClass }: Database, region: Environment["region"]): Violation[] {
  const without: readonly string[] = REGIONS_WITHOUT_T4G;
  return instanceClass.startsWith("db.t4g.") && without.includes(region)
    ? [
        violation(
          ["database", "instanceClass"],
          `must be a class that ${region} has`,
          instanceClass,
          `take ${instanceClass.replace("t4g", "t3")}`,
        ),
      ]
    : [];
}

const DAY = 24 * 60;
const WEEK = 7 * DAY;
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** A time of the week and what follows it, in minutes. */
interface Window {
  readonly start: number;
  readonly minutes: number;
}

function windowRules({ backupWindow, maintenanceWindow }: Database): Violation[] {
  const backup = windowOf(backupWindow, minuteOfDay, DAY);
  const maintenance = windowOf(maintenanceWindow, minuteOfWeek, WEEK);
  const violations = [
    ...lengthRules("backupWindow", backupWindow, backup),
    ...lengthRules("maintenanceWindow", maintenanceWindow, maintenance),
  ];
  return violations.length === 0 && meet(backup, maintenance)
    ? [
        violation(
          ["database", "maintenanceWindow"],
          `must not overlap database.backupWindow ${quoted(backupWindow)}`,
          maintenanceWindow,
          "RDS refuses that",
        ),
      ]
    : violations;
}

function lengthRules(key: "backupWindow" | "maintenanceWindow", text: string, { minutes }: Window): Violation[] {
  const { min, max } = LIMITS.rdsWindowMinutes;
  return minutes >= min && minutes <= max
    ? []
    : [violation(["database", key], `must last ${min} to ${max} minutes`, text, `it lasts ${minutes}`)];
}

/** A window may go over midnight, and over the end of the week. */
function windowOf(text: string, minuteOf: (time: string) => number, period: number): Window {
  const [start = 0, end = 0] = text.split("-").map(minuteOf);
  return { start, minutes: (end - start + period) % period };
}

function minuteOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

function minuteOfWeek(time: string): number {
  return DAYS.indexOf(time.slice(0, 3)) * DAY + minuteOfDay(time.slice(4));
}

/** A daily window happens on every day of the week, so the weekly one is held against each of them. */
function meet(daily: Window, weekly: Window): boolean {
  return DAYS.some((_, day) => {
    const distance = (weekly.start - (day * DAY + daily.start) + WEEK) % WEEK;
    return distance < daily.minutes || WEEK - distance < weekly.minutes;
  });
}
