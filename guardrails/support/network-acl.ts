import {
  type Attributes,
  asBoolean,
  asNumber,
  asText,
  type Graph,
  isUnset,
  type Resource,
  type Value,
} from "../../model";
import { type AddressSet, isEmpty, isWorld, NO_ADDRESSES, union, without } from "./address-set";
import { attributeOf, isGiven } from "./attributes";
import { matchesPort, type Ports, portsOf } from "./ports";
import { blocksAt, joined, type Sources } from "./sources";

/** A rule of a network ACL in one form. */
export interface AclRule extends Ports {
  readonly from: Attributes;
  /** The lowest number that matches decides; nothing where it is not known. */
  readonly number: number | undefined;
  readonly action: "allow" | "deny" | undefined;
  readonly egress: boolean | undefined;
  readonly sources: Sources;
  readonly attribute: string;
}

export interface AclRules {
  readonly rules: readonly AclRule[];
  readonly unknown?: string;
}

export const ACL = "aws_network_acl";
export const DEFAULT_ACL = "aws_default_network_acl";
export const ACL_RULE = "aws_network_acl_rule";
export const ACLS: readonly string[] = [ACL, DEFAULT_ACL];

const read = new WeakMap<Resource, AclRules>();

/** The rules of an ACL: those written in it, and those that are resources. */
export function rulesOfAcl(graph: Graph, acl: Resource): AclRules {
  let rules = read.get(acl);
  if (rules === undefined) {
    rules = readRules(graph, acl);
    read.set(acl, rules);
  }
  return rules;
}

/** The ACLs of the graph that a rule belongs to. */
export function aclsOf(graph: Graph, rule: Resource): readonly Resource[] {
  const ends = graph.settle(rule, "network_acl_id").ends.map(({ resource }) => resource);
  return ends.filter(({ type, mode }) => mode === "managed" && ACLS.includes(type));
}

/** A rule that is a resource of its own. */
export function standaloneAclRule(graph: Graph, rule: Resource): AclRule {
  const egress = rule.get("egress");
  return ruleOf(graph, rule, {
    number: "rule_number",
    action: "rule_action",
    egress: isUnset(egress) ? false : asBoolean(egress),
  });
}

/** What an ACL lets in or out at a port. */
export interface Passage {
  /** The addresses that get through for sure. */
  readonly set: AddressSet;
  /** The rules that let a part of it through, each with that part. */
  readonly by: readonly { readonly rule: AclRule; readonly set: AddressSet }[];
  /** Why the internet may get through although it is not sure, or the other way round. */
  readonly open?: { readonly rule: AclRule; readonly reason: string } | undefined;
}

/** Walks through the rules in the order of their numbers, as AWS does: what one denies, no later one lets through. */
export function passage(rules: readonly AclRule[], egress: boolean, transport: "tcp" | "udp", port: number): Passage {
  const matching = rules.filter((rule) => rule.egress !== !egress && matchesPort(rule, transport, port) !== "no");
  const unsure = matching.filter((rule) => whyUnsure(rule, egress) !== undefined);
  const sure = matching.filter((rule) => !unsure.includes(rule)).sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
  const by: { rule: AclRule; set: AddressSet }[] = [];
  let decided = NO_ADDRESSES;
  for (const rule of sure) {
    const set = without(rule.sources.set, decided);
    if (rule.action === "allow" && !isEmpty(set)) {
      by.push({ rule, set });
    }
    decided = union(decided, rule.sources.set);
  }
  const set = union(...by.map((part) => part.set));
  const [allows, denies] = (["deny", "allow"] as const).map((other) => unsure.filter(({ action }) => action !== other));
  const most = union(set, ...(allows ?? []).map(({ sources }) => sources.set));
  const least = without(set, union(...(denies ?? []).map(({ sources }) => sources.set)));
  const openRule =
    allows?.find(({ sources }) => sources.open.length > 0) ??
    denies?.find(({ sources }) => sources.open.length > 0 && isWorld(set)) ??
    (isWorld(most) === isWorld(least) ? undefined : unsure[0]);
  return {
    set,
    by,
    open: openRule === undefined ? undefined : { rule: openRule, reason: whyUnsure(openRule, egress) ?? "" },
  };
}

/** The rules of a passage that make it open to the internet: each alone, or all together. */
export function culprits({ set, by }: Passage): readonly AclRule[] {
  const alone = by.filter((part) => isWorld(part.set));
  return (alone.length > 0 ? alone : isWorld(set) ? by : []).map(({ rule }) => rule);
}

function whyUnsure(rule: AclRule, egress: boolean): string | undefined {
  return rule.number === undefined
    ? "the number of a rule is not known"
    : rule.egress !== egress
      ? "the direction of a rule is not known"
      : rule.action === undefined
        ? "the action of a rule is not known"
        : (rule.unknown ?? rule.sources.open[0]);
}

function readRules(graph: Graph, acl: Resource): AclRules {
  const inline = (["ingress", "egress"] as const).map((direction) => ({ direction, ...acl.blocks(direction) }));
  const { found, maybe } = graph.companions(acl, ACL_RULE, "network_acl_id");
  const rules = [
    ...inline.flatMap(({ direction, items }) =>
      items.map((block) =>
        ruleOf(graph, block, { number: "rule_no", action: "action", egress: direction === "egress" }),
      ),
    ),
    ...found.map((rule) => standaloneAclRule(graph, rule)),
  ];
  const missing = inline.flatMap(({ unknown }) => (unknown === undefined || isUnset(unknown) ? [] : [unknown.reason]));
  const [open] = maybe;
  const why = missing[0] ?? (open === undefined ? undefined : `it cannot be told which ACL ${open.address} belongs to`);
  return why === undefined ? { rules } : { rules, unknown: why };
}

function ruleOf(
  graph: Graph,
  from: Attributes,
  names: { readonly number: string; readonly action: string; readonly egress: boolean | undefined },
): AclRule {
  const v4 = isGiven(from.get("cidr_block"));
  return {
    from,
    ...portsOf(from, "protocol"),
    number: asNumber(from.get(names.number)),
    action: actionOf(from.get(names.action)),
    egress: names.egress,
    sources: joined(blocksAt(graph, from, "cidr_block"), blocksAt(graph, from, "ipv6_cidr_block")),
    attribute: attributeOf(from, v4 ? "cidr_block" : "ipv6_cidr_block"),
  };
}

function actionOf(value: Value): AclRule["action"] {
  const text = asText(value)?.toLowerCase();
  return text === "allow" || text === "deny" ? text : undefined;
}
