import { z } from "zod";
import {
  LIMITS,
  LOG_RETENTION_DAYS,
  MASTER_USERNAME,
  POSTGRES_MAJOR_VERSIONS,
  RDS_INSTANCE_CLASS_PATTERN,
  REGIONS,
} from "./aws-limits";
import { CidrError, parseCidr } from "./cidr";

/** A range of a number, with the unit that messages and the reference name. */
export interface Limit {
  readonly min: number;
  readonly max: number;
  readonly unit: string;
}

/** Adds a rule whose message continues the sentence "<path> …"; `hint` says what to do. */
function rule<T>(holds: (value: T) => boolean, must: string, hint?: string) {
  return {
    check: holds,
    params: { error: hint === undefined ? must : `${must}|${hint}` },
  };
}

function text(pattern: RegExp, must: string, hint?: string) {
  const { check, params } = rule<string>((value) => pattern.test(value), must, hint);
  return z.string().refine(check, params);
}

/** A whole number within a limit of AWS. */
function whole(limit: Limit) {
  const must = `must be a whole number between ${limit.min} and ${limit.max} ${limit.unit}`;
  return z
    .number()
    .refine((value) => Number.isInteger(value) && value >= limit.min && value <= limit.max, { error: must })
    .meta({ minimum: limit.min, maximum: limit.max, type: "integer", unit: limit.unit });
}

function oneOfNumbers(values: readonly number[], unit: string, hint: string) {
  return z
    .number()
    .refine((value) => values.includes(value), {
      error: `must be one of ${values.join(", ")} ${unit}|${hint}`,
    })
    .meta({ enum: [...values], unit });
}

const logRetentionDays = oneOfNumbers(LOG_RETENTION_DAYS, "days", "CloudWatch Logs takes no other value");

const cidr = z.string().superRefine((value, context) => {
  try {
    parseCidr(value);
  } catch (error) {
    if (!(error instanceof CidrError)) {
      throw error;
    }
    context.addIssue({ code: "custom", message: error.message, input: value });
  }
});

const email = text(/^[^@\s]+@[^@\s]+\.[^@\s.]+$/, "must be an e-mail address", "for example security@example.com");

const tagValue = text(
  /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u,
  "must be 1 to 256 letters, digits, spaces or _ . : / = + - @",
  "see help/configuration.md#tags",
);

const kmsKeyArn = text(
  /^arn:(aws|aws-cn|aws-us-gov):kms:[a-z0-9-]+:\d{12}:(key\/[a-f0-9-]+|alias\/[A-Za-z0-9\/_-]+)$/,
  "must be the ARN of a KMS key or alias",
  'for example "arn:aws:kms:us-east-1:111111111111:key/…"',
);

const RESERVED_USERNAMES: readonly string[] = [...MASTER_USERNAME.reserved, ...MASTER_USERNAME.avoided, "postgres"];

const section = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape);

const backend = z
  .discriminatedUnion("type", [
    section({
      type: z
        .literal("local")
        .describe("State in `terraform.<stack>.tfstate` beside `cdktf.out`; for trying things out."),
    }),
    section({
      type: z.literal("s3").describe("State in an S3 bucket, locked by S3 itself (`use_lockfile`)."),
      bucket: text(
        /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
        "must be the name of an S3 bucket",
        "createBucket: true makes it",
      ).describe("The bucket that holds the state."),
      region: z.enum(REGIONS).describe("The bucket's region."),
      keyPrefix: text(/^[A-Za-z0-9!_.*'()/-]*$/, "must be an S3 key prefix")
        .default("")
        .describe("Goes before `<stack>.tfstate` in the bucket."),
      createBucket: z
        .boolean()
        .default(false)
        .describe("Adds the stack `<name>-state`, which makes the bucket and its key; to be applied once, before the others."),
      kmsKeyArn: kmsKeyArn
        .optional()
        .describe("The key that encrypts the state; without one, S3's own keys do, or the key that `createBucket` makes."),
    }),
  ])
  .describe("Where Terraform keeps its state.");

const naming = section({
  prefix: text(
    /^[A-Za-z][A-Za-z0-9]{0,19}$/,
    "must be 1 to 20 letters and digits and begin with a letter",
    "AWS allows no other character in all of the names that are made of it",
  ).describe("The first word of every name."),
  pattern: text(
    /^(?=.*\{name\})(?:\{(?:prefix|type|name|environment|region)\}|[A-Za-z0-9]+|-)+$/,
    "must be made of {prefix}, {type}, {name}, {environment}, {region}, letters, digits and hyphens, with {name} in it",
    'for example "{prefix}-{name}-{type}"',
  )
    .default("{prefix}-{name}-{type}")
    .describe("How a name is made. `{type}` is AWS's word for the thing (`Role`, `Bucket`), `{name}` its job."),
  iamPattern: text(
    /^(?=.*\{name\})(?:\{(?:prefix|type|name|environment|region)\}|[A-Za-z0-9]+|-)+$/,
    "must be made of {prefix}, {type}, {name}, {environment}, {region}, letters, digits and hyphens, with {name} in it",
    'for example "{prefix}-{name}-{type}-{region}"',
  )
    .optional()
    .describe("The same for IAM, whose names are one for all regions of an account. Default: `pattern`."),
  case: z
    .enum(["title", "lower"])
    .default("title")
    .describe("`title` keeps capitals where AWS allows them, `lower` uses none."),
}).describe("The rule that makes every name in AWS.");

const tags = z
  .object({
    Environment: tagValue.describe("Which environment this is."),
    Project: tagValue.describe("The project it belongs to."),
    Owner: tagValue.describe("The team that answers for it."),
    ManagedBy: tagValue.default("Terraform").describe("What manages it."),
  })
  .catchall(tagValue)
  .superRefine((value, context) => {
    const keys = Object.keys(value);
    if (keys.length > LIMITS.tagsPerResource.max) {
      context.addIssue({
        code: "custom",
        message: `must have at most ${LIMITS.tagsPerResource.max} tags, so that each resource can add a Name|AWS allows 50 a resource`,
        input: value,
      });
    }
    for (const key of keys) {
      if (!/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu.test(key)) {
        context.addIssue({
          code: "custom",
          message: "must be 1 to 128 letters, digits, spaces or _ . : / = + - @ and not begin with aws:",
          path: [key],
          input: key,
        });
      }
    }
  })
  .describe("Tags on every resource that can carry tags (the provider's `default_tags`). Further keys are welcome.");

const network = section({
  cidr: cidr.describe("The VPC's IPv4 block: private address space, /16 to /28."),
  zones: z
    .union([
      z.literal("auto"),
      z
        .array(z.string())
        .min(2, { error: "must name at least 2 zones|private subnets lie in at least two" })
        .max(6, { error: "must name at most 6 zones" }),
    ])
    .default("auto")
    .describe(
      "`auto` takes the region's available zones that need no opt-in, looked up at plan; a list names them. " +
        "CAUTION: subnets ignore a later change of zones.",
    ),
  zoneCount: whole(LIMITS.zoneCount).default(2).describe("How many zones `auto` takes."),
  publicSubnets: section({
    prefixLength: whole(LIMITS.subnetPrefixLength).default(24).describe("Size of each public subnet."),
    cidrs: z.array(cidr).optional().describe("The blocks themselves, one a zone, instead of planned ones."),
  })
    .prefault({})
    .describe("The subnets with a route to the internet gateway; they hold NAT gateways only."),
  privateSubnets: section({
    prefixLength: whole(LIMITS.subnetPrefixLength).default(20).describe("Size of each private subnet."),
    cidrs: z.array(cidr).optional().describe("The blocks themselves, one a zone, instead of planned ones."),
  })
    .prefault({})
    .describe("The subnets without a route from the internet; functions and the database live here."),
  natGateways: z
    .enum(["single", "perZone"])
    .default("perZone")
    .describe("`perZone` survives the loss of a zone; `single` costs less and does not."),
  flowLogs: section({
    retentionDays: logRetentionDays.default(365).describe("How long flow logs are kept."),
  })
    .prefault({})
    .describe("VPC flow logs of all traffic, encrypted, in CloudWatch Logs."),
}).describe("The VPC.");

const storage = section({
  infrequentAccessAfterDays: whole(LIMITS.standardIaAfterDays)
    .default(30)
    .describe("Days until objects of the data bucket move to STANDARD_IA."),
  glacierAfterDays: whole(LIMITS.lifecycleDays).default(90).describe("Days until they move to GLACIER."),
  expireAfterDays: whole(LIMITS.lifecycleDays)
    .default(365)
    .describe("Days until they, and versions no longer current, are deleted."),
  logExpireAfterDays: whole(LIMITS.lifecycleDays)
    .default(400)
    .describe("Days until log files (trail, Config, access logs) are deleted."),
})
  .prefault({})
  .describe("The data bucket and the log buckets.");

const database = section({
  engineVersion: z
    .enum(POSTGRES_MAJOR_VERSIONS)
    .default("17")
    .describe(
      "PostgreSQL's major version; RDS keeps the minor one current. CAUTION: a new major version restarts the database.",
    ),
  instanceClass: text(
    RDS_INSTANCE_CLASS_PATTERN,
    "must be an RDS instance class",
    "for example db.t4g.medium or db.m7g.large",
  ).describe("The size of the database server."),
  allowBurstableMicro: z
    .boolean()
    .default(false)
    .describe("Allows a burstable micro or small class in production; said here, since it is a lowering."),
  allocatedStorageGib: whole(LIMITS.rdsStorageGib).default(50).describe("Storage at the start, in GiB."),
  maxAllocatedStorageGib: whole(LIMITS.rdsStorageGib)
    .default(200)
    .describe("How far storage autoscaling may grow it, in GiB; at least 10 % more than the start."),
  multiAz: z.boolean().default(true).describe("A standby in a second zone."),
  databaseName: text(
    /^[a-z][a-z0-9_]{0,62}$/,
    "must begin with a letter and have at most 63 lower-case letters, digits and underscores",
  )
    .default("app")
    .describe("The first database. CAUTION: a change replaces the instance."),
  username: text(
    MASTER_USERNAME.pattern,
    "must begin with a letter and have at most 16 letters, digits and underscores",
  )
    .refine((value) => !RESERVED_USERNAMES.includes(value.toLowerCase()) && !value.toLowerCase().startsWith("pg_"), {
      error: `must not be ${RESERVED_USERNAMES.join(", ")} or begin with pg_|RDS keeps these, or they are the first that an attacker tries`,
    })
    .default("app_owner")
    .describe("The master user. CAUTION: a change replaces the instance."),
  port: whole(LIMITS.rdsPort).default(5432).describe("The port that it listens on."),
  backupRetentionDays: whole(LIMITS.rdsBackupRetentionDays)
    .default(7)
    .describe("Days that automated backups are kept."),
  backupWindow: text(
    /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/,
    "must be a daily window hh:mm-hh:mm in UTC",
    'for example "03:00-04:00"',
  )
    .default("03:00-04:00")
    .describe("When the daily backup is taken (UTC, at least 30 minutes)."),
  maintenanceWindow: text(
    /^(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d$/,
    "must be a weekly window ddd:hh:mm-ddd:hh:mm in UTC",
    'for example "sun:04:30-sun:05:30"',
  )
    .default("sun:04:30-sun:05:30")
    .describe("When AWS may patch it (UTC, at least 30 minutes, apart from the backup window)."),
  logRetentionDays: logRetentionDays.default(90).describe("How long the exported database logs are kept."),
  credentials: z
    .enum(["ephemeral", "rdsManaged", "generated"])
    .default("ephemeral")
    .describe(
      "`ephemeral`: the password is never in the state (Terraform 1.11 or newer). `rdsManaged`: RDS makes and rotates it. " +
        "`generated`: the password is in the state; a lowering.",
    ),
  passwordVersion: whole(LIMITS.passwordVersion)
    .default(1)
    .describe("Counted up, it makes a new password, in the secret and in the database (`ephemeral` and `generated`)."),
  secretRecoveryDays: whole(LIMITS.secretRecoveryDays)
    .default(7)
    .describe("Days in which a deleted secret can be restored."),
}).describe("PostgreSQL on Amazon RDS.");

const audit = section({
  trailLogRetentionDays: logRetentionDays.default(90).describe("How long CloudWatch Logs keeps the trail's events."),
  query: z
    .enum(["athena", "lake", "none"])
    .default("athena")
    .describe(
      "How the trail is queried: `athena` (workgroup, table, saved queries), `lake` (CloudTrail Lake event data store; " +
        "AWS closed it to new customers on 31 May 2026), or `none`.",
    ),
  queryFirstDay: text(
    /^20\d\d\/(0[1-9]|1[0-2])\/(0[1-9]|[12]\d|3[01])$/,
    "must be a day yyyy/mm/dd",
    'for example "2026/01/01"',
  )
    .default("2026/01/01")
    .describe("The first day that the table over the trail's log files covers (`athena` only)."),
  lakeRetentionDays: whole(LIMITS.lakeRetentionDays)
    .default(365)
    .describe("How long CloudTrail Lake keeps events (`lake` only)."),
  configRules: z
    .array(
      section({
        identifier: text(
          /^[A-Z][A-Z0-9_]{2,}$/,
          "must be the identifier of an AWS managed Config rule",
          "for example S3_BUCKET_PUBLIC_READ_PROHIBITED; see help/configuration.md#audit",
        ).describe("The managed rule's identifier."),
        description: z.string().min(1).max(256).describe("What it watches."),
        parameters: z.record(z.string(), z.string()).optional().describe("The rule's input parameters."),
      }),
    )
    .default([])
    .describe("Managed rules beside the four that every environment has."),
})
  .prefault({})
  .describe("CloudTrail and AWS Config.");

const monitoring = section({
  alertEmail: email.optional().describe("Who gets the alerts; AWS sends a confirmation that must be accepted."),
  cisAlarms: z
    .boolean()
    .default(true)
    .describe("All fifteen CIS filters with their alarms, not just the two that always exist."),
  unauthorizedCallsThreshold: whole(LIMITS.alarmThreshold)
    .default(5)
    .describe("Unauthorized API calls within five minutes that raise the alarm."),
})
  .prefault({})
  .describe("Alarms and their topic.");

const compliance = section({
  schedule: text(
    /^rate\((1 (minute|hour|day)|[1-9]\d* (minutes|hours|days))\)$|^cron\([^()]+\)$/,
    "must be an EventBridge schedule",
    'for example "rate(1 hour)" or "cron(0 * * * ? *)"',
  )
    .default("rate(1 hour)")
    .describe("When the function counts the non-compliant Config rules."),
  logRetentionDays: logRetentionDays.default(7).describe("How long the function's logs are kept."),
  reservedConcurrency: whole(LIMITS.reservedConcurrency)
    .optional()
    .describe("Concurrent runs set aside for the function; off by default, since new accounts have a small quota."),
})
  .prefault({})
  .describe("The function that publishes how many Config rules are not compliant.");

const passwordPolicy = section({
  minimumLength: whole(LIMITS.passwordLength).default(14).describe("Characters at least."),
  maxAgeDays: whole(LIMITS.passwordMaxAgeDays).default(90).describe("Days until a password must be changed."),
  remembered: whole(LIMITS.passwordReuse).default(24).describe("Former passwords that may not be used again."),
});

const baseline = section({
  config: z.boolean().default(true).describe("AWS Config's recorder, channel and rules (one a region)."),
  guardDuty: z.boolean().default(true).describe("GuardDuty with its protection plans (one a region)."),
  securityHub: z.boolean().default(true).describe("Security Hub with FSBP and CIS (one a region)."),
  accessAnalyzer: z.boolean().default(true).describe("IAM Access Analyzer (one a region)."),
  ebsEncryption: z.boolean().default(true).describe("EBS volumes encrypted by default (one a region)."),
  s3PublicAccessBlock: z.boolean().default(true).describe("S3's public access block of the whole account."),
  passwordPolicy: z
    .union([z.literal(false), passwordPolicy])
    .prefault({})
    .describe("The account's IAM password policy, or false."),
})
  .prefault({})
  .describe("What an account or a region has once. Set to false what another environment of the account owns.");

/** The whole of one environment file. One source: types, defaults, checks, the JSON Schema and the reference. */
export const environmentSchema = section({
  name: text(
    /^[a-z][a-z0-9-]{0,28}[a-z0-9]$/,
    "must be 2 to 30 lower-case letters, digits and hyphens and begin with a letter",
  ).describe("The environment's name: the stack's, too."),
  account: text(
    /^\d{12}$/,
    "must be the 12 digits of an AWS account, in quotes",
    'for example "111111111111"',
  ).describe("The account; a plan against another one fails."),
  region: z.enum(REGIONS).describe("The region."),
  stage: z
    .enum(["production", "staging", "development"])
    .describe("What the environment is for; production refuses what only a test may have."),
  topology: z
    .enum(["single", "layered"])
    .default("single")
    .describe("`single`: one stack, one state. `layered`: security, network, data and application apart."),
  lifecycle: z
    .enum(["durable", "ephemeral"])
    .default("durable")
    .describe(
      "`ephemeral` makes a test copy that can be applied, destroyed and applied again: no protection, nothing kept.",
    ),
  backend: backend.default({ type: "local" }),
  naming,
  tags,
  kms: section({
    deletionWindowDays: whole(LIMITS.kmsDeletionWindowDays)
      .default(10)
      .describe("Days between a key's deletion and its end."),
  })
    .prefault({})
    .describe("The master key."),
  network,
  storage,
  database,
  audit,
  monitoring,
  compliance,
  baseline,
});

/** One environment, checked and with its defaults. */
export type Environment = z.infer<typeof environmentSchema>;
