import { synthesized } from "../../support/environments";
import { usesIn } from "../../support/graph";

const seccfn = () => synthesized().template;

const KEY = "${aws_kms_key.master.arn}";
const INSTANCE = "aws_db_instance.postgres";
const READ_BACK = "${ephemeral.aws_secretsmanager_secret_version.database_bootstrap.secret_string}";

describe("the database", () => {
  it("SEC-DB-1: is PostgreSQL, encrypted with the master key, in two zones", () => {
    expect(seccfn().only("aws_db_instance")).toMatchObject({
      engine: "postgres",
      engine_version: "17",
      storage_encrypted: true,
      kms_key_id: KEY,
      multi_az: true,
    });
  });

  it("SEC-DB-1: is private, in a subnet group of the private subnets", () => {
    const template = seccfn();

    expect(template.at(INSTANCE)).toMatchObject({
      publicly_accessible: false,
      db_subnet_group_name: "${aws_db_subnet_group.postgres.name}",
      vpc_security_group_ids: ["${aws_security_group.database.id}"],
    });
    expect(template.at("aws_db_subnet_group.postgres").subnet_ids).toEqual([
      "${aws_subnet.private_a.id}",
      "${aws_subnet.private_b.id}",
    ]);
  });

  it("SEC-DB-1: has 7 days of backups, with a backup window and a maintenance window apart from it", () => {
    const template = seccfn();

    expect(template.at(INSTANCE)).toMatchObject({
      backup_retention_period: "${var.database_backup_retention_days}",
      backup_window: "03:00-04:00",
      maintenance_window: "sun:04:30-sun:05:30",
      copy_tags_to_snapshot: true,
    });
    expect(template.variables.database_backup_retention_days?.default).toBe(7);
  });

  it("SEC-DB-1: exports the logs postgresql and upgrade to encrypted log groups that exist first", () => {
    const template = seccfn();
    const { enabled_cloudwatch_logs_exports: logs, depends_on: first, identifier } = template.at(INSTANCE);

    expect(logs).toEqual(["postgresql", "upgrade"]);
    expect(first).toEqual([
      "aws_cloudwatch_log_group.database_postgresql",
      "aws_cloudwatch_log_group.database_upgrade",
    ]);
    for (const log of ["postgresql", "upgrade"]) {
      expect(template.at(`aws_cloudwatch_log_group.database_${log}`)).toMatchObject({
        name: `/aws/rds/instance/${identifier}/${log}`,
        kms_key_id: KEY,
        retention_in_days: "${var.database_log_retention_days}",
      });
    }
  });

  it("SEC-DB-1: takes TLS only, by its own parameter group", () => {
    const template = seccfn();

    expect(template.at(INSTANCE).parameter_group_name).toBe("${aws_db_parameter_group.postgres.name}");
    expect(template.at("aws_db_parameter_group.postgres")).toMatchObject({
      name: "seccfn-main-parameters-postgres17",
      family: "postgres17",
    });
    expect(template.at("aws_db_parameter_group.postgres").parameter).toContainEqual({
      name: "rds.force_ssl",
      value: "1",
      apply_method: "pending-reboot",
    });
  });

  it("SEC-DB-1: takes IAM authentication", () => {
    expect(seccfn().at(INSTANCE).iam_database_authentication_enabled).toBe(true);
  });

  it("ALL-14: refuses deletion and leaves a final snapshot of a name that nothing else has", () => {
    const template = seccfn();

    expect(template.at(INSTANCE)).toMatchObject({
      deletion_protection: true,
      skip_final_snapshot: false,
      final_snapshot_identifier: "seccfn-main-database-final-${random_id.postgres_final_snapshot.hex}",
      lifecycle: { prevent_destroy: true },
    });
    expect(template.at("random_id.postgres_final_snapshot").keepers).toEqual({
      database_name: "app",
      engine: "postgres",
      kms_key: KEY,
      subnet_group: "seccfn-main-subnets",
      username: "app_owner",
    });
  });
});

describe("the secrets", () => {
  it("SEC-DB-2: are two, encrypted with the master key, which can be restored for 7 days", () => {
    const secrets = seccfn().resources.filter(({ type }) => type === "aws_secretsmanager_secret");

    expect(secrets.map(({ name, values }) => [name, values.name])).toEqual([
      ["database_bootstrap", "SecCFN-Database-Bootstrap-Credentials"],
      ["database_secret", "SecCFN-Database-Credentials"],
    ]);
    for (const { values } of secrets) {
      expect(values).toMatchObject({ kms_key_id: KEY, recovery_window_in_days: 7 });
    }
  });

  it("SEC-DB-2: the bootstrap secret holds only the generated password, and the database reads it back", () => {
    const template = seccfn();

    expect(template.at("aws_secretsmanager_secret_version.database_bootstrap")).toMatchObject({
      secret_id: "${aws_secretsmanager_secret.database_bootstrap.id}",
      secret_string_wo: "${ephemeral.random_password.database_bootstrap.result}",
    });
    expect(template.at(INSTANCE).password_wo).toBe(READ_BACK);
  });

  it("SEC-DB-2: the database's secret has all that a client needs, and is written after the database", () => {
    const template = seccfn();
    const version = template.at("aws_secretsmanager_secret_version.database_secret");

    expect(version.secret_id).toBe("${aws_secretsmanager_secret.database_secret.id}");
    expect(version.secret_string_wo).toBe(
      "${jsonencode({" +
        [
          '"username" = "app_owner"',
          `"password" = ${READ_BACK.slice(2, -1)}`,
          '"engine" = "postgres"',
          '"host" = aws_db_instance.postgres.address',
          '"port" = aws_db_instance.postgres.port',
          '"dbname" = "app"',
          '"dbInstanceIdentifier" = aws_db_instance.postgres.identifier',
        ].join(", ") +
        "})}",
    );
    expect(template.at(INSTANCE)).toMatchObject({ username: "app_owner", db_name: "app" });
  });

  it("SEC-DB-2: consumers get the database's secret; nothing but the database's password comes from the other", () => {
    const template = seccfn();
    const users = usesIn(template)
      .filter(({ to }) => to === "aws_secretsmanager_secret.database_bootstrap")
      .map(({ from }) => from);

    expect(template.outputs.database_secret_arn?.value).toBe("${aws_secretsmanager_secret.database_secret.arn}");
    expect(new Set(users)).toEqual(new Set(["aws_secretsmanager_secret_version.database_bootstrap"]));
  });
});

describe("who reaches the database", () => {
  it("SEC-DB-3: has one group for Lambda and one for RDS, without rules of their own", () => {
    const groups = seccfn().all("aws_security_group");

    expect(groups.map(({ description }) => description)).toEqual([
      "PostgreSQL, reached by named groups only",
      "Lambda functions, reached by nobody",
    ]);
    for (const group of groups) {
      expect(Object.keys(group).sort()).toEqual(["description", "lifecycle", "name", "tags", "vpc_id"]);
    }
  });

  it("SEC-DB-3: RDS takes 5432 from Lambda's group only; that is the one rule that lets anything in", () => {
    expect(seccfn().only("aws_vpc_security_group_ingress_rule")).toMatchObject({
      security_group_id: "${aws_security_group.database.id}",
      referenced_security_group_id: "${aws_security_group.functions.id}",
      ip_protocol: "tcp",
      from_port: 5432,
      to_port: 5432,
    });
  });

  it("SEC-DB-3: Lambda's group reaches the database and HTTPS; RDS's reaches nothing", () => {
    const rules = seccfn().all("aws_vpc_security_group_egress_rule");

    expect(
      rules.map((rule) => [
        rule.security_group_id,
        rule.referenced_security_group_id ?? rule.cidr_ipv4,
        rule.from_port,
        rule.to_port,
      ]),
    ).toEqual([
      ["${aws_security_group.functions.id}", "0.0.0.0/0", 443, 443],
      ["${aws_security_group.functions.id}", "${aws_security_group.database.id}", 5432, 5432],
    ]);
  });

  it("SEC-DB-3: the rules follow the configured port", () => {
    const template = synthesized({ database: { port: 6543 } }).template;

    expect(template.only("aws_vpc_security_group_ingress_rule")).toMatchObject({ from_port: 6543, to_port: 6543 });
    expect(template.at(INSTANCE).port).toBe(6543);
  });
});
