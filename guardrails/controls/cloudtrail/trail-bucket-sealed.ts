import { display, type Graph, type Resource, type Statement } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import type { Answer } from "../../support/answers";
import { worst } from "../../support/attributes";
import { bucketPart, bucketsOf } from "../../support/buckets";
import { isAnybodys, narrowedBy } from "../../support/conditions";
import { judgeOpenness, statementText } from "../../support/openness";
import { s3AccessLogged } from "../s3/s3-access-logged";
import { judgeFlags, PUBLIC_ACCESS_BLOCK } from "../s3/s3-public-access-blocked";
import { POLICY } from "../s3/s3-tls-only";
import { s3Versioned, VERSIONING } from "../s3/s3-versioned";

const BUCKET_NAME = "s3_bucket_name";
const SERVICE = "cloudtrail.amazonaws.com";
const SOURCE = /^aws:source(?:arn|account)$/;

/** Whether a statement lets CloudTrail write for a certain trail or account only. */
function isBound({ effect, principals, conditions }: Statement): Answer {
  return effect === "Allow" && principals.some(({ text }) => text === SERVICE)
    ? narrowedBy(conditions, SOURCE, isAnybodys)
    : "yes";
}

function judgeBlock(graph: Graph, bucket: Resource): Verdict {
  const found = bucketPart(graph, bucket, { type: PUBLIC_ACCESS_BLOCK });
  return found.kind === "resources"
    ? (worst(found.parts.map((block) => judgeFlags(block))) ?? pass("public access is blocked"))
    : found.kind === "maybe"
      ? unknown(found.reason)
      : fail(`it has no ${PUBLIC_ACCESS_BLOCK}`);
}

function judgeVersions(graph: Graph, bucket: Resource): Verdict {
  const found = bucketPart(graph, bucket, VERSIONING);
  const places = found.kind === "resources" ? found.parts : [bucket];
  return worst(places.map((place) => s3Versioned.evaluate(place, graph))) ?? fail("it keeps no versions");
}

function judgePolicy(graph: Graph, bucket: Resource): Verdict {
  const found = bucketPart(graph, bucket, POLICY);
  const places = found.kind === "resources" ? found.parts : found.kind === "inline" ? [bucket] : [];
  const documents = places.map((place) => graph.policy(place, "policy"));
  const verdicts = documents.map((document): Verdict => {
    const { statements } = document;
    const where = (statement: Statement) => statementText(statement, statements.indexOf(statement));
    const bad = statements.find((statement) => isBound(statement) === "no");
    const perhaps = statements.find((statement) => isBound(statement) === "unknown");
    const open = judgeOpenness(document, "policy");
    return bad !== undefined
      ? fail(`${where(bad)} lets ${SERVICE} write for anybody's trail`)
      : perhaps !== undefined && open.outcome === "pass"
        ? unknown(`${where(perhaps)}: it cannot be told for whose trail ${SERVICE} writes`)
        : open;
  });
  return worst(verdicts) ?? (found.kind === "maybe" ? unknown(found.reason) : fail("it has no policy"));
}

export const trailBucketSealed = control({
  kind: "resource",
  id: "trail-bucket-sealed",
  title: "The buckets of trails are closed, versioned, logged, and take this trail only",
  severity: "critical",
  why: "The trail is the only witness: who can read it knows the account, who can change it leaves no trace, and a bucket that takes anybody's trail can be filled with lies.",
  fix: {
    terraform:
      "Give the trail's bucket an `aws_s3_bucket_public_access_block`, `aws_s3_bucket_versioning`, `aws_s3_bucket_logging`, and a policy whose statements for `cloudtrail.amazonaws.com` have `ArnEquals: { \"aws:SourceArn\": <the trail's ARN> }`.",
  },
  references: {
    cis: { v3: ["3.4"], v5: ["3.4"] },
    fsbp: ["CloudTrail.6", "CloudTrail.7"],
    nist: ["AC", "AU", "MP"],
    trivy: ["AWS-0161", "AWS-0163"],
  },
  types: ["aws_cloudtrail"],
  evaluate: (trail, graph) => {
    const [bucket] = bucketsOf(graph, trail, BUCKET_NAME);
    if (bucket === undefined) {
      return unknown(`the bucket ${display(trail.get(BUCKET_NAME))} is not part of the input`, BUCKET_NAME);
    }
    const verdicts = [
      judgeBlock(graph, bucket),
      judgePolicy(graph, bucket),
      judgeVersions(graph, bucket),
      s3AccessLogged.evaluate(bucket, graph),
    ];
    const bad = verdicts.filter(({ outcome }) => outcome !== "pass");
    return bad.length === 0
      ? pass(`${bucket.address} is sealed`, BUCKET_NAME)
      : bad.map(({ outcome, reason }) => ({ outcome, reason: `${bucket.address}: ${reason}`, attribute: BUCKET_NAME }));
  },
});
