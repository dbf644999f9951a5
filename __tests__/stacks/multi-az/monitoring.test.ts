import { synthesized } from "../../support/environments";
import { objectOf } from "../../support/json";

const multiAz = () => synthesized({}, "multi-az").template;
const TOPIC = "${aws_sns_topic.alerts.arn}";

describe("CloudTrail", () => {
  it("MAZ-MON-1: records all regions and the global services, with files that can be validated", () => {
    expect(multiAz().only("aws_cloudtrail")).toMatchObject({
      name: "Platform-Trail-multi-az",
      enable_logging: true,
      is_multi_region_trail: true,
      include_global_service_events: true,
      enable_log_file_validation: true,
      kms_key_id: "${aws_kms_key.master.arn}",
      s3_bucket_name: "${aws_s3_bucket.trail_logs.id}",
    });
  });

  it("MAZ-MON-1: writes to a log group by its own role, once bucket policy and rights are there", () => {
    expect(multiAz().only("aws_cloudtrail")).toMatchObject({
      cloud_watch_logs_group_arn: "${aws_cloudwatch_log_group.trail_events.arn}:*",
      cloud_watch_logs_role_arn: "${aws_iam_role.trail_role.arn}",
      depends_on: expect.arrayContaining([
        "aws_s3_bucket_policy.trail_logs",
        "aws_iam_role_policy_attachment.trail_role",
      ]),
    });
  });
});

describe("log groups", () => {
  it("MAZ-MON-1: each ends its logs after a year, and is encrypted", () => {
    const template = multiAz();
    const days = template.blocksOf("aws_cloudwatch_log_group").map(({ name, values }) => {
      const [, variable] = /^\$\{var\.(\w+)\}$/.exec(String(values.retention_in_days)) ?? [];
      return [name, variable === undefined ? values.retention_in_days : objectOf(template.variables[variable]).default];
    });

    expect(Object.fromEntries(days)).toEqual({
      application_logs: 365,
      compliance_logs: 365,
      data_event_logs: 365,
      database_postgresql: 365,
      database_report_logs: 365,
      database_upgrade: 365,
      flow_logs: 365,
      rotation_logs: 365,
      trail_events: 365,
    });
    for (const { kms_key_id: key } of template.all("aws_cloudwatch_log_group")) {
      expect(key).toBe("${aws_kms_key.master.arn}");
    }
  });

  it("MAZ-MON-1: the days are configuration", () => {
    const { template } = synthesized(
      { network: { flowLogs: { retentionDays: 90 } }, application: { logRetentionDays: 30 } },
      "multi-az",
    );

    expect(template.variables.flow_log_retention_days?.default).toBe(90);
    expect(template.at("aws_cloudwatch_log_group.application_logs").retention_in_days).toBe(30);
  });
});

describe("alarms", () => {
  const GROUP = { AutoScalingGroupName: "${aws_autoscaling_group.application.name}" };

  it.each([
    ["application_cpu", "AWS/EC2", GROUP],
    ["database_cpu", "AWS/RDS", { DBInstanceIdentifier: "platform-main-database-multi-az" }],
  ])("MAZ-MON-1: %s: CPU of 85 % for a quarter of an hour", (name, namespace, dimensions) => {
    expect(multiAz().at(`aws_cloudwatch_metric_alarm.${name}`)).toMatchObject({
      namespace,
      metric_name: "CPUUtilization",
      statistic: "Average",
      dimensions,
      period: 300,
      evaluation_periods: 3,
      comparison_operator: "GreaterThanOrEqualToThreshold",
      threshold: 85,
      treat_missing_data: "notBreaching",
      alarm_actions: [TOPIC],
      ok_actions: [TOPIC],
    });
  });

  it("MAZ-MON-1: status checks that fail for three minutes", () => {
    expect(multiAz().at("aws_cloudwatch_metric_alarm.application_status_check")).toMatchObject({
      namespace: "AWS/EC2",
      metric_name: "StatusCheckFailed",
      statistic: "Maximum",
      dimensions: GROUP,
      period: 60, // published each minute, since the instances have detailed monitoring
      evaluation_periods: 3,
      comparison_operator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      treat_missing_data: "notBreaching",
      alarm_actions: [TOPIC],
      ok_actions: [TOPIC],
    });
    expect(multiAz().at("aws_launch_template.application").monitoring).toEqual({ enabled: true });
  });

  it("MAZ-MON-1: of workloads these, beside those on the trail", () => {
    const trail = new Set(
      multiAz()
        .blocksOf("aws_cloudwatch_log_metric_filter")
        .map(({ name }) => name),
    );
    const workloads = multiAz()
      .blocksOf("aws_cloudwatch_metric_alarm")
      .map(({ name }) => name)
      .filter((name) => !trail.has(name));

    expect(trail.size).toBe(15); // CIS
    expect(workloads).toEqual([
      "application_cpu",
      "application_disk",
      "application_memory",
      "application_status_check",
      "compliance_dead_letters_waiting",
      "compliance_function_errors",
      "compliance_function_silent",
      "config_compliance",
      "database_connections",
      "database_cpu",
      "database_report_dead_letters_waiting",
      "database_report_function_errors",
      "database_storage",
      "rotation_dead_letters_waiting",
      "rotation_function_errors",
    ]);
  });

  it("MAZ-MON-1: the database's identifier in the alarms is the database's", () => {
    expect(multiAz().at("aws_db_instance.postgres").identifier).toBe("platform-main-database-multi-az");
  });
});
