import type { AclRule, GroupRule, Host, Network, Subnet, Transport } from "../../../guardrails/reachability/network";

/** A packet: it knows where it comes from, where it goes, and the port that it goes to. */
interface Packet {
  readonly source: number;
  readonly target: number;
  readonly port: number;
  readonly transport: Transport;
}

/** One end of a connection: a host at one of its addresses, or an address that is nobody's. */
export interface Place {
  readonly host?: Host;
  readonly subnet?: Subnet;
  readonly address: number;
}

/**
 * Whether a connection can be opened, found by sending packets one by one, in the plainest way: each is held to each rule,
 * and answers are tried on one port after the other. No set arithmetic, nothing shared with what it is the referee of.
 *
 * @param answerPorts the ports that answers are tried on
 */
export function connects(
  network: Network,
  from: Place,
  to: Place,
  { transport, port }: { readonly transport: Transport; readonly port: number },
  answerPorts: readonly number[],
): boolean {
  const request: Packet = { source: from.address, target: to.address, port, transport };
  if (!passesGroups(network, from, to, request)) {
    return false;
  }
  const hops = hopsBetween(network, from, to);
  if (hops === undefined || !hops.every((hop) => passesAcl(hop.subnet, hop.egress, request))) {
    return false;
  }
  const back = groupByStretch(hops);
  return back.every((stretch) =>
    answerPorts
      .filter((answer) => answer >= 1024)
      .some((answer) =>
        stretch.every((hop) =>
          passesAcl(hop.subnet, !hop.egress, { source: to.address, target: from.address, port: answer, transport }),
        ),
      ),
  );
}

/** An ACL that a request meets; NAT opens the connection once more. */
interface Crossing {
  readonly subnet: Subnet;
  readonly egress: boolean;
  /** Crossings of one stretch share the port of the answer; a NAT gateway begins another one. */
  readonly stretch: number;
}

function hopsBetween(network: Network, from: Place, to: Place): Crossing[] | undefined {
  const inside = (address: number, vpc: string) =>
    (network.vpcs.get(vpc) ?? []).some(({ first, last }) => first <= address && address <= last);
  if (from.subnet !== undefined && to.subnet !== undefined) {
    if (from.subnet.vpc !== to.subnet.vpc) {
      return undefined;
    }
    return from.subnet.id === to.subnet.id
      ? []
      : [
          { subnet: from.subnet, egress: true, stretch: 0 },
          { subnet: to.subnet, egress: false, stretch: 0 },
        ];
  }
  if (from.subnet !== undefined) {
    if (inside(to.address, from.subnet.vpc)) {
      return undefined;
    }
    return outwards(network, from, to.address);
  }
  if (to.subnet !== undefined) {
    if (inside(from.address, to.subnet.vpc)) {
      return undefined;
    }
    const target = routeOf(to.subnet, from.address)?.target.kind;
    return target === "network" || (target === "internet" && to.host?.isPublic)
      ? [{ subnet: to.subnet, egress: false, stretch: 0 }]
      : undefined;
  }
  return undefined;
}

function outwards(network: Network, { host, subnet }: Place, target: number): Crossing[] | undefined {
  if (subnet === undefined) {
    return undefined;
  }
  const route = routeOf(subnet, target);
  const kind = route?.target.kind;
  if (kind === "endpoint" || kind === "network" || (kind === "internet" && host?.isPublic)) {
    return [{ subnet, egress: true, stretch: 0 }];
  }
  if (route?.target.kind !== "nat") {
    return undefined;
  }
  const gateway = network.subnets.get(route.target.subnet);
  if (gateway === undefined || routeOf(gateway, target)?.target.kind !== "internet") {
    return undefined;
  }
  const crosses = gateway.id !== subnet.id;
  return [
    { subnet, egress: true, stretch: 0 },
    ...(crosses ? [{ subnet: gateway, egress: false, stretch: 1 }] : []),
    { subnet: gateway, egress: true, stretch: 2 },
  ];
}

function routeOf({ routes }: Subnet, address: number) {
  let best: (typeof routes)[number] | undefined;
  for (const route of routes) {
    const { first, last } = route.destination;
    if (first <= address && address <= last) {
      if (best === undefined || last - first < best.destination.last - best.destination.first) {
        best = route;
      }
    }
  }
  return best;
}

function groupByStretch(hops: readonly Crossing[]): Crossing[][] {
  const stretches = [...new Set(hops.map(({ stretch }) => stretch))];
  return stretches.map((stretch) => hops.filter((hop) => hop.stretch === stretch));
}

function passesAcl(subnet: Subnet, egress: boolean, packet: Packet): boolean {
  const peer = egress ? packet.target : packet.source;
  const sorted = [...subnet.acl].sort((a, b) => a.number - b.number);
  for (const rule of sorted) {
    if (rule.egress === egress && matches(rule, peer, packet)) {
      return rule.allows;
    }
  }
  return false;
}

function passesGroups(network: Network, from: Place, to: Place, packet: Packet): boolean {
  const allows = (
    host: Host | undefined,
    direction: "ingress" | "egress",
    peer: number,
    peerGroups: readonly string[],
  ) => {
    if (host === undefined) {
      return true;
    }
    for (const id of host.groups) {
      for (const rule of network.groups.get(id)?.[direction] ?? []) {
        if (matches(rule, peer, packet)) {
          return true;
        }
        const sameTransport = rule.transport === "any" || rule.transport === packet.transport;
        const samePort = rule.ports.some(({ first, last }) => first <= packet.port && packet.port <= last);
        if (sameTransport && samePort && rule.groups.some((group) => peerGroups.includes(group))) {
          return true;
        }
      }
    }
    return false;
  };
  return (
    allows(from.host, "egress", packet.target, to.host?.groups ?? []) &&
    allows(to.host, "ingress", packet.source, from.host?.groups ?? [])
  );
}

function matches(rule: AclRule | GroupRule, peer: number, { port, transport }: Packet): boolean {
  return (
    (rule.transport === "any" || rule.transport === transport) &&
    rule.ports.some(({ first, last }) => first <= port && port <= last) &&
    rule.addresses.some(({ first, last }) => first <= peer && peer <= last)
  );
}
