import type { Graph, Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { DATABASE, engineOf, parameterOf } from "./database";

/** Each of them makes PostgreSQL log statements: by their kind, or by how long they take. */
const WAYS = [
  { name: "log_statement", logs: (value: string) => value !== "none" },
  { name: "log_min_duration_statement", logs: (value: string) => Number(value) >= 0 },
  { name: "pgaudit.log", logs: (value: string) => value !== "none" },
] as const;

function judge(database: Resource, graph: Graph): Verdict | undefined {
  if (engineOf(database) !== "postgres") {
    return undefined;
  }
  const found = WAYS.map((way) => ({ way, parameter: parameterOf(graph, database, way.name) }));
  for (const { way, parameter } of found) {
    if (parameter.kind === "set" && way.logs(parameter.value.toLowerCase())) {
      return pass(`${way.name} of ${parameter.group.address} is ${parameter.value}`);
    }
  }
  const open = found.find(({ parameter }) => parameter.kind === "unknown")?.parameter;
  return open?.kind === "unknown"
    ? unknown(`it cannot be told whether statements are logged: ${open.reason}`)
    : fail("neither log_statement nor log_min_duration_statement is set: no statement is logged");
}

export const rdsStatementsLogged = control({
  kind: "resource",
  id: "rds-statements-logged",
  title: "PostgreSQL logs statements, at least those that take long",
  severity: "low",
  why: "Without them nobody can tell afterwards what was read or changed, nor why it is slow.",
  fix: {
    yaml: "database.pgaudit: true",
    terraform: "Set `log_min_duration_statement` (or `log_statement = ddl`) in an `aws_db_parameter_group`.",
  },
  references: { nist: ["AU"], checkov: ["CKV2_AWS_30"] },
  types: [DATABASE],
  evaluate: judge,
});
