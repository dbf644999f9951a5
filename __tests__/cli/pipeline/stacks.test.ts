import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runStacks } from "../../../cli/pipeline/list";
import { TerraformError, terraformCommand } from "../../../cli/pipeline/terraform";
import { listeningWorld } from "../../support/command";
import { PROJECT_ROOT } from "../../support/environments";
import { parseJson } from "../../support/json";
import { ACCOUNT, project, REGION } from "./project";

const given = project();

afterAll(() => rmSync(given.root, { recursive: true, force: true }));

async function list(names: readonly string[], json = false, synth = given.synth) {
  const { world, printed, complained } = listeningWorld();
  const code = await runStacks({ names, json, synth, environments: join(PROJECT_ROOT, "environments") }, world);
  return { code, out: printed(), err: complained().replaceAll(given.root, "ROOT") };
}

it("lists environments that were synthesized, their stacks in the order of an apply", async () => {
  expect(await list([])).toEqual({
    code: 0,
    err: "",
    out: [
      `seccfn · account ${ACCOUNT} · ${REGION}`,
      "  seccfn-network  state: s3",
      "  seccfn-data     state: s3  after seccfn-network",
      "",
    ].join("\n"),
  });
});

it("prints them on one line for a matrix", async () => {
  const { out } = await list(["seccfn"], true);
  expect(out.trimEnd()).not.toContain("\n");
  expect(parseJson(out)).toEqual([
    {
      environment: "seccfn",
      account: ACCOUNT,
      region: REGION,
      stacks: [
        { name: "seccfn-network", folder: join(given.synth, "stacks/seccfn-network"), needs: [], backend: "s3" },
        {
          name: "seccfn-data",
          folder: join(given.synth, "stacks/seccfn-data"),
          needs: ["seccfn-network"],
          backend: "s3",
        },
      ],
    },
  ]);
});

it("says what is missing, and how to make it", async () => {
  expect(await list(["web-app"])).toEqual({
    code: 2,
    out: "",
    err: "ROOT/cdktf.out has no stack of web-app, only seccfn-network, seccfn-data; make it by: npm run synth web-app\n",
  });
  expect(await list([], false, join(given.root, "nowhere"))).toEqual({
    code: 2,
    out: "",
    err: "there is no ROOT/nowhere/manifest.json; make it by: npm run synth\n",
  });
  const other = project();
  writeFileSync(join(other.synth, "manifest.json"), JSON.stringify({ stacks: {} }));
  const { err } = await list([], false, other.synth);
  rmSync(other.root, { recursive: true, force: true });
  expect(err).toContain("has no stack of an environment in ");
});

describe("Terraform as a command", () => {
  // Any program does: Node prints its arguments, and ends as it is told.
  const node = terraformCommand(process.execPath);

  it("gives what it prints", async () => {
    expect(await node.read(given.root, ["-p", "process.env.TF_IN_AUTOMATION + process.cwd()"])).toMatch(
      /^1.*seccfn-pipeline-/,
    );
  });

  it("fails where it does, and says where", async () => {
    await expect(node.read(given.root, ["-e", "process.exit(3)"])).rejects.toThrow(
      new TerraformError(`${process.execPath} -e ended with exit code 3 in ${given.root}`),
    );
    expect(await node.run(given.root, ["-e", "process.exit(3)"])).toBe(3);
  });

  it("lets it end by itself when somebody breaks off", async () => {
    const before = process.listenerCount("SIGTERM");
    const script =
      'process.on("SIGINT", () => process.exit(7)); setInterval(() => {}, 1000); require("fs").writeFileSync("up", "")';
    const ended = node.run(given.root, ["-e", script]);
    while (!existsSync(join(given.root, "up"))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    process.emit("SIGINT");
    process.emit("SIGTERM");
    expect(await ended).toBe(7);
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });

  it("says that it is not there", async () => {
    await expect(terraformCommand("no-such-terraform").run(given.root, ["init"])).rejects.toThrow(
      "no-such-terraform could not be started (spawn no-such-terraform ENOENT); `npx seccfn doctor` looks why",
    );
  });
});
