import { LIMITS } from "../config/aws-limits";
import type { Environment } from "../config/environment";
import { aside } from "../constructs/core/layer";
import { noteLowering } from "../constructs/core/secure-stack";
import { ValidatedCertificate } from "../constructs/edge/certificate";
import { DnsAlias } from "../constructs/edge/dns-alias";
import { type ClientListener, LoadBalancer } from "../constructs/edge/load-balancer";
import { WebAcl } from "../constructs/edge/web-acl";
import { LogGroup } from "../constructs/monitoring/log-group";
import { allowFlow, allowInFrom, SecurityGroup } from "../constructs/network/security-group";
import { addWebAclCheck } from "./checks";
import type { Workshop } from "./functions";
import { output } from "./layer-context";
import { LOAD_BALANCER_LOG_PREFIXES } from "./log-buckets";
import { HTTP_PORT, HTTPS_PORT, INTERNET } from "./network-flows";

type Edge = NonNullable<Environment["edge"]>;
type Application = NonNullable<Environment["application"]>;

/** Defines the load balancer with its group, certificate, name and web ACL (WEB-ALB-1, WEB-WAF-1, ENT-ACM-1, ENT-WAF-1). */
export function defineEdge(
  workshop: Workshop,
  edge: Edge,
  { application, applicationGroupId }: { readonly application: Application; readonly applicationGroupId: string },
): LoadBalancer {
  const { layer, context, inputs } = workshop;
  const { names, protect } = context;
  const group = defineGroup(workshop, edge, application, applicationGroupId);
  const balancer = new LoadBalancer(layer, "load_balancer", {
    loadBalancerName: names.get("loadBalancer"),
    vpcId: inputs.network.vpcId,
    subnetIds: inputs.network.publicSubnetIds ?? [],
    securityGroupIds: [group.securityGroupId],
    listener: listenerOf(workshop, edge),
    logs: {
      bucketName: inputs.security.loadBalancerLogBucketName ?? "",
      ...LOAD_BALANCER_LOG_PREFIXES,
    },
    targetGroupName: names.get("targetGroup"),
    targetPort: application.port,
    healthCheck: { path: application.healthCheckPath },
    dependsOn: [...inputs.security.ready.loadBalancer, ...inputs.network.internetGateway],
    protect,
  });
  if (edge.domainName !== undefined && edge.hostedZoneId !== undefined) {
    new DnsAlias(layer, "load_balancer_name", {
      hostedZoneId: edge.hostedZoneId,
      domainName: edge.domainName,
      target: balancer,
    });
  }
  defineWebAcl(workshop, edge, balancer);
  output(layer, "load_balancer_dns_name", "The load balancer's own name.", balancer.dnsName);
  output(
    layer,
    "application_url",
    "Where people reach the application.",
    `${edge.allowPlainHttp ? "http" : "https"}://${edge.domainName ?? balancer.dnsName}`,
  );
  output(layer, "load_balancer_arn", "The load balancer.", balancer.loadBalancerArn);
  return balancer;
}

function defineGroup(
  { layer, context, inputs }: Workshop,
  edge: Edge,
  application: Application,
  applicationGroupId: string,
): SecurityGroup {
  const group = new SecurityGroup(aside(layer, "groups"), "load_balancer", {
    vpcId: inputs.network.vpcId,
    groupName: context.names.get("loadBalancerSecurityGroup"),
    description: "Load balancer, reached from the internet",
  });
  const to = group.securityGroupId;
  if (!edge.allowPlainHttp) {
    allowInFrom(layer, "https_from_internet", {
      to,
      cidr: INTERNET.cidr,
      port: HTTPS_PORT,
      description: "HTTPS from the internet",
    });
  }
  allowInFrom(layer, "http_from_internet", {
    to,
    cidr: INTERNET.cidr,
    port: HTTP_PORT,
    description: edge.allowPlainHttp ? "HTTP from the internet" : "HTTP from the internet, only to be redirected",
  });
  allowFlow(layer, "load_balancer_to_application", {
    from: group.securityGroupId,
    to: applicationGroupId,
    port: application.port,
    description: "Requests from the load balancer",
  });
  return group;
}

function listenerOf({ layer }: Workshop, edge: Edge): ClientListener {
  const { certificateArn, domainName, hostedZoneId } = edge;
  if (certificateArn !== undefined) {
    return { kind: "https", certificateArn };
  }
  if (domainName !== undefined && hostedZoneId !== undefined) {
    const certificate = new ValidatedCertificate(layer, "certificate", { domainName, hostedZoneId });
    return { kind: "https", certificateArn: certificate.certificateArn };
  }
  noteLowering(
    layer,
    "The load balancer serves HTTP without a certificate, because edge.allowPlainHttp is true. Whoever is on the way can read and change everything.",
  );
  return { kind: "plainHttp" };
}

function defineWebAcl({ layer, context, inputs }: Workshop, { waf }: Edge, balancer: LoadBalancer): void {
  const { account, knobs, names } = context;
  if (waf === false) {
    noteLowering(layer, "No web ACL filters requests to the load balancer, because edge.waf is false.");
    return;
  }
  const logs = new LogGroup(layer, "web_acl_logs", {
    logGroupName: names.get("webAclLogGroup"),
    retentionDays: waf.logRetentionDays,
    kmsKeyArn: inputs.security.keys.logs,
  });
  const made = new WebAcl(layer, "web_acl", {
    account,
    webAclName: names.get("webAcl"),
    description: "Requests to the load balancer",
    managedRuleGroups: waf.managedRuleGroups,
    rateLimitPerFiveMinutes: knobs.number(layer, "waf_rate_limit", {
      description: "Requests of one address within five minutes, above which it is blocked.",
      value: waf.rateLimit,
      range: LIMITS.wafRateLimit,
    }),
    logGroupName: names.get("webAclLogGroup"),
    resourceArns: { load_balancer: balancer.loadBalancerArn },
    dependsOn: [logs.resource],
  });
  addWebAclCheck(layer, {
    webAclName: names.get("webAcl"),
    loadBalancerArn: balancer.loadBalancerArn,
    dependsOn: ["aws_wafv2_web_acl_association.web_acl_load_balancer"],
  });
  output(layer, "web_acl_arn", "The web ACL before the load balancer.", made.webAclArn);
}
