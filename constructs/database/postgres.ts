import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DbParameterGroup } from "@cdktf/provider-aws/lib/db-parameter-group";
import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { SecretsmanagerSecretRotation } from "@cdktf/provider-aws/lib/secretsmanager-secret-rotation";
import { Id } from "@cdktf/provider-random/lib/id";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { keyArgument } from "../core/key-choice";
import { type Protection, preventDestroy } from "../core/protection";
import { assertValid } from "../core/validate";
import { type PgauditClass, postgresProblems } from "./postgres-rules";

/** Where the master password comes from. */
export type MasterPassword =
  /** Written without ever being stored in the state; a new version number writes it again. */
  | { readonly mode: "writeOnly"; readonly value: string; readonly version: number }
  /** Made, kept and rotated by RDS in a secret of its own. */
  | {
      readonly mode: "rdsManaged";
      /** The ARN of a KMS key, or `AWS_MANAGED_KEY`. */
      readonly kmsKeyArn: string;
      /**
       * Days between two rotations: 1 to 1000.
       *
       * @default 7, as RDS does by itself
       */
      readonly rotationDays?: number;
    }
  /** Stored in the state. */
  | { readonly mode: "inState"; readonly value: string };

/**
 * How often RDS rotates a password that it manages, in days.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
 */
const RDS_ROTATION_DAYS = 7;

/** What the database did, by statement; shown in CloudWatch Database Insights, whose standard mode needs no more than this. */
export interface PerformanceInsights {
  /** The ARN of a KMS key, or `AWS_MANAGED_KEY`. CAUTION: RDS refuses to change it once Performance Insights is on. */
  readonly kmsKeyArn: string;
  /** 7 (free of charge), 731, or a multiple of 31 up to 713. */
  readonly retentionDays: number;
}

/** Metrics of the operating system, as events of the log group `RDSOSMetrics`. */
export interface EnhancedMonitoring {
  /** 1, 5, 10, 15, 30 or 60. */
  readonly intervalSeconds: number;
  /** The role that RDS writes them through (`monitoring-role.ts`), and what must be there before RDS checks it. */
  readonly role: { readonly roleArn: string; readonly ready: readonly ITerraformDependable[] };
}

/** Props of {@link Postgres}. */
export interface PostgresProps extends Protection {
  /** The instance's identifier. CAUTION: a change renames the instance and its endpoint. */
  readonly identifier: string;
  /** The major version, e.g. `17`. */
  readonly engineVersion: string;
  /** How this version spells "log every connection": `1`, from version 18 on `all`. */
  readonly logConnections: string;
  readonly instanceClass: string;
  /** Storage at the start, in GiB: 20 to 65536. */
  readonly allocatedStorageGib: number;
  /** How far storage autoscaling may grow it, in GiB: at least 10 % more, at most 65536. */
  readonly maxAllocatedStorageGib: number;
  readonly multiAz: boolean;
  /** CAUTION: changing this value after the first deployment replaces the `aws_db_instance`. */
  readonly databaseName: string;
  /** CAUTION: changing this value after the first deployment replaces the `aws_db_instance`. */
  readonly username: string;
  readonly password: MasterPassword;
  /** 1150 to 65535. */
  readonly port: number;
  /** Days that automated backups are kept: 1 to 35. */
  readonly backupRetentionDays: number;
  /** `hh:mm-hh:mm`, UTC. */
  readonly backupWindow: string;
  /** `ddd:hh:mm-ddd:hh:mm`, UTC. */
  readonly maintenanceWindow: string;
  /**
   * The ARN of a KMS key, or `AWS_MANAGED_KEY`.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_db_instance`.
   */
  readonly kmsKeyArn: string;
  /** Private subnets in at least two zones. */
  readonly subnetIds: readonly string[];
  readonly subnetGroupName: string;
  /** The parameter group's name; the engine's version is added, since it forces a replacement. */
  readonly parameterGroupName: string;
  /** At least one. */
  readonly securityGroupIds: readonly string[];
  /** @default - off */
  readonly performanceInsights?: PerformanceInsights;
  /** @default - off */
  readonly enhancedMonitoring?: EnhancedMonitoring;
  /**
   * The classes of statements that pgaudit logs; `read` and `write` log every query.
   *
   * CAUTION: changing between some and none takes effect when the instance next restarts. Objects' names are logged only where the
   * extension has been created too, by `SET pgaudit.log = 'none'; CREATE EXTENSION IF NOT EXISTS pgaudit;` in each database: with
   * classes set, the creation can fail.
   *
   * @default - pgaudit is not loaded
   */
  readonly pgaudit?: readonly PgauditClass[];
  /**
   * Tags of the instance, beside those of the provider.
   *
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>>;
  /** The log groups that it writes to (`/aws/rds/instance/<identifier>/<log>`, and `RDSOSMetrics` with enhanced monitoring), made first. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** The logs that PostgreSQL exports. */
export const POSTGRES_LOGS = ["postgresql", "upgrade"] as const;

/** The log group that RDS writes a log to. */
export function postgresLogGroupName(identifier: string, log: (typeof POSTGRES_LOGS)[number]): string {
  return `/aws/rds/instance/${identifier}/${log}`;
}

/**
 * Defines a PostgreSQL instance on RDS: encrypted, private, TLS only, with IAM authentication, backups and exported logs
 * (SEC-DB-1). Unless it is a test copy, it refuses deletion and leaves a final snapshot (ALL-14).
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_BestPractices.Security.html
 */
export class Postgres extends Construct {
  public readonly instanceArn: string;
  public readonly identifier: string;
  /** The host name, without the port. */
  public readonly address: string;
  public readonly port: number;
  /** The secret that RDS manages, in the mode `rdsManaged`. */
  public readonly managedSecretArn: string;
  /**
   * The address of an attribute that changes with nothing but a replacement, for `replaceTriggeredBy`: the instance as a whole would
   * count each change in place.
   */
  public readonly replacedAttribute: string;
  public readonly resource: DbInstance;

  public constructor(scope: Construct, id: string, props: PostgresProps) {
    super(scope, id);
    assertValid(scope, id, postgresProblems(props));
    const { protect = true } = props;
    this.resource = new DbInstance(this, "Default", {
      identifier: props.identifier,
      engine: "postgres",
      engineVersion: props.engineVersion,
      instanceClass: props.instanceClass,
      allocatedStorage: props.allocatedStorageGib,
      maxAllocatedStorage: props.maxAllocatedStorageGib,
      storageType: "gp3",
      storageEncrypted: true,
      ...keyArgument("kmsKeyId", props.kmsKeyArn),
      multiAz: props.multiAz,
      dbName: props.databaseName,
      username: props.username,
      ...passwordArguments(props.password),
      port: props.port,
      iamDatabaseAuthenticationEnabled: true,
      publiclyAccessible: false,
      dbSubnetGroupName: this.subnetGroup(props),
      vpcSecurityGroupIds: [...props.securityGroupIds],
      parameterGroupName: this.parameterGroup(props),
      enabledCloudwatchLogsExports: [...POSTGRES_LOGS],
      backupRetentionPeriod: props.backupRetentionDays,
      backupWindow: props.backupWindow,
      maintenanceWindow: props.maintenanceWindow,
      ...monitoringArguments(props),
      autoMinorVersionUpgrade: true,
      copyTagsToSnapshot: true,
      ...(props.tags === undefined ? {} : { tags: { ...props.tags } }),
      deletionProtection: protect,
      deleteAutomatedBackups: !protect,
      skipFinalSnapshot: !protect,
      ...(protect ? { finalSnapshotIdentifier: this.finalSnapshotName(props) } : {}),
      dependsOn: [...props.dependsOn, ...(props.enhancedMonitoring?.role.ready ?? [])],
      ...preventDestroy(protect),
    });
    this.instanceArn = this.resource.arn;
    this.identifier = this.resource.identifier;
    this.address = this.resource.address;
    this.replacedAttribute = `${this.resource.terraformResourceType}.${this.resource.friendlyUniqueId}.resource_id`;
    this.port = this.resource.port;
    this.managedSecretArn = this.resource.masterUserSecret.get(0).secretArn;
    this.rotate(props.password);
  }

  /**
   * Gives RDS's own rotation its schedule, also the usual one: a rotation that came and went with a setting would take RDS's away
   * with it, as Terraform cancels what it destroys. RDS has just made the password, or rotated it in time: no need to do so at once.
   */
  private rotate(password: MasterPassword): void {
    if (password.mode === "rdsManaged") {
      new SecretsmanagerSecretRotation(this, "Default-rotation", {
        secretId: this.managedSecretArn,
        rotateImmediately: false,
        rotationRules: { automaticallyAfterDays: password.rotationDays ?? RDS_ROTATION_DAYS },
      });
    }
  }

  private subnetGroup({ subnetGroupName, subnetIds }: PostgresProps): string {
    return new DbSubnetGroup(this, "Default-subnets", {
      name: subnetGroupName,
      description: "Private subnets of the database.",
      subnetIds: [...subnetIds],
    }).name;
  }

  private parameterGroup({ parameterGroupName, engineVersion, logConnections, pgaudit }: PostgresProps): string {
    const family = `postgres${engineVersion}`;
    return new DbParameterGroup(this, "Default-parameters", {
      name: `${parameterGroupName}-${family}`,
      family,
      description: `PostgreSQL ${engineVersion}: TLS only, connections and slow statements logged.`,
      parameter: [
        // RDS's own value since PostgreSQL 15. Of such a parameter AWS reports `pending-reboot`, whatever was asked for: another
        // method would be a difference in each plan. The group stands before the instance, which so starts with it.
        { name: "rds.force_ssl", value: "1", applyMethod: "pending-reboot" },
        { name: "log_connections", value: logConnections },
        { name: "log_disconnections", value: "1" },
        { name: "log_min_duration_statement", value: "1000" },
        ...(pgaudit === undefined ? [] : pgauditParameters(pgaudit)),
      ],
      lifecycle: { createBeforeDestroy: true },
    }).name;
  }

  /** The keepers are what forces a replacement, so that each instance leaves a snapshot of its own name. */
  private finalSnapshotName({ identifier, databaseName, username, kmsKeyArn, subnetGroupName }: PostgresProps): string {
    const suffix = new Id(this, "final_snapshot", {
      byteLength: 4,
      keepers: {
        database_name: databaseName,
        engine: "postgres",
        kms_key: kmsKeyArn,
        subnet_group: subnetGroupName,
        username,
      },
    });
    return `${identifier}-final-${suffix.hex}`;
  }
}

/** RDS's own value of the libraries has `pg_stat_statements`, which Performance Insights needs: kept. */
function pgauditParameters(classes: readonly PgauditClass[]) {
  return [
    { name: "shared_preload_libraries", value: "pg_stat_statements,pgaudit", applyMethod: "pending-reboot" },
    { name: "pgaudit.log", value: classes.join(",") },
  ];
}

function monitoringArguments({ performanceInsights: insights, enhancedMonitoring: monitoring }: PostgresProps) {
  return {
    ...(insights === undefined
      ? {}
      : {
          performanceInsightsEnabled: true,
          ...keyArgument("performanceInsightsKmsKeyId", insights.kmsKeyArn),
          performanceInsightsRetentionPeriod: insights.retentionDays,
        }),
    ...(monitoring === undefined
      ? {}
      : { monitoringInterval: monitoring.intervalSeconds, monitoringRoleArn: monitoring.role.roleArn }),
  };
}

function passwordArguments(password: MasterPassword) {
  switch (password.mode) {
    case "writeOnly":
      return { passwordWo: password.value, passwordWoVersion: password.version };
    case "rdsManaged":
      return { manageMasterUserPassword: true, ...keyArgument("masterUserSecretKmsKeyId", password.kmsKeyArn) };
    case "inState":
      return { password: password.value };
  }
}
