import { synthesized } from "../../support/environments";
import { textsWithin } from "../../support/json";

const seccfn = () => synthesized().template;

describe("outputs", () => {
  it.each([
    ["vpc_id", "${aws_vpc.vpc.id}"],
    ["public_subnet_ids", ["${aws_subnet.public_a.id}", "${aws_subnet.public_b.id}"]],
    ["private_subnet_ids", ["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"]],
    ["master_key_arn", "${aws_kms_key.master.arn}"],
    ["master_key_alias", "${aws_kms_alias.master.name}"],
    ["data_bucket_name", "${aws_s3_bucket.data.id}"],
    ["trail_bucket_name", "${aws_s3_bucket.trail_logs.id}"],
    ["config_bucket_name", "${aws_s3_bucket.config_history.id}"],
    ["access_log_bucket_name", "${aws_s3_bucket.access_logs.id}"],
    ["database_endpoint", "${aws_db_instance.postgres.address}"],
    ["database_port", "${aws_db_instance.postgres.port}"],
    ["database_secret_arn", "${aws_secretsmanager_secret.database_secret.arn}"],
    ["function_arn", "${aws_lambda_function.compliance.arn}"],
    ["trail_arn", "${aws_cloudtrail.trail.arn}"],
    ["alert_topic_arn", "${aws_sns_topic.alerts.arn}"],
    ["config_recorder_name", "${aws_config_configuration_recorder.config.name}"],
    ["config_role_arn", "${aws_iam_role.config_role.arn}"],
    ["trail_role_arn", "${aws_iam_role.trail_role.arn}"],
    ["function_role_arn", "${aws_iam_role.compliance_role.arn}"],
    [
      "dashboard_url",
      "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/${aws_cloudwatch_dashboard.security_dashboard.dashboard_name}",
    ],
  ])("SEC-OUT-1: %s", (name, value) => {
    expect(seccfn().outputs[name]?.value).toEqual(value);
  });

  it("SEC-OUT-1: event_data_store_arn, where there is one", () => {
    const { outputs } = synthesized({ audit: { query: "lake" } }).template;

    expect(outputs.event_data_store_arn?.value).toBe("${aws_cloudtrail_event_data_store.trail_lake.arn}");
    expect(seccfn().outputs).not.toHaveProperty("event_data_store_arn");
  });

  it("SEC-OUT-1: there are at least 14", () => {
    expect(Object.keys(seccfn().outputs).length).toBeGreaterThanOrEqual(14);
  });

  it("SEC-OUT-1: the name of every bucket is one", () => {
    const template = seccfn();
    const values = textsWithin(Object.values(template.outputs).map(({ value }) => value)).map(({ text }) => text);
    const unnamed = template.addresses("aws_s3_bucket").filter((address) => !values.includes(`\${${address}.id}`));

    expect(unnamed).toEqual([]);
  });

  it("ALL-13: each says in a sentence what it is; none has to be hidden", () => {
    for (const { description, sensitive } of Object.values(seccfn().outputs)) {
      expect(description).toMatch(/^[A-Z].+\.$/);
      expect(sensitive).toBeUndefined();
    }
    expect(JSON.stringify(Object.values(seccfn().outputs))).not.toMatch(/password|secret_string/);
  });

  it("ALL-13: texts are texts and lists are lists, from wherever they are read", () => {
    const lists = Object.entries(seccfn().outputs)
      .filter(([, { value }]) => Array.isArray(value))
      .map(([name]) => name);

    expect(lists).toEqual([
      "nat_gateway_ids",
      "private_route_table_ids",
      "private_subnet_ids",
      "public_route_table_ids",
      "public_subnet_ids",
    ]);
  });

  it("SEC-OUT-1: what another environment owns is not published", () => {
    const { outputs } = synthesized({
      baseline: { config: "external" },
      audit: { query: "none", configRules: [] },
    }).template;

    expect(Object.keys(outputs).filter((name) => /^config_|query/.test(name))).toEqual(["config_managed_by"]);
    expect(outputs.config_managed_by?.value).toMatch(/^Somebody else, .+baseline\.config is external/);
  });
});
