import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { differencesOf } from "../../../cli/try/differences";
import { EmulatorError, freePort, startEmulator } from "../../../cli/try/emulator";
import { Processes, StoppedError } from "../../../cli/try/processes";
import { runTry } from "../../../cli/try/run";
import { environmentOfTry, OVERRIDE, withLocalState } from "../../../cli/try/settings";
import { trialFolder } from "../../../cli/try/stack";
import type { Json } from "../../../model";

describe("the folder of a trial", () => {
  const root = mkdtempSync(join(tmpdir(), "seccfn-try-"));

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each([
    ["seccfn", undefined],
    ["web-app", "create"],
  ])("%s is a test copy, in an account where AWS has made no roles yet", (name, serviceLinkedRole) => {
    const made = join(root, name);
    mkdirSync(made);
    const { environment, folder } = trialFolder("environments", name, made, (stack) => stack);

    expect(environment).toMatchObject({ name, lifecycle: "ephemeral", stage: "development", topology: "single" });
    expect(environment.application?.serviceLinkedRole).toBe(serviceLinkedRole);
    expect(readFileSync(join(folder, "cdk.tf.json"), "utf8")).not.toContain("aws_iam_roles");
  });
});

describe("a second plan", () => {
  const plan = (...changes: readonly Json[]) => ({ resource_changes: changes });
  const change = (actions: readonly string[], before: Json, after: Json, unknown: Json = {}) => ({
    address: "aws_vpc.main",
    type: "aws_vpc",
    change: { actions, before, after, after_unknown: unknown },
  });

  it("differs by nothing where it only reads", () => {
    expect(differencesOf(plan(change(["no-op"], { a: 1 }, { a: 1 }), change(["read"], null, { a: 1 })), {})).toEqual(
      [],
    );
  });

  it("differs by each attribute, and says why where that is known", () => {
    const changed = change(
      ["update"],
      { a: 1, b: [1], c: "x", d: null },
      { a: 2, b: [1], d: "y" },
      { e: true, f: [{ g: false }] },
    );
    expect(differencesOf(plan(changed), { "aws_vpc.a": "known" })).toEqual([
      { address: "aws_vpc.main", type: "aws_vpc", attribute: "a", reason: "known" },
      { address: "aws_vpc.main", type: "aws_vpc", attribute: "c", reason: undefined },
      { address: "aws_vpc.main", type: "aws_vpc", attribute: "d", reason: undefined },
      { address: "aws_vpc.main", type: "aws_vpc", attribute: "e", reason: undefined },
    ]);
  });

  it("is never alike where something is made anew", () => {
    const replaced = change(["delete", "create"], { a: 1 }, { a: 2 });
    expect(differencesOf(plan(replaced), { "aws_vpc.a": "known" })).toEqual([
      { address: "aws_vpc.main", type: "aws_vpc", attribute: "delete and create", reason: undefined },
    ]);
  });
});

describe("settings", () => {
  it("let nothing reach a real account", () => {
    const own = {
      PATH: "/bin",
      AWS_PROFILE: "prod",
      AWS_ACCESS_KEY_ID: "AKIA",
      AWS_ENDPOINT_URL_S3: "https://s3",
      TF_VAR_x: "1",
      TF_CLI_CONFIG_FILE: "rc",
    };
    expect(environmentOfTry(own, "http://127.0.0.1:5", "111111111111")).toEqual({
      PATH: "/bin",
      TF_CLI_CONFIG_FILE: "rc",
      AWS_ENDPOINT_URL: "http://127.0.0.1:5",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      CHECKPOINT_DISABLE: "1",
      MOTO_ACCOUNT_ID: "111111111111",
      MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
      TF_IN_AUTOMATION: "1",
      TF_INPUT: "0",
    });
    expect(JSON.stringify(OVERRIDE)).not.toContain("allowed_account_ids");
  });

  it("put the state beside the stack, and leave the rest of its settings", () => {
    const terraform = { backend: { s3: { bucket: "b" } }, required_providers: { aws: { version: "1" } } };
    expect(withLocalState({ terraform, resource: {} })).toEqual({
      terraform: { backend: { local: { path: "terraform.tfstate" } }, required_providers: { aws: { version: "1" } } },
      resource: {},
    });
  });
});

describe("programs of a trial", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "seccfn-try-test-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("tell what they print and how they end", async () => {
    const processes = new Processes(folder, process.env);
    const script = "console.log('out'); console.error('err'); process.exitCode = 3";
    expect(await processes.run(process.execPath, ["-e", script])).toEqual({
      code: 3,
      stdout: "out\n",
      stderr: "err\n",
    });
  });

  (process.platform === "win32" ? it.skip : it)(
    "end together with what they started, and none is started after that",
    async () => {
      const processes = new Processes(folder, process.env);
      const child = `require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" })`;
      const script = `const child = ${child}; console.log(child.pid); setInterval(() => {}, 1000)`;
      const running = processes.run(process.execPath, ["-e", script]);
      await sleep(400);
      processes.stop();
      const { code, stdout } = await running;
      expect(code).toBe(1);
      const pid = Number(stdout);
      expect(pid).toBeGreaterThan(1);
      for (let tries = 0; tries < 50 && isRunning(pid); tries += 1) {
        await sleep(20);
      }
      expect(isRunning(pid)).toBe(false);
      expect(() => processes.serve(process.execPath, ["-e", "0"], join(folder, "log"))).toThrow(StoppedError);
    },
  );

  it("an emulator that ends at once is told of, with what it said", async () => {
    const processes = new Processes(folder, process.env);
    const log = join(folder, "emulator.log");
    await expect(startEmulator(process.execPath, await freePort(), processes, log)).rejects.toThrow(EmulatorError);
  });
});

it("says what is missing and how to get it, by exit code 2", async () => {
  const complained: string[] = [];
  const world = {
    print: () => undefined,
    complain: (text: string) => complained.push(text),
    stdin: () => Buffer.from(""),
    today: "2026-11-30",
  };
  const path = process.env.PATH;
  process.env.PATH = "";
  try {
    expect(await runTry({ environments: "environments", emulator: "/no/such/moto_server", keep: false }, world)).toBe(
      2,
    );
  } finally {
    process.env.PATH = path;
  }
  expect(complained.join("")).toBe(`A trial needs, beside the net for Terraform's providers:
  Terraform: install it from https://developer.hashicorp.com/terraform/install, or OpenTofu from https://opentofu.org
  the emulator moto (Python): python3 -m venv .cache/moto && .cache/moto/bin/pip install "moto[server]==5.2.5"
`);
});

/** What has ended and is not yet collected by its parent counts as ended. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !(process.platform === "linux" && / Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8")));
  } catch {
    return false;
  }
}
