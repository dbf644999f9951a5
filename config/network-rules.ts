import { AVAILABILITY_ZONES, LIMITS } from "./aws-limits";
import { type CidrBlock, contains, isPrivate, overlaps, PRIVATE_BLOCKS, parseCidr } from "./cidr";
import type { Environment } from "./environment";
import type { Sections } from "./known-sections";
import { formatPath, quoted, sentence, type Violation, violation } from "./sentences";
import { planSubnets, type SubnetTierName, zoneCountOf } from "./subnets";

type Network = Environment["network"];

const TIERS = ["publicSubnets", "privateSubnets"] as const satisfies readonly SubnetTierName[];

/** The rules of the VPC: its block, its zones, its subnets. */
export function networkRules({ network, region, edge }: Sections): Violation[] {
  if (network === undefined) {
    return [];
  }
  const vpc = parseCidr(network.cidr);
  return [
    ...blockRules(network, vpc),
    ...(region === undefined ? [] : zoneRules(network, region)),
    ...subnetRules(network, vpc),
    ...(edge === undefined ? [] : sizeRules(network, "publicSubnets", LOAD_BALANCER)),
    ...(network.endpoints ? sizeRules(network, "privateSubnets", ENDPOINTS) : []),
  ];
}

/** What needs room in each subnet of a tier. */
interface Tenant {
  readonly max: number;
  readonly key: string;
  readonly reason: string;
}

const LOAD_BALANCER: Tenant = {
  max: LIMITS.loadBalancerPrefixLength.max,
  key: "edge",
  reason: "a load balancer needs eight free addresses in each of its subnets",
};

const ENDPOINTS: Tenant = {
  max: LIMITS.endpointPrefixLength.max,
  key: "endpoints: true",
  reason: "each endpoint takes an address in each of them",
};

function sizeRules(network: Network, tier: SubnetTierName, { max, key, reason }: Tenant): Violation[] {
  const { cidrs, prefixLength } = network[tier];
  if (cidrs === undefined) {
    return prefixLength <= max
      ? []
      : [violation(["network", tier, "prefixLength"], `must be at most ${max} with ${key}`, prefixLength, reason)];
  }
  return cidrs.flatMap((cidr, index) =>
    parseCidr(cidr).prefixLength <= max
      ? []
      : [violation(["network", tier, "cidrs", index], `must be /${max} or larger with ${key}`, cidr, reason)],
  );
}

function blockRules({ cidr }: Network, vpc: CidrBlock): Violation[] {
  const { min, max } = LIMITS.vpcPrefixLength;
  const ranges = `${PRIVATE_BLOCKS.slice(0, -1).join(", ")} or ${PRIVATE_BLOCKS.at(-1)}`;
  const path = ["network", "cidr"];
  if (!isPrivate(vpc)) {
    return [violation(path, `must be private address space, /${min} to /${max}`, cidr, `take a part of ${ranges}`)];
  }
  return vpc.prefixLength < min || vpc.prefixLength > max
    ? [violation(path, `must be between /${min} and /${max}`, cidr, "AWS takes no other size for a VPC")]
    : [];
}

function zoneRules(network: Network, region: Environment["region"]): Violation[] {
  const known = AVAILABILITY_ZONES[region];
  const { zones, zoneCount } = network;
  if (zones === "auto") {
    return known === undefined || zoneCount <= known.length
      ? []
      : [
          violation(
            ["network", "zoneCount"],
            `must be at most ${known.length} zones in ${region}`,
            zoneCount,
            "the others there need an opt-in or do not exist",
          ),
        ];
  }
  const names = known ?? [..."abcdef"].map((letter) => `${region}${letter}`);
  return zones.flatMap((zone, index) => {
    const path = ["network", "zones", index];
    if (!names.includes(zone)) {
      return [violation(path, `must be a zone of ${region}`, zone, `allowed are ${names.join(", ")}`)];
    }
    return zones.indexOf(zone) < index
      ? [violation(path, "must differ from the zones before it", zone, "name each zone once")]
      : [];
  });
}

interface GivenBlock {
  readonly path: readonly PropertyKey[];
  readonly cidr: string;
  readonly block: CidrBlock;
}

function subnetRules(network: Network, vpc: CidrBlock): Violation[] {
  const given = TIERS.flatMap((tier) =>
    (network[tier].cidrs ?? []).map((cidr, index) => ({
      path: ["network", tier, "cidrs", index],
      cidr,
      block: parseCidr(cidr),
    })),
  );
  const violations = [
    ...TIERS.flatMap((tier) => countRules(network, tier)),
    ...given.flatMap((subnet, index) => givenBlockRules(subnet, given.slice(0, index), network.cidr, vpc)),
  ];
  return violations.length === 0 && planSubnets(network) === undefined ? [tooSmall(network)] : violations;
}

function countRules(network: Network, tier: SubnetTierName): Violation[] {
  const count = network[tier].cidrs?.length;
  const zones = zoneCountOf(network);
  return count === undefined || count === zones
    ? []
    : [
        {
          path: ["network", tier, "cidrs"],
          message: sentence(["network", tier, "cidrs"], `must have one block for each of the ${zones} zones`, {
            got: String(count),
          }),
        },
      ];
}

function givenBlockRules({ path, cidr, block }: GivenBlock, earlier: GivenBlock[], outer: string, vpc: CidrBlock) {
  const { min, max } = LIMITS.subnetPrefixLength;
  const violations: Violation[] = [];
  if (!contains(vpc, block)) {
    violations.push(violation(path, `must lie within network.cidr ${quoted(outer)}`, cidr));
  }
  if (block.prefixLength < min || block.prefixLength > max) {
    violations.push(
      violation(path, `must be between /${min} and /${max}`, cidr, "AWS takes no other size for a subnet"),
    );
  }
  const other = earlier.find((candidate) => overlaps(candidate.block, block));
  if (other !== undefined) {
    violations.push(violation(path, `must not overlap ${formatPath(other.path)} ${quoted(other.cidr)}`, cidr));
  }
  return violations;
}

/** The planned subnets do not fit into the VPC, beside those that are given. */
function tooSmall(network: Network): Violation {
  const zones = zoneCountOf(network);
  const given = TIERS.find((tier) => network[tier].cidrs !== undefined);
  const wanted = TIERS.filter((tier) => tier !== given)
    .map((tier) => `${zones} of /${network[tier].prefixLength} (${tier})`)
    .join(" and ");
  const beside = given === undefined ? "" : ` beside ${given}.cidrs`;
  return violation(
    ["network", "cidr"],
    `must have room for its subnets, ${wanted}${beside}`,
    network.cidr,
    "take a larger block, or smaller subnets",
  );
}
