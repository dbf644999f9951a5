import { bastionReachedBySsmOnly } from "../../../../guardrails/controls/compute/bastion-reached-by-ssm-only";
import { ec2DisksEncrypted } from "../../../../guardrails/controls/compute/ec2-disks-encrypted";
import { ec2EbsOptimized } from "../../../../guardrails/controls/compute/ec2-ebs-optimized";
import { ec2HasRole } from "../../../../guardrails/controls/compute/ec2-has-role";
import { ec2ImdsOneHop } from "../../../../guardrails/controls/compute/ec2-imds-one-hop";
import { ec2Imdsv2Only } from "../../../../guardrails/controls/compute/ec2-imdsv2-only";
import { ec2Monitored } from "../../../../guardrails/controls/compute/ec2-monitored";
import { ec2NoPublicIp } from "../../../../guardrails/controls/compute/ec2-no-public-ip";
import { ec2NoSshKey } from "../../../../guardrails/controls/compute/ec2-no-ssh-key";
import { messagesOf, outcomesOf, type TerraformJson, verdictsOf } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const UNKNOWN = { aws_ssm_parameter: { x: { name: "x" } } };
const X = "${data.aws_ssm_parameter.x.value}";
const I = "aws_instance.i";
const T = "aws_launch_template.t";
const instance = (values: JsonObject, more: JsonObject = {}): TerraformJson => ({
  data: UNKNOWN,
  resource: { aws_instance: { i: { ami: "ami-1", instance_type: "t3.nano", ...values } }, ...more },
});
const template = (values: JsonObject, more: JsonObject = {}): TerraformJson => ({
  data: UNKNOWN,
  resource: { aws_launch_template: { t: { name: "t", ...values } }, ...more },
});
/** An instance that starts from a template. */
const fromTemplate = (values: JsonObject, own: JsonObject = {}): TerraformJson =>
  instance(
    { launch_template: [{ id: "${aws_launch_template.t.id}" }], ...own },
    { aws_launch_template: { t: { name: "t", ...values } } },
  );

describe("ec2-imdsv2-only", () => {
  const tokens = (http_tokens: JsonObject["x"]) => ({ metadata_options: [{ http_tokens: http_tokens ?? null }] });

  it.each<[string, JsonObject, string]>([
    ["required", tokens("required"), "pass"],
    ["optional", tokens("optional"), "fail"],
    ["absent", {}, "fail"],
    ["without tokens", { metadata_options: [{ http_endpoint: "enabled" }] }, "fail"],
    ["switched off", { metadata_options: [{ http_endpoint: "disabled" }] }, "pass"],
    ["not known", tokens(X), "unknown"],
  ])("%s", (_, values, outcome) => {
    expect(outcomesOf(ec2Imdsv2Only, instance(values))).toEqual({ [I]: outcome });
    expect(outcomesOf(ec2Imdsv2Only, template(values))).toEqual({ [T]: outcome });
  });

  it("follows an instance's template, which the instance overrides", () => {
    expect(outcomesOf(ec2Imdsv2Only, fromTemplate(tokens("required")))).toEqual({ [I]: "pass", [T]: "pass" });
    expect(outcomesOf(ec2Imdsv2Only, fromTemplate(tokens("required"), tokens("optional")))).toEqual({
      [I]: "fail",
      [T]: "pass",
    });
    expect(outcomesOf(ec2Imdsv2Only, instance({ launch_template: [{ id: "lt-0123456789abcdef0" }] }))).toEqual({
      [I]: "unknown",
    });
  });

  it("takes the account's defaults", () => {
    const defaults = (http_tokens: string) => ({ aws_ec2_instance_metadata_defaults: { d: { http_tokens } } });
    expect(outcomesOf(ec2Imdsv2Only, instance({}, defaults("required")))).toEqual({ [I]: "pass" });
    expect(outcomesOf(ec2Imdsv2Only, instance({}, defaults("optional")))).toEqual({ [I]: "fail" });
  });

  it.each<[string, TerraformJson, string[]]>([
    [
      "by its own options",
      instance(tokens("required")),
      [`pass ${I} metadata_options.http_tokens: metadata_options.http_tokens is "required"`],
    ],
    [
      "by its template's",
      fromTemplate(tokens("required")),
      [
        `pass ${I}: metadata_options.http_tokens of ${T} is "required"`,
        `pass ${T} metadata_options.http_tokens: metadata_options.http_tokens is "required"`,
      ],
    ],
    [
      "without any",
      fromTemplate({}),
      [
        `fail ${I}: metadata_options.http_tokens of ${T} is not set: version 1 answers unless the image or the account says otherwise`,
        `fail ${T} metadata_options.http_tokens: metadata_options.http_tokens is not set: version 1 answers unless the image or the account says otherwise`,
      ],
    ],
    [
      "by a template of somebody else",
      instance({ launch_template: [{ id: "lt-0123456789abcdef0" }] }),
      [`unknown ${I} metadata_options.http_tokens: its launch template is not part of the input`],
    ],
    [
      "with the service off",
      instance({ metadata_options: [{ http_endpoint: "disabled" }] }),
      [`pass ${I} metadata_options.http_tokens: the metadata service is off`],
    ],
    [
      "by the account's defaults",
      instance({}, { aws_ec2_instance_metadata_defaults: { d: { http_tokens: "required" } } }),
      [`pass ${I}: aws_ec2_instance_metadata_defaults.d requires tokens`],
    ],
  ])("says why: %s", (_, json, verdicts) => {
    expect(verdictsOf(ec2Imdsv2Only, json)).toEqual(verdicts);
  });

  it("reads launch configurations, and says what is wrong", () => {
    const json = {
      resource: {
        aws_launch_configuration: { c: { image_id: "ami-1", instance_type: "t3.nano", ...tokens("optional") } },
      },
    };
    expect(messagesOf(ec2Imdsv2Only, json)).toEqual([
      'fail aws_launch_configuration.c metadata_options.http_tokens: metadata_options.http_tokens is "optional": version 1 answers to whoever can send a request from the host',
    ]);
  });
});

describe("ec2-imds-one-hop", () => {
  it.each<[string, JsonObject, string]>([
    ["1", { metadata_options: [{ http_put_response_hop_limit: 1 }] }, "pass"],
    ["2", { metadata_options: [{ http_put_response_hop_limit: 2 }] }, "fail"],
    ["absent", {}, "unknown"],
    ["switched off", { metadata_options: [{ http_endpoint: "disabled" }] }, "pass"],
    ["not known", { metadata_options: [{ http_put_response_hop_limit: X }] }, "unknown"],
  ])("%s", (_, values, outcome) => {
    expect(outcomesOf(ec2ImdsOneHop, template(values))).toEqual({ [T]: outcome });
  });
});

describe("ec2-no-public-ip", () => {
  const subnet = (values: JsonObject) => ({
    aws_subnet: { s: { vpc_id: "vpc-0123456789abcdef0", cidr_block: "10.0.0.0/24", ...values } },
  });
  const within = { subnet_id: "${aws_subnet.s.id}" };

  it.each<[string, JsonObject, JsonObject, string]>([
    ["false", { associate_public_ip_address: false }, {}, "pass"],
    ["true", { associate_public_ip_address: true }, {}, "fail"],
    ["not known", { associate_public_ip_address: X }, {}, "unknown"],
    ["a subnet without", within, subnet({}), "pass"],
    ["a subnet with", within, subnet({ map_public_ip_on_launch: true }), "fail"],
    [
      "a subnet with, but not here",
      { ...within, associate_public_ip_address: false },
      subnet({ map_public_ip_on_launch: true }),
      "pass",
    ],
    ["a subnet of somebody else", { subnet_id: "subnet-0123456789abcdef0" }, {}, "unknown"],
  ])("instance: %s", (_, values, more, outcome) => {
    expect(outcomesOf(ec2NoPublicIp, instance(values, more))).toEqual({ [I]: outcome });
  });

  const group = {
    aws_autoscaling_group: {
      g: {
        max_size: 1,
        min_size: 1,
        vpc_zone_identifier: ["${aws_subnet.s.id}"],
        launch_template: [{ id: "${aws_launch_template.t.id}" }],
      },
    },
  };
  it.each<[string, JsonObject, JsonObject, string]>([
    ["false", { network_interfaces: [{ associate_public_ip_address: "false" }] }, {}, "pass"],
    ["true", { network_interfaces: [{ associate_public_ip_address: "true" }] }, {}, "fail"],
    [
      "one of two",
      { network_interfaces: [{ associate_public_ip_address: false }, { associate_public_ip_address: true }] },
      {},
      "fail",
    ],
    ["a group's subnets without", {}, { ...group, ...subnet({}) }, "pass"],
    ["a group's subnets with", {}, { ...group, ...subnet({ map_public_ip_on_launch: true }) }, "fail"],
    ["no group", {}, {}, "unknown"],
  ])("template: %s", (_, values, more, outcome) => {
    expect(outcomesOf(ec2NoPublicIp, template(values, more))).toEqual({ [T]: outcome });
  });

  it("says why", () => {
    expect(messagesOf(ec2NoPublicIp, instance(within, subnet({ map_public_ip_on_launch: true })))).toEqual([
      `fail ${I} associate_public_ip_address: associate_public_ip_address is not set, and aws_subnet.s gives public addresses: each of them is on the internet`,
    ]);
  });
});

describe("ec2-disks-encrypted", () => {
  const byDefault = { aws_ebs_encryption_by_default: { d: { enabled: true } } };
  const root = (values: JsonObject) => ({ root_block_device: [values] });

  it.each<[string, JsonObject, JsonObject, string]>([
    ["true", root({ encrypted: true }), {}, "pass"],
    ["false", root({ encrypted: false }), {}, "fail"],
    ["the image's", root({ volume_size: 20 }), {}, "unknown"],
    ["nothing", {}, {}, "unknown"],
    ["the region's default", {}, byDefault, "pass"],
    ["false in spite of the default", root({ encrypted: false }), byDefault, "fail"],
    ["a default that is off", {}, { aws_ebs_encryption_by_default: { d: { enabled: false } } }, "unknown"],
    [
      "another disk",
      { ...root({ encrypted: true }), ebs_block_device: [{ device_name: "/dev/xvdb", volume_size: 10 }] },
      {},
      "fail",
    ],
    [
      "another disk of a snapshot",
      { ...root({ encrypted: true }), ebs_block_device: [{ device_name: "/dev/xvdb", snapshot_id: "snap-1" }] },
      {},
      "unknown",
    ],
    ["not known", root({ encrypted: X }), {}, "unknown"],
  ])("instance: %s", (_, values, more, outcome) => {
    expect(outcomesOf(ec2DisksEncrypted, instance(values, more))).toEqual({ [I]: outcome });
  });

  const disk = (ebs: JsonObject) => ({ device_name: "/dev/xvda", ebs: [ebs] });
  it.each<[string, JsonObject, string]>([
    ["true as text", { block_device_mappings: [disk({ encrypted: "true" })] }, "pass"],
    ["false as text", { block_device_mappings: [disk({ encrypted: "false" })] }, "fail"],
    ["one of two", { block_device_mappings: [disk({ encrypted: true }), disk({ encrypted: false })] }, "fail"],
    ["a disk that says nothing", { block_device_mappings: [disk({ volume_size: 20 })] }, "fail"],
    ["no disk", {}, "unknown"],
  ])("template: %s", (_, values, outcome) => {
    expect(outcomesOf(ec2DisksEncrypted, template(values))).toEqual({ [T]: outcome });
  });

  it("takes the default of the same region and account only", () => {
    const providers = (eu: JsonObject) => [
      { region: "us-east-1", allowed_account_ids: ["111122223333"] },
      { alias: "other", region: "us-east-1", allowed_account_ids: ["111122223333"], ...eu },
    ];
    const volume = (other: JsonObject, byDefaultMore: JsonObject = { provider: "aws.other" }) => ({
      provider: { aws: providers(other) },
      resource: {
        aws_ebs_volume: { v: { availability_zone: "us-east-1a", size: 1 } },
        aws_ebs_encryption_by_default: { d: { enabled: true, ...byDefaultMore } },
      },
    });
    const V = "aws_ebs_volume.v";
    expect(outcomesOf(ec2DisksEncrypted, volume({}, {}))).toEqual({ [V]: "pass" });
    expect(outcomesOf(ec2DisksEncrypted, volume({}))).toEqual({ [V]: "pass" });
    expect(outcomesOf(ec2DisksEncrypted, volume({ region: "eu-west-1" }))).toEqual({ [V]: "fail" });
    expect(outcomesOf(ec2DisksEncrypted, volume({ allowed_account_ids: ["999988887777"] }))).toEqual({ [V]: "fail" });
  });

  it("looks at volumes", () => {
    const volume = (values: JsonObject) => ({
      resource: { aws_ebs_volume: { v: { availability_zone: "us-east-1a", size: 1, ...values } } },
    });
    expect(outcomesOf(ec2DisksEncrypted, volume({ encrypted: true }))).toEqual({ "aws_ebs_volume.v": "pass" });
    expect(messagesOf(ec2DisksEncrypted, volume({}))).toEqual([
      "fail aws_ebs_volume.v encrypted: encrypted is not set: whoever gets a snapshot reads the disk",
    ]);
  });
});

describe("ec2-has-role", () => {
  it("asks for a profile, of an instance or its template", () => {
    expect(outcomesOf(ec2HasRole, instance({ iam_instance_profile: "app" }))).toEqual({ [I]: "pass" });
    expect(outcomesOf(ec2HasRole, instance({}))).toEqual({ [I]: "fail" });
    expect(outcomesOf(ec2HasRole, template({ iam_instance_profile: [{ arn: X }] }))).toEqual({ [T]: "pass" });
    expect(outcomesOf(ec2HasRole, template({}))).toEqual({ [T]: "fail" });
    expect(outcomesOf(ec2HasRole, fromTemplate({ iam_instance_profile: [{ name: "app" }] }))).toEqual({
      [I]: "pass",
      [T]: "pass",
    });
    expect(outcomesOf(ec2HasRole, fromTemplate({}))).toEqual({ [I]: "fail", [T]: "fail" });
    expect(messagesOf(ec2HasRole, instance({}))).toEqual([
      `fail ${I} iam_instance_profile: iam_instance_profile is not set: programs there need keys that somebody copies to it`,
    ]);
    expect(verdictsOf(ec2HasRole, instance({ iam_instance_profile: "app" }))).toEqual([
      `pass ${I} iam_instance_profile: iam_instance_profile is set`,
    ]);
  });

  it("takes no block without name and ARN for a profile", () => {
    expect(outcomesOf(ec2HasRole, template({ iam_instance_profile: [{}] }))).toEqual({ [T]: "fail" });
  });

  it("cannot tell of a template of somebody else", () => {
    expect(messagesOf(ec2HasRole, instance({ launch_template: [{ id: "lt-0123456789abcdef0" }] }))).toEqual([
      `unknown ${I} iam_instance_profile: its launch template is not part of the input`,
    ]);
  });
});

it("ec2-no-ssh-key", () => {
  expect(outcomesOf(ec2NoSshKey, instance({}))).toEqual({ [I]: "pass" });
  expect(outcomesOf(ec2NoSshKey, instance({ key_name: "k" }))).toEqual({ [I]: "fail" });
  expect(
    outcomesOf(
      ec2NoSshKey,
      template({ key_name: "${aws_key_pair.k.key_name}" }, { aws_key_pair: { k: { public_key: "ssh-ed25519 A" } } }),
    ),
  ).toEqual({ [T]: "fail" });
});

it("ec2-monitored", () => {
  expect(outcomesOf(ec2Monitored, instance({ monitoring: true }))).toEqual({ [I]: "pass" });
  expect(outcomesOf(ec2Monitored, instance({}))).toEqual({ [I]: "fail" });
  expect(outcomesOf(ec2Monitored, template({ monitoring: [{ enabled: true }] }))).toEqual({ [T]: "pass" });
  expect(outcomesOf(ec2Monitored, template({ monitoring: [{ enabled: X }] }))).toEqual({ [T]: "unknown" });
  expect(outcomesOf(ec2Monitored, template({}))).toEqual({ [T]: "fail" });
});

it("ec2-ebs-optimized", () => {
  expect(outcomesOf(ec2EbsOptimized, instance({ ebs_optimized: true }))).toEqual({ [I]: "pass" });
  expect(outcomesOf(ec2EbsOptimized, instance({}))).toEqual({ [I]: "fail" });
});

describe("bastion-reached-by-ssm-only", () => {
  const B = "aws_instance.bastion";
  const host = (more: JsonObject = {}, values: JsonObject = {}, name = "bastion"): TerraformJson => ({
    data: UNKNOWN,
    resource: {
      aws_instance: {
        [name]: {
          ami: "ami-1",
          instance_type: "t3.nano",
          vpc_security_group_ids: ["${aws_security_group.g.id}"],
          iam_instance_profile: "${aws_iam_instance_profile.p.name}",
          ...values,
        },
      },
      aws_security_group: { g: { name: "g" } },
      aws_iam_instance_profile: { p: { role: "${aws_iam_role.r.name}" } },
      aws_iam_role: { r: { assume_role_policy: "{}" } },
      aws_iam_role_policy_attachment: {
        a: { role: "${aws_iam_role.r.name}", policy_arn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" },
      },
      ...more,
    },
  });
  const ssh = {
    aws_vpc_security_group_ingress_rule: {
      r: {
        security_group_id: "${aws_security_group.g.id}",
        ip_protocol: "tcp",
        from_port: 22,
        to_port: 22,
        cidr_ipv4: "203.0.113.0/24",
      },
    },
  };

  it("passes without ingress, and with a role that Systems Manager needs", () => {
    expect(outcomesOf(bastionReachedBySsmOnly, host())).toEqual({ [B]: "pass" });
  });

  it("fails with any rule", () => {
    expect(messagesOf(bastionReachedBySsmOnly, host(ssh))).toEqual([
      `fail ${B}: aws_security_group.g lets in tcp 22 from 203.0.113.0/24`,
    ]);
  });

  it("fails without the role", () => {
    const other = {
      aws_iam_role_policy_attachment: {
        a: { role: "${aws_iam_role.r.name}", policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
      },
    };
    expect(messagesOf(bastionReachedBySsmOnly, host(other))).toEqual([
      `fail ${B} iam_instance_profile: aws_iam_role.r has no AmazonSSMManagedInstanceCore: Systems Manager cannot reach it`,
    ]);
  });

  it("is unknown where groups are somewhere else", () => {
    expect(outcomesOf(bastionReachedBySsmOnly, host({}, { vpc_security_group_ids: ["sg-0123456789abcdef0"] }))).toEqual(
      { [B]: "unknown" },
    );
  });

  it("knows a bastion by its name or tags, and no other host", () => {
    expect(outcomesOf(bastionReachedBySsmOnly, host(ssh, {}, "web"))).toEqual({});
    expect(outcomesOf(bastionReachedBySsmOnly, host(ssh, { tags: { Name: "prod-jump-host" } }, "web"))).toEqual({
      "aws_instance.web": "fail",
    });
  });
});
