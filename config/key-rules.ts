import { REGION_PARTITIONS } from "./aws-limits";
import type { Environment } from "./environment";
import { areRight, type Sections } from "./known-sections";
import { type Violation, violation } from "./sentences";

type Keys = Environment["kms"];

/** The rules of keys: which are made, and which one is given. */
export function keyRules(sections: Sections): Violation[] {
  if (!areRight(sections, "kms")) {
    return [];
  }
  const { kms } = sections;
  return [
    ...separateKeyRules(kms),
    ...(kms.mode === "existing" ? existingKeyRules(kms, sections) : otherModeRules(kms)),
  ];
}

function separateKeyRules({ mode, separateKeys }: Keys): Violation[] {
  return separateKeys.length > 0 && mode !== "own"
    ? [
        violation(
          ["kms", "separateKeys"],
          `must be empty with mode: ${mode}`,
          separateKeys,
          "only mode: own makes keys",
        ),
      ]
    : [];
}

const PATH = ["kms", "existingKeyArn"];

function otherModeRules({ mode, existingKeyArn }: Keys): Violation[] {
  return existingKeyArn === undefined
    ? []
    : [
        violation(
          PATH,
          `must be left out with mode: ${mode}`,
          existingKeyArn,
          "remove it, or take mode: existing to use that key",
        ),
      ];
}

function existingKeyRules({ existingKeyArn }: Keys, { region, account }: Sections): Violation[] {
  if (existingKeyArn === undefined) {
    return [violation(PATH, "must be given with mode: existing", existingKeyArn, "write the ARN of the key")];
  }
  const violations: Violation[] = [];
  if (existingKeyArn.includes(":alias/")) {
    violations.push(
      violation(PATH, "must be the ARN of the key itself", existingKeyArn, "policies cannot name a key by an alias"),
    );
  }
  if (region !== undefined && account !== undefined) {
    const beginning = `arn:${REGION_PARTITIONS[region]}:kms:${region}:${account}:`;
    if (!existingKeyArn.startsWith(beginning)) {
      violations.push(
        violation(
          PATH,
          `must begin with ${beginning}`,
          existingKeyArn,
          "the key must be of the environment's own region and account",
        ),
      );
    }
  }
  return violations;
}
