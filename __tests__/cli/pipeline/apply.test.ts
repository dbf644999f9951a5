import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runApply } from "../../../cli/pipeline/apply";
import { runPlan } from "../../../cli/pipeline/plan";
import { listeningWorld } from "../../support/command";
import type { JsonObject } from "../../support/json";
import { type FakePlan, fakeTerraform, type Project, planJson, project } from "./project";

const made: Project[] = [];

afterAll(() => {
  for (const { root } of made) {
    rmSync(root, { recursive: true, force: true });
  }
});

const CREATED = planJson([{ address: "aws_vpc.main", actions: ["create"], after: { cidr_block: "10.0.0.0/16" } }]);
const DELETED = planJson([{ address: "aws_vpc.main", actions: ["delete"], before: { id: "vpc-1" } }]);

/** Plans, changes what was planned if wanted, and applies what is then planned. */
async function apply(
  planned: Readonly<Record<string, FakePlan>>,
  now: Readonly<Record<string, FakePlan>> = planned,
  { backend, change, environment = "seccfn", isPassing = true, refreshOnly = false }: Case = {},
) {
  const given = backend === undefined ? project() : project(backend);
  made.push(given);
  const options = { ...given, environment: "seccfn", refreshOnly, json: false };
  await runPlan(options, fakeTerraform(planned), listeningWorld().world);
  const approved = join(given.out, "seccfn");
  if (change !== undefined) {
    const file = join(approved, "summary.json");
    writeFileSync(file, change(readFileSync(file, "utf8")));
  }
  const terraform = fakeTerraform(now);
  const { world, printed, complained } = listeningWorld();
  const code = await runApply({ ...given, environment, approved, isPassing }, terraform, world);
  const err = complained()
    .replaceAll(given.root, "ROOT")
    .replaceAll(/sha256:[0-9a-f]+/g, "DIGEST");
  return { code, out: printed(), err, applied: terraform.asked.filter((line) => line.includes(": apply ")) };
}

interface Case {
  readonly backend?: JsonObject;
  readonly change?: (summary: string) => string;
  readonly environment?: string;
  readonly isPassing?: boolean;
  readonly refreshOnly?: boolean;
}

it("applies the plans that do what was approved, in their order", async () => {
  expect(await apply({ "seccfn-network": { json: CREATED } })).toEqual({
    code: 0,
    err: "seccfn-network\nseccfn-data\n",
    out: "seccfn-network: 1 to create\nseccfn-data: no changes\n",
    applied: ["seccfn-network: apply -input=false -no-color PLAN", "seccfn-data: apply -input=false -no-color PLAN"],
  });
});

it("takes exactly the providers that the approved plans were made with", async () => {
  const given = project();
  made.push(given);
  const options = { ...given, environment: "seccfn", refreshOnly: false, json: false };
  await runPlan(options, fakeTerraform({}), listeningWorld().world);
  const lock = join(given.synth, "stacks/seccfn-network/.terraform.lock.hcl");
  writeFileSync(lock, "aws 6.99.0\n");
  const terraform = fakeTerraform({});
  const approved = join(given.out, "seccfn");
  await runApply({ ...given, environment: "seccfn", approved, isPassing: true }, terraform, listeningWorld().world);
  expect(readFileSync(lock, "utf8")).toBe("aws 6.25.0\n");
  expect(terraform.asked.filter((line) => line.includes(": init "))).toEqual([
    "seccfn-network: init -input=false -no-color -lockfile=readonly",
    "seccfn-data: init -input=false -no-color -lockfile=readonly",
  ]);
});

it("applies nothing that is not what was approved, and nothing behind it", async () => {
  const result = await apply({ "seccfn-network": { json: CREATED } }, { "seccfn-network": { json: DELETED } });
  expect(result).toEqual({
    code: 1,
    out: "",
    applied: [],
    err: [
      "seccfn-network",
      "seccfn-network: this is not what was approved; nothing of it was applied",
      "  approved  1 to create  DIGEST",
      "  now       1 to delete  DIGEST",
      "Something changed in between, or a stack before it did: plan again, and have that approved.",
      "",
    ].join("\n"),
  });
});

it("stops where a secret is another one than was approved", async () => {
  const secret = (value: string) =>
    planJson([
      {
        address: "aws_ssm_parameter.a",
        actions: ["create"],
        after: { value },
        sensitive: { value: true },
      },
    ]);
  const result = await apply({ "seccfn-data": { json: secret("a") } }, { "seccfn-data": { json: secret("b") } });
  expect(result).toMatchObject({ code: 1, applied: ["seccfn-network: apply -input=false -no-color PLAN"] });
});

it("says what still waits, and does not touch it", async () => {
  const fresh = { ...CREATED, prior_state: {} };
  const result = await apply({ "seccfn-network": { json: fresh } });
  expect(result).toMatchObject({ code: 0, applied: ["seccfn-network: apply -input=false -no-color PLAN"] });
  expect(result.err).toBe("seccfn-network\nseccfn-data: was not planned yet; plan again, and have that approved\n");
});

it("tells that Terraform failed, and stops", async () => {
  const result = await apply({ "seccfn-network": { json: CREATED, fails: { apply: 1 } } });
  expect(result).toMatchObject({ code: 1, out: "" });
  expect(result.err).toBe("seccfn-network\nseccfn-network: terraform apply ended with exit code 1, as told above\n");
});

it.each<[string, Case, number, string]>([
  [
    "a state that a CI throws away",
    { backend: { local: {} } },
    1,
    "seccfn-network keeps its state on this machine, which a CI throws away; set backend.type: s3 in the YAML of seccfn\n",
  ],
  [
    "plans that only refresh",
    { refreshOnly: true },
    2,
    "ROOT/plans/seccfn has plans that only refresh; plan without --refresh-only\n",
  ],
  [
    "plans of another environment",
    { change: (summary) => summary.replace('"environment": "seccfn"', '"environment": "web-app"') },
    2,
    "ROOT/plans/seccfn has plans of web-app, not of seccfn\n",
  ],
  [
    "plans without a stack that there is now",
    { change: (summary) => summary.replace("seccfn-data", "seccfn-gone") },
    1,
    "seccfn-data is not among the plans in ROOT/plans/seccfn; plan again, and have that approved\n",
  ],
  [
    "a summary that is none",
    { change: (summary) => summary.replace(/"digest": "[^"]*"/, '"digest": "none"') },
    2,
    "ROOT/plans/seccfn/summary.json: stacks.0.digest Invalid string: must match pattern /^sha256:[0-9a-f]{64}$/; plan again\n",
  ],
  ["an environment that there is not", { environment: "seccfm" }, 2, ""],
])("refuses %s", async (_, options, code, message) => {
  const result = await apply({ "seccfn-network": { json: CREATED } }, undefined, options);
  expect(result).toMatchObject({ code, out: "", applied: [] });
  expect(result.err).toEqual(message === "" ? expect.stringContaining('has no environment "seccfm"') : message);
});

it("applies to a state beside it where that stays", async () => {
  expect(await apply({}, {}, { backend: { local: {} }, isPassing: false })).toMatchObject({ code: 0 });
});
