import { z } from "zod";
import {
  DATABASE_NAMES,
  ENHANCED_MONITORING_SECONDS,
  LIMITS,
  MASTER_USERNAME,
  PERFORMANCE_INSIGHTS_DAYS,
  POSTGRES_MAJOR_VERSIONS,
  RDS_INSTANCE_CLASS_PATTERN,
  RDS_WINDOWS,
} from "../aws-limits";
import { flag, GUARDED_PORT, logRetentionDays, oneOf, section, text, whole } from "./fields";

const RESERVED_USERNAMES: readonly string[] = [...MASTER_USERNAME.reserved, ...MASTER_USERNAME.avoided, "postgres"];

const KEYWORDS = DATABASE_NAMES.keywords.split(" ");

function isReserved(value: string): boolean {
  return RESERVED_USERNAMES.includes(value.toLowerCase()) || value.toLowerCase().startsWith("pg_");
}

const username = text(MASTER_USERNAME.pattern, "1 to 16 letters, digits and underscores, the first a letter")
  .refine((value) => !isReserved(value), {
    error: `must not be ${RESERVED_USERNAMES.join(", ")} or begin with pg_`,
    params: { hint: "RDS keeps these, or they are the first that an attacker tries" },
  })
  .refine((value) => isReserved(value) || !KEYWORDS.includes(value.toLowerCase()), {
    error: "must not be a word that PostgreSQL keeps",
    params: { hint: "add to it, for example orders_owner" },
  });

const KEPT_DATABASE_NAMES: readonly string[] = [...DATABASE_NAMES.refused, ...DATABASE_NAMES.existing, ...KEYWORDS];

const databaseName = text(
  /^[a-z][a-z0-9_]{0,62}$/,
  "1 to 63 lower-case letters, digits and underscores, the first a letter",
).refine((value) => !KEPT_DATABASE_NAMES.includes(value), {
  error: "must not be a word that RDS or PostgreSQL keeps",
  params: { hint: "add to it, for example orders_db" },
});

/** The section `database`. */
export const database = section({
  engineVersion: z
    .enum(POSTGRES_MAJOR_VERSIONS)
    .default("17")
    .describe(
      "PostgreSQL's major version; RDS keeps the minor one current. CAUTION: RDS refuses another one, half-way through the apply, " +
        "unless the database was upgraded by hand before (help/runbooks.md).",
    ),
  instanceClass: text(
    RDS_INSTANCE_CLASS_PATTERN,
    "an RDS instance class",
    "for example db.t4g.medium or db.m7g.large; db.t2, db.m4, db.r4 and older ones run no PostgreSQL of today",
  ).describe("The size of the database server."),
  allowBurstableMicro: flag()
    .default(false)
    .describe("Allows a burstable micro or small class in production; said here, since it is a lowering."),
  allocatedStorageGib: whole(LIMITS.rdsStorageGib).default(50).describe("Storage at the start, in GiB."),
  maxAllocatedStorageGib: whole(LIMITS.rdsStorageGib)
    .default(200)
    .describe("How far storage autoscaling may grow it, in GiB; at least 10 % more than the start."),
  multiAz: flag().default(true).describe("A standby in a second zone."),
  databaseName: databaseName
    .default("app")
    .describe(
      "The first database. CAUTION: changing this value after the first deployment replaces the `aws_db_instance`.",
    ),
  username: username
    .default("app_owner")
    .describe(
      "The master user. CAUTION: changing this value after the first deployment replaces the `aws_db_instance`.",
    ),
  port: whole(LIMITS.rdsPort)
    .default(5432)
    .describe(
      "The port that it listens on. CAUTION: changed later, it needs `passwordVersion` counted up, or the secret keeps the old port " +
        "(`ephemeral`) or gets a password that rotation has replaced (`generated` with `rotationDays`); the database restarts, and " +
        `${GUARDED_PORT}.`,
    ),
  backupRetentionDays: whole(LIMITS.rdsBackupRetentionDays)
    .default(7)
    .describe("Days that automated backups are kept; at least 7 in production."),
  backupWindow: text(RDS_WINDOWS.backup, "a daily window hh:mm-hh:mm in UTC", 'for example "03:00-04:00"')
    .default("03:00-04:00")
    .describe("When the daily backup is taken (UTC, at least 30 minutes)."),
  maintenanceWindow: text(
    RDS_WINDOWS.maintenance,
    "a weekly window ddd:hh:mm-ddd:hh:mm in UTC",
    'for example "sun:04:30-sun:05:30"',
  )
    .default("sun:04:30-sun:05:30")
    .describe("When AWS may patch it (UTC, at least 30 minutes, apart from the backup window)."),
  logRetentionDays: logRetentionDays().default(90).describe("How long the exported database logs are kept."),
  credentials: z
    .enum(["ephemeral", "rdsManaged", "generated"])
    .default("ephemeral")
    .describe(
      "`ephemeral`: the password is never in the state (Terraform 1.11 or newer). `rdsManaged`: RDS makes and rotates it. " +
        "`generated`: the password is in the state; a lowering, refused unless `rds-password-never-in-state` is suppressed. " +
        "CAUTION: going to `rdsManaged` deletes both secrets of this environment, going to `generated` the first one; consumers must " +
        "read the other one from then on.",
    ),
  passwordVersion: whole(LIMITS.passwordVersion)
    .default(1)
    .describe("Counted up, it makes a new password, in the secret and in the database (`ephemeral` and `generated`)."),
  rotationDays: whole(LIMITS.rotationDays)
    .optional()
    .describe(
      "Days after which the password is rotated: by a function of this environment (`ephemeral`, `generated`), or by RDS " +
        "(`rdsManaged`; every 7 days where this is left out).",
    ),
  performanceInsightsDays: oneOf(PERFORMANCE_INSIGHTS_DAYS, "days")
    .optional()
    .describe("Switches Performance Insights on, and says how long it keeps its data."),
  enhancedMonitoringSeconds: oneOf(ENHANCED_MONITORING_SECONDS, "seconds")
    .optional()
    .describe("Switches enhanced monitoring on, with so many seconds between two points."),
  pgaudit: flag()
    .default(false)
    .describe(
      "Loads pgaudit, which logs what sessions do. CAUTION: it takes effect when the instance next restarts; the extension is " +
        "created by the database function, or by hand (help/runbooks.md).",
    ),
  secretRecoveryDays: whole(LIMITS.secretRecoveryDays)
    .default(7)
    .describe("Days in which a deleted secret can be restored."),
}).describe("PostgreSQL on Amazon RDS.");
