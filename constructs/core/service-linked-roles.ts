import type { Arns } from "./account";

/**
 * The service-linked roles that our policies name, by the service that assumes them. AWS names them; an account has each once.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-service-linked-role.html
 */
export const SERVICE_LINKED_ROLES = {
  "autoscaling.amazonaws.com": {
    roleName: "AWSServiceRoleForAutoScaling",
    /** AWS's own words, so that a role that is there already can be imported without a difference. */
    description:
      "Default Service-Linked Role enables access to AWS Services and Resources used or managed by Auto Scaling",
  },
} as const;

/** A service that has a role of {@link SERVICE_LINKED_ROLES}. */
export type ServiceWithLinkedRole = keyof typeof SERVICE_LINKED_ROLES;

/** The path of a service-linked role in IAM, without a `/` at its end. */
export function serviceLinkedRolePath(service: ServiceWithLinkedRole): string {
  return `/aws-service-role/${service}`;
}

/** The ARN of a service-linked role. The role must be there before a policy names it: AWS calls the policy malformed otherwise. */
export function serviceLinkedRoleArn(arns: Arns, service: ServiceWithLinkedRole): string {
  return arns.iam(`role${serviceLinkedRolePath(service)}/${SERVICE_LINKED_ROLES[service].roleName}`);
}
