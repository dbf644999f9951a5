import { synthesized } from "../../support/environments";

const enterprise = () => synthesized({}, "enterpriseapp").template;
const TOPIC = "${aws_sns_topic.alerts.arn}";
const GROUP = { AutoScalingGroupName: "${aws_autoscaling_group.application.name}" };
const BALANCER = { LoadBalancer: "${aws_lb.load_balancer.arn_suffix}" };
const DATABASE = { DBInstanceIdentifier: "corp-database-enterpriseapp-main" };

const alarm = (name: string) => enterprise().at(`aws_cloudwatch_metric_alarm.${name}`);

/** The CIS set, by what each hears of. */
const CIS: readonly [key: string, id: string, metric: string, threshold: number | string][] = [
  ["unauthorized_api_calls", "4.1", "UnauthorizedAPICalls", "${var.unauthorized_calls_threshold}"],
  ["console_sign_in_without_mfa", "4.2", "ConsoleSignInWithoutMFA", 1],
  ["root_usage", "4.3", "RootUsage", 1],
  ["iam_policy_changes", "4.4", "IAMPolicyChanges", 1],
  ["cloudtrail_changes", "4.5", "CloudTrailChanges", 1],
  ["console_authentication_failures", "4.6", "ConsoleAuthenticationFailures", 1],
  ["kms_key_disabled_or_deleted", "4.7", "KMSKeyDisabledOrDeleted", 1],
  ["s3_bucket_policy_changes", "4.8", "S3BucketPolicyChanges", 1],
  ["config_changes", "4.9", "ConfigChanges", 1],
  ["security_group_changes", "4.10", "SecurityGroupChanges", 1],
  ["network_acl_changes", "4.11", "NetworkAclChanges", 1],
  ["network_gateway_changes", "4.12", "NetworkGatewayChanges", 1],
  ["route_table_changes", "4.13", "RouteTableChanges", 1],
  ["vpc_changes", "4.14", "VpcChanges", 1],
  ["organizations_changes", "4.15", "OrganizationsChanges", 1],
];

it("ENT-MON-1: the alarms are these, and no others", () => {
  expect(
    enterprise()
      .blocksOf("aws_cloudwatch_metric_alarm")
      .map(({ name }) => name),
  ).toEqual(
    [
      // Performance: EC2.
      ...["application_cpu", "application_disk", "application_memory", "application_status_check"],
      "bastion_status_check",
      // Performance: ALB.
      ...["application_errors", "application_latency", "load_balancer_errors", "unhealthy_hosts"],
      // Performance: RDS.
      ...["database_connections", "database_cpu", "database_storage"],
      // Security: the CIS set, and Config's rules.
      ...CIS.map(([key]) => key),
      ...["config_compliance", "rule_access_keys_rotated", "rule_iam_user_mfa_enabled"],
      // Whether the function that counts those rules does so.
      ...["compliance_dead_letters_waiting", "compliance_function_errors", "compliance_function_silent"],
      // Whether backups are there, and whether the function that looks does so.
      ...["recovery_check_dead_letters_waiting", "recovery_check_function_errors", "recovery_point_too_old"],
    ].sort(),
  );
});

it.each([
  ["application_cpu", "AWS/EC2", "CPUUtilization", GROUP, 85],
  ["application_status_check", "AWS/EC2", "StatusCheckFailed", GROUP, 1],
  ["bastion_status_check", "AWS/EC2", "StatusCheckFailed", { InstanceId: "${aws_instance.bastion.id}" }, 1],
  ["application_memory", "corp/Instances", "mem_used_percent", GROUP, 90],
  ["application_disk", "corp/Instances", "disk_used_percent", GROUP, 90],
  ["load_balancer_errors", "AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", BALANCER, 10],
  ["application_errors", "AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", BALANCER, 10],
  ["application_latency", "AWS/ApplicationELB", "TargetResponseTime", BALANCER, 1],
  [
    "unhealthy_hosts",
    "AWS/ApplicationELB",
    "UnHealthyHostCount",
    { ...BALANCER, TargetGroup: "${aws_lb_target_group.load_balancer.arn_suffix}" },
    1,
  ],
  ["database_cpu", "AWS/RDS", "CPUUtilization", DATABASE, 85],
  ["database_connections", "AWS/RDS", "DatabaseConnections", DATABASE, 200],
])("ENT-MON-1: performance: %s", (name, namespace, metric, dimensions, threshold) => {
  expect(alarm(name)).toMatchObject({
    namespace,
    metric_name: metric,
    dimensions,
    threshold,
    comparison_operator: "GreaterThanOrEqualToThreshold",
    treat_missing_data: "notBreaching",
    alarm_actions: [TOPIC],
    ok_actions: [TOPIC],
  });
});

it("ENT-MON-1: performance: database_storage, below 5 GiB", () => {
  expect(alarm("database_storage")).toMatchObject({
    namespace: "AWS/RDS",
    metric_name: "FreeStorageSpace",
    statistic: "Minimum",
    dimensions: DATABASE,
    comparison_operator: "LessThanThreshold",
    threshold: 5 * 1024 ** 3,
    alarm_actions: [TOPIC],
    ok_actions: [TOPIC],
  });
  expect(enterprise().at("aws_db_instance.postgres").identifier).toBe(DATABASE.DBInstanceIdentifier);
});

it.each(CIS)("ENT-MON-1: security: %s (CIS %s)", (key, id, metric, threshold) => {
  expect(alarm(key)).toMatchObject({
    alarm_description: expect.stringContaining(`(CIS ${id}).`),
    namespace: "corp/CloudTrail/enterpriseapp",
    metric_name: metric,
    statistic: "Sum",
    period: 300,
    evaluation_periods: 1,
    comparison_operator: "GreaterThanOrEqualToThreshold",
    threshold,
    treat_missing_data: "notBreaching",
    alarm_actions: [TOPIC],
    ok_actions: [TOPIC],
  });
  expect(enterprise().at(`aws_cloudwatch_log_metric_filter.${key}`)).toMatchObject({
    log_group_name: "${aws_cloudwatch_log_group.trail_events.name}",
    metric_transformation: { name: metric, namespace: "corp/CloudTrail/enterpriseapp", value: "1", default_value: "0" },
  });
});

it("ENT-MON-1: security: five unauthorized calls within five minutes are too many", () => {
  expect(enterprise().variables.unauthorized_calls_threshold?.default).toBe(5);
});

it("ENT-MON-1: the trail writes to the log group that the filters read", () => {
  expect(enterprise().only("aws_cloudtrail").cloud_watch_logs_group_arn).toBe(
    "${aws_cloudwatch_log_group.trail_events.arn}:*",
  );
});

it("ENT-MON-1: the CIS set by configuration: without it two remain", () => {
  const { template } = synthesized({ monitoring: { cisAlarms: false } }, "enterpriseapp");

  expect(template.blocksOf("aws_cloudwatch_log_metric_filter").map(({ name }) => name)).toEqual([
    "root_usage",
    "unauthorized_api_calls",
  ]);
});

it("ENT-MON-1: alarms may publish to the topic and use its key, for this account", () => {
  const condition = { test: "StringEquals", variable: "aws:SourceAccount", values: ["444444444444"] };
  const ofAlarms = (address: string) =>
    enterprise()
      .policyOf(address, "policy")
      .filter(({ principals }) => principals.Service?.includes("cloudwatch.amazonaws.com"))
      .map(({ actions, conditions }) => [actions, conditions]);

  expect(ofAlarms("aws_sns_topic_policy.alerts")).toEqual([[["sns:Publish"], [condition]]]);
  expect(ofAlarms("aws_kms_key.sns")).toEqual([[["kms:Decrypt", "kms:GenerateDataKey*"], [condition]]]);
});
