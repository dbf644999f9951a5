import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { synthesized } from "../support/environments";
import type { Template } from "../support/template";

/**
 * Addresses are part of the interface: operators import, move and target by them, and Terraform destroys what loses its own.
 * `UPDATE_ADDRESSES=1 npx jest addresses` writes the list anew.
 */
const GOLDEN = join(__dirname, "addresses", "seccfn.txt");

const UPDATE = "UPDATE_ADDRESSES";

describe("the addresses of seccfn", () => {
  const current = addressesOf(synthesized().template);
  if (process.env[UPDATE] === "1") {
    writeFileSync(GOLDEN, `${current.join("\n")}\n`);
  }
  const golden = existsSync(GOLDEN) ? readFileSync(GOLDEN, "utf8").trimEnd().split("\n") : [];

  it("are those of addresses/seccfn.txt, so that nobody's resources are replaced by accident", () => {
    expect(difference(golden, current)).toBe("");
  });

  it("are listed one a line, sorted, each once", () => {
    expect(golden).toEqual([...new Set(golden)].sort());
  });

  it("say what to do where they differ", () => {
    expect(difference(["aws_vpc.a", "aws_vpc.b"], ["aws_vpc.b", "aws_vpc.c"])).toMatchInlineSnapshot(`
"gone: aws_vpc.a
new: aws_vpc.c
A resource whose address changes is destroyed and made anew, unless the stack has a moved block:
  stack.addOverride("moved", [{ from: "<old address>", to: "<new address>" }])
Add one for each that was renamed, say in CHANGELOG.md under "Plan impact" what is gone for good, then run
  UPDATE_ADDRESSES=1 npx jest addresses"
`);
  });
});

describe("the layered topology", () => {
  it.each([
    ["as shipped", {}],
    ["as a test copy", { lifecycle: "ephemeral", stage: "development" } as const],
    ["with alerts by e-mail", { monitoring: { alertEmail: "security@example.com" } }],
  ])("has the addresses of the single one, %s, each in one stack", (_, overrides) => {
    const layered = Object.values(synthesized({ ...overrides, topology: "layered" }).stacks).flatMap(addressesOf);
    const ours = layered.filter((address) => !address.startsWith("data.terraform_remote_state."));
    expect([...ours].sort()).toEqual(addressesOf(synthesized(overrides).template));
  });
});

/** What has a place in the state, and the checks, whose results are kept there too. */
function addressesOf({ resources, dataSources, ephemerals, checks }: Template): string[] {
  return [...resources, ...dataSources, ...ephemerals, ...checks].map(({ address }) => address).sort();
}

function difference(golden: readonly string[], current: readonly string[]): string {
  const gone = golden.filter((address) => !current.includes(address)).map((address) => `gone: ${address}`);
  const added = current.filter((address) => !golden.includes(address)).map((address) => `new: ${address}`);
  return gone.length + added.length === 0
    ? ""
    : [
        ...gone,
        ...added,
        "A resource whose address changes is destroyed and made anew, unless the stack has a moved block:",
        '  stack.addOverride("moved", [{ from: "<old address>", to: "<new address>" }])',
        'Add one for each that was renamed, say in CHANGELOG.md under "Plan impact" what is gone for good, then run',
        `  ${UPDATE}=1 npx jest addresses`,
      ].join("\n");
}
