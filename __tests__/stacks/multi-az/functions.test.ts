import { createHash } from "node:crypto";
import { unzipSync } from "fflate";
import { readEnvironment } from "../../../functions/database/environment";
import { synthesized } from "../../support/environments";
import { objectOf } from "../../support/json";
import { groupRules } from "../network-rules";

const multiAz = () => synthesized({}, "multi-az").template;
const FUNCTION = "aws_lambda_function.database_report";

it("MAZ-FN-1: the database function is made of these, and of no others", () => {
  expect(
    multiAz()
      .addresses()
      .filter((address) => /database_report/.test(address)),
  ).toEqual([
    "aws_cloudwatch_event_rule.database_report_schedule",
    "aws_cloudwatch_event_target.database_report_schedule",
    "aws_cloudwatch_log_group.database_report_logs",
    "aws_cloudwatch_metric_alarm.database_report_dead_letters_waiting",
    "aws_cloudwatch_metric_alarm.database_report_function_errors",
    "aws_iam_policy.database_report_role",
    "aws_iam_role.database_report_role",
    "aws_iam_role_policy_attachment.database_report_role",
    FUNCTION,
    "aws_lambda_permission.database_report_schedule", // its schedule alone invokes it
    "aws_sqs_queue.database_report_dead_letters", // what failed twice
    "aws_sqs_queue_policy.database_report_dead_letters",
  ]);
});

it("MAZ-FN-1: runs in the VPC: in the private subnets of both zones, in Lambda's group, on the hour", () => {
  expect(multiAz().at(FUNCTION)).toMatchObject({
    function_name: "Platform-Database-Function-multi-az",
    role: "${aws_iam_role.database_report_role.arn}",
    vpc_config: {
      subnet_ids: ["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"],
      security_group_ids: ["${aws_security_group.functions.id}"],
    },
  });
  expect(multiAz().at("aws_cloudwatch_event_rule.database_report_schedule").schedule_expression).toBe("rate(1 hour)");
});

it.each(["compliance", "database_report", "rotation"])(
  "MAZ-FN-1: %s reaches AWS through the endpoints only: its group has no rule to the internet",
  (id) => {
    const group = String(multiAz().value(`aws_lambda_function.${id}`, "vpc_config.security_group_ids.0"));
    const name = group.replace(/^.*aws_security_group\.(\w+)\.id.*$/, "$1");
    const outbound = groupRules(multiAz()).filter((rule) => rule.startsWith(`${name}: out`));

    expect(outbound).toEqual([
      `${name}: out tcp 443 \${aws_vpc_endpoint.endpoint_s3.prefix_list_id}`,
      `${name}: out tcp 443 endpoints`,
      `${name}: out tcp 5432 database`,
    ]);
  },
);

it("MAZ-FN-1: reads the secret: it is told which, may read it, and reaches the database by what stands there", () => {
  const variables = objectOf(multiAz().value(FUNCTION, "environment.variables"));
  const texts = Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)]));

  expect(readEnvironment(texts)).toEqual({
    secretArn: "${aws_secretsmanager_secret.database_secret.arn}",
    address: undefined, // in the secret
    createPgaudit: false,
    logLevel: "info",
  });
  expect(
    multiAz()
      .policyOf("aws_iam_policy.database_report_role", "policy")
      .find(({ sid }) => sid === "AllowReadingSecret"),
  ).toMatchObject({
    actions: ["secretsmanager:GetSecretValue"],
    resources: ["${aws_secretsmanager_secret.database_secret.arn}"],
  });
  expect(JSON.stringify(variables)).not.toMatch(/password|ephemeral\./i);
});

it("MAZ-FN-1: logs to a group that is there first, and traces", () => {
  const template = multiAz();

  expect(template.at(FUNCTION)).toMatchObject({
    logging_config: { log_group: "/aws/lambda/Platform-Database-Function-multi-az" },
    tracing_config: { mode: "Active" },
    depends_on: [
      "aws_cloudwatch_log_group.database_report_logs",
      "aws_iam_role_policy_attachment.database_report_role",
    ],
  });
  expect(template.at("aws_cloudwatch_log_group.database_report_logs").name).toBe(
    "/aws/lambda/Platform-Database-Function-multi-az",
  );
});

it("MAZ-FN-1: an error is not lost: what failed lies in a queue, and errors raise an alarm", () => {
  const template = multiAz();

  expect(template.value(FUNCTION, "dead_letter_config.target_arn")).toBe(
    "${aws_sqs_queue.database_report_dead_letters.arn}",
  );
  expect(template.at("aws_cloudwatch_metric_alarm.database_report_function_errors")).toMatchObject({
    namespace: "AWS/Lambda",
    metric_name: "Errors",
    dimensions: { FunctionName: "${aws_lambda_function.database_report.function_name}" },
    threshold: 1,
    alarm_actions: ["${aws_sns_topic.alerts.arn}"],
  });
  expect(template.at("aws_cloudwatch_metric_alarm.database_report_dead_letters_waiting").dimensions).toEqual({
    QueueName: template.at("aws_sqs_queue.database_report_dead_letters").name,
  });
});

it("MAZ-FN-1: carries the code whose errors and logs are structured, with RDS's certificates, under its hash", () => {
  const { template, files } = synthesized({}, "multi-az");
  const { filename, source_code_hash: hash } = template.at(FUNCTION);
  const archive = files.get(`stacks/multi-az/${String(filename).replace("${path.module}/", "")}`) ?? Buffer.alloc(0);
  const code = Buffer.from(unzipSync(archive)["index.js"] ?? []).toString("utf8");

  expect(createHash("sha256").update(archive).digest("base64")).toBe(hash);
  expect(code).toContain("SECRET_ARN"); // the function that the variables are for
  expect(code).toContain("rejectUnauthorized"); // TLS with verification, in whatever way it was bundled
  expect(code).toContain("-----BEGIN CERTIFICATE-----");
});

it("MAZ-FN-1: in a region whose certificates are younger than the code's, it takes Lambda's own", () => {
  const variables = (region: "us-west-2" | "ap-southeast-7") =>
    synthesized({ region }, "multi-az").template.value(FUNCTION, "environment.variables.NODE_EXTRA_CA_CERTS");

  expect(variables("us-west-2")).toBeUndefined();
  expect(variables("ap-southeast-7")).toBe("/var/runtime/ca-cert.pem");
});
