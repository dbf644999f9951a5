import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import type { ITerraformDependable } from "cdktf";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { Arns, type AwsAccount } from "../core/account";
import { byPrincipalsOf, endpointPolicy, onResourcesOf, type PolicyStatement } from "../core/policy";
import { assertValid, repetitionProblems } from "../core/validate";
import { awsOwnedBuckets } from "./aws-owned-buckets";
import {
  ENDPOINT_SERVICES,
  type EndpointService,
  type EndpointServiceFact,
  endpointServiceName,
} from "./endpoint-services";

/** Props of {@link VpcEndpoints}. */
export interface VpcEndpointsProps {
  readonly account: AwsAccount;
  readonly vpcId: string;
  /** The services, at least one: those of `endpointServicesFor`, and what agents need. */
  readonly services: readonly EndpointService[];
  /** The private subnets, one a zone; each interface endpoint has an address in every one. */
  readonly subnetIds: readonly string[];
  /** The group of the interface endpoints, which lets 443 in from those who may call. */
  readonly securityGroupId: string;
  /** The private subnets' route tables, which get the ways to the gateway endpoints. */
  readonly routeTableIds: readonly string[];
  /** Makes the `Name` tag of the endpoint of a service. */
  readonly nameOf: (service: EndpointService) => string;
}

/**
 * Defines VPC endpoints, by which workloads reach services of AWS without the internet (MAZ-NET-2): gateways for S3 and DynamoDB,
 * addresses in the private subnets, with the services' own names, for the others. Principals of the account pass, and no other;
 * to S3 anybody passes who reads packages from a list of AWS's own buckets.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
 * @example
 * new VpcEndpoints(this, "endpoint", {
 *   account, vpcId, services: endpointServicesFor(actions), subnetIds, securityGroupId, routeTableIds,
 *   nameOf: (service) => `example-${service}`,
 * });
 */
export class VpcEndpoints extends Construct {
  /** The prefix lists of the gateway endpoints: what security groups name to let connections out to them. */
  public readonly prefixListIds: { readonly [Service in EndpointService]?: string };
  /** The endpoints' ids, in the order of `services`. */
  public readonly endpointIds: readonly string[];
  /** The endpoints: what must be there before somebody calls by them. */
  public readonly ready: readonly ITerraformDependable[];

  public constructor(scope: Construct, id: string, props: VpcEndpointsProps) {
    super(scope, id);
    assertValid(scope, id, problems(props));
    const endpoints = props.services.map((service) => ({ service, endpoint: this.defineEndpoint(service, props) }));
    this.endpointIds = endpoints.map(({ endpoint }) => endpoint.id);
    this.ready = endpoints.map(({ endpoint }) => endpoint);
    this.prefixListIds = Object.fromEntries(
      endpoints
        .filter(({ service }) => ENDPOINT_SERVICES[service].type === "Gateway")
        .map(({ service, endpoint }) => [service, endpoint.prefixListId]),
    );
  }

  private defineEndpoint(service: EndpointService, props: VpcEndpointsProps): VpcEndpoint {
    const { account, vpcId, nameOf } = props;
    const { type, takesPolicy } = ENDPOINT_SERVICES[service];
    const place = new Construct(this, service);
    return new VpcEndpoint(place, "Default", {
      vpcId,
      serviceName: endpointServiceName(service, account.region),
      vpcEndpointType: type,
      ...(type === "Gateway" ? gatewayArguments(props) : interfaceArguments(props)),
      ...(takesPolicy ? { policy: endpointPolicy(place, "policy", account, statementsFor(service, account)) } : {}),
      tags: { Name: nameOf(service) },
    });
  }
}

function gatewayArguments({ routeTableIds }: VpcEndpointsProps) {
  return { routeTableIds: [...routeTableIds] };
}

function interfaceArguments({ subnetIds, securityGroupId }: VpcEndpointsProps) {
  return { subnetIds: [...subnetIds], securityGroupIds: [securityGroupId], privateDnsEnabled: true };
}

/** What may pass an endpoint. */
function statementsFor(service: EndpointService, account: AwsAccount): PolicyStatement[] {
  const { actionPrefix, isShareable } = ENDPOINT_SERVICES[service];
  const arns = new Arns(account);
  return [
    {
      sid: "AllowPrincipalsOfAccount",
      actions: [`${actionPrefix}:*`],
      resources: ["*"],
      conditions: [byPrincipalsOf(account), ...(isShareable ? [onResourcesOf(account)] : [])],
    },
    ...(service === "s3"
      ? [
          {
            sid: "AllowReadingAwsOwnedBuckets",
            actions: ["s3:GetObject"],
            resources: awsOwnedBuckets(account.region).map((bucketName) => arns.objects(bucketName)),
          },
        ]
      : []),
  ];
}

function problems({ services, subnetIds, routeTableIds }: VpcEndpointsProps): string[] {
  const has = (type: EndpointServiceFact["type"]) =>
    services.some((service) => ENDPOINT_SERVICES[service].type === type);
  return [
    ...(services.length > 0 ? [] : ["services must name at least one, got none"]),
    ...repetitionProblems((index) => `services[${index}]`, services),
    ...(has("Interface") ? leastProblems("subnetIds", subnetIds, "an interface endpoint has its addresses there") : []),
    ...(has("Gateway") ? leastProblems("routeTableIds", routeTableIds, "a gateway endpoint is reached by them") : []),
  ];
}

function leastProblems(prop: string, ids: readonly string[], why: string): string[] {
  return Token.isUnresolved(ids) || ids.length > 0 ? [] : [`${prop} must name at least one, got none; ${why}`];
}
