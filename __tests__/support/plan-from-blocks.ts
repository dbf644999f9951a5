import type { Graph, Resource } from "../../model";
import type { Attributes } from "../../model/attributes";
import type { Term } from "../../model/term";
import type { Arguments } from "./bindings";
import { isObject, type Json, type JsonObject, listOf, objectOf } from "./json";
import { referencesIn } from "./plan-references";
import { addedByProvider, argumentsOf } from "./provider-additions";

/**
 * Makes of Terraform JSON the plan that Terraform would make of it, before anything exists: values known or not, what the
 * provider adds by itself, and of expressions no more than what they refer to.
 */

/** The Terraform JSON of a root module, and of the local modules that it calls by their folders, e.g. `./net`. */
export interface Project {
  readonly root: JsonObject;
  readonly modules?: Readonly<Record<string, JsonObject>>;
}

/** The JSON of `terraform show -json` for a project; `graph` is the same project, synthesized. */
export function planJsonOf(project: Project, graph: Graph): JsonObject {
  const all = [...graph.resources(), ...graph.data()];
  const stars = all.filter(({ repeated }) => repeated).map(({ address }) => address);
  if (stars.length > 0) {
    throw new Error(`no plan can be made: count or for_each is not known of ${stars.join(", ")}`);
  }
  const resources = all.filter(({ mode }) => mode !== "ephemeral").map(plannedResource);
  const modules = new Set(all.flatMap(({ module }) => (module.address === "" ? [] : [module.address])));
  const within = (address: string) =>
    resources.filter((item) => (item.module_address ?? "") === address).map(({ change: _, ...item }) => item);
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    variables: Object.fromEntries(
      Object.entries(objectOf(project.root.variable)).flatMap(([name, variable]) => {
        const value = objectOf(variable).default;
        return value === undefined ? [] : [[name, { value }]];
      }),
    ),
    planned_values: {
      root_module: {
        resources: within(""),
        child_modules: [...modules].map((address) => ({ address, resources: within(address) })),
      },
    },
    resource_changes: resources.map(({ values: _, ...item }) => item),
    configuration: {
      provider_config: Object.fromEntries(
        Object.entries(objectOf(project.root.provider)).flatMap(([name, given]) =>
          listOf(given).map((json) => {
            const { alias, ...rest } = objectOf(json);
            const key = typeof alias === "string" ? `${name}.${alias}` : name;
            return [key, { name, ...(alias === undefined ? {} : { alias }), expressions: expressions(rest) }];
          }),
        ),
      ),
      root_module: moduleConfiguration(project.root, project),
    },
    applyable: true,
    complete: true,
    errored: false,
  };
}

function plannedResource(resource: Resource): JsonObject {
  const { address, mode, type, name, key, module } = resource;
  const kind = mode === "data" ? `data.${type}` : type;
  const { value, unknown } = planned(resource, argumentsOf(kind));
  const added = addedByProvider(kind);
  const set = new Set(resource.names());
  const after = { ...without(added.defaults, set), ...value };
  const afterUnknown = { ...without(added.computed, set), ...unknown };
  return {
    address,
    ...(module.address === "" ? {} : { module_address: module.address }),
    mode,
    type,
    name,
    ...(key === undefined ? {} : { index: key }),
    values: after,
    change: {
      actions: [mode === "data" ? "read" : "create"],
      before: null,
      after,
      after_unknown: afterUnknown,
      before_sensitive: false,
      after_sensitive: {},
    },
  };
}

function without(members: JsonObject, names: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.has(name)));
}

interface Planned {
  readonly value: { readonly [name: string]: Json };
  readonly unknown: { readonly [name: string]: Json };
}

/** The two trees of a resource or block: what is known, and what is not. Every block is a list of blocks. */
function planned(attributes: Attributes, known: Arguments | undefined): Planned {
  const value: Record<string, Json> = {};
  const missing: Record<string, Json> = {};
  for (const name of attributes.names()) {
    const argument = known?.get(name);
    const blocks = argument?.shape === "map" ? { items: [] } : attributes.blocks(name);
    if (argument?.shape === "block" && blocks.unknown !== undefined) {
      missing[name] = true;
    } else if (blocks.items.length > 0) {
      const inner = blocks.items.map((block) => planned(block, argument?.block));
      value[name] = inner.map((block) => block.value);
      missing[name] = inner.map((block) => block.unknown);
    } else {
      const { known: own, unknown: rest } = halves(attributes.term([name]));
      if (own !== undefined) {
        value[name] = own;
      }
      if (rest !== false) {
        missing[name] = rest;
      }
    }
  }
  return { value, unknown: missing };
}

/** What is known of a value, and in the same shape what is not. */
function halves(term: Term): { readonly known: Json | undefined; readonly unknown: Json } {
  switch (term.kind) {
    case "known":
      return { known: term.value, unknown: false };
    case "list": {
      const items = term.items.map(halves);
      return { known: items.map(({ known }) => known ?? null), unknown: items.map(({ unknown }) => unknown) };
    }
    case "object": {
      const entries = [...term.entries].map(([key, inner]) => [key, halves(inner)] as const);
      return {
        known: Object.fromEntries(entries.flatMap(([key, { known }]) => (known === undefined ? [] : [[key, known]]))),
        unknown: Object.fromEntries(
          entries.flatMap(([key, { unknown }]) => (unknown === false ? [] : [[key, unknown]])),
        ),
      };
    }
    default:
      return { known: undefined, unknown: true };
  }
}

/** The configuration of a module: constants, and what is referred to. */
function moduleConfiguration(json: JsonObject, project: Project): JsonObject {
  const blocks = (section: string, mode: string) =>
    Object.entries(objectOf(json[section])).flatMap(([type, byName]) =>
      Object.entries(objectOf(byName)).map(([name, block]) => {
        const { count, for_each, depends_on, provisioner, provider, lifecycle: _, "//": __, ...rest } = objectOf(block);
        return {
          address: `${mode === "managed" ? "" : `${mode}.`}${type}.${name}`,
          mode,
          type,
          name,
          provider_config_key: typeof provider === "string" ? provider : (type.split("_")[0] ?? ""),
          expressions: expressions(rest, argumentsOf(mode === "managed" ? type : `${mode}.${type}`)),
          ...repetition(count, for_each),
          ...(depends_on === undefined ? {} : { depends_on }),
          ...(provisioner === undefined ? {} : { provisioners: provisioners(provisioner) }),
        };
      }),
    );
  return {
    resources: [...blocks("resource", "managed"), ...blocks("data", "data"), ...blocks("ephemeral", "ephemeral")],
    variables: objectOf(json.variable),
    outputs: Object.fromEntries(
      Object.entries(objectOf(json.output)).map(([name, output]) => [
        name,
        { expression: expression(objectOf(output).value ?? null) },
      ]),
    ),
    module_calls: Object.fromEntries(
      Object.entries(objectOf(json.module)).map(([name, call]) => {
        const { source, count, for_each, providers: _, depends_on: __, ...rest } = objectOf(call);
        const inner = project.modules?.[String(source)];
        if (inner === undefined) {
          throw new Error(`module ${name}: there is no module ${String(source)}`);
        }
        const given = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, expression(value)]));
        return [
          name,
          {
            source: String(source),
            expressions: given,
            ...repetition(count, for_each),
            module: moduleConfiguration(inner, project),
          },
        ];
      }),
    ),
  };
}

function provisioners(json: Json): JsonObject[] {
  return listOf(json).flatMap((item) =>
    Object.entries(objectOf(item)).map(([type, given]) => ({ type, expressions: expressions(objectOf(given)) })),
  );
}

function repetition(count: Json | undefined, forEach: Json | undefined): JsonObject {
  return {
    ...(count === undefined ? {} : { count_expression: expression(count) }),
    ...(forEach === undefined ? {} : { for_each_expression: expression(forEach) }),
  };
}

/** The arguments of a resource or block; what `dynamic` makes stands in no plan's configuration. */
function expressions(json: JsonObject, known?: Arguments): JsonObject {
  return Object.fromEntries(
    Object.entries(json).flatMap(([name, value]) => {
      const argument = known?.get(name);
      if (name === "dynamic" || value === null) {
        return [];
      }
      const items = listOf(value);
      const isBlock = argument?.shape !== "map" && items.length > 0 && items.every(isObject);
      return [[name, isBlock ? items.map((item) => expressions(objectOf(item), argument?.block)) : expression(value)]];
    }),
  );
}

function expression(json: Json): JsonObject {
  const references = [...new Set(referencesIn(json))];
  return references.length === 0 ? { constant_value: json } : { references };
}
