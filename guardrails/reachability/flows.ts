import {
  ALL_PORTS,
  cutsOf,
  difference,
  type Interval,
  type Intervals,
  intersection,
  meet,
  NOTHING,
  pieces,
  union,
} from "./intervals";
import type { AclRule, GroupRule, Host, Network, Route, SecurityGroup, Subnet, Transport } from "./network";

/**
 * The ports that answers arrive on.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
 */
export const EPHEMERAL_PORTS: Intervals = [{ first: 1024, last: 65_535 }];

/** One end of a flow: a host, or addresses outside of the VPC. */
export type End = { readonly host: Host } | { readonly addresses: Intervals };

/** A place where a flow is let through or stopped. */
export interface Hop {
  /** What looks at it: `egress of aws_security_group.web`, `aws_network_acl_rule.…`, a route. */
  readonly by: string;
  /** The ports that get through here. */
  readonly ports: Intervals;
  /** The rule that lets a port through or denies it; nothing where there is none, which denies. */
  readonly ruleFor?: (port: number) => string | undefined;
}

/** One way of a flow through the network, with all that looks at it, in the order in which it is met. */
export interface Way {
  readonly hops: readonly Hop[];
  /** The ports that get through all of them, and whose answers come back. */
  readonly ports: Intervals;
  /** The addresses that it is about: all of them are treated alike. */
  readonly source: Interval;
  readonly target: Interval;
}

/** All ways from one end to another by a transport; those that let nothing through too, for the reason. */
export function waysBetween(network: Network, from: End, to: End, transport: Transport): Way[] {
  if ("host" in from && "host" in to) {
    return betweenHosts(network, from.host, to.host, transport);
  }
  if ("host" in from && "addresses" in to) {
    return outwards(network, from.host, to.addresses, transport);
  }
  return "host" in to && "addresses" in from ? inwards(network, from.addresses, to.host, transport) : [];
}

/** The ports that get from one end to another by any way. */
export function portsBetween(network: Network, from: End, to: End, transport: Transport): Intervals {
  return union(...waysBetween(network, from, to, transport).map(({ ports }) => ports));
}

function betweenHosts(network: Network, from: Host, to: Host, transport: Transport): Way[] {
  const vpcOf = (id: string) => network.subnets.get(id)?.vpc;
  return subnetsOf(network, from).flatMap((source) =>
    subnetsOf(network, to)
      .filter(({ id }) => vpcOf(id) === source.vpc)
      .flatMap((target) => withinVpc(network, { host: from, subnet: source }, { host: to, subnet: target }, transport)),
  );
}

interface Place {
  readonly host: Host;
  readonly subnet: Subnet;
}

/** Within a VPC every table has the local route; ACLs look at what leaves or enters a subnet. */
function withinVpc(network: Network, from: Place, to: Place, transport: Transport): Way[] {
  const sources = piecesOf(network, from.subnet.addresses, [from, to]);
  const targets = piecesOf(network, to.subnet.addresses, [from, to]);
  return sources.flatMap((source) =>
    targets.map((target) => {
      const there = [target];
      const here = [source];
      const crosses = from.subnet.id !== to.subnet.id;
      return way(source, target, [
        groupHop(network, from.host, "egress", there, to.host.groups, transport),
        ...(crosses ? [aclHop(from.subnet, true, there, transport), aclHop(to.subnet, false, here, transport)] : []),
        groupHop(network, to.host, "ingress", here, from.host.groups, transport),
        ...(crosses
          ? [
              answers(
                [aclPorts(to.subnet, true, here, transport), aclPorts(from.subnet, false, there, transport)],
                `answers from ${to.subnet.id} to ${from.subnet.id}`,
              ),
            ]
          : []),
      ]);
    }),
  );
}

/** To addresses outside: by the internet gateway for who has a public address, by NAT, or by other networks. */
function outwards(network: Network, host: Host, addresses: Intervals, transport: Transport): Way[] {
  return subnetsOf(network, host).flatMap((subnet) => {
    const place = { host, subnet };
    return piecesOf(network, outsideOf(network, subnet, addresses), [place]).flatMap((target) =>
      piecesOf(network, subnet.addresses, [place]).map((source) =>
        outwardWay(network, place, source, target, transport),
      ),
    );
  });
}

function outwardWay(
  network: Network,
  { host, subnet }: Place,
  source: Interval,
  target: Interval,
  transport: Transport,
): Way {
  const there = [target];
  const here = [source];
  const route = routeTo(subnet, target);
  const direct = [
    groupHop(network, host, "egress", there, [], transport),
    aclHop(subnet, true, there, transport),
    answers([aclPorts(subnet, false, there, transport)], `answers into ${subnet.id}`),
  ];
  const kind = route?.target.kind;
  if (route !== undefined && (kind === "endpoint" || kind === "network" || (kind === "internet" && host.isPublic))) {
    return way(source, target, [routeHop(route, true), ...direct]);
  }
  if (route === undefined || route.target.kind !== "nat") {
    const by =
      route === undefined
        ? `${subnet.id} has no route there`
        : route.target.kind === "internet"
          ? `${route.id}: ${host.id} has no public address`
          : `${route.id} leads to ${route.target.id}, which passes nothing on`;
    return way(source, target, [{ by, ports: NOTHING }]);
  }
  const gateway = network.subnets.get(route.target.subnet);
  if (gateway === undefined) {
    return way(source, target, [{ by: `${route.id}: the subnet of ${route.target.id} is not known`, ports: NOTHING }]);
  }
  const onward = routeTo(gateway, target);
  const crosses = gateway.id !== subnet.id;
  return way(source, target, [
    routeHop(route, true),
    ...direct,
    ...(crosses ? [aclHop(gateway, false, here, transport)] : []),
    onward?.target.kind === "internet"
      ? routeHop(onward, true)
      : { by: `${gateway.id}: no route to the internet`, ports: NOTHING },
    aclHop(gateway, true, there, transport),
    answers([aclPorts(gateway, false, there, transport)], `answers to ${route.target.id}`),
    ...(crosses ? [answers([aclPorts(gateway, true, here, transport)], `answers from ${route.target.id}`)] : []),
  ]);
}

/** From addresses outside: who has a public address and a route to the internet, or behind a route to that network. */
function inwards(network: Network, addresses: Intervals, host: Host, transport: Transport): Way[] {
  return subnetsOf(network, host).flatMap((subnet) =>
    piecesOf(network, outsideOf(network, subnet, addresses), [{ host, subnet }]).map((source) => {
      const from = [source];
      const target = subnet.addresses[0] ?? source;
      const route = routeTo(subnet, source);
      const reaches = route?.target.kind === "network" || (route?.target.kind === "internet" && host.isPublic);
      if (route === undefined || !reaches) {
        return way(source, target, [{ by: whyClosed(subnet, route, host), ports: NOTHING }]);
      }
      return way(source, target, [
        routeHop(route, true),
        aclHop(subnet, false, from, transport),
        groupHop(network, host, "ingress", from, [], transport),
        answers([aclPorts(subnet, true, from, transport)], `answers out of ${subnet.id}`),
      ]);
    }),
  );
}

/** Why nothing comes in from outside. */
function whyClosed(subnet: Subnet, route: Route | undefined, host: Host): string {
  return route === undefined
    ? `${subnet.id} has no route there`
    : route.target.kind === "internet"
      ? `${host.id} has no public address`
      : `${route.id} leads to ${route.target.id}, which lets no connection in`;
}

function way(source: Interval, target: Interval, hops: readonly Hop[]): Way {
  const ports = hops.reduce<Intervals>((left, hop) => intersection(left, hop.ports), ALL_PORTS);
  return { hops, ports, source, target };
}

function routeHop(route: Route, leads: boolean): Hop {
  return { by: route.id, ports: leads ? ALL_PORTS : NOTHING };
}

/** Answers come to any ephemeral port; where none gets back, the flow does not work, whatever its port. */
function answers(sets: readonly Intervals[], by: string): Hop {
  const back = sets.reduce((left, ports) => intersection(left, ports), EPHEMERAL_PORTS);
  return { by, ports: back.length > 0 ? ALL_PORTS : NOTHING };
}

function aclHop(subnet: Subnet, egress: boolean, addresses: Intervals, transport: Transport): Hop {
  const ports = aclPorts(subnet, egress, addresses, transport);
  return {
    by: `network ACL of ${subnet.id}, ${egress ? "out" : "in"}`,
    ports,
    ruleFor: (port) =>
      subnet.acl.find((rule) => rule.egress === egress && concerns(rule, addresses, transport) && has(rule.ports, port))
        ?.id,
  };
}

function has(ports: Intervals, port: number): boolean {
  return ports.some(({ first, last }) => first <= port && port <= last);
}

/** The rules in the order of their numbers: the first that matches a port decides. `addresses` is one piece. */
export function aclPorts(
  { acl }: Pick<Subnet, "acl">,
  egress: boolean,
  addresses: Intervals,
  transport: Transport,
): Intervals {
  let allowed: Intervals = NOTHING;
  let left: Intervals = ALL_PORTS;
  for (const rule of acl) {
    if (rule.egress === egress && concerns(rule, addresses, transport)) {
      const ports = intersection(rule.ports, left);
      if (rule.allows) {
        allowed = union(allowed, ports);
      }
      left = difference(left, rule.ports);
    }
  }
  return allowed;
}

function concerns(rule: AclRule | GroupRule, addresses: Intervals, transport: Transport): boolean {
  return (rule.transport === "any" || rule.transport === transport) && meet(rule.addresses, addresses);
}

/** The rules of all of a host's groups together; a group that is not known lets nothing through. */
function groupHop(
  network: Network,
  host: Host,
  direction: "ingress" | "egress",
  addresses: Intervals,
  peerGroups: readonly string[],
  transport: Transport,
): Hop {
  const rules = host.groups.flatMap((id) => network.groups.get(id)?.[direction] ?? []);
  const matching = rules.filter(
    (rule) =>
      concerns(rule, addresses, transport) ||
      ((rule.transport === "any" || rule.transport === transport) && rule.groups.some((id) => peerGroups.includes(id))),
  );
  return {
    by: `${direction} of ${host.groups.length === 0 ? host.id : host.groups.join(", ")}`,
    ports: union(...matching.map(({ ports }) => ports)),
    ruleFor: (port) => matching.find(({ ports }) => has(ports, port))?.id,
  };
}

/** The route with the longest prefix that has all of a piece; the pieces are cut at the boundaries of routes. */
function routeTo(subnet: Subnet, { first, last }: Interval): Route | undefined {
  const size = ({ destination }: Route) => destination.last - destination.first;
  return subnet.routes
    .filter(({ destination }) => destination.first <= first && last <= destination.last)
    .reduce<Route | undefined>(
      (best, route) => (best === undefined || size(route) < size(best) ? route : best),
      undefined,
    );
}

function subnetsOf(network: Network, host: Host): Subnet[] {
  return host.subnets.flatMap((id) => network.subnets.get(id) ?? []);
}

/** What of some addresses is outside of a subnet's VPC: inside the local route holds. */
function outsideOf(network: Network, subnet: Subnet, addresses: Intervals): Intervals {
  return difference(addresses, network.vpcs.get(subnet.vpc) ?? NOTHING);
}

/** Pieces of addresses that all rules and routes of some places, and of the NAT gateways behind them, treat alike. */
function piecesOf(network: Network, addresses: Intervals, places: readonly Place[]): Intervals {
  const cuts = new Set<number>();
  for (const { host, subnet } of places) {
    const gateways = subnet.routes.flatMap(({ target }) =>
      target.kind === "nat" ? (network.subnets.get(target.subnet) ?? []) : [],
    );
    const groups = host.groups.flatMap((id) => network.groups.get(id) ?? []);
    for (const part of [subnet, ...gateways, ...groups]) {
      for (const cut of cutsBy(part)) {
        cuts.add(cut);
      }
    }
  }
  return pieces(addresses, cuts);
}

/** Where subnets and security groups cut addresses; each is asked for with many others. */
const known = new WeakMap<Subnet | SecurityGroup, ReadonlySet<number>>();

function cutsBy(part: Subnet | SecurityGroup): ReadonlySet<number> {
  const cuts = known.get(part) ?? cutsOf(addressesOf(part));
  known.set(part, cuts);
  return cuts;
}

function addressesOf(part: Subnet | SecurityGroup): Intervals[] {
  return "routes" in part
    ? [...part.acl.map(({ addresses }) => addresses), ...part.routes.map(({ destination }) => [destination])]
    : [...part.ingress, ...part.egress].map(({ addresses }) => addresses);
}
