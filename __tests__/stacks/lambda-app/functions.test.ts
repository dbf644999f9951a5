import { readEnvironment } from "../../../functions/database/environment";
import { environmentOf, synthesized } from "../../support/environments";
import { objectOf } from "../../support/json";

const lambdaApp = () => synthesized({}, "lambda-app").template;
const FUNCTION = "aws_lambda_function.database_report";

/** Who may do what to the function, by its own policy. */
const permissions = (template = lambdaApp()) =>
  template
    .blocksOf("aws_lambda_permission")
    .filter(({ values }) => values.function_name === "${aws_lambda_function.database_report.function_name}")
    .map(({ values: { function_name: _, ...permission } }) => permission);

it("LAM-FN-1: the database function is made of these, and of no others", () => {
  expect(
    lambdaApp()
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
    "aws_iam_role_policy_attachment.database_report_role_vpc_access",
    FUNCTION,
    "aws_lambda_permission.database_report_access_role_555555555555_deployment",
    "aws_lambda_permission.database_report_schedule",
    "aws_sqs_queue.database_report_dead_letters",
    "aws_sqs_queue_policy.database_report_dead_letters",
  ]);
});

it("LAM-FN-1: runs in the VPC, with the functions' security group", () => {
  expect(lambdaApp().at(FUNCTION).vpc_config).toEqual({
    subnet_ids: ["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"],
    security_group_ids: ["${aws_security_group.functions.id}"],
  });
});

it("LAM-FN-1: its policy names exactly the listed principals, and the schedule that is this environment's", () => {
  expect(permissions()).toEqual([
    {
      statement_id: "Allow-role-555555555555-deployment",
      action: "lambda:InvokeFunction",
      principal: "arn:aws:iam::555555555555:role/deployment",
    },
    {
      statement_id: "AllowScheduleToInvoke",
      action: "lambda:InvokeFunction",
      principal: "events.amazonaws.com",
      source_arn: "${aws_cloudwatch_event_rule.database_report_schedule.arn}",
    },
  ]);
  expect(lambdaApp().at("aws_cloudwatch_event_rule.database_report_schedule").schedule_expression).toBe("rate(1 hour)");
});

it("LAM-FN-1: the list is configuration: nobody, or several", () => {
  const invokedBy = (...invokers: string[]) =>
    permissions(synthesized({ databaseFunction: { schedule: undefined, invokers } }, "lambda-app").template).map(
      ({ principal }) => principal,
    );
  const several = ["arn:aws:iam::555555555555:role/deployment", "arn:aws:iam::444444444444:user/operator"];

  expect(invokedBy()).toEqual([]);
  expect(invokedBy(...several).sort()).toEqual([...several].sort());
});

it.each([
  ["everybody", "*"],
  ["a whole account", "arn:aws:iam::555555555555:root"],
  ["an account's number", "555555555555"],
  ["all roles", "arn:aws:iam::555555555555:role/*"],
  ["a service", "apigateway.amazonaws.com"],
])("LAM-FN-1: the list takes no %s", (_, invoker) => {
  expect(() => environmentOf({ databaseFunction: { invokers: [invoker] } }, "lambda-app")).toThrow(
    `databaseFunction.invokers[0] must be the ARN of a role or a user, got "${invoker}"; for example "arn:aws:iam::111111111111:role/deployment"`,
  );
});

it("LAM-FN-1: is never public: there is no function URL, and no permission without a principal of its own", () => {
  expect(lambdaApp().types).not.toHaveProperty("aws_lambda_function_url");
  for (const { principal, source_arn: source } of permissions()) {
    expect(String(principal)).not.toContain("*");
    expect(String(principal).endsWith(".amazonaws.com")).toBe(source !== undefined);
  }
});

it("LAM-FN-1: its log group is there first, encrypted", () => {
  const template = lambdaApp();

  expect(template.at(FUNCTION)).toMatchObject({
    function_name: "LambdaApp-Database-Function",
    logging_config: { log_group: "/aws/lambda/LambdaApp-Database-Function" },
    depends_on: [
      "aws_cloudwatch_log_group.database_report_logs",
      "aws_iam_role_policy_attachment.database_report_role",
      "aws_iam_role_policy_attachment.database_report_role_vpc_access",
    ],
  });
  expect(template.at("aws_cloudwatch_log_group.database_report_logs")).toMatchObject({
    name: "/aws/lambda/LambdaApp-Database-Function",
    kms_key_id: "${aws_kms_key.logs.arn}",
  });
});

describe("its environment", () => {
  it("LAM-FN-1: is encrypted with the key that the role may use for it", () => {
    expect(lambdaApp().at(FUNCTION).kms_key_arn).toBe("${aws_kms_key.master.arn}");
    expect(
      lambdaApp()
        .policyOf("aws_iam_policy.database_report_role", "policy")
        .find(({ sid }) => sid === "AllowDecryptingEnvironmentAndDeadLetters"),
    ).toMatchObject({ resources: ["${aws_kms_key.master.arn}"] });
  });

  it.each(["ephemeral", "generated", "rdsManaged"] as const)(
    "LAM-FN-1: never has the password, with credentials: %s, but where the secret is",
    (credentials) => {
      const { template } = synthesized({ database: { credentials } }, "lambda-app");
      const variables = objectOf(template.value(FUNCTION, "environment.variables"));

      expect(Object.keys(variables)).toContain("SECRET_ARN");
      for (const [key, value] of Object.entries(variables)) {
        expect(key).not.toMatch(/password/i);
        expect(String(value)).not.toMatch(/random_password|ephemeral\.|secret_string|password/);
      }
    },
  );

  it("LAM-FN-1: is what the function's own code reads", () => {
    const variables = objectOf(lambdaApp().value(FUNCTION, "environment.variables"));

    expect(variables).toEqual({
      CREATE_PGAUDIT: "true",
      LOG_LEVEL: "info",
      SECRET_ARN: "${aws_secretsmanager_secret.database_secret.arn}",
    });
    expect(() =>
      readEnvironment(Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)]))),
    ).not.toThrow();
  });
});
