import { asNumber, type Graph, isUnset, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { judgeBoolean, unknownValue } from "../../support/attributes";
import { doubtOf, isSurelyMade } from "../../support/presence";
import { anyOf, STATEFUL_TYPES, selects } from "./selection";

const SELECTION = "aws_backup_selection";
const RETENTION = "backup_retention_period";

/** Where nobody uses AWS Backup: what the service itself keeps. */
function judgeOwnBackups(graph: Graph, resource: Resource): Verdict {
  if (/^aws_(?:db_instance|rds_cluster)$/.test(resource.type)) {
    const value = resource.get(RETENTION);
    // A cluster keeps a day's backups unless it is told otherwise; an instance none, and one of a cluster leaves it to that.
    const days = asNumber(value) ?? (resource.type === "aws_rds_cluster" ? 1 : 0);
    return (
      unknownValue(resource, RETENTION, value) ??
      (days > 0
        ? pass(`RDS keeps backups for ${days} days`, RETENTION)
        : fail(`neither RDS nor a backup plan makes backups of it`, RETENTION))
    );
  }
  if (resource.type === "aws_dynamodb_table") {
    const recovery = {
      wanted: true,
      unset: false,
      otherwise: "neither DynamoDB nor a backup plan makes backups of it",
    };
    return judgeBoolean(resource, "point_in_time_recovery.enabled", recovery);
  }
  const snapshots = graph.resources("aws_dlm_lifecycle_policy");
  return resource.type === "aws_ebs_volume" && snapshots.length > 0
    ? unknown(`it cannot be told whether ${snapshots[0]?.address} takes it`)
    : fail("no backup plan makes backups of it");
}

export const backupCoversStateful = control({
  kind: "resource",
  id: "backup-covers-stateful",
  title: "Whatever holds data is backed up",
  severity: "high",
  why: "What no backup takes is gone with the first mistake, broken disk or ransom; nobody notices until it is needed.",
  fix: {
    yaml: "backup.schedule: cron(0 5 * * ? *)",
    terraform:
      "Name the resource in `resources` of an `aws_backup_selection`, by ARN or pattern, or give it the tag that the selection looks for.",
  },
  references: { fsbp: ["RDS.26", "EC2.28"], nist: ["CP", "SC", "SI"], checkov: ["CKV2_AWS_9"] },
  types: STATEFUL_TYPES,
  evaluate: (resource, graph) => {
    const ofCluster = graph.referencesOf(resource, "cluster_identifier").length > 0;
    const isReplica = !isUnset(resource.get("replicate_source_db"));
    if (resource.type === "aws_db_instance" && (isReplica || ofCluster)) {
      return undefined;
    }
    const selections = graph.resources(SELECTION);
    if (selections.length === 0) {
      const [plan] = graph.resources("aws_backup_plan");
      return plan === undefined
        ? judgeOwnBackups(graph, resource)
        : fail(`there is ${plan.address}, but no ${SELECTION} gives it anything to back up`);
    }
    const answers = selections.map((selection) => selects(graph, selection, resource));
    const taking = selections.filter((_, index) => answers[index] === "yes");
    const at = taking.find((selection) => isSurelyMade(selection, resource)) ?? taking[0];
    switch (anyOf(answers)) {
      case "yes":
        return at === undefined || isSurelyMade(at, resource) ? pass(`${at?.address} takes it`) : unknown(doubtOf(at));
      case "unknown":
        return unknown(`it cannot be told whether ${selections[answers.indexOf("unknown")]?.address} takes it`);
      case "no":
        return fail(`no ${SELECTION} takes it: neither its ARN nor its tags are among what is selected`);
    }
  },
});
