import { bundleVersion, inputHash } from "../../../handoff/bundle/version";

const SOURCE = {
  stacks: [
    {
      name: "a",
      json: {
        "//": { metadata: "of cdktf" },
        resource: { aws_vpc: { v: { "//": { x: 1 }, cidr_block: "10.0.0.0/16" } } },
      },
      terraformVersion: ">= 1.11.0",
      assets: new Map([["assets/f.zip", Buffer.from("f")]]),
    },
  ],
  providers: [{ source: "registry.terraform.io/hashicorp/aws", version: "6.25.0" }],
  state: {},
} as const;
const OPTIONS = { format: "json", use: "root" } as const;
const [STACK] = SOURCE.stacks;

it("names the project's version and the beginning of the hash", () => {
  expect(bundleVersion("0.1.0", "0123456789abcdef")).toBe("0.1.0-01234567");
});

it("is the same for the same input, whatever cdktf notes", () => {
  const { "//": _, ...json } = STACK.json;
  expect(inputHash({ ...SOURCE, stacks: [{ ...STACK, json }] }, OPTIONS)).toBe(inputHash(SOURCE, OPTIONS));
});

it.each([
  [
    "a value",
    { ...SOURCE, stacks: [{ ...STACK, json: { resource: { aws_vpc: { v: { cidr_block: "10.1.0.0/16" } } } } }] },
    OPTIONS,
  ],
  ["an asset", { ...SOURCE, stacks: [{ ...STACK, assets: new Map([["assets/f.zip", Buffer.from("g")]]) }] }, OPTIONS],
  ["Terraform's version", { ...SOURCE, stacks: [{ ...STACK, terraformVersion: ">= 1.12.0" }] }, OPTIONS],
  [
    "a provider",
    { ...SOURCE, providers: [{ source: "registry.terraform.io/hashicorp/aws", version: "6.26.0" }] },
    OPTIONS,
  ],
  ["the place of state", { ...SOURCE, state: { bucket: "b" } }, OPTIONS],
  ["the format", SOURCE, { ...OPTIONS, format: "hcl" as const }],
  ["the use", SOURCE, { ...OPTIONS, use: "module" as const }],
])("is another one when %s differs", (_, source, options) => {
  expect(inputHash(source, options)).not.toBe(inputHash(SOURCE, OPTIONS));
});
