import type { Graph, Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { isDefault, routesOf, tableOf } from "../../support/routing";
import { SUBNET, whyDataTier } from "../../support/subnets";

function judge(subnet: Resource, graph: Graph): Verdict | undefined {
  const why = whyDataTier(graph, subnet);
  if (why === undefined) {
    return undefined;
  }
  const table = tableOf(graph, subnet);
  if (table.kind !== "table") {
    return table.kind === "local"
      ? pass("its routes lead nowhere outside of the VPC")
      : unknown(`it is for data (${why}), but its routes cannot be told: ${table.reason}`);
  }
  const found = table.tables.map((one) => ({ one, ...routesOf(graph, one) }));
  for (const { one, routes } of found) {
    const route = routes.find(isDefault);
    if (route !== undefined) {
      return fail(`it is for data (${why}), but ${one.address} has a default route to ${route.targetText}`);
    }
  }
  const open =
    found.find((each) => each.unknown !== undefined)?.unknown ??
    found.flatMap(({ routes }) => routes.flatMap(({ destinations }) => destinations.open))[0];
  return open === undefined
    ? pass("its table has no default route")
    : unknown(`it is for data (${why}), but its routes cannot be told: ${open}`);
}

export const routeDataTierIsolated = control({
  kind: "resource",
  id: "route-data-tier-isolated",
  title: "Subnets for data alone have no way out",
  severity: "high",
  why: "A database starts no connections of its own. Without a default route nothing there can carry data out, whatever gets in. A subnet counts as such by its name and tags, or since nothing but databases and the like is in it.",
  fix: {
    yaml: "network.internetEgress: false, with network.endpoints: true",
    terraform: "Associate it with a route table without a default route; reach the services of AWS by VPC endpoints.",
  },
  references: { fsbp: ["RDS.46"], nist: ["AC", "SC"] },
  types: [SUBNET],
  evaluate: judge,
});
