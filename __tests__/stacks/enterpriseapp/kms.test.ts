import { synthesized } from "../../support/environments";
import { isAllowed, refusals } from "../../support/policy-evaluation";
import type { Statement } from "../../support/template";
import { keyArguments } from "../key-arguments";

const enterprise = () => synthesized({}, "enterpriseapp").template;
const policy = (key: string): Statement[] => enterprise().policyOf(`aws_kms_key.${key}`, "policy");
const statement = (key: string, sid: string) => policy(key).find((candidate) => candidate.sid === sid);

const ACCOUNT = "arn:aws:iam::444444444444:root";
const SCALING =
  "arn:aws:iam::444444444444:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
const FROM_ACCOUNT = { test: "StringEquals", variable: "aws:SourceAccount", values: ["444444444444"] };
const FROM_TRAIL = {
  test: "ArnLike",
  variable: "aws:SourceArn",
  values: ["arn:aws:cloudtrail:us-east-1:444444444444:trail/corp-trail-enterpriseapp"],
};
const ANY_USE = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];

/** The keys, what each is for, and the services through which people and roles use it. */
const KEYS: Readonly<Record<string, { readonly words: string; readonly via: readonly string[] }>> = {
  backup: { words: "backups", via: ["backup", "ec2", "rds"] },
  ebs: { words: "EBS volumes", via: ["ec2"] },
  lambda: { words: "the environment of functions", via: ["lambda"] },
  logs: { words: "log groups and the trail", via: ["s3"] }, // who reads the trail's files reads them through S3
  rds: { words: "the database", via: ["rds"] },
  s3: { words: "S3 buckets", via: ["s3"] },
  secrets: { words: "secrets", via: ["secretsmanager"] },
  sns: { words: "the alert topic", via: ["sns"] },
  sqs: { words: "dead-letter queues", via: ["sqs"] },
};
const NAMES = Object.keys(KEYS);

describe("nine keys", () => {
  it("ENT-KMS-1: one for each service that takes one, and no master key", () => {
    expect(enterprise().addresses("aws_kms_key")).toEqual(NAMES.map((name) => `aws_kms_key.${name}`));
  });

  it.each(NAMES)("ENT-KMS-1: %s rotates, comes back for 30 days, is kept, and has an alias", (name) => {
    // Its policy names Auto Scaling's role, which must be there (LAM-EC2-1).
    const precondition = name === "ebs" ? { precondition: [expect.anything()] } : {};

    expect(enterprise().at(`aws_kms_key.${name}`)).toEqual({
      description: `corp key for ${KEYS[name]?.words}`,
      enable_key_rotation: true,
      deletion_window_in_days: 30,
      policy: `\${data.aws_iam_policy_document.${name}_key_policy.json}`,
      lifecycle: { prevent_destroy: true, ...precondition },
    });
    expect(enterprise().at(`aws_kms_alias.${name}`)).toEqual({
      name: `alias/corp-key-enterpriseapp-${name}`,
      target_key_id: `\${aws_kms_key.${name}.key_id}`,
    });
  });

  it("ENT-KMS-1: each encrypts its own, and everything that takes a key has one of them", () => {
    const used = keyArguments(enterprise());
    const consumers = Object.entries(used).map(([consumer, key]) => [
      /^\$\{aws_kms_key\.(\w+)\.arn\}$/.exec(key)?.[1] ?? key,
      consumer.replace(/ .*$/, ""),
    ]);
    const byKey = NAMES.map((name) => [
      name,
      consumers.filter(([key]) => key === name).map(([, consumer]) => consumer),
    ]);

    expect(consumers.filter(([key]) => !NAMES.includes(key ?? ""))).toEqual([]);
    expect(Object.fromEntries(byKey)).toEqual({
      backup: ["aws_backup_vault.backup"],
      ebs: ["aws_instance.bastion", "aws_launch_template.application"],
      lambda: ["aws_lambda_function.compliance", "aws_lambda_function.recovery_check"],
      logs: [
        "aws_cloudtrail.trail",
        ...enterprise().addresses("aws_cloudwatch_log_group"),
        // The trail's bucket, so that nothing in it has another key than the trail's files.
        "aws_s3_bucket_server_side_encryption_configuration.trail_logs",
      ],
      rds: ["aws_db_instance.postgres", "aws_db_instance.postgres", "random_id.postgres_final_snapshot"],
      s3: [
        "aws_athena_workgroup.trail_query",
        "aws_config_delivery_channel.config",
        ...["config_history", "data", "flow_logs", "query_results"].map(
          (bucket) => `aws_s3_bucket_server_side_encryption_configuration.${bucket}`,
        ),
      ],
      secrets: ["aws_secretsmanager_secret.database_bootstrap", "aws_secretsmanager_secret.database_secret"],
      sns: ["aws_sns_topic.alerts"],
      sqs: ["aws_sqs_queue.compliance_dead_letters", "aws_sqs_queue.recovery_check_dead_letters"],
    });
  });

  it("ENT-KMS-1: only buckets that AWS writes to with S3's own keys alone have those", () => {
    const withoutKey = enterprise()
      .blocksOf("aws_s3_bucket_server_side_encryption_configuration")
      .filter(({ values }) => JSON.stringify(values).includes("AES256"))
      .map(({ name }) => name);

    expect(withoutKey).toEqual(["access_logs", "load_balancer_logs"]);
  });

  it("ENT-KMS-1: fewer keys by configuration: the rest is encrypted with a master key", () => {
    const { template } = synthesized({ kms: { separateKeys: ["s3", "rds", "logs"] } }, "enterpriseapp");

    expect(template.addresses("aws_kms_key")).toEqual(
      ["logs", "master", "rds", "s3"].map((key) => `aws_kms_key.${key}`),
    );
    expect(template.at("aws_sns_topic.alerts").kms_master_key_id).toBe("${aws_kms_key.master.arn}");
    expect(template.at("aws_db_instance.postgres").kms_key_id).toBe("${aws_kms_key.rds.arn}");
  });
});

describe("people and roles of the account", () => {
  it.each(NAMES)("ENT-KMS-1: use %s only through its services: kms:ViaService", (name) => {
    const via = {
      test: "StringEquals",
      variable: "kms:ViaService",
      values: (KEYS[name]?.via ?? []).map((service) => `${service}.us-east-1.amazonaws.com`),
    };
    const caller = { test: "StringEquals", variable: "kms:CallerAccount", values: ["444444444444"] };

    expect(statement(name, "AllowUseThroughServices")).toEqual({
      sid: "AllowUseThroughServices",
      effect: "Allow",
      principals: { AWS: [ACCOUNT] },
      actions: ANY_USE,
      resources: ["*"],
      conditions: [via, caller],
    });
    expect(statement(name, "AllowGrantsThroughServices")).toMatchObject({
      principals: { AWS: [ACCOUNT] },
      actions: ["kms:CreateGrant"],
      conditions: [via, caller, { test: "Bool", variable: "kms:GrantIsForAWSResource", values: ["true"] }],
    });
  });

  it("ENT-KMS-1: no statement for an IAM principal lacks it but administration, which encrypts and decrypts nothing", () => {
    const others = NAMES.flatMap((name) =>
      policy(name)
        .filter(({ effect, principals }) => effect === "Allow" && principals.AWS !== undefined)
        .filter(({ conditions }) => !conditions.some(({ variable }) => variable === "kms:ViaService")),
    );

    expect(others.map(({ sid }) => sid)).toEqual(NAMES.map(() => "AllowAccountToAdminister"));
    expect(
      others.flatMap(({ actions }) => actions.filter((action) => /crypt|DataKey|CreateGrant|[*]|Sign/.test(action))),
    ).toEqual([]);
  });

  it("ENT-KMS-1: Auto Scaling's role uses the key of volumes through EC2, and grants it to EC2 only", () => {
    const via = { test: "StringEquals", variable: "kms:ViaService", values: ["ec2.us-east-1.amazonaws.com"] };

    expect(statement("ebs", "AllowAutoScalingToUse")).toMatchObject({
      principals: { AWS: [SCALING] },
      actions: ANY_USE,
      conditions: [via],
    });
    expect(statement("ebs", "AllowAutoScalingToGrant")).toMatchObject({
      principals: { AWS: [SCALING] },
      actions: ["kms:CreateGrant"],
      conditions: [via, { test: "Bool", variable: "kms:GrantIsForAWSResource", values: ["true"] }],
    });
  });

  it.each<[string, string, Record<string, string>, boolean]>([
    ["rds", "through RDS", { "kms:ViaService": "rds.us-east-1.amazonaws.com" }, true],
    ["rds", "through S3", { "kms:ViaService": "s3.us-east-1.amazonaws.com" }, false],
    ["rds", "directly", {}, false],
    ["s3", "through S3", { "kms:ViaService": "s3.us-east-1.amazonaws.com" }, true],
    [
      "secrets",
      "through Secrets Manager in another region",
      { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" },
      false,
    ],
  ])("ENT-KMS-1: decrypting with %s %s", (name, _, context, allowed) => {
    const users = policy(name).filter(
      ({ principals }) => principals.AWS !== undefined || principals["*"] !== undefined,
    );
    const request = {
      action: "kms:Decrypt",
      resource: "key",
      context: { "aws:SecureTransport": "true", "kms:CallerAccount": "444444444444", ...context },
    };

    expect(isAllowed(users, request)).toBe(allowed);
  });
});

describe("services of AWS", () => {
  it("ENT-KMS-1: by themselves these use a key, each limited by source or by encryption context", () => {
    const services = NAMES.flatMap((name) =>
      policy(name)
        .filter(({ principals }) => principals.Service !== undefined)
        .map(({ sid, principals, conditions }) => [
          name,
          sid,
          principals.Service?.join(),
          conditions.map(({ variable }) => variable).join(", "),
        ]),
    );

    expect(services).toEqual([
      [
        "logs",
        "AllowCloudTrailToEncrypt",
        "cloudtrail.amazonaws.com",
        "aws:SourceArn, kms:EncryptionContext:aws:cloudtrail:arn",
      ],
      ["logs", "AllowCloudTrailToDescribe", "cloudtrail.amazonaws.com", "aws:SourceArn"],
      ["logs", "AllowCloudWatchLogsToEncrypt", "logs.us-east-1.amazonaws.com", "kms:EncryptionContext:aws:logs:arn"],
      ["s3", "AllowConfigToEncrypt", "config.amazonaws.com", "aws:SourceAccount"],
      ["s3", "AllowLogDeliveryToEncrypt", "delivery.logs.amazonaws.com", "aws:SourceAccount, aws:SourceArn"],
      ["sns", "AllowConfigToEncrypt", "config.amazonaws.com", "aws:SourceAccount"],
      ["sns", "AllowAlarmsToPublish", "cloudwatch.amazonaws.com", "aws:SourceAccount"],
      ["sns", "AllowDatabaseEventsToPublish", "events.rds.amazonaws.com", "aws:SourceAccount"],
      ["sns", "AllowEventsToPublish", "events.amazonaws.com", ""], // EventBridge sends neither with its requests to KMS
    ]);
  });

  it("ENT-KMS-1: CloudTrail, for this trail", () => {
    expect(statement("logs", "AllowCloudTrailToEncrypt")).toMatchObject({
      actions: ["kms:GenerateDataKey*"],
      conditions: [
        FROM_TRAIL,
        {
          test: "StringLike",
          variable: "kms:EncryptionContext:aws:cloudtrail:arn",
          values: ["arn:aws:cloudtrail:*:444444444444:trail/*"],
        },
      ],
    });
    expect(statement("logs", "AllowCloudTrailToDescribe")).toMatchObject({
      actions: ["kms:DescribeKey"],
      conditions: [FROM_TRAIL],
    });
  });

  it("ENT-KMS-1: CloudWatch Logs, for log groups of this account and region", () => {
    expect(statement("logs", "AllowCloudWatchLogsToEncrypt")).toMatchObject({
      actions: ANY_USE,
      conditions: [
        {
          test: "ArnLike",
          variable: "kms:EncryptionContext:aws:logs:arn",
          values: ["arn:aws:logs:us-east-1:444444444444:log-group:*"],
        },
      ],
    });
  });

  it("ENT-KMS-1: flow logs on their way to S3, and Config, for this account", () => {
    expect(statement("s3", "AllowLogDeliveryToEncrypt")).toMatchObject({
      actions: ANY_USE,
      conditions: [
        FROM_ACCOUNT,
        { test: "ArnLike", variable: "aws:SourceArn", values: ["arn:aws:logs:us-east-1:444444444444:*"] },
      ],
    });
    expect(statement("s3", "AllowConfigToEncrypt")).toMatchObject({
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      conditions: [FROM_ACCOUNT],
    });
  });

  it("ENT-KMS-1: whoever publishes to the topic, for this account", () => {
    for (const sid of ["AllowAlarmsToPublish", "AllowDatabaseEventsToPublish"]) {
      expect(statement("sns", sid)).toMatchObject({
        actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
        conditions: [FROM_ACCOUNT],
      });
    }
  });
});

describe.each(NAMES)("without TLS: %s", (name) => {
  it("ENT-KMS-1: everything is refused to everybody, explicitly", () => {
    const request = (secure: string) => ({
      action: "kms:Decrypt",
      resource: "key",
      context: { "aws:SecureTransport": secure },
    });

    expect(statement(name, "DenyInsecureTransport")).toEqual({
      sid: "DenyInsecureTransport",
      effect: "Deny",
      principals: { "*": ["*"] },
      actions: ["kms:*"],
      resources: ["*"],
      conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
    });
    expect(refusals(policy(name), request("false"))).toEqual(["DenyInsecureTransport"]);
    expect(refusals(policy(name), request("true"))).toEqual([]);
  });
});
