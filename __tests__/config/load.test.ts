import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadEnvironments } from "../../config/load";
import { ConfigurationError, formatProblems } from "../../config/problems";
import { type Changes, environmentOf, messageOf, yamlOf } from "./support";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "seccfn-config-"));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Puts files into the folder; texts, or the changes that make an environment of the file's name. */
function put(files: Readonly<Record<string, string | Buffer | Changes>>): void {
  for (const [file, content] of Object.entries(files)) {
    const raw = typeof content === "string" || Buffer.isBuffer(content);
    writeFileSync(join(root, file), raw ? content : yamlOf({ name: file.replace(/\.yaml$/, ""), ...content }));
  }
}

/** What loading the folder says, with the folder's name left out. */
function said(names?: readonly string[]): string {
  return messageOf(() => loadEnvironments(root, names))
    .replaceAll(`${root}/`, "")
    .replaceAll(root, "(folder)");
}

function problems(...lines: string[]): string {
  const count = lines.length === 1 ? "1 problem" : `${lines.length} problems`;
  return [...lines, `${count}; nothing was written. See help/errors.md`].join("\n");
}

const OWN = (prefix: string, account: string): Changes => ({ account: `"${account}"`, "naming.prefix": prefix });

describe("a folder of environments", () => {
  it("is read in the order of names", () => {
    put({ "b.yaml": "", "README.md": "# x", ".hidden.yaml": "no", "c.yaml": "" });
    put({ "beta.yaml": OWN("B", "222222222222"), "alpha.yaml": OWN("A", "111111111111") });
    rmSync(join(root, "b.yaml"));
    rmSync(join(root, "c.yaml"));
    const loaded = loadEnvironments(root);
    expect(loaded.map(({ file, environment }) => ({ file, environment }))).toEqual([
      { file: join(root, "alpha.yaml"), environment: environmentOf({ name: "alpha", ...OWN("A", "111111111111") }) },
      { file: join(root, "beta.yaml"), environment: environmentOf({ name: "beta", ...OWN("B", "222222222222") }) },
    ]);
    expect(loaded.map(({ yaml }) => yaml?.value)).toEqual([
      expect.objectContaining({ name: "alpha" }),
      expect.objectContaining({ name: "beta" }),
    ]);
  });

  it("gives the named ones", () => {
    put({
      "alpha.yaml": OWN("A", "111111111111"),
      "beta.yaml": OWN("B", "222222222222"),
      "gamma.yaml": OWN("C", "333333333333"),
    });
    expect(loadEnvironments(root, ["gamma", "alpha"]).map(({ environment }) => environment.name)).toEqual([
      "alpha",
      "gamma",
    ]);
  });

  it("ALL-1: is checked as a whole even if one is named", () => {
    put({ "alpha.yaml": {}, "beta.yaml": { ...OWN("B", "222222222222"), stage: "x" } });
    expect(said(["alpha"])).toBe(
      problems('beta.yaml:4  stage must be one of production, staging, development, got "x"'),
    );
  });

  it("ALL-1: tells the problems of all files at once, sorted by file and line", () => {
    put({
      "beta.yaml": { ...OWN("B", "222222222222"), "kms.deletionWindowDays": "6", stage: "x" },
      "alpha.yaml": "",
      "gamma.yaml": "a: [",
      "delta.yml": "",
    });
    expect(said()).toBe(
      problems(
        "alpha.yaml  is empty; start from environments/seccfn.yaml",
        'beta.yaml:4  stage must be one of production, staging, development, got "x"',
        "beta.yaml:16  kms.deletionWindowDays must be a whole number between 7 and 30 days, got 6",
        "delta.yml  must end in .yaml; rename it to delta.yaml",
        "gamma.yaml:1  must be valid YAML; flow sequence in block collection must be sufficiently indented and end with a ]",
      ),
    );
  });

  it("ALL-1: must have the environments that are asked for", () => {
    put({ "alpha.yaml": {}, "seccfn.yaml": {} });
    expect(said(["alpha", "secfn", "production", "environments/seccfn.yaml"])).toBe(
      problems(
        '(folder)  has no environment "environments/seccfn.yaml"; did you mean "seccfn"?',
        '(folder)  has no environment "production"; allowed are alpha, seccfn',
        '(folder)  has no environment "secfn"; did you mean "seccfn"?',
      ),
    );
  });

  it("ALL-1: must have one at least", () => {
    put({ "README.md": "# x", ".hidden.yaml": "" });
    expect(said()).toBe(problems("(folder)  must hold at least one environment, a file such as seccfn.yaml"));
  });

  it("ALL-1: must be there", () => {
    expect(messageOf(() => loadEnvironments(join(root, "none"))).replaceAll(root, "")).toBe(
      problems("/none  must be a folder that can be read"),
    );
  });

  it("ALL-1: has files whose names end in .yaml, in lower case", () => {
    put({ "a.yml": {}, "b.YAML": {}, "c.Yml": {} });
    expect(said()).toBe(
      problems(
        "a.yml  must end in .yaml; rename it to a.yaml",
        "b.YAML  must end in .yaml; rename it to b.yaml",
        "c.Yml  must end in .yaml; rename it to c.yaml",
      ),
    );
  });
});

describe("the name of a file", () => {
  it("ALL-1: is that of its environment", () => {
    put({ "alpha.yaml": { name: "beta" } });
    expect(said()).toBe(
      problems('alpha.yaml:1  name must be that of the file, "alpha", got "beta"; rename one of the two'),
    );
  });

  it("ALL-1: keeps two environments from having one name", () => {
    put({ "alpha.yaml": {}, "copy.yaml": { ...OWN("B", "222222222222"), name: "alpha" } });
    expect(said()).toBe(
      problems('copy.yaml:1  name must be that of the file, "copy", got "alpha"; rename one of the two'),
    );
  });

  it("ALL-1: is compared even if the rest is wrong", () => {
    put({ "alpha.yaml": { name: "beta", stage: "x" } });
    expect(said()).toBe(
      problems(
        'alpha.yaml:1  name must be that of the file, "alpha", got "beta"; rename one of the two',
        'alpha.yaml:4  stage must be one of production, staging, development, got "x"',
      ),
    );
  });
});

describe("a file that cannot be read", () => {
  it("ALL-1: a folder", () => {
    mkdirSync(join(root, "alpha.yaml"));
    expect(said()).toBe(problems("alpha.yaml  must be a file, got a folder; an environment is one file"));
  });

  it("ALL-1: a pipe, which would never end", () => {
    execFileSync("mkfifo", [join(root, "alpha.yaml")]);
    expect(said()).toBe(problems("alpha.yaml  must be a file, got something else; an environment is one file"));
  });

  it("ALL-1: links to nothing, and to themselves", () => {
    symlinkSync("nothing", join(root, "alpha.yaml"));
    symlinkSync("beta.yaml", join(root, "beta.yaml"));
    expect(said()).toBe(
      problems(
        "alpha.yaml  cannot be read (ENOENT); check the file, and the link if it is one",
        "beta.yaml  cannot be read (ELOOP); check the file, and the link if it is one",
      ),
    );
  });

  it("a link to a file is read", () => {
    put({ "alpha.txt": yamlOf({ name: "alpha" }) });
    symlinkSync("alpha.txt", join(root, "alpha.yaml"));
    expect(said()).toBe("");
  });

  it("ALL-1: more than 256 KiB", () => {
    const filled = (size: number) => Buffer.from(`# ${"x".repeat(size - 3)}\n`);
    put({
      "alpha.yaml": filled(10 * 1024 * 1024),
      "beta.yaml": filled(256 * 1024 + 1),
      "gamma.yaml": filled(256 * 1024),
    });
    expect(said()).toBe(
      problems(
        "alpha.yaml  must have at most 256 KiB, got 10240 KiB; an environment is described in a few",
        "beta.yaml  must have at most 256 KiB, got 257 KiB; an environment is described in a few",
        "gamma.yaml  is empty; start from environments/seccfn.yaml",
      ),
    );
  });

  it("ALL-1: another encoding than UTF-8", () => {
    const text = yamlOf({ name: "alpha", "tags.Owner": "Übersicht" });
    put({
      "alpha.yaml": Buffer.from(`\uFEFF${text}`, "utf16le"),
      "beta.yaml": Buffer.from(`\uFEFF${text}`, "utf16le").swap16(),
      "gamma.yaml": Buffer.from(text, "latin1"),
      "delta.yaml": Buffer.from([0xff, 0x61]),
      "epsilon.yaml": Buffer.from([0xfe, 0x61]),
      "zeta.yaml": Buffer.from("a: 1\n", "utf16le"),
    });
    expect(said()).toBe(
      problems(
        "alpha.yaml  must be UTF-8 text, got UTF-16; save it again with that encoding",
        "beta.yaml  must be UTF-8 text, got UTF-16; save it again with that encoding",
        "delta.yaml:1  must be UTF-8 text, got other bytes; save it again with that encoding",
        "epsilon.yaml:1  must be UTF-8 text, got other bytes; save it again with that encoding",
        "gamma.yaml:10  must be UTF-8 text, got other bytes; save it again with that encoding",
        "zeta.yaml:1  must have printable characters only, got U+0000; remove it",
      ),
    );
  });

  it("UTF-8 with a byte-order mark, and CRLF line ends, are taken", () => {
    put({ "alpha.yaml": `\uFEFF${yamlOf({ name: "alpha", "tags.Owner": "Übersicht" }).replaceAll("\n", "\r\n")}` });
    expect(loadEnvironments(root)[0]?.environment.tags.Owner).toBe("Übersicht");
  });
});

const REGIONAL = ["config", "guardDuty", "securityHub", "accessAnalyzer", "ebsEncryption"];
const WIDE = ["s3PublicAccessBlock", "passwordPolicy"];
const off = (parts: readonly string[]): Changes =>
  Object.fromEntries(parts.map((part) => [`baseline.${part}`, part === "config" ? "external" : "false"]));

describe("the baseline of an account", () => {
  const owned = (file: string, line: number, part: string, place: string) =>
    `${file}:${line}  baseline.${part} must have one owner in ${place}, got a second one beside environment "alpha" (alpha.yaml); set it to ${part === "config" ? "external" : "false"} in one of the two`;

  it("ALL-1: has one owner in an account and region", () => {
    put({ "alpha.yaml": {}, "beta.yaml": { "naming.prefix": "B", "baseline.config": "own" } });
    expect(said()).toBe(
      problems(
        ...[...REGIONAL.filter((part) => part !== "config"), ...WIDE]
          .map((part) =>
            owned(
              "beta.yaml",
              15,
              part,
              WIDE.includes(part) ? "account 111111111111" : "account 111111111111, us-east-1",
            ),
          )
          .sort(),
        owned("beta.yaml", 16, "config", "account 111111111111, us-east-1"),
      ),
    );
  });

  it("ALL-1: has one owner of what the whole account shares, whatever the regions", () => {
    put({ "alpha.yaml": {}, "beta.yaml": { region: "eu-west-1", "naming.prefix": "B", "tags.Last": "x" } });
    expect(said()).toBe(
      problems(
        owned("beta.yaml", 1, "passwordPolicy", "account 111111111111"),
        owned("beta.yaml", 1, "s3PublicAccessBlock", "account 111111111111"),
      ),
    );
  });

  it("ALL-1: may be divided", () => {
    put({
      "alpha.yaml": off([...REGIONAL, "passwordPolicy"]),
      "beta.yaml": { "naming.prefix": "B", ...off(["s3PublicAccessBlock"]) },
    });
    expect(said()).toBe("");
  });

  it("ALL-1: is each account's own", () => {
    put({ "alpha.yaml": {}, "beta.yaml": OWN("A", "222222222222") });
    expect(said()).toBe("");
  });

  it("ALL-1: is compared among files that are right", () => {
    put({ "alpha.yaml": {}, "beta.yaml": { stage: "x" } });
    expect(said()).toBe(problems('beta.yaml:4  stage must be one of production, staging, development, got "x"'));
  });
});

const SHARED: Changes = off([...REGIONAL, ...WIDE]);

describe("names of two environments in one account", () => {
  it("ALL-12: must differ in a region", () => {
    put({ "alpha.yaml": {}, "beta.yaml": { ...SHARED, "naming.pattern": '"{prefix}-{name}-{type}"' } });
    expect(said()).toBe(
      problems(
        'beta.yaml:7  naming.pattern must make names that account 111111111111, us-east-1 does not have yet, got "alias/Example-Master-Key" (kms-alias), which is also made by environment "alpha" (alpha.yaml); put {environment} into it, or take another prefix',
      ),
    );
  });

  it("ALL-12: must differ in more than case", () => {
    put({ "alpha.yaml": {}, "beta.yaml": { ...SHARED, "naming.prefix": "EXAMPLE" } });
    expect(said()).toBe(
      problems(
        'beta.yaml:5  naming.pattern must make names that account 111111111111, us-east-1 does not have yet, got "alias/EXAMPLE-Master-Key" (kms-alias), which is also made by environment "alpha" (alpha.yaml); put {environment} into it, or take another prefix',
      ),
    );
  });

  it("ALL-12: must differ over regions where IAM keeps them", () => {
    put({ "alpha.yaml": {}, "beta.yaml": { ...SHARED, region: "eu-west-1" } });
    expect(said()).toBe(
      problems(
        'beta.yaml:5  naming.pattern must make names that account 111111111111 does not have yet, got "Example-CloudTrail-CloudWatch-Role" (iam-role), which is also made by environment "alpha" (alpha.yaml); names of IAM are one for all regions: put {environment} or {region} into naming.iamPattern',
      ),
    );
  });

  it("ALL-12: an own pattern for IAM is named where it is at fault", () => {
    const iam = { "naming.iamPattern": '"{prefix}-{name}-{type}"' };
    put({
      "alpha.yaml": iam,
      "beta.yaml": { ...SHARED, ...iam, "naming.pattern": '"{prefix}-{name}-{environment}-{type}"' },
    });
    expect(said()).toBe(
      problems(
        'beta.yaml:7  naming.iamPattern must make names that account 111111111111 does not have yet, got "Example-CloudTrail-CloudWatch-Role" (iam-role), which is also made by environment "alpha" (alpha.yaml); names of IAM are one for all regions: put {environment} or {region} into naming.iamPattern',
      ),
    );
  });

  test.each<readonly [string, Changes]>([
    ["by the environment", { "naming.pattern": '"{prefix}-{environment}-{name}-{type}"' }],
    ["by the prefix", { "naming.prefix": "Other" }],
    ["by the region, with IAM's", { region: "eu-west-1", "naming.iamPattern": '"{prefix}-{name}-{type}-{region}"' }],
    ["by the account", { account: '"222222222222"' }],
  ])("ALL-12: may differ %s", (_, changes) => {
    put({ "alpha.yaml": {}, "beta.yaml": { ...SHARED, ...changes } });
    expect(said()).toBe("");
  });

  it("ALL-12: of three, each that comes later is told of its owner", () => {
    put({
      "alpha.yaml": {},
      "beta.yaml": { ...SHARED, "naming.prefix": "B" },
      "gamma.yaml": { ...SHARED, "naming.prefix": "B" },
    });
    expect(said()).toBe(
      problems(
        'gamma.yaml:5  naming.pattern must make names that account 111111111111, us-east-1 does not have yet, got "alias/B-Master-Key" (kms-alias), which is also made by environment "beta" (beta.yaml); put {environment} into it, or take another prefix',
      ),
    );
  });
});

describe("the service-linked role of Auto Scaling", () => {
  const scaled = (serviceLinkedRole: string): Changes => ({
    "application.instanceType": "m7g.large",
    "application.serviceLinkedRole": serviceLinkedRole,
  });

  it("ALL-1: is made by one environment of an account, whatever the regions", () => {
    put({
      "alpha.yaml": scaled("create"),
      "beta.yaml": { ...SHARED, ...scaled("create"), "naming.prefix": "B", region: "eu-west-1" },
    });
    expect(said()).toBe(
      problems(
        'beta.yaml:25  application.serviceLinkedRole must be create in one environment of account 111111111111, got a second one beside environment "alpha" (alpha.yaml); set it to exist in one of the two',
      ),
    );
  });

  test.each<readonly [string, Changes]>([
    ["exists for the other", { ...SHARED, "naming.prefix": "B", ...scaled("exist") }],
    ["is not used by the other", { ...SHARED, "naming.prefix": "B" }],
    ["is another account's", { ...OWN("B", "222222222222"), ...scaled("create") }],
  ])("ALL-1: %s", (_, changes) => {
    put({ "alpha.yaml": scaled("create"), "beta.yaml": changes });
    expect(said()).toBe("");
  });
});

const state = (changes: Changes = {}): Changes => ({
  "backend.type": "s3",
  "backend.bucket": "example-state",
  "backend.region": "us-east-1",
  "backend.createBucket": "true",
  ...changes,
});

describe("stacks and the state bucket", () => {
  test.each(["security", "network", "data", "application", "state"])("ALL-1: keeps the stack name web-%s", (layer) => {
    const taken = `web-${layer}`;
    put({ "web.yaml": {}, [`${taken}.yaml`]: OWN("B", "222222222222") });
    expect(said()).toBe(
      problems(
        `web.yaml:1  name must make stacks of its own, got "${taken}", which environment "${taken}" (${taken}.yaml) can make too; rename one of the two`,
      ),
    );
  });

  it("ALL-1: other names may begin alike", () => {
    put({ "web.yaml": {}, "web-shop.yaml": OWN("B", "222222222222") });
    expect(said()).toBe("");
  });

  it("ALL-1: one environment makes the state bucket", () => {
    put({ "alpha.yaml": state(), "beta.yaml": { ...OWN("B", "222222222222"), ...state() } });
    expect(said()).toBe(
      problems(
        'beta.yaml:19  backend.createBucket must be true once for bucket "example-state", got a second one beside environment "alpha" (alpha.yaml); set it to false in one of the two',
      ),
    );
  });

  test.each<readonly [string, Changes]>([
    ["another bucket", state({ "backend.bucket": "other-state" })],
    ["the bucket without making it", state({ "backend.createBucket": "false" })],
    ["local state", {}],
  ])("ALL-1: the other may have %s", (_, changes) => {
    put({ "alpha.yaml": state(), "beta.yaml": { ...OWN("B", "222222222222"), ...changes } });
    expect(said()).toBe("");
  });
});

describe("the error", () => {
  it("carries its problems, and is sorted by file, line and message", () => {
    const error = new ConfigurationError([
      { file: "b.yaml", line: 2, message: "x" },
      { file: "a.yaml", line: 10, message: "x" },
      { file: "a.yaml", line: 9, message: "y" },
      { file: "a.yaml", line: 9, message: "x" },
      { file: "a.yaml", message: "z" },
    ]);
    expect(error.name).toBe("ConfigurationError");
    expect(error.problems).toHaveLength(5);
    expect(error.message).toBe(problems("a.yaml  z", "a.yaml:9  x", "a.yaml:9  y", "a.yaml:10  x", "b.yaml:2  x"));
    expect(formatProblems([])).toBe("0 problems; nothing was written. See help/errors.md");
  });
});
