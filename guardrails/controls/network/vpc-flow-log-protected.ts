import { asNumber, asText, type Graph, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { toldOf, unknownValue, worst } from "../../support/attributes";
import { BUCKET, bucketPart } from "../../support/buckets";
import { judgeOwnKey } from "../../support/kms-key";

const LOG_GROUP = "aws_cloudwatch_log_group";
const OTHERWISE = "who may read the log group may read the flow log";

function judge(log: Resource, graph: Graph): Verdict | undefined {
  const ends = ["log_destination", "log_group_name"].flatMap((path) => graph.settle(log, path).ends);
  const group = ends.find(({ resource }) => resource.type === LOG_GROUP && resource.mode === "managed")?.resource;
  if (group !== undefined) {
    const retention = group.get("retention_in_days");
    const days = asNumber(retention) ?? 0;
    const kept =
      unknownValue(group, "retention_in_days", retention) ??
      (days > 0 ? pass(`it is kept ${days} days`) : fail("retention_in_days is not set: it keeps everything for ever"));
    const verdicts = [judgeOwnKey(graph, group, "kms_key_id", OTHERWISE), kept];
    return worst(verdicts.map((verdict) => toldOf(group, verdict)));
  }
  const bucket = ends.find(({ resource }) => resource.type === BUCKET && resource.mode === "managed")?.resource;
  if (bucket === undefined) {
    return asText(log.get("log_destination_type")) === "kinesis-data-firehose"
      ? undefined
      : unknown("its destination is not part of the input");
  }
  const encryption = bucketPart(graph, bucket, {
    type: "aws_s3_bucket_server_side_encryption_configuration",
    inline: "server_side_encryption_configuration",
  });
  return encryption.kind === "none"
    ? fail(`${bucket.address} says nothing of its encryption`)
    : encryption.kind === "maybe"
      ? unknown(encryption.reason)
      : pass(`${bucket.address} says how it is encrypted`);
}

export const vpcFlowLogProtected = control({
  kind: "resource",
  id: "vpc-flow-log-protected",
  title: "Flow logs go where they are encrypted and kept for a set time",
  severity: "medium",
  why: "They show who talks to whom: what an intruder wants to know, and wants to be gone afterwards.",
  fix: {
    yaml: "network.flowLogs.retentionDays",
    terraform: "Set `kms_key_id` and `retention_in_days` of the log group, or encrypt the bucket.",
  },
  references: { nist: ["AU", "SC"] },
  types: ["aws_flow_log"],
  evaluate: judge,
});
