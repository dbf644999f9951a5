import { type EnvironmentOverrides, synthesized } from "../../support/environments";
import { usesIn } from "../../support/graph";
import { textsOf } from "../../support/json";
import type { Template } from "../../support/template";

const multiAz = () => synthesized({}, "multi-az").template;
const ROTATION = "aws_secretsmanager_secret_rotation.database_rotation";
const VERSION = "aws_secretsmanager_secret_version.database_secret";
const SECRET = "${aws_secretsmanager_secret.database_secret.arn}";

/** Everything that must be there before something can be, however indirectly. */
function prerequisites(template: Template, address: string): Set<string> {
  const found = new Set<string>();
  const waiting = [address];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { from, to } of usesIn(template)) {
      if (from === next && to !== undefined && !found.has(to)) {
        found.add(to);
        waiting.push(to);
      }
    }
  }
  return found;
}

describe("the rotation", () => {
  it("MAZ-DB-1: is by our own function, on a schedule, and once at the start, which proves the way", () => {
    const { depends_on: _, ...values } = multiAz().at(ROTATION);

    expect(values).toEqual({
      secret_id: SECRET,
      rotation_lambda_arn: "${aws_lambda_function.rotation.arn}",
      rotate_immediately: true,
      rotation_rules: { automatically_after_days: 30 },
    });
  });

  it("MAZ-DB-1: the days are configuration; without them there is no rotation and nothing that is for it", () => {
    const days = (rotationDays: number | undefined) => synthesized({ database: { rotationDays } }, "multi-az").template;

    expect(days(7).at(ROTATION).rotation_rules).toEqual({ automatically_after_days: 7 });
    expect(
      days(undefined)
        .blocks.map(({ address }) => address)
        .filter((address) => /rotat/i.test(address)),
    ).toEqual([]);
  });

  it("MAZ-DB-1: is of the secret that consumers read, not of the one that the database began with", () => {
    expect(multiAz().addresses("aws_secretsmanager_secret_rotation")).toEqual([ROTATION]);
    expect(multiAz().outputs.database_secret_arn?.value).toBe(SECRET);
  });

  it.each<[string, string[]]>([
    ["the instance", ["aws_db_instance.postgres"]],
    ["what the secret holds", [VERSION]],
    [
      "the function, with its rights, its log group and Secrets Manager's permission to invoke it",
      [
        "aws_lambda_function.rotation",
        "aws_iam_role_policy_attachment.rotation_role",
        "aws_cloudwatch_log_group.rotation_logs",
        "aws_lambda_permission.database_rotation",
      ],
    ],
    [
      "its way to the database, in both groups",
      [
        "aws_vpc_security_group_egress_rule.rotation_to_database",
        "aws_vpc_security_group_ingress_rule.rotation_to_database",
      ],
    ],
    [
      "its way to Secrets Manager",
      [
        "aws_vpc_endpoint.endpoint_secretsmanager",
        "aws_vpc_endpoint.endpoint_kms",
        "aws_vpc_security_group_egress_rule.rotation_to_endpoints",
        "aws_vpc_security_group_ingress_rule.endpoints_from_vpc",
      ],
    ],
    [
      "the subnets' routes",
      [
        "aws_route.private_a",
        "aws_route.private_b",
        "aws_route_table_association.private_a",
        "aws_route_table_association.private_b",
      ],
    ],
  ])("MAZ-DB-1: waits for %s", (_, needed) => {
    const all = prerequisites(multiAz(), ROTATION);

    expect(needed.filter((address) => !all.has(address))).toEqual([]);
  });

  it("MAZ-DB-1: waits for every rule of the private subnets' ACL, without which nothing passes", () => {
    const rules = multiAz()
      .blocksOf("aws_network_acl_rule")
      .filter(({ values }) => values.network_acl_id === "${aws_network_acl.private_acl.id}");
    const all = prerequisites(multiAz(), ROTATION);

    expect(rules.length).toBeGreaterThan(8);
    expect(rules.filter(({ address }) => !all.has(address))).toEqual([]);
  });

  it("MAZ-DB-1: in a stack of its own it waits for what that stack has; the rest is there before", () => {
    const { stacks } = synthesized({ topology: "layered" }, "multi-az");
    const template = stacks["multi-az-application"];

    expect(Object.keys(stacks)).toEqual(["security", "network", "data", "application"].map((of) => `multi-az-${of}`));
    expect(textsOf(template?.at(ROTATION).depends_on)).toEqual([
      "aws_lambda_permission.database_rotation",
      "aws_vpc_security_group_egress_rule.rotation_to_database",
      "aws_vpc_security_group_ingress_rule.rotation_to_database",
      "aws_vpc_security_group_egress_rule.rotation_to_endpoints",
      "aws_vpc_security_group_egress_rule.rotation_to_s3",
    ]);
  });
});

describe("rotation survives Terraform", () => {
  it("MAZ-DB-1: the version that Terraform wrote keeps a label of its own, so that it is never collected", () => {
    expect(multiAz().at(VERSION).version_stages).toEqual(["AWSCURRENT", "TERRAFORM"]);
  });

  it("MAZ-DB-1: labels that rotation moves are not moved back; a replaced instance has its password written anew", () => {
    expect(multiAz().at(VERSION).lifecycle).toEqual({
      ignore_changes: ["version_stages"],
      replace_triggered_by: ["aws_db_instance.postgres.resource_id"],
    });
  });

  it("MAZ-DB-1: nothing but a new version number writes a password over the rotated one", () => {
    const { secret_string_wo_version: secret } = multiAz().at(VERSION);
    const { password_wo_version: instance } = multiAz().at("aws_db_instance.postgres");

    expect([secret, instance]).toEqual(["${var.database_password_version}", "${var.database_password_version}"]);
    expect(multiAz().at(VERSION)).not.toHaveProperty("secret_string");
  });

  it("MAZ-DB-1: the same without rotation, so that one that is switched on later finds the label", () => {
    const { template } = synthesized({ database: { rotationDays: undefined } }, "multi-az");

    expect(template.at(VERSION)).toEqual(multiAz().at(VERSION));
  });
});

describe("the rotation function", () => {
  it("MAZ-DB-1: runs in the private subnets, in a group of its own, with no setting but its log level", () => {
    expect(multiAz().at("aws_lambda_function.rotation")).toMatchObject({
      function_name: "Platform-Rotation-Function-multi-az",
      runtime: "nodejs24.x",
      vpc_config: {
        subnet_ids: ["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"],
        security_group_ids: ["${aws_security_group.rotation.id}"],
      },
      environment: { variables: { LOG_LEVEL: "info" } },
    });
  });

  it("MAZ-DB-1: Secrets Manager alone invokes it, for this secret of this account", () => {
    const permissions = multiAz()
      .all("aws_lambda_permission")
      .filter(({ function_name: name }) => name === "${aws_lambda_function.rotation.function_name}");

    expect(permissions).toEqual([
      {
        statement_id: "AllowSecretsManagerToRotate",
        action: "lambda:InvokeFunction",
        function_name: "${aws_lambda_function.rotation.function_name}",
        principal: "secretsmanager.amazonaws.com",
        source_account: "333333333333",
        source_arn: SECRET,
      },
    ]);
  });

  it("MAZ-DB-1: may go through the four steps with this secret, have passwords made, and use the key for it", () => {
    const key = "${aws_kms_key.master.arn}";
    const own = multiAz()
      .policyOf("aws_iam_policy.rotation_role", "policy")
      .filter(({ actions }) => actions.some((action) => /^secretsmanager:/.test(action)));
    const encrypting = multiAz()
      .policyOf("aws_iam_policy.rotation_role", "policy")
      .find(({ sid }) => sid === "AllowEncryptingSecret");

    expect(own.map(({ actions, resources }) => [actions, resources])).toEqual([
      [
        [
          "secretsmanager:DescribeSecret",
          "secretsmanager:GetSecretValue",
          "secretsmanager:PutSecretValue",
          "secretsmanager:UpdateSecretVersionStage",
        ],
        [SECRET],
      ],
      [["secretsmanager:GetRandomPassword"], ["*"]], // AWS knows no resource for it
    ]);
    expect(encrypting).toMatchObject({
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [key],
      conditions: [
        { test: "StringEquals", variable: "kms:ViaService", values: ["secretsmanager.us-west-2.amazonaws.com"] },
        { test: "StringEquals", variable: "kms:EncryptionContext:SecretARN", values: [SECRET] },
      ],
    });
  });

  it("MAZ-DB-1: has no right on the first password: it does not know a way back to it", () => {
    const users = usesIn(multiAz())
      .filter(({ to }) => to === "aws_secretsmanager_secret.database_bootstrap")
      .map(({ from }) => from);

    expect(new Set(users)).toEqual(new Set(["aws_secretsmanager_secret_version.database_bootstrap"]));
  });

  it.each([
    ["errors", "rotation_function_errors", { FunctionName: "${aws_lambda_function.rotation.function_name}" }],
    ["lost events", "rotation_dead_letters_waiting", { QueueName: "Platform-Rotation-Dead-Letters-Queue-multi-az" }],
  ])("MAZ-DB-1: its %s raise an alarm", (_, alarm, dimensions) => {
    expect(multiAz().at(`aws_cloudwatch_metric_alarm.${alarm}`)).toMatchObject({
      dimensions,
      threshold: 1,
      alarm_actions: ["${aws_sns_topic.alerts.arn}"],
    });
  });
});

it.each<[string, EnvironmentOverrides]>([["RDS rotates its own secret", { database: { credentials: "rdsManaged" } }]])(
  "MAZ-DB-1: no function of ours where %s",
  (_, overrides) => {
    const { template } = synthesized(overrides, "multi-az");

    expect(template.addresses("aws_lambda_function")).not.toContain("aws_lambda_function.rotation");
    expect(template.addresses("aws_security_group")).not.toContain("aws_security_group.rotation");
    expect(template.only("aws_secretsmanager_secret_rotation")).not.toHaveProperty("rotation_lambda_arn");
  },
);
