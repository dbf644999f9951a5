import { synthesized } from "../../support/environments";
import { isAllowed } from "../../support/policy-evaluation";
import type { Statement } from "../../support/template";

const multiAz = () => synthesized({}, "multi-az").template;

const KEY = "${aws_kms_key.master.arn}";
const SECRET = "${aws_secretsmanager_secret.database_secret.arn}";
const BUCKET = "arn:aws:s3:::platform-data-bucket-multi-az-${random_id.bucket_suffix.hex}";
const LOGS = "arn:aws:logs:us-west-2:333333333333:log-group:";

/** The key, but only for this secret and only through Secrets Manager. */
const FOR_SECRET = [
  { test: "StringEquals", variable: "kms:ViaService", values: ["secretsmanager.us-west-2.amazonaws.com"] },
  { test: "StringEquals", variable: "kms:EncryptionContext:SecretARN", values: [SECRET] },
];

const own = (id: string): Statement[] => multiAz().policyOf(`aws_iam_policy.${id}`, "policy");
const trusted = (id: string): string[] =>
  multiAz()
    .policyOf(`aws_iam_role.${id}`, "assume_role_policy")
    .flatMap(({ principals }) => Object.values(principals).flat());

/** What a role may do of one service by its own policy: sid, actions, resources and conditions. */
const ofService = (id: string, service: string) =>
  own(id)
    .filter(({ actions, effect }) => effect === "Allow" && actions.some((action) => action.startsWith(`${service}:`)))
    .map(({ sid, actions, resources, conditions }) => ({ sid, actions, resources, conditions }));

describe("roles", () => {
  it("MAZ-IAM-1: are one a job, and carry environment and region, since IAM is one for all regions", () => {
    expect(
      multiAz()
        .blocksOf("aws_iam_role")
        .map(({ name, values }) => [name, values.name, ...trusted(name)]),
    ).toEqual([
      ["application_role", "Platform-Application-Role-multi-az-us-west-2", "ec2.amazonaws.com"],
      ["compliance_role", "Platform-Lambda-Role-multi-az-us-west-2", "lambda.amazonaws.com"],
      ["config_role", "Platform-Config-Role-multi-az-us-west-2", "config.amazonaws.com"],
      ["database_report_role", "Platform-Database-Lambda-Role-multi-az-us-west-2", "lambda.amazonaws.com"],
      ["flow_log_role", "Platform-Flow-Logs-Role-multi-az-us-west-2", "vpc-flow-logs.amazonaws.com"],
      ["rotation_role", "Platform-Rotation-Lambda-Role-multi-az-us-west-2", "lambda.amazonaws.com"],
      ["trail_role", "Platform-CloudTrail-CloudWatch-Role-multi-az-us-west-2", "cloudtrail.amazonaws.com"],
    ]);
  });

  it("MAZ-IAM-1: policies and instance profiles carry the region too; names outside of IAM do not", () => {
    const template = multiAz();
    const names = ["aws_iam_policy", "aws_iam_instance_profile"].flatMap((type) =>
      template.all(type).map(({ name }) => String(name)),
    );

    expect(names.length).toBeGreaterThan(7);
    expect(names.filter((name) => !name.endsWith("-multi-az-us-west-2"))).toEqual([]);
    expect(template.at("aws_sns_topic.alerts").name).toBe("Platform-Security-Alerts-Topic-multi-az");
  });

  it("MAZ-IAM-1: another region has other names, so that both fit into one account", () => {
    const { template } = synthesized({ region: "eu-central-1" }, "multi-az");
    const names = (of: typeof template) =>
      ["aws_iam_role", "aws_iam_policy"].flatMap((type) => of.all(type).map(({ name }) => name));

    expect(names(template).filter((name) => names(multiAz()).includes(name))).toEqual([]);
  });

  it("MAZ-IAM-1: EC2, Lambda and CloudTrail have separate ones, each used by nothing else", () => {
    const template = multiAz();

    expect(template.at("aws_iam_instance_profile.application_role").role).toBe("${aws_iam_role.application_role.name}");
    expect(template.value("aws_launch_template.application", "iam_instance_profile.name")).toBe(
      "${aws_iam_instance_profile.application_role.name}",
    );
    expect(template.blocksOf("aws_lambda_function").map(({ name, values }) => [name, values.role])).toEqual(
      ["compliance", "database_report", "rotation"].map((name) => [name, `\${aws_iam_role.${name}_role.arn}`]),
    );
    expect(template.at("aws_cloudtrail.trail").cloud_watch_logs_role_arn).toBe("${aws_iam_role.trail_role.arn}");
  });

  it("MAZ-IAM-1: EC2's has AmazonSSMManagedInstanceCore, CloudWatchAgentServerPolicy and one of its own", () => {
    expect(
      multiAz()
        .all("aws_iam_role_policy_attachment")
        .filter(({ role }) => role === "${aws_iam_role.application_role.name}")
        .map(({ policy_arn: policy }) => policy),
    ).toEqual([
      "${aws_iam_policy.application_role.arn}",
      "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy",
      "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    ]);
  });

  it("MAZ-IAM-1: of AWS's own policies no role has another but Config's", () => {
    const managed = multiAz()
      .all("aws_iam_role_policy_attachment")
      .filter(
        ({ role, policy_arn: policy }) => String(policy).startsWith("arn:") && !String(role).includes("application"),
      )
      .map(({ role, policy_arn: policy }) => [role, policy]);

    expect(managed).toEqual([
      ["${aws_iam_role.config_role.name}", "arn:aws:iam::aws:policy/service-role/AWS_ConfigRole"],
    ]);
  });
});

describe("own policies", () => {
  it("MAZ-IAM-1: for S3: instances use the objects of the data bucket, and nothing else of S3", () => {
    expect(ofService("application_role", "s3")).toEqual([
      { sid: "AllowListingObjects", actions: ["s3:ListBucket"], resources: [BUCKET], conditions: [] },
      { sid: "AllowReadingObjects", actions: ["s3:GetObject"], resources: [`${BUCKET}/*`], conditions: [] },
      {
        sid: "AllowWritingObjects",
        actions: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"],
        resources: [`${BUCKET}/*`],
        conditions: [],
      },
    ]);
    expect(multiAz().at("aws_s3_bucket.data").bucket).toBe(BUCKET.replace("arn:aws:s3:::", ""));
  });

  it.each([
    ["s3:DeleteObjectVersion", `${BUCKET}/a`],
    ["s3:PutBucketPolicy", BUCKET],
    ["s3:GetObject", "arn:aws:s3:::platform-cloud-trail-bucket-multi-az-${random_id.bucket_suffix.hex}/a"],
  ])("MAZ-IAM-1: for S3: instances may not %s on %s", (action, resource) => {
    expect(isAllowed(own("application_role"), { action, resource })).toBe(false);
  });

  it("MAZ-IAM-1: for S3: reading only, or none at all, by configuration", () => {
    const s3Actions = (dataBucketAccess: "none" | "read") =>
      synthesized({ application: { dataBucketAccess } }, "multi-az")
        .template.policyOf("aws_iam_policy.application_role", "policy")
        .flatMap(({ actions }) => actions.filter((action) => action.startsWith("s3:")));

    expect(s3Actions("read")).toEqual(["s3:ListBucket", "s3:GetObject"]);
    expect(s3Actions("none")).toEqual([]);
  });

  it("MAZ-IAM-1: for S3: with a key of the environment's own, that key too, through S3 and for this bucket", () => {
    const { template } = synthesized({ storage: { encryption: "kms" } }, "multi-az");

    expect(
      template
        .policyOf("aws_iam_policy.application_role", "policy")
        .find(({ sid }) => sid === "AllowEncryptingObjects"),
    ).toMatchObject({
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [KEY],
      conditions: [
        { test: "StringEquals", variable: "kms:ViaService", values: ["s3.us-west-2.amazonaws.com"] },
        { test: "StringLike", variable: "kms:EncryptionContext:aws:s3:arn", values: [BUCKET, `${BUCKET}/*`] },
      ],
    });
  });

  it.each(["application_role", "database_report_role"])(
    "MAZ-IAM-1: for Secrets Manager: %s reads the database's secret, with its key for just this secret",
    (role) => {
      expect(ofService(role, "secretsmanager")).toEqual([
        {
          sid: "AllowReadingSecret",
          actions: ["secretsmanager:GetSecretValue"],
          resources: [SECRET],
          conditions: [],
        },
      ]);
      expect(ofService(role, "kms")).toContainEqual({
        sid: "AllowDecryptingSecret",
        actions: ["kms:Decrypt"],
        resources: [KEY],
        conditions: FOR_SECRET,
      });
    },
  );

  it("MAZ-IAM-1: for Secrets Manager: nobody else but the rotation function has a right on it", () => {
    const readers = multiAz()
      .addresses("aws_iam_policy")
      .filter((address) =>
        multiAz()
          .policyOf(address, "policy")
          .some(({ actions }) => actions.some((action) => action.startsWith("secretsmanager:"))),
      );

    expect(readers).toEqual([
      "aws_iam_policy.application_role",
      "aws_iam_policy.database_report_role",
      "aws_iam_policy.rotation_role",
    ]);
  });

  it.each([
    ["compliance", "Compliance"],
    ["database_report", "Database"],
    ["rotation", "Rotation"],
  ])("MAZ-IAM-1: for logs: the function %s writes to its own log group", (id, word) => {
    expect(ofService(`${id}_role`, "logs")).toEqual([
      {
        sid: "AllowWritingLogs",
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [`${LOGS}/aws/lambda/Platform-${word}-Function-multi-az:*`],
        conditions: [],
      },
    ]);
  });

  it("MAZ-IAM-1: for logs: CloudTrail creates its streams in one log group and puts events there", () => {
    const streams = `${LOGS}Platform-CloudTrail-LogGroup-multi-az:log-stream:333333333333_CloudTrail_us-west-2*`;

    expect(own("trail_role").map(({ actions, resources }) => [actions, resources])).toEqual([
      [["logs:CreateLogStream"], [streams]],
      [["logs:PutLogEvents"], [streams]],
    ]);
  });
});
