import * as ipaddr from "ipaddr.js";
import { type Attributes, asBoolean, asNumber, asText } from "../../../model";

/** Ports that the world may reach. */
export interface Door {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  /** The block as it is written, e.g. `0.0.0.0/0`. */
  readonly source: string;
  readonly attribute: string;
}

const ANY_PROTOCOL = "-1";
const PROTOCOLS: Readonly<Record<string, string>> = {
  all: ANY_PROTOCOL,
  "6": "tcp",
  "17": "udp",
  "1": "icmp",
  "58": "icmpv6",
};
const MOST_PORT = 65_535;

/** A block of this size or larger is no network of somebody's, whatever its first address. */
const LARGEST_NETWORK = { ipv4: 8, ipv6: 19 } as const;

/** The doors of a security group, a network ACL or one of their rules. Unknown parts are no doors. */
export function doorsOf(attributes: Attributes): readonly Door[] {
  switch (attributes.resource.type) {
    case "aws_security_group":
    case "aws_default_security_group":
      return attributes
        .blocks("ingress")
        .items.flatMap((rule) => doors(rule, "protocol", ["cidr_blocks", "ipv6_cidr_blocks"]));
    case "aws_security_group_rule":
      return asText(attributes.get("type")) === "ingress"
        ? doors(attributes, "protocol", ["cidr_blocks", "ipv6_cidr_blocks"])
        : [];
    case "aws_vpc_security_group_ingress_rule":
      return doors(attributes, "ip_protocol", ["cidr_ipv4", "cidr_ipv6"]);
    case "aws_network_acl":
    case "aws_default_network_acl":
      return attributes
        .blocks("ingress")
        .items.filter((rule) => asText(rule.get("action")) === "allow")
        .flatMap((rule) => doors(rule, "protocol", ["cidr_block", "ipv6_cidr_block"]));
    case "aws_network_acl_rule":
      return asText(attributes.get("rule_action")) === "allow" && asBoolean(attributes.get("egress")) !== true
        ? doors(attributes, "protocol", ["cidr_block", "ipv6_cidr_block"])
        : [];
    default:
      return [];
  }
}

/** The doors that none of the earlier ones is as wide as. */
export function newDoors(before: readonly Door[], after: readonly Door[]): readonly Door[] {
  return after.filter((door) => !before.some((other) => isWithin(door, other)));
}

/** A door for readers: `tcp 22 from 0.0.0.0/0`. */
export function doorText({ protocol, from, to, source }: Door): string {
  const ports = protocol === ANY_PROTOCOL ? "everything" : `${protocol} ${from === to ? from : `${from}–${to}`}`;
  return `${ports} from ${source}`;
}

function doors(rule: Attributes, protocolName: string, sources: readonly string[]): Door[] {
  const given = asText(rule.get(protocolName))?.toLowerCase() ?? "";
  const protocol = PROTOCOLS[given] ?? given;
  const isAny = protocol === ANY_PROTOCOL;
  const from = isAny ? 0 : (asNumber(rule.get("from_port")) ?? 0);
  const to = isAny ? MOST_PORT : (asNumber(rule.get("to_port")) ?? MOST_PORT);
  return sources.flatMap((name) =>
    rule
      .list(name)
      .items.flatMap((item) => asText(item) ?? [])
      .filter(isOfTheWorld)
      .map((source) => ({
        protocol,
        from,
        to,
        source,
        attribute: [...rule.path, name].filter((step) => typeof step === "string").join("."),
      })),
  );
}

function isWithin(door: Door, other: Door): boolean {
  return (
    (other.protocol === ANY_PROTOCOL || other.protocol === door.protocol) &&
    other.from <= door.from &&
    other.to >= door.to &&
    containsBlock(other.source, door.source)
  );
}

function containsBlock(outer: string, inner: string): boolean {
  const [first, second] = [outer, inner].map((cidr) => ipaddr.parseCIDR(cidr));
  return (
    first !== undefined &&
    second !== undefined &&
    first[0].kind() === second[0].kind() &&
    first[1] <= second[1] &&
    second[0].match(first)
  );
}

/** Whether a block is too large to be anybody's own, or is one half, quarter … of all addresses. */
function isOfTheWorld(cidr: string): boolean {
  if (!ipaddr.isValidCIDR(cidr)) {
    return false;
  }
  const [address, length] = ipaddr.parseCIDR(cidr);
  return length < LARGEST_NETWORK[address.kind()] && address.range() !== "uniqueLocal";
}
