import { SecurityGroup as AwsSecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { LIMITS, NAME_PATTERNS } from "../core/limits";
import { replacementMark } from "../core/replacement";
import { assertValid, cidrProblems, numberProblems, textProblems } from "../core/validate";
import { lengthOf } from "./address-blocks";

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

/** The ports of a website, which anybody may reach. */
const PUBLIC_PORTS: readonly number[] = [80, 443];

/** The ids of prefix lists, which AWS or the account keeps. */
const PREFIX_LIST_ID = /^pl-[0-9a-f]{8,17}$/;

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

/** Lets one group open connections to another: a rule out of the one and a rule into the other. Returns the latter. */
export function allowFlow(
  scope: Construct,
  id: string,
  { from, to, port, description }: FlowProps & { readonly from: string; readonly to: string },
): readonly ITerraformDependable[] {
  assertValid(scope, id, flowProblems({ port, description }));
  const flow = new Construct(scope, id);
  return [
    new VpcSecurityGroupEgressRule(flow, "Default-out", {
      securityGroupId: from,
      referencedSecurityGroupId: to,
      ...tcp(port),
      description,
    }),
    new VpcSecurityGroupIngressRule(flow, "Default-in", {
      securityGroupId: to,
      referencedSecurityGroupId: from,
      ...tcp(port),
      description,
    }),
  ];
}

/**
 * Lets a group open connections to another that takes them anyway: a rule out, and none in. For groups that take connections
 * from addresses, such as that of VPC endpoints.
 */
export function allowOutToGroup(
  scope: Construct,
  id: string,
  { from, to, port, description }: FlowProps & { readonly from: string; readonly to: string },
): ITerraformDependable {
  assertValid(scope, id, flowProblems({ port, description }));
  return new VpcSecurityGroupEgressRule(scope, id, {
    securityGroupId: from,
    referencedSecurityGroupId: to,
    ...tcp(port),
    description,
  });
}

/** Lets a group open connections to addresses. */
export function allowOutTo(
  scope: Construct,
  id: string,
  { from, cidr, port, description }: FlowProps & { readonly from: string; readonly cidr: string },
): ITerraformDependable {
  assertValid(scope, id, [...flowProblems({ port, description }), ...cidrProblems("cidr", cidr, LIMITS.prefixLength)]);
  return new VpcSecurityGroupEgressRule(scope, id, {
    securityGroupId: from,
    cidrIpv4: cidr,
    ...tcp(port),
    description,
  });
}

/** Lets a group open connections to the addresses of a prefix list, such as those of S3 behind a gateway endpoint. */
export function allowOutToPrefixList(
  scope: Construct,
  id: string,
  { from, prefixListId, port, description }: FlowProps & { readonly from: string; readonly prefixListId: string },
): ITerraformDependable {
  assertValid(scope, id, [
    ...flowProblems({ port, description }),
    ...textProblems("prefixListId", prefixListId, PREFIX_LIST_ID, "be the id of a prefix list, such as pl-63a5400a"),
  ]);
  return new VpcSecurityGroupEgressRule(scope, id, {
    securityGroupId: from,
    prefixListId,
    ...tcp(port),
    description,
  });
}

/**
 * Lets addresses open connections to a group (MAZ-SG-1, ENT-BAS-1). Only the ports of a website, 80 and 443, may be open to
 * everybody, or to blocks larger than /8, which are as good as that. Blocks that only Terraform will know are not checked.
 */
export function allowInFrom(
  scope: Construct,
  id: string,
  { to, cidr, port, description }: FlowProps & { readonly to: string; readonly cidr: string },
): ITerraformDependable {
  const problems = [...flowProblems({ port, description }), ...cidrProblems("cidr", cidr, LIMITS.prefixLength)];
  assertValid(scope, id, problems.length > 0 ? problems : opennessProblems(cidr, port));
  return new VpcSecurityGroupIngressRule(scope, id, {
    securityGroupId: to,
    cidrIpv4: cidr,
    ...tcp(port),
    description,
  });
}

function opennessProblems(cidr: string, port: number): string[] {
  const { min } = LIMITS.trustedPrefixLength;
  return Token.isUnresolved(cidr) || PUBLIC_PORTS.includes(port) || lengthOf(cidr) >= min
    ? []
    : [
        `cidr must be a block of at least /${min} for port ${port}, got ${JSON.stringify(cidr)}; only ${PUBLIC_PORTS.join(" and ")} may be open to everybody`,
      ];
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
