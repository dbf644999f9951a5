import { isList, isObject, type Json, type JsonObject, listOf, objectOf, textOf } from "../../model/json";

/** A resource that is otherwise than the state has it. */
export interface Drift {
  readonly address: string;
  /** The arguments that differ; none where it is gone. */
  readonly attributes: readonly string[];
}

/**
 * What somebody changed outside of Terraform. A refresh finds more than that: AWS fills in what nobody set, and other resources
 * of the same configuration add to it (a bucket's policy, a group's rules). So only arguments that the configuration sets count, and
 * nothing set at all is the same as nothing in it. What was deleted always counts.
 */
export function driftOf(plan: JsonObject): readonly Drift[] {
  const configured = configuredArguments(objectOf(objectOf(plan.configuration).root_module), "");
  return listOf(plan.resource_drift).flatMap((item): Drift[] => {
    const { address, change } = objectOf(item);
    const { before, after, actions } = objectOf(change);
    const name = String(address);
    if (listOf(actions).includes("delete")) {
      return [{ address: name, attributes: [] }];
    }
    const own = configured.get(name.replaceAll(/\[[^\]]*\]/g, ""));
    const [was, is] = [objectOf(before), objectOf(after)];
    const differing = Object.keys({ ...was, ...is })
      .filter((key) => (own === undefined ? !isSame(was[key], is[key]) : differs(was[key], is[key], own[key])))
      .sort();
    return differing.length === 0 ? [] : [{ address: name, attributes: differing }];
  });
}

/** The expressions of all resources by their addresses, without keys of instances. */
function configuredArguments(module: JsonObject, prefix: string): Map<string, JsonObject> {
  const own = listOf(module.resources).map((item): [string, JsonObject] => {
    const { address, expressions } = objectOf(item);
    return [`${prefix}${textOf(address) ?? ""}`, objectOf(expressions)];
  });
  const children = Object.entries(objectOf(module.module_calls)).flatMap(([name, call]) => [
    ...configuredArguments(objectOf(objectOf(call).module), `${prefix}module.${name}.`),
  ]);
  return new Map([...own, ...children]);
}

/** Whether what an expression sets differs: of blocks only what is set within them. */
function differs(was: Json | undefined, is: Json | undefined, expression: Json | undefined): boolean {
  if (expression === undefined) {
    return false;
  }
  if (isList(expression)) {
    const [before, after] = [listOf(was), listOf(is)];
    return (
      before.length !== after.length ||
      before.some((item, index) => differs(item, after[index], blockOf(expression, index)))
    );
  }
  if (!isObject(expression) || "constant_value" in expression || "references" in expression) {
    return !isSame(was, is);
  }
  const [before, after] = [objectOf(isList(was) ? was[0] : was), objectOf(isList(is) ? is[0] : is)];
  return Object.entries(expression).some(([key, inner]) => differs(before[key], after[key], inner));
}

/** The block that a value is of; where there are more values than blocks, it is one of several made alike. */
function blockOf(blocks: readonly Json[], index: number): Json | undefined {
  return blocks[index] ?? blocks.at(-1);
}

/** Whether two values mean the same: what is empty is as good as not there. */
function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(meaning(one)) === JSON.stringify(meaning(other));
}

function meaning(value: Json | undefined): Json {
  if (isList(value)) {
    const items = value.map(meaning).filter((item) => item !== null);
    return items.length === 0 ? null : items;
  }
  if (isObject(value)) {
    const entries = Object.entries(value)
      .map(([key, item]): [string, Json] => [key, meaning(item)])
      .filter(([, item]) => item !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.length === 0 ? null : Object.fromEntries(entries);
  }
  return value === undefined || value === "" || value === false || value === 0 ? null : value;
}
