import { GAPS, KNOWN_DIFFERENCES } from "../../../cli/try/gaps";
import { type Gaps, reduce } from "../../../cli/try/reduce";
import type { JsonObject } from "../../../model";
import { SHIPPED, synthesized } from "../../support/environments";
import { usesIn } from "../../support/graph";
import { Template } from "../../support/template";

const STACK: JsonObject = {
  terraform: { backend: { local: {} } },
  variable: { size: { default: 1 } },
  resource: {
    aws_vpc: { main: { cidr_block: "10.0.0.0/16" } },
    aws_athena_workgroup: { queries: { name: "q" } },
    aws_athena_named_query: { one: { workgroup: "${aws_athena_workgroup.queries.id}" } },
    aws_sns_topic: {
      alerts: {
        name: "$${aws_athena_workgroup.queries.id}",
        depends_on: ["aws_athena_workgroup.queries", "aws_vpc.main"],
      },
      more: { name: "about ${jsonencode({a = data.aws_iam_policy_document.queries.json})}" },
    },
  },
  data: {
    aws_iam_policy_document: { queries: { statement: [{ resources: ["${aws_athena_workgroup.queries.arn}"] }] } },
  },
  output: { group: { value: "${aws_athena_workgroup.queries.id}" }, vpc: { value: "${aws_vpc.main.id}" } },
  check: {
    group: { data: { aws_x_y: { z: { depends_on: ["aws_athena_workgroup.queries"] } } } },
    vpc: { data: { aws_vpc: { z: { id: "${aws_vpc.main.id}" } } } },
  },
};

const GAP: Gaps = {
  types: { aws_athena_workgroup: "not there" },
  values: {},
  arguments: { "aws_vpc.cidr_block": "not taken" },
  denials: {},
};

it("leaves out what cannot be made, what refers to it, and arguments that cannot be set; nothing else", () => {
  const { json, leftOut } = reduce(STACK, GAP);
  expect(json).toEqual({
    terraform: { backend: { local: {} } },
    variable: { size: { default: 1 } },
    resource: {
      aws_vpc: { main: {} },
      aws_sns_topic: { alerts: { name: "$${aws_athena_workgroup.queries.id}", depends_on: ["aws_vpc.main"] } },
    },
    data: {},
    output: { vpc: { value: "${aws_vpc.main.id}" } },
    check: { vpc: { data: { aws_vpc: { z: { id: "${aws_vpc.main.id}" } } } } },
  });
  expect(leftOut).toEqual([
    { address: "aws_athena_named_query.one", reason: "refers to aws_athena_workgroup.queries" },
    { address: "aws_athena_workgroup.queries", reason: "not there" },
    { address: "aws_sns_topic.more", reason: "refers to data.aws_iam_policy_document.queries" },
    { address: "aws_vpc.main.cidr_block", reason: "not taken" },
    { address: "check.group", reason: "refers to aws_athena_workgroup.queries" },
    { address: "data.aws_iam_policy_document.queries", reason: "refers to aws_athena_workgroup.queries" },
    { address: "output.group", reason: "refers to aws_athena_workgroup.queries" },
  ]);
});

it("changes nothing where nothing is missing", () => {
  expect(reduce(STACK, { types: {}, values: {}, arguments: {}, denials: {} })).toEqual({ json: STACK, leftOut: [] });
});

it("leaves out what cannot be made with a certain value", () => {
  const flowLogs = { a: { log_destination_type: "s3" }, b: { log_destination_type: "cloud-watch-logs" }, c: {} };
  const values = { "aws_flow_log.log_destination_type": { s3: "no folders" } };
  const { json, leftOut } = reduce(
    { resource: { aws_flow_log: flowLogs } },
    { types: {}, values, arguments: {}, denials: {} },
  );
  expect(json).toEqual({ resource: { aws_flow_log: { b: flowLogs.b, c: {} } } });
  expect(leftOut).toEqual([{ address: "aws_flow_log.a", reason: "no folders" }]);
});

it("leaves out what a policy denies, where that is asked for, and what other policies deny stays", () => {
  const [allow, deny] = [
    { sid: "A", effect: "Allow" },
    { sid: "D", effect: "Deny" },
  ];
  const stack: JsonObject = {
    resource: {
      aws_kms_key: { a: { policy: "${data.aws_iam_policy_document.a.json}" } },
      aws_s3_bucket_policy: { b: { policy: "${data.aws_iam_policy_document.b.json}" } },
    },
    data: { aws_iam_policy_document: { a: { statement: [allow, deny] }, b: { statement: [allow, deny] } } },
  };
  const { json, leftOut } = reduce(stack, {
    types: {},
    values: {},
    arguments: {},
    denials: { "aws_kms_key.policy": "no conditions" },
  });
  expect(json).toEqual({
    resource: stack.resource,
    data: { aws_iam_policy_document: { a: { statement: [allow] }, b: { statement: [allow, deny] } } },
  });
  expect(leftOut).toEqual([{ address: "data.aws_iam_policy_document.a, what it denies", reason: "no conditions" }]);
});

describe.each(SHIPPED)("a test copy of %s", (name) => {
  const { template } = synthesized({ lifecycle: "ephemeral", stage: "development" }, name);

  it("refers to nothing that is left out, and keeps most of itself", () => {
    const { json } = reduce(template.json, GAPS);
    const reduced = Template.ofFile(JSON.stringify(json));
    expect(usesIn(reduced).filter(({ problem }) => problem !== undefined)).toEqual([]);
    expect(reduced.resources.length / template.resources.length).toBeGreaterThan(0.75);
  });
});

it("gaps and differences say why, as a sentence without its end", () => {
  for (const reason of [
    ...Object.values(GAPS.types),
    ...Object.values(GAPS.values).flatMap((reasons) => Object.values(reasons)),
    ...Object.values(GAPS.arguments),
    ...Object.values(GAPS.denials),
    ...Object.values(KNOWN_DIFFERENCES),
  ]) {
    expect(reason).toMatch(/^[a-z].{15,}[^.]$/);
  }
});
