import type { Comparison, NeededFlow, PossibleFlow } from "../../guardrails/reachability/matrix";
import { INTERNET, NETWORKS } from "../../guardrails/reachability/matrix";
import type { Network } from "../../guardrails/reachability/network";
import { counted } from "../../guardrails/report/report";
import type { Graph, Resource } from "../../model";
import { encryptionOf } from "../facts/encryption";
import { byText, capitalized } from "../text";
import { describe, frameOf, nameOf, zoneOf } from "./describe";
import type { Drawing, DrawnNode, DrawnPanel, DrawnSubnet, DrawnTier, DrawnVpc } from "./drawing";
import { type Area, DRAWN_TYPES, PARTS } from "./drawn-types";
import { drawnFlows } from "./flows";
import { idOf } from "./ids";

/** What a diagram is made of. */
export interface Drawable {
  readonly title: string;
  readonly graph: Graph;
  readonly network: Network;
  readonly flows: readonly PossibleFlow[];
  /** What the environment needs, where it is known. */
  readonly needed?: readonly NeededFlow[] | undefined;
  readonly comparison?: Comparison | undefined;
}

const PANELS: readonly (readonly [Exclude<Area, "network">, string])[] = [
  ["data", "Data"],
  ["keys", "Encryption keys"],
  ["audit", "Audit and detection"],
  ["identity", "Identity"],
  ["operation", "Operation"],
  ["edge", "Edge"],
];

/** Draws a graph: every resource of {@link DRAWN_TYPES} in one node, what is of no known type in `other resources`. */
export function drawingOf({ title, graph, network, flows, needed, comparison }: Drawable): Drawing {
  const managed = [...graph.resources()].sort((a, b) => byText(a.label, b.label));
  const taken = new Set<Resource>();
  const vpcs = managed
    .filter(({ type }) => type === "aws_vpc")
    .map((vpc) => drawnVpc(graph, network, vpc, managed, taken));
  const rest = managed.filter((resource) => !taken.has(resource));
  const panels = PANELS.flatMap(([area, heading]) => panelOf(graph, area, heading, rest));
  const homeless = rest.filter(({ type }) => DRAWN_TYPES[type]?.area === "network");
  const others = rest.filter(({ type }) => DRAWN_TYPES[type] === undefined && !PARTS.has(type));
  const outside = [
    { id: INTERNET, glyph: "internet", title: "Internet", lines: [], addresses: [] },
    ...(flows.some(({ from, to }) => from === NETWORKS || to === NETWORKS)
      ? [
          {
            id: NETWORKS,
            glyph: "networks",
            title: "Other networks",
            lines: ["behind a gateway"],
            addresses: [],
          } as const,
        ]
      : []),
  ] as const satisfies readonly DrawnNode[];
  const drawn = {
    title,
    account: stackFact(graph, "account"),
    region: stackFact(graph, "region"),
    outside,
    vpcs,
    panels: [
      ...panels,
      ...(homeless.length + others.length === 0
        ? []
        : [{ id: "others", title: "Elsewhere", nodes: [...nodesOf(graph, homeless), ...otherNode(others)] }]),
    ],
  };
  return { ...drawn, flows: drawnFlows(endsOf(graph, nodesWithin(drawn)), flows, needed, comparison) };
}

/** The nodes of what flows begin and end at: hosts by their addresses, and what is outside by its name. */
function endsOf(graph: Graph, nodes: readonly DrawnNode[]): ReadonlyMap<string, string> {
  const byLabel = new Map(nodes.flatMap(({ id, addresses }) => addresses.map((label) => [label, id] as const)));
  return new Map([
    ...[INTERNET, NETWORKS].map((name) => [name, name] as const),
    ...graph.resources().flatMap(({ address, label }) => {
      const id = byLabel.get(label);
      return id === undefined ? [] : [[address, id] as const];
    }),
  ]);
}

/** Every node and frame of a drawing. */
export function nodesWithin({ outside, vpcs, panels }: Pick<Drawing, "outside" | "vpcs" | "panels">): DrawnNode[] {
  return [
    ...outside,
    ...vpcs.flatMap(({ frame, tiers, nodes }) => [
      frame,
      ...tiers.flatMap((tier) => [...tier.subnets.flatMap((subnet) => [subnet.frame, ...subnet.nodes]), ...tier.nodes]),
      ...nodes,
    ]),
    ...panels.flatMap(({ nodes }) => nodes),
  ];
}

function stackFact(graph: Graph, fact: "account" | "region"): string | undefined {
  const values = [...new Set(graph.stacks.flatMap(({ meta }) => meta[fact] ?? []))];
  return values.length === 0 ? undefined : values.join(", ");
}

function drawnVpc(
  graph: Graph,
  network: Network,
  vpc: Resource,
  managed: readonly Resource[],
  taken: Set<Resource>,
): DrawnVpc {
  const subnets = managed.filter(
    ({ type, address }) => type === "aws_subnet" && network.subnets.get(address)?.vpc === vpc.address,
  );
  const ids = new Set(subnets.map(({ address }) => address));
  const inside = managed.flatMap((resource) => {
    const own = subnetsOf(graph, network, resource).filter((id) => ids.has(id));
    const isPart = own.length > 0 || (standsInVpc(resource) && refersTo(graph, resource, vpc));
    return isPart && DRAWN_TYPES[resource.type]?.area === "network" && !FRAMES.has(resource.type)
      ? [{ resource, own }]
      : [];
  });
  for (const resource of [vpc, ...subnets, ...inside.map((item) => item.resource)]) {
    taken.add(resource);
  }
  const within = (chosen: (own: readonly string[]) => boolean) =>
    nodesOf(
      graph,
      inside.filter(({ own }) => chosen(own)).map(({ resource }) => resource),
      network,
    );
  const tiers = tiersOf(network, subnets).map(({ id, title, members }): DrawnTier => {
    const all = members.map(({ address }) => address);
    return {
      id: `${idOf(vpc.label)}-${id}`,
      title,
      subnets: members.map(
        (subnet): DrawnSubnet => ({
          frame: frameOf(subnet, network),
          zone: zoneOf(subnet),
          nodes: within((own) => own.length === 1 && own[0] === subnet.address),
        }),
      ),
      nodes: within((own) => own.length > 1 && own.every((one) => all.includes(one))),
    };
  });
  const isOfTier = (own: readonly string[]) =>
    own.length === 1 ||
    tiersOf(network, subnets).some(({ members }) => own.every((one) => members.some(({ address }) => address === one)));
  return { frame: frameOf(vpc, network), tiers, nodes: within((own) => own.length === 0 || !isOfTier(own)) };
}

const FRAMES: ReadonlySet<string> = new Set(["aws_vpc", "aws_subnet"]);

/** What has a place in a VPC without being in a subnet. */
function standsInVpc({ type }: Resource): boolean {
  return /^aws_(?:internet_gateway|vpc_endpoint|ec2_transit_gateway_vpc_attachment)$/.test(type);
}

function refersTo(graph: Graph, from: Resource, to: Resource): boolean {
  return graph.referencesOf(from).some((edge) => edge.to === to);
}

/** The subnets that something stands in. */
function subnetsOf(graph: Graph, network: Network, resource: Resource): readonly string[] {
  const host = network.hosts.get(resource.address);
  if (host !== undefined) {
    return host.subnets;
  }
  return resource.type === "aws_nat_gateway"
    ? graph.referencesOf(resource, "subnet_id").map(({ to }) => to.address)
    : [];
}

const TIERS = [
  ["public", "Public subnets"],
  ["private", "Private subnets"],
  ["isolated", "Subnets without a way out"],
] as const;

/** Subnets by where their routes lead: to an internet gateway, to a NAT gateway or other networks, or nowhere. */
function tiersOf(network: Network, subnets: readonly Resource[]) {
  const tierOf = ({ address }: Resource) => {
    const kinds = (network.subnets.get(address)?.routes ?? []).map(({ target }) => target.kind);
    return kinds.includes("internet")
      ? "public"
      : kinds.some((kind) => kind === "nat" || kind === "network")
        ? "private"
        : "isolated";
  };
  return TIERS.map(([id, title]) => ({ id, title, members: subnets.filter((subnet) => tierOf(subnet) === id) })).filter(
    ({ members }) => members.length > 0,
  );
}

function panelOf(graph: Graph, area: Area, title: string, rest: readonly Resource[]): DrawnPanel[] {
  const members = rest.filter(({ type }) => DRAWN_TYPES[type]?.area === area);
  return members.length === 0 ? [] : [{ id: area, title, nodes: nodesOf(graph, members) }];
}

/** Nodes of resources: those of a type that is drawn together in one, hosts that are alike in one, others each in its own. */
function nodesOf(graph: Graph, resources: readonly Resource[], network?: Network): DrawnNode[] {
  const groups = new Map<string, Resource[]>();
  for (const resource of resources) {
    const key = groupOf(resource, network);
    groups.set(key, [...(groups.get(key) ?? []), resource]);
  }
  const order = Object.keys(DRAWN_TYPES);
  const ranked = [...groups.values()].sort(([a], [b]) => order.indexOf(a?.type ?? "") - order.indexOf(b?.type ?? ""));
  return ranked.map((members) => nodeOf(graph, members));
}

function groupOf(resource: Resource, network: Network | undefined): string {
  const host = network?.hosts.get(resource.address);
  if (DRAWN_TYPES[resource.type]?.together === true || (resource.type === "aws_vpc_endpoint" && host === undefined)) {
    return resource.type;
  }
  return host === undefined
    ? resource.label
    : [resource.type, host.isPublic, ...host.subnets, ...host.groups].join(" ");
}

function nodeOf(graph: Graph, members: readonly Resource[]): DrawnNode {
  const [first] = members;
  const type = DRAWN_TYPES[first?.type ?? ""];
  if (first === undefined || type === undefined) {
    throw new Error("a node stands for at least one resource of a type that is drawn");
  }
  const id = idOf(first.label);
  const addresses = members.map(({ label }) => label);
  if (members.length === 1 && type.together !== true) {
    const encryption = encryptionOf(graph, first);
    return {
      id,
      glyph: type.glyph,
      addresses,
      ...describe(graph, first, type),
      ...(encryption === undefined ? {} : { key: encryption.text }),
    };
  }
  const keys = [...new Set(members.flatMap((member) => encryptionOf(graph, member)?.text ?? []))].sort(byText);
  return {
    id,
    glyph: type.glyph,
    addresses,
    title: capitalized(counted(members.length, type.one, type.many)),
    lines: type.together === true ? [] : members.map(nameOf),
    ...(keys.length === 0 ? {} : { key: keys.length > 2 ? counted(keys.length, "key") : keys.join(", ") }),
  };
}

function otherNode(others: readonly Resource[]): DrawnNode[] {
  const types = [...new Set(others.map(({ type }) => type))].sort(byText);
  return others.length === 0
    ? []
    : [
        {
          id: "other-resources",
          glyph: "other",
          title: counted(others.length, "other resource"),
          lines: types.length > 4 ? [...types.slice(0, 3), `and ${types.length - 3} types more`] : types,
          addresses: others.map(({ label }) => label),
        },
      ];
}
