import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { AutoscalingPolicy } from "@cdktf/provider-aws/lib/autoscaling-policy";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import type { Limit } from "../core/limits";
import { assertValid, numberProblems, textProblems } from "../core/validate";
import { allTags, type InstanceTags, tagProblems } from "./instance-tags";

/** Props of {@link AutoScalingGroup}. */
export interface AutoScalingGroupProps extends InstanceTags {
  /**
   * 1 to 255 printable characters without a colon.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_autoscaling_group` and all of its instances.
   */
  readonly groupName: string;
  /** What its instances are made from; another version of it replaces them step by step. */
  readonly template: { readonly templateId: string; readonly latestVersion: string };
  /** Private subnets, in at least two zones. */
  readonly subnetIds: readonly string[];
  /** Instances at least: 0 to 500. Between least and most the group finds its own number, beginning with the least. */
  readonly minSize: number;
  /** Instances at most: 1 to 500, and not less than `minSize`. */
  readonly maxSize: number;
  /** The average CPU utilization that the group keeps: 1 to 100 percent. */
  readonly cpuTargetPercent: number;
  /**
   * Target groups of a load balancer, whose health checks then decide which instances are replaced.
   *
   * @default - none: EC2's own status checks decide
   */
  readonly targetGroupArns?: readonly string[];
  /**
   * Seconds that an instance has until it works, 0 to 7200: its health checks and its CPU count from then on.
   *
   * @default 300
   */
  readonly warmupSeconds?: number;
  /**
   * The role by which Auto Scaling works, where the root volume's key lets only this role use it.
   *
   * @default - the account's AWSServiceRoleForAutoScaling, made by AWS where there is none
   */
  readonly serviceLinkedRoleArn?: string;
  /** What must be there first: the way to the network, and what the instances' role may do. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * What Auto Scaling takes; the sizes are ours, a quota of the account lies below or above.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
 */
export const GROUP_LIMITS = {
  minSize: { min: 0, max: 500, unit: "instances" },
  maxSize: { min: 1, max: 500, unit: "instances" },
  cpuTargetPercent: { min: 1, max: 100, unit: "percent" },
  warmupSeconds: { min: 0, max: 7200, unit: "seconds" },
} as const satisfies Readonly<Record<string, Limit>>;

const DEFAULT_WARMUP_SECONDS = 300;
const LEAST_SUBNETS = 2;

/** New instances serve before old ones go: at least what is wanted, and for that time at most twice as much. */
const REPLACEMENT = { minHealthyPercentage: 100, maxHealthyPercentage: 200 };

/** A first apply in which instances do not start fails with the reason, instead of ending well without any. */
const WAIT_FOR_CAPACITY = "10m";

/**
 * The group's own metrics, free of charge.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html
 */
export const GROUP_METRICS = [
  "GroupDesiredCapacity",
  "GroupInServiceInstances",
  "GroupMaxSize",
  "GroupMinSize",
  "GroupPendingInstances",
  "GroupStandbyInstances",
  "GroupTerminatingInstances",
  "GroupTotalInstances",
] as const;

/**
 * Defines a group of instances over private subnets that keeps its number, health and CPU utilization by itself (WEB-ASG-1,
 * LAM-HA-1). A changed template replaces the instances, new ones first.
 *
 * An instance refresh cannot be rolled back by AWS, since the template's image is a parameter: apply the former template instead.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-rollback.html
 * @example
 * new AutoScalingGroup(this, "web_group", {
 *   groupName: "Example-Web", instanceName: "Example-Web", tags, template, subnetIds, minSize: 2, maxSize: 4, cpuTargetPercent: 60,
 *   targetGroupArns: [targets.targetGroupArn], dependsOn: [...role.ready, ...network.ready],
 * });
 */
export class AutoScalingGroup extends Construct {
  /** The name, by reference: the dimension `AutoScalingGroupName` of metrics. */
  public readonly groupName: string;
  public readonly groupArn: string;

  public constructor(scope: Construct, id: string, props: AutoScalingGroupProps) {
    super(scope, id);
    assertValid(scope, id, problems(props));
    const { targetGroupArns, warmupSeconds = DEFAULT_WARMUP_SECONDS, serviceLinkedRoleArn } = props;
    const group = new AutoscalingGroup(this, "Default", {
      name: props.groupName,
      launchTemplate: { id: props.template.templateId, version: props.template.latestVersion },
      vpcZoneIdentifier: [...props.subnetIds],
      minSize: props.minSize,
      maxSize: props.maxSize,
      healthCheckType: targetGroupArns === undefined ? "EC2" : "ELB",
      healthCheckGracePeriod: warmupSeconds,
      defaultInstanceWarmup: warmupSeconds,
      ...(targetGroupArns === undefined ? {} : { targetGroupArns: [...targetGroupArns] }),
      terminationPolicies: ["OldestLaunchTemplate", "OldestInstance"],
      instanceMaintenancePolicy: REPLACEMENT,
      instanceRefresh: { strategy: "Rolling", preferences: REPLACEMENT },
      enabledMetrics: [...GROUP_METRICS],
      waitForCapacityTimeout: WAIT_FOR_CAPACITY,
      ...(serviceLinkedRoleArn === undefined ? {} : { serviceLinkedRoleArn }),
      tag: Object.entries(allTags(props)).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
      dependsOn: [...props.dependsOn],
    });
    this.groupName = group.name;
    this.groupArn = group.arn;
    this.keepCpu(props.cpuTargetPercent);
  }

  private keepCpu(targetValue: number): void {
    new AutoscalingPolicy(this, "Default-cpu", {
      name: "cpu-target",
      autoscalingGroupName: this.groupName,
      policyType: "TargetTrackingScaling",
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
        targetValue,
      },
    });
  }
}

function problems(props: AutoScalingGroupProps): string[] {
  const { groupName, subnetIds, minSize, maxSize, cpuTargetPercent, targetGroupArns, warmupSeconds } = props;
  const sizesKnown = !Token.isUnresolved(minSize) && !Token.isUnresolved(maxSize);
  return [
    ...textProblems("groupName", groupName, /^[^:\p{C}]{1,255}$/u, "be 1 to 255 printable characters without a colon"),
    ...(Token.isUnresolved(subnetIds) || subnetIds.length >= LEAST_SUBNETS
      ? []
      : [`subnetIds must name at least ${LEAST_SUBNETS} subnets in different zones, got ${JSON.stringify(subnetIds)}`]),
    ...numberProblems("minSize", minSize, GROUP_LIMITS.minSize),
    ...numberProblems("maxSize", maxSize, GROUP_LIMITS.maxSize),
    ...(sizesKnown && maxSize < minSize ? [`maxSize must be at least minSize, ${minSize}, got ${maxSize}`] : []),
    ...numberProblems("cpuTargetPercent", cpuTargetPercent, GROUP_LIMITS.cpuTargetPercent),
    ...(targetGroupArns === undefined || targetGroupArns.length > 0
      ? []
      : ["targetGroupArns must name at least 1 target group, got []; leave it out where there is no load balancer"]),
    ...(warmupSeconds === undefined ? [] : numberProblems("warmupSeconds", warmupSeconds, GROUP_LIMITS.warmupSeconds)),
    ...tagProblems(props),
  ];
}
