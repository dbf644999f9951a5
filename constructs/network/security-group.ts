import { SecurityGroup as AwsSecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { LIMITS, NAME_PATTERNS } from "../core/limits";
import { replacementMark } from "../core/replacement";
import { assertValid, cidrProblems, numberProblems, textProblems } from "../core/validate";

/** Props of {@link SecurityGroup}. */
export interface SecurityGroupProps {
  readonly vpcId: string;
  /** The name, at most 248 characters; a mark of the description is added, since a change of either replaces the group. */
  readonly groupName: string;
  /** What the group is for: 1 to 255 characters. CAUTION: changing this value after the first deployment replaces the `aws_security_group`. */
  readonly description: string;
}

/** The other end of a flow: another group, or addresses. */
export type Peer = { readonly securityGroupId: string } | { readonly cidr: string };

/** One TCP flow. */
export interface FlowProps {
  readonly port: number;
  /** What the flow is for: 1 to 255 characters. */
  readonly description: string;
}

/**
 * What EC2 takes as the description of a group or a rule; an apostrophe, for one, it does not.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
 */
const DESCRIPTION = /^[A-Za-z0-9 ._:/()#,@[\]+=&;{}!$*-]{1,255}$/;

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
    assertValid(scope, id, [
      ...(Token.isUnresolved(groupName) || [groupName, name].every((text) => NAME_PATTERNS.securityGroup.test(text))
        ? []
        : [
            `groupName must be 1 to 248 letters, digits, spaces or ._-:/()#,@[]+=&;{}!$* and not begin with "sg-", got ${JSON.stringify(groupName)}`,
          ]),
      ...descriptionProblems(description),
    ]);
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
  assertValid(scope, id, flowProblems({ port, description }));
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
  assertValid(scope, id, [...flowProblems({ port, description }), ...cidrProblems("cidr", cidr, LIMITS.prefixLength)]);
  new VpcSecurityGroupEgressRule(scope, id, {
    securityGroupId: from,
    cidrIpv4: cidr,
    ...tcp(port),
    description,
    tags: { Name: description },
  });
}

function flowProblems({ port, description }: FlowProps): string[] {
  return [...numberProblems("port", port, LIMITS.port), ...descriptionProblems(description)];
}

function descriptionProblems(description: string): string[] {
  return textProblems(
    "description",
    description,
    DESCRIPTION,
    "be 1 to 255 letters, digits, spaces or ._-:/()#,@[]+=&;{}!$*",
  );
}

function tcp(port: number) {
  return { ipProtocol: "tcp", fromPort: port, toPort: port };
}
