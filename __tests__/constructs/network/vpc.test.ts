import { Eip } from "@cdktf/provider-aws/lib/eip";
import { Vpc as AwsVpc } from "@cdktf/provider-aws/lib/vpc";
import { TerraformOutput, Testing } from "cdktf";
import { SecureStack } from "../../../constructs/core/secure-stack";
import { Vpc, type VpcProps } from "../../../constructs/network/vpc";
import { Template } from "../../support/template";

const PROPS: VpcProps = { cidr: "10.20.0.0/16", names: { vpc: "example-vpc", internetGateway: "example-gateway" } };

function template(props: Partial<VpcProps> = {}): Template {
  return Template.of((stack) => new Vpc(stack, "vpc", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("SEC-VPC-1: a VPC, its way to the internet, and what AWS makes by itself, closed", () => {
    expect(template().addresses()).toEqual([
      "aws_default_network_acl.vpc", // AWS's own, without a rule
      "aws_default_security_group.vpc", // AWS's own, without a rule
      "aws_internet_gateway.vpc", // the way to the internet
      "aws_vpc.vpc", // the VPC
    ]);
  });

  it("SEC-VPC-1: the VPC that Terraform users expect", () => {
    const stack = new SecureStack(Testing.app(), "test");
    new Vpc(stack, "vpc", PROPS);
    expect(Testing.synth(stack)).toHaveResourceWithProperties(AwsVpc, {
      cidr_block: "10.20.0.0/16",
      enable_dns_support: true,
      enable_dns_hostnames: true,
    });
  });
});

describe("guarantees", () => {
  it("SEC-VPC-1: DNS support and host names are on", () => {
    expect(template().only("aws_vpc")).toEqual({
      cidr_block: "10.20.0.0/16",
      enable_dns_support: true,
      enable_dns_hostnames: true,
      tags: { Name: "example-vpc" },
    });
  });

  it("SEC-VPC-1: the internet gateway is the VPC's", () => {
    expect(template().only("aws_internet_gateway")).toEqual({
      vpc_id: "${aws_vpc.vpc.id}",
      tags: { Name: "example-gateway" },
    });
  });

  it("SEC-VPC-2: the default security group has no rule, said by empty lists: leaving them out would keep AWS's", () => {
    expect(template().only("aws_default_security_group")).toEqual({
      vpc_id: "${aws_vpc.vpc.id}",
      ingress: [],
      egress: [],
      tags: { Name: "example-vpc-default-closed" },
    });
  });

  it("SEC-VPC-2: the default network ACL has no rule, and leaves alone which subnets AWS counts to it", () => {
    expect(template().only("aws_default_network_acl")).toEqual({
      default_network_acl_id: "${aws_vpc.vpc.default_network_acl_id}",
      tags: { Name: "example-vpc-default-closed" },
      lifecycle: { ignore_changes: ["subnet_ids"] },
    });
  });
});

describe("props", () => {
  test.each(["10.20.0.0/16", "172.31.255.240/28"])("cidr takes %s and changes nothing else", (cidr) => {
    expect(template({ cidr }).only("aws_vpc")).toEqual({ ...template().only("aws_vpc"), cidr_block: cidr });
  });

  it("MAZ-NET-2: internetGateway: false leaves the gateway out and changes nothing else", () => {
    const closed = template({ internetGateway: false });
    expect(closed.addresses()).toEqual([
      "aws_default_network_acl.vpc",
      "aws_default_security_group.vpc",
      "aws_vpc.vpc",
    ]);
    expect(closed.resources).toEqual(template().resources.filter(({ type }) => type !== "aws_internet_gateway"));
    expect(template({ internetGateway: true }).resources).toEqual(template().resources);
  });

  it("without a gateway nobody is given one", () => {
    const closed = (use: (vpc: Vpc) => unknown) => () =>
      Template.of((stack) => {
        use(new Vpc(stack, "vpc", { ...PROPS, internetGateway: false }));
      });
    const message = "test/vpc has no internet gateway; it was made with internetGateway: false";
    expect(closed((vpc) => vpc.internetGatewayId)).toThrow(new Error(message));
    expect(closed((vpc) => vpc.internetGateway)).toThrow(new Error(message));
  });

  it("the attributes are references, and others can wait for the gateway", () => {
    const made = Template.of((stack) => {
      const vpc = new Vpc(stack, "vpc", PROPS);
      new TerraformOutput(stack, "gateway", { value: vpc.internetGatewayId });
      new Eip(stack, "address", { instance: vpc.vpcId, dependsOn: [vpc.internetGateway] });
    });
    expect(made.outputs.gateway?.value).toBe("${aws_internet_gateway.vpc.id}");
    expect(made.at("aws_eip.address")).toEqual({
      instance: "${aws_vpc.vpc.id}",
      depends_on: ["aws_internet_gateway.vpc"],
    });
  });
});

describe("rejects", () => {
  test.each([
    { cidr: "10.0.0.0/15", message: 'cidr must be a block between /16 and /28, got "10.0.0.0/15"' },
    { cidr: "10.0.0.0/29", message: 'cidr must be a block between /16 and /28, got "10.0.0.0/29"' },
    { cidr: "10.20.0.1/16", message: 'cidr "10.20.0.1/16" has host bits set; did you mean "10.20.0.0/16"?' },
    { cidr: "10.20.0.0", message: 'cidr must be an IPv4 CIDR block such as "10.0.0.0/16", got "10.20.0.0"' },
  ])("fails if the block is $cidr", ({ cidr, message }) => {
    expect(() => template({ cidr })).toThrow(new Error(`test/vpc: ${message}`));
  });
});
