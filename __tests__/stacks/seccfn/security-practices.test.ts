import { ACTIONS_WITHOUT_RESOURCES } from "../../../constructs/core/actions-without-resources";
import { synthesized } from "../../support/environments";
import { listOf, objectOf, textsOf, textsWithin } from "../../support/json";

const seccfn = () => synthesized().template;

describe("the network is closed", () => {
  it("SEC-VPC-2: nothing is let in from the internet by a security group", () => {
    const open = seccfn()
      .all("aws_vpc_security_group_ingress_rule")
      .filter(({ cidr_ipv4: v4, cidr_ipv6: v6 }) => v4 !== undefined || v6 !== undefined);

    expect(open).toEqual([]);
  });

  it("SEC-VPC-2: the one way out to addresses is HTTPS", () => {
    const out = seccfn()
      .all("aws_vpc_security_group_egress_rule")
      .filter(({ cidr_ipv4: cidr }) => cidr !== undefined);

    expect(out).toMatchObject([{ cidr_ipv4: "0.0.0.0/0", from_port: 443, to_port: 443, ip_protocol: "tcp" }]);
  });

  it("nothing has a public address but the NAT gateways", () => {
    const template = seccfn();
    const users = template
      .addresses("aws_eip")
      .map((address) =>
        template.resources
          .filter(({ values }) => textsWithin(values).some(({ text }) => text === `\${${address}.id}`))
          .map(({ type }) => type),
      );

    expect(users).toEqual([["aws_nat_gateway"], ["aws_nat_gateway"]]);
    expect(JSON.stringify(template.json)).not.toMatch(/"(?:publicly_accessible|map_public_ip_on_launch)":true/);
  });

  it("functions and the database live in private subnets", () => {
    const template = seccfn();
    const places = [
      textsOf(template.value("aws_lambda_function.compliance", "vpc_config.subnet_ids")),
      textsOf(template.at("aws_db_subnet_group.postgres").subnet_ids),
    ];

    for (const subnets of places) {
      expect(subnets).toEqual(["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"]);
    }
  });
});

describe("least privilege", () => {
  const statements = () =>
    seccfn().dataSources.flatMap(({ type, address }) =>
      type === "aws_iam_policy_document"
        ? seccfn()
            .policy(address)
            .map((statement) => ({ address, ...statement }))
        : [],
    );

  it("ALL-9: all resources are allowed only for actions of the list, with what limits each instead", () => {
    const open = statements().filter(
      ({ effect, resources, address }) =>
        effect === "Allow" && resources.includes("*") && !address.endsWith("_key_policy"),
    );

    expect(open.flatMap(({ actions }) => actions).sort()).toEqual([
      "cloudwatch:PutMetricData",
      "config:DescribeComplianceByConfigRule",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
      "xray:PutTelemetryRecords",
      "xray:PutTraceSegments",
    ]);
    expect(Object.keys(ACTIONS_WITHOUT_RESOURCES)).toEqual(
      expect.arrayContaining(open.flatMap(({ actions }) => actions)),
    );
  });

  it("ALL-9: nobody is allowed everything, and nothing is allowed to everybody", () => {
    const allowed = statements().filter(({ effect }) => effect === "Allow");

    expect(allowed.length).toBeGreaterThan(20);
    expect(allowed.filter(({ actions }) => actions.some((action) => /^\*$|:\*$/.test(action)))).toEqual([]);
    expect(allowed.filter(({ principals }) => Object.values(principals).flat().includes("*"))).toEqual([]);
  });

  it("ALL-7: every resource policy refuses what does not come over TLS", () => {
    const refuses = statements()
      .filter(({ sid, effect }) => sid === "DenyInsecureTransport" && effect === "Deny")
      .map(({ address }) => address.replace("data.aws_iam_policy_document.", ""));

    expect(refuses).toEqual([
      "access_logs_bucket_policy",
      "alerts_topic_policy",
      "compliance_dead_letters_queue_policy",
      "config_history_bucket_policy",
      "data_bucket_policy",
      "master_key_policy",
      "query_results_bucket_policy",
      "trail_logs_bucket_policy",
    ]);
  });

  it("nobody gets an access key, a login or a policy of AWS's with every right", () => {
    const template = seccfn();

    expect(
      Object.keys(template.types).filter((type) => /^aws_iam_(?:user|access_key|group|user_login)/.test(type)),
    ).toEqual([]);
    expect(
      template
        .all("aws_iam_role_policy_attachment")
        .filter(({ policy_arn: policy }) => /AdministratorAccess|PowerUser|FullAccess/.test(String(policy))),
    ).toEqual([]);
  });
});

describe("what was deployed is looked at again", () => {
  it("LAM-OPS-1: check blocks read from AWS what somebody else could have changed, once it is there", () => {
    const template = seccfn();

    expect(
      template.checks.map(({ name, values }) => [
        name,
        Object.keys(objectOf(values.data))[0],
        textsWithin(values.data)
          .filter(({ path }) => /depends_on/.test(path))
          .map(({ text }) => text)
          .join(),
      ]),
    ).toEqual([
      [
        "account_blocks_public_buckets",
        "aws_s3_account_public_access_block",
        "aws_s3_account_public_access_block.account",
      ],
      ["data_bucket_takes_tls_only", "aws_s3_bucket_policy", "aws_s3_bucket_policy.data"],
      ["database_private_and_encrypted", "aws_db_instance", "aws_db_instance.postgres"],
      ["guardduty_watches", "aws_guardduty_detector", "aws_guardduty_detector.detection"],
      ["master_key_usable", "aws_kms_key", "aws_kms_key.master"],
      ["volumes_encrypted_by_default", "aws_ebs_encryption_by_default", "aws_ebs_encryption_by_default.account"],
    ]);
  });

  it("LAM-OPS-1: each asserts on its own data source, and says in a sentence what is wrong", () => {
    for (const { name, values } of seccfn().checks) {
      const [type = ""] = Object.keys(objectOf(values.data));
      for (const assertion of listOf(values.assert).map(objectOf)) {
        expect(assertion.condition).toContain(`data.${type}.${name}.`);
        expect(assertion.condition).not.toMatch(/(?<!data\.)\baws_[a-z_]+\.\w+/); // a value of the plan could never differ
        expect(assertion.error_message).toMatch(/^[A-Z].+\.$/);
      }
    }
  });
});
