import type { TierFlow } from "./flow-rules";

/** A tier of subnets. */
export type TierName = "public" | "private";

/** Addresses beyond the VPC, with an id that becomes part of Terraform addresses. */
export type FlowPeer = TierFlow["peer"];

/** A TCP flow between two tiers, or between a tier and addresses beyond the VPC. */
export type NetworkFlow = {
  /** What it is, in snake case, e.g. `https`. */
  readonly id: string;
  /** The port of the service. */
  readonly port: number;
} & (
  | { readonly from: TierName; readonly to: TierName | FlowPeer }
  | { readonly from: FlowPeer; readonly to: TierName }
  /** By the NAT gateways, which lie in the public subnets and open the connection once more. */
  | { readonly from: "private"; readonly to: FlowPeer; readonly by: "nat" }
);

/**
 * Says what each tier must let through, so that a flow is declared once for all ACLs on its way (SEC-VPC-2). Within the VPC
 * the peer is the VPC's block: which instance may call which is for security groups to say.
 *
 * A gateway endpoint's addresses lie beyond the VPC, and ACLs cannot name its prefix list: private subnets that use one take a
 * flow to the internet without NAT, to which they have no route.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
 * @example
 * tierFlows([
 *   { id: "https", port: 443, from: { id: "internet", cidr: "0.0.0.0/0" }, to: "public" },
 *   { id: "http_application", port: 8080, from: "public", to: "private" },
 * ], { id: "vpc", cidr: "10.0.0.0/16" });
 */
export function tierFlows(
  flows: readonly NetworkFlow[],
  vpc: FlowPeer,
): { readonly [Tier in TierName]: readonly TierFlow[] } {
  const steps = flows.flatMap((flow) => stepsOf(flow, vpc));
  const ofTier = (tier: TierName) =>
    unique(steps.filter((step) => step.tier === tier).map(({ tier: _, ...flow }) => flow));
  return { public: ofTier("public"), private: ofTier("private") };
}

type Step = TierFlow & { readonly tier: TierName };

/** What a flow is to each tier on its way. */
function stepsOf(flow: NetworkFlow, vpc: FlowPeer): Step[] {
  const { id, port, from, to } = flow;
  const peerOf = (end: TierName | FlowPeer) => (typeof end === "string" ? vpc : end);
  const out = (tier: TierName, peer: FlowPeer): Step => ({ tier, id, port, direction: "out", peer });
  const into = (tier: TierName, peer: FlowPeer): Step => ({ tier, id, port, direction: "in", peer });
  return [
    ...(typeof from === "string" ? [out(from, peerOf(to))] : []),
    ...(typeof to === "string" ? [into(to, peerOf(from))] : []),
    ...("by" in flow ? [into("public", vpc), out("public", flow.to)] : []),
  ];
}

/** The flows, each once: what comes by NAT and what a tier opens itself are the same to it. */
function unique(flows: readonly TierFlow[]): TierFlow[] {
  const keyOf = ({ direction, port, peer }: TierFlow) => `${direction} ${port} ${peer.cidr}`;
  const keys = flows.map(keyOf);
  return flows.filter((flow, index) => keys.indexOf(keyOf(flow)) === index);
}
