import { bastionReachedBySsmOnly } from "../../../guardrails/controls/compute/bastion-reached-by-ssm-only";
import { evaluate } from "../../../guardrails/evaluate";
import { holds } from "../../support/conditions";
import { environmentOf, SSH_KEY, synthesized } from "../../support/environments";
import { synthGraph } from "../../support/graphs";
import { type Json, listOf, objectOf } from "../../support/json";
import { groupRules } from "../network-rules";

const enterprise = () => synthesized({}, "enterpriseapp").template;
const HOST = "aws_instance.bastion";

it("ENT-BAS-1: the bastion host is made of these, and of no others", () => {
  expect(
    enterprise()
      .addresses()
      .filter((address) => /\.bastion/.test(address)),
  ).toEqual([
    "aws_cloudwatch_log_group.bastion_logs", // of the CloudWatch agent
    "aws_cloudwatch_metric_alarm.bastion_status_check",
    "aws_eip.bastion", // an address that stays
    "aws_eip_association.bastion",
    "aws_iam_instance_profile.bastion_role",
    "aws_iam_role.bastion_role",
    "aws_iam_role_policy_attachment.bastion_role_cloudwatch_agent",
    "aws_iam_role_policy_attachment.bastion_role_ssm", // the way in without SSH
    HOST,
    "aws_key_pair.bastion_key",
    "aws_network_acl_rule.bastion_ssh_in",
    "aws_network_acl_rule.bastion_ssh_return",
    "aws_security_group.bastion",
    "aws_ssm_parameter.bastion_agent",
    "aws_vpc_security_group_egress_rule.bastion_to_application",
    "aws_vpc_security_group_egress_rule.bastion_to_aws",
    "aws_vpc_security_group_ingress_rule.bastion_ssh",
    "aws_vpc_security_group_ingress_rule.bastion_to_application",
  ]);
});

describe("who reaches it", () => {
  it("ENT-BAS-1: it has a security group of its own, and no other", () => {
    expect(enterprise().at("aws_security_group.bastion").description).toBe(
      "Bastion host, reached by SSH from trusted addresses only",
    );
    expect(enterprise().at(HOST).vpc_security_group_ids).toEqual(["${aws_security_group.bastion.id}"]);
  });

  it("ENT-BAS-1: SSH from each of the trusted blocks, and nothing else from anywhere", () => {
    const template = enterprise();

    expect(groupRules(template).filter((rule) => rule.startsWith("bastion: in"))).toEqual([
      "bastion: in tcp 22 ${each.value}",
    ]);
    expect(template.at("aws_vpc_security_group_ingress_rule.bastion_ssh")).toEqual({
      for_each: "${toset(var.trusted_cidrs)}",
      cidr_ipv4: "${each.value}",
      description: "SSH from trusted addresses",
      ip_protocol: "tcp",
      from_port: 22,
      to_port: 22,
      security_group_id: "${aws_security_group.bastion.id}",
    });
    expect(template.variables.trusted_cidrs).toMatchObject({
      type: "list(string)",
      nullable: false,
      default: ["203.0.113.0/24"],
    });
  });

  it.each([
    ["in", { egress: false, from_port: 22, to_port: 22, rule_number: "${(500 + each.key)}" }],
    ["return", { egress: true, from_port: 1024, to_port: 65535, rule_number: "${(600 + each.key)}" }],
  ])("ENT-BAS-1: the ACL of the public subnets lets the same blocks through: %s", (way, rule) => {
    expect(enterprise().at(`aws_network_acl_rule.bastion_ssh_${way}`)).toEqual({
      for_each: "${zipmap(range(0, length(var.trusted_cidrs), 1), var.trusted_cidrs)}",
      network_acl_id: "${aws_network_acl.public_acl.id}",
      cidr_block: "${each.value}",
      protocol: "tcp",
      rule_action: "allow",
      ...rule,
    });
  });

  it("ENT-BAS-1: it reaches AWS and the application's instances by SSH, and nothing else", () => {
    expect(groupRules(enterprise()).filter((rule) => rule.startsWith("bastion: out"))).toEqual([
      "bastion: out tcp 22 application",
      "bastion: out tcp 443 0.0.0.0/0",
    ]);
  });

  it("ENT-BAS-1: the application's group takes SSH from the bastion's group only, and no other group takes any", () => {
    expect(groupRules(enterprise()).filter((rule) => / in tcp 22 /.test(rule))).toEqual([
      "application: in tcp 22 bastion",
      "bastion: in tcp 22 ${each.value}",
    ]);
    expect(enterprise().at("aws_launch_template.application").key_name).toBe(
      "${aws_key_pair.application_key.key_name}",
    );
  });
});

describe("trusted blocks", () => {
  const accepted = (blocks: Json) =>
    listOf(enterprise().variables.trusted_cidrs?.validation)
      .map(objectOf)
      .every(({ condition }) => holds(String(condition), { trusted_cidrs: blocks }));

  it.each<[string, string[]]>([
    ["one block", ["198.51.100.0/24"]],
    ["one address", ["198.51.100.7/32"]],
    ["the largest block", ["198.0.0.0/8"]],
    ["eight", [1, 2, 3, 4, 5, 6, 7, 8].map((octet) => `198.51.100.${octet}/32`)],
  ])("ENT-BAS-1: %s may be trusted, in the YAML and as a variable", (_, blocks) => {
    expect(environmentOf({ network: { trustedCidrs: blocks } }, "enterpriseapp").network.trustedCidrs).toEqual(blocks);
    expect(accepted(blocks)).toBe(true);
  });

  it("ENT-BAS-1: nobody is said in the YAML, which takes the variable away", () => {
    expect(accepted([])).toBe(false);
  });

  it.each<[string, string[]]>([
    ["all of the internet", ["0.0.0.0/0"]],
    ["all of it in halves", ["0.0.0.0/1", "128.0.0.0/1"]],
    ["more than a /8", ["198.0.0.0/7"]],
    ["host bits", ["198.51.100.7/24"]],
    ["no block", ["198.51.100.7"]],
    ["no address", ["198.51.256.0/24"]],
    ["IPv6", ["2001:db8::/32"]],
    ["a private range, which does not come from the internet", ["192.168.0.0/24"]],
    ["one twice", ["198.51.100.0/24", "198.51.100.0/24"]],
    ["nine", [1, 2, 3, 4, 5, 6, 7, 8, 9].map((octet) => `198.51.100.${octet}/32`)],
  ])("ENT-BAS-1: %s may not, in the YAML or as a variable", (_, blocks) => {
    expect(() => environmentOf({ network: { trustedCidrs: blocks } }, "enterpriseapp")).toThrow(
      /network\.trustedCidrs/,
    );
    expect(accepted(blocks)).toBe(false);
  });
});

describe("the host", () => {
  it("ENT-BAS-1: takes IMDSv2 only, from itself", () => {
    expect(enterprise().at(HOST).metadata_options).toEqual({
      http_endpoint: "enabled",
      http_tokens: "required",
      http_put_response_hop_limit: 1,
      instance_metadata_tags: "disabled",
    });
  });

  it("ENT-BAS-1: has a volume that is encrypted with the key of volumes", () => {
    expect(enterprise().at(HOST).root_block_device).toMatchObject({
      encrypted: true,
      kms_key_id: "${aws_kms_key.ebs.arn}",
      volume_type: "gp3",
      volume_size: 8,
      delete_on_termination: true,
    });
  });

  it("ENT-BAS-1: has an instance profile of its own, by which Systems Manager manages it, and no right beside", () => {
    const template = enterprise();

    expect(template.at(HOST).iam_instance_profile).toBe("${aws_iam_instance_profile.bastion_role.name}");
    expect(template.at("aws_iam_instance_profile.bastion_role")).toEqual({
      name: "corp-profile-enterpriseapp-bastion",
      role: "${aws_iam_role.bastion_role.name}",
    });
    expect(
      template
        .all("aws_iam_role_policy_attachment")
        .filter(({ role }) => role === "${aws_iam_role.bastion_role.name}")
        .map(({ policy_arn: policy }) => policy),
    ).toEqual([
      "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy",
      "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    ]);
  });

  it("ENT-BAS-1: stands in a public subnet, once it can be reached and can log", () => {
    expect(enterprise().at(HOST)).toMatchObject({
      subnet_id: "${aws_subnet.public_a.id}",
      instance_type: "t4g.micro",
      depends_on: expect.arrayContaining([
        "aws_internet_gateway.vpc",
        "aws_cloudwatch_log_group.bastion_logs",
        "aws_iam_role_policy_attachment.bastion_role_ssm",
      ]),
    });
  });

  it("ENT-BAS-1: takes keys only, no passwords and not the root user, before anything else runs", () => {
    const script = String(enterprise().at(HOST).user_data);
    const hardened = script.slice(script.indexOf("<<'SSHD'"), script.indexOf("\nSSHD\n")).split("\n");

    expect(hardened).toEqual(
      expect.arrayContaining(["AuthenticationMethods publickey", "PasswordAuthentication no", "PermitRootLogin no"]),
    );
    expect(script.indexOf("sshd -t")).toBeGreaterThan(script.indexOf("\nSSHD\n"));
    expect(script.indexOf("sshd -t")).toBeLessThan(script.indexOf("dnf install"));
    expect(enterprise().at(HOST).user_data_replace_on_change).toBe(true);
  });

  it("ENT-BAS-1: knows the configured key, whose private half is nobody's here", () => {
    const template = enterprise();

    expect(template.at("aws_key_pair.bastion_key").public_key).toBe(SSH_KEY.replace(/ example$/, ""));
    expect(template.at(HOST).key_name).toBe("${aws_key_pair.bastion_key.key_name}");
    expect(JSON.stringify(template.json)).not.toContain("PRIVATE KEY");
  });

  it("ENT-BAS-1: without a key it is reached by Systems Manager only", () => {
    const { template } = synthesized({ bastion: { sshPublicKey: undefined } }, "enterpriseapp");

    expect(template.at(HOST)).not.toHaveProperty("key_name");
    expect(template.addresses("aws_key_pair")).toEqual(["aws_key_pair.application_key"]);
  });

  it("ENT-BAS-1: tells when it fails its status checks", () => {
    expect(enterprise().at("aws_cloudwatch_metric_alarm.bastion_status_check")).toMatchObject({
      namespace: "AWS/EC2",
      metric_name: "StatusCheckFailed",
      dimensions: { InstanceId: "${aws_instance.bastion.id}" },
      threshold: 1,
    });
  });
});

it("ENT-BAS-1: its public address is in the outputs, and stays when the host is replaced", () => {
  const template = enterprise();

  expect(template.outputs.BastionHostPublicIP).toEqual({
    description: "The address of the bastion host, which stays.",
    value: "${aws_eip.bastion.public_ip}",
  });
  expect(template.at("aws_eip_association.bastion")).toEqual({
    allocation_id: "${aws_eip.bastion.id}",
    instance_id: "${aws_instance.bastion.id}",
  });
});

describe("without trusted blocks", () => {
  const closed = () => synthesized({ network: { trustedCidrs: [] } }, "enterpriseapp");

  it("ENT-BAS-1: nobody opens SSH to it, by its group or by the ACL, and there is no variable that could", () => {
    const { template } = closed();

    expect(groupRules(template).filter((rule) => rule.startsWith("bastion: in"))).toEqual([]);
    expect(template.addresses("aws_network_acl_rule").filter((address) => address.includes("ssh"))).toEqual([
      "aws_network_acl_rule.private_acl_in_ssh_vpc",
      "aws_network_acl_rule.public_acl_out_ssh_vpc",
    ]);
    expect(template.variables).not.toHaveProperty("trusted_cidrs");
  });

  it("ENT-BAS-1: Systems Manager reaches it as before, and so do the instances' groups take SSH from it", () => {
    const { template } = closed();

    expect(template.at(HOST)).toEqual(enterprise().at(HOST));
    expect(template.addresses("aws_iam_role_policy_attachment")).toContain(
      "aws_iam_role_policy_attachment.bastion_role_ssm",
    );
    expect(groupRules(template)).toContain("application: in tcp 22 bastion");
  });

  it("ENT-BAS-1: the finding that it takes connections goes, as its fix says", () => {
    const outcomes = ({ template }: ReturnType<typeof closed>) =>
      evaluate(synthGraph(template.json), [bastionReachedBySsmOnly]).map(({ outcome }) => outcome);

    expect(bastionReachedBySsmOnly.fix.yaml).toBe("network.trustedCidrs: []");
    expect(outcomes(synthesized({}, "enterpriseapp"))).toEqual(["fail"]);
    expect(outcomes(closed())).toEqual(["pass"]);
  });
});

it("ENT-BAS-1: without a bastion host nothing takes SSH, and nothing of it is left", () => {
  const { template } = synthesized(
    { bastion: undefined, network: { trustedCidrs: [] }, application: { ssh: "none", sshPublicKey: undefined } },
    "enterpriseapp",
  );

  expect(template.addresses().filter((address) => /bastion|key_pair/.test(address))).toEqual([]);
  expect(groupRules(template).filter((rule) => / 22 /.test(rule))).toEqual([]);
  expect(template.variables).not.toHaveProperty("trusted_cidrs");
});
