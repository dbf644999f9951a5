import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  type JsonObject,
  ModelError,
  type ModelErrorCode,
  readPlans,
  readShown,
  readStates,
  readSynth,
  type Shown,
} from "../../model";
import { PLANS, planJson } from "../support/graphs";

const PLAN = readFileSync(join(PLANS, "insecure/plan.json"));
const STATE = readFileSync(join(PLANS, "lifecycle/state.json"));

function failure(read: () => unknown): ModelError {
  try {
    read();
  } catch (error) {
    if (error instanceof ModelError) {
      return error;
    }
    throw error;
  }
  throw new Error("it was read");
}

const given = (content: Shown["content"]) => () => readShown([{ file: "plan.json", content }]);
const SHOW = "make it with `terraform show -json plan.tfplan > plan.json`";

describe("what cannot be judged is an error that says what was found and what to do", () => {
  it.each<[string, ModelErrorCode, Shown["content"], string]>([
    ["nothing", "empty", "", `plan.json: it is empty; ${SHOW}`],
    ["white space", "empty", " \n", `plan.json: it is empty; ${SHOW}`],
    [
      "a plan cut in the middle",
      "truncated",
      PLAN.subarray(0, 20_000),
      "plan.json: the JSON breaks off after 20000 bytes; the file was cut while it was written or sent: make it again",
    ],
    [
      "a plan cut within a text",
      "truncated",
      '{"format_version": "1.',
      "plan.json: the JSON breaks off after 22 bytes; the file was cut while it was written or sent: make it again",
    ],
    [
      "an error message",
      "not-json",
      "Error: no state\nmore",
      `plan.json: it is not JSON but begins with "Error: no state"; ${SHOW}`,
    ],
    [
      "broken JSON",
      "not-json",
      '{\n  "a": 1\n  "b": 2\n}',
      `plan.json: the JSON is broken at line 3, column 3; ${SHOW}`,
    ],
    [
      "no JSON's number",
      "not-json",
      '{"a": 1,\n "b": NaN}',
      `plan.json: the JSON is broken at line 2, column 7; ${SHOW}`,
    ],
    [
      "the same in one line",
      "not-json",
      '{"a": [1, tru]}',
      `plan.json: the JSON is broken at line 1, column 14; ${SHOW}`,
    ],
    [
      "a number without end",
      "not-json",
      '{"format_version": "1.2", "a": [{"b": 1e400}]}',
      `plan.json: its a.0.b is a number that is too large to be read; ${SHOW}`,
    ],
    ["gzip", "wrong-kind", gzipSync("{}"), "plan.json: it is compressed by gzip; unpack it first: `gunzip`"],
    [
      "UTF-16BE",
      "not-json",
      Buffer.from('{"a": 1}', "utf16le").swap16(),
      "plan.json: it is text in UTF-16BE; write it in UTF-8",
    ],
    [
      "UTF-16BE with a byte order mark",
      "not-json",
      Buffer.from('\ufeff{"a": 1}', "utf16le").swap16(),
      "plan.json: it is text in UTF-16BE; write it in UTF-8",
    ],
    ["a list", "wrong-kind", "[]", `plan.json: it holds a list, not an object; ${SHOW}`],
    ["a text", "wrong-kind", '"a"', `plan.json: it holds a single value, not an object; ${SHOW}`],
    [
      "a binary plan",
      "wrong-kind",
      Buffer.from("PK\u0003\u0004xx"),
      `plan.json: it is a plan in Terraform's own binary format; ${SHOW}`,
    ],
    [
      "the log of plan -json",
      "wrong-kind",
      '{"@level":"info"}\n{"@level":"info"}',
      `plan.json: it is the log of \`terraform plan -json\`, one event a line; ${SHOW}`,
    ],
    [
      "one line of that log",
      "wrong-kind",
      '{"@level":"info"}',
      `plan.json: it is the log of \`terraform plan -json\`; ${SHOW}`,
    ],
    [
      "a stored state",
      "wrong-kind",
      '{"version":4,"serial":1,"lineage":"x"}',
      `plan.json: it is a state as Terraform stores it, not as \`show -json\` writes it; ${SHOW}`,
    ],
    [
      "a configuration",
      "wrong-kind",
      '{"resource":{}}',
      `plan.json: it is a configuration (*.tf.json), not a plan; ${SHOW}`,
    ],
    [
      "some other object",
      "wrong-kind",
      "{}",
      `plan.json: it has no format_version, so it is neither a plan nor a state of \`terraform show -json\`; ${SHOW}`,
    ],
    [
      "a format of old",
      "wrong-version",
      '{"format_version":"0.2"}',
      'plan.json: its format_version is "0.2", which is not read (1.x is); make it with Terraform 1.1 or newer, or with OpenTofu',
    ],
    [
      "a format to come",
      "wrong-version",
      '{"format_version":"2.0"}',
      'plan.json: its format_version is "2.0", which is not read (1.x is); use a newer release of this tool',
    ],
    [
      "an errored plan",
      "plan-errored",
      planJson([{ address: "aws_a.x" }], { errored: true }),
      "plan.json: Terraform says that this plan is errored; mend the error that `terraform plan` printed and plan again",
    ],
    [
      "an incomplete plan",
      "plan-incomplete",
      planJson([{ address: "aws_a.x" }], { complete: false }),
      "plan.json: Terraform says that this plan is not complete: it leaves changes out (`-target`, `-exclude`, or deferred ones); plan without `-target`, or apply it and plan again",
    ],
    [
      "a version as a number",
      "wrong-kind",
      '{"format_version":1.2}',
      `plan.json: its format_version is 1.2, not a text as "1.2"; ${SHOW}`,
    ],
    [
      "a plan of nothing",
      "no-resources",
      planJson([]),
      "plan.json: the plan has no resources and no changes; check that it is the plan of the right folder and workspace",
    ],
    [
      "an empty state",
      "no-resources",
      '{"format_version":"1.0"}',
      "plan.json: the state has no resources; check that it is the state of the right folder and workspace, and that it was applied",
    ],
  ])("%s", (_, code, content, message) => {
    const error = failure(given(content));
    expect([error.code, error.message]).toEqual([code, message]);
    expect(error.file).toBe("plan.json");
  });

  const deletion = (change: JsonObject) => ({
    ...planJson([]),
    resource_changes: [
      { address: "aws_db_instance.d", mode: "managed", type: "aws_db_instance", name: "d", ...change },
    ],
  });
  it.each<[string, JsonObject, string]>([
    ["no planned values", { planned_values: null }, "it has no planned_values, which every plan has"],
    ["a list of planned values", { planned_values: [] }, "its planned_values is not an object"],
    ["no root module", { planned_values: {} }, "it has no planned_values.root_module"],
    [
      "planned values that are no list",
      { planned_values: { root_module: { resources: {} } } },
      "its planned_values.root_module.resources is not a list",
    ],
    [
      "a planned value of nothing",
      { planned_values: { root_module: { child_modules: [{ resources: [{ type: "aws_a" }] }] } } },
      "its planned_values.root_module.child_modules[0].resources[0] has no address",
    ],
    ["no configuration", { configuration: null }, "it has no configuration, which every plan has"],
    ["an object of changes", { resource_changes: { 0: "x" } }, "its resource_changes is not a list"],
    ["no changes", { resource_changes: null }, "its planned_values have aws_a.x, its resource_changes do not"],
    [
      "no values of what changes",
      { planned_values: { root_module: {} } },
      "its resource_changes have aws_a.x, its planned_values do not",
    ],
    ["a change of nothing", { resource_changes: ["x"] }, "its resource_changes[0] has no address"],
    ["a change without a type", { resource_changes: [{ address: "a" }] }, "its resource_changes[0] has no type"],
    ["an item without change", deletion({}), "its resource_changes have no change of aws_db_instance.d"],
    ["no actions", deletion({ change: { actions: [] } }), "its resource_changes have no actions of aws_db_instance.d"],
    ["a flag as a text", { complete: "false" }, "its complete is not true or false"],
    ["another flag as a text", { errored: "true" }, "its errored is not true or false"],
  ])("a plan that is not whole: %s", (_, parts, found) => {
    const content = { ...planJson([{ address: "aws_a.x" }]), ...parts };
    for (const allowIncomplete of [false, true]) {
      const error = failure(() => readShown([{ file: "plan.json", content }], { allowIncomplete }));
      expect([error.code, error.message]).toEqual([
        "plan-incomplete",
        `plan.json: ${found}; ${SHOW.replace("make it", "make it again")}, and change nothing in it`,
      ]);
    }
  });

  it("a plan that does something that is not known", () => {
    expect(failure(given(deletion({ change: { actions: ["destroy"] } }))).message).toBe(
      'plan.json: its resource_changes have the actions ["destroy"] of aws_db_instance.d, which are not known; use a newer release of this tool',
    );
  });

  it("a plan where a state is expected, and the other way round", () => {
    expect(failure(() => readStates([{ file: "a.json", content: PLAN }])).message).toBe(
      "a.json: it is a plan, not a state; give it by --plan",
    );
    expect(failure(() => readPlans([{ file: "a.json", content: STATE }])).message).toBe(
      "a.json: it is a state, not a plan; give it by --state",
    );
  });

  it("never shows what is in the file", () => {
    expect(failure(given('{"password": "s3cret" "x": 1}')).message).not.toContain("s3cret");
  });
});

describe("what may look odd and is read all the same", () => {
  it("a text that looks like a number without end", () => {
    const content = planJson([{ address: "aws_a.x", values: { id: "1e400", small: 1e300 } }]);
    expect(readPlans([{ file: "plan.json", content: JSON.stringify(content) }]).resources()).toHaveLength(1);
  });

  it.each<[string, Buffer]>([
    ["UTF-8 with a byte order mark", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), PLAN])],
    [
      "UTF-16, as PowerShell writes it",
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(PLAN.toString("utf8"), "utf16le")]),
    ],
  ])("%s", (_, content) => {
    expect(readPlans([{ file: "plan.json", content }]).resources()).toHaveLength(26);
  });

  it.each(["1.0", "1.1", "1.2", "1.9"])("format_version %s", (version) => {
    const json = { ...planJson([{ address: "aws_a.x" }]), format_version: version };
    expect(readPlans([{ file: "plan.json", content: json }]).resources()).toHaveLength(1);
  });

  it("a plan without the flags of newer releases", () => {
    expect(
      readPlans([{ file: "plan.json", content: planJson([{ address: "aws_a.x" }]) }]).stacks[0]?.meta.complete,
    ).toBeUndefined();
  });

  it("an errored or empty one, where the caller says so", () => {
    expect(
      readPlans([{ file: "p", content: planJson([{ address: "aws_a.x" }], { errored: true, complete: false }) }], {
        allowIncomplete: true,
      }).stacks[0]?.meta,
    ).toMatchObject({ errored: true, complete: false });
    expect(readPlans([{ file: "p", content: planJson([]) }], { allowEmpty: true }).resources()).toEqual([]);
  });

  it("a plan that deletes all there is", () => {
    const change = {
      address: "aws_a.x",
      mode: "managed",
      type: "aws_a",
      name: "x",
      change: { actions: ["delete"], before: {}, after: null },
    };
    expect(readPlans([{ file: "p", content: planJson([], { resource_changes: [change] }) }]).changes()).toHaveLength(1);
  });
});

describe("plans that hold little, as Terraform writes them", () => {
  const kept = {
    address: "terraform_data.x",
    mode: "managed",
    type: "terraform_data",
    name: "x",
    values: { input: "a" },
  };
  const { values, ...named } = kept;
  const stored = { format_version: "1.0", values: { root_module: { resources: [kept] } } };
  it.each<[string, JsonObject]>([
    [
      "nothing to do",
      {
        planned_values: { root_module: { resources: [kept] } },
        resource_changes: [{ ...named, change: { actions: ["no-op"], before: values, after: values } }],
        prior_state: stored,
      },
    ],
    ["a refresh only", { planned_values: { root_module: {} }, prior_state: stored }],
    [
      "the end of all",
      {
        planned_values: { root_module: {} },
        resource_changes: [{ ...named, change: { actions: ["delete"], before: values, after: null } }],
        prior_state: stored,
      },
    ],
    [
      "outputs only",
      {
        planned_values: { outputs: { o: { sensitive: false, type: "string", value: "b" } }, root_module: {} },
        output_changes: { o: { actions: ["create"], before: null, after: "b" } },
        prior_state: stored,
      },
    ],
  ])("%s", (_, parts) => {
    const content = { format_version: "1.2", configuration: { root_module: {} }, ...parts };
    expect(readPlans([{ file: "plan.json", content }]).stacks).toHaveLength(1);
  });
});

describe("files and folders", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "model-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("that are not there, or are no files", () => {
    expect(failure(() => readPlans([join(folder, "none.json")])).message).toBe(
      `${folder}/none.json: there is no such file; check the path`,
    );
    expect(failure(() => readPlans([folder])).message).toBe(`${folder}: it is a folder; name a file in it`);
    expect(failure(() => readSynth(join(folder, "none"))).code).toBe("not-found");
    writeFileSync(join(folder, "file"), "");
    expect(failure(() => readSynth(join(folder, "file"))).message).toBe(
      `${folder}/file: it is a file, not a folder; name the folder that holds *.tf.json`,
    );
  });

  it("that are larger than can be read, without reading them", () => {
    const file = join(folder, "huge.json");
    writeFileSync(file, "");
    truncateSync(file, 600 * 1024 * 1024);
    expect(failure(() => readPlans([file])).message).toBe(
      `${file}: it has 600 MiB, more than the 500 MiB that can be read; plan the stacks one by one, or split the state`,
    );
  });

  it("without Terraform JSON", () => {
    expect(failure(() => readSynth(folder)).message).toBe(
      `${folder}: there are no resources in its *.tf.json; run \`npm run synth\`, or name the folder that holds *.tf.json; for HCL make a plan and give that`,
    );
  });

  it("with HCL only", () => {
    writeFileSync(join(folder, "main.tf"), 'resource "aws_vpc" "v" {}\n');
    writeFileSync(join(folder, "backend.tf.json"), "{}");
    expect(failure(() => readSynth(folder)).message).toContain("(not read, since it is HCL: main.tf)");
  });

  it("with broken Terraform JSON", () => {
    mkdirSync(join(folder, "stacks/a"), { recursive: true });
    writeFileSync(join(folder, "stacks/a/cdk.tf.json"), "{");
    expect(failure(() => readSynth(folder))).toMatchObject({
      code: "truncated",
      file: join(folder, "stacks/a/cdk.tf.json"),
    });
    writeFileSync(join(folder, "stacks/a/cdk.tf.json"), "no");
    expect(failure(() => readSynth(folder)).remedy).toBe("make it again, e.g. by `npm run synth`");
  });
});
