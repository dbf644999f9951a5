import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reachCommand } from "../../cli/commands/reach";
import { runCommand } from "../support/command";
import { PROJECT_ROOT, synthesized } from "../support/environments";

const PLAN = join(PROJECT_ROOT, "__tests__", "fixtures", "plans", "insecure", "plan.json");

/** Runs a command line, and tells how it ends and what it prints. */
async function run(...args: readonly string[]) {
  return await runCommand([reachCommand], ["reach", ...args]);
}

it("prints what is possible; without an environment it does not say what is meant", async () => {
  expect(await run("--plan", PLAN)).toEqual({
    code: 0,
    err: "",
    out: `plan

  From outside
    internet → aws_db_instance.main  tcp 5432

  To outside
    aws_db_instance.main → internet  tcp 0–65535
    aws_db_instance.main → internet  udp 0–65535

  Inside
    nothing

  No environment is known of it, so nothing says which flows are meant; give --environment.

`,
  });
});

it("finds out what a file or a folder is, and takes standard input, as check does", async () => {
  const { out } = await run("--plan", PLAN);
  expect(await run(PLAN)).toEqual({ code: 0, err: "", out });
  const piped = await runCommand([reachCommand], ["reach", "-"], { stdin: () => readFileSync(PLAN) });
  expect(piped).toMatchObject({ code: 0, err: "" });
  const folder = mkdtempSync(join(tmpdir(), "seccfn-reach-"));
  writeFileSync(join(folder, "cdk.tf.json"), synthesized().files.get("stacks/seccfn/cdk.tf.json") ?? "");
  const asSaid = await run("--synth", folder);
  expect(asSaid.out).toContain("aws_lambda_function.compliance → aws_db_instance.postgres");
  expect(await run(folder)).toEqual(asSaid);
  rmSync(folder, { recursive: true });
});

it("prints the path of a flow, with the rule that lets it through", async () => {
  const { code, out } = await run(
    "--plan",
    PLAN,
    "--from",
    "internet",
    "--to",
    "aws_db_instance.main",
    "--port",
    "5432",
  );
  expect(code).toBe(0);
  expect(out).toContain("plan: internet → aws_db_instance.main, tcp 5432\n");
  expect(out).toContain("  ✓ ingress of aws_security_group.db  aws_security_group.db\n");
  expect(out).toMatch(/ {2}possible\n$/);
});

it("tells both as data", async () => {
  const all = await run("--plan", PLAN, "--json");
  expect([all.code, all.err]).toEqual([0, ""]);
  expect(JSON.parse(all.out)).toEqual([
    {
      environment: "plan",
      flows: [
        { from: "internet", to: "aws_db_instance.main", transport: "tcp", ports: ["5432"] },
        { from: "aws_db_instance.main", to: "internet", transport: "tcp", ports: ["0-65535"] },
        { from: "aws_db_instance.main", to: "internet", transport: "udp", ports: ["0-65535"] },
      ],
      unknown: [],
    },
  ]);
  const path = ["--from", "internet", "--to", "aws_db_instance.main", "--port", "22", "--json"];
  const one = await run("--plan", PLAN, ...path);
  expect(one.code).toBe(1);
  const [{ environment, possible, hops }] = JSON.parse(one.out);
  expect({ environment, possible, last: hops.at(-1) }).toEqual({
    environment: "plan",
    possible: false,
    last: { by: "ingress of aws_security_group.db", passes: false, rule: null },
  });
});

it("stops a path at the first that denies it", async () => {
  const { code, out } = await run("--plan", PLAN, "--from", "internet", "--to", "aws_db_instance.main", "--port", "22");
  expect(code).toBe(1);
  expect(out).toMatch(/ {2}✗ ingress of aws_security_group\.db {2}no rule lets it through\n {2}not possible\n$/);
});

it.each([
  [["--from", "internet"], "error: one flow needs all of --from, --to and --port"],
  [
    ["--from", "internet", "--to", "aws_db_instance.mian", "--port", "1"],
    'nothing with a network interface is called "aws_db_instance.mian"; did you mean "aws_db_instance.main"?',
  ],
  [["--port", "65536"], "It must be a number from 0 to 65535."],
  [["--environment", "nowhere"], "nowhere"],
])("%j cannot be judged: exit code 2", async (args, message) => {
  const { code, err, out } = await run("--plan", PLAN, ...args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(message);
});

it("says that there is nothing where nothing has a network interface", async () => {
  const lifecycle = join(PROJECT_ROOT, "__tests__", "fixtures", "plans", "lifecycle", "plan.json");
  expect(await run("--plan", lifecycle)).toEqual({
    code: 2,
    out: "",
    err: "there is nothing with a network interface in a VPC; name a folder, plans or states\n",
  });
});
