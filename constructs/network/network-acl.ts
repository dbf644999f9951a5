import { NetworkAcl as AwsNetworkAcl } from "@cdktf/provider-aws/lib/network-acl";
import { NetworkAclRule } from "@cdktf/provider-aws/lib/network-acl-rule";
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
  /** Ports within the ephemeral range that nobody outside may reach, beside Remote Desktop. */
  readonly guardedPorts: readonly number[];
  /**
   * How many rules the account may have in one direction of an ACL, the last one of AWS included: 20 to 40.
   *
   * @default 20
   */
  readonly ruleQuota?: number;
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

  public constructor(scope: Construct, id: string, props: NetworkAclProps) {
    super(scope, id);
    const { vpcId, subnetIds, name, flows, guardedPorts, ruleQuota } = props;
    assertValid(scope, id, flowProblems(flows, guardedPorts, ruleQuota));
    const acl = new AwsNetworkAcl(this, "Default", { vpcId, subnetIds: [...subnetIds], tags: { Name: name } });
    this.networkAclId = acl.id;
    for (const { id: ruleId, number, egress, action, cidr, fromPort, toPort } of aclRules(flows, guardedPorts)) {
      new NetworkAclRule(this, ruleId, {
        networkAclId: acl.id,
        ruleNumber: number,
        egress,
        protocol: "tcp",
        ruleAction: action,
        cidrBlock: cidr,
        fromPort,
        toPort,
      });
    }
  }
}
