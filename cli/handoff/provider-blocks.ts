import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BlockSchema, NestedBlock, ProviderBlocks } from "../../handoff/hcl/blocks";

/** Where the bindings of each provider are, below the project's folder. */
const PACKAGES: Readonly<Record<string, string>> = {
  aws: "node_modules/@cdktf/provider-aws/lib",
  random: "node_modules/@cdktf/provider-random/lib",
};

/** What Terraform brings itself. */
const OWN: Readonly<Record<string, BlockSchema>> = { "data.terraform_remote_state": new Map() };

/**
 * Which arguments are blocks, by the providers' own bindings: they are made from the providers' schemas, and say so where they
 * write HCL. Read as text, so that no class is loaded.
 *
 * @param root the project's folder
 */
export function providerBlocks(root: string): ProviderBlocks {
  const known = new Map<string, BlockSchema | undefined>();
  const once = (key: string, read: () => BlockSchema | undefined) => {
    if (!known.has(key)) {
      known.set(key, read());
    }
    return known.get(key);
  };
  return {
    of: (mode, type) =>
      once(`${mode}.${type}`, () => {
        // Ephemeral resources have no bindings; those of the two providers have arguments only.
        return mode === "ephemeral" ? new Map() : (OWN[`${mode}.${type}`] ?? readBinding(root, mode, type));
      }),
    ofProvider: (name) => once(`provider.${name}`, () => readFolder(join(root, PACKAGES[name] ?? "", "provider"))),
  };
}

function readBinding(root: string, mode: "resource" | "data", type: string): BlockSchema | undefined {
  const [provider = "", ...rest] = type.split("_");
  const library = PACKAGES[provider];
  if (library === undefined) {
    return undefined;
  }
  // cdktf names the folders of data sources after the whole type, those of resources without the provider.
  const names = mode === "data" ? [`data-${provider}-${rest.join("-")}`] : [rest.join("-")];
  return names.map((name) => readFolder(join(root, library, name))).find((schema) => schema !== undefined);
}

function readFolder(folder: string): BlockSchema | undefined {
  if (!existsSync(join(folder, "index.js"))) {
    return undefined;
  }
  const source = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".js"))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");
  const start = source.indexOf("synthesizeHclAttributes() {");
  const end = source.indexOf("\n    }\n", start);
  return start < 0 ? undefined : schemaOf(source.slice(start, end), source, []);
}

/** `name: { value: …, isBlock: true, …`, as cdktf writes it for each member. */
const MEMBER =
  /^\s+(\w+): \{\n\s+value: (.*),\n\s+isBlock: (true|false),\n\s+type: ".*",\n\s+storageClassType: "(.*)",/gm;

function schemaOf(members: string, source: string, within: readonly string[]): BlockSchema {
  return new Map(
    [...members.matchAll(MEMBER)].flatMap(([, name = "", value = "", isBlock, kind]): [string, NestedBlock][] => {
      if (isBlock === "false") {
        // What nests without end has no class.
        return kind === "any" ? [[name, { body: "any" }]] : [];
      }
      const [, converter = ""] = /(\w+ToHclTerraform)\b/.exec(value) ?? [];
      const body = within.includes(converter) ? "any" : (nested(converter, source, [...within, converter]) ?? "any");
      // A list that the bindings do not write as blocks is an argument that may be written as blocks.
      return [[name, { body, ...(/\bfalse\)\(/.test(value) ? { emptyListCounts: true } : {}) }]];
    }),
  );
}

function nested(converter: string, source: string, within: readonly string[]): BlockSchema | undefined {
  const start = source.indexOf(`function ${converter}(struct) {`);
  return start < 0 ? undefined : schemaOf(source.slice(start, source.indexOf("\n}\n", start)), source, within);
}
