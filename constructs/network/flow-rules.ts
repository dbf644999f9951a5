import { LIMITS, type Limit } from "../core/limits";
import { cidrProblems, numberProblems, textProblems } from "../core/validate";
import { covers, isOutside } from "./address-blocks";

/** A TCP flow that a tier of subnets needs, as seen from the tier. */
export interface TierFlow {
  /** What it is, in snake case, e.g. `https`; part of the rules' Terraform addresses. */
  readonly id: string;
  readonly direction: "in" | "out";
  /** Who is at the other end. Addresses that are not private (RFC 1918, RFC 6598) are outside. */
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

/** Numbers of the first rule of each group; the order of groups matters, within one all rules do the same. */
const FIRST_NUMBER = { service: 100, returnFromInside: 200, guard: 300, returnFromOutside: 400 } as const;

/**
 * How many rules flows may need in one direction of an ACL. AWS allows 20 (40 where it has raised the account's quota), the last
 * one included, by which it refuses the rest itself.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-nacls
 */
export const ACL_RULES = { min: 1, max: 39, unit: "rules" } as const satisfies Limit;

/** What AWS allows without a raised quota. */
export const DEFAULT_MOST_RULES = 19;

const NAME = /^[a-z][a-z0-9_]*$/;

/**
 * Derives the rules of a network ACL from the flows that its subnets need (SEC-VPC-2). ACLs are stateless, so each flow
 * gets two rules: one for its service port, and one for return traffic on the ephemeral ports, in the other direction.
 * Where a port is open to a larger peer too, that flow's rule stands for both. Amazon's DNS and time, DHCP and instance metadata
 * need none: ACLs do not filter them.
 *
 * The ephemeral range contains database and Remote Desktop ports. Where return traffic is let in from outside,
 * these are refused first; the rare loss of NAT return traffic on just those source ports is accepted.
 *
 * @param guardedPorts ports within the ephemeral range that nobody outside may reach, beside Remote Desktop; their rules are
 * numbered in their order, so that another port moves no other rule
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 */
export function aclRules(flows: readonly TierFlow[], guardedPorts: readonly number[]): AclRule[] {
  return [...directionRules(flows, guardedPorts, false), ...directionRules(flows, guardedPorts, true)];
}

function directionRules(flows: readonly TierFlow[], guardedPorts: readonly number[], egress: boolean): AclRule[] {
  const services = withLargestPeers(flows.filter(({ direction }) => (direction === "out") === egress));
  const returnPeers = uniquePeers(flows.filter(({ direction }) => (direction === "in") === egress));
  const fromOutside = returnPeers.filter(({ cidr }) => isOutside(cidr));
  const fromInside = returnPeers.filter(({ cidr }) => !isOutside(cidr));
  const guards = egress || fromOutside.length === 0 ? [] : guarded(guardedPorts);
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
    ...numbered(FIRST_NUMBER.returnFromOutside, fromOutside, (peer) => returnRule(side, peer)),
  ].map((rule) => ({ ...rule, egress }));
}

/** The flows of one direction, each replaced by the one to the largest peer that lets it through, and each once. */
function withLargestPeers(flows: readonly TierFlow[]): TierFlow[] {
  const largest = (flow: TierFlow): TierFlow => {
    const larger = flows.find(
      ({ port, peer }) => port === flow.port && peer.cidr !== flow.peer.cidr && covers(peer.cidr, flow.peer.cidr),
    );
    return larger === undefined ? flow : largest(larger);
  };
  return [...new Set(flows.map(largest))];
}

/** What is wrong with flows and guarded ports, each a sentence. */
export function flowProblems(
  flows: readonly TierFlow[],
  guardedPorts: readonly number[],
  mostRules: number = DEFAULT_MOST_RULES,
): string[] {
  const ports = guarded(guardedPorts);
  return [
    ...flows.flatMap(({ id, peer, port }, index) => [
      ...textProblems(`flows[${index}].id`, id, NAME, "be lower-case letters, digits and underscores"),
      ...textProblems(`flows[${index}].peer.id`, peer.id, NAME, "be lower-case letters, digits and underscores"),
      ...cidrProblems(`flows[${index}].peer.cidr`, peer.cidr, LIMITS.prefixLength),
      ...numberProblems(`flows[${index}].port`, port, LIMITS.port),
    ]),
    ...flows.flatMap((flow, index) => clashes(flow, index, flows.slice(0, index))),
    ...flows.flatMap(({ direction, peer, port }, index) =>
      direction === "in" && ports.includes(port) && isOutside(peer.cidr)
        ? [`flows[${index}] must not let anybody outside reach the guarded port ${port}, got peer "${peer.cidr}"`]
        : [],
    ),
    ...guardedPorts.flatMap((port, index) => numberProblems(`guardedPorts[${index}]`, port, LIMITS.port)),
    ...numberProblems("mostRules", mostRules, ACL_RULES),
    ...(["in", "out"] as const).flatMap((side) => {
      const count = directionRules(flows, guardedPorts, side === "out").length;
      return count > mostRules
        ? [
            `flows must need at most ${mostRules} rules ${side}, with their answers and guards, got ${count}; widen a peer, or have AWS raise the quota, which is 20 with its own last rule and 40 at most`,
          ]
        : [];
    }),
  ];
}

/** The rules' addresses are made of the ids, so a rule occurs once, and an id of a peer stands for one block. */
function clashes({ id, direction, peer }: TierFlow, index: number, earlier: readonly TierFlow[]): string[] {
  const other = earlier.find((flow) => flow.peer.id === peer.id && flow.peer.cidr !== peer.cidr);
  return [
    ...(earlier.some((flow) => flow.id === id && flow.direction === direction && flow.peer.id === peer.id)
      ? [`flows[${index}] must differ from the others, got "${id}" ${direction} with "${peer.id}" again`]
      : []),
    ...(other === undefined
      ? []
      : [
          `flows[${index}].peer.id must stand for one block, got "${peer.id}" for "${other.peer.cidr}" and "${peer.cidr}"`,
        ]),
  ];
}

/** Remote Desktop's port and the guarded ones, each once. */
function guarded(ports: readonly number[]): number[] {
  return [...new Set([RDP_PORT, ...ports])];
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

/** Tens first, then what lies between them: a group has room for a hundred, and what is added at the end moves nothing. */
function numbered<T>(first: number, items: readonly T[], rule: (item: T) => RuleBody): Omit<AclRule, "egress">[] {
  return items.map((item, index) => ({ ...rule(item), number: first + 10 * (index % 10) + Math.floor(index / 10) }));
}

function uniquePeers(flows: readonly TierFlow[]): TierFlow["peer"][] {
  return [...new Map(flows.map(({ peer }) => [peer.cidr, peer])).values()];
}
