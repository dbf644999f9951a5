import type { Arns } from "../core/account";
import { customerKey } from "../core/key-choice";
import { type PolicyStatement, viaServices } from "../core/policy";

/**
 * What an identity needs that reads a secret: its value, and the key that it is encrypted with, for just this secret. AWS's own key
 * (`AWS_MANAGED_KEY`) asks for no right.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export function readSecretStatements(arns: Arns, secretArn: string, kmsKeyArn: string): PolicyStatement[] {
  return [
    { sid: "AllowReadingSecret", actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] },
    ...keyStatements("AllowDecryptingSecret", ["kms:Decrypt"], arns, secretArn, kmsKeyArn),
  ];
}

/**
 * What a rotation function needs: to go through the four steps with its secret, and to have a password made.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
 */
export function rotationStatements(arns: Arns, secretArn: string, kmsKeyArn: string): PolicyStatement[] {
  return [
    {
      sid: "AllowRotatingSecret",
      actions: [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
      ],
      resources: [secretArn],
    },
    { sid: "AllowMakingPasswords", actions: ["secretsmanager:GetRandomPassword"], resources: ["*"] },
    ...keyStatements("AllowEncryptingSecret", ["kms:Decrypt", "kms:GenerateDataKey"], arns, secretArn, kmsKeyArn),
  ];
}

/** Secrets Manager names the secret in the encryption context, so that a key for several opens only this one. */
function keyStatements(
  sid: string,
  actions: readonly string[],
  arns: Arns,
  secretArn: string,
  kmsKeyArn: string,
): PolicyStatement[] {
  const key = customerKey(kmsKeyArn);
  return key === undefined
    ? []
    : [
        {
          sid,
          actions,
          resources: [key],
          conditions: [
            viaServices(arns, ["secretsmanager"]),
            { test: "StringEquals", variable: "kms:EncryptionContext:SecretARN", values: [secretArn] },
          ],
        },
      ];
}
