import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { keyArgument } from "../core/key-choice";
import { type Protection, preventDestroy } from "../core/protection";
import { jsonEncode } from "../core/terraform-blocks";
import { assertValid } from "../core/validate";
import { passwordVersionProblems, secretProblems } from "./secret-rules";

/** Props of {@link DatabaseSecret}. */
export interface DatabaseSecretProps extends Protection {
  readonly secretName: string;
  /** The ARN of a KMS key, or `AWS_MANAGED_KEY`. */
  readonly kmsKeyArn: string;
  /** Days in which the deleted secret can be restored: 7 to 30, or 0. */
  readonly recoveryDays: number;
  /** The password: ephemeral, or in the state. */
  readonly password: { readonly value: string; readonly ephemeral: boolean; readonly version: number };
  readonly username: string;
  /** Where the database is; by reference, so that the secret is written after it. */
  readonly instance: {
    readonly address: string;
    readonly port: number;
    readonly identifier: string;
    readonly databaseName: string;
    /** The address of what changes only when the instance is replaced, e.g. `aws_db_instance.main.resource_id`. */
    readonly replacedAttribute: string;
  };
}

/**
 * The staging label of what Terraform wrote. Rotation does not know it, so it stays where it is.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version
 */
const TERRAFORM_STAGE = "TERRAFORM";

/**
 * Defines the secret that consumers of a database read: username, password, engine, host, port, dbname and
 * dbInstanceIdentifier, in the form that AWS's rotation and clients know (SEC-DB-2).
 *
 * Terraform's version survives beside those of a rotation (MAZ-DB-1), also of one that is switched on later, by how the provider's
 * `aws_secretsmanager_secret_version` works:
 * - It reads the version by its id. Rotation moves `AWSCURRENT` away from it, then `AWSPREVIOUS`, and Secrets Manager deletes versions
 *   without a label. Not found, it would leave the state, be written again and take `AWSCURRENT`: the first password over the rotated
 *   one. A label of its own keeps it.
 * - It would move each label of its configuration back, `AWSCURRENT` too, as an update: so changes of `version_stages` are ignored.
 *   Replacing it (a new password version) does write all of them, since Terraform ignores nothing when it replaces.
 * - A replaced instance begins with the first password again, which is no longer the secret's: so it replaces the version.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
 */
export class DatabaseSecret extends Construct {
  public readonly secretArn: string;
  /** What the secret holds: rotation waits for it. */
  public readonly version: ITerraformDependable;

  public constructor(scope: Construct, id: string, props: DatabaseSecretProps) {
    super(scope, id);
    const { secretName, kmsKeyArn, recoveryDays, password, username, instance, protect = true } = props;
    assertValid(scope, id, [
      ...secretProblems(props),
      ...passwordVersionProblems("password.version", password.version),
    ]);
    const secret = new SecretsmanagerSecret(this, "Default", {
      name: secretName,
      description: "How to connect to the database: user, password, host, port and name.",
      ...keyArgument("kmsKeyId", kmsKeyArn),
      recoveryWindowInDays: recoveryDays,
      ...preventDestroy(protect),
    });
    const content = jsonEncode({
      username,
      password: password.value,
      engine: "postgres",
      host: instance.address,
      port: instance.port,
      dbname: instance.databaseName,
      dbInstanceIdentifier: instance.identifier,
    });
    const version = new SecretsmanagerSecretVersion(this, "Default-version", {
      secretId: secret.id,
      ...(password.ephemeral
        ? { secretStringWo: content, secretStringWoVersion: password.version }
        : { secretString: content }),
      versionStages: ["AWSCURRENT", TERRAFORM_STAGE],
      lifecycle: { ignoreChanges: ["version_stages"], replaceTriggeredBy: [instance.replacedAttribute] },
    });
    this.secretArn = secret.arn;
    this.version = version;
  }
}
