import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TRAIL_QUESTIONS } from "../../../constructs/audit/trail-table";
import { PROJECT_ROOT, synthesized } from "../../support/environments";
import { objectOf } from "../../support/json";

const athena = () => synthesized().template;
const lake = () => synthesized({ audit: { query: "lake" } }).template;
const none = () => synthesized({ audit: { query: "none" } }).template;

const OF_ATHENA = [
  "aws_athena_named_query",
  "aws_athena_workgroup",
  "aws_glue_catalog_database",
  "aws_glue_catalog_table",
];

const auditTypes = (types: Readonly<Record<string, number>>) =>
  Object.keys(types).filter((type) => /athena|glue|event_data_store/.test(type));

describe("auditQuery: athena", () => {
  it("SEC-CT-3: is what seccfn.yaml ships, which says how and when to choose lake", () => {
    const yaml = readFileSync(join(PROJECT_ROOT, "environments", "seccfn.yaml"), "utf8");

    expect(yaml).toMatch(/^ {2}query: athena # `lake` for an account that used CloudTrail Lake before 31 May 2026$/m);
    expect(auditTypes(athena().types)).toEqual(OF_ATHENA);
  });

  it("SEC-CT-3: the workgroup encrypts every result with the master key, in a bucket of this account", () => {
    expect(athena().only("aws_athena_workgroup")).toMatchObject({
      name: "SecCFN-CloudTrail-Workgroup",
      configuration: {
        enforce_workgroup_configuration: true,
        result_configuration: {
          output_location: "s3://${aws_s3_bucket.query_results.id}/",
          expected_bucket_owner: "111111111111",
          encryption_configuration: { encryption_option: "SSE_KMS", kms_key_arn: "${aws_kms_key.master.arn}" },
        },
      },
    });
  });

  it("SEC-CT-3: the table lies over the trail's bucket, with projected partitions from the configured day on", () => {
    const table = athena().only("aws_glue_catalog_table");
    const place = "s3://${aws_s3_bucket.trail_logs.id}/AWSLogs/111111111111/CloudTrail";

    expect(objectOf(table.storage_descriptor).location).toBe(place);
    expect(table.parameters).toMatchObject({
      "projection.enabled": "true",
      "projection.timestamp.range": "2026/01/01,NOW",
      "storage.location.template": `${place}/$\${region}/$\${timestamp}`,
    });
    expect(table.database_name).toBe("${aws_glue_catalog_database.trail_query.name}");
    expect(athena().only("aws_glue_catalog_database").name).toBe("seccfn_cloud_trail_database");
  });

  it("SEC-CT-3: the table covers every region that a multi-region trail records, within the partition", () => {
    const regions = (template = athena()) =>
      String(objectOf(template.only("aws_glue_catalog_table").parameters)["projection.region.values"]).split(",");

    expect(regions()).toEqual(expect.arrayContaining(["us-east-1", "us-west-2", "eu-central-1", "ap-southeast-2"]));
    expect(regions().filter((region) => /^(?:cn|us-gov)-/.test(region))).toEqual([]);
    expect(regions(synthesized({ region: "us-gov-west-1" }).template)).toEqual(["us-gov-east-1", "us-gov-west-1"]);
  });

  it("SEC-CT-3: there is a saved query for each question of the alarms, on that table", () => {
    const queries = athena().all("aws_athena_named_query");

    expect(queries.map(({ name }) => name).sort()).toEqual(TRAIL_QUESTIONS.map(({ title }) => title).sort());
    for (const { query, workgroup } of queries) {
      expect(query).toContain('\nFROM "seccfn_cloud_trail_database"."events"\n');
      expect(workgroup).toBe("${aws_athena_workgroup.trail_query.id}");
    }
  });

  it("SEC-CT-3: people find the workgroup in the outputs", () => {
    expect(athena().outputs.trail_query_workgroup?.value).toBe("${aws_athena_workgroup.trail_query.name}");
  });
});

describe("auditQuery: lake", () => {
  it("SEC-CT-3: is the event data store: multi-region, encrypted, protected against termination", () => {
    const template = lake();

    expect(auditTypes(template.types)).toEqual(["aws_cloudtrail_event_data_store"]);
    expect(template.only("aws_cloudtrail_event_data_store")).toMatchObject({
      name: "SecCFN-CloudTrail-EventDataStore",
      kms_key_id: "${aws_kms_key.master.arn}",
      multi_region_enabled: true,
      termination_protection_enabled: true,
      retention_period: 365,
      lifecycle: { prevent_destroy: true },
    });
  });

  it("SEC-CT-3: records what the trail records", () => {
    const template = lake();

    expect(template.only("aws_cloudtrail_event_data_store").advanced_event_selector).toEqual(
      template.only("aws_cloudtrail").advanced_event_selector,
    );
  });

  it("SEC-CT-3: CloudTrail may use the key for it, which AWS limits by no condition", () => {
    const statements = (template: ReturnType<typeof lake>) =>
      template
        .policy("data.aws_iam_policy_document.master_key_policy")
        .filter(({ sid }) => sid === "AllowCloudTrailLake");

    expect(statements(lake())).toEqual([
      {
        sid: "AllowCloudTrailLake",
        effect: "Allow",
        principals: { Service: ["cloudtrail.amazonaws.com"] },
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: ["*"],
        conditions: [],
      },
    ]);
    expect([statements(athena()), statements(none())]).toEqual([[], []]);
  });

  it("SEC-CT-3: its retention is configuration, and its ARN an output", () => {
    const template = synthesized({ audit: { query: "lake", lakeRetentionDays: 2555 } }).template;

    expect(template.only("aws_cloudtrail_event_data_store").retention_period).toBe(2555);
    expect(template.outputs.event_data_store_arn?.value).toBe("${aws_cloudtrail_event_data_store.trail_lake.arn}");
  });

  it("SEC-CT-3: needs no bucket for results", () => {
    expect(lake().addresses("aws_s3_bucket")).not.toContain("aws_s3_bucket.query_results");
  });
});

describe("auditQuery: none", () => {
  it("SEC-CT-3: leaves the trail as it is, and nothing beside it", () => {
    const template = none();

    expect(auditTypes(template.types)).toEqual([]);
    expect(template.addresses("aws_s3_bucket")).not.toContain("aws_s3_bucket.query_results");
    expect(template.outputs).not.toHaveProperty("trail_query_workgroup");
    expect(template.at("aws_cloudtrail.trail")).toMatchObject({ is_multi_region_trail: true, enable_logging: true });
  });
});
