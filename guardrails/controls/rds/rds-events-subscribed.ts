import { asText, type Graph, isUnset, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { DATABASE } from "./database";

const SUBSCRIPTION = "aws_db_event_subscription";

/** Whether a subscription is about a database: about this one, or about all. */
function covers(graph: Graph, subscription: Resource, database: Resource): "yes" | "no" | "unknown" {
  const enabled = subscription.get("enabled");
  const type = subscription.get("source_type");
  if (enabled.kind === "known" && enabled.value === false) {
    return "no";
  }
  if (isUnset(type)) {
    return "yes";
  }
  if (type.kind !== "known" || type.value !== "db-instance") {
    return type.kind === "known" ? "no" : "unknown";
  }
  const { items, unknown: missing } = subscription.list("source_ids");
  // A state has no references, only the name.
  const name = asText(database.get("identifier"));
  return (items.length === 0 && (missing === undefined || isUnset(missing))) ||
    (name !== undefined && items.some((item) => asText(item) === name)) ||
    graph.referencesOf(subscription, "source_ids").some(({ to }) => to === database)
    ? "yes"
    : missing === undefined
      ? "no"
      : "unknown";
}

export const rdsEventsSubscribed = control({
  kind: "environment",
  id: "rds-events-subscribed",
  title: "Somebody is told of what happens to databases",
  severity: "low",
  why: "Failovers, full disks and deletions are otherwise seen only when users complain.",
  fix: { terraform: 'Add an `aws_db_event_subscription` with `source_type = "db-instance"` and an SNS topic.' },
  references: { fsbp: ["RDS.20", "RDS.21", "RDS.22"], nist: ["SI"] },
  types: [DATABASE],
  evaluate: (graph) => {
    const subscriptions = graph.resources(SUBSCRIPTION);
    return graph.resources(DATABASE).map((resource): Verdict & { readonly resource: Resource } => {
      const answers = subscriptions.map((subscription) => covers(graph, subscription, resource));
      return {
        ...(answers.includes("yes")
          ? pass(`${subscriptions[answers.indexOf("yes")]?.address} tells of it`)
          : answers.includes("unknown")
            ? unknown("it cannot be told which databases a subscription is for")
            : fail(`no ${SUBSCRIPTION} tells of it`)),
        resource,
      };
    });
  },
});
