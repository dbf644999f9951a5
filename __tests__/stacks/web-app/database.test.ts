import { synthesized } from "../../support/environments";
import { objectOf, textsOf } from "../../support/json";

const webApp = () => synthesized({}, "web-app").template;
const INSTANCE = "aws_db_instance.postgres";
const SECRET = "${aws_db_instance.postgres.master_user_secret[0].secret_arn}";

it("WEB-DB-1: the database is made of these, and of no others: no secret and no password of our own", () => {
  const template = webApp();
  const own = template
    .addresses()
    .filter(
      (address) => /postgres|database|secret|password/.test(address) && !/security_group|acl|alarm|glue/.test(address),
    );

  expect(own).toEqual([
    "aws_cloudwatch_log_group.database_postgresql",
    "aws_cloudwatch_log_group.database_upgrade",
    "aws_db_event_subscription.database_events", // failures, to the topic
    INSTANCE,
    "aws_db_parameter_group.postgres",
    "aws_db_subnet_group.postgres",
    "aws_iam_account_password_policy.account", // people's
    "aws_secretsmanager_secret_rotation.postgres",
    "random_id.postgres_final_snapshot",
  ]);
  expect(template.ephemerals).toEqual([]);
});

describe("the password", () => {
  it("WEB-DB-1: is made and kept by RDS, encrypted with the master key, and given nowhere", () => {
    const passwords = Object.entries(webApp().at(INSTANCE)).filter(([key]) => /password|master_user/.test(key));

    expect(Object.fromEntries(passwords)).toEqual({
      manage_master_user_password: true,
      master_user_secret_kms_key_id: "${aws_kms_key.master.arn}",
    });
    expect(webApp().variables).not.toHaveProperty("database_password_version");
  });

  it("WEB-DB-1: is rotated by RDS every 30 days, without a function, and not at once, since it is new", () => {
    expect(webApp().only("aws_secretsmanager_secret_rotation")).toEqual({
      secret_id: SECRET,
      rotate_immediately: false,
      rotation_rules: { automatically_after_days: 30 },
    });
    expect(webApp().addresses("aws_lambda_function")).not.toContain("aws_lambda_function.rotation");
  });

  it.each([
    [14, 14],
    [undefined, 7],
  ])("WEB-DB-1: the days are configuration; %s means every %s", (rotationDays, days) => {
    const { template } = synthesized({ database: { rotationDays } }, "web-app");

    expect(template.only("aws_secretsmanager_secret_rotation").rotation_rules).toEqual({
      automatically_after_days: days,
    });
    expect(template.at(INSTANCE).manage_master_user_password).toBe(true);
  });

  it("WEB-DB-1: its secret is in the outputs, and what the secret lacks: host, port and name", () => {
    const { outputs } = webApp();

    expect(outputs.database_secret_arn?.value).toBe(SECRET);
    expect(outputs.database_endpoint?.value).toBe("${aws_db_instance.postgres.address}");
    expect(outputs.database_port?.value).toBe("${aws_db_instance.postgres.port}");
    expect(outputs.database_name?.value).toBe(webApp().at(INSTANCE).db_name);
  });

  it("WEB-DB-1: counting a version up is refused, since RDS makes the password", () => {
    expect(() => synthesized({ database: { passwordVersion: 2 } }, "web-app")).toThrow(
      "database.passwordVersion must be 1 with credentials: rdsManaged, got 2; RDS makes and rotates the password, so remove it",
    );
  });
});

describe("the final snapshot", () => {
  it("WEB-DB-1: is kept on deletion, which RDS refuses at first", () => {
    expect(webApp().at(INSTANCE)).toMatchObject({
      deletion_protection: true,
      skip_final_snapshot: false,
      final_snapshot_identifier: "webapp-main-database-final-${random_id.postgres_final_snapshot.hex}",
      delete_automated_backups: false,
      copy_tags_to_snapshot: true,
      lifecycle: { prevent_destroy: true },
    });
  });

  it("WEB-DB-1: is kept on each replacement, under another name: what forces one changes the random id", () => {
    const template = webApp();
    const { keepers } = template.at("random_id.postgres_final_snapshot");
    const instance = template.at(INSTANCE);
    const group = textsOf(instance.db_subnet_group_name).join();

    expect(keepers).toEqual({
      database_name: instance.db_name,
      engine: instance.engine,
      kms_key: instance.kms_key_id,
      subnet_group: template.at("aws_db_subnet_group.postgres").name,
      username: instance.username,
    });
    expect(group).toBe("${aws_db_subnet_group.postgres.name}");
    // Another of them, another id.
    const other = synthesized({ database: { databaseName: "shop" } }, "web-app").template;
    expect(objectOf(other.at("random_id.postgres_final_snapshot").keepers).database_name).toBe("shop");
  });

  it("WEB-DB-1: a test copy leaves none", () => {
    const copy = synthesized({ lifecycle: "ephemeral", stage: "development" }, "web-app").template;

    expect(copy.at(INSTANCE)).toMatchObject({ skip_final_snapshot: true, deletion_protection: false });
    expect(copy.addresses("random_id")).toEqual(["random_id.bucket_suffix"]);
  });
});

it("WEB-DB-1: has a standby in the other zone, grows by itself, and takes TLS only", () => {
  const template = webApp();

  expect(template.at(INSTANCE)).toMatchObject({
    multi_az: true,
    allocated_storage: "${var.database_allocated_storage_gib}",
    max_allocated_storage: "${var.database_max_allocated_storage_gib}",
    publicly_accessible: false,
    storage_encrypted: true,
    kms_key_id: "${aws_kms_key.master.arn}",
    parameter_group_name: "${aws_db_parameter_group.postgres.name}",
  });
  expect(template.variables).toMatchObject({
    database_allocated_storage_gib: { default: 100 },
    database_max_allocated_storage_gib: { default: 500 },
    database_backup_retention_days: { default: 14 },
  });
  expect(template.at("aws_db_parameter_group.postgres").parameter).toContainEqual({
    name: "rds.force_ssl",
    value: "1",
    apply_method: "pending-reboot",
  });
});
