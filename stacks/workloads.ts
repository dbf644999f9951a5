import { REGIONS_WITHOUT_BUNDLED_CERTIFICATES } from "../config/aws-limits";
import type { Environment } from "../config/environment";
import type { NameKey } from "../config/names";
import { vpcFunctionStatements } from "../constructs/compute/vpc-function";
import { customerKey } from "../constructs/core/key-choice";
import type { PolicyStatement } from "../constructs/core/policy";
import { readSecretStatements, rotationStatements } from "../constructs/database/secret-statements";
import { bucketStatements } from "../constructs/storage/bucket-statements";
import type { KeyArns } from "./keys";
import type { LayerContext } from "./layer-context";
import type { FunctionArchives } from "./topology";

/** What workloads need to know of other layers. */
export interface WorkloadReferences {
  readonly keys: KeyArns;
  readonly databaseSecretArn: string;
  readonly databaseHost: string;
  readonly databasePort: string;
  readonly databaseName: string;
}

/** What the application's instances need to know of other layers. */
export interface ApplicationReferences extends Pick<WorkloadReferences, "databaseSecretArn" | "keys"> {
  readonly dataBucketArn: string;
}

/** A Lambda function of an environment. */
export interface FunctionPlan {
  /** In Terraform addresses. */
  readonly id: string;
  /** In the names of its alarms. */
  readonly word: string;
  readonly names: {
    readonly function: NameKey;
    readonly role: NameKey;
    readonly policy: NameKey;
    readonly deadLetters: NameKey;
  };
  readonly archive: keyof FunctionArchives;
  readonly runtime: "nodejs24.x" | "python3.14";
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMib: number;
  /** What it does: continues "The function that …". */
  readonly job: string;
  readonly roleDescription: string;
  /** What goes wrong when it fails: continues "… failed, so". */
  readonly consequence: string;
  /** The section of help/runbooks.md. */
  readonly runbook: string;
  readonly logRetentionDays: number;
  readonly schedule?: { readonly expression: string; readonly nameKey: NameKey; readonly description: string };
  readonly reservedConcurrency?: number;
  /** Whether AWS's own policy connects it to the VPC. */
  readonly managedVpcAccess?: boolean;
  readonly variables: (references: WorkloadReferences) => Readonly<Record<string, string>>;
  readonly statements: (references: WorkloadReferences) => readonly PolicyStatement[];
}

/** The functions that an environment has. */
export function functionPlans(context: LayerContext): FunctionPlan[] {
  return [compliancePlan, databasePlan, rotationPlan, recoveryPlan].flatMap((plan) => plan(context) ?? []);
}

/** The metric namespaces of functions. */
export function complianceNamespace({ names }: Pick<LayerContext, "names">): string {
  return `${names.prefix}/Compliance`;
}

export function recoveryNamespace({ names }: Pick<LayerContext, "names">): string {
  return `${names.prefix}/Recovery`;
}

/** How a function publishes metrics: limited to one namespace, since AWS knows no resource for it. */
function publishing(namespace: string): PolicyStatement {
  return {
    sid: "AllowPublishingMetric",
    actions: ["cloudwatch:PutMetricData"],
    resources: ["*"],
    conditions: [{ test: "StringEquals", variable: "cloudwatch:namespace", values: [namespace] }],
  };
}

/** The metric that the compliance function publishes. */
export const COMPLIANCE_METRIC = "NonCompliantRules";

/** The metric that it publishes for each rule with an alarm of its own. */
export const WATCHED_RULE_METRIC = "NonCompliantRule";

/** The metrics that the recovery check publishes: how many backups are missing or too old, and how old the newest are. */
export const RECOVERY_METRICS = { stale: "StaleBackups", age: "HoursSinceLastRecoveryPoint" } as const;

/** RDS keeps its log every five minutes; an hour without is a failure. */
const RESTORABLE_AGE_MINUTES = 60;

function compliancePlan(context: LayerContext): FunctionPlan | undefined {
  const { environment } = context;
  const { compliance, audit, database } = environment;
  if (compliance === false) {
    return undefined;
  }
  const namespace = complianceNamespace(context);
  const watched = watchedRuleNames(context);
  return {
    id: "compliance",
    word: "Compliance",
    names: {
      function: "complianceFunction",
      role: "complianceRole",
      policy: "compliancePolicy",
      deadLetters: "complianceDeadLetters",
    },
    archive: "compliance",
    runtime: "nodejs24.x",
    handler: "index.handler",
    timeoutSeconds: 60,
    memoryMib: 256,
    job: "counts the Config rules that are not compliant and publishes the number as a metric",
    roleDescription: "Lets the compliance function read Config and publish its metric.",
    consequence: "nobody counts non-compliant rules",
    runbook: "compliance-function",
    logRetentionDays: compliance.logRetentionDays,
    schedule: {
      expression: compliance.schedule,
      nameKey: "complianceSchedule",
      description: "Has the non-compliant Config rules counted.",
    },
    ...(compliance.reservedConcurrency === undefined ? {} : { reservedConcurrency: compliance.reservedConcurrency }),
    variables: ({ databaseHost, databaseName, databasePort }) => ({
      DIMENSION_ENVIRONMENT: environment.name,
      LOG_LEVEL: "info",
      METRIC_NAME: COMPLIANCE_METRIC,
      METRIC_NAMESPACE: namespace,
      ...(watched.length > 0 ? { WATCHED_RULES: watched.map(({ name }) => name).join(",") } : {}),
      ...(database.credentials === "rdsManaged" && audit !== undefined
        ? { DATABASE_HOST: databaseHost, DATABASE_NAME: databaseName, DATABASE_PORT: databasePort }
        : {}),
    }),
    statements: () => [
      {
        sid: "AllowReadingCompliance",
        actions: [
          "config:DescribeComplianceByConfigRule",
          ...(watched.length > 0 ? ["config:DescribeConfigRuleEvaluationStatus"] : []),
        ],
        resources: ["*"],
      },
      publishing(namespace),
    ],
  };
}

/** The Config rules that have an alarm of their own. */
export function watchedRuleNames({ environment, names }: LayerContext): { identifier: string; name: string }[] {
  return environment.audit.configRules
    .filter(({ alarm }) => alarm)
    .map(({ identifier }) => ({ identifier, name: names.configRule(identifier) }));
}

/**
 * The certificates of RDS that come with the functions are those of older regions; Lambda itself has all, in a file that Node.js
 * takes by this variable.
 */
function furtherCertificates({ region }: Environment): Record<string, string> {
  return REGIONS_WITHOUT_BUNDLED_CERTIFICATES.includes(region)
    ? { NODE_EXTRA_CA_CERTS: "/var/runtime/ca-cert.pem" }
    : {};
}

function databasePlan(context: LayerContext): FunctionPlan | undefined {
  const { databaseFunction, database } = context.environment;
  if (databaseFunction === undefined) {
    return undefined;
  }
  return {
    id: "database_report",
    word: "DatabaseReport",
    names: {
      function: "databaseFunction",
      role: "databaseFunctionRole",
      policy: "databaseFunctionPolicy",
      deadLetters: "databaseFunctionDeadLetters",
    },
    archive: "database",
    runtime: "nodejs24.x",
    handler: "index.handler",
    timeoutSeconds: 30,
    memoryMib: 256,
    job: "reads the database's secret, connects with verified TLS, and reports on the database",
    roleDescription: "Lets the database function read the database's secret.",
    consequence: "nobody looks whether the database can be reached",
    runbook: "database-function",
    logRetentionDays: databaseFunction.logRetentionDays,
    ...(databaseFunction.schedule === undefined
      ? {}
      : {
          schedule: {
            expression: databaseFunction.schedule,
            nameKey: "databaseFunctionSchedule" as const,
            description: "Has the database looked at.",
          },
        }),
    managedVpcAccess: databaseFunction.managedVpcAccessPolicy,
    variables: ({ databaseSecretArn, databaseHost, databaseName, databasePort }) => ({
      LOG_LEVEL: "info",
      SECRET_ARN: databaseSecretArn,
      ...(database.pgaudit ? { CREATE_PGAUDIT: "true" } : {}),
      ...furtherCertificates(context.environment),
      ...(database.credentials === "rdsManaged"
        ? { DATABASE_HOST: databaseHost, DATABASE_NAME: databaseName, DATABASE_PORT: databasePort }
        : {}),
    }),
    statements: ({ databaseSecretArn, keys }) => readSecretStatements(context.arns, databaseSecretArn, keys.secrets),
  };
}

/** Whether a function of the environment rotates the database's password; RDS rotates its own secrets by itself. */
export function hasRotationFunction({ database }: Environment): boolean {
  return database.rotationDays !== undefined && database.credentials !== "rdsManaged";
}

function rotationPlan(context: LayerContext): FunctionPlan | undefined {
  if (!hasRotationFunction(context.environment)) {
    return undefined;
  }
  return {
    id: "rotation",
    word: "Rotation",
    names: {
      function: "rotationFunction",
      role: "rotationRole",
      policy: "rotationPolicy",
      deadLetters: "rotationDeadLetters",
    },
    archive: "rotation",
    runtime: "nodejs24.x",
    handler: "index.handler",
    timeoutSeconds: 60,
    memoryMib: 256,
    job: "gives the database's user a new password, in the four steps of Secrets Manager",
    roleDescription: "Lets the rotation function write the database's secret.",
    consequence: "the database's password was not rotated",
    runbook: "rotation-function",
    logRetentionDays: ROTATION_LOG_DAYS,
    variables: () => ({ LOG_LEVEL: "info", ...furtherCertificates(context.environment) }),
    statements: ({ databaseSecretArn, keys }) => rotationStatements(context.arns, databaseSecretArn, keys.secrets),
  };
}

/** Rotation is rare, and its failures must still be there when somebody looks. */
const ROTATION_LOG_DAYS = 365;

function recoveryPlan(context: LayerContext): FunctionPlan | undefined {
  const { arns, names, environment } = context;
  const { recoveryCheck, backup } = environment;
  if (recoveryCheck === undefined || backup === undefined) {
    return undefined;
  }
  const namespace = recoveryNamespace(context);
  const vaultName = names.get("backupVault");
  const database = names.get("databaseInstance");
  return {
    id: "recovery_check",
    word: "RecoveryCheck",
    names: {
      function: "recoveryFunction",
      role: "recoveryRole",
      policy: "recoveryPolicy",
      deadLetters: "recoveryDeadLetters",
    },
    archive: "recoveryPoints",
    runtime: "python3.14",
    handler: "index.handler",
    timeoutSeconds: 60,
    memoryMib: 256,
    job: "publishes how old the newest backups are",
    roleDescription: "Lets the recovery check look at backups and publish their age.",
    consequence: "nobody looks whether there are backups",
    runbook: "recovery-check",
    logRetentionDays: recoveryCheck.logRetentionDays,
    schedule: {
      expression: recoveryCheck.schedule,
      nameKey: "recoverySchedule",
      description: "Has the age of the newest backups looked at.",
    },
    variables: () => ({
      BACKUP_VAULT_NAME: vaultName,
      DATABASE_IDENTIFIERS: database,
      DIMENSION_ENVIRONMENT: environment.name,
      LOG_LEVEL: "info",
      MAX_RECOVERY_POINT_AGE_HOURS: `${recoveryCheck.maxAgeHours}`,
      MAX_RESTORABLE_AGE_MINUTES: `${RESTORABLE_AGE_MINUTES}`,
      METRIC_NAMESPACE: namespace,
      PROTECTED_RESOURCES: [
        arns.regional("rds", `db:${database}`),
        ...(environment.application === undefined ? [] : ["EC2"]),
      ].join(","),
    }),
    statements: () => [
      {
        sid: "AllowListingRecoveryPoints",
        actions: ["backup:ListRecoveryPointsByBackupVault"],
        resources: [arns.regional("backup", `backup-vault:${vaultName}`)],
      },
      {
        sid: "AllowLookingAtDatabase",
        actions: ["rds:DescribeDBInstances"],
        resources: [arns.regional("rds", `db:${database}`)],
      },
      publishing(namespace),
    ],
  };
}

/** What a function may do: its job, and what functions in a VPC need whatever they do. */
export function functionStatements(
  { arns, names }: LayerContext,
  plan: FunctionPlan,
  references: WorkloadReferences,
  deadLetterQueueArn: string,
): PolicyStatement[] {
  const { keys } = references;
  return [
    ...vpcFunctionStatements(arns, {
      functionName: names.get(plan.names.function),
      deadLetterQueueArn,
      deadLetterKeyArn: keys.sqs,
      kmsKeyArn: keys.lambda,
      managedVpcAccessPolicy: plan.managedVpcAccess ?? false,
    }),
    ...plan.statements(references),
  ];
}

/** What the application's instances may do beside being managed and monitored: read the database's secret, use the data bucket. */
export function applicationStatements(
  { arns, environment }: LayerContext,
  { databaseSecretArn, dataBucketArn, keys }: ApplicationReferences,
): PolicyStatement[] {
  const { application, storage } = environment;
  if (application === undefined) {
    return [];
  }
  const { databaseAccess, dataBucketAccess } = application;
  const kmsKeyArn = storage.encryption === "kms" ? customerKey(keys.s3) : undefined;
  return [
    ...(databaseAccess ? readSecretStatements(arns, databaseSecretArn, keys.secrets) : []),
    ...(dataBucketAccess === "none"
      ? []
      : bucketStatements(arns, dataBucketAccess, {
          bucketArn: dataBucketArn,
          ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
        })),
  ];
}

/** Every action that the policies of workloads in private subnets allow them: what they may call, so what they need a way to. */
export function workloadActions(context: LayerContext): string[] {
  const somewhere = "arn:aws:iam::111111111111:example";
  const keys = Object.fromEntries(
    ["s3", "rds", "logs", "ebs", "sns", "secrets", "backup", "sqs", "lambda"].map((purpose) => [purpose, somewhere]),
  ) as unknown as KeyArns;
  const references: WorkloadReferences = {
    keys,
    databaseSecretArn: somewhere,
    databaseHost: "",
    databasePort: "",
    databaseName: "",
  };
  const statements = [
    ...functionPlans(context).flatMap((plan) => functionStatements(context, plan, references, somewhere)),
    ...applicationStatements(context, { ...references, dataBucketArn: somewhere }),
  ];
  // What is refused to a function's code, Lambda itself does for it, outside of the VPC.
  const refused = new Set(statements.filter(({ effect }) => effect === "Deny").flatMap(({ actions = [] }) => actions));
  return [...new Set(statements.flatMap(({ effect, actions = [] }) => (effect === "Deny" ? [] : actions)))].filter(
    (action) => !refused.has(action),
  );
}
