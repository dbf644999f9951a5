import {
  ENHANCED_MONITORING_SECONDS,
  LIMITS,
  LOG_RETENTION_DAYS,
  PERFORMANCE_INSIGHTS_DAYS,
} from "../../config/aws-limits";
import { environmentSchema } from "../../config/environment";
import { environmentSchemaInWords, type JsonSchema } from "../../config/json-schema";
import { parseYaml } from "../../config/read-yaml";
import {
  APPLICATION,
  CONFIG_RULE,
  IMMUTABLE,
  REFUSED,
  RETENTION,
  S3_BACKEND,
  SUPPRESSION,
  TAG,
} from "./refused-values";
import { type Changes, environmentOf, publicKey, refusal, refusalOf, yamlOf } from "./support";

describe("a value that is no number", () => {
  test.each(REFUSED.map(([path, value, problem, others]) => ({ path, value, problem, others })))(
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
  "database.rotationDays": "rotationDays",
  "audit.lakeRetentionDays": "lakeRetentionDays",
  "audit.immutableLogs.objectLock.days": "objectLockDays",
  "monitoring.unauthorizedCallsThreshold": "alarmThreshold",
  "monitoring.cpuPercent": "percentThreshold",
  "monitoring.databaseFreeStorageGib": "freeStorageGib",
  "monitoring.databaseConnections": "connectionsThreshold",
  "monitoring.serverErrors": "alarmThreshold",
  "monitoring.latencyMilliseconds": "latencyMilliseconds",
  "compliance.reservedConcurrency": "reservedConcurrency",
  "baseline.passwordPolicy.minimumLength": "passwordLength",
  "baseline.passwordPolicy.maxAgeDays": "passwordMaxAgeDays",
  "baseline.passwordPolicy.remembered": "passwordReuse",
  "application.minSize": "instances",
  "application.maxSize": "instances",
  "application.cpuTargetPercent": "cpuPercent",
  "application.rootVolumeGib": "rootVolumeGib",
  "application.port": "applicationPort",
  "edge.waf.rateLimit": "wafRateLimit",
  "backup.coldStorageAfterDays": "lifecycleDays",
  "backup.deleteAfterDays": "lifecycleDays",
  "backup.lock.minRetentionDays": "vaultLockRetentionDays",
  "backup.lock.maxRetentionDays": "vaultLockRetentionDays",
  "backup.lock.changeableForDays": "vaultLockChangeableForDays",
  "recoveryCheck.maxAgeHours": "recoveryPointAgeHours",
};

/** Numbers of which certain ones are taken. */
const CHOSEN_NUMBERS: Readonly<Record<string, readonly number[]>> = {
  "database.performanceInsightsDays": PERFORMANCE_INSIGHTS_DAYS,
  "database.enhancedMonitoringSeconds": ENHANCED_MONITORING_SECONDS,
};

/** What must be there for a section to be right. */
const BESIDE: readonly (readonly [beginning: string, changes: Changes])[] = [
  ["application.", APPLICATION],
  ["audit.immutableLogs.", IMMUTABLE],
  ["backup.lock.", { "backup.lock.mode": "governance" }],
];

/** A file with one value, and what must be beside it. */
function fileWith(path: string, value: string): string {
  const beside = BESIDE.filter(([beginning]) => path.startsWith(beginning)).map(([, changes]) => changes);
  return yamlOf(Object.assign({}, ...beside, { [path]: value }));
}

const RETENTIONS = [
  "network.flowLogs.retentionDays",
  "storage.eventLogRetentionDays",
  "database.logRetentionDays",
  "audit.trailLogRetentionDays",
  "compliance.logRetentionDays",
  "application.logRetentionDays",
  "edge.waf.logRetentionDays",
  "bastion.logRetentionDays",
  "databaseFunction.logRetentionDays",
  "recoveryCheck.logRetentionDays",
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
    expect(numbers.sort()).toEqual(
      [...Object.keys(WHOLE_NUMBERS), ...Object.keys(CHOSEN_NUMBERS), ...RETENTIONS].sort(),
    );
    expect(LEAVES.filter(({ schema }) => schema.type === "number")).toEqual([]);
  });

  const numbers = Object.entries(WHOLE_NUMBERS).map(([path, limit]) => ({ path, ...LIMITS[limit] }));

  test.each(numbers)("ALL-1: $path is taken from $min to $max", ({ path, min, max }) => {
    expect(isTaken(fileWith(path, `${min}`))).toBe(true);
    expect(isTaken(fileWith(path, `${max}`))).toBe(true);
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
      "1e11",
      "many",
    ].map((value) => ({ path, value, rule: `a whole number between ${min} and ${max} ${unit}` })),
  );

  test.each(refused)("ALL-1: $path: $value is refused", ({ path, value, rule }) => {
    const text = fileWith(path, value);
    const got = value === "many" ? '"many"' : value;
    expect(refusalOf(text)).toBe(refusal([`${lineOf(text, path)}  ${path} must be ${rule}, got ${got}`]));
  });

  test.each(numbers)("ALL-1: $path: a quoted number is refused", ({ path, min, max, unit }) => {
    const text = fileWith(path, `"${min}"`);
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

describe("a number of certain ones", () => {
  const chosen = Object.entries(CHOSEN_NUMBERS).map(([path, values]) => ({ path, values }));

  test.each(chosen)("ALL-1: $path takes what AWS takes", ({ path, values }) => {
    expect(values.filter((value) => !isTaken(fileWith(path, `${value}`)))).toEqual([]);
  });

  test.each([
    { path: "database.performanceInsightsDays", value: "30", unit: "days" },
    { path: "database.performanceInsightsDays", value: "0", unit: "days" },
    { path: "database.performanceInsightsDays", value: "732", unit: "days" },
    { path: "database.enhancedMonitoringSeconds", value: "0", unit: "seconds" },
    { path: "database.enhancedMonitoringSeconds", value: "2", unit: "seconds" },
    { path: "database.enhancedMonitoringSeconds", value: "60.5", unit: "seconds" },
  ])("ALL-1: $path: $value is refused", ({ path, value, unit }) => {
    expect(refusalOf(fileWith(path, value))).toBe(
      refusal([`15  ${path} must be one of ${CHOSEN_NUMBERS[path]?.join(", ")} ${unit}, got ${value}`]),
    );
  });

  it("ALL-1: of Performance Insights are a week, months of 31 days, and two years", () => {
    expect(PERFORMANCE_INSIGHTS_DAYS).toHaveLength(25);
    expect([0, 1, 2, 15, 23, 24].map((index) => PERFORMANCE_INSIGHTS_DAYS[index])).toEqual([7, 31, 62, 465, 713, 731]);
  });
});

describe("days of log retention", () => {
  test.each(RETENTIONS)("ALL-8: %s takes what CloudWatch Logs takes", (path) => {
    expect(LOG_RETENTION_DAYS.filter((days) => !isTaken(fileWith(path, `${days}`)))).toEqual([]);
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
    const text = fileWith(path, value);
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
  const tried = REFUSED.map(([, , problem]) => /^\d+ {2}([^ ]+) /.exec(problem)?.[1]?.replace(/\[\d+\]/g, "[]") ?? "");
  const untried = LEAVES.filter(({ schema }) => schema.type !== "integer").filter(
    ({ path }) => !tried.some((subject) => subject === path || subject === `${path}[]`),
  );
  expect(untried.map(({ path }) => path)).toEqual([]);
});

const CERTIFICATE = `arn:aws:acm:us-east-1:111111111111:certificate/${"0".repeat(36)}`;

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
    ...[
      "rate(7 days)",
      "cron(0/15 8-18 ? * MON-FRI *)",
      "cron(15 * ? * * *)",
      "cron(0 0 L * ? *)",
      "cron(0 0 LW * ? *)",
      "cron(0 0 3W JAN,JUL ? *)",
      "cron(0,30 00-23/2 01 1-12/3 ? 2026-2199)",
      "cron(*/5 * 1/1 * ? 1970)",
      "cron(0 10 ? * 6L 2026)",
      "cron(0 10 ? * L *)",
      "cron(0 8 ? * MON#1 *)",
      "cron(0 8 ? * 2,4,SUN *)",
    ].map((schedule) => ["databaseFunction.schedule", `"${schedule}"`] as const),
    [
      "databaseFunction.invokers",
      '["arn:aws:iam::222222222222:role/path/to/deployment", "arn:aws:iam::111111111111:user/me@example.com"]',
    ],
    ["kms.separateKeys", "[s3, rds, logs, ebs, sns, secrets, backup, sqs, lambda]"],
    ["kms.existingKeyArn", `arn:aws:kms:us-east-1:111111111111:key/mrk-${"0".repeat(32)}`, { "kms.mode": "existing" }],
    ["database.instanceClass", "db.x2iedn.32xlarge"],
    ["database.instanceClass", "db.m9g.48xlarge"],
    ["database.databaseName", "orders_db"],
    ["database.databaseName", "users"],
    [
      "audit.immutableLogs.logAdministrators",
      '["arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Log_1a"]',
    ],
    ["compliance", "false"],
    ...[
      "t3.nano",
      "m4.large",
      "c7i-flex.xlarge",
      "i4i.32xlarge",
      "u7i-12tb.224xlarge",
      "x2iedn.32xlarge",
      "hpc7g.16xlarge",
      "im4gn.large",
    ].map((type) => ["application.instanceType", type] as const),
    ["application.bootstrapScript", "'#!/bin/bash -c \"curl ${URL}\"'", APPLICATION],
    ["application.bootstrapScript", "x".repeat(10_000), APPLICATION],
    ["application.healthCheckPath", "/", APPLICATION],
    ["application.healthCheckPath", `/${"a".repeat(1023)}`, APPLICATION],
    ...[
      publicKey("ssh-ed25519", 32),
      `${publicKey("ssh-ed25519", 32)} jürgen@laptop of the team`,
      publicKey("ssh-rsa", 1, 257),
      `${publicKey("ssh-rsa", 3, 257)} me`,
      publicKey("ssh-rsa", 3, 513),
    ].map((key) => ["application.sshPublicKey", key, APPLICATION] as const),
    ["edge.domainName", "xn--bcher-kva.example.xn--p1ai", { "edge.certificateArn": CERTIFICATE, ...APPLICATION }],
    ["edge.waf", "false", { "edge.allowPlainHttp": "true", ...APPLICATION }],
    ["edge.waf", "{}", { "edge.allowPlainHttp": "true", ...APPLICATION }],
    ["backup.schedule", '"cron(0 */6 ? * MON-SAT *)"'],
    ["backup", "{}"],
    ["suppressions", SUPPRESSION("")],
    ["suppressions", SUPPRESSION("fingerprint: f123456789abcdef")],
    ["suppressions", SUPPRESSION("expires: 2028-02-29")],
    ["bastion", "{}", { "network.trustedCidrs": "[203.0.113.0/24]" }],
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
      naming: { prefix: "Example", pattern: "{prefix}-{name}-{type}", case: "title", outputs: "snake_case" },
      tags: { Environment: "Test", Project: "Example", Owner: "Team", ManagedBy: "Terraform" },
      kms: { mode: "own", separateKeys: [], deletionWindowDays: 10 },
      suppressions: [],
    });
    expect(network).toEqual({
      cidr: "10.0.0.0/16",
      zones: "auto",
      zoneCount: 2,
      publicSubnets: { prefixLength: 24 },
      privateSubnets: { prefixLength: 20 },
      natGateways: "perZone",
      internetEgress: true,
      endpoints: false,
      trustedCidrs: [],
      flowLogs: { destination: "cloudWatchLogs", retentionDays: 365 },
    });
    expect(storage).toEqual({
      encryption: "kms",
      events: false,
      eventLogRetentionDays: 365,
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
      pgaudit: false,
      secretRecoveryDays: 7,
    });
    expect(audit).toEqual({
      trailLogRetentionDays: 90,
      query: "athena",
      queryFirstDay: "2026/01/01",
      lakeRetentionDays: 365,
      configRules: [],
    });
    expect(monitoring).toEqual({
      cisAlarms: true,
      unauthorizedCallsThreshold: 5,
      cpuPercent: 85,
      databaseFreeStorageGib: 5,
      databaseConnections: 200,
      serverErrors: 10,
      latencyMilliseconds: 1000,
    });
    expect(compliance).toEqual({ schedule: "rate(1 hour)", logRetentionDays: 7 });
    expect(baseline).toEqual({
      config: "own",
      guardDuty: true,
      securityHub: true,
      accessAnalyzer: true,
      ebsEncryption: true,
      s3PublicAccessBlock: true,
      passwordPolicy: { minimumLength: 14, maxAgeDays: 90, remembered: 24 },
      rdsMonitoringLogs: true,
      mfaGroup: false,
    });
  });

  it("ALL-1: fill in sections that a file asks for", () => {
    const { application, edge, bastion, databaseFunction, backup, recoveryCheck } = environmentOf({
      ...APPLICATION,
      "network.trustedCidrs": "[203.0.113.0/24]",
      "edge.allowPlainHttp": "true",
      bastion: "{}",
      databaseFunction: "{}",
      "backup.lock.mode": "compliance",
      recoveryCheck: "{}",
    });
    expect(application).toEqual({
      instanceType: "m7g.large",
      allowBurstableMicro: false,
      minSize: 2,
      maxSize: 4,
      cpuTargetPercent: 60,
      rootVolumeGib: 20,
      port: 8080,
      healthCheckPath: "/healthz",
      databaseAccess: true,
      dataBucketAccess: "none",
      ssh: "none",
      serviceLinkedRole: "exist",
      logRetentionDays: 365,
    });
    expect(edge).toEqual({
      allowPlainHttp: true,
      waf: {
        managedRuleGroups: ["ipReputation", "anonymousIp", "common", "knownBadInputs", "sqlInjection"],
        rateLimit: 2000,
        logRetentionDays: 365,
      },
    });
    expect(bastion).toEqual({ instanceType: "t4g.nano", logRetentionDays: 365 });
    expect(databaseFunction).toEqual({ invokers: [], managedVpcAccessPolicy: false, logRetentionDays: 365 });
    expect(backup).toEqual({
      schedule: "cron(30 6 * * ? *)",
      coldStorageAfterDays: 30,
      deleteAfterDays: 120,
      lock: { mode: "compliance", minRetentionDays: 30, maxRetentionDays: 365, changeableForDays: 7 },
    });
    expect(recoveryCheck).toEqual({ schedule: "rate(6 hours)", maxAgeHours: 30, logRetentionDays: 365 });
  });

  it("ALL-1: of immutable logs are a year of object lock where that is asked for", () => {
    const { audit } = environmentOf({ ...IMMUTABLE, "audit.immutableLogs.objectLock": "{}" });
    expect(audit.immutableLogs?.objectLock).toEqual({ mode: "GOVERNANCE", days: 365 });
    expect(environmentOf(IMMUTABLE).audit.immutableLogs).not.toHaveProperty("objectLock");
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

  it("ALL-2: are at most 48 with the four that are always there", () => {
    expect(Object.keys(environmentOf(many(44)).tags)).toHaveLength(48);
    expect(refusalOf(yamlOf(many(45)))).toBe(
      refusal([
        "7  tags must be at most 48 tags with ManagedBy, got 49; AWS takes 50, and two are for Name and Backup",
      ]),
    );
  });

  it("ALL-2: leave Name to each resource", () => {
    expect(refusalOf(yamlOf({ "tags.Name": "x" }))).toBe(
      refusal(['11  tags.Name must be left out, got "x"; each resource has a name of its own, by naming']),
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
    ["audit", "", "15  audit must be a map, got null; give it keys, or {} for its defaults, or remove it"],
    ["network.flowLogs", "365", "13  network.flowLogs must be a map, got 365"],
    ["network.publicSubnets", "[10.0.0.0/24]", '13  network.publicSubnets must be a map, got ["10.0.0.0/24"]'],
    ["backend", "s3", '15  backend must be a map, got "s3"'],
    ["backend", "{}", "15  backend.type must be one of local, s3, got nothing; it is required"],
    ["baseline", "false", "15  baseline must be a map, got false"],
    ["edge", "", "15  edge must be a map, got null; give it keys, or {} for its defaults, or remove it"],
    ["backup", "true", "15  backup must be a map, got true"],
  ])("%s: %s, where a map belongs, is refused", (path, value, problem) => {
    expect(refusalOf(yamlOf({ [path]: value }))).toBe(refusal([problem]));
  });

  const unknown: readonly (readonly [path: string, problem: string, others?: Changes])[] = [
    ["regoin", '15  regoin is not known; did you mean "region"?'],
    ["Region", '15  Region is not known; did you mean "region"?'],
    [
      "vpc",
      "15  vpc is not known; allowed are account, application, audit, backend, backup, baseline, bastion, compliance, database, databaseFunction, edge, kms, lifecycle, monitoring, name, naming, network, recoveryCheck, region, stage, storage, suppressions, tags, topology",
    ],
    ["database.multiAZ", '15  database.multiAZ is not known; did you mean "multiAz"?'],
    [
      "database.storage",
      "15  database.storage is not known; allowed are allocatedStorageGib, allowBurstableMicro, backupRetentionDays, backupWindow, credentials, databaseName, engineVersion, enhancedMonitoringSeconds, instanceClass, logRetentionDays, maintenanceWindow, maxAllocatedStorageGib, multiAz, passwordVersion, performanceInsightsDays, pgaudit, port, rotationDays, secretRecoveryDays, username",
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
    ["compliance.retentionDays", '16  compliance.retentionDays is not known; did you mean "logRetentionDays"?'],
    ["edge.waf.rules", "17  edge.waf.rules is not known; allowed are logRetentionDays, managedRuleGroups, rateLimit"],
    [
      "backup.lock.days",
      "18  backup.lock.days is not known; allowed are changeableForDays, maxRetentionDays, minRetentionDays, mode",
      { "backup.lock.mode": "governance" },
    ],
    [
      "audit.immutableLogs.objectLock.year",
      "19  audit.immutableLogs.objectLock.year is not known; allowed are days, mode",
      IMMUTABLE,
    ],
    ["application.minsize", '17  application.minsize is not known; did you mean "minSize"?', APPLICATION],
    ["bastion.enabled", "16  bastion.enabled is not known; allowed are instanceType, logRetentionDays, sshPublicKey"],
    ["backend.buckets", '19  backend.buckets is not known; did you mean "bucket"?', S3_BACKEND],
    ["backend.bucket", "17  backend.bucket is not known; it belongs to type: s3", { "backend.type": "local" }],
    ["backend.dynamodbTable", "17  backend.dynamodbTable is not known; allowed are type", { "backend.type": "local" }],
    [
      "constructor",
      "15  constructor is not known; allowed are account, application, audit, backend, backup, baseline, bastion, compliance, database, databaseFunction, edge, kms, lifecycle, monitoring, name, naming, network, recoveryCheck, region, stage, storage, suppressions, tags, topology",
    ],
    [
      "kms.toString",
      "16  kms.toString is not known; allowed are deletionWindowDays, existingKeyArn, mode, separateKeys",
    ],
    ["kms.__proto__", "16  kms.__proto__ is not known; remove it"],
    ["tags.__proto__", "11  tags.__proto__ is not known; remove it"],
    ["__proto__", "15  __proto__ is not known; remove it"],
    [
      `"${"x".repeat(70)}"`,
      `15  ${"x".repeat(70)} is not known; allowed are account, application, audit, backend, backup, baseline, bastion, compliance, database, databaseFunction, edge, kms, lifecycle, monitoring, name, naming, network, recoveryCheck, region, stage, storage, suppressions, tags, topology`,
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
