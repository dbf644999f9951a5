import { Fn, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";

/**
 * Blocks that Terraform has and cdktf has no class for. Each helper adds one block to the stack and hands back
 * references to it, so that callers never write an address by hand.
 */

/** A password policy of `random_password`, in characters. */
export interface EphemeralPasswordProps {
  readonly length: number;
  /** At least so many of each class: lower case, upper case, digits, special characters. */
  readonly minimumOfEachClass: number;
  /** The special characters that may occur. */
  readonly specialCharacters: string;
}

/** The arguments of `random_password`, the same for the ephemeral and the classic resource. */
export function randomPasswordArguments({ length, minimumOfEachClass, specialCharacters }: EphemeralPasswordProps) {
  return {
    length,
    min_lower: minimumOfEachClass,
    min_upper: minimumOfEachClass,
    min_numeric: minimumOfEachClass,
    min_special: minimumOfEachClass,
    override_special: specialCharacters,
  };
}

/** Adds an ephemeral `random_password`: made anew in each run and never stored. Returns its result. */
export function ephemeralRandomPassword(scope: Construct, name: string, props: EphemeralPasswordProps): string {
  addBlock(scope, ["ephemeral", "random_password", name], randomPasswordArguments(props));
  return reference(`ephemeral.random_password.${name}.result`);
}

/** Adds an ephemeral read of a secret's version: the value is known while Terraform runs and never stored. */
export function ephemeralSecretVersion(
  scope: Construct,
  name: string,
  { secretId, versionId }: { readonly secretId: string; readonly versionId: string },
): string {
  addBlock(scope, ["ephemeral", "aws_secretsmanager_secret_version", name], {
    secret_id: secretId,
    version_id: versionId,
  });
  return reference(`ephemeral.aws_secretsmanager_secret_version.${name}.secret_string`);
}

/** What a check block asserts, as a Terraform expression over its data source. */
export interface CheckAssertion {
  readonly condition: string;
  readonly errorMessage: string;
}

/** A `check` block: a data source read after apply, and what must be true of it. */
export interface CheckProps {
  /** The data source's type, e.g. `aws_kms_key`. */
  readonly dataType: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Addresses that must be up to date before the data source is read. */
  readonly dependsOn: readonly string[];
  /** The assertions; they get the address of the data source. */
  readonly assertions: (data: string) => readonly CheckAssertion[];
}

/** Adds a check block: after each apply Terraform reads the truth from AWS and warns where it differs. */
export function addCheck(
  scope: Construct,
  name: string,
  { dataType, arguments: args, dependsOn, assertions }: CheckProps,
): void {
  addBlock(scope, ["check", name], {
    data: { [dataType]: { [name]: { ...args, depends_on: [...dependsOn] } } },
    assert: assertions(`data.${dataType}.${name}`).map(({ condition, errorMessage }) => ({
      condition: `\${${condition}}`,
      error_message: errorMessage,
    })),
  });
}

/**
 * Writes text that is to reach AWS with its `${…}` as they are (IAM policy variables, Athena's projection templates):
 * Terraform reads `$${` as a literal `${`.
 */
export function literal(text: string): string {
  return text.replace(/([$%])\{/g, "$1$1{");
}

function reference(expression: string): string {
  return `\${${expression}}`;
}

function addBlock(scope: Construct, path: readonly string[], value: unknown): void {
  TerraformStack.of(scope).addOverride(path.join("."), value);
}

/** A `jsonencode` of texts, numbers and references, so that Terraform itself quotes what it puts in. */
export function jsonEncode(value: Readonly<Record<string, string | number>>): string {
  return Token.asString(Fn.jsonencode(value));
}
