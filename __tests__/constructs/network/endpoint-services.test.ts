import {
  ENDPOINT_SERVICES,
  type EndpointService,
  endpointServiceName,
  endpointServicesFor,
} from "../../../constructs/network/endpoint-services";

const SERVICES = Object.keys(ENDPOINT_SERVICES) as EndpointService[];
const chosen = (choose: (service: EndpointService) => boolean) => SERVICES.filter(choose);

describe("the table", () => {
  it("MAZ-NET-2: has what instances and functions always need", () => {
    expect(SERVICES).toEqual(
      expect.arrayContaining([
        ...["s3", "dynamodb", "lambda", "secretsmanager", "ssm", "ssmmessages", "ec2", "ec2messages"],
        ...["logs", "monitoring", "kms", "sts"],
      ]),
    );
  });

  it("MAZ-NET-2: gateways are S3 and DynamoDB", () => {
    expect(chosen((service) => ENDPOINT_SERVICES[service].type === "Gateway")).toEqual(["dynamodb", "s3"]);
  });

  it("MAZ-NET-2: only AWS Config takes no endpoint policy", () => {
    expect(chosen((service) => !ENDPOINT_SERVICES[service].takesPolicy)).toEqual(["config"]);
  });

  it("MAZ-NET-2: these have resources that other accounts could open, by which data could leave", () => {
    expect(chosen((service) => ENDPOINT_SERVICES[service].isShareable)).toEqual([
      "dynamodb",
      "kms",
      "lambda",
      "s3",
      "secretsmanager",
      "sns",
      "sqs",
    ]);
  });

  it("no two services have the same actions", () => {
    const prefixes = SERVICES.map((service) => ENDPOINT_SERVICES[service].actionPrefix);
    expect(new Set(prefixes).size).toBe(SERVICES.length);
  });
});

describe("endpointServiceName", () => {
  test.each<{ service: EndpointService; region: string; name: string }>([
    { service: "s3", region: "us-west-2", name: "com.amazonaws.us-west-2.s3" },
    { service: "lambda", region: "us-gov-west-1", name: "com.amazonaws.us-gov-west-1.lambda" },
    { service: "lambda", region: "cn-north-1", name: "cn.com.amazonaws.cn-north-1.lambda" },
    { service: "monitoring", region: "cn-northwest-1", name: "cn.com.amazonaws.cn-northwest-1.monitoring" },
    { service: "kms", region: "cn-north-1", name: "com.amazonaws.cn-north-1.kms" },
    { service: "s3", region: "cn-north-1", name: "com.amazonaws.cn-north-1.s3" },
  ])("is $name", ({ service, region, name }) => {
    expect(endpointServiceName(service, region)).toBe(name);
  });
});

describe("endpointServicesFor", () => {
  it("MAZ-NET-2: names the endpoints of what workloads may do, each once, in order", () => {
    expect(
      endpointServicesFor([
        "xray:PutTraceSegments",
        "secretsmanager:GetSecretValue",
        "kms:Decrypt",
        "kms:GenerateDataKey*",
        "cloudwatch:PutMetricData",
        "s3:GetObject",
        "config:DescribeComplianceByConfigRule",
      ]),
    ).toEqual(["config", "kms", "monitoring", "s3", "secretsmanager", "xray"]);
  });

  it("needs none for what is no request of AWS's API", () => {
    expect(endpointServicesFor([])).toEqual([]);
    expect(endpointServicesFor(["rds-db:connect"])).toEqual([]);
  });

  it("MAZ-NET-2: fails if an action is of a service without an endpoint, and names each once", () => {
    expect(() =>
      endpointServicesFor(["iam:GetUser", "s3:GetObject", "iam:GetUser", "monitoring:PutMetricData", "*"]),
    ).toThrow(
      new Error(
        "endpoints: 3 problems\n" +
          '  - an action must be of a service that has a VPC endpoint here, got "iam:GetUser"; add its service to endpoint-services.ts, or take the action away\n' +
          '  - an action must be of a service that has a VPC endpoint here, got "monitoring:PutMetricData"; add its service to endpoint-services.ts, or take the action away\n' +
          '  - an action must be of a service that has a VPC endpoint here, got "*"; add its service to endpoint-services.ts, or take the action away',
      ),
    );
  });

  it("does not confuse a service with a property that every object has", () => {
    expect(() => endpointServicesFor(["toString:Call"])).toThrow('got "toString:Call"');
  });
});
