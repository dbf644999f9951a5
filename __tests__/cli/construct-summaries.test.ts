import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constructSummaries } from "../../cli/construct-reference";
import { PROJECT_ROOT } from "../support/environments";

const TWO = `/** Props. */
export interface OneProps {}

/**
 * Defines the one, which is
 * first (ALL-4). Rules are others.
 */
export class One extends Construct {
  constructor() {
  }
}

/** Adds a second. It returns it. */
export function second() {
  return helper();
}

export function third() {}

function helper() {}
`;

const ONLY = `/** Only errors. */
export class OnlyError extends Error {}

/** Defines what stands alone. */
export class Only extends Construct {
}

function helper() {}
`;

describe("what a line of constructs/ belongs to", () => {
  const root = mkdtempSync(join(tmpdir(), "summaries-"));
  mkdirSync(join(root, "constructs", "area"), { recursive: true });
  writeFileSync(join(root, "constructs", "area", "two.ts"), TWO);
  writeFileSync(join(root, "constructs", "area", "only.ts"), ONLY);
  const summaryAt = constructSummaries(root);

  it.each([
    ["a construct", "two", 10, "The one, which is first"],
    ["a function", "two", 16, "Adds a second"],
    ["a function without a docstring", "two", 19, undefined],
    ["a helper of a file with several", "two", 21, undefined],
    ["the head of a file with several", "two", 2, undefined],
    ["a helper of a file with one construct", "only", 8, "What stands alone"],
  ])("%s", (_, file, line, expected) => {
    expect(summaryAt(`constructs/area/${file}.ts`, line)).toBe(expected);
  });

  it("is nothing where it is no line of constructs/", () => {
    expect(summaryAt("stacks/network-layer.ts", 10)).toBeUndefined();
  });

  it("is told of rules between security groups by the function that makes them", () => {
    const lines = constructSummaries(PROJECT_ROOT);
    expect(lines("constructs/network/security-group.ts", 85)).toBe(
      "Lets one group open connections to another: a rule out of the one and a rule into the other",
    );
  });
});
