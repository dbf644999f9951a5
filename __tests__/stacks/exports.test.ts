import { TerraformOutput } from "cdktf";
import { Layer } from "../../constructs/core/layer";
import { NetworkAcl } from "../../constructs/network/network-acl";
import {
  consume,
  lazily,
  listValue,
  localStatePath,
  optional,
  optionalText,
  publish,
  stateKey,
  textValue,
} from "../../stacks/exports";
import { environmentOf } from "../support/environments";
import { Template } from "../support/template";

const DEFINITIONS = {
  vpcId: { output: "vpc_id", description: "The VPC.", type: "string" },
  subnetIds: { output: "private_subnet_ids", description: "The private subnets, one a zone.", type: "list" },
} as const;

const BACKEND = {
  type: "s3",
  bucket: "example-state",
  region: "eu-central-1",
  keyPrefix: "example/",
  createBucket: false,
} as const;
const naming = { ...environmentOf().naming, outputs: "snake_case" } as const;
const LOCAL = {
  layer: "network",
  stackName: "example-network",
  environment: { backend: { type: "local" }, naming },
} as const;
const S3 = { layer: "network", stackName: "example-network", environment: { backend: BACKEND, naming } } as const;
/** The same, with outputs spelled as in CloudFormation. */
const CAPITALS = {
  ...LOCAL,
  environment: { ...LOCAL.environment, naming: { ...naming, outputs: "PascalCase" } },
} as const;

describe("publish", () => {
  it("ALL-13: makes a described output of each value, by its own name", () => {
    const values = { vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"] };
    const template = Template.of((stack) => publish(new Layer(stack, "network"), DEFINITIONS, values));
    expect(template.outputs).toEqual({
      vpc_id: { description: "The VPC.", value: "vpc-1" },
      private_subnet_ids: { description: "The private subnets, one a zone.", value: ["subnet-a", "subnet-b"] },
    });
  });

  it("fails if a value is missing that other layers wait for", () => {
    expect(() => Template.of((stack) => publish(new Layer(stack, "network"), DEFINITIONS, { vpcId: "vpc-1" }))).toThrow(
      "the layer must have a value for its output private_subnet_ids",
    );
  });
});

describe("consume", () => {
  function consumed(...sources: readonly Parameters<typeof consume>[2][]): Template {
    return Template.of((stack) => {
      for (const source of sources) {
        const { layer } = source;
        const values = consume(stack, DEFINITIONS, source);
        new TerraformOutput(stack, `${layer}_vpc`, { value: textValue(values, "vpcId") });
        new TerraformOutput(stack, `${layer}_subnets`, { value: listValue(values, "subnetIds") });
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

  it("reads them by the names that the environment spells them with", () => {
    expect(consumed(CAPITALS).outputs).toEqual({
      network_vpc: { value: "${data.terraform_remote_state.network.outputs.VpcId}" },
      network_subnets: { value: "${data.terraform_remote_state.network.outputs.PrivateSubnetIds}" },
    });
  });

  it("reads no state that nobody asks for a value of", () => {
    const template = Template.of((stack) => {
      consume(stack, DEFINITIONS, S3);
    });
    expect([template.dataSources, template.variables]).toEqual([[], {}]);
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
    const template = consumed(S3, { ...S3, layer: "security", stackName: "example-security" });
    expect(Object.keys(template.variables)).toEqual(["state_bucket", "state_region"]);
    expect(template.dataSources.map(({ address }) => address)).toEqual([
      "data.terraform_remote_state.network",
      "data.terraform_remote_state.security",
    ]);
    expect(template.value("data.terraform_remote_state.security", "config.bucket")).toBe("${var.state_bucket}");
  });

  it("gives values that constructs take in place of those of their own stack", () => {
    const template = Template.of((stack) => {
      const values = consume(stack, DEFINITIONS, LOCAL);
      new NetworkAcl(stack, "acl", {
        vpcId: textValue(values, "vpcId"),
        subnetIds: listValue(values, "subnetIds"),
        name: "example",
        flows: [],
        guardedPorts: [],
      });
    });
    expect(template.at("aws_network_acl.acl")).toEqual({
      vpc_id: "${data.terraform_remote_state.network.outputs.vpc_id}",
      subnet_ids: "${data.terraform_remote_state.network.outputs.private_subnet_ids}",
      tags: { Name: "example" },
    });
  });
});

describe("a value of a layer", () => {
  const values = { vpcId: "vpc-1", subnetIds: ["subnet-a"] };

  it("is a text or a list, as it was defined", () => {
    expect(textValue(values, "vpcId")).toBe("vpc-1");
    expect(listValue(values, "subnetIds")).toEqual(["subnet-a"]);
    expect(() => textValue(values, "subnetIds")).toThrow("the layer must hand on subnetIds");
    expect(() => listValue(values, "vpcId")).toThrow("the layer must hand on the list vpcId");
  });

  it("may be missing only where that is said", () => {
    expect(optionalText(values, "vpcId")).toBe("vpc-1");
    expect(optionalText(values, "bastionInstanceId")).toBeUndefined();
    expect(() => textValue(values, "bastionInstanceId")).toThrow("the layer must hand on bastionInstanceId");
    expect(() => listValue(values, "publicSubnetIds")).toThrow("the layer must hand on the list publicSubnetIds");
  });

  it("is left out of what is handed on where there is none", () => {
    expect({ ...optional("a", "1"), ...optional("b", undefined) }).toEqual({ a: "1" });
  });
});

describe("lazily", () => {
  it("makes each member once, when it is asked for, and knows all of them before", () => {
    const made: string[] = [];
    const member = (name: string) => () => {
      made.push(name);
      return name;
    };
    const lazy = lazily<{ readonly a: string; readonly b?: string }>({ a: member("a"), b: () => undefined });
    expect([Object.keys(lazy), made]).toEqual([["a", "b"], []]);
    expect([lazy.a, lazy.a, lazy.b]).toEqual(["a", "a", undefined]);
    expect(made).toEqual(["a"]);
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
    expect(stateKey({ ...BACKEND, keyPrefix }, "example")).toBe(key);
  });
});
