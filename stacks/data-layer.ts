import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import {
  BURSTABLE_MICRO_PATTERN,
  LIMITS,
  LOG_RETENTION_DAYS,
  POSTGRES_VERSIONS,
  RDS_INSTANCE_CLASS_PATTERN,
  REGIONS_WITHOUT_T4G,
} from "../config/aws-limits";
import type { KnobRule } from "../constructs/core/knob";
import { Layer } from "../constructs/core/layer";
import { noteLowering } from "../constructs/core/secure-stack";
import { BootstrapPassword, StoredPassword } from "../constructs/database/bootstrap-password";
import { DatabaseEvents } from "../constructs/database/database-events";
import { DatabaseSecret } from "../constructs/database/database-secret";
import {
  MONITORING_LOG_GROUP,
  MONITORING_SERVICE,
  monitoringManagedPolicies,
  monitoringTrustConditions,
} from "../constructs/database/monitoring-role";
import { type MasterPassword, POSTGRES_LOGS, Postgres, postgresLogGroupName } from "../constructs/database/postgres";
import { ServiceRole } from "../constructs/identity/service-role";
import { LogGroup } from "../constructs/monitoring/log-group";
import { SecurityGroup } from "../constructs/network/security-group";
import { BucketEvents } from "../constructs/storage/bucket-events";
import { type BucketEncryption, SecureBucket } from "../constructs/storage/secure-bucket";
import { backupTag, defineBackup } from "./backup";
import { addDataBucketCheck, addDatabaseCheck } from "./checks";
import { type ExportDefinitions, type ExportValues, lazily, publish, textValue } from "./exports";
import { type LayerContext, output } from "./layer-context";
import type { NetworkExports } from "./network-layer";
import type { SecurityExports } from "./security-layer";

const EXPORTED = {
  databaseSecurityGroupId: {
    output: "database_security_group_id",
    description: "The database's security group; who may connect is ruled where that thing is made.",
    type: "string",
  },
  databaseHost: { output: "database_endpoint", description: "The host name of the database.", type: "string" },
  databasePort: { output: "database_port", description: "The port of the database.", type: "string" },
  databaseName: { output: "database_name", description: "The name of the first database.", type: "string" },
  databaseSecretArn: {
    output: "database_secret_arn",
    description: "The secret that the database's consumers read.",
    type: "string",
  },
} as const;

/** What the data layer hands on. */
export interface DataExports {
  readonly databaseSecurityGroupId: string;
  readonly databaseHost: string;
  readonly databasePort: string;
  readonly databaseName: string;
  readonly databaseSecretArn: string;
  /** The database and what is written to its secret; nothing where they belong to another stack. */
  readonly ready: readonly ITerraformDependable[];
}

/** The outputs by which the data layer hands on what it has. */
export function dataExports(): ExportDefinitions {
  return EXPORTED;
}

/** The exports, of the values of their outputs. */
export function readDataExports(values: ExportValues, ready: readonly ITerraformDependable[] = []): DataExports {
  return lazily<DataExports>({
    databaseSecurityGroupId: () => textValue(values, "databaseSecurityGroupId"),
    databaseHost: () => textValue(values, "databaseHost"),
    databasePort: () => textValue(values, "databasePort"),
    databaseName: () => textValue(values, "databaseName"),
    databaseSecretArn: () => textValue(values, "databaseSecretArn"),
    ready: () => ready,
  });
}

/** What pgaudit logs: who changes the schema, and who may do what. Reads and writes would be every query. */
const AUDITED_STATEMENTS = ["ddl", "role"] as const;

/** Defines the layer that holds what must not be lost: the data bucket, PostgreSQL, its secrets, and backups. */
export class DataLayer extends Layer {
  public readonly exports: DataExports;

  public constructor(
    scope: Construct,
    private readonly context: LayerContext,
    private readonly security: SecurityExports,
    private readonly network: NetworkExports,
  ) {
    super(scope, "data");
    this.defineDataBucket();
    const group = new SecurityGroup(this, "database", {
      vpcId: network.vpcId,
      groupName: context.names.get("databaseSecurityGroup"),
      description: "PostgreSQL, reached by named groups only",
    });
    const { database, password } = this.defineDatabase(group);
    const secret = this.defineSecret(database, password);
    defineBackup(this, context, { keys: security.keys });
    const values: ExportValues = {
      databaseSecurityGroupId: group.securityGroupId,
      databaseHost: database.address,
      databasePort: `${database.port}`,
      databaseName: context.environment.database.databaseName,
      databaseSecretArn: secret.arn,
    };
    publish(this, dataExports(), values);
    this.exports = readDataExports(values, [database.resource, ...secret.ready]);
    output(this, "database_identifier", "The identifier of the database instance.", database.identifier);
    output(this, "database_arn", "The database instance.", database.instanceArn);
  }

  private defineDataBucket(): void {
    const { account, knobs, names, environment, protect } = this.context;
    const { infrequentAccessAfterDays, glacierAfterDays, expireAfterDays } = environment.storage;
    const stay = LIMITS.standardIaMinimumStay.min;
    const bucket = new SecureBucket(this, "data", {
      account,
      bucketName: `${names.get("dataBucket")}-${this.security.bucketSuffix}`,
      encryption: this.dataEncryption(),
      denyOtherEncryption: true,
      accessLogs: {
        bucketName: this.security.accessLogBucketName,
        prefix: "data/",
        dependsOn: this.security.ready.accessLogs,
      },
      lifecycle: {
        infrequentAccessAfterDays: knobs.number(this, "data_infrequent_access_after_days", {
          description: "Days until objects of the data bucket move to STANDARD_IA.",
          value: infrequentAccessAfterDays,
          range: LIMITS.standardIaAfterDays,
        }),
        glacierAfterDays: knobs.number(this, "data_glacier_after_days", {
          description: "Days until objects of the data bucket move to GLACIER.",
          value: glacierAfterDays,
          range: LIMITS.lifecycleDays,
          rules: [
            {
              condition: `var.data_glacier_after_days >= var.data_infrequent_access_after_days + ${stay}`,
              message: `data_glacier_after_days must be at least ${stay} more than data_infrequent_access_after_days; S3 keeps objects that long in STANDARD_IA.`,
            },
          ],
        }),
        expireAfterDays: knobs.number(this, "data_expire_after_days", {
          description: "Days until objects of the data bucket, and versions no longer current, are deleted.",
          value: expireAfterDays,
          range: LIMITS.lifecycleDays,
          rules: [
            {
              condition: "var.data_expire_after_days > var.data_glacier_after_days",
              message:
                "data_expire_after_days must be more than data_glacier_after_days; an object must arrive before it can expire.",
            },
          ],
        }),
      },
      protect,
    });
    output(this, "data_bucket_name", "The bucket for the environment's data.", bucket.bucketName);
    output(this, "data_bucket_arn", "The bucket for the environment's data, by its ARN.", bucket.bucketArn);
    addDataBucketCheck(this, bucket.bucketName);
    this.defineDataEvents(bucket);
  }

  /** S3's own keys are a lowering: who may read objects then needs no right on a key. */
  private dataEncryption(): BucketEncryption {
    if (this.context.environment.storage.encryption === "kms") {
      return { kmsKeyArn: this.security.keys.s3 };
    }
    noteLowering(
      this,
      "The data bucket is encrypted with keys that S3 manages, because storage.encryption is AES256: who may read objects needs no right on a key.",
    );
    return "AES256";
  }

  /** Every change of an object, in a log group (MAZ-S3-1). */
  private defineDataEvents(bucket: SecureBucket): void {
    const { account, names, environment } = this.context;
    if (!environment.storage.events) {
      return;
    }
    const logGroupName = names.get("dataEventLogGroup");
    const logs = new LogGroup(this, "data_event_logs", {
      logGroupName,
      retentionDays: environment.storage.eventLogRetentionDays,
      kmsKeyArn: this.security.keys.logs,
    });
    new BucketEvents(this, "data_events", {
      account,
      bucketName: bucket.bucketName,
      ruleName: names.get("dataEventRule"),
      policyName: names.get("dataEventPolicy"),
      logGroupName,
      dependsOn: [logs.resource],
    });
    output(this, "data_event_log_group_name", "The log group of the data bucket's events.", logs.logGroupName);
  }

  private defineDatabase(group: SecurityGroup) {
    const { knobs, names, environment, protect } = this.context;
    const { database } = environment;
    const identifier = names.get("databaseInstance");
    const logs = this.defineLogs(identifier);
    const password = this.definePassword();
    const instance = new Postgres(this, "postgres", {
      identifier,
      engineVersion: database.engineVersion,
      logConnections: POSTGRES_VERSIONS[database.engineVersion].logConnections,
      instanceClass: this.instanceClass(),
      ...this.storage(),
      multiAz: database.multiAz,
      databaseName: database.databaseName,
      username: database.username,
      password,
      port: database.port,
      backupRetentionDays: knobs.number(this, "database_backup_retention_days", {
        description: "Days that automated backups of the database are kept.",
        value: database.backupRetentionDays,
        range:
          environment.stage === "production"
            ? { ...LIMITS.rdsBackupRetentionDays, min: LIMITS.productionBackupRetentionDays.min }
            : LIMITS.rdsBackupRetentionDays,
      }),
      backupWindow: database.backupWindow,
      maintenanceWindow: database.maintenanceWindow,
      kmsKeyArn: this.security.keys.rds,
      subnetIds: this.network.privateSubnetIds,
      subnetGroupName: names.get("databaseSubnetGroup"),
      parameterGroupName: names.get("databaseParameterGroup"),
      securityGroupIds: [group.securityGroupId],
      ...(environment.backup === undefined ? {} : { tags: backupTag(this.context) }),
      ...this.observability(),
      dependsOn: [...logs, ...this.defineMonitoringLogs()].map(({ resource }) => resource),
      protect,
    });
    new DatabaseEvents(this, "database_events", {
      subscriptionName: names.get("databaseEvents"),
      identifier: instance.identifier,
      topicArn: this.security.alertTopicArn,
      ...(this.security.ready.alerts.length === 0 ? {} : { dependsOn: this.security.ready.alerts }),
    });
    addDatabaseCheck(this, "aws_db_instance.postgres");
    return { database: instance, password };
  }

  /** Performance Insights, enhanced monitoring and pgaudit, where configuration asks for them (ENT-DB-1, LAM-DB-1). */
  private observability() {
    const { arns, names, environment } = this.context;
    const { performanceInsightsDays, enhancedMonitoringSeconds, pgaudit } = environment.database;
    return {
      ...(performanceInsightsDays === undefined
        ? {}
        : { performanceInsights: { kmsKeyArn: this.security.keys.rds, retentionDays: performanceInsightsDays } }),
      ...(enhancedMonitoringSeconds === undefined
        ? {}
        : {
            enhancedMonitoring: {
              intervalSeconds: enhancedMonitoringSeconds,
              role: new ServiceRole(this, "database_monitoring_role", {
                roleName: names.get("databaseMonitoringRole"),
                description: "Lets RDS send the metrics of the database's operating system to CloudWatch Logs.",
                service: MONITORING_SERVICE,
                trustConditions: monitoringTrustConditions(arns, names.get("databaseInstance")),
                statements: [],
                managedPolicies: monitoringManagedPolicies(arns),
              }),
            },
          }),
      ...(pgaudit ? { pgaudit: AUDITED_STATEMENTS } : {}),
    };
  }

  /** The log group of enhanced monitoring: AWS dictates its name, one for all instances of the account and region. */
  private defineMonitoringLogs(): LogGroup[] {
    const { baseline, database } = this.context.environment;
    return database.enhancedMonitoringSeconds === undefined || !baseline.rdsMonitoringLogs
      ? []
      : [
          new LogGroup(this, "database_os_metrics", {
            logGroupName: MONITORING_LOG_GROUP,
            retentionDays: database.logRetentionDays,
            kmsKeyArn: this.security.keys.logs,
          }),
        ];
  }

  private defineLogs(identifier: string): LogGroup[] {
    const retentionDays = this.context.knobs.choice(this, "database_log_retention_days", {
      description: "Days that the database's logs are kept.",
      value: this.context.environment.database.logRetentionDays,
      choices: LOG_RETENTION_DAYS,
      unit: "days",
    });
    return POSTGRES_LOGS.map(
      (log) =>
        new LogGroup(this, `database_${log}`, {
          logGroupName: postgresLogGroupName(identifier, log),
          retentionDays,
          kmsKeyArn: this.security.keys.logs,
          protect: this.context.protect,
        }),
    );
  }

  private instanceClass(): string {
    const { database, stage } = this.context.environment;
    if (
      stage === "production" &&
      database.allowBurstableMicro &&
      BURSTABLE_MICRO_PATTERN.test(database.instanceClass)
    ) {
      noteLowering(
        this,
        `The production database runs on ${database.instanceClass}, because database.allowBurstableMicro is true.`,
      );
    }
    return this.context.knobs.text(this, "database_instance_class", {
      description: "The size of the database server.",
      value: database.instanceClass,
      pattern: RDS_INSTANCE_CLASS_PATTERN,
      must: "must be an RDS instance class, for example db.t4g.medium or db.m7g.large",
      rules: this.instanceClassRules(),
    });
  }

  private instanceClassRules(): KnobRule[] {
    const { database, stage, region } = this.context.environment;
    const without: readonly string[] = REGIONS_WITHOUT_T4G;
    const micro: KnobRule = {
      condition: `!can(regex(${JSON.stringify(BURSTABLE_MICRO_PATTERN.source)}, var.database_instance_class))`,
      message: "database_instance_class must not be a burstable micro or small class in production.",
    };
    const t4g: KnobRule = {
      condition: `!can(regex("^db\\\\.t4g\\\\.", var.database_instance_class))`,
      message: `database_instance_class must be a class that ${region} has; take db.t3 for db.t4g.`,
    };
    return [
      ...(stage === "production" && !database.allowBurstableMicro ? [micro] : []),
      ...(without.includes(region) ? [t4g] : []),
    ];
  }

  private storage() {
    const { allocatedStorageGib, maxAllocatedStorageGib } = this.context.environment.database;
    return {
      allocatedStorageGib: this.context.knobs.number(this, "database_allocated_storage_gib", {
        description: "Storage of the database at the start, in GiB.",
        value: allocatedStorageGib,
        // With less, the alarm on free storage would be raised all the time.
        range: {
          ...LIMITS.rdsStorageGib,
          min: Math.max(LIMITS.rdsStorageGib.min, this.context.environment.monitoring.databaseFreeStorageGib + 1),
        },
      }),
      maxAllocatedStorageGib: this.context.knobs.number(this, "database_max_allocated_storage_gib", {
        description: "How far storage autoscaling may grow the database, in GiB.",
        value: maxAllocatedStorageGib,
        range: LIMITS.rdsStorageGib,
        rules: [
          {
            condition: "var.database_max_allocated_storage_gib >= ceil(var.database_allocated_storage_gib * 1.1)",
            message:
              "database_max_allocated_storage_gib must be at least 10 % more than database_allocated_storage_gib.",
          },
        ],
      }),
    };
  }

  private definePassword(): MasterPassword {
    const { names, environment, protect } = this.context;
    const { credentials, rotationDays } = environment.database;
    switch (credentials) {
      case "rdsManaged":
        return {
          mode: "rdsManaged",
          kmsKeyArn: this.security.keys.secrets,
          ...(rotationDays === undefined ? {} : { rotationDays }),
        };
      case "generated":
        noteLowering(
          this,
          "The database password lies in the Terraform state, because database.credentials is generated. Whoever reads the state can read it.",
        );
        return {
          mode: "inState",
          value: new StoredPassword(this, "database_password", {
            passwordVersion: environment.database.passwordVersion,
          }).value,
        };
      case "ephemeral": {
        const version = this.passwordVersion();
        const { value } = new BootstrapPassword(this, "database_bootstrap", {
          secretName: names.get("databaseBootstrapSecret"),
          kmsKeyArn: this.security.keys.secrets,
          passwordVersion: version,
          recoveryDays: this.recoveryDays,
          protect,
        });
        return { mode: "writeOnly", value, version };
      }
    }
  }

  private passwordVersion(): number {
    return this.context.knobs.number(this, "database_password_version", {
      description: "Counted up, it makes a new password, in the secrets and in the database.",
      value: this.context.environment.database.passwordVersion,
      range: LIMITS.passwordVersion,
    });
  }

  private get recoveryDays(): number {
    const { environment, protect } = this.context;
    return protect ? environment.database.secretRecoveryDays : 0;
  }

  private defineSecret(
    database: Postgres,
    password: MasterPassword,
  ): { readonly arn: string; readonly ready: readonly ITerraformDependable[] } {
    const { names, environment, protect } = this.context;
    if (password.mode === "rdsManaged") {
      return { arn: database.managedSecretArn, ready: [] };
    }
    const secret = new DatabaseSecret(this, "database_secret", {
      secretName: names.get("databaseSecret"),
      kmsKeyArn: this.security.keys.secrets,
      recoveryDays: this.recoveryDays,
      password: {
        value: password.value,
        ephemeral: password.mode === "writeOnly",
        version: password.mode === "writeOnly" ? password.version : environment.database.passwordVersion,
      },
      username: environment.database.username,
      instance: {
        address: database.address,
        port: database.port,
        identifier: database.identifier,
        databaseName: environment.database.databaseName,
        replacedAttribute: database.replacedAttribute,
      },
      protect,
    });
    return { arn: secret.secretArn, ready: [secret.version] };
  }
}
