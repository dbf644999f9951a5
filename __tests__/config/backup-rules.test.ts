import { type Changes, expectProblems, ruleCases } from "./support";

const backup = (changes: Readonly<Record<string, string>>): Changes =>
  Object.fromEntries(Object.entries(changes).map(([key, value]) => [`backup.${key}`, value]));
const locked = (changes: Readonly<Record<string, string>>) => backup({ "lock.mode": "governance", ...changes });

describe("backups", () => {
  test.each(
    ruleCases([
      ["as they are", { backup: "{}" }],
      ["monthly", { "backup.schedule": '"cron(0 5 1 * ? *)"' }],
      [
        "of a year",
        { "backup.schedule": '"cron(0 5 * * ? 2026)"' },
        '16  backup.schedule must come again and again, got "cron(0 5 * * ? 2026)"; there are no such days, or none after some year',
      ],
      ["deleted as soon as cold storage allows", backup({ coldStorageAfterDays: "1", deleteAfterDays: "91" })],
      [
        "deleted a day earlier",
        backup({ coldStorageAfterDays: "1", deleteAfterDays: "90" }),
        "17  backup.deleteAfterDays must be at least 91 days, 90 more than coldStorageAfterDays, got 90; cold storage keeps recovery points that long",
      ],
      [
        "deleted by default before cold storage allows",
        backup({ coldStorageAfterDays: "31" }),
        "15  backup.deleteAfterDays must be at least 121 days, 90 more than coldStorageAfterDays, got 120; cold storage keeps recovery points that long",
      ],
      ["kept as long as a lock asks", locked({ "lock.minRetentionDays": "120", "lock.maxRetentionDays": "120" })],
      [
        "kept less than a lock asks",
        locked({ "lock.minRetentionDays": "121" }),
        "15  backup.deleteAfterDays must be between 121 and 365 days, which is what lock allows, got 120; the vault would refuse every backup",
      ],
      [
        "kept longer than a lock allows",
        locked({ deleteAfterDays: "366" }),
        "18  backup.deleteAfterDays must be between 30 and 365 days, which is what lock allows, got 366; the vault would refuse every backup",
      ],
      ["kept as long as a lock allows", locked({ deleteAfterDays: "365" })],
      [
        "a lock whose end is before its beginning",
        locked({ "lock.minRetentionDays": "100", "lock.maxRetentionDays": "99" }),
        "19  backup.lock.maxRetentionDays must be at least 100 days, which is minRetentionDays, got 99",
      ],
      [
        "a lock whose default end is before its beginning",
        locked({ "lock.minRetentionDays": "366" }),
        "16  backup.lock.maxRetentionDays must be at least 366 days, which is minRetentionDays, got 365",
      ],
      [
        "too soon for cold storage and for a lock",
        locked({ coldStorageAfterDays: "60", "lock.minRetentionDays": "130" }),
        "15  backup.deleteAfterDays must be at least 150 days, 90 more than coldStorageAfterDays, got 120; cold storage keeps recovery points that long",
        "15  backup.deleteAfterDays must be between 130 and 365 days, which is what lock allows, got 120; the vault would refuse every backup",
      ],
    ]),
  )("WEB-BAK-1: $title", expectProblems);
});

const checked = (maxAgeHours: string, schedule: string): Changes => ({
  "backup.schedule": `"${schedule}"`,
  "recoveryCheck.maxAgeHours": maxAgeHours,
});

describe("the recovery check", () => {
  test.each(
    ruleCases([
      ["as it is", { backup: "{}", recoveryCheck: "{}" }],
      [
        "without backups",
        { recoveryCheck: "{}" },
        "15  recoveryCheck must have backups to look at; add the section backup, or remove recoveryCheck",
      ],
      [
        "while backups are wrong",
        { recoveryCheck: "{}", "backup.deleteAfterDays": "0" },
        "17  backup.deleteAfterDays must be a whole number between 1 and 36500 days, got 0",
      ],
      ["daily", { backup: "{}", "recoveryCheck.schedule": "rate(1 day)" }],
      [
        "more rarely",
        { backup: "{}", "recoveryCheck.schedule": "rate(2 days)" },
        '17  recoveryCheck.schedule must run at least once a day, got "rate(2 days)"; a missing backup would be found too late',
      ],
      ["an hour more than a day, with daily backups", checked("25", "cron(0 5 * * ? *)")],
      [
        "a day, with daily backups",
        checked("24", "cron(0 5 * * ? *)"),
        "18  recoveryCheck.maxAgeHours must be more than 24 hours with the backup.schedule cron(0 5 * * ? *), got 24; so much lies between two backups at most",
      ],
      ["a week, with weekly backups", checked("169", "cron(0 5 ? * SUN *)")],
      [
        "the default, with weekly backups",
        { "backup.schedule": '"cron(0,30 05 ? * SUN *)"', recoveryCheck: "{}" },
        "17  recoveryCheck.maxAgeHours must be more than 167 hours with the backup.schedule cron(0,30 05 ? * SUN *), got 30; so much lies between two backups at most",
      ],
      [
        "less than half a day, with backups of certain hours",
        checked("12", "cron(0 5,17 * * ? *)"),
        "18  recoveryCheck.maxAgeHours must be more than 12 hours with the backup.schedule cron(0 5,17 * * ? *), got 12; so much lies between two backups at most",
      ],
      [
        "with monthly backups, which no alarm can wait for",
        checked("744", "cron(0 5 1 * ? *)"),
        '16  backup.schedule must come more often than every 744 hours with recoveryCheck, got "cron(0 5 1 * ? *)"; 744 hours lie between two of them at most, so remove recoveryCheck, or back up more often',
      ],
      [
        "with backups that never come",
        checked("744", "cron(0 5 31 2 ? *)"),
        '16  backup.schedule must come again and again, got "cron(0 5 31 2 ? *)"; there are no such days, or none after some year',
      ],
      ["less than a day, with several backups a day", checked("7", "cron(0 */6 * * ? *)")],
      ["less than a day, with backups of certain hours", checked("13", "cron(0 5,17 * * ? *)")],
      ["less than a day, with hourly backups", checked("2", "cron(0 * * * ? *)")],
    ]),
  )("WEB-BAK-1: $title", expectProblems);
});
