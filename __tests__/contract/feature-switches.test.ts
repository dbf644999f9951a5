import { argumentProblems, typeOf } from "../support/bindings";
import { environmentOf, type Synthesized, synthesized } from "../support/environments";
import { cycleIn, scopedData, usesIn } from "../support/graph";
import { objectOf, textsWithin } from "../support/json";
import { isExcluded, pairwise, uncoveredPairs } from "../support/pairwise";
import { ruleProblems, rulesOf } from "../support/provider-rules";
import type { Template } from "../support/template";
import { EXCLUSIVE, overridesOf, REFUSED, SWITCHES, type Switches } from "./feature-switches";
import { givenNames } from "./names";
import { leastPrivilegeProblems, policiesOf, servicePrincipalProblems } from "./policies";
import { deadWeight, unusedValues } from "./references";
import {
  alarmProblems,
  bucketProblems,
  inlineRules,
  logGroupProblems,
  openings,
  subnetProblems,
  wantedLogGroups,
  wantedOpenings,
} from "./resources";

const EXCLUSIONS = EXCLUSIVE.map(({ together }) => together);
const ROWS = pairwise(SWITCHES, EXCLUSIONS);

/** What a row chooses beside the plainest. */
function titleOf(row: Switches): string {
  return Object.entries(SWITCHES)
    .map(([key, [plainest]]) => [key, row[key as keyof Switches], plainest])
    .filter(([, value, plainest]) => value !== plainest)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");
}

describe("any two features together:", () => {
  it("the rows have every pair of choices that can be made", () => {
    expect(uncoveredPairs(SWITCHES, EXCLUSIONS, ROWS)).toEqual([]);
    expect(ROWS.filter((row) => EXCLUSIONS.some((together) => isExcluded(mapOf(row), together)))).toEqual([]);
    expect(ROWS.length).toBeLessThan(45);
  });

  it.each(ROWS.map((row, index) => [index + 1, titleOf(row), row] as const))(
    "ALL-16: row %i hangs together: %s",
    (_, _title, row) => {
      expect(problemsOf(synthesized(overridesOf(row)))).toEqual([]);
    },
  );

  it.each(ROWS.map((row, index) => [index + 1, row] as const))("ALL-3: row %i says what it lowers", (_, row) => {
    const lowerings = synthesized(overridesOf(row)).summaries.flatMap((summary) => summary.lowerings);
    expect(lowerings).toHaveLength(loweringsOf(row));
  });
});

const REFUSALS = EXCLUSIVE.flatMap(({ together, refusal }) => (refusal === undefined ? [] : [{ together, refusal }]));

describe("features that exclude each other are refused by name:", () => {
  const plainest = Object.fromEntries(
    Object.entries(SWITCHES).map(([key, [value]]) => [key, value]),
  ) as unknown as Switches;

  it.each(REFUSALS)("$together", ({ together, refusal }) => {
    const needed = "ssh" in together ? { application: "on" as const } : {};
    const chosen = Object.fromEntries(Object.entries(together).map(([key, values]) => [key, values[0]]));
    expect(() => environmentOf(overridesOf({ ...plainest, ...needed, ...chosen }))).toThrow(refusal);
  });

  it.each(REFUSED)("%s", (_, overrides, refusal) => {
    expect(() => environmentOf(overrides)).toThrow(refusal);
  });
});

describe("what does not hang together is found:", () => {
  const changed = (path: readonly string[], value: Parameters<Template["with"]>[1]): Synthesized => {
    const made = synthesized();
    const template = made.template.with(path, value);
    return { ...made, template, stacks: { seccfn: template } };
  };

  it.each<[string, readonly string[], Parameters<Template["with"]>[1], string]>([
    ["nothing is wrong with seccfn itself", ["output", "new"], { value: "a", description: "A." }, ""],
    [
      "an alarm on a function that is not there",
      ["resource", "aws_cloudwatch_metric_alarm", "compliance_function_errors", "dimensions", "FunctionName"],
      "Somebody-Else",
      "aws_cloudwatch_metric_alarm.compliance_function_errors watches Somebody-Else, which is not there",
    ],
    [
      "an alarm on the dashboard that is not there",
      ["resource", "aws_cloudwatch_metric_alarm", "root_usage", "alarm_name"],
      "Renamed",
      "the dashboard shows SecCFN-RootUsage-Alarm, which is not there",
    ],
    [
      "a value that was not there when it was written",
      ["resource", "aws_kms_key", "master", "description"],
      "The key of undefined",
      "resource.aws_kms_key.master.description: The key of undefined",
    ],
    [
      "a token of cdktf's",
      ["resource", "aws_kms_key", "master", "description"],
      "${TfToken[TOKEN.7]}",
      "resource.aws_kms_key.master.description: ${TfToken[TOKEN.7]}",
    ],
  ])("%s", (_, path, value, problem) => {
    expect(problemsOf(changed(path, value)).join("\n")).toContain(problem);
    if (problem === "") {
      expect(problemsOf(changed(path, value))).toEqual([]);
    }
  });
});

function mapOf(row: Switches): ReadonlyMap<string, string> {
  return new Map(Object.entries(row));
}

/** All that the other suites hold whole environments to, in one list. */
function problemsOf({ environment, stacks }: Synthesized): string[] {
  const templates = Object.values(stacks);
  const opened = templates.flatMap(openings).sort();
  const wanted = wantedOpenings(environment).sort();
  const groups = templates.flatMap((template) => template.blocksOf("aws_cloudwatch_log_group").map(({ name }) => name));
  return [
    ...templates.flatMap(referenceProblems),
    ...templates.flatMap(unusedValues),
    ...deadWeight(stacks),
    ...templates.flatMap(providerProblems),
    ...templates.flatMap((template) => policyProblems(template, environment.account)),
    ...templates.flatMap(inlineRules),
    ...templates.flatMap(subnetProblems),
    ...templates.flatMap((template) => bucketProblems(template, environment)),
    ...templates.flatMap((template) => logGroupProblems(template, environment)),
    ...templates.flatMap(alarmProblems),
    ...(opened.join("\n") === wanted.join("\n") ? [] : [`open: ${opened.join(", ")}; wanted: ${wanted.join(", ")}`]),
    ...differences(groups, wantedLogGroups(environment)).map((name) => `log group ${name}`),
    ...danglingNames(templates),
    ...templates.flatMap(unmadeTexts),
  ];
}

function referenceProblems(template: Template): string[] {
  const uses = usesIn(template);
  return [
    ...uses.flatMap(({ from, path, problem }) => (problem === undefined ? [] : [`${from} ${path}: ${problem}`])),
    ...(cycleIn(uses) ?? []),
  ];
}

function providerProblems(template: Template): string[] {
  const { resources, dataSources, ephemerals, checks, variables } = template;
  return [...resources, ...dataSources, ...ephemerals, ...checks.flatMap(scopedData)].flatMap((block) => {
    const type = typeOf(block);
    return [...argumentProblems(type, block.values), ...ruleProblems(rulesOf(type), block.values, variables)].map(
      (problem) => `${block.address}: ${problem}`,
    );
  });
}

function policyProblems(template: Template, account: string): string[] {
  const region = /"region":"([\w-]+)"/.exec(JSON.stringify(template.json.provider))?.[1] ?? "";
  const hasLake = template.addresses("aws_cloudtrail_event_data_store").length > 0;
  return policiesOf(template).flatMap((policy) => [
    ...leastPrivilegeProblems(policy),
    ...servicePrincipalProblems(policy, { account, region }, hasLake),
  ]);
}

/** What alarms watch and the dashboard shows by its name only, and nothing has that name. */
function danglingNames(templates: readonly Template[]): string[] {
  const names = new Set(templates.flatMap(givenNames).map(({ name }) => name));
  const alarms = templates.flatMap((template) => template.blocksOf("aws_cloudwatch_metric_alarm"));
  const watched = alarms.flatMap(({ address, values }) =>
    ["AutoScalingGroupName", "DBInstanceIdentifier", "FunctionName", "QueueName", "RuleName"]
      .map((dimension) => objectOf(values.dimensions)[dimension])
      .filter((name) => typeof name === "string" && !name.includes("${") && !names.has(name))
      .map((name) => `${address} watches ${name}, which is not there`),
  );
  const shown = templates
    .flatMap((template) => template.blocksOf("aws_cloudwatch_dashboard"))
    .flatMap(({ values }) => [...String(values.dashboard_body).matchAll(/:alarm:([\w .-]+)/g)])
    .map(([, name = ""]) => name)
    .filter((name) => !names.has(name))
    .map((name) => `the dashboard shows ${name}, which is not there`);
  return [...watched, ...shown];
}

/** Texts in which a program's own words for nothing stand, or tokens that were never resolved. */
function unmadeTexts({ json }: Template): string[] {
  return textsWithin(json)
    .filter(({ text }) => /\bundefined\b|\[object Object\]|\bNaN\b|TfToken\[|Token\.\d/.test(text))
    .map(({ path, text }) => `${path}: ${text}`);
}

function differences(some: readonly string[], others: readonly string[]): string[] {
  return [...some.filter((item) => !others.includes(item)), ...others.filter((item) => !some.includes(item))];
}

/** How many lowerings of security a row has. */
function loweringsOf(row: Switches): number {
  return [
    row.objects === "AES256" ? 1 : 0,
    row.credentials === "generated" ? 1 : 0,
    row.keys === "awsManaged" ? 3 : 0, // log groups, trail, topic
    row.edge === "plain HTTP" ? 1 : 0,
    row.edge !== "off" && row.waf === "off" ? 1 : 0,
  ].reduce((sum, count) => sum + count);
}
