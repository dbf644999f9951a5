import * as fc from "fast-check";
import { type End, EPHEMERAL_PORTS, waysBetween } from "../../../guardrails/reachability/flows";
import type { Interval } from "../../../guardrails/reachability/intervals";
import type { AclRule, GroupRule, Host, Network, Route, Subnet } from "../../../guardrails/reachability/network";
import { ALLOW_ALL, EVERYWHERE } from "./open-network";
import { connects, type Place } from "./simulator";

/** A small world: a VPC of 64 addresses in four subnets, another network, and the internet beyond. */
const VPC: Interval = { first: 1000, last: 1063 };
const SUBNETS: readonly Interval[] = [0, 1, 2, 3].map((index) => ({
  first: 1000 + 16 * index,
  last: 1015 + 16 * index,
}));
const OTHER_NETWORK: Interval = { first: 2000, last: 2015 };
const BLOCKS: readonly Interval[] = [
  EVERYWHERE,
  VPC,
  ...SUBNETS,
  OTHER_NETWORK,
  { first: 1000, last: 1007 },
  { first: 5000, last: 5127 },
  { first: 5000, last: 5000 },
];
const ADDRESSES = [500, 999, 1064, 2000, 2015, 5000, 5001, 5127, 5128, 0xff_ff_ff_ff];
const PORTS = [0, 22, 80, 443, 1023, 1024, 3389, 5432, 8080, 65_535];
/** Rules begin and end at these ports, so others in between are treated as these are. */
const ANSWERS = [...new Set(PORTS.flatMap((port) => [port - 1, port, port + 1]))].filter(
  (port) => port >= 0 && port <= 65_535,
);

const ports = fc
  .tuple(fc.constantFrom(...PORTS), fc.constantFrom(...PORTS))
  .map(([a, b]) => [{ first: Math.min(a, b), last: Math.max(a, b) }]);
const transport = fc.constantFrom("tcp" as const, "udp" as const, "any" as const);
const addresses = fc.constantFrom(...BLOCKS).map((block) => [block]);

const acl = fc
  .array(fc.record({ egress: fc.boolean(), allows: fc.boolean(), transport, ports, addresses }), { maxLength: 8 })
  .chain((rules) =>
    fc
      .shuffledSubarray(rules)
      .map((shuffled) => shuffled.map((rule, index): AclRule => ({ id: `acl ${index}`, number: index + 1, ...rule }))),
  );
/** Most ACLs let much through, so that each rule that refuses something is what decides. */
const anyAcl = fc.oneof(
  acl,
  fc.constant(ALLOW_ALL),
  acl.map((few) => [...few, ...ALLOW_ALL]),
  acl.map((few) => [...few.map((one) => ({ ...one, allows: false })), ...ALLOW_ALL]),
);

const route = fc.record({
  destination: fc.constantFrom(EVERYWHERE, OTHER_NETWORK, { first: 5000, last: 5127 }),
  target: fc.constantFrom<Route["target"]>(
    { kind: "internet", id: "internet gateway" },
    { kind: "nat", id: "nat", subnet: "subnet 0" },
    { kind: "network", id: "transit gateway" },
    { kind: "endpoint", id: "endpoint" },
    { kind: "none", id: "blackhole" },
  ),
});
const someRoutes = fc
  .uniqueArray(route, { selector: ({ destination }) => destination.last - destination.first, maxLength: 3 })
  .map((all) => all.map((one, index): Route => ({ id: `route ${index}`, ...one })));

/** Most tables have a default route. */
const routes = fc.oneof(
  someRoutes,
  fc
    .constantFrom<Route["target"]>(
      { kind: "internet", id: "internet gateway" },
      { kind: "nat", id: "nat", subnet: "subnet 0" },
    )
    .map((target): Route[] => [{ id: "default route", destination: EVERYWHERE, target }]),
);

const rule = fc.record({
  transport,
  ports,
  addresses: fc.oneof(addresses, fc.constant([])),
  groups: fc.subarray(["group 0", "group 1"]),
});
const someRules = fc
  .array(rule, { maxLength: 3 })
  .map((all) => all.map((one, index): GroupRule => ({ id: `rule ${index}`, ...one })));
const rules = fc.oneof(
  someRules,
  fc.constant<GroupRule[]>([
    { id: "all", transport: "any", ports: [{ first: 0, last: 65_535 }], addresses: [EVERYWHERE], groups: [] },
  ]),
);

const host = fc.record({
  subnets: fc.subarray(["subnet 0", "subnet 1", "subnet 2", "subnet 3"], { minLength: 1 }),
  groups: fc.subarray(["group 0", "group 1"], { minLength: 1 }),
  isPublic: fc.boolean(),
});

const network: fc.Arbitrary<Network> = fc
  .record({
    subnets: fc.tuple(...SUBNETS.map((block) => fc.record({ acl: anyAcl, routes, addresses: fc.constant([block]) }))),
    groups: fc.tuple(fc.record({ ingress: rules, egress: rules }), fc.record({ ingress: rules, egress: rules })),
    hosts: fc.tuple(host, host),
  })
  .map(({ subnets, groups, hosts }) => ({
    vpcs: new Map([["vpc", [VPC]]]),
    subnets: new Map(
      subnets.map((subnet, index): [string, Subnet] => [
        `subnet ${index}`,
        { id: `subnet ${index}`, vpc: "vpc", ...subnet },
      ]),
    ),
    groups: new Map(groups.map((group, index) => [`group ${index}`, { id: `group ${index}`, ...group }])),
    hosts: new Map(
      hosts.map((one, index): [string, Host] => [`host ${index}`, { id: `host ${index}`, kind: "instance", ...one }]),
    ),
    unknown: [],
  }));

/** The places of an end: a host in each of its subnets, at both ends of each; or an address outside. */
function placesOf(made: Network, end: End, outside: number): Place[] {
  if (!("host" in end)) {
    return [{ address: outside }];
  }
  return end.host.subnets.flatMap((id) => {
    const subnet = made.subnets.get(id);
    return subnet === undefined
      ? []
      : subnet.addresses.flatMap(({ first, last }) =>
          [first, first + 7, first + 8, last].map((address) => ({ host: end.host, subnet, address })),
        );
  });
}

const has = ({ first, last }: Interval, value: number) => first <= value && value <= last;

describe("flows are those of packets sent one by one", () => {
  const ends = fc.constantFrom("between", "out", "in");

  it.each(["tcp", "udp"] as const)("by %s", (protocol) => {
    fc.assert(
      fc.property(
        network,
        ends,
        fc.constantFrom(...ADDRESSES),
        fc.constantFrom(...ANSWERS),
        (made, kind, outside, port) => {
          const [first, second] = [...made.hosts.values()];
          if (first === undefined || second === undefined) {
            return;
          }
          const everywhere: End = { addresses: [EVERYWHERE] };
          const [from, to]: [End, End] =
            kind === "between"
              ? [{ host: first }, { host: second }]
              : kind === "out"
                ? [{ host: first }, everywhere]
                : [everywhere, { host: first }];
          const ways = waysBetween(made, from, to, protocol);
          for (const source of placesOf(made, from, outside)) {
            for (const target of placesOf(made, to, outside)) {
              const own = ways.filter(
                (way) =>
                  (has(way.source, source.address) || source.subnet === undefined) &&
                  (source.subnet !== undefined || has(way.source, source.address)) &&
                  (target.subnet === undefined ? has(way.target, target.address) : isIn(target, way.target, kind)),
              );
              const computed = own.some((way) => way.ports.some((interval) => has(interval, port)));
              const sent = connects(made, source, target, { transport: protocol, port }, ANSWERS);
              expect({ from: source.address, to: target.address, port, reaches: computed }).toEqual({
                from: source.address,
                to: target.address,
                port,
                reaches: sent,
              });
            }
          }
        },
      ),
      { numRuns: 150, seed: 20_261_128 },
    );
  });

  /** From outside, all addresses of a subnet are alike; the way names the subnet by its first block. */
  function isIn({ subnet, address }: Place, target: Interval, kind: string): boolean {
    return kind === "in" ? (subnet?.addresses ?? []).includes(target) : has(target, address);
  }
});

it("answers come on ports from 1024 on", () => {
  expect(EPHEMERAL_PORTS).toEqual([{ first: 1024, last: 65_535 }]);
});
