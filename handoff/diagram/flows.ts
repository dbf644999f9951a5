import type { Comparison, NeededFlow, PossibleFlow } from "../../guardrails/reachability/matrix";
import { addressesText, portsText } from "../../guardrails/reachability/text";
import type { DrawnFlow } from "./drawing";

/**
 * Flows between nodes: those of the same two nodes in one, with a label each. Within a node, between hosts that are alike,
 * none is drawn.
 *
 * @param nodeOf the node of a host, by its address
 */
export function drawnFlows(
  nodeOf: ReadonlyMap<string, string>,
  flows: readonly PossibleFlow[],
  needed: readonly NeededFlow[] | undefined,
  comparison: Comparison | undefined,
): readonly DrawnFlow[] {
  const drawn = new Map<string, DrawnFlow>();
  for (const flow of flows) {
    const [from, to] = [nodeOf.get(flow.from), nodeOf.get(flow.to)];
    if (from === undefined || to === undefined || from === to) {
      continue;
    }
    const kind = kindOf(flow, needed, comparison);
    const key = `${from} ${to} ${kind}`;
    const label = labelOf(flow);
    const labels = drawn.get(key)?.labels ?? [];
    drawn.set(key, { from, to, kind, labels: labels.includes(label) ? labels : [...labels, label] });
  }
  return [...drawn.values()];
}

/** `tcp 443`, with the addresses where not all of them are meant. */
export function labelOf({ transport, ports, addresses }: PossibleFlow): string {
  return `${transport} ${portsText(ports)}${addresses === undefined ? "" : ` ${addressesText(addresses)}`}`;
}

/** Whether a flow is needed, more than that from or to outside, or only possible. */
export function kindOf(
  flow: PossibleFlow,
  needed: readonly NeededFlow[] | undefined,
  comparison: Comparison | undefined,
): DrawnFlow["kind"] {
  const same = (other: NeededFlow | PossibleFlow) =>
    other.from === flow.from && other.to === flow.to && other.transport === flow.transport;
  if (comparison?.unexpected.some(same) === true) {
    return "unexpected";
  }
  return needed?.some(same) === true ? "needed" : "possible";
}
