import type { Graph, Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { DATABASE, engineOf, majorOf, parameterOf } from "./database";

/** PostgreSQL 15 is the first whose default parameters have `rds.force_ssl = 1`. */
const FORCED_SINCE = 15;
const PARAMETERS: Readonly<Record<string, string>> = {
  postgres: "rds.force_ssl",
  sqlserver: "rds.force_ssl",
  mysql: "require_secure_transport",
  mariadb: "require_secure_transport",
};
const OTHERWISE = "passwords and data may go over the network in plain text";

function judge(database: Resource, graph: Graph): Verdict | undefined {
  const engine = engineOf(database) ?? "";
  const name = PARAMETERS[engine];
  if (name === undefined) {
    return undefined;
  }
  const parameter = parameterOf(graph, database, name);
  switch (parameter.kind) {
    case "set": {
      const text = `${name} of ${parameter.group.address} is ${parameter.value}`;
      return /^(?:1|on|true)$/i.test(parameter.value) ? pass(text) : fail(`${text}: ${OTHERWISE}`);
    }
    case "unknown":
      return unknown(`it cannot be told whether TLS is forced: ${parameter.reason}`);
    case "default": {
      const where = parameter.group === undefined ? "" : ` in ${parameter.group.address}`;
      const major = majorOf(/\d+/.exec(parameter.family ?? "")?.[0]);
      return engine !== "postgres"
        ? fail(`${name} is not set${where}, which means 0: ${OTHERWISE}`)
        : major === undefined
          ? unknown(`${name} is not set${where}, and the version that its default depends on is not known`)
          : major >= FORCED_SINCE
            ? pass(`${name} is 1 unless set, since PostgreSQL ${FORCED_SINCE}`)
            : fail(`${name} is not set${where}, which means 0 in PostgreSQL ${major}: ${OTHERWISE}`);
    }
  }
}

export const rdsTlsForced = control({
  kind: "resource",
  id: "rds-tls-forced",
  title: "Databases refuse connections without TLS",
  severity: "high",
  why: "Clients fall back to plain text without a word, and whoever is in the network reads passwords and data.",
  fix: {
    terraform:
      "Set `rds.force_ssl = 1` (MySQL and MariaDB: `require_secure_transport = 1`) in an `aws_db_parameter_group`.",
  },
  references: { fsbp: ["RDS.38"], nist: ["SC"], checkov: ["CKV2_AWS_69"] },
  types: [DATABASE],
  evaluate: judge,
});
