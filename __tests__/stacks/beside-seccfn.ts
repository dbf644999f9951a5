import { synthesized } from "../support/environments";
import type { Template } from "../support/template";

/** What a template has that `seccfn` has not, and the other way round, by the addresses of resources. */
export function besideSeccfn(template: Template): { readonly more: string[]; readonly less: string[] } {
  const [own, seccfn] = [template.addresses(), synthesized().template.addresses()];
  return {
    more: own.filter((address) => !seccfn.includes(address)),
    less: seccfn.filter((address) => !own.includes(address)),
  };
}

/** The eight resources that a bucket is made of. */
export function bucketParts(id: string): string[] {
  return [
    ...["aws_s3_bucket", "aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket_logging"],
    ...["aws_s3_bucket_ownership_controls", "aws_s3_bucket_policy", "aws_s3_bucket_public_access_block"],
    ...["aws_s3_bucket_server_side_encryption_configuration", "aws_s3_bucket_versioning"],
  ].map((type) => `${type}.${id}`);
}
