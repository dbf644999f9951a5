import type { Environment } from "../../config/environment";
import {
  ALL_VARIANTS,
  type EnvironmentOverrides,
  environmentOf,
  SHIPPED,
  type ShippedName,
  synthesized,
  variants,
} from "../support/environments";
import { type JsonObject, listOf, objectOf } from "../support/json";
import type { Template } from "../support/template";

/** What shows in the console by its Name only. */
const NAMED = [
  "aws_ec2_transit_gateway_vpc_attachment",
  "aws_eip",
  "aws_flow_log",
  "aws_instance",
  "aws_internet_gateway",
  "aws_nat_gateway",
  "aws_network_acl",
  "aws_route_table",
  "aws_security_group",
  "aws_subnet",
  "aws_vpc",
  "aws_vpc_endpoint",
];

/** SEC-OUT-1's list, by our names. */
const OUTPUTS = [
  "access_log_bucket_name",
  "alert_topic_arn",
  "config_bucket_name",
  "config_recorder_name",
  "config_role_arn",
  "dashboard_url",
  "data_bucket_name",
  "database_endpoint",
  "database_port",
  "database_secret_arn",
  "function_arn",
  "function_role_arn",
  "master_key_alias",
  "master_key_arn",
  "private_subnet_ids",
  "public_subnet_ids",
  "trail_arn",
  "trail_bucket_name",
  "trail_role_arn",
  "vpc_id",
];

const SIGNS = SHIPPED.flatMap((name) => signs(environmentOf({}, name)));

describe.each(ALL_VARIANTS)("$name", ({ overrides, base }) => {
  const made = () => synthesized(overrides, base);
  const templates = () => Object.values(made().stacks);

  it("ALL-1: has nothing in it that another environment is configured with", () => {
    const text = templates()
      .map(({ json }) => JSON.stringify(json))
      .join();
    const own = signs(made().environment);
    expect(SIGNS.filter((sign) => !own.includes(sign) && text.includes(sign))).toEqual([]);
    expect(own.filter((sign) => !text.includes(sign))).toEqual([]);
  });

  it("ALL-2: has the four tags and all further ones on everything that can carry tags", () => {
    const { tags } = made().environment;
    expect(Object.keys(tags)).toEqual(expect.arrayContaining(["Environment", "Project", "Owner", "ManagedBy"]));
    for (const template of templates()) {
      expect(awsProvider(template).default_tags).toEqual([{ tags }]);
    }
  });

  it("ALL-2: gives a Name to what has no other", () => {
    expect(templates().flatMap(nameless)).toEqual([]);
  });

  it("ALL-2: tags what AWS makes by itself: instances, their volumes, snapshots of the database", () => {
    expect(templates().flatMap((template) => untagged(template, made().environment.tags))).toEqual([]);
  });

  it("ALL-11: asks for versions of Terraform and of both providers, by full addresses", () => {
    const { stacks, files } = made();
    for (const [stack, { json }] of Object.entries(stacks)) {
      expect(objectOf(json.terraform).required_providers).toEqual({
        aws: { source: "hashicorp/aws", version: "~> 6.25" },
        random: { source: "hashicorp/random", version: "~> 3.7" },
      });
      expect(files.get(`stacks/${stack}/versions.tf`)?.toString()).toBe(
        'terraform {\n  required_version = ">= 1.11.0, < 2.0.0"\n}\n',
      );
    }
  });

  it("ALL-11: reaches no other account than its own", () => {
    for (const template of templates()) {
      expect(awsProvider(template).allowed_account_ids).toEqual([made().environment.account]);
    }
  });

  it("ALL-11: keeps state outside of cdktf.out, or locked in S3, each stack its own", () => {
    const places = templates().map(stateOf);
    expect(places).toEqual(Object.keys(made().stacks).map((stack) => expectedState(stack, made().environment)));
    expect(new Set(places.map((place) => JSON.stringify(place))).size).toBe(places.length);
  });

  it("ALL-13: describes every output", () => {
    for (const { outputs } of templates()) {
      for (const [name, { description = "" }] of Object.entries(outputs)) {
        expect([name, description]).toEqual([name, expect.stringMatching(/^[A-Z].{5,}\.$/)]);
      }
    }
  });

  it("ALL-13: publishes no value that would have to be hidden", () => {
    const texts = templates().flatMap(({ outputs }) => Object.values(outputs).map((output) => JSON.stringify(output)));
    expect(
      texts.filter((text) => /"sensitive"|ephemeral\.|random_password|secret_string|password_wo/.test(text)),
    ).toEqual([]);
  });
});

describe.each(variants("seccfn", "layered", "trail in CloudTrail Lake", "password by RDS"))(
  "$name",
  ({ overrides }) => {
    it("SEC-OUT-1: publishes what others need", () => {
      const { environment, stacks } = synthesized(overrides);
      const names = Object.values(stacks).flatMap(({ outputs }) => Object.keys(outputs));
      expect(names).toEqual(expect.arrayContaining(OUTPUTS));
      expect(names.includes("event_data_store_arn")).toBe(environment.audit.query === "lake");
      expect(names.length).toBeGreaterThanOrEqual(14);
    });
  },
);

/** Values that Terraform writes in another way, by which they are looked for. */
const UNLIKE_THEMSELVES: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  ["16", '"engine_version":"16"'],
  [22, '.0/22"'],
  [26, '/26"'],
  [3, "aws_subnet.private_c"],
  [19, `"threshold":${19 * 1024 ** 3}`],
  [3210, '"threshold":3.21'],
  ["cloudWatchLogs", '"log_destination":"${aws_cloudwatch_log_group.'],
  ["common", "AWSManagedRulesCommonRuleSet"],
  ["anonymousIp", "AWSManagedRulesAnonymousIpList"],
  ["governance", "aws_backup_vault_lock_configuration"],
]);

describe("ALL-1: everything is configuration:", () => {
  const other: EnvironmentOverrides = {
    account: "222222222222",
    region: "eu-west-3",
    naming: { prefix: "Other", pattern: "{prefix}-{name}-{type}" },
    tags: { Environment: "Test", Project: "Else", Owner: "Nobody", ManagedBy: "Hand" },
    kms: { deletionWindowDays: 29 },
    network: {
      cidr: "172.16.0.0/16",
      zones: ["eu-west-3a", "eu-west-3c"],
      publicSubnets: { prefixLength: 26 },
      privateSubnets: { prefixLength: 22 },
      flowLogs: { retentionDays: 545 },
    },
    storage: { infrequentAccessAfterDays: 41, glacierAfterDays: 142, expireAfterDays: 743, logExpireAfterDays: 844 },
    database: {
      engineVersion: "16",
      instanceClass: "db.m7g.large",
      allocatedStorageGib: 77,
      maxAllocatedStorageGib: 777,
      databaseName: "ledger",
      username: "keeper",
      port: 6543,
      backupRetentionDays: 23,
      backupWindow: "11:11-12:12",
      maintenanceWindow: "wed:13:13-wed:14:14",
      logRetentionDays: 731,
      secretRecoveryDays: 18,
    },
    audit: { trailLogRetentionDays: 1827, queryFirstDay: "2031/07/09", configRules: [] },
    monitoring: { alertEmail: "somebody@example.org", unauthorizedCallsThreshold: 17 },
    compliance: { schedule: "rate(7 hours)", logRetentionDays: 400 },
    baseline: { passwordPolicy: { minimumLength: 21, maxAgeDays: 61, remembered: 13 } },
  };
  /** What seccfn does not have. */
  const everything: EnvironmentOverrides = {
    naming: { prefix: "acme" },
    kms: { deletionWindowDays: 29 },
    network: {
      zoneCount: 3,
      endpoints: true,
      trustedCidrs: ["198.51.100.0/27", "192.0.2.64/26"],
      flowLogs: { destination: "cloudWatchLogs", retentionDays: 1096 },
    },
    storage: { events: true, eventLogRetentionDays: 2192, logExpireAfterDays: 6789 },
    database: { rotationDays: 47, performanceInsightsDays: 217, enhancedMonitoringSeconds: 15 },
    application: {
      instanceType: "r8g.2xlarge",
      minSize: 5,
      maxSize: 37,
      cpuTargetPercent: 43,
      rootVolumeGib: 113,
      port: 7070,
      healthCheckPath: "/are-you-well",
      logRetentionDays: 2557,
    },
    bastion: { instanceType: "t4g.medium", logRetentionDays: 3288 },
    edge: {
      domainName: "shop.example.org",
      hostedZoneId: "Z9999999OTHER",
      waf: { managedRuleGroups: ["common", "anonymousIp"], rateLimit: 4321, logRetentionDays: 1827 },
    },
    backup: {
      schedule: "cron(17 3 * * ? *)",
      coldStorageAfterDays: 51,
      deleteAfterDays: 411,
      lock: { mode: "governance", minRetentionDays: 52, maxRetentionDays: 567 },
    },
    recoveryCheck: { schedule: "rate(5 hours)", maxAgeHours: 61, logRetentionDays: 2922 },
    databaseFunction: {
      schedule: "rate(11 hours)",
      invokers: ["arn:aws:iam::444444444444:role/somebody"],
      logRetentionDays: 545,
    },
    audit: {
      trailLogRetentionDays: 731,
      immutableLogs: {
        logAdministrators: ["arn:aws:iam::444444444444:role/librarian"],
        objectLock: { mode: "COMPLIANCE", days: 678 },
      },
      configRules: [
        {
          identifier: "EBS_OPTIMIZED_INSTANCE",
          description: "Instances are optimized.",
          parameters: { someKey: "some value" },
          alarm: true,
        },
      ],
    },
    monitoring: {
      cpuPercent: 71,
      databaseFreeStorageGib: 19,
      databaseConnections: 234,
      serverErrors: 23,
      latencyMilliseconds: 3210,
      unauthorizedCallsThreshold: 17,
    },
    compliance: { schedule: "rate(13 hours)" },
  };
  const textOf = (overrides: EnvironmentOverrides, base?: ShippedName) =>
    JSON.stringify(
      // The table over the trail's files has a partition for every region that there is.
      synthesized(overrides, base).template.with(
        ["resource", "aws_glue_catalog_table", "trail_query", "parameters", "projection.region.values"],
        undefined,
      ).json,
    );
  const text = (overrides: EnvironmentOverrides) => textOf(overrides);

  it.each<[string, EnvironmentOverrides, ShippedName]>([
    ["of the reference environment", other, "seccfn"],
    ["of all that others have", everything, "enterpriseapp"],
  ])("every value %s that is set shows in the Terraform", (_, overrides, base) => {
    const made = textOf(overrides, base);
    const values = scalars(overrides).filter(
      (value) => typeof value !== "boolean" && !/^\{prefix\}/.test(String(value)),
    );
    const isThere = (value: unknown) =>
      typeof value === "number" && !UNLIKE_THEMSELVES.has(value)
        ? new RegExp(`\\b${value}\\b`).test(made)
        : made.includes(UNLIKE_THEMSELVES.get(value) ?? String(value));
    expect(values.filter((value) => !isThere(value))).toEqual([]);
    expect(values.length).toBeGreaterThan(20);
  });

  it.each([
    "111111111111",
    "us-east-1",
    "10.20.",
    "SecCFN",
    "SecurityTeam",
    "5432",
    "app_owner",
    "03:00-04:00",
    "sun:04:30",
    "2026/01/01",
    "rate(1 hour)",
    "postgres17",
  ])("%s, which the reference environment has, is gone where another value is set", (value) => {
    expect([text({}).includes(value), text(other).includes(value)]).toEqual([true, false]);
  });
});

describe("a changed environment is refused:", () => {
  const template = () => synthesized().template;

  it("without a Name on a NAT gateway", () => {
    expect(nameless(template().with(["resource", "aws_nat_gateway", "nat_a", "tags"], {}))).toEqual([
      "aws_nat_gateway.nat_a",
    ]);
  });

  it("with instances, volumes or snapshots that lack a tag", () => {
    const { template: enterprise, environment } = synthesized({}, "enterpriseapp");
    const without = (...path: string[]) =>
      untagged(enterprise.with(["resource", ...path], undefined), environment.tags);
    expect(untagged(enterprise, environment.tags)).toEqual([]);
    expect(without("aws_db_instance", "postgres", "copy_tags_to_snapshot")).toEqual(["aws_db_instance.postgres"]);
    expect(without("aws_instance", "bastion", "root_block_device", "tags", "Owner")).toEqual([
      "aws_instance.bastion root_block_device",
    ]);
    expect(without("aws_launch_template", "application", "tag_specifications", "1", "tags", "CostCenter")).toEqual([
      "aws_launch_template.application volume",
    ]);
    expect(without("aws_autoscaling_group", "application", "tag", "0", "propagate_at_launch")).toEqual([
      "aws_autoscaling_group.application",
    ]);
  });

  it("with its state in a folder that cdktf-cli deletes", () => {
    const changed = template().with(["terraform", "backend", "local", "path"], "terraform.seccfn.tfstate");
    expect(stateOf(changed)).not.toEqual(expectedState("seccfn", synthesized().environment));
  });
});

/** What an environment is known by in all that is made of it. */
function signs({ account, network, naming }: Environment): string[] {
  return [`:${account}:`, `"${network.cidr}"`, `"${naming.prefix}-`];
}

function awsProvider({ json }: Template): JsonObject {
  return objectOf(listOf(objectOf(json.provider).aws)[0]);
}

function nameless(template: Template): string[] {
  return NAMED.flatMap((type) => template.blocksOf(type))
    .filter(({ values }) => String(objectOf(values.tags).Name ?? "").length < 3)
    .map(({ address }) => address);
}

/** What does not carry the environment's tags and a Name to what AWS makes of it, where default tags do not reach. */
function untagged(template: Template, tags: Environment["tags"]): string[] {
  const isComplete = (given: JsonObject) =>
    String(given.Name ?? "").length > 2 && Object.entries(tags).every(([key, value]) => given[key] === value);
  const incomplete = (type: string, given: (values: JsonObject) => Record<string, JsonObject>) =>
    template.blocksOf(type).flatMap(({ address, values }) =>
      Object.entries(given(values))
        .filter(([, found]) => !isComplete(found))
        .map(([part]) => `${address} ${part}`.trim()),
    );
  return [
    ...incomplete("aws_autoscaling_group", ({ tag }) => ({
      "": Object.fromEntries(
        listOf(tag)
          .map(objectOf)
          .filter(({ propagate_at_launch: isPropagated }) => isPropagated === true)
          .map(({ key, value }) => [String(key), String(value)]),
      ),
    })),
    ...incomplete("aws_launch_template", ({ tag_specifications: specifications }) =>
      Object.fromEntries(
        ["instance", "volume"].map((kind) => [
          kind,
          objectOf(
            listOf(specifications)
              .map(objectOf)
              .find(({ resource_type: type }) => type === kind)?.tags,
          ),
        ]),
      ),
    ),
    ...incomplete("aws_instance", ({ root_block_device: volume }) => ({
      root_block_device: objectOf(objectOf(volume).tags),
    })),
    ...template
      .blocksOf("aws_db_instance")
      .filter(({ values }) => values.copy_tags_to_snapshot !== true)
      .map(({ address }) => address),
  ];
}

function stateOf({ json }: Template): JsonObject {
  return objectOf(objectOf(json.terraform).backend);
}

/** The state stack makes the bucket, so its own state cannot lie there. */
function expectedState(stack: string, { name, backend }: Environment): unknown {
  return backend.type === "local" || stack === `${name}-state`
    ? { local: { path: `../../../terraform.${stack}.tfstate` } }
    : {
        s3: {
          bucket: backend.bucket,
          region: backend.region,
          key: `${backend.keyPrefix}${stack}.tfstate`,
          encrypt: true,
          use_lockfile: true,
          kms_key_id: expect.stringMatching(/^arn:aws:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\//),
        },
      };
}

function scalars(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(scalars) : [value];
}
