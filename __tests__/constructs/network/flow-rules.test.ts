import fc from "fast-check";
import {
  ACL_RULES,
  aclRules,
  DEFAULT_MOST_RULES,
  EPHEMERAL_PORTS,
  flowProblems,
  type TierFlow,
} from "../../../constructs/network/flow-rules";
import { isIn, isPrivate, passes, rangeOf, shouldPass } from "./packets";

const VPC = { id: "vpc", cidr: "10.20.0.0/16" } as const;
const INTERNET = { id: "internet", cidr: "0.0.0.0/0" } as const;
const POSTGRES = 5432;
const RDP = 3389;

/** The flows of the environment `seccfn`. */
const PUBLIC_TIER: readonly TierFlow[] = [
  { id: "https", port: 443, direction: "in", peer: VPC },
  { id: "https", port: 443, direction: "out", peer: INTERNET },
];
const PRIVATE_TIER: readonly TierFlow[] = [
  { id: "https", port: 443, direction: "in", peer: VPC },
  { id: "postgres", port: POSTGRES, direction: "in", peer: VPC },
  { id: "https", port: 443, direction: "out", peer: INTERNET },
  { id: "postgres", port: POSTGRES, direction: "out", peer: VPC },
];

function table(flows: readonly TierFlow[], guardedPorts: readonly number[] = [POSTGRES]): string[] {
  return aclRules(flows, guardedPorts).map(
    ({ id, number, egress, action, cidr, fromPort, toPort }) =>
      `${egress ? "out" : "in"} ${number} ${action} ${cidr} ${fromPort}-${toPort} ${id}`,
  );
}

describe("the rules of seccfn", () => {
  it("SEC-VPC-2: of the public tier", () => {
    expect(table(PUBLIC_TIER)).toEqual([
      "in 100 allow 10.20.0.0/16 443-443 in_https_vpc",
      "in 300 deny 0.0.0.0/0 3389-3389 in_deny_3389",
      "in 310 deny 0.0.0.0/0 5432-5432 in_deny_5432",
      "in 400 allow 0.0.0.0/0 1024-65535 in_return_internet",
      "out 100 allow 0.0.0.0/0 443-443 out_https_internet",
      "out 200 allow 10.20.0.0/16 1024-65535 out_return_vpc",
    ]);
  });

  it("SEC-VPC-2: of the private tier", () => {
    expect(table(PRIVATE_TIER)).toEqual([
      "in 100 allow 10.20.0.0/16 443-443 in_https_vpc",
      "in 110 allow 10.20.0.0/16 5432-5432 in_postgres_vpc",
      "in 200 allow 10.20.0.0/16 1024-65535 in_return_vpc",
      "in 300 deny 0.0.0.0/0 3389-3389 in_deny_3389",
      "in 310 deny 0.0.0.0/0 5432-5432 in_deny_5432",
      "in 400 allow 0.0.0.0/0 1024-65535 in_return_internet",
      "out 100 allow 0.0.0.0/0 443-443 out_https_internet",
      "out 110 allow 10.20.0.0/16 5432-5432 out_postgres_vpc",
      "out 200 allow 10.20.0.0/16 1024-65535 out_return_vpc",
    ]);
  });

  it.each([
    { what: "the database", port: POSTGRES },
    { what: "Remote Desktop", port: RDP },
  ])("SEC-VPC-2: nobody outside reaches $what in either tier", ({ port }) => {
    const [outside] = rangeOf("203.0.113.9/32");
    for (const flows of [PUBLIC_TIER, PRIVATE_TIER]) {
      expect(passes(aclRules(flows, [POSTGRES]), { egress: false, address: outside, port })).toBe(false);
    }
  });
});

describe("the rules of some flows", () => {
  it("are none where there is no flow", () => {
    expect(table([])).toEqual([]);
  });

  it("have no guard where no answer comes from outside", () => {
    expect(table([{ id: "https", port: 443, direction: "out", peer: VPC }])).toEqual([
      "in 200 allow 10.20.0.0/16 1024-65535 in_return_vpc",
      "out 100 allow 10.20.0.0/16 443-443 out_https_vpc",
    ]);
  });

  it("guard Remote Desktop, whatever else is guarded, and each port once, in their order", () => {
    const guards = (ports: readonly number[]) => table([...PUBLIC_TIER], ports).filter((rule) => rule.includes("deny"));
    expect(guards([])).toEqual(["in 300 deny 0.0.0.0/0 3389-3389 in_deny_3389"]);
    expect(guards([6543, RDP, 1433, 6543])).toEqual([
      "in 300 deny 0.0.0.0/0 3389-3389 in_deny_3389",
      "in 310 deny 0.0.0.0/0 6543-6543 in_deny_6543",
      "in 320 deny 0.0.0.0/0 1433-1433 in_deny_1433",
    ]);
  });

  it.each([
    ["another port takes the number of the one before", [1150, 8080], [POSTGRES, 8080]],
    ["one more takes a number that nobody had", [POSTGRES, 1024], [POSTGRES]],
  ])("guard by place, so that no other guard is moved: %s", (_, ports, before) => {
    const numbers = (guardedPorts: readonly number[]) =>
      new Map(aclRules(PUBLIC_TIER, guardedPorts).map(({ id, number }) => [id, number]));
    const old = numbers(before);

    expect([...numbers(ports)].filter(([id, number]) => old.has(id) && old.get(id) !== number)).toEqual([]);
  });

  it("let answers to one peer in once, however many flows go there", () => {
    const flows = [80, 443].map((port): TierFlow => ({ id: `p${port}`, port, direction: "out", peer: VPC }));
    expect(table(flows).filter((rule) => rule.includes("return"))).toEqual([
      "in 200 allow 10.20.0.0/16 1024-65535 in_return_vpc",
    ]);
  });

  it("stand for smaller peers of the same port and direction too, in the place of the first, but answers keep their own", () => {
    const https = { id: "https", port: 443 } as const;
    expect(
      table([
        { ...https, direction: "out", peer: VPC },
        { id: "postgres", port: POSTGRES, direction: "out", peer: VPC },
        { ...https, direction: "out", peer: INTERNET },
        { ...https, direction: "in", peer: VPC },
      ]),
    ).toEqual([
      "in 100 allow 10.20.0.0/16 443-443 in_https_vpc",
      "in 200 allow 10.20.0.0/16 1024-65535 in_return_vpc",
      "in 300 deny 0.0.0.0/0 3389-3389 in_deny_3389",
      "in 310 deny 0.0.0.0/0 5432-5432 in_deny_5432",
      "in 400 allow 0.0.0.0/0 1024-65535 in_return_internet",
      "out 100 allow 0.0.0.0/0 443-443 out_https_internet",
      "out 110 allow 10.20.0.0/16 5432-5432 out_postgres_vpc",
      "out 200 allow 10.20.0.0/16 1024-65535 out_return_vpc",
    ]);
  });

  it("are numbered by tens, then between them, so that more than ten of a kind have room and the first ones stay", () => {
    const flows = Array.from(
      { length: 12 },
      (_, index): TierFlow => ({ id: `f${index}`, port: 8000 + index, direction: "in", peer: VPC }),
    );
    const numbers = (count: number) =>
      aclRules(flows.slice(0, count), [])
        .filter(({ egress }) => !egress)
        .map(({ number }) => number);
    expect(numbers(12)).toEqual([100, 110, 120, 130, 140, 150, 160, 170, 180, 190, 101, 111]);
    expect(numbers(3)).toEqual(numbers(12).slice(0, 3));
  });

  test.each([
    { cidr: "10.0.0.0/8", number: 200 },
    { cidr: "100.64.0.0/10", number: 200 },
    { cidr: "172.31.0.0/16", number: 200 },
    { cidr: "192.168.7.0/24", number: 200 },
    { cidr: "203.0.113.0/24", number: 400 },
    { cidr: "10.0.0.0/7", number: 400 }, // 10.0.0.0/8 and as much that is public
    { cidr: "128.0.0.0/1", number: 400 }, // half of the internet
    { cidr: "${var.office}", number: 400 }, // nobody knows yet
  ])(
    "SEC-VPC-2: let answers from $cidr in by rule $number: before the guards only what is wholly private",
    ({ cidr, number }) => {
      const rules = aclRules([{ id: "https", port: 443, direction: "out", peer: { id: "peer", cidr } }], []);
      expect(rules.find(({ id }) => id === "in_return_peer")?.number).toBe(number);
      expect(rules.some(({ action }) => action === "deny")).toBe(number === 400);
    },
  );

  it("the ephemeral ports are those that AWS names for NAT gateways and Lambda", () => {
    expect(EPHEMERAL_PORTS).toEqual({ from: 1024, to: 65535 });
  });
});

describe("for any flows", () => {
  const port = fc.oneof(
    fc.constantFrom(1, 22, 443, 1023, 1024, RDP, POSTGRES, 65535),
    fc.integer({ min: 1, max: 65535 }),
  );
  const fixed = fc.constantFrom(
    VPC.cidr,
    INTERNET.cidr,
    "10.0.0.0/8",
    "10.0.0.0/7",
    "128.0.0.0/1",
    "172.16.0.0/12",
    "203.0.113.0/24",
    "100.64.0.0/10",
  );
  const anywhere = fc
    .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
    .map(([address, length]) => {
      const size = 2 ** (32 - length);
      const first = Math.floor(address / size) * size;
      return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${length}`;
    });
  const guardedPorts = fc.uniqueArray(fc.oneof(fc.constant(POSTGRES), port), { maxLength: 4 });
  const flow = fc
    .record({ direction: fc.constantFrom("in" as const, "out" as const), cidr: fc.oneof(fixed, anywhere), port })
    .map(({ direction, cidr, port: number }): TierFlow => {
      const id = `p${cidr.replace(/\W/g, "_")}`;
      return { id: `port_${number}`, direction, peer: { id, cidr }, port: number };
    });
  const setting = fc
    .record({
      flows: fc.uniqueArray(flow, {
        maxLength: 9,
        selector: (made) => `${made.direction} ${made.peer.cidr} ${made.port}`,
      }),
      guarded: guardedPorts,
    })
    // Such a flow is refused: see below.
    .map(({ flows, guarded }) => ({
      guarded,
      flows: flows.filter(
        (made) => made.direction === "out" || isPrivate(made.peer.cidr) || ![...guarded, RDP].includes(made.port),
      ),
    }));
  const runs = { seed: 20261122, numRuns: 120 };

  /** Addresses and ports where something can change: the edges of every block and range, and what lies beside them. */
  function edges(flows: readonly TierFlow[], guarded: readonly number[]) {
    const beside = (value: number) => [value - 1, value, value + 1];
    const addresses = [VPC.cidr, INTERNET.cidr, ...flows.map(({ peer }) => peer.cidr)].flatMap((cidr) =>
      rangeOf(cidr).flatMap(beside),
    );
    const ports = [1, 1024, RDP, 65535, ...guarded, ...flows.map((made) => made.port)].flatMap(beside);
    return {
      addresses: [...new Set(addresses)].filter((address) => address >= 0 && address < 2 ** 32),
      ports: [...new Set(ports)].filter((number) => number >= 1 && number <= 65535),
    };
  }

  it("SEC-VPC-2: just these flows and their answers pass, in both directions", () => {
    fc.assert(
      fc.property(setting, ({ flows, guarded }) => {
        const rules = aclRules(flows, guarded);
        const { addresses, ports } = edges(flows, guarded);
        const wrong = [true, false].flatMap((egress) =>
          addresses.flatMap((address) =>
            ports
              .map((number) => ({ egress, address, port: number }))
              .filter((packet) => passes(rules, packet) !== shouldPass(flows, guarded, packet)),
          ),
        );
        expect(wrong).toEqual([]);
      }),
      runs,
    );
  });

  it("SEC-VPC-2: every flow works with any client port, but for guarded ones from outside", () => {
    const client = fc.integer({ min: 1024, max: 65535 });
    fc.assert(
      fc.property(setting, client, ({ flows, guarded }, clientPort) => {
        fc.pre(![...guarded, RDP].includes(clientPort));
        const rules = aclRules(flows, guarded);
        for (const { direction, peer, port: service } of flows) {
          const [address] = rangeOf(peer.cidr);
          const egress = direction === "out";
          expect(passes(rules, { egress, address, port: service })).toBe(true);
          expect(passes(rules, { egress: !egress, address, port: clientPort })).toBe(true);
        }
      }),
      runs,
    );
  });

  it("SEC-VPC-2: nobody with a public address reaches a guarded port", () => {
    const publicAddress = fc
      .integer({ min: 0, max: 2 ** 32 - 1 })
      .filter(
        (address) =>
          !["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].some((block) => isIn(address, block)),
      );
    fc.assert(
      fc.property(setting, publicAddress, ({ flows, guarded }, address) => {
        const rules = aclRules(flows, guarded);
        const ephemeral = [...guarded, RDP].filter((number) => number >= EPHEMERAL_PORTS.from);
        expect(ephemeral.filter((number) => passes(rules, { egress: false, address, port: number }))).toEqual([]);
      }),
      runs,
    );
  });

  it("no two rules of a direction have one number, no two rules one id", () => {
    fc.assert(
      fc.property(setting, ({ flows, guarded }) => {
        fc.pre(flowProblems(flows, guarded).length === 0);
        const rules = aclRules(flows, guarded);
        expect(new Set(rules.map(({ egress, number }) => `${egress} ${number}`)).size).toBe(rules.length);
        expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
      }),
      runs,
    );
  });

  it("flows made like this have nothing wrong, so the properties speak of flows that a program can have", () => {
    fc.assert(
      fc.property(setting, ({ flows, guarded }) => {
        expect(flowProblems(flows, guarded)).toEqual([]);
      }),
      runs,
    );
  });
});

describe("flowProblems", () => {
  const [HTTPS] = PRIVATE_TIER;
  const flow = (changes: Partial<TierFlow>): TierFlow => ({
    id: "https",
    port: 443,
    direction: "in",
    peer: VPC,
    ...changes,
  });
  const many = (count: number, direction: "in" | "out") =>
    Array.from({ length: count }, (_, index) => flow({ id: `f${index}`, port: 8000 + index, direction }));

  it("are none of what seccfn declares", () => {
    expect(HTTPS).toBeDefined();
    expect([PUBLIC_TIER, PRIVATE_TIER].flatMap((flows) => flowProblems(flows, [POSTGRES]))).toEqual([]);
  });

  test.each<{ what: string; flows: readonly TierFlow[]; guardedPorts?: readonly number[]; message: string }>([
    {
      what: "a port is no port",
      flows: [flow({ port: 0 })],
      message: "flows[0].port must be a whole number between 1 and 65535 (a TCP port), got 0",
    },
    {
      what: "a port is too high",
      flows: [flow({ port: 65536 })],
      message: "flows[0].port must be a whole number between 1 and 65535 (a TCP port), got 65536",
    },
    {
      what: "a peer is no block",
      flows: [flow({ peer: { id: "vpc", cidr: "10.20.0.1/16" } })],
      message: 'flows[0].peer.cidr "10.20.0.1/16" has host bits set; did you mean "10.20.0.0/16"?',
    },
    {
      what: "an id cannot be part of an address",
      flows: [flow({ id: "HTTPS" })],
      message: 'flows[0].id must be lower-case letters, digits and underscores, got "HTTPS"',
    },
    {
      what: "the id of a peer cannot be part of an address",
      flows: [flow({ peer: { ...VPC, id: "the vpc" } })],
      message: 'flows[0].peer.id must be lower-case letters, digits and underscores, got "the vpc"',
    },
    {
      what: "a flow is there twice",
      flows: [flow({}), flow({ direction: "out" }), flow({ port: 8443 })],
      message: 'flows[2] must differ from the others, got "https" in with "vpc" again',
    },
    {
      what: "one peer has two blocks",
      flows: [flow({}), flow({ direction: "out", peer: { id: "vpc", cidr: "10.21.0.0/16" } })],
      message: 'flows[1].peer.id must stand for one block, got "vpc" for "10.20.0.0/16" and "10.21.0.0/16"',
    },
    {
      what: "a flow would open a guarded port to the internet",
      flows: [flow({ port: POSTGRES, peer: INTERNET })],
      message: 'flows[0] must not let anybody outside reach the guarded port 5432, got peer "0.0.0.0/0"',
    },
    {
      what: "a flow would open Remote Desktop to half of it",
      flows: [flow({ port: RDP, peer: { id: "half", cidr: "128.0.0.0/1" } })],
      guardedPorts: [],
      message: 'flows[0] must not let anybody outside reach the guarded port 3389, got peer "128.0.0.0/1"',
    },
    {
      what: "there are more flows out, with the answers, than AWS has room for",
      flows: [...many(16, "in"), ...many(19, "out")],
      message:
        "flows must need at most 19 rules out, with their answers and guards, got 20; widen a peer, or have AWS raise the quota, which is 20 with its own last rule and 40 at most",
    },
    {
      what: "there are more flows in, with the guards, than AWS has room for",
      flows: [...many(16, "in"), flow({ direction: "out", peer: INTERNET })],
      message:
        "flows must need at most 19 rules in, with their answers and guards, got 20; widen a peer, or have AWS raise the quota, which is 20 with its own last rule and 40 at most",
      guardedPorts: [POSTGRES, 8080],
    },
    {
      what: "a guarded port is no port",
      flows: [],
      guardedPorts: [POSTGRES, 0],
      message: "guardedPorts[1] must be a whole number between 1 and 65535 (a TCP port), got 0",
    },
  ])("is one if $what", ({ flows, guardedPorts = [POSTGRES], message }) => {
    expect(flowProblems(flows, guardedPorts)).toEqual([message]);
  });

  it("are none with as many rules as AWS has room for, or a guarded port out to the internet", () => {
    expect(flowProblems([...many(18, "in"), flow({ direction: "out" })], [])).toEqual([]);
    expect(flowProblems([...many(18, "out"), flow({})], [])).toEqual([]);
    expect(flowProblems([flow({ direction: "out", port: POSTGRES, peer: INTERNET })], [POSTGRES])).toEqual([]);
    expect(flowProblems([flow({ port: POSTGRES })], [POSTGRES])).toEqual([]);
  });

  it("mostRules is what the quota leaves: 19 rules beside AWS's own, 39 where it is raised", () => {
    expect({ ...ACL_RULES, default: DEFAULT_MOST_RULES }).toEqual({ min: 1, max: 39, unit: "rules", default: 19 });
    expect(flowProblems(many(30, "in"), [], 30)).toEqual([]);
    expect(flowProblems(many(3, "in"), [], 2)).toEqual([
      "flows must need at most 2 rules in, with their answers and guards, got 3; widen a peer, or have AWS raise the quota, which is 20 with its own last rule and 40 at most",
    ]);
  });

  test.each([0, 40, 1.5])("is one if mostRules is %d", (mostRules) => {
    expect(flowProblems([], [], mostRules)).toEqual([
      `mostRules must be a whole number between 1 and 39 rules, got ${mostRules}`,
    ]);
  });
});
