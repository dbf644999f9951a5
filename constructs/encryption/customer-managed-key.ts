import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import type { ITerraformDependable, Precondition, TerraformResourceLifecycle } from "cdktf";
import { Construct } from "constructs";
import { Arns, type AwsAccount } from "../core/account";
import { LIMITS, NAME_PATTERNS } from "../core/limits";
import { keyPolicy } from "../core/policy";
import { type Protection, preventDestroy } from "../core/protection";
import { assertValid, numberProblems, textProblems } from "../core/validate";
import { administration, type KeyStatement, refuseInsecureTransport } from "./key-statements";

/** Props of {@link CustomerManagedKey}. */
export interface CustomerManagedKeyProps extends Protection {
  readonly account: AwsAccount;
  /** The alias, with its prefix `alias/`. CAUTION: changing this value after the first deployment replaces the `aws_kms_alias`. */
  readonly alias: string;
  /** What the key is for: 1 to 8192 characters. */
  readonly description: string;
  /**
   * Days between the key's deletion and its end: 7 to 30.
   *
   * @default 10
   */
  readonly deletionWindowDays?: number;
  /** Who may use the key, each a statement of `key-statements.ts`. Administration and the TLS rule are added. */
  readonly uses: readonly KeyStatement[];
  /**
   * The roles that `uses` names and that are made beside the key: KMS refuses principals that are not there.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
  /**
   * What must hold of the roles that `uses` names and that are made elsewhere.
   *
   * @default - nothing
   */
  readonly preconditions?: readonly Precondition[];
}

const DEFAULT_DELETION_WINDOW_DAYS = 10;

/**
 * Defines a symmetric KMS key that rotates every year, with its alias (SEC-KMS-1, ALL-7).
 *
 * Its policy lets the account's administrators manage it but not use it; use comes only through the given statements,
 * and never without TLS.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 * @example
 * new CustomerManagedKey(this, "master", {
 *   account, alias: "alias/example", description: "Example key", uses: [throughServices(arns, ["s3"])],
 * });
 */
export class CustomerManagedKey extends Construct {
  public readonly keyArn: string;
  public readonly aliasName: string;

  public constructor(scope: Construct, id: string, props: CustomerManagedKeyProps) {
    super(scope, id);
    const {
      account,
      alias,
      description,
      deletionWindowDays = DEFAULT_DELETION_WINDOW_DAYS,
      uses,
      dependsOn,
      preconditions = [],
      protect = true,
    } = props;
    assertValid(scope, id, [
      ...textProblems(
        "alias",
        alias,
        NAME_PATTERNS.kmsAlias,
        'be "alias/" and 1 to 250 letters, digits or / _ -, and not begin with "alias/aws/"',
      ),
      ...textProblems(
        "description",
        description,
        /^(?=.*\S).{1,8192}$/s,
        "be 1 to 8192 characters that say what the key is for",
      ),
      ...numberProblems("deletionWindowDays", deletionWindowDays, LIMITS.kmsDeletionWindowDays),
    ]);
    const arns = new Arns(account);
    const key = new KmsKey(this, "Default", {
      description,
      enableKeyRotation: true,
      deletionWindowInDays: deletionWindowDays,
      policy: keyPolicy(this, "key_policy", [administration(arns), ...uses, refuseInsecureTransport()]),
      ...(dependsOn === undefined ? {} : { dependsOn: [...dependsOn] }),
      ...lifecycleOf(protect, preconditions),
    });
    this.keyArn = key.arn;
    this.aliasName = new KmsAlias(this, "Default-alias", { name: alias, targetKeyId: key.keyId }).name;
  }
}

function lifecycleOf(
  protect: boolean,
  preconditions: readonly Precondition[],
): { lifecycle?: TerraformResourceLifecycle } {
  const refusal = preventDestroy(protect);
  return preconditions.length === 0
    ? refusal
    : { lifecycle: { ...refusal.lifecycle, precondition: [...preconditions] } };
}
