import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { SecretsmanagerSecretRotation } from "@cdktf/provider-aws/lib/secretsmanager-secret-rotation";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AwsAccount } from "../core/account";
import { assertValid, textProblems } from "../core/validate";
import { rotationDaysProblems } from "./secret-rules";

/** Props of {@link SecretRotation}. */
export interface SecretRotationProps {
  readonly account: AwsAccount;
  /** The secret's ARN. CAUTION: changing this value after the first deployment replaces the `aws_secretsmanager_secret_rotation`. */
  readonly secretArn: string;
  /** The function that rotates this secret and no other. */
  readonly functionArn: string;
  readonly functionName: string;
  /** Days between two rotations: 1 to 1000. */
  readonly automaticallyAfterDays: number;
  /** All that the first rotation needs: the instance, the secret's version, and the function's way to the database and to AWS. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * Defines the rotation of a secret by a function (MAZ-DB-1): the schedule, and the permission for Secrets Manager to invoke the
 * function for this secret of this account.
 *
 * It rotates at once: that proves the whole way while somebody looks, and from then on the password that Terraform made opens nothing.
 * The rotation runs on after the apply, which does not wait for it; a change of the days rotates at once too. Destroying this ends the
 * rotation, and the password stays as it is.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
 * @example
 * new SecretRotation(this, "rotation", {
 *   account, secretArn, functionArn, functionName, automaticallyAfterDays: 30,
 *   dependsOn: [database.resource, secret.version, ...network.ready],
 * });
 */
export class SecretRotation extends Construct {
  public constructor(scope: Construct, id: string, props: SecretRotationProps) {
    super(scope, id);
    const { account, secretArn, functionArn, functionName, automaticallyAfterDays, dependsOn } = props;
    assertValid(scope, id, [
      ...textProblems("secretArn", secretArn, /^arn:aws[a-z-]*:secretsmanager:.+:secret:.+$/, "be the ARN of a secret"),
      ...rotationDaysProblems("automaticallyAfterDays", automaticallyAfterDays),
    ]);
    const permission = new LambdaPermission(this, "Default-permission", {
      statementId: "AllowSecretsManagerToRotate",
      action: "lambda:InvokeFunction",
      functionName,
      principal: "secretsmanager.amazonaws.com",
      sourceAccount: account.accountId,
      sourceArn: secretArn,
    });
    new SecretsmanagerSecretRotation(this, "Default", {
      secretId: secretArn,
      rotationLambdaArn: functionArn,
      rotateImmediately: true,
      rotationRules: { automaticallyAfterDays },
      dependsOn: [permission, ...dependsOn],
    });
  }
}
