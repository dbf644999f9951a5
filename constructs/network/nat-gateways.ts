import { Eip } from "@cdktf/provider-aws/lib/eip";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { assertValid, repetitionProblems } from "../core/validate";

/** Props of {@link NatGateways}. */
export interface NatGatewaysProps {
  /** The public subnets that get one, at least one, with the letter of the zone and the `Name` tag of gateway and address. */
  readonly places: readonly { readonly key: string; readonly subnetId: string; readonly name: string }[];
  /** The internet gateway: without it an elastic IP address cannot be used. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * Defines NAT gateways with an elastic IP address each, by which private subnets reach the internet (SEC-VPC-1, ENT-NET-1).
 * They wait for the internet gateway.
 *
 * @example
 * new NatGateways(this, "nat", { places: [{ key: "a", subnetId, name: "example-a" }], dependsOn: [gateway] });
 */
export class NatGateways extends Construct {
  public readonly natGatewayIds: readonly string[];

  public constructor(scope: Construct, id: string, { places, dependsOn }: NatGatewaysProps) {
    super(scope, id);
    assertValid(scope, id, [
      ...(places.length > 0 ? [] : ["places must name at least one subnet, got none"]),
      ...repetitionProblems(
        (index) => `places[${index}].key`,
        places.map(({ key }) => key),
      ),
    ]);
    this.natGatewayIds = places.map(({ key, subnetId, name }) => {
      const zone = new Construct(this, key);
      const address = new Eip(zone, "Default", { domain: "vpc", tags: { Name: name }, dependsOn: [...dependsOn] });
      return new NatGateway(zone, "Default-gateway", {
        allocationId: address.id,
        subnetId,
        connectivityType: "public",
        tags: { Name: name },
        dependsOn: [...dependsOn],
      }).id;
    });
  }
}
