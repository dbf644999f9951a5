import { formatCidr, overlaps, parseCidr, planBlocks } from "./cidr";
import type { Environment } from "./environment";

/** The tiers of subnets, in the order in which blocks are planned. */
export type SubnetTierName = "publicSubnets" | "privateSubnets";

/** The CIDR blocks of each tier, one a zone. */
export type SubnetPlan = Readonly<Record<SubnetTierName, readonly string[]>>;

/** How many zones an environment uses. */
export function zoneCountOf(network: Environment["network"]): number {
  return network.zones === "auto" ? network.zoneCount : network.zones.length;
}

/**
 * Lays the subnets into the VPC: the given blocks as they are, the others planned in the order public, private.
 * Returns undefined when they do not fit or a planned one would overlap a given one.
 */
export function planSubnets(network: Environment["network"]): SubnetPlan | undefined {
  const zones = zoneCountOf(network);
  const lengths = (tier: SubnetTierName) =>
    network[tier].cidrs === undefined ? Array.from({ length: zones }, () => network[tier].prefixLength) : [];
  const publicLengths = lengths("publicSubnets");
  const planned = planBlocks(parseCidr(network.cidr), [...publicLengths, ...lengths("privateSubnets")]);
  const given = [...(network.publicSubnets.cidrs ?? []), ...(network.privateSubnets.cidrs ?? [])].map(parseCidr);
  if (planned === undefined || planned.some((block) => given.some((other) => overlaps(block, other)))) {
    return undefined;
  }
  const texts = planned.map(formatCidr);
  return {
    publicSubnets: network.publicSubnets.cidrs ?? texts.slice(0, publicLengths.length),
    privateSubnets: network.privateSubnets.cidrs ?? texts.slice(publicLengths.length),
  };
}
