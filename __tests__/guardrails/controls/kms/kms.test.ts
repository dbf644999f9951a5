import { iamNoDecryptOnAllKeys } from "../../../../guardrails/controls/kms/iam-no-decrypt-on-all-keys";
import { kmsDeletionWindowLong } from "../../../../guardrails/controls/kms/kms-deletion-window-long";
import { kmsKeyEnabled } from "../../../../guardrails/controls/kms/kms-key-enabled";
import { kmsKeyPolicyKeepsAnAdmin } from "../../../../guardrails/controls/kms/kms-key-policy-keeps-an-admin";
import { kmsKeyPolicyNoAnyone } from "../../../../guardrails/controls/kms/kms-key-policy-no-anyone";
import { kmsKeyPolicyWritten } from "../../../../guardrails/controls/kms/kms-key-policy-written";
import { kmsKeyRotates } from "../../../../guardrails/controls/kms/kms-key-rotates";
import { kmsServiceCanUseKey } from "../../../../guardrails/controls/kms/kms-service-can-use-key";
import { kmsServiceUseConditioned } from "../../../../guardrails/controls/kms/kms-service-use-conditioned";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import { type JsonObject, objectOf } from "../../../support/json";

const ROOT = { AWS: "arn:aws:iam::111122223333:root" };
const ADMIN = { Sid: "Admin", Effect: "Allow", Principal: ROOT, Action: "kms:*", Resource: "*" };
const UNKNOWN = { data: { aws_ssm_parameter: { x: { name: "x" } } } };
const X = "${data.aws_ssm_parameter.x.value}";

const policyOf = (...statements: readonly JsonObject[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const key = (values: JsonObject): TerraformJson => ({ ...UNKNOWN, resource: { aws_kms_key: { a: values } } });
const keyWith = (...statements: readonly JsonObject[]): TerraformJson => key({ policy: policyOf(...statements) });
/** The same as an `aws_iam_policy_document`, for a policy that stands apart. */
const documentWith = (...statement: readonly JsonObject[]): TerraformJson => ({
  data: { aws_iam_policy_document: { key: { statement } } },
  resource: {
    aws_kms_key: { a: {} },
    aws_kms_key_policy: { a: { key_id: "${aws_kms_key.a.id}", policy: "${data.aws_iam_policy_document.key.json}" } },
  },
});
const A = "aws_kms_key.a";

describe("kms-key-rotates", () => {
  it.each<[string, JsonObject, Record<string, string>]>([
    ["true", { enable_key_rotation: true }, { [A]: "pass" }],
    ["true as a text", { enable_key_rotation: "true" }, { [A]: "pass" }],
    ["false", { enable_key_rotation: false }, { [A]: "fail" }],
    ["absent", {}, { [A]: "fail" }],
    ["not known", { enable_key_rotation: X }, { [A]: "unknown" }],
    ["a key that signs", { customer_master_key_spec: "RSA_2048", key_usage: "SIGN_VERIFY" }, {}],
    ["a key of HMAC", { customer_master_key_spec: "HMAC_256", key_usage: "GENERATE_VERIFY_MAC" }, {}],
    ["material in CloudHSM", { custom_key_store_id: "cks-1" }, {}],
    ["a kind that is not known", { customer_master_key_spec: X }, { [A]: "unknown" }],
  ])("%s", (_, values, expected) => {
    expect(outcomesOf(kmsKeyRotates, key(values))).toEqual(expected);
  });

  it("says where and what", () => {
    expect(messagesOf(kmsKeyRotates, key({}))).toEqual([
      "fail aws_kms_key.a enable_key_rotation: enable_key_rotation is not set, which means false: the key keeps its material for ever",
    ]);
    expect(messagesOf(kmsKeyRotates, key({ enable_key_rotation: false }))).toEqual([
      "fail aws_kms_key.a enable_key_rotation: enable_key_rotation is false: the key keeps its material for ever",
    ]);
  });

  it("sees each instance, and no neighbour", () => {
    const cases = {
      resource: {
        aws_kms_key: { a: { for_each: { x: true, y: false }, enable_key_rotation: "${each.value}" } },
        aws_kms_external_key: { b: {} },
      },
    };
    expect(outcomesOf(kmsKeyRotates, cases)).toEqual({
      'aws_kms_key.a["x"]': "pass",
      'aws_kms_key.a["y"]': "fail",
    });
  });
});

describe("kms-key-policy-written", () => {
  it.each<[string, TerraformJson, Record<string, string>]>([
    ["in the key", keyWith(ADMIN), { [A]: "pass" }],
    ["in the key, known after apply", key({ policy: X }), { [A]: "pass" }],
    ["apart", documentWith({ actions: ["kms:*"], resources: ["*"] }), { [A]: "pass" }],
    ["absent", key({}), { [A]: "fail" }],
    [
      "of another key",
      {
        resource: {
          aws_kms_key: { a: {}, b: {} },
          aws_kms_key_policy: { b: { key_id: "${aws_kms_key.b.key_id}", policy: policyOf(ADMIN) } },
        },
      },
      { [A]: "fail", "aws_kms_key.b": "pass" },
    ],
    [
      "of a key that cannot be told",
      {
        ...UNKNOWN,
        resource: {
          aws_kms_key: { a: {} },
          aws_kms_key_policy: { b: { key_id: `key-${"${var.id}"}`, policy: policyOf(ADMIN) } },
        },
        variable: { id: {} },
      },
      { [A]: "unknown" },
    ],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(kmsKeyPolicyWritten, terraform)).toEqual(expected);
  });

  it("says what is missing", () => {
    expect(messagesOf(kmsKeyPolicyWritten, key({}))).toEqual([
      "fail aws_kms_key.a policy: nobody wrote a policy for the key: the one that AWS makes leaves it to IAM alone",
    ]);
  });
});

describe("kms-key-policy-no-anyone", () => {
  const anyone = (more: JsonObject = {}) => ({
    Effect: "Allow",
    Principal: "*",
    Action: "kms:Decrypt",
    Resource: "*",
    ...more,
  });

  it.each<[string, JsonObject, string]>([
    ["a principal", ADMIN, "pass"],
    ["everybody", anyone(), "fail"],
    ["everybody, as AWS principal", anyone({ Principal: { AWS: ["*"] } }), "fail"],
    ["all but somebody", { Effect: "Allow", NotPrincipal: ROOT, Action: "kms:*", Resource: "*" }, "fail"],
    [
      "everybody, by a negated condition",
      anyone({ Condition: { StringNotEquals: { "kms:CallerAccount": "1" } } }),
      "fail",
    ],
    [
      "everybody through a service",
      anyone({ Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } } }),
      "fail",
    ],
    [
      "everybody of an account",
      anyone({ Condition: { StringEquals: { "KMS:callerAccount": "111122223333" } } }),
      "pass",
    ],
    ["everybody of no certain account", anyone({ Condition: { StringLike: { "kms:CallerAccount": "*" } } }), "fail"],
    [
      "everybody of an account, if it is told",
      anyone({ Condition: { StringEqualsIfExists: { "kms:CallerAccount": "111122223333" } } }),
      "fail",
    ],
    ["everybody, denied", anyone({ Effect: "Deny" }), "pass"],
  ])("%s", (_, statement, expected) => {
    expect(outcomesOf(kmsKeyPolicyNoAnyone, keyWith(ADMIN, statement))).toEqual({ [A]: expected });
  });

  it("judges documents of a data source at the policy that has them", () => {
    const anybody = {
      sid: "Any",
      principals: [{ type: "*", identifiers: ["*"] }],
      actions: ["kms:Encrypt"],
      resources: ["*"],
    };
    expect(messagesOf(kmsKeyPolicyNoAnyone, documentWith(anybody))).toEqual([
      "fail aws_kms_key_policy.a policy: statement Any lets anybody do kms:encrypt",
    ]);
  });

  it("says nothing of a key without policy, and that it cannot tell of an unknown one", () => {
    expect(outcomesOf(kmsKeyPolicyNoAnyone, key({}))).toEqual({});
    expect(messagesOf(kmsKeyPolicyNoAnyone, key({ policy: X }))).toEqual([
      "unknown aws_kms_key.a policy: it cannot be told whether the policy lets anybody in: known after apply: data.aws_ssm_parameter.x.value",
    ]);
  });
});

describe("kms-key-policy-keeps-an-admin", () => {
  const use = { Effect: "Allow", Principal: ROOT, Action: ["kms:Decrypt"], Resource: "*" };

  it.each<[string, readonly JsonObject[], string]>([
    ["kms:*", [ADMIN], "pass"],
    ["the action, in other letters", [{ ...use, Action: "KMS:putkeypolicy" }], "pass"],
    ["a wildcard of actions", [{ ...use, Action: ["kms:Put*"] }], "pass"],
    ["all but another action", [{ Effect: "Allow", Principal: ROOT, NotAction: "kms:Decrypt", Resource: "*" }], "pass"],
    [
      "people of the account",
      [{ ...ADMIN, Principal: "*", Condition: { StringEquals: { "kms:CallerAccount": "111122223333" } } }],
      "pass",
    ],
    ["use only", [use], "fail"],
    ["a service only", [{ ...ADMIN, Principal: { Service: "s3.amazonaws.com" } }], "fail"],
    ["under a condition", [{ ...ADMIN, Condition: { IpAddress: { "aws:SourceIp": "192.0.2.1/32" } } }], "fail"],
    ["all but this action", [{ Effect: "Allow", Principal: ROOT, NotAction: "kms:Put*", Resource: "*" }], "fail"],
    [
      "taken back from everybody",
      [ADMIN, { Effect: "Deny", Principal: "*", Action: "kms:Put*", Resource: "*" }],
      "fail",
    ],
    [
      "taken back without TLS",
      [
        ADMIN,
        {
          Effect: "Deny",
          Principal: "*",
          Action: "kms:*",
          Resource: "*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
      "pass",
    ],
  ])("%s", (_, statements, expected) => {
    expect(outcomesOf(kmsKeyPolicyKeepsAnAdmin, keyWith(...statements))).toEqual({ [A]: expected });
  });

  it.each<[string, JsonObject, string]>([
    ["the own account", ADMIN, "pass"],
    ["another account", { ...ADMIN, Principal: { AWS: "999988887777" } }, "fail"],
    ["another account's role", { ...ADMIN, Principal: { AWS: "arn:aws:iam::999988887777:role/admin" } }, "fail"],
    ["both", { ...ADMIN, Principal: { AWS: ["999988887777", "111122223333"] } }, "pass"],
    ["everybody", { ...ADMIN, Principal: "*" }, "pass"],
    [
      "everybody of another account",
      { ...ADMIN, Principal: "*", Condition: { StringEquals: { "kms:CallerAccount": "999988887777" } } },
      "fail",
    ],
    [
      "everybody of the own account",
      { ...ADMIN, Principal: "*", Condition: { StringEquals: { "kms:CallerAccount": "111122223333" } } },
      "pass",
    ],
  ])("in an account that is known, by %s", (_, statement, expected) => {
    const provider = { aws: [{ allowed_account_ids: ["111122223333"], region: "eu-west-1" }] };
    expect(outcomesOf(kmsKeyPolicyKeepsAnAdmin, { provider, ...keyWith(statement) })).toEqual({ [A]: expected });
  });

  it("says what is missing, or that it cannot be told", () => {
    expect(messagesOf(kmsKeyPolicyKeepsAnAdmin, keyWith(use))).toEqual([
      "fail aws_kms_key.a policy: no statement allows anybody of the account kms:PutKeyPolicy",
    ]);
    expect(messagesOf(kmsKeyPolicyKeepsAnAdmin, key({ policy: X }))).toEqual([
      "unknown aws_kms_key.a policy: it cannot be told whether somebody can change the policy: known after apply: data.aws_ssm_parameter.x.value",
    ]);
    expect(outcomesOf(kmsKeyPolicyKeepsAnAdmin, key({}))).toEqual({});
  });
});

describe("kms-key-enabled", () => {
  it.each<[string, JsonObject, string]>([
    ["absent", {}, "pass"],
    ["true", { is_enabled: true }, "pass"],
    ["false", { is_enabled: false }, "fail"],
    ["not known", { is_enabled: X }, "unknown"],
  ])("%s", (_, values, expected) => {
    expect(outcomesOf(kmsKeyEnabled, key(values))).toEqual({ [A]: expected });
  });
});

describe("kms-deletion-window-long", () => {
  it.each<[string, JsonObject, string]>([
    ["absent", {}, "pass"],
    ["10", { deletion_window_in_days: 10 }, "pass"],
    ["30, as a text", { deletion_window_in_days: "30" }, "pass"],
    ["9", { deletion_window_in_days: 9 }, "fail"],
    ["not known", { deletion_window_in_days: X }, "unknown"],
    ["the check is switched off", { bypass_policy_lockout_safety_check: true }, "fail"],
    ["the check is on", { bypass_policy_lockout_safety_check: false }, "pass"],
  ])("%s", (_, values, expected) => {
    expect(outcomesOf(kmsDeletionWindowLong, key(values))).toEqual({ [A]: expected });
  });

  it("says what is wrong", () => {
    expect(messagesOf(kmsDeletionWindowLong, key({ deletion_window_in_days: 7 }))).toEqual([
      "fail aws_kms_key.a deletion_window_in_days: deletion_window_in_days is 7: less than 10 days to take a deletion back",
    ]);
  });
});

describe("kms-service-use-conditioned", () => {
  const service = (name: string, more: JsonObject = {}) => ({
    Effect: "Allow",
    Principal: { Service: name },
    Action: "kms:GenerateDataKey*",
    Resource: "*",
    ...more,
  });

  it.each<[string, JsonObject, string]>([
    [
      "by account",
      service("config.amazonaws.com", { Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } } }),
      "pass",
    ],
    [
      "by context",
      service("logs.eu-west-1.amazonaws.com", {
        Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:*:111122223333:*" } },
      }),
      "pass",
    ],
    ["by nothing", service("config.amazonaws.com"), "fail"],
    [
      "by a negation",
      service("config.amazonaws.com", { Condition: { StringNotEquals: { "aws:SourceAccount": "1" } } }),
      "fail",
    ],
    [
      "by everything",
      service("config.amazonaws.com", { Condition: { StringLike: { "aws:SourceAccount": "*" } } }),
      "fail",
    ],
    [
      "by nothing, all but some actions",
      { Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, NotAction: "kms:Put*", Resource: "*" },
      "fail",
    ],
    [
      "by anybody's resources",
      service("sns.amazonaws.com", { Condition: { ArnLike: { "aws:SourceArn": "arn:aws:*:*:*:*" } } }),
      "fail",
    ],
    [
      "by an account's resources",
      service("sns.amazonaws.com", { Condition: { ArnLike: { "aws:SourceArn": "arn:aws:*:*:111122223333:*" } } }),
      "pass",
    ],
    [
      "by anybody's context",
      service("logs.eu-west-1.amazonaws.com", {
        Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:*:*:*" } },
      }),
      "fail",
    ],
    [
      "by all accounts that are told",
      service("sns.amazonaws.com", {
        Condition: { "ForAllValues:StringEquals": { "aws:SourceAccount": "111122223333" } },
      }),
      "fail",
    ],
    ["by no account", service("sns.amazonaws.com", { Condition: { Null: { "aws:SourceAccount": "true" } } }), "fail"],
    ["for looking only", service("config.amazonaws.com", { Action: "kms:DescribeKey" }), "pass"],
    ["EventBridge, which sends none", service("events.amazonaws.com"), "pass"],
  ])("%s", (_, statement, expected) => {
    expect(outcomesOf(kmsServiceUseConditioned, keyWith(ADMIN, statement))).toEqual({ [A]: expected });
  });

  it("says whom", () => {
    expect(messagesOf(kmsServiceUseConditioned, keyWith(ADMIN, service("config.amazonaws.com")))).toEqual([
      "fail aws_kms_key.a policy: statement 2 lets config.amazonaws.com use the key for anybody",
    ]);
  });
});

describe("kms-service-can-use-key", () => {
  const group = (statements: readonly JsonObject[] | undefined, name = "app"): TerraformJson => ({
    resource: {
      aws_kms_key: { a: statements === undefined ? {} : { policy: policyOf(...statements) } },
      aws_cloudwatch_log_group: { app: { name, kms_key_id: "${aws_kms_key.a.arn}" } },
    },
  });
  const logs = (more: JsonObject = {}) => ({
    Effect: "Allow",
    Principal: { Service: "logs.eu-west-1.amazonaws.com" },
    Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
    Resource: "*",
    ...more,
  });
  const forGroup = (name: string) => ({
    Condition: {
      ArnEquals: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:eu-west-1:111122223333:log-group:${name}` },
    },
  });
  const GROUP = "aws_cloudwatch_log_group.app";

  it.each<[string, readonly JsonObject[] | undefined, string]>([
    ["the service", [ADMIN, logs()], "pass"],
    ["the service, by a role of everybody", [{ ...ADMIN, Principal: "*" }], "pass"],
    ["this group", [ADMIN, logs(forGroup("app"))], "pass"],
    ["groups of this name", [ADMIN, logs(forGroup("a*"))], "pass"],
    ["another group", [ADMIN, logs(forGroup("other"))], "fail"],
    ["nobody but the account", [ADMIN], "fail"],
    ["another service", [ADMIN, logs({ Principal: { Service: "sns.amazonaws.com" } })], "fail"],
    ["only to encrypt", [ADMIN, logs({ Action: "kms:Encrypt" })], "fail"],
    [
      "only through another service",
      [ADMIN, logs({ Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } } })],
      "fail",
    ],
    ["nobody, by AWS's default", undefined, "fail"],
  ])("a log group whose key admits %s", (_, statements, expected) => {
    expect(outcomesOf(kmsServiceCanUseKey, group(statements))).toEqual({ [GROUP]: expected });
  });

  it("says which key and what it lacks", () => {
    expect(messagesOf(kmsServiceCanUseKey, group([ADMIN]))).toEqual([
      "fail aws_cloudwatch_log_group.app kms_key_id: the policy of aws_kms_key.a does not let logs.amazonaws.com do kms:Encrypt, kms:Decrypt, kms:GenerateDataKey",
    ]);
    expect(messagesOf(kmsServiceCanUseKey, group(undefined))).toEqual([
      "fail aws_cloudwatch_log_group.app kms_key_id: aws_kms_key.a has AWS's default policy, which does not let logs.amazonaws.com use it",
    ]);
  });

  it("says nothing of a key that is elsewhere, or where there is none", () => {
    const arn = "arn:aws:kms:eu-west-1:111122223333:key/12345678-1234-1234-1234-123456789012";
    const groups = {
      resource: { aws_cloudwatch_log_group: { app: { name: "a", kms_key_id: arn }, bare: { name: "b" } } },
    };
    expect(outcomesOf(kmsServiceCanUseKey, groups)).toEqual({});
  });

  const topic = (...statements: readonly JsonObject[]): TerraformJson => ({
    resource: {
      aws_kms_key: { a: { policy: policyOf(ADMIN, ...statements) } },
      aws_kms_alias: { a: { name: "alias/topics", target_key_id: "${aws_kms_key.a.key_id}" } },
      aws_sns_topic: {
        alerts: { kms_master_key_id: "${aws_kms_alias.a.arn}" },
        quiet: { kms_master_key_id: "alias/topics" },
      },
      aws_cloudwatch_metric_alarm: {
        cpu: {
          alarm_name: "cpu",
          comparison_operator: "GreaterThanThreshold",
          evaluation_periods: 1,
          alarm_actions: ["${aws_sns_topic.alerts.arn}"],
        },
      },
      aws_cloudwatch_event_target: { finding: { rule: "findings", arn: "${aws_sns_topic.alerts.arn}" } },
    },
  });
  const publishes = (name: string) => ({
    Effect: "Allow",
    Principal: { Service: `${name}.amazonaws.com` },
    Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
    Resource: "*",
  });

  it("asks for those who publish to a topic, through an alias", () => {
    expect(outcomesOf(kmsServiceCanUseKey, topic(publishes("cloudwatch"), publishes("events")))).toEqual({
      "aws_sns_topic.alerts": "pass, pass",
    });
    expect(messagesOf(kmsServiceCanUseKey, topic(publishes("cloudwatch")))).toEqual([
      "fail aws_sns_topic.alerts kms_master_key_id: the policy of aws_kms_key.a does not let events.amazonaws.com do kms:Decrypt, kms:GenerateDataKey",
    ]);
  });

  it("tells EventBridge from RDS, and asks for RDS where its events go to the topic", () => {
    const events = topic(publishes("cloudwatch"), publishes("events.rds"));
    expect(outcomesOf(kmsServiceCanUseKey, events)).toEqual({ "aws_sns_topic.alerts": "fail, pass" });
    const subscribed = {
      ...events,
      resource: {
        ...objectOf(events.resource),
        aws_db_event_subscription: { e: { sns_topic: "${aws_sns_topic.quiet.arn}" } },
      },
    };
    expect(outcomesOf(kmsServiceCanUseKey, subscribed)).toMatchObject({ "aws_sns_topic.quiet": "pass" });
  });

  it("cannot tell of a service that is not known", () => {
    const unknown = {
      ...UNKNOWN,
      ...topic(publishes("cloudwatch"), { ...publishes("events"), Principal: { Service: X } }),
    };
    expect(outcomesOf(kmsServiceCanUseKey, unknown, { unknownInPlan: true })).toEqual({
      "aws_sns_topic.alerts": "pass, unknown",
    });
  });

  it("asks for CloudTrail, and for AWS Backup through the account", () => {
    const cases = (via: string): TerraformJson => ({
      resource: {
        aws_kms_key: {
          a: {
            policy: policyOf({
              Effect: "Allow",
              Principal: ROOT,
              Action: "kms:*",
              Resource: "*",
              Condition: { StringEquals: { "kms:ViaService": `${via}.eu-west-1.amazonaws.com` } },
            }),
          },
        },
        aws_backup_vault: { v: { name: "v", kms_key_arn: "${aws_kms_key.a.arn}" } },
        aws_cloudtrail: { t: { name: "t", s3_bucket_name: "logs", kms_key_id: "${aws_kms_key.a.arn}" } },
      },
    });
    expect(outcomesOf(kmsServiceCanUseKey, cases("backup"))).toEqual({
      "aws_backup_vault.v": "pass",
      "aws_cloudtrail.t": "fail",
    });
    expect(outcomesOf(kmsServiceCanUseKey, cases("s3"))).toEqual({
      "aws_backup_vault.v": "fail",
      "aws_cloudtrail.t": "fail",
    });
  });

  it("cannot tell of a policy that is not known", () => {
    const { resource } = group([]);
    const unknown = { ...UNKNOWN, resource: { ...objectOf(resource), aws_kms_key: { a: { policy: X } } } };
    expect(outcomesOf(kmsServiceCanUseKey, unknown)).toEqual({ [GROUP]: "unknown" });
  });
});

describe("iam-no-decrypt-on-all-keys", () => {
  const policy = (statement: JsonObject): TerraformJson => ({
    resource: { aws_iam_policy: { p: { policy: policyOf({ Effect: "Allow", ...statement }) } } },
  });
  const P = "aws_iam_policy.p";

  it.each<[string, JsonObject, string]>([
    ["one key", { Action: "kms:Decrypt", Resource: "arn:aws:kms:eu-west-1:111122223333:key/1" }, "pass"],
    ["everything", { Action: "kms:Decrypt", Resource: "*" }, "fail"],
    ["every key", { Action: "kms:Decrypt", Resource: "arn:aws:kms:*:*:key/*" }, "fail"],
    [
      "every key of an account",
      { Action: ["KMS:DECRYPT"], Resource: ["arn:aws:kms:eu-west-1:111122223333:key/*"] },
      "fail",
    ],
    ["all but one key", { Action: "kms:Decrypt", NotResource: "arn:aws:kms:eu-west-1:111122223333:key/1" }, "fail"],
    ["all but other actions", { NotAction: "iam:*", Resource: "*" }, "fail"],
    ["all actions", { Action: "*", Resource: "*" }, "fail"],
    ["to encrypt again", { Action: "kms:ReEncrypt*", Resource: "*" }, "fail"],
    [
      "through a service",
      {
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
      },
      "pass",
    ],
    [
      "through all but a service",
      {
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { StringNotEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
      },
      "fail",
    ],
    [
      "by an alias",
      {
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/app" } },
      },
      "pass",
    ],
    [
      "by any alias",
      {
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { "ForAnyValue:StringLike": { "kms:ResourceAliases": "alias/*" } },
      },
      "fail",
    ],
    [
      "by all of its aliases",
      {
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { "ForAllValues:StringEquals": { "kms:ResourceAliases": "alias/app" } },
      },
      "fail",
    ],
    [
      "through any service",
      { Action: "kms:Decrypt", Resource: "*", Condition: { StringLike: { "kms:ViaService": "*.amazonaws.com" } } },
      "fail",
    ],
    [
      "in one's own account",
      {
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { StringEquals: { "aws:ResourceAccount": "$${aws:PrincipalAccount}" } },
      },
      "pass",
    ],
    ["every ARN", { Action: "kms:Decrypt", Resource: "arn:aws:*:*:*:*" }, "fail"],
    ["every key, of one letter at least", { Action: "kms:Decrypt", Resource: "arn:aws:kms:*:*:key/?*" }, "fail"],
    [
      "one key and what begins like it",
      { Action: "kms:Decry*", Resource: ["arn:aws:kms:eu-west-1:111122223333:key/1", "arn:aws:k*"] },
      "fail",
    ],
    ["denied", { Effect: "Deny", Action: "kms:*", Resource: "*" }, "pass"],
    ["to encrypt", { Action: "kms:Encrypt", Resource: "*" }, "pass"],
  ])("%s", (_, statement, expected) => {
    expect(outcomesOf(iamNoDecryptOnAllKeys, policy(statement))).toEqual({ [P]: expected });
  });

  it("looks into roles with policies of their own", () => {
    const cases = {
      resource: {
        aws_iam_role: {
          r: {
            assume_role_policy: "{}",
            inline_policy: [
              { name: "x", policy: policyOf({ Sid: "All", Effect: "Allow", Action: "kms:*", Resource: "*" }) },
            ],
          },
          bare: { assume_role_policy: "{}" },
        },
      },
    };
    expect(messagesOf(iamNoDecryptOnAllKeys, cases)).toEqual([
      "fail aws_iam_role.r inline_policy.0.policy: statement All allows kms:Decrypt on every key",
    ]);
  });
});
