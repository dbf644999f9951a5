import { type EnvironmentOverrides, synthesized } from "../../support/environments";
import { isAllowed } from "../../support/policy-evaluation";
import type { Statement, Template } from "../../support/template";
import { groupRules } from "../network-rules";

const multiAz = () => synthesized({}, "multi-az").template;
const CLOSED: EnvironmentOverrides = { network: { internetEgress: false } };
const closed = () => synthesized(CLOSED, "multi-az").template;

/** The endpoints that are there whatever workloads do, by the row; the rest follows from what workloads may call. */
const ALWAYS = ["dynamodb", "ec2", "ec2messages", "kms", "lambda", "logs", "monitoring", "s3", "secretsmanager"].concat(
  ["ssm", "ssmmessages", "sts"],
);
const DERIVED = ["config", "sqs", "xray"];
const SERVICES = [...ALWAYS, ...DERIVED].sort();

const services = (template: Template) =>
  template.addresses("aws_vpc_endpoint").map((address) => address.replace("aws_vpc_endpoint.endpoint_", ""));

const policy = (service: string) => multiAz().policyOf(`aws_vpc_endpoint.endpoint_${service}`, "policy");

const BY_ACCOUNT = { test: "StringEquals", variable: "aws:PrincipalAccount", values: ["333333333333"] };
const ON_ACCOUNT = { test: "StringEqualsIfExists", variable: "aws:ResourceAccount", values: ["333333333333"] };

/** What a policy lets principals of the account do. */
const passing = (prefix: string, conditions: Statement["conditions"]): Statement => ({
  sid: "AllowPrincipalsOfAccount",
  effect: "Allow",
  principals: { "*": ["*"] },
  actions: [`${prefix}:*`],
  resources: ["*"],
  conditions,
});

/** The endpoint by which the actions of a service go, where it has another name than the service in IAM. */
const ENDPOINT_OF: Readonly<Record<string, string>> = { cloudwatch: "monitoring" };

/**
 * What AWS's own policies of the instances allow that agents really call (AmazonSSMManagedInstanceCore and
 * CloudWatchAgentServerPolicy), by the service in IAM.
 */
const AGENTS = ["cloudwatch", "ec2", "ec2messages", "logs", "ssm", "ssmmessages"];

/** The services that code in the private subnets may call, by all policies of its roles. */
function called(template: Template): string[] {
  const functions = template.addresses("aws_lambda_function").map((address) => address.replace(/^.*\./, ""));
  const statements = [...functions, "application"].flatMap((id) =>
    template.policyOf(`aws_iam_policy.${id}_role`, "policy"),
  );
  const refused = statements.filter(({ effect }) => effect === "Deny").flatMap(({ actions }) => actions);
  const allowed = statements.filter(({ effect }) => effect === "Allow").flatMap(({ actions }) => actions);
  const prefixes = allowed.filter((action) => !refused.includes(action)).map((action) => action.replace(/:.*/, ""));
  return [...new Set([...prefixes, ...AGENTS])].map((prefix) => ENDPOINT_OF[prefix] ?? prefix).sort();
}

describe("which endpoints", () => {
  it("MAZ-NET-2: those that are always there, and those of Config, SQS and X-Ray, which the functions call", () => {
    expect(services(multiAz())).toEqual(SERVICES);
  });

  it.each(["s3", "dynamodb"])("MAZ-NET-2: %s is a gateway, in the private route tables", (service) => {
    const { policy: _, tags, ...values } = multiAz().at(`aws_vpc_endpoint.endpoint_${service}`);

    expect(values).toEqual({
      vpc_id: "${aws_vpc.vpc.id}",
      service_name: `com.amazonaws.us-west-2.${service}`,
      vpc_endpoint_type: "Gateway",
      route_table_ids: ["${aws_route_table.private_a.id}", "${aws_route_table.private_b.id}"],
    });
    expect(tags).toEqual({ Name: `Platform-${service}-VpcEndpoint-multi-az` });
  });

  it.each(SERVICES.filter((service) => !["s3", "dynamodb"].includes(service)))(
    "MAZ-NET-2: %s has an address in each private subnet, under the service's own name, behind the endpoints' group",
    (service) => {
      const { policy: _, tags: __, ...values } = multiAz().at(`aws_vpc_endpoint.endpoint_${service}`);

      expect(values).toEqual({
        vpc_id: "${aws_vpc.vpc.id}",
        service_name: `com.amazonaws.us-west-2.${service}`,
        vpc_endpoint_type: "Interface",
        subnet_ids: ["${aws_subnet.private_a.id}", "${aws_subnet.private_b.id}"],
        security_group_ids: ["${aws_security_group.endpoints.id}"],
        private_dns_enabled: true,
      });
      // Its own name needs the VPC's DNS.
      expect(multiAz().at("aws_vpc.vpc")).toMatchObject({ enable_dns_support: true, enable_dns_hostnames: true });
    },
  );

  it("MAZ-NET-2: derived from what workloads may call: with the functions their services go", () => {
    const { template } = synthesized(
      {
        compliance: false,
        databaseFunction: undefined,
        database: { rotationDays: undefined },
        baseline: { config: "external", securityHub: false },
        audit: { configRules: [] },
      },
      "multi-az",
    );

    expect(services(template)).toEqual(ALWAYS);
  });
});

describe("who may use them", () => {
  it.each(["dynamodb", "kms", "lambda", "secretsmanager", "sqs"])(
    "MAZ-NET-2: %s: principals of the account, on resources of the account, since others could share theirs",
    (service) => {
      expect(policy(service)).toEqual([passing(service, [BY_ACCOUNT, ON_ACCOUNT])]);
    },
  );

  it.each([
    ["ec2", "ec2"],
    ["ec2messages", "ec2messages"],
    ["logs", "logs"],
    ["monitoring", "cloudwatch"],
    ["ssm", "ssm"], // documents and parameters of AWS's own come by it
    ["ssmmessages", "ssmmessages"],
    ["sts", "sts"],
    ["xray", "xray"],
  ])("MAZ-NET-2: %s: principals of the account", (service, prefix) => {
    expect(policy(service)).toEqual([passing(prefix, [BY_ACCOUNT])]);
  });

  it("MAZ-NET-2: every endpoint has such a policy but Config's, for which AWS takes none", () => {
    const without = multiAz()
      .blocksOf("aws_vpc_endpoint")
      .filter(({ values }) => !("policy" in values))
      .map(({ name }) => name);

    expect(without).toEqual(["endpoint_config"]);
  });

  it("MAZ-NET-2: S3: the same, and whoever reads from a list of AWS's own buckets, signed or not", () => {
    expect(policy("s3")).toEqual([
      passing("s3", [BY_ACCOUNT, ON_ACCOUNT]),
      {
        sid: "AllowReadingAwsOwnedBuckets",
        effect: "Allow",
        principals: { "*": ["*"] },
        actions: ["s3:GetObject"],
        resources: [
          "al2023-repos-us-west-2-de612dc2", // packages of Amazon Linux 2023
          "amazoncloudwatch-agent-us-west-2", // the CloudWatch agent
          "amazon-ssm-us-west-2", // from here on the SSM agent and what it distributes
          "amazon-ssm-packages-us-west-2",
          "aws-ssm-us-west-2",
          "aws-ssm-document-attachments-us-west-2",
          "us-west-2-birdwatcher-prod",
          "patch-baseline-snapshot-us-west-2",
          "aws-patch-manager-us-west-2-34d7f99f8",
        ].map((bucket) => `arn:aws:s3:::${bucket}/*`),
        conditions: [],
      },
    ]);
  });

  it.each<[string, boolean, string, Record<string, string>]>([
    ["a package of the distribution, unsigned", true, "al2023-repos-us-west-2-de612dc2", {}],
    [
      "an object of the account by a role of the account",
      true,
      "platform-data-bucket-multi-az-1a2b3c4d",
      { "aws:PrincipalAccount": "333333333333", "aws:ResourceAccount": "333333333333" },
    ],
    [
      "an object of another account by a role of this one",
      false,
      "somebody-elses-bucket",
      { "aws:PrincipalAccount": "333333333333", "aws:ResourceAccount": "999999999999" },
    ],
    [
      "an object of this account with credentials of another one",
      false,
      "platform-data-bucket-multi-az-1a2b3c4d",
      { "aws:PrincipalAccount": "999999999999", "aws:ResourceAccount": "333333333333" },
    ],
    ["an object of anybody, unsigned", false, "somebody-elses-bucket", {}],
  ])("MAZ-NET-2: reading %s: %s", (_, allowed, bucket, context) => {
    const request = { action: "s3:GetObject", resource: `arn:aws:s3:::${bucket}/a`, context };

    expect(isAllowed(policy("s3"), request)).toBe(allowed);
  });

  it("MAZ-NET-2: into AWS's own buckets nobody writes", () => {
    const request = {
      action: "s3:PutObject",
      resource: "arn:aws:s3:::aws-ssm-us-west-2/a",
      context: { "aws:PrincipalAccount": "333333333333", "aws:ResourceAccount": "999999999999" },
    };

    expect(isAllowed(policy("s3"), request)).toBe(false);
  });
});

describe("their security group", () => {
  it("MAZ-NET-2: is one of their own, which takes 443 from the VPC and reaches nothing", () => {
    expect(multiAz().at("aws_security_group.endpoints")).toMatchObject({
      description: "VPC endpoints, reached from inside the VPC only",
      vpc_id: "${aws_vpc.vpc.id}",
    });
    expect(groupRules(multiAz()).filter((rule) => rule.startsWith("endpoints:"))).toEqual([
      "endpoints: in tcp 443 10.40.0.0/16",
    ]);
  });
});

describe("who goes by them", () => {
  const S3 = "${aws_vpc_endpoint.endpoint_s3.prefix_list_id}";

  it.each(["functions", "rotation"])(
    "MAZ-NET-2: Lambda's group %s sends to the endpoints, to S3 and to the database only, though there is NAT",
    (group) => {
      expect(multiAz().types).toHaveProperty("aws_nat_gateway");
      expect(groupRules(multiAz()).filter((rule) => rule.startsWith(`${group}:`))).toEqual([
        `${group}: out tcp 443 ${S3}`,
        `${group}: out tcp 443 endpoints`,
        `${group}: out tcp 5432 database`,
      ]);
    },
  );

  it("MAZ-NET-2: without a way to the internet instances go by them too", () => {
    const application = (template: Template) =>
      groupRules(template).filter((rule) => rule.startsWith("application: out"));

    expect(application(multiAz())).toEqual([
      "application: out tcp 443 0.0.0.0/0",
      "application: out tcp 5432 database",
    ]);
    expect(application(closed())).toEqual([
      `application: out tcp 443 ${S3}`,
      "application: out tcp 443 endpoints",
      "application: out tcp 5432 database",
    ]);
    expect(JSON.stringify(closed().blocksOf("aws_vpc_security_group_egress_rule"))).not.toContain("0.0.0.0/0");
  });

  it("MAZ-NET-2: without a way to the internet everything still works: all that code and agents call has an endpoint", () => {
    expect(called(closed())).toEqual([
      "config",
      "ec2",
      "ec2messages",
      "kms",
      "logs",
      "monitoring",
      "s3",
      "secretsmanager",
      "sqs",
      "ssm",
      "ssmmessages",
      "xray",
    ]);
    expect(called(closed()).filter((service) => !services(closed()).includes(service))).toEqual([]);
  });

  it("MAZ-NET-2: all that instances install comes from buckets that the S3 endpoint lets through", () => {
    const script = String(Object.values(closed().json.locals ?? {})[0]);
    const installed = [...script.matchAll(/^.*\b(?:dnf|curl|wget|pip|npm|yum|rpm)\b.*$/gm)].map(([line]) => line);

    expect(installed).toEqual(["retry dnf install -y amazon-cloudwatch-agent"]);
    expect(script).not.toMatch(/https?:\/\//);
  });

  it("MAZ-NET-2: instances and the first rotation wait for the endpoints, which calls go by", () => {
    const endpoints = multiAz().addresses("aws_vpc_endpoint");

    for (const address of [
      "aws_autoscaling_group.application",
      "aws_secretsmanager_secret_rotation.database_rotation",
    ]) {
      expect(multiAz().at(address).depends_on).toEqual(
        expect.arrayContaining([...endpoints, "aws_vpc_security_group_ingress_rule.endpoints_from_vpc"]),
      );
    }
  });
});

it("MAZ-NET-2: another region has its own services and buckets", () => {
  const { template } = synthesized({ region: "eu-central-1" }, "multi-az");
  const [, reading] = template.policyOf("aws_vpc_endpoint.endpoint_s3", "policy");

  expect(template.at("aws_vpc_endpoint.endpoint_ssm").service_name).toBe("com.amazonaws.eu-central-1.ssm");
  expect(reading?.resources[0]).toBe("arn:aws:s3:::al2023-repos-eu-central-1-de612dc2/*");
  expect(JSON.stringify(template.json)).not.toContain("us-west-2-");
});
