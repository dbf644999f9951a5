import type { ITerraformDependable } from "cdktf";
import { LOG_RETENTION_DAYS } from "../config/aws-limits";
import { DeadLetterQueue } from "../constructs/compute/dead-letter-queue";
import { FunctionAccess } from "../constructs/compute/function-access";
import { FunctionSchedule } from "../constructs/compute/function-schedule";
import {
  functionLogGroupName,
  LAMBDA_SERVICE,
  VPC_ACCESS_POLICY,
  VpcFunction,
} from "../constructs/compute/vpc-function";
import { aside, type Layer } from "../constructs/core/layer";
import { SecretRotation } from "../constructs/database/secret-rotation";
import { ServiceRole } from "../constructs/identity/service-role";
import { LogGroup } from "../constructs/monitoring/log-group";
import {
  allowFlow,
  allowOutTo,
  allowOutToGroup,
  allowOutToPrefixList,
  SecurityGroup,
} from "../constructs/network/security-group";
import type { AlarmBook } from "./alarm-book";
import type { ApplicationLayerInputs } from "./application-layer";
import { type LayerContext, output } from "./layer-context";
import { HTTPS_PORT, INTERNET } from "./network-flows";
import {
  COMPLIANCE_METRIC,
  complianceNamespace,
  type FunctionPlan,
  functionPlans,
  functionStatements,
  RECOVERY_METRICS,
  recoveryNamespace,
  WATCHED_RULE_METRIC,
  type WorkloadReferences,
  watchedRuleNames,
} from "./workloads";

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** What a layer that runs workloads works with. */
export interface Workshop {
  readonly layer: Layer;
  readonly context: LayerContext;
  readonly inputs: ApplicationLayerInputs;
  readonly alarms: AlarmBook;
}

/** Defines the environment's functions, each with its group, role, logs, queue and alarms (SEC-FN-1, MAZ-FN-1, WEB-FN-1, LAM-FN-1). */
export function defineFunctions(workshop: Workshop): FunctionPlan[] {
  const { context } = workshop;
  const plans = functionPlans(context);
  const rotation = plans.filter(({ id }) => id === "rotation");
  const others = plans.filter((plan) => !rotation.includes(plan));
  if (others.length > 0) {
    const { group } = defineGroup(
      workshop,
      "functions",
      "complianceSecurityGroup",
      "Lambda functions, reached by nobody",
    );
    for (const plan of others) {
      defineFunction(workshop, plan, group);
    }
  }
  for (const plan of rotation) {
    const { group, ready } = defineGroup(
      workshop,
      "rotation",
      "rotationSecurityGroup",
      "Rotation function, reached by nobody",
    );
    rotateBy(workshop, defineFunction(workshop, plan, group), ready);
  }
  defineJobAlarms(workshop);
  return plans;
}

/** A group whose functions reach the database and the APIs of AWS, and nothing else (MAZ-NET-2). */
function defineGroup(
  { layer, context, inputs }: Workshop,
  id: "functions" | "rotation",
  nameKey: "complianceSecurityGroup" | "rotationSecurityGroup",
  description: string,
): { readonly group: SecurityGroup; readonly ready: readonly ITerraformDependable[] } {
  const { names, environment } = context;
  const { vpcId } = inputs.network;
  const group = new SecurityGroup(aside(layer, "groups"), id, { vpcId, groupName: names.get(nameKey), description });
  const from = group.securityGroupId;
  const who = id === "functions" ? "Lambda functions" : "the rotation function";
  const toDatabase = allowFlow(layer, `${id}_to_database`, {
    from,
    to: inputs.data.databaseSecurityGroupId,
    port: environment.database.port,
    description: `PostgreSQL from ${who}`,
  });
  const toAws = allowOutToAws({ layer, inputs }, id, from);
  output(layer, `${id}_security_group_id`, `The security group of ${who}.`, from);
  return { group, ready: [...toDatabase, ...toAws] };
}

/** Lets a group reach the APIs of AWS: by the endpoints where there are some (MAZ-NET-2), else anywhere by HTTPS. */
export function allowOutToAws(
  { layer, inputs }: Pick<Workshop, "layer" | "inputs">,
  id: string,
  from: string,
): readonly ITerraformDependable[] {
  const { endpointSecurityGroupId, s3PrefixListId } = inputs.network;
  if (endpointSecurityGroupId === undefined || s3PrefixListId === undefined) {
    return [
      allowOutTo(layer, `${id}_to_aws`, {
        from,
        cidr: INTERNET.cidr,
        port: HTTPS_PORT,
        description: "HTTPS to the APIs of AWS",
      }),
    ];
  }
  return [
    allowOutToGroup(layer, `${id}_to_endpoints`, {
      from,
      to: endpointSecurityGroupId,
      port: HTTPS_PORT,
      description: "HTTPS to the VPC endpoints",
    }),
    allowOutToPrefixList(layer, `${id}_to_s3`, {
      from,
      prefixListId: s3PrefixListId,
      port: HTTPS_PORT,
      description: "HTTPS to S3 by its gateway endpoint",
    }),
  ];
}

function defineFunction(workshop: Workshop, plan: FunctionPlan, group: SecurityGroup): VpcFunction {
  const { layer, context, inputs } = workshop;
  const { account, arns, names } = context;
  const { id } = plan;
  const functionName = names.get(plan.names.function);
  const references: WorkloadReferences = { ...inputs.data, keys: inputs.security.keys };
  const logs = new LogGroup(layer, `${id}_logs`, {
    logGroupName: functionLogGroupName(functionName),
    retentionDays:
      id === "compliance"
        ? context.knobs.choice(layer, "function_log_retention_days", {
            description: "Days that the compliance function's logs are kept.",
            value: plan.logRetentionDays,
            choices: LOG_RETENTION_DAYS,
            unit: "days",
          })
        : plan.logRetentionDays,
    kmsKeyArn: references.keys.logs,
  });
  const deadLetters = new DeadLetterQueue(layer, `${id}_dead_letters`, {
    account,
    queueName: names.get(plan.names.deadLetters),
    kmsKeyArn: references.keys.sqs,
  });
  const role = new ServiceRole(layer, `${id}_role`, {
    roleName: names.get(plan.names.role),
    policyName: names.get(plan.names.policy),
    description: plan.roleDescription,
    service: LAMBDA_SERVICE,
    trustConditions: [],
    statements: functionStatements(context, plan, references, deadLetters.queueArn),
    ...(plan.managedVpcAccess ? { managedPolicies: { vpc_access: arns.awsManagedPolicy(VPC_ACCESS_POLICY) } } : {}),
  });
  const made = new VpcFunction(layer, id, {
    functionName,
    description: `${plan.job.charAt(0).toUpperCase()}${plan.job.slice(1)}.`,
    archive: inputs.archives[plan.archive],
    runtime: plan.runtime,
    handler: plan.handler,
    timeoutSeconds: plan.timeoutSeconds,
    memoryMib: plan.memoryMib,
    roleArn: role.roleArn,
    kmsKeyArn: references.keys.lambda,
    environment: plan.variables(references),
    subnetIds: inputs.network.privateSubnetIds,
    securityGroupId: group.securityGroupId,
    deadLetterQueueArn: deadLetters.queueArn,
    ...(plan.reservedConcurrency === undefined ? {} : { reservedConcurrency: plan.reservedConcurrency }),
    dependsOn: [logs.resource, ...role.ready],
  });
  if (plan.schedule !== undefined) {
    new FunctionSchedule(layer, `${id}_schedule`, {
      ruleName: names.get(plan.schedule.nameKey),
      description: plan.schedule.description,
      schedule: plan.schedule.expression,
      functionArn: made.functionArn,
      functionName: made.functionName,
    });
  }
  letInvoke(workshop, plan, made);
  defineFunctionAlarms(workshop, plan, made.functionName, names.get(plan.names.deadLetters));
  const [functionOutput, roleOutput] =
    id === "compliance" ? ["function", "function_role_arn"] : [`${id}_function`, `${id}_role_arn`];
  output(layer, `${functionOutput}_arn`, `The function that ${plan.job}.`, made.functionArn);
  output(layer, `${functionOutput}_name`, `The name of the function that ${plan.job}.`, made.functionName);
  output(layer, roleOutput, `The role of the function that ${plan.job}.`, role.roleArn);
  return made;
}

/** Who may invoke the database function by the function's own policy: exactly those whom configuration lists (LAM-FN-1). */
function letInvoke({ layer, context }: Workshop, plan: FunctionPlan, made: VpcFunction): void {
  const { databaseFunction } = context.environment;
  if (plan.id === "database_report" && databaseFunction !== undefined && databaseFunction.invokers.length > 0) {
    new FunctionAccess(layer, `${plan.id}_access`, {
      functionName: made.functionName,
      principalArns: databaseFunction.invokers,
    });
  }
}

/** Hands the secret over to the rotation function, once it can reach the database and AWS (MAZ-DB-1). */
function rotateBy(
  { layer, context, inputs }: Workshop,
  rotation: VpcFunction,
  ready: readonly ITerraformDependable[],
): void {
  const { account, environment } = context;
  const { data, network } = inputs;
  const { rotationDays } = environment.database;
  if (rotationDays === undefined) {
    return;
  }
  new SecretRotation(layer, "database_rotation", {
    account,
    secretArn: data.databaseSecretArn,
    functionArn: rotation.functionArn,
    functionName: rotation.functionName,
    automaticallyAfterDays: rotationDays,
    dependsOn: [...data.ready, ...network.ready, ...network.privateAclRules, ...ready],
  });
}

function defineFunctionAlarms({ alarms }: Workshop, plan: FunctionPlan, functionName: string, queueName: string): void {
  const { id, word, consequence, runbook } = plan;
  const what = `The function "${id.replaceAll("_", " ")}"`;
  alarms.add(`${id}_function_errors`, `${word}FunctionErrors`, {
    description: `${what} failed, so ${consequence}. Read its log group.`,
    runbook,
    metric: {
      namespace: "AWS/Lambda",
      metricName: "Errors",
      statistic: "Sum",
      periodSeconds: HOUR_SECONDS,
      dimensions: { FunctionName: functionName },
    },
    threshold: 1,
    missingData: "notBreaching",
  });
  alarms.add(`${id}_dead_letters_waiting`, `${word}DeadLetters`, {
    description: `${what} gave up on an event. It lies in the dead-letter queue; read the function's logs.`,
    runbook,
    metric: {
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      statistic: "Maximum",
      periodSeconds: 300,
      dimensions: { QueueName: queueName },
    },
    threshold: 1,
    missingData: "notBreaching",
  });
}

/** The alarms on what functions publish, and on a function that publishes nothing. */
function defineJobAlarms({ context, alarms }: Workshop): void {
  const { environment, names } = context;
  const { compliance, recoveryCheck, backup } = environment;
  const dimensions = { Environment: environment.name };
  if (compliance !== false) {
    const published = {
      namespace: complianceNamespace(context),
      statistic: "Maximum",
      periodSeconds: HOUR_SECONDS,
    } as const;
    alarms.add("config_compliance", "ConfigCompliance", {
      description:
        "At least one Config rule is not compliant. Look at the rules in AWS Config, mend or record an exception.",
      runbook: "config-compliance",
      metric: { ...published, metricName: COMPLIANCE_METRIC, dimensions },
      threshold: 1,
      missingData: "ignore",
    });
    for (const { identifier, name } of watchedRuleNames(context)) {
      alarms.add(`rule_${identifier.toLowerCase()}`, `Rule-${names.inWords(identifier)}`, {
        description: `The Config rule ${identifier} is not compliant. Look at its resources in AWS Config.`,
        runbook: "config-compliance",
        metric: { ...published, metricName: WATCHED_RULE_METRIC, dimensions: { ...dimensions, RuleName: name } },
        threshold: 1,
        missingData: "ignore",
      });
    }
    alarms.add("compliance_function_silent", "ComplianceFunctionSilent", {
      description:
        "The compliance function did not run for a day, so nobody counts non-compliant rules. Look at its schedule.",
      runbook: "compliance-function",
      metric: {
        namespace: "AWS/Lambda",
        metricName: "Invocations",
        statistic: "Sum",
        periodSeconds: DAY_SECONDS,
        dimensions: { FunctionName: names.get("complianceFunction") },
      },
      threshold: 1,
      raisedBy: "below",
      missingData: "breaching",
    });
  }
  if (recoveryCheck !== undefined && backup !== undefined) {
    alarms.add("recovery_point_too_old", "RecoveryPointTooOld", {
      description: `Something has no backup, or none of the last ${recoveryCheck.maxAgeHours} hours. Look at the jobs in AWS Backup.`,
      runbook: "recovery-point-too-old",
      metric: {
        namespace: recoveryNamespace(context),
        metricName: RECOVERY_METRICS.stale,
        statistic: "Maximum",
        periodSeconds: DAY_SECONDS,
        dimensions,
      },
      threshold: 1,
      // Nobody looked for a day: that is as bad as no backup.
      missingData: "breaching",
    });
  }
}
