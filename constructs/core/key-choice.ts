/**
 * Stands for a key of AWS's own where a prop asks for the ARN of a KMS key: the service's AWS managed key (`aws/rds`, `aws/s3`, …) or, where
 * the service has none that can be used, the encryption that it does by itself.
 */
export const AWS_MANAGED_KEY = "awsManaged";

/** The ARN of a customer managed key, or nothing where AWS's own key is chosen. */
export function customerKey(kmsKeyArn: string): string | undefined {
  return kmsKeyArn === AWS_MANAGED_KEY ? undefined : kmsKeyArn;
}

/** An argument that names a customer managed key, or none: `{ ...keyArgument("kmsKeyId", kmsKeyArn) }`. */
export function keyArgument<Name extends string>(name: Name, kmsKeyArn: string): { readonly [Key in Name]?: string } {
  const key = customerKey(kmsKeyArn);
  return (key === undefined ? {} : { [name]: key }) as { readonly [Key in Name]?: string };
}
