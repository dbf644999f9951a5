import { NAME_RULES } from "../../config/name-rules";
import { ALL_VARIANTS, synthesized, variants } from "../support/environments";
import type { Template } from "../support/template";
import {
  DICTATED_NAMES,
  DICTATED_PREFIXES,
  type GivenName,
  givenNames,
  NAME_ARGUMENTS,
  OTHER_NAMES,
  unlistedNames,
} from "./names";

describe.each(ALL_VARIANTS)("$name", ({ overrides, base }) => {
  const templates = () => Object.values(synthesized(overrides, base).stacks);

  it("ALL-12: gives only names that AWS takes: of its length, its characters, none that it keeps for itself", () => {
    const names = templates().flatMap(givenNames);
    expect(names.length).toBeGreaterThan(70);
    expect(names.flatMap(refusals)).toEqual([]);
  });

  it("ALL-12: gives no name twice, whatever the case", () => {
    expect(repetitions(templates().flatMap(givenNames))).toEqual([]);
  });

  it("has no argument that names something and that this contract does not know", () => {
    expect(templates().flatMap(unlistedNames)).toEqual([]);
  });
});

const ENTERPRISE = variants(
  "enterpriseapp",
  "enterpriseapp, layered",
  "enterpriseapp, test copy",
  "locks that cannot be undone",
);

describe.each(ENTERPRISE)("$name", ({ overrides, base }) => {
  const templates = () => Object.values(synthesized(overrides, base).stacks);

  it("ENT-NAME-1: follows corp-<resource type>-enterpriseapp[-<qualifier>] in every name", () => {
    const names = templates().flatMap(givenNames);
    expect(names.length).toBeGreaterThan(150);
    expect(names.filter((given) => !followsTheRule(given)).map(({ place, name }) => `${place}: ${name}`)).toEqual([]);
  });

  it("ENT-NAME-1: dictates nothing itself: what AWS dictates is one list, and all of it is used", () => {
    const names = templates().flatMap(givenNames);
    const used = Object.keys(DICTATED_PREFIXES).filter((prefix) => names.some(({ name }) => name.startsWith(prefix)));
    // This environment writes no events of its bucket.
    expect(used).toEqual(Object.keys(DICTATED_PREFIXES).filter((prefix) => prefix !== "/aws/events/"));
    expect(DICTATED_NAMES.filter((dictated) => !names.some(({ name }) => name === dictated))).toEqual([]);
  });
});

it("ENT-NAME-1: what the naming rule puts before names is in that list", () => {
  const prefixes = Object.entries(NAME_RULES).flatMap(([type, { prefix }]) =>
    prefix === undefined ? [] : [[prefix, type]],
  );
  expect(DICTATED_PREFIXES).toMatchObject(Object.fromEntries(prefixes));
  // Lambda's and the database's log groups are called after these.
  expect(Object.keys(DICTATED_PREFIXES)).toHaveLength(prefixes.length + 2);
});

it("no argument is listed that no environment has, in either table", () => {
  const templates = ALL_VARIANTS.flatMap(({ overrides, base }) => Object.values(synthesized(overrides, base).stacks));
  const places = new Set(templates.flatMap(givenNames).map(({ place }) => place.replace(/\.\w+ /, ".")));
  const listed = Object.entries(NAME_ARGUMENTS).flatMap(([type, paths]) =>
    Object.keys(paths).map((path) => `${type}.${path}`),
  );
  expect(listed.filter((place) => !places.has(place))).toEqual([]);
  const types = new Set(templates.flatMap((template) => Object.keys(template.types)));
  expect(Object.keys(OTHER_NAMES).filter((place) => !types.has(place.split(".")[0] ?? ""))).toEqual([]);
});

describe("a name is refused that", () => {
  const named = (type: GivenName["type"], name: string): GivenName => ({ place: "a b", name, type });

  it.each<[string, GivenName]>([
    ["is too long", named("load-balancer", "a".repeat(33))],
    ["has characters that AWS refuses", named("sqs-queue", "a.b")],
    ["has capitals where AWS has none", named("db-instance", "Main")],
    ["AWS keeps for itself", named("kms-alias", "alias/aws/s3")],
    ["AWS keeps for itself, at its end", named("s3-bucket", "bucket-s3alias")],
    ["is empty", named("iam-role", "")],
  ])("%s", (_, given) => {
    expect(refusals(given)).toHaveLength(1);
  });

  it.each([
    named("iam-role", "corp-role-other-application"),
    named("iam-role", "corp-policy-enterpriseapp-application"),
    named("iam-role", "Corp-role-enterpriseapp"),
    named("kms-alias", "corp-key-enterpriseapp"),
    named("log-group", "/aws/other/corp-log-group-enterpriseapp"),
    named("log-group", "RDSOSMetrics2"),
    named("s3-bucket", "corp-bucket-enterpriseapp-"),
  ])("breaks the rule of enterpriseapp: $name", (given) => {
    expect(followsTheRule(given)).toBe(false);
  });

  it("is there twice, or in a place that nobody listed", () => {
    const template: Template = synthesized().template;
    const role = template.with(["resource", "aws_iam_role", "trail_role", "name"], "SECCFN-CONFIG-ROLE");
    expect(repetitions(givenNames(role))).toEqual(["iam-role seccfn-config-role"]);
    const unknown = template.with(["resource", "aws_kms_key", "master", "tags"], { Name: "master" });
    expect(unlistedNames(unknown)).toEqual(["aws_kms_key.tags.Name"]);
  });
});

/** What AWS would refuse. A name that AWS dictates it takes. */
function refusals({ place, name, type }: GivenName): string[] {
  const { max, pattern, lowerCase, reserved } = NAME_RULES[type];
  // The log groups of functions and databases are called after these, with more before and after.
  const own = DICTATED_NAMES.includes(name) ? undefined : withoutForeignWords(name, type);
  if (own === undefined) {
    return [];
  }
  const problems = [
    ...(own.length > max ? [`has ${own.length} characters, and ${max} at most`] : []),
    ...(new RegExp(pattern).test(own) ? [] : [`does not match ${pattern}`]),
    ...(lowerCase && own !== own.toLowerCase() ? ["has capitals"] : []),
    ...(reserved?.prefixes?.some((prefix) => own.startsWith(prefix)) ? ["begins as AWS's own do"] : []),
    ...(reserved?.suffixes?.some((suffix) => own.endsWith(suffix)) ? ["ends as AWS's own do"] : []),
  ];
  return problems.length === 0 ? [] : [`${place}: ${name}: ${problems.join(", ")}`];
}

/** The name that a log group is called after, where it is another's. */
function withoutForeignWords(name: string, type: GivenName["type"]): string {
  const prefix = Object.keys(DICTATED_PREFIXES).find((dictated) => name.startsWith(dictated));
  return prefix === undefined || NAME_RULES[type].prefix === prefix
    ? name
    : name.slice(prefix.length).replace(/\/(?:postgresql|upgrade)$/, "");
}

/** Tags may be the same, and so may names of things that take the name of another. */
function repetitions(names: readonly GivenName[]): string[] {
  const own = names
    .filter(({ place }) => !/ (?:tags|tag|root_block_device|tag_specifications)\b|final_snapshot/.test(place))
    .map(
      ({ place, name, type }) =>
        `${place.startsWith("aws_cloudwatch_log_group.") ? "log-group" : type} ${name.toLowerCase()}`,
    );
  return [...new Set(own.filter((name, index) => own.indexOf(name) < index))];
}

function followsTheRule({ name, type }: GivenName): boolean {
  if (DICTATED_NAMES.includes(name)) {
    return true;
  }
  const { word, separator = "-" } = NAME_RULES[type];
  const prefix = Object.keys(DICTATED_PREFIXES).find((dictated) => name.startsWith(dictated)) ?? "";
  const rest = name
    .slice(prefix.length)
    .replace(prefix === "/aws/rds/instance/" ? /\/(?:postgresql|upgrade)$/ : /$/, "");
  const kind = word.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
  const isDictated = NAME_RULES[type].prefix === undefined || prefix === NAME_RULES[type].prefix;
  return isDictated && new RegExp(`^corp-${kind}-enterpriseapp(?:-[a-z0-9]+)*$`).test(rest.replaceAll(separator, "-"));
}
