import { type EnvironmentOverrides, environmentOf, SSH_KEY, synthesized } from "../../support/environments";
import { aclRules, groupRules } from "../network-rules";

const lambdaApp = () => synthesized({}, "lambda-app").template;
const TEMPLATE = "aws_launch_template.application";

const GATEWAY = { transitGateway: { id: "tgw-0123456789abcdef0" } };
const trusted = (...trustedCidrs: string[]): EnvironmentOverrides => ({
  network: { trustedCidrs, ...GATEWAY },
  application: { ssh: "trusted", sshPublicKey: SSH_KEY },
});
const byGateway = () => synthesized(trusted("192.168.10.0/24", "192.168.20.0/24"), "lambda-app").template;

describe("ssh: none", () => {
  it("LAM-EC2-1: is the default, and lets SSH in nowhere", () => {
    const template = lambdaApp();
    const rules = [...groupRules(template), ...["public_acl", "private_acl"].flatMap((acl) => aclRules(template, acl))];

    expect(environmentOf({ application: { ssh: undefined } }, "lambda-app").application?.ssh).toBe("none");
    expect(rules.length).toBeGreaterThan(15);
    expect(rules.filter((rule) => / 22 /.test(rule))).toEqual([]);
    expect(template.types).not.toHaveProperty("aws_key_pair");
    expect(template.at(TEMPLATE)).not.toHaveProperty("key_name");
  });

  it("LAM-EC2-1: Systems Manager is the way in, by the role and by HTTPS out", () => {
    expect(lambdaApp().at("aws_iam_role_policy_attachment.application_role_ssm")).toEqual({
      role: "${aws_iam_role.application_role.name}",
      policy_arn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    });
    expect(groupRules(lambdaApp())).toContain("application: out tcp 443 0.0.0.0/0");
  });

  it("LAM-EC2-1: trusted ranges are refused where nothing takes SSH", () => {
    expect(() => environmentOf({ network: { trustedCidrs: ["192.168.10.0/24"] } }, "lambda-app")).toThrow(
      'network.trustedCidrs must be empty where nothing takes SSH, got ["192.168.10.0/24"]; remove it, or add bastion or application.ssh: trusted',
    );
  });
});

describe("ssh: trusted", () => {
  it("LAM-EC2-1: lets in exactly the trusted ranges, which come by the transit gateway", () => {
    const template = byGateway();

    expect(groupRules(template).filter((rule) => / 22 /.test(rule))).toEqual([
      "application: in tcp 22 192.168.10.0/24",
      "application: in tcp 22 192.168.20.0/24",
    ]);
    expect(template.only("aws_ec2_transit_gateway_vpc_attachment")).toMatchObject({
      transit_gateway_id: "tgw-0123456789abcdef0",
      subnet_ids: ["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"],
    });
    for (const zone of ["a", "b"]) {
      expect(
        template
          .all("aws_route")
          .filter(({ route_table_id: table }) => table === `\${aws_route_table.private_${zone}.id}`)
          .map(({ destination_cidr_block: to, transit_gateway_id: gateway }) => [to, gateway])
          .filter(([, gateway]) => gateway !== undefined),
      ).toEqual([
        ["192.168.10.0/24", "tgw-0123456789abcdef0"],
        ["192.168.20.0/24", "tgw-0123456789abcdef0"],
      ]);
    }
  });

  it("LAM-EC2-1: the ACLs of private subnets let them in, those of public ones do not", () => {
    expect(aclRules(byGateway(), "private_acl").filter((rule) => / tcp 22 /.test(rule))).toEqual([
      expect.stringMatching(/^in \d+ allow tcp 22 192\.168\.10\.0\/24$/),
      expect.stringMatching(/^in \d+ allow tcp 22 192\.168\.20\.0\/24$/),
    ]);
    expect(aclRules(byGateway(), "public_acl").filter((rule) => / tcp 22 /.test(rule))).toEqual([]);
  });

  it("LAM-EC2-1: signs people in by the key of the configuration", () => {
    expect(byGateway().at(TEMPLATE).key_name).toBe("${aws_key_pair.application_key.key_name}");
    expect(byGateway().only("aws_key_pair").public_key).toBe(SSH_KEY.split(" ").slice(0, 2).join(" "));
  });

  it.each<[string, EnvironmentOverrides, string]>([
    [
      "a public range, which reaches no private subnet",
      trusted("203.0.113.0/24"),
      'network.trustedCidrs[0] must be a private range, got "203.0.113.0/24"; a public address reaches no private subnet: take bastion with application.ssh: bastion',
    ],
    [
      "all of the internet",
      trusted("0.0.0.0/0"),
      'network.trustedCidrs[0] must be /8 or smaller, got "0.0.0.0/0"; name the addresses that you come from, never all of the internet',
    ],
    [
      "the VPC itself",
      trusted("10.60.0.0/16"),
      'network.trustedCidrs[0] must not lie within network.cidr "10.60.0.0/16", got "10.60.0.0/16"; those are the VPC\'s own addresses',
    ],
    [
      "no gateway",
      { network: { trustedCidrs: ["192.168.10.0/24"] }, application: { ssh: "trusted", sshPublicKey: SSH_KEY } },
      'application.ssh must not be trusted without network.transitGateway, got "trusted"; trusted ranges reach private subnets by nothing else; Systems Manager needs none',
    ],
    [
      "no key",
      { network: { trustedCidrs: ["192.168.10.0/24"], ...GATEWAY }, application: { ssh: "trusted" } },
      "application.sshPublicKey must be given with ssh: trusted, got nothing; nobody could sign in without one",
    ],
  ])("LAM-EC2-1: refuses %s", (_, overrides, message) => {
    expect(() => environmentOf(overrides, "lambda-app")).toThrow(message);
  });
});

it("LAM-EC2-1: instances have a profile", () => {
  expect(lambdaApp().at(TEMPLATE).iam_instance_profile).toEqual({
    name: "${aws_iam_instance_profile.application_role.name}",
  });
  expect(lambdaApp().only("aws_iam_instance_profile")).toEqual({
    name: "LambdaApp-Application-Profile",
    role: "${aws_iam_role.application_role.name}",
  });
});

it("LAM-EC2-1: volumes are encrypted with the key of volumes, which lets Auto Scaling use it, here and by default", () => {
  const template = lambdaApp();
  const role = "arn:aws:iam::555555555555:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";

  expect(template.value(TEMPLATE, "block_device_mappings.ebs")).toMatchObject({
    encrypted: "true",
    kms_key_id: "${aws_kms_key.ebs.arn}",
  });
  expect(
    template
      .policyOf("aws_kms_key.ebs", "policy")
      .filter(({ principals }) => principals.AWS?.includes(role))
      .map(({ sid }) => sid),
  ).toEqual(["AllowAutoScalingToUse", "AllowAutoScalingToGrant"]);
  expect(template.only("aws_ebs_encryption_by_default")).toEqual({ enabled: true });
});

it("LAM-EC2-1: the role that the key names is there before the key, where this environment makes it", () => {
  const { template } = synthesized({ application: { serviceLinkedRole: "create" } }, "lambda-app");

  expect(template.only("aws_iam_service_linked_role").aws_service_name).toBe("autoscaling.amazonaws.com");
  expect(template.at("aws_kms_key.ebs").depends_on).toContain("aws_iam_service_linked_role.auto_scaling_role");
  expect(template.value("aws_kms_key.ebs", "lifecycle")).not.toHaveProperty("precondition");
  expect(template.blocksOf("data.aws_iam_roles")).toEqual([]);
});

it("LAM-HA-1: the group waits for the role also where no key names it, and is gone before it", () => {
  const { template } = synthesized(
    { application: { serviceLinkedRole: "create" }, kms: { mode: "awsManaged", separateKeys: [] } },
    "lambda-app",
  );

  expect(template.at("aws_autoscaling_group.application").depends_on).toContain(
    "aws_iam_service_linked_role.auto_scaling_role",
  );
});

it.each([
  ["lambda-app", "aws_kms_key.ebs"],
  ["web-app", "aws_kms_key.master"],
] as const)("LAM-EC2-1: in %s, where it is said to exist, the plan asks for it before %s names it", (name, key) => {
  const { template } = synthesized({}, name);

  expect(template.at(key)).not.toHaveProperty("depends_on");
  expect(template.value(key, "lifecycle")).toMatchObject({
    precondition: [{ condition: "${length(data.aws_iam_roles.auto_scaling_role.names) > 0}" }],
  });
  const asking = template.blocks.filter(({ values }) => JSON.stringify(values).includes("aws_iam_roles"));
  expect(asking.map(({ address }) => address)).toEqual([key]);
});

it.each([
  ["no key of ours names it", { kms: { mode: "awsManaged", separateKeys: undefined } }],
  ["there are no instances", { application: undefined, edge: undefined, databaseFunction: undefined }],
] as const)("nobody asks for it where %s", (_, overrides) => {
  const { stacks } = synthesized(overrides, "lambda-app");
  const found = Object.values(stacks).flatMap((template) => template.blocksOf("data.aws_iam_roles"));
  expect(found).toEqual([]);
});
