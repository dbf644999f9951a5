import { Ec2TransitGatewayVpcAttachment } from "@cdktf/provider-aws/lib/ec2-transit-gateway-vpc-attachment";
import { Route } from "@cdktf/provider-aws/lib/route";
import type { ITerraformDependable } from "cdktf";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { LIMITS } from "../core/limits";
import { assertValid, cidrProblems, repetitionProblems, textProblems } from "../core/validate";
import { covers, isOutside } from "./address-blocks";

/** Addresses that are reached by the transit gateway. */
export interface RemoteBlock {
  /** What it is, in snake case; part of the routes' Terraform addresses. */
  readonly key: string;
  /** Private, at least /8, and not within the VPC. */
  readonly cidr: string;
}

/** Props of {@link TransitGatewayAttachment}. */
export interface TransitGatewayAttachmentProps {
  readonly vpcId: string;
  /** The VPC's own block, which its routes always keep within. */
  readonly vpcCidr: string;
  /**
   * The transit gateway, of this account or shared with it.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_ec2_transit_gateway_vpc_attachment`.
   */
  readonly transitGatewayId: string;
  /** The private subnets, one a zone: it is reached from those zones only. */
  readonly subnetIds: readonly string[];
  /** The route tables that get the ways to the remote blocks, each with the letter of its zone. */
  readonly routeTables: readonly { readonly key: string; readonly routeTableId: string }[];
  /** At least one. */
  readonly remotes: readonly RemoteBlock[];
  /** The `Name` tag. */
  readonly name: string;
}

const KEY = /^[a-z0-9_]+$/;

/**
 * Defines the attachment of a VPC's private subnets to a transit gateway, and the routes to the private ranges behind it: the
 * way by which a trusted range reaches a private subnet (MAZ-SG-1, LAM-EC2-1). What the gateway itself does with the
 * attachment is left to its own default route tables: where it is another account's, that is theirs to say.
 *
 * Where attachments are accepted by hand, AWS refuses the routes until this one is, as if the gateway were not there: then apply
 * again.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
 * @example
 * new TransitGatewayAttachment(this, "transit_gateway", {
 *   vpcId, vpcCidr: "10.0.0.0/16", transitGatewayId: "tgw-0123456789abcdef0", subnetIds, name: "example",
 *   routeTables: [{ key: "a", routeTableId }], remotes: [{ key: "office", cidr: "192.168.0.0/16" }],
 * });
 */
export class TransitGatewayAttachment extends Construct {
  public readonly attachmentId: string;
  /** The routes: what must be there before somebody comes by them. */
  public readonly ready: readonly ITerraformDependable[];

  public constructor(scope: Construct, id: string, props: TransitGatewayAttachmentProps) {
    super(scope, id);
    const { vpcId, transitGatewayId, subnetIds, routeTables, remotes, name } = props;
    assertValid(scope, id, problems(props));
    const attachment = new Ec2TransitGatewayVpcAttachment(this, "Default", {
      vpcId,
      transitGatewayId,
      subnetIds: [...subnetIds],
      tags: { Name: name },
    });
    this.attachmentId = attachment.id;
    this.ready = routeTables.flatMap(({ key, routeTableId }) =>
      remotes.map(
        (remote) =>
          new Route(this, `${key}_${remote.key}`, {
            routeTableId,
            destinationCidrBlock: remote.cidr,
            transitGatewayId,
            dependsOn: [attachment],
          }),
      ),
    );
  }
}

function problems({
  vpcCidr,
  transitGatewayId,
  subnetIds,
  routeTables,
  remotes,
}: TransitGatewayAttachmentProps): string[] {
  const lists = { subnetIds, routeTables, remotes };
  const keyed = { routeTables, remotes };
  return [
    ...cidrProblems("vpcCidr", vpcCidr, LIMITS.vpcPrefixLength),
    ...textProblems(
      "transitGatewayId",
      transitGatewayId,
      /^tgw-[0-9a-f]{17}$/,
      "be the id of a transit gateway, such as tgw-0123456789abcdef0",
    ),
    ...Object.entries(lists).flatMap(([prop, values]) =>
      Token.isUnresolved(values) || values.length > 0 ? [] : [`${prop} must name at least one, got none`],
    ),
    ...Object.entries(keyed).flatMap(([prop, values]) => [
      ...values.flatMap(({ key }, index) =>
        textProblems(`${prop}[${index}].key`, key, KEY, "be lower-case letters, digits and underscores"),
      ),
      ...repetitionProblems(
        (index) => `${prop}[${index}].key`,
        values.map(({ key }) => key),
      ),
    ]),
    ...remotes.flatMap(({ cidr }, index) => remoteProblems(`remotes[${index}].cidr`, cidr, vpcCidr)),
    ...repetitionProblems(
      (index) => `remotes[${index}].cidr`,
      remotes.map(({ cidr }) => cidr),
    ),
  ];
}

function remoteProblems(prop: string, cidr: string, vpcCidr: string): string[] {
  const wrong = cidrProblems(prop, cidr, LIMITS.trustedPrefixLength);
  if (wrong.length > 0 || Token.isUnresolved(cidr)) {
    return wrong;
  }
  return [
    ...(isOutside(cidr)
      ? [`${prop} must be private, got "${cidr}"; the internet is not behind a transit gateway`]
      : []),
    ...(covers(vpcCidr, cidr)
      ? [`${prop} must not lie within the VPC's block "${vpcCidr}", got "${cidr}"; AWS refuses such a route`]
      : []),
  ];
}
