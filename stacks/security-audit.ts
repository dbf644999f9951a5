import type { Construct } from "constructs";
import { LOG_RETENTION_DAYS, REGIONS } from "../config/aws-limits";
import { CONFIG_SERVICE, ConfigRecorder, configStatements, configTrust } from "../constructs/audit/config-recorder";
import { EventDataStore } from "../constructs/audit/event-data-store";
import { TRAIL_SERVICE, TRAIL_TRUST, Trail, trailStatements } from "../constructs/audit/trail";
import { TrailQuery } from "../constructs/audit/trail-query";
import { partitionOf } from "../constructs/core/account";
import { ServiceRole } from "../constructs/identity/service-role";
import { LogGroup } from "../constructs/monitoring/log-group";
import type { SecureBucket } from "../constructs/storage/secure-bucket";
import type { KeyArns } from "./keys";
import { type LayerContext, output } from "./layer-context";
import { type BucketNames, LOG_BUCKETS, type LogBuckets } from "./log-buckets";

/** Defines the trail with its bucket and its log group (SEC-CT-1, SEC-CT-2), and what it is queried by (SEC-CT-3). */
export function defineTrail(
  scope: Construct,
  context: LayerContext,
  { keys, buckets, bucketNames }: { keys: KeyArns; buckets: LogBuckets; bucketNames: BucketNames },
): LogGroup {
  const { arns, knobs, names, environment, protect } = context;
  const bucket = buckets.defineTrailLogs(keys.logs);
  const logs = new LogGroup(scope, "trail_events", {
    logGroupName: names.get("trailLogGroup"),
    retentionDays: knobs.choice(scope, "trail_log_retention_days", {
      description: "Days that CloudWatch Logs keeps the trail's events.",
      value: environment.audit.trailLogRetentionDays,
      choices: LOG_RETENTION_DAYS,
      unit: "days",
    }),
    kmsKeyArn: keys.logs,
    protect,
  });
  const role = new ServiceRole(scope, "trail_role", {
    roleName: names.get("trailRole"),
    policyName: names.get("trailPolicy"),
    description: "Lets CloudTrail write its events to one log group.",
    service: TRAIL_SERVICE,
    trustConditions: TRAIL_TRUST,
    statements: trailStatements(arns, names.get("trailLogGroup")),
  });
  // What the trail would record of the log buckets, it would record of itself.
  const logBucketArns = [bucketNames.get("accessLogBucket")]
    .concat(bucketNames.logBuckets.map((name) => bucketNames.get(LOG_BUCKETS[name].nameKey)))
    .map((name) => arns.bucket(name));
  const trail = new Trail(scope, "trail", {
    trailName: names.get("trail"),
    bucketName: bucket.bucketName,
    kmsKeyArn: keys.logs,
    logGroupArn: logs.logGroupArn,
    roleArn: role.roleArn,
    logBucketArns,
    dependsOn: [...bucket.ready, ...role.ready],
    protect,
  });
  output(scope, "trail_arn", "The CloudTrail trail.", trail.trailArn);
  output(scope, "trail_role_arn", "The role by which CloudTrail writes to CloudWatch Logs.", role.roleArn);
  output(scope, "trail_log_group_name", "The log group of the trail's events.", logs.logGroupName);
  output(scope, "trail_bucket_name", "The bucket that CloudTrail delivers to.", bucket.bucketName);
  defineQuery(scope, context, { keys, buckets, trailBucket: bucket, logBucketArns });
  return logs;
}

function defineQuery(
  scope: Construct,
  { account, names, environment, protect }: LayerContext,
  props: { keys: KeyArns; buckets: LogBuckets; trailBucket: SecureBucket; logBucketArns: readonly string[] },
): void {
  const { keys, buckets, trailBucket, logBucketArns } = props;
  const { query, queryFirstDay, lakeRetentionDays } = environment.audit;
  if (query === "lake") {
    const store = new EventDataStore(scope, "trail_lake", {
      storeName: names.get("eventDataStore"),
      kmsKeyArn: keys.logs,
      retentionDays: lakeRetentionDays,
      logBucketArns,
      protect,
    });
    output(scope, "event_data_store_arn", "The CloudTrail Lake event data store.", store.storeArn);
  }
  if (query === "athena") {
    const results = buckets.defineQueryResults();
    const made = new TrailQuery(scope, "trail_query", {
      account,
      workgroupName: names.get("queryWorkgroup"),
      databaseName: names.get("queryDatabase"),
      trailBucketName: trailBucket.bucketName,
      resultBucketName: results.bucketName,
      kmsKeyArn: keys.s3,
      regions: regionsOf(account.region),
      firstDay: queryFirstDay,
      protect,
    });
    output(scope, "query_result_bucket_name", "The bucket that Athena writes results to.", results.bucketName);
    output(
      scope,
      "trail_query_workgroup",
      "The Athena workgroup with the saved queries of the trail.",
      made.workgroupName,
    );
  }
}

/** The regions whose events the trail records: all of the partition that this version knows. */
function regionsOf(region: string): string[] {
  return REGIONS.filter((other) => partitionOf(other) === partitionOf(region));
}

/** Defines AWS Config with its rules (SEC-CFG-1, SEC-CFG-2), or says that somebody else records (WEB-CFG-1). */
export function defineConfig(
  scope: Construct,
  { arns, names, environment }: LayerContext,
  { keys, buckets, bucketNames }: { keys: KeyArns; buckets: LogBuckets; bucketNames: BucketNames },
): void {
  if (environment.baseline.config === "external") {
    output(
      scope,
      "config_managed_by",
      "Who records the configuration of resources in this region.",
      "Somebody else, such as the organization: baseline.config is external, so this environment has no recorder and no rules.",
    );
    return;
  }
  const bucket = buckets.defineConfigHistory();
  const role = new ServiceRole(scope, "config_role", {
    roleName: names.get("configRole"),
    policyName: names.get("configPolicy"),
    description: "Lets AWS Config read what there is and deliver it to one bucket.",
    service: CONFIG_SERVICE,
    trustConditions: configTrust(arns),
    statements: configStatements(arns, bucketNames.get("configBucket"), keys.s3),
    managedPolicies: { aws_config_role: arns.awsManagedPolicy("service-role/AWS_ConfigRole") },
  });
  const recorder = new ConfigRecorder(scope, "config", {
    recorderName: names.get("configRecorder"),
    channelName: names.get("deliveryChannel"),
    roleArn: role.roleArn,
    bucketName: bucket.bucketName,
    kmsKeyArn: keys.s3,
    rules: environment.audit.configRules.map(({ identifier, description, parameters }) => ({
      identifier,
      description,
      ...(parameters === undefined ? {} : { parameters }),
    })),
    ruleName: (job) => names.of("config-rule", job),
    dependsOn: [...bucket.ready, ...role.ready],
  });
  output(scope, "config_recorder_name", "The AWS Config recorder.", recorder.recorderName);
  output(scope, "config_role_arn", "The role by which AWS Config records.", role.roleArn);
  output(scope, "config_bucket_name", "The bucket that AWS Config delivers to.", bucket.bucketName);
}
