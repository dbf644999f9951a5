import { type Attributes, asText, type Companions, type Graph, isUnset, kindOf, type Resource } from "../../model";
import { type AddressSet, isWithin, isWorld, union } from "./address-set";
import { attributeOf, isConfigured } from "./attributes";
import { type Ports, portsOf, portsText } from "./ports";
import { blocksAt, joined, prefixListsAt, type Sources } from "./sources";

export type Direction = "ingress" | "egress";

/** A rule of a security group in one form, whichever way it is written. */
export interface GroupRule extends Ports {
  /** The block or the resource that it is written in. */
  readonly from: Attributes;
  readonly sources: Sources;
  /** Whether it names other groups, or its own. */
  readonly namesGroups: boolean;
  /** Where the addresses stand, for a verdict. */
  readonly attribute: string;
}

/** Rules, and why there may be others. */
export interface GroupRules {
  readonly rules: readonly GroupRule[];
  readonly unknown?: string;
}

export const GROUP = "aws_security_group";
export const DEFAULT_GROUP = "aws_default_security_group";
export const OLDER_RULE = "aws_security_group_rule";
export const GROUPS: readonly string[] = [GROUP, DEFAULT_GROUP];

const RULE_TYPES = {
  ingress: [OLDER_RULE, "aws_vpc_security_group_ingress_rule"],
  egress: [OLDER_RULE, "aws_vpc_security_group_egress_rule"],
} as const;

/** The types that have rules of a direction: groups with rules of their own, and rules that are resources. */
export const RULE_HOLDERS = {
  ingress: [...GROUPS, ...RULE_TYPES.ingress],
  egress: [...GROUPS, ...RULE_TYPES.egress],
} as const;

/** The rules that a resource itself has: a group its inline ones, a rule itself. */
export const ownRules = once(readRules);

/** All rules of a group: its own, and those that are resources. */
export const rulesOfGroup = once(allRules);

/** The resources that add rules to a group, and those that may. */
export const standaloneRules = once(addedRules);

/** Asks once for each resource and direction: many controls ask for the same. */
function once<T>(read: (graph: Graph, resource: Resource, direction: Direction) => T): typeof read {
  const answers = { ingress: new WeakMap<Resource, T>(), egress: new WeakMap<Resource, T>() };
  return (graph, resource, direction) => {
    const known = answers[direction].get(resource);
    if (known !== undefined) {
      return known;
    }
    const answer = read(graph, resource, direction);
    answers[direction].set(resource, answer);
    return answer;
  };
}

function readRules(graph: Graph, resource: Resource, direction: Direction): GroupRules {
  if (!GROUPS.includes(resource.type)) {
    const type = resource.get("type");
    return resource.type === OLDER_RULE
      ? asText(type) === direction || (type.kind === "unknown" && !isUnset(type))
        ? { rules: [listedRule(graph, resource)], ...(type.kind === "unknown" ? { unknown: type.reason } : {}) }
        : NO_RULES
      : { rules: [singleRule(graph, resource)] };
  }
  const { items, unknown } = resource.blocks(direction);
  const all = items.map((block) => listedRule(graph, block));
  const rules = hasInlineRules(resource, direction) ? all : withoutShownAgain(graph, resource, direction, all);
  return unknown === undefined || isUnset(unknown) ? { rules } : { rules, unknown: unknown.reason };
}

/** Whether a group has rules written in it, also by `dynamic`, which a plan's configuration does not show. */
export function hasInlineRules(group: Resource, direction: Direction): boolean {
  return (
    isConfigured(group, direction) ||
    (group.change !== undefined && kindOf(group.change) === "create" && group.blocks(direction).items.length > 0)
  );
}

/** A plan of an existing group shows its rules as they were read, with those that are resources of their own. */
function withoutShownAgain(graph: Graph, group: Resource, direction: Direction, rules: readonly GroupRule[]) {
  const others = standaloneRules(graph, group, direction).found.flatMap(
    (rule) => ownRules(graph, rule, direction).rules,
  );
  return rules.filter((rule) => {
    const same = others.filter((other) => portsText(other) === portsText(rule));
    return same.length === 0 || !isWithin(rule.sources.set, union(...same.map(({ sources }) => sources.set)));
  });
}

function allRules(graph: Graph, group: Resource, direction: Direction): GroupRules {
  const own = ownRules(graph, group, direction);
  const { found, maybe } = standaloneRules(graph, group, direction);
  const others = found.map((rule) => ownRules(graph, rule, direction));
  const [open] = maybe;
  const unknown =
    own.unknown ??
    others.find((other) => other.unknown !== undefined)?.unknown ??
    (open === undefined ? undefined : `it cannot be told which group ${open.address} belongs to`);
  const rules = [...own.rules, ...others.flatMap((other) => other.rules)];
  return unknown === undefined ? { rules } : { rules, unknown };
}

function addedRules(graph: Graph, group: Resource, direction: Direction): Companions {
  const all = RULE_TYPES[direction].map((type) => graph.companions(group, type, "security_group_id"));
  const ofDirection = (rule: Resource) => rule.type !== OLDER_RULE || asText(rule.get("type")) === direction;
  return {
    found: all.flatMap(({ found }) => found).filter(ofDirection),
    maybe: all.flatMap(({ maybe }) => maybe).filter(ofDirection),
  };
}

/** The addresses that rules let through at a port, if all of them are sure; and why there may be more. */
export function reached(rules: readonly GroupRule[], matches: (rule: GroupRule) => "yes" | "no" | "unknown") {
  const sure = rules.filter((rule) => matches(rule) === "yes");
  const perhaps = rules.filter((rule) => matches(rule) === "unknown");
  const set: AddressSet = union(...sure.map(({ sources }) => sources.set));
  const most = union(set, ...perhaps.map(({ sources }) => sources.set));
  const open =
    [...sure, ...perhaps].flatMap(({ sources }) => sources.open)[0] ??
    (isWorld(most) ? perhaps.find(({ unknown }) => unknown !== undefined)?.unknown : undefined);
  return { set, texts: [...new Set(sure.flatMap(({ sources }) => sources.texts))], open };
}

const NO_RULES: GroupRules = { rules: [] };

function listedRule(graph: Graph, from: Attributes): GroupRule {
  const groups = ["security_groups", "source_security_group_id"].map((name) => from.list(name));
  const self = from.get("self");
  return {
    from,
    ...portsOf(from, "protocol"),
    sources: joined(
      blocksAt(graph, from, "cidr_blocks"),
      blocksAt(graph, from, "ipv6_cidr_blocks"),
      prefixListsAt(graph, from, "prefix_list_ids"),
    ),
    namesGroups:
      asText(self) === "true" ||
      groups.some(({ items, unknown }) => items.length > 0 || (unknown !== undefined && !isUnset(unknown))),
    attribute: attributeOf(from, firstGiven(from, ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids"])),
  };
}

function singleRule(graph: Graph, from: Attributes): GroupRule {
  return {
    from,
    ...portsOf(from, "ip_protocol"),
    sources: joined(
      blocksAt(graph, from, "cidr_ipv4"),
      blocksAt(graph, from, "cidr_ipv6"),
      prefixListsAt(graph, from, "prefix_list_id"),
    ),
    namesGroups: !isUnset(from.get("referenced_security_group_id")),
    attribute: firstGiven(from, ["cidr_ipv4", "cidr_ipv6", "prefix_list_id"]),
  };
}

/** The first argument that names addresses; the usual one where none does. */
function firstGiven(from: Attributes, names: readonly string[]): string {
  return (
    names.find((name) => from.list(name).items.length > 0 || from.list(name).unknown !== undefined) ?? names[0] ?? ""
  );
}
