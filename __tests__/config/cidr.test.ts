import { array, assert, constant, integer, property, tuple } from "fast-check";
import {
  addressRange,
  type CidrBlock,
  CidrError,
  contains,
  formatCidr,
  isPrivate,
  overlaps,
  parseCidr,
  planBlocks,
  rangeBlocks,
} from "../../config/cidr";
import { planSubnets, zoneCountOf } from "../../config/subnets";
import { environmentOf } from "./support";

/** Any block, made so that no host bit is set. */
const blocks = tuple(integer({ min: 0, max: 2 ** 32 - 1 }), integer({ min: 0, max: 32 })).map(
  ([address, prefixLength]): CidrBlock => ({
    first: address - (address % 2 ** (32 - prefixLength)),
    prefixLength,
  }),
);

/** A block, the lengths of those that shall lie in it, and some that are taken, each within eight bits of its size. */
const plans = blocks.chain((outer) => {
  const length = integer({ min: Math.max(outer.prefixLength - 1, 0), max: Math.min(outer.prefixLength + 8, 32) });
  const within = tuple(integer({ min: 0, max: 255 }), length).map(([index, prefixLength]): CidrBlock => {
    const size = 2 ** (32 - prefixLength);
    const room = Math.max(2 ** (prefixLength - outer.prefixLength), 1);
    return { first: Math.floor(outer.first / size) * size + (index % room) * size, prefixLength };
  });
  return tuple(constant(outer), array(length, { maxLength: 8 }), array(within, { maxLength: 4 }));
});

/** The same again, in the plainest way: both ends of a block as big integers. */
function ends(text: string): { first: bigint; last: bigint } {
  const [address = "", length = ""] = text.split("/");
  const first = address.split(".").reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
  return { first, last: first | ((1n << (32n - BigInt(length))) - 1n) };
}

/** Goes from one address of the right alignment to the next, in big integers. */
function naivePlan(outer: CidrBlock, lengths: readonly number[], taken: readonly CidrBlock[]): string[] | undefined {
  const room = ends(formatCidr(outer));
  const obstacles = taken.map((block) => ends(formatCidr(block)));
  let next = room.first;
  const planned: string[] = [];
  for (const prefixLength of lengths) {
    const size = 1n << (32n - BigInt(prefixLength));
    let first = next % size === 0n ? next : next + size - (next % size);
    while (first <= room.last && obstacles.some((other) => first <= other.last && other.first < first + size)) {
      first += size;
    }
    if (first + size - 1n > room.last) {
      return undefined;
    }
    planned.push(formatCidr({ first: Number(first), prefixLength }));
    next = first + size;
  }
  return planned;
}

describe("a block", () => {
  it("comes back as it was written", () => {
    assert(property(blocks, (block) => expect(parseCidr(formatCidr(block))).toEqual(block)));
  });

  it("with host bits is refused, with the block that was meant", () => {
    assert(
      property(blocks, integer({ min: 1, max: 2 ** 32 - 1 }), (block, offset) => {
        const size = 2 ** (32 - block.prefixLength);
        const address = formatCidr({ first: block.first + (offset % size), prefixLength: 32 }).replace("/32", "");
        const text = `${address}/${block.prefixLength}`;
        if (offset % size === 0) {
          expect(parseCidr(text)).toEqual(block);
        } else {
          expect(() => parseCidr(text)).toThrow(new CidrError("has host bits set", ""));
          expect(hintOf(text)).toBe(`did you mean "${formatCidr(block)}"?`);
        }
      }),
    );
  });

  it("contains and overlaps as its ends say", () => {
    assert(
      property(blocks, blocks, (a, b) => {
        const [outer, inner] = [ends(formatCidr(a)), ends(formatCidr(b))];
        expect(contains(a, b)).toBe(outer.first <= inner.first && inner.last <= outer.last);
        expect(overlaps(a, b)).toBe(outer.first <= inner.last && inner.first <= outer.last);
      }),
    );
  });

  test.each([
    "10.0.0.0",
    "10.0.0/16",
    "10.0.0.0.0/16",
    "010.0.0.0/8",
    "0x0a.0.0.0/8",
    "256.0.0.0/8",
    "10.0.0.0/-1",
    " 10.0.0.0/8",
    "10.0.0.0/8 ",
    "10.0.0.0//8",
    "/8",
    "",
    "a/8",
    "10.0.0.0/8/8",
    "10.0.0.0/1e1",
  ])("%j is none", (text) => {
    expect(() => parseCidr(text)).toThrow(new CidrError("must be an IPv4 CIDR block", ""));
    expect(hintOf(text)).toBe('for example "10.0.0.0/16"');
  });

  test.each(["10.0.0.0/33", "10.0.0.0/016", "10.0.0.0/00", "10.0.0.0/999"])("%s has no such prefix length", (text) => {
    expect(() => parseCidr(text)).toThrow(
      new CidrError("must be an IPv4 CIDR block with a prefix length between 0 and 32", ""),
    );
    expect(hintOf(text)).toBe('for example "10.0.0.0/16"');
  });

  test.each(["::/0", "fd00::/8", "::ffff:10.0.0.0/104", "fe80::1%eth0/64", "2001:db8::1", "10.0.0.0:80/8"])(
    "%s is of IPv6",
    (text) => {
      expect(() => parseCidr(text)).toThrow(new CidrError("must be an IPv4 CIDR block", ""));
      expect(hintOf(text)).toBe("IPv6 is not supported");
    },
  );

  test.each([
    ["10.0.0.0/8", true],
    ["10.255.255.255/32", true],
    ["9.255.255.255/32", false],
    ["11.0.0.0/32", false],
    ["172.16.0.0/12", true],
    ["172.0.0.0/11", false],
    ["192.168.255.0/24", true],
    ["192.169.0.0/24", false],
    ["100.64.0.0/10", true],
    ["100.128.0.0/10", false],
    ["169.254.0.0/16", false],
    ["0.0.0.0/0", false],
  ])("%s is private: %s", (text, expected) => {
    expect(isPrivate(parseCidr(text))).toBe(expected);
  });
});

function hintOf(text: string): string | undefined {
  try {
    parseCidr(text);
  } catch (error) {
    return error instanceof CidrError ? error.hint : undefined;
  }
  return undefined;
}

describe("a plan", () => {
  it("stays inside, in order, and never overlaps, nor what is taken", () => {
    let planned = 0;
    assert(
      property(plans, ([outer, lengths, taken]) => {
        const made = planBlocks(outer, lengths, taken) ?? [];
        planned += made.length;
        made.forEach((block, index) => {
          expect(contains(outer, block)).toBe(true);
          expect(block.prefixLength).toBe(lengths[index]);
          for (const other of [...made.slice(0, index), ...taken]) {
            expect(overlaps(other, block)).toBe(false);
          }
          expect(block.first).toBeGreaterThan(made[index - 1]?.first ?? -1);
        });
      }),
      { numRuns: 1000 },
    );
    expect(planned).toBeGreaterThan(20);
  });

  it("is that of a naive search", () => {
    assert(
      property(plans, ([outer, lengths, taken]) => {
        expect(planBlocks(outer, lengths, taken)?.map(formatCidr)).toEqual(naivePlan(outer, lengths, taken));
      }),
      { numRuns: 500 },
    );
  });

  it("is the same each time, and a block at the end moves none", () => {
    assert(
      property(plans, integer({ min: 0, max: 32 }), ([outer, lengths, taken], more) => {
        const planned = planBlocks(outer, lengths, taken);
        expect(planBlocks(outer, lengths, taken)).toEqual(planned);
        const longer = planBlocks(outer, [...lengths, more], taken);
        if (longer !== undefined) {
          expect(longer.slice(0, -1)).toEqual(planned);
        }
      }),
    );
  });

  it("of nothing is empty", () => {
    expect(planBlocks(parseCidr("10.0.0.0/32"), [])).toEqual([]);
  });
});

describe("subnets", () => {
  const network = (changes = {}) => environmentOf(changes).network;

  it("SEC-VPC-1: are planned in the order public, private", () => {
    expect(planSubnets(network())).toEqual({
      publicSubnets: ["10.0.0.0/24", "10.0.1.0/24"],
      privateSubnets: ["10.0.16.0/20", "10.0.32.0/20"],
    });
  });

  it("SEC-VPC-1: are as many as zones, named or counted", () => {
    const named = network({ "network.zones": "[us-east-1a, us-east-1b, us-east-1c]" });
    expect(zoneCountOf(named)).toBe(3);
    expect(planSubnets(named)?.privateSubnets).toHaveLength(3);
    expect(zoneCountOf(network({ "network.zoneCount": "4" }))).toBe(4);
  });

  it("SEC-VPC-1: are those that are given, and the others are planned around them", () => {
    expect(planSubnets(network({ "network.publicSubnets.cidrs": "[10.0.16.0/24, 10.0.254.0/24]" }))).toEqual({
      publicSubnets: ["10.0.16.0/24", "10.0.254.0/24"],
      privateSubnets: ["10.0.0.0/20", "10.0.32.0/20"],
    });
    expect(planSubnets(network({ "network.privateSubnets.cidrs": "[10.0.0.0/20, 10.0.16.0/20]" }))).toEqual({
      publicSubnets: ["10.0.32.0/24", "10.0.33.0/24"],
      privateSubnets: ["10.0.0.0/20", "10.0.16.0/20"],
    });
    const both = {
      "network.publicSubnets.cidrs": "[10.0.255.0/24, 10.0.254.0/24]",
      "network.privateSubnets.cidrs": "[10.0.0.0/24, 10.0.1.0/24]",
    };
    expect(planSubnets(network(both))).toEqual({
      publicSubnets: ["10.0.255.0/24", "10.0.254.0/24"],
      privateSubnets: ["10.0.0.0/24", "10.0.1.0/24"],
    });
  });

  it("SEC-VPC-1: have no plan where they do not fit", () => {
    const { cidr: _, ...rest } = network();
    expect(planSubnets({ ...rest, cidr: "10.0.0.0/19" })).toBeUndefined();
  });
});

describe("blocks of a range", () => {
  it.each([
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["203.0.113.7/32", "203.0.113.7/32"],
    ["0.0.0.0/0", "0.0.0.0/0"],
  ])("of %s is that block", (cidr, block) => {
    expect(rangeBlocks(addressRange(parseCidr(cidr))).map(formatCidr)).toEqual([block]);
  });

  it("are the fewest that have all of it and nothing else", () => {
    const [{ first }, { last }] = [addressRange(parseCidr("10.0.0.1/32")), addressRange(parseCidr("10.0.0.6/32"))];
    expect(rangeBlocks({ first, last }).map(formatCidr)).toEqual([
      "10.0.0.1/32",
      "10.0.0.2/31",
      "10.0.0.4/31",
      "10.0.0.6/32",
    ]);
  });
});
