import { copyFileSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Terraform } from "../../../cli/pipeline/terraform";
import { environmentOf, PROJECT_ROOT, SHIPPED } from "../../support/environments";
import type { JsonObject } from "../../support/json";

/** A synthesized environment in a folder of its own: `shop`, in two stacks that depend on each other. */
export interface Project {
  readonly root: string;
  readonly synth: string;
  readonly environments: string;
  readonly out: string;
}

const BACKEND = { s3: { bucket: "shop-state", key: "shop.tfstate", region: "us-east-1" } };

/** Makes a project with the stacks `seccfn-network` and `seccfn-data`, after each other, and the one of a state bucket. */
export function project(backend: JsonObject = BACKEND): Project {
  const root = mkdtempSync(join(tmpdir(), "seccfn-pipeline-"));
  const synth = join(root, "cdktf.out");
  const stack = (name: string, dependencies: readonly string[], terraform: JsonObject) => {
    mkdirSync(join(synth, "stacks", name), { recursive: true });
    writeFileSync(join(synth, "stacks", name, "cdk.tf.json"), JSON.stringify({ terraform }));
    return { name, workingDirectory: `stacks/${name}`, dependencies };
  };
  const stacks = {
    "seccfn-data": stack("seccfn-data", ["seccfn-network"], { backend }),
    "seccfn-network": stack("seccfn-network", [], { backend }),
    "seccfn-state": stack("seccfn-state", [], { backend: { local: {} } }),
  };
  writeFileSync(join(synth, "manifest.json"), JSON.stringify({ stacks }));
  const environments = join(root, "environments");
  mkdirSync(environments);
  copyFileSync(join(PROJECT_ROOT, "environments/seccfn.yaml"), join(environments, "seccfn.yaml"));
  return { root, synth, environments, out: join(root, "plans") };
}

/** The account and region of that environment. */
export const { account: ACCOUNT, region: REGION } = environmentOf({}, SHIPPED[0]);

/** What a stack's plan is, as `terraform show -json` would print it. */
export interface FakePlan {
  readonly json?: JsonObject;
  /** What `init` writes into the lock file where there is none. */
  readonly newestProviders?: string;
  /** A command that fails, with this exit code. */
  readonly fails?: Readonly<Record<string, number>>;
}

/** A Terraform that plans what it is told to, and notes what it was asked for. */
export function fakeTerraform(plans: Readonly<Record<string, FakePlan>>): Terraform & { readonly asked: string[] } {
  const asked: string[] = [];
  const planOf = (folder: string) => plans[folder.split("/").at(-1) ?? ""] ?? {};
  const note = (folder: string, args: readonly string[]) => {
    const words = args.map((arg) => arg.replace(/[^ =]*\/tfplan$/, "PLAN"));
    asked.push(`${folder.split("/").at(-1)}: ${words.join(" ")}`);
  };
  return {
    name: "terraform",
    asked,
    run: async (folder, args) => {
      note(folder, args);
      const lock = join(folder, ".terraform.lock.hcl");
      if (args[0] === "init" && !existsSync(lock)) {
        writeFileSync(lock, planOf(folder).newestProviders ?? "aws 6.25.0\n");
      }
      return planOf(folder).fails?.[args[0] ?? ""] ?? 0;
    },
    read: async (folder, args) => {
      note(folder, args);
      return JSON.stringify(planOf(folder).json ?? planJson([]));
    },
  };
}

/** A change of one resource. */
export interface FakeChange {
  readonly address: string;
  readonly actions: readonly string[];
  readonly before?: JsonObject;
  readonly after?: JsonObject;
  readonly sensitive?: JsonObject;
}

/** A plan with changes, of a stack that was applied before. */
export function planJson(changes: readonly FakeChange[], more: JsonObject = {}): JsonObject {
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    prior_state: { format_version: "1.0", values: { outputs: { vpc: { value: "vpc-1", sensitive: false } } } },
    planned_values: {
      root_module: {
        resources: changes.flatMap(({ address, after, sensitive = {} }) =>
          after === undefined ? [] : [{ ...identity(address), values: after, sensitive_values: sensitive }],
        ),
      },
    },
    configuration: { root_module: {} },
    resource_changes: changes.map(({ address, actions, before, after, sensitive = {} }) => ({
      ...identity(address),
      change: {
        actions: [...actions],
        before: before ?? null,
        after: after ?? null,
        after_unknown: {},
        before_sensitive: sensitive,
        after_sensitive: sensitive,
      },
    })),
    ...more,
  };
}

function identity(address: string): JsonObject {
  const [type = "", name = ""] = address.split(".");
  return { address, mode: "managed", type, name, provider_name: "registry.terraform.io/hashicorp/aws" };
}
