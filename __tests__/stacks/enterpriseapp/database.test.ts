import { synthesized } from "../../support/environments";
import { textsOf } from "../../support/json";

const enterprise = () => synthesized({}, "enterpriseapp").template;
const INSTANCE = "aws_db_instance.postgres";
const KEY = "${aws_kms_key.rds.arn}";

it("ENT-DB-1: has a standby in the other zone", () => {
  expect(enterprise().at(INSTANCE).multi_az).toBe(true);
  expect(enterprise().at("aws_db_subnet_group.postgres").subnet_ids).toEqual([
    "${aws_subnet.private_a.id}",
    "${aws_subnet.private_b.id}",
  ]);
});

it("ENT-DB-1: refuses deletion, in AWS and in Terraform, and leaves a snapshot", () => {
  expect(enterprise().at(INSTANCE)).toMatchObject({
    deletion_protection: true,
    lifecycle: { prevent_destroy: true },
    skip_final_snapshot: false,
    final_snapshot_identifier: "corp-database-enterpriseapp-main-final-${random_id.postgres_final_snapshot.hex}",
  });
});

it("ENT-DB-1: is encrypted with the key of databases, and so are its insights, which are kept for two years", () => {
  expect(enterprise().at(INSTANCE)).toMatchObject({
    storage_encrypted: true,
    kms_key_id: KEY,
    performance_insights_enabled: true,
    performance_insights_kms_key_id: KEY,
    performance_insights_retention_period: 731,
  });
});

describe("enhanced monitoring", () => {
  it("ENT-DB-1: shows the operating system each minute, by a role that waits for its right", () => {
    expect(enterprise().at(INSTANCE)).toMatchObject({
      monitoring_interval: 60,
      monitoring_role_arn: "${aws_iam_role.database_monitoring_role.arn}",
    });
    expect(textsOf(enterprise().at(INSTANCE).depends_on)).toContain(
      "aws_iam_role_policy_attachment.database_monitoring_role_monitoring",
    );
  });

  it("ENT-DB-1: RDS assumes the role for this database only, and has AWS's own policy by it", () => {
    expect(enterprise().policyOf("aws_iam_role.database_monitoring_role", "assume_role_policy")).toEqual([
      {
        sid: "AllowServiceToAssume",
        effect: "Allow",
        principals: { Service: ["monitoring.rds.amazonaws.com"] },
        actions: ["sts:AssumeRole"],
        resources: [],
        conditions: [
          { test: "StringEquals", variable: "aws:SourceAccount", values: ["444444444444"] },
          {
            test: "ArnLike",
            variable: "aws:SourceArn",
            values: ["arn:aws:rds:us-east-1:444444444444:db:corp-database-enterpriseapp-main"],
          },
        ],
      },
    ]);
    expect(enterprise().at(INSTANCE).identifier).toBe("corp-database-enterpriseapp-main");
    expect(
      enterprise()
        .all("aws_iam_role_policy_attachment")
        .filter(({ role }) => role === "${aws_iam_role.database_monitoring_role.name}")
        .map(({ policy_arn: policy }) => policy),
    ).toEqual(["arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"]);
  });

  it("ENT-DB-1: its log group, whose name AWS dictates, is there first, encrypted and not for ever", () => {
    expect(enterprise().at("aws_cloudwatch_log_group.database_os_metrics")).toMatchObject({
      name: "RDSOSMetrics",
      kms_key_id: "${aws_kms_key.logs.arn}",
      retention_in_days: expect.anything(),
    });
    expect(textsOf(enterprise().at(INSTANCE).depends_on)).toContain("aws_cloudwatch_log_group.database_os_metrics");
  });

  it("ENT-DB-1: off, the role and the log group are gone", () => {
    const { template } = synthesized(
      { database: { enhancedMonitoringSeconds: undefined }, baseline: { rdsMonitoringLogs: false } },
      "enterpriseapp",
    );

    expect(template.at(INSTANCE)).not.toHaveProperty("monitoring_role_arn");
    expect(template.addresses().filter((address) => /database_monitoring|os_metrics/.test(address))).toEqual([]);
  });
});

it("ENT-DB-1: is private, reached by named groups, and keeps backups for 35 days", () => {
  expect(enterprise().at(INSTANCE)).toMatchObject({
    publicly_accessible: false,
    vpc_security_group_ids: ["${aws_security_group.database.id}"],
    backup_retention_period: "${var.database_backup_retention_days}",
  });
  expect(enterprise().variables).toMatchObject({
    database_backup_retention_days: { default: 35 },
    database_instance_class: { default: "db.r7g.xlarge" },
    database_allocated_storage_gib: { default: 200 },
    database_max_allocated_storage_gib: { default: 2000 },
  });
});
