import { isPrivate, parseCidr } from "../../config/cidr";
import { type Environment, environmentSchema } from "../../config/environment";
import { environmentViolations } from "../../config/environment-rules";
import { holds } from "../support/conditions";
import { ALL_VARIANTS, synthesized, variants } from "../support/environments";
import { usesOf } from "../support/expressions";
import { type Json, type JsonObject, listOf, objectOf } from "../support/json";
import type { Template } from "../support/template";

/** The knobs, and the key of the YAML that each has its default from. A new knob is a new line here. */
const KNOBS: Readonly<Record<string, readonly [section: keyof Environment, ...keys: string[]]>> = {
  alert_email: ["monitoring", "alertEmail"],
  application_instance_type: ["application", "instanceType"],
  application_max_size: ["application", "maxSize"],
  application_min_size: ["application", "minSize"],
  backup_delete_after_days: ["backup", "deleteAfterDays"],
  data_expire_after_days: ["storage", "expireAfterDays"],
  data_glacier_after_days: ["storage", "glacierAfterDays"],
  data_infrequent_access_after_days: ["storage", "infrequentAccessAfterDays"],
  database_allocated_storage_gib: ["database", "allocatedStorageGib"],
  database_backup_retention_days: ["database", "backupRetentionDays"],
  database_instance_class: ["database", "instanceClass"],
  database_log_retention_days: ["database", "logRetentionDays"],
  database_max_allocated_storage_gib: ["database", "maxAllocatedStorageGib"],
  database_password_version: ["database", "passwordVersion"],
  flow_log_retention_days: ["network", "flowLogs", "retentionDays"],
  function_log_retention_days: ["compliance", "logRetentionDays"],
  log_expire_after_days: ["storage", "logExpireAfterDays"],
  trail_log_retention_days: ["audit", "trailLogRetentionDays"],
  trusted_cidrs: ["network", "trustedCidrs"],
  unauthorized_calls_threshold: ["monitoring", "unauthorizedCallsThreshold"],
  waf_rate_limit: ["edge", "waf", "rateLimit"],
};

/** Where a layered environment finds the state of its other stacks: given with the backend, so no knobs. */
const STATE_LOCATION = ["state_bucket", "state_region"];

const MAX_KNOBS = 15;

/** Values that somebody may try, beside numbers, which follow from the knob's own conditions. */
const TEXTS: Readonly<Record<string, readonly Json[]>> = {
  alert_email: ["somebody@example.org", "somebody", "@example.org", "some body@example.org", ""],
  application_instance_type: ["m7g.large", "m7i.large", "t4g.nano", "t3.small", "t2.large", "m3.large", "large", ""],
  database_instance_class: [
    "db.m7g.large",
    "db.t3.medium",
    "db.t4g.medium",
    "db.t4g.micro",
    "db.t3.small",
    "db.m4.large",
    "m7g.large",
    "db.m7g",
    "",
  ],
  trusted_cidrs: [
    ["203.0.113.0/24", "198.51.100.7/32"],
    ["203.0.113.0/24", "203.0.113.0/24"],
    ["203.0.113.1/24"],
    ["0.0.0.0/0"],
    ["128.0.0.0/1"],
    ["203.0.113.0"],
    ["2001:db8::/32"],
    ["10.0.0.0/8"],
    ["10.50.1.0/24"],
    ["172.16.0.0/12"],
    ["172.31.255.0/24"],
    ["192.168.1.0/24"],
    ["100.64.0.0/10"],
    ["100.127.255.255/32"],
    ["100.128.0.0/16", "172.32.0.0/16", "11.0.0.0/8", "192.169.0.0/16"],
    [],
  ],
};

describe.each(ALL_VARIANTS)("$name", ({ overrides, base }) => {
  const made = () => synthesized(overrides, base);
  const templates = () => Object.values(made().stacks);

  it("ALL-15: has knobs with type, description, validation and the YAML's value as default", () => {
    expect(templates().flatMap((template) => knobProblems(template, made().environment))).toEqual([]);
  });

  it("ALL-15: has at most 15 knobs", () => {
    const names = new Set(templates().flatMap(({ variables }) => Object.keys(variables)));
    const knobs = [...names].filter((name) => !STATE_LOCATION.includes(name));
    expect(knobs.length).toBeGreaterThan(9);
    expect(knobs.length).toBeLessThanOrEqual(MAX_KNOBS);
  });

  it("ALL-15: switches nothing by count or for_each, which makes one thing of each item of a variable's list", () => {
    expect(templates().flatMap(repeated)).toEqual([]);
  });
});

/** What the YAML may have an end at though the knob has none, with what comes before and after. */
const ROUND = [30, 90, 365].flatMap((number) => [number - 1, number, number + 1]);

/** One of each kind of bounds: as shipped, without the rules of production, with locks, in a region without some classes. */
const BOUNDS = [
  ...variants("seccfn", "test copy", "web-app", "enterpriseapp", "locks that cannot be undone", "alerts by e-mail"),
  {
    name: "a region without some classes, little storage",
    overrides: {
      region: "ca-west-1",
      database: { instanceClass: "db.m7g.large", allocatedStorageGib: 40 },
      monitoring: { databaseFreeStorageGib: 35 },
    },
  } as const,
];

describe.each(BOUNDS)("$name", ({ overrides, base }) => {
  const { environment, stacks } = synthesized(overrides, base);
  const variables = Object.assign({}, ...Object.values(stacks).map((template) => template.variables));
  const defaults = Object.fromEntries(
    Object.entries(variables as Template["variables"]).map(([name, variable]) => [name, variable.default ?? null]),
  );

  it.each(Object.keys(variables))("ALL-15: var.%s refuses all that the YAML refuses", (name) => {
    const candidates = candidatesOf(name, variables, defaults);
    const judged = candidates.map((value) => ({
      value,
      yaml: yamlTakes(environment, name, value),
      terraform: variableTakes(name, value, variables, defaults),
    }));
    expect(judged.filter(({ yaml, terraform }) => terraform && !yaml).map(({ value }) => value)).toEqual([]);
    // The knob can be turned, and has an end.
    expect(judged.filter(({ yaml, terraform }) => yaml && terraform).length).toBeGreaterThan(1);
    expect(judged.filter(({ terraform }) => !terraform).length).toBeGreaterThan(1);
  });
});

describe("a changed environment is refused:", () => {
  const template = () => synthesized().template;

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

  it("with a count, or one thing of each item of something else than a variable's list", () => {
    expect(repeated(template().with(["resource", "aws_eip", "nat_a", "count"], 2))).toEqual(["aws_eip.nat_a"]);
    expect(repeated(template().with(["data", "aws_kms_key", "a"], { for_each: ["a"] }))).toEqual([
      "data.aws_kms_key.a",
    ]);
    const path = ["resource", "aws_eip", "nat_a", "for_each"];
    expect(repeated(template().with(path, "${toset(var.database_instance_class)}"))).toEqual(["aws_eip.nat_a"]);
  });

  it("with a knob whose range is wider than the YAML's", () => {
    const path = ["variable", "database_backup_retention_days", "validation"];
    const { variables } = template().with(path, [{ condition: "${var.database_backup_retention_days >= 0}" }]);
    const { environment } = synthesized();
    const defaults = { database_backup_retention_days: 7 };
    const wrong = candidatesOf("database_backup_retention_days", variables, defaults).filter(
      (value) =>
        variableTakes("database_backup_retention_days", value, variables, defaults) &&
        !yamlTakes(environment, "database_backup_retention_days", value),
    );
    expect(wrong).toEqual(expect.arrayContaining([0, 6, 1.5]));
  });
});

function knobProblems({ variables }: Template, environment: Environment): string[] {
  return Object.entries(variables).flatMap(([name, variable]) => {
    const { type, description, nullable, validation, default: value } = variable;
    const isLocation = STATE_LOCATION.includes(name);
    const yaml = KNOBS[name] === undefined ? undefined : yamlValue(environment, name, KNOBS[name]);
    const problems = [
      ...(typeof type === "string" && type !== "any" ? [] : ["has no type"]),
      ...(typeof description === "string" && description.endsWith(".") ? [] : ["has no description"]),
      ...(nullable === false ? [] : ["takes null"]),
      ...(isLocation || listOf(validation).length > 0 ? [] : ["has no validation"]),
      ...(isLocation || name in KNOBS ? [] : ["is no knob that the contract knows"]),
      ...(isLocation || JSON.stringify(yaml) === JSON.stringify(value)
        ? []
        : [`must have the YAML's ${yaml} as default, got ${value}`]),
    ];
    return problems.map((problem) => `${name}: ${problem}`);
  });
}

/** Of the trusted blocks the public ones: those that reach the bastion host, which the knob is for. */
function yamlValue(environment: Environment, name: string, path: readonly string[]): unknown {
  return name === "trusted_cidrs"
    ? environment.network.trustedCidrs.filter((cidr) => !isPrivate(parseCidr(cidr)))
    : valueAt(environment, path);
}

function repeated({ resources, dataSources, ephemerals, variables }: Template): string[] {
  const isList = ([root = "", name = ""]: readonly string[]) =>
    root === "var" && String(variables[name]?.type).startsWith("list(");
  return [...resources, ...dataSources, ...ephemerals]
    .filter(({ values }) => {
      const { references } = usesOf(String(values.for_each ?? ""));
      return "count" in values || ("for_each" in values && !(references.length > 0 && references.every(isList)));
    })
    .map(({ address }) => address);
}

/** The numbers of a knob's conditions and the defaults of knobs that they name, each with its neighbours; texts are listed. */
function candidatesOf(name: string, variables: Template["variables"], defaults: JsonObject): Json[] {
  const texts = TEXTS[name];
  if (texts !== undefined) {
    return [...texts, defaults[name] ?? null];
  }
  const conditions = listOf(variables[name]?.validation).map((rule) => String(objectOf(rule).condition));
  // Of a list of choices its ends, and what is between the first ones.
  const words = conditions.join(" ").replace(/\[(\d+), (\d+), .*?(\d+)\]/g, "$1 $2 $3");
  const numbers = [...words.matchAll(/(?<![\w.])\d+(?![\w.])/g)].map(([digits]) => Number(digits));
  const others = Object.entries(defaults)
    .filter(([other, value]) => typeof value === "number" && new RegExp(`\\bvar\\.${other}\\b`).test(words))
    .flatMap(([, value]) => [Number(value), Math.ceil(Number(value) * 1.1), Number(value) + 30]);
  const around = [...numbers, ...others].flatMap((number) => [number - 1, number, number + 1]);
  return [...new Set([...around, ...ROUND, 0, -1, 1.5])];
}

/** Whether the variable, and those whose conditions name it, take a value; the others have their defaults. */
function variableTakes(name: string, value: Json, variables: Template["variables"], defaults: JsonObject): boolean {
  const values = { ...defaults, [name]: value };
  return Object.values(variables).every(({ validation }) =>
    listOf(validation)
      .map((rule) => String(objectOf(rule).condition))
      .filter((condition) => new RegExp(`\\bvar\\.${name}\\b`).test(condition))
      .every((condition) => holds(condition, values)),
  );
}

/** Whether configuration takes a value in place of the one that the environment has: by itself, and beside all others. */
function yamlTakes(environment: Environment, name: string, value: Json): boolean {
  const [section, ...keys] = KNOBS[name] ?? [];
  if (section === undefined) {
    return false;
  }
  const result = environmentSchema.shape[section].safeParse(withValue(environment[section], keys, value));
  return result.success && environmentViolations({ ...LEFT_OUT, ...environment, [section]: result.data }).length === 0;
}

/** Sections that a file leaves out are right, too. */
const LEFT_OUT = Object.fromEntries(Object.keys(environmentSchema.shape).map((key) => [key, undefined]));

function valueAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) {
    return value;
  }
  return typeof value === "object" && value !== null && key in value
    ? valueAt((value as Readonly<Record<string, unknown>>)[key], rest)
    : undefined;
}

function withValue(from: unknown, [key, ...rest]: readonly string[], value: Json): unknown {
  return key === undefined ? value : { ...(from as object), [key]: withValue(valueAt(from, [key]), rest, value) };
}
