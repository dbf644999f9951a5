/** A TCP flow that a tier of subnets needs, as seen from the tier. */
export interface TierFlow {
  /** What it is, in snake case, e.g. `https`; part of the rules' Terraform addresses. */
  readonly id: string;
  readonly direction: "in" | "out";
  /** Who is at the other end. */
  readonly peer: { readonly id: string; readonly cidr: string };
  /** The port of the service, at whichever end it is. */
  readonly port: number;
}

/** One rule of a network ACL; lower numbers are looked at first. */
export interface AclRule {
  readonly id: string;
  readonly number: number;
  readonly egress: boolean;
  readonly action: "allow" | "deny";
  readonly cidr: string;
  readonly fromPort: number;
  readonly toPort: number;
}

/**
 * The ports that return traffic may arrive on.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
 */
export const EPHEMERAL_PORTS = { from: 1024, to: 65535 } as const;

/** Remote Desktop lies within the ephemeral range, so it must be refused by name. */
const RDP_PORT = 3389;

const INTERNET = "0.0.0.0/0";

/** Numbers of the first rule of each group; within a group they count up by ten. */
const FIRST_NUMBER = { service: 100, returnFromInside: 200, guard: 300, returnFromInternet: 400 } as const;

/**
 * Derives the rules of a network ACL from the flows that its subnets need (SEC-VPC-2). ACLs are stateless, so each flow
 * gets two rules: one for its service port, and one for return traffic on the ephemeral ports, in the other direction.
 *
 * The ephemeral range contains database and Remote Desktop ports. Where return traffic is let in from the internet,
 * these are refused first; the rare loss of NAT return traffic on just those source ports is accepted.
 *
 * @param guardedPorts ports within the ephemeral range that nobody outside may reach, beside Remote Desktop
 */
export function aclRules(flows: readonly TierFlow[], guardedPorts: readonly number[]): AclRule[] {
  return [...directionRules(flows, guardedPorts, false), ...directionRules(flows, guardedPorts, true)];
}

function directionRules(flows: readonly TierFlow[], guardedPorts: readonly number[], egress: boolean): AclRule[] {
  const services = flows.filter(({ direction }) => (direction === "out") === egress);
  const returnPeers = uniquePeers(flows.filter(({ direction }) => (direction === "in") === egress));
  const fromInternet = returnPeers.filter(({ cidr }) => cidr === INTERNET);
  const fromInside = returnPeers.filter(({ cidr }) => cidr !== INTERNET);
  const guards =
    egress || fromInternet.length === 0 ? [] : [...new Set([...guardedPorts, RDP_PORT])].sort((a, b) => a - b);
  const side = egress ? "out" : "in";
  return [
    ...numbered(FIRST_NUMBER.service, services, ({ id, peer, port }) => ({
      id: `${side}_${id}_${peer.id}`,
      action: "allow",
      cidr: peer.cidr,
      fromPort: port,
      toPort: port,
    })),
    ...numbered(FIRST_NUMBER.returnFromInside, fromInside, (peer) => returnRule(side, peer)),
    ...numbered(FIRST_NUMBER.guard, guards, (port) => ({
      id: `${side}_deny_${port}`,
      action: "deny",
      cidr: INTERNET,
      fromPort: port,
      toPort: port,
    })),
    ...numbered(FIRST_NUMBER.returnFromInternet, fromInternet, (peer) => returnRule(side, peer)),
  ].map((rule) => ({ ...rule, egress }));
}

type RuleBody = Omit<AclRule, "number" | "egress">;

function returnRule(side: string, peer: TierFlow["peer"]): RuleBody {
  return {
    id: `${side}_return_${peer.id}`,
    action: "allow",
    cidr: peer.cidr,
    fromPort: EPHEMERAL_PORTS.from,
    toPort: EPHEMERAL_PORTS.to,
  };
}

function numbered<T>(first: number, items: readonly T[], rule: (item: T) => RuleBody): Omit<AclRule, "egress">[] {
  return items.map((item, index) => ({ ...rule(item), number: first + 10 * index }));
}

function uniquePeers(flows: readonly TierFlow[]): TierFlow["peer"][] {
  return [...new Map(flows.map(({ peer }) => [peer.cidr, peer])).values()];
}
