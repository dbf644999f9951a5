import { Fn, propertyAccess, TerraformElement, Token } from "cdktf";
import type { Construct } from "constructs";

/** The arguments of a block, by Terraform's names. */
export type BlockArguments = Readonly<Record<string, unknown>>;

/**
 * Defines an ephemeral resource: its value is known while Terraform runs and stored nowhere. cdktf 0.21 has no class for it.
 *
 * @see https://developer.hashicorp.com/terraform/language/resources/ephemeral
 */
export class EphemeralResource extends TerraformElement {
  /** What stands before the name in the block's address. */
  public readonly blockType: string;

  public constructor(
    scope: Construct,
    id: string,
    private readonly resourceType: string,
    private readonly blockArguments: BlockArguments,
  ) {
    super(scope, id, `ephemeral.${resourceType}`);
    this.blockType = `ephemeral.${resourceType}`;
  }

  /** A reference to one of its attributes; only write-only arguments, providers and other ephemeral resources take it. */
  public attribute(name: string): string {
    return Token.asString(propertyAccess(this.fqn, [name]));
  }

  public override toTerraform(): unknown {
    return { ephemeral: { [this.resourceType]: { [this.friendlyUniqueId]: this.blockArguments } } };
  }
}

/** What a check block asserts, as a Terraform expression over its data source. */
export interface CheckAssertion {
  readonly condition: string;
  readonly errorMessage: string;
}

/** Props of {@link Check}. */
export interface CheckProps {
  /** The data source's type, e.g. `aws_kms_key`. */
  readonly dataType: string;
  readonly arguments: BlockArguments;
  /** What must be up to date before the data source is read: without it, a first plan would look for what is not there. */
  readonly dependsOn: readonly string[];
  /** The assertions; they get the address of the data source. */
  readonly assertions: (data: string) => readonly CheckAssertion[];
}

/**
 * Defines a check block: after each apply Terraform reads the truth from AWS and warns where it differs. cdktf 0.21 has no
 * class for it.
 *
 * @see https://developer.hashicorp.com/terraform/language/checks
 */
export class Check extends TerraformElement {
  public readonly blockType = "check";

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: CheckProps,
  ) {
    super(scope, id, "check");
  }

  public override toTerraform(): unknown {
    const { dataType, arguments: args, dependsOn, assertions } = this.props;
    const name = this.friendlyUniqueId;
    return {
      check: {
        [name]: {
          data: { [dataType]: { [name]: { ...args, depends_on: [...dependsOn] } } },
          assert: assertions(`data.${dataType}.${name}`).map(({ condition, errorMessage }) => ({
            condition: `\${${condition}}`,
            error_message: errorMessage,
          })),
        },
      },
    };
  }
}

/**
 * Writes text that is to reach AWS with its `${…}` as they are (IAM policy variables, Athena's projection templates):
 * Terraform reads `$${` as a literal `${`.
 */
export function literal(text: string): string {
  return text.replace(/([$%])\{/g, "$1$1{");
}

/**
 * A `jsonencode` of texts, numbers and references, so that Terraform itself quotes what it puts in. cdktf 0.21 leaves quotes and
 * backslashes of a text within a function's argument as they are, but takes a text that is quoted already.
 */
export function jsonEncode(value: Readonly<Record<string, string | number>>): string {
  const quoted = Object.entries(value).map(([key, item]) => [
    key,
    typeof item === "string" && !Token.isUnresolved(item) ? JSON.stringify(item).replace(/%\{/g, "%%{") : item,
  ]);
  return Token.asString(Fn.jsonencode(Object.fromEntries(quoted)));
}
