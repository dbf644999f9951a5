import { synthesized } from "../../support/environments";

const enterprise = () => synthesized({}, "enterpriseapp").template;

const KEYS = ["backup", "ebs", "lambda", "logs", "rds", "s3", "secrets", "sns", "sqs"];
const both = (type: string, name: string) => ["a", "b"].map((zone) => `\${${type}.${name}_${zone}.id}`);

const OUTPUTS: readonly [string, string | string[]][] = [
  ["DatabaseSecretArn", "${aws_secretsmanager_secret.database_secret.arn}"],
  ["BastionHostPublicIP", "${aws_eip.bastion.public_ip}"],
  ["AccessLogBucketName", "${aws_s3_bucket.access_logs.id}"],
  ["AlertTopicArn", "${aws_sns_topic.alerts.arn}"],
  ["ApplicationLogGroupName", "${aws_cloudwatch_log_group.application_logs.name}"],
  ["ApplicationRoleArn", "${aws_iam_role.application_role.arn}"],
  ["ApplicationSecurityGroupId", "${aws_security_group.application.id}"],
  ["ApplicationUrl", "https://enterprise.example.com"],
  ["AutoScalingGroupArn", "${aws_autoscaling_group.application.arn}"],
  ["AutoScalingGroupName", "${aws_autoscaling_group.application.name}"],
  ["BackupRoleArn", "${aws_iam_role.backup_role.arn}"],
  ["BackupVaultArn", "${aws_backup_vault.backup.arn}"],
  ["BackupVaultName", "${aws_backup_vault.backup.name}"],
  ["BastionInstanceId", "${aws_instance.bastion.id}"],
  ["BastionSecurityGroupId", "${aws_security_group.bastion.id}"],
  ["BucketSuffix", "${random_id.bucket_suffix.hex}"],
  ["ConfigBucketName", "${aws_s3_bucket.config_history.id}"],
  ["ConfigRecorderName", "${aws_config_configuration_recorder.config.name}"],
  ["ConfigRoleArn", "${aws_iam_role.config_role.arn}"],
  [
    "DashboardUrl",
    "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/${aws_cloudwatch_dashboard.security_dashboard.dashboard_name}",
  ],
  ["DataBucketArn", "${aws_s3_bucket.data.arn}"],
  ["DataBucketName", "${aws_s3_bucket.data.id}"],
  ["DatabaseArn", "${aws_db_instance.postgres.arn}"],
  ["DatabaseEndpoint", "${aws_db_instance.postgres.address}"],
  ["DatabaseIdentifier", "${aws_db_instance.postgres.identifier}"],
  ["DatabaseName", "app"],
  ["DatabasePort", "${aws_db_instance.postgres.port}"],
  ["DatabaseSecurityGroupId", "${aws_security_group.database.id}"],
  ["FlowLogBucketArn", "${aws_s3_bucket.flow_logs.arn}"],
  ["FunctionArn", "${aws_lambda_function.compliance.arn}"],
  ["FunctionName", "${aws_lambda_function.compliance.function_name}"],
  ["FunctionRoleArn", "${aws_iam_role.compliance_role.arn}"],
  ["FunctionsSecurityGroupId", "${aws_security_group.functions.id}"],
  ["LaunchTemplateId", "${aws_launch_template.application.id}"],
  ["LoadBalancerArn", "${aws_lb.load_balancer.arn}"],
  ["LoadBalancerDnsName", "${aws_lb.load_balancer.dns_name}"],
  ["LoadBalancerLogBucketName", "${aws_s3_bucket.load_balancer_logs.id}"],
  ["MfaGroupName", "${aws_iam_group.mfa.name}"],
  ["NatGatewayIds", both("aws_nat_gateway", "nat")],
  ["PrivateRouteTableIds", both("aws_route_table", "private")],
  ["PrivateSubnetIds", both("aws_subnet", "private")],
  ["PublicRouteTableIds", ["${aws_route_table.public.id}"]],
  ["PublicSubnetIds", both("aws_subnet", "public")],
  ["QueryResultBucketName", "${aws_s3_bucket.query_results.id}"],
  ["RecoveryCheckFunctionArn", "${aws_lambda_function.recovery_check.arn}"],
  ["RecoveryCheckFunctionName", "${aws_lambda_function.recovery_check.function_name}"],
  ["RecoveryCheckRoleArn", "${aws_iam_role.recovery_check_role.arn}"],
  ["TrailArn", "${aws_cloudtrail.trail.arn}"],
  ["TrailBucketName", "${aws_s3_bucket.trail_logs.id}"],
  ["TrailLogGroupName", "${aws_cloudwatch_log_group.trail_events.name}"],
  ["TrailQueryWorkgroup", "${aws_athena_workgroup.trail_query.name}"],
  ["TrailRoleArn", "${aws_iam_role.trail_role.arn}"],
  ["VpcId", "${aws_vpc.vpc.id}"],
  ["WebAclArn", "${aws_wafv2_web_acl.web_acl.arn}"],
  ...KEYS.flatMap((key): [string, string][] => {
    const word = key.charAt(0).toUpperCase() + key.slice(1);
    return [
      [`${word}KeyArn`, `\${aws_kms_key.${key}.arn}`],
      [`${word}KeyAlias`, `\${aws_kms_alias.${key}.name}`],
    ];
  }),
];

it.each(OUTPUTS)("ENT-OUT-1: %s", (name, value) => {
  expect(enterprise().outputs[name]?.value).toEqual(value);
});

it("ENT-OUT-1: those are all, spelled as in CloudFormation", () => {
  const names = Object.keys(enterprise().outputs);

  expect(names.sort()).toEqual(OUTPUTS.map(([name]) => name).sort());
  expect(names.filter((name) => !/^(?:[A-Z][a-z0-9]*)+(?:IP)?$/.test(name))).toEqual([]);
});

it("ENT-OUT-1: snake_case by configuration, with the same values", () => {
  const { outputs } = synthesized({ naming: { outputs: "snake_case" } }, "enterpriseapp").template;

  expect(Object.values(outputs).map(({ value }) => value)).toEqual(
    expect.arrayContaining(Object.values(enterprise().outputs).map(({ value }) => value)),
  );
  expect(outputs.database_secret_arn?.value).toBe("${aws_secretsmanager_secret.database_secret.arn}");
  expect(outputs.bastion_host_public_ip?.value).toBe("${aws_eip.bastion.public_ip}");
});

it("ENT-OUT-1: four stacks publish the same between them", () => {
  const { stacks } = synthesized({ topology: "layered" }, "enterpriseapp");
  const names = Object.values(stacks).flatMap(({ outputs }) => Object.keys(outputs));

  expect(OUTPUTS.map(([name]) => name).filter((name) => !names.includes(name))).toEqual([]);
});
