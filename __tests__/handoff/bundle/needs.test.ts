import { BILLED, billedKinds, FREE, unpricedTypes } from "../../../handoff/bundle/billing";
import { neededQuotas, QUOTAS } from "../../../handoff/bundle/quotas";
import { graphOfSynth } from "../../../model";

const GRAPH = graphOfSynth([
  {
    name: "net",
    json: {
      resource: {
        aws_vpc: { v: {} },
        aws_subnet: { a: { availability_zone: "us-east-1a" }, b: { availability_zone: "us-east-1b" } },
        aws_eip: { one: {}, two: {}, three: {} },
        aws_nat_gateway: {
          a: { subnet_id: "${aws_subnet.a.id}" },
          a2: { subnet_id: "${aws_subnet.a.id}" },
          b: { subnet_id: "${aws_subnet.b.id}" },
        },
        aws_network_acl: { x: {}, y: {} },
        aws_network_acl_rule: {
          x1: { network_acl_id: "${aws_network_acl.x.id}", egress: false },
          x2: { network_acl_id: "${aws_network_acl.x.id}", egress: false },
          x3: { network_acl_id: "${aws_network_acl.x.id}", egress: true },
          y1: { network_acl_id: "${aws_network_acl.y.id}", egress: false },
        },
        aws_security_group: { g: {} },
        aws_vpc_security_group_ingress_rule: {
          g1: { security_group_id: "${aws_security_group.g.id}" },
          g2: { security_group_id: "${aws_security_group.g.id}" },
        },
        aws_vpc_security_group_egress_rule: { g3: { security_group_id: "${aws_security_group.g.id}" } },
        aws_vpc_endpoint: { s3: { vpc_endpoint_type: "Gateway" }, kms: { vpc_endpoint_type: "Interface" } },
        aws_lambda_function: { f: { reserved_concurrent_executions: 5 }, g: { reserved_concurrent_executions: -1 } },
        aws_cloudwatch_log_metric_filter: {
          m: { log_group_name: "a" },
          n: { log_group_name: "a" },
          o: { log_group_name: "b" },
        },
        aws_route53_record: { alias: { alias: { name: "x" } }, plain: { ttl: 60 } },
        aws_ssm_parameter: { standard: {}, advanced: { tier: "Advanced" } },
        aws_accessanalyzer_analyzer: { outside: { type: "ACCOUNT" }, unused: { type: "ACCOUNT_UNUSED_ACCESS" } },
        aws_unheard_of: { u: {} },
      },
    },
  },
]);

it("counts what quotas count: of a zone, of an ACL in one direction, of a group, of a log group", () => {
  expect(neededQuotas(GRAPH).map(({ name, of, needed }) => `${name} of ${of}: ${needed}`)).toEqual([
    "VPCs of the account in the region: 1",
    "elastic IP addresses of the account in the region: 3",
    "NAT gateways of a zone: 2",
    "rules, with AWS's own last one of a network ACL in one direction: 3",
    "rules of a security group in one direction: 2",
    "gateway endpoints of the account in the region: 1",
    "interface endpoints of a VPC: 1",
    "concurrent executions that are reserved of the account in the region; 100 must stay unreserved: 5",
    "metric filters of a log group: 2",
  ]);
});

it("counts what is billed, and of types that are billed in part only that part", () => {
  expect(billedKinds(GRAPH).map(({ type, count }) => [type, count])).toEqual([
    ["aws_accessanalyzer_analyzer", 1],
    ["aws_cloudwatch_log_metric_filter", 3],
    ["aws_eip", 3],
    ["aws_lambda_function", 2],
    ["aws_nat_gateway", 3],
    ["aws_route53_record", 1],
    ["aws_ssm_parameter", 1],
    ["aws_vpc_endpoint", 1],
  ]);
});

it("names the types of which nobody said whether they are billed", () => {
  expect(unpricedTypes(GRAPH)).toEqual(["aws_unheard_of"]);
});

it("has each type once, and a page of AWS for each number and kind", () => {
  expect(Object.keys(BILLED).filter((type) => FREE.has(type))).toEqual([]);
  for (const { source, code } of QUOTAS) {
    expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/.+\.html$/);
    expect(code ?? "vpc/L-00000000").toMatch(/^[a-z0-9]+\/L-[0-9A-F]{8}$/);
  }
  for (const { source } of Object.values(BILLED)) {
    expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/[a-z0-9/-]+\/pricing\/$/);
  }
});
