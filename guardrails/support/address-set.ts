import * as ipaddr from "ipaddr.js";

/** Addresses of one family, both ends included. */
interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

/** A set of addresses, however its blocks are cut: ranges in order that neither overlap nor touch. */
export interface AddressSet {
  readonly ipv4: readonly Range[];
  readonly ipv6: readonly Range[];
}

export const NO_ADDRESSES: AddressSet = { ipv4: [], ipv6: [] };

/** Blocks that nobody on the internet can send from. */
const NOT_PUBLIC = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "224.0.0.0/3",
] as const;
const ALL_IPV6: Range = { first: 0n, last: (1n << 128n) - 1n };
/** `2000::/3`, where all addresses of the internet are, so far. */
const GLOBAL_IPV6: Range = { first: 1n << 125n, last: (1n << 126n) - 1n };
/** No network of anybody is larger: a set with more public addresses lets strangers in. IPv4: a /8; IPv6: a /19. */
const LARGEST_NETWORK = { ipv4: 1n << 24n, ipv6: 1n << 109n } as const;

const BITS = { ipv4: 32n, ipv6: 128n } as const;
const parsed = new Map<string, AddressSet | undefined>();

/** The addresses of a CIDR block in any spelling; nothing where it is none. */
export function blockOf(cidr: string): AddressSet | undefined {
  if (!parsed.has(cidr)) {
    parsed.set(cidr, parse(cidr));
  }
  return parsed.get(cidr);
}

/** All addresses of several sets. */
export function union(...sets: readonly AddressSet[]): AddressSet {
  const given = sets.filter((set) => !isEmpty(set));
  const [first = NO_ADDRESSES] = given;
  // Most often it is one and the same: then what is known of it need not be found out again.
  return given.every((set) => set === first)
    ? first
    : {
        ipv4: merged(given.flatMap(({ ipv4 }) => ipv4)),
        ipv6: merged(given.flatMap(({ ipv6 }) => ipv6)),
      };
}

/** The addresses of one set that are not in another; the set itself where that takes none away, so that it stays known. */
export function without(set: AddressSet, other: AddressSet): AddressSet {
  const ipv4 = subtracted(set.ipv4, other.ipv4);
  const ipv6 = subtracted(set.ipv6, other.ipv6);
  return ipv4 === set.ipv4 && ipv6 === set.ipv6 ? set : { ipv4, ipv6 };
}

/** Whether there is none. */
export function isEmpty({ ipv4, ipv6 }: AddressSet): boolean {
  return ipv4.length === 0 && ipv6.length === 0;
}

/** Whether all addresses of a set are in another. */
export function isWithin(set: AddressSet, other: AddressSet): boolean {
  return isEmpty(without(set, other));
}

const worlds = new WeakMap<AddressSet, boolean>();

/** Whether a set has more public addresses than anybody's own network: it is, in one block or in many, the internet. */
export function isWorld(set: AddressSet): boolean {
  let answer = worlds.get(set);
  if (answer === undefined) {
    answer = (["ipv4", "ipv6"] as const).some(
      (kind) =>
        // Most sets are small: then it does not matter which of it is public.
        size(set[kind]) > LARGEST_NETWORK[kind] && size(subtracted(set[kind], LOCAL[kind])) > LARGEST_NETWORK[kind],
    );
    worlds.set(set, answer);
  }
  return answer;
}

/** Whether a set has a public address at all. */
export function hasPublic(set: AddressSet): boolean {
  return !isWithin(set, LOCAL);
}

function parse(cidr: string): AddressSet | undefined {
  const text = cidr.trim();
  if (!ipaddr.isValidCIDR(text)) {
    return undefined;
  }
  const [address, length] = ipaddr.parseCIDR(text);
  const kind = address.kind();
  const host = (1n << (BITS[kind] - BigInt(length))) - 1n;
  const first = numberOf(address.toByteArray()) & ~host;
  return { ...NO_ADDRESSES, [kind]: [{ first, last: first | host }] };
}

function numberOf(bytes: readonly number[]): bigint {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

function merged(ranges: readonly Range[]): readonly Range[] {
  if (ranges.length < 2) {
    return ranges;
  }
  const result: Range[] = [];
  for (const range of [...ranges].sort((a, b) => (a.first < b.first ? -1 : 1))) {
    const before = result.at(-1);
    if (before !== undefined && range.first <= before.last + 1n) {
      result[result.length - 1] = { first: before.first, last: before.last > range.last ? before.last : range.last };
    } else {
      result.push(range);
    }
  }
  return result;
}

function subtracted(ranges: readonly Range[], others: readonly Range[]): readonly Range[] {
  let left = ranges;
  for (const other of others) {
    // Most often nothing of it is there.
    if (left.some((range) => meet(range, other))) {
      left = left.flatMap((range) => (meet(range, other) ? remains(range, other) : [range]));
    }
  }
  return left;
}

function meet(range: Range, other: Range): boolean {
  return other.last >= range.first && other.first <= range.last;
}

/** What of a range is before and after another that it meets. */
function remains({ first, last }: Range, other: Range): Range[] {
  const remaining: Range[] = [];
  if (first < other.first) {
    remaining.push({ first, last: other.first - 1n });
  }
  if (last > other.last) {
    remaining.push({ first: other.last + 1n, last });
  }
  return remaining;
}

function size(ranges: readonly Range[]): bigint {
  return ranges.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}

/** The addresses of the internet, so far. */
export function publicAddresses(): AddressSet {
  return without(union(...["0.0.0.0/0", "::/0"].map((cidr) => blockOf(cidr) ?? NO_ADDRESSES)), LOCAL);
}

const LOCAL: AddressSet = (() => {
  const ipv4 = union(...NOT_PUBLIC.map((cidr) => blockOf(cidr) ?? NO_ADDRESSES)).ipv4;
  return { ipv4, ipv6: subtracted([ALL_IPV6], [GLOBAL_IPV6]) };
})();
