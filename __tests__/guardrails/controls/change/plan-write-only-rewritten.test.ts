import { planWriteOnlyRewritten } from "../../../../guardrails/controls/change/plan-write-only-rewritten";
import type { JsonObject } from "../../../support/json";
import { type GivenChange, saidOfPlan } from "../../../support/plan-changes";

const SECRET = "aws_secretsmanager_secret_version.app";
const DATABASE = "aws_db_instance.main";

/** A secret that holds where the database is, as Terraform lists what HCL refers to. */
const MADE_OF_DATABASE = {
  expressions: {
    [SECRET]: {
      secret_string_wo: { references: [`${DATABASE}.port`, DATABASE, `${DATABASE}.address`, DATABASE] },
      secret_string_wo_version: { constant_value: 1 },
    },
  },
};

const version = (before: JsonObject, after: JsonObject = before): GivenChange => ({
  before: { id: "s", secret_string_wo: null, ...before },
  after: { id: "s", secret_string_wo: null, ...after },
  ...(before === after ? { actions: ["no-op"] } : {}),
});
const database = (after: JsonObject, more: Partial<GivenChange> = {}): GivenChange => ({
  before: { identifier: "db", port: 5432, address: "db.example" },
  after: { identifier: "db", port: 5432, address: "db.example", ...after },
  ...more,
});

const STAYS = "secret_string_wo is made of it, and secret_string_wo_version stays 1";

describe("plan-write-only-rewritten", () => {
  it.each<[string, GivenChange, GivenChange, string[]]>([
    [
      "another port under the same version",
      database({ port: 5433 }),
      version({ secret_string_wo_version: 1 }),
      [`fail ${SECRET}: ${DATABASE}.port changes: 5432 → 5433; ${STAYS}`],
    ],
    [
      "another port under the same version, with another change of the secret",
      database({ port: 5433 }),
      version({ secret_string_wo_version: 1, a: 1 }, { secret_string_wo_version: 1, a: 2 }),
      [`fail ${SECRET}: ${DATABASE}.port changes: 5432 → 5433; ${STAYS}`],
    ],
    [
      "an address that only AWS will know",
      database({ address: null }, { actions: ["delete", "create"], afterUnknown: { address: true } }),
      version({ secret_string_wo_version: 1 }),
      [`unknown ${SECRET}: whether ${DATABASE}.address stays shows only after apply; ${STAYS}`],
    ],
    [
      "another port, and the version counted up",
      database({ port: 5433 }),
      version({ secret_string_wo_version: 1 }, { secret_string_wo_version: 2 }),
      [],
    ],
    [
      "a change of the database that the secret does not hold",
      database({ backup: 3 }),
      version({ secret_string_wo_version: 1 }),
      [],
    ],
    ["a secret that is made in this plan", database({ port: 5433 }), { after: { secret_string_wo_version: 1 } }, []],
    [
      "a secret that is replaced, and so written",
      database({ port: 5433 }),
      { ...version({ secret_string_wo_version: 1 }), actions: ["delete", "create"] },
      [],
    ],
    ["a secret that goes", database({ port: 5433 }), { before: { secret_string_wo_version: 1 } }, []],
    ["a secret that is not written only", database({ port: 5433 }), version({ secret_string: "x" }), []],
    [
      "a version that cannot be told",
      database({ port: 5433 }),
      {
        ...version({ secret_string_wo_version: 1 }, { secret_string_wo_version: null }),
        afterUnknown: { secret_string_wo_version: true },
      },
      [],
    ],
  ])("%s", (_, changed, secret, expected) => {
    expect(saidOfPlan(planWriteOnlyRewritten, { [DATABASE]: changed, [SECRET]: secret }, MADE_OF_DATABASE)).toEqual(
      expected,
    );
  });

  it("looks at what a database's own password is made of", () => {
    const said = saidOfPlan(
      planWriteOnlyRewritten,
      {
        "aws_ssm_parameter.salt": { before: { value: "a" }, after: { value: "b" } },
        [DATABASE]: { before: { password_wo_version: 3 }, after: { password_wo_version: 3 }, actions: ["no-op"] },
      },
      {
        expressions: {
          [DATABASE]: { password_wo: { references: ["aws_ssm_parameter.salt.value", "aws_ssm_parameter.salt"] } },
        },
      },
    );
    expect(said).toEqual([
      `fail ${DATABASE}: aws_ssm_parameter.salt.value changes: (sensitive) → (sensitive); password_wo is made of it, and password_wo_version stays 3`,
    ]);
  });

  it("takes a version that is a text as it is", () => {
    const [other, secret] = ["aws_ssm_parameter.other", "aws_kms_ciphertext.secret"];
    const side = { plaintext_wo_version: "spring" };
    const said = saidOfPlan(
      planWriteOnlyRewritten,
      {
        [other]: { before: { type: "String" }, after: { type: "StringList" } },
        [secret]: { before: side, after: side, actions: ["no-op"] },
      },
      { expressions: { [secret]: { plaintext_wo: { references: [`${other}.type`, other] } } } },
    );
    expect(said).toEqual([
      `fail ${secret}: ${other}.type changes: "String" → "StringList"; plaintext_wo is made of it, and plaintext_wo_version stays spring`,
    ]);
  });

  it("says nothing of another secret's neighbour", () => {
    const changes = { [DATABASE]: database({ port: 5433 }), [SECRET]: version({ secret_string_wo_version: 1 }) };
    expect(
      saidOfPlan(planWriteOnlyRewritten, changes, {
        expressions: { [SECRET]: { secret_id: { references: [`${DATABASE}.port`] } } },
      }),
    ).toEqual([]);
  });
});
