import { amiOwnerNamed } from "../../../../guardrails/controls/compute/ami-owner-named";
import { asgElbHealth } from "../../../../guardrails/controls/compute/asg-elb-health";
import { asgSeveralZones } from "../../../../guardrails/controls/compute/asg-several-zones";
import { asgTagsFlow } from "../../../../guardrails/controls/compute/asg-tags-flow";
import { asgUsesTemplate } from "../../../../guardrails/controls/compute/asg-uses-template";
import { sessionLoggedAndEncrypted } from "../../../../guardrails/controls/compute/session-logged-and-encrypted";
import { evaluate } from "../../../../guardrails/evaluate";
import { graphsOf, messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const UNKNOWN = { aws_ssm_parameter: { x: { name: "x" } } };
const X = "${data.aws_ssm_parameter.x.value}";
const G = "aws_autoscaling_group.g";
const group = (values: JsonObject, more: JsonObject = {}): TerraformJson => ({
  data: UNKNOWN,
  resource: { aws_autoscaling_group: { g: { name: "g", max_size: 2, min_size: 1, ...values } }, ...more },
});

describe("asg-uses-template", () => {
  it.each<[string, JsonObject, string]>([
    ["a template", { launch_template: [{ id: "lt-0123456789abcdef0" }] }, "pass"],
    [
      "a mixed policy",
      {
        mixed_instances_policy: [
          { launch_template: [{ launch_template_specification: [{ launch_template_id: "lt-0123456789abcdef0" }] }] },
        ],
      },
      "pass",
    ],
    ["a configuration", { launch_configuration: "c" }, "fail"],
    ["a configuration that is made later", { launch_configuration: X }, "fail"],
    ["neither", {}, "fail"],
  ])("%s", (_, values, outcome) => {
    expect(outcomesOf(asgUsesTemplate, group(values))).toEqual({ [G]: outcome });
  });
});

describe("asg-several-zones", () => {
  const subnets = (...zones: readonly string[]) => ({
    aws_subnet: Object.fromEntries(
      zones.map((availability_zone, index) => [
        `s${index}`,
        { vpc_id: "vpc-0123456789abcdef0", cidr_block: `10.0.${index}.0/24`, availability_zone },
      ]),
    ),
  });
  const within = (...ids: readonly string[]) => ({ vpc_zone_identifier: [...ids] });
  const both = within("${aws_subnet.s0.id}", "${aws_subnet.s1.id}");
  it.each<[string, JsonObject, JsonObject, string]>([
    ["two zones", both, subnets("us-east-1a", "us-east-1b"), "pass"],
    ["one zone", both, subnets("us-east-1a", "us-east-1a"), "fail"],
    ["one subnet of somebody else", within("subnet-0123456789abcdef0"), {}, "fail"],
    ["subnets of somebody else", within("subnet-0123456789abcdef0", "subnet-0123456789abcdef1"), {}, "unknown"],
    ["zones by name", { availability_zones: ["us-east-1a", "us-east-1b"] }, {}, "pass"],
    ["a zone by name", { availability_zones: ["us-east-1a"] }, {}, "fail"],
    ["the same zone twice", { availability_zones: ["us-east-1a", "us-east-1a"] }, {}, "fail"],
  ])("%s", (_, values, more, outcome) => {
    expect(outcomesOf(asgSeveralZones, group(values, more))).toEqual({ [G]: outcome });
  });
});

describe("asg-elb-health", () => {
  const arns = {
    target_group_arns: ["arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/t/0123456789abcdef"],
  };
  const attachment = {
    aws_autoscaling_attachment: {
      a: {
        autoscaling_group_name: "${aws_autoscaling_group.g.name}",
        lb_target_group_arn: arns.target_group_arns[0] ?? "",
      },
    },
  };
  it.each<[string, JsonObject, JsonObject, string | undefined]>([
    ["ELB", { ...arns, health_check_type: "ELB" }, {}, "pass"],
    ["ELB among others", { ...arns, health_check_type: "EC2,ELB" }, {}, "pass"],
    ["EC2", { ...arns, health_check_type: "EC2" }, {}, "fail"],
    ["absent", arns, {}, "fail"],
    ["not known", { ...arns, health_check_type: X }, {}, "unknown"],
    ["attached by a resource", {}, attachment, "fail"],
    ["attached by a resource, and right", { health_check_type: "ELB" }, attachment, "pass"],
    ["a classic load balancer", { load_balancers: ["lb"] }, {}, "fail"],
    ["no load balancer", { health_check_type: "EC2" }, {}, undefined],
  ])("%s", (_, values, more, outcome) => {
    expect(outcomesOf(asgElbHealth, group(values, more))).toEqual(outcome === undefined ? {} : { [G]: outcome });
  });

  it("says by what it is attached", () => {
    expect(messagesOf(asgElbHealth, group({}, attachment))).toEqual([
      `fail ${G} health_check_type: health_check_type is not set, which means EC2, although it is behind a load balancer (aws_autoscaling_attachment.a): instances that no longer answer stay`,
    ]);
  });
});

describe("asg-tags-flow", () => {
  const tag = (propagate_at_launch: JsonObject["x"]) => ({
    key: "Owner",
    value: "team",
    propagate_at_launch: propagate_at_launch ?? null,
  });
  it.each<[string, JsonObject, string]>([
    ["all", { tag: [tag(true)] }, "pass"],
    ["not one", { tag: [tag(true), tag(false)] }, "fail"],
    ["none", {}, "fail"],
    ["not known", { tag: [tag(X)] }, "unknown"],
  ])("%s", (_, values, outcome) => {
    expect(outcomesOf(asgTagsFlow, group(values))).toEqual({ [G]: outcome });
  });
});

describe("ami-owner-named", () => {
  const image = (values: JsonObject) => ({
    data: { ...UNKNOWN, aws_ami: { i: { most_recent: true, ...values } } },
    resource: { aws_vpc: { v: {} } },
  });
  it.each<[string, JsonObject, string]>([
    ["amazon", { owners: ["amazon"] }, "pass"],
    ["an account", { owners: ["111122223333"] }, "pass"],
    ["a filter", { filter: [{ name: "owner-alias", values: ["amazon"] }] }, "pass"],
    ["nobody", {}, "fail"],
    ["an empty list", { owners: [] }, "fail"],
    ["anybody", { owners: ["*"] }, "fail"],
    ["anybody by a filter", { filter: [{ name: "owner-id", values: ["*"] }] }, "fail"],
    ["not known", { owners: `\${split(",", data.aws_ssm_parameter.x.value)}` }, "unknown"],
  ])("%s", (_, values, outcome) => {
    expect(outcomesOf(amiOwnerNamed, image(values))).toEqual({ "data.aws_ami.i": outcome });
  });
});

const outcomesOfPlan = (json: TerraformJson) =>
  evaluate(graphsOf(json).plan, [sessionLoggedAndEncrypted]).map((one) => one.outcome);

describe("session-logged-and-encrypted", () => {
  const D = "aws_ssm_document.d";
  const document = (content: string, document_type = "Session"): TerraformJson => ({
    data: UNKNOWN,
    resource: {
      aws_ssm_document: { d: { name: "SSM-SessionManagerRunShell", document_type, content } },
      aws_kms_key: { k: {} },
    },
  });
  const text = (inputs: JsonObject) => JSON.stringify({ schemaVersion: "1.0", sessionType: "Standard_Stream", inputs });
  const logs = { cloudWatchLogGroupName: "sessions", cloudWatchEncryptionEnabled: true };

  it.each<[string, string, string]>([
    ["a log group and a key", text({ ...logs, kmsKeyId: "alias/sessions" }), "pass"],
    [
      "a bucket and a key",
      text({ s3BucketName: "sessions", s3EncryptionEnabled: true, kmsKeyId: "alias/sessions" }),
      "pass",
    ],
    [
      "made by jsonencode",
      `\${jsonencode({ inputs = { cloudWatchLogGroupName = "s", cloudWatchEncryptionEnabled = true, kmsKeyId = "alias/s" } })}`,
      "pass",
    ],
    ["no log", text({ kmsKeyId: "alias/sessions" }), "fail"],
    ["an empty name", text({ ...logs, cloudWatchLogGroupName: "", kmsKeyId: "alias/sessions" }), "fail"],
    ["a log in plain text", text({ ...logs, cloudWatchEncryptionEnabled: false, kmsKeyId: "alias/sessions" }), "fail"],
    ["no key", text(logs), "fail"],
    ["not known", X, "unknown"],
  ])("%s", (_, content, outcome) => {
    expect(outcomesOf(sessionLoggedAndEncrypted, document(content))).toEqual({ [D]: outcome });
  });

  it("sees the parts of what is made later, where the file shows them", () => {
    const content = (destination: string) =>
      `\${jsonencode({ inputs = { ${destination}, kmsKeyId = aws_kms_key.k.arn } })}`;
    const said = (destination: string) =>
      evaluate(graphsOf(document(content(destination))).synth, [sessionLoggedAndEncrypted]).map((one) => one.outcome);
    expect(said('s3BucketName = "s", s3EncryptionEnabled = true')).toEqual(["pass"]);
    expect(said('s3BucketName = "s"')).toEqual(["fail"]);
    expect(outcomesOfPlan(document(content('s3BucketName = "s"')))).toEqual(["unknown"]);
  });

  it("says nothing of other documents", () => {
    expect(outcomesOf(sessionLoggedAndEncrypted, document(text({}), "Command"))).toEqual({});
  });
});
