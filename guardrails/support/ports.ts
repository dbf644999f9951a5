import { type Attributes, asNumber, asText, isUnset, type Unknown, type Value } from "../../model";

/** What a rule of a security group or a network ACL is about, apart from addresses. */
export interface Ports {
  /** `tcp`, `udp`, `icmp`, …, or `-1` for all. */
  readonly protocol: string | undefined;
  /** The first and last port; nothing where they are not known. */
  readonly range: { readonly first: number; readonly last: number } | undefined;
  /** Why protocol or ports are not known. */
  readonly unknown?: string;
}

export const ANY_PROTOCOL = "-1";
export const LAST_PORT = 65_535;

const NAMES: Readonly<Record<string, string>> = {
  all: ANY_PROTOCOL,
  "1": "icmp",
  "6": "tcp",
  "17": "udp",
  "58": "icmpv6",
};
const ALL_PORTS = { first: 0, last: LAST_PORT } as const;

/** Reads protocol and ports: `6` is `tcp`, `all` is `-1`, and without a first or last port it is all of them. */
export function portsOf(from: Attributes, protocolName: string): Ports {
  const given = from.get(protocolName);
  const text = asText(given)?.toLowerCase();
  const protocol = text === undefined ? undefined : (NAMES[text] ?? text);
  if (protocol === ANY_PROTOCOL) {
    return { protocol, range: ALL_PORTS };
  }
  const isOpen = (value: Value): value is Unknown => value.kind === "unknown" && !isUnset(value);
  const [start, end] = [from.get("from_port"), from.get("to_port")];
  const openPort = [start, end].find(isOpen);
  const [first, last] = [asNumber(start) ?? 0, asNumber(end) ?? LAST_PORT];
  const range = openPort !== undefined ? undefined : first < 0 || last < 0 ? ALL_PORTS : { first, last };
  const why = isOpen(given) ? given.reason : (openPort?.reason ?? (protocol === undefined ? NO_PROTOCOL : undefined));
  return why === undefined ? { protocol, range } : { protocol, range, unknown: why };
}

const NO_PROTOCOL = "its protocol is not set";

/** Whether a rule is about a port of a protocol. */
export function matchesPort({ protocol, range }: Ports, wanted: "tcp" | "udp", port: number): "yes" | "no" | "unknown" {
  if (protocol !== undefined && protocol !== ANY_PROTOCOL && protocol !== wanted) {
    return "no";
  }
  if (range !== undefined && (port < range.first || port > range.last)) {
    return "no";
  }
  return protocol === undefined || range === undefined ? "unknown" : "yes";
}

/** Ports for readers: `tcp 22`, `tcp 20–24`, `all protocols`. */
export function portsText({ protocol, range }: Ports): string {
  return protocol === ANY_PROTOCOL
    ? "all protocols"
    : `${protocol ?? "?"} ${range === undefined ? "?" : range.first === range.last ? range.first : `${range.first}–${range.last}`}`;
}

/** The first port of each stretch of ports that the same rules are about. */
export function portSteps(rules: readonly Ports[]): readonly number[] {
  const steps = rules.flatMap(({ range }) => (range === undefined ? [] : [range.first, range.last + 1]));
  return [...new Set([0, ...steps])].filter((port) => port <= LAST_PORT).sort((a, b) => a - b);
}
