import { asBoolean, asText, type Graph, type Resource } from "../../model";
import { ACL, type AclRule as AclRuleOfAcl, DEFAULT_ACL, rulesOfAcl } from "../support/network-acl";
import { ANY_PROTOCOL, type Ports } from "../support/ports";
import { routesOf, tableOf } from "../support/routing";
import {
  DEFAULT_GROUP,
  type Direction,
  GROUPS,
  type GroupRule as RuleOfGroup,
  rulesOfGroup,
} from "../support/security-group-rules";
import { blocksAt } from "../support/sources";
import { SUBNET } from "../support/subnets";
import { ALL_ADDRESSES, ALL_PORTS, type Intervals, intervalsOf } from "./intervals";
import type { AclRule, GroupRule, Host, Network, Route, SecurityGroup, Subnet, Target, Transport } from "./network";

/** What has network interfaces, and where it says so. */
interface HostType {
  readonly kind: string;
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  readonly isPublic: (graph: Graph, host: Resource) => boolean;
}

const never = () => false;

const HOST_TYPES: Readonly<Record<string, HostType>> = {
  aws_autoscaling_group: {
    kind: "instances",
    subnets: ["vpc_zone_identifier"],
    groups: [],
    isPublic: (graph, host) => templateOf(graph, host).some(isInstancePublic(graph, host)),
  },
  aws_db_instance: {
    kind: "database",
    subnets: [],
    groups: ["vpc_security_group_ids"],
    isPublic: (_, host) => asBoolean(host.get("publicly_accessible")) === true,
  },
  aws_instance: {
    kind: "instance",
    subnets: ["subnet_id"],
    groups: ["vpc_security_group_ids", "security_groups", "network_interface.security_groups"],
    isPublic: (graph, host) => isInstancePublic(graph, host)(host) || hasElasticIp(graph, host),
  },
  aws_lambda_function: {
    kind: "function",
    subnets: ["vpc_config.subnet_ids"],
    groups: ["vpc_config.security_group_ids"],
    isPublic: never, // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
  },
  aws_lb: {
    kind: "load balancer",
    subnets: ["subnets", "subnet_mapping.subnet_id"],
    groups: ["security_groups"],
    isPublic: (_, host) => asBoolean(host.get("internal")) !== true,
  },
  aws_vpc_endpoint: {
    kind: "interface endpoint",
    subnets: ["subnet_ids"],
    groups: ["security_group_ids"],
    isPublic: never,
  },
};

/**
 * Reads the network out of a graph: subnets with their ACLs and routes, security groups, and whatever has interfaces in them.
 * IPv4 only. Addresses of gateway endpoints' services are not known, so that flows to them are none to the internet.
 */
export function networkOf(graph: Graph): Network {
  const unknown: string[] = [];
  const note = (text: string | undefined) => {
    if (text !== undefined) {
      unknown.push(text);
    }
  };
  const vpcs = new Map(
    graph.resources("aws_vpc").map((vpc) => [vpc.address, addressesAt(graph, vpc, "cidr_block", note)]),
  );
  const subnets = new Map(graph.resources(SUBNET).map((subnet) => [subnet.address, readSubnet(graph, subnet, note)]));
  const groups = new Map(
    GROUPS.flatMap((type) => graph.resources(type)).map((group) => [group.address, readGroup(graph, group, note)]),
  );
  const hosts = new Map(
    Object.entries(HOST_TYPES).flatMap(([type, reading]) =>
      graph.resources(type).flatMap((host) => {
        const read = readHost(graph, host, reading, groups);
        return read === undefined ? [] : [[host.address, read] as const];
      }),
    ),
  );
  return { vpcs, subnets, groups, hosts, unknown: [...new Set(unknown)].sort() };
}

type Note = (text: string | undefined) => void;

function addressesAt(graph: Graph, from: Resource, name: string, note: Note): Intervals {
  const { set, open } = blocksAt(graph, from, name);
  note(open[0] === undefined ? undefined : `${from.address}.${name}: ${open[0]}`);
  return intervalsOf(set.ipv4);
}

function readSubnet(graph: Graph, subnet: Resource, note: Note): Subnet {
  return {
    id: subnet.address,
    vpc: targetAt(graph, subnet, "vpc_id", "aws_vpc")?.address ?? "",
    addresses: addressesAt(graph, subnet, "cidr_block", note),
    acl: aclOf(graph, subnet, note),
    routes: routesFrom(graph, subnet, note),
  };
}

function targetAt(graph: Graph, from: Resource, path: string, type: string): Resource | undefined {
  return graph.settle(from, path).ends.find(({ resource }) => resource.type === type)?.resource;
}

/** What AWS gives to each VPC: lets everything through, until somebody takes it over. */
const OPEN_ACL: readonly AclRule[] = [true, false].map((egress) => ({
  id: "the default network ACL",
  number: 100,
  egress,
  allows: true,
  transport: "any",
  ports: ALL_PORTS,
  addresses: ALL_ADDRESSES,
}));

function aclOf(graph: Graph, subnet: Resource, note: Note): readonly AclRule[] {
  const own = graph.referrersOf(subnet, ACL, "subnet_ids").map(({ from }) => from);
  const associated = graph
    .companions(subnet, "aws_network_acl_association", "subnet_id")
    .found.flatMap((association) => targetAt(graph, association, "network_acl_id", ACL) ?? []);
  const vpc = targetAt(graph, subnet, "vpc_id", "aws_vpc");
  const adopted =
    vpc === undefined ? [] : graph.referrersOf(vpc, DEFAULT_ACL, "default_network_acl_id").map(({ from }) => from);
  const [acl] = [...own, ...associated, ...adopted];
  if (acl === undefined) {
    return OPEN_ACL;
  }
  const { rules, unknown } = rulesOfAcl(graph, acl);
  note(unknown === undefined ? undefined : `${acl.address}: ${unknown}`);
  return rules.flatMap((rule) => readAclRule(rule, note)).sort((a, b) => a.number - b.number);
}

function readAclRule(rule: AclRuleOfAcl, note: Note): AclRule[] {
  const id = rule.from.resource.address;
  const transport = transportOf(rule);
  const unsure = rule.unknown ?? rule.sources.open[0];
  if (rule.number === undefined || rule.action === undefined || rule.egress === undefined || unsure !== undefined) {
    note(`${id}: ${unsure ?? "its number, action or direction is not known"}`);
    return [];
  }
  const { number, egress } = rule;
  const addresses = intervalsOf(rule.sources.set.ipv4);
  const allows = rule.action === "allow";
  return transport === undefined ? [] : [{ id, number, egress, allows, transport, ports: portsOf(rule), addresses }];
}

/** The transport of a rule; nothing for ICMP and others, by which no such flow goes. */
function transportOf({ protocol }: Ports): Transport | "any" | undefined {
  return protocol === ANY_PROTOCOL ? "any" : protocol === "tcp" || protocol === "udp" ? protocol : undefined;
}

function portsOf({ range }: Ports): Intervals {
  return range === undefined ? [] : [range];
}

function routesFrom(graph: Graph, subnet: Resource, note: Note): readonly Route[] {
  const table = tableOf(graph, subnet);
  if (table.kind !== "table") {
    note(table.kind === "unknown" ? `${subnet.address}: ${table.reason}` : undefined);
    return [];
  }
  return table.tables.flatMap((one) => {
    const { routes, unknown } = routesOf(graph, one);
    note(unknown === undefined ? undefined : `${one.address}: ${unknown}`);
    return routes.flatMap((route) => {
      const { resource } = route.from;
      note(route.target === "unknown" ? `${resource.address}: ${route.targetText}` : undefined);
      const target: Target =
        route.target === "internet"
          ? { kind: "internet", id: route.targetText }
          : route.target === "nat"
            ? natGateway(graph, route.from.resource, route.targetText)
            : { kind: route.target === "other" ? otherKind(route.targetText) : "none", id: route.targetText };
      return intervalsOf(route.destinations.set.ipv4).map((destination) => ({
        id: resource.address,
        destination,
        target,
      }));
    });
  });
}

function otherKind(target: string): "endpoint" | "network" {
  return target.startsWith("aws_vpc_endpoint.") ? "endpoint" : "network";
}

function natGateway(graph: Graph, route: Resource, id: string): Target {
  const gateway = graph.resources("aws_nat_gateway").find(({ address }) => address === id);
  const subnet = gateway === undefined ? undefined : targetAt(graph, gateway, "subnet_id", SUBNET);
  return { kind: "nat", id: gateway?.address ?? route.address, subnet: subnet?.address ?? "" };
}

function readGroup(graph: Graph, group: Resource, note: Note): SecurityGroup {
  const rules = (direction: Direction) => {
    const { rules: all, unknown } = rulesOfGroup(graph, group, direction);
    note(unknown === undefined ? undefined : `${group.address}: ${unknown}`);
    return all.flatMap((rule) => readGroupRule(graph, group, rule, note));
  };
  return { id: group.address, ingress: rules("ingress"), egress: rules("egress") };
}

/** Where rules name groups: the rule of one block, the older one, and those written in groups. */
const GROUP_ARGUMENTS = ["referenced_security_group_id", "source_security_group_id", "security_groups"] as const;

function readGroupRule(graph: Graph, group: Resource, rule: RuleOfGroup, note: Note): GroupRule[] {
  const id = rule.from.resource.address;
  const transport = transportOf(rule);
  note(rule.unknown === undefined ? undefined : `${id}: ${rule.unknown}`);
  note(rule.sources.open[0] === undefined ? undefined : `${id}: ${rule.sources.open[0]}`);
  const named = GROUP_ARGUMENTS.flatMap((name) => graph.settle(rule.from, name).ends).filter(({ resource }) =>
    GROUPS.includes(resource.type),
  );
  const self = asText(rule.from.get("self")) === "true" ? [group.address] : [];
  const groups = [...new Set([...named.map(({ resource }) => resource.address), ...self])];
  return transport === undefined
    ? []
    : [{ id, transport, ports: portsOf(rule), addresses: intervalsOf(rule.sources.set.ipv4), groups }];
}

function readHost(
  graph: Graph,
  host: Resource,
  { kind, subnets, groups, isPublic }: HostType,
  known: ReadonlyMap<string, SecurityGroup>,
): Host | undefined {
  const inSubnets = unique(
    [
      ...subnets.flatMap((path) => graph.referencesOf(host, path).map(({ to }) => to)),
      ...subnetGroupOf(graph, host).flatMap((group) => graph.referencesOf(group, "subnet_ids").map(({ to }) => to)),
    ].filter(({ type }) => type === SUBNET),
  );
  if (inSubnets.length === 0) {
    return undefined; // not in a VPC of the input
  }
  const ownGroups = unique(
    [
      ...groups.flatMap((path) => graph.referencesOf(host, path).map(({ to }) => to)),
      ...templateOf(graph, host).flatMap((template) =>
        ["vpc_security_group_ids", "network_interfaces.security_groups"].flatMap((path) =>
          graph.referencesOf(template, path).map(({ to }) => to),
        ),
      ),
    ].filter(({ address }) => known.has(address)),
  );
  const byDefault = ownGroups.length > 0 ? ownGroups : unique(graph.resources(DEFAULT_GROUP));
  return { id: host.address, kind, subnets: inSubnets, groups: byDefault, isPublic: isPublic(graph, host) };
}

function unique(resources: readonly Resource[]): string[] {
  return [...new Set(resources.map(({ address }) => address))].sort();
}

function subnetGroupOf(graph: Graph, host: Resource): readonly Resource[] {
  return graph
    .referencesOf(host, "db_subnet_group_name")
    .map(({ to }) => to)
    .filter(({ type }) => type === "aws_db_subnet_group");
}

function templateOf(graph: Graph, host: Resource): readonly Resource[] {
  return ["launch_template", "launch_configuration", "mixed_instances_policy"]
    .flatMap((path) => graph.referencesOf(host, path).map(({ to }) => to))
    .filter(({ type }) => type === "aws_launch_template" || type === "aws_launch_configuration");
}

/** Whether an instance gets a public address: as it says, else as its subnet does. */
function isInstancePublic(graph: Graph, host: Resource): (from: Resource) => boolean {
  return (from) => {
    const said = ["associate_public_ip_address", "network_interfaces.associate_public_ip_address"]
      .map((path) => asBoolean(from.get(path)))
      .find((value) => value !== undefined);
    const bySubnet = () =>
      ["subnet_id", "vpc_zone_identifier"]
        .flatMap((path) => graph.referencesOf(host, path).map(({ to }) => to))
        .some((subnet) => subnet.type === SUBNET && asBoolean(subnet.get("map_public_ip_on_launch")) === true);
    return said ?? bySubnet();
  };
}

function hasElasticIp(graph: Graph, host: Resource): boolean {
  return (
    graph.referrersOf(host, "aws_eip", "instance").length > 0 ||
    graph.referrersOf(host, "aws_eip_association", "instance_id").length > 0
  );
}
