import { synthesized } from "../../support/environments";

const multiAz = () => synthesized({}, "multi-az").template;
const INSTANCE = "aws_db_instance.postgres";
const KEY = "${aws_kms_key.master.arn}";

it("MAZ-DB-1: the database and its secrets are made of these, and of no others", () => {
  const own = multiAz()
    .addresses()
    .filter((address) => /^aws_(?:db_|secretsmanager)|postgres|\.database_(?:postgresql|upgrade)/.test(address))
    .filter((address) => !/network_acl/.test(address));

  expect(own).toEqual([
    "aws_cloudwatch_log_group.database_postgresql",
    "aws_cloudwatch_log_group.database_upgrade",
    "aws_db_event_subscription.database_events", // failovers and failures, to the topic
    INSTANCE,
    "aws_db_parameter_group.postgres",
    "aws_db_subnet_group.postgres",
    "aws_secretsmanager_secret.database_bootstrap", // the first password, for Terraform
    "aws_secretsmanager_secret.database_secret", // what consumers read
    "aws_secretsmanager_secret_rotation.database_rotation",
    "aws_secretsmanager_secret_version.database_bootstrap",
    "aws_secretsmanager_secret_version.database_secret",
    "random_id.postgres_final_snapshot",
  ]);
});

describe("the instance", () => {
  it("MAZ-DB-1: has a standby in the other zone", () => {
    const template = multiAz();

    expect(template.at(INSTANCE).multi_az).toBe(true);
    expect(template.at("aws_db_subnet_group.postgres").subnet_ids).toEqual([
      "${aws_subnet.private_a.id}",
      "${aws_subnet.private_b.id}",
    ]);
    expect(template.at(INSTANCE).db_subnet_group_name).toBe("${aws_db_subnet_group.postgres.name}");
  });

  it("MAZ-DB-1: is encrypted, and private", () => {
    expect(multiAz().at(INSTANCE)).toMatchObject({
      storage_encrypted: true,
      kms_key_id: KEY,
      publicly_accessible: false,
    });
  });

  it("MAZ-DB-1: has Performance Insights with the key, for 7 days", () => {
    expect(multiAz().at(INSTANCE)).toMatchObject({
      performance_insights_enabled: true,
      performance_insights_kms_key_id: KEY,
      performance_insights_retention_period: 7,
    });
    expect(
      synthesized({ database: { performanceInsightsDays: undefined } }, "multi-az").template.at(INSTANCE),
    ).not.toHaveProperty("performance_insights_enabled");
  });

  it("MAZ-DB-1: refuses deletion, in AWS and in Terraform, and leaves a snapshot", () => {
    expect(multiAz().at(INSTANCE)).toMatchObject({
      deletion_protection: true,
      lifecycle: { prevent_destroy: true },
      skip_final_snapshot: false,
      final_snapshot_identifier: "platform-main-database-multi-az-final-${random_id.postgres_final_snapshot.hex}",
    });
  });

  it("MAZ-DB-1: is backed up for 14 days, which stay when it is deleted", () => {
    const template = multiAz();

    expect(template.at(INSTANCE)).toMatchObject({
      backup_retention_period: "${var.database_backup_retention_days}",
      backup_window: "03:00-04:00",
      delete_automated_backups: false,
    });
    expect(template.variables.database_backup_retention_days?.default).toBe(14);
  });

  it("MAZ-DB-1: takes TLS only, so that rotation's verified TLS is the only way", () => {
    expect(multiAz().at(INSTANCE).parameter_group_name).toBe("${aws_db_parameter_group.postgres.name}");
    expect(multiAz().at("aws_db_parameter_group.postgres").parameter).toContainEqual({
      name: "rds.force_ssl",
      value: "1",
      apply_method: "pending-reboot",
    });
  });
});

describe("the secret", () => {
  const READ_BACK = "ephemeral.aws_secretsmanager_secret_version.database_bootstrap.secret_string";

  it("MAZ-DB-1: is generated: nobody chooses the password, and no state has it", () => {
    const template = multiAz();

    expect(template.at("ephemeral.random_password.database_bootstrap")).toEqual({
      length: 32,
      min_lower: 2,
      min_upper: 2,
      min_numeric: 2,
      min_special: 2,
      override_special: "!#$%&*()-_=+[]{}<>:?",
    });
    expect(template.at(INSTANCE).password_wo).toBe(`\${${READ_BACK}}`);
    expect(template.types).not.toHaveProperty("random_password");
  });

  it("MAZ-DB-1: is attached to the instance: host, port, dbname and dbInstanceIdentifier are the instance's", () => {
    const version = multiAz().at("aws_secretsmanager_secret_version.database_secret");

    expect(version.secret_id).toBe("${aws_secretsmanager_secret.database_secret.id}");
    expect(version.secret_string_wo).toBe(
      `\${jsonencode({${[
        '"username" = "app_owner"',
        `"password" = ${READ_BACK}`,
        '"engine" = "postgres"',
        '"host" = aws_db_instance.postgres.address',
        '"port" = aws_db_instance.postgres.port',
        '"dbname" = "app"',
        '"dbInstanceIdentifier" = aws_db_instance.postgres.identifier',
      ].join(", ")}})}`,
    );
    expect(multiAz().at(INSTANCE)).toMatchObject({ username: "app_owner", db_name: "app" });
  });

  it("MAZ-DB-1: is encrypted with the key, and can be restored for 7 days", () => {
    for (const secret of multiAz().all("aws_secretsmanager_secret")) {
      expect(secret).toMatchObject({ kms_key_id: KEY, recovery_window_in_days: 7 });
    }
  });
});
