import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { engines } from "../../package.json";
import { VERSIONS } from "../../stacks/environment-stack";
import type { Examination, Machine } from "./examination";
import { satisfies } from "./versions";

/** Node itself, against what the project needs. */
export function node({ nodeVersion }: Machine): Examination {
  const wanted = engines.node;
  const base = { id: "node", what: "Node.js" };
  return satisfies(nodeVersion, wanted)
    ? { ...base, status: "ok", found: `${nodeVersion}; ${wanted} is needed` }
    : {
        ...base,
        status: "problem",
        found: `${nodeVersion}, but ${wanted} is needed`,
        advice: "install a newer Node.js from https://nodejs.org, or by a version manager (.nvmrc names one that fits)",
      };
}

const WITHOUT_TERRAFORM = "synthesis, checks and tests work without; plan and apply need one of the two";

/** Terraform or OpenTofu. OpenTofu 1.11 knows write-only arguments as Terraform 1.11 does. */
export function terraform({ run }: Machine): Examination {
  const base = { id: "terraform", what: "Terraform or OpenTofu" };
  const found = [
    { name: "Terraform", version: versionOf(run("terraform", ["version", "-json"])?.stdout) },
    { name: "OpenTofu", version: versionOf(run("tofu", ["version", "-json"])?.stdout) },
  ].flatMap(({ name, version }) => (version === undefined ? [] : [{ name, version }]));
  const text = found.map(({ name, version }) => `${name} ${version}`).join(", ");
  if (found.length === 0) {
    return {
      ...base,
      status: "note",
      found: `neither is installed; ${WITHOUT_TERRAFORM}`,
      advice:
        "install Terraform (https://developer.hashicorp.com/terraform/install) or OpenTofu (https://opentofu.org/docs/intro/install)",
    };
  }
  return found.some(({ version }) => satisfies(version, VERSIONS.terraform))
    ? { ...base, status: "ok", found: `${text}; ${VERSIONS.terraform} is needed` }
    : {
        ...base,
        status: "problem",
        found: `${text}, but ${VERSIONS.terraform} is needed, for write-only arguments`,
        advice: "install a newer one: plans are refused otherwise",
      };
}

function versionOf(json: string | undefined): string | undefined {
  try {
    const { terraform_version: version } = JSON.parse(json ?? "") as { readonly terraform_version?: unknown };
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined;
  }
}

/** A missing file makes each command of Terraform warn, which cdktf-cli shows as an error. */
export function terraformSettings({ env, home, root }: Machine): Examination {
  const base = { id: "terraform-settings", what: "Terraform's settings" };
  const variable = ["TF_CLI_CONFIG_FILE", "TERRAFORM_CONFIG"].find((name) => env[name]);
  if (variable !== undefined) {
    return existsSync(resolve(root, env[variable] ?? ""))
      ? { ...base, status: "ok", found: `${variable} names a file that is there` }
      : {
          ...base,
          status: "problem",
          found: `${variable} names a file that is not there, so every command of Terraform complains`,
          advice: `unset ${variable}, or make the file`,
        };
  }
  const file = settingsFile(home);
  return { ...base, status: "ok", found: file === undefined ? "none; none are needed" : "the user's own file" };
}

/** Providers weigh hundreds of megabytes; without a cache each stack's folder gets its own. */
export function pluginCache({ env, home, root }: Machine): Examination {
  const base = { id: "plugin-cache", what: "plugin cache" };
  const folder = env.TF_PLUGIN_CACHE_DIR;
  if (folder !== undefined && folder !== "") {
    return existsSync(resolve(root, folder))
      ? { ...base, status: "ok", found: "TF_PLUGIN_CACHE_DIR names a folder that is there" }
      : {
          ...base,
          status: "problem",
          found: "TF_PLUGIN_CACHE_DIR names a folder that is not there, which Terraform refuses",
          advice: "make the folder, or unset TF_PLUGIN_CACHE_DIR",
        };
  }
  const file = env.TF_CLI_CONFIG_FILE || settingsFile(home);
  return file !== undefined && existsSync(file) && /^\s*plugin_cache_dir\s*=/m.test(readFileSync(file, "utf8"))
    ? { ...base, status: "ok", found: "set in Terraform's settings" }
    : {
        ...base,
        status: "note",
        found: "none: each stack's folder gets its own copy of the providers, some 700 MB",
        advice:
          "mkdir -p ~/.terraform.d/plugin-cache, and set TF_PLUGIN_CACHE_DIR to it; run init of one stack after the other then",
      };
}

function settingsFile(home: string): string | undefined {
  return [".terraformrc", ".tofurc", "terraform.rc"].map((name) => join(home, name)).find((file) => existsSync(file));
}

/** Only whether something names credentials: no value is read or shown. */
export function credentials({ env, home }: Machine): Examination {
  const base = { id: "aws-credentials", what: "AWS credentials" };
  const named = CREDENTIALS.filter((name) => env[name] !== undefined && env[name] !== "");
  const [hasId, hasKey] = [named.includes("AWS_ACCESS_KEY_ID"), named.includes("AWS_SECRET_ACCESS_KEY")];
  if (hasId !== hasKey) {
    return {
      ...base,
      status: "problem",
      found: `${hasId ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY"} is set without its other half`,
      advice: `set ${hasId ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID"} too, or unset both and use a profile`,
    };
  }
  if (named.length > 0) {
    return { ...base, status: "ok", found: `named by ${named.join(", ")}; whether they work is not tried` };
  }
  return existsSync(join(home, ".aws", "credentials")) || existsSync(join(home, ".aws", "config"))
    ? { ...base, status: "ok", found: "the default profile, if ~/.aws has one; AWS_PROFILE chooses another" }
    : {
        ...base,
        status: "note",
        found: "none; only plan and apply need some, of the environment's own account",
        advice: "aws sso login, or set AWS_PROFILE, before a plan",
      };
}

/** @see https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html */
const CREDENTIALS = [
  "AWS_PROFILE",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
] as const;
