import { Token } from "cdktf";
import type { Limit } from "../core/limits";
import { numberProblems, repetitionProblems, textProblems } from "../core/validate";
import type { PostgresProps } from "./postgres";
import { passwordVersionProblems, rotationDaysProblems } from "./secret-rules";

/**
 * What RDS takes of PostgreSQL on gp3. 0 days would switch automated backups off, which is not offered.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
export const POSTGRES_LIMITS = {
  allocatedStorageGib: { min: 20, max: 65_536, unit: "GiB" },
  maxAllocatedStorageGib: { min: 20, max: 65_536, unit: "GiB" },
  port: { min: 1150, max: 65_535, unit: "(a TCP port)" },
  backupRetentionDays: { min: 1, max: 35, unit: "days" },
} as const satisfies Readonly<Record<string, Limit>>;

/**
 * Days for which RDS keeps what Performance Insights sees.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
export const PERFORMANCE_INSIGHTS_DAYS: readonly number[] = [
  7,
  ...Array.from({ length: 23 }, (_, index) => 31 * (index + 1)),
  731,
];

/** Seconds between two points of enhanced monitoring. */
export const MONITORING_SECONDS: readonly number[] = [1, 5, 10, 15, 30, 60];

/**
 * The classes of statements that pgaudit knows and RDS takes.
 *
 * @see https://github.com/pgaudit/pgaudit#pgauditlog
 */
export const PGAUDIT_CLASSES = ["read", "write", "function", "role", "ddl", "misc"] as const;

/** A class of statements. */
export type PgauditClass = (typeof PGAUDIT_CLASSES)[number];

/** Storage autoscaling needs room: 10 % more than the start. */
const AUTOSCALING_LEAST_PERCENT = 110;

const LEAST_SUBNETS = 2;

const DAY = "(?:mon|tue|wed|thu|fri|sat|sun)";
const TIME = "(?:[01]\\d|2[0-3]):[0-5]\\d";

/** The form of the props that are texts, and how the rule is said. */
const TEXTS = {
  identifier: {
    pattern: /^(?=.{1,63}$)[a-z](?:-?[a-z0-9])*$/,
    must: "begin with a letter and have at most 63 lower-case letters, digits and single hyphens",
  },
  engineVersion: { pattern: /^[1-9]\d*$/, must: "be a major version such as 17, whose minor ones RDS keeps current" },
  logConnections: { pattern: /^(?:1|all)$/, must: 'be "1", from PostgreSQL 18 on "all"' },
  instanceClass: { pattern: /^db\.[a-z0-9]+\.[a-z0-9]+$/, must: "be an RDS instance class such as db.t4g.medium" },
  databaseName: {
    pattern: /^[A-Za-z][A-Za-z0-9_]{0,62}$/,
    must: "begin with a letter and have at most 63 letters, digits and underscores",
  },
  username: {
    pattern: /^(?!pg_|(?:admin|rdsadmin)$)[a-z][a-z0-9_]{0,15}$/i,
    must: "begin with a letter, have at most 16 letters, digits and underscores, and be none that RDS keeps (admin, rdsadmin, pg_…)",
  },
  backupWindow: {
    pattern: new RegExp(`^${TIME}-${TIME}$`),
    must: "be a daily window hh:mm-hh:mm in UTC",
  },
  maintenanceWindow: {
    pattern: new RegExp(`^${DAY}:${TIME}-${DAY}:${TIME}$`),
    must: "be a weekly window ddd:hh:mm-ddd:hh:mm in UTC",
  },
} as const;

/** What RDS would refuse of an instance, each a sentence. */
export function postgresProblems(props: PostgresProps): string[] {
  return [
    ...Object.entries(TEXTS).flatMap(([prop, { pattern, must }]) =>
      textProblems(prop, props[prop as keyof typeof TEXTS], pattern, must),
    ),
    ...Object.entries(POSTGRES_LIMITS).flatMap(([prop, limit]) =>
      numberProblems(prop, props[prop as keyof typeof POSTGRES_LIMITS], limit),
    ),
    ...autoscalingProblems(props),
    ...passwordProblems(props),
    ...monitoringProblems(props),
    ...(props.pgaudit === undefined ? [] : pgauditProblems(props.pgaudit)),
    ...leastProblems("subnetIds", props.subnetIds, LEAST_SUBNETS, "subnets in different zones"),
    ...leastProblems("securityGroupIds", props.securityGroupIds, 1, "security group"),
  ];
}

function passwordProblems({ password }: PostgresProps): string[] {
  if (password.mode === "writeOnly") {
    return passwordVersionProblems("password.version", password.version);
  }
  return password.mode === "rdsManaged" && password.rotationDays !== undefined
    ? rotationDaysProblems("password.rotationDays", password.rotationDays)
    : [];
}

function monitoringProblems({ performanceInsights, enhancedMonitoring }: PostgresProps): string[] {
  const days = performanceInsights?.retentionDays;
  const seconds = enhancedMonitoring?.intervalSeconds;
  return [
    ...(days === undefined || Token.isUnresolved(days) || PERFORMANCE_INSIGHTS_DAYS.includes(days)
      ? []
      : [`performanceInsights.retentionDays must be 7, 731 or a multiple of 31 up to 713 days, got ${days}`]),
    ...(seconds === undefined || Token.isUnresolved(seconds) || MONITORING_SECONDS.includes(seconds)
      ? []
      : [`enhancedMonitoring.intervalSeconds must be one of ${MONITORING_SECONDS.join(", ")} seconds, got ${seconds}`]),
  ];
}

function pgauditProblems(classes: readonly PgauditClass[]): string[] {
  return [
    ...(classes.length > 0
      ? []
      : ["pgaudit must name at least one class of statements, got []; leave it out for none"]),
    ...repetitionProblems((index) => `pgaudit[${index}]`, classes),
  ];
}

function autoscalingProblems({ allocatedStorageGib, maxAllocatedStorageGib }: PostgresProps): string[] {
  if (Token.isUnresolved(allocatedStorageGib) || Token.isUnresolved(maxAllocatedStorageGib)) {
    return [];
  }
  const least = Math.ceil((allocatedStorageGib * AUTOSCALING_LEAST_PERCENT) / 100);
  return maxAllocatedStorageGib < least
    ? [
        `maxAllocatedStorageGib must be at least ${least} GiB, 10 % more than allocatedStorageGib, got ${maxAllocatedStorageGib}; RDS refuses storage autoscaling otherwise`,
      ]
    : [];
}

function leastProblems(prop: string, values: readonly string[], least: number, what: string): string[] {
  return Token.isUnresolved(values) || values.length >= least
    ? []
    : [`${prop} must name at least ${least} ${what}, got ${JSON.stringify(values)}`];
}
