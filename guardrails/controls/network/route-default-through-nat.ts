import type { Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { attributeOf } from "../../support/attributes";
import { isDefault, ROUTE, ROUTE_TABLES, type Route, routeOf } from "../../support/routing";

const HOST = "network_interface_id";

function judge(route: Route): Verdict | undefined {
  if (!isDefault(route)) {
    return undefined;
  }
  const { from, target, targetText } = route;
  return target === "host"
    ? fail(`the default route leads to ${targetText}, a host of your own`, attributeOf(from, HOST))
    : target === "unknown"
      ? unknown(`it cannot be told where the default route leads to: ${targetText}`)
      : pass(`the default route leads to ${targetText}`);
}

export const routeDefaultThroughNat = control({
  kind: "resource",
  id: "route-default-through-nat",
  title: "Default routes lead to gateways that AWS runs, not to a host that does NAT",
  severity: "medium",
  why: "A NAT instance is a server that nobody patches, in the way of all traffic, and the zone is cut off when it fails.",
  fix: {
    yaml: "network.natGateways: perZone",
    terraform: "Give the route `nat_gateway_id` instead of an instance or a network interface.",
  },
  references: { nist: ["SC"], checkov: ["CKV2_AWS_35"] },
  types: [ROUTE, ...ROUTE_TABLES],
  evaluate: (resource: Resource, graph) =>
    (resource.type === ROUTE ? [resource] : resource.blocks("route").items).flatMap(
      (from) => judge(routeOf(graph, from)) ?? [],
    ),
});
