import { z } from "zod";
import { LIMITS } from "../aws-limits";
import { cidr, logRetentionDays, section, whole } from "./fields";

function subnets(prefixLength: number, size: string) {
  return section({
    prefixLength: whole(LIMITS.subnetPrefixLength).default(prefixLength).describe(size),
    cidrs: z
      .array(cidr(), { error: "must be a list of CIDR blocks" })
      .optional()
      .describe(
        "The blocks themselves, one a zone, instead of planned ones. CAUTION: changing one after the first deployment " +
          "replaces the `aws_subnet`.",
      ),
  }).prefault({});
}

const zones = z
  .array(z.string({ error: "must be the name of a zone" }), { error: "must be a list of zones" })
  .refine(({ length }) => length >= LIMITS.zoneCount.min && length <= LIMITS.zoneCount.max, {
    error: `must name ${LIMITS.zoneCount.min} to ${LIMITS.zoneCount.max} zones`,
    params: { hint: "private subnets lie in at least two" },
  })
  .meta({ minItems: LIMITS.zoneCount.min, maxItems: LIMITS.zoneCount.max });

/** The section `network`. */
export const network = section({
  cidr: cidr().describe(
    "The VPC's IPv4 block: private address space, /16 to /28. CAUTION: changing this value after the first deployment " +
      "replaces the `aws_vpc` and everything in it.",
  ),
  zones: z
    .union([z.literal("auto"), zones], { error: 'must be "auto" or a list of zones' })
    .meta({ rule: "`auto`, or a list of 2 to 6 zones" })
    .default("auto")
    .describe(
      "`auto` takes the region's available zones that need no opt-in, looked up at plan; a list names them. " +
        "CAUTION: subnets ignore a later change of zones.",
    ),
  zoneCount: whole(LIMITS.zoneCount)
    .default(2)
    .describe(
      "How many zones `auto` takes. CAUTION: another number can move planned subnets, which replaces the `aws_subnet`.",
    ),
  publicSubnets: subnets(24, "Size of each public subnet.").describe(
    "The subnets with a route to the internet gateway; they hold NAT gateways only.",
  ),
  privateSubnets: subnets(20, "Size of each private subnet.").describe(
    "The subnets without a route from the internet; functions and the database live here.",
  ),
  natGateways: z
    .enum(["single", "perZone"])
    .default("perZone")
    .describe("`perZone` survives the loss of a zone; `single` costs less and does not."),
  flowLogs: section({
    retentionDays: logRetentionDays().default(365).describe("How long flow logs are kept."),
  })
    .prefault({})
    .describe("VPC flow logs of all traffic, encrypted, in CloudWatch Logs."),
}).describe("The VPC.");
