import { LOG_RETENTION_DAYS, REGIONS } from "../../config/aws-limits";
import { environmentSchemaInWords, type JsonSchema } from "../../config/json-schema";
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
  ["name", "Example", '1  name must be 2 to 30 lower-case letters, digits and hyphens, the first a letter, the last no hyphen, got "Example"'],
  ["name", "e", '1  name must be 2 to 30 lower-case letters, digits and hyphens, the first a letter, the last no hyphen, got "e"'],
  ["name", "example-", '1  name must be 2 to 30 lower-case letters, digits and hyphens, the first a letter, the last no hyphen, got "example-"'],
  ["name", `a${"b".repeat(30)}`, `1  name must be 2 to 30 lower-case letters, digits and hyphens, the first a letter, the last no hyphen, got "a${"b".repeat(30)}"`],
  ["name", "1password", '1  name must be 2 to 30 lower-case letters, digits and hyphens, the first a letter, the last no hyphen, got "1password"'],
  ["account", "012345678901", '2  account must be the 12 digits of an AWS account, in quotes, got 012345678901; write "012345678901" in quotes'],
  ["account", '"11111111111"', '2  account must be the 12 digits of an AWS account, in quotes, got "11111111111"; for example "111111111111"'],
  ["account", '"1111-1111-1111"', '2  account must be the 12 digits of an AWS account, in quotes, got "1111-1111-1111"; for example "111111111111"'],
  ["region", "us-east1", '3  region must be an AWS region, got "us-east1"; did you mean "us-east-1"?'],
  ["region", "US-EAST-1", '3  region must be an AWS region, got "US-EAST-1"; did you mean "us-east-1"?'],
  ["region", "frankfurt", `3  region must be an AWS region, got "frankfurt"; allowed are ${REGIONS.join(", ")}`],
  ["region", "us-east-1a", '3  region must be an AWS region, got "us-east-1a"; did you mean "us-east-1"?'],
  ["stage", "prod", '4  stage must be one of production, staging, development, got "prod"'],
  ["stage", "productoin", '4  stage must be one of production, staging, development, got "productoin"; did you mean "production"?'],
  ["topology", "layers", '15  topology must be one of single, layered, got "layers"; did you mean "layered"?'],
  ["topology", "4", "15  topology must be one of single, layered, got 4"],
  ["lifecycle", "true", "15  lifecycle must be one of durable, ephemeral, got true"],
  ["backend.type", "S3", '16  backend.type must be one of local, s3, got "S3"; did you mean "s3"?'],
  ["backend.type", "gcs", '16  backend.type must be one of local, s3, got "gcs"; did you mean "s3"?'],
  ["backend.bucket", "Example", '17  backend.bucket must be the name of an S3 bucket, got "Example"; 3 to 63 lower-case letters, digits, dots and hyphens; createBucket: true makes it', S3_BACKEND],
  ["backend.bucket", "amzn-s3-demo-x", '17  backend.bucket must be the name of an S3 bucket, got "amzn-s3-demo-x"; 3 to 63 lower-case letters, digits, dots and hyphens; createBucket: true makes it', S3_BACKEND],
  ["backend.region", "moon", `18  backend.region must be an AWS region, got "moon"; allowed are ${REGIONS.join(", ")}`, S3_BACKEND],
  ["backend.keyPrefix", "seccfn", '19  backend.keyPrefix must be empty or end with "/" and have no empty part, got "seccfn"; for example "seccfn/"', S3_BACKEND],
  ["backend.keyPrefix", "/seccfn/", '19  backend.keyPrefix must be empty or end with "/" and have no empty part, got "/seccfn/"; for example "seccfn/"', S3_BACKEND],
  ["backend.keyPrefix", "a//b/", '19  backend.keyPrefix must be empty or end with "/" and have no empty part, got "a//b/"; for example "seccfn/"', S3_BACKEND],
  ["backend.createBucket", "yes", '19  backend.createBucket must be true or false, got "yes"; write true without quotes', S3_BACKEND],
  ["backend.kmsKeyArn", "1234abcd", '19  backend.kmsKeyArn must be the ARN of a KMS key or alias, got "1234abcd"; for example "arn:aws:kms:us-east-1:111111111111:key/…"', S3_BACKEND],
  ["backend.kmsKeyArn", "arn:aws:s3:us-east-1:111111111111:key/1", '19  backend.kmsKeyArn must be the ARN of a KMS key or alias, got "arn:aws:s3:us-east-1:111111111111:key/1"; for example "arn:aws:kms:us-east-1:111111111111:key/…"', S3_BACKEND],
  ["naming.prefix", "Sec-CFN", '6  naming.prefix must be 1 to 20 letters and digits, the first a letter, got "Sec-CFN"; AWS allows no other character in all of the names that are made of it'],
  ["naming.prefix", "a".repeat(21), `6  naming.prefix must be 1 to 20 letters and digits, the first a letter, got "${"a".repeat(21)}"; AWS allows no other character in all of the names that are made of it`],
  ["naming.prefix", '""', '6  naming.prefix must be 1 to 20 letters and digits, the first a letter, got ""; AWS allows no other character in all of the names that are made of it'],
  ["naming.pattern", '"{prefix}-{type}"', `7  naming.pattern must be ${PATTERN}, got "{prefix}-{type}"; for example "{prefix}-{name}-{type}"`],
  ["naming.pattern", '"{name}-{tpye}"', `7  naming.pattern must be ${PATTERN}, got "{name}-{tpye}"; for example "{prefix}-{name}-{type}"`],
  ["naming.pattern", '"{prefix}_{name}"', `7  naming.pattern must be ${PATTERN}, got "{prefix}_{name}"; for example "{prefix}-{name}-{type}"`],
  ["naming.iamPattern", '"{region}"', `7  naming.iamPattern must be ${PATTERN}, got "{region}"; for example "{prefix}-{name}-{type}-{region}"`],
  ["naming.case", "upper", '7  naming.case must be one of title, lower, got "upper"; did you mean "lower"?'],
  ["tags.Environment", '"a*b"', `8  tags.Environment must be ${TAG}, got "a*b"`],
  ["tags.Project", "4711", `9  tags.Project must be ${TAG}, got 4711; write "4711" in quotes`],
  ["tags.Owner", '""', `10  tags.Owner must be ${TAG}, got ""`],
  ["tags.ManagedBy", '"${path.module}"', `11  tags.ManagedBy must be ${TAG}, got "\${path.module}"`],
  ["tags.Cost", "no", ""],
  ["tags.Cost", "false", `11  tags.Cost must be ${TAG}, got false; write "false" in quotes`],
  ["network.cidr", "10.0.0.0", '12  network.cidr must be an IPv4 CIDR block, got "10.0.0.0"; for example "10.0.0.0/16"'],
  ["network.cidr", "10.0.1.7/16", '12  network.cidr "10.0.1.7/16" has host bits set; did you mean "10.0.0.0/16"?'],
  ["network.cidr", "[10.0.0.0/16]", '12  network.cidr must be an IPv4 CIDR block, got ["10.0.0.0/16"]'],
  ["network.zones", "us-east-1a", '13  network.zones must be "auto" or a list of zones, got "us-east-1a"'],
  ["network.zones", "Auto", '13  network.zones must be "auto" or a list of zones, got "Auto"; did you mean "auto"?'],
  ["network.zones", "[us-east-1a]", '13  network.zones must name 2 to 6 zones, got ["us-east-1a"]; private subnets lie in at least two'],
  ["network.zones", "[a, b, c, d, e, f, g]", '13  network.zones must name 2 to 6 zones, got ["a","b","c","d","e","f","g"]; private subnets lie in at least two'],
  ["network.zones", "[us-east-1a, 2]", '13  network.zones[1] must be the name of a zone, got 2; write "2" in quotes'],
  ["network.zones", "{ a: 1 }", '13  network.zones must be "auto" or a list of zones, got {"a":1}'],
  ["network.publicSubnets.cidrs", "10.0.0.0/24", '14  network.publicSubnets.cidrs must be a list of CIDR blocks, got "10.0.0.0/24"'],
  ["network.publicSubnets.cidrs", "[10.0.0.0/24, 10.0.1.0]", '14  network.publicSubnets.cidrs[1] must be an IPv4 CIDR block, got "10.0.1.0"; for example "10.0.0.0/16"'],
  ["network.privateSubnets.cidrs", "[10.0.0.9/24, 10.0.1.0/24]", '14  network.privateSubnets.cidrs[0] "10.0.0.9/24" has host bits set; did you mean "10.0.0.0/24"?'],
  ["network.natGateways", "perzone", '13  network.natGateways must be one of single, perZone, got "perzone"; did you mean "perZone"?'],
  ["network.natGateways", "2", "13  network.natGateways must be one of single, perZone, got 2"],
  ["database.engineVersion", "17", '15  database.engineVersion must be one of 14, 15, 16, 17, 18, got 17; write "17" in quotes'],
  ["database.engineVersion", '"13"', '15  database.engineVersion must be one of 14, 15, 16, 17, 18, got "13"; did you mean "14"?'],
  ["database.instanceClass", "t4g.medium", '14  database.instanceClass must be an RDS instance class, got "t4g.medium"; for example db.t4g.medium or db.m7g.large'],
  ["database.allowBurstableMicro", '"true"', '15  database.allowBurstableMicro must be true or false, got "true"; write true without quotes'],
  ["database.multiAz", "Off", '15  database.multiAz must be true or false, got "Off"; write false without quotes'],
  ["database.multiAz", "1", "15  database.multiAz must be true or false, got 1"],
  ["database.databaseName", "App", '15  database.databaseName must be 1 to 63 lower-case letters, digits and underscores, the first a letter, got "App"'],
  ["database.databaseName", `a${"b".repeat(63)}`, `15  database.databaseName must be 1 to 63 lower-case letters, digits and underscores, the first a letter, got "a${"b".repeat(63)}"`],
  ["database.username", "app-owner", '15  database.username must be 1 to 16 letters, digits and underscores, the first a letter, got "app-owner"'],
  ["database.username", "Admin", '15  database.username must not be admin, rdsadmin, public, none, user, rds_superuser, rdsrepladmin, rds_replication, postgres or begin with pg_, got "Admin"; RDS keeps these, or they are the first that an attacker tries'],
  ["database.username", "PG_me", '15  database.username must not be admin, rdsadmin, public, none, user, rds_superuser, rdsrepladmin, rds_replication, postgres or begin with pg_, got "PG_me"; RDS keeps these, or they are the first that an attacker tries'],
  ["database.backupWindow", "3:00-4:00", '15  database.backupWindow must be a daily window hh:mm-hh:mm in UTC, got "3:00-4:00"; for example "03:00-04:00"'],
  ["database.backupWindow", "23:30-24:00", '15  database.backupWindow must be a daily window hh:mm-hh:mm in UTC, got "23:30-24:00"; for example "03:00-04:00"'],
  ["database.maintenanceWindow", "04:30-05:30", '15  database.maintenanceWindow must be a weekly window ddd:hh:mm-ddd:hh:mm in UTC, got "04:30-05:30"; for example "sun:04:30-sun:05:30"'],
  ["database.maintenanceWindow", "Sun:04:30-Sun:05:30", '15  database.maintenanceWindow must be a weekly window ddd:hh:mm-ddd:hh:mm in UTC, got "Sun:04:30-Sun:05:30"; for example "sun:04:30-sun:05:30"'],
  ["database.credentials", "rds-managed", '15  database.credentials must be one of ephemeral, rdsManaged, generated, got "rds-managed"; did you mean "rdsManaged"?'],
  ["audit.query", "cloudtrail-lake", '16  audit.query must be one of athena, lake, none, got "cloudtrail-lake"'],
  ["audit.queryFirstDay", "2026-01-01", '16  audit.queryFirstDay must be a day yyyy/mm/dd, got "2026-01-01"; for example "2026/01/01"'],
  ["audit.queryFirstDay", "2026/02/29", '16  audit.queryFirstDay must be a day of the calendar, got "2026/02/29"'],
  ["audit.configRules", "none", '16  audit.configRules must be a list of rules, got "none"'],
  ["audit.configRules", "[VPC_FLOW_LOGS_ENABLED]", '16  audit.configRules[0] must be a map, got "VPC_FLOW_LOGS_ENABLED"'],
  ["audit.configRules", "[{ identifier: vpc-flow-logs-enabled, description: x }]", '16  audit.configRules[0].identifier must be the identifier of an AWS managed Config rule, got "vpc-flow-logs-enabled"; for example S3_BUCKET_PUBLIC_READ_PROHIBITED'],
  ["audit.configRules", "[{ identifier: VPC_FLOW_LOGS_ENABLED }]", "16  audit.configRules[0].description must be 1 to 256 printable characters in one line, got nothing; it is required"],
  ["audit.configRules", `[{ identifier: VPC_FLOW_LOGS_ENABLED, description: "${"x".repeat(257)}" }]`, `16  audit.configRules[0].description must be 1 to 256 printable characters in one line, got "${"x".repeat(99)}… (259 characters)`],
  ["audit.configRules", '[{ identifier: VPC_FLOW_LOGS_ENABLED, description: "of ${var.name}" }]', '16  audit.configRules[0].description must not contain ${ or %{, got "of ${var.name}"; Terraform would read an expression'],
  ["audit.configRules", CONFIG_RULE("parameters: [a]"), '16  audit.configRules[0].parameters must be a map, got ["a"]'],
  ["audit.configRules", CONFIG_RULE("parameters: { maxAge: 90 }"), '16  audit.configRules[0].parameters.maxAge must be 1 to 1024 printable characters in one line, got 90; write "90" in quotes'],
  ["audit.configRules", CONFIG_RULE('parameters: { a: "%{ if true }" }'), '16  audit.configRules[0].parameters.a must not contain ${ or %{, got "%{ if true }"; Terraform would read an expression'],
  ["audit.configRules", CONFIG_RULE("parameters: { max-age: x }"), '16  audit.configRules[0].parameters.max-age must be named in letters and digits, got "max-age"'],
  ["audit.configRules", CONFIG_RULE("params: { a: b }"), '16  audit.configRules[0].params is not known; did you mean "parameters"?'],
  ["monitoring.alertEmail", "security", '16  monitoring.alertEmail must be an e-mail address, got "security"; for example security@example.com'],
  ["monitoring.alertEmail", '"${var.x}@example.com"', '16  monitoring.alertEmail must be an e-mail address, got "${var.x}@example.com"; for example security@example.com'],
  ["monitoring.cisAlarms", "all", '16  monitoring.cisAlarms must be true or false, got "all"'],
  ["compliance.schedule", "hourly", '16  compliance.schedule must be an EventBridge schedule, got "hourly"; for example "rate(1 hour)" or "cron(0 * * * ? *)"'],
  ["compliance.schedule", "rate(1 hours)", '16  compliance.schedule must be an EventBridge schedule, got "rate(1 hours)"; for example "rate(1 hour)" or "cron(0 * * * ? *)"'],
  ["compliance.schedule", "cron(0 * * * * *)", '16  compliance.schedule must be an EventBridge schedule, got "cron(0 * * * * *)"; for example "rate(1 hour)" or "cron(0 * * * ? *)"'],
  ["baseline.config", "null", "16  baseline.config must be true or false, got null; give it a value, or remove it"],
  ["baseline.guardDuty", "n", '16  baseline.guardDuty must be true or false, got "n"; write false without quotes'],
  ["baseline.securityHub", "0", "16  baseline.securityHub must be true or false, got 0"],
  ["baseline.accessAnalyzer", "{}", "16  baseline.accessAnalyzer must be true or false, got {}"],
  ["baseline.ebsEncryption", "on", '16  baseline.ebsEncryption must be true or false, got "on"; write true without quotes'],
  ["baseline.s3PublicAccessBlock", "tru", '16  baseline.s3PublicAccessBlock must be true or false, got "tru"'],
  ["baseline.passwordPolicy", "true", "16  baseline.passwordPolicy must be false or a map, got true"],
  ["baseline.passwordPolicy", "{ minLength: 14 }", '16  baseline.passwordPolicy.minLength is not known; allowed are maxAgeDays, minimumLength, remembered'],
];

describe("a value that is no number", () => {
  test.each(CASES.filter(([, , problem]) => problem !== ""))("ALL-1: %s: %s is refused", (path, value, problem, others) => {
    expect(refusalOf(yamlOf({ ...others, [path]: value }))).toBe(refusal([problem]));
  });
});

