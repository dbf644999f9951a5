import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020";
import { parse } from "yaml";
import { environmentJsonSchema, environmentSchemaInWords, type JsonSchema } from "../../config/json-schema";
import { configurationReference } from "../../config/reference";
import { type Changes, MINIMAL, refusalOf, yamlOf } from "./support";

const ROOT = join(__dirname, "../..");
const validate = new Ajv2020({ allErrors: true }).compile({ ...environmentJsonSchema() });

/** Where the JSON Schema finds fault with a file, as an editor would underline it. */
function faults(text: string): string[] {
  const data: unknown = parse(text, { merge: true });
  return validate(data) ? [] : (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}

/** All the schemas within a schema, with their paths. */
function within(schema: JsonSchema, path: string): { path: string; schema: JsonSchema }[] {
  const children = [
    ...Object.entries(schema.properties ?? {}).map(([key, child]) => [`${path}.${key}`, child] as const),
    ...[schema.items ?? []].flat().map((child) => [`${path}[]`, child] as const),
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map((child) => [path, child] as const),
  ];
  return [{ path, schema }, ...children.flatMap(([below, child]) => within(child, below))];
}

describe("what is generated of the schema", () => {
  test.each([
    ["help/configuration.md", configurationReference],
    ["help/environment.schema.json", () => `${JSON.stringify(environmentJsonSchema(), null, 2)}\n`],
  ])("ALL-1: %s is that of today; npm run docs writes it", (file, generate) => {
    expect(generate()).toBe(readFileSync(join(ROOT, file), "utf8"));
  });
});

describe("the JSON Schema", () => {
  it("ALL-1: is of draft 2020-12, has a title, and describes every key", () => {
    const schema = environmentJsonSchema();
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: "SecCFN environment",
      additionalProperties: false,
    });
    const keys = within(schema, "").flatMap(({ path, schema: { properties = {} } }) =>
      Object.entries(properties).map(([key, child]) => ({ key: `${path}.${key}`, description: child.description })),
    );
    expect(keys.length).toBeGreaterThan(80);
    expect(keys.filter(({ description = "" }) => !/^[A-Z`].*\.$/s.test(description))).toEqual([]);
  });

  it("has none of our own words, which strict validators refuse", () => {
    expect(within(environmentSchemaInWords(), "").some(({ schema }) => schema.rule !== undefined)).toBe(true);
    expect(JSON.stringify(environmentJsonSchema())).not.toContain('"rule"');
  });

  it("asks for what has no default, and for nothing else", () => {
    expect(environmentJsonSchema().required).toEqual([
      "name",
      "account",
      "region",
      "stage",
      "naming",
      "tags",
      "network",
      "database",
    ]);
  });

  it("gives editors ranges, choices and defaults", () => {
    const { properties = {} } = environmentJsonSchema();
    expect(properties.kms).toMatchObject({
      type: "object",
      description: "The keys that everything is encrypted with.",
      default: {},
      additionalProperties: false,
    });
    expect(properties.kms?.properties?.deletionWindowDays).toEqual({
      type: "integer",
      minimum: 7,
      maximum: 30,
      default: 10,
      description:
        "Days between a key's deletion and its end; fewer than 10 are refused unless `kms-deletion-window-long` is suppressed.",
    });
    expect(properties.network?.properties?.trustedCidrs).toMatchObject({
      type: "array",
      uniqueItems: true,
      maxItems: 8,
      default: [],
    });
    expect(properties.edge?.default).toBeUndefined();
    expect(properties.topology?.enum).toEqual(["single", "layered"]);
    expect(properties.account?.pattern).toBe("^\\d{12}$");
  });

  test.each([
    ["the shipped environment", readFileSync(join(ROOT, "environments/seccfn.yaml"), "utf8")],
    ["the smallest environment", yamlOf()],
    [
      "one with state in S3",
      yamlOf({ "backend.type": "s3", "backend.bucket": "example-state", "backend.region": "us-east-1" }),
    ],
    [
      "one with zones, subnets and no password policy",
      yamlOf({
        "network.zones": "[us-east-1a, us-east-1b]",
        "network.publicSubnets.cidrs": "[10.0.0.0/24, 10.0.1.0/24]",
        "baseline.passwordPolicy": "false",
      }),
    ],
    [
      "one with every section",
      yamlOf({
        "network.trustedCidrs": "[203.0.113.0/24]",
        "application.instanceType": "m7g.large",
        "edge.allowPlainHttp": "true",
        "edge.waf": "false",
        bastion: "{}",
        databaseFunction: "{}",
        backup: "{}",
        recoveryCheck: "{}",
        compliance: "false",
      }),
    ],
  ])("takes %s, as synthesis does", (_, text) => {
    expect(faults(text)).toEqual([]);
    expect(refusalOf(text)).toBe("");
  });

  const refused: readonly (readonly [path: string, value: string | undefined, fault: string])[] = [
    ["name", "Example", "/name pattern"],
    ["account", "111111111111", "/account type"],
    ["account", undefined, " required"],
    ["region", "us-east1", "/region enum"],
    ["topolgy", "single", " additionalProperties"],
    ["backend.type", "gcs", "/backend oneOf"],
    ["naming.pattern", '"{type}"', "/naming/pattern pattern"],
    ["tags.Cost", "1", "/tags/Cost type"],
    ['tags."a*b"', "x", "/tags propertyNames"],
    ["network.cidr", "10.0.0.0", "/network/cidr pattern"],
    ["network.cidr", "10.0.0.0/33", "/network/cidr pattern"],
    ["network.cidr", "10.0.0.256/24", "/network/cidr pattern"],
    ["network.cidr", "010.0.0.0/8", "/network/cidr pattern"],
    ["network.cidr", '"fd00::/8"', "/network/cidr pattern"],
    ["network.zones", "[us-east-1a]", "/network/zones minItems"],
    ["network.zones", "[a, b, c, d, e, f, g]", "/network/zones maxItems"],
    ["network.flowLogs.retentionDays", "10", "/network/flowLogs/retentionDays enum"],
    ["database.port", "1149", "/database/port minimum"],
    ["database.port", "65536", "/database/port maximum"],
    ["database.port", "1150.5", "/database/port type"],
    ["database.multiAz", "yes", "/database/multiAz type"],
    ["audit.configRules", "[{ identifier: x, description: y }]", "/audit/configRules/0/identifier pattern"],
    ["audit", "", "/audit type"],
    ["baseline.passwordPolicy", "true", "/baseline/passwordPolicy anyOf"],
    ["kms.separateKeys", "[s3, s3]", "/kms/separateKeys uniqueItems"],
    ["kms.separateKeys", "[s4]", "/kms/separateKeys/0 enum"],
    ["audit.immutableLogs.logAdministrators", "[]", "/audit/immutableLogs/logAdministrators minItems"],
    ["application.instanceType", "t2.micro", "/application/instanceType pattern"],
    ["application.sshPublicKey", "ssh-dss AAAA", "/application/sshPublicKey pattern"],
    ["application.bootstrapScript", '""', "/application/bootstrapScript minLength"],
    ["database.instanceClass", "db.m4.large", "/database/instanceClass pattern"],
    ["database.enhancedMonitoringSeconds", "2", "/database/enhancedMonitoringSeconds enum"],
    ["backup.schedule", "rate(1 day)", "/backup/schedule pattern"],
    ["recoveryCheck.schedule", '"cron(0 24 * * ? *)"', "/recoveryCheck/schedule pattern"],
    ["compliance", "true", "/compliance anyOf"],
  ];

  test.each(refused)("underlines %s: %s, which synthesis refuses, too", (path, value, fault) => {
    const changes: Changes = { ...MINIMAL, [path]: value };
    expect(faults(yamlOf(changes))).toContain(fault);
    expect(refusalOf(yamlOf(changes))).not.toBe("");
  });
});

describe("the reference", () => {
  const reference = configurationReference();
  const rows = reference.split("\n").filter((line) => line.startsWith("| `"));

  it("ALL-1: says that it is generated, and has a table for each section", () => {
    expect(reference.split("\n")[0]).toBe(
      "<!-- Generated by `npm run docs` from the schema in config/; do not edit. -->",
    );
    expect(reference.split("\n").filter((line) => line.startsWith("## "))).toEqual([
      "## The environment",
      "## backend",
      "## naming",
      "## tags",
      "## kms",
      "## network",
      "## storage",
      "## database",
      "## audit",
      "## monitoring",
      "## compliance",
      "## baseline",
      "## application",
      "## edge",
      "## bastion",
      "## databaseFunction",
      "## backup",
      "## recoveryCheck",
      "## suppressions",
      "## Regions",
      "## Log retention",
    ]);
    expect(reference.endsWith(" and takes no other number.\n")).toBe(true);
    expect(reference).not.toMatch(/undefined|\n\n\n/);
  });

  it("ALL-1: has every key of the schema", () => {
    const keys = within(environmentSchemaInWords(), "")
      .map(({ path }) => path.slice(1))
      .filter((path) => path !== "" && !path.endsWith("[]"));
    const sections = new Set([
      "backend",
      "naming",
      "tags",
      "kms",
      "network",
      "storage",
      "database",
      "audit",
      "monitoring",
      "compliance",
      "baseline",
      "application",
      "edge",
      "bastion",
      "databaseFunction",
      "backup",
      "recoveryCheck",
    ]);
    const lists = new Set(["suppressions"]);
    const named = reference.split("\n## ").flatMap((part) => {
      const [heading = ""] = part.split("\n");
      const prefix = sections.has(heading) ? `${heading}.` : lists.has(heading) ? `${heading}[].` : "";
      return [heading, ...[...part.matchAll(/^\| `([^`]+)`/gm)].map(([, key]) => `${prefix}${key}`)];
    });
    expect(keys.filter((key) => !named.includes(key))).toEqual([]);
  });

  test.each([
    ["network", "The VPC."],
    ["monitoring", "Alarms and their topic."],
    [
      "compliance",
      "The function that publishes how many Config rules are not compliant, or false. Where nothing but the database is then left in the private subnets, they must have no way out (`network.internetEgress: false` and `network.endpoints: true`): otherwise false is refused unless `route-data-tier-isolated` is suppressed.",
    ],
    ["application", "EC2 instances in an Auto Scaling group over the private subnets. Optional."],
    [
      "bastion",
      "A host in a public subnet that takes SSH from the public blocks of `network.trustedCidrs` only, refused unless `bastion-reached-by-ssm-only` is suppressed; where there are none, Systems Manager is the way in. Optional; `bastion: {}` takes the defaults.",
    ],
  ])("ALL-1: says what %s is, and whether it may be left out", (section, introduction) => {
    expect(reference.split(`\n## ${section}\n\n`)[1]?.split("\n")[0]).toBe(introduction);
  });

  test.each([
    "| `stage` | `production`, `staging`, `development` | required | What the environment is for; production refuses what only a test may have. |",
    "| `region` | [an AWS region](#regions) | required | The region. **CAUTION:** changing this value after the first deployment replaces everything that belongs to a region. |",
    "| `type` | `s3` | required | State in an S3 bucket, locked by S3 itself (`use_lockfile`). |",
    '| `keyPrefix` | empty or end with "/" and have no empty part | `""` | Goes before `<stack>.tfstate` in the bucket. |',
    "| `kmsKeyArn` | the ARN of a KMS key or alias | none | The key that encrypts the state; without one, that which `createBucket` makes. Without both, S3's own keys do, which is refused unless `state-backend-encrypted` is suppressed. |",
    "| `…` | 1 to 256 letters, digits, spaces or _ . : / = + - @ | none | Any other key. |",
    "| `deletionWindowDays` | a whole number between 7 and 30 days | `10` | Days between a key's deletion and its end; fewer than 10 are refused unless `kms-deletion-window-long` is suppressed. |",
    "| `zones` | `auto`, or a list of 2 to 6 zones | `auto` | `auto` takes the region's available zones that need no opt-in, looked up at plan; a list names them. **CAUTION:** subnets ignore a later change of zones. |",
    "| `publicSubnets` | a map | as below | The subnets with a route to the internet gateway: for NAT gateways, the load balancer and the bastion host. |",
    "| `publicSubnets.cidrs` | a list, each an IPv4 CIDR block | none | The blocks themselves, one a zone, instead of planned ones. **CAUTION:** changing one after the first deployment replaces the `aws_subnet`. |",
    "| `flowLogs.retentionDays` | [days of log retention](#log-retention) | `365` | How long the log group keeps them (`cloudWatchLogs`); the bucket follows `storage.logExpireAfterDays`. |",
    "| `separateKeys` | a list of `s3`, `rds`, `logs`, `ebs`, `sns`, `secrets`, `backup`, `sqs`, `lambda` | `[]` | What gets a key of its own (`own` only), where the environment has it; all else is encrypted with the master key. **CAUTION:** a change after the first deployment replaces what is encrypted, the `aws_db_instance` among it; an entry taken out deletes its key, and what it encrypted can never be read again once `deletionWindowDays` are over. RDS refuses another key of the secret with `credentials: rdsManaged` (help/runbooks.md). |",
    "| `immutableLogs` | a map | none | Lets nobody but named roles delete or change the log buckets, or what is in them. Test copies have none. |",
    "| `immutableLogs.logAdministrators` | a list, each the ARN of a role | required | The only roles that may change log buckets; the one that Terraform runs as must be among them. |",
    "| `enhancedMonitoringSeconds` | one of 1, 5, 10, 15, 30, 60 seconds | none | Switches enhanced monitoring on, with so many seconds between two points. |",
    "| `waf` | false or a map | as below | The web ACL before the load balancer, or false; a lowering, refused unless `alb-behind-waf` is suppressed. |",
    "| `waf.rateLimit` | a whole number between 10 and 2000000000 requests | `2000` | Requests of one address within five minutes, above which it is blocked. |",
    "| `schedule` | a schedule of EventBridge | `rate(1 hour)` | When the function counts the non-compliant Config rules: at least once a day. |",
    "| `configRules` | a list of maps | `[]` | Managed rules beside the four that every environment has. |",
    "| `configRules[].parameters` | a map | none | The rule's input parameters. |",
    "| `multiAz` | true or false | `true` | A standby in a second zone. |",
    "| `passwordPolicy` | false or a map | as below | The account's IAM password policy (one an account), or false. |",
    "| `passwordPolicy.remembered` | a whole number between 1 and 24 passwords | `24` | Former passwords that may not be used again. |",
  ])("has the row %s", (row) => {
    expect(rows).toContain(row);
  });
});
