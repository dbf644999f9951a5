import { formatCidr, parseCidr, planBlocks } from "./cidr";
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
 * Lays the subnets into the VPC: the given blocks as they are, the others planned around them in the order public, private.
 * Returns undefined when they do not fit.
 */
export function planSubnets(network: Environment["network"]): SubnetPlan | undefined {
  const zones = zoneCountOf(network);
  const { publicSubnets, privateSubnets } = network;
  const given = [...(publicSubnets.cidrs ?? []), ...(privateSubnets.cidrs ?? [])].map((cidr) => parseCidr(cidr));
  const lengths = ({ cidrs, prefixLength }: Environment["network"][SubnetTierName]) =>
    cidrs === undefined ? Array.from({ length: zones }, () => prefixLength) : [];
  const publicLengths = lengths(publicSubnets);
  const planned = planBlocks(parseCidr(network.cidr), [...publicLengths, ...lengths(privateSubnets)], given);
  const texts = planned?.map(formatCidr);
  return texts === undefined
    ? undefined
    : {
        publicSubnets: publicSubnets.cidrs ?? texts.slice(0, publicLengths.length),
        privateSubnets: privateSubnets.cidrs ?? texts.slice(publicLengths.length),
      };
}
