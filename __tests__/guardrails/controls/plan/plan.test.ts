import type { Control } from "../../../../guardrails/control";
import { preventDestroyOnStateful } from "../../../../guardrails/controls/plan/prevent-destroy-on-stateful";
import { providerAccountPinned } from "../../../../guardrails/controls/plan/provider-account-pinned";
import { stateBackendEncrypted } from "../../../../guardrails/controls/plan/state-backend-encrypted";
import { tagsPresent } from "../../../../guardrails/controls/plan/tags-present";
import { evaluate } from "../../../../guardrails/evaluate";
import { graphsOf, messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import { planGraph, synthGraph } from "../../../support/graphs";
import type { JsonObject } from "../../../support/json";

/** What a control says of a synthesized file, where a plan does not tell. */
const said = (control: Control, terraform: TerraformJson): readonly string[] =>
  evaluate(synthGraph(terraform), [control]).map(({ outcome, address, reason }) => `${outcome} ${address}: ${reason}`);

describe("provider-account-pinned", () => {
  const provider = (...aws: readonly JsonObject[]): TerraformJson => ({
    provider: { aws },
    variable: { key: { default: "from outside" }, accounts: {} },
    resource: { aws_s3_bucket: { b: {} } },
  });

  it.each<[string, JsonObject, string]>([
    ["an account", { allowed_account_ids: ["111122223333"] }, "pass"],
    ["a role of an account", { assume_role: [{ role_arn: "arn:aws:iam::111122223333:role/deploy" }] }, "pass"],
    ["nothing", { region: "eu-west-1" }, "fail"],
    ["no account", { allowed_account_ids: [] }, "fail"],
    ["accounts that it must not change", { forbidden_account_ids: ["111122223333"] }, "fail"],
    ["accounts that are not known", { allowed_account_ids: "${var.accounts}" }, "unknown"],
    ["an account, and a key", { allowed_account_ids: ["111122223333"], access_key: "AKIA" }, "fail"],
    [
      "an account, and a key of a variable",
      { allowed_account_ids: ["111122223333"], secret_key: "${var.key}" },
      "pass",
    ],
  ])("%s", (_, aws, expected) => {
    expect(outcomesOf(providerAccountPinned, provider(aws))).toEqual({ environment: expected });
  });

  it("looks at each provider of AWS, and says which", () => {
    const cases = provider(
      { allowed_account_ids: ["111122223333"] },
      { alias: "audit", region: "eu-west-1" },
      { alias: "old", secret_key: "secret" },
    );
    expect(messagesOf(providerAccountPinned, cases)).toEqual([
      "fail environment: case: the provider aws.audit works in whatever account the credentials are of",
      "fail environment: case: the provider aws.old has its secret_key in the code",
    ]);
    expect(
      outcomesOf(providerAccountPinned, {
        provider: { random: [{}] },
        resource: { random_id: { r: { byte_length: 4 } } },
      }),
    ).toEqual({});
  });
});

describe("prevent-destroy-on-stateful", () => {
  const database = (more: JsonObject): TerraformJson => ({ resource: { aws_db_instance: { d: more } } });

  it.each<[string, JsonObject, string]>([
    ["true", { lifecycle: { prevent_destroy: true } }, "pass aws_db_instance.d: lifecycle.prevent_destroy is true"],
    [
      "true, in a list",
      { lifecycle: [{ prevent_destroy: "true" }] },
      "pass aws_db_instance.d: lifecycle.prevent_destroy is true",
    ],
    [
      "false",
      { lifecycle: { prevent_destroy: false } },
      "fail aws_db_instance.d: lifecycle.prevent_destroy is not true",
    ],
    ["absent", {}, "fail aws_db_instance.d: lifecycle.prevent_destroy is not true"],
    [
      "another",
      { lifecycle: { create_before_destroy: true } },
      "fail aws_db_instance.d: lifecycle.prevent_destroy is not true",
    ],
    [
      "a variable",
      { lifecycle: { prevent_destroy: "${var.durable}" } },
      "unknown aws_db_instance.d: lifecycle.prevent_destroy is no literal, which Terraform does not take",
    ],
  ])("%s", (_, more, expected) => {
    expect(said(preventDestroyOnStateful, database(more))).toEqual([expected]);
  });

  it("asks of buckets with logs, not of others", () => {
    const cases = {
      resource: {
        aws_s3_bucket: { trail: {}, data: {} },
        aws_cloudtrail: {
          t: { name: "t", s3_bucket_name: "${aws_s3_bucket.trail.id}", lifecycle: { prevent_destroy: true } },
        },
      },
    };
    expect(said(preventDestroyOnStateful, cases)).toEqual([
      "pass aws_cloudtrail.t: lifecycle.prevent_destroy is true",
      "fail aws_s3_bucket.trail: lifecycle.prevent_destroy is not true",
    ]);
  });

  it("says nothing of a plan, which does not tell", () => {
    expect(evaluate(graphsOf(database({})).plan, [preventDestroyOnStateful])).toEqual([]);
  });
});

describe("state-backend-encrypted", () => {
  const S3 = { bucket: "b", key: "k", encrypt: true, kms_key_id: "alias/state", use_lockfile: true };
  const state = (terraform: JsonObject): TerraformJson => ({ terraform, resource: { aws_s3_bucket: { b: {} } } });
  const s3 = (more: JsonObject) => state({ backend: { s3: { ...S3, ...more } } });
  const FILE = "fail environment: test: the state is a file beside the code, neither encrypted nor locked for others";

  it.each<[string, TerraformJson, string]>([
    ["S3", s3({}), "pass environment: test: the state is encrypted by an own key, and locked"],
    [
      "S3, in a list",
      state({ backend: [{ s3: [S3] }] }),
      "pass environment: test: the state is encrypted by an own key, and locked",
    ],
    [
      "S3 with a table",
      s3({ use_lockfile: false, dynamodb_table: "locks" }),
      "pass environment: test: the state is encrypted by an own key, and locked",
    ],
    [
      "S3 with words for yes",
      s3({ encrypt: "true", use_lockfile: "true" }),
      "pass environment: test: the state is encrypted by an own key, and locked",
    ],
    [
      "S3 with nothing but a place",
      state({ backend: { s3: { bucket: "b", key: "k" } } }),
      "fail environment: test: of the backend s3 encrypt is not true, kms_key_id names no key, use_lockfile is not true",
    ],
    [
      "S3 with other words",
      s3({ encrypt: "yes", kms_key_id: 1, use_lockfile: 1, dynamodb_table: 1 }),
      "fail environment: test: of the backend s3 encrypt is not true, kms_key_id names no key, use_lockfile is not true",
    ],
    [
      "S3 with a key that is given elsewhere",
      state({ backend: { s3: { ...S3, key: undefined } } } as unknown as JsonObject),
      "unknown environment: test: parts of the backend s3 are given to `terraform init`, not in the code",
    ],
    [
      "S3 with a bucket that is given elsewhere",
      state({ backend: { s3: { key: "k", encrypt: true } } }),
      "unknown environment: test: parts of the backend s3 are given to `terraform init`, not in the code",
    ],
    [
      "S3 that is no block",
      state({ backend: { s3: "x" } }),
      "unknown environment: test: whether the backend s3 encrypts and locks the state is not known",
    ],
    [
      "S3 that is nothing",
      state({ backend: { s3: null } }),
      "unknown environment: test: whether the backend s3 encrypts and locks the state is not known",
    ],
    [
      "HCP Terraform, as it was",
      state({ backend: { remote: { organization: "acme" } } }),
      "pass environment: test: remote encrypts and locks the state",
    ],
    ["not encrypted", s3({ encrypt: false }), "fail environment: test: of the backend s3 encrypt is not true"],
    [
      "no key, no lock",
      s3({ kms_key_id: "", use_lockfile: false }),
      "fail environment: test: of the backend s3 kms_key_id names no key, use_lockfile is not true",
    ],
    [
      "given elsewhere",
      state({ backend: { s3: { encrypt: true } } }),
      "unknown environment: test: parts of the backend s3 are given to `terraform init`, not in the code",
    ],
    ["local", state({ backend: { local: { path: "a.tfstate" } } }), FILE],
    ["none", state({}), FILE],
    [
      "HCP Terraform",
      state({ cloud: { organization: "acme" } }),
      "pass environment: test: cloud encrypts and locks the state",
    ],
    [
      "another",
      state({ backend: { pg: {} } }),
      "unknown environment: test: whether the backend pg encrypts and locks the state is not known",
    ],
  ])("%s", (_, terraform, expected) => {
    expect(said(stateBackendEncrypted, terraform)).toEqual([expected]);
  });

  it("says nothing of a plan, which does not tell", () => {
    expect(evaluate(graphsOf(s3({})).plan, [stateBackendEncrypted])).toEqual([]);
  });
});

describe("tags-present", () => {
  const B = "aws_s3_bucket.b";
  const OURS = { Owner: "TeamA", Environment: "test", ManagedBy: "Terraform" };
  const bucket = (tags: JsonObject | string | undefined, aws: JsonObject = {}): TerraformJson => ({
    provider: { aws: [aws] },
    data: { aws_ssm_parameter: { x: { name: "x" } } },
    resource: { aws_s3_bucket: { b: tags === undefined ? {} : { tags } } },
  });

  it.each<[string, TerraformJson, string]>([
    ["its own", bucket(OURS), "pass"],
    ["the provider's", bucket(undefined, { default_tags: [{ tags: OURS }] }), "pass"],
    [
      "some of each",
      bucket({ Owner: "TeamA" }, { default_tags: [{ tags: { Environment: "a", ManagedBy: "b" } }] }),
      "pass",
    ],
    ["spelled otherwise", bucket({ team: "a", ENV: "test", "managed-by": "terraform" }), "pass"],
    ["none", bucket(undefined), "fail"],
    ["some", bucket({ Owner: "TeamA", Name: "b" }), "fail"],
    ["not known", bucket("${jsondecode(data.aws_ssm_parameter.x.value)}"), "unknown"],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(tagsPresent, terraform)).toEqual({ [B]: expected });
  });

  it("says which are missing, and asks nothing of what cannot carry tags", () => {
    const cases = {
      resource: {
        aws_s3_bucket: { b: { tags: { Owner: "TeamA" } } },
        aws_s3_bucket_versioning: { v: { bucket: "b", versioning_configuration: [{ status: "Enabled" }] } },
      },
    };
    expect(messagesOf(tagsPresent, cases)).toEqual(["fail aws_s3_bucket.b tags: it has no tag Environment, ManagedBy"]);
  });

  it("reads the provider of a plan as Terraform writes it", () => {
    const plan = (tags: JsonObject) =>
      planGraph([{ address: B }], {
        configuration: {
          provider_config: { aws: { name: "aws", expressions: { default_tags: [{ tags }] } } },
          root_module: {},
        },
      });
    const of = (tags: JsonObject) =>
      evaluate(plan(tags), [tagsPresent]).map(({ outcome, reason }) => [outcome, reason]);
    expect(of({ constant_value: OURS })).toEqual([["pass", "it has all three tags"]]);
    expect(of({ references: ["var.tags"] })).toEqual([
      [
        "unknown",
        "whether it has the tag Owner, Environment, ManagedBy cannot be told: default_tags of the provider aws are not known",
      ],
    ]);
  });

  it("does not run unless it is asked for: how tags are called is an organization's own", () => {
    expect(tagsPresent.onByDefault).toBe(false);
  });
});
