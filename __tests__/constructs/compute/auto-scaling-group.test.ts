import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { LIMITS } from "../../../config/aws-limits";
import {
  AutoScalingGroup,
  type AutoScalingGroupProps,
  GROUP_LIMITS,
  GROUP_METRICS,
} from "../../../constructs/compute/auto-scaling-group";
import { InstanceTemplate } from "../../../constructs/compute/launch-template";
import { AWS_MANAGED_KEY } from "../../../constructs/core/key-choice";
import { Template } from "../../support/template";
import { providerProblems } from "./provider-problems";

const PROPS: AutoScalingGroupProps = {
  groupName: "Example-Web",
  instanceName: "Example-Web-Server",
  tags: { Environment: "Production" },
  template: { templateId: "lt-0123456789abcdef0", latestVersion: "7" },
  subnetIds: ["subnet-a", "subnet-b"],
  minSize: 2,
  maxSize: 4,
  cpuTargetPercent: 60,
  dependsOn: [],
};

const GROUP = "aws_autoscaling_group.web";
const TARGETS = "arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/example/0123456789abcdef";

function define(props: Partial<AutoScalingGroupProps> = {}): Template {
  return Template.of((stack) => new AutoScalingGroup(stack, "web", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("the group and how it scales", () => {
    expect(define().types).toEqual({
      aws_autoscaling_group: 1,
      aws_autoscaling_policy: 1, // keeps the CPU utilization
    });
  });

  it("all of their arguments", () => {
    const template = define();

    expect(template.at(GROUP)).toEqual({
      name: "Example-Web",
      launch_template: { id: "lt-0123456789abcdef0", version: "7" },
      vpc_zone_identifier: ["subnet-a", "subnet-b"],
      min_size: 2,
      max_size: 4,
      health_check_type: "EC2",
      health_check_grace_period: 300,
      default_instance_warmup: 300,
      termination_policies: ["OldestLaunchTemplate", "OldestInstance"],
      instance_maintenance_policy: { min_healthy_percentage: 100, max_healthy_percentage: 200 },
      instance_refresh: {
        strategy: "Rolling",
        preferences: { min_healthy_percentage: 100, max_healthy_percentage: 200 },
      },
      enabled_metrics: [...GROUP_METRICS],
      wait_for_capacity_timeout: "10m",
      tag: [
        { key: "Environment", value: "Production", propagate_at_launch: true },
        { key: "Name", value: "Example-Web-Server", propagate_at_launch: true },
      ],
      depends_on: [],
    });
    expect(template.only("aws_autoscaling_policy")).toEqual({
      name: "cpu-target",
      autoscaling_group_name: "${aws_autoscaling_group.web.name}",
      policy_type: "TargetTrackingScaling",
      target_tracking_configuration: {
        predefined_metric_specification: { predefined_metric_type: "ASGAverageCPUUtilization" },
        target_value: 60,
      },
    });
  });

  it("what the provider takes", () => {
    expect(providerProblems(define())).toEqual([]);
    expect(providerProblems(define({ targetGroupArns: [TARGETS], warmupSeconds: 7200 }))).toEqual([]);
  });

  it("name and ARN by reference", () => {
    const template = Template.of((stack) => {
      const { groupName, groupArn } = new AutoScalingGroup(stack, "web", PROPS);
      new TerraformOutput(stack, "group", { value: [groupName, groupArn] });
    });

    expect(template.outputs.group?.value).toEqual([
      "${aws_autoscaling_group.web.name}",
      "${aws_autoscaling_group.web.arn}",
    ]);
  });
});

describe("guarantees", () => {
  it("WEB-ASG-1: over private subnets, with target tracking and health checks by the load balancer", () => {
    expect(
      Testing.synthScope((scope) => new AutoScalingGroup(scope, "web", { ...PROPS, targetGroupArns: [TARGETS] })),
    ).toHaveResourceWithProperties(AutoscalingGroup, {
      vpc_zone_identifier: ["subnet-a", "subnet-b"],
      health_check_type: "ELB",
      target_group_arns: [TARGETS],
    });
  });

  it("WEB-ASG-1: each new version of the template replaces the instances, new ones first", () => {
    const template = Template.of((stack) => {
      const made = new InstanceTemplate(stack, "template", {
        templateName: "Example-Web",
        description: "Web servers.",
        instanceName: "Example-Web-Server",
        tags: {},
        instanceType: "t4g.small",
        rootVolume: { sizeGib: 20, kmsKeyArn: AWS_MANAGED_KEY },
        instanceProfileName: "Example",
        securityGroupIds: ["sg-web"],
        userData: "#!/bin/bash\n",
      });
      new AutoScalingGroup(stack, "web", { ...PROPS, template: made });
    });

    expect(template.value(GROUP, "launch_template")).toEqual({
      id: "${aws_launch_template.template.id}",
      version: "${aws_launch_template.template.latest_version}",
    });
    expect(template.value(GROUP, "instance_refresh.preferences.min_healthy_percentage")).toBe(100);
  });

  it("LAM-HA-1: the group finds its own number: a plan shows no difference when it has scaled", () => {
    expect(define().at(GROUP)).not.toHaveProperty("desired_capacity");
  });

  it("LAM-HA-1: waits for the way to the network and for what the instances may do", () => {
    const template = Template.of((stack) => {
      const gateway = new InternetGateway(stack, "gateway", {});
      new AutoScalingGroup(stack, "web", { ...PROPS, dependsOn: [gateway] });
    });
    expect(template.at(GROUP).depends_on).toEqual(["aws_internet_gateway.gateway"]);
  });

  it("ALL-2: all tags and the name on the group and, from it, on each instance", () => {
    const tags = { Environment: "Production", Project: "Example", Owner: "Team", ManagedBy: "Terraform" };
    expect(define({ tags }).at(GROUP).tag).toEqual(
      [...Object.entries(tags), ["Name", "Example-Web-Server"]].map(([key, value]) => ({
        key,
        value,
        propagate_at_launch: true,
      })),
    );
  });
});

describe("props", () => {
  const changed = (props: Partial<AutoScalingGroupProps>) => {
    const before = define().at(GROUP);
    return Object.fromEntries(
      Object.entries(define(props).at(GROUP)).filter(
        ([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key]),
      ),
    );
  };

  it("targetGroupArns: the load balancer's health checks decide", () => {
    expect(changed({ targetGroupArns: [TARGETS] })).toEqual({
      health_check_type: "ELB",
      target_group_arns: [TARGETS],
    });
  });

  it("warmupSeconds: until health checks and CPU count", () => {
    expect(changed({ warmupSeconds: 90 })).toEqual({ health_check_grace_period: 90, default_instance_warmup: 90 });
  });

  it("serviceLinkedRoleArn: the role that the root volume's key lets use it", () => {
    const role =
      "arn:aws:iam::111111111111:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
    expect(changed({ serviceLinkedRoleArn: role })).toEqual({ service_linked_role_arn: role });
  });

  it("sizes and target can be Terraform variables", () => {
    const template = Template.of((stack) => {
      const variable = (name: string) => new TerraformVariable(stack, name, { default: 2 }).numberValue;
      new AutoScalingGroup(stack, "web", {
        ...PROPS,
        minSize: variable("least"),
        maxSize: variable("most"),
        cpuTargetPercent: variable("cpu"),
      });
    });

    expect(template.at(GROUP)).toMatchObject({ min_size: "${var.least}", max_size: "${var.most}" });
    expect(template.value("aws_autoscaling_policy.web", "target_tracking_configuration.target_value")).toBe(
      "${var.cpu}",
    );
  });

  it("takes all that the YAML allows", () => {
    expect(LIMITS.instances.min).toBeGreaterThanOrEqual(GROUP_LIMITS.maxSize.min);
    expect(LIMITS.instances.max).toBeLessThanOrEqual(GROUP_LIMITS.maxSize.max);
    expect(LIMITS.cpuPercent.min).toBeGreaterThanOrEqual(GROUP_LIMITS.cpuTargetPercent.min);
    expect(LIMITS.cpuPercent.max).toBeLessThanOrEqual(GROUP_LIMITS.cpuTargetPercent.max);
  });

  it.each<[string, Partial<AutoScalingGroupProps>]>([
    ["no instance", { minSize: GROUP_LIMITS.minSize.min, maxSize: GROUP_LIMITS.maxSize.min }],
    ["as many instances as possible", { minSize: GROUP_LIMITS.minSize.max, maxSize: GROUP_LIMITS.maxSize.max }],
    ["least and most the same", { minSize: 3, maxSize: 3 }],
    ["the least CPU", { cpuTargetPercent: GROUP_LIMITS.cpuTargetPercent.min }],
    ["the most CPU", { cpuTargetPercent: GROUP_LIMITS.cpuTargetPercent.max }],
    ["no warm-up", { warmupSeconds: GROUP_LIMITS.warmupSeconds.min }],
    ["the longest warm-up", { warmupSeconds: GROUP_LIMITS.warmupSeconds.max }],
    ["a name of 255 characters", { groupName: "g".repeat(255) }],
  ])("takes %s", (_, props) => {
    expect(() => define(props)).not.toThrow();
  });
});

describe("rejects", () => {
  const size = (prop: string, min: number) => `${prop} must be a whole number between ${min} and 500 instances`;
  const name = "groupName must be 1 to 255 printable characters without a colon";

  it.each<[string, Partial<AutoScalingGroupProps>, string]>([
    ["a name with a colon", { groupName: "a:b" }, `${name}, got "a:b"`],
    ["no name", { groupName: "" }, `${name}, got ""`],
    ["a name of 256 characters", { groupName: "g".repeat(256) }, `${name}, got "${"g".repeat(256)}"`],
    [
      "one subnet",
      { subnetIds: ["subnet-a"] },
      'subnetIds must name at least 2 subnets in different zones, got ["subnet-a"]',
    ],
    ["fewer than no instance", { minSize: -1 }, `${size("minSize", 0)}, got -1`],
    ["no instance at most", { minSize: 0, maxSize: 0 }, `${size("maxSize", 1)}, got 0`],
    ["too many instances", { maxSize: 501 }, `${size("maxSize", 1)}, got 501`],
    ["fewer at most than at least", { minSize: 3, maxSize: 2 }, "maxSize must be at least minSize, 3, got 2"],
    ["no CPU", { cpuTargetPercent: 0 }, "cpuTargetPercent must be a whole number between 1 and 100 percent, got 0"],
    [
      "more CPU than there is",
      { cpuTargetPercent: 101 },
      "cpuTargetPercent must be a whole number between 1 and 100 percent, got 101",
    ],
    [
      "no target group in a list of them",
      { targetGroupArns: [] },
      "targetGroupArns must name at least 1 target group, got []; leave it out where there is no load balancer",
    ],
    [
      "a warm-up of more than two hours",
      { warmupSeconds: 7201 },
      "warmupSeconds must be a whole number between 0 and 7200 seconds, got 7201",
    ],
    ["a tag Name", { tags: { Name: "x" } }, "tags must be without Name, which is instanceName"],
  ])("fails if there is %s", (_, props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/web: ${message}`));
  });
});
