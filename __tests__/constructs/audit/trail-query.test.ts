import { AthenaWorkgroup } from "@cdktf/provider-aws/lib/athena-workgroup";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { TerraformOutput, Testing } from "cdktf";
import { TrailQuery, type TrailQueryProps } from "../../../constructs/audit/trail-query";
import { TRAIL_QUESTIONS } from "../../../constructs/audit/trail-table";
import { AWS_MANAGED_KEY } from "../../../constructs/core/key-choice";
import { unescaped } from "../../support/expressions";
import { listOf, objectOf } from "../../support/json";
import { Template } from "../../support/template";
import { documentedTrailTable } from "./trail-ddl";

const KEY = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555";

const PROPS: TrailQueryProps = {
  account: { accountId: "111111111111", region: "us-east-1" },
  workgroupName: "Example-Workgroup",
  databaseName: "example_trail",
  trailBucketName: "example-trail-logs",
  resultBucketName: "example-results",
  kmsKeyArn: KEY,
  regions: ["us-east-1", "eu-west-1"],
  firstDay: "2026/01/01",
};

const TABLE = "aws_glue_catalog_table.query";

function define(props: Partial<TrailQueryProps> = {}): Template {
  return Template.of((stack) => new TrailQuery(stack, "query", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("a workgroup, a table in a database, and the saved queries", () => {
    expect(define().types).toEqual({
      aws_athena_named_query: 6, // the questions of the alarms
      aws_athena_workgroup: 1, // where queries run
      aws_glue_catalog_database: 1, // holds the table
      aws_glue_catalog_table: 1, // the trail's files, without a crawler
    });
  });

  it("a database, a table and a workgroup that say what they are", () => {
    const template = define();

    expect(template.only("aws_glue_catalog_database")).toEqual({
      name: "example_trail",
      description: "CloudTrail's log files, as a table.",
    });
    expect(template.at(TABLE).description).toBe(
      "One row an API call; `region` and `timestamp` (the day, yyyy/mm/dd) say which files are read.",
    );
  });

  it("names by reference", () => {
    const template = Template.of((stack) => {
      const { workgroupName, databaseName } = new TrailQuery(stack, "query", PROPS);
      new TerraformOutput(stack, "names", { value: [workgroupName, databaseName] });
    });

    expect(template.outputs.names?.value).toEqual([
      "${aws_athena_workgroup.query.name}",
      "${aws_glue_catalog_database.query.name}",
    ]);
  });
});

describe("guarantees", () => {
  it("SEC-CT-3: results are always encrypted with the given key, in the given bucket of this account", () => {
    expect(define().only("aws_athena_workgroup")).toEqual({
      name: "Example-Workgroup",
      description: "Queries of the trail; results are encrypted with a customer managed key.",
      force_destroy: false,
      configuration: {
        enforce_workgroup_configuration: true,
        publish_cloudwatch_metrics_enabled: true,
        bytes_scanned_cutoff_per_query: 10_737_418_240,
        result_configuration: {
          output_location: "s3://example-results/",
          expected_bucket_owner: "111111111111",
          encryption_configuration: { encryption_option: "SSE_KMS", kms_key_arn: KEY },
        },
      },
    });
  });

  it("SEC-CT-3: enforces that in anybody's stack", () => {
    expect(Testing.synthScope((scope) => new TrailQuery(scope, "query", PROPS))).toHaveResourceWithProperties(
      AthenaWorkgroup,
      { name: "Example-Workgroup", force_destroy: false },
    );
  });

  it("SEC-CT-3: the table is the one that AWS documents, over this trail's bucket and account, with the region a partition too", () => {
    const documented = documentedTrailTable();
    const here = (text: string) =>
      text
        .replace("amzn-s3-demo-bucket", "example-trail-logs")
        .replace("account-id", "111111111111")
        .replace("2020/01/01", "2026/01/01");
    const { parameters, ...table } = define().at(TABLE);
    const properties = Object.entries(objectOf(parameters)).map(([key, value]) => [key, unescaped(String(value))]);

    expect(Object.fromEntries(properties)).toEqual({
      ...Object.fromEntries(Object.entries(documented.properties).map(([key, value]) => [key, here(value)])),
      EXTERNAL: "TRUE",
      "projection.region.type": "enum",
      "projection.region.values": "us-east-1,eu-west-1",
      "storage.location.template": here(documented.properties["storage.location.template"] ?? "").replace(
        "aws-region",
        "${region}",
      ),
    });
    expect(table).toEqual({
      database_name: "${aws_glue_catalog_database.query.name}",
      name: "events",
      description: expect.any(String),
      table_type: "EXTERNAL_TABLE",
      partition_keys: [{ name: "region", type: "string" }, ...documented.partitions],
      storage_descriptor: {
        location: here(documented.location).replace("/aws-region", ""),
        input_format: documented.inputFormat,
        output_format: documented.outputFormat,
        ser_de_info: { serialization_library: documented.serde },
        columns: documented.columns,
      },
    });
  });

  it("SEC-CT-3: region and day in the path reach Athena: Terraform reads $${ as a literal ${", () => {
    expect(objectOf(define().at(TABLE).parameters)["storage.location.template"]).toBe(
      "s3://example-trail-logs/AWSLogs/111111111111/CloudTrail/$${region}/$${timestamp}",
    );
  });

  it("SEC-CT-3: every partition key is projected and in the path, or Athena would read nothing", () => {
    const { partition_keys: keys, parameters } = define().at(TABLE);

    for (const { name } of listOf(keys).map(objectOf)) {
      expect(objectOf(parameters)).toHaveProperty([`projection.${name}.type`]);
      expect(objectOf(parameters)["storage.location.template"]).toContain(`$\${${name}}`);
    }
  });

  it("SEC-CT-3: the escape stays beside a bucket that is a reference", () => {
    const template = Template.of((stack) => {
      const bucket = new S3Bucket(stack, "logs");
      new TrailQuery(stack, "query", { ...PROPS, trailBucketName: bucket.id });
    });

    expect(objectOf(template.at(TABLE).parameters)["storage.location.template"]).toBe(
      "s3://${aws_s3_bucket.logs.id}/AWSLogs/111111111111/CloudTrail/$${region}/$${timestamp}",
    );
  });

  it("SEC-CT-3: each question is a saved query of the workgroup and the database", () => {
    const template = define();

    expect(template.addresses("aws_athena_named_query")).toEqual(
      TRAIL_QUESTIONS.map(({ id }) => `aws_athena_named_query.query_${id}`).sort(),
    );
    for (const { id, title, description, sql } of TRAIL_QUESTIONS) {
      expect(template.at(`aws_athena_named_query.query_${id}`)).toEqual({
        name: title,
        description,
        workgroup: "${aws_athena_workgroup.query.id}",
        database: "${aws_glue_catalog_database.query.name}",
        query: sql('"example_trail"."events"'),
      });
    }
  });
});

describe("props", () => {
  it("kmsKeyArn: with AWS_MANAGED_KEY S3 encrypts results with keys of its own, and nothing else changes", () => {
    const WORKGROUP = "aws_athena_workgroup.query";
    const template = define({ kmsKeyArn: AWS_MANAGED_KEY });
    const { description, configuration, ...others } = template.at(WORKGROUP);

    expect(description).toBe("Queries of the trail; results are encrypted with keys that S3 manages.");
    expect(template.value(WORKGROUP, "configuration.result_configuration.encryption_configuration")).toEqual({
      encryption_option: "SSE_S3",
    });
    expect(configuration).toMatchObject({ enforce_workgroup_configuration: true });
    expect(define().at(WORKGROUP)).toMatchObject(others);
    const apart = ({ blocks }: Template) => blocks.filter(({ address }) => address !== WORKGROUP);
    expect(apart(template)).toEqual(apart(define()));
  });

  it("protect false: the workgroup is emptied on destroy, and nothing else changes", () => {
    const [durable, copy] = [define(), define({ protect: false })];

    expect(copy.only("aws_athena_workgroup")).toEqual({
      ...durable.only("aws_athena_workgroup"),
      force_destroy: true,
    });
    expect(copy.at(TABLE)).toEqual(durable.at(TABLE));
  });

  it("regions: all that are given; days of every form; a workgroup whose name only begins like AWS's", () => {
    const made = define({
      regions: ["us-gov-west-1", "ap-southeast-2"],
      firstDay: "2031/12/29",
      workgroupName: "primary-2",
    });

    expect(objectOf(made.at(TABLE).parameters)).toMatchObject({
      "projection.region.values": "us-gov-west-1,ap-southeast-2",
      "projection.timestamp.range": "2031/12/29,NOW",
    });
    expect(made.only("aws_athena_workgroup").name).toBe("primary-2");
  });

  it("firstDay: the table begins there and ends today", () => {
    expect(objectOf(define({ firstDay: "2025/12/31" }).at(TABLE).parameters)["projection.timestamp.range"]).toBe(
      "2025/12/31,NOW",
    );
  });
});

describe("rejects", () => {
  it.each<[Partial<TrailQueryProps>, string]>([
    [{ regions: [] }, "regions must name at least 1 region, got []"],
    [{ regions: ["US East"] }, 'regions[0] must be a region such as us-east-1, got "US East"'],
    [{ regions: ["us-east-1", "us-east-1"] }, 'regions[1] must differ from the others, got "us-east-1" again'],
    [{ firstDay: "2026-01-01" }, 'firstDay must be a day yyyy/mm/dd, got "2026-01-01"'],
    [{ firstDay: "from 2026/01/01" }, 'firstDay must be a day yyyy/mm/dd, got "from 2026/01/01"'],
    [{ firstDay: "2026/01/01 on" }, 'firstDay must be a day yyyy/mm/dd, got "2026/01/01 on"'],
    [{ firstDay: "2026/01/32" }, 'firstDay must be a day yyyy/mm/dd, got "2026/01/32"'],
    [{ firstDay: "2026/01/1x" }, 'firstDay must be a day yyyy/mm/dd, got "2026/01/1x"'],
    [{ regions: ["region us-east-1"] }, 'regions[0] must be a region such as us-east-1, got "region us-east-1"'],
    [{ regions: ["us-east-1a"] }, 'regions[0] must be a region such as us-east-1, got "us-east-1a"'],
    [
      { databaseName: "example_trail!" },
      'databaseName must be 1 to 255 lower-case letters, digits and underscores, got "example_trail!"',
    ],
    [
      { workgroupName: "my workgroup" },
      'workgroupName must be 1 to 128 letters, digits or . _ - and not primary, got "my workgroup"',
    ],
    [{ firstDay: "2026/13/01" }, 'firstDay must be a day yyyy/mm/dd, got "2026/13/01"'],
    [
      { databaseName: "Example-Trail" },
      'databaseName must be 1 to 255 lower-case letters, digits and underscores, got "Example-Trail"',
    ],
    [
      { workgroupName: "primary" },
      'workgroupName must be 1 to 128 letters, digits or . _ - and not primary, got "primary"',
    ],
  ])("fails if %j", (props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/query: ${message}`));
  });
});
