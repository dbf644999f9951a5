import { KEY_PURPOSES, LIMITS, LOG_RETENTION_DAYS, MANAGED_RULE_GROUP_NAMES, REGIONS } from "../../config/aws-limits";
import { SCRIPT_END } from "../../config/sections/fields";
import { type Changes, publicKey } from "./support";

/** What log retention may be, in words. */
export const RETENTION = `one of ${LOG_RETENTION_DAYS.join(", ")} days`;
/** What the value of a tag may be, in words. */
export const TAG = "1 to 256 letters, digits, spaces or _ . : / = + - @";
const PATTERN =
  "made of {prefix}, {type}, {name}, {environment}, {region}, letters, digits and hyphens, with {name} in it";

/** What makes a key possible that the smallest environment cannot have. */
export const S3_BACKEND: Changes = {
  "backend.type": "s3",
  "backend.bucket": "example-state",
  "backend.region": "us-east-1",
};

/** A Config rule with one more key. */
export const CONFIG_RULE = (change: string) =>
  `[{ ${["identifier: VPC_FLOW_LOGS_ENABLED", "description: Flow logs are on.", change].filter(Boolean).join(", ")} }]`;

/** A suppression with one key changed, or one more. */
export const SUPPRESSION = (change: string) => {
  const [changed] = change.split(":");
  const keys = {
    control: "s3-bucket-logging",
    address: "aws_s3_bucket.logs",
    reason: "It is the bucket that takes the logs of all others.",
    owner: "Platform Team",
    expires: "2027-03-31",
  };
  const kept = Object.entries(keys).filter(([key]) => key !== changed);
  return `[{ ${[...kept.map(([key, value]) => `${key}: ${value}`), change].filter(Boolean).join(", ")} }]`;
};

/** Key, value as written in YAML, line and sentence, and what must be beside it. */
export type Refused = readonly [path: string, value: string, problem: string, others?: Changes];

const SCHEDULE = "must be a schedule of EventBridge";
const SCHEDULE_HINT = 'for example "rate(1 hour)" or "cron(0 5 * * ? *)"';
const PURPOSES = KEY_PURPOSES.join(", ");
const RULE_GROUPS = MANAGED_RULE_GROUP_NAMES.join(", ");
const SSH_KEY = "an OpenSSH public key, ssh-ed25519 or ssh-rsa of 2048 to 4096 bits";
const EC2_TYPE = "an EC2 instance type for Amazon Linux 2023";
const EC2_HINT = "for example t4g.small or m7g.large; t2, m3, c3, a1 and older ones are not";
const BLOCKS = Array.from({ length: LIMITS.trustedCidrs.max + 1 }, (_, index) => `203.0.113.${index}/32`);
const ROLE = "arn:aws:iam::111111111111:role/log-administrator";

/** What `application` cannot be without. */
export const APPLICATION: Changes = { "application.instanceType": "m7g.large" };

/** What `audit.immutableLogs` cannot be without. */
export const IMMUTABLE: Changes = { "audit.immutableLogs.logAdministrators": `["${ROLE}"]` };

/** Texts, choices, switches and lists: each rule of a single value that is no number. */
export const REFUSED: readonly Refused[] = [
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
    '2  account must be the 12 digits of an AWS account, in quotes, got "1111-1111-1111"; did you mean "111111111111"?',
  ],
  [
    "account",
    "1e11",
    '2  account must be the 12 digits of an AWS account, in quotes, got 1e11; write "100000000000" in quotes',
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
    "AWS",
    '6  naming.prefix must not be AWS, got "AWS"; CloudWatch keeps metrics that begin with AWS/ for itself',
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
  ...['"17.4"', "17.4"].map(
    (version): Refused => [
      "database.engineVersion",
      version,
      `15  database.engineVersion must be one of 14, 15, 16, 17, 18, got ${version}; did you mean "17"?`,
    ],
  ),
  [
    "database.engineVersion",
    '"13"',
    '15  database.engineVersion must be one of 14, 15, 16, 17, 18, got "13"; did you mean "14"?',
  ],
  [
    "database.instanceClass",
    "t4g.medium",
    '14  database.instanceClass must be an RDS instance class, got "t4g.medium"; for example db.t4g.medium or db.m7g.large; db.t2, db.m4, db.r4 and older ones run no PostgreSQL of today',
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
  ...["select", "Session_User"].map(
    (name): Refused => [
      "database.username",
      name,
      `15  database.username must not be a word that PostgreSQL keeps, got "${name}"; add to it, for example orders_owner`,
    ],
  ),
  [
    "database.username",
    "user",
    '15  database.username must not be admin, rdsadmin, public, none, user, rds_superuser, rdsrepladmin, rds_replication, postgres or begin with pg_, got "user"; RDS keeps these, or they are the first that an attacker tries',
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
    "16  audit.configRules[0].params is not known; allowed are alarm, description, identifier, parameters",
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
    '16  compliance.schedule must be a schedule of EventBridge, got "hourly"; for example "rate(1 hour)" or "cron(0 5 * * ? *)"',
  ],
  [
    "compliance.schedule",
    "rate(1 hours)",
    '16  compliance.schedule must be a schedule of EventBridge, got "rate(1 hours)"; for example "rate(1 hour)" or "cron(0 5 * * ? *)"',
  ],
  [
    "compliance.schedule",
    "cron(0 * * * * *)",
    '16  compliance.schedule must be a schedule of EventBridge, got "cron(0 * * * * *)"; for example "rate(1 hour)" or "cron(0 5 * * ? *)"',
  ],
  ["baseline.config", "true", "16  baseline.config must be one of own, external, got true"],
  ["baseline.rdsMonitoringLogs", "external", '16  baseline.rdsMonitoringLogs must be true or false, got "external"'],
  ["baseline.mfaGroup", "null", "16  baseline.mfaGroup must be true or false, got null; give it a value, or remove it"],
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

  ["naming.outputs", "camelCase", '7  naming.outputs must be one of snake_case, PascalCase, got "camelCase"'],

  ["kms.mode", "aws", '16  kms.mode must be one of own, existing, awsManaged, got "aws"; did you mean "awsManaged"?'],
  [
    "kms.existingKeyArn",
    "alias/team",
    '17  kms.existingKeyArn must be the ARN of a KMS key or alias, got "alias/team"; for example "arn:aws:kms:us-east-1:111111111111:key/…"',
    { "kms.mode": "existing" },
  ],
  ["kms.separateKeys", "s3", '16  kms.separateKeys must be a list of purposes, got "s3"'],
  ["kms.separateKeys", "[s3, db]", `16  kms.separateKeys[1] must be one of ${PURPOSES}, got "db"`],
  ["kms.separateKeys", "[S3]", `16  kms.separateKeys[0] must be one of ${PURPOSES}, got "S3"; did you mean "s3"?`],
  [
    "kms.separateKeys",
    "[s3, rds, s3]",
    '16  kms.separateKeys[2] must differ from those before it, got "s3"; name each purpose once',
  ],

  [
    "network.internetEgress",
    "no",
    '13  network.internetEgress must be true or false, got "no"; write false without quotes',
  ],
  ["network.endpoints", "[s3]", '13  network.endpoints must be true or false, got ["s3"]'],
  [
    "network.trustedCidrs",
    "203.0.113.0/24",
    '13  network.trustedCidrs must be a list of CIDR blocks, got "203.0.113.0/24"',
  ],
  [
    "network.trustedCidrs",
    "[203.0.113.7]",
    '13  network.trustedCidrs[0] must be an IPv4 CIDR block, got "203.0.113.7"; did you mean "203.0.113.7/32"?',
  ],
  [
    "network.trustedCidrs",
    "[203.0.113.0/24, 198.51.100.9/24]",
    '13  network.trustedCidrs[1] "198.51.100.9/24" has host bits set; did you mean "198.51.100.0/24"?',
  ],
  [
    "network.trustedCidrs",
    "[203.0.113.0/33]",
    '13  network.trustedCidrs[0] must be an IPv4 CIDR block with a prefix length between 0 and 32, got "203.0.113.0/33"; for example "203.0.113.0/24"',
  ],
  ...["::/0", "2001:db8::/32", "::ffff:203.0.113.0/120"].map(
    (cidr): Refused => [
      "network.trustedCidrs",
      `["${cidr}"]`,
      `13  network.trustedCidrs[0] must be an IPv4 CIDR block, got "${cidr}"; IPv6 is not supported`,
    ],
  ),
  [
    "network.trustedCidrs",
    "[203.0.113.0/24, 198.51.100.0/24, 203.0.113.0/24]",
    '13  network.trustedCidrs[2] must differ from those before it, got "203.0.113.0/24"; name each block once',
  ],
  [
    "network.trustedCidrs",
    `[${BLOCKS.join(", ")}]`,
    "13  network.trustedCidrs must have at most 8 CIDR blocks, got 9; each takes a rule of a network ACL",
  ],
  ["network.transitGateway", "tgw-1", '13  network.transitGateway must be a map, got "tgw-1"'],
  [
    "network.transitGateway",
    "{}",
    "13  network.transitGateway.id must be the id of a transit gateway, got nothing; it is required",
  ],
  [
    "network.transitGateway.id",
    "tgw-0123456789ABCDEF0",
    '14  network.transitGateway.id must be the id of a transit gateway, got "tgw-0123456789ABCDEF0"; for example tgw-0123456789abcdef0',
  ],
  [
    "network.flowLogs.destination",
    "S3",
    '14  network.flowLogs.destination must be one of cloudWatchLogs, s3, got "S3"; did you mean "s3"?',
  ],

  ["storage.encryption", "aes", '16  storage.encryption must be one of kms, AES256, got "aes"; did you mean "AES256"?'],
  ["storage.events", "eventBridge", '16  storage.events must be true or false, got "eventBridge"'],

  [
    "database.instanceClass",
    "db.t2.micro",
    '14  database.instanceClass must be an RDS instance class, got "db.t2.micro"; for example db.t4g.medium or db.m7g.large; db.t2, db.m4, db.r4 and older ones run no PostgreSQL of today',
  ],
  ...["user", "db", "template1"].map(
    (name): Refused => [
      "database.databaseName",
      name,
      `15  database.databaseName must not be a word that RDS or PostgreSQL keeps, got "${name}"; add to it, for example orders_db`,
    ],
  ),
  ["database.pgaudit", "1", "15  database.pgaudit must be true or false, got 1"],

  ["audit.immutableLogs", "true", "16  audit.immutableLogs must be a map, got true"],
  [
    "audit.immutableLogs",
    "{}",
    "16  audit.immutableLogs.logAdministrators must be a list of ARNs of roles, got nothing; it is required",
  ],
  [
    "audit.immutableLogs.logAdministrators",
    "[]",
    "17  audit.immutableLogs.logAdministrators must have at least 1 role, got []",
  ],
  [
    "audit.immutableLogs.logAdministrators",
    '["arn:aws:sts::111111111111:assumed-role/log-administrator/me"]',
    '17  audit.immutableLogs.logAdministrators[0] must be the ARN of a role, got "arn:aws:sts::111111111111:assumed-role/log-administrator/me"; for example "arn:aws:iam::111111111111:role/log-administrator"',
  ],
  [
    "audit.immutableLogs.logAdministrators",
    `["${ROLE}", "${ROLE}"]`,
    `17  audit.immutableLogs.logAdministrators[1] must differ from those before it, got "${ROLE}"; name each role once`,
  ],
  ["audit.immutableLogs.objectLock", "365", "18  audit.immutableLogs.objectLock must be a map, got 365", IMMUTABLE],
  [
    "audit.immutableLogs.objectLock.mode",
    "governance",
    '19  audit.immutableLogs.objectLock.mode must be one of GOVERNANCE, COMPLIANCE, got "governance"; did you mean "GOVERNANCE"?',
    IMMUTABLE,
  ],
  [
    "audit.configRules",
    CONFIG_RULE("alarm: yes"),
    '16  audit.configRules[0].alarm must be true or false, got "yes"; write true without quotes',
  ],

  ["compliance", "true", "15  compliance must be false or a map, got true"],
  ["compliance", "", "15  compliance must be false or a map, got null; give it a value, or remove it"],
  ...["cron(0 24 * * ? *)", "cron(60 * * * ? *)", "cron(0 0 32 * ? *)", "cron(0 0 * 13 ? *)", "cron(0 0 ? * 8 *)"].map(
    (schedule): Refused => [
      "compliance.schedule",
      `"${schedule}"`,
      `16  compliance.schedule ${SCHEDULE}, got "${schedule}"; ${SCHEDULE_HINT}`,
    ],
  ),

  [
    "application.instanceType",
    "db.t4g.medium",
    `16  application.instanceType must be ${EC2_TYPE}, got "db.t4g.medium"; ${EC2_HINT}`,
  ],
  ...["t2.micro", "m3.large", "a1.large", "mac2.metal", "m7g.metal", "m7g"].map(
    (type): Refused => [
      "application.instanceType",
      type,
      `16  application.instanceType must be ${EC2_TYPE}, got "${type}"; ${EC2_HINT}`,
    ],
  ),
  [
    "application.allowBurstableMicro",
    "y",
    '17  application.allowBurstableMicro must be true or false, got "y"; write true without quotes',
    APPLICATION,
  ],
  ...["healthz", "/health?deep=1", "/a b"].map(
    (path): Refused => [
      "application.healthCheckPath",
      path,
      `17  application.healthCheckPath must be a path that begins with /, got "${path}"; for example /healthz`,
      APPLICATION,
    ],
  ),
  [
    "application.bootstrapScript",
    "[dnf, install]",
    '17  application.bootstrapScript must be a script, got ["dnf","install"]',
    APPLICATION,
  ],
  ...['"  "', '""'].map(
    (text): Refused => [
      "application.bootstrapScript",
      text,
      `17  application.bootstrapScript must be a script of 1 to 10000 bytes, got ${text}; fetch what is longer from a bucket`,
      APPLICATION,
    ],
  ),
  [
    "application.bootstrapScript",
    "x".repeat(10_001),
    "17  application.bootstrapScript must be a script of 1 to 10000 bytes, got 10001; fetch what is longer from a bucket",
    APPLICATION,
  ],
  [
    "application.bootstrapScript",
    "ü".repeat(5001),
    "17  application.bootstrapScript must be a script of 1 to 10000 bytes, got 10002; fetch what is longer from a bucket",
    APPLICATION,
  ],
  [
    "application.bootstrapScript",
    `"true\\n${SCRIPT_END}  "`,
    `17  application.bootstrapScript must have no such line, got "${SCRIPT_END}"; it ends the script in the user data, so take another word`,
    APPLICATION,
  ],
  [
    "application.databaseAccess",
    "read",
    '17  application.databaseAccess must be true or false, got "read"',
    APPLICATION,
  ],
  [
    "application.dataBucketAccess",
    "write",
    '17  application.dataBucketAccess must be one of none, read, readWrite, got "write"',
    APPLICATION,
  ],
  ["application.ssh", "true", "17  application.ssh must be one of none, bastion, trusted, got true", APPLICATION],
  [
    "application.sshPublicKey",
    "ssh-dss AAAAB3NzaC1kc3M",
    `17  application.sshPublicKey must be ${SSH_KEY}, got ssh-dss of another kind, or damaged; take the one line of the file that ends in .pub`,
    APPLICATION,
  ],
  [
    "application.sshPublicKey",
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABB",
    `17  application.sshPublicKey must be ${SSH_KEY}, got ecdsa-sha2-nistp256 of another kind, or damaged; take the one line of the file that ends in .pub`,
    APPLICATION,
  ],
  [
    "application.sshPublicKey",
    publicKey("ssh-rsa", 3, 513).slice(0, -100),
    `17  application.sshPublicKey must be ${SSH_KEY}, got ssh-rsa of another kind, or damaged; take the one line of the file that ends in .pub`,
    APPLICATION,
  ],
  [
    "application.sshPublicKey",
    `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"x".repeat(42)}`,
    `17  application.sshPublicKey must be ${SSH_KEY}, got ssh-ed25519 of another kind, or damaged; take the one line of the file that ends in .pub`,
    APPLICATION,
  ],
  [
    "application.sshPublicKey",
    "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ",
    `17  application.sshPublicKey must be ${SSH_KEY}, got something else; take the one line of the file that ends in .pub`,
    APPLICATION,
  ],
  ["application.sshPublicKey", "[key]", `17  application.sshPublicKey must be ${SSH_KEY}, got ["key"]`, APPLICATION],
  [
    "application.serviceLinkedRole",
    "exists",
    '17  application.serviceLinkedRole must be one of create, exist, got "exists"; did you mean "exist"?',
    APPLICATION,
  ],

  [
    "edge.certificateArn",
    "arn:aws:iam::111111111111:server-certificate/web",
    '16  edge.certificateArn must be the ARN of a certificate in ACM, got "arn:aws:iam::111111111111:server-certificate/web"; for example "arn:aws:acm:us-east-1:111111111111:certificate/…"',
  ],
  ...["https://app.example.com", "App.example.com", "localhost", "app.example.com.", "-a.example.com"].map(
    (name): Refused => [
      "edge.domainName",
      name,
      `16  edge.domainName must be a domain name in lower case, got "${name}"; for example app.example.com`,
    ],
  ),
  [
    "edge.hostedZoneId",
    "/hostedzone/Z0123456789ABCDEFGHIJ",
    '16  edge.hostedZoneId must be the id of a public hosted zone of Route 53, got "/hostedzone/Z0123456789ABCDEFGHIJ"; for example Z0123456789ABCDEFGHIJ',
  ],
  ["edge.allowPlainHttp", "on", '16  edge.allowPlainHttp must be true or false, got "on"; write true without quotes'],
  ["edge.waf", "true", "16  edge.waf must be false or a map, got true"],
  [
    "edge.waf.managedRuleGroups",
    "common",
    '17  edge.waf.managedRuleGroups must be a list of rule groups, got "common"',
  ],
  ["edge.waf.managedRuleGroups", "[]", "17  edge.waf.managedRuleGroups must have at least 1 rule group, got []"],
  [
    "edge.waf.managedRuleGroups",
    "[commons]",
    `17  edge.waf.managedRuleGroups[0] must be one of ${RULE_GROUPS}, got "commons"; did you mean "common"?`,
  ],
  [
    "edge.waf.managedRuleGroups",
    "[common, linux, common]",
    '17  edge.waf.managedRuleGroups[2] must differ from those before it, got "common"; name each rule group once',
  ],

  ["bastion.instanceType", "nano", `16  bastion.instanceType must be ${EC2_TYPE}, got "nano"; ${EC2_HINT}`],
  [
    "bastion.sshPublicKey",
    '"-----BEGIN OPENSSH PRIVATE KEY----- b3BlbnNzaC1rZXk"',
    `16  bastion.sshPublicKey must be ${SSH_KEY}, got a private key; keep it secret, make another if others have seen it, and take the file that ends in .pub`,
  ],

  ["databaseFunction.schedule", "daily", `16  databaseFunction.schedule ${SCHEDULE}, got "daily"; ${SCHEDULE_HINT}`],
  [
    "databaseFunction.invokers",
    '["*"]',
    '16  databaseFunction.invokers[0] must be the ARN of a role or a user, got "*"; for example "arn:aws:iam::111111111111:role/deployment"',
  ],
  [
    "databaseFunction.invokers",
    '["arn:aws:iam::111111111111:root"]',
    '16  databaseFunction.invokers[0] must be the ARN of a role or a user, got "arn:aws:iam::111111111111:root"; for example "arn:aws:iam::111111111111:role/deployment"',
  ],
  [
    "databaseFunction.invokers",
    ROLE,
    `16  databaseFunction.invokers must be a list of ARNs of roles and users, got "${ROLE}"`,
  ],
  [
    "databaseFunction.invokers",
    `["${ROLE}", "${ROLE}"]`,
    `16  databaseFunction.invokers[1] must differ from those before it, got "${ROLE}"; name each principal once`,
  ],
  [
    "databaseFunction.managedVpcAccessPolicy",
    "n",
    '16  databaseFunction.managedVpcAccessPolicy must be true or false, got "n"; write false without quotes',
  ],

  ...["rate(1 day)", "cron(0 5 * * * *)", "daily"].map(
    (schedule): Refused => [
      "backup.schedule",
      `"${schedule}"`,
      `16  backup.schedule must be a cron schedule of AWS Backup, got "${schedule}"; for example "cron(0 5 * * ? *)"`,
    ],
  ),
  ["backup.lock", "true", "16  backup.lock must be a map, got true"],
  ["backup.lock", "{}", "16  backup.lock.mode must be one of governance, compliance, got nothing; it is required"],
  [
    "backup.lock.mode",
    "GOVERNANCE",
    '17  backup.lock.mode must be one of governance, compliance, got "GOVERNANCE"; did you mean "governance"?',
  ],

  [
    "recoveryCheck.schedule",
    "rate(1 days)",
    `16  recoveryCheck.schedule ${SCHEDULE}, got "rate(1 days)"; ${SCHEDULE_HINT}`,
  ],

  ["suppressions", "{}", "15  suppressions must be a list of suppressions, got {}"],
  ...[
    ["control: S3", 'control must be the id of a control, got "S3"; help/controls.md lists them'],
    [
      'address: "${aws_s3_bucket.logs}"',
      'address must not contain ${ or %{, got "${aws_s3_bucket.logs}"; Terraform would read an expression',
    ],
    ["fingerprint: 12ab", 'fingerprint must be f and 15 hexadecimal digits, got "12ab"; `seccfn check` prints it'],
    [
      "reason: because of it",
      'reason must have at least 20 characters, got "because of it"; say why it may stay, so that whoever reads it in a year can judge',
    ],
    ['owner: ""', 'owner must be 1 to 128 printable characters in one line, got ""'],
    ["expires: 31.12.2026", 'expires must be a day yyyy-mm-dd, got "31.12.2026"; for example "2027-03-31"'],
    ["expires: 2027-02-31", 'expires must be a day of the calendar, got "2027-02-31"; that month has fewer days'],
    ["expires: 2027-02-29", 'expires must be a day of the calendar, got "2027-02-29"; that month has fewer days'],
  ].map(([change = "", problem]): Refused => ["suppressions", SUPPRESSION(change), `15  suppressions[0].${problem}`]),
];
