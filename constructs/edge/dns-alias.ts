import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import { assertValid } from "../core/validate";
import { domainNameProblems, hostedZoneProblems } from "./domain-names";

/** What a name leads to: the DNS name that AWS gave it, and the hosted zone of that. */
export interface AliasTarget {
  readonly dnsName: string;
  readonly zoneId: string;
}

/** Props of {@link DnsAlias}. */
export interface DnsAliasProps {
  /** The hosted zone that the name lies in. CAUTION: changing this value after the first deployment replaces the `aws_route53_record`. */
  readonly hostedZoneId: string;
  /** CAUTION: changing this value after the first deployment replaces the `aws_route53_record`. */
  readonly domainName: string;
  /** A load balancer. */
  readonly target: AliasTarget;
}

/**
 * Defines a name for a load balancer, which Route 53 answers with its current addresses while it has healthy targets. It never takes
 * over a record that somebody else made: such an apply fails.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html
 * @example
 * new DnsAlias(this, "name", { hostedZoneId, domainName: "www.example.com", target: loadBalancer });
 */
export class DnsAlias extends Construct {
  public readonly domainName: string;

  public constructor(scope: Construct, id: string, { hostedZoneId, domainName, target }: DnsAliasProps) {
    super(scope, id);
    assertValid(scope, id, [
      ...hostedZoneProblems("hostedZoneId", hostedZoneId),
      ...domainNameProblems("domainName", domainName),
    ]);
    this.domainName = new Route53Record(this, "Default", {
      zoneId: hostedZoneId,
      name: domainName,
      type: "A",
      alias: { name: target.dnsName, zoneId: target.zoneId, evaluateTargetHealth: true },
    }).fqdn;
  }
}
