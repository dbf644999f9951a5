import { secretOwnKey } from "../../../../guardrails/controls/secrets/secret-own-key";
import { secretPolicyNotPublic } from "../../../../guardrails/controls/secrets/secret-policy-not-public";
import { secretRecoverable } from "../../../../guardrails/controls/secrets/secret-recoverable";
import { secretRotates } from "../../../../guardrails/controls/secrets/secret-rotates";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const UNKNOWN = { aws_ssm_parameter: { x: { name: "x" } } };
const X = "${data.aws_ssm_parameter.x.value}";
const S = "aws_secretsmanager_secret.s";
const secret = (values: JsonObject, more: JsonObject = {}): TerraformJson => ({
  data: UNKNOWN,
  resource: { aws_secretsmanager_secret: { s: { name: "s", ...values } }, aws_kms_key: { k: {} }, ...more },
});
const KEY = "${aws_kms_key.k.arn}";

describe("secret-own-key", () => {
  it.each<[string, JsonObject, string]>([
    ["a key", { kms_key_id: KEY }, "pass"],
    ["none", {}, "fail"],
    ["AWS's own", { kms_key_id: "alias/aws/secretsmanager" }, "fail"],
    ["not known", { kms_key_id: X }, "unknown"],
    ["a replica with one", { kms_key_id: KEY, replica: [{ region: "eu-west-1", kms_key_id: KEY }] }, "pass"],
    ["a replica without", { kms_key_id: KEY, replica: [{ region: "eu-west-1" }] }, "fail"],
  ])("%s", (_, values, outcome) => {
    expect(outcomesOf(secretOwnKey, secret(values))).toEqual({ [S]: outcome });
  });
});

describe("secret-recoverable", () => {
  it.each<[string, JsonObject, string]>([
    ["a week", { recovery_window_in_days: 7 }, "pass"],
    ["absent", {}, "pass"],
    ["0", { recovery_window_in_days: 0 }, "fail"],
    ["0 as text", { recovery_window_in_days: "0" }, "fail"],
    ["not known", { recovery_window_in_days: X }, "unknown"],
  ])("%s", (_, values, outcome) => {
    expect(outcomesOf(secretRecoverable, secret(values))).toEqual({ [S]: outcome });
  });

  it("says so", () => {
    expect(messagesOf(secretRecoverable, secret({ recovery_window_in_days: 0 }))).toEqual([
      `fail ${S} recovery_window_in_days: recovery_window_in_days is 0: it cannot be restored`,
    ]);
  });
});

describe("secret-rotates", () => {
  const rotation = (rules: JsonObject, values: JsonObject = {}) => ({
    aws_secretsmanager_secret_rotation: {
      r: { secret_id: "${aws_secretsmanager_secret.s.id}", rotation_rules: [rules], ...values },
    },
  });

  it.each<[string, JsonObject, string]>([
    ["30 days", rotation({ automatically_after_days: 30 }), "pass"],
    ["90 days", rotation({ automatically_after_days: 90 }), "pass"],
    ["91 days", rotation({ automatically_after_days: 91 }), "fail"],
    ["a rate in days", rotation({ schedule_expression: "rate(10 days)" }), "pass"],
    ["a rate in hours", rotation({ schedule_expression: "rate(12 hours)" }), "pass"],
    ["a slow rate", rotation({ schedule_expression: "rate(120 days)" }), "fail"],
    ["each month", rotation({ schedule_expression: "cron(0 16 1 * ? *)" }), "pass"],
    ["once a year", rotation({ schedule_expression: "cron(0 16 1 1 ? *)" }), "unknown"],
    ["not known", rotation({ automatically_after_days: X }), "unknown"],
    [
      "of another secret",
      rotation(
        { automatically_after_days: 30 },
        { secret_id: "arn:aws:secretsmanager:us-east-1:111122223333:secret:other-AbCdEf" },
      ),
      "fail",
    ],
    ["none", {}, "fail"],
  ])("%s", (_, more, outcome) => {
    expect(outcomesOf(secretRotates, secret({}, more))).toEqual({ [S]: outcome });
  });

  it("says what is missing or wrong", () => {
    expect(messagesOf(secretRotates, secret({}))).toEqual([`fail ${S}: it has no aws_secretsmanager_secret_rotation`]);
    expect(messagesOf(secretRotates, secret({}, rotation({ automatically_after_days: 365 })))).toEqual([
      `fail ${S}: aws_secretsmanager_secret_rotation.r rotates it every 365 days, which is more than 90`,
    ]);
  });

  it("reads what older providers have in the secret", () => {
    const older = {
      older: ["aws_secretsmanager_secret.rotation_rules", "aws_secretsmanager_secret.rotation_lambda_arn"],
    };
    const values = (days: number) =>
      secret({
        rotation_lambda_arn: "arn:aws:lambda:us-east-1:111122223333:function:r",
        rotation_rules: [{ automatically_after_days: days }],
      });
    expect(outcomesOf(secretRotates, values(30), older)).toEqual({ [S]: "pass" });
    expect(messagesOf(secretRotates, values(120), older)).toEqual([
      `fail ${S} rotation_rules.automatically_after_days: it rotates it every 120 days, which is more than 90`,
    ]);
  });
});

describe("secret-policy-not-public", () => {
  const P = "aws_secretsmanager_secret_policy.p";
  const statement = (values: JsonObject): JsonObject => ({
    Effect: "Allow",
    Action: "secretsmanager:GetSecretValue",
    Resource: "*",
    ...values,
  });
  const policy = (...statements: readonly JsonObject[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements });
  const apart = (text: string) =>
    secret(
      {},
      { aws_secretsmanager_secret_policy: { p: { secret_arn: "${aws_secretsmanager_secret.s.arn}", policy: text } } },
    );

  it.each<[string, string, string]>([
    ["a role", policy(statement({ Principal: { AWS: "arn:aws:iam::111122223333:role/app" } })), "pass"],
    ["anybody", policy(statement({ Principal: "*" })), "fail"],
    ["anybody in a list", policy(statement({ Principal: { AWS: ["arn:aws:iam::111122223333:root", "*"] } })), "fail"],
    ["everybody but one", policy(statement({ NotPrincipal: { AWS: "arn:aws:iam::111122223333:root" } })), "fail"],
    [
      "anybody of an organization",
      policy(statement({ Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" } } })),
      "pass",
    ],
    [
      "anybody but an organization",
      policy(statement({ Principal: "*", Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-1234567890" } } })),
      "fail",
    ],
    ["a deny", policy(statement({ Effect: "Deny", Principal: "*" })), "pass"],
    ["not known", X, "unknown"],
  ])("%s", (_, text, outcome) => {
    expect(outcomesOf(secretPolicyNotPublic, apart(text))).toEqual({ [P]: outcome });
  });

  it("reads a policy in the secret, and a document", () => {
    expect(outcomesOf(secretPolicyNotPublic, secret({ policy: policy(statement({ Principal: "*" })) }))).toEqual({
      [S]: "fail",
    });
    const document = {
      data: {
        aws_iam_policy_document: {
          d: {
            statement: [
              { actions: ["secretsmanager:*"], resources: ["*"], principals: [{ type: "*", identifiers: ["*"] }] },
            ],
          },
        },
      },
      resource: {
        aws_secretsmanager_secret_policy: {
          p: {
            secret_arn: "arn:aws:secretsmanager:us-east-1:111122223333:secret:s-AbCdEf",
            policy: "${data.aws_iam_policy_document.d.json}",
          },
        },
      },
    };
    expect(outcomesOf(secretPolicyNotPublic, document)).toEqual({ [P]: "fail" });
  });

  it("says nothing without a policy", () => {
    expect(outcomesOf(secretPolicyNotPublic, secret({}))).toEqual({});
  });
});
