import type { Json } from "../../model";
import { objectOf, textOf } from "../../model/json";
import type { Block, Reading } from "../hcl/syntax";
import { writeHcl } from "../hcl/write";
import type { BundledStack } from "./bundle";
import { knobsOf } from "./knobs";
import { code, fenced } from "./markdown";
import { outputsOf } from "./outputs";
import type { Guide } from "./readme";

/** How a bundle is used as a module: the provider that it needs, and a call with all that must be given. */
export function moduleUse({ stacks, example }: Guide): string[][] {
  return [
    ["## Use"],
    [
      "Put the folder beside your configuration and call it. The module has no provider and no backend: both are yours. The provider's",
      "`default_tags` are part of what the controls were told, and `allowed_account_ids` keeps it out of other accounts.",
    ],
    ...(stacks.length === 1
      ? []
      : [
          [
            `It has ${stacks.length} modules, one for each stack, to be called from configurations of their own, in the order of the folders.`,
            ...(stacks.some(({ json }) => objectOf(json.data).terraform_remote_state !== undefined)
              ? [
                  "Later ones read outputs of earlier ones from their states: hand on each output of a module under its own name, and keep its state in the",
                  `bucket under the key that the later ones read (${keysRead(stacks).map(code).join(", ")}).`,
                ]
              : []),
          ],
        ]),
    fenced("hcl", example.trimEnd().split("\n")),
    ["Upgrade by unpacking the new version and pointing `source` to it; read its `CHANGES.md`, then the plan."],
  ];
}

/** The keys of states that some stack reads. */
function keysRead(stacks: Guide["stacks"]): string[] {
  const states = stacks.flatMap(({ json }) => Object.values(objectOf(objectOf(json.data).terraform_remote_state)));
  return [...new Set(states.flatMap((state) => textOf(objectOf(objectOf(state).config).key) ?? []))];
}

/** What a module is called in the configuration that calls it: `module.seccfn`. */
export function moduleAddress({ stack }: Pick<BundledStack, "stack">): string {
  return `module.${labelOf(stack.name)}`;
}

function labelOf(stack: string): string {
  return stack.replace(/[^\w-]/g, "_");
}

/** A root configuration that calls the module; of several, the first. One of the knobs shows where they are turned. */
export async function exampleRoot({ stacks, source, bundle }: Omit<Guide, "example">): Promise<string> {
  const { format } = await import("@cdktf/hcl-tools");
  const [first] = stacks;
  const { name, account, region, tags } = source.environment;
  const folder = first === undefined || first.folder === "" ? bundle.name : `${bundle.name}/${first.folder}`;
  const label = labelOf(first?.stack.name ?? name);
  const knobs = knobsOf({ json: first?.json ?? {} });
  const needed = knobs.filter((knob) => knob.default === undefined);
  const [shown] = knobs.filter((knob) => knob.default !== undefined);
  const [output] = outputsOf({ json: first?.json ?? {} });
  const blocks: Block[] = [
    block("terraform", [], { required_version: first?.stack.terraformVersion ?? "" }, [
      block("required_providers", [], requiredProviders(first?.json.terraform)),
    ]),
    block("provider", ["aws"], { region, allowed_account_ids: [account] }, [
      block("default_tags", [], { tags: { ...tags } }),
    ]),
    block("module", [label], {
      source: `./${folder}`,
      ...Object.fromEntries(needed.map((knob) => [knob.name, `your-${knob.name.replaceAll("_", "-")}`])),
      ...(shown?.default === undefined ? {} : { [shown.name]: shown.default }),
    }),
    ...(output === undefined
      ? []
      : [block("output", [output.name], { value: `\${module.${label}.${output.name}}` }, [], "template")]),
  ];
  return format(writeHcl({ arguments: [], blocks }));
}

function requiredProviders(terraform: Json | undefined): Readonly<Record<string, Json>> {
  return objectOf(objectOf(terraform).required_providers);
}

function block(
  type: string,
  labels: readonly string[],
  values: Readonly<Record<string, Json>>,
  blocks: readonly Block[] = [],
  reading: Reading = "literal",
): Block {
  const all = Object.entries(values).map(([name, value]) => ({ name, value, reading }));
  return { type, labels, body: { arguments: all, blocks } };
}
