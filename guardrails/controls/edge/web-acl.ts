import { type Attributes, asText, display, type Graph, isUnset, type Resource } from "../../../model";
import { isGiven } from "../../support/attributes";

export const WEB_ACL = "aws_wafv2_web_acl";
export const RULE_GROUP = "aws_wafv2_rule_group";

/** Resources that add a rule to a web ACL. */
const ADDITIONS = ["aws_wafv2_web_acl_rule_group_association", "aws_wafv2_web_acl_rule"] as const;

/** A rule of a web ACL or a rule group in one form. */
export interface WebRule {
  readonly from: Attributes;
  /** Whether it stops requests; `unknown` where it cannot be told. */
  readonly acts: "yes" | "no" | "unknown";
  /** The managed group that it uses: `AWS/AWSManagedRulesCommonRuleSet`. */
  readonly managed?: string;
  /** Rules of the managed group that it only counts. */
  readonly counted: readonly string[];
  readonly isRateBased: boolean;
  /** Whether it looks at some requests only: nobody can tell from the code which of them come. */
  readonly isScoped: boolean;
}

/** The rules of a web ACL or rule group, and why there may be others. */
export function webRules(
  graph: Graph,
  acl: Resource,
): { readonly rules: readonly WebRule[]; readonly unknown?: string } {
  const { items, unknown } = acl.blocks("rule");
  const json = ["rule_json", "rules_json"].find((name) => isGiven(acl.get(name)));
  const added = ADDITIONS.flatMap((type) => graph.companions(acl, type, "web_acl_arn").found);
  const rules = [...items.map(ruleOf), ...added.map(additionOf)];
  const why =
    json !== undefined
      ? `its rules are written as text (${json})`
      : unknown === undefined || isUnset(unknown)
        ? undefined
        : unknown.reason;
  return why === undefined ? { rules } : { rules, unknown: why };
}

/** What happens to a request that no rule stops: `block`, `allow`, or what cannot be told. */
export function defaultAction(acl: Resource): string {
  const { items } = acl.blocks("default_action");
  const names = items.flatMap((block) => block.names());
  return names.find((name) => name === "block" || name === "allow") ?? display(acl.get("default_action"));
}

function ruleOf(rule: Attributes): WebRule {
  const managed = rule.blocks("statement.managed_rule_group_statement").items[0];
  const overrides = managed?.blocks("rule_action_override").items ?? [];
  const counted = [
    ...overrides.filter(
      (block) => block.blocks("action_to_use.count").items.length > 0 || block.names().includes("count"),
    ),
    ...(managed?.blocks("excluded_rule").items ?? []),
  ];
  const name =
    managed === undefined
      ? undefined
      : `${asText(managed.get("vendor_name")) ?? "?"}/${asText(managed.get("name")) ?? "?"}`;
  return {
    from: rule,
    acts: actsOf(rule),
    ...(name === undefined ? {} : { managed: name }),
    counted: counted.flatMap((block) => asText(block.get("name")) ?? []),
    isRateBased: rule.blocks("statement.rate_based_statement").items.length > 0,
    isScoped: ["managed_rule_group_statement", "rate_based_statement"].some(
      (kind) => rule.blocks(`statement.${kind}.scope_down_statement`).items.length > 0,
    ),
  };
}

/** A rule group acts unless it is overridden to count; a rule by its action. */
function actsOf(rule: Attributes): WebRule["acts"] {
  const override = namesOf(rule, "override_action");
  const action = namesOf(rule, "action");
  if (override.includes("none")) {
    return "yes";
  }
  if (override.includes("count")) {
    return "no";
  }
  return ["block", "captcha", "challenge"].some((name) => action.includes(name))
    ? "yes"
    : action.includes("count") || action.includes("allow")
      ? "no"
      : "unknown";
}

function namesOf(rule: Attributes, path: string): readonly string[] {
  return rule.blocks(path).items.flatMap((block) => block.names());
}

/** A rule group that is put into a web ACL by a resource of its own. */
function additionOf(addition: Resource): WebRule {
  const managed = addition.blocks("managed_rule_group").items[0];
  const override = asText(addition.get("override_action"));
  const overrides = managed?.blocks("rule_action_override").items ?? [];
  const counted = overrides.filter((block) => block.blocks("action_to_use.count").items.length > 0);
  return {
    from: addition,
    acts: override === "count" ? "no" : "yes",
    ...(managed === undefined
      ? {}
      : { managed: `${asText(managed.get("vendor_name")) ?? "?"}/${asText(managed.get("name")) ?? "?"}` }),
    counted: counted.flatMap((block) => asText(block.get("name")) ?? []),
    isRateBased: false,
    isScoped: false,
  };
}
