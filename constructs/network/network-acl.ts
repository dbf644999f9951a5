import { NetworkAcl as AwsNetworkAcl } from "@cdktf/provider-aws/lib/network-acl";
import { NetworkAclRule } from "@cdktf/provider-aws/lib/network-acl-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { assertValid } from "../core/validate";
import { aclRules, flowProblems, type TierFlow } from "./flow-rules";

/** Props of {@link NetworkAcl}. */
export interface NetworkAclProps {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** The `Name` tag. */
  readonly name: string;
  /**
   * The flows that the subnets need; everything else is refused. Rules are numbered in their order, so add new ones at the end.
   *
   * CAUTION: a flow that is removed from their midst moves the later ones, which replaces each `aws_network_acl_rule`; where
   * one comes to a number that another still holds, apply again.
   */
  readonly flows: readonly TierFlow[];
  /**
   * Ports within the ephemeral range that nobody outside may reach, beside Remote Desktop. Rules are numbered in their order.
   *
   * CAUTION: another port is another `aws_network_acl_rule`, of the number that its predecessor can still hold: then apply again.
   */
  readonly guardedPorts: readonly number[];
  /**
   * How many rules the flows may need in one direction: 1 to 39. AWS allows 19 beside its own last one; those that others define
   * for the ACL are taken off, and a raised quota adds some.
   *
   * @default 19
   */
  readonly mostRules?: number;
}

/**
 * Defines the network ACL of a tier of subnets, with the rules that its flows need and no other (SEC-VPC-2).
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 * @example
 * new NetworkAcl(this, "private_acl", { vpcId, subnetIds, name: "example-private", flows, guardedPorts: [5432] });
 */
export class NetworkAcl extends Construct {
  public readonly networkAclId: string;
  /** Its rules: without them nothing comes through, so what needs the network waits for them. */
  public readonly ready: readonly ITerraformDependable[];

  public constructor(scope: Construct, id: string, props: NetworkAclProps) {
    super(scope, id);
    const { vpcId, subnetIds, name, flows, guardedPorts, mostRules } = props;
    assertValid(scope, id, flowProblems(flows, guardedPorts, mostRules));
    this.networkAclId = new AwsNetworkAcl(this, "Default", {
      vpcId,
      subnetIds: [...subnetIds],
      tags: { Name: name },
    }).id;
    this.ready = aclRules(flows, guardedPorts).map(
      ({ id: ruleId, number, egress, action, cidr, fromPort, toPort }) =>
        new NetworkAclRule(this, ruleId, {
          networkAclId: this.networkAclId,
          ruleNumber: number,
          egress,
          protocol: "tcp",
          ruleAction: action,
          cidrBlock: cidr,
          fromPort,
          toPort,
        }),
    );
  }
}
