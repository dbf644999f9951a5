import { type Attributes, asText, isUnset } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { attributeOf, unknownValue, worst } from "../../support/attributes";
import { BUCKET } from "../../support/buckets";

const PUBLIC_ACLS: ReadonlySet<string> = new Set(["public-read", "public-read-write", "authenticated-read"]);
/** Everybody, and everybody with an AWS account. */
const PUBLIC_GROUP = /\/groups\/global\/(?:AllUsers|AuthenticatedUsers)$/;

function judgeAcl(resource: Attributes): Verdict {
  const value = resource.get("acl");
  const acl = asText(value);
  return acl !== undefined && PUBLIC_ACLS.has(acl)
    ? fail(`acl is "${acl}": everybody is let in`, "acl")
    : (unknownValue(resource, "acl", value) ??
        pass(isUnset(value) ? "no canned ACL is set" : `acl is "${acl}"`, "acl"));
}

/** Judges grants: `grant` of a bucket, `access_control_policy.grant` of an ACL. */
function judgeGrants(resource: Attributes, path: string, uri: string): Verdict[] {
  const { items, unknown } = resource.blocks(path);
  const verdicts = items.map((grant) => {
    const value = grant.get(uri);
    const where = attributeOf(grant, uri);
    return PUBLIC_GROUP.test(asText(value) ?? "")
      ? fail(`${where} is "${asText(value)}": everybody is let in`, where)
      : (unknownValue(grant, uri, value) ?? pass("the grant is to somebody", where));
  });
  const open = unknown === undefined ? undefined : unknownValue(resource, path, unknown);
  return open === undefined ? verdicts : [...verdicts, open];
}

export const s3NoPublicAcl = control({
  kind: "resource",
  id: "s3-no-public-acl",
  title: "No ACL lets everybody into a bucket",
  severity: "critical",
  why: "An ACL for everybody, or for everybody with an AWS account, puts the bucket's objects on the internet.",
  fix: {
    terraform:
      'Take away the `acl` and grants to `AllUsers` and `AuthenticatedUsers`; disable ACLs by `object_ownership = "BucketOwnerEnforced"` and let in by a bucket policy whom you mean.',
  },
  references: {
    fsbp: ["S3.2", "S3.3"],
    nist: ["AC", "CM", "MP", "SC"],
    checkov: ["CKV_AWS_20", "CKV_AWS_57", "CKV_AWS_375", "CKV2_AWS_43"],
    trivy: ["AWS-0092"],
  },
  types: [BUCKET, "aws_s3_bucket_acl"],
  evaluate: (resource) =>
    worst([
      judgeAcl(resource),
      ...judgeGrants(resource, "grant", "uri"),
      ...judgeGrants(resource, "access_control_policy.grant", "grantee.uri"),
    ]),
});
