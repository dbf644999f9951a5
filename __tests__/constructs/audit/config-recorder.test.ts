import { ConfigConfigurationRecorder } from "@cdktf/provider-aws/lib/config-configuration-recorder";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { TerraformOutput, Testing } from "cdktf";
import {
  CONFIG_SERVICE,
  ConfigRecorder,
  type ConfigRecorderProps,
  configStatements,
  configTrust,
  type ManagedConfigRule,
} from "../../../constructs/audit/config-recorder";
import { Arns } from "../../../constructs/core/account";
import { AWS_MANAGED_KEY } from "../../../constructs/core/key-choice";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const KEY = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555";
const ARNS = new Arns({ accountId: "111111111111", region: "us-east-1" });

const PROPS: ConfigRecorderProps = {
  recorderName: "Example-Recorder",
  channelName: "Example-Channel",
  roleArn: "arn:aws:iam::111111111111:role/Example-Config-Role",
  bucketName: "example-config",
  kmsKeyArn: KEY,
  rules: [],
  ruleName: (job) => `Example-${job}-Rule`,
  dependsOn: [],
};

const ROTATION: ManagedConfigRule = {
  identifier: "CMK_BACKING_KEY_ROTATION_ENABLED",
  description: "Customer-managed keys rotate.",
};

function define(props: Partial<ConfigRecorderProps> = {}): Template {
  return Template.of((stack) => new ConfigRecorder(stack, "config", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("a recorder that records, its delivery, and the rules that every recorder has", () => {
    expect(define().types).toEqual({
      aws_config_config_rule: 4, // SEC-CFG-2
      aws_config_configuration_recorder: 1, // what is recorded
      aws_config_configuration_recorder_status: 1, // that it is recorded: a new recorder stands still
      aws_config_delivery_channel: 1, // without one, it cannot be started
    });
  });

  it("the recorder's name by reference", () => {
    const template = Template.of((stack) => {
      new TerraformOutput(stack, "name", { value: new ConfigRecorder(stack, "config", PROPS).recorderName });
    });

    expect(template.outputs.name?.value).toBe("${aws_config_configuration_recorder.config.name}");
  });
});

describe("guarantees", () => {
  it("SEC-CFG-1: records all resource types with the global ones, by the given role", () => {
    expect(define().only("aws_config_configuration_recorder")).toEqual({
      name: "Example-Recorder",
      role_arn: PROPS.roleArn,
      recording_group: { all_supported: true, include_global_resource_types: true },
      depends_on: [],
    });
  });

  it("SEC-CFG-1: delivers to the given bucket, encrypted, once the recorder is there", () => {
    expect(define().only("aws_config_delivery_channel")).toEqual({
      name: "Example-Channel",
      s3_bucket_name: "example-config",
      s3_kms_key_arn: KEY,
      snapshot_delivery_properties: { delivery_frequency: "TwentyFour_Hours" },
      depends_on: ["aws_config_configuration_recorder.config"],
    });
  });

  it("SEC-CFG-1: is started after the channel, and stopped before it: AWS refuses anything else", () => {
    expect(define().only("aws_config_configuration_recorder_status")).toEqual({
      name: "${aws_config_configuration_recorder.config.name}",
      is_enabled: true,
      depends_on: ["aws_config_delivery_channel.config"],
    });
  });

  it("SEC-CFG-1: its role may deliver into its own folder of one bucket with one key, and check the bucket", () => {
    expect(CONFIG_SERVICE).toBe("config.amazonaws.com");
    expect(configTrust(ARNS)).toEqual([
      { test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] },
    ]);
    expect(configStatements(ARNS, "example-config", KEY)).toEqual([
      {
        sid: "AllowCheckingBucket",
        actions: ["s3:GetBucketAcl", "s3:ListBucket"],
        resources: ["arn:aws:s3:::example-config"],
      },
      {
        sid: "AllowDelivering",
        actions: ["s3:PutObject"],
        resources: ["arn:aws:s3:::example-config/AWSLogs/111111111111/Config/*"],
        conditions: [{ test: "StringLike", variable: "s3:x-amz-acl", values: ["bucket-owner-full-control"] }],
      },
      { sid: "AllowEncryptingDelivery", actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [KEY] },
    ]);
  });

  it("SEC-CFG-2: has the four managed rules, by their identifiers", () => {
    expect(
      define()
        .all("aws_config_config_rule")
        .map(({ name, source }) => [name, source]),
    ).toEqual([
      ["Example-Cloud-Trail-Enabled-Rule", { owner: "AWS", source_identifier: "CLOUD_TRAIL_ENABLED" }],
      ["Example-Rds-Storage-Encrypted-Rule", { owner: "AWS", source_identifier: "RDS_STORAGE_ENCRYPTED" }],
      ["Example-Root-Account-Mfa-Enabled-Rule", { owner: "AWS", source_identifier: "ROOT_ACCOUNT_MFA_ENABLED" }],
      [
        "Example-S3-Bucket-Public-Read-Prohibited-Rule",
        { owner: "AWS", source_identifier: "S3_BUCKET_PUBLIC_READ_PROHIBITED" },
      ],
    ]);
  });

  it("SEC-CFG-2: each rule waits until the recorder records, and says what it watches", () => {
    const rules = define({ rules: [ROTATION] }).all("aws_config_config_rule");

    expect(rules).toHaveLength(5);
    for (const rule of rules) {
      expect(rule.depends_on).toEqual(["aws_config_configuration_recorder_status.config"]);
      expect(rule.description).toMatch(/^[A-Z].+\.$/);
    }
  });

  it("SEC-CFG-1: records all in anybody's stack", () => {
    expect(Testing.synthScope((scope) => new ConfigRecorder(scope, "config", PROPS))).toHaveResourceWithProperties(
      ConfigConfigurationRecorder,
      { recording_group: { all_supported: true, include_global_resource_types: true } },
    );
  });
});

describe("props", () => {
  it("SEC-CFG-2: rules: more of them, under an address made of the identifier", () => {
    const template = define({ rules: [ROTATION] });

    expect(template.addresses("aws_config_config_rule")).toEqual([
      "aws_config_config_rule.config_cloud_trail_enabled",
      "aws_config_config_rule.config_cmk_backing_key_rotation_enabled",
      "aws_config_config_rule.config_rds_storage_encrypted",
      "aws_config_config_rule.config_root_account_mfa_enabled",
      "aws_config_config_rule.config_s3_bucket_public_read_prohibited",
    ]);
    expect(template.at("aws_config_config_rule.config_cmk_backing_key_rotation_enabled")).toEqual({
      name: "Example-Cmk-Backing-Key-Rotation-Enabled-Rule",
      description: "Customer-managed keys rotate.",
      source: { owner: "AWS", source_identifier: "CMK_BACKING_KEY_ROTATION_ENABLED" },
      depends_on: ["aws_config_configuration_recorder_status.config"],
    });
  });

  it("rules with parameters: compact JSON of texts, as AWS gives it back", () => {
    const rules = [
      { identifier: "ACCESS_KEYS_ROTATED", description: "Access keys rotate.", parameters: { maxAccessKeyAge: "90" } },
    ];

    expect(define({ rules }).at("aws_config_config_rule.config_access_keys_rotated").input_parameters).toBe(
      '{"maxAccessKeyAge":"90"}',
    );
  });

  it("ENT-IAM-1: rules: watches the age of access keys and that users have MFA", () => {
    const rules = [
      { identifier: "ACCESS_KEYS_ROTATED", description: "Access keys rotate.", parameters: { maxAccessKeyAge: "90" } },
      { identifier: "IAM_USER_MFA_ENABLED", description: "Every user has an MFA device." },
    ];
    const template = define({ rules });
    const keys = template.at("aws_config_config_rule.config_access_keys_rotated");

    expect(keys).toMatchObject({
      source: { owner: "AWS", source_identifier: "ACCESS_KEYS_ROTATED" },
      input_parameters: '{"maxAccessKeyAge":"90"}',
    });
    expect(ruleProblems(rulesOf("aws_config_config_rule"), keys)).toEqual([]);
    expect(template.at("aws_config_config_rule.config_iam_user_mfa_enabled")).not.toHaveProperty("input_parameters");
  });

  it("WEB-CFG-1: rules: required tags, each key with its parameter, in the order given", () => {
    const parameters = { tag1Key: "Environment", tag2Key: "Owner", tag3Key: "Project" };
    const rules = [{ identifier: "REQUIRED_TAGS", description: "Resources have an owner.", parameters }];

    expect(define({ rules }).at("aws_config_config_rule.config_required_tags").input_parameters).toBe(
      '{"tag1Key":"Environment","tag2Key":"Owner","tag3Key":"Project"}',
    );
  });

  it("ruleNames: all names by identifier, so that alarms can name single rules", () => {
    let ruleNames: Readonly<Record<string, string>> = {};
    const template = Template.of((stack) => {
      ({ ruleNames } = new ConfigRecorder(stack, "config", { ...PROPS, rules: [ROTATION] }));
    });

    expect(ruleNames).toEqual({
      CLOUD_TRAIL_ENABLED: "Example-Cloud-Trail-Enabled-Rule",
      CMK_BACKING_KEY_ROTATION_ENABLED: "Example-Cmk-Backing-Key-Rotation-Enabled-Rule",
      RDS_STORAGE_ENCRYPTED: "Example-Rds-Storage-Encrypted-Rule",
      ROOT_ACCOUNT_MFA_ENABLED: "Example-Root-Account-Mfa-Enabled-Rule",
      S3_BUCKET_PUBLIC_READ_PROHIBITED: "Example-S3-Bucket-Public-Read-Prohibited-Rule",
    });
    expect(template.all("aws_config_config_rule").map(({ name }) => String(name))).toEqual(
      Object.values(ruleNames).toSorted(),
    );
  });

  it("kmsKeyArn: with AWS_MANAGED_KEY the channel names no key and the role needs none, and nothing else changes", () => {
    const { s3_kms_key_arn: _, ...channel } = define().only("aws_config_delivery_channel");
    const template = define({ kmsKeyArn: AWS_MANAGED_KEY });
    const others = ({ blocks }: Template) => blocks.filter(({ type }) => type !== "aws_config_delivery_channel");

    expect(template.only("aws_config_delivery_channel")).toEqual(channel);
    expect(others(template)).toEqual(others(define()));
    expect(configStatements(ARNS, "example-config", AWS_MANAGED_KEY)).toEqual(
      configStatements(ARNS, "example-config", KEY).slice(0, 2),
    );
  });

  it("dependsOn: the recorder waits for the bucket's policy and for what the role may do", () => {
    const template = Template.of((stack) => {
      const bucket = new S3Bucket(stack, "logs");
      new ConfigRecorder(stack, "config", { ...PROPS, dependsOn: [bucket] });
    });

    expect(template.only("aws_config_configuration_recorder").depends_on).toEqual(["aws_s3_bucket.logs"]);
  });
});

describe("rejects", () => {
  it.each<[string, readonly ManagedConfigRule[], string]>([
    [
      "a rule's identifier is its page's name",
      [{ ...ROTATION, identifier: "cmk-backing-key-rotation-enabled" }],
      'rules[0].identifier must be the identifier of a rule that AWS manages, such as RDS_STORAGE_ENCRYPTED, got "cmk-backing-key-rotation-enabled"',
    ],
    [
      "a rule's identifier has something before it",
      [{ ...ROTATION, identifier: "rule ACCESS_KEYS_ROTATED" }],
      'rules[0].identifier must be the identifier of a rule that AWS manages, such as RDS_STORAGE_ENCRYPTED, got "rule ACCESS_KEYS_ROTATED"',
    ],
    [
      "a rule's identifier has something after it",
      [{ ...ROTATION, identifier: "ACCESS_KEYS_ROTATED-90" }],
      'rules[0].identifier must be the identifier of a rule that AWS manages, such as RDS_STORAGE_ENCRYPTED, got "ACCESS_KEYS_ROTATED-90"',
    ],
    [
      "a rule comes twice",
      [ROTATION, ROTATION],
      'rules[1].identifier must differ from the others, got "CMK_BACKING_KEY_ROTATION_ENABLED" again',
    ],
    [
      "a rule is one of the baseline",
      [{ identifier: "RDS_STORAGE_ENCRYPTED", description: "Every database is encrypted." }],
      'rules[0].identifier must not be one that every recorder has, got "RDS_STORAGE_ENCRYPTED"; leave it out',
    ],
    [
      "a rule says nothing",
      [{ ...ROTATION, description: "" }],
      'rules[0].description must have 1 to 256 characters, got ""',
    ],
  ])("fails if %s", (_, rules, message) => {
    expect(() => define({ rules })).toThrow(new Error(`test/config: ${message}`));
  });

  it("takes a description of 256 characters", () => {
    const description = "d".repeat(256);

    expect(define({ rules: [{ ...ROTATION, description }] }).types).toMatchObject({ aws_config_config_rule: 5 });
    expect(() => define({ rules: [{ ...ROTATION, description: `${description}d` }] })).toThrow(
      /rules\[0\]\.description must have 1 to 256 characters/,
    );
  });
});
