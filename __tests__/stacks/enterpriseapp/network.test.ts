import { synthesized } from "../../support/environments";
import { refusals } from "../../support/policy-evaluation";
import { aclRules, groupRules } from "../network-rules";

const enterprise = () => synthesized({}, "enterpriseapp").template;
const toLogGroup = () =>
  synthesized({ network: { flowLogs: { destination: "cloudWatchLogs" } } }, "enterpriseapp").template;
const BUCKET = "arn:aws:s3:::corp-bucket-enterpriseapp-flow-logs-${random_id.bucket_suffix.hex}";

describe("NAT gateways", () => {
  it("ENT-NET-1: there is one for each zone, in the zone's public subnet", () => {
    const template = enterprise();

    expect(
      template.blocksOf("aws_nat_gateway").map(({ name, values }) => [name, values.subnet_id, values.allocation_id]),
    ).toEqual([
      ["nat_a", "${aws_subnet.public_a.id}", "${aws_eip.nat_a.id}"],
      ["nat_b", "${aws_subnet.public_b.id}", "${aws_eip.nat_b.id}"],
    ]);
    expect(["public_a", "public_b"].map((id) => template.at(`aws_subnet.${id}`).availability_zone)).toEqual([
      "${data.aws_availability_zones.available.names[0]}",
      "${data.aws_availability_zones.available.names[1]}",
    ]);
  });

  it("ENT-NET-1: each zone's private subnet has a route table of its own, and goes by the zone's own gateway", () => {
    const template = enterprise();

    for (const zone of ["a", "b"]) {
      expect(template.at(`aws_route_table_association.private_${zone}`)).toEqual({
        subnet_id: `\${aws_subnet.private_${zone}.id}`,
        route_table_id: `\${aws_route_table.private_${zone}.id}`,
      });
      expect(template.at(`aws_route.private_${zone}`)).toEqual({
        route_table_id: `\${aws_route_table.private_${zone}.id}`,
        destination_cidr_block: "0.0.0.0/0",
        nat_gateway_id: `\${aws_nat_gateway.nat_${zone}.id}`,
      });
    }
  });

  it("ENT-NET-1: a third zone has a third", () => {
    const { template } = synthesized({ network: { zoneCount: 3 } }, "enterpriseapp");

    expect(template.addresses("aws_nat_gateway")).toHaveLength(3);
    expect(template.at("aws_route.private_c").nat_gateway_id).toBe("${aws_nat_gateway.nat_c.id}");
  });
});

describe("flow logs", () => {
  it("ENT-NET-1: all traffic of the VPC goes to S3, as Parquet in partitions that Athena reads", () => {
    expect(enterprise().only("aws_flow_log")).toEqual({
      vpc_id: "${aws_vpc.vpc.id}",
      traffic_type: "ALL",
      max_aggregation_interval: 60,
      log_destination_type: "s3",
      log_destination: "${aws_s3_bucket.flow_logs.arn}",
      destination_options: { file_format: "parquet", hive_compatible_partitions: true, per_hour_partition: true },
      tags: { Name: "corp-flow-log-enterpriseapp" },
      depends_on: [
        "aws_s3_bucket_policy.flow_logs",
        "aws_s3_bucket_ownership_controls.flow_logs",
        "aws_s3_bucket_server_side_encryption_configuration.flow_logs",
        "aws_s3_bucket_versioning.flow_logs",
      ],
    });
    expect(enterprise().addresses("aws_cloudwatch_log_group")).not.toContain("aws_cloudwatch_log_group.flow_logs");
  });

  it("ENT-NET-1: their bucket is encrypted with the key of buckets, which lets log delivery use it", () => {
    const delivery = enterprise()
      .policyOf("aws_kms_key.s3", "policy")
      .find(({ principals }) => principals.Service?.includes("delivery.logs.amazonaws.com"));

    expect(enterprise().at("aws_s3_bucket_server_side_encryption_configuration.flow_logs").rule).toEqual([
      {
        apply_server_side_encryption_by_default: {
          sse_algorithm: "aws:kms",
          kms_master_key_id: "${aws_kms_key.s3.arn}",
        },
        bucket_key_enabled: true,
        blocked_encryption_types: ["SSE-C"],
      },
    ]);
    expect(delivery?.actions).toEqual(
      expect.arrayContaining(["kms:Decrypt", "kms:GenerateDataKey*"]), // a key of the bucket's own asks for both
    );
  });

  it("ENT-NET-1: log delivery writes into the account's folder of these partitions, for this account and region", () => {
    const source = [
      { test: "StringEquals", variable: "aws:SourceAccount", values: ["444444444444"] },
      { test: "ArnLike", variable: "aws:SourceArn", values: ["arn:aws:logs:us-east-1:444444444444:*"] },
    ];
    const delivery = { effect: "Allow", principals: { Service: ["delivery.logs.amazonaws.com"] } };

    expect(
      enterprise()
        .policyOf("aws_s3_bucket_policy.flow_logs", "policy")
        .filter(({ effect }) => effect === "Allow"),
    ).toEqual([
      // The sids that AWS looks for, so that it adds no statements of its own to an immutable bucket.
      {
        ...delivery,
        sid: "AWSLogDeliveryWrite",
        actions: ["s3:PutObject"],
        resources: [`${BUCKET}/AWSLogs/aws-account-id=444444444444/*`],
        conditions: [
          ...source,
          { test: "StringEquals", variable: "s3:x-amz-acl", values: ["bucket-owner-full-control"] },
        ],
      },
      {
        ...delivery,
        sid: "AWSLogDeliveryAclCheck",
        actions: ["s3:GetBucketAcl", "s3:ListBucket"],
        resources: [BUCKET],
        conditions: source,
      },
    ]);
  });

  it("ENT-NET-1: nothing of the bucket's immutability refuses what log delivery does", () => {
    const policy = enterprise().policyOf("aws_s3_bucket_policy.flow_logs", "policy");
    const request = {
      action: "s3:PutObject",
      resource: `${BUCKET}/AWSLogs/aws-account-id=444444444444/a.log.parquet`,
      context: { "aws:SecureTransport": "true" }, // a service has no aws:PrincipalArn
    };

    expect(refusals(policy, request)).toEqual([]);
  });

  it("ENT-NET-1: to CloudWatch by configuration: an encrypted log group, by a role, without bucket or Parquet", () => {
    const template = toLogGroup();

    expect(template.only("aws_flow_log")).toMatchObject({
      traffic_type: "ALL",
      log_destination_type: "cloud-watch-logs",
      log_destination: "${aws_cloudwatch_log_group.flow_logs.arn}",
      iam_role_arn: "${aws_iam_role.flow_log_role.arn}",
      depends_on: ["aws_iam_role_policy_attachment.flow_log_role"],
    });
    expect(template.only("aws_flow_log")).not.toHaveProperty("destination_options");
    expect(template.at("aws_cloudwatch_log_group.flow_logs").kms_key_id).toBe("${aws_kms_key.logs.arn}");
    expect(template.addresses("aws_s3_bucket")).not.toContain("aws_s3_bucket.flow_logs");
  });
});

it("ENT-NET-1: the rules of all groups", () => {
  expect(groupRules(enterprise())).toEqual([
    "application: in tcp 22 bastion",
    "application: in tcp 8080 load_balancer",
    "application: out tcp 443 0.0.0.0/0", // AWS, packages
    "application: out tcp 5432 database",
    "bastion: in tcp 22 ${each.value}", // the trusted blocks
    "bastion: out tcp 22 application",
    "bastion: out tcp 443 0.0.0.0/0", // AWS, packages
    "database: in tcp 5432 application",
    "database: in tcp 5432 functions",
    "functions: out tcp 443 0.0.0.0/0", // AWS
    "functions: out tcp 5432 database",
    "load_balancer: in tcp 443 0.0.0.0/0", // people
    "load_balancer: in tcp 80 0.0.0.0/0", // people who are sent on to 443
    "load_balancer: out tcp 8080 application",
  ]);
});

it("ENT-NET-1: the ACL of the public subnets: people, NAT, the bastion host, answers, and nothing else", () => {
  expect(aclRules(enterprise(), "public_acl")).toEqual([
    "in ${(500 + each.key)} allow tcp 22 ${each.value}", // the trusted blocks
    "in 100 allow tcp 443 0.0.0.0/0",
    "in 110 allow tcp 80 0.0.0.0/0",
    "in 200 allow tcp 1024-65535 10.50.0.0/16",
    "in 300 deny tcp 3389 0.0.0.0/0",
    "in 310 deny tcp 5432 0.0.0.0/0",
    "in 320 deny tcp 8080 0.0.0.0/0",
    "in 400 allow tcp 1024-65535 0.0.0.0/0",
    "out ${(600 + each.key)} allow tcp 1024-65535 ${each.value}",
    "out 100 allow tcp 443 0.0.0.0/0",
    "out 110 allow tcp 8080 10.50.0.0/16",
    "out 120 allow tcp 22 10.50.0.0/16",
    "out 200 allow tcp 1024-65535 10.50.0.0/16",
    "out 400 allow tcp 1024-65535 0.0.0.0/0",
  ]);
});

it("ENT-NET-1: the ACL of the private subnets: from inside HTTPS, PostgreSQL, requests and SSH, from outside answers", () => {
  expect(aclRules(enterprise(), "private_acl")).toEqual([
    "in 100 allow tcp 443 10.50.0.0/16",
    "in 110 allow tcp 5432 10.50.0.0/16",
    "in 120 allow tcp 8080 10.50.0.0/16",
    "in 130 allow tcp 22 10.50.0.0/16",
    "in 200 allow tcp 1024-65535 10.50.0.0/16",
    "in 300 deny tcp 3389 0.0.0.0/0",
    "in 310 deny tcp 5432 0.0.0.0/0",
    "in 320 deny tcp 8080 0.0.0.0/0",
    "in 400 allow tcp 1024-65535 0.0.0.0/0",
    "out 100 allow tcp 443 0.0.0.0/0",
    "out 110 allow tcp 5432 10.50.0.0/16",
    "out 200 allow tcp 1024-65535 10.50.0.0/16",
  ]);
});
