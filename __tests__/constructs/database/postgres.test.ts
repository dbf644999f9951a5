import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import {
  PERFORMANCE_INSIGHTS_DAYS as CONFIGURED_DAYS,
  ENHANCED_MONITORING_SECONDS,
  LIMITS,
  POSTGRES_VERSIONS,
} from "../../../config/aws-limits";
import { AWS_MANAGED_KEY } from "../../../constructs/core/key-choice";
import {
  POSTGRES_LOGS,
  Postgres,
  type PostgresProps,
  postgresLogGroupName,
} from "../../../constructs/database/postgres";
import {
  MONITORING_SECONDS,
  PERFORMANCE_INSIGHTS_DAYS,
  PGAUDIT_CLASSES,
  POSTGRES_LIMITS,
} from "../../../constructs/database/postgres-rules";
import { SECRET_LIMITS } from "../../../constructs/database/secret-rules";
import { argumentProblems } from "../../support/bindings";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const KEY = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555";

const PROPS: PostgresProps = {
  identifier: "example-main",
  engineVersion: "17",
  logConnections: "1",
  instanceClass: "db.t4g.medium",
  allocatedStorageGib: 50,
  maxAllocatedStorageGib: 200,
  multiAz: true,
  databaseName: "app",
  username: "app_owner",
  password: { mode: "writeOnly", value: "${ephemeral.example.password.value}", version: 3 },
  port: 5432,
  backupRetentionDays: 7,
  backupWindow: "03:00-04:00",
  maintenanceWindow: "sun:04:30-sun:05:30",
  kmsKeyArn: KEY,
  subnetIds: ["subnet-a", "subnet-b"],
  subnetGroupName: "example-subnets",
  parameterGroupName: "example-parameters",
  securityGroupIds: ["sg-database"],
  dependsOn: [],
};

const ROLE = { roleArn: "arn:aws:iam::111111111111:role/Example-Monitoring-Role", ready: [] };
const INSIGHTS = { kmsKeyArn: KEY, retentionDays: 7 };
const MONITORING = { intervalSeconds: 60, role: ROLE };

const INSTANCE = "aws_db_instance.postgres";
const ROTATION = "aws_secretsmanager_secret_rotation.postgres";
const PARAMETERS = "aws_db_parameter_group.postgres";
const SNAPSHOT_ID = "random_id.postgres_final_snapshot";

function define(props: Partial<PostgresProps> = {}): Template {
  return Template.of((stack) => new Postgres(stack, "postgres", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("an instance and what it stands on", () => {
    const template = define();

    expect(template.types).toEqual({
      aws_db_instance: 1,
      aws_db_parameter_group: 1, // a parameter of the family's default group cannot be changed
      aws_db_subnet_group: 1, // without one, RDS takes the default VPC
      random_id: 1, // so that the name of a final snapshot is never taken
    });
    expect(template.blocks).toHaveLength(4);
  });

  it("gp3 storage that grows, minor upgrades, tags on snapshots", () => {
    expect(define().at(INSTANCE)).toMatchObject({
      engine: "postgres",
      engine_version: "17",
      instance_class: "db.t4g.medium",
      storage_type: "gp3",
      allocated_storage: 50,
      max_allocated_storage: 200,
      auto_minor_version_upgrade: true,
      copy_tags_to_snapshot: true,
    });
  });

  it("attributes by reference, so that who uses them waits for the instance", () => {
    const template = Template.of((stack) => {
      const { instanceArn, identifier, address, port } = new Postgres(stack, "postgres", PROPS);
      new TerraformOutput(stack, "attributes", {
        value: { instanceArn, identifier, address, port },
      });
    });

    expect(template.outputs.attributes?.value).toEqual({
      instanceArn: "${aws_db_instance.postgres.arn}",
      identifier: "${aws_db_instance.postgres.identifier}",
      address: "${aws_db_instance.postgres.address}",
      port: "${aws_db_instance.postgres.port}",
    });
  });

  it("the same in anybody's stack", () => {
    expect(Testing.synthScope((scope) => new Postgres(scope, "postgres", PROPS))).toHaveResourceWithProperties(
      DbInstance,
      { identifier: "example-main", storage_encrypted: true, publicly_accessible: false },
    );
  });
});

describe("guarantees", () => {
  it("SEC-DB-1: encrypts storage and snapshots with the given key", () => {
    expect(define().at(INSTANCE)).toMatchObject({ storage_encrypted: true, kms_key_id: KEY });
  });

  it("SEC-DB-1: is private: no public address, own subnet group, the given security groups only", () => {
    const template = define({ securityGroupIds: ["sg-one", "sg-two"] });

    expect(template.at(INSTANCE)).toMatchObject({
      publicly_accessible: false,
      db_subnet_group_name: "${aws_db_subnet_group.postgres.name}",
      vpc_security_group_ids: ["sg-one", "sg-two"],
    });
    expect(template.only("aws_db_subnet_group")).toEqual({
      name: "example-subnets",
      description: "Private subnets of the database.",
      subnet_ids: ["subnet-a", "subnet-b"],
    });
  });

  it("SEC-DB-1: keeps backups, with a backup and a maintenance window", () => {
    expect(define().at(INSTANCE)).toMatchObject({
      backup_retention_period: 7,
      backup_window: "03:00-04:00",
      maintenance_window: "sun:04:30-sun:05:30",
    });
  });

  it("SEC-DB-1: exports the logs postgresql and upgrade to log groups that exist first", () => {
    const template = Template.of((stack) => {
      const dependsOn = POSTGRES_LOGS.map(
        (log) => new CloudwatchLogGroup(stack, log, { name: postgresLogGroupName("example-main", log) }),
      );
      new Postgres(stack, "postgres", { ...PROPS, dependsOn });
    });

    expect(template.at(INSTANCE)).toMatchObject({
      enabled_cloudwatch_logs_exports: ["postgresql", "upgrade"],
      depends_on: ["aws_cloudwatch_log_group.postgresql", "aws_cloudwatch_log_group.upgrade"],
    });
    expect(template.all("aws_cloudwatch_log_group").map(({ name }) => name)).toEqual([
      "/aws/rds/instance/example-main/postgresql",
      "/aws/rds/instance/example-main/upgrade",
    ]);
  });

  it("SEC-DB-1: takes TLS only (rds.force_ssl) and logs who connects, through its own parameter group", () => {
    const template = define();

    expect(template.at(INSTANCE)).toMatchObject({ parameter_group_name: "${aws_db_parameter_group.postgres.name}" });
    expect(template.at(PARAMETERS).description).toBe(
      "PostgreSQL 17: TLS only, connections and slow statements logged.",
    );
    expect(template.value(PARAMETERS, "parameter")).toEqual([
      { name: "rds.force_ssl", value: "1", apply_method: "pending-reboot" },
      { name: "log_connections", value: "1" },
      { name: "log_disconnections", value: "1" },
      { name: "log_min_duration_statement", value: "1000" },
    ]);
  });

  it("SEC-DB-1: takes IAM authentication", () => {
    expect(define().at(INSTANCE)).toMatchObject({ iam_database_authentication_enabled: true });
  });

  it("ALL-12: the parameter group's name carries the family, which forces its replacement while it is in use", () => {
    const groups = ["16", "17"].map((engineVersion) => define({ engineVersion }).at(PARAMETERS));

    expect(groups).toMatchObject([
      { name: "example-parameters-postgres16", family: "postgres16", lifecycle: { create_before_destroy: true } },
      { name: "example-parameters-postgres17", family: "postgres17", lifecycle: { create_before_destroy: true } },
    ]);
  });

  it("ALL-14: refuses deletion, by AWS and by Terraform, and keeps a final snapshot and the automated backups", () => {
    expect(define().at(INSTANCE)).toMatchObject({
      deletion_protection: true,
      delete_automated_backups: false,
      skip_final_snapshot: false,
      final_snapshot_identifier: "example-main-final-${random_id.postgres_final_snapshot.hex}",
      lifecycle: { prevent_destroy: true },
    });
  });

  it("ALL-14: a new final snapshot's name comes with whatever replaces the instance", () => {
    const keepers = (props: Partial<PostgresProps>) => define(props).value(SNAPSHOT_ID, "keepers");
    const before = keepers({});

    expect(before).toEqual({
      database_name: "app",
      engine: "postgres",
      kms_key: KEY,
      subnet_group: "example-subnets",
      username: "app_owner",
    });
    for (const replacing of [{ databaseName: "other" }, { username: "other" }, { kmsKeyArn: `${KEY}-2` }]) {
      expect(keepers(replacing)).not.toEqual(before);
    }
    for (const inPlace of [{ instanceClass: "db.m7g.large" }, { engineVersion: "18" }, { backupRetentionDays: 35 }]) {
      expect(keepers(inPlace)).toEqual(before);
    }
  });

  it("ALL-3: a write-only password is never in the state and has a version", () => {
    const instance = define().at(INSTANCE);

    expect(instance).toMatchObject({ password_wo: "${ephemeral.example.password.value}", password_wo_version: 3 });
    expect(instance).not.toHaveProperty("password");
    expect(instance).not.toHaveProperty("manage_master_user_password");
  });
});

describe("guarantees where more is asked for", () => {
  it("WEB-DB-1: RDS makes and rotates the password, and a final snapshot is kept on replacement and deletion", () => {
    const template = define({ password: { mode: "rdsManaged", kmsKeyArn: KEY, rotationDays: 30 } });

    expect(template.at(INSTANCE)).toMatchObject({
      manage_master_user_password: true,
      skip_final_snapshot: false,
      final_snapshot_identifier: "example-main-final-${random_id.postgres_final_snapshot.hex}",
    });
    expect(template.at(ROTATION)).toEqual({
      secret_id: "${aws_db_instance.postgres.master_user_secret[0].secret_arn}",
      rotate_immediately: false,
      rotation_rules: { automatically_after_days: 30 },
    });
  });

  it("WEB-DB-1: RDS rotates by its usual schedule where none is given, which so comes back after another one", () => {
    const template = define({ password: { mode: "rdsManaged", kmsKeyArn: KEY } });

    expect(template.at(ROTATION).rotation_rules).toEqual({ automatically_after_days: 7 });
  });

  it("WEB-KMS-1: takes AWS's own keys for storage, secret and Performance Insights where that is chosen", () => {
    const instance = define({
      kmsKeyArn: AWS_MANAGED_KEY,
      password: { mode: "rdsManaged", kmsKeyArn: AWS_MANAGED_KEY },
      performanceInsights: { kmsKeyArn: AWS_MANAGED_KEY, retentionDays: 7 },
    }).at(INSTANCE);

    expect(instance).toMatchObject({
      storage_encrypted: true,
      manage_master_user_password: true,
      performance_insights_enabled: true,
    });
    expect(Object.keys(instance).filter((name) => name.includes("kms"))).toEqual([]);
  });

  it("WEB-KMS-1: another choice of key, which replaces the instance, gives the final snapshot another name", () => {
    const keepers = (kmsKeyArn: string) => define({ kmsKeyArn }).value(SNAPSHOT_ID, "keepers");

    expect(keepers(AWS_MANAGED_KEY)).not.toEqual(keepers(KEY));
  });

  it("MAZ-DB-1: Multi-AZ, encrypted, Performance Insights with the key, protected, with backups", () => {
    expect(define({ performanceInsights: INSIGHTS }).at(INSTANCE)).toMatchObject({
      multi_az: true,
      storage_encrypted: true,
      performance_insights_enabled: true,
      performance_insights_kms_key_id: KEY,
      performance_insights_retention_period: 7,
      deletion_protection: true,
      backup_retention_period: 7,
    });
  });

  it("ENT-DB-1: enhanced monitoring through the given role, once that may write", () => {
    const template = Template.of((stack) => {
      const group = new CloudwatchLogGroup(stack, "group", { name: "RDSOSMetrics" });
      const attachment = new IamRolePolicyAttachment(stack, "monitoring", { role: "example", policyArn: "arn:aws:x" });
      const role = { ...ROLE, ready: [attachment] };
      new Postgres(stack, "postgres", {
        ...PROPS,
        enhancedMonitoring: { intervalSeconds: 60, role },
        dependsOn: [group],
      });
    });

    expect(template.at(INSTANCE)).toMatchObject({
      monitoring_interval: 60,
      monitoring_role_arn: ROLE.roleArn,
      depends_on: ["aws_cloudwatch_log_group.group", "aws_iam_role_policy_attachment.monitoring"],
    });
  });

  it("LAM-DB-1: pgaudit is loaded at the next restart, beside what RDS loads, and logs the given classes", () => {
    const template = define({ pgaudit: ["ddl", "role"] });
    const [before, after] = [define(), template].map((made) => made.value(PARAMETERS, "parameter"));

    expect(after).toEqual([
      ...[before].flat(),
      {
        name: "shared_preload_libraries",
        value: "pg_stat_statements,pgaudit",
        apply_method: "pending-reboot",
      },
      { name: "pgaudit.log", value: "ddl,role" },
    ]);
    // Its description forces a replacement, so it does not change with the parameters.
    expect(template.at(PARAMETERS).description).toBe(define().at(PARAMETERS).description);
  });

  it("LAM-DB-1: has logs, monitoring, a key, pgaudit, protection, a final snapshot and windows together", () => {
    expect(define({ pgaudit: ["ddl"], enhancedMonitoring: MONITORING }).at(INSTANCE)).toMatchObject({
      enabled_cloudwatch_logs_exports: ["postgresql", "upgrade"],
      monitoring_interval: 60,
      kms_key_id: KEY,
      deletion_protection: true,
      skip_final_snapshot: false,
      backup_window: "03:00-04:00",
      maintenance_window: "sun:04:30-sun:05:30",
    });
  });

  it("SEC-EPH-1: a test copy has no final snapshot, no protection and no kept backups, whatever else it has", () => {
    const template = define({ protect: false, performanceInsights: INSIGHTS, enhancedMonitoring: MONITORING });

    expect(template.at(INSTANCE)).toMatchObject({
      deletion_protection: false,
      delete_automated_backups: true,
      skip_final_snapshot: true,
    });
    expect(template.at(INSTANCE)).not.toHaveProperty("lifecycle");
  });

  it.each<[string, Partial<PostgresProps>]>([
    ["as it is", {}],
    [
      "all of it",
      { performanceInsights: INSIGHTS, enhancedMonitoring: MONITORING, pgaudit: PGAUDIT_CLASSES, protect: false },
    ],
    [
      "managed, AWS's own keys",
      {
        kmsKeyArn: AWS_MANAGED_KEY,
        password: { mode: "rdsManaged", kmsKeyArn: AWS_MANAGED_KEY, rotationDays: 7 },
        performanceInsights: { kmsKeyArn: AWS_MANAGED_KEY, retentionDays: 731 },
      },
    ],
  ])("keeps to the provider's rules: %s", (_, props) => {
    expect(
      define(props).resources.flatMap(({ type, values }) => [
        ...ruleProblems(rulesOf(type), values),
        ...argumentProblems(type, values),
      ]),
    ).toEqual([]);
  });
});

describe("props", () => {
  it("password rdsManaged: RDS makes it, in a secret with the given key", () => {
    const template = Template.of((stack) => {
      const { managedSecretArn } = new Postgres(stack, "postgres", {
        ...PROPS,
        password: { mode: "rdsManaged", kmsKeyArn: "arn:aws:kms:us-east-1:111111111111:key/secrets" },
      });
      new TerraformOutput(stack, "managed", { value: managedSecretArn });
    });
    const instance = template.at(INSTANCE);

    expect(instance).toMatchObject({
      manage_master_user_password: true,
      master_user_secret_kms_key_id: "arn:aws:kms:us-east-1:111111111111:key/secrets",
    });
    // The provider refuses a second one even where it is null or false.
    expect(Object.keys(instance).filter((key) => key.startsWith("password"))).toEqual([]);
    expect(template.outputs.managed?.value).toBe("${aws_db_instance.postgres.master_user_secret[0].secret_arn}");
  });

  it("password inState: a plain argument", () => {
    const instance = define({ password: { mode: "inState", value: "${random_password.example.result}" } }).at(INSTANCE);

    expect(instance).toMatchObject({ password: "${random_password.example.result}" });
    expect(instance).not.toHaveProperty("password_wo");
    expect(instance).not.toHaveProperty("password_wo_version");
  });

  it("protect false: a test copy that can be destroyed and leaves nothing", () => {
    const template = define({ protect: false });
    const instance = template.at(INSTANCE);

    expect(instance).toMatchObject({
      deletion_protection: false,
      delete_automated_backups: true,
      skip_final_snapshot: true,
    });
    expect(instance).not.toHaveProperty("final_snapshot_identifier");
    expect(instance).not.toHaveProperty("lifecycle");
    expect(template.types).not.toHaveProperty("random_id");
  });

  it.each<[Partial<PostgresProps>, object]>([
    [{ multiAz: false }, { multi_az: false }],
    [{ port: 6543 }, { port: 6543 }],
    [{ instanceClass: "db.m7g.large" }, { instance_class: "db.m7g.large" }],
    [{ backupWindow: "22:15-23:00" }, { backup_window: "22:15-23:00" }],
    [{ maintenanceWindow: "mon:00:00-mon:01:00" }, { maintenance_window: "mon:00:00-mon:01:00" }],
    [{ backupRetentionDays: 35 }, { backup_retention_period: 35 }],
    [{ maxAllocatedStorageGib: 55 }, { max_allocated_storage: 55 }],
    [
      { performanceInsights: { kmsKeyArn: `${KEY}-2`, retentionDays: 93 } },
      {
        performance_insights_enabled: true,
        performance_insights_kms_key_id: `${KEY}-2`,
        performance_insights_retention_period: 93,
      },
    ],
    [{ enhancedMonitoring: MONITORING }, { monitoring_interval: 60, monitoring_role_arn: ROLE.roleArn }],
  ])("%j changes just the argument of that name", (props, changed) => {
    expect(define(props).json).toEqual(
      JSON.parse(JSON.stringify(define().json), (key, value) =>
        key === "postgres" && "engine" in value ? { ...value, ...changed } : value,
      ),
    );
  });

  it.each(Object.entries(POSTGRES_VERSIONS))("PostgreSQL %s has its own way to log connections", (version, facts) => {
    const group = define({ engineVersion: version, logConnections: facts.logConnections }).at(PARAMETERS);

    expect(group).toMatchObject({ family: facts.family });
    expect(group.parameter).toContainEqual({ name: "log_connections", value: facts.logConnections });
  });

  it.each(Object.entries(POSTGRES_LIMITS))("%s may be anything from its least to its most", (prop, { min, max }) => {
    const fits = { allocatedStorageGib: 20, maxAllocatedStorageGib: 65_536 };

    for (const value of prop === "allocatedStorageGib" ? [min] : [Math.max(min, 22), max]) {
      expect(() => define({ ...fits, [prop]: value })).not.toThrow();
    }
  });

  it.each(PERFORMANCE_INSIGHTS_DAYS)("Performance Insights may keep its data for %i days", (retentionDays) => {
    expect(define({ performanceInsights: { kmsKeyArn: KEY, retentionDays } }).at(INSTANCE)).toMatchObject({
      performance_insights_retention_period: retentionDays,
    });
  });

  it("Performance Insights has a week, the months up to 23, and two years to choose from", () => {
    expect(PERFORMANCE_INSIGHTS_DAYS).toHaveLength(25);
    expect(PERFORMANCE_INSIGHTS_DAYS).toEqual(expect.arrayContaining([7, 31, 62, 465, 713, 731]));
  });

  it.each(MONITORING_SECONDS)("enhanced monitoring may be %i seconds apart", (intervalSeconds) => {
    expect(define({ enhancedMonitoring: { intervalSeconds, role: ROLE } }).at(INSTANCE)).toMatchObject({
      monitoring_interval: intervalSeconds,
    });
  });

  it.each([SECRET_LIMITS.rotationDays.min, SECRET_LIMITS.rotationDays.max])("RDS may rotate every %i days", (days) => {
    const password = { mode: "rdsManaged", kmsKeyArn: KEY, rotationDays: days } as const;

    expect(define({ password }).at(ROTATION)).toMatchObject({ rotation_rules: { automatically_after_days: days } });
  });

  it("has the limits that configuration has", () => {
    expect(POSTGRES_LIMITS).toMatchObject({
      allocatedStorageGib: { min: LIMITS.rdsStorageGib.min, max: LIMITS.rdsStorageGib.max },
      maxAllocatedStorageGib: { min: LIMITS.rdsStorageGib.min, max: LIMITS.rdsStorageGib.max },
      port: { min: LIMITS.rdsPort.min, max: LIMITS.rdsPort.max },
      backupRetentionDays: { min: LIMITS.rdsBackupRetentionDays.min, max: LIMITS.rdsBackupRetentionDays.max },
    });
    expect(PERFORMANCE_INSIGHTS_DAYS).toEqual(CONFIGURED_DAYS);
    expect(MONITORING_SECONDS).toEqual(ENHANCED_MONITORING_SECONDS);
  });

  it("takes values that only Terraform will know", () => {
    const template = Template.of((stack) => {
      const days = new TerraformVariable(stack, "days", { type: "number" });
      const size = new TerraformVariable(stack, "size", { type: "number" });
      const subnets = new TerraformVariable(stack, "subnets", { type: "list(string)" });
      new Postgres(stack, "postgres", {
        ...PROPS,
        performanceInsights: { kmsKeyArn: KEY, retentionDays: days.numberValue },
        enhancedMonitoring: { intervalSeconds: days.numberValue, role: ROLE },
        backupRetentionDays: days.numberValue,
        allocatedStorageGib: size.numberValue,
        maxAllocatedStorageGib: size.numberValue,
        subnetIds: subnets.listValue,
      });
    });

    expect(template.at(INSTANCE)).toMatchObject({
      backup_retention_period: "${var.days}",
      allocated_storage: "${var.size}",
      performance_insights_retention_period: "${var.days}",
      monitoring_interval: "${var.days}",
    });
    expect(template.only("aws_db_subnet_group")).toMatchObject({ subnet_ids: "${var.subnets}" });
  });

  it.each(["allocatedStorageGib", "maxAllocatedStorageGib"] as const)(
    "%s may be known to Terraform only, beside the other that is known",
    (prop) => {
      const template = Template.of((stack) => {
        const size = new TerraformVariable(stack, "size", { type: "number" }).numberValue;
        new Postgres(stack, "postgres", { ...PROPS, [prop]: size });
      });

      expect(Object.values(template.at(INSTANCE))).toContain("${var.size}");
    },
  );
});

describe("rejects", () => {
  it.each<[Partial<PostgresProps>, string]>([
    [{ backupRetentionDays: 0 }, "backupRetentionDays must be a whole number between 1 and 35 days, got 0"],
    [{ backupRetentionDays: 36 }, "backupRetentionDays must be a whole number between 1 and 35 days, got 36"],
    [{ backupRetentionDays: 7.5 }, "backupRetentionDays must be a whole number between 1 and 35 days, got 7.5"],
    [{ port: 1149 }, "port must be a whole number between 1150 and 65535 (a TCP port), got 1149"],
    [{ port: 65_536 }, "port must be a whole number between 1150 and 65535 (a TCP port), got 65536"],
    [{ allocatedStorageGib: 19 }, "allocatedStorageGib must be a whole number between 20 and 65536 GiB, got 19"],
    [
      { maxAllocatedStorageGib: 54 },
      "maxAllocatedStorageGib must be at least 55 GiB, 10 % more than allocatedStorageGib, got 54; RDS refuses storage autoscaling otherwise",
    ],
    [
      { identifier: "Example" },
      'identifier must begin with a letter and have at most 63 lower-case letters, digits and single hyphens, got "Example"',
    ],
    [
      { identifier: "example--main" },
      'identifier must begin with a letter and have at most 63 lower-case letters, digits and single hyphens, got "example--main"',
    ],
    [
      { engineVersion: "17.4" },
      'engineVersion must be a major version such as 17, whose minor ones RDS keeps current, got "17.4"',
    ],
    [{ logConnections: "on" }, 'logConnections must be "1", from PostgreSQL 18 on "all", got "on"'],
    [
      { instanceClass: "t4g.medium" },
      'instanceClass must be an RDS instance class such as db.t4g.medium, got "t4g.medium"',
    ],
    [
      { databaseName: "my-app" },
      'databaseName must begin with a letter and have at most 63 letters, digits and underscores, got "my-app"',
    ],
    [
      { username: "admin" },
      'username must begin with a letter, have at most 16 letters, digits and underscores, and be none that RDS keeps (admin, rdsadmin, pg_…), got "admin"',
    ],
    [
      { username: "seventeen_letters" },
      'username must begin with a letter, have at most 16 letters, digits and underscores, and be none that RDS keeps (admin, rdsadmin, pg_…), got "seventeen_letters"',
    ],
    [{ backupWindow: "24:00-01:00" }, 'backupWindow must be a daily window hh:mm-hh:mm in UTC, got "24:00-01:00"'],
    [
      { maintenanceWindow: "04:30-05:30" },
      'maintenanceWindow must be a weekly window ddd:hh:mm-ddd:hh:mm in UTC, got "04:30-05:30"',
    ],
    [{ subnetIds: ["subnet-a"] }, 'subnetIds must name at least 2 subnets in different zones, got ["subnet-a"]'],
    [{ securityGroupIds: [] }, "securityGroupIds must name at least 1 security group, got []"],
    [
      { password: { mode: "writeOnly", value: "${ephemeral.example.password.value}", version: 0 } },
      "password.version must be a whole number between 1 and 9999 (a version number), got 0",
    ],
    [
      { password: { mode: "rdsManaged", kmsKeyArn: KEY, rotationDays: 0 } },
      "password.rotationDays must be a whole number between 1 and 1000 days, got 0",
    ],
    [
      { password: { mode: "rdsManaged", kmsKeyArn: KEY, rotationDays: 1001 } },
      "password.rotationDays must be a whole number between 1 and 1000 days, got 1001",
    ],
    [
      { performanceInsights: { kmsKeyArn: KEY, retentionDays: 30 } },
      "performanceInsights.retentionDays must be 7, 731 or a multiple of 31 up to 713 days, got 30",
    ],
    [
      { performanceInsights: { kmsKeyArn: KEY, retentionDays: 744 } },
      "performanceInsights.retentionDays must be 7, 731 or a multiple of 31 up to 713 days, got 744",
    ],
    [
      { enhancedMonitoring: { intervalSeconds: 0, role: ROLE } },
      "enhancedMonitoring.intervalSeconds must be one of 1, 5, 10, 15, 30, 60 seconds, got 0",
    ],
    [{ pgaudit: [] }, "pgaudit must name at least one class of statements, got []; leave it out for none"],
    [{ pgaudit: ["ddl", "ddl"] }, 'pgaudit[1] must differ from the others, got "ddl" again'],
  ])("fails if %j", (props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/postgres: ${message}`));
  });

  it("says all that is wrong at once", () => {
    expect(() => define({ port: 80, username: "9" })).toThrow(
      new Error(
        [
          "test/postgres: 2 problems",
          '  - username must begin with a letter, have at most 16 letters, digits and underscores, and be none that RDS keeps (admin, rdsadmin, pg_…), got "9"',
          "  - port must be a whole number between 1150 and 65535 (a TCP port), got 80",
        ].join("\n"),
      ),
    );
  });
});
