import { readEnvironment as readCompliance } from "../../functions/compliance/environment";
import { readEnvironment as readDatabase } from "../../functions/database/environment";
import { readEnvironment as readRotation } from "../../functions/rotation/environment";
import { OTHERS, synthesized, VARIANTS } from "../support/environments";
import { objectOf } from "../support/json";
import type { Template } from "../support/template";

/** Reads what a function is told as the function itself does. The Python one has its own tests of the same names. */
const READERS: Readonly<Record<string, (variables: Record<string, string | undefined>) => unknown>> = {
  compliance: readCompliance,
  database_report: readDatabase,
  rotation: readRotation,
};

/** What `functions/recovery-points/settings.py` asks for. */
const RECOVERY_VARIABLES = [
  "BACKUP_VAULT_NAME",
  "DATABASE_IDENTIFIERS",
  "DIMENSION_ENVIRONMENT",
  "LOG_LEVEL",
  "MAX_RECOVERY_POINT_AGE_HOURS",
  "MAX_RESTORABLE_AGE_MINUTES",
  "METRIC_NAMESPACE",
  "PROTECTED_RESOURCES",
];

const variants = [...VARIANTS.slice(0, 1), ...OTHERS];

describe.each(variants)("the functions of $name", ({ overrides, base }) => {
  it("are told all that their code asks for, and nothing that it refuses", () => {
    const functions = Object.values(synthesized(overrides, base).stacks).flatMap(functionsOf);
    for (const [name, variables] of functions) {
      const known = name === "recovery_check" ? RECOVERY_VARIABLES : undefined;
      if (known === undefined) {
        expect(() => READERS[name]?.(variables)).not.toThrow();
        expect(Object.keys(READERS)).toContain(name);
      } else {
        expect(Object.keys(variables).sort()).toEqual(known);
      }
    }
  });
});

it("refuses a name that the code does not read", () => {
  expect(() => readDatabase({ LOG_LEVEL: "info" })).toThrow("SECRET_ARN");
});

/** Functions with their variables; what only Terraform knows is written as a text of the same form. */
function functionsOf(template: Template): [string, Record<string, string>][] {
  return template.blocksOf("aws_lambda_function").map(({ name, values }) => {
    const variables = Object.entries(objectOf(objectOf(values.environment).variables)).map(([key, value]) => [
      key,
      /^\$\{.*port.*\}$/.test(String(value)) ? "5432" : String(value).replace(/\$\{[^}]*\}/g, "value"),
    ]);
    return [name, Object.fromEntries(variables)];
  });
}
