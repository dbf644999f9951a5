import type { Graph, Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { portsText } from "../../support/ports";
import { GROUP, type GroupRule, rulesOfGroup } from "../../support/security-group-rules";
import { attachmentsOf } from "./attachments";

/** Databases, caches and search, whose clients are known. */
const DATABASES =
  /^aws_(?:db_instance|db_proxy|rds_cluster|rds_cluster_instance|docdb_cluster|neptune_cluster|elasticache_\w+|memorydb_cluster|redshift_cluster|dax_cluster)$/;

function judge(group: Resource, graph: Graph): Verdict | undefined {
  const database = attachmentsOf(graph, group).find(({ from }) => DATABASES.test(from.type))?.from;
  if (database === undefined) {
    return undefined;
  }
  const { rules, unknown: missing } = rulesOfGroup(graph, group, "ingress");
  const named = rules.find(({ sources }) => sources.texts.length > 0);
  if (named !== undefined) {
    return fail(
      `${ruleText(named, group)} lets ${named.sources.texts.join(", ")} to ${database.address}`,
      place(named, group),
    );
  }
  const open = rules.find(({ sources }) => sources.open.length > 0);
  const why = open?.sources.open[0] ?? missing;
  return why === undefined
    ? pass(`only groups reach ${database.address}`)
    : unknown(`it cannot be told who reaches ${database.address}: ${why}`);
}

function ruleText(rule: GroupRule, group: Resource): string {
  const where = rule.from.resource === group ? "a rule" : rule.from.resource.address;
  return `${where} (${portsText(rule)})`;
}

function place({ from, attribute }: GroupRule, group: Resource): string | undefined {
  return from.resource === group ? attribute : undefined;
}

export const sgDbOnlyFromApp = control({
  kind: "resource",
  id: "sg-db-only-from-app",
  title: "Databases are reached by named security groups only",
  severity: "high",
  why: "A network block lets in everything that will ever have an address there. A group lets in what was put into it on purpose.",
  fix: {
    yaml: "application.databaseAccess: true",
    terraform:
      "Replace `cidr_ipv4` by `referenced_security_group_id = aws_security_group.<application>.id` in the rules of the database's group.",
  },
  references: { nist: ["AC", "SC"] },
  types: [GROUP],
  evaluate: judge,
});
