import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runPlan } from "../../../cli/pipeline/plan";
import { listeningWorld } from "../../support/command";
import { objectOf, parseJson } from "../../support/json";
import { ACCOUNT, type FakePlan, fakeTerraform, type Project, planJson, project, REGION } from "./project";

const made: Project[] = [];

afterAll(() => {
  for (const { root } of made) {
    rmSync(root, { recursive: true, force: true });
  }
});

async function plan(
  plans: Readonly<Record<string, FakePlan>>,
  options: { readonly refreshOnly?: true } = {},
  given = project(),
) {
  made.push(given);
  const terraform = fakeTerraform(plans);
  const { world, printed, complained } = listeningWorld();
  const code = await runPlan(
    { ...given, environment: "seccfn", refreshOnly: options.refreshOnly === true, json: false },
    terraform,
    world,
  );
  const folder = join(given.out, "seccfn");
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  return {
    code,
    asked: terraform.asked,
    out: printed(),
    err: complained().replaceAll(given.root, "ROOT"),
    folder,
    read,
    given,
  };
}

const VPC = {
  address: "aws_vpc.main",
  actions: ["update"],
  before: { id: "vpc-1", x: 1 },
  after: { id: "vpc-1", x: 2 },
};
const SECRET = {
  address: "aws_secretsmanager_secret_version.db",
  actions: ["create"],
  after: { secret_string: "correct horse battery staple" },
  sensitive: { secret_string: true },
};

it("plans the stacks in their order, without that of the state bucket", async () => {
  const { code, asked, out } = await plan({
    "seccfn-network": { json: planJson([VPC]) },
    "seccfn-data": { json: planJson([SECRET, { address: "aws_db_instance.a", actions: ["delete", "create"] }]) },
  });
  expect(code).toBe(0);
  expect(asked).toEqual([
    "seccfn-network: init -input=false -no-color",
    "seccfn-network: plan -input=false -no-color -lock-timeout=5m -out=PLAN",
    "seccfn-network: show -json PLAN",
    "seccfn-data: init -input=false -no-color",
    "seccfn-data: plan -input=false -no-color -lock-timeout=5m -out=PLAN",
    "seccfn-data: show -json PLAN",
  ]);
  expect(out.replaceAll(/sha256:[0-9a-f]+/g, "DIGEST")).toBe(
    [
      `seccfn · account ${ACCOUNT} · ${REGION}`,
      "  seccfn-network  1 to change  DIGEST",
      "  seccfn-data     1 to create, 1 to replace  DIGEST",
      "",
    ].join("\n"),
  );
});

it("keeps plans without their secrets, and nothing of Terraform's own", async () => {
  const before = readdirSync(tmpdir());
  const { read, folder } = await plan({ "seccfn-data": { json: planJson([SECRET]) } });
  expect(readdirSync(folder).sort()).toEqual(["changes.md", "locks", "stacks", "summary.json"]);
  expect(readdirSync(join(folder, "stacks")).sort()).toEqual(["seccfn-data.json", "seccfn-network.json"]);
  expect(read("stacks/seccfn-data.json")).toContain("aws_secretsmanager_secret_version.db");
  expect(read("stacks/seccfn-data.json")).not.toContain("battery staple");
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith("seccfn-plan-") && !before.includes(name))).toEqual([]);
});

it("says in a summary what each plan does, with a digest that a secret changes, too", async () => {
  const other = { ...SECRET, after: { secret_string: "another secret" } };
  const [first, second] = [
    await plan({ "seccfn-data": { json: planJson([SECRET]) } }),
    await plan({ "seccfn-data": { json: planJson([other]) } }),
  ];
  const [one, two] = [first, second].map(({ read }) => objectOf(parseJson(read("summary.json"))));
  expect(one).toEqual({
    version: 1,
    environment: "seccfn",
    account: ACCOUNT,
    region: REGION,
    refreshOnly: false,
    stacks: [
      { stack: "seccfn-network", status: "planned", digest: expect.stringMatching(/^sha256:/), changes: NOTHING },
      {
        stack: "seccfn-data",
        status: "planned",
        digest: expect.stringMatching(/^sha256:/),
        changes: { ...NOTHING, create: 1 },
      },
    ],
  });
  expect(two).not.toEqual(one);
});

/** A name that somebody changed, and a queue that somebody deleted. */
const DRIFTED = {
  resource_drift: [
    {
      address: "aws_vpc.main",
      type: "aws_vpc",
      change: { actions: ["update"], before: { name: "a" }, after: { name: "b" } },
    },
    { address: "aws_sqs_queue.a", type: "aws_sqs_queue", change: { actions: ["delete"], before: {}, after: null } },
  ],
};

const NOTHING = { create: 0, update: 0, replace: 0, delete: 0, drift: 0 };

it("waits with a stack whose upstream has no state, since nothing could be read of it", async () => {
  const fresh = planJson([{ address: "aws_vpc.main", actions: ["create"], after: {} }], {
    prior_state: { values: { root_module: { resources: [{ mode: "data", type: "aws_region", name: "here" }] } } },
  });
  const { asked, out, read } = await plan({ "seccfn-network": { json: fresh } });
  expect(asked.filter((line) => line.startsWith("seccfn-data"))).toEqual([]);
  expect(out).toContain("  seccfn-data     waits until seccfn-network is applied\n");
  expect(parseJson(read("summary.json"))).toMatchObject({
    stacks: [{ status: "planned" }, { stack: "seccfn-data", status: "waiting", for: ["seccfn-network"] }],
  });
});

it("counts a stack as applied that has resources, if only in modules", async () => {
  const child = { resources: [{ mode: "managed", type: "aws_vpc", name: "a" }] };
  const applied = planJson([], { prior_state: { values: { root_module: { child_modules: [child] } } } });
  const { asked } = await plan({ "seccfn-network": { json: applied } });
  expect(asked).toContain("seccfn-data: show -json PLAN");
});

it("only refreshes where it is asked to, and tells what is different", async () => {
  const drifted = planJson([], DRIFTED);
  const { asked, out } = await plan({ "seccfn-network": { json: drifted } }, { refreshOnly: true });
  expect(asked[1]).toBe("seccfn-network: plan -input=false -no-color -lock-timeout=5m -refresh-only -out=PLAN");
  expect(out).toMatch(/seccfn-network {2}2 otherwise than the state has them {2}sha256:/);
  expect(out).toMatch(/seccfn-data {5}as the state has it {2}sha256:/);
});

it("keeps what a refresh found, since a plan that only refreshes plans nothing", async () => {
  const { read, folder } = await plan({}, { refreshOnly: true });
  expect(readdirSync(folder).sort()).toEqual(["changes.md", "locks", "stacks", "states", "summary.json"]);
  expect(parseJson(read("states/seccfn-network.json"))).toEqual(planJson([]).prior_state);
});

it("finds no drift in what was never applied", async () => {
  const { out, folder } = await plan(
    { "seccfn-network": { json: planJson([], { prior_state: {} }) } },
    { refreshOnly: true },
  );
  expect(out).toContain("  seccfn-network  waits until seccfn-network is applied\n");
  expect(readdirSync(join(folder, "states"))).toEqual([]);
  expect(readdirSync(join(folder, "stacks"))).toEqual([]);
});

it("takes the same providers for all stacks, and keeps which", async () => {
  const newer = { newestProviders: "aws 6.26.0\n" };
  const { read } = await plan({ "seccfn-data": newer });
  expect([read("locks/seccfn-network.lock.hcl"), read("locks/seccfn-data.lock.hcl")]).toEqual([
    "aws 6.25.0\n",
    "aws 6.25.0\n",
  ]);
  const own = project();
  writeFileSync(join(own.synth, "stacks/seccfn-data/.terraform.lock.hcl"), "aws 6.20.0\n");
  expect((await plan({}, {}, own)).read("locks/seccfn-data.lock.hcl")).toBe("aws 6.20.0\n");
});

it("keeps what it had, and leaves nothing half-written, where Terraform fails", async () => {
  const given = project();
  const { read } = await plan({}, {}, given);
  const earlier = read("summary.json");
  const failing = await plan({ "seccfn-data": { fails: { plan: 1 } } }, {}, given);
  expect(failing).toMatchObject({
    code: 1,
    out: "",
    err: "seccfn-network\nseccfn-data\nseccfn-data: terraform plan ended with exit code 1, as told above\n",
  });
  expect(read("summary.json")).toBe(earlier);
  expect(readdirSync(given.out)).toEqual(["seccfn"]);
});

it("replaces what was planned before as a whole", async () => {
  const given = project();
  await plan({ "seccfn-data": { json: planJson([SECRET]) } }, {}, given);
  const fresh = planJson([], { prior_state: {} });
  const { folder } = await plan({ "seccfn-network": { json: fresh } }, {}, given);
  expect(existsSync(join(folder, "stacks", "seccfn-data.json"))).toBe(false);
  expect(readdirSync(given.out)).toEqual(["seccfn"]);
});

describe("the changes as Markdown", () => {
  const changed = (address: string, ...actions: string[]) => ({ address, actions, before: {}, after: {} });
  const forced = (address: string) => {
    const json = planJson([changed(address, "delete", "create")]);
    const [item] = json.resource_changes as unknown as readonly { readonly change: Record<string, unknown> }[];
    Object.assign(item?.change ?? {}, { replace_paths: [["ingress", 0, "cidr"], ["name"]] });
    return json;
  };

  it("shows what goes, and folds the rest", async () => {
    const { read } = await plan({
      "seccfn-network": { json: forced("aws_vpc.main") },
      "seccfn-data": {
        json: planJson([
          changed("aws_sqs_queue.a", "create"),
          changed("aws_sqs_queue.b", "update"),
          changed("aws_sqs_queue.c", "delete"),
          changed("aws_sqs_queue.d", "forget"),
          changed("aws_sqs_queue.e", "no-op"),
        ]),
      },
    });
    expect(read("changes.md")).toBe(
      `# seccfn · account ${ACCOUNT} · ${REGION}

| stack | create | change | replace | delete |
|---|---:|---:|---:|---:|
| \`seccfn-network\` | 0 | 0 | 1 | 0 |
| \`seccfn-data\` | 1 | 1 | 0 | 1 |

**Deleted or replaced**

- \`aws_vpc.main\` is replaced, since \`ingress[0].cidr\` and \`name\` force it <sub>seccfn-network</sub>
- \`aws_sqs_queue.c\` is deleted <sub>seccfn-data</sub>
- \`aws_sqs_queue.d\` is forgotten, and stays in AWS <sub>seccfn-data</sub>

<details><summary>Other changes (2)</summary>

- \`aws_sqs_queue.a\` is created <sub>seccfn-data</sub>
- \`aws_sqs_queue.b\` is changed <sub>seccfn-data</sub>

</details>
`,
    );
  });

  it("says what waits, and counts what would not fit", async () => {
    const many = Array.from({ length: 45 }, (_, index) => changed(`aws_sqs_queue.q${index}`, "create"));
    const { read } = await plan({ "seccfn-network": { json: planJson(many, { prior_state: {} }) } });
    const text = read("changes.md");
    expect(text).toContain("| `seccfn-data`, waits until seccfn-network is applied |  |  |  |  |\n");
    expect(text).toContain("<details><summary>All changes (45)</summary>\n");
    expect(text).toMatch(
      /- `aws_sqs_queue\.q\d+` is created <sub>seccfn-network<\/sub>\n- and \d+ more, in the plan itself\n/,
    );
    const told = text.match(/is created/g)?.length ?? 0;
    expect(text).toContain(`and ${45 - told} more`);
    expect(text.length).toBeLessThan(2_000);
  });

  it("tells of a refresh what drifted", async () => {
    const json = planJson([], DRIFTED);
    const { read } = await plan({ "seccfn-network": { json } }, { refreshOnly: true });
    expect(read("changes.md")).toContain(
      "- `aws_vpc.main` is otherwise than the state has it, in `name` <sub>seccfn-network</sub>\n",
    );
    expect(read("changes.md")).toContain(
      "**Deleted outside of Terraform**\n\n- `aws_sqs_queue.a` is gone, and still in the state <sub>seccfn-network</sub>\n",
    );
    expect(read("changes.md")).toContain(
      "| stack | otherwise than the state |\n|---|---:|\n| `seccfn-network` | 2 |\n",
    );
  });
});
