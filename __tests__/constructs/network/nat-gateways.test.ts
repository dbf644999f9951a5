import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { TerraformOutput, Testing } from "cdktf";
import { SecureStack } from "../../../constructs/core/secure-stack";
import { NatGateways, type NatGatewaysProps } from "../../../constructs/network/nat-gateways";
import { Vpc } from "../../../constructs/network/vpc";
import { Template } from "../../support/template";

const PLACES = [
  { key: "a", subnetId: "subnet-a", name: "example-a" },
  { key: "b", subnetId: "subnet-b", name: "example-b" },
];

function template(places: NatGatewaysProps["places"] = PLACES): Template {
  return Template.of((stack) => {
    const vpc = new Vpc(stack, "vpc", { cidr: "10.20.0.0/16", names: { vpc: "v", internetGateway: "g" } });
    const { natGatewayIds } = new NatGateways(stack, "nat", { places, dependsOn: [vpc.internetGateway] });
    new TerraformOutput(stack, "ids", { value: natGatewayIds });
  });
}

function ownAddresses(made: Template): string[] {
  return made.addresses().filter((address) => address.includes(".nat_"));
}

describe("defines by default", () => {
  it("SEC-VPC-1: a gateway and its public address for each place", () => {
    expect(ownAddresses(template())).toEqual([
      "aws_eip.nat_a", // the address that the outside sees
      "aws_eip.nat_b",
      "aws_nat_gateway.nat_a",
      "aws_nat_gateway.nat_b",
    ]);
  });

  it("the gateway that Terraform users expect", () => {
    const stack = new SecureStack(Testing.app(), "test");
    new NatGateways(stack, "nat", { places: PLACES, dependsOn: [] });
    expect(Testing.synth(stack)).toHaveResourceWithProperties(NatGateway, { subnet_id: "subnet-a" });
  });
});

describe("guarantees", () => {
  it("WEB-NET-1: addresses are the VPC's, named, and wait for the internet gateway", () => {
    expect(template().all("aws_eip")).toEqual([
      { domain: "vpc", tags: { Name: "example-a" }, depends_on: ["aws_internet_gateway.vpc"] },
      { domain: "vpc", tags: { Name: "example-b" }, depends_on: ["aws_internet_gateway.vpc"] },
    ]);
  });

  it("WEB-NET-1: gateways are public ones, named, each with the address of its place", () => {
    expect(template().all("aws_nat_gateway")).toEqual([
      {
        allocation_id: "${aws_eip.nat_a.id}",
        subnet_id: "subnet-a",
        connectivity_type: "public",
        tags: { Name: "example-a" },
        depends_on: ["aws_internet_gateway.vpc"],
      },
      {
        allocation_id: "${aws_eip.nat_b.id}",
        subnet_id: "subnet-b",
        connectivity_type: "public",
        tags: { Name: "example-b" },
        depends_on: ["aws_internet_gateway.vpc"],
      },
    ]);
  });

  it("the ids are references in the order of the places", () => {
    expect(template().outputs.ids?.value).toEqual(["${aws_nat_gateway.nat_a.id}", "${aws_nat_gateway.nat_b.id}"]);
  });
});

describe("props", () => {
  it("one place makes one gateway", () => {
    expect(ownAddresses(template(PLACES.slice(0, 1)))).toEqual(["aws_eip.nat_a", "aws_nat_gateway.nat_a"]);
  });
});

describe("rejects", () => {
  it("fails if there is no place", () => {
    expect(() => template([])).toThrow(new Error("test/nat: places must name at least one subnet, got none"));
  });

  it("fails if two places have one key", () => {
    expect(() => template([...PLACES, { key: "a", subnetId: "subnet-c", name: "example-c" }])).toThrow(
      new Error('test/nat: places[2].key must differ from the others, got "a" again'),
    );
  });
});
