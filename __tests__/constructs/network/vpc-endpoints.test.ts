import { Eip } from "@cdktf/provider-aws/lib/eip";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { TerraformOutput, Testing } from "cdktf";
import { SecureStack } from "../../../constructs/core/secure-stack";
import { awsOwnedBuckets } from "../../../constructs/network/aws-owned-buckets";
import { ENDPOINT_SERVICES, type EndpointService } from "../../../constructs/network/endpoint-services";
import { VpcEndpoints, type VpcEndpointsProps } from "../../../constructs/network/vpc-endpoints";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const PROPS: VpcEndpointsProps = {
  account: { accountId: "111111111111", region: "us-west-2" },
  vpcId: "vpc-1",
  services: ["s3", "secretsmanager", "logs"],
  subnetIds: ["subnet-a", "subnet-b"],
  securityGroupId: "sg-endpoints",
  routeTableIds: ["rtb-a", "rtb-b"],
  nameOf: (service) => `example-${service}`,
};
const ALL = Object.keys(ENDPOINT_SERVICES) as EndpointService[];
const BY_ACCOUNT = { test: "StringEquals", variable: "aws:PrincipalAccount", values: ["111111111111"] };
const OF_ACCOUNT = { test: "StringEqualsIfExists", variable: "aws:ResourceAccount", values: ["111111111111"] };

function template(props: Partial<VpcEndpointsProps> = {}): Template {
  return Template.of((stack) => new VpcEndpoints(stack, "endpoint", { ...PROPS, ...props }));
}

function policy(service: EndpointService, props: Partial<VpcEndpointsProps> = {}) {
  return template({ services: [service], ...props }).policyOf(`aws_vpc_endpoint.endpoint_${service}`, "policy");
}

describe("defines by default", () => {
  it("MAZ-NET-2: an endpoint for each service, and no other", () => {
    expect(template().addresses()).toEqual([
      "aws_vpc_endpoint.endpoint_logs", // as declared
      "aws_vpc_endpoint.endpoint_s3", // a gateway
      "aws_vpc_endpoint.endpoint_secretsmanager", // as declared
    ]);
    expect(template().dataSources.map(({ address }) => address)).toEqual([
      "data.aws_iam_policy_document.endpoint_logs_policy", // who may pass
      "data.aws_iam_policy_document.endpoint_s3_policy",
      "data.aws_iam_policy_document.endpoint_secretsmanager_policy",
    ]);
  });

  it("the endpoints that Terraform users expect", () => {
    const stack = new SecureStack(Testing.app(), "test");
    new VpcEndpoints(stack, "endpoint", PROPS);
    expect(Testing.synth(stack)).toHaveResourceWithProperties(VpcEndpoint, {
      service_name: "com.amazonaws.us-west-2.s3",
      vpc_endpoint_type: "Gateway",
    });
  });
});

describe("guarantees", () => {
  it("MAZ-NET-2: a gateway endpoint is reached by the private subnets' route tables", () => {
    expect(template().at("aws_vpc_endpoint.endpoint_s3")).toEqual({
      vpc_id: "vpc-1",
      service_name: "com.amazonaws.us-west-2.s3",
      vpc_endpoint_type: "Gateway",
      route_table_ids: ["rtb-a", "rtb-b"],
      policy: "${data.aws_iam_policy_document.endpoint_s3_policy.json}",
      tags: { Name: "example-s3" },
    });
  });

  it("MAZ-NET-2: an interface endpoint has addresses in the private subnets, its own group, and the service's own name", () => {
    expect(template().at("aws_vpc_endpoint.endpoint_secretsmanager")).toEqual({
      vpc_id: "vpc-1",
      service_name: "com.amazonaws.us-west-2.secretsmanager",
      vpc_endpoint_type: "Interface",
      subnet_ids: ["subnet-a", "subnet-b"],
      security_group_ids: ["sg-endpoints"],
      private_dns_enabled: true,
      policy: "${data.aws_iam_policy_document.endpoint_secretsmanager_policy.json}",
      tags: { Name: "example-secretsmanager" },
    });
  });

  it("MAZ-NET-2: only principals of the account pass, to resources of the account where others could open theirs", () => {
    expect(policy("secretsmanager")).toEqual([
      {
        sid: "AllowPrincipalsOfAccount",
        effect: "Allow",
        principals: { "*": ["*"] },
        actions: ["secretsmanager:*"],
        resources: ["*"],
        conditions: [BY_ACCOUNT, OF_ACCOUNT],
      },
    ]);
  });

  it("MAZ-NET-2: a service's own actions pass its endpoint, whatever the endpoint is called", () => {
    expect(policy("monitoring")).toMatchObject([{ actions: ["cloudwatch:*"], conditions: [BY_ACCOUNT] }]);
  });

  it("MAZ-NET-2: documents and parameters of AWS's own are read by the account's principals", () => {
    expect(policy("ssm")).toMatchObject([{ actions: ["ssm:*"], conditions: [BY_ACCOUNT] }]);
  });

  it("MAZ-NET-2: from S3 anybody reads the listed buckets of AWS, and nothing else without the account's credentials", () => {
    expect(policy("s3")).toEqual([
      {
        sid: "AllowPrincipalsOfAccount",
        effect: "Allow",
        principals: { "*": ["*"] },
        actions: ["s3:*"],
        resources: ["*"],
        conditions: [BY_ACCOUNT, OF_ACCOUNT],
      },
      {
        sid: "AllowReadingAwsOwnedBuckets",
        effect: "Allow",
        principals: { "*": ["*"] },
        actions: ["s3:GetObject"],
        resources: awsOwnedBuckets("us-west-2").map((name) => `arn:aws:s3:::${name}/*`),
        conditions: [],
      },
    ]);
  });

  it("MAZ-NET-2: every endpoint that takes a policy has one that is limited to the account", () => {
    const made = template({ services: ALL });
    const unlimited = ALL.filter((service) => ENDPOINT_SERVICES[service].takesPolicy).filter(
      (service) =>
        !made
          .policyOf(`aws_vpc_endpoint.endpoint_${service}`, "policy")[0]
          ?.conditions.some(
            ({ variable, values }) => variable === "aws:PrincipalAccount" && values.join() === "111111111111",
          ),
    );
    expect(unlimited).toEqual([]);
  });

  it("a service that takes no policy gets none, which AWS would refuse", () => {
    expect(template({ services: ["config"] }).at("aws_vpc_endpoint.endpoint_config")).not.toHaveProperty("policy");
  });

  it("a policy is no longer than AWS takes", () => {
    expect(JSON.stringify(policy("s3")).length).toBeLessThan(20_480);
  });

  test.each(ALL)("the provider takes the endpoint of %s", (service) => {
    const made = template({ services: [service] });
    expect(ruleProblems(rulesOf("aws_vpc_endpoint"), made.only("aws_vpc_endpoint"))).toEqual([]);
  });
});

describe("props", () => {
  it("a further service changes nothing of the others", () => {
    const others = (made: Template) => made.resources.filter(({ name }) => name !== "endpoint_kms");
    const more = template({ services: ["kms", ...PROPS.services] });
    expect(others(more)).toEqual(template().resources);
    expect(more.resources).toHaveLength(4);
  });

  it("account names services and buckets as its region and partition do", () => {
    const account = { accountId: "222222222222", region: "cn-north-1" };
    expect(template({ account, services: ["lambda"] }).value("aws_vpc_endpoint.endpoint_lambda", "service_name")).toBe(
      "cn.com.amazonaws.cn-north-1.lambda",
    );
    const [own, foreign] = policy("s3", { account });
    expect(own?.conditions.map(({ values }) => values)).toEqual([["222222222222"], ["222222222222"]]);
    expect(foreign?.resources[0]).toBe("arn:aws-cn:s3:::al2023-repos-cn-north-1-de612dc2/*");
  });

  it("the prefix lists are those of the gateways, and others can wait for all endpoints", () => {
    const made = Template.of((stack) => {
      const { prefixListIds, ready } = new VpcEndpoints(stack, "endpoint", PROPS);
      new TerraformOutput(stack, "s3", { value: prefixListIds.s3 });
      new TerraformOutput(stack, "others", { value: Object.keys(prefixListIds) });
      new Eip(stack, "address", { dependsOn: [...ready] });
    });
    expect(made.outputs.s3?.value).toBe("${aws_vpc_endpoint.endpoint_s3.prefix_list_id}");
    expect(made.outputs.others?.value).toEqual(["s3"]);
    expect(made.value("aws_eip.address", "depends_on")).toEqual([
      "aws_vpc_endpoint.endpoint_s3",
      "aws_vpc_endpoint.endpoint_secretsmanager",
      "aws_vpc_endpoint.endpoint_logs",
    ]);
  });

  it("subnets are not needed for gateways, route tables not for the others", () => {
    expect(() => template({ services: ["s3"], subnetIds: [] })).not.toThrow();
    expect(() => template({ services: ["logs"], routeTableIds: [] })).not.toThrow();
  });
});

describe("rejects", () => {
  test.each<{ what: string; props: Partial<VpcEndpointsProps>; message: string }>([
    { what: "there is no service", props: { services: [] }, message: "services must name at least one, got none" },
    {
      what: "a service is there twice",
      props: { services: ["s3", "logs", "s3"] },
      message: 'services[2] must differ from the others, got "s3" again',
    },
    {
      what: "an interface endpoint has no subnet",
      props: { subnetIds: [] },
      message: "subnetIds must name at least one, got none; an interface endpoint has its addresses there",
    },
    {
      what: "a gateway endpoint has no route table",
      props: { routeTableIds: [] },
      message: "routeTableIds must name at least one, got none; a gateway endpoint is reached by them",
    },
  ])("fails if $what", ({ props, message }) => {
    expect(() => template(props)).toThrow(new Error(`test/endpoint: ${message}`));
  });
});
