import * as ipaddr from "ipaddr.js";
import { z } from "zod";
import { LIMITS } from "../aws-limits";
import { cidr, flag, list, logRetentionDays, section, text, whole } from "./fields";

function subnets(prefixLength: number, size: string) {
  return section({
    prefixLength: whole(LIMITS.subnetPrefixLength)
      .default(prefixLength)
      .describe(`${size} CAUTION: changing this value after the first deployment replaces the \`aws_subnet\`.`),
    cidrs: z
      .array(cidr(), { error: "must be a list of CIDR blocks" })
      .optional()
      .describe(
        "The blocks themselves, one a zone, instead of planned ones. CAUTION: changing one after the first deployment " +
          "replaces the `aws_subnet`.",
      ),
  }).prefault({});
}

/** Who comes from one address mostly writes just that. */
function trustedExample(value: string): string {
  return ipaddr.IPv4.isValidFourPartDecimal(value) ? `did you mean "${value}/32"?` : 'for example "203.0.113.0/24"';
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
      "replaces the `aws_vpc` and its subnets, which the database still uses: such an apply cannot end.",
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
    "The subnets with a route to the internet gateway: for NAT gateways, the load balancer and the bastion host.",
  ),
  privateSubnets: subnets(20, "Size of each private subnet.").describe(
    "The subnets without a route from the internet; functions, instances and the database live here.",
  ),
  natGateways: z
    .enum(["single", "perZone"])
    .default("perZone")
    .describe("`perZone` survives the loss of a zone; `single` costs less and does not (with `internetEgress`)."),
  internetEgress: flag()
    .default(true)
    .describe(
      "Whether private subnets reach the internet, by NAT gateways. With false they have no route to it, and every service of " +
        "AWS that a workload calls needs its endpoint: `endpoints: true`.",
    ),
  endpoints: flag()
    .default(false)
    .describe(
      "VPC endpoints for all services of AWS that workloads call; functions then send to nothing but these and the database.",
    ),
  trustedCidrs: list(cidr(trustedExample), {
    one: "block",
    many: "CIDR blocks",
    max: LIMITS.trustedCidrs.max,
    maxHint: "each takes a rule of a network ACL",
  })
    .default([])
    .describe(
      "Who may open SSH, where something takes it: public blocks for the bastion host, private ranges behind " +
        "`transitGateway` for the instances; /8 or smaller, never all of the internet.",
    ),
  transitGateway: section({
    id: text(/^tgw-[0-9a-f]{17}$/, "the id of a transit gateway", "for example tgw-0123456789abcdef0").describe(
      "The transit gateway, shared with the account where it is another's.",
    ),
  })
    .optional()
    .describe(
      "Attaches the private subnets to a transit gateway, by which private ranges among `trustedCidrs` reach them. Where its " +
        "owner accepts attachments by hand, the apply ends at the routes: apply again once this one is accepted.",
    ),
  flowLogs: section({
    destination: z
      .enum(["cloudWatchLogs", "s3"])
      .default("cloudWatchLogs")
      .describe(
        "Where they go: a log group, or a bucket of their own, as Parquet files. CAUTION: going from `s3` to `cloudWatchLogs` " +
          "ends the bucket, which fails half-way while it holds files (help/runbooks.md).",
      ),
    retentionDays: logRetentionDays()
      .default(365)
      .describe(
        "How long the log group keeps them (`cloudWatchLogs`); the bucket follows `storage.logExpireAfterDays`.",
      ),
  })
    .prefault({})
    .describe("VPC flow logs of all traffic, encrypted."),
}).describe("The VPC.");
