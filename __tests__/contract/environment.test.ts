import type { Environment } from "../../config/environment";
import { type EnvironmentOverrides, synthesized, variants } from "../support/environments";
import { type Json, type JsonObject, listOf, objectOf } from "../support/json";
import type { Template } from "../support/template";

/** What shows in the console by its Name only. */
const NAMED = [
  "aws_eip",
  "aws_internet_gateway",
  "aws_nat_gateway",
  "aws_network_acl",
  "aws_route_table",
  "aws_security_group",
  "aws_subnet",
  "aws_vpc",
];

/** The knobs, and the key of the YAML that each has its default from. A new knob is a new line here. */
const KNOBS: Readonly<Record<string, (environment: Environment) => Json | undefined>> = {
  alert_email: ({ monitoring }) => monitoring.alertEmail,
  data_expire_after_days: ({ storage }) => storage.expireAfterDays,
  data_glacier_after_days: ({ storage }) => storage.glacierAfterDays,
  data_infrequent_access_after_days: ({ storage }) => storage.infrequentAccessAfterDays,
  database_allocated_storage_gib: ({ database }) => database.allocatedStorageGib,
  database_backup_retention_days: ({ database }) => database.backupRetentionDays,
  database_instance_class: ({ database }) => database.instanceClass,
  database_log_retention_days: ({ database }) => database.logRetentionDays,
  database_max_allocated_storage_gib: ({ database }) => database.maxAllocatedStorageGib,
  database_password_version: ({ database }) => database.passwordVersion,
  flow_log_retention_days: ({ network }) => network.flowLogs.retentionDays,
  function_log_retention_days: ({ compliance }) => compliance.logRetentionDays,
  log_expire_after_days: ({ storage }) => storage.logExpireAfterDays,
  trail_log_retention_days: ({ audit }) => audit.trailLogRetentionDays,
  unauthorized_calls_threshold: ({ monitoring }) => monitoring.unauthorizedCallsThreshold,
};

/** Where a layered environment finds the state of its other stacks: given with the backend, so no knobs. */
const STATE_LOCATION = ["state_bucket", "state_region"];

const MAX_KNOBS = 15;

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

/** Every topology, lifecycle, backend and region, and each choice that brings outputs or variables. */
const ALL = variants(
  "seccfn",
  "layered",
  "layered, state in S3",
  "state in S3",
  "state in a bucket of its own",
  "test copy",
  "password by RDS",
  "password in the state",
  "trail in CloudTrail Lake",
  "alerts by e-mail",
  "another region, all in lower case",
);

describe.each(ALL)("$name", ({ overrides }) => {
  const made = () => synthesized(overrides);
  const templates = () => Object.values(made().stacks);

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

  it("ALL-15: has knobs with type, description, validation and the YAML's value as default", () => {
    expect(templates().flatMap((template) => knobProblems(template, made().environment))).toEqual([]);
  });

  it("ALL-15: has at most 15 knobs", () => {
    const names = new Set(templates().flatMap(({ variables }) => Object.keys(variables)));
    expect([...names].filter((name) => !STATE_LOCATION.includes(name)).length).toBeLessThanOrEqual(MAX_KNOBS);
  });

  it("ALL-15: switches nothing by count or for_each", () => {
    expect(templates().flatMap(repeated)).toEqual([]);
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
      secretRecoveryDays: 19,
    },
    audit: { trailLogRetentionDays: 1827, queryFirstDay: "2031/07/09", configRules: [] },
    monitoring: { alertEmail: "somebody@example.org", unauthorizedCallsThreshold: 17 },
    compliance: { schedule: "rate(7 hours)", logRetentionDays: 400 },
    baseline: { passwordPolicy: { minimumLength: 21, maxAgeDays: 61, remembered: 13 } },
  };
  // The table over the trail's files has a partition for every region that there is.
  const text = (overrides: EnvironmentOverrides) =>
    JSON.stringify(
      synthesized(overrides).template.with(
        ["resource", "aws_glue_catalog_table", "trail_query", "parameters", "projection.region.values"],
        undefined,
      ).json,
    );

  it("every value that is set shows in the Terraform", () => {
    const values = scalars(other).filter(
      (value) => typeof value === "string" && !/^\{prefix\}/.test(value) && value !== "16",
    );
    const missing = values.filter((value) => !text(other).includes(String(value)));
    // Sizes of subnets show in their blocks.
    expect(missing).toEqual([]);
    const numbers = scalars(other).filter((value) => typeof value === "number" && ![22, 26].includes(value));
    expect(numbers.filter((value) => !new RegExp(`\\b${value}\\b`).test(text(other)))).toEqual([]);
    expect(text(other)).toMatch(/"172\.16\.\d+\.\d+\/26"/);
    expect(text(other)).toMatch(/"172\.16\.\d+\.\d+\/22"/);
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

  it("with a knob that lacks something, or that nobody knows", () => {
    const days = ["variable", "trail_log_retention_days"];
    const problems = (changed: Template) => knobProblems(changed, synthesized().environment);
    expect(problems(template())).toEqual([]);
    expect(problems(template().with([...days, "type"], undefined))).toEqual(["trail_log_retention_days: has no type"]);
    expect(problems(template().with([...days, "description"], ""))).toEqual([
      "trail_log_retention_days: has no description",
    ]);
    expect(problems(template().with([...days, "validation"], []))).toEqual([
      "trail_log_retention_days: has no validation",
    ]);
    expect(problems(template().with([...days, "nullable"], undefined))).toEqual([
      "trail_log_retention_days: takes null",
    ]);
    expect(problems(template().with([...days, "default"], 91))).toEqual([
      "trail_log_retention_days: must have the YAML's 90 as default, got 91",
    ]);
    expect(problems(template().with(["variable", "new"], {}))).toContain("new: is no knob that the contract knows");
  });

  it("with a count", () => {
    expect(repeated(template().with(["resource", "aws_eip", "nat_a", "count"], 2))).toEqual(["aws_eip.nat_a"]);
    expect(repeated(template().with(["data", "aws_kms_key", "a"], { for_each: ["a"] }))).toEqual([
      "data.aws_kms_key.a",
    ]);
  });

  it("with its state in a folder that cdktf-cli deletes", () => {
    const changed = template().with(["terraform", "backend", "local", "path"], "terraform.seccfn.tfstate");
    expect(stateOf(changed)).not.toEqual(expectedState("seccfn", synthesized().environment));
  });
});

function awsProvider({ json }: Template): JsonObject {
  return objectOf(listOf(objectOf(json.provider).aws)[0]);
}

function nameless(template: Template): string[] {
  return NAMED.flatMap((type) => template.blocksOf(type))
    .filter(({ values }) => String(objectOf(values.tags).Name ?? "").length < 3)
    .map(({ address }) => address);
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

function knobProblems({ variables }: Template, environment: Environment): string[] {
  return Object.entries(variables).flatMap(([name, variable]) => {
    const { type, description, nullable, validation, default: value } = variable;
    const isLocation = STATE_LOCATION.includes(name);
    const yaml = KNOBS[name]?.(environment);
    const problems = [
      ...(typeof type === "string" && type !== "any" ? [] : ["has no type"]),
      ...(typeof description === "string" && description.endsWith(".") ? [] : ["has no description"]),
      ...(nullable === false ? [] : ["takes null"]),
      ...(isLocation || listOf(validation).length > 0 ? [] : ["has no validation"]),
      ...(isLocation || name in KNOBS ? [] : ["is no knob that the contract knows"]),
      ...(isLocation || yaml === value ? [] : [`must have the YAML's ${yaml} as default, got ${value}`]),
    ];
    return problems.map((problem) => `${name}: ${problem}`);
  });
}

function repeated({ resources, dataSources, ephemerals }: Template): string[] {
  return [...resources, ...dataSources, ...ephemerals]
    .filter(({ values }) => "count" in values || "for_each" in values)
    .map(({ address }) => address);
}

function scalars(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(scalars) : [value];
}
