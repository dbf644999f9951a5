import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json, JsonObject } from "../model";
import { listOf, objectOf } from "../model/json";

/** The plans that large ones are made of: a bit of everything, with modules, references, unknown and sensitive values. */
const PARTS = ["insecure", "modules", "lifecycle"];

/** So many instances has each module call of a large plan. */
const INSTANCES = 10;

/**
 * A plan of at least so many resources, made of real ones: each part becomes a module, called again and again, with
 * `for_each` as people do it.
 */
export function largePlan(fixtures: string, resources: number): JsonObject {
  const parts = PARTS.map((name) => JSON.parse(readFileSync(join(fixtures, name, "plan.json"), "utf8")) as JsonObject);
  const sizes = parts.map((part) => countOf(objectOf(objectOf(part.planned_values).root_module)));
  const modules: JsonObject[] = [];
  const prior: JsonObject[] = [];
  const changes: Json[] = [];
  const drift: Json[] = [];
  const calls: Record<string, Json> = {};
  let count = 0;
  for (let index = 0; count < resources; index += 1) {
    const which = index % parts.length;
    const part = parts[which] ?? {};
    const call = `${PARTS[which]}_${Math.floor(index / parts.length / INSTANCES)}`;
    const address = `module.${call}["i${index}"]`;
    modules.push(placed(objectOf(objectOf(part.planned_values).root_module), address));
    const before = objectOf(objectOf(objectOf(part.prior_state).values).root_module);
    prior.push(...(before.resources === undefined ? [] : [placed(before, address)]));
    changes.push(...listOf(part.resource_changes).map((change) => placedChange(objectOf(change), address)));
    drift.push(...listOf(part.resource_drift).map((change) => placedChange(objectOf(change), address)));
    calls[call] ??= {
      source: `./${PARTS[which]}`,
      for_each_expression: { references: ["var.instances"] },
      module: objectOf(part.configuration).root_module ?? {},
    };
    count += sizes[which] ?? 1;
  }
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    complete: true,
    errored: false,
    planned_values: { root_module: { child_modules: modules } },
    resource_changes: changes,
    resource_drift: drift,
    prior_state: { format_version: "1.0", values: { root_module: { child_modules: prior } } },
    configuration: {
      provider_config: objectOf(parts[0]?.configuration).provider_config ?? {},
      root_module: { module_calls: calls },
    },
  };
}

/** How many resources a module of `planned_values` has, with those below it. */
export function countOf(module: JsonObject): number {
  return (
    listOf(module.resources).length +
    listOf(module.child_modules).reduce((sum: number, child) => sum + countOf(objectOf(child)), 0)
  );
}

/** A module of `planned_values` within another one. */
function placed(module: JsonObject, address: string): JsonObject {
  const own = typeof module.address === "string" ? `${address}.${module.address}` : address;
  return {
    ...module,
    address: own,
    resources: listOf(module.resources).map((item) => prefixed(objectOf(item), address)),
    child_modules: listOf(module.child_modules).map((child) => placed(objectOf(child), address)),
  };
}

function placedChange(change: JsonObject, address: string): JsonObject {
  const { module_address: inner } = change;
  return {
    ...prefixed(change, address),
    module_address: typeof inner === "string" ? `${address}.${inner}` : address,
  };
}

function prefixed(item: JsonObject, address: string): JsonObject {
  return { ...item, address: `${address}.${String(item.address)}` };
}
