import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type Json, type JsonObject, listOf, objectOf, textOf } from "../../model/json";
import { PLANS } from "./graphs";

/** The plans that a large one is made of. */
const SOURCES = ["insecure", "modules", "lifecycle"];

interface Source {
  readonly json: JsonObject;
  /** The names that differ from copy to copy: of blocks, module calls and variables. */
  readonly names: RegExp;
}

/**
 * A plan of at least so many resources: the real plans again and again, each copy under names of its own, so that it has the
 * same references, modules, changes and values as they have.
 */
export function largePlan(resources: number): JsonObject {
  const sources = SOURCES.map(source);
  const plan = {
    resources: [] as Json[],
    modules: [] as Json[],
    changes: [] as Json[],
    prior: [] as Json[],
    blocks: [] as Json[],
    calls: {} as Record<string, Json>,
    configured: {} as Record<string, Json>,
    variables: {} as Record<string, Json>,
  };
  let made = 0;
  for (let copy = 0; made < resources; copy += 1) {
    const json = renamed(sources[copy % sources.length], `_${copy}`);
    const planned = objectOf(objectOf(json.planned_values).root_module);
    const config = objectOf(objectOf(json.configuration).root_module);
    plan.resources.push(...listOf(planned.resources));
    plan.modules.push(...listOf(planned.child_modules));
    plan.changes.push(...listOf(json.resource_changes));
    plan.prior.push(...listOf(objectOf(objectOf(objectOf(json.prior_state).values).root_module).resources));
    plan.blocks.push(...listOf(config.resources));
    Object.assign(plan.calls, config.module_calls);
    Object.assign(plan.configured, config.variables);
    Object.assign(plan.variables, json.variables);
    const inModules = listOf(planned.child_modules).map((module) => listOf(objectOf(module).resources).length);
    made += listOf(planned.resources).length + inModules.reduce((sum, count) => sum + count, 0);
  }
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    variables: plan.variables,
    planned_values: { root_module: { resources: plan.resources, child_modules: plan.modules } },
    resource_changes: plan.changes,
    prior_state: { format_version: "1.0", values: { root_module: { resources: plan.prior } } },
    configuration: {
      provider_config: objectOf(objectOf(sources[0]?.json).configuration).provider_config ?? {},
      root_module: { resources: plan.blocks, module_calls: plan.calls, variables: plan.configured },
    },
    applyable: true,
    complete: true,
    errored: false,
  };
}

function source(name: string): Source {
  const file = join(PLANS, name, "plan.json");
  const json = objectOf(JSON.parse(readFileSync(file, "utf8")));
  const config = objectOf(objectOf(json.configuration).root_module);
  const blocks = listOf(config.resources).map((block) => textOf(objectOf(block).address) ?? "");
  const calls = Object.keys(objectOf(config.module_calls)).map((call) => `module.${call}`);
  const variables = Object.keys(objectOf(config.variables)).map((variable) => `var.${variable}`);
  const escaped = [...blocks, ...calls, ...variables].map((text) => text.replaceAll(".", "\\."));
  return { json, names: new RegExp(`^(${escaped.join("|")})(?=$|[.[])`) };
}

/** A copy in which every name of the root module has an ending. */
function renamed(given: Source | undefined, ending: string): JsonObject {
  if (given === undefined) {
    return {};
  }
  const visit = (json: Json, key: string): Json => {
    if (typeof json === "string") {
      return given.names.test(json) ? json.replace(given.names, `$1${ending}`) : json;
    }
    if (Array.isArray(json)) {
      return json.map((item) => visit(item, key));
    }
    if (!isObject(json)) {
      return json;
    }
    const isNamed = key === "module_calls" || key === "variables";
    const entries = Object.entries(json).map(
      ([name, value]) => [isNamed ? name + ending : name, visit(value, name)] as const,
    );
    const made = Object.fromEntries(entries);
    // A resource says its name once more.
    const address = textOf(json.address);
    const own = typeof json.name === "string" && typeof json.type === "string" && address !== undefined;
    return own && !address.startsWith("module.") ? { ...made, name: `${json.name}${ending}` } : made;
  };
  return objectOf(visit(given.json, ""));
}
