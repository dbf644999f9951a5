import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { VERSIONS } from "../../stacks/environment-stack";
import type { Examination, Machine } from "./examination";
import { satisfies } from "./versions";

interface LockedPackage {
  readonly version?: string;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
  readonly dev?: boolean;
}

/** What is installed against the lock file; npm writes down the former in a file of the same shape. */
export function packages({ root }: Machine): Examination {
  const base = { id: "packages", what: "packages" };
  const locked = lockOf(join(root, "package-lock.json"));
  const installed = lockOf(join(root, "node_modules", ".package-lock.json"));
  if (locked === undefined) {
    return {
      ...base,
      status: "problem",
      found: "there is no package-lock.json that can be read, so nothing says which versions fit",
      advice: "run doctor in the project's root, or restore the file from Git",
    };
  }
  if (installed === undefined) {
    return { ...base, status: "problem", found: "they are not installed", advice: "run npm ci" };
  }
  const wanted = Object.entries(locked).filter(([path]) => path !== "");
  const others = wanted.filter(
    ([path, { version }]) => installed[path] !== undefined && installed[path]?.version !== version,
  );
  const missing = wanted.filter(([path, entry]) => installed[path] === undefined && !isOptional(entry));
  const names = [...others, ...missing].map(([path]) => path.replace(/^.*node_modules\//, ""));
  return names.length === 0
    ? { ...base, status: "ok", found: `${Object.keys(installed).length}, as locked` }
    : {
        ...base,
        status: "problem",
        found: `${names.length} not as locked: ${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}`,
        advice: "run npm ci",
      };
}

/** What is for other platforms is left out; what is for development may have been. */
function isOptional({ optional, devOptional, dev }: LockedPackage): boolean {
  return optional === true || devOptional === true || dev === true;
}

function lockOf(file: string): Readonly<Record<string, LockedPackage>> | undefined {
  try {
    const { packages: entries } = JSON.parse(readFileSync(file, "utf8")) as {
      readonly packages?: Readonly<Record<string, LockedPackage>>;
    };
    return entries;
  } catch {
    return undefined;
  }
}

/** cdktf-cli is convenience; of another version than cdktf it refuses to work. */
export function cdktfCli({ root }: Machine): Examination {
  const base = { id: "cdktf-cli", what: "cdktf-cli" };
  const [library, cli] = ["cdktf", "cdktf-cli"].map((name) => packageVersion(root, name));
  if (cli === undefined) {
    return {
      ...base,
      status: "note",
      found: "not installed; seccfn synth and terraform do without",
      advice: "npx cdktf diff and deploy need it: npm ci installs it where NODE_ENV is not production",
    };
  }
  return cli === library
    ? { ...base, status: "ok", found: `${cli}, as cdktf` }
    : {
        ...base,
        status: "problem",
        found: `${cli}, but cdktf is ${library ?? "not installed"}`,
        advice: "both have one version: run npm ci",
      };
}

/** The bindings are made for one version of the provider; what is synthesized and locked must let it be used. */
export function awsProvider({ root }: Machine): Examination {
  const base = { id: "aws-provider", what: "AWS provider" };
  const bound = providerVersion(root);
  if (bound === undefined) {
    return { ...base, status: "problem", found: "its bindings are not installed", advice: "run npm ci" };
  }
  if (!satisfies(bound, VERSIONS.aws)) {
    return {
      ...base,
      status: "problem",
      found: `the bindings are for ${bound}, but what is synthesized asks for ${VERSIONS.aws}`,
      advice: "install the locked packages by npm ci, or set the constraint in stacks/environment-stack.ts to fit",
    };
  }
  const others = lockedProviders(join(root, "cdktf.out", "stacks")).filter(
    ({ version }) => !satisfies(version, VERSIONS.aws),
  );
  return others.length === 0
    ? { ...base, status: "ok", found: `bindings for ${bound}; ${VERSIONS.aws} is asked for` }
    : {
        ...base,
        status: "problem",
        found: `${others.map(({ file, version }) => `${file} locks ${version}`).join(", ")}, but ${VERSIONS.aws} is asked for`,
        advice: "run terraform init -upgrade in that folder",
      };
}

function providerVersion(root: string): string | undefined {
  const { cdktf } = packageJson(root, "@cdktf/provider-aws") as {
    readonly cdktf?: { readonly provider?: { readonly version?: string } };
  };
  return cdktf?.provider?.version;
}

function packageVersion(root: string, name: string): string | undefined {
  const { version } = packageJson(root, name) as { readonly version?: string };
  return version;
}

function packageJson(root: string, name: string): object {
  try {
    return JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8"));
  } catch {
    return {};
  }
}

/** What Terraform's lock files in the stacks' folders have chosen. */
function lockedProviders(stacks: string): { readonly file: string; readonly version: string }[] {
  return (existsSync(stacks) ? readdirSync(stacks).sort() : []).flatMap((stack) => {
    const file = join(stacks, stack, ".terraform.lock.hcl");
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    const [, version] = /provider "[^"]*\/hashicorp\/aws" \{\s*version\s*=\s*"([^"]+)"/.exec(text) ?? [];
    return version === undefined ? [] : [{ file: `cdktf.out/stacks/${stack}/.terraform.lock.hcl`, version }];
  });
}
