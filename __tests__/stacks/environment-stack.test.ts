import { Testing } from "cdktf";
import { NAME_RULES } from "../../config/name-rules";
import { EnvironmentStack, VERSIONS, VERSIONS_FILE } from "../../stacks/environment-stack";
import { type EnvironmentOverrides, environmentOf } from "../support/environments";
import { objectOf } from "../support/json";
import { Template } from "../support/template";

const STATE = { type: "s3", bucket: "example-state", region: "eu-central-1", keyPrefix: "team/" } as const;
const KEY_ARN = "arn:aws:kms:eu-central-1:111111111111:key/11111111-2222-3333-4444-555555555555";

function template(overrides: EnvironmentOverrides = {}, stackName = "seccfn"): Template {
  return Template.ofStack(new EnvironmentStack(Testing.app(), stackName, environmentOf(overrides)));
}

function terraformOf(overrides: EnvironmentOverrides = {}, stackName = "seccfn") {
  return objectOf(template(overrides, stackName).json.terraform);
}

describe("defines by default", () => {
  it("providers and a backend, and nothing to deploy", () => {
    const { json, blocks } = template();
    expect(Object.keys(json).sort()).toEqual(["provider", "terraform"]);
    expect(blocks).toEqual([]);
  });
});

describe("the providers", () => {
  it("ALL-11: are pinned by full address and version", () => {
    expect(terraformOf().required_providers).toEqual({
      aws: { source: "hashicorp/aws", version: "~> 6.25" },
      random: { source: "hashicorp/random", version: "~> 3.7" },
    });
  });

  it("ALL-11: are not older than those that the bindings were made for", () => {
    const aws: {
      readonly cdktf: { readonly provider: { readonly version: string } };
    } = require("@cdktf/provider-aws/package.json");
    expect(aws.cdktf.provider.version).toMatch(/^6\.25\./);
    const random: typeof aws = require("@cdktf/provider-random/package.json");
    expect(random.cdktf.provider.version).toMatch(/^3\.7\./);
  });

  it("ALL-11: a plan against another account than the configured one fails", () => {
    const [provider] = Object.values(objectOf(template({ account: "222222222222" }).json.provider));
    expect(provider).toEqual([
      {
        region: "us-east-1",
        allowed_account_ids: ["222222222222"],
        default_tags: [
          {
            tags: {
              Environment: "Production",
              Project: "SecCFN",
              Owner: "SecurityTeam",
              ManagedBy: "Terraform",
            },
          },
        ],
      },
    ]);
  });

  it("ALL-2: further tags of the configuration are on everything, too", () => {
    const provider = objectOf(template({ tags: { CostCenter: "4711" } }).json.provider);
    expect(provider.aws).toEqual([
      expect.objectContaining({ default_tags: [{ tags: expect.objectContaining({ CostCenter: "4711" }) }] }),
    ]);
  });

  it("ALL-1: work in the configured region", () => {
    const provider = objectOf(template({ region: "us-gov-west-1" }).json.provider);
    expect(provider.aws).toEqual([expect.objectContaining({ region: "us-gov-west-1" })]);
    expect(provider.random).toEqual([{}]);
  });
});

describe("Terraform's own version", () => {
  it("ALL-11: is pinned in a file of its own, since Checkov reads nothing of JSON with it", () => {
    expect(VERSIONS.terraform).toBe(">= 1.11.0, < 2.0.0");
    expect(VERSIONS_FILE).toEqual({
      name: "versions.tf",
      content: 'terraform {\n  required_version = ">= 1.11.0, < 2.0.0"\n}\n',
    });
    expect(terraformOf()).not.toHaveProperty("required_version");
  });
});

describe("the backend", () => {
  it("is local by default, outside of the folder that cdktf-cli cleans", () => {
    expect(terraformOf({}, "seccfn-network").backend).toEqual({
      local: { path: "../../../terraform.seccfn-network.tfstate" },
    });
  });

  it("is S3 where the YAML says so, encrypted and locked by S3 itself", () => {
    expect(terraformOf({ backend: STATE }, "seccfn-data").backend).toEqual({
      s3: {
        bucket: "example-state",
        region: "eu-central-1",
        key: "team/seccfn-data.tfstate",
        encrypt: true,
        use_lockfile: true,
      },
    });
  });

  it("uses the key that the YAML names", () => {
    expect(terraformOf({ backend: { ...STATE, kmsKeyArn: KEY_ARN } }).backend).toEqual({
      s3: expect.objectContaining({ kms_key_id: KEY_ARN }),
    });
  });

  it("uses the key of the state stack by its alias where that stack makes the bucket", () => {
    expect(terraformOf({ backend: { ...STATE, createBucket: true } }).backend).toEqual({
      s3: expect.objectContaining({
        kms_key_id: "arn:aws:kms:eu-central-1:111111111111:alias/SecCFN-State-Key",
      }),
    });
    expect("alias/SecCFN-State-Key").toMatch(new RegExp(NAME_RULES["kms-alias"].pattern));
  });

  it("uses the key that the YAML names, also where the state stack makes the bucket", () => {
    expect(terraformOf({ backend: { ...STATE, createBucket: true, kmsKeyArn: KEY_ARN } }).backend).toEqual({
      s3: expect.objectContaining({ kms_key_id: KEY_ARN }),
    });
  });

  it("has no credentials in it, and none are in the providers", () => {
    const text = JSON.stringify(template({ backend: { ...STATE, kmsKeyArn: KEY_ARN } }).json);
    expect(text).not.toMatch(/access_key|secret_key|profile|token|role_arn|assume/);
  });
});
