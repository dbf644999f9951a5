import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { Construct } from "constructs";
import { type Protection, preventDestroy } from "../core/protection";
import { jsonEncode } from "../core/terraform-blocks";
import { assertValid } from "../core/validate";
import { passwordVersionProblems, secretProblems } from "./secret-rules";

/** Props of {@link DatabaseSecret}. */
export interface DatabaseSecretProps extends Protection {
  readonly secretName: string;
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
  };
}

/**
 * Defines the secret that consumers of a database read: username, password, engine, host, port, dbname and
 * dbInstanceIdentifier, in the form that AWS's rotation and clients know (SEC-DB-2).
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
 */
export class DatabaseSecret extends Construct {
  public readonly secretArn: string;

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
      kmsKeyId: kmsKeyArn,
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
    new SecretsmanagerSecretVersion(this, "Default-version", {
      secretId: secret.id,
      ...(password.ephemeral
        ? { secretStringWo: content, secretStringWoVersion: password.version }
        : { secretString: content }),
    });
    this.secretArn = secret.arn;
  }
}
