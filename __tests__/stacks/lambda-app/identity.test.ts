import { synthesized } from "../../support/environments";
import { isAllowed, refusals } from "../../support/policy-evaluation";

const lambdaApp = () => synthesized({}, "lambda-app").template;
const SECRET = "${aws_secretsmanager_secret.database_secret.arn}";
const MASTER_KEY = "${aws_kms_key.master.arn}";

const policiesOf = (role: string, template = lambdaApp()) =>
  template
    .all("aws_iam_role_policy_attachment")
    .filter((attachment) => attachment.role === `\${aws_iam_role.${role}.name}`)
    .map(({ policy_arn: policy }) => policy);

it("LAM-IAM-1: one role for each job, each with a policy of its own or of AWS's, and a description", () => {
  const roles = lambdaApp().blocksOf("aws_iam_role");

  expect(Object.fromEntries(roles.map(({ name }) => [name, policiesOf(name)]))).toEqual({
    application_role: [
      "${aws_iam_policy.application_role.arn}",
      "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy",
      "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    ],
    compliance_role: ["${aws_iam_policy.compliance_role.arn}"],
    config_role: ["${aws_iam_policy.config_role.arn}", "arn:aws:iam::aws:policy/service-role/AWS_ConfigRole"],
    database_monitoring_role: ["arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"],
    database_report_role: [
      "${aws_iam_policy.database_report_role.arn}",
      "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
    ],
    flow_log_role: ["${aws_iam_policy.flow_log_role.arn}"],
    trail_role: ["${aws_iam_policy.trail_role.arn}"],
  });
  for (const { values } of roles) {
    expect(values.description).toMatch(/^Lets .{20,}\.$/);
  }
});

it("LAM-IAM-1: AWSLambdaVPCAccessExecutionRole is attached to the function's role, which is there before the function", () => {
  const template = lambdaApp();

  expect(template.at("aws_iam_role_policy_attachment.database_report_role_vpc_access")).toEqual({
    role: "${aws_iam_role.database_report_role.name}",
    policy_arn: "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
  });
  expect(template.at("aws_lambda_function.database_report")).toMatchObject({
    role: "${aws_iam_role.database_report_role.arn}",
    depends_on: expect.arrayContaining(["aws_iam_role_policy_attachment.database_report_role_vpc_access"]),
  });
  expect(template.policyOf("aws_iam_role.database_report_role", "assume_role_policy")).toMatchObject([
    { principals: { Service: ["lambda.amazonaws.com"] }, actions: ["sts:AssumeRole"] },
  ]);
});

it("LAM-IAM-1: without it, statements of its own connect the function", () => {
  const { template } = synthesized({ databaseFunction: { managedVpcAccessPolicy: false } }, "lambda-app");
  const sids = template.policyOf("aws_iam_policy.database_report_role", "policy").map(({ sid }) => sid);

  expect(policiesOf("database_report_role", template)).toEqual(["${aws_iam_policy.database_report_role.arn}"]);
  expect(sids).toEqual(expect.arrayContaining(["AllowLambdaToConnect", "AllowLambdaToFindConnections"]));
});

it("LAM-IAM-1: what AWS's policy allows to Lambda is refused to the function's code", () => {
  const policy = lambdaApp().policyOf("aws_iam_policy.database_report_role", "policy");
  const code = {
    "lambda:SourceFunctionArn": "arn:aws:lambda:us-east-1:555555555555:function:LambdaApp-Database-Function",
  };
  const request = { action: "ec2:CreateNetworkInterface", resource: "arn:aws:ec2:us-east-1:555555555555:subnet/a" };

  expect(refusals(policy, { ...request, context: code })).toEqual(["DenyConnectingToCode"]);
  expect(refusals(policy, request)).toEqual([]);
});

it("LAM-IAM-1: the function's own policy: its log, its traces, its dead letters, its environment, one secret", () => {
  const allowed = lambdaApp()
    .policyOf("aws_iam_policy.database_report_role", "policy")
    .filter(({ effect }) => effect === "Allow");

  expect(allowed.map(({ actions, resources }) => [actions, resources])).toEqual([
    [
      ["logs:CreateLogStream", "logs:PutLogEvents"],
      ["arn:aws:logs:us-east-1:555555555555:log-group:/aws/lambda/LambdaApp-Database-Function:*"],
    ],
    [["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]], // which AWS limits to nothing
    [["sqs:SendMessage"], ["${aws_sqs_queue.database_report_dead_letters.arn}"]],
    [["kms:Decrypt", "kms:GenerateDataKey"], [MASTER_KEY]],
    [["secretsmanager:GetSecretValue"], [SECRET]],
    [["kms:Decrypt"], [MASTER_KEY]],
  ]);
});

it("LAM-IAM-1: instances have a profile, whose role reads the secret and no other, and decrypts nothing else", () => {
  const template = lambdaApp();
  const policy = template.policyOf("aws_iam_policy.application_role", "policy");
  const decrypt = { action: "kms:Decrypt", resource: MASTER_KEY };
  const bySecret = {
    "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com",
    "kms:EncryptionContext:SecretARN": SECRET,
  };

  expect(template.value("aws_launch_template.application", "iam_instance_profile.name")).toBe(
    "${aws_iam_instance_profile.application_role.name}",
  );
  expect(template.only("aws_iam_instance_profile").role).toBe("${aws_iam_role.application_role.name}");
  expect(isAllowed(policy, { action: "secretsmanager:GetSecretValue", resource: SECRET })).toBe(true);
  expect(
    isAllowed(policy, {
      action: "secretsmanager:GetSecretValue",
      resource: "${aws_secretsmanager_secret.database_bootstrap.arn}",
    }),
  ).toBe(false);
  expect(isAllowed(policy, { ...decrypt, context: bySecret })).toBe(true);
  expect(isAllowed(policy, decrypt)).toBe(false);
  expect(isAllowed(policy, { ...decrypt, context: { ...bySecret, "kms:EncryptionContext:SecretARN": "other" } })).toBe(
    false,
  );
});
