import { synthesized } from "../../support/environments";

const seccfn = () => synthesized().template;

describe("the recorder", () => {
  it("SEC-CFG-1: records all resources with the global types, by the role SecCFN-Config-Role", () => {
    const template = seccfn();

    expect(template.only("aws_config_configuration_recorder")).toMatchObject({
      name: "SecCFN-Recorder",
      role_arn: "${aws_iam_role.config_role.arn}",
      recording_group: { all_supported: true, include_global_resource_types: true },
    });
    expect(template.at("aws_iam_role.config_role").name).toBe("SecCFN-Config-Role");
  });

  it("SEC-CFG-1: waits for the bucket's policy and for what the role may do", () => {
    expect(seccfn().only("aws_config_configuration_recorder").depends_on).toEqual(
      expect.arrayContaining([
        "aws_s3_bucket_policy.config_history",
        "aws_iam_role_policy_attachment.config_role",
        "aws_iam_role_policy_attachment.config_role_aws_config_role",
      ]),
    );
  });

  it("SEC-CFG-1: delivers to its bucket with the master key, and is started", () => {
    const template = seccfn();

    expect(template.only("aws_config_delivery_channel")).toMatchObject({
      s3_bucket_name: "${aws_s3_bucket.config_history.id}",
      s3_kms_key_arn: "${aws_kms_key.master.arn}",
      depends_on: ["aws_config_configuration_recorder.config"],
    });
    expect(template.only("aws_config_configuration_recorder_status")).toMatchObject({
      name: "${aws_config_configuration_recorder.config.name}",
      is_enabled: true,
      depends_on: ["aws_config_delivery_channel.config"],
    });
  });

  it("SEC-CFG-1: its role has AWS's managed policy and one for its own bucket", () => {
    const policies = seccfn()
      .all("aws_iam_role_policy_attachment")
      .filter(({ role }) => role === "${aws_iam_role.config_role.name}");

    expect(policies.map(({ policy_arn: policy }) => policy)).toEqual([
      "${aws_iam_policy.config_role.arn}",
      "arn:aws:iam::aws:policy/service-role/AWS_ConfigRole",
    ]);
  });
});

describe("the rules", () => {
  it("SEC-CFG-2: are the four that every environment has, and those of the configuration", () => {
    expect(
      seccfn()
        .all("aws_config_config_rule")
        .map(({ name, source }) => [name, source]),
    ).toEqual(
      [
        ["SecCFN-Cloud-Trail-Enabled-Rule", "CLOUD_TRAIL_ENABLED"],
        ["SecCFN-Cmk-Backing-Key-Rotation-Enabled-Rule", "CMK_BACKING_KEY_ROTATION_ENABLED"],
        ["SecCFN-Rds-Storage-Encrypted-Rule", "RDS_STORAGE_ENCRYPTED"],
        ["SecCFN-Root-Account-Mfa-Enabled-Rule", "ROOT_ACCOUNT_MFA_ENABLED"],
        ["SecCFN-S3-Bucket-Public-Read-Prohibited-Rule", "S3_BUCKET_PUBLIC_READ_PROHIBITED"],
        ["SecCFN-Vpc-Default-Security-Group-Closed-Rule", "VPC_DEFAULT_SECURITY_GROUP_CLOSED"],
      ].map(([name, identifier]) => [name, { owner: "AWS", source_identifier: identifier }]),
    );
  });

  it("SEC-CFG-2: each depends on the recorder's being on", () => {
    for (const rule of seccfn().all("aws_config_config_rule")) {
      expect(rule.depends_on).toEqual(["aws_config_configuration_recorder_status.config"]);
    }
  });

  it("SEC-CFG-2: the four stay when configuration lists none, and more can be listed, with parameters", () => {
    const none = synthesized({ audit: { configRules: [] } }).template;
    const more = synthesized({
      audit: {
        configRules: [
          {
            identifier: "ACCESS_KEYS_ROTATED",
            description: "Access keys rotate.",
            alarm: false,
            parameters: { maxAccessKeyAge: "90" },
          },
        ],
      },
    }).template;

    expect(none.addresses("aws_config_config_rule")).toHaveLength(4);
    expect(more.at("aws_config_config_rule.config_access_keys_rotated")).toMatchObject({
      description: "Access keys rotate.",
      input_parameters: '{"maxAccessKeyAge":"90"}',
    });
  });
});
