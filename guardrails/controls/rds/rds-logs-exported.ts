import { asText, type Graph, isUnset, patternOf, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { unknownValue } from "../../support/attributes";
import { logGroupNamed, namelessLogGroup } from "../../support/log-groups";
import { DATABASE, engineOf } from "./database";

const PATH = "enabled_cloudwatch_logs_exports";

/** The logs that an engine has and that should be kept. */
const LOGS: Readonly<Record<string, readonly string[]>> = {
  postgres: ["postgresql", "upgrade"],
  mysql: ["error"],
  mariadb: ["error"],
  oracle: ["alert", "audit"],
  sqlserver: ["error"],
  db2: ["diag.log"],
};

function judge(database: Resource, graph: Graph): readonly Verdict[] {
  const { items, unknown: missing } = database.list(PATH);
  const open = missing === undefined ? items.find((item) => item.kind === "unknown") : missing;
  const exported = items.flatMap((item) => asText(item) ?? []);
  const wanted = LOGS[engineOf(database) ?? ""] ?? [];
  const lacking = wanted.filter((log) => !exported.includes(log));
  if (open?.kind === "unknown" && !isUnset(open)) {
    return [unknownValue(database, PATH, open) ?? unknown(`${PATH} cannot be told`, PATH)];
  }
  if (exported.length === 0 || lacking.length > 0) {
    const text = lacking.length > 0 ? `${PATH} lacks ${lacking.join(", ")}` : `${PATH} is empty`;
    return [fail(`${text}: the logs stay on the database's disk, for days`, PATH)];
  }
  return [pass(`${PATH} has ${exported.join(", ")}`, PATH), judgeGroups(database, graph, exported)];
}

/** RDS makes a log group that is not there: without key and for ever. */
function judgeGroups(database: Resource, graph: Graph, exported: readonly string[]): Verdict {
  const identifier = patternOf(database.get("identifier"));
  const name = (log: string) => `/aws/rds/instance/${identifier ?? ""}/${log}`;
  const absent = exported.filter((log) => identifier === undefined || logGroupNamed(graph, name(log)) === undefined);
  const [first] = absent;
  if (first === undefined) {
    return pass("its log groups are made beforehand", PATH);
  }
  const nameless = namelessLogGroup(graph);
  return identifier === undefined || identifier.includes("${") || nameless !== undefined
    ? unknown(`it cannot be told whether a log group is made beforehand for ${absent.join(", ")}`, PATH)
    : fail(
        `no aws_cloudwatch_log_group is ${name(first)}: RDS makes one that is kept for ever, without a key of yours`,
        PATH,
      );
}

export const rdsLogsExported = control({
  kind: "resource",
  id: "rds-logs-exported",
  title: "Databases send their logs to log groups that are made for them",
  severity: "medium",
  why: "On the database's own disk logs are kept for days, and are gone with it. A log group that RDS makes itself has no key and no end.",
  fix: {
    yaml: "database.logRetentionDays",
    terraform:
      'Set `enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]`, and add an `aws_cloudwatch_log_group` named `/aws/rds/instance/<identifier>/<log>` for each, on which the database depends.',
  },
  references: {
    fsbp: ["RDS.9", "RDS.36"],
    nist: ["AC", "AU", "CA", "CM", "IA", "MA", "PM", "SC", "SI"],
    checkov: ["CKV_AWS_129"],
  },
  types: [DATABASE],
  evaluate: judge,
});
