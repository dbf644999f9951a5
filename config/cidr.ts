import * as ipaddr from "ipaddr.js";

/** An IPv4 block: its first address as a number, and its prefix length. */
export interface CidrBlock {
  readonly first: number;
  readonly prefixLength: number;
}

/** Why a text is no usable IPv4 CIDR block, in the words of an error message. */
export class CidrError extends Error {
  public override readonly name = "CidrError";
}

/** Reads `a.b.c.d/n`; throws a `CidrError` that says what is wrong and, where it can, what was meant. */
export function parseCidr(text: string): CidrBlock {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const [, address, length] = match ?? [];
  if (address === undefined || length === undefined) {
    throw new CidrError(`must be an IPv4 CIDR block such as "10.0.0.0/16"`);
  }
  if (ipaddr.IPv6.isValid(address)) {
    throw new CidrError("must be an IPv4 CIDR block, got an IPv6 one; IPv6 is not supported");
  }
  if (!ipaddr.IPv4.isValidFourPartDecimal(address)) {
    throw new CidrError(`must be an IPv4 CIDR block of four decimal numbers such as "10.0.0.0/16"`);
  }
  const prefixLength = Number(length);
  if (prefixLength > 32) {
    throw new CidrError(`must have a prefix length between 0 and 32, got ${prefixLength}`);
  }
  const value = addressToNumber(address);
  const first = value - (value % blockSize(prefixLength));
  if (first !== value) {
    throw new CidrError(`has host bits set; did you mean "${formatCidr({ first, prefixLength })}"?`);
  }
  return { first, prefixLength };
}

/** Writes a block as `a.b.c.d/n`. */
export function formatCidr({ first, prefixLength }: CidrBlock): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${octets.join(".")}/${prefixLength}`;
}

/** How many addresses a block of this prefix length has. */
export function blockSize(prefixLength: number): number {
  return 2 ** (32 - prefixLength);
}

/** Whether `inner` lies wholly within `outer`. */
export function contains(outer: CidrBlock, inner: CidrBlock): boolean {
  return inner.first >= outer.first && end(inner) <= end(outer);
}

/** Whether two blocks share an address. */
export function overlaps(a: CidrBlock, b: CidrBlock): boolean {
  return a.first < end(b) && b.first < end(a);
}

/**
 * Lays blocks of the given prefix lengths into `outer`, in this order, each at the first address that fits its
 * size and comes after the one before: the same input always gives the same plan, and a block that is added at
 * the end moves none of the others. Returns undefined when they do not fit.
 */
export function planBlocks(outer: CidrBlock, prefixLengths: readonly number[]): CidrBlock[] | undefined {
  let next = outer.first;
  const blocks: CidrBlock[] = [];
  for (const prefixLength of prefixLengths) {
    const size = blockSize(prefixLength);
    const first = Math.ceil(next / size) * size;
    const block = { first, prefixLength };
    if (!contains(outer, block)) {
      return undefined;
    }
    blocks.push(block);
    next = first + size;
  }
  return blocks;
}

/** The address ranges that are never routed on the internet (RFC 1918 and RFC 6598). */
const PRIVATE_BLOCKS: readonly CidrBlock[] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].map(
  parseCidr,
);

/** Whether a block lies wholly within private address space. */
export function isPrivate(block: CidrBlock): boolean {
  return PRIVATE_BLOCKS.some((outer) => contains(outer, block));
}

function end(block: CidrBlock): number {
  return block.first + blockSize(block.prefixLength);
}

function addressToNumber(address: string): number {
  return ipaddr.IPv4.parse(address).octets.reduce((value, octet) => value * 256 + octet, 0);
}
