import { difference, type Interval, type Intervals, NOTHING } from "../../../guardrails/reachability/intervals";
import {
  compare,
  endOf,
  hostsOfKind,
  INTERNET,
  letsThrough,
  NETWORKS,
  type NeededFlow,
  outsideAddresses,
  type PossibleFlow,
  possibleFlows,
  wayFor,
} from "../../../guardrails/reachability/matrix";
import type { GroupRule, Network, Route } from "../../../guardrails/reachability/network";
import { ALLOW_ALL, EVERYWHERE } from "./open-network";

/** 10.0.0.0/16 */
const VPC: Interval = { first: 0x0a_00_00_00, last: 0x0a_00_ff_ff };
/** 192.168.0.0/24, behind a gateway. */
const OFFICE: Interval = { first: 0xc0_a8_00_00, last: 0xc0_a8_00_ff };
/** 203.0.113.0/24 */
const PARTNER: Interval = { first: 0xcb_00_71_00, last: 0xcb_00_71_ff };

const port = (first: number, last = first): Interval => ({ first, last });
const rule = (id: string, ports: Interval, from: Partial<GroupRule>): GroupRule => ({
  id,
  transport: "tcp",
  ports: [ports],
  addresses: [],
  groups: [],
  ...from,
});
const subnet = (id: string, third: number, routes: readonly Route[]) =>
  [
    id,
    {
      id,
      vpc: "vpc",
      addresses: [{ first: VPC.first + 256 * third, last: VPC.first + 256 * third + 255 }],
      acl: ALLOW_ALL,
      routes,
    },
  ] as const;
const host = (id: string, kind: string, within: string, isPublic = false) =>
  [id, { id, kind, subnets: [within], groups: [`${id} group`], isPublic }] as const;

/** A web server that the internet and a partner reach, its database, and an office that reaches the database. */
const NETWORK: Network = {
  vpcs: new Map([["vpc", [VPC]]]),
  subnets: new Map([
    subnet("public", 0, [
      { id: "to the internet", destination: EVERYWHERE, target: { kind: "internet", id: "internet gateway" } },
    ]),
    subnet("private", 1, [
      { id: "to the office", destination: OFFICE, target: { kind: "network", id: "transit gateway" } },
    ]),
  ]),
  groups: new Map(
    [
      {
        id: "web group",
        ingress: [
          rule("https", port(443), { addresses: [EVERYWHERE] }),
          rule("partner", port(8443), { addresses: [PARTNER] }),
        ],
        egress: [
          rule("to the database", port(5432), { groups: ["database group"] }),
          rule("updates", port(80), { addresses: [EVERYWHERE] }),
        ],
      },
      {
        id: "database group",
        ingress: [
          rule("of the web server", port(5432), { groups: ["web group"] }),
          rule("of the office", port(22, 23), { addresses: [OFFICE] }),
        ],
        egress: [rule("to the office", port(514), { addresses: [OFFICE], transport: "udp" })],
      },
    ].map((group) => [group.id, group]),
  ),
  hosts: new Map([host("web", "instance", "public", true), host("database", "database", "private")]),
  unknown: [],
};

const flow = (
  from: string,
  to: string,
  ports: Intervals,
  addresses?: Intervals,
  transport: "tcp" | "udp" = "tcp",
): PossibleFlow => ({ from, to, transport, ports, ...(addresses === undefined ? {} : { addresses }) });
/** The internet without the partner, who reaches more. */
const OTHERS = difference(outsideAddresses(INTERNET) ?? NOTHING, [PARTNER]);
const FLOWS: readonly PossibleFlow[] = [
  flow("internet", "web", [port(443)], OTHERS),
  flow("internet", "web", [port(443), port(8443)], [PARTNER]),
  flow("networks", "database", [port(22, 23)], [OFFICE]),
  flow("web", "internet", [port(80)]),
  flow("database", "networks", [port(514)], [OFFICE], "udp"),
  flow("web", "database", [port(5432)]),
];

it("lists the flows that are possible: from outside, to outside, and between hosts", () => {
  expect(possibleFlows(NETWORK)).toEqual(FLOWS);
});

it("lists hosts in the order of their names, however they are written", () => {
  const turned = { ...NETWORK, hosts: new Map([...NETWORK.hosts].reverse()) };
  expect(possibleFlows(turned)).toEqual(FLOWS);
  const both = possibleFlows({
    ...NETWORK,
    hosts: new Map([host("web", "instance", "public", true), ["also", { ...mustHost("web"), id: "also" }]]),
  });
  expect(both.map(({ from, to }) => `${from} → ${to}`)).toEqual([
    "internet → also",
    "internet → also",
    "internet → web",
    "internet → web",
    "also → internet",
    "web → internet",
  ]);
});

describe("an end of a flow", () => {
  it("is a host", () => {
    expect(endOf(NETWORK, "web")).toEqual({ host: mustHost("web") });
    expect(hostsOfKind(NETWORK, "database")).toEqual([mustHost("database")]);
    expect(hostsOfKind(NETWORK, "none")).toEqual([]);
  });

  it("is what is outside: public addresses, or those that RFC 1918 keeps for others", () => {
    expect(endOf(NETWORK, NETWORKS)).toEqual({
      addresses: [
        { first: 0x0a_00_00_00, last: 0x0a_ff_ff_ff },
        { first: 0xac_10_00_00, last: 0xac_1f_ff_ff },
        { first: 0xc0_a8_00_00, last: 0xc0_a8_ff_ff },
      ],
    });
    const isPublic = (address: number) =>
      outsideAddresses(INTERNET)?.some(({ first, last }) => first <= address && address <= last);
    expect([0x09_ff_ff_ff, 0x0a_00_00_00, 0x0a_ff_ff_ff, 0x0b_00_00_00, 0xc0_a8_00_01].map(isPublic)).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  it("is nothing else", () => {
    expect(endOf(NETWORK, "cache")).toBeUndefined();
    expect(outsideAddresses("web")).toBeUndefined();
  });
});

describe("compared with what is needed", () => {
  const need = (from: string, to: string, number: number, addresses?: Interval): NeededFlow => ({
    from,
    to,
    transport: from === "database" ? "udp" : "tcp",
    port: number,
    ...(addresses === undefined ? {} : { addresses: [addresses] }),
  });
  const NEEDED = [
    need("internet", "web", 443),
    need("internet", "web", 8443, PARTNER),
    need("networks", "database", 22, OFFICE),
    need("networks", "database", 23, OFFICE),
    need("web", "internet", 80),
    need("database", "networks", 514, OFFICE),
    need("web", "database", 5432),
  ];
  const compared = (needed: readonly NeededFlow[]) => compare(NETWORK, FLOWS, needed);

  it("all is well where that is what there is", () => {
    expect(compared(NEEDED)).toEqual({ missing: [], unexpected: [] });
  });

  it("flows between hosts may be without need, those from or to outside may not", () => {
    expect(compared([])).toEqual({ missing: [], unexpected: FLOWS.slice(0, -1) });
  });

  it.each([
    ["a port", need("web", "database", 5433)],
    ["a source", need("networks", "web", 443)],
    ["a target", need("internet", "database", 443)],
    ["the other way", need("database", "web", 5432)],
    ["another transport", { ...need("internet", "web", 443), transport: "udp" as const }],
    ["for everybody, not for some", need("internet", "web", 8443)],
    ["from more addresses", need("networks", "database", 22, { first: OFFICE.first, last: OFFICE.last + 1 })],
  ])("says what is missing: %s", (_, needed) => {
    expect(compared([...NEEDED, needed]).missing).toEqual([needed]);
  });

  it("what some need is there where all may", () => {
    expect(compared([...NEEDED, need("internet", "web", 443, PARTNER)]).missing).toEqual([]);
  });

  it.each<[string, NeededFlow[], PossibleFlow[]]>([
    ["a port of two", NEEDED.filter((one) => one.port !== 23), [flow("networks", "database", [port(23)], [OFFICE])]],
    ["the first of two", NEEDED.filter((one) => one.port !== 22), [flow("networks", "database", [port(22)], [OFFICE])]],
    [
      "a source",
      NEEDED.filter((one) => one.port !== 443),
      [flow("internet", "web", [port(443)], OTHERS), flow("internet", "web", [port(443)], [PARTNER])],
    ],
    ["a target", NEEDED.filter((one) => one.port !== 80), [flow("web", "internet", [port(80)])]],
    [
      "for everybody, where some are meant",
      NEEDED.map((one) => (one.port === 443 ? { ...one, addresses: [PARTNER] } : one)),
      [flow("internet", "web", [port(443)], OTHERS)],
    ],
  ])("says what was not expected: %s", (_, needed, unexpected) => {
    expect(compared(needed).unexpected).toEqual(unexpected);
  });
});

describe("the way for a port", () => {
  const ends = (from: string, to: string) => [mustEnd(from), mustEnd(to)] as const;

  it("is one that works", () => {
    const way = wayFor(NETWORK, ...ends("internet", "web"), "tcp", 8443);
    expect(way?.ports).toEqual([port(443), port(8443)]);
    expect(way?.source).toEqual(PARTNER);
    expect(way?.hops.every((hop) => letsThrough(hop, 8443))).toBe(true);
    expect(wayFor(NETWORK, ...ends("internet", "web"), "tcp", 443)?.ports).toContainEqual(port(443));
  });

  it("is else the one that gets farthest", () => {
    const way = wayFor(NETWORK, ...ends("web", "database"), "tcp", 5433);
    expect(way?.hops.map((hop) => letsThrough(hop, 5433))[0]).toBe(false);
    const blocked = wayFor(NETWORK, ...ends("internet", "web"), "tcp", 22);
    expect(blocked?.ports).not.toContainEqual(port(22));
  });

  it("is none where the network has none", () => {
    expect(wayFor(NETWORK, ...ends("internet", "internet"), "tcp", 443)).toBeUndefined();
  });

  it("goes by the first and the last port of those that a hop lets through, and none beyond", () => {
    const hop = { ports: [port(22, 23), port(443)] };
    expect([21, 22, 23, 24, 442, 443, 444].map((number) => letsThrough(hop, number))).toEqual([
      false,
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
  });
});

function mustHost(id: string) {
  const found = NETWORK.hosts.get(id);
  if (found === undefined) {
    throw new Error(`no host ${id}`);
  }
  return found;
}

function mustEnd(name: string) {
  const end = endOf(NETWORK, name);
  if (end === undefined) {
    throw new Error(`no end ${name}`);
  }
  return end;
}
