import { Ec2TransitGatewayVpcAttachment } from "@cdktf/provider-aws/lib/ec2-transit-gateway-vpc-attachment";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { SecureStack } from "../../../constructs/core/secure-stack";
import {
  TransitGatewayAttachment,
  type TransitGatewayAttachmentProps,
} from "../../../constructs/network/transit-gateway-attachment";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const SITE = { key: "site", cidr: "192.168.0.0/16" };
const PROPS: TransitGatewayAttachmentProps = {
  vpcId: "vpc-1",
  vpcCidr: "10.20.0.0/16",
  transitGatewayId: "tgw-0123456789abcdef0",
  subnetIds: ["subnet-a", "subnet-b"],
  routeTables: [
    { key: "a", routeTableId: "rtb-a" },
    { key: "b", routeTableId: "rtb-b" },
  ],
  remotes: [SITE],
  name: "example",
};

function template(props: Partial<TransitGatewayAttachmentProps> = {}): Template {
  return Template.of((stack) => new TransitGatewayAttachment(stack, "transit_gateway", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("MAZ-SG-1: the attachment, and a route for each block in each route table", () => {
    expect(template().addresses()).toEqual([
      "aws_ec2_transit_gateway_vpc_attachment.transit_gateway", // the attachment
      "aws_route.transit_gateway_a_site", // the way back to who is trusted, one a zone
      "aws_route.transit_gateway_b_site",
    ]);
  });

  it("the attachment that Terraform users expect", () => {
    const stack = new SecureStack(Testing.app(), "test");
    new TransitGatewayAttachment(stack, "transit_gateway", PROPS);
    expect(Testing.synth(stack)).toHaveResourceWithProperties(Ec2TransitGatewayVpcAttachment, {
      transit_gateway_id: "tgw-0123456789abcdef0",
    });
  });
});

describe("guarantees", () => {
  it("MAZ-SG-1: the private subnets are attached, and the gateway's own route tables left to its owner", () => {
    expect(template().only("aws_ec2_transit_gateway_vpc_attachment")).toEqual({
      vpc_id: "vpc-1",
      transit_gateway_id: "tgw-0123456789abcdef0",
      subnet_ids: ["subnet-a", "subnet-b"],
      tags: { Name: "example" },
    });
  });

  it("MAZ-SG-1: the routes lead to the gateway once it is attached: before, AWS refuses them", () => {
    expect(template().all("aws_route")).toEqual(
      ["rtb-a", "rtb-b"].map((routeTableId) => ({
        route_table_id: routeTableId,
        destination_cidr_block: "192.168.0.0/16",
        transit_gateway_id: "tgw-0123456789abcdef0",
        depends_on: ["aws_ec2_transit_gateway_vpc_attachment.transit_gateway"],
      })),
    );
  });

  it("the provider takes all of it", () => {
    for (const { type, values } of template().resources) {
      expect(ruleProblems(rulesOf(type), values)).toEqual([]);
    }
  });
});

describe("props", () => {
  it("a further block adds its routes and changes nothing of the others", () => {
    const more = template({ remotes: [{ key: "lab", cidr: "10.0.0.0/8" }, SITE] });
    expect(more.resources.filter(({ name }) => !name.endsWith("_lab"))).toEqual(template().resources);
    expect(more.addresses("aws_route")).toContain("aws_route.transit_gateway_b_lab");
    expect(more.resources).toHaveLength(template().resources.length + 2);
  });

  it("its id is a reference, and others can wait for the routes", () => {
    const made = Template.of((stack) => {
      const attachment = new TransitGatewayAttachment(stack, "transit_gateway", PROPS);
      new TerraformOutput(stack, "id", { value: attachment.attachmentId });
      new Eip(stack, "address", { dependsOn: [...attachment.ready] });
    });
    expect(made.outputs.id?.value).toBe("${aws_ec2_transit_gateway_vpc_attachment.transit_gateway.id}");
    expect(made.value("aws_eip.address", "depends_on")).toEqual([
      "aws_route.transit_gateway_a_site",
      "aws_route.transit_gateway_b_site",
    ]);
  });

  it("a block may be one that only Terraform will know", () => {
    const made = Template.of((stack) => {
      const site = new TerraformVariable(stack, "site", { type: "string" });
      const remotes = [{ key: "site", cidr: site.stringValue }];
      new TransitGatewayAttachment(stack, "transit_gateway", { ...PROPS, remotes });
    });
    expect(made.value("aws_route.transit_gateway_a_site", "destination_cidr_block")).toBe("${var.site}");
  });
});

describe("rejects", () => {
  test.each<{ what: string; props: Partial<TransitGatewayAttachmentProps>; message: string }>([
    {
      what: "the gateway is none",
      props: { transitGatewayId: "vgw-01234567" },
      message:
        'transitGatewayId must be the id of a transit gateway, such as tgw-0123456789abcdef0, got "vgw-01234567"',
    },
    { what: "no subnet is attached", props: { subnetIds: [] }, message: "subnetIds must name at least one, got none" },
    {
      what: "no route table leads there",
      props: { routeTables: [] },
      message: "routeTables must name at least one, got none",
    },
    { what: "nothing lies behind it", props: { remotes: [] }, message: "remotes must name at least one, got none" },
    {
      what: "a block is public",
      props: { remotes: [{ key: "office", cidr: "203.0.113.0/24" }] },
      message: 'remotes[0].cidr must be private, got "203.0.113.0/24"; the internet is not behind a transit gateway',
    },
    {
      what: "a block is the internet",
      props: { remotes: [SITE, { key: "internet", cidr: "0.0.0.0/0" }] },
      message: 'remotes[1].cidr must be a block between /8 and /32, got "0.0.0.0/0"',
    },
    {
      what: "a block lies within the VPC",
      props: { remotes: [{ key: "own", cidr: "10.20.4.0/24" }] },
      message: `remotes[0].cidr must not lie within the VPC's block "10.20.0.0/16", got "10.20.4.0/24"; AWS refuses such a route`,
    },
    {
      what: "a block is the VPC's own",
      props: { remotes: [{ key: "own", cidr: "10.20.0.0/16" }] },
      message: `remotes[0].cidr must not lie within the VPC's block "10.20.0.0/16", got "10.20.0.0/16"; AWS refuses such a route`,
    },
    {
      what: "a block has host bits",
      props: { remotes: [{ key: "site", cidr: "192.168.0.1/16" }] },
      message: 'remotes[0].cidr "192.168.0.1/16" has host bits set; did you mean "192.168.0.0/16"?',
    },
    {
      what: "a block is there twice",
      props: { remotes: [SITE, { ...SITE, key: "again" }] },
      message: 'remotes[1].cidr must differ from the others, got "192.168.0.0/16" again',
    },
    {
      what: "two blocks have one key",
      props: { remotes: [SITE, { ...SITE, cidr: "172.16.0.0/12" }] },
      message: 'remotes[1].key must differ from the others, got "site" again',
    },
    {
      what: "a key cannot be part of an address",
      props: { routeTables: [{ key: "A", routeTableId: "rtb-a" }] },
      message: 'routeTables[0].key must be lower-case letters, digits and underscores, got "A"',
    },
    {
      what: "the VPC's block is none",
      props: { vpcCidr: "10.20.0.0" },
      message: 'vpcCidr must be an IPv4 CIDR block such as "10.0.0.0/16", got "10.20.0.0"',
    },
  ])("MAZ-SG-1: fails if $what", ({ props, message }) => {
    expect(() => template(props)).toThrow(new Error(`test/transit_gateway: ${message}`));
  });
});
