import { type Attributes, asText, type Graph, isUnset, type Resource } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { attributeOf, unknownValue, worst } from "../../support/attributes";
import { DEFAULT_GROUP, type Direction, GROUP, ownRules, RULE_HOLDERS } from "../../support/security-group-rules";

/** What the provider writes where nobody wrote anything. */
const NOTHING_SAID = "Managed by Terraform";
const PATH = "description";

function judgeText(from: Attributes): Verdict {
  const value = from.get(PATH);
  const attribute = attributeOf(from, PATH);
  const text = asText(value)?.trim();
  return (
    unknownValue(from, PATH, value) ??
    (isUnset(value) || text === "" || text === NOTHING_SAID
      ? fail(`${attribute} says nothing`, attribute)
      : pass(`${attribute} says what it is for`, attribute))
  );
}

function judge(resource: Resource, graph: Graph): Verdict | undefined {
  const inline = (["ingress", "egress"] satisfies Direction[])
    .flatMap((direction) => ownRules(graph, resource, direction).rules)
    .map(({ from }) => from)
    .filter((from) => from !== resource);
  // The default group's own description cannot be changed.
  const own = resource.type === DEFAULT_GROUP ? [] : [resource];
  return worst([...own, ...inline].map(judgeText));
}

export const sgRulesDescribed = control({
  kind: "resource",
  id: "sg-rules-described",
  title: "Security groups and their rules say what they are for",
  severity: "low",
  why: "Rules without a reason are never taken away, since nobody dares to.",
  fix: { terraform: "Write a `description` for the group (a change replaces it) and for each rule." },
  references: { nist: ["CM"], checkov: ["CKV_AWS_23"], trivy: ["AWS-0099", "AWS-0124"] },
  types: [GROUP, DEFAULT_GROUP, ...new Set([...RULE_HOLDERS.ingress, ...RULE_HOLDERS.egress])].filter(
    (type, index, all) => all.indexOf(type) === index,
  ),
  evaluate: judge,
});
