import { LIMITS, LOG_RETENTION_DAYS, REGIONS } from "../../config/aws-limits";
import { environmentSchema } from "../../config/environment";
import { environmentSchemaInWords, type JsonSchema } from "../../config/json-schema";
import { parseYaml } from "../../config/read-yaml";
import { type Changes, environmentOf, refusal, refusalOf, yamlOf } from "./support";

const RETENTION = `one of ${LOG_RETENTION_DAYS.join(", ")} days`;
const TAG = "1 to 256 letters, digits, spaces or _ . : / = + - @";
const PATTERN =
  "made of {prefix}, {type}, {name}, {environment}, {region}, letters, digits and hyphens, with {name} in it";

/** What makes a key possible that the smallest environment cannot have. */
const S3_BACKEND: Changes = { "backend.type": "s3", "backend.bucket": "example-state", "backend.region": "us-east-1" };
const CONFIG_RULE = (change: string) =>
  `[{ ${["identifier: VPC_FLOW_LOGS_ENABLED", "description: Flow logs are on.", change].filter(Boolean).join(", ")} }]`;

/** Key, value as written in YAML, line, and the rest of the sentence. */
type Case = readonly [path: string, value: string, problem: string, others?: Changes];

/** Texts, choices, switches and lists: each rule of a single value that is no number. */
const CASES: readonly Case[] = [
  [
    "name",
    "Example",
    '1  name must be 2 to 30 lower-case letters, digits and hyphens, the first a letter, the last no hyphen, got "Example"',
  ],
  [
    "name",
    "e",
    '1  name must be 2 to 30 lower-case letters, digits and hyphens, the first a letter, the last no hyphen, got "e"',
  ],
  [
    "name",
    "example-",
    '1  name must be 2 to 30 lower-case letters, digits and hyphens, the first a letter, the last no hyphen, got "example-"',
  ],
  [
    "name",
    `a${"b".repeat(30)}`,
    `1  name must be 2 to 30 lower-case letters, digits and hyphens, the first a letter, the last no hyphen, got "a${"b".repeat(30)}"`,
  ],
  [
    "name",
    "1password",
    '1  name must be 2 to 30 lower-case letters, digits and hyphens, the first a letter, the last no hyphen, got "1password"',
  ],
  [
    "account",
    "012345678901",
    '2  account must be the 12 digits of an AWS account, in quotes, got 012345678901; write "012345678901" in quotes',
  ],
  [
    "account",
    '"11111111111"',
    '2  account must be the 12 digits of an AWS account, in quotes, got "11111111111"; for example "111111111111"',
  ],
  [
    "account",
    '"1111-1111-1111"',
    '2  account must be the 12 digits of an AWS account, in quotes, got "1111-1111-1111"; for example "111111111111"',
  ],
  ["region", "us-east1", '3  region must be an AWS region, got "us-east1"; did you mean "us-east-1"?'],
  ["region", "US-EAST-1", '3  region must be an AWS region, got "US-EAST-1"; did you mean "us-east-1"?'],
  ["region", "frankfurt", `3  region must be an AWS region, got "frankfurt"; allowed are ${REGIONS.join(", ")}`],
  ["region", "us-east-1a", '3  region must be an AWS region, got "us-east-1a"; did you mean "us-east-1"?'],
  ["stage", "live", '4  stage must be one of production, staging, development, got "live"'],
  ["stage", "Prod", '4  stage must be one of production, staging, development, got "Prod"; did you mean "production"?'],
  [
    "stage",
    "productoin",
    '4  stage must be one of production, staging, development, got "productoin"; did you mean "production"?',
  ],
  ["topology", "layers", '15  topology must be one of single, layered, got "layers"; did you mean "layered"?'],
  ["topology", "4", "15  topology must be one of single, layered, got 4"],
  ["lifecycle", "true", "15  lifecycle must be one of durable, ephemeral, got true"],
  ["backend.type", "S3", '16  backend.type must be one of local, s3, got "S3"; did you mean "s3"?'],
  ["backend.type", "gcs", '16  backend.type must be one of local, s3, got "gcs"'],
  [
    "backend.bucket",
    "Example",
    '17  backend.bucket must be the name of an S3 bucket, got "Example"; 3 to 63 lower-case letters, digits, dots and hyphens; createBucket: true makes it',
    S3_BACKEND,
  ],
  [
    "backend.bucket",
    "amzn-s3-demo-x",
    '17  backend.bucket must be the name of an S3 bucket, got "amzn-s3-demo-x"; 3 to 63 lower-case letters, digits, dots and hyphens; createBucket: true makes it',
    S3_BACKEND,
  ],
  [
    "backend.region",
    "moon",
    `18  backend.region must be an AWS region, got "moon"; allowed are ${REGIONS.join(", ")}`,
    S3_BACKEND,
  ],
  [
    "backend.keyPrefix",
    "seccfn",
    '19  backend.keyPrefix must be empty or end with "/" and have no empty part, got "seccfn"; for example "seccfn/"',
    S3_BACKEND,
  ],
  [
    "backend.keyPrefix",
    "/seccfn/",
    '19  backend.keyPrefix must be empty or end with "/" and have no empty part, got "/seccfn/"; for example "seccfn/"',
    S3_BACKEND,
  ],
  [
    "backend.keyPrefix",
    "a//b/",
    '19  backend.keyPrefix must be empty or end with "/" and have no empty part, got "a//b/"; for example "seccfn/"',
    S3_BACKEND,
  ],
  [
    "backend.createBucket",
    "yes",
    '19  backend.createBucket must be true or false, got "yes"; write true without quotes',
    S3_BACKEND,
  ],
  [
    "backend.kmsKeyArn",
    "1234abcd",
    '19  backend.kmsKeyArn must be the ARN of a KMS key or alias, got "1234abcd"; for example "arn:aws:kms:us-east-1:111111111111:key/…"',
    S3_BACKEND,
  ],
  [
    "backend.kmsKeyArn",
    "arn:aws:s3:us-east-1:111111111111:key/1",
    '19  backend.kmsKeyArn must be the ARN of a KMS key or alias, got "arn:aws:s3:us-east-1:111111111111:key/1"; for example "arn:aws:kms:us-east-1:111111111111:key/…"',
    S3_BACKEND,
  ],
  [
    "naming.prefix",
    "Sec-CFN",
    '6  naming.prefix must be 1 to 20 letters and digits, the first a letter, got "Sec-CFN"; AWS allows no other character in all of the names that are made of it',
  ],
  [
    "naming.prefix",
    "a".repeat(21),
    `6  naming.prefix must be 1 to 20 letters and digits, the first a letter, got "${"a".repeat(21)}"; AWS allows no other character in all of the names that are made of it`,
  ],
  [
    "naming.prefix",
    '""',
    '6  naming.prefix must be 1 to 20 letters and digits, the first a letter, got ""; AWS allows no other character in all of the names that are made of it',
  ],
  [
    "naming.pattern",
    '"{prefix}-{type}"',
    `7  naming.pattern must be ${PATTERN}, got "{prefix}-{type}"; for example "{prefix}-{name}-{type}"`,
  ],
  [
    "naming.pattern",
    '"{name}-{tpye}"',
    `7  naming.pattern must be ${PATTERN}, got "{name}-{tpye}"; for example "{prefix}-{name}-{type}"`,
  ],
  [
    "naming.pattern",
    '"{prefix}_{name}"',
    `7  naming.pattern must be ${PATTERN}, got "{prefix}_{name}"; for example "{prefix}-{name}-{type}"`,
  ],
  [
    "naming.iamPattern",
    '"{region}"',
    `7  naming.iamPattern must be ${PATTERN}, got "{region}"; for example "{prefix}-{name}-{type}-{region}"`,
  ],
  ["naming.case", "upper", '7  naming.case must be one of title, lower, got "upper"'],
  ["tags.Environment", '"a*b"', `8  tags.Environment must be ${TAG}, got "a*b"`],
  ["tags.Project", "4711", `9  tags.Project must be ${TAG}, got 4711; write "4711" in quotes`],
  ["tags.Owner", '""', `10  tags.Owner must be ${TAG}, got ""`],
  ["tags.ManagedBy", '"${path.module}"', `11  tags.ManagedBy must be ${TAG}, got "\${path.module}"`],
  ["tags.Cost", "false", `11  tags.Cost must be ${TAG}, got false; write "false" in quotes`],
  [
    "network.cidr",
    "10.0.0.0",
    '12  network.cidr must be an IPv4 CIDR block, got "10.0.0.0"; for example "10.0.0.0/16"',
  ],
  ["network.cidr", "10.0.1.7/16", '12  network.cidr "10.0.1.7/16" has host bits set; did you mean "10.0.0.0/16"?'],
  ["network.cidr", "[10.0.0.0/16]", '12  network.cidr must be an IPv4 CIDR block, got ["10.0.0.0/16"]'],
  ["network.zones", "us-east-1a", '13  network.zones must be "auto" or a list of zones, got "us-east-1a"'],
  ["network.zones", "Auto", '13  network.zones must be "auto" or a list of zones, got "Auto"; did you mean "auto"?'],
  [
    "network.zones",
    "[us-east-1a]",
    '13  network.zones must name 2 to 6 zones, got ["us-east-1a"]; private subnets lie in at least two',
  ],
  [
    "network.zones",
    "[a, b, c, d, e, f, g]",
    '13  network.zones must name 2 to 6 zones, got ["a","b","c","d","e","f","g"]; private subnets lie in at least two',
  ],
  ["network.zones", "[us-east-1a, 2]", '13  network.zones[1] must be the name of a zone, got 2; write "2" in quotes'],
  ["network.zones", "{ a: 1 }", '13  network.zones must be "auto" or a list of zones, got {"a":1}'],
  [
    "network.publicSubnets.cidrs",
    "10.0.0.0/24",
    '14  network.publicSubnets.cidrs must be a list of CIDR blocks, got "10.0.0.0/24"',
  ],
  [
    "network.publicSubnets.cidrs",
    "[10.0.0.0/24, 10.0.1.0]",
    '14  network.publicSubnets.cidrs[1] must be an IPv4 CIDR block, got "10.0.1.0"; for example "10.0.0.0/16"',
  ],
  [
    "network.privateSubnets.cidrs",
    "[10.0.0.9/24, 10.0.1.0/24]",
    '14  network.privateSubnets.cidrs[0] "10.0.0.9/24" has host bits set; did you mean "10.0.0.0/24"?',
  ],
  [
    "network.natGateways",
    "perzone",
    '13  network.natGateways must be one of single, perZone, got "perzone"; did you mean "perZone"?',
  ],
  ["network.natGateways", "2", "13  network.natGateways must be one of single, perZone, got 2"],
  [
    "database.engineVersion",
    "17",
    '15  database.engineVersion must be one of 14, 15, 16, 17, 18, got 17; write "17" in quotes',
  ],
  [
    "database.engineVersion",
    '"13"',
    '15  database.engineVersion must be one of 14, 15, 16, 17, 18, got "13"; did you mean "14"?',
  ],
  [
    "database.instanceClass",
    "t4g.medium",
    '14  database.instanceClass must be an RDS instance class, got "t4g.medium"; for example db.t4g.medium or db.m7g.large',
  ],
  [
    "database.allowBurstableMicro",
    '"true"',
    '15  database.allowBurstableMicro must be true or false, got "true"; write true without quotes',
  ],
  ["database.multiAz", "Off", '15  database.multiAz must be true or false, got "Off"; write false without quotes'],
  ["database.multiAz", "1", "15  database.multiAz must be true or false, got 1"],
  [
    "database.databaseName",
    "App",
    '15  database.databaseName must be 1 to 63 lower-case letters, digits and underscores, the first a letter, got "App"',
  ],
  [
    "database.databaseName",
    `a${"b".repeat(63)}`,
    `15  database.databaseName must be 1 to 63 lower-case letters, digits and underscores, the first a letter, got "a${"b".repeat(63)}"`,
  ],
  [
    "database.username",
    "app-owner",
    '15  database.username must be 1 to 16 letters, digits and underscores, the first a letter, got "app-owner"',
  ],
  [
    "database.username",
    "Admin",
    '15  database.username must not be admin, rdsadmin, public, none, user, rds_superuser, rdsrepladmin, rds_replication, postgres or begin with pg_, got "Admin"; RDS keeps these, or they are the first that an attacker tries',
  ],
  [
    "database.username",
    "PG_me",
    '15  database.username must not be admin, rdsadmin, public, none, user, rds_superuser, rdsrepladmin, rds_replication, postgres or begin with pg_, got "PG_me"; RDS keeps these, or they are the first that an attacker tries',
  ],
  [
    "database.backupWindow",
    "3:00-4:00",
    '15  database.backupWindow must be a daily window hh:mm-hh:mm in UTC, got "3:00-4:00"; for example "03:00-04:00"',
  ],
  [
    "database.backupWindow",
    "23:30-24:00",
    '15  database.backupWindow must be a daily window hh:mm-hh:mm in UTC, got "23:30-24:00"; for example "03:00-04:00"',
  ],
  [
    "database.maintenanceWindow",
    "04:30-05:30",
    '15  database.maintenanceWindow must be a weekly window ddd:hh:mm-ddd:hh:mm in UTC, got "04:30-05:30"; for example "sun:04:30-sun:05:30"',
  ],
  [
    "database.maintenanceWindow",
    "Sun:04:30-Sun:05:30",
    '15  database.maintenanceWindow must be a weekly window ddd:hh:mm-ddd:hh:mm in UTC, got "Sun:04:30-Sun:05:30"; for example "sun:04:30-sun:05:30"',
  ],
  [
    "database.credentials",
    "rds-managed",
    '15  database.credentials must be one of ephemeral, rdsManaged, generated, got "rds-managed"; did you mean "rdsManaged"?',
  ],
  ["audit.query", "cloudtrail-lake", '16  audit.query must be one of athena, lake, none, got "cloudtrail-lake"'],
  [
    "audit.queryFirstDay",
    "2026-01-01",
    '16  audit.queryFirstDay must be a day yyyy/mm/dd, got "2026-01-01"; for example "2026/01/01"',
  ],
  ["audit.queryFirstDay", "2026/02/29", '16  audit.queryFirstDay must be a day of the calendar, got "2026/02/29"'],
  ["audit.configRules", "none", '16  audit.configRules must be a list of rules, got "none"'],
  [
    "audit.configRules",
    "[VPC_FLOW_LOGS_ENABLED]",
    '16  audit.configRules[0] must be a map, got "VPC_FLOW_LOGS_ENABLED"',
  ],
  [
    "audit.configRules",
    "[{ identifier: vpc-flow-logs-enabled, description: x }]",
    '16  audit.configRules[0].identifier must be the identifier of an AWS managed Config rule, got "vpc-flow-logs-enabled"; for example S3_BUCKET_PUBLIC_READ_PROHIBITED',
  ],
  [
    "audit.configRules",
    "[{ identifier: VPC_FLOW_LOGS_ENABLED }]",
    "16  audit.configRules[0].description must be 1 to 256 printable characters in one line, got nothing; it is required",
  ],
  [
    "audit.configRules",
    `[{ identifier: VPC_FLOW_LOGS_ENABLED, description: "${"x".repeat(257)}" }]`,
    `16  audit.configRules[0].description must be 1 to 256 printable characters in one line, got "${"x".repeat(99)}… (259 characters)`,
  ],
  [
    "audit.configRules",
    '[{ identifier: VPC_FLOW_LOGS_ENABLED, description: "of ${var.name}" }]',
    '16  audit.configRules[0].description must not contain ${ or %{, got "of ${var.name}"; Terraform would read an expression',
  ],
  ["audit.configRules", CONFIG_RULE("parameters: [a]"), '16  audit.configRules[0].parameters must be a map, got ["a"]'],
  [
    "audit.configRules",
    CONFIG_RULE("parameters: { maxAge: 90 }"),
    '16  audit.configRules[0].parameters.maxAge must be 1 to 1024 printable characters in one line, got 90; write "90" in quotes',
  ],
  [
    "audit.configRules",
    CONFIG_RULE('parameters: { a: "%{ if true }" }'),
    '16  audit.configRules[0].parameters.a must not contain ${ or %{, got "%{ if true }"; Terraform would read an expression',
  ],
  [
    "audit.configRules",
    CONFIG_RULE("parameters: { max-age: x }"),
    '16  audit.configRules[0].parameters.max-age must be named in letters and digits, got "max-age"',
  ],
  [
    "audit.configRules",
    CONFIG_RULE("params: { a: b }"),
    "16  audit.configRules[0].params is not known; allowed are description, identifier, parameters",
  ],
  [
    "monitoring.alertEmail",
    "security",
    '16  monitoring.alertEmail must be an e-mail address, got "security"; for example security@example.com',
  ],
  [
    "monitoring.alertEmail",
    '"${var.x}@example.com"',
    '16  monitoring.alertEmail must be an e-mail address, got "${var.x}@example.com"; for example security@example.com',
  ],
  ["monitoring.cisAlarms", "all", '16  monitoring.cisAlarms must be true or false, got "all"'],
  [
    "compliance.schedule",
    "hourly",
    '16  compliance.schedule must be an EventBridge schedule, got "hourly"; for example "rate(1 hour)" or "cron(0 * * * ? *)"',
  ],
  [
    "compliance.schedule",
    "rate(1 hours)",
    '16  compliance.schedule must be an EventBridge schedule, got "rate(1 hours)"; for example "rate(1 hour)" or "cron(0 * * * ? *)"',
  ],
  [
    "compliance.schedule",
    "cron(0 * * * * *)",
    '16  compliance.schedule must be an EventBridge schedule, got "cron(0 * * * * *)"; for example "rate(1 hour)" or "cron(0 * * * ? *)"',
  ],
  ["baseline.config", "null", "16  baseline.config must be true or false, got null; give it a value, or remove it"],
  ["baseline.guardDuty", "n", '16  baseline.guardDuty must be true or false, got "n"; write false without quotes'],
  ["baseline.securityHub", "0", "16  baseline.securityHub must be true or false, got 0"],
  ["baseline.accessAnalyzer", "{}", "16  baseline.accessAnalyzer must be true or false, got {}"],
  [
    "baseline.ebsEncryption",
    "on",
    '16  baseline.ebsEncryption must be true or false, got "on"; write true without quotes',
  ],
  ["baseline.s3PublicAccessBlock", "tru", '16  baseline.s3PublicAccessBlock must be true or false, got "tru"'],
  ["baseline.passwordPolicy", "true", "16  baseline.passwordPolicy must be false or a map, got true"],
  [
    "baseline.passwordPolicy",
    "{ minLength: 14 }",
    '16  baseline.passwordPolicy.minLength is not known; did you mean "minimumLength"?',
  ],
];

describe("a value that is no number", () => {
  test.each(CASES.map(([path, value, problem, others]) => ({ path, value, problem, others })))(
    "ALL-1: $path: $value is refused",
    ({ path, value, problem, others }) => {
      expect(refusalOf(yamlOf({ ...others, [path]: value }))).toBe(refusal([problem]));
    },
  );
});

/** Which limit each whole number is held to. */
const WHOLE_NUMBERS: Readonly<Record<string, keyof typeof LIMITS>> = {
  "kms.deletionWindowDays": "kmsDeletionWindowDays",
  "network.zoneCount": "zoneCount",
  "network.publicSubnets.prefixLength": "subnetPrefixLength",
  "network.privateSubnets.prefixLength": "subnetPrefixLength",
  "storage.infrequentAccessAfterDays": "standardIaAfterDays",
  "storage.glacierAfterDays": "lifecycleDays",
  "storage.expireAfterDays": "lifecycleDays",
  "storage.logExpireAfterDays": "lifecycleDays",
  "database.allocatedStorageGib": "rdsStorageGib",
  "database.maxAllocatedStorageGib": "rdsStorageGib",
  "database.port": "rdsPort",
  "database.backupRetentionDays": "rdsBackupRetentionDays",
  "database.passwordVersion": "passwordVersion",
  "database.secretRecoveryDays": "secretRecoveryDays",
  "audit.lakeRetentionDays": "lakeRetentionDays",
  "monitoring.unauthorizedCallsThreshold": "alarmThreshold",
  "compliance.reservedConcurrency": "reservedConcurrency",
  "baseline.passwordPolicy.minimumLength": "passwordLength",
  "baseline.passwordPolicy.maxAgeDays": "passwordMaxAgeDays",
  "baseline.passwordPolicy.remembered": "passwordReuse",
};

const RETENTIONS = [
  "network.flowLogs.retentionDays",
  "database.logRetentionDays",
  "audit.trailLogRetentionDays",
  "compliance.logRetentionDays",
];

/** The keys of the schema that hold a value: `audit.configRules[].identifier`. */
function leaves(schema: JsonSchema, path: string): { path: string; schema: JsonSchema }[] {
  const inner = [
    ...Object.entries(schema.properties ?? {}).map(
      ([key, child]) => [path === "" ? key : `${path}.${key}`, child] as const,
    ),
    ...(schema.items?.properties === undefined ? [] : [[`${path}[]`, schema.items] as const]),
    ...[...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]
      .filter(({ properties }) => properties !== undefined)
      .map((option) => [path, option] as const),
  ];
  return inner.length === 0 ? [{ path, schema }] : inner.flatMap(([below, child]) => leaves(child, below));
}

const LEAVES = leaves(environmentSchemaInWords(), "");

function lineOf(text: string, path: string): number {
  const key = path.slice(path.lastIndexOf(".") + 1);
  return text.split("\n").findIndex((line) => line.trim().startsWith(`${key}:`)) + 1;
}

/** Whether the schema takes a file, whatever the rules between its values say. */
function isTaken(text: string): boolean {
  const yaml = parseYaml(text, "environment.yaml");
  return !Array.isArray(yaml) && environmentSchema.safeParse(yaml.value).success;
}

describe("a whole number", () => {
  it("ALL-1: stands in a limit's table, each that the schema has", () => {
    const numbers = LEAVES.filter(({ schema }) => schema.type === "integer").map(({ path }) => path);
    expect(numbers.sort()).toEqual([...Object.keys(WHOLE_NUMBERS), ...RETENTIONS].sort());
    expect(LEAVES.filter(({ schema }) => schema.type === "number")).toEqual([]);
  });

  const numbers = Object.entries(WHOLE_NUMBERS).map(([path, limit]) => ({ path, ...LIMITS[limit] }));

  test.each(numbers)("ALL-1: $path is taken from $min to $max", ({ path, min, max }) => {
    expect(isTaken(yamlOf({ [path]: `${min}` }))).toBe(true);
    expect(isTaken(yamlOf({ [path]: `${max}` }))).toBe(true);
  });

  const refused = numbers.flatMap(({ path, min, max, unit }) =>
    [
      `${min - 1}`,
      `${max + 1}`,
      `${min}.5`,
      "-1",
      ".inf",
      "-.inf",
      ".nan",
      "123456789012345678901234567890",
      "1e9",
      "many",
    ].map((value) => ({ path, value, rule: `a whole number between ${min} and ${max} ${unit}` })),
  );

  test.each(refused)("ALL-1: $path: $value is refused", ({ path, value, rule }) => {
    const text = yamlOf({ [path]: value });
    const got = value === "many" ? '"many"' : value;
    expect(refusalOf(text)).toBe(refusal([`${lineOf(text, path)}  ${path} must be ${rule}, got ${got}`]));
  });

  test.each(numbers)("ALL-1: $path: a quoted number is refused", ({ path, min, max, unit }) => {
    const text = yamlOf({ [path]: `"${min}"` });
    const rule = `a whole number between ${min} and ${max} ${unit}`;
    expect(refusalOf(text)).toBe(
      refusal([`${lineOf(text, path)}  ${path} must be ${rule}, got "${min}"; write ${min} without quotes`]),
    );
  });

  test.each([
    ["5e3", 5000],
    ["0x1538", 5432],
    ["0o12470", 5432],
    ["05432", 5432],
    ["5432.0", 5432],
    ["+5432", 5432],
  ])("written as %s is refused", (source, value) => {
    expect(refusalOf(yamlOf({ "database.port": source }))).toBe(
      refusal([`15  database.port must be written in plain digits, got ${source}; write ${value}`]),
    );
  });
});

describe("days of log retention", () => {
  test.each(RETENTIONS)("ALL-8: %s takes what CloudWatch Logs takes", (path) => {
    expect(LOG_RETENTION_DAYS.filter((days) => !isTaken(yamlOf({ [path]: `${days}` })))).toEqual([]);
  });

  test.each(
    RETENTIONS.flatMap((path) => [
      { path, value: "0", instead: 1 },
      { path, value: "2", instead: 3 },
      { path, value: "366", instead: 400 },
      { path, value: "7.5", instead: 14 },
      { path, value: "3654", instead: 3653 },
      { path, value: "-1", instead: 1 },
    ]),
  )("ALL-8: $path: $value is refused", ({ path, value, instead }) => {
    const text = yamlOf({ [path]: value });
    expect(refusalOf(text)).toBe(
      refusal([
        `${lineOf(text, path)}  ${path} must be ${RETENTION}, got ${value}; CloudWatch Logs takes no other value, so take ${instead}`,
      ]),
    );
  });

  it("refuses forever", () => {
    expect(refusalOf(yamlOf({ "compliance.logRetentionDays": "never" }))).toBe(
      refusal([`16  compliance.logRetentionDays must be ${RETENTION}, got "never"`]),
    );
  });
});

it("ALL-1: every key of the schema has a value here that is refused", () => {
  const tried = CASES.map(([, , problem]) => /^\d+ {2}([^ ]+) /.exec(problem)?.[1]?.replace(/\[\d+\]/g, "[]") ?? "");
  const untried = LEAVES.filter(({ schema }) => schema.type !== "integer").filter(
    ({ path }) => !tried.some((subject) => subject === path || subject === `${path}[]`),
  );
  expect(untried.map(({ path }) => path)).toEqual([]);
});

describe("what is taken", () => {
  const taken: readonly (readonly [path: string, value: string, others?: Changes])[] = [
    ["name", "a1"],
    ["name", `a${"b".repeat(28)}c`],
    ["naming.prefix", "a".repeat(5)],
    ["tags.Cost", "no"],
    ["tags.Cost", '"Kosten: Übertrag 10/2026 + 3 = @x"'],
    ["tags.Cost", `"${"x".repeat(256)}"`],
    ["tags.a:b/c", "x"],
    ["network.zones", "[us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1e, us-east-1f]"],
    ["network.natGateways", "single"],
    ["backend.bucket", "my.state-1", S3_BACKEND],
    ["backend.keyPrefix", '""', S3_BACKEND],
    ["backend.keyPrefix", "a/b-c/d_e/", S3_BACKEND],
    ["backend.kmsKeyArn", "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab", S3_BACKEND],
    ["backend.kmsKeyArn", "arn:aws:kms:us-east-1:111111111111:alias/team/state", S3_BACKEND],
    ["database.instanceClass", "db.r6gd.16xlarge"],
    ["database.databaseName", `a${"_".repeat(62)}`],
    ["database.username", "a234567890123456"],
    ["audit.queryFirstDay", "2028/02/29"],
    ["audit.queryFirstDay", '"2026/12/31"'],
    ["audit.configRules", CONFIG_RULE('parameters: { maxAge: "90" }')],
    ["monitoring.alertEmail", "first.last+alerts@mail.example.co.uk"],
    ["compliance.schedule", "rate(1 hour)"],
    ["compliance.schedule", "rate(15 minutes)"],
    ["compliance.schedule", '"cron(0/15 8-18 ? * MON-FRI *)"'],
    ["compliance.schedule", '"cron(0 0 L * ? *)"'],
    ["baseline.passwordPolicy", "false"],
    ["baseline.passwordPolicy", "{}"],
  ];

  test.each(taken.map(([path, value, others]) => ({ path, value, others })))(
    "$path: $value",
    ({ path, value, others }) => {
      expect(refusalOf(yamlOf({ ...others, [path]: value }))).toBe("");
    },
  );
});

describe("defaults", () => {
  it("ALL-1: fill in what a file leaves out", () => {
    const { network, storage, database, audit, monitoring, compliance, baseline, ...rest } = environmentOf();
    expect(rest).toEqual({
      name: "example",
      account: "111111111111",
      region: "us-east-1",
      stage: "development",
      topology: "single",
      lifecycle: "durable",
      backend: { type: "local" },
      naming: { prefix: "Example", pattern: "{prefix}-{name}-{type}", case: "title" },
      tags: { Environment: "Test", Project: "Example", Owner: "Team", ManagedBy: "Terraform" },
      kms: { deletionWindowDays: 10 },
    });
    expect(network).toEqual({
      cidr: "10.0.0.0/16",
      zones: "auto",
      zoneCount: 2,
      publicSubnets: { prefixLength: 24 },
      privateSubnets: { prefixLength: 20 },
      natGateways: "perZone",
      flowLogs: { retentionDays: 365 },
    });
    expect(storage).toEqual({
      infrequentAccessAfterDays: 30,
      glacierAfterDays: 90,
      expireAfterDays: 365,
      logExpireAfterDays: 400,
    });
    expect(database).toEqual({
      engineVersion: "17",
      instanceClass: "db.t4g.medium",
      allowBurstableMicro: false,
      allocatedStorageGib: 50,
      maxAllocatedStorageGib: 200,
      multiAz: true,
      databaseName: "app",
      username: "app_owner",
      port: 5432,
      backupRetentionDays: 7,
      backupWindow: "03:00-04:00",
      maintenanceWindow: "sun:04:30-sun:05:30",
      logRetentionDays: 90,
      credentials: "ephemeral",
      passwordVersion: 1,
      secretRecoveryDays: 7,
    });
    expect(audit).toEqual({
      trailLogRetentionDays: 90,
      query: "athena",
      queryFirstDay: "2026/01/01",
      lakeRetentionDays: 365,
      configRules: [],
    });
    expect(monitoring).toEqual({ cisAlarms: true, unauthorizedCallsThreshold: 5 });
    expect(compliance).toEqual({ schedule: "rate(1 hour)", logRetentionDays: 7 });
    expect(baseline).toEqual({
      config: true,
      guardDuty: true,
      securityHub: true,
      accessAnalyzer: true,
      ebsEncryption: true,
      s3PublicAccessBlock: true,
      passwordPolicy: { minimumLength: 14, maxAgeDays: 90, remembered: 24 },
    });
  });

  it("of a backend in S3 are an empty prefix and a bucket that is there already", () => {
    expect(environmentOf(S3_BACKEND).backend).toEqual({
      type: "s3",
      bucket: "example-state",
      region: "us-east-1",
      keyPrefix: "",
      createBucket: false,
    });
  });
});

describe("tags", () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`tags.Key${index}`, "x"]));

  it("ALL-2: are kept as they are, further ones too", () => {
    expect(environmentOf({ "tags.CostCentre": '"4711"', "tags.ManagedBy": "SecCFN" }).tags).toEqual({
      Environment: "Test",
      Project: "Example",
      Owner: "Team",
      ManagedBy: "SecCFN",
      CostCentre: "4711",
    });
  });

  it("ALL-2: are at most 49 with the four that are always there", () => {
    expect(Object.keys(environmentOf(many(45)).tags)).toHaveLength(49);
    expect(refusalOf(yamlOf(many(46)))).toBe(
      refusal(["7  tags must be at most 49 tags, got 50; AWS takes 50, and one is for Name"]),
    );
  });

  it("ALL-2: have keys that AWS takes, and all that are wrong are named", () => {
    const text = yamlOf({
      "tags.aws:x": "1a",
      "tags.AWS:y": "1a",
      'tags."a*b"': "1a",
      "tags.owner": "1a",
      [`tags.${"k".repeat(129)}`]: "1a",
      "tags.Stage": "1",
    });
    const rule = "must have a key of 1 to 128 letters, digits, spaces or _ . : / = + - @ that does not begin with aws:";
    expect(refusalOf(text)).toBe(
      refusal([
        `11  tags["aws:x"] ${rule}, got "aws:x"`,
        `12  tags["AWS:y"] ${rule}, got "AWS:y"`,
        `13  tags["a*b"] ${rule}, got "a*b"`,
        '14  tags.owner must differ from other tags in more than case, got "owner"; IAM takes it and "Owner" for the same',
        `15  tags["${"k".repeat(99)}… (131 characters)] ${rule}, got "${"k".repeat(99)}… (131 characters)`,
        `16  tags.Stage must be ${TAG}, got 1; write "1" in quotes`,
      ]),
    );
    expect(refusalOf(yamlOf({ [`tags.${"k".repeat(128)}`]: "x" }))).toBe("");
  });
});

describe("structure", () => {
  it("ALL-1: what has no default must be there", () => {
    expect(refusalOf("{}")).toBe(
      refusal([
        "1  account must be the 12 digits of an AWS account, in quotes, got nothing; it is required",
        "1  database must be a map, got nothing; it is required",
        "1  name must be 2 to 30 lower-case letters, digits and hyphens, the first a letter, the last no hyphen, got nothing; it is required",
        "1  naming must be a map, got nothing; it is required",
        "1  network must be a map, got nothing; it is required",
        "1  region must be an AWS region, got nothing; it is required",
        "1  stage must be one of production, staging, development, got nothing; it is required",
        "1  tags must be a map, got nothing; it is required",
      ]),
    );
  });

  test.each([
    ["[a, b]", '["a","b"]'],
    ["seccfn", '"seccfn"'],
    ["42", "42"],
    ["true", "true"],
  ])("a file that is %s is refused", (text, got) => {
    expect(refusalOf(text)).toBe(refusal([`1  the file must be a map, got ${got}`]));
  });

  test.each([
    ["kms", "[7]", "15  kms must be a map, got [7]"],
    ["storage", "none", '15  storage must be a map, got "none"'],
    ["audit", "", "15  audit must be a map, got null; give it keys, or remove it"],
    ["network.flowLogs", "365", "13  network.flowLogs must be a map, got 365"],
    ["network.publicSubnets", "[10.0.0.0/24]", '13  network.publicSubnets must be a map, got ["10.0.0.0/24"]'],
    ["backend", "s3", '15  backend must be a map, got "s3"'],
    ["backend", "{}", "15  backend.type must be one of local, s3, got nothing; it is required"],
    ["baseline", "false", "15  baseline must be a map, got false"],
  ])("%s: %s, where a map belongs, is refused", (path, value, problem) => {
    expect(refusalOf(yamlOf({ [path]: value }))).toBe(refusal([problem]));
  });

  const unknown: readonly (readonly [path: string, problem: string, others?: Changes])[] = [
    ["regoin", '15  regoin is not known; did you mean "region"?'],
    ["Region", '15  Region is not known; did you mean "region"?'],
    [
      "vpc",
      "15  vpc is not known; allowed are account, audit, backend, baseline, compliance, database, kms, lifecycle, monitoring, name, naming, network, region, stage, storage, tags, topology",
    ],
    ["database.multiAZ", '15  database.multiAZ is not known; did you mean "multiAz"?'],
    [
      "database.storage",
      "15  database.storage is not known; allowed are allocatedStorageGib, allowBurstableMicro, backupRetentionDays, backupWindow, credentials, databaseName, engineVersion, instanceClass, logRetentionDays, maintenanceWindow, maxAllocatedStorageGib, multiAz, passwordVersion, port, secretRecoveryDays, username",
    ],
    ["network.publicSubnets.cidr", '14  network.publicSubnets.cidr is not known; did you mean "cidrs"?'],
    [
      "network.flowLogs.logRetentionDays",
      '14  network.flowLogs.logRetentionDays is not known; did you mean "retentionDays"?',
    ],
    [
      "baseline.passwordPolicy.length",
      "17  baseline.passwordPolicy.length is not known; allowed are maxAgeDays, minimumLength, remembered",
    ],
    ["backend.buckets", '19  backend.buckets is not known; did you mean "bucket"?', S3_BACKEND],
    ["backend.bucket", "17  backend.bucket is not known; it belongs to type: s3", { "backend.type": "local" }],
    ["backend.dynamodbTable", "17  backend.dynamodbTable is not known; allowed are type", { "backend.type": "local" }],
    [
      "constructor",
      "15  constructor is not known; allowed are account, audit, backend, baseline, compliance, database, kms, lifecycle, monitoring, name, naming, network, region, stage, storage, tags, topology",
    ],
    ["kms.toString", "16  kms.toString is not known; allowed are deletionWindowDays"],
    ["kms.__proto__", "16  kms.__proto__ is not known; remove it"],
    ["tags.__proto__", "11  tags.__proto__ is not known; remove it"],
    ["__proto__", "15  __proto__ is not known; remove it"],
    [
      `"${"x".repeat(70)}"`,
      `15  ${"x".repeat(70)} is not known; allowed are account, audit, backend, baseline, compliance, database, kms, lifecycle, monitoring, name, naming, network, region, stage, storage, tags, topology`,
    ],
  ];

  test.each(unknown.map(([path, problem, others]) => ({ path, problem, others })))(
    "ALL-1: the unknown key $path is refused",
    ({ path, problem, others }) => {
      expect(refusalOf(yamlOf({ ...others, [path]: "x" }))).toBe(refusal([problem]));
    },
  );

  it("takes constructor as a tag, and changes no prototype", () => {
    const { tags } = environmentOf({ "tags.constructor": "me", "tags.toString": "us" });
    expect(Object.entries(tags)).toContainEqual(["constructor", "me"]);
    expect(Object.getPrototypeOf(tags)).toBe(Object.prototype);
  });

  it("ALL-1: all problems of a file are told at once, by line", () => {
    expect(
      refusalOf(
        yamlOf({
          account: "1",
          "tags.Owner": undefined,
          "network.cidr": "10.0.0.1/16",
          "network.zones": "[a]",
          "database.port": "80",
          "database.multiAZ": "true",
          "storage.glacierAfterDays": "31",
        }),
      ),
    ).toBe(
      refusal([
        '2  account must be the 12 digits of an AWS account, in quotes, got 1; write "1" in quotes',
        `7  tags.Owner must be ${TAG}, got nothing; it is required`,
        '11  network.cidr "10.0.0.1/16" has host bits set; did you mean "10.0.0.0/16"?',
        '12  network.zones must name 2 to 6 zones, got ["a"]; private subnets lie in at least two',
        "15  database.port must be a whole number between 1150 and 65535 (a TCP port), got 80",
        '16  database.multiAZ is not known; did you mean "multiAz"?',
        "18  storage.glacierAfterDays must be at least 60 days, 30 more than infrequentAccessAfterDays, got 31; S3 keeps objects 30 days in STANDARD_IA",
      ]),
    );
  });
});
