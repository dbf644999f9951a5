import { TerraformOutput } from "cdktf";
import { Layer } from "../../constructs/core/layer";
import { NetworkAcl } from "../../constructs/network/network-acl";
import { consume, type ExportsOf, localStatePath, publish, stateKey } from "../../stacks/exports";
import { Template } from "../support/template";

const DEFINITIONS = {
  vpcId: { output: "vpc_id", description: "The VPC.", type: "string" },
  subnetIds: { output: "private_subnet_ids", description: "The private subnets, one a zone.", type: "list" },
} as const;

const LOCAL = { layer: "network", stackName: "example-network", backend: { type: "local" } } as const;
const S3 = {
  layer: "network",
  stackName: "example-network",
  backend: {
    type: "s3",
    bucket: "example-state",
    region: "eu-central-1",
    keyPrefix: "example/",
    createBucket: false,
  },
} as const;

describe("publish", () => {
  it("ALL-13: makes a described output of each value, by its own name, and gives the values back", () => {
    let given: ExportsOf<typeof DEFINITIONS> | undefined;
    const values = { vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"] };
    const template = Template.of((stack) => {
      given = publish(new Layer(stack, "network"), DEFINITIONS, values);
    });
    expect(template.outputs).toEqual({
      vpc_id: { description: "The VPC.", value: "vpc-1" },
      private_subnet_ids: { description: "The private subnets, one a zone.", value: ["subnet-a", "subnet-b"] },
    });
    expect(given).toBe(values);
  });
});

describe("consume", () => {
  function consumed(...sources: readonly (typeof LOCAL | typeof S3 | { readonly layer: string })[]): Template {
    return Template.of((stack) => {
      for (const source of sources) {
        const { layer } = source;
        const values = consume(stack, DEFINITIONS, "backend" in source ? source : { ...S3, layer, stackName: layer });
        new TerraformOutput(stack, `${layer}_vpc`, { value: values.vpcId });
        new TerraformOutput(stack, `${layer}_subnets`, { value: values.subnetIds });
      }
    });
  }

  it("reads the outputs of the other stack from its state", () => {
    const expected = {
      network_vpc: { value: "${data.terraform_remote_state.network.outputs.vpc_id}" },
      network_subnets: { value: "${data.terraform_remote_state.network.outputs.private_subnet_ids}" },
    };
    expect(consumed(LOCAL).outputs).toEqual(expected);
    expect(consumed(S3).outputs).toEqual(expected);
  });

  it("finds a local state where that stack keeps it", () => {
    const template = consumed(LOCAL);
    expect(template.at("data.terraform_remote_state.network")).toEqual({
      backend: "local",
      config: { path: "../../../terraform.example-network.tfstate" },
    });
    expect(template.variables).toEqual({});
  });

  it("finds a state in S3 by variables, so that an operator can move it", () => {
    const template = consumed(S3);
    expect(template.at("data.terraform_remote_state.network")).toEqual({
      backend: "s3",
      config: {
        bucket: "${var.state_bucket}",
        region: "${var.state_region}",
        key: "example/example-network.tfstate",
      },
    });
    expect(template.variables).toEqual({
      state_bucket: {
        type: "string",
        description: "The bucket that holds the state of the other stacks.",
        default: "example-state",
        nullable: false,
      },
      state_region: {
        type: "string",
        description: "The region of that bucket.",
        default: "eu-central-1",
        nullable: false,
      },
    });
  });

  it("shares the variables between several stacks that are read", () => {
    const template = consumed(S3, { layer: "security" });
    expect(Object.keys(template.variables)).toEqual(["state_bucket", "state_region"]);
    expect(template.dataSources.map(({ address }) => address)).toEqual([
      "data.terraform_remote_state.network",
      "data.terraform_remote_state.security",
    ]);
    expect(template.value("data.terraform_remote_state.security", "config.bucket")).toBe("${var.state_bucket}");
  });

  it("gives values that constructs take in place of those of their own stack", () => {
    const template = Template.of((stack) => {
      const { vpcId, subnetIds } = consume(stack, DEFINITIONS, LOCAL);
      new NetworkAcl(stack, "acl", { vpcId, subnetIds, name: "example", flows: [], guardedPorts: [] });
    });
    expect(template.at("aws_network_acl.acl")).toEqual({
      vpc_id: "${data.terraform_remote_state.network.outputs.vpc_id}",
      subnet_ids: "${data.terraform_remote_state.network.outputs.private_subnet_ids}",
      tags: { Name: "example" },
    });
  });
});

describe("where a state lies", () => {
  it("local: beside cdktf.out, three folders above the stack's, since cdktf-cli deletes folders within", () => {
    expect(localStatePath("example")).toBe("../../../terraform.example.tfstate");
  });

  test.each([
    { keyPrefix: "", key: "example.tfstate" },
    { keyPrefix: "team/seccfn/", key: "team/seccfn/example.tfstate" },
  ])("in S3: at $key", ({ keyPrefix, key }) => {
    expect(stateKey({ ...S3.backend, keyPrefix }, "example")).toBe(key);
  });
});
