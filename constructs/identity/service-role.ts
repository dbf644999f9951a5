import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { identityPolicy, type PolicyCondition, type PolicyStatement, trustPolicy } from "../core/policy";
import { assertValid, textProblems } from "../core/validate";

/** Props of {@link ServiceRole}. */
export interface ServiceRoleProps {
  /**
   * The role's name: 1 to 64 characters.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_iam_role`.
   */
  readonly roleName: string;
  /**
   * What the role is for: 1 to 1000 Latin-1 characters.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_iam_policy`.
   */
  readonly description: string;
  /** The service that assumes it, e.g. `lambda.amazonaws.com`. */
  readonly service: string;
  /** What limits the service to this account's requests, see `service-principals.ts`. */
  readonly trustConditions: readonly PolicyCondition[];
  /**
   * The name of its own policy: 1 to 128 characters. Needed where there are statements.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_iam_policy`.
   *
   * @default - no policy of its own
   */
  readonly policyName?: string;
  /** What it may do: at least one statement, unless `managedPolicies` say it all. */
  readonly statements: readonly PolicyStatement[];
  /**
   * ARNs of policies that AWS manages, by a speaking id.
   *
   * @default - none
   */
  readonly managedPolicies?: Readonly<Record<string, string>>;
}

/**
 * Defines a role for one job of one service (ALL-9): who may assume it, and one policy with exactly what it needs.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 * @example
 * new ServiceRole(this, "config", {
 *   roleName: "Example-Config-Role", policyName: "Example-Config-Policy", description: "Lets AWS Config record.",
 *   service: "config.amazonaws.com", trustConditions: [fromAccount(account)], statements,
 * });
 */
export class ServiceRole extends Construct {
  public readonly roleArn: string;
  public readonly roleName: string;
  /** The attachments: who uses the role waits for what it may do. */
  public readonly ready: readonly ITerraformDependable[];

  public constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const { roleName, description, service, trustConditions, managedPolicies = {} } = props;
    assertValid(scope, id, problems(props));
    const role = new IamRole(this, "Default", {
      name: roleName,
      description,
      assumeRolePolicy: trustPolicy(this, "trust", {
        sid: "AllowServiceToAssume",
        service,
        conditions: trustConditions,
      }),
    });
    this.roleArn = role.arn;
    this.roleName = role.name;
    this.ready = [
      ...this.ownPolicy(props),
      ...Object.entries(managedPolicies).map(
        ([name, policyArn]) => new IamRolePolicyAttachment(this, name, { role: role.name, policyArn }),
      ),
    ];
  }

  private ownPolicy({ policyName, description, statements }: ServiceRoleProps): ITerraformDependable[] {
    if (policyName === undefined || statements.length === 0) {
      return [];
    }
    const policy = new IamPolicy(this, "Default-policy", {
      name: policyName,
      description,
      policy: identityPolicy(this, "permissions", statements),
    });
    return [new IamRolePolicyAttachment(this, "Default-attachment", { role: this.roleName, policyArn: policy.arn })];
  }
}

/** IAM takes no typographic dashes or quotes in a description; the plan would pass and the apply fail. */
const DESCRIPTION = /^[\t\n\r\x20-\x7e\xa1-\xff]{1,1000}$/;

function problems({
  roleName,
  policyName,
  description,
  service,
  statements,
  managedPolicies = {},
}: ServiceRoleProps): string[] {
  const must = (max: number) => `be 1 to ${max} letters, digits or _ + = , . @ -`;
  return [
    ...textProblems("roleName", roleName, /^[\w+=,.@-]{1,64}$/, must(64)),
    ...(policyName === undefined ? [] : textProblems("policyName", policyName, /^[\w+=,.@-]{1,128}$/, must(128))),
    ...(policyName === undefined && statements.length > 0
      ? ["policyName must be given where there are statements, got none"]
      : []),
    ...textProblems("description", description, DESCRIPTION, "be 1 to 1000 Latin-1 characters"),
    ...textProblems(
      "service",
      service,
      /^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/,
      "be a service principal such as lambda.amazonaws.com",
    ),
    ...(statements.length > 0 || Object.keys(managedPolicies).length > 0
      ? []
      : ["statements must say at least one thing that the role may do, got []"]),
  ];
}
