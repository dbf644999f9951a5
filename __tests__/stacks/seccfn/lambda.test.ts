import { createHash } from "node:crypto";
import { unzipSync } from "fflate";
import { readEnvironment } from "../../../functions/compliance/environment";
import { synthesized } from "../../support/environments";
import { objectOf } from "../../support/json";

const seccfn = () => synthesized().template;
const FUNCTION = "aws_lambda_function.compliance";

it("SEC-FN-1: the function runs in the private subnets, in Lambda's security group, by SecCFN-Lambda-Role", () => {
  const template = seccfn();

  expect(template.only("aws_lambda_function")).toMatchObject({
    function_name: "SecCFN-Compliance-Function",
    role: "${aws_iam_role.compliance_role.arn}",
    vpc_config: {
      subnet_ids: ["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"],
      security_group_ids: ["${aws_security_group.functions.id}"],
    },
  });
  expect(template.at("aws_iam_role.compliance_role").name).toBe("SecCFN-Lambda-Role");
});

it("SEC-FN-1: has a runtime that Lambda supports, traces, and an environment encrypted with the master key", () => {
  expect(seccfn().at(FUNCTION)).toMatchObject({
    runtime: "nodejs24.x",
    tracing_config: { mode: "Active" },
    kms_key_arn: "${aws_kms_key.master.arn}",
  });
});

it("SEC-FN-1: has a log group that is there first and keeps logs for 7 days", () => {
  const template = seccfn();

  expect(template.at(FUNCTION)).toMatchObject({
    logging_config: { log_group: "/aws/lambda/SecCFN-Compliance-Function" },
    depends_on: expect.arrayContaining([
      "aws_cloudwatch_log_group.compliance_logs",
      "aws_iam_role_policy_attachment.compliance_role",
    ]),
  });
  expect(template.at("aws_cloudwatch_log_group.compliance_logs")).toMatchObject({
    name: "/aws/lambda/SecCFN-Compliance-Function",
    retention_in_days: "${var.function_log_retention_days}",
    kms_key_id: "${aws_kms_key.master.arn}",
  });
  expect(template.variables.function_log_retention_days?.default).toBe(7);
});

it("SEC-FN-1: has a dead-letter queue, encrypted with the master key, whose messages raise an alarm", () => {
  const template = seccfn();

  expect(template.value(FUNCTION, "dead_letter_config.target_arn")).toBe(
    "${aws_sqs_queue.compliance_dead_letters.arn}",
  );
  expect(template.at("aws_sqs_queue.compliance_dead_letters")).toMatchObject({
    name: "SecCFN-Compliance-Dead-Letters-Queue",
    kms_master_key_id: "${aws_kms_key.master.arn}",
    message_retention_seconds: 1_209_600,
  });
  expect(template.at("aws_cloudwatch_metric_alarm.compliance_dead_letters_waiting").dimensions).toEqual({
    QueueName: "SecCFN-Compliance-Dead-Letters-Queue",
  });
});

it("SEC-FN-1: reserves no concurrency unless configuration says so", () => {
  expect(seccfn().at(FUNCTION)).not.toHaveProperty("reserved_concurrent_executions");
  expect(
    synthesized({ compliance: { reservedConcurrency: 5 } }).template.at(FUNCTION).reserved_concurrent_executions,
  ).toBe(5);
});

it("SEC-FN-1: only its schedule may invoke it", () => {
  expect(seccfn().only("aws_lambda_permission")).toEqual({
    statement_id: "AllowScheduleToInvoke",
    action: "lambda:InvokeFunction",
    function_name: "${aws_lambda_function.compliance.function_name}",
    principal: "events.amazonaws.com",
    source_arn: "${aws_cloudwatch_event_rule.compliance_schedule.arn}",
  });
  expect(seccfn().types).not.toHaveProperty("aws_lambda_function_url");
});

it("SEC-FN-1: does a real job: its own code reads the variables that it is given", () => {
  const variables = objectOf(seccfn().value(FUNCTION, "environment.variables"));

  expect(
    readEnvironment(Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)]))),
  ).toEqual({
    metricNamespace: "SecCFN/Compliance",
    metricName: "NonCompliantRules",
    dimensionEnvironment: "seccfn",
    logLevel: "info",
    watchedRules: [], // no rule of seccfn has an alarm of its own
  });
});

it("SEC-FN-1: carries that code, under the hash of what it is", () => {
  const { template, files } = synthesized();
  const { filename, source_code_hash: hash } = template.at(FUNCTION);
  const path = `stacks/seccfn/${String(filename).replace("${path.module}/", "")}`;
  const archive = files.get(path) ?? Buffer.alloc(0);

  expect(createHash("sha256").update(archive).digest("base64")).toBe(hash);
  expect(Object.keys(unzipSync(archive))).toContain("index.js");
});

it("ALL-3: no variable of the function has a secret's name or value", () => {
  const variables = objectOf(seccfn().value(FUNCTION, "environment.variables"));

  for (const [key, value] of Object.entries(variables)) {
    expect(`${key}=${String(value)}`).not.toMatch(/password|secret|token|ephemeral\./i);
  }
});
