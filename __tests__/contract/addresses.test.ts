import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SHIPPED, synthesized, type Variant, variants } from "../support/environments";
import type { Template } from "../support/template";

/**
 * Addresses are part of the interface: operators import, move and target by them, and Terraform destroys what loses its own.
 * `UPDATE_ADDRESSES=1 npx jest addresses` writes the lists anew.
 */
const UPDATE = "UPDATE_ADDRESSES";

describe.each(SHIPPED)("the addresses of %s", (name) => {
  const file = join(__dirname, "addresses", `${name}.txt`);
  const current = addressesOf(synthesized({}, name).template);
  if (process.env[UPDATE] === "1") {
    writeFileSync(file, `${current.join("\n")}\n`);
  }
  const golden = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];

  it("are those of addresses/, so that nobody's resources are replaced by accident", () => {
    expect(difference(golden, current)).toBe("");
  });

  it("are listed one a line, sorted, each once", () => {
    expect(golden).toEqual([...new Set(golden)].sort());
  });
});

describe("a difference of addresses", () => {
  it("says what to do", () => {
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
  it.each<Variant>([
    ...SHIPPED.map((base) => ({ name: base, base, overrides: {} })),
    { name: "a test copy", overrides: { lifecycle: "ephemeral", stage: "development" } },
    ...variants(
      "alerts by e-mail",
      "AWS's own keys",
      "plain HTTP without a web ACL",
      "no way to the internet",
      "SSH by a transit gateway",
      "a service-linked role of its own",
    ),
  ])("has the addresses of the single one, each in one stack: $name", ({ overrides, base }) => {
    const layered = Object.values(synthesized({ ...overrides, topology: "layered" }, base).stacks).flatMap(addressesOf);
    const ours = layered.filter((address) => !address.startsWith("data.terraform_remote_state."));
    expect([...ours].sort()).toEqual(addressesOf(synthesized(overrides, base).template));
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
