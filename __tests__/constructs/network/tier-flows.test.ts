import fc from "fast-check";
import { aclRules, flowProblems, type TierFlow } from "../../../constructs/network/flow-rules";
import { type FlowPeer, type NetworkFlow, type TierName, tierFlows } from "../../../constructs/network/tier-flows";
import { isIn, isPrivate, type Packet, passes, rangeOf } from "./packets";

const VPC: FlowPeer = { id: "vpc", cidr: "10.20.0.0/16" };
const INTERNET: FlowPeer = { id: "internet", cidr: "0.0.0.0/0" };
const OFFICE: FlowPeer = { id: "office", cidr: "203.0.113.0/24" };
const SITE: FlowPeer = { id: "site", cidr: "192.168.0.0/16" };
const GUARDED = [5432, 8080];
const RDP = 3389;
const UNANSWERED = [...GUARDED, RDP];

const https = { id: "https", port: 443 } as const;
const ssh = { id: "ssh", port: 22 } as const;
const postgres = { id: "postgres", port: 5432 } as const;

/** What the environments declare. */
const SECCFN: readonly NetworkFlow[] = [
  { ...https, from: "private", to: INTERNET, by: "nat" },
  { ...https, from: "private", to: "private" },
  { ...postgres, from: "private", to: "private" },
];
const WEBSITE: readonly NetworkFlow[] = [
  ...SECCFN,
  { ...https, from: INTERNET, to: "public" },
  { id: "http", port: 80, from: INTERNET, to: "public" },
  { id: "application", port: 8080, from: "public", to: "private" },
];
const BASTION: readonly NetworkFlow[] = [
  ...WEBSITE,
  { ...ssh, from: OFFICE, to: "public" },
  { ...ssh, from: "public", to: "private" },
  { ...https, from: "public", to: INTERNET },
];
const CLOSED: readonly NetworkFlow[] = [
  { ...https, from: "private", to: "private" },
  { ...postgres, from: "private", to: "private" },
  { ...https, from: "private", to: INTERNET },
  { ...ssh, from: SITE, to: "private" },
];

function told(flows: readonly NetworkFlow[]) {
  const tell = ({ direction, id, port, peer }: TierFlow) => `${direction} ${id} ${port} ${peer.id}`;
  const tiers = tierFlows(flows, VPC);
  return { public: tiers.public.map(tell), private: tiers.private.map(tell) };
}

function rulesOf(flows: readonly NetworkFlow[]) {
  const tiers = tierFlows(flows, VPC);
  return { public: aclRules(tiers.public, GUARDED), private: aclRules(tiers.private, GUARDED) };
}

describe("what each tier lets through", () => {
  it("SEC-VPC-2: of seccfn: the NAT gateways' part lies in the public tier", () => {
    expect(told(SECCFN)).toEqual({
      public: ["in https 443 vpc", "out https 443 internet"],
      private: [
        "out https 443 internet",
        "out https 443 vpc",
        "in https 443 vpc",
        "out postgres 5432 vpc",
        "in postgres 5432 vpc",
      ],
    });
  });

  it("SEC-VPC-2: of seccfn: the rules with their numbers, as they were before there were other environments", () => {
    const table = (tier: TierName) =>
      rulesOf(SECCFN)[tier].map(({ id, number, action, cidr }) => `${number} ${action} ${cidr} ${id}`);
    expect(table("private")).toEqual([
      "100 allow 10.20.0.0/16 in_https_vpc",
      "110 allow 10.20.0.0/16 in_postgres_vpc",
      "200 allow 10.20.0.0/16 in_return_vpc",
      "300 deny 0.0.0.0/0 in_deny_3389",
      "310 deny 0.0.0.0/0 in_deny_5432",
      "320 deny 0.0.0.0/0 in_deny_8080",
      "400 allow 0.0.0.0/0 in_return_internet",
      "100 allow 0.0.0.0/0 out_https_internet",
      "110 allow 10.20.0.0/16 out_postgres_vpc",
      "200 allow 10.20.0.0/16 out_return_vpc",
    ]);
    expect(table("public")).toEqual([
      "100 allow 10.20.0.0/16 in_https_vpc",
      "300 deny 0.0.0.0/0 in_deny_3389",
      "310 deny 0.0.0.0/0 in_deny_5432",
      "320 deny 0.0.0.0/0 in_deny_8080",
      "400 allow 0.0.0.0/0 in_return_internet",
      "100 allow 0.0.0.0/0 out_https_internet",
      "200 allow 10.20.0.0/16 out_return_vpc",
    ]);
  });

  it("WEB-NET-1: of a website: the internet reaches the load balancer, and only that the application", () => {
    expect(told(WEBSITE).public).toEqual([
      "in https 443 vpc",
      "out https 443 internet",
      "in https 443 internet",
      "in http 80 internet",
      "out application 8080 vpc",
    ]);
    expect(told(WEBSITE).private).toEqual([...told(SECCFN).private, "in application 8080 vpc"]);
  });

  it("ENT-BAS-1: of a bastion host: SSH from the office to it, and from there on", () => {
    const added = (tier: TierName) => told(BASTION)[tier].slice(told(WEBSITE)[tier].length);
    expect(added("public")).toEqual(["in ssh 22 office", "out ssh 22 vpc"]);
    expect(added("private")).toEqual(["in ssh 22 vpc"]);
  });

  it("MAZ-NET-2: without NAT the public tier takes part in nothing", () => {
    expect(told(CLOSED)).toEqual({
      public: [],
      private: [
        "out https 443 vpc",
        "in https 443 vpc",
        "out postgres 5432 vpc",
        "in postgres 5432 vpc",
        "out https 443 internet",
        "in ssh 22 site",
      ],
    });
  });
});

/** A part of a flow: where it enters or leaves a tier, and who is at the other end. */
interface Part {
  readonly tier: TierName;
  readonly opensOutward: boolean;
  readonly port: number;
  readonly cidr: string;
}

/** The parts of a flow, said without what is tested: each tier at an end, and the public one between where NAT is. */
function partsOf(flow: NetworkFlow): Part[] {
  const { from, to, port } = flow;
  const cidrOf = (end: TierName | FlowPeer) => (end === "public" || end === "private" ? VPC.cidr : end.cidr);
  const parts: Part[] = [];
  if (from === "public" || from === "private") {
    parts.push({ tier: from, opensOutward: true, port, cidr: cidrOf(to) });
  }
  if (to === "public" || to === "private") {
    parts.push({ tier: to, opensOutward: false, port, cidr: cidrOf(from) });
  }
  if ("by" in flow) {
    parts.push({ tier: "public", opensOutward: false, port, cidr: VPC.cidr });
    parts.push({ tier: "public", opensOutward: true, port, cidr: cidrOf(to) });
  }
  return parts;
}

/** Whether a packet belongs to a flow: it opens one, or answers in one, but not on a guarded port from outside. */
function belongs(partsOfTier: readonly Part[], { egress, address, port }: Packet): boolean {
  return partsOfTier.some(
    (part) =>
      isIn(address, part.cidr) &&
      (part.opensOutward === egress
        ? part.port === port
        : port >= 1024 && (egress || isPrivate(part.cidr) || !UNANSWERED.includes(port))),
  );
}

describe("for any of these flows", () => {
  const trusted = (cidr: string): FlowPeer => ({ id: `trusted_${cidr.replace(/\W/g, "_")}`, cidr });
  const optional: readonly NetworkFlow[] = [
    ...BASTION.slice(SECCFN.length),
    ...CLOSED,
    { ...https, from: "private", to: INTERNET, by: "nat" },
    { id: "postgres_site", port: 5433, from: "private", to: SITE },
    ...["198.51.100.0/24", "203.0.113.0/25", "203.0.113.9/32", "192.0.2.0/24"].map(
      (cidr): NetworkFlow => ({ ...ssh, from: trusted(cidr), to: "public" }),
    ),
    ...["192.168.7.0/24", "172.16.0.0/12"].map((cidr): NetworkFlow => ({ ...ssh, from: trusted(cidr), to: "private" })),
  ];
  const some = fc.subarray([...optional]);
  const tiers = ["public", "private"] as const;
  const runs = { seed: 20261128, numRuns: 50 };

  const beside = (value: number) => [value - 1, value, value + 1];
  const cidrs = [VPC, INTERNET, OFFICE, SITE].map(({ cidr }) => cidr);
  const addresses = [...cidrs, ...optional.flatMap(partsOf).map(({ cidr }) => cidr)]
    .flatMap((cidr) => rangeOf(cidr).flatMap(beside))
    .filter((address, index, all) => address >= 0 && address < 2 ** 32 && all.indexOf(address) === index);
  const ports = [22, 80, 443, 1024, RDP, 5432, 5433, 8080, 65535]
    .flatMap(beside)
    .filter((port, index, all) => port <= 65535 && all.indexOf(port) === index);

  const packets = [true, false].flatMap((egress) =>
    addresses.flatMap((address) => ports.map((port) => ({ egress, address, port }))),
  );

  it("SEC-VPC-2: just these and their answers pass the ACL of each tier", () => {
    fc.assert(
      fc.property(some, (flows) => {
        const rules = rulesOf(flows);
        const wrong = tiers.flatMap((tier) => {
          const parts = flows.flatMap(partsOf).filter((part) => part.tier === tier);
          return packets.filter((packet) => passes(rules[tier], packet) !== belongs(parts, packet));
        });
        expect(wrong).toEqual([]);
      }),
      runs,
    );
  });

  it("SEC-VPC-2: each works all along its way, there and back", () => {
    const clientPort = fc.integer({ min: 1024, max: 65535 }).filter((port) => !UNANSWERED.includes(port));
    fc.assert(
      fc.property(some, clientPort, (flows, client) => {
        const rules = rulesOf(flows);
        for (const { tier, opensOutward, port, cidr } of flows.flatMap(partsOf)) {
          for (const address of rangeOf(cidr)) {
            expect(passes(rules[tier], { egress: opensOutward, address, port })).toBe(true);
            expect(passes(rules[tier], { egress: !opensOutward, address, port: client })).toBe(true);
          }
        }
      }),
      runs,
    );
  });

  it("MAZ-SG-1: nobody on the internet opens SSH but who is trusted, nor reaches what is guarded", () => {
    fc.assert(
      fc.property(some, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (flows, address) => {
        const isTrusted = optional.some(
          ({ port, from }) => port === 22 && typeof from !== "string" && isIn(address, from.cidr),
        );
        fc.pre(
          !isTrusted &&
            !isPrivate(`${[24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".")}/32`),
        );
        const rules = rulesOf(flows);
        const open = tiers.flatMap((tier) =>
          [22, ...UNANSWERED].filter((port) => passes(rules[tier], { egress: false, address, port })),
        );
        expect(open).toEqual([]);
      }),
      runs,
    );
  });

  it("an ACL takes them: nothing is wrong, nor are there too many", () => {
    fc.assert(
      fc.property(some, (flows) => {
        const made = tierFlows(flows, VPC);
        expect(tiers.flatMap((tier) => flowProblems(made[tier], GUARDED))).toEqual([]);
      }),
      runs,
    );
    const all = tierFlows(optional, VPC);
    expect(tiers.flatMap((tier) => flowProblems(all[tier], GUARDED))).toEqual([]);
  });
});
