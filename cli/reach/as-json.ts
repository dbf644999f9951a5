import { formatCidr, rangeBlocks } from "../../config/cidr";
import type { Way } from "../../guardrails/reachability/flows";
import type { Intervals } from "../../guardrails/reachability/intervals";
import { type Comparison, letsThrough, type NeededFlow, type PossibleFlow } from "../../guardrails/reachability/matrix";

/** Flows of one environment as data: ports as `443` or `1024-65535`, addresses as blocks. */
export function flowsAsJson(
  environment: string,
  flows: readonly PossibleFlow[],
  unknown: readonly string[],
  comparison: Comparison | undefined,
) {
  return {
    environment,
    flows: flows.map(flowAsJson),
    unknown,
    ...(comparison === undefined
      ? {}
      : { missing: comparison.missing.map(neededAsJson), unexpected: comparison.unexpected.map(flowAsJson) }),
  };
}

/** The path of one flow as data, up to the hop that stops it. */
export function wayAsJson(environment: string, way: Way, port: number) {
  const stop = way.hops.findIndex((hop) => !letsThrough(hop, port));
  const passed = stop === -1 ? way.hops : way.hops.slice(0, stop + 1);
  return {
    environment,
    possible: stop === -1,
    hops: passed.map((hop) => ({
      by: hop.by,
      passes: letsThrough(hop, port),
      ...(hop.ruleFor === undefined ? {} : { rule: hop.ruleFor(port) ?? null }),
    })),
  };
}

function flowAsJson({ from, to, transport, ports, addresses }: PossibleFlow) {
  return { from, to, transport, ports: ports.map(rangeText), ...addressesOf(addresses) };
}

function neededAsJson({ from, to, transport, port, addresses }: NeededFlow) {
  return { from, to, transport, port, ...addressesOf(addresses) };
}

function rangeText({ first, last }: { readonly first: number; readonly last: number }): string {
  return first === last ? `${first}` : `${first}-${last}`;
}

function addressesOf(addresses: Intervals | undefined) {
  return addresses === undefined ? {} : { addresses: addresses.flatMap(rangeBlocks).map(formatCidr) };
}
