import type { Graph, Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { doubtOf, isSurelyMade } from "../../support/presence";
import { ENDPOINT, kindOfEndpoint, privateTables, serviceOf } from "./endpoints";

/** Services with gateway endpoints, and the type that shows that one is needed; S3 is needed always. */
const GATEWAYS = [
  { service: "s3", neededBy: undefined },
  { service: "dynamodb", neededBy: "aws_dynamodb_table" },
] as const;

function judge(graph: Graph, table: Resource, service: string): Verdict {
  const endpoints = [
    ...graph.referrersOf(table, ENDPOINT, "route_table_ids").map(({ from }) => from),
    ...graph
      .referrersOf(table, "aws_vpc_endpoint_route_table_association", "route_table_id")
      .flatMap(({ from }) => graph.settle(from, "vpc_endpoint_id").ends.map(({ resource }) => resource)),
  ].filter((endpoint) => kindOfEndpoint(endpoint) === "Gateway");
  const leading = endpoints.filter((endpoint) => serviceOf(graph, endpoint) === service);
  const found = leading.find((endpoint) => isSurelyMade(endpoint, table)) ?? leading[0];
  const open = endpoints.find((endpoint) => serviceOf(graph, endpoint) === undefined);
  return found !== undefined
    ? isSurelyMade(found, table)
      ? pass(`${found.address} leads to ${service}`)
      : unknown(doubtOf(found))
    : open !== undefined
      ? unknown(`it cannot be told which service ${open.address} is for`)
      : fail(`no gateway endpoint leads to ${service}`);
}

export const endpointGatewayS3Present = control({
  kind: "environment",
  id: "endpoint-gateway-s3-present",
  title: "Private route tables lead to S3, and to DynamoDB where it is used, by gateway endpoints",
  severity: "medium",
  why: "Without one, data to and from S3 leaves the network through NAT, where no endpoint policy limits which buckets it goes to, and each gigabyte is paid for. Gateway endpoints cost nothing.",
  fix: {
    yaml: "network.endpoints: true",
    terraform:
      'Add an `aws_vpc_endpoint` with `vpc_endpoint_type = "Gateway"`, `service_name = "com.amazonaws.<region>.s3"` and all private tables in `route_table_ids`.',
  },
  references: { fsbp: ["EC2.10"], nist: ["AC", "SC"] },
  types: ["aws_route_table", "aws_default_route_table"],
  evaluate: (graph) => {
    const services = GATEWAYS.filter(({ neededBy }) => neededBy === undefined || graph.resources(neededBy).length > 0);
    return privateTables(graph).flatMap((table) =>
      services.map(({ service }) => ({ ...judge(graph, table, service), resource: table })),
    );
  },
});
