import { handedOver } from "../../../handoff/bundle/configuration";
import { placed } from "../../../handoff/bundle/layout";
import { objectOf } from "../../../model/json";
import { bundleSourceOf } from "../../support/bundles";
import { variants } from "../../support/environments";

function sourceOf(name: string) {
  const [variant] = variants(name);
  return bundleSourceOf(variant?.overrides, variant?.base);
}

/** The `terraform` block and the states that each stack reads, by its folder. */
function made(name: string, use: "root" | "module" = "root") {
  const source = sourceOf(name);
  return Object.fromEntries(
    placed(source).map(({ folder, stack }) => {
      const json = handedOver(stack, source, use);
      return [
        folder,
        { terraform: json.terraform, states: objectOf(json.data).terraform_remote_state, provider: json.provider },
      ];
    }),
  );
}

const PROVIDERS = {
  aws: { source: "hashicorp/aws", version: "~> 6.25" },
  random: { source: "hashicorp/random", version: "~> 3.7" },
};

it("gives a state beside the code a partial backend in S3, encrypted and locked", () => {
  expect(made("seccfn")[""]?.terraform).toEqual({
    backend: { s3: { encrypt: true, key: "seccfn/seccfn.tfstate", use_lockfile: true } },
    required_providers: PROVIDERS,
  });
});

it("keeps the key of the YAML, and leaves bucket, region and KMS key to init", () => {
  const { "": alone } = made("state in S3");
  expect(objectOf(alone?.terraform).backend).toEqual({
    s3: { encrypt: true, key: "seccfn/seccfn.tfstate", use_lockfile: true },
  });
});

it("reads the states of other stacks where they are written, from a bucket that variables name", () => {
  const source = sourceOf("layered");
  const stacks = made("layered");
  expect(Object.keys(stacks)).toEqual(["1-security", "2-network", "3-data", "4-application"]);
  expect(stacks["2-network"]?.states).toEqual({
    security: {
      backend: "s3",
      config: { bucket: "${var.state_bucket}", key: "seccfn/seccfn-security.tfstate", region: "${var.state_region}" },
    },
  });
  const keys = Object.values(stacks).map(({ terraform }) => objectOf(objectOf(objectOf(terraform).backend).s3).key);
  expect(keys).toEqual(["security", "network", "data", "application"].map((layer) => `seccfn/seccfn-${layer}.tfstate`));
  const network = source.stacks[1];
  const { variable } = network === undefined ? { variable: {} } : handedOver(network, source, "root");
  expect(objectOf(objectOf(variable).state_bucket)).not.toHaveProperty("default");
});

it("keeps the bucket of the YAML as the value of the variables", () => {
  const source = sourceOf("layered, state in S3");
  const network = source.stacks[1];
  const { variable } = network === undefined ? { variable: {} } : handedOver(network, source, "root");
  expect(objectOf(objectOf(variable).state_bucket).default).toBe("example-state");
});

it("applies the stack that makes the state bucket first, with its state beside it", () => {
  const stacks = made("state in a bucket of its own");
  expect(Object.keys(stacks)).toEqual(["0-state", "1-seccfn"]);
  expect(stacks["0-state"]?.terraform).toEqual({ required_providers: PROVIDERS });
  expect(objectOf(stacks["1-seccfn"]?.terraform).backend).toBeDefined();
});

it("leaves a module without providers and backend, open for newer providers of the same major version", () => {
  const { "": alone } = made("seccfn", "module");
  expect(alone?.provider).toBeUndefined();
  expect(alone?.terraform).toEqual({
    required_providers: {
      aws: { source: "hashicorp/aws", version: ">= 6.25, < 7.0.0" },
      random: { source: "hashicorp/random", version: ">= 3.7, < 4.0.0" },
    },
  });
});
