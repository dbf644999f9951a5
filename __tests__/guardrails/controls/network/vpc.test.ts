import { ebsDefaultEncrypted } from "../../../../guardrails/controls/network/ebs-default-encrypted";
import { ebsSnapshotsNotPublic } from "../../../../guardrails/controls/network/ebs-snapshots-not-public";
import { eipAttached } from "../../../../guardrails/controls/network/eip-attached";
import { sgAttached } from "../../../../guardrails/controls/network/sg-attached";
import { sgRulesDescribed } from "../../../../guardrails/controls/network/sg-rules-described";
import { sgRulesOneWay } from "../../../../guardrails/controls/network/sg-rules-one-way";
import { vpcDefaultNotUsed } from "../../../../guardrails/controls/network/vpc-default-not-used";
import { vpcDefaultSgClosed } from "../../../../guardrails/controls/network/vpc-default-sg-closed";
import { vpcFlowLogProtected } from "../../../../guardrails/controls/network/vpc-flow-log-protected";
import { vpcFlowLogged } from "../../../../guardrails/controls/network/vpc-flow-logged";
import { vpcPublicIpOff } from "../../../../guardrails/controls/network/vpc-public-ip-off";
import { messagesOf, outcomesOf, type TerraformJson, verdictsOf } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const UNKNOWN = { data: { aws_ssm_parameter: { x: { name: "x" } } } };
const X = "${data.aws_ssm_parameter.x.value}";
const VPC = { aws_vpc: { v: { cidr_block: "10.0.0.0/16" } } };
const V = "aws_vpc.v";
const project = (more: JsonObject): TerraformJson => ({ ...UNKNOWN, resource: { ...VPC, ...more } });

describe("vpc-flow-logged", () => {
  const log = ({ vpc_id = "${aws_vpc.v.id}", ...values }: JsonObject) =>
    project({ aws_flow_log: { l: { ...(values.subnet_id === undefined ? { vpc_id } : {}), ...values } } });
  it.each<[string, JsonObject, string]>([
    ["all", { traffic_type: "ALL" }, "pass"],
    ["rejected traffic", { traffic_type: "REJECT" }, "fail"],
    ["not known", { traffic_type: X }, "unknown"],
    ["of another VPC", { traffic_type: "ALL", vpc_id: "vpc-0123456789abcdef0" }, "fail"],
    ["of a subnet", { traffic_type: "ALL", subnet_id: "subnet-0123456789abcdef0" }, "fail"],
  ])("%s", (_, values, outcome) => {
    expect(outcomesOf(vpcFlowLogged, log(values))).toEqual({ [V]: outcome });
  });

  it("fails without one, passes with one of several", () => {
    expect(messagesOf(vpcFlowLogged, project({}))).toEqual([`fail ${V}: it has no aws_flow_log`]);
    const two = {
      a: { vpc_id: "${aws_vpc.v.id}", traffic_type: "REJECT" },
      b: { vpc_id: "${aws_vpc.v.id}", traffic_type: "ALL" },
    };
    expect(outcomesOf(vpcFlowLogged, project({ aws_flow_log: two }))).toEqual({ [V]: "pass" });
  });
});

describe("vpc-flow-log-protected", () => {
  const L = "aws_flow_log.l";
  const log = (more: JsonObject, destination = "${aws_cloudwatch_log_group.g.arn}") =>
    project({
      aws_flow_log: { l: { vpc_id: "${aws_vpc.v.id}", traffic_type: "ALL", log_destination: destination } },
      ...more,
    });
  const group = (values: JsonObject) => ({
    aws_cloudwatch_log_group: { g: { name: "g", ...values } },
    aws_kms_key: { k: {} },
  });

  it.each<[string, JsonObject, string]>([
    ["key and retention", { kms_key_id: "${aws_kms_key.k.arn}", retention_in_days: 365 }, "pass"],
    ["no key", { retention_in_days: 365 }, "fail"],
    ["no retention", { kms_key_id: "${aws_kms_key.k.arn}" }, "fail"],
    ["retention for ever", { kms_key_id: "${aws_kms_key.k.arn}", retention_in_days: 0 }, "fail"],
    ["a key that is not known", { kms_key_id: X, retention_in_days: 365 }, "unknown"],
  ])("a log group with %s", (_, values, outcome) => {
    expect(outcomesOf(vpcFlowLogProtected, log(group(values)))).toEqual({ [L]: outcome });
  });

  it("looks at a bucket's encryption, and cannot tell what is not there", () => {
    const bucket = { aws_s3_bucket: { b: { bucket: "flows" } } };
    const encrypted = {
      aws_s3_bucket_server_side_encryption_configuration: {
        e: {
          bucket: "${aws_s3_bucket.b.id}",
          rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms" } }],
        },
      },
    };
    expect(outcomesOf(vpcFlowLogProtected, log(bucket, "${aws_s3_bucket.b.arn}"))).toEqual({ [L]: "fail" });
    expect(outcomesOf(vpcFlowLogProtected, log({ ...bucket, ...encrypted }, "${aws_s3_bucket.b.arn}"))).toEqual({
      [L]: "pass",
    });
    expect(outcomesOf(vpcFlowLogProtected, log({}, "arn:aws:s3:::elsewhere"))).toEqual({ [L]: "unknown" });
  });

  const KEY = { kms_key_id: "${aws_kms_key.k.arn}" };
  const BUCKET = { aws_s3_bucket: { b: { bucket: "flows" } } };
  const part = (bucket: string) => ({
    aws_s3_bucket_server_side_encryption_configuration: {
      e: { bucket, rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: "aws:kms" }] }] },
    },
  });

  it.each<[string, TerraformJson, string[]]>([
    [
      "a day",
      log(group({ ...KEY, retention_in_days: 1 })),
      ["pass aws_cloudwatch_log_group.g: kms_key_id is aws_kms_key.k"],
    ],
    [
      "for ever",
      log(group({ ...KEY, retention_in_days: 0 })),
      ["fail aws_cloudwatch_log_group.g: retention_in_days is not set: it keeps everything for ever"],
    ],
    [
      "a time that is not known",
      log(group({ ...KEY, retention_in_days: X })),
      [
        "unknown aws_cloudwatch_log_group.g: retention_in_days cannot be told: known after apply: data.aws_ssm_parameter.x.value",
      ],
    ],
    [
      "no key",
      log(group({ retention_in_days: 1 })),
      ["fail aws_cloudwatch_log_group.g: kms_key_id is not set: who may read the log group may read the flow log"],
    ],
    ["a bucket", log(BUCKET, "${aws_s3_bucket.b.arn}"), ["fail aws_s3_bucket.b says nothing of its encryption"]],
    [
      "an encrypted bucket",
      log({ ...BUCKET, ...part("${aws_s3_bucket.b.id}") }, "${aws_s3_bucket.b.arn}"),
      ["pass aws_s3_bucket.b says how it is encrypted"],
    ],
    [
      "a bucket that encrypts itself",
      log(
        {
          aws_s3_bucket: {
            b: {
              server_side_encryption_configuration: [
                { rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: "aws:kms" }] }] },
              ],
            },
          },
        },
        "${aws_s3_bucket.b.arn}",
      ),
      ["pass aws_s3_bucket.b says how it is encrypted"],
    ],
    [
      "a bucket that may be encrypted",
      { ...log({ ...BUCKET, ...part("${var.bucket}") }, "${aws_s3_bucket.b.arn}"), variable: { bucket: {} } },
      ["unknown it cannot be told which bucket aws_s3_bucket_server_side_encryption_configuration.e is for"],
    ],
    [
      "a bucket of somebody else",
      log({}, "arn:aws:s3:::elsewhere"),
      ["unknown its destination is not part of the input"],
    ],
  ])("says why: %s", (_, json, verdicts) => {
    expect(verdictsOf(vpcFlowLogProtected, json)).toEqual(verdicts.map((text) => text.replace(/^(\w+) /, `$1 ${L}: `)));
  });

  it("says nothing of what goes to Firehose, and finds a group by its name", () => {
    const other = (values: JsonObject, more: JsonObject = {}) =>
      project({ aws_flow_log: { l: { vpc_id: "${aws_vpc.v.id}", traffic_type: "ALL", ...values } }, ...more });
    const stream = "arn:aws:firehose:us-east-1:111122223333:deliverystream/flows";
    expect(
      verdictsOf(
        vpcFlowLogProtected,
        other({ log_destination_type: "kinesis-data-firehose", log_destination: stream }),
      ),
    ).toEqual([]);
    expect(
      outcomesOf(
        vpcFlowLogProtected,
        other({ log_destination: "${aws_cloudwatch_log_group.g.arn}" }, group({ ...KEY, retention_in_days: 1 })),
      ),
    ).toEqual({ [L]: "pass" });
  });
});

describe("vpc-default-sg-closed", () => {
  const D = "aws_default_security_group.d";
  const group = (values: JsonObject = {}, more: JsonObject = {}) =>
    project({ aws_default_security_group: { d: { vpc_id: "${aws_vpc.v.id}", ...values } }, ...more });
  const any: JsonObject = { from_port: 0, to_port: 0, protocol: "-1", self: true };

  it("passes where it is adopted without rules", () => {
    expect(outcomesOf(vpcDefaultSgClosed, group())).toEqual({ [V]: "pass", [D]: "pass" });
    expect(outcomesOf(vpcDefaultSgClosed, group({ ingress: [], egress: [] }))).toEqual({ [V]: "pass", [D]: "pass" });
  });

  it("fails where nobody adopts it", () => {
    expect(messagesOf(vpcDefaultSgClosed, project({}))).toEqual([
      `fail ${V}: nothing closes its default security group: whatever is made without a group of its own gets this one, and is let in by it`,
    ]);
    expect(outcomesOf(vpcDefaultSgClosed, group({ vpc_id: "vpc-0123456789abcdef0" }))).toEqual({
      [V]: "fail",
      [D]: "pass",
    });
  });

  it("fails with any rule, of either direction, inline or not", () => {
    expect(outcomesOf(vpcDefaultSgClosed, group({ ingress: [any] }))).toEqual({ [V]: "pass", [D]: "fail" });
    expect(outcomesOf(vpcDefaultSgClosed, group({ egress: [any] }))).toEqual({ [V]: "pass", [D]: "fail" });
    const rule = {
      aws_vpc_security_group_ingress_rule: {
        r: { security_group_id: "${aws_default_security_group.d.id}", ip_protocol: "-1", cidr_ipv4: "10.0.0.0/8" },
      },
    };
    expect(messagesOf(vpcDefaultSgClosed, group({}, rule))).toEqual([
      `fail ${D} ingress: aws_vpc_security_group_ingress_rule.r has a rule for ingress: whatever is made without a group of its own gets this one, and is let in by it`,
    ]);
  });
});

it("vpc-default-not-used", () => {
  const json = project({ aws_default_vpc: { d: {} }, aws_default_subnet: { s: { availability_zone: "us-east-1a" } } });
  expect(messagesOf(vpcDefaultNotUsed, json)).toEqual([
    "fail aws_default_vpc.d: it is the account's default VPC",
    "fail aws_default_subnet.s: it is a subnet of the default VPC",
  ]);
  expect(outcomesOf(vpcDefaultNotUsed, project({}))).toEqual({});
});

describe("vpc-public-ip-off", () => {
  it.each<[string, JsonObject, string]>([
    ["false", { map_public_ip_on_launch: false }, "pass"],
    ["absent", {}, "pass"],
    ["true", { map_public_ip_on_launch: true }, "fail"],
    ["true as text", { map_public_ip_on_launch: "true" }, "fail"],
    ["not known", { map_public_ip_on_launch: X }, "unknown"],
  ])("%s", (_, values, outcome) => {
    const json = project({ aws_subnet: { s: { vpc_id: "${aws_vpc.v.id}", cidr_block: "10.0.0.0/24", ...values } } });
    expect(outcomesOf(vpcPublicIpOff, json)).toEqual({ "aws_subnet.s": outcome });
  });

  it("default subnets give one unless they are told not to", () => {
    const json = project({ aws_default_subnet: { s: { availability_zone: "us-east-1a" } } });
    expect(messagesOf(vpcPublicIpOff, json)).toEqual([
      "fail aws_default_subnet.s map_public_ip_on_launch: map_public_ip_on_launch is not set, which means true: every instance there gets a public address",
    ]);
  });
});

describe("eip-attached", () => {
  const eip = (values: JsonObject, more: JsonObject = {}) => ({ resource: { aws_eip: { e: values }, ...more } });
  it.each<[string, JsonObject, JsonObject, string]>([
    ["an instance", { instance: "i-0123456789abcdef0" }, {}, "pass"],
    [
      "an association",
      {},
      { aws_eip_association: { a: { allocation_id: "${aws_eip.e.id}", instance_id: "i-0123456789abcdef0" } } },
      "pass",
    ],
    [
      "a NAT gateway",
      {},
      {
        aws_nat_gateway: { n: { allocation_id: "${aws_eip.e.allocation_id}", subnet_id: "subnet-0123456789abcdef0" } },
      },
      "pass",
    ],
    [
      "a name alone",
      {},
      {
        aws_route53_record: {
          r: { zone_id: "Z1", name: "n", type: "A", ttl: 60, records: ["${aws_eip.e.public_ip}"] },
        },
      },
      "fail",
    ],
    ["nothing", {}, {}, "fail"],
  ])("%s", (_, values, more, outcome) => {
    expect(outcomesOf(eipAttached, eip(values, more))).toEqual({ "aws_eip.e": outcome });
  });

  it("is unknown where it is handed on", () => {
    expect(outcomesOf(eipAttached, { ...eip({}), output: { e: { value: "${aws_eip.e.id}" } } })).toEqual({
      "aws_eip.e": "unknown",
    });
  });
});

describe("sg-attached", () => {
  const G = "aws_security_group.g";
  const group = (more: JsonObject = {}) =>
    project({ aws_security_group: { g: { name: "g", vpc_id: "${aws_vpc.v.id}" } }, ...more });

  it("passes whatever type is in it", () => {
    const gateway = {
      aws_apigatewayv2_vpc_link: {
        l: { name: "l", subnet_ids: [], security_group_ids: ["${aws_security_group.g.id}"] },
      },
    };
    expect(verdictsOf(sgAttached, group(gateway))).toEqual([`pass ${G}: aws_apigatewayv2_vpc_link.l is in it`]);
  });

  it("fails where only rules name it, and where it is handed on cannot tell", () => {
    const rule = {
      aws_vpc_security_group_ingress_rule: {
        r: {
          security_group_id: "sg-0123456789abcdef0",
          referenced_security_group_id: "${aws_security_group.g.id}",
          ip_protocol: "-1",
        },
      },
    };
    expect(messagesOf(sgAttached, group(rule))).toEqual([`fail ${G}: nothing is in it`]);
    expect(messagesOf(sgAttached, { ...group(), output: { group: { value: "${aws_security_group.g.id}" } } })).toEqual([
      `unknown ${G}: nothing here is in it; the output group hands it on to others`,
    ]);
  });

  it("follows outputs of modules", () => {
    const modules = {
      "./net": {
        resource: { aws_security_group: { g: { name: "g" }, unused: { name: "u" } } },
        output: { group: { value: "${aws_security_group.g.id}" }, other: { value: "${aws_security_group.unused.id}" } },
      },
    };
    const root = {
      module: { net: { source: "./net" } },
      resource: {
        aws_instance: {
          i: { ami: "ami-1", instance_type: "t3.nano", vpc_security_group_ids: ["${module.net.group}"] },
        },
      },
    };
    expect(outcomesOf(sgAttached, root, { modules })).toEqual({
      "module.net.aws_security_group.g": "pass",
      "module.net.aws_security_group.unused": "fail",
    });
  });
});

describe("sg-rules-described", () => {
  const G = "aws_security_group.g";
  const group = (values: JsonObject, more: JsonObject = {}) => ({
    ...UNKNOWN,
    resource: { aws_security_group: { g: { name: "g", ...values } }, ...more },
  });
  const block = (values: JsonObject): JsonObject => ({
    from_port: 443,
    to_port: 443,
    protocol: "tcp",
    cidr_blocks: ["10.0.0.0/8"],
    ...values,
  });

  it.each<[string, JsonObject, string]>([
    ["a description", { description: "Web" }, "pass"],
    ["none", {}, "fail"],
    ["the provider's", { description: "Managed by Terraform" }, "fail"],
    ["an empty one", { description: " " }, "fail"],
    ["one that is not known", { description: X }, "unknown"],
    ["rules with one", { description: "Web", ingress: [block({ description: "HTTPS" })] }, "pass"],
    ["a rule without", { description: "Web", ingress: [block({ description: "HTTPS" }), block({})] }, "fail"],
    ["a rule outwards without", { description: "Web", egress: [block({})] }, "fail"],
  ])("%s", (_, values, outcome) => {
    expect(outcomesOf(sgRulesDescribed, group(values))).toEqual({ [G]: outcome });
  });

  it("looks at rules that are resources, and not at a default group's own description", () => {
    const rules = {
      aws_vpc_security_group_egress_rule: {
        r: { security_group_id: "${aws_security_group.g.id}", ip_protocol: "-1", cidr_ipv4: "10.0.0.0/8" },
      },
      aws_default_security_group: { d: { vpc_id: "vpc-0123456789abcdef0" } },
    };
    expect(outcomesOf(sgRulesDescribed, group({ description: "Web" }, rules))).toEqual({
      [G]: "pass",
      "aws_vpc_security_group_egress_rule.r": "fail",
    });
  });
});

describe("sg-rules-one-way", () => {
  const block = [{ from_port: 443, to_port: 443, protocol: "tcp", cidr_blocks: ["10.0.0.0/8"] }];
  const rule = {
    aws_vpc_security_group_ingress_rule: {
      r: { security_group_id: "${aws_security_group.g.id}", ip_protocol: "-1", cidr_ipv4: "10.0.0.0/8" },
    },
  };
  const group = (values: JsonObject, more: JsonObject = {}) => ({
    resource: { aws_security_group: { g: { name: "g", ...values } }, ...more },
  });

  it("fails for both ways in one direction", () => {
    expect(messagesOf(sgRulesOneWay, group({ ingress: block }, rule))).toEqual([
      "fail aws_security_group.g ingress: it has inline rules, and aws_vpc_security_group_ingress_rule.r adds to them",
    ]);
    const dynamic = {
      dynamic: { ingress: { for_each: [443], content: { ...block[0], from_port: "${ingress.value}" } } },
    };
    expect(outcomesOf(sgRulesOneWay, group(dynamic, rule))).toEqual({ "aws_security_group.g": "fail" });
  });

  it("passes for one way", () => {
    for (const json of [group({ ingress: block }), group({}, rule), group({ egress: block }, rule), group({})]) {
      expect(outcomesOf(sgRulesOneWay, json)).toEqual({ "aws_security_group.g": "pass" });
    }
  });
});

describe.each([
  [
    "ebs-default-encrypted",
    ebsDefaultEncrypted,
    "aws_ebs_encryption_by_default",
    { enabled: true },
    { enabled: false },
    { enabled: X },
  ],
  [
    "ebs-snapshots-not-public",
    ebsSnapshotsNotPublic,
    "aws_ebs_snapshot_block_public_access",
    { state: "block-all-sharing" },
    { state: "unblocked" },
    { state: X },
  ],
] as const)("%s", (_, control, type, right, wrong, open) => {
  it("judges what is there", () => {
    const baseline = { aws_accessanalyzer_analyzer: { a: { analyzer_name: "a" } } };
    const json = (values: JsonObject) => ({ ...UNKNOWN, resource: { [type]: { e: values }, ...baseline } });
    expect(outcomesOf(control, json(right))).toEqual({ [`${type}.e`]: "pass" });
    expect(outcomesOf(control, json(wrong))).toEqual({ [`${type}.e`]: "fail" });
    expect(outcomesOf(control, json(open))).toEqual({ [`${type}.e`]: "unknown" });
  });

  it("must be there where the account's baseline is managed, and nowhere else", () => {
    const json = { resource: { aws_guardduty_detector: { d: {} } } };
    expect(messagesOf(control, json)).toEqual([
      `fail environment: the environment manages the account's baseline, but has no ${type}`,
    ]);
    expect(outcomesOf(control, project({}))).toEqual({});
  });
});
