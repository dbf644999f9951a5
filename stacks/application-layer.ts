import type { Construct } from "constructs";
import { LOG_RETENTION_DAYS } from "../config/aws-limits";
import { DeadLetterQueue } from "../constructs/compute/dead-letter-queue";
import { FunctionSchedule } from "../constructs/compute/function-schedule";
import {
  type FunctionArchive,
  functionLogGroupName,
  LAMBDA_SERVICE,
  VpcFunction,
  vpcFunctionStatements,
} from "../constructs/compute/vpc-function";
import { choiceKnob } from "../constructs/core/knob";
import { Layer } from "../constructs/core/layer";
import type { PolicyStatement } from "../constructs/core/policy";
import { ServiceRole } from "../constructs/identity/service-role";
import { Dashboard } from "../constructs/monitoring/dashboard";
import { LogGroup } from "../constructs/monitoring/log-group";
import { MetricAlarm } from "../constructs/monitoring/metric-alarm";
import { allowFlow, allowOutTo, SecurityGroup } from "../constructs/network/security-group";
import type { DataExports } from "./data-layer";
import { type LayerContext, output } from "./layer-context";
import type { NetworkExports } from "./network-layer";
import { trailAlarms, trailMetricNamespace } from "./security-alarms";
import type { SecurityExports } from "./security-layer";

/** What the application layer needs of the others. */
export interface ApplicationLayerInputs {
  readonly security: Pick<SecurityExports, "masterKeyArn" | "alertTopicArn">;
  readonly network: Pick<NetworkExports, "vpcId" | "privateSubnetIds">;
  readonly data: Omit<DataExports, "databaseSecretArn">;
  /** The built code of the compliance function. */
  readonly complianceArchive: FunctionArchive;
}

const METRIC_NAME = "NonCompliantRules";
const ENVIRONMENT_DIMENSION = "Environment";
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** The alarms of this layer, as they stand in their names. */
const ALARMS = ["ConfigCompliance", "ComplianceFunctionErrors", "ComplianceFunctionSilent", "ComplianceDeadLetters"];

/** Defines the layer that changes daily: the compliance function with its schedule, the workload's alarms, the dashboard. */
export class ApplicationLayer extends Layer {
  public constructor(
    scope: Construct,
    private readonly context: LayerContext,
    private readonly inputs: ApplicationLayerInputs,
  ) {
    super(scope, "application");
    const group = this.defineSecurityGroup();
    const { functionArn, functionName } = this.defineFunction(group);
    const { names, environment } = context;
    new FunctionSchedule(this, "compliance_schedule", {
      ruleName: names.get("complianceSchedule"),
      description: "Has the non-compliant Config rules counted.",
      schedule: environment.compliance.schedule,
      functionArn,
      functionName,
    });
    this.defineAlarms(functionName);
    this.defineDashboard(functionName);
    output(this, "function_arn", "The function that counts non-compliant Config rules.", functionArn);
  }

  private get namespace(): string {
    return `${this.context.names.prefix}/Compliance`;
  }

  private defineSecurityGroup(): SecurityGroup {
    const { names, environment } = this.context;
    const group = new SecurityGroup(this, "functions", {
      vpcId: this.inputs.network.vpcId,
      groupName: names.get("complianceSecurityGroup"),
      description: "Lambda functions, reached by nobody",
    });
    allowFlow(this, "functions_to_database", {
      from: group.securityGroupId,
      to: this.inputs.data.databaseSecurityGroupId,
      port: environment.database.port,
      description: "PostgreSQL from Lambda functions",
    });
    allowOutTo(this, "functions_to_aws", {
      from: group.securityGroupId,
      cidr: "0.0.0.0/0",
      port: 443,
      description: "HTTPS to the APIs of AWS",
    });
    return group;
  }

  private defineFunction(group: SecurityGroup): VpcFunction {
    const { arns, account, names, environment } = this.context;
    const { masterKeyArn } = this.inputs.security;
    const functionName = names.get("complianceFunction");
    const logs = new LogGroup(this, "compliance_logs", {
      logGroupName: functionLogGroupName(functionName),
      retentionDays: choiceKnob(this, "function_log_retention_days", {
        description: "Days that the function's logs are kept.",
        value: environment.compliance.logRetentionDays,
        choices: LOG_RETENTION_DAYS,
        unit: "days",
      }),
      kmsKeyArn: masterKeyArn,
    });
    const deadLetters = new DeadLetterQueue(this, "compliance_dead_letters", {
      account,
      queueName: names.get("complianceDeadLetters"),
      kmsKeyArn: masterKeyArn,
    });
    const role = new ServiceRole(this, "compliance_role", {
      roleName: names.get("complianceRole"),
      policyName: names.get("compliancePolicy"),
      description: "Lets the compliance function read Config and publish its metric.",
      service: LAMBDA_SERVICE,
      trustConditions: [],
      statements: [
        ...vpcFunctionStatements(arns, {
          functionName,
          deadLetterQueueArn: deadLetters.queueArn,
          kmsKeyArn: masterKeyArn,
        }),
        ...this.jobStatements(),
      ],
    });
    output(this, "function_role_arn", "The role of the compliance function.", role.roleArn);
    const { reservedConcurrency } = environment.compliance;
    return new VpcFunction(this, "compliance", {
      functionName,
      description: "Counts the Config rules that are not compliant and publishes the number as a metric.",
      archive: this.inputs.complianceArchive,
      runtime: "nodejs24.x",
      handler: "index.handler",
      timeoutSeconds: 60,
      memoryMib: 256,
      roleArn: role.roleArn,
      kmsKeyArn: masterKeyArn,
      environment: {
        DIMENSION_ENVIRONMENT: environment.name,
        LOG_LEVEL: "info",
        METRIC_NAME,
        METRIC_NAMESPACE: this.namespace,
        ...this.databaseLocation,
      },
      subnetIds: this.inputs.network.privateSubnetIds,
      securityGroupId: group.securityGroupId,
      deadLetterQueueArn: deadLetters.queueArn,
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
      dependsOn: [logs.resource, ...role.ready],
    });
  }

  /** Where the database is, for functions: the secret that RDS manages does not say it (SEC-DB-2). */
  private get databaseLocation(): Readonly<Record<string, string>> {
    const { databaseHost, databasePort, databaseName } = this.inputs.data;
    return this.context.environment.database.credentials === "rdsManaged"
      ? { DATABASE_HOST: databaseHost, DATABASE_NAME: databaseName, DATABASE_PORT: databasePort }
      : {};
  }

  private jobStatements(): PolicyStatement[] {
    return [
      { sid: "AllowReadingCompliance", actions: ["config:DescribeComplianceByConfigRule"], resources: ["*"] },
      {
        sid: "AllowPublishingMetric",
        actions: ["cloudwatch:PutMetricData"],
        resources: ["*"],
        conditions: [{ test: "StringEquals", variable: "cloudwatch:namespace", values: [this.namespace] }],
      },
    ];
  }

  private defineAlarms(functionName: string): void {
    const { names, environment } = this.context;
    const { alertTopicArn: topicArn } = this.inputs.security;
    new MetricAlarm(this, "config_compliance", {
      alarmName: names.of("metric-alarm", "ConfigCompliance"),
      description:
        "At least one Config rule is not compliant. Look at the rules in AWS Config, mend or record an exception.",
      metric: {
        namespace: this.namespace,
        metricName: METRIC_NAME,
        statistic: "Maximum",
        periodSeconds: HOUR_SECONDS,
        dimensions: { [ENVIRONMENT_DIMENSION]: environment.name },
      },
      threshold: 1,
      missingData: "ignore",
      topicArn,
    });
    new MetricAlarm(this, "compliance_function_errors", {
      alarmName: names.of("metric-alarm", "ComplianceFunctionErrors"),
      description: "The compliance function failed, so nobody counts non-compliant rules. Read its log group.",
      metric: {
        namespace: "AWS/Lambda",
        metricName: "Errors",
        statistic: "Sum",
        periodSeconds: HOUR_SECONDS,
        dimensions: { FunctionName: functionName },
      },
      threshold: 1,
      missingData: "notBreaching",
      topicArn,
    });
    new MetricAlarm(this, "compliance_function_silent", {
      alarmName: names.of("metric-alarm", "ComplianceFunctionSilent"),
      description:
        "The compliance function did not run for a day, so nobody counts non-compliant rules. Look at its schedule.",
      metric: {
        namespace: "AWS/Lambda",
        metricName: "Invocations",
        statistic: "Sum",
        periodSeconds: DAY_SECONDS,
        dimensions: { FunctionName: functionName },
      },
      threshold: 1,
      raisedBy: "below",
      missingData: "breaching",
      topicArn,
    });
    new MetricAlarm(this, "compliance_dead_letters_waiting", {
      alarmName: names.of("metric-alarm", "ComplianceDeadLetters"),
      description:
        "The compliance function gave up on an event. It lies in the dead-letter queue; read the function's logs.",
      metric: {
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        statistic: "Maximum",
        periodSeconds: 300,
        dimensions: { QueueName: names.get("complianceDeadLetters") },
      },
      threshold: 1,
      missingData: "notBreaching",
      topicArn,
    });
  }

  private defineDashboard(functionName: string): void {
    const { account, arns, names, environment } = this.context;
    const alarmArns = [...ALARMS, ...trailAlarms(environment)].map((alarm) =>
      arns.regional("cloudwatch", `alarm:${names.of("metric-alarm", alarm)}`),
    );
    const database = names.get("databaseInstance");
    const trailMetrics = trailMetricNamespace(names);
    const dashboard = new Dashboard(this, "security_dashboard", {
      dashboardName: names.get("dashboard"),
      region: account.region,
      alarmArns,
      graphs: [
        {
          title: "Config rules not compliant",
          statistic: "Maximum",
          metrics: [[this.namespace, METRIC_NAME, ENVIRONMENT_DIMENSION, environment.name]],
        },
        {
          title: "Root usage and unauthorized calls",
          statistic: "Sum",
          metrics: [
            [trailMetrics, "RootUsage"],
            [trailMetrics, "UnauthorizedAPICalls"],
          ],
        },
        {
          title: "Compliance function",
          statistic: "Sum",
          metrics: [
            ["AWS/Lambda", "Invocations", "FunctionName", functionName],
            ["AWS/Lambda", "Errors", "FunctionName", functionName],
          ],
        },
        {
          title: "Database CPU (%)",
          statistic: "Average",
          metrics: [["AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", database]],
        },
        {
          title: "Database connections",
          statistic: "Maximum",
          metrics: [["AWS/RDS", "DatabaseConnections", "DBInstanceIdentifier", database]],
        },
        {
          title: "Database free storage (bytes)",
          statistic: "Average",
          metrics: [["AWS/RDS", "FreeStorageSpace", "DBInstanceIdentifier", database]],
        },
      ],
    });
    output(this, "dashboard_url", "The CloudWatch dashboard.", dashboard.url);
  }
}
