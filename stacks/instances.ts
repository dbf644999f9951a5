import { BURSTABLE_MICRO_INSTANCE_PATTERN, LIMITS } from "../config/aws-limits";
import type { Environment } from "../config/environment";
import { AutoScalingGroup } from "../constructs/compute/auto-scaling-group";
import {
  APPLICATION_LOG_FILE,
  CloudWatchAgentConfiguration,
  systemLogFiles,
} from "../constructs/compute/cloudwatch-agent";
import { architectureOf, INSTANCE_TYPE_PATTERNS } from "../constructs/compute/instance-architecture";
import { KeyPair } from "../constructs/compute/key-pair";
import { InstanceTemplate } from "../constructs/compute/launch-template";
import { userData } from "../constructs/compute/user-data";
import { bootstrapScript, placeholderApplication } from "../constructs/compute/user-data-steps";
import type { KnobRule } from "../constructs/core/knob";
import { aside } from "../constructs/core/layer";
import { noteLowering } from "../constructs/core/secure-stack";
import type { LoadBalancer } from "../constructs/edge/load-balancer";
import { InstanceRole } from "../constructs/identity/instance-role";
import { LogGroup } from "../constructs/monitoring/log-group";
import { allowFlow, allowInFrom, allowOutTo, SecurityGroup } from "../constructs/network/security-group";
import { backupTag } from "./backup";
import { allowOutToAws, type Workshop } from "./functions";
import { output } from "./layer-context";
import { HTTPS_PORT, INTERNET, remotePeers, SSH_PORT } from "./network-flows";
import { applicationStatements } from "./workloads";

type Application = NonNullable<Environment["application"]>;

/** Defines the security group of the application's instances, with the flows that they need (WEB-NET-1, MAZ-SG-1). */
export function defineApplicationGroup({ layer, context, inputs }: Workshop, application: Application): SecurityGroup {
  const { names, environment } = context;
  const { network, data } = inputs;
  const group = new SecurityGroup(aside(layer, "groups"), "application", {
    vpcId: network.vpcId,
    groupName: names.get("applicationSecurityGroup"),
    description: "Application instances, reached by named groups only",
  });
  const from = group.securityGroupId;
  if (environment.network.internetEgress) {
    allowOutTo(layer, "application_to_aws", {
      from,
      cidr: INTERNET.cidr,
      port: HTTPS_PORT,
      description: "HTTPS to the APIs of AWS and for packages",
    });
  } else {
    allowOutToAws({ layer, inputs }, "application", from);
  }
  output(layer, "application_security_group_id", "The security group of the application's instances.", from);
  if (application.databaseAccess) {
    allowFlow(layer, "application_to_database", {
      from,
      to: data.databaseSecurityGroupId,
      port: environment.database.port,
      description: "PostgreSQL from application instances",
    });
  }
  if (application.ssh === "bastion" && network.bastionSecurityGroupId !== undefined) {
    allowFlow(layer, "bastion_to_application", {
      from: network.bastionSecurityGroupId,
      to: from,
      port: SSH_PORT,
      description: "SSH from the bastion host",
    });
  }
  for (const { id, cidr } of remotePeers(environment)) {
    allowInFrom(layer, `ssh_from_${id}`, {
      to: from,
      cidr,
      port: SSH_PORT,
      description: "SSH from a trusted range behind the transit gateway",
    });
  }
  return group;
}

/** Defines the application's instances: role, logs, agent, template and Auto Scaling group (WEB-ASG-1, MAZ-EC2-1, ENT-APP-1). */
export function defineInstances(
  workshop: Workshop,
  application: Application,
  { group, balancer }: { readonly group: SecurityGroup; readonly balancer?: LoadBalancer },
): AutoScalingGroup {
  const { layer, context, inputs } = workshop;
  const { account, knobs, names, environment } = context;
  const { keys } = inputs.security;
  const logs = new LogGroup(layer, "application_logs", {
    logGroupName: names.get("applicationLogGroup"),
    retentionDays: application.logRetentionDays,
    kmsKeyArn: keys.logs,
  });
  const dataBucketName = `${names.get("dataBucket")}-${inputs.security.bucketSuffix}`;
  const statements = applicationStatements(context, {
    databaseSecretArn: inputs.data.databaseSecretArn,
    dataBucketArn: context.arns.bucket(dataBucketName),
    keys,
  });
  const role = new InstanceRole(layer, "application_role", {
    account,
    roleName: names.get("applicationRole"),
    profileName: names.get("applicationProfile"),
    description: roleDescription(application),
    ...(statements.length === 0 ? {} : { permissions: { policyName: names.get("applicationPolicy"), statements } }),
  });
  const agent = new CloudWatchAgentConfiguration(layer, "application_agent", {
    parameterName: names.get("applicationAgent"),
    description: "What the CloudWatch agents of application instances send.",
    metricNamespace: `${names.prefix}/Instances`,
    logFiles: [
      ...systemLogFiles(logs.logGroupName),
      { filePath: APPLICATION_LOG_FILE, logGroupName: logs.logGroupName },
    ],
  });
  const architecture = architectureOf(application.instanceType);
  const tags = { ...environment.tags, ...backupTag(context) };
  const instanceName = names.of("ec2-instance", "Application");
  const template = new InstanceTemplate(aside(layer, "templates"), "application", {
    templateName: names.get("applicationTemplate"),
    description: "Application instances.",
    instanceName,
    tags,
    instanceType: instanceTypeKnob(workshop, application),
    architecture,
    rootVolume: { sizeGib: application.rootVolumeGib, kmsKeyArn: keys.ebs },
    instanceProfileName: role.instanceProfileName,
    securityGroupIds: [group.securityGroupId],
    ...(application.sshPublicKey === undefined
      ? {}
      : {
          keyName: new KeyPair(layer, "application_key", {
            keyPairName: names.get("applicationKeyPair"),
            publicKey: application.sshPublicKey,
          }).keyName,
        }),
    userData: userData({
      architecture,
      agent,
      after: [
        application.bootstrapScript === undefined
          ? placeholderApplication({ port: application.port, healthPath: application.healthCheckPath })
          : bootstrapScript(application.bootstrapScript),
      ],
    }),
  });
  const made = new AutoScalingGroup(layer, "application", {
    groupName: names.get("applicationGroup"),
    instanceName,
    tags,
    template,
    subnetIds: inputs.network.privateSubnetIds,
    minSize: knobs.number(layer, "application_min_size", {
      description: "Application instances at least.",
      value: application.minSize,
      range: environment.stage === "production" ? LIMITS.productionInstances : LIMITS.instances,
    }),
    maxSize: knobs.number(layer, "application_max_size", {
      description: "Application instances at most.",
      value: application.maxSize,
      range: LIMITS.instances,
      rules: [
        {
          condition: "var.application_max_size >= var.application_min_size",
          message: "application_max_size must be at least application_min_size.",
        },
      ],
    }),
    cpuTargetPercent: application.cpuTargetPercent,
    ...(balancer === undefined ? {} : { targetGroupArns: [balancer.targetGroupArn] }),
    dependsOn: [
      ...role.ready,
      logs.resource,
      // Also where no key of ours names the role: AWS would make it by itself, and does not delete it while the group is there.
      ...inputs.security.ready.autoScaling,
      ...inputs.network.ready,
      ...(balancer === undefined ? [] : [balancer.listener]),
    ],
  });
  output(layer, "auto_scaling_group_name", "The Auto Scaling group of the application's instances.", made.groupName);
  output(
    layer,
    "auto_scaling_group_arn",
    "The Auto Scaling group of the application's instances, by its ARN.",
    made.groupArn,
  );
  output(layer, "launch_template_id", "The launch template of the application's instances.", template.templateId);
  output(layer, "application_role_arn", "The role of the application's instances.", role.roleArn);
  output(layer, "application_log_group_name", "The log group of the application's instances.", logs.logGroupName);
  return made;
}

const BUCKET_ACCESS_IN_WORDS = {
  none: [],
  read: ["read the data bucket"],
  readWrite: ["read and write the data bucket"],
} as const satisfies Readonly<Record<Application["dataBucketAccess"], readonly string[]>>;

function roleDescription({ databaseAccess, dataBucketAccess }: Application): string {
  const rights = [
    "be managed",
    "send metrics and logs",
    ...(databaseAccess ? ["read the database's secret"] : []),
    ...BUCKET_ACCESS_IN_WORDS[dataBucketAccess],
  ];
  return `Lets application instances ${rights.slice(0, -1).join(", ")}, and ${rights.at(-1)}.`;
}

function instanceTypeKnob({ layer, context }: Workshop, { instanceType, allowBurstableMicro }: Application): string {
  const { stage } = context.environment;
  const burstable = BURSTABLE_MICRO_INSTANCE_PATTERN.test(instanceType);
  if (stage === "production" && allowBurstableMicro && burstable) {
    noteLowering(
      layer,
      `The production instances are ${instanceType}, because application.allowBurstableMicro is true.`,
    );
  }
  const architecture = architectureOf(instanceType);
  const rules: KnobRule[] = [
    {
      condition: `!can(regex(${JSON.stringify(BURSTABLE_MICRO_INSTANCE_PATTERN.source)}, var.application_instance_type))`,
      message: "application_instance_type must not be a burstable nano, micro or small type in production.",
    },
  ];
  return context.knobs.text(layer, "application_instance_type", {
    description: `The type of the application's instances: of the architecture ${architecture}, for which the image is made.`,
    value: instanceType,
    pattern: INSTANCE_TYPE_PATTERNS[architecture],
    must: `must be an EC2 instance type of the architecture ${architecture}, such as ${architecture === "arm64" ? "m7g.large" : "m7i.large"}`,
    rules: stage === "production" && !allowBurstableMicro ? rules : [],
  });
}
