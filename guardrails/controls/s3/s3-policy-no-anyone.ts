import { control } from "../../control";
import { isConfigured } from "../../support/attributes";
import { BUCKET } from "../../support/buckets";
import { judgeOpenness } from "../../support/openness";
import { POLICY } from "./s3-tls-only";

export const s3PolicyNoAnyone = control({
  kind: "resource",
  id: "s3-policy-no-anyone",
  title: "No bucket policy lets anybody in",
  severity: "critical",
  why: "A statement for everybody that asks for nothing else puts the bucket on the internet, whatever its other settings say.",
  fix: {
    terraform:
      "Name who is let in by `Principal`, or narrow the statement by `aws:PrincipalOrgID`, `aws:SourceVpce`, `aws:SourceArn` or the like. For a website put CloudFront before the bucket.",
  },
  references: { fsbp: ["S3.2", "S3.3"], nist: ["AC", "CM", "MP", "SC"], checkov: ["CKV_AWS_70"] },
  types: [POLICY.type, BUCKET, "aws_s3_access_point", "aws_s3control_access_point_policy"],
  evaluate: (resource, graph) => {
    const document =
      resource.type === BUCKET && (resource.config === undefined || !isConfigured(resource, "policy"))
        ? undefined
        : graph.policy(resource, "policy");
    return document?.present === true ? judgeOpenness(document, "policy") : undefined;
  },
});
