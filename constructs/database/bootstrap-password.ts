import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { Password } from "@cdktf/provider-random/lib/password";
import { Construct } from "constructs";
import { keyArgument } from "../core/key-choice";
import type { Protection } from "../core/protection";
import { preventDestroy } from "../core/protection";
import { EphemeralResource } from "../core/terraform-blocks";
import { assertValid } from "../core/validate";
import { passwordVersionProblems, secretProblems } from "./secret-rules";

/**
 * What RDS takes: any printable character but `/`, `@`, quotes and space; without a backslash too, which breaks clients.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
export const PASSWORD_RULE = {
  length: 32,
  minLower: 2,
  minUpper: 2,
  minNumeric: 2,
  minSpecial: 2,
  overrideSpecial: "!#$%&*()-_=+[]{}<>:?",
} as const;

/** Props of {@link BootstrapPassword}. */
export interface BootstrapPasswordProps extends Protection {
  readonly secretName: string;
  /** The ARN of a KMS key, or `AWS_MANAGED_KEY`. */
  readonly kmsKeyArn: string;
  /** Counted up, it makes a new password: 1 to 9999. */
  readonly passwordVersion: number;
  /** Days in which the deleted secret can be restored: 7 to 30, or 0. */
  readonly recoveryDays: number;
}

/**
 * Defines a password that is made once, written to a secret, and read back from it by whoever needs it, so that the
 * secret and the database can never hold different ones, whatever breaks half-way (ALL-3). It is never in the state.
 *
 * The read-back names the version by the attribute of the version resource: unknown until the secret is written, which
 * defers the read to the apply.
 *
 * @see https://developer.hashicorp.com/terraform/language/resources/ephemeral/write-only
 */
export class BootstrapPassword extends Construct {
  /** The password as an ephemeral value: only write-only arguments take it. */
  public readonly value: string;
  public readonly secretArn: string;

  public constructor(scope: Construct, id: string, props: BootstrapPasswordProps) {
    super(scope, id);
    const { secretName, kmsKeyArn, passwordVersion, recoveryDays, protect = true } = props;
    assertValid(scope, id, [...secretProblems(props), ...passwordVersionProblems("passwordVersion", passwordVersion)]);
    const secret = new SecretsmanagerSecret(this, "Default", {
      name: secretName,
      description: "The generated password of the database's master user. Consumers use the database's own secret.",
      ...keyArgument("kmsKeyId", kmsKeyArn),
      recoveryWindowInDays: recoveryDays,
      ...preventDestroy(protect),
    });
    const { length, minLower, minUpper, minNumeric, minSpecial, overrideSpecial } = PASSWORD_RULE;
    const generated = new EphemeralResource(this, "Default-generated", "random_password", {
      length,
      min_lower: minLower,
      min_upper: minUpper,
      min_numeric: minNumeric,
      min_special: minSpecial,
      override_special: overrideSpecial,
    });
    const version = new SecretsmanagerSecretVersion(this, "Default-version", {
      secretId: secret.id,
      secretStringWo: generated.attribute("result"),
      secretStringWoVersion: passwordVersion,
    });
    const readBack = new EphemeralResource(this, "Default-read-back", "aws_secretsmanager_secret_version", {
      secret_id: version.secretId,
      version_id: version.versionId,
    });
    this.secretArn = secret.arn;
    this.value = readBack.attribute("secret_string");
  }
}

/** Props of {@link StoredPassword}. */
export interface StoredPasswordProps {
  /** Counted up, it makes a new password: 1 to 9999. */
  readonly passwordVersion: number;
}

/** Defines a password that lies in the Terraform state. A lowering; for who cannot use ephemeral values. */
export class StoredPassword extends Construct {
  public readonly value: string;

  public constructor(scope: Construct, id: string, { passwordVersion }: StoredPasswordProps) {
    super(scope, id);
    assertValid(scope, id, passwordVersionProblems("passwordVersion", passwordVersion));
    this.value = new Password(this, "Default", {
      ...PASSWORD_RULE,
      keepers: { version: `${passwordVersion}` },
    }).result;
  }
}
