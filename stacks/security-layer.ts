import { Id } from "@cdktf/provider-random/lib/id";
import type { Construct } from "constructs";
import { LIMITS, LOG_RETENTION_DAYS, REGIONS } from "../config/aws-limits";
import { UNIQUE_SUFFIX_DIGITS } from "../config/names";
import { CONFIG_SERVICE, ConfigRecorder, configStatements, configTrust } from "../constructs/audit/config-recorder";
import { EventDataStore } from "../constructs/audit/event-data-store";
import { ThreatDetection } from "../constructs/audit/threat-detection";
import { TRAIL_SERVICE, TRAIL_TRUST, Trail, trailStatements } from "../constructs/audit/trail";
import { TrailQuery } from "../constructs/audit/trail-query";
import { partitionOf } from "../constructs/core/account";
import { choiceKnob, numberKnob, textKnob } from "../constructs/core/knob";
import { Layer } from "../constructs/core/layer";
import { CustomerManagedKey } from "../constructs/encryption/customer-managed-key";
import {
  alertPublishers,
  awsConfig,
  cloudTrail,
  cloudTrailLake,
  cloudWatchLogs,
  throughServices,
} from "../constructs/encryption/key-statements";
import { AccountGuards } from "../constructs/identity/account-guards";
import { ServiceRole } from "../constructs/identity/service-role";
import { AlertTopic } from "../constructs/monitoring/alert-topic";
import { LogGroup } from "../constructs/monitoring/log-group";
import { cloudTrailDelivery, configDelivery, s3AccessLogDelivery } from "../constructs/storage/log-delivery";
import { type BucketEncryption, SecureBucket, type SecureBucketProps } from "../constructs/storage/secure-bucket";
import { addBaselineChecks } from "./checks";
import { type ExportsOf, publish } from "./exports";
import { type LayerContext, output } from "./layer-context";
import { defineEventAlerts, defineTrailAlarms } from "./security-alarms";

/** What the security layer hands on. */
export const SECURITY_EXPORTS = {
  masterKeyArn: {
    output: "master_key_arn",
    description: "The key that encrypts everything in the environment.",
    type: "string",
  },
  bucketSuffix: { output: "bucket_suffix", description: "The random end of every bucket name.", type: "string" },
  accessLogBucketName: {
    output: "access_log_bucket_name",
    description: "The bucket that S3 access logs go to.",
    type: "string",
  },
  alertTopicArn: { output: "alert_topic_arn", description: "The topic that security alerts go to.", type: "string" },
} as const;

/** The values of {@link SECURITY_EXPORTS}. */
export type SecurityExports = ExportsOf<typeof SECURITY_EXPORTS>;

/** The id of the bucket that the trail delivers to. */
const TRAIL_BUCKET = "trail_logs";

/** The services whose requests for people and roles may use the master key. */
const KEY_SERVICES = ["lambda", "rds", "s3", "secretsmanager", "sns", "sqs"];

/**
 * Defines the layer that belongs to the account and outlives the rest: the master key, log buckets, the trail, AWS
 * Config, the alert topic, the account's guards and the alarms on the trail.
 */
export class SecurityLayer extends Layer {
  public readonly exports: SecurityExports;

  private readonly key: CustomerManagedKey;
  private readonly suffix: Id;
  private readonly logExpireAfterDays: number;
  private readonly logBuckets: {
    readonly accessLogs: string;
    readonly trail: string;
    readonly config: string;
    readonly queryResults: string;
  };

  public constructor(
    scope: Construct,
    private readonly context: LayerContext,
  ) {
    super(scope, "security");
    this.key = this.defineMasterKey();
    this.suffix = new Id(this, "bucket_suffix", { byteLength: UNIQUE_SUFFIX_DIGITS / 2 });
    const { names } = context;
    this.logBuckets = {
      accessLogs: this.bucketName(names.get("accessLogBucket")),
      trail: this.bucketName(names.get("trailBucket")),
      config: this.bucketName(names.get("configBucket")),
      queryResults: this.bucketName(names.get("queryResultBucket")),
    };
    this.logExpireAfterDays = numberKnob(this, "log_expire_after_days", {
      description: "Days until log files in S3 (trail, Config, access logs, query results) are deleted.",
      value: context.environment.storage.logExpireAfterDays,
      range: LIMITS.lifecycleDays,
    });
    const topic = this.defineAlertTopic();
    const accessLogs = this.defineAccessLogBucket();
    const trailBucket = this.defineLogBucket(TRAIL_BUCKET, this.logBuckets.trail, accessLogs, {
      statements: cloudTrailDelivery(context.arns, this.logBuckets.trail, names.get("trail")),
    });
    const trailLogs = this.defineTrail(trailBucket);
    this.defineAudit(trailBucket, accessLogs);
    this.defineConfig(accessLogs);
    this.defineGuards();
    defineTrailAlarms(this, context, { logGroupName: trailLogs.logGroupName, topicArn: topic.topicArn });
    defineEventAlerts(this, context, topic.topicArn);
    this.exports = publish(this, SECURITY_EXPORTS, {
      masterKeyArn: this.key.keyArn,
      bucketSuffix: this.suffix.hex,
      accessLogBucketName: accessLogs.bucketName,
      alertTopicArn: topic.topicArn,
    });
    output(this, "master_key_alias", "The alias of the master key.", this.key.aliasName);
    output(this, "trail_bucket_name", "The bucket that CloudTrail delivers to.", trailBucket.bucketName);
    addBaselineChecks(this, context, { masterKey: "aws_kms_key.master" });
  }

  private bucketName(name: string): string {
    return `${name}-${this.suffix.hex}`;
  }

  private defineMasterKey(): CustomerManagedKey {
    const { arns, account, names, environment, protect } = this.context;
    return new CustomerManagedKey(this, "master", {
      account,
      alias: names.get("masterKey"),
      description: `${names.prefix} Master Encryption Key`,
      deletionWindowDays: protect ? environment.kms.deletionWindowDays : LIMITS.kmsDeletionWindowDays.min,
      protect,
      uses: [
        ...throughServices(arns, KEY_SERVICES),
        ...cloudTrail(arns, names.get("trail")),
        ...(environment.audit.query === "lake" ? [cloudTrailLake()] : []),
        awsConfig(arns),
        cloudWatchLogs(arns),
        ...alertPublishers(arns),
      ],
    });
  }

  private defineAlertTopic(): AlertTopic {
    const { account, names, environment } = this.context;
    const { alertEmail } = environment.monitoring;
    return new AlertTopic(this, "alerts", {
      account,
      topicName: names.get("alertTopic"),
      displayName: `${names.prefix} security alerts`,
      kmsKeyArn: this.key.keyArn,
      ...(alertEmail === undefined ? {} : { email: this.emailKnob(alertEmail) }),
    });
  }

  private emailKnob(value: string): string {
    return textKnob(this, "alert_email", {
      description: "Who gets the security alerts by e-mail; AWS sends a confirmation that must be accepted.",
      value,
      pattern: /^[^@\s]+@[^@\s]+\.[^@\s.]+$/,
      must: "must be an e-mail address",
    });
  }

  private defineAccessLogBucket(): SecureBucket {
    const { arns, names } = this.context;
    const sources = [
      this.logBuckets.trail,
      ...(this.context.environment.baseline.config ? [this.logBuckets.config] : []),
      ...(this.context.environment.audit.query === "athena" ? [this.logBuckets.queryResults] : []),
      this.bucketName(names.get("dataBucket")),
    ];
    return this.defineBucket("access_logs", this.logBuckets.accessLogs, "AES256", {
      accessLogs: "none",
      statements: [s3AccessLogDelivery(arns, this.logBuckets.accessLogs, sources)],
    });
  }

  private defineLogBucket(
    id: string,
    bucketName: string,
    accessLogs: SecureBucket,
    props: Pick<SecureBucketProps, "statements">,
  ): SecureBucket {
    return this.defineBucket(
      id,
      bucketName,
      { kmsKeyArn: this.key.keyArn, bucketKey: id !== TRAIL_BUCKET },
      {
        ...props,
        accessLogs: { bucketName: accessLogs.bucketName, prefix: `${id}/`, dependsOn: accessLogs.ready },
      },
    );
  }

  private defineBucket(
    id: string,
    bucketName: string,
    encryption: BucketEncryption,
    props: Pick<SecureBucketProps, "statements" | "accessLogs">,
  ): SecureBucket {
    const { account, protect } = this.context;
    return new SecureBucket(this, id, {
      account,
      bucketName,
      encryption,
      lifecycle: { expireAfterDays: this.logExpireAfterDays },
      protect,
      ...props,
    });
  }

  private defineTrail(bucket: SecureBucket): LogGroup {
    const { arns, names, environment, protect } = this.context;
    const logs = new LogGroup(this, "trail_events", {
      logGroupName: names.get("trailLogGroup"),
      retentionDays: choiceKnob(this, "trail_log_retention_days", {
        description: "Days that CloudWatch Logs keeps the trail's events.",
        value: environment.audit.trailLogRetentionDays,
        choices: LOG_RETENTION_DAYS,
        unit: "days",
      }),
      kmsKeyArn: this.key.keyArn,
      protect,
    });
    const role = new ServiceRole(this, "trail_role", {
      roleName: names.get("trailRole"),
      policyName: names.get("trailPolicy"),
      description: "Lets CloudTrail write its events to one log group.",
      service: TRAIL_SERVICE,
      trustConditions: TRAIL_TRUST,
      statements: trailStatements(arns, names.get("trailLogGroup")),
    });
    const trail = new Trail(this, "trail", {
      trailName: names.get("trail"),
      bucketName: bucket.bucketName,
      kmsKeyArn: this.key.keyArn,
      logGroupArn: logs.logGroupArn,
      roleArn: role.roleArn,
      logBucketArns: this.unwatchedBuckets,
      dependsOn: [...bucket.ready, ...role.ready],
      protect,
    });
    output(this, "trail_arn", "The CloudTrail trail.", trail.trailArn);
    output(this, "trail_role_arn", "The role by which CloudTrail writes to CloudWatch Logs.", role.roleArn);
    return logs;
  }

  private get unwatchedBuckets(): string[] {
    const { environment, arns } = this.context;
    const { accessLogs, trail, config, queryResults } = this.logBuckets;
    return [
      accessLogs,
      trail,
      ...(environment.baseline.config ? [config] : []),
      ...(environment.audit.query === "athena" ? [queryResults] : []),
    ].map((name) => arns.bucket(name));
  }

  private defineAudit(trailBucket: SecureBucket, accessLogs: SecureBucket): void {
    const { account, names, environment, protect } = this.context;
    const { query, queryFirstDay, lakeRetentionDays } = environment.audit;
    if (query === "lake") {
      const store = new EventDataStore(this, "trail_lake", {
        storeName: names.get("eventDataStore"),
        kmsKeyArn: this.key.keyArn,
        retentionDays: lakeRetentionDays,
        logBucketArns: this.unwatchedBuckets,
        protect,
      });
      output(this, "event_data_store_arn", "The CloudTrail Lake event data store.", store.storeArn);
    }
    if (query === "athena") {
      const results = this.defineLogBucket("query_results", this.logBuckets.queryResults, accessLogs, {});
      const made = new TrailQuery(this, "trail_query", {
        account,
        workgroupName: names.get("queryWorkgroup"),
        databaseName: names.get("queryDatabase"),
        trailBucketName: trailBucket.bucketName,
        resultBucketName: results.bucketName,
        kmsKeyArn: this.key.keyArn,
        regions: regionsOf(account.region),
        firstDay: queryFirstDay,
        protect,
      });
      output(this, "query_result_bucket_name", "The bucket that Athena writes results to.", results.bucketName);
      output(
        this,
        "trail_query_workgroup",
        "The Athena workgroup with the saved queries of the trail.",
        made.workgroupName,
      );
    }
  }

  private defineConfig(accessLogs: SecureBucket): void {
    const { arns, names, environment } = this.context;
    if (!environment.baseline.config) {
      return;
    }
    const bucket = this.defineLogBucket("config_history", this.logBuckets.config, accessLogs, {
      statements: configDelivery(arns, this.logBuckets.config),
    });
    const role = new ServiceRole(this, "config_role", {
      roleName: names.get("configRole"),
      policyName: names.get("configPolicy"),
      description: "Lets AWS Config read what there is and deliver it to one bucket.",
      service: CONFIG_SERVICE,
      trustConditions: configTrust(arns),
      statements: configStatements(arns, this.logBuckets.config, this.key.keyArn),
      managedPolicies: { aws_config_role: arns.awsManagedPolicy("service-role/AWS_ConfigRole") },
    });
    const recorder = new ConfigRecorder(this, "config", {
      recorderName: names.get("configRecorder"),
      channelName: names.get("deliveryChannel"),
      roleArn: role.roleArn,
      bucketName: bucket.bucketName,
      kmsKeyArn: this.key.keyArn,
      rules: environment.audit.configRules.map(({ identifier, description, parameters }) => ({
        identifier,
        description,
        ...(parameters === undefined ? {} : { parameters }),
      })),
      ruleName: (job) => names.of("config-rule", job),
      dependsOn: [...bucket.ready, ...role.ready],
    });
    output(this, "config_recorder_name", "The AWS Config recorder.", recorder.recorderName);
    output(this, "config_role_arn", "The role by which AWS Config records.", role.roleArn);
    output(this, "config_bucket_name", "The bucket that AWS Config delivers to.", bucket.bucketName);
  }

  private defineGuards(): void {
    const { account, names, environment } = this.context;
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
  }
}

/** The regions whose events the trail records: all of the partition that this version knows. */
function regionsOf(region: string): string[] {
  return REGIONS.filter((other) => partitionOf(other) === partitionOf(region));
}
