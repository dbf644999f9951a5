import { endpointGatewayS3Present } from "../../../../guardrails/controls/network/endpoint-gateway-s3-present";
import { endpointInterfaceCorePresent } from "../../../../guardrails/controls/network/endpoint-interface-core-present";
import { endpointPolicyNarrow } from "../../../../guardrails/controls/network/endpoint-policy-narrow";
import { endpointPrivateDnsAndSg } from "../../../../guardrails/controls/network/endpoint-private-dns-and-sg";
import { endpointServiceAcceptsByHand } from "../../../../guardrails/controls/network/endpoint-service-accepts-by-hand";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const NET = {
  aws_vpc: { v: { cidr_block: "10.0.0.0/16" } },
  aws_internet_gateway: { g: { vpc_id: "${aws_vpc.v.id}" } },
  aws_subnet: { a: { vpc_id: "${aws_vpc.v.id}", cidr_block: "10.0.1.0/24" } },
  aws_route_table: { t: { vpc_id: "${aws_vpc.v.id}" } },
  aws_route_table_association: { a: { subnet_id: "${aws_subnet.a.id}", route_table_id: "${aws_route_table.t.id}" } },
};
const UNKNOWN = { data: { aws_ssm_parameter: { x: { name: "x" } }, aws_region: { here: {} } } };
const project = (more: JsonObject): TerraformJson => ({ ...UNKNOWN, resource: { ...NET, ...more } });
const endpoint = (values: JsonObject): JsonObject => ({
  vpc_id: "${aws_vpc.v.id}",
  service_name: "com.amazonaws.us-east-1.s3",
  ...values,
});
const withEndpoint = (values: JsonObject, more: JsonObject = {}) =>
  project({ aws_vpc_endpoint: { e: endpoint(values) }, ...more });
const T = "aws_route_table.t";
const E = "aws_vpc_endpoint.e";

describe("endpoint-gateway-s3-present", () => {
  const tables = { route_table_ids: ["${aws_route_table.t.id}"] };

  it("passes tables that a gateway endpoint is for, by whichever way", () => {
    expect(outcomesOf(endpointGatewayS3Present, withEndpoint(tables))).toEqual({ [T]: "pass" });
    const association = {
      aws_vpc_endpoint_route_table_association: {
        x: { route_table_id: "${aws_route_table.t.id}", vpc_endpoint_id: "${aws_vpc_endpoint.e.id}" },
      },
    };
    expect(outcomesOf(endpointGatewayS3Present, withEndpoint({}, association))).toEqual({ [T]: "pass" });
  });

  it("fails without, and for another service, kind or table", () => {
    expect(messagesOf(endpointGatewayS3Present, project({}))).toEqual([`fail ${T}: no gateway endpoint leads to s3`]);
    expect(outcomesOf(endpointGatewayS3Present, withEndpoint({}))).toEqual({ [T]: "fail" });
    const dynamodb = { ...tables, service_name: "com.amazonaws.us-east-1.dynamodb" };
    expect(outcomesOf(endpointGatewayS3Present, withEndpoint(dynamodb))).toEqual({ [T]: "fail" });
    const tablesS3 = { ...tables, service_name: "com.amazonaws.us-east-1.s3tables" };
    expect(outcomesOf(endpointGatewayS3Present, withEndpoint(tablesS3))).toEqual({ [T]: "fail" });
  });

  it("asks for DynamoDB where there are tables of it", () => {
    const dynamodb = {
      aws_dynamodb_table: { d: { name: "d", hash_key: "id", attribute: [{ name: "id", type: "S" }] } },
    };
    expect(messagesOf(endpointGatewayS3Present, withEndpoint(tables, dynamodb))).toEqual([
      `fail ${T}: no gateway endpoint leads to dynamodb`,
    ]);
  });

  it("is unknown where the service is", () => {
    const open = { ...tables, service_name: "${data.aws_ssm_parameter.x.value}" };
    expect(outcomesOf(endpointGatewayS3Present, withEndpoint(open))).toEqual({ [T]: "unknown" });
  });

  it("says nothing of public tables, and of those that no subnet has", () => {
    const route = {
      aws_route: {
        r: {
          route_table_id: "${aws_route_table.t.id}",
          destination_cidr_block: "0.0.0.0/0",
          gateway_id: "${aws_internet_gateway.g.id}",
        },
      },
    };
    expect(outcomesOf(endpointGatewayS3Present, project(route))).toEqual({});
    expect(
      outcomesOf(endpointGatewayS3Present, {
        resource: { aws_route_table: { t: { vpc_id: "vpc-0123456789abcdef0" } } },
      }),
    ).toEqual({});
  });
});

describe("endpoint-interface-core-present", () => {
  const uses = { aws_kms_key: { k: {} }, aws_cloudwatch_log_group: { l: { name: "l" } } };
  const interfaces = (...services: readonly string[]) => ({
    aws_vpc_endpoint: Object.fromEntries(
      services.map((service) => [
        service.replace(/\W/g, "_"),
        endpoint({
          vpc_endpoint_type: "Interface",
          service_name: service.includes("$") ? service : `com.amazonaws.us-east-1.${service}`,
        }),
      ]),
    ),
  });
  const V = "aws_vpc.v";

  it("asks for the services that are called", () => {
    expect(messagesOf(endpointInterfaceCorePresent, project(uses))).toEqual([
      `fail ${V}: no interface endpoint leads to kms, logs`,
    ]);
    expect(outcomesOf(endpointInterfaceCorePresent, project({ ...uses, ...interfaces("kms") }))).toEqual({
      [V]: "fail",
    });
    expect(outcomesOf(endpointInterfaceCorePresent, project({ ...uses, ...interfaces("kms", "logs") }))).toEqual({
      [V]: "pass",
    });
    expect(outcomesOf(endpointInterfaceCorePresent, project({}))).toEqual({ [V]: "pass" });
  });

  it("is unknown where a service is", () => {
    const json = project({ ...uses, ...interfaces("${data.aws_ssm_parameter.x.value}") });
    expect(outcomesOf(endpointInterfaceCorePresent, json)).toEqual({ [V]: "unknown" });
  });

  it("says nothing of a VPC without private subnets", () => {
    expect(outcomesOf(endpointInterfaceCorePresent, { resource: { aws_vpc: NET.aws_vpc, ...uses } })).toEqual({});
  });
});

describe("endpoint-policy-narrow", () => {
  const policy = (...statements: readonly JsonObject[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements });
  const any = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
  const ofAll = { Effect: "Allow", Principal: "*", Resource: "*" };
  const toAll = { Effect: "Allow", Action: "*", Resource: "*" };
  const ofAccount = { ...any, Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" } } };

  it.each<[string, JsonObject, string]>([
    ["none", {}, "fail"],
    ["everything", { policy: policy(any) }, "fail"],
    ["everything of the service", { policy: policy({ ...any, Action: "S3:*" }) }, "fail"],
    ["everything but", { policy: policy({ ...ofAll, NotAction: "s3:DeleteBucket" }) }, "fail"],
    [
      "everybody but",
      { policy: policy({ ...toAll, NotPrincipal: { AWS: "arn:aws:iam::111122223333:root" } }) },
      "fail",
    ],
    ["one account", { policy: policy(ofAccount) }, "pass"],
    ["one bucket", { policy: policy({ ...any, Resource: "arn:aws:s3:::logs/*" }) }, "pass"],
    ["one of several", { policy: policy(ofAccount, any) }, "fail"],
    ["one that is not known", { policy: "${data.aws_ssm_parameter.x.value}" }, "unknown"],
  ])("%s", (_, values, outcome) => {
    expect(outcomesOf(endpointPolicyNarrow, withEndpoint(values))).toEqual({ [E]: outcome });
  });

  it("reads a policy that stands apart, and none of a gateway load balancer's endpoint", () => {
    const apart = {
      aws_vpc_endpoint_policy: { p: { vpc_endpoint_id: "${aws_vpc_endpoint.e.id}", policy: policy(ofAccount) } },
    };
    expect(outcomesOf(endpointPolicyNarrow, withEndpoint({}, apart))).toEqual({ [E]: "pass" });
    expect(outcomesOf(endpointPolicyNarrow, withEndpoint({ vpc_endpoint_type: "GatewayLoadBalancer" }))).toEqual({});
  });
});

describe("endpoint-private-dns-and-sg", () => {
  const group = (from: number, to: number, cidr = "10.0.0.0/16") => ({
    aws_security_group: { g: { name: "g", vpc_id: "${aws_vpc.v.id}" } },
    aws_vpc_security_group_ingress_rule: {
      r: {
        security_group_id: "${aws_security_group.g.id}",
        ip_protocol: "tcp",
        from_port: from,
        to_port: to,
        cidr_ipv4: cidr,
      },
    },
  });
  const values = {
    vpc_endpoint_type: "Interface",
    private_dns_enabled: true,
    security_group_ids: ["${aws_security_group.g.id}"],
  };

  it("passes HTTPS from inside", () => {
    expect(outcomesOf(endpointPrivateDnsAndSg, withEndpoint(values, group(443, 443)))).toEqual({ [E]: "pass" });
  });

  it.each<[string, JsonObject, JsonObject, string]>([
    [
      "other ports",
      values,
      group(0, 65535),
      `security_group_ids: aws_security_group.g lets in tcp 0–65535 from 10.0.0.0/16`,
    ],
    [
      "the internet",
      values,
      group(443, 443, "0.0.0.0/0"),
      `security_group_ids: aws_security_group.g lets in tcp 443 from 0.0.0.0/0`,
    ],
    [
      "no private DNS",
      { ...values, private_dns_enabled: false },
      group(443, 443),
      "private_dns_enabled: private_dns_enabled is false: the service's name leads to its public addresses",
    ],
    [
      "no groups",
      { vpc_endpoint_type: "Interface", private_dns_enabled: true, security_group_ids: [] },
      {},
      "security_group_ids: security_group_ids is not set: it gets the VPC's default group",
    ],
  ])("fails for %s", (_, given, more, message) => {
    expect(messagesOf(endpointPrivateDnsAndSg, withEndpoint(given, more))).toEqual([`fail ${E} ${message}`]);
  });

  it("is unknown for groups of others, and silent for gateways", () => {
    expect(
      outcomesOf(endpointPrivateDnsAndSg, withEndpoint({ ...values, security_group_ids: ["sg-0123456789abcdef0"] })),
    ).toEqual({ [E]: "unknown" });
    expect(outcomesOf(endpointPrivateDnsAndSg, withEndpoint({}))).toEqual({});
  });
});

it.each<[string, JsonObject["x"], string]>([
  ["true", true, "pass"],
  ["false", false, "fail"],
  ["not known", "${data.aws_ssm_parameter.x.value}", "unknown"],
])("endpoint-service-accepts-by-hand: %s", (_, acceptance_required, outcome) => {
  const json = {
    ...UNKNOWN,
    resource: { aws_vpc_endpoint_service: { s: { acceptance_required: acceptance_required ?? null } } },
  };
  expect(outcomesOf(endpointServiceAcceptsByHand, json)).toEqual({ "aws_vpc_endpoint_service.s": outcome });
});
