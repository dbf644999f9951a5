import { covers, isOutside, lengthOf, overlap } from "../../../constructs/network/address-blocks";

describe("isOutside", () => {
  test.each([
    { cidr: "10.0.0.0/8", outside: false },
    { cidr: "10.255.255.255/32", outside: false },
    { cidr: "11.0.0.0/8", outside: true },
    { cidr: "10.0.0.0/7", outside: true },
    { cidr: "172.16.0.0/12", outside: false },
    { cidr: "172.32.0.0/16", outside: true },
    { cidr: "192.168.0.0/16", outside: false },
    { cidr: "192.169.0.0/16", outside: true },
    { cidr: "100.64.0.0/10", outside: false },
    { cidr: "100.128.0.0/10", outside: true },
    { cidr: "0.0.0.0/0", outside: true },
    { cidr: "${var.office}", outside: true },
    { cidr: "office", outside: true },
  ])("says of $cidr: $outside", ({ cidr, outside }) => {
    expect(isOutside(cidr)).toBe(outside);
  });
});

describe("covers and overlap", () => {
  test.each([
    { a: "10.0.0.0/8", b: "10.20.0.0/16", covered: true, shared: true },
    { a: "10.20.0.0/16", b: "10.20.0.0/16", covered: true, shared: true },
    { a: "10.20.0.0/16", b: "10.0.0.0/8", covered: false, shared: true },
    { a: "10.20.0.0/16", b: "10.21.0.0/16", covered: false, shared: false },
    { a: "0.0.0.0/0", b: "203.0.113.9/32", covered: true, shared: true },
    { a: "0.0.0.0/1", b: "203.0.113.9/32", covered: false, shared: false },
    { a: "0.0.0.0/0", b: "${var.office}", covered: false, shared: false },
    { a: "office", b: "10.0.0.0/8", covered: false, shared: false },
  ])("$a covers $b: $covered; they share an address: $shared", ({ a, b, covered, shared }) => {
    expect({ covered: covers(a, b), shared: overlap(a, b), back: overlap(b, a) }).toEqual({
      covered,
      shared,
      back: shared,
    });
  });
});

it("lengthOf counts the fixed bits", () => {
  expect(["0.0.0.0/0", "10.0.0.0/8", "203.0.113.9/32"].map(lengthOf)).toEqual([0, 8, 32]);
});
