import { synthesized } from "../../support/environments";
import { textsOf } from "../../support/json";

const enterprise = () => synthesized({}, "enterpriseapp").template;
const TEMPLATE = "aws_launch_template.application";
const GROUP = "aws_autoscaling_group.application";
const SECRET = "${aws_secretsmanager_secret.database_secret.arn}";
const IMDS = {
  http_endpoint: "enabled",
  http_tokens: "required",
  http_put_response_hop_limit: 1,
  instance_metadata_tags: "disabled",
};

it("ENT-APP-1: the application tier is made of these, and of no others", () => {
  expect(
    enterprise()
      .addresses()
      .filter((address) =>
        /^aws_(?:lb|autoscaling|launch_template|key_pair)|\.application_(?:role|logs|agent)/.test(address),
      ),
  ).toEqual([
    GROUP,
    "aws_autoscaling_policy.application", // target tracking
    "aws_cloudwatch_log_group.application_logs",
    "aws_iam_instance_profile.application_role",
    "aws_iam_policy.application_role", // the database's secret
    "aws_iam_role.application_role",
    "aws_iam_role_policy_attachment.application_role",
    "aws_iam_role_policy_attachment.application_role_cloudwatch_agent",
    "aws_iam_role_policy_attachment.application_role_ssm",
    "aws_key_pair.application_key", // SSH from the bastion host
    "aws_key_pair.bastion_key",
    TEMPLATE,
    "aws_lb.load_balancer",
    "aws_lb_listener.load_balancer_http", // sends on to HTTPS
    "aws_lb_listener.load_balancer_https",
    "aws_lb_target_group.load_balancer",
    "aws_ssm_parameter.application_agent",
  ]);
});

describe("the load balancer", () => {
  it("ENT-APP-1: takes requests in the public subnets, behind its own group", () => {
    expect(enterprise().only("aws_lb")).toMatchObject({
      name: "corp-lb-enterpriseapp",
      load_balancer_type: "application",
      internal: false,
      subnets: ["${aws_subnet.public_a.id}", "${aws_subnet.public_b.id}"],
      security_groups: ["${aws_security_group.load_balancer.id}"],
      drop_invalid_header_fields: true,
      enable_deletion_protection: true,
    });
  });

  it("ENT-APP-1: passes them on to the instances, which it asks for their health", () => {
    expect(enterprise().only("aws_lb_target_group")).toMatchObject({
      port: 8080,
      protocol: "HTTP",
      target_type: "instance",
      health_check: { path: "/healthz", matcher: "200" },
    });
    expect(enterprise().at(GROUP)).toMatchObject({
      target_group_arns: ["${aws_lb_target_group.load_balancer.arn}"],
      health_check_type: "ELB",
    });
  });
});

describe("the instances", () => {
  it("ENT-APP-1: are two to ten in the private subnets of both zones, without public addresses", () => {
    const template = enterprise();

    expect(template.at(GROUP)).toMatchObject({
      vpc_zone_identifier: ["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"],
      min_size: "${var.application_min_size}",
      max_size: "${var.application_max_size}",
    });
    expect(template.variables).toMatchObject({
      application_min_size: { default: 2 },
      application_max_size: { default: 10 },
      application_instance_type: { default: "m7g.xlarge" },
    });
    expect(template.value(TEMPLATE, "network_interfaces.associate_public_ip_address")).toBe("false");
  });

  it("ENT-APP-1: start when listener, rights, logs and the way out are there: none is judged before it can be healthy", () => {
    expect(textsOf(enterprise().at(GROUP).depends_on)).toEqual([
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

  it.each([
    ["the application's", TEMPLATE],
    ["the bastion host", "aws_instance.bastion"],
  ])("ENT-APP-1: take IMDSv2 only: %s", (_, address) => {
    expect(enterprise().at(address).metadata_options).toEqual(IMDS);
  });

  it("ENT-APP-1: have volumes that are encrypted with the key of volumes", () => {
    expect(enterprise().at(TEMPLATE).block_device_mappings).toEqual([
      {
        device_name: "/dev/xvda",
        ebs: {
          encrypted: "true",
          kms_key_id: "${aws_kms_key.ebs.arn}",
          volume_size: 50,
          volume_type: "gp3",
          delete_on_termination: "true",
        },
      },
    ]);
    expect(enterprise().only("aws_ebs_encryption_by_default").enabled).toBe(true);
  });

  it("ENT-APP-1: each kind has an instance profile of its own, with a role of its own", () => {
    expect(
      enterprise()
        .blocksOf("aws_iam_instance_profile")
        .map(({ name, values }) => [name, values.name, values.role]),
    ).toEqual([
      ["application_role", "corp-profile-enterpriseapp-application", "${aws_iam_role.application_role.name}"],
      ["bastion_role", "corp-profile-enterpriseapp-bastion", "${aws_iam_role.bastion_role.name}"],
    ]);
    expect(enterprise().value(TEMPLATE, "iam_instance_profile.name")).toBe(
      "${aws_iam_instance_profile.application_role.name}",
    );
  });
});

describe("the database's secret", () => {
  it("ENT-APP-1: is in Secrets Manager, with the key of secrets", () => {
    expect(enterprise().at("aws_secretsmanager_secret.database_secret")).toMatchObject({
      name: "corp-credentials-enterpriseapp-database",
      kms_key_id: "${aws_kms_key.secrets.arn}",
      recovery_window_in_days: 7,
    });
  });

  it("ENT-APP-1: is read by the application's role only: no other role has a right on any secret", () => {
    const readers = enterprise()
      .blocksOf("aws_iam_policy")
      .filter(({ address }) =>
        enterprise()
          .policyOf(address, "policy")
          .some(
            ({ effect, actions }) =>
              effect === "Allow" && actions.some((action) => /^(?:secretsmanager:|[*])/.test(action)),
          ),
      )
      .map(({ name }) => name);
    const attached = enterprise()
      .all("aws_iam_role_policy_attachment")
      .filter(({ policy_arn: policy }) => policy === "${aws_iam_policy.application_role.arn}")
      .map(({ role }) => role);

    expect(readers).toEqual(["application_role"]);
    expect(attached).toEqual(["${aws_iam_role.application_role.name}"]);
    expect(enterprise().types).not.toHaveProperty("aws_secretsmanager_secret_policy");
  });

  it("ENT-APP-1: the role reads just this one, and uses the key for just this one", () => {
    expect(enterprise().policyOf("aws_iam_policy.application_role", "policy")).toEqual([
      {
        sid: "AllowReadingSecret",
        effect: "Allow",
        principals: {},
        actions: ["secretsmanager:GetSecretValue"],
        resources: [SECRET],
        conditions: [],
      },
      {
        sid: "AllowDecryptingSecret",
        effect: "Allow",
        principals: {},
        actions: ["kms:Decrypt"],
        resources: ["${aws_kms_key.secrets.arn}"],
        conditions: [
          { test: "StringEquals", variable: "kms:ViaService", values: ["secretsmanager.us-east-1.amazonaws.com"] },
          { test: "StringEquals", variable: "kms:EncryptionContext:SecretARN", values: [SECRET] },
        ],
      },
    ]);
  });
});
