import type { Expectation } from "../../../../guardrails/control";
import { changeBlastRadius } from "../../../../guardrails/controls/change/change-blast-radius";
import { planDriftOnGuarded } from "../../../../guardrails/controls/change/plan-drift-on-guarded";
import { planForThisEnvironment } from "../../../../guardrails/controls/change/plan-for-this-environment";
import { planNoSecretShown } from "../../../../guardrails/controls/change/plan-no-secret-shown";
import { planReadableAndWhole } from "../../../../guardrails/controls/change/plan-readable-and-whole";
import { planUnknownSaid } from "../../../../guardrails/controls/change/plan-unknown-said";
import { evaluate } from "../../../../guardrails/evaluate";
import { graphOfSynth, readShown } from "../../../../model";
import { synthGraph } from "../../../support/graphs";
import { type JsonObject, objectOf } from "../../../support/json";
import { type GivenChange, planJson, planOf, saidOfGraph, saidOfPlan } from "../../../support/plan-changes";

const KEPT: GivenChange = { before: { id: "a" }, after: { id: "a" }, actions: ["no-op"] };

/** So many instances of a block. */
const many = (block: string, count: number, change: GivenChange) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${block}[${index}]`, change]));

describe("change-blast-radius", () => {
  const gone: GivenChange = { before: { id: "a" } };
  const replaced: GivenChange = { before: { id: "a" }, after: {}, actions: ["delete", "create"] };

  it.each([
    [10, 0, 0, []],
    [11, 0, 33, []],
    [
      11,
      0,
      32,
      ["11 deleted and 0 replaced of 43 resources (26 %); the limits are 50, and 25 % where it is more than 10"],
    ],
    [0, 50, 950, []],
    [
      1,
      50,
      949,
      ["1 deleted and 50 replaced of 1000 resources (5 %); the limits are 50, and 25 % where it is more than 10"],
    ],
  ])("%s deleted, %s replaced, %s kept", (deletions, replacements, kept, expected) => {
    const said = saidOfPlan(changeBlastRadius, {
      ...many("aws_iam_role.gone", deletions, gone),
      ...many("aws_iam_role.replaced", replacements, replaced),
      ...many("aws_iam_role.kept", kept, KEPT),
      "aws_iam_role.new": { after: {} },
    });
    expect(said).toEqual(expected.map((text) => `fail environment: ${text}`));
  });

  it("does not count what is in no account", () => {
    expect(saidOfPlan(changeBlastRadius, many("random_id.a", 100, gone))).toEqual([]);
  });

  it("says nothing of what is no plan", () => {
    expect(evaluate(synth(), [changeBlastRadius])).toEqual([]);
  });
});

describe("plan-readable-and-whole", () => {
  it.each<[string, JsonObject, string[]]>([
    ["a whole plan", {}, []],
    [
      "a plan that does not say so",
      { complete: null },
      ["unknown environment: plan.json does not say whether it is complete; Terraform 1.8 and newer do"],
    ],
    [
      "deferred changes of a database",
      {
        deferred_changes: [
          {
            reason: "resource_config_unknown",
            resource_change: { address: "aws_db_instance.a", type: "aws_db_instance" },
          },
          { reason: "resource_config_unknown", resource_change: { address: "aws_iam_role.a", type: "aws_iam_role" } },
        ],
      },
      ["fail environment: plan.json puts off changes of aws_db_instance.a"],
    ],
  ])("%s", (_, more, expected) => {
    expect(saidOfPlan(planReadableAndWhole, { "aws_iam_role.a": KEPT }, { more })).toEqual(expected);
  });

  it.each([
    ["errored", { errored: true }],
    ["not complete", { complete: false }],
  ])("fails where somebody reads a plan all the same that is %s", (what, more) => {
    const content = planJson({ "aws_iam_role.a": KEPT }, { more });
    const graph = readShown([{ file: "plan.json", content }], { allowIncomplete: true });
    expect(saidOfGraph(planReadableAndWhole, graph)).toEqual([`fail environment: plan.json is ${what}`]);
  });
});

describe("plan-drift-on-guarded", () => {
  const drift = (type: string, change: GivenChange, planned: GivenChange = KEPT) =>
    saidOfPlan(planDriftOnGuarded, { [`${type}.a`]: planned }, { drift: { [`${type}.a`]: change } });

  it.each<[string, string, GivenChange, GivenChange, string[]]>([
    [
      "a weakened attribute that the plan leaves",
      "aws_kms_key",
      { before: { enable_key_rotation: true }, after: { enable_key_rotation: false } },
      { before: { enable_key_rotation: false }, after: { enable_key_rotation: false }, actions: ["no-op"] },
      [
        "fail aws_kms_key.a: changed outside of Terraform: enable_key_rotation is weakened: true → false; this plan leaves it so",
      ],
    ],
    [
      "a disabled key that the plan enables",
      "aws_kms_key",
      { before: { is_enabled: true }, after: { is_enabled: false } },
      { before: { is_enabled: false }, after: { is_enabled: true } },
      [
        "fail aws_kms_key.a: changed outside of Terraform: is_enabled is weakened: true → false; this plan sets it back",
      ],
    ],
    [
      "a stopped trail",
      "aws_cloudtrail",
      { before: { enable_logging: true }, after: { enable_logging: false } },
      KEPT,
      [
        "fail aws_cloudtrail.a: changed outside of Terraform: enable_logging is weakened: true → false; this plan leaves it so",
      ],
    ],
    [
      "a deleted bucket that the plan makes again",
      "aws_s3_bucket",
      { before: { id: "a" } },
      { after: { bucket: "a" } },
      ["fail aws_s3_bucket.a: it was deleted outside of Terraform; this plan makes it again"],
    ],
    [
      "a deleted public access block that nobody misses",
      "aws_s3_bucket_public_access_block",
      { before: { id: "a" } },
      { before: { id: "a" } },
      [
        "fail aws_s3_bucket_public_access_block.a: it was deleted outside of Terraform; this plan does not make it again",
      ],
    ],
    ["a deleted role", "aws_iam_role", { before: { id: "a" } }, KEPT, []],
    ["other tags", "aws_kms_key", { before: { tags: null }, after: { tags: {} } }, KEPT, []],
    ["a read", "aws_kms_key", { before: { id: "a" }, mode: "data" }, KEPT, []],
  ])("%s", (_, type, change, planned, expected) => {
    expect(drift(type, change, planned)).toEqual(expected);
  });
});

describe("plan-unknown-said", () => {
  const group = (expression: JsonObject, more: Readonly<Record<string, GivenChange>> = {}) =>
    saidOfPlan(
      planUnknownSaid,
      { "aws_cloudwatch_log_group.a": { after: {}, afterUnknown: { kms_key_id: true } }, ...more },
      { expressions: { "aws_cloudwatch_log_group.a": expression } },
    );

  it("is silent where a reference proves what it will be", () => {
    const key = { "aws_kms_key.k": { after: {}, afterUnknown: { arn: true } } };
    expect(group({ kms_key_id: { references: ["aws_kms_key.k.arn", "aws_kms_key.k"] } }, key)).toEqual([]);
  });

  it("says what only the apply will show", () => {
    expect(group({ kms_key_id: { references: ["var.unknown", "data.aws_ssm_parameter.k.value"] } })).toEqual([
      expect.stringMatching(/^unknown aws_cloudwatch_log_group\.a: kms_key_id is not known: known after apply/),
    ]);
  });

  it("is silent where the author wrote nothing", () => {
    expect(group({})).toEqual([]);
  });

  it("is silent about what does not change", () => {
    expect(saidOfPlan(planUnknownSaid, { "aws_cloudwatch_log_group.a": KEPT })).toEqual([]);
  });
});

describe("plan-no-secret-shown", () => {
  const outputs = (values: Readonly<Record<string, JsonObject>>, password = "not-a-real-password") =>
    saidOfPlan(
      planNoSecretShown,
      { "aws_db_instance.a": { after: { password, username: "administrator" } } },
      { more: { planned_values: plannedWith(values, password) } },
    );

  it.each<[string, JsonObject, string[]]>([
    ["a secret", { value: "not-a-real-password" }, ["output o shows aws_db_instance.a.password and is not sensitive"]],
    ["a secret that is marked", { value: "not-a-real-password", sensitive: true }, []],
    [
      "a secret in an object",
      { value: { host: "db", login: { password: "not-a-real-password" } } },
      ["output o shows aws_db_instance.a.password and is not sensitive"],
    ],
    [
      "a secret in a list",
      { value: ["not-a-real-password"] },
      ["output o shows aws_db_instance.a.password and is not sensitive"],
    ],
    ["a name", { value: "administrator" }, []],
    ["a number", { value: 5432 }, []],
    ["what only begins so", { value: "not-a-real-password2" }, []],
    [
      "a password in a URL",
      { value: "postgres://app:hunter22@db:5432/app" },
      ["output o holds a private key or a password and is not sensitive"],
    ],
  ])("%s", (_, output, expected) => {
    expect(outputs({ o: output })).toEqual(expected.map((text) => `fail environment: ${text}`));
  });

  it("knows secrets of eight characters, since shorter ones stand in outputs by chance", () => {
    const text = "output o shows aws_db_instance.a.password and is not sensitive";
    expect(outputs({ o: { value: "eight-ch" } }, "eight-ch")).toEqual([`fail environment: ${text}`]);
    expect(outputs({ o: { value: "seven-c" } }, "seven-c")).toEqual([]);
  });

  it("knows the secret of one that others of its type do without", () => {
    const changes: Record<string, GivenChange> = {
      ...many("aws_db_instance.a", 30, { after: { username: "administrator" } }),
      "aws_db_instance.last": { after: { password: "not-a-real-password" } },
    };
    const planned_values: JsonObject = {
      ...(planJson(changes).planned_values as JsonObject),
      outputs: { o: { value: "not-a-real-password" } },
    };
    expect(saidOfPlan(planNoSecretShown, changes, { more: { planned_values } })).toEqual([
      "fail environment: output o shows aws_db_instance.last.password and is not sensitive",
    ]);
  });

  it("follows what is not known yet, through modules and nonsensitive()", () => {
    const random = { random_password: { p: { length: 20 } } };
    const said = (value: string, sensitive = false, resource: JsonObject = random) =>
      saidOfGraph(planNoSecretShown, synthGraph({ resource, output: { o: { value, sensitive } } }));
    const shown = ["fail environment: output o shows random_password.p.result and is not sensitive"];
    expect(said("${nonsensitive(random_password.p.result)}")).toEqual(shown);
    expect(said("postgres://app:${random_password.p.result}@db")).toEqual(shown);
    expect(said("${random_password.p.result}", true)).toEqual([]);
    expect(said("${random_password.p.length}")).toEqual([]);
    const parameter = (type: string) => ({ aws_ssm_parameter: { p: { name: "p", type, value: "${aws_vpc.v.id}" } } });
    expect(said("${aws_ssm_parameter.p.value}", false, parameter("String"))).toEqual([]);
    expect(said("${aws_ssm_parameter.p.value}", false, parameter("SecureString"))).toHaveLength(1);
    const { configuration, ...plan } = planJson({ "random_password.p": { after: {}, afterUnknown: { result: true } } });
    const expression = { references: ["random_password.p.result", "random_password.p"] };
    const told = { root_module: { ...objectOf(objectOf(configuration).root_module), outputs: { o: { expression } } } };
    const graph = readShown([{ file: "plan.json", content: { ...plan, configuration: told } }]);
    expect(saidOfGraph(planNoSecretShown, graph)).toEqual(shown);
  });

  it("does not take for the secret what is only made of it", () => {
    const result = "not-a-real-password";
    const value = "5e884898da28047151d0e56f8dc62927";
    const {
      configuration: _,
      planned_values: planned,
      ...plan
    } = planJson({ "random_password.p": { after: { result } } });
    const expression = { references: ["random_password.p.result", "random_password.p"] };
    const content = {
      ...plan,
      planned_values: { ...objectOf(planned), outputs: { o: { sensitive: false, value } } },
      configuration: { root_module: { outputs: { o: { expression } } } },
    };
    expect(saidOfGraph(planNoSecretShown, readShown([{ file: "plan.json", content }]))).toEqual([]);
  });

  it("says which output it is", () => {
    const graph = planOf(
      { "aws_db_instance.a": { after: { password: "not-a-real-password" } } },
      {
        more: {
          planned_values: plannedWith({
            fine: { value: "fine" },
            shown: { value: "not-a-real-password" },
            url: { value: "postgres://app:hunter22@db:5432/app" },
          }),
        },
      },
    );
    expect(evaluate(graph, [planNoSecretShown]).map(({ attribute }) => attribute)).toEqual([
      "output.shown",
      "output.url",
    ]);
  });

  function plannedWith(values: Readonly<Record<string, JsonObject>>, password = "not-a-real-password"): JsonObject {
    const { planned_values: planned } = planJson({
      "aws_db_instance.a": { after: { password, username: "administrator" } },
    });
    return { ...(planned as JsonObject), outputs: values };
  }
});

describe("plan-for-this-environment", () => {
  const EXPECTED: Expectation = { environment: "prod", account: "111111111111", region: "us-east-1" };
  const arn = (account: string, region: string) => ({
    "aws_sns_topic.a": {
      before: { arn: `arn:aws:sns:${region}:${account}:a` },
      after: { arn: `arn:aws:sns:${region}:${account}:a` },
      actions: ["no-op"],
    },
  });
  const provider = (account: string, region: string): JsonObject => ({
    configuration: {
      provider_config: {
        aws: {
          name: "aws",
          expressions: {
            region: { constant_value: region },
            allowed_account_ids: { constant_value: [account] },
          },
        },
      },
    },
  });
  const said = (changes: Readonly<Record<string, GivenChange>>, more: JsonObject = {}, expectation = EXPECTED) =>
    saidOfPlan(planForThisEnvironment, changes, { more, expectation });

  it("passes in the right account and region", () => {
    const graph = planOf(arn("111111111111", "us-east-1"));
    expect(evaluate(graph, [planForThisEnvironment], EXPECTED).map(({ outcome, reason }) => [outcome, reason])).toEqual(
      [
        ["pass", "plan.json is for account 111111111111"],
        ["pass", "plan.json is for region us-east-1"],
      ],
    );
  });

  it("fails in another account, by what is there", () => {
    expect(said(arn("222222222222", "us-east-1"))).toEqual([
      "fail environment: plan.json is for account 222222222222, prod is in 111111111111",
    ]);
  });

  it("fails in another region, by the provider", () => {
    expect(said({ "aws_iam_role.a": { after: {} } }, provider("111111111111", "eu-west-1"))).toEqual([
      "fail environment: plan.json is for region eu-west-1, prod is in us-east-1",
    ]);
  });

  it("fails where provider and resources do not agree", () => {
    expect(said(arn("222222222222", "us-east-1"), provider("111111111111", "us-east-1"))).toEqual([
      "fail environment: plan.json has aws_sns_topic.a in account 222222222222, prod is in 111111111111",
    ]);
  });

  it("is unknown where nothing tells", () => {
    expect(said({ "aws_iam_role.a": { after: {} } })).toEqual([
      "unknown environment: plan.json does not tell its account; set allowed_account_ids in the provider",
      "unknown environment: plan.json does not tell its region; set region in the provider",
    ]);
  });

  it("says nothing where nobody said what to expect, and of synthesized files", () => {
    expect(said(arn("222222222222", "us-east-1"), {}, {})).toEqual([]);
    expect(evaluate(synth(), [planForThisEnvironment], EXPECTED)).toEqual([]);
  });
});

function synth() {
  return graphOfSynth([{ name: "a", json: { resource: { aws_iam_role: { a: {} } } } }]);
}
