import { environmentOf, synthesized, variants } from "../../support/environments";
import { textsOf } from "../../support/json";
import { isAllowed, refusals } from "../../support/policy-evaluation";

const enterprise = () => synthesized({}, "enterpriseapp").template;

const DEPLOYMENT = "arn:aws:iam::444444444444:role/deployment";
const ADMINISTRATION = "arn:aws:iam::444444444444:role/log-administration";
const ADMINISTRATORS = [DEPLOYMENT, ADMINISTRATION];

/** The log buckets, and the words in their names. */
const LOG_BUCKETS: Readonly<Record<string, string>> = {
  access_logs: "access-logs",
  config_history: "config",
  flow_logs: "flow-logs",
  load_balancer_logs: "lb-logs",
  trail_logs: "cloud-trail",
};
const arn = (id: string) => `arn:aws:s3:::corp-bucket-enterpriseapp-${LOG_BUCKETS[id]}-\${random_id.bucket_suffix.hex}`;
const policy = (id: string) => enterprise().policyOf(`aws_s3_bucket_policy.${id}`, "policy");

const TRAIL = "arn:aws:cloudtrail:us-east-1:444444444444:trail/corp-trail-enterpriseapp";
const ACCOUNT = { "aws:SourceAccount": "444444444444" };
const OWNER = { "s3:x-amz-acl": "bucket-owner-full-control" };

/** What each service does in its bucket. */
const DELIVERIES: readonly [id: string, action: string, path: string, context: Record<string, string>][] = [
  ["trail_logs", "s3:GetBucketAcl", "", { "aws:SourceArn": TRAIL }],
  [
    "trail_logs",
    "s3:PutObject",
    "/AWSLogs/444444444444/CloudTrail/us-east-1/2026/11/01/1.json.gz",
    { "aws:SourceArn": TRAIL, ...OWNER },
  ],
  [
    "trail_logs",
    "s3:PutObject",
    "/AWSLogs/444444444444/CloudTrail-Digest/eu-west-1/2026/11/01/1.json.gz",
    { "aws:SourceArn": TRAIL, ...OWNER },
  ],
  ["config_history", "s3:GetBucketAcl", "", ACCOUNT],
  [
    "config_history",
    "s3:PutObject",
    "/AWSLogs/444444444444/Config/us-east-1/2026/11/1/ConfigHistory/1.json.gz",
    { ...ACCOUNT, ...OWNER },
  ],
  [
    "flow_logs",
    "s3:PutObject",
    "/AWSLogs/aws-account-id=444444444444/aws-service=vpcflowlogs/1.log.parquet",
    { ...ACCOUNT, ...OWNER, "aws:SourceArn": "arn:aws:logs:us-east-1:444444444444:delivery-source:1" },
  ],
  [
    "load_balancer_logs",
    "s3:PutObject",
    "/access/AWSLogs/444444444444/elasticloadbalancing/us-east-1/2026/11/01/1.log.gz",
    { "aws:SourceArn": "arn:aws:elasticloadbalancing:us-east-1:444444444444:loadbalancer/app/corp-lb-enterpriseapp/1" },
  ],
  [
    "access_logs",
    "s3:PutObject",
    "/data/2026-11-01-00-00-00-1",
    { ...ACCOUNT, "aws:SourceArn": "arn:aws:s3:::corp-bucket-enterpriseapp-data-${random_id.bucket_suffix.hex}" },
  ],
];

const OF_OBJECTS = [
  "DeleteObject",
  "DeleteObjectVersion",
  "BypassGovernanceRetention",
  "PutObjectRetention",
  "PutObjectLegalHold",
];
const OF_BUCKETS = [
  "PutBucketPolicy",
  "DeleteBucketPolicy",
  "PutBucketVersioning",
  "PutLifecycleConfiguration",
  "PutBucketObjectLockConfiguration",
  "DeleteBucket",
  // The ways around those: other owners of new objects, public access, and keys that are deleted one day.
  "PutBucketOwnershipControls",
  "PutBucketPublicAccessBlock",
  "PutEncryptionConfiguration",
];

describe("the trail", () => {
  it("ENT-CT-1: is multi-region, with log-file validation", () => {
    expect(enterprise().only("aws_cloudtrail")).toMatchObject({
      name: "corp-trail-enterpriseapp",
      enable_logging: true,
      is_multi_region_trail: true,
      include_global_service_events: true,
      enable_log_file_validation: true,
      kms_key_id: "${aws_kms_key.logs.arn}",
      s3_bucket_name: "${aws_s3_bucket.trail_logs.id}",
      lifecycle: { prevent_destroy: true },
    });
  });

  it("ENT-CT-1: starts when its bucket is locked and lets it write", () => {
    expect(textsOf(enterprise().only("aws_cloudtrail").depends_on)).toEqual([
      "aws_s3_bucket_policy.trail_logs",
      "aws_s3_bucket_ownership_controls.trail_logs",
      "aws_s3_bucket_server_side_encryption_configuration.trail_logs",
      "aws_s3_bucket_versioning.trail_logs",
      "aws_s3_bucket_object_lock_configuration.trail_logs",
      "aws_iam_role_policy_attachment.trail_role",
    ]);
  });
});

describe("immutable log buckets", () => {
  it("ENT-CT-1: are all log buckets: of access, Config, flow logs, the load balancer and the trail", () => {
    const immutable = enterprise()
      .blocksOf("aws_s3_bucket_policy")
      .map(({ name }) => name)
      .filter((name) => policy(name).some(({ sid }) => sid === "DenyDeletingObjects"));

    expect(immutable).toEqual(Object.keys(LOG_BUCKETS));
    // The others hold no logs.
    expect(
      enterprise()
        .addresses("aws_s3_bucket")
        .filter((address) => !immutable.includes(address.slice(14))),
    ).toEqual(["aws_s3_bucket.data", "aws_s3_bucket.query_results"]);
  });

  it.each(Object.keys(LOG_BUCKETS))("ENT-CT-1: %s: the two statements, for everybody but the administrators", (id) => {
    const others = { test: "ArnNotLike", variable: "aws:PrincipalArn", values: ADMINISTRATORS };
    const refusing = { effect: "Deny", principals: { "*": ["*"] }, conditions: [others] };

    expect(policy(id).filter(({ effect, sid }) => effect === "Deny" && sid !== "DenyInsecureTransport")).toEqual([
      {
        ...refusing,
        sid: "DenyDeletingObjects",
        actions: OF_OBJECTS.map((action) => `s3:${action}`).sort(),
        resources: [`${arn(id)}/*`],
      },
      {
        ...refusing,
        sid: "DenyChangingBucket",
        actions: OF_BUCKETS.map((action) => `s3:${action}`).sort(),
        resources: [arn(id)],
      },
    ]);
  });

  it.each(
    Object.keys(LOG_BUCKETS).flatMap((id) =>
      [
        ...OF_OBJECTS.map((action) => [action, `${arn(id)}/a`, "DenyDeletingObjects"]),
        ...OF_BUCKETS.map((action) => [action, arn(id), "DenyChangingBucket"]),
      ].map(([action = "", resource = "", sid = ""]) => [id, action, resource, sid] as const),
    ),
  )("ENT-CT-1: %s: %s is for log administrators", (id, action, resource, sid) => {
    const by = (principal: Record<string, string>) =>
      refusals(policy(id), {
        action: `s3:${action}`,
        resource,
        context: { "aws:SecureTransport": "true", ...principal },
      });

    expect(by({ "aws:PrincipalArn": "arn:aws:iam::444444444444:role/administrator" })).toEqual([sid]);
    expect(by({ "aws:PrincipalArn": "arn:aws:iam::444444444444:root" })).toEqual([sid]);
    expect(by({ "aws:PrincipalArn": "arn:aws:iam::555555555555:role/deployment" })).toEqual([sid]);
    expect(by({})).toEqual([sid]); // services
    expect(ADMINISTRATORS.flatMap((administrator) => by({ "aws:PrincipalArn": administrator }))).toEqual([]);
  });

  it.each(DELIVERIES)("ENT-CT-1: %s: the service that delivers may still %s %s", (id, action, path, context) => {
    const request = { action, resource: `${arn(id)}${path}`, context: { "aws:SecureTransport": "true", ...context } };

    expect(refusals(policy(id), request)).toEqual([]);
    expect(isAllowed(policy(id), request)).toBe(true);
  });

  it.each(Object.keys(LOG_BUCKETS))(
    "ENT-CT-1: %s: the policy is applied last, so that Terraform is never locked out half-way",
    (id) => {
      const last = textsOf(enterprise().at(`aws_s3_bucket_policy.${id}`).depends_on).sort();
      const settings = enterprise()
        .addresses()
        .filter((address) => new RegExp(`^aws_s3_bucket_(?!policy).*\\.${id}$`).test(address));

      expect(settings.length).toBeGreaterThanOrEqual(5);
      expect(last).toEqual(settings);
    },
  );

  it("ENT-CT-1: whoever applies this is told to be one of them", () => {
    expect(synthesized({}, "enterpriseapp").summaries.flatMap(({ notices }) => notices)).toEqual([
      {
        message: `audit.immutableLogs lets nobody but ${ADMINISTRATORS.join(", ")} change the log buckets: the role that applies this must be one of them`,
      },
    ]);
  });

  it.each<[string, string[] | undefined, RegExp]>([
    ["none", [], /audit\.immutableLogs\.logAdministrators must /],
    ["no list", undefined, /audit\.immutableLogs\.logAdministrators must .+it is required/],
    [
      "a role of another account",
      ["arn:aws:iam::555555555555:role/deployment"],
      /must begin with arn:aws:iam::444444444444:role\//,
    ],
    ["everybody", ["*"], /audit\.immutableLogs\.logAdministrators\[0\] must /],
    ["every role", ["arn:aws:iam::444444444444:role/*"], /audit\.immutableLogs\.logAdministrators\[0\] must /],
  ])("ENT-CT-1: administrators are required: %s is refused", (_, logAdministrators, message) => {
    expect(() => environmentOf({ audit: { immutableLogs: { logAdministrators } } }, "enterpriseapp")).toThrow(message);
  });
});

describe("object lock", () => {
  it("ENT-CT-1: holds each file of the trail for a year, which only administrators shorten", () => {
    const template = enterprise();

    expect(template.at("aws_s3_bucket.trail_logs").object_lock_enabled).toBe(true);
    expect(template.only("aws_s3_bucket_object_lock_configuration")).toEqual({
      bucket: "${aws_s3_bucket.trail_logs.id}",
      rule: { default_retention: { mode: "GOVERNANCE", days: 365 } },
      depends_on: ["aws_s3_bucket_versioning.trail_logs"],
    });
  });

  it("ENT-CT-1: is on the trail's bucket alone: Config and S3 deliver to no bucket with one, so theirs are others", () => {
    const locked = enterprise()
      .blocksOf("aws_s3_bucket")
      .filter(({ values }) => values.object_lock_enabled === true)
      .map(({ name }) => name);

    expect(locked).toEqual(["trail_logs"]);
    expect(enterprise().only("aws_config_delivery_channel").s3_bucket_name).toBe("${aws_s3_bucket.config_history.id}");
    expect(
      new Set(
        enterprise()
          .all("aws_s3_bucket_logging")
          .map(({ target_bucket: target }) => target),
      ),
    ).toEqual(new Set(["${aws_s3_bucket.access_logs.id}"]));
  });

  it("ENT-CT-1: files live as long as they are locked, at least", () => {
    const { days } = environmentOf({}, "enterpriseapp").audit.immutableLogs?.objectLock ?? { days: Number.NaN };

    expect(enterprise().variables.log_expire_after_days?.default).toBe(730);
    expect(days).toBe(365);
    expect(() => environmentOf({ storage: { logExpireAfterDays: 364 } }, "enterpriseapp")).toThrow(
      "storage.logExpireAfterDays must be at least 365 days, which is audit.immutableLogs.objectLock.days, got 364; a locked file that expires is only hidden",
    );
  });

  it("ENT-CT-1: COMPLIANCE by configuration: nobody shortens it, and whoever applies it is warned", () => {
    const [{ overrides = {}, base } = {}] = variants("locks that cannot be undone");
    const { template, summaries } = synthesized(overrides, base);

    expect(template.only("aws_s3_bucket_object_lock_configuration").rule).toEqual({
      default_retention: { mode: "COMPLIANCE", days: 365 },
    });
    expect(summaries.flatMap(({ notices }) => notices.map(({ message }) => message))).toContainEqual(
      "audit.immutableLogs.objectLock is COMPLIANCE: once applied, nobody can delete a file of the trail for 365 days, the root user included, and the bucket stays as long",
    );
  });

  it("ENT-CT-1: left out, the buckets are immutable by their policies only", () => {
    const { template } = synthesized({ audit: { immutableLogs: { objectLock: undefined } } }, "enterpriseapp");

    expect(template.types).not.toHaveProperty("aws_s3_bucket_object_lock_configuration");
    expect(template.at("aws_s3_bucket.trail_logs")).not.toHaveProperty("object_lock_enabled");
    expect(template.policyOf("aws_s3_bucket_policy.trail_logs", "policy")).toEqual(policy("trail_logs"));
  });

  it("ENT-CT-1: a test copy has neither lock nor immutable buckets: it must be destroyed", () => {
    const copy = synthesized({ lifecycle: "ephemeral", stage: "development" }, "enterpriseapp").template;

    expect(copy.types).not.toHaveProperty("aws_s3_bucket_object_lock_configuration");
    for (const id of Object.keys(LOG_BUCKETS)) {
      expect(
        copy
          .policyOf(`aws_s3_bucket_policy.${id}`, "policy")
          .filter(({ effect }) => effect === "Deny")
          .map(({ sid }) => sid),
      ).toEqual(["DenyInsecureTransport"]);
    }
  });
});

describe("who reads the trail", () => {
  it("ENT-CT-1: its files and its bucket have the same key, which readers use through S3", () => {
    expect(enterprise().at("aws_s3_bucket_server_side_encryption_configuration.trail_logs").rule).toEqual([
      {
        apply_server_side_encryption_by_default: {
          sse_algorithm: "aws:kms",
          kms_master_key_id: "${aws_kms_key.logs.arn}",
        },
        // CloudTrail would need kms:Decrypt for a key of the bucket's own.
        bucket_key_enabled: false,
        blocked_encryption_types: ["SSE-C"],
      },
    ]);
    expect(
      enterprise()
        .policyOf("aws_kms_key.logs", "policy")
        .find(({ sid }) => sid === "AllowUseThroughServices")?.conditions[0]?.values,
    ).toEqual(["s3.us-east-1.amazonaws.com"]);
  });
});
