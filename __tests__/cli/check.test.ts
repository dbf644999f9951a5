import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FORMATS } from "../../cli/check/formats";
import { checkCommand, verifyCommand } from "../../cli/commands/check";
import { redactCommand } from "../../cli/commands/redact";
import { synthesizeProject } from "../../cli/project";
import type { JsonFindings } from "../../guardrails/report/json-schema";
import { runCommand } from "../support/command";
import { PROJECT_ROOT } from "../support/environments";
import { type JsonObject, objectOf, parseJson } from "../support/json";
import { type GivenChange, planJson } from "../support/plan-changes";

const PLANS = join(PROJECT_ROOT, "__tests__", "fixtures", "plans");
const TODAY = "2026-11-30";
const CWD = process.cwd();

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "seccfn-check-"));
  process.chdir(root);
});

afterEach(() => {
  process.chdir(CWD);
  rmSync(root, { recursive: true, force: true });
});

/** Runs a command line, and tells how it ends and what it prints. */
async function run(args: readonly string[], stdin = "", today = TODAY) {
  return await runCommand([checkCommand, verifyCommand, redactCommand], args, {
    stdin: () => Buffer.from(stdin),
    today,
  });
}

/** The findings of a check, by control and address. */
async function findings(
  ...args: readonly string[]
): Promise<{ code: number | undefined; json: JsonFindings; found: string[] }> {
  const { code, out } = await run(["check", ...args, "--format", "json"]);
  const json: JsonFindings = JSON.parse(out);
  return { code, json, found: json.findings.map(({ control, address }) => `${control} ${address}`) };
}

function put(file: string, content: JsonObject | string): string {
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const KEY: GivenChange = {
  before: { id: "k", enable_key_rotation: true, deletion_window_in_days: 30, policy: "{}", is_enabled: true },
  after: { id: "k", enable_key_rotation: true, deletion_window_in_days: 30, policy: "{}", is_enabled: true },
  actions: ["no-op"],
};

/** Something that no control has to say anything about. */
const HARMLESS: Readonly<Record<string, GivenChange>> = {
  "random_id.a": { before: { id: "a" }, after: { id: "a" }, actions: ["no-op"] },
};

describe("exit codes", () => {
  it("are 0 where nothing is wrong", async () => {
    const { code, out } = await run(["check", "--plan", put("plan.json", planJson(HARMLESS))]);
    expect([code, out.split("\n").at(-2)]).toEqual([
      0,
      expect.stringMatching(/^✓ no findings, \d+ passed; plan plan: 1 resource, 0 changes$/),
    ]);
  });

  it("are 1 where something is, unless it is not as bad as asked for", async () => {
    const gone = put("plan.json", planJson({ ...HARMLESS, "aws_secretsmanager_secret.a": { before: { id: "a" } } }));
    expect((await run(["check", "--plan", gone])).code).toBe(1);
    expect((await run(["check", "--plan", gone, "--fail-on", "high"])).code).toBe(1);
    expect((await run(["check", "--plan", gone, "--fail-on", "critical"])).code).toBe(0);
  });

  it.each<[string, readonly string[], JsonObject | string | undefined, RegExp]>([
    ["a file that is not there", ["--plan", "missing.json"], undefined, /^missing\.json: there is no such file; /],
    [
      "no JSON",
      ["--plan", "plan.json"],
      "Error: no plan",
      /^plan\.json: it is not JSON but begins with "Error: no plan"/,
    ],
    [
      "a truncated plan",
      ["--plan", "plan.json"],
      '{"format_version": "1.2", "planned',
      /^plan\.json: the JSON breaks off/,
    ],
    [
      "a plan without its values",
      ["--plan", "plan.json"],
      planJson(HARMLESS, { more: { planned_values: null } }),
      /^plan\.json: it has no planned_values/,
    ],
    ["an errored plan", ["--plan", "plan.json"], planJson(HARMLESS, { more: { errored: true } }), /is errored; /],
    [
      "an incomplete plan",
      ["--plan", "plan.json"],
      planJson(HARMLESS, { more: { complete: false } }),
      /is not complete/,
    ],
    [
      "a plan of another version",
      ["--plan", "plan.json"],
      planJson(HARMLESS, { more: { format_version: "2.0" } }),
      /2\.0/,
    ],
    ["a plan without resources", ["--plan", "plan.json"], planJson({}), /has no resources and no changes; /],
    [
      "a state for a plan",
      ["--plan", "plan.json"],
      { format_version: "1.0", values: {} },
      /it is a state, not a plan; give it by --state/,
    ],
    ["a folder without Terraform", ["--synth", "."], undefined, /there are no resources/],
    ["no input and no cdktf.out", [], undefined, /^cdktf\.out: there is no such folder; /],
    ["an unknown format", ["--format", "yaml"], undefined, /argument 'yaml' is invalid\. allowed are /],
    ["an unknown severity", ["--fail-on", "hihg"], undefined, /did you mean "high"\?/],
    ["an unknown option", ["--plam", "x"], undefined, /unknown option '--plam'/],
    [
      "an unknown control",
      ["--plan", "plan.json", "--with", "s3-replicate"],
      planJson(HARMLESS),
      /there is no control s3-replicate; /,
    ],
    [
      "changes of what is no plan",
      ["--state", "plan.json", "--changed-only"],
      stateJson({}),
      /--changed-only needs plans/,
    ],
    [
      "an environment that is not there",
      ["--plan", "plan.json", "--environment", "prod"],
      planJson(HARMLESS),
      /environments {2}must be a folder.*\n1 problem; nothing was judged\. /,
    ],
    [
      "a broken baseline",
      ["--plan", "plan.json", "--baseline", "plan.json"],
      planJson(HARMLESS),
      /^plan\.json: it is no baseline/,
    ],
    [
      "a broken file of suppressions",
      ["--plan", "plan.json", "--suppressions", "plan.json"],
      planJson(HARMLESS),
      /format_version is not known/,
    ],
  ])("are 2 for %s", async (_, args, content, message) => {
    if (content !== undefined) {
      put("plan.json", content);
    }
    const { code, out, err } = await run(["check", ...args]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
  });
});

describe("inputs", () => {
  it("are read from standard input", async () => {
    const plan = readFileSync(join(PLANS, "lifecycle", "plan.json"), "utf8");
    const { code, out } = await run(["check", "-", "--format", "json"], plan);
    const json: JsonFindings = JSON.parse(out);
    expect([code, json.inputs.map(({ file, kind }) => [file, kind])]).toEqual([1, [["standard input", "plan"]]]);
    expect((await run(["check", "--plan", "-"], plan)).code).toBe(1);
    expect((await run(["check", "--state", "-"], plan)).err).toBe(
      "standard input: it is a plan, not a state; give it by --plan\n",
    );
  });

  it("are one environment where several plans are given, each with a name of its own", async () => {
    for (const folder of ["network", "data"]) {
      mkdirSync(folder);
      put(`${folder}/plan.json`, planJson({ ...HARMLESS, "aws_secretsmanager_secret.a": { before: { id: "a" } } }));
    }
    const { json } = await findings("--plan", "network/plan.json", "data/plan.json");
    expect(json.findings.map(({ stack, address }) => `${stack} ${address}`)).toEqual([
      "data-plan aws_secretsmanager_secret.a",
      "network-plan aws_secretsmanager_secret.a",
    ]);
    const { out } = await run(["check", "--plan", "network/plan.json", "data/plan.json"]);
    expect(out).toContain("  network-plan/aws_secretsmanager_secret.a  ");
  });

  it("tell where HCL is written, beside the plan", async () => {
    mkdirSync("infra/net", { recursive: true });
    put("infra/main.tf", '# secrets\nresource "aws_secretsmanager_secret" "a" {\n}\n');
    put(
      "infra/net/main.tf",
      'resource "aws_secretsmanager_secret" "b" {}\n\n  resource "aws_secretsmanager_secret" "c" {}\n',
    );
    const changes = Object.fromEntries(
      ["aws_secretsmanager_secret.a[0]", "aws_secretsmanager_secret.d"].map((address) => [
        address,
        { before: { id: "a" } },
      ]),
    );
    const { json } = await findings("--plan", put("infra/plan.json", planJson({ ...HARMLESS, ...changes })));
    expect(json.findings.map(({ address, places }) => [address, places.terraform])).toEqual([
      ["aws_secretsmanager_secret.a[0]", { file: "infra/main.tf", line: 2 }],
      ["aws_secretsmanager_secret.d", { file: "infra/plan.json" }],
    ]);
  });
});

describe("reports", () => {
  it.each(FORMATS)("%s is printed, or written to a file", async (format) => {
    const plan = join(PLANS, "lifecycle", "plan.json");
    const { code, out } = await run(["check", "--plan", plan, "--format", format]);
    const written = await run(["check", "--plan", plan, "--format", format, "--out", "report"]);
    expect([code, written.code, written.out]).toEqual([1, 1, ""]);
    expect(readFileSync("report", "utf8")).toBe(out);
    expect(written.err).toMatch(/^✗ \d+ findings \(.*\n.*report written\n$/);
    expect(out).toContain("change-db-not-destroyed");
  });

  it.each([
    ["insecure", "correct-horse-battery"],
    ["modules", "${random}"],
    ["lifecycle", "not-a-real-password"],
  ])("of %s show no secret, with every evaluation", async (folder, password) => {
    for (const format of FORMATS) {
      const { out } = await run(["check", "--plan", join(PLANS, folder, "plan.json"), "--format", format, "--all"]);
      expect(out.length).toBeGreaterThan(100);
      expect(out).not.toContain(password);
    }
  });

  it("say the same twice", async () => {
    const args = ["check", "--plan", join(PLANS, "insecure", "plan.json"), "--format", "json", "--all"];
    expect((await run(args)).out).toBe((await run(args)).out);
  });
});

describe("what is accepted", () => {
  const GONE: Readonly<Record<string, GivenChange>> = {
    ...HARMLESS,
    "aws_s3_bucket.a": { before: { id: "a", bucket: "a" } },
    "aws_secretsmanager_secret.a": { before: { id: "a" } },
  };
  const BOTH = [
    "change-bucket-not-destroyed aws_s3_bucket.a",
    "change-secret-not-destroyed aws_secretsmanager_secret.a",
  ];
  const reason = "It was copied to the new one last week.";

  async function digest(): Promise<string> {
    const { json } = await findings("--plan", "plan.json");
    return json.inputs[0]?.digest ?? "";
  }

  function approvals(given: string, address: string, more = ""): string {
    return put(
      "approve.yaml",
      `approvals:\n  - digest: ${given}\n    address: ${address}\n    reason: ${reason}\n    owner: team\n${more}`,
    );
  }

  it("is approved by the digest of the plan and the address", async () => {
    put("plan.json", planJson(GONE));
    expect((await findings("--plan", "plan.json")).found).toEqual(BOTH);
    approvals(await digest(), "aws_s3_bucket.a");
    const { code, found, json } = await findings("--plan", "plan.json", "--approve", "approve.yaml");
    expect([code, found]).toEqual([1, [BOTH[1]]]);
    expect(json.approved.map(({ finding, approval }) => [finding.address, approval.reason])).toEqual([
      ["aws_s3_bucket.a", reason],
    ]);
  });

  it("is not approved for another plan, another address or another control", async () => {
    put("plan.json", planJson(GONE));
    const own = await digest();
    put("plan.json", planJson({ ...GONE, "aws_kms_key.k": { before: { id: "k" } } }));
    approvals(own, "aws_s3_bucket.a");
    expect((await findings("--plan", "plan.json", "--approve", "approve.yaml")).found).toContain(BOTH[0]);
    approvals(await digest(), "aws_s3_bucket.b");
    expect((await findings("--plan", "plan.json", "--approve", "approve.yaml")).found).toContain(BOTH[0]);
    approvals(await digest(), "aws_s3_bucket.a", "    control: change-key-not-destroyed\n");
    expect((await findings("--plan", "plan.json", "--approve", "approve.yaml")).found).toContain(BOTH[0]);
  });

  it("has the same digest when the same plan is made again, and another for other values", async () => {
    const made = async (change: GivenChange, more: JsonObject = {}) => {
      put("plan.json", planJson({ ...HARMLESS, "aws_db_instance.a": change }, { more }));
      return digest();
    };
    const before = { id: "a", backup_retention_period: 7, latest_restorable_time: "10:00" };
    const after = { id: "a", backup_retention_period: 1 };
    const changing = { before, after, afterUnknown: { latest_restorable_time: true } };
    const first = await made(changing);
    expect(first).toMatch(/^sha256:[0-9a-f]{64}$/);
    const later = { ...changing, before: { ...before, latest_restorable_time: "11:00" } };
    expect(await made(later, { timestamp: "2026-11-30T11:00:00Z" })).toBe(first);
    expect(await made({ ...changing, after: { ...after, backup_retention_period: 2 } })).not.toBe(first);
    expect(await made({ before, after: null })).not.toBe(first);
    const replaced = { ...changing, actions: ["delete", "create"] };
    expect(await made(replaced)).not.toBe(first);
    expect(await made({ ...replaced, before: { ...before, id: "b" } })).not.toBe(await made(replaced));
  });

  it.each<[string, JsonObject, JsonObject]>([
    ["the last snapshot", { skip_final_snapshot: false }, { skip_final_snapshot: true }],
    ["the name of that", { final_snapshot_identifier: "a" }, { final_snapshot_identifier: "b" }],
    ["the objects in it", { force_destroy: false }, { force_destroy: true }],
    ["a protection", { deletion_protection: true }, { deletion_protection: false }],
    ["the way back", { recovery_window_in_days: 30 }, { recovery_window_in_days: 0 }],
    [
      "its disk",
      { disk: [{ size: 1, delete_on_termination: false }] },
      { disk: [{ size: 1, delete_on_termination: true }] },
    ],
    ["its backups", { delete_automated_backups: false }, { delete_automated_backups: true }],
  ])("has another digest where a destruction is another for %s", async (_, safe, unsafe) => {
    const made = async (before: JsonObject, change: GivenChange = {}) => {
      put(
        "plan.json",
        planJson({
          ...HARMLESS,
          "aws_thing.a": { before: { id: "a", latest_restorable_time: "1", ...before }, ...change },
        }),
      );
      return digest();
    };
    expect(await made(unsafe)).not.toBe(await made(safe));
    expect(await made({ ...safe, latest_restorable_time: "2", members: ["a", "b"] })).toBe(await made(safe));
    const replaced = { after: { id: "a" }, actions: ["delete", "create"] };
    expect(await made(unsafe, replaced)).not.toBe(await made(safe, replaced));
  });

  it("cannot be suppressed where it is critical, but where it is not", async () => {
    put("plan.json", planJson(GONE));
    const entry = (control: string, address: string) =>
      `  - control: ${control}\n    address: ${address}\n    reason: ${reason}\n    owner: team\n    expires: "2027-01-31"\n`;
    put(
      "suppressions.yaml",
      `suppressions:\n${entry("change-bucket-not-destroyed", "aws_s3_bucket.a")}${entry("change-secret-not-destroyed", "aws_secretsmanager_secret.a")}`,
    );
    const { json, found } = await findings("--plan", "plan.json", "--suppressions", "suppressions.yaml");
    expect(found).toEqual([BOTH[0], "suppression-malformed aws_s3_bucket.a"]);
    expect(json.findings[1]?.places).toEqual({ terraform: { file: "suppressions.yaml", line: 2 } });
    expect(json.suppressed.map(({ finding }) => finding.control)).toEqual(["change-secret-not-destroyed"]);
    expect(json.suppressions.map(({ state }) => state)).toEqual(["malformed", "used"]);
  });

  it("is judged by today's date", async () => {
    put("plan.json", planJson({ ...HARMLESS, "aws_secretsmanager_secret.a": { before: { id: "a" } } }));
    put(
      "suppressions.yaml",
      `suppressions:\n  - control: change-secret-not-destroyed\n    address: aws_secretsmanager_secret.a\n    reason: ${reason}\n    owner: team\n    expires: "2027-01-31"\n`,
    );
    const args = ["check", "--plan", "plan.json", "--suppressions", "suppressions.yaml"];
    expect((await run(args, "", "2027-01-31")).code).toBe(0);
    const late = await run(args, "", "2027-02-01");
    expect(late.code).toBe(1);
    expect(late.out).toContain("suppression-expired");
    expect(late.out).toContain("change-secret-not-destroyed  Secrets are neither deleted nor replaced");
  });

  it("is in the baseline: only what comes new is found, and what a plan changes always", async () => {
    const weak = (name: string) => ({ [`aws_kms_key.${name}`]: { after: { deletion_window_in_days: 3 } } });
    const lasting = (found: readonly string[]) => found.filter((text) => !text.startsWith("change-"));
    put("plan.json", planJson({ ...GONE, ...weak("a") }));
    const all = (await findings("--plan", "plan.json")).found;
    const written = await run(["check", "--plan", "plan.json", "--write-baseline", "baseline.json"]);
    expect(written).toEqual({
      code: 0,
      out: "",
      err: `baseline.json written: ${lasting(all).length} findings; what comes new is found from now on\n`,
    });
    const same = await findings("--plan", "plan.json", "--baseline", "baseline.json");
    expect(same.found).toEqual(BOTH);
    expect(same.json.known.map(({ control, address }) => `${control} ${address}`)).toEqual(lasting(all));
    put("other.json", planJson({ ...weak("a"), ...weak("b") }));
    const { found } = await findings("--plan", "other.json", "--baseline", "baseline.json");
    expect(found).toContain("kms-deletion-window-long aws_kms_key.b");
    expect(found.filter((text) => text.endsWith("aws_kms_key.a"))).toEqual([]);
  });

  describe("in a baseline of a group that is open at one port", () => {
    const rule = (port: number, source = "0.0.0.0/0") => ({
      protocol: "tcp",
      from_port: port,
      to_port: port,
      cidr_blocks: [source],
    });
    const group = (...ingress: JsonObject[]) => {
      const values = { id: "sg-1", name: "a", ingress };
      put(
        "plan.json",
        planJson({ ...HARMLESS, "aws_security_group.a": { before: values, after: values, actions: ["no-op"] } }),
      );
    };
    const risky = async () =>
      (await findings("--plan", "plan.json", "--baseline", "baseline.json")).found.filter((text) =>
        text.startsWith("sg-no-world-risky-ports"),
      );

    beforeEach(async () => {
      group(rule(8080));
      await run(["check", "--plan", "plan.json", "--write-baseline", "baseline.json"]);
    });

    it("is that port, wherever it stands", async () => {
      expect(await risky()).toEqual([]);
      group(rule(443, "10.0.0.0/8"), rule(8080));
      expect(await risky()).toEqual([]);
    });

    it("are no more ports, although they make the same finding", async () => {
      group(rule(8080), rule(5432));
      expect(await risky()).toEqual(["sg-no-world-risky-ports aws_security_group.a"]);
    });
  });

  it("must be written anew where a baseline tells no values", async () => {
    put("plan.json", planJson(GONE));
    put("baseline.json", { version: 1, findings: [{ fingerprint: "f0", stack: "plan" }] });
    const { code, err } = await run(["check", "--plan", "plan.json", "--baseline", "baseline.json"]);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining(
        "its version is 1, which is not read (2 is); it does not tell the values that were found, write it anew with --write-baseline",
      ),
    ]);
  });
});

describe("--changed-only", () => {
  it("leaves out what the plan does not touch", async () => {
    const weak = { id: "k", enable_key_rotation: false, deletion_window_in_days: 7 };
    const plan = put(
      "plan.json",
      planJson({
        "aws_kms_key.old": { before: weak, after: weak, actions: ["no-op"] },
        "aws_kms_key.new": { after: weak },
        "aws_s3_bucket.gone": { before: { id: "b" } },
      }),
    );
    const addresses = async (...args: string[]) =>
      new Set((await findings("--plan", plan, ...args)).json.findings.map(({ address }) => address));
    expect(await addresses()).toContain("aws_kms_key.old");
    expect([...(await addresses("--changed-only"))].sort()).toEqual(["aws_kms_key.new", "aws_s3_bucket.gone"]);
  });
});

describe("our own environments", () => {
  const SHIPPED = join(PROJECT_ROOT, "environments", "seccfn.yaml");
  const STACK = "cdktf.out/stacks/seccfn/cdk.tf.json";

  let project = "";

  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), "seccfn-check-"));
    process.chdir(project);
    mkdirSync("environments");
    copyFileSync(SHIPPED, "environments/seccfn.yaml");
    synthesizeProject([]);
    process.chdir(CWD);
  });

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  beforeEach(() => cpSync(project, root, { recursive: true }));

  /** Changes a resource of the synthesized stack. */
  function weaken(type: string, name: string, values: JsonObject): void {
    const json = objectOf(parseJson(readFileSync(STACK, "utf8")));
    const resources = objectOf(json.resource);
    const changed = { ...objectOf(objectOf(resources[type])[name]), ...values };
    put(STACK, { ...json, resource: { ...resources, [type]: { ...objectOf(resources[type]), [name]: changed } } });
  }

  it("have findings that lead to TypeScript and YAML", async () => {
    weaken("aws_kms_key", "master", { deletion_window_in_days: 3 });
    const { json } = await findings("--synth", "cdktf.out");
    const own = json.findings.find(({ address }) => address === "aws_kms_key.master");
    expect(own).toMatchObject({ control: "kms-deletion-window-long", stack: "seccfn" });
    const lines = (file: string) => readFileSync(join(PROJECT_ROOT, file), "utf8").split("\n");
    const { source, madeFor, yaml, constructPath } = own?.places ?? {};
    expect(constructPath).toBe("seccfn/security/master/Default");
    expect(source?.file).toBe("constructs/encryption/customer-managed-key.ts");
    expect(lines(source?.file ?? "")[(source?.line ?? 0) - 1]).toContain("new KmsKey(");
    expect(madeFor?.file).toMatch(/^stacks\//);
    expect(lines(madeFor?.file ?? "")[(madeFor?.line ?? 0) - 1]).toContain("new CustomerManagedKey(");
    expect(yaml).toMatchObject({ file: "environments/seccfn.yaml", key: "kms.deletionWindowDays" });
  });

  it("are found in a folder without its option too", async () => {
    weaken("aws_kms_key", "master", { deletion_window_in_days: 3 });
    const { code, json } = await findings("cdktf.out");
    expect(code).toBe(1);
    expect(json).toEqual((await findings("--synth", "cdktf.out")).json);
  });

  it("are told apart from those of other environments in the same folder", async () => {
    const manifest = objectOf(parseJson(readFileSync("cdktf.out/manifest.json", "utf8")));
    const stacks = objectOf(manifest.stacks);
    put("cdktf.out/manifest.json", {
      ...manifest,
      stacks: { ...stacks, other: { ...objectOf(stacks.seccfn), name: "other" } },
    });
    mkdirSync("cdktf.out/stacks/other");
    put("cdktf.out/stacks/other/cdk.tf.json", { resource: { aws_kms_key: { weak: { deletion_window_in_days: 7 } } } });
    const weak = "kms-deletion-window-long aws_kms_key.weak";
    expect((await findings("--synth", "cdktf.out")).found).toContain(weak);
    const { found, json } = await findings("--synth", "cdktf.out", "--environment", "seccfn");
    expect(found).not.toContain(weak);
    expect(new Set(json.findings.map(({ stack }) => stack))).toEqual(new Set(["seccfn"]));
  });

  it("are asked for where there are none of the environment", async () => {
    const text = readFileSync(SHIPPED, "utf8").replace("name: seccfn", "name: other");
    put("environments/other.yaml", text.replace("111111111111", "222222222222"));
    expect(await run(["check", "--environment", "other"])).toEqual({
      code: 2,
      out: "",
      err: 'cdktf.out: it has no stack of environment "other", only seccfn; run seccfn synth other first\n',
    });
  });

  it("have suppressions of their own YAML", async () => {
    weaken("aws_kms_key", "master", { deletion_window_in_days: 3 });
    const yaml = `${readFileSync(SHIPPED, "utf8")}\n  - control: kms-deletion-window-long\n    address: aws_kms_key.master\n    reason: The key holds nothing yet, it is a test.\n    owner: platform\n    expires: "2027-03-31"\n`;
    put("environments/seccfn.yaml", yaml);
    const { json, found } = await findings("--synth", "cdktf.out");
    expect(found).not.toContain("kms-deletion-window-long aws_kms_key.master");
    expect(json.suppressions).toEqual([
      expect.objectContaining({ control: "state-backend-encrypted", state: "used" }),
      expect.objectContaining({
        control: "kms-deletion-window-long",
        state: "used",
        file: "environments/seccfn.yaml",
        line: yaml.split("\n").indexOf("  - control: kms-deletion-window-long") + 1,
      }),
    ]);
  });

  it("are what a plan is for", async () => {
    const arn = (account: string) => `arn:aws:sns:us-east-1:${account}:a`;
    const plan = (account: string) =>
      put(
        "plan.json",
        planJson({
          "random_id.a": { before: { arn: arn(account) }, after: { arn: arn(account) }, actions: ["no-op"] },
        }),
      );
    const other = await findings("--plan", plan("999999999999"), "--environment", "seccfn");
    expect(other.found).toContain("plan-for-this-environment environment");
    const own = await findings("--plan", plan("111111111111"), "--environment", "seccfn");
    expect(own.found).not.toContain("plan-for-this-environment environment");
  });

  it("are accepted by what their own YAML says on purpose, also in plans and states", async () => {
    const text = readFileSync(SHIPPED, "utf8").replace("stage: production", "stage: development");
    put("environments/seccfn.yaml", text.replace("lifecycle: durable", "lifecycle: ephemeral"));
    const secret = { id: "s", recovery_window_in_days: 0 };
    const plan = put(
      "plan.json",
      planJson({ "aws_secretsmanager_secret.a": { before: secret, after: secret, actions: ["no-op"] } }),
    );
    const state = put("state.json", stateJson({ "aws_secretsmanager_secret.a": secret }));
    for (const input of [
      ["--plan", plan],
      ["--state", state],
    ]) {
      const { found, json } = await findings(...input, "--environment", "seccfn");
      expect(found).not.toContain("secret-recoverable aws_secretsmanager_secret.a");
      expect(json.accepted.map(({ choice }) => choice.setting)).toEqual(["lifecycle: ephemeral"]);
      expect((await findings(...input)).found).toContain("secret-recoverable aws_secretsmanager_secret.a");
    }
  });

  it("have findings of plans that lead to TypeScript, too", async () => {
    const plan = put("plan.json", planJson({ "aws_kms_key.master": { before: { id: "k" } } }));
    const { json } = await findings("--plan", plan, "--environment", "seccfn");
    const own = json.findings.find(({ control }) => control === "change-key-not-destroyed");
    expect(own?.places).toMatchObject({
      constructPath: "seccfn/security/master/Default",
      source: { file: "constructs/encryption/customer-managed-key.ts" },
    });
  });
});

describe("verify", () => {
  const CHECKS = [
    {
      address: { kind: "check", to_display: "check.bucket" },
      status: "fail",
      problems: [{ message: "the bucket is public" }],
    },
    { address: { kind: "check", to_display: "check.key" }, status: "pass" },
    { address: { kind: "check", to_display: "check.vault" }, status: "unknown" },
  ];

  it("tells controls and checks in one report", async () => {
    const state = put("state.json", stateJson({ "aws_kms_key.k": { id: "k", deletion_window_in_days: 3 } }, CHECKS));
    const { code, out } = await run(["verify", "--state", state, "--format", "json"]);
    const json: JsonFindings = JSON.parse(out);
    expect(code).toBe(1);
    expect(json.findings.map(({ control, address }) => `${control} ${address}`)).toEqual(
      expect.arrayContaining(["check-holds check.bucket", "kms-deletion-window-long aws_kms_key.k"]),
    );
    expect(json.findings.find(({ control }) => control === "check-holds")?.reason).toBe(
      "check does not hold: the bucket is public",
    );
    expect(json.unknowns.map(({ address, reason }) => `${address}: ${reason}`)).toContain(
      "check.vault: check could not be evaluated: Terraform says unknown",
    );
  });

  it("is clean where both hold", async () => {
    const state = put("state.json", stateJson({ "random_id.a": { id: "a" } }, CHECKS.slice(1, 2)));
    expect((await run(["verify", "--state", state])).code).toBe(0);
  });

  it("tells drift by a plan that only refreshes", async () => {
    const drift = { "aws_kms_key.k": { before: { id: "k", is_enabled: true }, after: { id: "k", is_enabled: false } } };
    const plan = put("plan.json", planJson({ "aws_kms_key.k": KEY }, { drift }));
    const { out } = await run(["verify", "--plan", plan, "--format", "json"]);
    const json: JsonFindings = JSON.parse(out);
    expect(json.findings.map(({ control }) => control)).toContain("plan-drift-on-guarded");
  });

  it("is not what `check` asks", async () => {
    const state = put("state.json", stateJson({ "random_id.a": { id: "a" } }, CHECKS));
    expect((await run(["check", "--state", state])).code).toBe(0);
  });
});

describe("redact", () => {
  const SECRETS = { insecure: "correct-horse-battery", lifecycle: "not-a-real-password" } as const;

  it.each(Object.entries(SECRETS))("takes the secrets of %s out, and checks say the same", async (folder, secret) => {
    const plan = join(PLANS, folder, "plan.json");
    expect(readFileSync(plan, "utf8")).toContain(secret);
    const { code, out, err } = await run(["redact", plan]);
    expect([code, err]).toEqual([0, expect.stringMatching(/^\d+ values? redacted\n$/)]);
    expect(out).not.toContain(secret);
    put("redacted.json", out);
    const said = async (file: string) => {
      const { json } = await findings("--plan", file, "--all");
      return (json.evaluations ?? []).map(({ control, address, verdict }) => `${verdict} ${control} ${address}`);
    };
    expect(await said("redacted.json")).toEqual(await said(plan));
    expect((await run(["redact", "redacted.json"])).out).toBe(out);
  });

  it("writes a file, and reads standard input", async () => {
    const state = readFileSync(join(PLANS, "lifecycle", "state.json"), "utf8");
    const { code, out } = await run(["redact", "-", "--out", "state.json"], state);
    expect([code, out]).toEqual([0, ""]);
    expect(readFileSync("state.json", "utf8")).not.toContain(SECRETS.lifecycle);
  });

  it("refuses what is neither plan nor state", async () => {
    put("plan.json", { resource: {} });
    expect(await run(["redact", "plan.json"])).toEqual({
      code: 2,
      out: "",
      err: expect.stringMatching(/^plan\.json: it is a configuration \(\*\.tf\.json\), not a plan; /),
    });
  });
});

/** A state with resources by address and the outcome of checks. */
function stateJson(resources: Readonly<Record<string, JsonObject>>, checks: readonly JsonObject[] = []): JsonObject {
  return {
    format_version: "1.0",
    values: {
      root_module: {
        resources: Object.entries({ "random_id.z": { id: "z" }, ...resources }).map(([address, values]) => ({
          address,
          mode: "managed",
          type: address.split(".")[0] ?? "",
          name: address.split(".")[1] ?? "",
          provider_name: "registry.terraform.io/hashicorp/aws",
          values,
          sensitive_values: {},
        })),
      },
    },
    checks,
  };
}
