import { SSH_KEY, synthesized } from "../../support/environments";
import { listOf, objectOf, textsOf } from "../../support/json";

const webApp = () => synthesized({}, "web-app").template;
const TEMPLATE = "aws_launch_template.application";
const GROUP = "aws_autoscaling_group.application";

it("WEB-ASG-1: the instances are made of these, and of no others", () => {
  const own = webApp()
    .addresses()
    .filter((address) => /\.application/.test(address) && !/security_group|network_acl|metric_alarm/.test(address));

  expect(own).toEqual([
    "aws_autoscaling_group.application",
    "aws_autoscaling_policy.application", // target tracking
    "aws_cloudwatch_log_group.application_logs", // of the CloudWatch agent
    "aws_iam_instance_profile.application_role",
    "aws_iam_policy.application_role", // the database's secret
    "aws_iam_role.application_role",
    "aws_iam_role_policy_attachment.application_role",
    "aws_iam_role_policy_attachment.application_role_cloudwatch_agent",
    "aws_iam_role_policy_attachment.application_role_ssm", // the way in
    "aws_launch_template.application",
    "aws_ssm_parameter.application_agent", // what the agent sends
  ]);
});

describe("the launch template", () => {
  it("WEB-ASG-1: takes IMDSv2 only, from the instance itself", () => {
    expect(webApp().at(TEMPLATE).metadata_options).toEqual({
      http_endpoint: "enabled",
      http_tokens: "required",
      http_put_response_hop_limit: 1,
      instance_metadata_tags: "disabled",
    });
  });

  it("WEB-ASG-1: encrypts the volume with the master key, which lets Auto Scaling use it", () => {
    const template = webApp();
    const role =
      "arn:aws:iam::222222222222:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";

    expect(template.at(TEMPLATE).block_device_mappings).toEqual([
      {
        device_name: "/dev/xvda",
        ebs: {
          encrypted: "true",
          kms_key_id: "${aws_kms_key.master.arn}",
          volume_size: 20,
          volume_type: "gp3",
          delete_on_termination: "true",
        },
      },
    ]);
    expect(
      template
        .policyOf("aws_kms_key.master", "policy")
        .filter(({ principals }) => principals.AWS?.includes(role))
        .map(({ sid, actions, conditions }) => [
          sid,
          actions,
          conditions.map(({ variable, values }) => [variable, values]),
        ]),
    ).toEqual([
      [
        "AllowAutoScalingToUse",
        ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        [["kms:ViaService", ["ec2.us-east-1.amazonaws.com"]]],
      ],
      [
        "AllowAutoScalingToGrant",
        ["kms:CreateGrant"],
        [
          ["kms:ViaService", ["ec2.us-east-1.amazonaws.com"]],
          ["kms:GrantIsForAWSResource", ["true"]],
        ],
      ],
    ]);
  });

  it("WEB-ASG-1: gives instances a profile, the application's group, and no public address", () => {
    const template = webApp();

    expect(template.at(TEMPLATE)).toMatchObject({
      iam_instance_profile: { name: "${aws_iam_instance_profile.application_role.name}" },
      network_interfaces: [
        { associate_public_ip_address: "false", security_groups: ["${aws_security_group.application.id}"] },
      ],
    });
    expect(template.only("aws_iam_instance_profile")).toEqual({
      name: "WebApp-Application-Profile",
      role: "${aws_iam_role.application_role.name}",
    });
  });

  it("WEB-ASG-1: has no key pair where configuration has no key: Systems Manager is the way in", () => {
    const template = webApp();

    expect(template.types).not.toHaveProperty("aws_key_pair");
    expect(template.at(TEMPLATE)).not.toHaveProperty("key_name");
    expect(template.at("aws_iam_role_policy_attachment.application_role_ssm")).toEqual({
      role: "${aws_iam_role.application_role.name}",
      policy_arn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    });
  });

  it("WEB-ASG-1: a public key of the configuration becomes a key pair that instances get", () => {
    const { template } = synthesized({ application: { sshPublicKey: SSH_KEY } }, "web-app");

    expect(template.only("aws_key_pair")).toEqual({
      key_name: expect.stringMatching(/^WebApp-Application-KeyPair-[0-9a-f]{6}$/), // another key has another name
      public_key: SSH_KEY.split(" ").slice(0, 2).join(" "), // whose comment would replace the pair, if it changed
      lifecycle: { create_before_destroy: true },
    });
    expect(template.at(TEMPLATE).key_name).toBe("${aws_key_pair.application_key.key_name}");
  });

  it("ALL-2: tags what default tags do not reach: instances, volumes and interfaces", () => {
    const { template, environment } = synthesized({}, "web-app");
    const tags = { ...environment.tags, Backup: "WebApp-Plan", Name: "WebApp-Application-Instance" };

    expect(
      listOf(template.at(TEMPLATE).tag_specifications)
        .map(objectOf)
        .map((specification) => [specification.resource_type, specification.tags]),
    ).toEqual([
      ["instance", tags],
      ["volume", tags],
      ["network-interface", tags],
    ]);
    expect(
      Object.fromEntries(
        listOf(template.at(GROUP).tag)
          .map(objectOf)
          .map(({ key, value, propagate_at_launch: propagated }) => [key, [value, propagated]]),
      ),
    ).toEqual(Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, [value, true]])));
  });
});

describe("the Auto Scaling group", () => {
  it("WEB-ASG-1: lies over the private subnets, with the newest version of the template, between its sizes", () => {
    const template = webApp();

    expect(template.at(GROUP)).toMatchObject({
      name: "WebApp-Application-Group",
      vpc_zone_identifier: ["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"],
      launch_template: {
        id: "${aws_launch_template.application.id}",
        version: "${aws_launch_template.application.latest_version}",
      },
      min_size: "${var.application_min_size}",
      max_size: "${var.application_max_size}",
    });
    expect([
      template.variables.application_min_size?.default,
      template.variables.application_max_size?.default,
    ]).toEqual([2, 6]);
    expect(template.at(GROUP)).not.toHaveProperty("desired_capacity"); // scaling's own
  });

  it("WEB-ASG-1: keeps the CPU at the configured percentage", () => {
    expect(webApp().only("aws_autoscaling_policy")).toEqual({
      name: "cpu-target",
      autoscaling_group_name: "${aws_autoscaling_group.application.name}",
      policy_type: "TargetTrackingScaling",
      target_tracking_configuration: {
        predefined_metric_specification: { predefined_metric_type: "ASGAverageCPUUtilization" },
        target_value: 60,
      },
    });
  });

  it("WEB-ASG-1: replaces what the load balancer finds ill, and registers what is new with it", () => {
    expect(webApp().at(GROUP)).toMatchObject({
      health_check_type: "ELB",
      health_check_grace_period: 300,
      target_group_arns: ["${aws_lb_target_group.load_balancer.arn}"],
    });
  });

  it("WEB-ASG-1: starts when the way out, the role's rights, the log group and the listener are there", () => {
    expect(textsOf(webApp().at(GROUP).depends_on)).toEqual([
      "aws_iam_role_policy_attachment.application_role",
      "aws_iam_role_policy_attachment.application_role_ssm",
      "aws_iam_role_policy_attachment.application_role_cloudwatch_agent",
      "aws_cloudwatch_log_group.application_logs",
      "aws_route.private_a",
      "aws_route_table_association.private_a",
      "aws_route.private_b",
      "aws_route_table_association.private_b",
      "aws_lb_listener.load_balancer_https",
    ]);
  });

  it("WEB-ASG-1: instances start the configured application, or a placeholder that answers the health check", () => {
    const userData = (template: ReturnType<typeof webApp>) => String(template.at("local.application_user_data").value);
    const { template } = synthesized({ application: { bootstrapScript: "echo 'mine'\n" } }, "web-app");

    expect(webApp().at(TEMPLATE).user_data).toBe("${base64encode(local.application_user_data)}");
    expect(userData(webApp())).toContain("server.py 8080 /healthz");
    expect(userData(template)).toContain("echo 'mine'\n");
    expect(userData(template)).not.toContain("placeholder");
  });
});

it("WEB-ASG-1: the role may read the database's secret, and nothing else beside what AWS's two policies allow", () => {
  const secret = "${aws_db_instance.postgres.master_user_secret[0].secret_arn}";

  expect(webApp().policyOf("aws_iam_policy.application_role", "policy")).toEqual([
    {
      sid: "AllowReadingSecret",
      effect: "Allow",
      principals: {},
      actions: ["secretsmanager:GetSecretValue"],
      resources: [secret],
      conditions: [],
    },
    {
      sid: "AllowDecryptingSecret",
      effect: "Allow",
      principals: {},
      actions: ["kms:Decrypt"],
      resources: ["${aws_kms_key.master.arn}"],
      conditions: [
        { test: "StringEquals", variable: "kms:ViaService", values: ["secretsmanager.us-east-1.amazonaws.com"] },
        { test: "StringEquals", variable: "kms:EncryptionContext:SecretARN", values: [secret] },
      ],
    },
  ]);
  expect(
    webApp()
      .all("aws_iam_role_policy_attachment")
      .filter(({ role }) => role === "${aws_iam_role.application_role.name}")
      .map(({ policy_arn: policy }) => policy),
  ).toEqual([
    "${aws_iam_policy.application_role.arn}",
    "arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy",
    "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
  ]);
});
