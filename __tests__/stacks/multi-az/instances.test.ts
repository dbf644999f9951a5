import { synthesized } from "../../support/environments";
import { usesIn } from "../../support/graph";
import { listOf, objectOf, parseJson, textsOf } from "../../support/json";

const multiAz = () => synthesized({}, "multi-az").template;
const TEMPLATE = "aws_launch_template.application";
const GROUP = "aws_autoscaling_group.application";
const PARAMETER = "aws_ssm_parameter.application_agent";

const script = () => String(objectOf(multiAz().json.locals).application_user_data);
const agent = () => objectOf(parseJson(String(multiAz().at(PARAMETER).insecure_value)));

it("MAZ-EC2-1: the instances are made of these, and of no others", () => {
  const own = multiAz()
    .addresses()
    .filter((address) => /\.application/.test(address) && !/security_group_|metric_alarm/.test(address));

  expect(own).toEqual([
    GROUP,
    "aws_autoscaling_policy.application", // target tracking
    "aws_cloudwatch_log_group.application_logs", // of the CloudWatch agent
    "aws_iam_instance_profile.application_role",
    "aws_iam_policy.application_role", // the secret and the data bucket
    "aws_iam_role.application_role",
    "aws_iam_role_policy_attachment.application_role",
    "aws_iam_role_policy_attachment.application_role_cloudwatch_agent",
    "aws_iam_role_policy_attachment.application_role_ssm", // the way in
    TEMPLATE,
    "aws_security_group.application",
    PARAMETER, // what the agent sends
  ]);
});

describe("the launch template", () => {
  it("MAZ-EC2-1: takes IMDSv2 only, from the instance itself", () => {
    expect(multiAz().at(TEMPLATE).metadata_options).toEqual({
      http_endpoint: "enabled",
      http_tokens: "required",
      http_put_response_hop_limit: 1,
      instance_metadata_tags: "disabled",
    });
  });

  it("MAZ-EC2-1: has the image of the public parameter, resolved at launch, so that plans stay empty", () => {
    expect(multiAz().at(TEMPLATE).image_id).toBe(
      "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
    );
    expect(multiAz().dataSourceTypes).not.toHaveProperty("aws_ssm_parameter");
    expect(multiAz().dataSourceTypes).not.toHaveProperty("aws_ami");
  });

  it("MAZ-EC2-1: the image follows the processor of the type", () => {
    const { template } = synthesized({ application: { instanceType: "m7i.large" } }, "multi-az");

    expect(template.at(TEMPLATE).image_id).toBe(
      "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
    );
  });

  it("MAZ-EC2-1: gives no public address, and encrypts the volume", () => {
    const template = multiAz();

    expect(template.value(TEMPLATE, "network_interfaces.associate_public_ip_address")).toBe("false");
    expect(template.value(TEMPLATE, "block_device_mappings.ebs")).toMatchObject({
      encrypted: "true",
      kms_key_id: "${aws_kms_key.master.arn}",
      volume_size: 20,
    });
  });
});

describe("the Auto Scaling group", () => {
  it("MAZ-EC2-1: stands in the private subnets of both zones, with two to four instances", () => {
    const template = multiAz();

    expect(template.at(GROUP)).toMatchObject({
      vpc_zone_identifier: ["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"],
      min_size: "${var.application_min_size}",
      max_size: "${var.application_max_size}",
      launch_template: {
        id: "${aws_launch_template.application.id}",
        version: "${aws_launch_template.application.latest_version}",
      },
    });
    expect(template.variables).toMatchObject({
      application_min_size: { default: 2 },
      application_max_size: { default: 4 },
      application_instance_type: { default: "m7g.medium" },
    });
  });

  it("MAZ-EC2-1: judges instances by EC2's status checks, since no load balancer asks them", () => {
    expect(multiAz().at(GROUP).health_check_type).toBe("EC2");
    expect(multiAz().at(GROUP)).not.toHaveProperty("target_group_arns");
    expect(multiAz().types).not.toHaveProperty("aws_lb");
  });

  it("MAZ-EC2-1: keeps the CPU at 60 %", () => {
    expect(multiAz().only("aws_autoscaling_policy")).toMatchObject({
      policy_type: "TargetTrackingScaling",
      target_tracking_configuration: {
        predefined_metric_specification: { predefined_metric_type: "ASGAverageCPUUtilization" },
        target_value: 60,
      },
    });
  });

  it("MAZ-EC2-1: starts when instances can be managed and can log: rights, log group, parameter, ways to AWS", () => {
    expect(textsOf(multiAz().at(GROUP).depends_on)).toEqual([
      "aws_iam_role_policy_attachment.application_role",
      "aws_iam_role_policy_attachment.application_role_ssm",
      "aws_iam_role_policy_attachment.application_role_cloudwatch_agent",
      "aws_cloudwatch_log_group.application_logs",
      "aws_route.private_a",
      "aws_route_table_association.private_a",
      "aws_route.private_b",
      "aws_route_table_association.private_b",
      ...multiAz().addresses("aws_vpc_endpoint"),
      "aws_vpc_security_group_ingress_rule.endpoints_from_vpc",
    ]);
    // By its user data, which is in the template.
    expect(
      usesIn(multiAz())
        .filter(({ to }) => to === PARAMETER)
        .map(({ from }) => from),
    ).toContain("local.application_user_data");
  });
});

describe("user data", () => {
  it("MAZ-EC2-1: is what the launch template runs", () => {
    expect(multiAz().at(TEMPLATE).user_data).toBe("${base64encode(local.application_user_data)}");
    expect(script()).toMatch(/^#!\/bin\/bash\n/);
    expect(script()).toContain("set -euo pipefail");
  });

  it("MAZ-EC2-1: installs the CloudWatch agent, configures it by its parameter, and has it start with the instance", () => {
    const lines = script().split("\n");
    const install = lines.indexOf("retry dnf install -y amazon-cloudwatch-agent");
    const configure = lines.indexOf(
      "retry /opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c 'ssm:${aws_ssm_parameter.application_agent.name}'",
    );
    const enable = lines.indexOf("systemctl enable amazon-cloudwatch-agent.service");

    expect(install).toBeGreaterThan(0);
    expect(configure).toBeGreaterThan(install);
    expect(enable).toBeGreaterThan(configure);
  });

  it("MAZ-EC2-1: other settings of the agent are other user data, so that instances are replaced", () => {
    expect(script()).toContain("${sha256(aws_ssm_parameter.application_agent.insecure_value)}");
  });

  it("MAZ-EC2-1: the parameter begins with AmazonCloudWatch-, the only ones that CloudWatchAgentServerPolicy lets agents read", () => {
    expect(multiAz().at(PARAMETER)).toMatchObject({
      name: "AmazonCloudWatch-Platform-Application-Parameter-multi-az",
      type: "String",
    });
  });

  it("MAZ-EC2-1: the agent sends metrics: memory, swap and disk, by Auto Scaling group and by instance", () => {
    expect(agent().metrics).toEqual({
      namespace: "Platform/Instances",
      append_dimensions: {
        // Of Terraform's escapes, which the agent never sees.
        AutoScalingGroupName: "$${aws:AutoScalingGroupName}",
        InstanceId: "$${aws:InstanceId}",
      },
      aggregation_dimensions: [["AutoScalingGroupName"], ["InstanceId"]],
      metrics_collected: {
        mem: { measurement: ["mem_used_percent"] },
        swap: { measurement: ["swap_used_percent"] },
        disk: { measurement: ["used_percent"], resources: ["/"], drop_device: true },
      },
    });
  });

  it("MAZ-EC2-1: the agent sends logs, to the log group that is there before", () => {
    const files = listOf(objectOf(objectOf(objectOf(agent().logs).logs_collected).files).collect_list).map(objectOf);

    expect(files.map(({ file_path: path }) => path)).toEqual([
      "/var/log/cloud-init-output.log",
      "/var/log/dnf.log",
      "/var/log/audit/audit.log",
      "/var/log/application.log",
    ]);
    expect(new Set(files.map(({ log_group_name: group }) => group))).toEqual(
      new Set(["${aws_cloudwatch_log_group.application_logs.name}"]),
    );
    expect(multiAz().at("aws_cloudwatch_log_group.application_logs")).toMatchObject({
      name: "Platform-Application-LogGroup-multi-az",
      retention_in_days: 365,
      kms_key_id: "${aws_kms_key.master.arn}",
    });
  });

  it("MAZ-EC2-1: instances are managed by SSM: they have its right and its endpoints", () => {
    expect(multiAz().at("aws_iam_role_policy_attachment.application_role_ssm")).toEqual({
      role: "${aws_iam_role.application_role.name}",
      policy_arn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    });
    expect(multiAz().addresses("aws_vpc_endpoint")).toEqual(
      expect.arrayContaining(["ssm", "ssmmessages", "ec2messages"].map((of) => `aws_vpc_endpoint.endpoint_${of}`)),
    );
  });

  it("MAZ-EC2-1: then it starts the application, or a placeholder until there is one", () => {
    const own = synthesized({ application: { bootstrapScript: "#!/bin/bash\necho started\n" } }, "multi-az").template;

    expect(script()).toContain("systemctl enable placeholder.service");
    expect(objectOf(own.json.locals).application_user_data).toContain("echo started");
    expect(objectOf(own.json.locals).application_user_data).not.toContain("placeholder");
  });
});
