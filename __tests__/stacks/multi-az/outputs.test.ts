import { synthesized, variants } from "../../support/environments";

const multiAz = () => synthesized({}, "multi-az").template;

const both = (type: string, name: string) => ["a", "b"].map((zone) => `\${${type}.${name}_${zone}.id}`);

it.each<[string, string | string[]]>([
  // MAZ-NET-1
  ["vpc_id", "${aws_vpc.vpc.id}"],
  ["public_subnet_ids", both("aws_subnet", "public")],
  ["private_subnet_ids", both("aws_subnet", "private")],
  ["public_route_table_ids", ["${aws_route_table.public.id}"]],
  ["private_route_table_ids", both("aws_route_table", "private")],
  ["nat_gateway_ids", both("aws_nat_gateway", "nat")],
  // MAZ-NET-2
  ["endpoint_security_group_id", "${aws_security_group.endpoints.id}"],
  ["s3_prefix_list_id", "${aws_vpc_endpoint.endpoint_s3.prefix_list_id}"],
  // MAZ-SG-1
  ["application_security_group_id", "${aws_security_group.application.id}"],
  ["database_security_group_id", "${aws_security_group.database.id}"],
  ["functions_security_group_id", "${aws_security_group.functions.id}"],
  ["rotation_security_group_id", "${aws_security_group.rotation.id}"],
  // MAZ-IAM-1
  ["application_role_arn", "${aws_iam_role.application_role.arn}"],
  ["function_role_arn", "${aws_iam_role.compliance_role.arn}"],
  ["database_report_role_arn", "${aws_iam_role.database_report_role.arn}"],
  ["rotation_role_arn", "${aws_iam_role.rotation_role.arn}"],
  ["trail_role_arn", "${aws_iam_role.trail_role.arn}"],
  ["config_role_arn", "${aws_iam_role.config_role.arn}"],
  // MAZ-DB-1
  ["database_arn", "${aws_db_instance.postgres.arn}"],
  ["database_identifier", "${aws_db_instance.postgres.identifier}"],
  ["database_endpoint", "${aws_db_instance.postgres.address}"],
  ["database_port", "${aws_db_instance.postgres.port}"],
  ["database_name", "app"],
  ["database_secret_arn", "${aws_secretsmanager_secret.database_secret.arn}"],
  ["rotation_function_arn", "${aws_lambda_function.rotation.arn}"],
  // MAZ-EC2-1
  ["launch_template_id", "${aws_launch_template.application.id}"],
  ["auto_scaling_group_name", "${aws_autoscaling_group.application.name}"],
  ["auto_scaling_group_arn", "${aws_autoscaling_group.application.arn}"],
  ["application_log_group_name", "${aws_cloudwatch_log_group.application_logs.name}"],
  // MAZ-S3-1
  ["data_bucket_name", "${aws_s3_bucket.data.id}"],
  ["data_bucket_arn", "${aws_s3_bucket.data.arn}"],
  ["data_event_log_group_name", "${aws_cloudwatch_log_group.data_event_logs.name}"],
  ["trail_bucket_name", "${aws_s3_bucket.trail_logs.id}"],
  // MAZ-MON-1
  ["trail_arn", "${aws_cloudtrail.trail.arn}"],
  ["trail_log_group_name", "${aws_cloudwatch_log_group.trail_events.name}"],
  ["alert_topic_arn", "${aws_sns_topic.alerts.arn}"],
  // MAZ-FN-1
  ["database_report_function_arn", "${aws_lambda_function.database_report.arn}"],
  ["database_report_function_name", "${aws_lambda_function.database_report.function_name}"],
  ["function_arn", "${aws_lambda_function.compliance.arn}"],
  // The key of all of them.
  ["master_key_arn", "${aws_kms_key.master.arn}"],
])("MAZ-OUT-1: %s", (name, value) => {
  expect(multiAz().outputs[name]?.value).toEqual(value);
});

it("MAZ-OUT-1: vpc_endpoint_ids: all of them", () => {
  expect(multiAz().outputs.vpc_endpoint_ids?.value).toEqual(
    multiAz()
      .addresses("aws_vpc_endpoint")
      .map((address) => `\${${address}.id}`),
  );
});

it.each([
  "aws_security_group",
  "aws_subnet",
  "aws_route_table",
  "aws_nat_gateway",
  "aws_vpc_endpoint",
  "aws_s3_bucket",
])("MAZ-OUT-1: the id of no %s is left out", (type) => {
  const values = JSON.stringify(Object.values(multiAz().outputs).map(({ value }) => value));

  expect(
    multiAz()
      .addresses(type)
      .filter((address) => !values.includes(`\${${address}.id}`)),
  ).toEqual([]);
});

it("MAZ-OUT-1: the role of no function, of no instance and of no trail is left out", () => {
  const values = JSON.stringify(Object.values(multiAz().outputs).map(({ value }) => value));
  const left = multiAz()
    .addresses("aws_iam_role")
    .filter((address) => !values.includes(`\${${address}.arn}`));

  expect(left).toEqual(["aws_iam_role.flow_log_role"]); // of flow logs, which nobody else passes on
});

it("MAZ-OUT-1: the attachment, where there is a transit gateway: its owner accepts it", () => {
  const [{ overrides = {}, base } = {}] = variants("SSH by a transit gateway");

  expect(synthesized(overrides, base).template.outputs.transit_gateway_attachment_id?.value).toBe(
    "${aws_ec2_transit_gateway_vpc_attachment.transit_gateway.id}",
  );
  expect(multiAz().outputs).not.toHaveProperty("transit_gateway_attachment_id");
});

it("MAZ-OUT-1: Environment and Owner are tags of everything", () => {
  expect(multiAz().json.provider).toMatchObject({
    aws: [
      {
        region: "us-west-2",
        default_tags: [
          {
            tags: {
              Environment: "multi-az",
              Owner: "PlatformTeam",
              Project: "Platform",
              ManagedBy: "Terraform",
            },
          },
        ],
      },
    ],
  });
});
