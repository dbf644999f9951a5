import { asBoolean, asText, coversAction, type Graph, isAnyone, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { isConfigured } from "../../support/attributes";
import { doubtOf, neededCompanions } from "../../support/presence";

const RULE = "aws_cloudwatch_event_rule";
const TARGET = "aws_cloudwatch_event_target";
const TOPIC = "aws_sns_topic";
/** Where findings come from: GuardDuty itself, or Security Hub, which gathers those of others. */
const SOURCES: ReadonlySet<string> = new Set(["aws.guardduty", "aws.securityhub"]);

/** Whether an event pattern lets findings through. */
function takesFindings(rule: Resource): "yes" | "no" | "unknown" {
  const pattern = rule.get("event_pattern");
  const text = asText(pattern);
  const state = asText(rule.get("state")) ?? "ENABLED";
  if (state === "DISABLED" || asBoolean(rule.get("is_enabled")) === false) {
    return "no";
  }
  if (text === undefined) {
    return pattern.kind === "unknown" && pattern.why !== "computed" ? "unknown" : "no";
  }
  try {
    const { source } = JSON.parse(text) as { readonly source?: unknown };
    return Array.isArray(source) && source.some((name) => SOURCES.has(String(name))) ? "yes" : "no";
  } catch {
    return "no";
  }
}

/** Whether a topic lets EventBridge publish. Another target has a permission of its own. */
function admitsEvents(graph: Graph, topic: Resource): Verdict {
  const { found } = graph.companions(topic, "aws_sns_topic_policy", "arn");
  const places = [...(topic.config !== undefined && isConfigured(topic, "policy") ? [topic] : []), ...found];
  const documents = places.map((place) => graph.policy(place, "policy"));
  const admits = documents.some(({ statements }) =>
    statements.some(
      (statement) =>
        statement.effect === "Allow" &&
        statement.principals.some((who) => who.text === "events.amazonaws.com" || isAnyone(who)) &&
        coversAction(statement, "sns:Publish"),
    ),
  );
  const why = documents.find((document) => document.unknown !== undefined)?.unknown;
  return admits
    ? pass(`findings reach ${topic.address}`)
    : why === undefined
      ? fail(
          `the policy of ${topic.address} does not let events.amazonaws.com publish: findings are dropped without a trace`,
        )
      : unknown(`it cannot be told whether ${topic.address} lets events.amazonaws.com publish: ${why}`);
}

function judgeRule(graph: Graph, rule: Resource): Verdict {
  const { found: targets, maybe } = neededCompanions(graph, rule, TARGET, "rule");
  const referred = targets.flatMap((target) => graph.referencesOf(target, "arn").map(({ to }) => to));
  const [topic] = referred.filter(({ type }) => type === TOPIC);
  return targets.length === 0
    ? maybe[0] === undefined
      ? fail(`${rule.address} has no target`)
      : unknown(doubtOf(maybe[0], `which rule ${maybe[0].address} is for`))
    : referred.some(({ type }) => type !== TOPIC) || topic === undefined
      ? pass(`findings reach ${referred[0]?.address ?? "a target that is not part of the input"}`)
      : admitsEvents(graph, topic);
}

export const findingsReachPeople = control({
  kind: "environment",
  id: "findings-reach-people",
  title: "Findings of GuardDuty or Security Hub reach somebody",
  severity: "high",
  why: "A finding in the console waits until somebody looks; an attacker does not wait.",
  fix: {
    yaml: "baseline.guardDuty: true",
    terraform: `Add an \`${RULE}\` with \`event_pattern = jsonencode({ source = ["aws.guardduty"], "detail-type" = ["GuardDuty Finding"] })\`, an \`${TARGET}\` to a topic, and a topic policy that lets \`events.amazonaws.com\` publish.`,
  },
  references: { nist: ["IR", "SI"] },
  types: ["aws_guardduty_detector", "aws_securityhub_account"],
  evaluate: (graph) => {
    const rules = graph.resources(RULE).map((rule) => ({ rule, takes: takesFindings(rule) }));
    const judged = rules.flatMap(({ rule, takes }) =>
      takes === "yes" ? [{ ...judgeRule(graph, rule), resource: rule }] : [],
    );
    const good = judged.find(({ outcome }) => outcome === "pass");
    return good !== undefined
      ? [good]
      : judged.length > 0
        ? judged
        : rules.some(({ takes }) => takes === "unknown")
          ? [unknown(`it cannot be told whether an ${RULE} takes findings`)]
          : [fail(`no ${RULE} takes events of aws.guardduty or aws.securityhub`)];
  },
});
