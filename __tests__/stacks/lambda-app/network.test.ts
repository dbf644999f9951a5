import { synthesized } from "../../support/environments";
import { usesOfAddress } from "../../support/graph";
import { textsOf } from "../../support/json";
import { aclRules, groupRules } from "../network-rules";

const lambdaApp = () => synthesized({}, "lambda-app").template;

it("LAM-NET-1: public subnets hold the NAT gateways, one each, and nothing else", () => {
  const template = lambdaApp();

  for (const zone of ["a", "b"]) {
    const users = usesOfAddress(template, `aws_subnet.public_${zone}`)
      .map(({ from }) => from)
      .filter((from) => !from.startsWith("output."));
    expect([...new Set(users)].sort()).toEqual([
      `aws_nat_gateway.nat_${zone}`,
      "aws_network_acl.public_acl", // what guards the subnet
      `aws_route_table_association.public_${zone}`, // where it sends
    ]);
    expect(template.at(`aws_subnet.public_${zone}`).map_public_ip_on_launch).toBe(false);
  }
});

it("LAM-NET-1: what runs, runs in the private subnets", () => {
  const template = lambdaApp();
  const places = [
    textsOf(template.at("aws_autoscaling_group.application").vpc_zone_identifier),
    textsOf(template.at("aws_db_subnet_group.postgres").subnet_ids),
    ...template
      .addresses("aws_lambda_function")
      .map((address) => textsOf(template.value(address, "vpc_config.subnet_ids"))),
  ];

  expect(places).toHaveLength(4);
  for (const subnets of places) {
    expect(subnets).toEqual(["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"]);
  }
  expect(template.value("aws_launch_template.application", "network_interfaces.associate_public_ip_address")).toBe(
    "false",
  );
});

it("LAM-NET-1: every subnet is associated with a route table by itself", () => {
  const template = lambdaApp();

  expect(
    template.all("aws_route_table_association").map(({ subnet_id: subnet, route_table_id: table }) => [subnet, table]),
  ).toEqual([
    ["${aws_subnet.private_a.id}", "${aws_route_table.private_a.id}"],
    ["${aws_subnet.private_b.id}", "${aws_route_table.private_b.id}"],
    ["${aws_subnet.public_a.id}", "${aws_route_table.public.id}"],
    ["${aws_subnet.public_b.id}", "${aws_route_table.public.id}"],
  ]);
  expect(template.addresses("aws_subnet")).toHaveLength(4);
});

it("LAM-NET-1: EC2, Lambda and RDS have a security group each, and are in it", () => {
  const template = lambdaApp();

  expect(template.addresses("aws_security_group")).toEqual([
    "aws_security_group.application",
    "aws_security_group.database",
    "aws_security_group.functions",
  ]);
  expect(template.value("aws_launch_template.application", "network_interfaces.security_groups")).toEqual([
    "${aws_security_group.application.id}",
  ]);
  expect(template.at("aws_db_instance.postgres").vpc_security_group_ids).toEqual(["${aws_security_group.database.id}"]);
  for (const address of template.addresses("aws_lambda_function")) {
    expect(template.value(address, "vpc_config.security_group_ids")).toEqual(["${aws_security_group.functions.id}"]);
  }
});

it("LAM-NET-1: nobody reaches instances or functions, and only those two reach the database", () => {
  expect(groupRules(lambdaApp())).toEqual([
    "application: out tcp 443 0.0.0.0/0", // AWS, packages
    "application: out tcp 5432 database",
    "database: in tcp 5432 application",
    "database: in tcp 5432 functions",
    "functions: out tcp 443 0.0.0.0/0", // AWS
    "functions: out tcp 5432 database",
  ]);
});

it("LAM-NET-1: the ACL of the public subnets lets in what NAT gateways need", () => {
  expect(aclRules(lambdaApp(), "public_acl")).toEqual([
    "in 100 allow tcp 443 10.60.0.0/16", // private subnets on their way out
    "in 300 deny tcp 3389 0.0.0.0/0",
    "in 310 deny tcp 5432 0.0.0.0/0",
    "in 320 deny tcp 8080 0.0.0.0/0",
    "in 400 allow tcp 1024-65535 0.0.0.0/0", // answers
    "out 100 allow tcp 443 0.0.0.0/0",
    "out 200 allow tcp 1024-65535 10.60.0.0/16",
  ]);
});
