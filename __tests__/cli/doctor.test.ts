import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runDoctor } from "../../cli/doctor/doctor";
import type { Examination, Machine } from "../../cli/doctor/examination";
import { compareVersions, satisfies } from "../../cli/doctor/versions";
import { PROJECT_ROOT } from "../support/environments";

const SHIPPED = readFileSync(join(PROJECT_ROOT, "environments", "seccfn.yaml"), "utf8");
const LOCK = {
  packages: {
    "": { name: "mine" },
    "node_modules/cdktf": { version: "0.21.0" },
    "node_modules/cdktf-cli": { version: "0.21.0", dev: true },
    "node_modules/other-platform": { version: "1.0.0", optional: true },
  },
};
const PROVIDER = { cdktf: { provider: { version: "6.25.0" } } };

let folder = "";

/** A healthy project, and a home with AWS's settings. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "seccfn-doctor-"));
  put("project/environments/seccfn.yaml", SHIPPED);
  put("project/package-lock.json", LOCK);
  put("project/node_modules/.package-lock.json", {
    packages: { "node_modules/cdktf": { version: "0.21.0" }, "node_modules/cdktf-cli": { version: "0.21.0" } },
  });
  put("project/node_modules/cdktf/package.json", { version: "0.21.0" });
  put("project/node_modules/cdktf-cli/package.json", { version: "0.21.0" });
  put("project/node_modules/@cdktf/provider-aws/package.json", PROVIDER);
  put("home/.aws/config", "");
  put("home/.terraformrc", 'plugin_cache_dir = "$HOME/cache"\n');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(file: string, content: object | string): void {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
}

type Answers = Readonly<Record<string, { readonly status: number; readonly stdout: string } | undefined>>;

const TERRAFORM = { "terraform version -json": { status: 0, stdout: '{"terraform_version": "1.11.4"}' } };

/** By the command line without the project's path. */
function machine({ answers = TERRAFORM, ...given }: Partial<Machine> & { answers?: Answers } = {}): Machine {
  const root = join(folder, "project");
  return {
    root,
    nodeVersion: "22.1.0",
    env: {},
    home: join(folder, "home"),
    run: (program, args) =>
      answers[[program, ...args.filter((arg) => arg !== "-C" && arg !== root)].join(" ")] ??
      (program === "git" ? { status: 1, stdout: "" } : undefined),
    ...given,
  };
}

/** What the doctor says of one thing, and the exit code. */
function examine(id: string, given: Parameters<typeof machine>[0] = {}): Examination & { readonly code: number } {
  const printed: string[] = [];
  const world = {
    print: (text: string) => printed.push(text),
    complain: () => undefined,
    stdin: () => Buffer.from(""),
  };
  const code = runDoctor(true, { ...world, today: "2026-11-30" }, machine(given));
  const { ok, examinations }: { ok: boolean; examinations: Examination[] } = JSON.parse(printed.join(""));
  const found = examinations.find((examination) => examination.id === id);
  if (found === undefined) {
    throw new Error(`nothing is said of ${id}`);
  }
  expect(ok).toBe(code === 0);
  return { ...found, code };
}

it("finds nothing wrong with a healthy project", () => {
  const printed: string[] = [];
  const code = runDoctor(
    false,
    {
      print: (text) => printed.push(text),
      complain: () => undefined,
      stdin: () => Buffer.from(""),
      today: "2026-11-30",
    },
    machine(),
  );
  expect(printed.join("")).toBe(`✓ Node.js                22.1.0; >=20.9.0 is needed
✓ packages               2, as locked
✓ cdktf-cli              0.21.0, as cdktf
✓ AWS provider           bindings for 6.25.0; ~> 6.25 is asked for
✓ environments           1, all valid: seccfn
✓ state in cdktf.out     none
· Git and state          no Git repository, so nothing is asked of it
✓ Terraform or OpenTofu  Terraform 1.11.4; >= 1.11.0, < 2.0.0 is needed
✓ Terraform's settings   the user's own file
✓ plugin cache           set in Terraform's settings
✓ AWS credentials        the default profile, if ~/.aws has one; AWS_PROFILE chooses another

All that synthesis needs is there.
`);
  expect(code).toBe(0);
});

describe("programs", () => {
  it("Node must be new enough", () => {
    expect(examine("node", { nodeVersion: "18.20.1" })).toMatchObject({
      code: 1,
      status: "problem",
      found: "18.20.1, but >=20.9.0 is needed",
      advice: expect.stringContaining("install a newer Node.js"),
    });
  });

  it("Terraform may be missing, since synthesis does without", () => {
    expect(examine("terraform", { answers: {} })).toMatchObject({
      code: 0,
      status: "note",
      found: "neither is installed; synthesis, checks and tests work without; plan and apply need one of the two",
    });
  });

  it.each([
    ["terraform", "1.10.5", "Terraform 1.10.5, but >= 1.11.0, < 2.0.0 is needed, for write-only arguments", 1],
    ["tofu", "1.11.2", "OpenTofu 1.11.2; >= 1.11.0, < 2.0.0 is needed", 0],
    ["tofu", "2.0.0", "OpenTofu 2.0.0, but >= 1.11.0, < 2.0.0 is needed, for write-only arguments", 1],
  ])("%s %s", (program, version, found, code) => {
    const stdout = JSON.stringify({ terraform_version: version });
    const answers = { [`${program} version -json`]: { status: 0, stdout } };
    expect(examine("terraform", { answers })).toMatchObject({ code, found });
  });

  it("one of the two is enough", () => {
    const answer = (version: string) => ({ status: 0, stdout: JSON.stringify({ terraform_version: version }) });
    const answers = { "terraform version -json": answer("1.5.7"), "tofu version -json": answer("1.12.0") };
    expect(examine("terraform", { answers })).toMatchObject({
      code: 0,
      found: expect.stringMatching(/^Terraform 1\.5\.7, OpenTofu 1\.12\.0;/),
    });
  });

  it("Terraform's settings must be there where they are named", () => {
    expect(examine("terraform-settings", { env: { TF_CLI_CONFIG_FILE: "missing.rc" } })).toEqual({
      id: "terraform-settings",
      what: "Terraform's settings",
      code: 1,
      status: "problem",
      found: "TF_CLI_CONFIG_FILE names a file that is not there, so every command of Terraform complains",
      advice: "unset TF_CLI_CONFIG_FILE, or make the file",
    });
    const env = { TF_CLI_CONFIG_FILE: join(folder, "home", ".terraformrc") };
    expect(examine("terraform-settings", { env })).toMatchObject({ code: 0, status: "ok" });
    expect(examine("plugin-cache", { env })).toMatchObject({ status: "ok", found: "set in Terraform's settings" });
  });

  it("the plugin cache must be there where it is named, and is recommended", () => {
    expect(examine("plugin-cache", { env: { TF_PLUGIN_CACHE_DIR: "/no/such/folder" } })).toMatchObject({
      code: 1,
      status: "problem",
    });
    expect(examine("plugin-cache", { env: { TF_PLUGIN_CACHE_DIR: folder } })).toMatchObject({ code: 0, status: "ok" });
    expect(examine("plugin-cache", { home: folder })).toMatchObject({ code: 0, status: "note" });
  });
});

describe("credentials", () => {
  it("are named and never shown", () => {
    const env = { AWS_PROFILE: "secret-profile", AWS_ACCESS_KEY_ID: "AKIASECRET", AWS_SECRET_ACCESS_KEY: "hunter2" };
    const said = examine("aws-credentials", { env });
    expect(said).toMatchObject({
      status: "ok",
      found: "named by AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY; whether they work is not tried",
    });
    expect(JSON.stringify(said)).not.toMatch(/secret-profile|AKIASECRET|hunter2/);
  });

  it.each([
    ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
    ["AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"],
  ])("%s alone is half of it", (name, other) => {
    expect(examine("aws-credentials", { env: { [name]: "x" } })).toMatchObject({
      code: 1,
      found: `${name} is set without its other half`,
      advice: `set ${other} too, or unset both and use a profile`,
    });
  });

  it("may be missing: only plans need some", () => {
    expect(examine("aws-credentials", { home: folder })).toMatchObject({ code: 0, status: "note" });
  });
});

describe("packages", () => {
  it.each([
    ["node_modules/.package-lock.json", undefined, "they are not installed"],
    [
      "package-lock.json",
      undefined,
      "there is no package-lock.json that can be read, so nothing says which versions fit",
    ],
    [
      "node_modules/.package-lock.json",
      { packages: { "node_modules/cdktf": { version: "0.20.0" } } },
      "1 not as locked: cdktf",
    ],
    ["node_modules/.package-lock.json", { packages: {} }, "1 not as locked: cdktf"],
  ])("%s as %j is a problem", (file, content, found) => {
    rmSync(join(folder, "project", file));
    if (content !== undefined) {
      put(`project/${file}`, content);
    }
    expect(examine("packages")).toMatchObject({ code: 1, status: "problem", found });
  });

  it("cdktf-cli has the version of cdktf, or is left out", () => {
    put("project/node_modules/cdktf-cli/package.json", { version: "0.20.11" });
    expect(examine("cdktf-cli")).toMatchObject({ code: 1, found: "0.20.11, but cdktf is 0.21.0" });
    rmSync(join(folder, "project/node_modules/cdktf-cli"), { recursive: true });
    expect(examine("cdktf-cli")).toMatchObject({ code: 0, status: "note" });
  });

  it("the provider's bindings fit what is asked for, and what Terraform has locked", () => {
    const lock = 'provider "registry.terraform.io/hashicorp/aws" {\n  version     = "6.31.2"\n}\n';
    put("project/cdktf.out/stacks/seccfn/.terraform.lock.hcl", lock);
    expect(examine("aws-provider")).toMatchObject({ status: "ok" });
    put("project/cdktf.out/stacks/seccfn/.terraform.lock.hcl", lock.replace("6.31.2", "5.100.0"));
    expect(examine("aws-provider")).toMatchObject({
      code: 1,
      found: "cdktf.out/stacks/seccfn/.terraform.lock.hcl locks 5.100.0, but ~> 6.25 is asked for",
      advice: "run terraform init -upgrade in that folder",
    });
    put("project/node_modules/@cdktf/provider-aws/package.json", { cdktf: { provider: { version: "7.0.0" } } });
    expect(examine("aws-provider")).toMatchObject({
      code: 1,
      found: "the bindings are for 7.0.0, but what is synthesized asks for ~> 6.25",
    });
  });
});

describe("the project", () => {
  it("has environments that are valid", () => {
    put("project/environments/seccfn.yaml", SHIPPED.replace("deletionWindowDays: 10", "deletionWindowDays: 5"));
    expect(examine("environments")).toMatchObject({
      code: 1,
      found: expect.stringMatching(
        /^1 problem, first: environments\/seccfn\.yaml:\d+ {2}kms\.deletionWindowDays must be/,
      ),
    });
    rmSync(join(folder, "project/environments"), { recursive: true });
    expect(examine("environments")).toMatchObject({
      code: 1,
      found: "1 problem, first: environments  must be a folder that can be read",
    });
  });

  it("keeps no state in cdktf.out", () => {
    put("project/cdktf.out/stacks/seccfn/.terraform/terraform.tfstate", "{}");
    expect(examine("state-in-output")).toMatchObject({ status: "ok" });
    put("project/cdktf.out/stacks/seccfn/terraform.tfstate", "{}");
    put("project/cdktf.out/stacks/seccfn/terraform.tfstate.backup", "{}");
    expect(examine("state-in-output")).toMatchObject({
      code: 1,
      found:
        "cdktf.out/stacks/seccfn/terraform.tfstate, cdktf.out/stacks/seccfn/terraform.tfstate.backup; cdktf-cli deletes folders there",
    });
  });

  const inside = { "git rev-parse --is-inside-work-tree": { status: 0, stdout: "true\n" } };
  const ignored = { status: 0, stdout: "" };
  const allIgnored = Object.fromEntries(
    [
      "terraform.seccfn.tfstate",
      "terraform.seccfn.tfstate.backup",
      "plan.tfplan",
      "cdktf.out/stacks/seccfn/plan.json",
    ].map((file) => [`git check-ignore -q -- ${file}`, ignored]),
  );

  it("has Git ignore states and plans", () => {
    expect(examine("git-ignores-state", { answers: { ...TERRAFORM, ...inside, ...allIgnored } })).toMatchObject({
      code: 0,
      status: "ok",
    });
    const { "git check-ignore -q -- plan.tfplan": _, ...others } = allIgnored;
    expect(examine("git-ignores-state", { answers: { ...TERRAFORM, ...inside, ...others } })).toMatchObject({
      code: 1,
      found: "Git does not ignore plan.tfplan",
    });
  });

  it("has none of them in Git", () => {
    const tracked = {
      "git ls-files -- *.tfstate *.tfstate.* *.tfplan": {
        status: 0,
        stdout: "a.tfstate\nb.tfplan\nc.tfplan\nd.tfplan\n",
      },
    };
    expect(examine("git-ignores-state", { answers: { ...inside, ...allIgnored, ...tracked } })).toMatchObject({
      code: 1,
      found: "Git keeps a.tfstate, b.tfplan, c.tfplan and 1 more, which hold secrets",
    });
  });
});

describe("versions", () => {
  it.each([
    ["6.25.0", "~> 6.25", true],
    ["6.99.1", "~> 6.25", true],
    ["7.0.0", "~> 6.25", false],
    ["6.24.9", "~> 6.25", false],
    ["3.7.9", "~> 3.7.2", true],
    ["3.8.0", "~> 3.7.2", false],
    ["1.11.0", ">= 1.11.0, < 2.0.0", true],
    ["1.11.0-rc1", ">= 1.11.0, < 2.0.0", true],
    ["2.0.0", ">= 1.11.0, < 2.0.0", false],
    ["1.2.3", "1.2.3", true],
    ["1.2.3", "!= 1.2.3", false],
    ["1.2.3", "<= 1.2.3", true],
    ["1.2.3", "> 1.2.3", false],
    ["none", ">= 0.0.0", false],
  ])("%s is %s: %s", (version, constraint, expected) => {
    expect(satisfies(version, constraint)).toBe(expected);
  });

  it("are compared as numbers", () => {
    expect(["1.10.0", "1.9.0", "v1.2", "1"].toSorted(compareVersions)).toEqual(["1", "v1.2", "1.9.0", "1.10.0"]);
  });
});
