import { type EnvironmentOverrides, synthesized } from "../../support/environments";

const webApp = () => synthesized({}, "web-app").template;
const external = () =>
  synthesized(
    { baseline: { config: "external" }, audit: { configRules: [] } } satisfies EnvironmentOverrides,
    "web-app",
  );

const BUCKET = "arn:aws:s3:::webapp-config-bucket-${random_id.bucket_suffix.hex}";

/** What there is of AWS Config, and what is there for it. */
const parts = (template = webApp()) =>
  template.addresses().filter((address) => /^aws_config_|\.config_/.test(address) && !/metric|event/.test(address));

describe("config: own", () => {
  it("WEB-CFG-1: the recorder, its channel, the rules, a role and a bucket", () => {
    expect(parts()).toEqual([
      "aws_config_config_rule.config_cloud_trail_enabled",
      "aws_config_config_rule.config_rds_storage_encrypted",
      "aws_config_config_rule.config_required_tags",
      "aws_config_config_rule.config_root_account_mfa_enabled",
      "aws_config_config_rule.config_s3_bucket_public_read_prohibited",
      "aws_config_configuration_recorder.config",
      "aws_config_configuration_recorder_status.config", // switches it on
      "aws_config_delivery_channel.config",
      "aws_iam_policy.config_role", // its bucket and its key
      "aws_iam_role.config_role",
      "aws_iam_role_policy_attachment.config_role",
      "aws_iam_role_policy_attachment.config_role_aws_config_role",
      ...[
        ...["", "_lifecycle_configuration", "_logging", "_ownership_controls", "_policy", "_public_access_block"],
        ...["_server_side_encryption_configuration", "_versioning"],
      ].map((part) => `aws_s3_bucket${part}.config_history`),
    ]);
  });

  it("WEB-CFG-1: the recorder records everything, is on, and delivers to the bucket with the master key", () => {
    expect(webApp().only("aws_config_configuration_recorder")).toMatchObject({
      role_arn: "${aws_iam_role.config_role.arn}",
      recording_group: { all_supported: true, include_global_resource_types: true },
    });
    expect(webApp().only("aws_config_configuration_recorder_status").is_enabled).toBe(true);
    expect(webApp().only("aws_config_delivery_channel")).toMatchObject({
      s3_bucket_name: "${aws_s3_bucket.config_history.id}",
      s3_kms_key_arn: "${aws_kms_key.master.arn}",
    });
  });

  it.each([
    ["config_rds_storage_encrypted", "RDS_STORAGE_ENCRYPTED"],
    ["config_s3_bucket_public_read_prohibited", "S3_BUCKET_PUBLIC_READ_PROHIBITED"],
    ["config_required_tags", "REQUIRED_TAGS"],
  ])("WEB-CFG-1: the rule %s is AWS's %s, once the recorder is on", (name, identifier) => {
    expect(webApp().at(`aws_config_config_rule.${name}`)).toMatchObject({
      source: { owner: "AWS", source_identifier: identifier },
      depends_on: ["aws_config_configuration_recorder_status.config"],
    });
  });

  it("WEB-CFG-1: the required tags are those that everything in the environment has", () => {
    const parameters: Record<string, string> = JSON.parse(
      String(webApp().at("aws_config_config_rule.config_required_tags").input_parameters),
    );

    expect(parameters).toEqual({ tag1Key: "Environment", tag2Key: "Project", tag3Key: "Owner" });
    expect(Object.keys(synthesized({}, "web-app").environment.tags)).toEqual(
      expect.arrayContaining(Object.values(parameters)),
    );
  });

  it("WEB-CFG-1: the bucket's policy lets in Config alone, for this account and into its folder", () => {
    const account = { test: "StringEquals", variable: "aws:SourceAccount", values: ["222222222222"] };
    const config = { effect: "Allow", principals: { Service: ["config.amazonaws.com"] } };

    expect(webApp().policyOf("aws_s3_bucket_policy.config_history", "policy")).toEqual([
      {
        sid: "DenyInsecureTransport",
        effect: "Deny",
        principals: { "*": ["*"] },
        actions: ["s3:*"],
        resources: [BUCKET, `${BUCKET}/*`],
        conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
      },
      {
        ...config,
        sid: "AllowConfigToCheckBucket",
        actions: ["s3:GetBucketAcl", "s3:ListBucket"],
        resources: [BUCKET],
        conditions: [account],
      },
      {
        ...config,
        sid: "AllowConfigToDeliver",
        actions: ["s3:PutObject"],
        resources: [`${BUCKET}/AWSLogs/222222222222/Config/*`],
        conditions: [
          account,
          { test: "StringEquals", variable: "s3:x-amz-acl", values: ["bucket-owner-full-control"] },
        ],
      },
    ]);
    expect(webApp().only("aws_config_configuration_recorder").depends_on).toContain(
      "aws_s3_bucket_policy.config_history",
    );
  });
});

describe("config: external", () => {
  it("WEB-CFG-1: leaves nothing of it here, nor of what is there for it", () => {
    const { template } = external();

    expect(parts(template)).toEqual([]);
    expect(
      template.policyOf("aws_kms_key.master", "policy").flatMap(({ principals }) => principals.Service ?? []),
    ).not.toContain("config.amazonaws.com");
    expect(template.outputs).not.toHaveProperty("config_recorder_name");
  });

  it("WEB-CFG-1: is visible in the output", () => {
    expect(external().template.outputs.config_managed_by?.value).toBe(
      "Somebody else, such as the organization: baseline.config is external, so this environment has no recorder and no rules.",
    );
    expect(webApp().outputs).not.toHaveProperty("config_managed_by");
  });

  it("WEB-CFG-1: refuses rules that nobody would record for", () => {
    expect(() => synthesized({ baseline: { config: "external" } }, "web-app")).toThrow(
      /audit\.configRules must be empty/,
    );
  });
});
