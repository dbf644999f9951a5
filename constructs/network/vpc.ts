import { DefaultNetworkAcl } from "@cdktf/provider-aws/lib/default-network-acl";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { Vpc as AwsVpc } from "@cdktf/provider-aws/lib/vpc";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { LIMITS } from "../core/limits";
import { assertValid, cidrProblems } from "../core/validate";

/** Props of {@link Vpc}. */
export interface VpcProps {
  /**
   * The IPv4 block: /16 to /28.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_vpc` and all that is in it.
   */
  readonly cidr: string;
  /**
   * Whether there is a way to the internet; a VPC without public subnets needs none.
   *
   * @default true
   */
  readonly internetGateway?: boolean;
  /** The `Name` tags. */
  readonly names: { readonly vpc: string; readonly internetGateway: string };
}

/**
 * Defines a VPC with DNS and, unless it is left out, an internet gateway, whose default security group and default network ACL let nothing
 * through (SEC-VPC-1, SEC-VPC-2).
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-2
 * @example
 * new Vpc(this, "vpc", { cidr: "10.0.0.0/16", names: { vpc: "example", internetGateway: "example" } });
 */
export class Vpc extends Construct {
  public readonly vpcId: string;
  private readonly gateway: InternetGateway | undefined;

  public constructor(scope: Construct, id: string, { cidr, internetGateway = true, names }: VpcProps) {
    super(scope, id);
    assertValid(scope, id, cidrProblems("cidr", cidr, LIMITS.vpcPrefixLength));
    const vpc = new AwsVpc(this, "Default", {
      cidrBlock: cidr,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: names.vpc },
    });
    this.vpcId = vpc.id;
    this.gateway = internetGateway
      ? new InternetGateway(this, "Default-internet-gateway", {
          vpcId: vpc.id,
          tags: { Name: names.internetGateway },
        })
      : undefined;
    new DefaultSecurityGroup(this, "Default-security-group", {
      vpcId: vpc.id,
      ingress: [],
      egress: [],
      tags: { Name: `${names.vpc}-default-closed` },
    });
    new DefaultNetworkAcl(this, "Default-network-acl", {
      defaultNetworkAclId: vpc.defaultNetworkAclId,
      tags: { Name: `${names.vpc}-default-closed` },
      lifecycle: { ignoreChanges: ["subnet_ids"] },
    });
  }

  /** The internet gateway's id; an error where there is none. */
  public get internetGatewayId(): string {
    return this.wayToInternet.id;
  }

  /** For `dependsOn` of what needs the way to the internet; an error where there is none. */
  public get internetGateway(): ITerraformDependable {
    return this.wayToInternet;
  }

  private get wayToInternet(): InternetGateway {
    if (this.gateway === undefined) {
      throw new Error(`${this.node.path} has no internet gateway; it was made with internetGateway: false`);
    }
    return this.gateway;
  }
}
