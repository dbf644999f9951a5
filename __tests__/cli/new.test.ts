import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newCommand } from "../../cli/commands/new";
import type { Questions } from "../../cli/new/ask";
import { complaintAbout } from "../../cli/new/complaints";
import { runNew } from "../../cli/new/new";
import type { World } from "../../cli/world";
import { loadEnvironments, parseEnvironment } from "../../config/load";
import { runCommand } from "../support/command";
import { PROJECT_ROOT, SHIPPED, SSH_KEY } from "../support/environments";

const CWD = process.cwd();
let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "seccfn-new-test-"));
  process.chdir(root);
  mkdirSync("environments");
  for (const name of SHIPPED) {
    cpSync(join(PROJECT_ROOT, "environments", `${name}.yaml`), `environments/${name}.yaml`);
  }
});

afterEach(() => {
  process.chdir(CWD);
  rmSync(root, { recursive: true, force: true });
});

function world(): World & { readonly out: string[]; readonly err: string[] } {
  const [out, err]: [string[], string[]] = [[], []];
  return {
    out,
    err,
    print: (text) => out.push(text),
    complain: (text) => err.push(text),
    stdin: () => Buffer.from(""),
    today: "2026-11-30",
    colours: false,
  };
}

/** Runs a command line, and tells how it ends and what it prints. */
async function run(...args: readonly string[]) {
  return await runCommand([newCommand], ["new", ...args]);
}

const OWN = ["--account", "999999999999", "--region", "eu-central-1", "--prefix", "Acme"];

describe.each(SHIPPED)("made from %s", (from) => {
  it("is valid, and differs by what was said only", async () => {
    expect(await run("acme", "--from", from, ...OWN)).toMatchObject({ code: 0, err: "" });
    const text = readFileSync("environments/acme.yaml", "utf8");
    const source = readFileSync(`environments/${from}.yaml`, "utf8");
    const own = parseEnvironment(text);
    const { environment: old } = loadEnvironments("environments", [from])[0] ?? {};
    if (old === undefined) {
      throw new Error(`there is no ${from}`);
    }
    const renamed = JSON.stringify(own).replaceAll("999999999999", old.account);
    expect(JSON.parse(renamed)).toEqual({
      ...old,
      name: "acme",
      region: "eu-central-1",
      naming: { ...old.naming, prefix: "Acme" },
    });
    expect(text.split("\n")).toHaveLength(source.split("\n").length);
    const comments = (yaml: string) => yaml.match(/(?:^|\s)#/g)?.length;
    expect(comments(text)).toBe(comments(source));
    expect(text).not.toContain(old.account);
    expect(text).not.toContain(`npm run synth ${from}`);
    expect(text).not.toContain(`cdktf.out/stacks/${from}`);
  });
});

it("says what was made, and what is still to be looked at", async () => {
  expect(await run("acme", "--from", "enterpriseapp", ...OWN)).toEqual({
    code: 0,
    err: "",
    out: `environments/acme.yaml written

These name the account or region, and were changed to the new one; see whether they exist there:
  audit.immutableLogs.logAdministrators[0]
  audit.immutableLogs.logAdministrators[1]

These are as in the other one; change what is to differ:
  stage: production
  tags.Environment: Production
  network.cidr: 10.50.0.0/16

These are made up; put in yours:
  network.trustedCidrs[0]
  application.sshPublicKey
  bastion.sshPublicKey
  edge.domainName
  edge.hostedZoneId
  tags

Next: npm run synth acme
`,
  });
});

it.each(["us-gov-west-1", "cn-north-1"])("moves ARNs of the account to the partition of %s", async (region) => {
  const partition = region === "cn-north-1" ? "aws-cn" : "aws-us-gov";
  for (const from of SHIPPED) {
    const name = `gov-${from}`;
    const own = ["--account", "999999999999", "--region", region, "--prefix", "Gov"];
    expect(await run(name, "--from", from, ...own, "--environments", "environments")).toMatchObject({
      code: 0,
      err: "",
    });
    const text = readFileSync(`environments/${name}.yaml`, "utf8");
    expect(text.match(/arn:aws:iam\S*/)).toBeNull();
    rmSync(`environments/${name}.yaml`);
    expect(text.includes(`arn:${partition}:iam::999999999999:role/deployment`)).toBe(text.includes(":role/"));
  }
});

it("moves the account's ARNs of the region along with it, but for the state's key, and leaves those of others", async () => {
  const file = "environments/lambda-app.yaml";
  const key = (place: string) => `arn:aws:kms:us-east-1:${place}:key/1234abcd`;
  const text = readFileSync(file, "utf8")
    .replace(/^kms:\n.*\n/m, `kms:\n  mode: existing\n  existingKeyArn: ${key("555555555555")}\n`)
    .replace("role/deployment\n", "role/deployment\n    - arn:aws:iam::777777777777:role/other\n");
  const backend = `backend: { type: s3, bucket: states, region: us-east-1, kmsKeyArn: "${key("555555555555")}" }`;
  writeFileSync(file, `${text}\n${backend}\n`);
  expect(await run("acme", "--from", "lambda-app", ...OWN)).toMatchObject({ code: 0, err: "" });
  const { kms, backend: own, databaseFunction } = parseEnvironment(readFileSync("environments/acme.yaml", "utf8"));
  expect(kms.existingKeyArn).toBe("arn:aws:kms:eu-central-1:999999999999:key/1234abcd");
  expect(own).toMatchObject({ region: "us-east-1", kmsKeyArn: key("999999999999") });
  expect(databaseFunction?.invokers[1]).toBe("arn:aws:iam::777777777777:role/other");
});

it("renames what comments say of names", async () => {
  expect((await run("prod2", "--from", "enterpriseapp", ...OWN)).code).toBe(0);
  const text = readFileSync("environments/prod2.yaml", "utf8");
  expect(text).toContain("# acme-<resource type>-prod2-<qualifier>, in lower case");
});

it("leaves to another environment of the account what there is once", async () => {
  const { code, out } = await run("second", "--from", "seccfn", "--account", "111111111111", "--prefix", "Second");
  expect(code).toBe(0);
  expect(out).toContain(`
Another environment of the account has these already, so they were left to it:
  baseline.config: "external"
  audit.configRules: []
  baseline.guardDuty: false
`);
  const [second] = loadEnvironments("environments", ["second"]);
  expect(second?.environment.baseline).toMatchObject({ config: "external", guardDuty: false, passwordPolicy: false });
  const text = readFileSync("environments/second.yaml", "utf8");
  expect(text).toContain("  config: external # another environment of the account has it\n");
});

it("takes other addresses where both are attached to one transit gateway", async () => {
  const file = "environments/lambda-app.yaml";
  const trusted = 'transitGateway: { id: tgw-0123456789abcdef0 }\n  trustedCidrs: ["192.168.0.0/16"]';
  const text = readFileSync(file, "utf8")
    .replace("  cidr: 10.60.0.0/16", `  cidr: 10.0.0.0/16 # ours\n  ${trusted}`)
    .replace(/ssh: none.*/, `ssh: trusted\n  sshPublicKey: ${SSH_KEY}`);
  writeFileSync(file, text);
  const { code, out, err } = await run("staging", "--from", "lambda-app", ...OWN);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain(`
Another environment on the transit gateway has the other's addresses, so these were taken, which are free:
  network.cidr: "10.1.0.0/16"

These are as in the other one; change what is to differ:
  stage: production
  tags.Environment: Production

`);
  expect(readFileSync("environments/staging.yaml", "utf8")).toContain(
    '  cidr: "10.1.0.0/16" # free on the transit gateway\n',
  );
});

it("moves zones along with the region", async () => {
  const file = "environments/seccfn.yaml";
  writeFileSync(file, readFileSync(file, "utf8").replace(/zones: auto.*/, "zones: [us-east-1a, us-east-1b]"));
  expect((await run("acme", "--from", "seccfn", ...OWN)).code).toBe(0);
  expect(readFileSync("environments/acme.yaml", "utf8")).toContain("zones: [eu-central-1a, eu-central-1b]");
});

describe("writes nothing", () => {
  it.each<[string, readonly string[], 1 | 2, string]>([
    [
      "where nothing is said",
      [],
      2,
      "needed, and not said: NAME, --from ENVIRONMENT (enterpriseapp, lambda-app, multi-az, seccfn, web-app), --account ACCOUNT (or --yes, for that of the other environment)\n",
    ],
    [
      "where only the account is missing",
      ["a1", "--from", "seccfn"],
      2,
      "needed, and not said: --account ACCOUNT (or --yes, for that of the other environment)\n",
    ],
    [
      "for one that is there",
      ["seccfn", "--from", "web-app", ...OWN],
      2,
      "environments/seccfn.yaml is there already; nothing was written. Choose another name, or edit that file\n",
    ],
    [
      "for a name that leads elsewhere",
      ["../../tmp/x", "--from", "web-app", ...OWN],
      2,
      'the name must be 2 to 30 lower-case letters, digits and hyphens, the first a letter, the last no hyphen, got "../../tmp/x"\n',
    ],
    [
      "from one that is not there",
      ["acme", "--from", "secfn", ...OWN],
      1,
      'environments  has no environment "secfn"; did you mean "seccfn"?\n1 problem; nothing was written. See help/errors.md\n',
    ],
    [
      "with an account that is none",
      ["acme", "--from", "seccfn", "--account", "12"],
      1,
      'environments/acme.yaml:7  account must be the 12 digits of an AWS account, in quotes, got "12"; for example "111111111111"\n1 problem; nothing was written. See help/errors.md\n',
    ],
    [
      "with a region that is none",
      ["acme", "--from", "seccfn", "--account", "999999999999", "--region", "eu-centrl-1"],
      1,
      'environments/acme.yaml:8  region must be an AWS region, got "eu-centrl-1"; did you mean "eu-central-1"?\n1 problem; nothing was written. See help/errors.md\n',
    ],
    [
      "with names that the account has",
      ["acme", "--from", "seccfn", "--yes"],
      1,
      'environments/seccfn.yaml:21  naming.pattern must make names that account 111111111111, us-east-1 does not have yet, got "alias/SecCFN-Master-Key" (kms-alias), which is also made by environment "acme" (environments/acme.yaml); put {environment} into it, or take another prefix\n1 problem; nothing was written. See help/errors.md\n',
    ],
  ])("%s", async (_, args, code, err) => {
    const before = readdirSync("environments");
    expect(await run(...args)).toEqual({ code, out: "", err });
    expect(readdirSync("environments")).toEqual(before);
    expect(readdirSync(".")).toEqual(["environments"]);
  });
});

describe("at a terminal", () => {
  const answers: Questions = {
    name: async (taken) => (taken.includes("seccfn") ? "asked" : undefined),
    from: async (environments) =>
      environments.find(({ environment }) => environment.name === "lambda-app")?.environment.name,
    value: async (key, standing) => ({ account: "999999999999", region: standing, prefix: "Asked" })[key],
  };
  const options = { yes: false, environments: "environments" };

  it("asks for what was not said", async () => {
    const asking = world();
    expect(await runNew({ ...options, prefix: "Said" }, asking, answers)).toBe(0);
    const { name, account, region, naming } = parseEnvironment(readFileSync("environments/asked.yaml", "utf8"));
    expect({ name, account, region, prefix: naming.prefix }).toEqual({
      name: "asked",
      account: "999999999999",
      region: "us-east-1",
      prefix: "Said",
    });
  });

  it.each(["name", "from", "value"] as const)("writes nothing where somebody gives up at the %s", async (key) => {
    const asking = world();
    expect(await runNew(options, asking, { ...answers, [key]: async () => undefined })).toBe(1);
    expect([asking.out, asking.err]).toEqual([[], ["nothing was written\n"]]);
    expect(readdirSync("environments")).toHaveLength(SHIPPED.length);
  });

  it.each([
    ["name", "a", "must be 2 to 30 lower-case letters, digits and hyphens, the first a letter, the last no hyphen"],
    ["account", "12", "must be the 12 digits of an AWS account, in quotes"],
    ["region", "mars", "must be an AWS region"],
    ["prefix", "-", "must be 1 to 20 letters and digits, the first a letter"],
    ["prefix", "Acme", undefined],
  ] as const)("complains of the %s %s at once", (key, value, complaint) => {
    expect(complaintAbout(key, value)).toBe(complaint);
  });
});
