import * as ipaddr from "ipaddr.js";

/** An IPv4 block: its first address as a number, and its prefix length. */
export interface CidrBlock {
  readonly first: number;
  readonly prefixLength: number;
}

const MAX_PREFIX_LENGTH = 32;

/** Why a text is no usable IPv4 CIDR block: a rule that it breaks, and what to do, in the words of an error message. */
export class CidrError extends Error {
  public override readonly name = "CidrError";

  public constructor(
    rule: string,
    public readonly hint: string,
  ) {
    super(rule);
  }
}

/**
 * Reads `a.b.c.d/n`; throws a `CidrError` that says what is wrong and, where it can, what was meant.
 *
 * @param example what is said where that cannot be told
 */
export function parseCidr(text: string, example = 'for example "10.0.0.0/16"'): CidrBlock {
  const { address = "", length = "" } = /^(?<address>[^/]+)\/(?<length>\d+)$/.exec(text)?.groups ?? {};
  if (text.includes(":")) {
    throw new CidrError("must be an IPv4 CIDR block", "IPv6 is not supported");
  }
  if (!ipaddr.IPv4.isValidFourPartDecimal(address)) {
    throw new CidrError("must be an IPv4 CIDR block", example);
  }
  const prefixLength = Number(length);
  if (String(prefixLength) !== length || prefixLength > MAX_PREFIX_LENGTH) {
    const rule = `must be an IPv4 CIDR block with a prefix length between 0 and ${MAX_PREFIX_LENGTH}`;
    throw new CidrError(rule, example);
  }
  const value = addressToNumber(address);
  const first = value - (value % blockSize(prefixLength));
  if (first !== value) {
    throw new CidrError("has host bits set", `did you mean "${formatCidr({ first, prefixLength })}"?`);
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
  return 2 ** (MAX_PREFIX_LENGTH - prefixLength);
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
 * Lays blocks of the given prefix lengths into `outer`, in this order, each at the first address that fits its size, comes
 * after the one before and is not taken: the same input always gives the same plan, and a block that is added at the end
 * moves none of the others. Returns undefined when they do not fit.
 */
export function planBlocks(
  outer: CidrBlock,
  prefixLengths: readonly number[],
  taken: readonly CidrBlock[] = [],
): CidrBlock[] | undefined {
  let next = outer.first;
  const blocks: CidrBlock[] = [];
  for (const prefixLength of prefixLengths) {
    const block = firstFree(next, prefixLength, taken);
    if (!contains(outer, block)) {
      return undefined;
    }
    blocks.push(block);
    next = end(block);
  }
  return blocks;
}

/** The first block of a size from an address on that overlaps none of those that are taken. */
function firstFree(from: number, prefixLength: number, taken: readonly CidrBlock[]): CidrBlock {
  const size = blockSize(prefixLength);
  const block = { first: Math.ceil(from / size) * size, prefixLength };
  const obstacle = taken.find((other) => overlaps(other, block));
  return obstacle === undefined ? block : firstFree(end(obstacle), prefixLength, taken);
}

/** The address ranges that are never routed on the internet (RFC 1918 and RFC 6598). */
export const PRIVATE_BLOCKS = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"] as const;

/** The first and the last address of a block, as numbers. */
export function addressRange(block: CidrBlock): { readonly first: number; readonly last: number } {
  return { first: block.first, last: end(block) - 1 };
}

/** The blocks that a range of addresses is made of, the fewest that are possible. */
export function rangeBlocks({ first, last }: { readonly first: number; readonly last: number }): CidrBlock[] {
  const blocks: CidrBlock[] = [];
  for (let next = first; next <= last; ) {
    let prefixLength = MAX_PREFIX_LENGTH;
    while (
      prefixLength > 0 &&
      next % blockSize(prefixLength - 1) === 0 &&
      next + blockSize(prefixLength - 1) - 1 <= last
    ) {
      prefixLength -= 1;
    }
    blocks.push({ first: next, prefixLength });
    next += blockSize(prefixLength);
  }
  return blocks;
}

/** Whether a block lies wholly within private address space. */
export function isPrivate(block: CidrBlock): boolean {
  return PRIVATE_BLOCKS.some((outer) => contains(parseCidr(outer), block));
}

function end(block: CidrBlock): number {
  return block.first + blockSize(block.prefixLength);
}

function addressToNumber(address: string): number {
  return ipaddr.IPv4.parse(address).octets.reduce((value, octet) => value * 256 + octet, 0);
}
