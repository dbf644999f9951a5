import { DataAwsIamRoles } from "@cdktf/provider-aws/lib/data-aws-iam-roles";
import { IamServiceLinkedRole } from "@cdktf/provider-aws/lib/iam-service-linked-role";
import type { ITerraformDependable, Precondition } from "cdktf";
import { Construct } from "constructs";
import { SERVICE_LINKED_ROLES, type ServiceWithLinkedRole, serviceLinkedRolePath } from "../core/service-linked-roles";

/** Props of {@link ServiceLinkedRole}. */
export interface ServiceLinkedRoleProps {
  /**
   * The service that assumes the role.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_iam_service_linked_role`.
   */
  readonly service: ServiceWithLinkedRole;
}

/**
 * Defines the role by which a service works for the account (LAM-HA-1). An account has it once, and AWS makes it on first use:
 * where it is there already, IAM refuses to make it again, so use {@link ExistingServiceLinkedRole} or import it. IAM refuses to
 * delete it while something of the account uses it.
 *
 * A key policy that names the role waits for `ready`, else AWS calls the policy malformed.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-service-linked-role.html
 * @example
 * new ServiceLinkedRole(this, "auto_scaling_role", { service: "autoscaling.amazonaws.com" });
 */
export class ServiceLinkedRole extends Construct {
  public readonly roleArn: string;
  public readonly roleName: string;
  /** For `dependsOn` of what names the role by its ARN alone. */
  public readonly ready: readonly ITerraformDependable[];

  public constructor(scope: Construct, id: string, { service }: ServiceLinkedRoleProps) {
    super(scope, id);
    const role = new IamServiceLinkedRole(this, "Default", {
      awsServiceName: service,
      description: SERVICE_LINKED_ROLES[service].description,
    });
    this.roleArn = role.arn;
    this.roleName = role.name;
    this.ready = [role];
  }
}

/** Props of {@link ExistingServiceLinkedRole}. */
export interface ExistingServiceLinkedRoleProps {
  /** The service that assumes the role. */
  readonly service: ServiceWithLinkedRole;
}

/**
 * Looks for the role by which a service works for the account, where that is made by AWS on first use, or by somebody else. An
 * account that never had an Auto Scaling group has none yet.
 *
 * What names the role in a policy takes `precondition` into its `lifecycle`: else AWS calls the policy malformed, minutes into the
 * apply. The plan says what is missing instead.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-service-linked-role.html
 * @example
 * const { precondition } = new ExistingServiceLinkedRole(this, "auto_scaling_role", { service: "autoscaling.amazonaws.com" });
 */
export class ExistingServiceLinkedRole extends Construct {
  public readonly precondition: Precondition;

  public constructor(scope: Construct, id: string, { service }: ExistingServiceLinkedRoleProps) {
    super(scope, id);
    const { roleName } = SERVICE_LINKED_ROLES[service];
    // Finding none is no error, as it is for `aws_iam_role`.
    const roles = new DataAwsIamRoles(this, "Default", {
      nameRegex: `^${roleName}$`,
      pathPrefix: `${serviceLinkedRolePath(service)}/`,
    });
    this.precondition = {
      condition: `\${length(${roles.fqn}.names) > 0}`,
      errorMessage:
        `The account has no role ${roleName} yet, and AWS refuses a policy that names it. ` +
        `Make it once: aws iam create-service-linked-role --aws-service-name ${service}`,
    };
  }
}
