import { difference, type Intervals, intersection } from "../../guardrails/reachability/intervals";
import { outsideAddresses, type PossibleFlow, possibleFlows } from "../../guardrails/reachability/matrix";
import type { Network } from "../../guardrails/reachability/network";
import { networkOf } from "../../guardrails/reachability/network-of";
import type { Graph } from "../../model";
import type { FlowDiff } from "./diff";

/** What differs of the flows that are possible, and what could not be read. */
export interface FlowDiffs {
  readonly flows: readonly FlowDiff[];
  readonly unread: readonly string[];
}

/**
 * Compares which flows are possible.
 *
 * @param newAddress the address that a host of the older graph has in the newer one
 */
export function flowDiffs(before: Graph, after: Graph, newAddress: (id: string) => string): FlowDiffs {
  const [was, is] = [networkOf(before), networkOf(after)];
  const unread = [...new Set([...was.unknown, ...is.unknown])].sort();
  // Flows take long to find, and follow from nothing but the network.
  if (textOf(was) === textOf(is)) {
    return { flows: [], unread };
  }
  const old = possibleFlows(was).map((flow) => ({ ...flow, from: newAddress(flow.from), to: newAddress(flow.to) }));
  const now = possibleFlows(is);
  const hosts = { old: new Set([...was.hosts.keys()].map(newAddress)), now: new Set(is.hosts.keys()) };
  return {
    flows: [
      ...minus(now, old, is).map((flow) => diffOf("opened", flow, hosts.now, hosts.old)),
      ...minus(old, now, was).map((flow) => diffOf("closed", flow, hosts.old, hosts.now)),
    ],
    unread,
  };
}

function textOf({ vpcs, subnets, groups, hosts }: Network): string {
  return JSON.stringify([vpcs, subnets, groups, hosts].map((map) => [...map]));
}

function diffOf(
  kind: FlowDiff["kind"],
  { from, to, transport, ports, addresses }: PossibleFlow,
  own: ReadonlySet<string>,
  other: ReadonlySet<string>,
): FlowDiff {
  return {
    kind,
    from,
    to,
    transport,
    ports,
    ...(addresses === undefined ? {} : { addresses }),
    ends: [from, to].filter((end) => own.has(end) && !other.has(end)),
  };
}

/** What is possible by some flows and not by others: of each its ports and addresses, as far as no other has both. */
function minus(flows: readonly PossibleFlow[], others: readonly PossibleFlow[], network: Network): PossibleFlow[] {
  const byEnds = new Map<string, PossibleFlow[]>();
  for (const other of others) {
    byEnds.set(endsOf(other), [...(byEnds.get(endsOf(other)) ?? []), other]);
  }
  return flows.flatMap((flow) =>
    (byEnds.get(endsOf(flow)) ?? []).reduce<PossibleFlow[]>(
      (left, other) => left.flatMap((one) => without(one, other, network)),
      [flow],
    ),
  );
}

function endsOf({ from, to, transport }: PossibleFlow): string {
  return JSON.stringify([from, to, transport]);
}

function without(flow: PossibleFlow, other: PossibleFlow, network: Network): PossibleFlow[] {
  const otherPorts = difference(flow.ports, other.ports);
  const samePorts = intersection(flow.ports, other.ports);
  const left = samePorts.length === 0 ? undefined : addressesLeft(flow, other, network);
  return [
    ...(otherPorts.length === 0 ? [] : [{ ...flow, ports: otherPorts }]),
    ...(left === undefined || left.length === 0 ? [] : [{ ...flow, ports: samePorts, addresses: left }]),
  ];
}

/** The addresses outside that another flow does not have; nothing where it has all of them. */
function addressesLeft(flow: PossibleFlow, other: PossibleFlow, network: Network): Intervals | undefined {
  if (other.addresses === undefined) {
    return undefined;
  }
  const all = outsideAddresses(flow.from) ?? outsideAddresses(flow.to) ?? [];
  const own = [...network.vpcs.values()].reduce<Intervals>((left, vpc) => difference(left, vpc), all);
  return difference(flow.addresses ?? own, other.addresses);
}
