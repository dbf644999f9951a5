import { AthenaNamedQuery } from "@cdktf/provider-aws/lib/athena-named-query";
import { AthenaWorkgroup } from "@cdktf/provider-aws/lib/athena-workgroup";
import { GlueCatalogDatabase } from "@cdktf/provider-aws/lib/glue-catalog-database";
import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table";
import { Construct } from "constructs";
import type { AwsAccount } from "../core/account";
import { customerKey } from "../core/key-choice";
import type { Protection } from "../core/protection";
import { literal } from "../core/terraform-blocks";
import { assertValid, repetitionProblems, textProblems } from "../core/validate";
import { TRAIL_COLUMNS, TRAIL_QUESTIONS } from "./trail-table";

/** Props of {@link TrailQuery}. */
export interface TrailQueryProps extends Protection {
  readonly account: AwsAccount;
  /** 1 to 128 letters, digits or . _ -; not `primary`, which every region has. */
  readonly workgroupName: string;
  /** 1 to 255 lower-case letters, digits and underscores. */
  readonly databaseName: string;
  /** The bucket that the trail delivers to. */
  readonly trailBucketName: string;
  /** The bucket that results are written to. */
  readonly resultBucketName: string;
  /** What encrypts results: the ARN of a key, or `AWS_MANAGED_KEY`: S3 then encrypts with keys of its own (SSE-S3). */
  readonly kmsKeyArn: string;
  /** The regions whose log files the table covers: at least one. */
  readonly regions: readonly string[];
  /** The first day that the table covers, `yyyy/mm/dd`. */
  readonly firstDay: string;
}

const TABLE = "events";

/** How much one query may read: 10 GiB, so that a forgotten WHERE costs cents. */
const SCAN_LIMIT_BYTES = 10 * 1024 ** 3;

/**
 * Defines a way to query the trail with SQL (SEC-CT-3): an Athena workgroup whose results are always encrypted, a table
 * over the trail's log files of all regions that needs no crawler, and a saved query for each question of the alarms.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html
 */
export class TrailQuery extends Construct {
  public readonly workgroupName: string;
  public readonly databaseName: string;

  public constructor(scope: Construct, id: string, props: TrailQueryProps) {
    super(scope, id);
    assertValid(scope, id, problems(props));
    const database = new GlueCatalogDatabase(this, "Default", {
      name: props.databaseName,
      description: "CloudTrail's log files, as a table.",
    });
    this.defineTable(props, database.name);
    const workgroup = this.defineWorkgroup(props);
    for (const { id: query, title, description, sql } of TRAIL_QUESTIONS) {
      new AthenaNamedQuery(this, query, {
        name: title,
        description,
        workgroup: workgroup.id,
        database: database.name,
        query: sql(`"${props.databaseName}"."${TABLE}"`),
      });
    }
    this.workgroupName = workgroup.name;
    this.databaseName = database.name;
  }

  private defineTable({ account, trailBucketName, regions, firstDay }: TrailQueryProps, databaseName: string): void {
    const location = `s3://${trailBucketName}/AWSLogs/${account.accountId}/CloudTrail`;
    new GlueCatalogTable(this, "Default-table", {
      databaseName,
      name: TABLE,
      description: "One row an API call; `region` and `timestamp` (the day, yyyy/mm/dd) say which files are read.",
      tableType: "EXTERNAL_TABLE",
      parameters: {
        EXTERNAL: "TRUE",
        "projection.enabled": "true",
        "projection.region.type": "enum",
        "projection.region.values": regions.join(","),
        "projection.timestamp.type": "date",
        "projection.timestamp.format": "yyyy/MM/dd",
        "projection.timestamp.interval": "1",
        "projection.timestamp.interval.unit": "DAYS",
        "projection.timestamp.range": `${firstDay},NOW`,
        "storage.location.template": `${location}/${literal(`\${region}/\${timestamp}`)}`,
      },
      partitionKeys: [
        { name: "region", type: "string" },
        { name: "timestamp", type: "string" },
      ],
      storageDescriptor: {
        location,
        inputFormat: "com.amazon.emr.cloudtrail.CloudTrailInputFormat",
        outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        serDeInfo: { serializationLibrary: "org.apache.hive.hcatalog.data.JsonSerDe" },
        columns: TRAIL_COLUMNS.map(({ name, type }) => ({ name, type })),
      },
    });
  }

  private defineWorkgroup({ account, workgroupName, resultBucketName, kmsKeyArn, protect = true }: TrailQueryProps) {
    const key = customerKey(kmsKeyArn);
    return new AthenaWorkgroup(this, "Default-workgroup", {
      name: workgroupName,
      description:
        key === undefined
          ? "Queries of the trail; results are encrypted with keys that S3 manages."
          : "Queries of the trail; results are encrypted with a customer managed key.",
      forceDestroy: !protect,
      configuration: {
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: SCAN_LIMIT_BYTES,
        resultConfiguration: {
          outputLocation: `s3://${resultBucketName}/`,
          expectedBucketOwner: account.accountId,
          encryptionConfiguration:
            key === undefined ? { encryptionOption: "SSE_S3" } : { encryptionOption: "SSE_KMS", kmsKeyArn: key },
        },
      },
    });
  }
}

function problems({ workgroupName, databaseName, regions, firstDay }: TrailQueryProps): string[] {
  return [
    ...textProblems(
      "workgroupName",
      workgroupName,
      /^(?!primary$)[A-Za-z0-9._-]{1,128}$/,
      "be 1 to 128 letters, digits or . _ - and not primary",
    ),
    ...textProblems(
      "databaseName",
      databaseName,
      /^[a-z0-9_]{1,255}$/,
      "be 1 to 255 lower-case letters, digits and underscores",
    ),
    ...(regions.length > 0 ? [] : ["regions must name at least 1 region, got []"]),
    ...regions.flatMap((region, index) =>
      textProblems(`regions[${index}]`, region, /^[a-z]{2}(?:-[a-z]+)+-\d$/, "be a region such as us-east-1"),
    ),
    ...repetitionProblems((index) => `regions[${index}]`, regions),
    ...textProblems(
      "firstDay",
      firstDay,
      /^20\d\d\/(?:0[1-9]|1[0-2])\/(?:0[1-9]|[12]\d|3[01])$/,
      "be a day yyyy/mm/dd",
    ),
  ];
}
