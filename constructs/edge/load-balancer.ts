import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import type { Protection } from "../core/protection";
import { replacementMark } from "../core/replacement";
import { assertValid } from "../core/validate";
import { loadBalancerProblems, TARGET_DEFAULTS } from "./load-balancer-rules";

/** How clients connect. */
export type ClientListener =
  /** TLS on port 443; port 80 only redirects there. */
  | {
      readonly kind: "https";
      /** The certificate of the load balancer's names, issued already. */
      readonly certificateArn: string;
    }
  /** Port 80 only, in clear text: a lowering, for where there is no domain yet. */
  | { readonly kind: "plainHttp" };

/** Where requests and connections are logged: a bucket of the same region, encrypted by S3's own keys. */
export interface LoadBalancerLogs {
  readonly bucketName: string;
  /** Before the keys of access logs, e.g. `web/access`; the service adds `/AWSLogs/<account>/…`. */
  readonly accessPrefix: string;
  /** Before the keys of connection logs, another one: both kinds of files have the same path. */
  readonly connectionPrefix: string;
}

/** When a target is healthy: 3 checks in a row make it so, 2 failed ones end it. */
export interface HealthCheck {
  /** The path that is requested, on the target's port. */
  readonly path: string;
  /**
   * The status codes of a healthy target, from 200 to 499: `200`, `200,302` or `200-299`.
   *
   * @default "200"
   */
  readonly matcher?: string;
  /**
   * Seconds between two checks: 5 to 300.
   *
   * @default 30
   */
  readonly intervalSeconds?: number;
  /**
   * Seconds that a target has to answer: 2 to 120, less than the interval.
   *
   * @default 5
   */
  readonly timeoutSeconds?: number;
}

/** Props of {@link LoadBalancer}. */
export interface LoadBalancerProps extends Protection {
  /**
   * 1 to 32 letters, digits and hyphens.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_lb`, and with it the DNS name.
   */
  readonly loadBalancerName: string;
  readonly vpcId: string;
  /** Public subnets in at least two zones. */
  readonly subnetIds: readonly string[];
  /** At least one. Lets clients in on 443 and 80 (plain HTTP: on 80), and out to the targets on their port. */
  readonly securityGroupIds: readonly string[];
  readonly listener: ClientListener;
  readonly logs: LoadBalancerLogs;
  /** 1 to 25 letters, digits and hyphens; a mark of the port is added, since a change of either replaces the target group. */
  readonly targetGroupName: string;
  /** The port that targets listen on, HTTP: 1 to 65535. CAUTION: a change replaces the `aws_lb_target_group`; a new one stands first. */
  readonly targetPort: number;
  readonly healthCheck: HealthCheck;
  /**
   * Seconds that requests may still take when a target leaves: 0 to 3600.
   *
   * @default 60
   */
  readonly deregistrationDelaySeconds?: number;
  /** What must be there first: the internet gateway, and the policy of the log bucket, to which a test file is written. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * TLS 1.3 and 1.2 with forward secrecy and AEAD ciphers only, and hybrid post-quantum key exchange for clients that have it. What
 * AWS recommends and its console takes; without a policy the API takes one that still speaks TLS 1.0.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
export const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

const TARGET_PROTOCOL = "HTTP";
const TARGET_TYPE = "instance";
const HEALTHY_AFTER = 3;
const UNHEALTHY_AFTER = 2;

/**
 * Defines an Application Load Balancer that faces the internet, with one group of instances behind it (WEB-ALB-1): TLS 1.2 or later,
 * HTTP redirected to HTTPS, headers that are not valid dropped, requests and connections logged. Unless it is a test copy, it
 * refuses deletion (ALL-14).
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
 * @example
 * new LoadBalancer(this, "web", {
 *   loadBalancerName: "example-web", vpcId, subnetIds: publicSubnetIds, securityGroupIds: [group.securityGroupId],
 *   listener: { kind: "https", certificateArn: certificate.certificateArn },
 *   logs: { bucketName: logs.bucketName, accessPrefix: "web/access", connectionPrefix: "web/connections" },
 *   targetGroupName: "example-web", targetPort: 8080, healthCheck: { path: "/health" }, dependsOn: [...logs.ready, gateway],
 * });
 */
export class LoadBalancer extends Construct {
  public readonly loadBalancerArn: string;
  /** The name that AWS gives it, for an alias record. */
  public readonly dnsName: string;
  /** The hosted zone of that name, for an alias record. */
  public readonly zoneId: string;
  /** The dimension `LoadBalancer` of its metrics. */
  public readonly arnSuffix: string;
  public readonly targetGroupArn: string;
  /** The dimension `TargetGroup` of its metrics. */
  public readonly targetGroupArnSuffix: string;
  /** What forwards to the targets: who registers them waits for it, since a group without a listener has no health. */
  public readonly listener: ITerraformDependable;

  public constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    assertValid(scope, id, loadBalancerProblems(props));
    const balancer = this.balancer(props);
    this.loadBalancerArn = balancer.arn;
    this.dnsName = balancer.dnsName;
    this.zoneId = balancer.zoneId;
    this.arnSuffix = balancer.arnSuffix;
    const targets = this.targets(props);
    this.targetGroupArn = targets.arn;
    this.targetGroupArnSuffix = targets.arnSuffix;
    this.listener = props.listener.kind === "https" ? this.https(props.listener.certificateArn) : this.plainHttp();
  }

  private balancer({ protect = true, logs, ...props }: LoadBalancerProps): Lb {
    return new Lb(this, "Default", {
      name: props.loadBalancerName,
      loadBalancerType: "application",
      internal: false,
      subnets: [...props.subnetIds],
      securityGroups: [...props.securityGroupIds],
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "defensive",
      accessLogs: { bucket: logs.bucketName, prefix: logs.accessPrefix, enabled: true },
      connectionLogs: { bucket: logs.bucketName, prefix: logs.connectionPrefix, enabled: true },
      enableDeletionProtection: protect,
      dependsOn: [...props.dependsOn],
    });
  }

  private targets({ targetGroupName, targetPort, vpcId, healthCheck, deregistrationDelaySeconds }: LoadBalancerProps) {
    const delay = deregistrationDelaySeconds ?? TARGET_DEFAULTS.deregistrationDelaySeconds;
    return new LbTargetGroup(this, "Default-targets", {
      name: `${targetGroupName}-${replacementMark(TARGET_PROTOCOL, TARGET_TYPE, String(targetPort))}`,
      vpcId,
      targetType: TARGET_TYPE,
      protocol: TARGET_PROTOCOL,
      port: targetPort,
      deregistrationDelay: Token.isUnresolved(delay) ? Token.asString(delay) : String(delay),
      healthCheck: {
        protocol: TARGET_PROTOCOL,
        path: healthCheck.path,
        matcher: healthCheck.matcher ?? TARGET_DEFAULTS.matcher,
        interval: healthCheck.intervalSeconds ?? TARGET_DEFAULTS.intervalSeconds,
        timeout: healthCheck.timeoutSeconds ?? TARGET_DEFAULTS.timeoutSeconds,
        healthyThreshold: HEALTHY_AFTER,
        unhealthyThreshold: UNHEALTHY_AFTER,
      },
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private https(certificateArn: string): LbListener {
    new LbListener(this, "http", {
      loadBalancerArn: this.loadBalancerArn,
      port: 80,
      protocol: "HTTP",
      defaultAction: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }],
    });
    return new LbListener(this, "https", {
      loadBalancerArn: this.loadBalancerArn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: TLS_POLICY,
      certificateArn,
      defaultAction: [{ type: "forward", targetGroupArn: this.targetGroupArn }],
    });
  }

  /** The same address as the redirect, so that a certificate that comes later changes the listener in place. */
  private plainHttp(): LbListener {
    return new LbListener(this, "http", {
      loadBalancerArn: this.loadBalancerArn,
      port: 80,
      protocol: "HTTP",
      defaultAction: [{ type: "forward", targetGroupArn: this.targetGroupArn }],
    });
  }
}
