import { ALL_VARIANTS, synthesized } from "../support/environments";
import { cycleIn, functionsIn, usesIn } from "../support/graph";
import type { Template } from "../support/template";
import { deadWeight, FUNCTIONS, isUnreadable, ROOTS, unusedValues } from "./references";

describe.each(ALL_VARIANTS)("$name", ({ overrides, base }) => {
  const stacks = () => Object.entries(synthesized(overrides, base).stacks);

  it("has no hash and no index in any address", () => {
    expect(stacks().flatMap(([, { blocks }]) => blocks.map(({ address }) => address).filter(isUnreadable))).toEqual([]);
  });

  it("refers only to what is in the same file, and to attributes that it has", () => {
    const broken = stacks().flatMap(([stack, template]) =>
      usesIn(template).flatMap(({ from, path, reference, problem }) =>
        problem === undefined ? [] : [`${stack}: ${from} ${path}: ${reference}: ${problem}`],
      ),
    );
    expect(broken).toEqual([]);
  });

  it("ALL-4: has no dependency cycle", () => {
    expect(stacks().flatMap(([, template]) => cycleIn(usesIn(template)) ?? [])).toEqual([]);
  });

  it("calls only functions that Terraform has", () => {
    expect(
      stacks()
        .flatMap(([, template]) => functionsIn(template))
        .filter((name) => !FUNCTIONS.includes(name)),
    ).toEqual([]);
  });

  it("ALL-16: uses every data source, ephemeral value and variable", () => {
    expect(stacks().flatMap(([, template]) => unusedValues(template))).toEqual([]);
  });

  it("ALL-16: uses every resource, or it is attached to one that is used, or a root", () => {
    expect(deadWeight(synthesized(overrides, base).stacks)).toEqual([]);
  });
});

describe("dead weight", () => {
  const template = () => synthesized().template;

  it.each<[string, string[], string[]]>([
    ["a role that nothing assumes", ["aws_iam_role", "idle"], ["aws_iam_role.idle"]],
    ["a queue that nothing sends to", ["aws_sqs_queue", "idle"], ["aws_sqs_queue.idle"]],
    ["a bucket that is no root", ["aws_s3_bucket", "idle"], ["aws_s3_bucket.idle"]],
  ])("is found: %s", (_, path, expected) => {
    expect(deadWeight({ seccfn: template().with(["resource", ...path], { name: "idle" }) })).toEqual(expected);
  });

  it("is found: a queue that only its own policy names", () => {
    const policy = { queue_url: "${aws_sqs_queue.idle.id}", policy: "{}" };
    const more = template()
      .with(["resource", "aws_sqs_queue", "idle"], { name: "idle" })
      .with(["resource", "aws_sqs_queue_policy", "idle"], policy);
    expect(deadWeight({ seccfn: more })).toEqual(["aws_sqs_queue.idle"]);
  });

  it("is found: an attachment that names nothing, a data source, a variable that only validates itself", () => {
    const lost = template().with(["resource", "aws_sns_topic_policy", "alerts", "arn"], "arn:aws:sns:us-east-1:1:t");
    expect(deadWeight({ seccfn: lost })).toEqual(["aws_sns_topic_policy.alerts"]);
    expect(unusedValues(template().with(["data", "aws_kms_key", "idle"], { key_id: "a" }))).toEqual([
      "data.aws_kms_key.idle",
    ]);
    const variable = { type: "number", validation: [{ condition: "${var.idle > 1}" }] };
    expect(unusedValues(template().with(["variable", "idle"], variable))).toEqual(["var.idle"]);
  });

  it("is found: what only an output names that no other stack reads", () => {
    const { stacks } = synthesized({ topology: "layered" });
    const { "seccfn-security": security, ...others } = stacks;
    const idle = security
      ?.with(["resource", "aws_sns_topic", "idle"], { name: "idle" })
      .with(["output", "idle_topic_arn"], { value: "${aws_sns_topic.idle.arn}" });
    expect(deadWeight(stacks)).toEqual([]);
    expect(idle && deadWeight({ ...others, "seccfn-security": idle })).toEqual(["aws_sns_topic.idle"]);
  });

  it("ALL-16: no root is listed that no environment has", () => {
    const blocks = ALL_VARIANTS.flatMap(({ overrides, base }) =>
      Object.values(synthesized(overrides, base).stacks).flatMap(({ resources }) => resources),
    );
    const unknown = Object.keys(ROOTS).filter(
      (root) => !blocks.some(({ type, address }) => [type, address].includes(root)),
    );
    expect(unknown).toEqual([]);
  });
});

it("a broken reference, a cycle, an unknown function are found in the whole file", () => {
  const template = synthesized().template;
  const problemsOf = (changed: Template) => usesIn(changed).flatMap(({ problem }) => problem ?? []);
  const description = ["resource", "aws_kms_key", "master", "description"];
  expect(problemsOf(template.with(description, "${aws_vpc.other.id}"))).toEqual(["there is no aws_vpc.other"]);
  expect(cycleIn(usesIn(template.with(description, "${aws_kms_alias.master.name}")))).toContain("aws_kms_alias.master");
  expect(functionsIn(template.with(description, "${uppper(var.database_instance_class)}"))).toContain("uppper");
});

it.each([
  ["aws_vpc.vpc_5B7F0E21", true],
  ["aws_vpc.vpc_5b7f0e21", true],
  ["aws_subnet.private_0", true],
  ["aws_subnet.private_a", false],
  ["aws_network_acl_rule.private_acl_in_deny_3389", false],
  ["aws_route.transit_gateway_a_trusted_192_168_10_0_24", false],
  ["aws_route.trusted_168_10_0_24", true],
  ["aws_iam_role.decade_feedback", false],
])("%s is unreadable: %s", (address, expected) => {
  expect(isUnreadable(address)).toBe(expected);
});
