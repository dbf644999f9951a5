import { assert, constant, constantFrom, property, record, stringMatching, tuple } from "fast-check";
import { NAME_RULES, type NameType } from "../../config/name-rules";
import { NAMED, type NameKey, Names, nameViolations, namesOf as neededNames } from "../../config/names";
import { type Changes, environmentOf, refusal, refusalOf, yamlOf } from "./support";

const KEYS = Object.keys(NAMED) as NameKey[];

function namesOf(changes: Changes = {}): Record<string, string> {
  const names = new Names(environmentOf(changes));
  return Object.fromEntries(KEYS.map((key) => [key, names.get(key)]));
}

/** A name with an ending such as it gets. */
function complete(name: string, type: NameType): string {
  return `${name}${NAME_RULES[type].ending?.sample ?? ""}`;
}

/** An environment that has every section, so that all names are needed. */
const COMPLETE: Changes = {
  "network.trustedCidrs": "[203.0.113.0/24]",
  "application.instanceType": "m7g.large",
  "edge.allowPlainHttp": "true",
  bastion: "{}",
  databaseFunction: "{}",
  backup: "{}",
  recoveryCheck: "{}",
};

describe("names", () => {
  it("ALL-12: are made by the naming rule", () => {
    expect(namesOf({ "naming.prefix": "SecCFN" })).toMatchInlineSnapshot(`
      {
        "accessAnalyzer": "SecCFN-Analyzer",
        "accessLogBucket": "seccfn-access-logs-bucket",
        "alertTopic": "SecCFN-Security-Alerts-Topic",
        "applicationAgent": "AmazonCloudWatch-SecCFN-Application-Parameter",
        "applicationGroup": "SecCFN-Application-Group",
        "applicationKeyPair": "SecCFN-Application-KeyPair",
        "applicationLogGroup": "SecCFN-Application-LogGroup",
        "applicationPolicy": "SecCFN-Application-Policy",
        "applicationProfile": "SecCFN-Application-Profile",
        "applicationRole": "SecCFN-Application-Role",
        "applicationSecurityGroup": "SecCFN-Application-SecurityGroup",
        "applicationTemplate": "SecCFN-Application-LaunchTemplate",
        "backupKey": "alias/SecCFN-Backup-Key",
        "backupPlan": "SecCFN-Plan",
        "backupPolicy": "SecCFN-Backup-Policy",
        "backupRole": "SecCFN-Backup-Role",
        "backupSelection": "SecCFN-Tagged-Selection",
        "backupVault": "SecCFN-Vault",
        "bastion": "SecCFN-Bastion-Instance",
        "bastionAgent": "AmazonCloudWatch-SecCFN-Bastion-Parameter",
        "bastionKeyPair": "SecCFN-Bastion-KeyPair",
        "bastionLogGroup": "SecCFN-Bastion-LogGroup",
        "bastionProfile": "SecCFN-Bastion-Profile",
        "bastionRole": "SecCFN-Bastion-Role",
        "bastionSecurityGroup": "SecCFN-Bastion-SecurityGroup",
        "complianceDeadLetters": "SecCFN-Compliance-Dead-Letters-Queue",
        "complianceFunction": "SecCFN-Compliance-Function",
        "compliancePolicy": "SecCFN-Lambda-Policy",
        "complianceRole": "SecCFN-Lambda-Role",
        "complianceSchedule": "SecCFN-Compliance-Schedule-Rule",
        "complianceSecurityGroup": "SecCFN-Lambda-SecurityGroup",
        "configAlertRule": "SecCFN-Config-Non-Compliant-Rule",
        "configBucket": "seccfn-config-bucket",
        "configPolicy": "SecCFN-Config-Policy",
        "configRecorder": "SecCFN-Recorder",
        "configRole": "SecCFN-Config-Role",
        "dashboard": "SecCFN-Security-Dashboard",
        "dataBucket": "seccfn-data-bucket",
        "dataEventLogGroup": "/aws/events/SecCFN-Data-LogGroup",
        "dataEventPolicy": "SecCFN-Data-Events-LogPolicy",
        "dataEventRule": "SecCFN-Data-Events-Rule",
        "databaseBootstrapSecret": "SecCFN-Database-Bootstrap-Credentials",
        "databaseEvents": "SecCFN-Main-Events",
        "databaseFunction": "SecCFN-Database-Function",
        "databaseFunctionDeadLetters": "SecCFN-Database-Dead-Letters-Queue",
        "databaseFunctionPolicy": "SecCFN-Database-Lambda-Policy",
        "databaseFunctionRole": "SecCFN-Database-Lambda-Role",
        "databaseFunctionSchedule": "SecCFN-Database-Schedule-Rule",
        "databaseInstance": "seccfn-main-database",
        "databaseMonitoringRole": "SecCFN-RDS-Monitoring-Role",
        "databaseParameterGroup": "seccfn-main-parameters",
        "databaseSecret": "SecCFN-Database-Credentials",
        "databaseSecurityGroup": "SecCFN-Database-SecurityGroup",
        "databaseSubnetGroup": "seccfn-main-subnets",
        "deliveryChannel": "SecCFN-Channel",
        "ebsKey": "alias/SecCFN-EBS-Key",
        "endpointSecurityGroup": "SecCFN-Endpoints-SecurityGroup",
        "eventDataStore": "SecCFN-CloudTrail-EventDataStore",
        "flowLogBucket": "seccfn-flow-logs-bucket",
        "flowLogGroup": "SecCFN-Flow-Logs-LogGroup",
        "flowLogPolicy": "SecCFN-Flow-Logs-Policy",
        "flowLogRole": "SecCFN-Flow-Logs-Role",
        "guardDutyAlertRule": "SecCFN-GuardDuty-Findings-Rule",
        "internetGateway": "SecCFN-InternetGateway",
        "lambdaKey": "alias/SecCFN-Lambda-Key",
        "loadBalancer": "SecCFN-LB",
        "loadBalancerLogBucket": "seccfn-lb-logs-bucket",
        "loadBalancerSecurityGroup": "SecCFN-LB-SecurityGroup",
        "logsKey": "alias/SecCFN-Logs-Key",
        "masterKey": "alias/SecCFN-Master-Key",
        "mfaGroup": "SecCFN-MFA-Required-Group",
        "mfaPolicy": "SecCFN-MFA-Required-Policy",
        "queryDatabase": "seccfn_cloud_trail_database",
        "queryResultBucket": "seccfn-query-results-bucket",
        "queryWorkgroup": "SecCFN-CloudTrail-Workgroup",
        "rdsKey": "alias/SecCFN-RDS-Key",
        "recoveryDeadLetters": "SecCFN-Recovery-Dead-Letters-Queue",
        "recoveryFunction": "SecCFN-Recovery-Check-Function",
        "recoveryPolicy": "SecCFN-Recovery-Lambda-Policy",
        "recoveryRole": "SecCFN-Recovery-Lambda-Role",
        "recoverySchedule": "SecCFN-Recovery-Schedule-Rule",
        "rotationDeadLetters": "SecCFN-Rotation-Dead-Letters-Queue",
        "rotationFunction": "SecCFN-Rotation-Function",
        "rotationPolicy": "SecCFN-Rotation-Lambda-Policy",
        "rotationRole": "SecCFN-Rotation-Lambda-Role",
        "rotationSecurityGroup": "SecCFN-Rotation-Lambda-SecurityGroup",
        "s3Key": "alias/SecCFN-S3-Key",
        "secretsKey": "alias/SecCFN-Secrets-Key",
        "snsKey": "alias/SecCFN-SNS-Key",
        "sqsKey": "alias/SecCFN-SQS-Key",
        "stateKey": "alias/SecCFN-State-Key",
        "targetGroup": "SecCFN-TG",
        "trail": "SecCFN-Trail",
        "trailBucket": "seccfn-cloud-trail-bucket",
        "trailLogGroup": "SecCFN-CloudTrail-LogGroup",
        "trailPolicy": "SecCFN-CloudTrail-CloudWatch-Policy",
        "trailRole": "SecCFN-CloudTrail-CloudWatch-Role",
        "transitGatewayAttachment": "SecCFN-TransitGatewayAttachment",
        "vpc": "SecCFN-VPC",
        "webAcl": "SecCFN-WebAcl",
        "webAclLogGroup": "aws-waf-logs-SecCFN-LogGroup",
      }
    `);
  });

  it("ALL-12: have hyphens between words in lower case, the prefix's spelling aside", () => {
    expect(
      namesOf({
        "naming.prefix": "SecCFN",
        "naming.case": "lower",
        "naming.pattern": '"{prefix}-{type}-{name}-{environment}"',
        "naming.iamPattern": '"Team7-{region}-{name}"',
      }),
    ).toMatchObject({
      trailLogGroup: "seccfn-log-group-cloud-trail-example",
      databaseInstance: "seccfn-database-main-example",
      queryDatabase: "seccfn_database_cloud_trail_example",
      masterKey: "alias/seccfn-key-master-example",
      trail: "seccfn-trail-example",
      configRole: "team7-us-east-1-config",
      trailPolicy: "team7-us-east-1-cloud-trail-cloud-watch",
    });
  });

  it.each([
    ["IAMPolicyChanges", "example-iam-policy-changes-alarm"],
    ["UnauthorizedAPICalls", "example-unauthorized-api-calls-alarm"],
    ["S3BucketPolicyChanges", "example-s3-bucket-policy-changes-alarm"],
    ["DatabaseCPU", "example-database-cpu-alarm"],
    ["MFA-Required", "example-mfa-required-alarm"],
  ])("ALL-12: keep the words of %s apart in lower case", (job, name) => {
    expect(new Names(environmentOf({ "naming.case": "lower" })).of("metric-alarm", job)).toBe(name);
  });

  it("ALL-12: of IAM follow the common pattern where there is none of their own", () => {
    expect(namesOf({ "naming.pattern": '"{name}-{region}-{type}-{prefix}"' })).toMatchObject({
      configRole: "Config-us-east-1-Role-Example",
      alertTopic: "Security-Alerts-us-east-1-Topic-Example",
      vpc: "us-east-1-VPC-Example",
    });
  });

  it("ALL-12: are made for further things by type and job", () => {
    const names = new Names(environmentOf());
    expect(names.of("subnet", "Public-A")).toBe("Example-Public-A-Subnet");
    expect(names.of("instance-profile", "App")).toBe("Example-App-Profile");
    expect(names.prefix).toBe("Example");
  });

  it("ALL-12: keep words apart in lower case, those after an abbreviation, too", () => {
    const names = new Names(environmentOf({ "naming.case": "lower" }));
    expect(names.of("log-group", "APICalls")).toBe("example-api-calls-log-group");
    expect(names.of("kms-alias", "RDS")).toBe("alias/example-rds-key");
  });

  it("ALL-12: of instance profiles are IAM's", () => {
    const names = new Names(environmentOf({ "naming.iamPattern": '"{name}-{region}"' }));
    expect(names.of("instance-profile", "App")).toBe("App-us-east-1");
  });

  it("ALL-12: that AWS would refuse are no names", () => {
    const names = new Names(environmentOf());
    expect(() => names.of("iam-role", "x".repeat(60))).toThrow(
      new Error(
        `naming.pattern must make names of at most 64 characters for iam-role, got "Example-${"x".repeat(
          60,
        )}-Role" of 73; shorten it, or naming.prefix`,
      ),
    );
    expect(() => names.of("sns-topic", "a b")).toThrow(
      new Error(
        'naming.pattern must make names that AWS takes for sns-topic, got "Example-a b-Topic"; they match ^[A-Za-z0-9_-]{1,256}$',
      ),
    );
    expect(names.of("iam-role", "x".repeat(51))).toHaveLength(64);
  });
});

const LONG = `{prefix}-{name}-{type}-${"a".repeat(30)}`;

describe("a naming rule", () => {
  it("ALL-12: that makes names too long is refused, by the longest of each type", () => {
    expect(refusalOf(yamlOf({ "naming.pattern": `"${LONG}"` }))).toBe(
      refusal([
        `7  naming.pattern must make names of at most 63 characters for s3-bucket, got "example-query-results-bucket-${"a".repeat(
          30,
        )}" of 68 with the 9 of its random ending; shorten it, or naming.prefix`,
        `7  naming.pattern must make names of at most 64 characters for iam-role, got "Example-CloudTrail-CloudWatch-Role-${"a".repeat(
          30,
        )}" of 65; shorten it, or naming.prefix`,
      ]),
    );
  });

  const ENVIRONMENT = `"{prefix}-{environment}-{name}-{type}"`;
  const edge = (name: string): Changes => ({ ...COMPLETE, name, "naming.pattern": ENVIRONMENT });
  const tooLong = (type: NameType, name: string, rest: string) =>
    `7  naming.pattern must make names of at most 32 characters for ${type}, got "${name}" of ${rest}; shorten it, or naming.prefix`;

  it("ALL-12: has room for the mark that target groups get, and for load balancers", () => {
    const longest = `a${"b".repeat(13)}`;
    expect(refusalOf(yamlOf(edge(longest)))).toBe("");
    expect(refusalOf(yamlOf(edge(`${longest}c`)))).toBe(
      refusal([tooLong("target-group", `Example-${longest}c-TG`, "33 with the 7 of the mark that is added")]),
    );
    const name = "a".repeat(22);
    expect(refusalOf(yamlOf(edge(name)))).toBe(
      refusal([
        tooLong("load-balancer", `Example-${name}-LB`, "33"),
        tooLong("target-group", `Example-${name}-TG`, "40 with the 7 of the mark that is added"),
      ]),
    );
  });

  it("ALL-12: is not held to names that nothing needs", () => {
    expect(refusalOf(yamlOf({ name: "a".repeat(22), "naming.pattern": ENVIRONMENT }))).toBe("");
  });

  const needed = (changes: Changes) =>
    neededNames(environmentOf(changes)).map(({ type, job }) => `${type} ${job}`.trim());
  const APPLICATION: Changes = { "application.instanceType": "m7g.large" };
  const sections: readonly (readonly [section: string, without: Changes, added: Changes, names: readonly string[]])[] =
    [
      [
        "compliance",
        { compliance: "false" },
        { compliance: "{}" },
        [
          "lambda-function Compliance",
          "iam-role Lambda",
          "iam-policy Lambda",
          "security-group Lambda",
          "sqs-queue Compliance-Dead-Letters",
          "event-rule Compliance-Schedule",
        ],
      ],
      [
        "application",
        {},
        APPLICATION,
        [
          "iam-role Application",
          "iam-policy Application",
          "instance-profile Application",
          "security-group Application",
          "key-pair Application",
          "log-group Application",
          "agent-parameter Application",
          "launch-template Application",
          "autoscaling-group Application",
        ],
      ],
      [
        "edge",
        APPLICATION,
        { "edge.allowPlainHttp": "true" },
        ["s3-bucket LB-Logs", "load-balancer", "security-group LB", "target-group", "web-acl", "waf-log-group"],
      ],
      [
        "bastion",
        {},
        { bastion: "{}", "network.trustedCidrs": "[203.0.113.0/24]" },
        [
          "ec2-instance Bastion",
          "iam-role Bastion",
          "instance-profile Bastion",
          "security-group Bastion",
          "key-pair Bastion",
          "log-group Bastion",
          "agent-parameter Bastion",
        ],
      ],
      [
        "databaseFunction",
        {},
        { databaseFunction: "{}" },
        [
          "lambda-function Database",
          "iam-role Database-Lambda",
          "iam-policy Database-Lambda",
          "sqs-queue Database-Dead-Letters",
          "event-rule Database-Schedule",
        ],
      ],
      [
        "backup",
        {},
        { backup: "{}" },
        [
          "kms-alias Backup",
          "backup-vault",
          "backup-plan",
          "backup-selection Tagged",
          "iam-role Backup",
          "iam-policy Backup",
        ],
      ],
      [
        "recoveryCheck",
        { backup: "{}" },
        { recoveryCheck: "{}" },
        [
          "lambda-function Recovery-Check",
          "iam-role Recovery-Lambda",
          "iam-policy Recovery-Lambda",
          "sqs-queue Recovery-Dead-Letters",
          "event-rule Recovery-Schedule",
        ],
      ],
    ];

  test.each(sections)("ALL-12: is held to the names of %s where it is there", (_, without, added, names) => {
    const before = needed(without);
    expect(needed({ ...without, ...added }).filter((name) => !before.includes(name))).toEqual(names);
  });

  it("ALL-12: for IAM is named where that one is at fault", () => {
    expect(refusalOf(yamlOf({ "naming.iamPattern": `"${LONG}"` }))).toBe(
      refusal([
        `7  naming.iamPattern must make names of at most 64 characters for iam-role, got "Example-CloudTrail-CloudWatch-Role-${"a".repeat(
          30,
        )}" of 65; shorten it, or naming.prefix`,
      ]),
    );
  });

  it("ALL-12: may make names as long as AWS takes", () => {
    expect(refusalOf(yamlOf({ "naming.iamPattern": `"${LONG.slice(0, -1)}"` }))).toBe("");
    expect(namesOf({ "naming.iamPattern": `"${LONG.slice(0, -1)}"` }).trailRole).toHaveLength(64);
  });

  it("ALL-12: that makes names with what AWS keeps for itself is refused", () => {
    expect(refusalOf(yamlOf({ "naming.prefix": "sthree" }))).toBe(
      refusal([
        '6  naming.prefix must not make names of s3-bucket that begin with sthree-, got "sthree-query-results-bucket"; AWS keeps them for itself, so change naming.prefix',
      ]),
    );
    expect(refusalOf(yamlOf({ "naming.prefix": "sg" }))).toContain(
      '6  naming.prefix must not make names of security-group that begin with sg-, got "sg-',
    );
    expect(refusalOf(yamlOf({ "naming.pattern": '"sthree-{prefix}-{name}-{type}"' }))).toBe(
      refusal([
        '7  naming.pattern must not make names of s3-bucket that begin with sthree-, got "sthree-example-query-results-bucket"; AWS keeps them for itself, so change naming.pattern',
      ]),
    );
  });

  it("ALL-12: that gives a thing without a job no name is refused", () => {
    const rule = (type: NameType) =>
      `7  naming.pattern must make names that AWS takes for ${type}, got ""; they match ${NAME_RULES[type].pattern}`;
    expect(refusalOf(yamlOf({ "naming.pattern": '"{name}"' }))).toBe(
      refusal(
        (
          [
            "accessanalyzer",
            "cloudtrail",
            "config-delivery-channel",
            "config-recorder",
            "internet-gateway",
            "transit-gateway-attachment",
            "vpc",
          ] as const
        ).map(rule),
      ),
    );
  });

  it("ALL-12: looks at the rules of Config that the file names", () => {
    const identifier = `A${"B".repeat(111)}`;
    expect(
      refusalOf(
        yamlOf({
          "audit.configRules": `[{ identifier: ${identifier}, description: x }]`,
          "naming.prefix": "Example1234",
        }),
      ),
    ).toBe(
      refusal([
        `5  naming.pattern must make names of at most 128 characters for config-rule, got "Example1234-A${"b".repeat(
          86,
        )}… (131 characters) of 129; shorten it, or naming.prefix`,
      ]),
    );
    expect(
      refusalOf(
        yamlOf({
          "audit.configRules": `[{ identifier: ${identifier}, description: x }]`,
        }),
      ),
    ).toBe("");
  });

  it("is silent while name, region or the rule itself are wrong", () => {
    for (const wrong of [{ name: "A" }, { region: "x" }, { "naming.case": "x" }]) {
      expect(refusalOf(yamlOf({ "naming.prefix": "sthree", ...wrong }))).toContain("1 problem;");
    }
  });
});

const part = constantFrom("{prefix}", "{type}", "{name}", "{environment}", "{region}", "-", "x", "Corp", "7", "a-b");
const patterns = tuple(part, part, part, part)
  .map((parts) => parts.join("-").concat("{name}"))
  .filter((pattern) => pattern.length <= 60);

/** Any naming rule that the schema takes. */
const rules = record({
  prefix: stringMatching(/^[A-Za-z][A-Za-z0-9]{0,19}$/),
  pattern: patterns,
  iamPattern: patterns,
  case: constantFrom("title" as const, "lower" as const),
  outputs: constant("snake_case" as const),
  name: stringMatching(/^[a-z][a-z0-9-]{0,28}[a-z0-9]$/),
  region: constantFrom("us-east-1" as const, "ap-southeast-7" as const, "us-gov-west-1" as const),
});

const REFUSAL =
  /^naming\.(?:prefix|pattern|iamPattern) must (?:not make names of [a-z0-9-]+ that begin with \S+, got ".*"; AWS keeps them for itself|make names of at most \d+ characters for [a-z0-9-]+, got ".*(?:"|\))? of \d+|make names that AWS takes for [a-z0-9-]+, got ".*"; they match |keep names apart, got ".*" \([a-z0-9-]+\) for ".*" and ".*"$)/;

describe("any naming rule", () => {
  it("ALL-12: makes names that AWS takes, and no two alike; or an error that says why not", () => {
    const everything = environmentOf(COMPLETE);
    let taken = 0;
    let refused = 0;
    assert(
      property(rules, ({ name, region, ...naming }) => {
        const context = { ...everything, name, region, naming };
        const violations = nameViolations(context);
        if (violations.length > 0) {
          refused += 1;
          for (const { message } of violations) {
            expect(message).toMatch(REFUSAL);
          }
          return;
        }
        taken += 1;
        const names = new Names(context);
        const made = KEYS.map((key) => ({
          type: NAMED[key][0],
          name: names.get(key),
        }));
        for (const { type, name: each } of made) {
          const whole = complete(each, type);
          expect(whole).toMatch(new RegExp(NAME_RULES[type].pattern));
          expect(whole.length).toBeLessThanOrEqual(NAME_RULES[type].max);
          expect(NAME_RULES[type].lowerCase ? each.toLowerCase() : each).toBe(each);
        }
        const ids = made.map(({ type, name: each }) => `${type} ${each.toLowerCase()}`);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
    expect(taken).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(10);
  });
});

describe("the rules of AWS", () => {
  const types = Object.keys(NAME_RULES) as NameType[];

  test.each(types)("%s: the longest name is taken, one longer is not, and reserved ones are not", (type) => {
    const { pattern, max, prefix = "", reserved } = NAME_RULES[type];
    const rule = new RegExp(pattern);
    expect(prefix + "a".repeat(max - prefix.length)).toMatch(rule);
    expect(prefix + "a".repeat(max - prefix.length + 1)).not.toMatch(rule);
    for (const beginning of reserved?.prefixes ?? []) {
      expect(`${beginning}aaa`).not.toMatch(rule);
    }
    for (const end of reserved?.suffixes ?? []) {
      expect(`aaa${end}`).not.toMatch(rule);
    }
  });

  test.each(types)("%s: capitals are taken where the table says so", (type) => {
    const { pattern, prefix = "", lowerCase } = NAME_RULES[type];
    expect(new RegExp(pattern).test(`${prefix}AbcDef`)).toBe(!lowerCase);
  });
});
