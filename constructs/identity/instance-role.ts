import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Arns, type AwsAccount } from "../core/account";
import type { PolicyStatement } from "../core/policy";
import { SERVICE_PRINCIPALS } from "../core/service-principals";
import { assertValid, textProblems } from "../core/validate";
import { ServiceRole } from "./service-role";

/** Props of {@link InstanceRole}. */
export interface InstanceRoleProps {
  readonly account: AwsAccount;
  /**
   * The role's name: 1 to 64 characters.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_iam_role`.
   */
  readonly roleName: string;
  /**
   * The instance profile's name: 1 to 128 characters.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_iam_instance_profile`.
   */
  readonly profileName: string;
  /** What the instances are for: 1 to 1000 Latin-1 characters. */
  readonly description: string;
  /**
   * What the instances may do beside being managed and monitored, and the name of the policy that says so.
   *
   * @default - nothing else
   */
  readonly permissions?: { readonly policyName: string; readonly statements: readonly PolicyStatement[] };
}

/**
 * What every instance may do, by policies that AWS manages: be managed by Systems Manager, without SSH, and send metrics and logs.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/CloudWatchAgentServerPolicy.html
 */
const MANAGED_POLICIES = {
  ssm: "AmazonSSMManagedInstanceCore",
  cloudwatch_agent: "CloudWatchAgentServerPolicy",
} as const;

/**
 * Defines the role of EC2 instances with its instance profile (MAZ-IAM-1, LAM-IAM-1): Systems Manager and the CloudWatch agent by
 * the policies that AWS manages, anything else by a policy of its own.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html
 * @example
 * new InstanceRole(this, "web_role", {
 *   account, roleName: "Example-Web-Role", profileName: "Example-Web-Profile", description: "Lets web servers read the secret.",
 *   permissions: { policyName: "Example-Web-Policy", statements },
 * });
 */
export class InstanceRole extends Construct {
  public readonly roleArn: string;
  public readonly roleName: string;
  public readonly instanceProfileArn: string;
  public readonly instanceProfileName: string;
  /** The attachments: who uses the profile waits for what the role may do. */
  public readonly ready: readonly ITerraformDependable[];

  public constructor(scope: Construct, id: string, props: InstanceRoleProps) {
    super(scope, id);
    const { account, roleName, profileName, description, permissions } = props;
    assertValid(scope, id, problems(props));
    const arns = new Arns(account);
    const role = new ServiceRole(this, "Default", {
      roleName,
      description,
      service: SERVICE_PRINCIPALS.ec2.principal,
      trustConditions: [],
      statements: permissions?.statements ?? [],
      ...(permissions === undefined ? {} : { policyName: permissions.policyName }),
      managedPolicies: Object.fromEntries(
        Object.entries(MANAGED_POLICIES).map(([key, name]) => [key, arns.awsManagedPolicy(name)]),
      ),
    });
    const profile = new IamInstanceProfile(this, "Default-profile", { name: profileName, role: role.roleName });
    this.roleArn = role.roleArn;
    this.roleName = role.roleName;
    this.instanceProfileArn = profile.arn;
    this.instanceProfileName = profile.name;
    this.ready = role.ready;
  }
}

function problems({ profileName, permissions }: InstanceRoleProps): string[] {
  return [
    ...textProblems("profileName", profileName, /^[\w+=,.@-]{1,128}$/, "be 1 to 128 letters, digits or _ + = , . @ -"),
    ...(permissions === undefined || permissions.statements.length > 0
      ? []
      : ["permissions.statements must say at least one thing, got []; leave permissions out where there is nothing"]),
  ];
}
