import { possibleFlows } from "../../../guardrails/reachability/matrix";
import { networkOf } from "../../../guardrails/reachability/network-of";
import type { Graph } from "../../../model";
import { graphsOf, type TerraformJson } from "../../support/control-cases";
import { realPlan } from "../../support/graphs";
import type { JsonObject } from "../../support/json";

/** A VPC with a subnet that leads to the internet, a host in it, and what else a case has. */
function project(host: JsonObject, more: Readonly<Record<string, JsonObject>> = {}): TerraformJson {
  return {
    resource: {
      aws_vpc: { v: { cidr_block: "10.0.0.0/16" } },
      aws_internet_gateway: { i: { vpc_id: "${aws_vpc.v.id}" } },
      aws_subnet: { s: { vpc_id: "${aws_vpc.v.id}", cidr_block: "10.0.1.0/24" } },
      aws_route_table: {
        t: {
          vpc_id: "${aws_vpc.v.id}",
          route: [{ cidr_block: "0.0.0.0/0", gateway_id: "${aws_internet_gateway.i.id}" }],
        },
      },
      aws_route_table_association: {
        a: { subnet_id: "${aws_subnet.s.id}", route_table_id: "${aws_route_table.t.id}" },
      },
      aws_security_group: {
        g: {
          vpc_id: "${aws_vpc.v.id}",
          ingress: [
            { from_port: 22, to_port: 22, protocol: "tcp", cidr_blocks: ["198.51.100.0/25", "198.51.100.128/25"] },
          ],
        },
      },
      aws_instance: {
        h: {
          ami: "ami-1",
          instance_type: "t4g.micro",
          subnet_id: "${aws_subnet.s.id}",
          vpc_security_group_ids: ["${aws_security_group.g.id}"],
          ...host,
        },
      },
      ...more,
    },
  };
}

/** What comes from outside, through both front ends. */
function entries(terraform: TerraformJson): string[] {
  const [synth, plan] = (["synth", "plan"] as const).map((end) => textsOf(graphsOf(terraform)[end]));
  expect(plan).toEqual(synth);
  return synth ?? [];
}

function textsOf(graph: Graph): string[] {
  return possibleFlows(networkOf(graph))
    .filter(({ from }) => from === "internet")
    .map(
      ({ to, transport, ports, addresses }) =>
        `${to} ${transport} ${ports.map(({ first, last }) => `${first}-${last}`).join(",")} ${addresses === undefined ? "all" : JSON.stringify(addresses)}`,
    );
}

/** 198.51.100.0/24, in whichever halves it is written. */
const TRUSTED = '[{"first":3325256704,"last":3325256959}]';

describe("a host", () => {
  it("is reached at a public address that it asks for", () => {
    expect(entries(project({ associate_public_ip_address: true }))).toEqual([`aws_instance.h tcp 22-22 ${TRUSTED}`]);
  });

  it("is reached at the public address that its subnet gives", () => {
    const subnet = { vpc_id: "${aws_vpc.v.id}", cidr_block: "10.0.1.0/24", map_public_ip_on_launch: true };
    expect(entries(project({}, { aws_subnet: { s: subnet } }))).toEqual([`aws_instance.h tcp 22-22 ${TRUSTED}`]);
    expect(entries(project({ associate_public_ip_address: false }, { aws_subnet: { s: subnet } }))).toEqual([]);
  });

  it("is reached at an Elastic IP, and without a public address not at all", () => {
    const eip = { aws_eip: { e: { domain: "vpc", instance: "${aws_instance.h.id}" } } };
    const association = {
      aws_eip: { e: { domain: "vpc" } },
      aws_eip_association: { e: { instance_id: "${aws_instance.h.id}", allocation_id: "${aws_eip.e.id}" } },
    };
    expect(entries(project({}))).toEqual([]);
    expect(entries(project({}, eip))).toEqual([`aws_instance.h tcp 22-22 ${TRUSTED}`]);
    expect(entries(project({}, association))).toEqual([`aws_instance.h tcp 22-22 ${TRUSTED}`]);
  });

  it("is protected by the ACL of its subnet, in the order of the numbers", () => {
    const rule = (number: number, action: string, cidr: string) => ({
      rule_no: number,
      action,
      protocol: "-1",
      from_port: 0,
      to_port: 0,
      cidr_block: cidr,
    });
    const acl = (...ingress: JsonObject[]) => ({
      aws_network_acl: {
        n: {
          vpc_id: "${aws_vpc.v.id}",
          subnet_ids: ["${aws_subnet.s.id}"],
          ingress,
          egress: [rule(1, "allow", "0.0.0.0/0")],
        },
      },
    });
    const open = { associate_public_ip_address: true };
    const deny = rule(10, "deny", "198.51.100.0/24");
    expect(entries(project(open, acl(rule(5, "allow", "0.0.0.0/0"), deny)))).toEqual([
      `aws_instance.h tcp 22-22 ${TRUSTED}`,
    ]);
    expect(entries(project(open, acl(rule(20, "allow", "0.0.0.0/0"), deny)))).toEqual([]);
  });

  it("in a group of instances gets its groups and its address from the launch template", () => {
    const fleet = (given: string) => ({
      aws_launch_template: {
        l: {
          network_interfaces: [{ associate_public_ip_address: given, security_groups: ["${aws_security_group.g.id}"] }],
        },
      },
      aws_autoscaling_group: {
        f: {
          min_size: 1,
          max_size: 1,
          vpc_zone_identifier: ["${aws_subnet.s.id}"],
          launch_template: { id: "${aws_launch_template.l.id}", version: "$Latest" },
        },
      },
    });
    expect(entries(project({}, fleet("true")))).toEqual([`aws_autoscaling_group.f tcp 22-22 ${TRUSTED}`]);
    expect(entries(project({}, fleet("false")))).toEqual([]);
  });
});

it("says what it cannot read instead of calling it closed", () => {
  const { synth } = graphsOf({
    variable: { cidr: {} },
    ...project(
      {},
      {
        aws_vpc_security_group_ingress_rule: {
          r: {
            security_group_id: "${aws_security_group.g.id}",
            ip_protocol: "tcp",
            from_port: 22,
            to_port: 22,
            cidr_ipv4: "${var.cidr}",
          },
        },
      },
    ),
  });
  expect(networkOf(synth).unknown).toEqual([expect.stringMatching(/^aws_vpc_security_group_ingress_rule\.r: /)]);
});

it("reads the plans of real projects", () => {
  expect(textsOf(realPlan("insecure"))).toEqual(["aws_db_instance.main tcp 5432-5432 all"]);
  // Its database is private; nothing leads into its modules' networks.
  expect([...networkOf(realPlan("modules")).hosts.values()]).toEqual([
    {
      id: "aws_db_instance.main",
      kind: "database",
      subnets: [
        'module.net["blue"].aws_subnet.private["us-east-1a"]',
        'module.net["blue"].aws_subnet.private["us-east-1b"]',
      ],
      groups: ['module.net["blue"].aws_security_group.db'],
      isPublic: false,
    },
  ]);
  expect(textsOf(realPlan("modules"))).toEqual([]);
});
