import { SecurityGroup as AwsSecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { replacementMark } from "../core/replacement";

/** Props of {@link SecurityGroup}. */
export interface SecurityGroupProps {
  readonly vpcId: string;
  /** The name; a mark of the description is added, since a change of either replaces the group. */
  readonly groupName: string;
  /** What the group is for. CAUTION: changing this value after the first deployment replaces the `aws_security_group`. */
  readonly description: string;
}

/** The other end of a flow: another group, or addresses. */
export type Peer = { readonly securityGroupId: string } | { readonly cidr: string };

/** One TCP flow. */
export interface FlowProps {
  readonly port: number;
  readonly description: string;
}

/**
 * Defines a security group without a rule: nothing in, nothing out. Rules are resources of their own (ALL-4).
 *
 * @example
 * const database = new SecurityGroup(this, "database", { vpcId, groupName: "example-database", description: "…" });
 * allowFlow(this, "function_to_database", { from: functionGroupId, to: database.securityGroupId, port: 5432, description: "…" });
 */
export class SecurityGroup extends Construct {
  public readonly securityGroupId: string;

  public constructor(scope: Construct, id: string, { vpcId, groupName, description }: SecurityGroupProps) {
    super(scope, id);
    const name = `${groupName}-${replacementMark(description)}`;
    this.securityGroupId = new AwsSecurityGroup(this, "Default", {
      vpcId,
      name,
      description,
      tags: { Name: name },
      lifecycle: { createBeforeDestroy: true },
    }).id;
  }
}

/** Lets one group open connections to another: a rule out of the one and a rule into the other. */
export function allowFlow(
  scope: Construct,
  id: string,
  { from, to, port, description }: FlowProps & { readonly from: string; readonly to: string },
): void {
  const flow = new Construct(scope, id);
  new VpcSecurityGroupEgressRule(flow, "Default-out", {
    securityGroupId: from,
    referencedSecurityGroupId: to,
    ...tcp(port),
    description,
    tags: { Name: description },
  });
  new VpcSecurityGroupIngressRule(flow, "Default-in", {
    securityGroupId: to,
    referencedSecurityGroupId: from,
    ...tcp(port),
    description,
    tags: { Name: description },
  });
}

/** Lets a group open connections to addresses. */
export function allowOutTo(
  scope: Construct,
  id: string,
  { from, cidr, port, description }: FlowProps & { readonly from: string; readonly cidr: string },
): void {
  new VpcSecurityGroupEgressRule(scope, id, {
    securityGroupId: from,
    cidrIpv4: cidr,
    ...tcp(port),
    description,
    tags: { Name: description },
  });
}

function tcp(port: number) {
  return { ipProtocol: "tcp", fromPort: port, toPort: port };
}
