import { publicAddresses } from "../support/address-set";
import { type End, type Way, waysBetween } from "./flows";
import { difference, type Intervals, intervalsOf, NOTHING, union } from "./intervals";
import type { Host, Network, Transport } from "./network";

/** The ends of flows that are no hosts. */
export const INTERNET = "internet";
/** Private addresses outside of the VPC: an office or another VPC behind a gateway. */
export const NETWORKS = "networks";

/** A flow that is possible. */
export interface PossibleFlow {
  readonly from: string;
  readonly to: string;
  readonly transport: Transport;
  readonly ports: Intervals;
  /** The addresses outside, where one end is no host; nothing where it is all of them. */
  readonly addresses?: Intervals;
}

const TRANSPORTS: readonly Transport[] = ["tcp", "udp"];

/** Private addresses, of RFC 1918. */
const PRIVATE_ADDRESSES: Intervals = [
  { first: 0x0a_00_00_00, last: 0x0a_ff_ff_ff },
  { first: 0xac_10_00_00, last: 0xac_1f_ff_ff },
  { first: 0xc0_a8_00_00, last: 0xc0_a8_ff_ff },
];

/** What is outside of the VPC: the internet and other private networks. */
export function outsideAddresses(name: string): Intervals | undefined {
  return name === INTERNET ? intervalsOf(publicAddresses().ipv4) : name === NETWORKS ? PRIVATE_ADDRESSES : undefined;
}

/** An end of a flow by its name: an address of Terraform, `internet` or `networks`. */
export function endOf(network: Network, name: string): End | undefined {
  const host = network.hosts.get(name);
  const addresses = outsideAddresses(name);
  return host !== undefined ? { host } : addresses === undefined ? undefined : { addresses };
}

/** All flows that are possible: from outside, to outside, and between hosts. */
export function possibleFlows(network: Network): PossibleFlow[] {
  const hosts = [...network.hosts.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const outside = [INTERNET, NETWORKS];
  return [
    ...outside.flatMap((from) => hosts.flatMap((to) => flowsBetween(network, from, to.id))),
    ...outside.flatMap((to) => hosts.flatMap((from) => flowsBetween(network, from.id, to))),
    ...hosts.flatMap((from) => hosts.flatMap((to) => (from === to ? [] : flowsBetween(network, from.id, to.id)))),
  ];
}

function flowsBetween(network: Network, from: string, to: string): PossibleFlow[] {
  const [source, target] = [endOf(network, from), endOf(network, to)];
  if (source === undefined || target === undefined) {
    return [];
  }
  const isReal = from === NETWORKS || to === NETWORKS ? leadsToNetworks(network) : () => true;
  return TRANSPORTS.flatMap((transport) => {
    const ways = waysBetween(network, source, target, transport).filter((way) => way.ports.length > 0 && isReal(way));
    const outside = "addresses" in source ? source : "addresses" in target ? target : undefined;
    if (outside === undefined) {
      const ports = union(...ways.map((way) => way.ports));
      return ports.length === 0 ? [] : [{ from, to, transport, ports }];
    }
    const sideOf = ({ source: here, target: there }: Way) => ("addresses" in source ? here : there);
    return byPorts(ways, sideOf).map(({ ports, addresses }) => ({
      from,
      to,
      transport,
      ports,
      ...(difference(outsideOfVpcs(network, outside.addresses), addresses).length === 0 ? {} : { addresses }),
    }));
  });
}

/** Whether a way takes a route to other networks: the internet carries no private addresses. */
function leadsToNetworks({ subnets }: Network): (way: Way) => boolean {
  const routes = [...subnets.values()].flatMap((subnet) => subnet.routes);
  const ids = new Set(routes.filter(({ target }) => target.kind === "network").map(({ id }) => id));
  return ({ hops: [first] }) => first !== undefined && ids.has(first.by);
}

function outsideOfVpcs(network: Network, addresses: Intervals): Intervals {
  return [...network.vpcs.values()].reduce<Intervals>((left, vpc) => difference(left, vpc), addresses);
}

/** Ways that let the same ports through, with all their addresses. */
function byPorts(ways: readonly Way[], sideOf: (way: Way) => Way["source"]) {
  const groups = new Map<string, { ports: Intervals; addresses: Intervals }>();
  for (const way of ways) {
    const key = JSON.stringify(way.ports);
    const group = groups.get(key);
    groups.set(key, { ports: way.ports, addresses: union(group?.addresses ?? NOTHING, [sideOf(way)]) });
  }
  return [...groups.values()];
}

/** A flow that an environment needs. */
export interface NeededFlow {
  readonly from: string;
  readonly to: string;
  readonly transport: Transport;
  readonly port: number;
  /** The addresses outside, where not all of them are meant. */
  readonly addresses?: Intervals;
}

/** What is wrong with a network, by the flows that are needed. */
export interface Comparison {
  /** What is needed and does not work. */
  readonly missing: readonly NeededFlow[];
  /** What is possible from or to the internet, or other networks, and not needed. */
  readonly unexpected: readonly PossibleFlow[];
}

/** Compares what is possible with what is needed: all of that must work, and nothing else may leave or enter. */
export function compare(network: Network, flows: readonly PossibleFlow[], needed: readonly NeededFlow[]): Comparison {
  const same = (a: NeededFlow, b: PossibleFlow) => a.from === b.from && a.to === b.to && a.transport === b.transport;
  const wanted = ({ from, to, addresses }: NeededFlow | PossibleFlow): Intervals =>
    addresses ?? outsideOfVpcs(network, outsideAddresses(from) ?? outsideAddresses(to) ?? NOTHING);
  const missing = needed.filter((need) => {
    const matching = flows.filter((flow) => same(need, flow) && has(flow.ports, need.port));
    return matching.length === 0 || difference(wanted(need), union(...matching.map(wanted))).length > 0;
  });
  const unexpected = flows.flatMap((flow) => {
    if (outsideAddresses(flow.from) === undefined && outsideAddresses(flow.to) === undefined) {
      return [];
    }
    const meant = needed.filter((need) => same(need, flow) && difference(wanted(flow), wanted(need)).length === 0);
    const ports = difference(flow.ports, union(...meant.map(({ port }) => [{ first: port, last: port }])));
    return ports.length === 0 ? [] : [{ ...flow, ports }];
  });
  return { missing, unexpected };
}

function has(ports: Intervals, port: number): boolean {
  return ports.some(({ first, last }) => first <= port && port <= last);
}

/** The most telling way for a port: one that works, else the one that gets farthest. */
export function wayFor(network: Network, from: End, to: End, transport: Transport, port: number): Way | undefined {
  const ways = waysBetween(network, from, to, transport);
  const passed = (way: Way) => {
    const stop = way.hops.findIndex(({ ports }) => !has(ports, port));
    return stop === -1 ? Number.POSITIVE_INFINITY : stop;
  };
  return ways.reduce<Way | undefined>(
    (best, way) => (best === undefined || passed(way) > passed(best) ? way : best),
    undefined,
  );
}

/** Whether a hop lets a port through. */
export function letsThrough({ ports }: { readonly ports: Intervals }, port: number): boolean {
  return has(ports, port);
}

/** Hosts by what they are. */
export function hostsOfKind({ hosts }: Network, kind: string): Host[] {
  return [...hosts.values()].filter((host) => host.kind === kind);
}
