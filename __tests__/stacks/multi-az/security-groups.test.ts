import { type EnvironmentOverrides, environmentOf, SSH_KEY, synthesized, variants } from "../../support/environments";
import { aclRules, groupRules } from "../network-rules";

const multiAz = () => synthesized({}, "multi-az").template;

/** SSH from a private range behind a transit gateway, with other ranges. */
const trusted = (...trustedCidrs: string[]): EnvironmentOverrides => ({
  network: { trustedCidrs, transitGateway: { id: "tgw-0123456789abcdef0" } },
  application: { ssh: "trusted", sshPublicKey: SSH_KEY },
});

const byGateway = () => {
  const [{ overrides = {}, base } = {}] = variants("SSH by a transit gateway");
  return synthesized(overrides, base).template;
};

describe("the groups", () => {
  it("MAZ-SG-1: are one each for EC2, RDS, Lambda and the rotation function, beside that of the endpoints", () => {
    expect(
      multiAz()
        .blocksOf("aws_security_group")
        .map(({ name, values }) => [name, values.description]),
    ).toEqual([
      ["application", "Application instances, reached by named groups only"],
      ["database", "PostgreSQL, reached by named groups only"],
      ["endpoints", "VPC endpoints, reached from inside the VPC only"],
      ["functions", "Lambda functions, reached by nobody"],
      ["rotation", "Rotation function, reached by nobody"],
    ]);
    for (const group of multiAz().all("aws_security_group")) {
      expect(Object.keys(group).sort()).toEqual(["description", "lifecycle", "name", "tags", "vpc_id"]);
    }
  });

  it("MAZ-SG-1: stand before what they are for, and before nothing else", () => {
    const template = multiAz();
    const group = (name: string) => [`\${aws_security_group.${name}.id}`];

    expect(template.at("aws_db_instance.postgres").vpc_security_group_ids).toEqual(group("database"));
    expect(template.value("aws_launch_template.application", "network_interfaces.security_groups")).toEqual(
      group("application"),
    );
    expect(
      template
        .blocksOf("aws_lambda_function")
        .map(({ name }) => [name, template.value(`aws_lambda_function.${name}`, "vpc_config.security_group_ids")]),
    ).toEqual([
      ["compliance", group("functions")],
      ["database_report", group("functions")],
      ["rotation", group("rotation")],
    ]);
  });

  it("MAZ-SG-1: RDS takes 5432 from EC2's, Lambda's and the rotation function's groups only", () => {
    expect(groupRules(multiAz()).filter((rule) => rule.startsWith("database:"))).toEqual([
      "database: in tcp 5432 application",
      "database: in tcp 5432 functions",
      "database: in tcp 5432 rotation",
    ]);
  });

  it("MAZ-SG-1: the rules, all of them", () => {
    expect(groupRules(multiAz())).toEqual([
      "application: out tcp 443 0.0.0.0/0", // AWS, packages
      "application: out tcp 5432 database",
      "database: in tcp 5432 application",
      "database: in tcp 5432 functions",
      "database: in tcp 5432 rotation",
      "endpoints: in tcp 443 10.40.0.0/16",
      "functions: out tcp 443 ${aws_vpc_endpoint.endpoint_s3.prefix_list_id}",
      "functions: out tcp 443 endpoints",
      "functions: out tcp 5432 database",
      "rotation: out tcp 443 ${aws_vpc_endpoint.endpoint_s3.prefix_list_id}",
      "rotation: out tcp 443 endpoints",
      "rotation: out tcp 5432 database",
    ]);
  });
});

describe("without a transit gateway", () => {
  it("MAZ-SG-1: SSH is off: no rule, no key, and Systems Manager is the way", () => {
    const template = multiAz();

    expect(synthesized({}, "multi-az").environment.application?.ssh).toBe("none");
    expect(groupRules(template).filter((rule) => / 22 /.test(rule))).toEqual([]);
    expect(["private_acl", "public_acl"].flatMap((acl) => aclRules(template, acl)).join()).not.toMatch(/ tcp 22 /);
    expect(template.types).not.toHaveProperty("aws_key_pair");
    expect(template.at("aws_launch_template.application")).not.toHaveProperty("key_name");
    expect(template.at("aws_iam_role_policy_attachment.application_role_ssm").policy_arn).toBe(
      "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    );
  });

  it("MAZ-SG-1: a range that is trusted for nothing is refused", () => {
    expect(() => environmentOf({ network: { trustedCidrs: ["192.168.10.0/24"] } }, "multi-az")).toThrow(
      'network.trustedCidrs must be empty where nothing takes SSH, got ["192.168.10.0/24"]; remove it, or add bastion or application.ssh: trusted',
    );
  });

  it("MAZ-SG-1: a range that must reach a private subnet is refused: there is no way by which it could", () => {
    expect(() =>
      environmentOf(
        {
          network: { trustedCidrs: ["192.168.10.0/24"] },
          application: { ssh: "trusted", sshPublicKey: SSH_KEY },
        },
        "multi-az",
      ),
    ).toThrow(
      'application.ssh must not be trusted without network.transitGateway, got "trusted"; trusted ranges reach private subnets by nothing else; Systems Manager needs none',
    );
  });
});

describe("with a transit gateway", () => {
  it("MAZ-SG-1: a trusted private range reaches the instances by SSH, and nothing else does", () => {
    expect(groupRules(byGateway()).filter((rule) => !groupRules(multiAz()).includes(rule))).toEqual([
      "application: in tcp 22 192.168.10.0/24",
    ]);
    expect(byGateway().at("aws_vpc_security_group_ingress_rule.ssh_from_trusted_192_168_10_0_24").description).toBe(
      "SSH from a trusted range behind the transit gateway",
    );
  });

  it("MAZ-SG-1: the ACL of the private subnets lets it in, and answers out; that of the public ones does not", () => {
    const added = (acl: string) =>
      aclRules(byGateway(), acl).filter((rule) => !aclRules(multiAz(), acl).includes(rule));

    expect(added("private_acl")).toEqual([
      "in 120 allow tcp 22 192.168.10.0/24",
      "out 210 allow tcp 1024-65535 192.168.10.0/24",
    ]);
    expect(added("public_acl")).toEqual([]);
  });

  it("MAZ-SG-1: the way is there: the attachment of the private subnets, and routes back to the range", () => {
    const template = byGateway();
    const routes = template.blocksOf("aws_route").filter(({ name }) => name.startsWith("transit_gateway"));

    expect(template.only("aws_ec2_transit_gateway_vpc_attachment")).toEqual({
      transit_gateway_id: "tgw-0123456789abcdef0",
      vpc_id: "${aws_vpc.vpc.id}",
      subnet_ids: ["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"],
      tags: { Name: "Platform-TransitGatewayAttachment-multi-az" },
    });
    expect(routes.map(({ values }) => values)).toEqual(
      ["a", "b"].map((zone) => ({
        route_table_id: `\${aws_route_table.private_${zone}.id}`,
        destination_cidr_block: "192.168.10.0/24",
        transit_gateway_id: "tgw-0123456789abcdef0",
        depends_on: ["aws_ec2_transit_gateway_vpc_attachment.transit_gateway"],
      })),
    );
  });

  it("MAZ-SG-1: whoever signs in has the private half of the configured key", () => {
    expect(byGateway().only("aws_key_pair").public_key).toBe(SSH_KEY.replace(/ example$/, ""));
    expect(byGateway().at("aws_launch_template.application").key_name).toBe("${aws_key_pair.application_key.key_name}");
  });

  it("MAZ-SG-1: each of several ranges has its rules and its routes", () => {
    const { template } = synthesized(trusted("192.168.10.0/24", "172.16.0.0/12"), "multi-az");

    expect(groupRules(template).filter((rule) => / 22 /.test(rule))).toEqual([
      "application: in tcp 22 172.16.0.0/12",
      "application: in tcp 22 192.168.10.0/24",
    ]);
    expect(template.addresses("aws_route").filter((address) => address.includes("transit_gateway"))).toHaveLength(4);
  });

  it("MAZ-SG-1: the ranges are no variable: their routes are in the YAML", () => {
    expect(byGateway().variables).not.toHaveProperty("trusted_cidrs");
  });
});

describe("what is no trusted range", () => {
  it.each([
    ["no CIDR block", "192.168.10.0", 'must be an IPv4 CIDR block, got "192.168.10.0"'],
    ["one with host bits", "192.168.10.7/24", 'has host bits set; did you mean "192.168.10.0/24"?'],
    ["an octet that is none", "192.168.256.0/24", 'must be an IPv4 CIDR block, got "192.168.256.0/24"'],
    [
      "all of the internet",
      "0.0.0.0/0",
      'must be /8 or smaller, got "0.0.0.0/0"; name the addresses that you come from, never all of the internet',
    ],
    [
      "half of it",
      "128.0.0.0/1",
      'must be /8 or smaller, got "128.0.0.0/1"; name the addresses that you come from, never all of the internet',
    ],
    [
      "a block of the internet, which reaches no private subnet",
      "203.0.113.0/24",
      'must be a private range, got "203.0.113.0/24"; a public address reaches no private subnet: take bastion with application.ssh: bastion',
    ],
    [
      "the VPC's own addresses",
      "10.40.16.0/24",
      'must not lie within network.cidr "10.40.0.0/16", got "10.40.16.0/24"; those are the VPC\'s own addresses',
    ],
  ])("MAZ-SG-1: %s: %s", (_, cidr, message) => {
    expect(() => environmentOf(trusted("192.168.10.0/24", cidr), "multi-az")).toThrow(message);
  });

  it("MAZ-SG-1: all of the internet in halves: each is refused", () => {
    expect(() => environmentOf(trusted("0.0.0.0/1", "128.0.0.0/1"), "multi-az")).toThrow(
      /trustedCidrs\[0\] must be \/8 or smaller[\s\S]+trustedCidrs\[1\] must be \/8 or smaller/,
    );
  });

  it("MAZ-SG-1: a block of 8 bits is the largest that is taken", () => {
    expect(environmentOf(trusted("10.0.0.0/8"), "multi-az").network.trustedCidrs).toEqual(["10.0.0.0/8"]);
    expect(() => environmentOf(trusted("192.168.10.0/24", "12.0.0.0/7"), "multi-az")).toThrow(
      "network.trustedCidrs[1] must be /8 or smaller",
    );
  });
});
