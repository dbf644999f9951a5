import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { identityPolicy, type PolicyCondition, type PolicyStatement, trustPolicy } from "../core/policy";

/** Props of {@link ServiceRole}. */
export interface ServiceRoleProps {
  /**
   * The role's name: 1 to 64 characters.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_iam_role`.
   */
  readonly roleName: string;
  /** What the role is for. */
  readonly description: string;
  /** The service that assumes it, e.g. `lambda.amazonaws.com`. */
  readonly service: string;
  /** What limits the service to this account's requests, see `service-principals.ts`. */
  readonly trustConditions: readonly PolicyCondition[];
  /** The name of its own policy. */
  readonly policyName: string;
  /** What it may do. */
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
    const { roleName, description, service, trustConditions, policyName, statements, managedPolicies = {} } = props;
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
    const policy = new IamPolicy(this, "Default-policy", {
      name: policyName,
      description,
      policy: identityPolicy(this, "permissions", statements),
    });
    this.ready = [
      new IamRolePolicyAttachment(this, "Default-attachment", { role: role.name, policyArn: policy.arn }),
      ...Object.entries(managedPolicies).map(
        ([name, policyArn]) => new IamRolePolicyAttachment(this, name, { role: role.name, policyArn }),
      ),
    ];
  }
}
