import { asText, type Graph, isUnset, patternOf, type Resource } from "../../../model";
import { routesOf } from "../../support/routing";

export const ENDPOINT = "aws_vpc_endpoint";

/** The service of an endpoint, the last part of its name: `s3`, `ecr.api`; nothing where it is not known. */
export function serviceOf(graph: Graph, endpoint: Resource): string | undefined {
  const text = patternOf(endpoint.get("service_name")) ?? "";
  const service = /^com\.amazonaws\.(?:\$\{[^}]*\}|[^.]+)\.(.+)$/.exec(text)?.[1];
  if (service !== undefined) {
    return service;
  }
  const [end] = graph.settle(endpoint, "service_name").ends;
  return end?.resource.type === "aws_vpc_endpoint_service" ? asText(end.resource.get("service")) : undefined;
}

/** `Gateway`, `Interface` or another kind; the provider's default is a gateway. */
export function kindOfEndpoint(endpoint: Resource): string | undefined {
  const kind = endpoint.get("vpc_endpoint_type");
  return isUnset(kind) ? "Gateway" : asText(kind);
}

/** The tables of subnets that do not lead to an internet gateway. */
export function privateTables(graph: Graph): readonly Resource[] {
  return ["aws_route_table", "aws_default_route_table"]
    .flatMap((type) => graph.resources(type))
    .filter(
      (table) =>
        graph.referrersOf(table, "aws_route_table_association", "route_table_id").length > 0 &&
        !routesOf(graph, table).routes.some(({ target }) => target === "internet"),
    );
}
