import { Id } from "@cdktf/provider-random/lib/id";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { EMAIL_SUBSCRIPTION } from "../config/aws-limits";
import type { Environment } from "../config/environment";
import { UNIQUE_SUFFIX_DIGITS } from "../config/names";
import { ThreatDetection } from "../constructs/audit/threat-detection";
import { Layer } from "../constructs/core/layer";
import { AccountGuards } from "../constructs/identity/account-guards";
import { MfaEnforcement } from "../constructs/identity/mfa-enforcement";
import { ExistingServiceLinkedRole, ServiceLinkedRole } from "../constructs/identity/service-linked-role";
import { AlertTopic } from "../constructs/monitoring/alert-topic";
import { addBaselineChecks } from "./checks";
import {
  type ExportDefinitions,
  type ExportValues,
  lazily,
  optional,
  optionalText,
  publish,
  textValue,
} from "./exports";
import { defineKeys, type KeyArns, keyArns, keyExports, type NamedRoles, ownKeys } from "./keys";
import { type LayerContext, output } from "./layer-context";
import { BucketNames, LogBuckets } from "./log-buckets";
import { defineEventAlerts, defineTrailAlarms } from "./security-alarms";
import { defineConfig, defineTrail } from "./security-audit";

const ALWAYS_EXPORTED = {
  bucketSuffix: { output: "bucket_suffix", description: "The random end of every bucket name.", type: "string" },
  accessLogBucketName: {
    output: "access_log_bucket_name",
    description: "The bucket that S3 access logs go to.",
    type: "string",
  },
  alertTopicArn: { output: "alert_topic_arn", description: "The topic that security alerts go to.", type: "string" },
} as const;

const FLOW_LOGS_EXPORTED = {
  flowLogBucketArn: { output: "flow_log_bucket_arn", description: "The bucket of VPC flow logs.", type: "string" },
} as const;

const LOAD_BALANCER_LOGS_EXPORTED = {
  loadBalancerLogBucketName: {
    output: "load_balancer_log_bucket_name",
    description: "The bucket of the load balancer's logs.",
    type: "string",
  },
} as const;

/** What the security layer hands on. */
export interface SecurityExports {
  readonly keys: KeyArns;
  readonly bucketSuffix: string;
  readonly accessLogBucketName: string;
  readonly alertTopicArn: string;
  readonly flowLogBucketArn?: string;
  readonly loadBalancerLogBucketName?: string;
  /** What must be there before anybody uses what this layer has; nothing where that belongs to another stack. */
  readonly ready: SecurityReady;
}

/** What must be there before somebody logs into a bucket, publishes to the topic, or has Auto Scaling work. */
interface SecurityReady {
  readonly accessLogs: readonly ITerraformDependable[];
  readonly flowLogs: readonly ITerraformDependable[];
  readonly loadBalancer: readonly ITerraformDependable[];
  readonly alerts: readonly ITerraformDependable[];
  readonly autoScaling: readonly ITerraformDependable[];
}

const NOTHING: SecurityReady = { accessLogs: [], flowLogs: [], loadBalancer: [], alerts: [], autoScaling: [] };

/** The outputs by which the security layer of an environment hands on what it has. */
export function securityExports(environment: Environment): ExportDefinitions {
  return {
    ...keyExports(environment),
    ...ALWAYS_EXPORTED,
    ...(environment.network.flowLogs.destination === "s3" ? FLOW_LOGS_EXPORTED : {}),
    ...(environment.edge === undefined ? {} : LOAD_BALANCER_LOGS_EXPORTED),
  };
}

/** The exports, of the values of their outputs. */
export function readSecurityExports(
  environment: Environment,
  values: ExportValues,
  ready: SecurityReady = NOTHING,
): SecurityExports {
  return lazily<SecurityExports>({
    keys: () => keyArns(environment, (id) => optionalText(values, id)),
    bucketSuffix: () => textValue(values, "bucketSuffix"),
    accessLogBucketName: () => textValue(values, "accessLogBucketName"),
    alertTopicArn: () => textValue(values, "alertTopicArn"),
    flowLogBucketArn: () => optionalText(values, "flowLogBucketArn"),
    loadBalancerLogBucketName: () => optionalText(values, "loadBalancerLogBucketName"),
    ready: () => ready,
  });
}

/**
 * Defines the layer that belongs to the account and outlives the rest: keys, log buckets, the trail, AWS Config, the alert
 * topic, the account's guards and the alarms on the trail.
 */
export class SecurityLayer extends Layer {
  public readonly exports: SecurityExports;

  public constructor(
    scope: Construct,
    private readonly context: LayerContext,
  ) {
    super(scope, "security");
    const { environment } = context;
    const namedRoles = this.rolesNamedByKeys();
    const made = defineKeys(this, context, namedRoles);
    const keys = keyArns(environment, (id) => made[id]);
    const suffix = new Id(this, "bucket_suffix", { byteLength: UNIQUE_SUFFIX_DIGITS / 2 });
    const topic = this.defineAlertTopic(keys.sns);
    const bucketNames = new BucketNames(context, suffix.hex);
    const buckets = new LogBuckets(this, context, bucketNames, keys.s3);
    const trailLogs = defineTrail(this, context, { keys, buckets, bucketNames });
    defineConfig(this, context, { keys, buckets, bucketNames });
    const { values, ready } = this.defineFurtherLogs(buckets);
    this.defineGuards();
    defineTrailAlarms(this, context, { logGroupName: trailLogs.logGroupName, topicArn: topic.topicArn });
    defineEventAlerts(this, context, topic.topicArn);
    addBaselineChecks(this, context, { keys: ownKeys(environment).map(({ id }) => id) });
    const exported: ExportValues = {
      ...made,
      bucketSuffix: suffix.hex,
      accessLogBucketName: buckets.accessLogBucket.bucketName,
      alertTopicArn: topic.topicArn,
      ...values,
    };
    publish(this, securityExports(environment), exported);
    this.exports = readSecurityExports(environment, exported, {
      accessLogs: buckets.accessLogBucket.ready,
      alerts: topic.ready,
      autoScaling: namedRoles.dependsOn ?? [],
      ...ready,
    });
  }

  /** Auto Scaling's own role, where a key of this environment encrypts the volumes of its instances. */
  private rolesNamedByKeys(): NamedRoles {
    const { application, kms } = this.context.environment;
    const service = "autoscaling.amazonaws.com";
    const id = "auto_scaling_role";
    if (application?.serviceLinkedRole === "create") {
      return { dependsOn: new ServiceLinkedRole(this, id, { service }).ready };
    }
    return application !== undefined && kms.mode === "own"
      ? { preconditions: [new ExistingServiceLinkedRole(this, id, { service }).precondition] }
      : {};
  }

  private defineAlertTopic(kmsKeyArn: string): AlertTopic {
    const { account, knobs, names, environment } = this.context;
    const { alertEmail } = environment.monitoring;
    const email =
      alertEmail === undefined
        ? {}
        : {
            email: knobs.text(this, "alert_email", {
              description: "Who gets the security alerts by e-mail; AWS sends a confirmation that must be accepted.",
              value: alertEmail,
              pattern: EMAIL_SUBSCRIPTION.endpoint,
              must: "must be an e-mail address",
            }),
          };
    return new AlertTopic(this, "alerts", {
      account,
      topicName: names.get("alertTopic"),
      displayName: `${names.prefix} security alerts`,
      kmsKeyArn,
      ...email,
    });
  }

  /** The log buckets that other layers write to. */
  private defineFurtherLogs(buckets: LogBuckets) {
    const { network, edge } = this.context.environment;
    const flowLogs = network.flowLogs.destination === "s3" ? buckets.defineFlowLogs() : undefined;
    const loadBalancer = edge === undefined ? undefined : buckets.defineLoadBalancerLogs();
    return {
      values: {
        ...optional("flowLogBucketArn", flowLogs?.bucketArn),
        ...optional("loadBalancerLogBucketName", loadBalancer?.bucketName),
      },
      ready: { flowLogs: flowLogs?.ready ?? [], loadBalancer: loadBalancer?.ready ?? [] },
    };
  }

  private defineGuards(): void {
    const { account, arns, names, environment } = this.context;
    const { baseline } = environment;
    new ThreatDetection(this, "detection", {
      account,
      guardDuty: baseline.guardDuty,
      securityHub: baseline.securityHub,
      accessAnalyzer: baseline.accessAnalyzer && names.get("accessAnalyzer"),
    });
    new AccountGuards(this, "account", {
      accountId: account.accountId,
      ebsEncryption: baseline.ebsEncryption,
      s3PublicAccessBlock: baseline.s3PublicAccessBlock,
      passwordPolicy: baseline.passwordPolicy,
    });
    if (baseline.mfaGroup) {
      const group = new MfaEnforcement(this, "mfa", {
        arns,
        groupName: names.get("mfaGroup"),
        policyName: names.get("mfaPolicy"),
      });
      output(this, "mfa_group_name", "The group whose members must sign in with MFA.", group.groupName);
    }
  }
}
