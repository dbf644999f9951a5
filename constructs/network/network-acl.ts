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
  /** The flows that the subnets need, at most ten in each direction; everything else is refused. */
  readonly flows: readonly TierFlow[];
  /** Ports within the ephemeral range that nobody outside may reach, beside Remote Desktop: at most nine. */
  readonly guardedPorts: readonly number[];
}

/**
 * Defines the network ACL of a tier of subnets, with the rules that its flows need and no other (SEC-VPC-2).
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 * @example
 * new NetworkAcl(this, "private_acl", { vpcId, subnetIds, name: "example-private", flows, guardedPorts: [5432] });
 */
export class NetworkAcl extends Construct {
  public constructor(scope: Construct, id: string, { vpcId, subnetIds, name, flows, guardedPorts }: NetworkAclProps) {
    super(scope, id);
    assertValid(scope, id, flowProblems(flows, guardedPorts));
    const acl = new AwsNetworkAcl(this, "Default", { vpcId, subnetIds: [...subnetIds], tags: { Name: name } });
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
