import { type Attributes, type Graph, isUnset, patternOf, type Resource } from "../../model";
import { isWorld } from "./address-set";
import { isGiven } from "./attributes";
import { blocksAt, joined, type Sources } from "./sources";

/** Where a route leads to. */
export type Target = "internet" | "nat" | "host" | "other" | "unknown";

/** A route in one form, whichever way it is written. */
export interface Route {
  readonly from: Attributes;
  readonly destinations: Sources;
  readonly target: Target;
  /** For readers: the target, or why it is not known. */
  readonly targetText: string;
}

export interface Routes {
  readonly routes: readonly Route[];
  readonly unknown?: string;
}

/** The route table of a subnet: its own or the VPC's main one. `local`: a main table that nothing was added to. */
export type TableFound =
  | { readonly kind: "table"; readonly tables: readonly Resource[] }
  | { readonly kind: "local" }
  | { readonly kind: "unknown"; readonly reason: string };

export const ROUTE_TABLES = ["aws_route_table", "aws_default_route_table"] as const;
export const ROUTE = "aws_route";

const HOST_TARGETS = ["network_interface_id", "instance_id"] as const;
const OTHER_TARGETS = [
  "transit_gateway_id",
  "vpc_peering_connection_id",
  "vpc_endpoint_id",
  "egress_only_gateway_id",
  "carrier_gateway_id",
  "local_gateway_id",
  "core_network_arn",
  "odb_network_arn",
] as const;

/** A route, written in a table or as a resource. */
export function routeOf(graph: Graph, from: Attributes): Route {
  const names =
    from.resource.type === ROUTE
      ? ["destination_cidr_block", "destination_ipv6_cidr_block"]
      : ["cidr_block", "ipv6_cidr_block"];
  return { from, destinations: joined(...names.map((name) => blocksAt(graph, from, name))), ...targetOf(graph, from) };
}

/** Whether a route is for everything that no other one is for: `0.0.0.0/0`, `::/0`, or a half of either. */
export function isDefault({ destinations }: Route): boolean {
  return isWorld(destinations.set);
}

/** The routes of a table: those written in it, and those that are resources. */
export function routesOf(graph: Graph, table: Resource): Routes {
  const { items, unknown } = table.blocks("route");
  const { found, maybe } = graph.companions(table, ROUTE, "route_table_id");
  const routes = [...items, ...found].map((from) => routeOf(graph, from));
  const [open] = maybe;
  const why =
    unknown === undefined || isUnset(unknown)
      ? open === undefined
        ? undefined
        : `it cannot be told which table ${open.address} is for`
      : unknown.reason;
  return why === undefined ? { routes } : { routes, unknown: why };
}

/** Finds the route table of a subnet. */
export function tableOf(graph: Graph, subnet: Resource): TableFound {
  const { found, maybe } = graph.companions(subnet, "aws_route_table_association", "subnet_id");
  if (found.length > 0) {
    return tablesAt(graph, found, "route_table_id");
  }
  if (maybe[0] !== undefined) {
    return { kind: "unknown", reason: `it cannot be told which subnet ${maybe[0].address} is for` };
  }
  const vpc = graph.settle(subnet, "vpc_id").ends.find(({ resource }) => resource.type === "aws_vpc")?.resource;
  if (vpc === undefined || vpc.mode !== "managed") {
    return { kind: "unknown", reason: "it has no aws_route_table_association, and its VPC is not part of the input" };
  }
  const main = graph.companions(vpc, "aws_main_route_table_association", "vpc_id").found;
  const adopted = graph.referrersOf(vpc, "aws_default_route_table", "default_route_table_id").map(({ from }) => from);
  if (main.length > 0) {
    return tablesAt(graph, main, "route_table_id");
  }
  // Routes may be added to the main table by the VPC's attribute, without the table being there.
  const added = graph.referrersOf(vpc, ROUTE, "route_table_id");
  return adopted.length > 0
    ? { kind: "table", tables: adopted }
    : added.length > 0
      ? { kind: "unknown", reason: `${added[0]?.from.address} adds to the main table of its VPC` }
      : { kind: "local" };
}

/** Whether traffic from a subnet goes to an internet gateway, and why. */
export interface InternetRoute {
  readonly answer: "yes" | "no" | "unknown";
  readonly reason: string;
}

const asked = new WeakMap<Resource, InternetRoute>();

/** Whether traffic from a subnet goes to an internet gateway, so that the internet can reach what has a public address there. */
export function internetRoute(graph: Graph, subnet: Resource): InternetRoute {
  const known = asked.get(subnet) ?? findInternetRoute(graph, subnet);
  asked.set(subnet, known);
  return known;
}

function findInternetRoute(graph: Graph, subnet: Resource): InternetRoute {
  const table = tableOf(graph, subnet);
  if (table.kind === "unknown") {
    return { answer: "unknown", reason: table.reason };
  }
  if (table.kind === "local") {
    return { answer: "no", reason: "its routes lead nowhere outside of the VPC" };
  }
  let open: string | undefined;
  for (const one of table.tables) {
    const { routes, unknown } = routesOf(graph, one);
    const toInternet = routes.find(({ target }) => target === "internet");
    if (toInternet !== undefined) {
      const route = toInternet.from.resource.address;
      const by = route === one.address ? route : `${one.address} (${route})`;
      return { answer: "yes", reason: `${by} leads to ${toInternet.targetText}` };
    }
    open ??= unknown ?? routes.find(({ target }) => target === "unknown")?.targetText;
  }
  return open === undefined
    ? {
        answer: "no",
        reason: `${table.tables.map(({ address }) => address).join(", ")} has no route to an internet gateway`,
      }
    : { answer: "unknown", reason: open };
}

function tablesAt(graph: Graph, from: readonly Resource[], path: string): TableFound {
  const ends = from.flatMap((resource) => graph.settle(resource, path).ends);
  const tables = ends.map(({ resource }) => resource).filter(({ mode, type }) => mode === "managed" && isTable(type));
  return tables.length > 0
    ? { kind: "table", tables: [...new Set(tables)] }
    : {
        kind: "unknown",
        reason: `the table of ${from.map(({ address }) => address).join(", ")} is not part of the input`,
      };
}

function isTable(type: string): boolean {
  return ROUTE_TABLES.some((table) => table === type);
}

function targetOf(graph: Graph, from: Attributes): Pick<Route, "target" | "targetText"> {
  if (isGiven(from.get("gateway_id"))) {
    return gateway(graph, from);
  }
  const named = (names: readonly string[]) => names.find((name) => isGiven(from.get(name)));
  const host = named(HOST_TARGETS);
  const other = named(OTHER_TARGETS);
  const text = (name: string) => graph.settle(from, name).ends[0]?.resource.address ?? name;
  return isGiven(from.get("nat_gateway_id"))
    ? { target: "nat", targetText: text("nat_gateway_id") }
    : host !== undefined
      ? { target: "host", targetText: text(host) }
      : other !== undefined
        ? { target: "other", targetText: text(other) }
        : { target: "unknown", targetText: "the target of a route is not set" };
}

/** `gateway_id` takes internet gateways, virtual private gateways, and `local`. */
function gateway(graph: Graph, from: Attributes): Pick<Route, "target" | "targetText"> {
  const value = from.get("gateway_id");
  const [end] = graph.settle(from, "gateway_id").ends;
  const kind = end === undefined ? undefined : GATEWAYS[end.resource.type];
  if (end !== undefined && kind !== undefined) {
    return { target: kind, targetText: end.resource.address };
  }
  const text = patternOf(value) ?? "";
  return text.startsWith("igw-")
    ? { target: "internet", targetText: text }
    : value.kind === "known"
      ? { target: "other", targetText: text }
      : { target: "unknown", targetText: value.kind === "unknown" ? value.reason : "its gateway is not known" };
}

const GATEWAYS: Readonly<Record<string, Target>> = {
  aws_internet_gateway: "internet",
  aws_vpn_gateway: "other",
};
