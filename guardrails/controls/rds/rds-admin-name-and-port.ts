import { asNumber, asText, display, type Resource } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { unknownValue } from "../../support/attributes";
import { DATABASE, isReplica } from "./database";

const USUAL_NAMES = new Set([
  "admin",
  "administrator",
  "postgres",
  "root",
  "master",
  "sa",
  "mysql",
  "oracle",
  "db2inst1",
]);
const USUAL_PORTS = new Set([1433, 1521, 3306, 5432, 50_000]);

function judge(database: Resource): readonly Verdict[] {
  const [name, port] = [database.get("username"), database.get("port")];
  const number = asNumber(port);
  return [
    unknownValue(database, "username", name) ??
      (USUAL_NAMES.has(asText(name)?.toLowerCase() ?? "")
        ? fail(`username is ${display(name)}, the first one that is tried`, "username")
        : pass("username is one of your own", "username")),
    unknownValue(database, "port", port) ??
      (number === undefined || USUAL_PORTS.has(number)
        ? fail(`port is ${number ?? "not set"}: the engine's usual one`, "port")
        : pass(`port is ${number}`, "port")),
  ];
}

export const rdsAdminNameAndPort = control({
  kind: "resource",
  id: "rds-admin-name-and-port",
  title: "Databases have neither the usual administrator's name nor the usual port",
  severity: "low",
  why: "It stops nobody who means it, but keeps scanners out of the logs. Off by default.",
  fix: {
    yaml: "database.username: app_admin",
    terraform: "Set `username` (it replaces the database) and `port` to others.",
  },
  references: { fsbp: ["RDS.23", "RDS.25"], nist: ["CM", "SC"] },
  onByDefault: false,
  types: [DATABASE],
  evaluate: (database) => (isReplica(database) ? undefined : judge(database)),
});
