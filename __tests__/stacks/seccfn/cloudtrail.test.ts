import { synthesized } from "../../support/environments";
import { listOf, objectOf, textsOf } from "../../support/json";
import type { Template } from "../../support/template";

const seccfn = () => synthesized().template;
const TRAIL = "aws_cloudtrail.trail";

/** The buckets whose objects the trail does not watch, by the names of their resources. */
function unwatched(template: Template): string[] {
  const starts = listOf(template.at(TRAIL).advanced_event_selector)
    .flatMap((selector) => listOf(objectOf(selector).field_selector))
    .flatMap((field) => textsOf(objectOf(field).not_starts_with));
  return starts.map((start) => {
    const bucket = template.resources.find(
      ({ type, values }) => type === "aws_s3_bucket" && start === `arn:aws:s3:::${String(values.bucket)}/`,
    );
    return bucket?.name ?? start;
  });
}

it("SEC-CT-1: is multi-region, with global events, validated files, and the master key", () => {
  expect(seccfn().only("aws_cloudtrail")).toMatchObject({
    name: "SecCFN-Trail",
    enable_logging: true,
    is_multi_region_trail: true,
    include_global_service_events: true,
    enable_log_file_validation: true,
    kms_key_id: "${aws_kms_key.master.arn}",
    lifecycle: { prevent_destroy: true },
  });
});

it("SEC-CT-1: goes to S3 and to a log group that keeps events for 90 days, by its own role", () => {
  const template = seccfn();

  expect(template.at(TRAIL)).toMatchObject({
    s3_bucket_name: "${aws_s3_bucket.trail_logs.id}",
    cloud_watch_logs_group_arn: "${aws_cloudwatch_log_group.trail_events.arn}:*",
    cloud_watch_logs_role_arn: "${aws_iam_role.trail_role.arn}",
  });
  expect(template.at("aws_cloudwatch_log_group.trail_events")).toMatchObject({
    name: "SecCFN-CloudTrail-LogGroup",
    retention_in_days: "${var.trail_log_retention_days}",
    kms_key_id: "${aws_kms_key.master.arn}",
  });
  expect(template.variables.trail_log_retention_days?.default).toBe(90);
  expect(template.at("aws_iam_role.trail_role").name).toBe("SecCFN-CloudTrail-CloudWatch-Role");
});

it("SEC-CT-1: waits for the bucket's policy and for what the role may do", () => {
  expect(seccfn().at(TRAIL).depends_on).toEqual(
    expect.arrayContaining(["aws_s3_bucket_policy.trail_logs", "aws_iam_role_policy_attachment.trail_role"]),
  );
});

it("SEC-CT-2: records management events, S3 object events and Lambda invocations", () => {
  const selectors = listOf(seccfn().at(TRAIL).advanced_event_selector)
    .map(objectOf)
    .map(({ field_selector: fields }) =>
      Object.fromEntries(
        listOf(fields)
          .map(objectOf)
          .map(({ field, equals }) => [String(field), equals]),
      ),
    );

  expect(selectors).toEqual([
    { eventCategory: ["Management"] },
    { eventCategory: ["Data"], "resources.type": ["AWS::S3::Object"], "resources.ARN": undefined },
    { eventCategory: ["Data"], "resources.type": ["AWS::Lambda::Function"] },
  ]);
  expect(seccfn().at(TRAIL)).not.toHaveProperty("event_selector");
});

it("SEC-CT-2: watches the data bucket and no log bucket, else the trail would log itself", () => {
  const template = seccfn();
  const buckets = template.resources.filter(({ type }) => type === "aws_s3_bucket").map(({ name }) => name);

  expect(unwatched(template)).toEqual(["access_logs", "trail_logs", "config_history", "query_results"]);
  expect(buckets.filter((name) => !unwatched(template).includes(name))).toEqual(["data"]);
});

it("SEC-CT-2: names only log buckets that there are", () => {
  expect(
    unwatched(synthesized({ audit: { query: "none", configRules: [] }, baseline: { config: "external" } }).template),
  ).toEqual(["access_logs", "trail_logs"]);
});
