import { type Graph, isUnset, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { internetRoute } from "../../support/routing";
import { subnetsAt } from "../../support/subnets";
import { DATABASE, isReplica } from "./database";

const PATH = "db_subnet_group_name";

function judge(database: Resource, graph: Graph): Verdict | undefined {
  if (isUnset(database.get(PATH))) {
    // A replica in the same region is in its source's subnet group.
    return isReplica(database)
      ? undefined
      : fail(`${PATH} is not set: it goes into the default VPC, whose subnets are public`, PATH);
  }
  const groups = graph.settle(database, PATH).ends.map(({ resource }) => resource);
  const group = groups.find(({ type, mode }) => type === "aws_db_subnet_group" && mode === "managed");
  if (group === undefined) {
    return unknown("its subnet group is not part of the input", PATH);
  }
  const subnets = subnetsAt(graph, group, "subnet_ids");
  const routes = (subnets ?? []).map((subnet) => ({ subnet, ...internetRoute(graph, subnet) }));
  const open = routes.find(({ answer }) => answer === "yes");
  const unclear = routes.find(({ answer }) => answer === "unknown");
  return open !== undefined
    ? fail(`it may be placed in ${open.subnet.address}, which is public: ${open.reason}`, PATH)
    : subnets === undefined
      ? unknown(`not all subnets of ${group.address} are part of the input`, PATH)
      : unclear !== undefined
        ? unknown(`the routes of ${unclear.subnet.address} cannot be told: ${unclear.reason}`, PATH)
        : pass(`no subnet of ${group.address} has a route to an internet gateway`, PATH);
}

export const rdsInDataSubnets = control({
  kind: "resource",
  id: "rds-in-data-subnets",
  title: "Databases are in subnets without a route to an internet gateway",
  severity: "high",
  why: "In a public subnet one attribute is all that is between the database and the internet.",
  fix: { terraform: "Name an `aws_db_subnet_group` of private subnets in `db_subnet_group_name`." },
  references: { fsbp: ["RDS.18", "RDS.46"], nist: ["AC", "SC"] },
  types: [DATABASE],
  evaluate: judge,
});
