import { asText, coversAction, display, type Graph, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { bucketPart, bucketsOf } from "../../support/buckets";
import { POLICY } from "./s3-tls-only";

const SERVICE = "logging.s3.amazonaws.com";
const TARGET = "target_bucket";

/** Whether a target lets S3 deliver: by its policy, or by the ACL of old. */
function judgeTarget(graph: Graph, target: Resource): Verdict {
  const acls = graph.companions(target, "aws_s3_bucket_acl", "bucket").found;
  if ([target, ...acls].some((resource) => asText(resource.get("acl")) === "log-delivery-write")) {
    return pass(`${target.address} lets S3 deliver by its ACL`, TARGET);
  }
  const found = bucketPart(graph, target, POLICY);
  const places = found.kind === "resources" ? found.parts : found.kind === "inline" ? [target] : [];
  const documents = places.map((place) => graph.policy(place, "policy"));
  const allows = documents.some(({ statements }) =>
    statements.some(
      (statement) =>
        statement.effect === "Allow" &&
        statement.principals.some(({ text }) => text === SERVICE || text === "*") &&
        coversAction(statement, "s3:PutObject"),
    ),
  );
  if (allows) {
    return pass(`the policy of ${target.address} lets S3 deliver`, TARGET);
  }
  const why = found.kind === "maybe" ? found.reason : documents.find((document) => document.unknown)?.unknown;
  return why === undefined
    ? fail(`${target.address} lets ${SERVICE} put no objects: no log arrives`, TARGET)
    : unknown(`it cannot be told whether ${target.address} lets ${SERVICE} put objects: ${why}`, TARGET);
}

export const s3LogTargetNotItself = control({
  kind: "resource",
  id: "s3-log-target-not-itself",
  title: "Access logs go to another bucket, which takes them",
  severity: "medium",
  why: "A bucket that logs to itself writes a log of each log without end; a target that does not let S3's log service in gets none, and S3 says nothing.",
  fix: {
    terraform:
      "Set `target_bucket` to a bucket for logs, whose policy allows `logging.s3.amazonaws.com` to `s3:PutObject` for `aws:SourceAccount` and `aws:SourceArn`.",
  },
  references: { nist: ["AU"] },
  types: ["aws_s3_bucket_logging"],
  evaluate: (logging, graph) => {
    const [sources, targets] = ["bucket", TARGET].map((path) => bucketsOf(graph, logging, path));
    const names = ["bucket", TARGET].map((path) => asText(logging.get(path)));
    if (targets?.some((target) => sources?.includes(target)) || (names[0] !== undefined && names[0] === names[1])) {
      return fail("target_bucket is the bucket itself: its logs are logged without end", TARGET);
    }
    const [target] = targets ?? [];
    if (target !== undefined) {
      return judgeTarget(graph, target);
    }
    const value = logging.get(TARGET);
    return value.kind === "known"
      ? pass(`the logs go to ${display(value)}, which is not part of the input`, TARGET)
      : unknown(`target_bucket cannot be told: ${display(value)}`, TARGET);
  },
});
