import fc from "fast-check";
import {
  type AddressSet,
  blockOf,
  hasPublic,
  isEmpty,
  isWithin,
  isWorld,
  union,
  without,
} from "../../../guardrails/support/address-set";

const setOf = (...cidrs: readonly string[]): AddressSet =>
  union(
    ...cidrs.map((cidr) => {
      const block = blockOf(cidr);
      if (block === undefined) {
        throw new Error(`${cidr} is no block`);
      }
      return block;
    }),
  );

const quarters = ["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"];
const eighths = Array.from({ length: 256 }, (_, first) => `${first}.0.0.0/8`);

describe("the internet in any spelling", () => {
  it.each([
    ["the usual block", ["0.0.0.0/0"]],
    ["host bits in it", ["1.2.3.4/0"]],
    ["two halves", ["0.0.0.0/1", "128.0.0.0/1"]],
    ["one half", ["128.0.0.0/1"]],
    ["quarters", quarters],
    ["256 blocks", eighths],
    ["all but a little", eighths.filter((cidr) => cidr !== "8.0.0.0/8")],
    ["more than one network of the largest size", ["3.0.0.0/8", "52.0.0.0/8"]],
    ["IPv6", ["::/0"]],
    ["IPv6 with a zero", ["0::0/0"]],
    ["IPv6 in full", ["0000:0000:0000:0000:0000:0000:0000:0000/0"]],
    ["IPv6 with host bits", ["2001:db8::1/0"]],
    ["halves of IPv6", ["::/1", "8000::/1"]],
    ["what of IPv6 is given out", ["2000::/3"]],
    ["spaces around it", [" 0.0.0.0/0 "]],
  ])("%s", (_, cidrs) => {
    expect(isWorld(setOf(...cidrs))).toBe(true);
  });

  it.each([
    ["nothing", []],
    ["a host", ["203.0.113.7/32"]],
    ["the largest network that somebody has", ["17.0.0.0/8"]],
    ["all private blocks together", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]],
    ["multicast and what is reserved", ["224.0.0.0/3"]],
    ["a VPC's IPv6 block", ["2600:1f14::/35"]],
    ["all unique local addresses", ["fc00::/7"]],
    ["the half of IPv6 that nobody has", ["8000::/1"]],
  ])("not %s", (_, cidrs) => {
    expect(isWorld(setOf(...cidrs))).toBe(false);
  });

  it.each(["", "0.0.0.0", "10.0.0.0/33", "::/129", "pl-12345678", "any", "0.0.0.0/-1"])("%p is no block", (text) => {
    expect(blockOf(text)).toBeUndefined();
  });
});

describe("sets", () => {
  it("knows public from private addresses", () => {
    expect(hasPublic(setOf("10.0.0.0/8", "fd00::/8"))).toBe(false);
    expect(hasPublic(setOf("10.0.0.0/8", "8.8.8.8/32"))).toBe(true);
  });

  it("is within what contains all of it, of the same family", () => {
    expect(isWithin(setOf("10.1.0.0/16"), setOf("10.0.0.0/9", "10.128.0.0/9"))).toBe(true);
    expect(isWithin(setOf("10.1.0.0/16"), setOf("10.1.0.0/17"))).toBe(false);
    expect(isWithin(setOf("10.1.0.0/16"), setOf("::/0"))).toBe(false);
  });

  // A small address space, in which sets can be counted: the last two bytes of 10.0.0.0/16.
  const block = fc
    .record({ host: fc.integer({ min: 0, max: 0xffff }), length: fc.integer({ min: 18, max: 32 }) })
    .map(({ host, length }) => `10.0.${host >> 8}.${host & 0xff}/${length}`);
  const blocks = fc.array(block, { maxLength: 6 });
  const contains = (cidrs: readonly string[], address: string) =>
    cidrs.some((cidr) => isWithin(setOf(`${address}/32`), setOf(cidr)));

  it("union and difference are those of their addresses", () => {
    fc.assert(
      fc.property(blocks, blocks, fc.integer({ min: 0, max: 0xffff }), (left, right, host) => {
        const address = `10.0.${host >> 8}.${host & 0xff}`;
        const one = setOf(`${address}/32`);
        const [inLeft, inRight] = [contains(left, address), contains(right, address)];
        expect(isWithin(one, union(setOf(...left), setOf(...right)))).toBe(inLeft || inRight);
        expect(isWithin(one, without(setOf(...left), setOf(...right)))).toBe(inLeft && !inRight);
      }),
      { numRuns: 200 },
    );
  });

  it("nothing is left of a set without itself", () => {
    fc.assert(fc.property(blocks, (cidrs) => isEmpty(without(setOf(...cidrs), setOf(...cidrs)))));
  });
});
