import type { AclRule, TierFlow } from "../../../constructs/network/flow-rules";

/** A TCP packet as an ACL sees it: from the other end into the subnets, or from the subnets to the other end. */
export interface Packet {
  readonly egress: boolean;
  /** The address of the other end, as a number. */
  readonly address: number;
  /** The destination port. */
  readonly port: number;
}

type Range = readonly [first: number, last: number];

const ranges = new Map<string, Range>();

/** The first and the last address of a block. */
export function rangeOf(cidr: string): Range {
  const range = ranges.get(cidr) ?? parseRange(cidr);
  ranges.set(cidr, range);
  return range;
}

function parseRange(cidr: string): Range {
  const [address = "", length = ""] = cidr.split("/");
  const first = address.split(".").reduce((value, octet) => value * 256 + Number(octet), 0);
  return [first, first + 2 ** (32 - Number(length)) - 1];
}

/** Whether an address lies in a block. */
export function isIn(address: number, cidr: string): boolean {
  const [first, last] = rangeOf(cidr);
  return address >= first && address <= last;
}

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/** Whether a block is wholly private. */
export function isPrivate(cidr: string): boolean {
  return PRIVATE.some((block) => rangeOf(cidr).every((address) => isIn(address, block)));
}

/** What AWS does with a packet: the first rule that matches decides, by number; without one it is refused. */
export function passes(rules: readonly AclRule[], { egress, address, port }: Packet): boolean {
  const matching = rules.filter(
    (rule) => rule.egress === egress && port >= rule.fromPort && port <= rule.toPort && isIn(address, rule.cidr),
  );
  const [first] = matching.sort((a, b) => a.number - b.number);
  return first?.action === "allow";
}

/**
 * What SEC-VPC-2 asks for, said without rules and their order: a packet passes if it opens a declared flow, or if it can be the
 * answer in one; but no answer from outside reaches a guarded port.
 */
export function shouldPass(flows: readonly TierFlow[], guarded: readonly number[], packet: Packet): boolean {
  const { egress, address, port } = packet;
  const withPeer = flows.filter(({ peer }) => isIn(address, peer.cidr));
  const opens = withPeer.some((flow) => (flow.direction === "out") === egress && flow.port === port);
  const answers = withPeer.some(
    (flow) =>
      (flow.direction === "in") === egress &&
      port >= 1024 &&
      (egress || isPrivate(flow.peer.cidr) || ![...guarded, 3389].includes(port)),
  );
  return opens || answers;
}
