import type { Attributes, Graph, Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { BUCKET, type BucketPart, bucketPart, reachesBucket } from "../../support/buckets";
import { refusesPlainHttp } from "../../support/tls-only";

export const POLICY: BucketPart = { type: "aws_s3_bucket_policy", inline: "policy" };
const OTHERWISE = "requests without TLS are taken";

function judgePolicies(graph: Graph, bucket: Resource, places: readonly Attributes[]): Verdict {
  const documents = places.map((place) => graph.policy(place, "policy"));
  const answers = documents.map((document) =>
    refusesPlainHttp(document, "s3:*", (statements) => reachesBucket(graph, bucket, statements)),
  );
  if (answers.includes("yes")) {
    return pass("the bucket's policy refuses requests without TLS");
  }
  const at = places.map(({ resource }) => resource.address).join(", ");
  const why = documents[answers.indexOf("unknown")]?.unknown ?? "its resources are not known";
  return answers.includes("unknown")
    ? unknown(`it cannot be told whether the policy of ${at} refuses requests without TLS: ${why}`)
    : fail(`the policy of ${at} does not deny s3:* on the bucket and its objects where aws:SecureTransport is false`);
}

export const s3TlsOnly = control({
  kind: "resource",
  id: "s3-tls-only",
  title: "Buckets refuse requests without TLS",
  severity: "high",
  why: "S3 answers over plain HTTP, too: whoever is on the way reads what is sent, and the signature with it.",
  fix: {
    terraform:
      'Give the bucket an `aws_s3_bucket_policy` that denies `s3:*` to `"*"` on the bucket\'s ARN and on `<arn>/*` where `Bool: { "aws:SecureTransport": "false" }`.',
  },
  references: {
    cis: { v3: ["2.1.1"], v5: ["2.1.1"] },
    fsbp: ["S3.5"],
    nist: ["AC", "AU", "CA", "CM", "IA", "PM", "SC", "SI"],
    checkov: ["CKV_AWS_379"],
  },
  types: [BUCKET],
  evaluate: (bucket, graph) => {
    const found = bucketPart(graph, bucket, POLICY);
    switch (found.kind) {
      case "resources":
        return judgePolicies(graph, bucket, found.parts);
      case "inline":
        return judgePolicies(graph, bucket, [bucket]);
      case "maybe":
        return unknown(found.reason);
      case "none":
        return fail(`the bucket has no policy: ${OTHERWISE}`);
    }
  },
});
