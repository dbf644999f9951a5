import { IamServiceLinkedRole } from "@cdktf/provider-aws/lib/iam-service-linked-role";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { SERVICE_LINKED_ROLES, type ServiceWithLinkedRole } from "../core/service-linked-roles";

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
 * where it is there already, IAM refuses to make it again, so leave this out or import it. IAM refuses to delete it while
 * something of the account uses it.
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
