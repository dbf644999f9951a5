import type { Control } from "../../../../guardrails/control";
import { lambdaCodeSigned } from "../../../../guardrails/controls/lambda/lambda-code-signed";
import { lambdaConcurrencyBounded } from "../../../../guardrails/controls/lambda/lambda-concurrency-bounded";
import { lambdaEnvOwnKey } from "../../../../guardrails/controls/lambda/lambda-env-own-key";
import { lambdaFailuresKept } from "../../../../guardrails/controls/lambda/lambda-failures-kept";
import { lambdaInVpc } from "../../../../guardrails/controls/lambda/lambda-in-vpc";
import { lambdaInvokersListed } from "../../../../guardrails/controls/lambda/lambda-invokers-listed";
import { lambdaLogGroupOwned } from "../../../../guardrails/controls/lambda/lambda-log-group-owned";
import { lambdaPermissionScoped } from "../../../../guardrails/controls/lambda/lambda-permission-scoped";
import { lambdaRuntimeSupported } from "../../../../guardrails/controls/lambda/lambda-runtime-supported";
import { lambdaTraced } from "../../../../guardrails/controls/lambda/lambda-traced";
import { lambdaUrlAuthenticated } from "../../../../guardrails/controls/lambda/lambda-url-authenticated";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const UNKNOWN = { aws_ssm_parameter: { x: { name: "x" } } };
const X = "${data.aws_ssm_parameter.x.value}";
const F = "aws_lambda_function.f";
const lambda = (values: JsonObject, more: JsonObject = {}): TerraformJson => ({
  data: UNKNOWN,
  resource: {
    aws_lambda_function: { f: { function_name: "report", role: "arn:aws:iam::111122223333:role/r", ...values } },
    aws_kms_key: { k: {} },
    ...more,
  },
});
const KEY = "${aws_kms_key.k.arn}";
const VARIABLES = { environment: [{ variables: { LOG_LEVEL: "info" } }] };

const CASES: readonly (readonly [Control, readonly (readonly [string, JsonObject, string | undefined])[]])[] = [
  [
    lambdaEnvOwnKey,
    [
      ["a key", { ...VARIABLES, kms_key_arn: KEY }, "pass"],
      ["none", VARIABLES, "fail"],
      ["not known", { ...VARIABLES, kms_key_arn: X }, "unknown"],
      ["no variables", {}, undefined],
    ],
  ],
  [
    lambdaConcurrencyBounded,
    [
      ["5", { reserved_concurrent_executions: 5 }, "pass"],
      ["0", { reserved_concurrent_executions: 0 }, "pass"],
      ["-1", { reserved_concurrent_executions: -1 }, "fail"],
      ["absent", {}, "fail"],
      ["not known", { reserved_concurrent_executions: X }, "unknown"],
    ],
  ],
  [
    lambdaTraced,
    [
      ["active", { tracing_config: [{ mode: "Active" }] }, "pass"],
      ["as the caller", { tracing_config: [{ mode: "PassThrough" }] }, "fail"],
      ["absent", {}, "fail"],
      ["not known", { tracing_config: [{ mode: X }] }, "unknown"],
    ],
  ],
  [
    lambdaRuntimeSupported,
    [
      ["supported", { runtime: "nodejs24.x" }, "pass"],
      ["ended", { runtime: "nodejs18.x" }, "fail"],
      ["ended long ago", { runtime: "python2.7" }, "fail"],
      ["ended this year", { runtime: "dotnet8" }, "fail"],
      ["unheard of", { runtime: "nodejs99.x" }, "unknown"],
      ["not known", { runtime: X }, "unknown"],
      ["an image", { package_type: "Image", image_uri: "i" }, undefined],
    ],
  ],
  [
    lambdaCodeSigned,
    [
      [
        "by an ARN",
        { code_signing_config_arn: "arn:aws:lambda:us-east-1:111122223333:code-signing-config:csc-1" },
        "pass",
      ],
      ["absent", {}, "fail"],
    ],
  ],
];

describe.each(CASES.map(([control, cases]) => ({ id: control.id, control, cases })))("$id", ({ control, cases }) => {
  it.each(cases.map(([name, values, outcome]) => ({ name, values, outcome })))("$name", ({ values, outcome }) => {
    expect(outcomesOf(control, lambda(values))).toEqual(outcome === undefined ? {} : { [F]: outcome });
  });
});

describe("messages", () => {
  it.each<[Control, JsonObject, string]>([
    [lambdaEnvOwnKey, VARIABLES, "kms_key_arn: kms_key_arn is not set: AWS's own key encrypts the variables"],
    [
      lambdaRuntimeSupported,
      { runtime: "go1.x" },
      'runtime: runtime is "go1.x", which gets no security fixes any more',
    ],
    [lambdaTraced, {}, "tracing_config.mode: tracing_config.mode is not set: a run is traced only if its caller is"],
    [lambdaInVpc, {}, "vpc_config: it has no vpc_config"],
  ])("%#", (control, values, message) => {
    expect(messagesOf(control, lambda(values))).toEqual([`fail ${F} ${message}`]);
  });
});

describe("lambda-in-vpc", () => {
  const subnets = (...zones: readonly (string | undefined)[]) => ({
    aws_subnet: Object.fromEntries(
      zones.map((availability_zone, index) => [
        `s${index}`,
        {
          vpc_id: "vpc-0123456789abcdef0",
          cidr_block: `10.0.${index}.0/24`,
          ...(availability_zone === undefined ? {} : { availability_zone }),
        },
      ]),
    ),
  });
  const within = (...subnet_ids: readonly string[]) => ({
    vpc_config: [{ subnet_ids: [...subnet_ids], security_group_ids: ["sg-0123456789abcdef0"] }],
  });
  const both = within("${aws_subnet.s0.id}", "${aws_subnet.s1.id}");

  it.each<[string, JsonObject, JsonObject, string]>([
    ["two zones", both, subnets("us-east-1a", "us-east-1b"), "pass"],
    ["one zone", both, subnets("us-east-1a", "us-east-1a"), "fail"],
    ["zones that AWS chooses", both, subnets(undefined, undefined), "unknown"],
    ["one subnet", within("${aws_subnet.s0.id}"), subnets("us-east-1a"), "fail"],
    ["one subnet of somebody else", within("subnet-0123456789abcdef0"), {}, "fail"],
    ["subnets of somebody else", within("subnet-0123456789abcdef0", "subnet-0123456789abcdef1"), {}, "unknown"],
    ["no subnet", within(), {}, "fail"],
    ["no VPC", {}, {}, "fail"],
  ])("%s", (_, values, more, outcome) => {
    expect(outcomesOf(lambdaInVpc, lambda(values, more))).toEqual({ [F]: outcome });
  });

  it("counts subnets that count makes", () => {
    const more = {
      aws_subnet: {
        s: {
          count: 2,
          vpc_id: "vpc-0123456789abcdef0",
          cidr_block: "10.0.${count.index}.0/24",
          availability_zone: '${element(["us-east-1a", "us-east-1b"], count.index)}',
        },
      },
    };
    expect(
      outcomesOf(
        lambdaInVpc,
        lambda({ vpc_config: [{ subnet_ids: "${aws_subnet.s[*].id}", security_group_ids: [] }] }, more),
      ),
    ).toEqual({ [F]: "pass" });
  });
});

describe("lambda-failures-kept", () => {
  const config = (values: JsonObject) => ({
    aws_lambda_function_event_invoke_config: {
      c: { function_name: "${aws_lambda_function.f.function_name}", ...values },
    },
  });
  const onFailure = { destination_config: [{ on_failure: [{ destination: "arn:aws:sqs:us-east-1:111122223333:q" }] }] };

  it.each<[string, JsonObject, JsonObject, string]>([
    ["a queue", { dead_letter_config: [{ target_arn: "arn:aws:sqs:us-east-1:111122223333:q" }] }, {}, "pass"],
    [
      "a queue that is made later",
      { dead_letter_config: [{ target_arn: "${aws_sqs_queue.q.arn}" }] },
      { aws_sqs_queue: { q: {} } },
      "pass",
    ],
    ["a destination", {}, config(onFailure), "pass"],
    [
      "a destination for successes",
      {},
      config({ destination_config: [{ on_success: [{ destination: "arn:aws:sqs:us-east-1:111122223333:q" }] }] }),
      "fail",
    ],
    ["a destination of another function", {}, config({ ...onFailure, function_name: "other" }), "fail"],
    ["none", {}, {}, "fail"],
  ])("%s", (_, values, more, outcome) => {
    expect(outcomesOf(lambdaFailuresKept, lambda(values, more))).toEqual({ [F]: outcome });
  });
});

describe("lambda-log-group-owned", () => {
  const group = (values: JsonObject) => ({
    aws_cloudwatch_log_group: { g: { name: "/aws/lambda/report", kms_key_id: KEY, retention_in_days: 90, ...values } },
  });

  it.each<[string, JsonObject, JsonObject, string]>([
    ["by its name", {}, group({}), "pass"],
    [
      "by a name of its own",
      { logging_config: [{ log_format: "Text", log_group: "${aws_cloudwatch_log_group.g.name}" }] },
      group({ name: "reports" }),
      "pass",
    ],
    [
      "a name of its own, written twice",
      { logging_config: [{ log_format: "Text", log_group: "reports" }] },
      group({ name: "reports" }),
      "pass",
    ],
    ["without a key", {}, group({ kms_key_id: "" }), "fail"],
    ["without an end", {}, group({ retention_in_days: 0 }), "fail"],
    ["another function's", {}, group({ name: "/aws/lambda/other" }), "fail"],
    ["none", {}, {}, "fail"],
    ["a name that is not known", { function_name: X }, group({}), "unknown"],
    ["a group's name that is not known", {}, group({ name: X }), "unknown"],
  ])("%s", (_, values, more, outcome) => {
    expect(outcomesOf(lambdaLogGroupOwned, lambda(values, more))).toEqual({ [F]: outcome });
  });

  it.each<[string, JsonObject, string]>([
    [
      "no key",
      group({ kms_key_id: "" }),
      `aws_cloudwatch_log_group.g: kms_key_id is not set: who may read the log group reads what the function writes`,
    ],
    [
      "no end",
      group({ retention_in_days: 0 }),
      "aws_cloudwatch_log_group.g: retention_in_days is not set: it keeps everything for ever",
    ],
    [
      "no group",
      {},
      "no aws_cloudwatch_log_group is /aws/lambda/report: Lambda makes one that is kept for ever, without a key of yours",
    ],
  ])("says of the group what is wrong with it: %s", (_, more, reason) => {
    expect(messagesOf(lambdaLogGroupOwned, lambda({}, more))).toEqual([`fail ${F}: ${reason}`]);
  });
});

describe("lambda-permission-scoped", () => {
  const P = "aws_lambda_permission.p";
  const permission = (values: JsonObject, more: JsonObject = {}): TerraformJson => ({
    data: UNKNOWN,
    resource: {
      aws_lambda_permission: { p: { action: "lambda:InvokeFunction", function_name: "f", ...values } },
      ...more,
    },
  });
  const events = { principal: "events.amazonaws.com" };
  const rule = { aws_cloudwatch_event_rule: { r: { schedule_expression: "rate(1 day)" } } };

  it.each<[string, JsonObject, JsonObject, string]>([
    ["a role", { principal: "arn:aws:iam::111122223333:role/app" }, {}, "pass"],
    ["an account", { principal: "111122223333" }, {}, "pass"],
    ["a service for a rule", { ...events, source_arn: "${aws_cloudwatch_event_rule.r.arn}" }, rule, "pass"],
    ["a service for an ARN", { ...events, source_arn: "arn:aws:events:us-east-1:111122223333:rule/r" }, {}, "pass"],
    [
      "a service for all rules of an account",
      { ...events, source_arn: "arn:aws:events:us-east-1:111122223333:rule/*" },
      {},
      "pass",
    ],
    ["a service for an account", { principal: "s3.amazonaws.com", source_account: "111122223333" }, {}, "pass"],
    ["S3 for a bucket", { principal: "s3.amazonaws.com", source_arn: "arn:aws:s3:::uploads" }, {}, "pass"],
    ["a service for anybody", events, {}, "fail"],
    ["a service for anything", { ...events, source_arn: "*" }, {}, "fail"],
    ["a service for any account", { ...events, source_arn: "arn:aws:events:us-east-1:*:rule/r" }, {}, "fail"],
    ["S3 for any bucket", { principal: "s3.amazonaws.com", source_arn: "arn:aws:s3:::*" }, {}, "fail"],
    ["a service in China for anybody", { principal: "events.amazonaws.com.cn" }, {}, "fail"],
    ["anybody", { principal: "*" }, {}, "fail"],
    ["anybody of an organization", { principal: "*", principal_org_id: "o-1234567890" }, {}, "pass"],
    ["anybody of an account", { principal: "*", source_account: "111122223333" }, {}, "pass"],
    ["not known", { principal: X }, {}, "unknown"],
  ])("%s", (_, values, more, outcome) => {
    expect(outcomesOf(lambdaPermissionScoped, permission(values, more))).toEqual({ [P]: outcome });
  });

  it("says for whom", () => {
    expect(messagesOf(lambdaPermissionScoped, permission(events))).toEqual([
      `fail ${P} principal: events.amazonaws.com may call it, for any account: neither source_arn nor source_account is set`,
    ]);
    expect(
      messagesOf(lambdaPermissionScoped, permission({ ...events, source_arn: "arn:aws:events:*:*:rule/r" })),
    ).toEqual([
      `fail ${P} source_arn: source_arn is "arn:aws:events:*:*:rule/r": events.amazonaws.com may call it for any account`,
    ]);
  });
});

it.each<[string, JsonObject["x"], string]>([
  ["IAM", "AWS_IAM", "pass"],
  ["nobody asks", "NONE", "fail"],
  ["not known", X, "unknown"],
])("lambda-url-authenticated: %s", (_, authorization_type, outcome) => {
  const url = {
    aws_lambda_function_url: { u: { function_name: "f", authorization_type: authorization_type ?? null } },
  };
  expect(outcomesOf(lambdaUrlAuthenticated, { data: UNKNOWN, resource: url })).toEqual({
    "aws_lambda_function_url.u": outcome,
  });
});

describe("lambda-invokers-listed", () => {
  const role = (name: string) => ({ name, assume_role_policy: "{}" });
  const policyOf = (...statements: readonly JsonObject[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements.map((given) => ({ Effect: "Allow", ...given })) });
  const invoke = (resource: string | readonly string[], action = "lambda:InvokeFunction") =>
    policyOf({ Action: action, Resource: resource });
  const listed = (principal: string) => ({
    aws_lambda_permission: {
      p: { action: "lambda:InvokeFunction", function_name: "${aws_lambda_function.f.function_name}", principal },
    },
  });
  const caller = (policy: string, more: JsonObject = {}): TerraformJson =>
    lambda(
      {},
      {
        aws_iam_role: { deploy: role("deploy"), other: role("other") },
        aws_iam_role_policy: { o: { role: "${aws_iam_role.other.id}", policy } },
        ...listed("${aws_iam_role.deploy.arn}"),
        ...more,
      },
    );
  const OTHER = "fail aws_lambda_function.f: aws_iam_role.other may call it too, by its own policies";

  it.each([
    ["its ARN", invoke("${aws_lambda_function.f.arn}")],
    ["a version of it", invoke("${aws_lambda_function.f.arn}:*")],
    ["its ARN, written out", invoke("arn:aws:lambda:eu-west-1:111122223333:function:report")],
    ["an alias of it, written out", invoke("arn:aws:lambda:eu-west-1:111122223333:function:report:live")],
    ["a wildcard", invoke("arn:aws:lambda:*:*:function:rep*")],
    ["everything", invoke("*")],
    ["in other letters", invoke("*", "LAMBDA:invokefunction")],
    ["its URL", invoke("*", "lambda:InvokeFunctionUrl")],
    ["all actions", invoke("*", "*")],
    ["all but other actions", policyOf({ NotAction: "s3:*", Resource: "*" })],
    ["all but another function", policyOf({ Action: "lambda:*", NotResource: "arn:aws:lambda:*:*:function:secret" })],
  ])("LAM-FN-1: another role may call it by %s", (_, policy) => {
    // A plan does not show a text that its unknown ARN is in.
    const unknownInPlan = policy.includes("${");
    expect(messagesOf(lambdaInvokersListed, caller(policy), { unknownInPlan })).toEqual([OTHER]);
  });

  it.each([
    ["another function", invoke("arn:aws:lambda:*:*:function:secret")],
    ["a function with a longer name", invoke("arn:aws:lambda:*:*:function:report-2")],
    ["another action", invoke("*", "lambda:GetFunction")],
    ["all but it", policyOf({ Action: "lambda:*", NotResource: "${aws_lambda_function.f.arn}" })],
    [
      "nothing, since a Deny takes it back",
      policyOf({ Action: "*", Resource: "*" }, { Effect: "Deny", Action: "lambda:*", Resource: "*" }),
    ],
  ])("another role may call %s", (_, policy) => {
    const unknownInPlan = policy.includes("${");
    expect(outcomesOf(lambdaInvokersListed, caller(policy), { unknownInPlan })).toEqual({ [F]: "pass" });
  });

  it.each([
    ["by reference", "${aws_iam_role.other.arn}"],
    ["by its ARN", "arn:aws:iam::111122223333:role/team/other"],
  ])("a role that is listed may have it in its own policies too: %s", (_, principal) => {
    expect(outcomesOf(lambdaInvokersListed, caller(invoke("*"), listed(principal)))).toEqual({ [F]: "pass" });
  });

  it("names all others: users, groups, policies that are attached", () => {
    const policy = invoke("*");
    expect(
      messagesOf(
        lambdaInvokersListed,
        caller(policy, {
          aws_iam_user: { u: { name: "user" } },
          aws_iam_group: { g: { name: "group" } },
          aws_iam_policy: { p: { policy } },
          aws_iam_user_policy_attachment: {
            a: { user: "${aws_iam_user.u.name}", policy_arn: "${aws_iam_policy.p.arn}" },
          },
          aws_iam_group_policy: { g: { group: "${aws_iam_group.g.name}", policy } },
        }),
      ),
    ).toEqual([
      "fail aws_lambda_function.f: aws_iam_role.other, aws_iam_user.u, aws_iam_group.g may call it too, by their own policies",
    ]);
  });

  it("cannot tell of policies that are not known", () => {
    expect(messagesOf(lambdaInvokersListed, caller(X))).toEqual([
      "unknown aws_lambda_function.f: it cannot be told whether aws_iam_role.other may call it: known after apply: data.aws_ssm_parameter.x.value",
    ]);
  });

  it("says nothing where services alone are listed, or nobody is", () => {
    expect(outcomesOf(lambdaInvokersListed, caller(invoke("*"), listed("events.amazonaws.com")))).toEqual({});
    expect(outcomesOf(lambdaInvokersListed, caller(invoke("*"), { aws_lambda_permission: {} }))).toEqual({});
  });
});
