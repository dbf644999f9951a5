import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { TerraformOutput, TerraformVariable } from "cdktf";
import { Template } from "./template";

function example(): Template {
  return Template.of((stack) => {
    const document = new DataAwsIamPolicyDocument(stack, "events", {
      statement: [
        {
          sid: "AllowEvents",
          principals: [{ type: "Service", identifiers: ["events.amazonaws.com"] }],
          actions: ["sns:Publish"],
          resources: ["arn:aws:sns:us-east-1:111111111111:a"],
          condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["true"] }],
        },
        { sid: "DenyAll", effect: "Deny", actions: ["sns:*"], resources: ["*"] },
      ],
    });
    const first = new SnsTopic(stack, "first", { name: "a", policy: document.json, tags: { Name: "a" } });
    new SnsTopic(stack, "second", { name: "b" });
    new TerraformVariable(stack, "days", { type: "number", description: "Days.", default: 7 });
    new TerraformOutput(stack, "topic", { value: first.arn, description: "The topic." });
  });
}

describe("Template", () => {
  it("counts resources and data sources by type", () => {
    expect(example().types).toEqual({ aws_sns_topic: 2 });
    expect(example().dataSourceTypes).toEqual({ aws_iam_policy_document: 1 });
  });

  it("finds by address, by type, and by path within", () => {
    const template = example();
    expect(template.addresses()).toEqual(["aws_sns_topic.first", "aws_sns_topic.second"]);
    expect(template.addresses("aws_vpc")).toEqual([]);
    expect(template.at("aws_sns_topic.second")).toEqual({ name: "b" });
    expect(template.all("aws_sns_topic").map(({ name }) => name)).toEqual(["a", "b"]);
    expect(template.only("data.aws_iam_policy_document")).toHaveProperty("statement");
    expect(template.value("aws_sns_topic.first", "tags.Name")).toBe("a");
    expect(template.value("aws_sns_topic.first", "tags.Owner")).toBeUndefined();
    expect(template.value("data.aws_iam_policy_document.events", "statement.0.condition.test")).toBe("Bool");
  });

  it("has outputs and variables by name", () => {
    expect(example().outputs).toEqual({ topic: { value: "${aws_sns_topic.first.arn}", description: "The topic." } });
    expect(example().variables).toEqual({ days: { type: "number", description: "Days.", default: 7 } });
  });

  it("reads a policy, directly or from the argument that uses it, with all that it leaves out", () => {
    const expected = [
      {
        sid: "AllowEvents",
        effect: "Allow",
        principals: { Service: ["events.amazonaws.com"] },
        actions: ["sns:Publish"],
        resources: ["arn:aws:sns:us-east-1:111111111111:a"],
        conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["true"] }],
      },
      { sid: "DenyAll", effect: "Deny", principals: {}, actions: ["sns:*"], resources: ["*"], conditions: [] },
    ];
    expect(example().policy("data.aws_iam_policy_document.events")).toEqual(expected);
    expect(example().policyOf("aws_sns_topic.first", "policy")).toEqual(expected);
  });

  it("changes one value in a copy", () => {
    const template = example();
    const path = ["resource", "aws_sns_topic", "first", "name"];
    expect(template.with(path, "c").at("aws_sns_topic.first").name).toBe("c");
    expect(template.with(path, undefined).at("aws_sns_topic.first")).not.toHaveProperty("name");
    const sid = ["data", "aws_iam_policy_document", "events", "statement", "1", "sid"];
    expect(template.with(sid, "Other").policy("data.aws_iam_policy_document.events")[1]?.sid).toBe("Other");
    expect(template.at("aws_sns_topic.first").name).toBe("a");
  });

  it("leaves cdktf's metadata out", () => {
    const template = Template.ofFile(
      '{"//": {}, "resource": {"aws_vpc": {"a": {"//": {}, "cidr_block": "10.0.0.0/16"}}}}',
    );
    expect(template.json).toEqual({ resource: { aws_vpc: { a: { cidr_block: "10.0.0.0/16" } } } });
  });

  it("runs the validations of the tree", () => {
    expect(() =>
      Template.of((stack) => stack.node.addValidation({ validate: () => ["must be something else"] })),
    ).toThrow("must be something else");
  });
});

describe("fails if", () => {
  it.each<[string, () => unknown, string]>([
    ["an address does not exist", () => example().at("aws_sns_topic.frist"), "near it: aws_sns_topic.first, "],
    [
      "a type does not exist",
      () => example().only("aws_sns_topik"),
      "there is no aws_sns_topik; near it: aws_sns_topic, ",
    ],
    [
      "there is more than one of a type",
      () => example().only("aws_sns_topic"),
      "there is more than one aws_sns_topic: aws_sns_topic.first, aws_sns_topic.second; use at(address) or all(type)",
    ],
    ["there is none of a type", () => example().all("aws_vpc"), "To say that there is none, use types"],
    [
      "a policy is not a document",
      () => example().policyOf("aws_sns_topic.second", "policy"),
      "must refer to a policy document, ${data.aws_iam_policy_document.….json}, got undefined",
    ],
    [
      "a policy is asked of something else",
      () => example().policy("aws_sns_topic.first"),
      "must be a plain data.aws_iam",
    ],
    [
      "a statement has more than is read",
      () =>
        example()
          .with(["data", "aws_iam_policy_document", "events", "statement", "0", "not_resources"], ["*"])
          .policy("data.aws_iam_policy_document.events"),
      "data.aws_iam_policy_document.events.statement[0] must have only sid, effect, principals, actions, not_actions, resources, condition, got not_resources too",
    ],
  ])("%s", (_, read, message) => {
    expect(read).toThrow(message);
  });
});
