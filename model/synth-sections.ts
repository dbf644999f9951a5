import { isList, isObject, type Json, type JsonObject, listOf, objectOf } from "./json";
import { blockAddress, type Mode } from "./module";
import { objectsOf, type SynthBlock, type SynthSections } from "./synth-config";

const MODES: Readonly<Record<string, Mode>> = { resource: "managed", data: "data", ephemeral: "ephemeral" };

/**
 * Merges the files of a module as Terraform does: a block that stands twice is overridden argument by argument.
 *
 * @see https://developer.hashicorp.com/terraform/language/files/override
 */
export function sectionsOf(files: readonly JsonObject[]): SynthSections {
  const blocks = new Map<string, SynthBlock>();
  const named = {
    variable: new Map<string, JsonObject>(),
    output: new Map<string, JsonObject>(),
    module: new Map<string, JsonObject>(),
    check: new Map<string, JsonObject>(),
  };
  const locals = new Map<string, Json>();
  const providers = new Map<string, [string, JsonObject]>();
  const unlabelled = { moved: [] as JsonObject[], removed: [] as JsonObject[], import: [] as JsonObject[] };
  let terraform: JsonObject = {};
  for (const file of files) {
    for (const [section, mode] of Object.entries(MODES)) {
      for (const [type, inner] of labelled(file[section])) {
        for (const [name, json] of labelled(inner)) {
          const address = blockAddress(mode, type, name);
          blocks.set(address, { mode, type, name, json: overridden(blocks.get(address)?.json, firstObject(json)) });
        }
      }
    }
    for (const [section, into] of Object.entries(named)) {
      for (const [name, json] of labelled(file[section])) {
        into.set(name, overridden(into.get(name), firstObject(json)));
      }
    }
    for (const [section, into] of Object.entries(unlabelled)) {
      into.push(...objectsOf(file[section]));
    }
    for (const [name, json] of labelled(file.locals)) {
      locals.set(name, json);
    }
    for (const [name, json] of labelled(file.provider)) {
      for (const item of objectsOf(json)) {
        const id = JSON.stringify([name, item.alias]);
        providers.set(id, [name, overridden(providers.get(id)?.[1], item)]);
      }
    }
    for (const item of objectsOf(file.terraform)) {
      terraform = { ...terraform, ...flattened(item) };
    }
  }
  return {
    blocks,
    variables: named.variable,
    outputs: named.output,
    calls: named.module,
    checks: named.check,
    locals,
    providers: [...providers.values()],
    terraform,
    moved: unlabelled.moved,
    removed: unlabelled.removed,
    imports: unlabelled.import,
  };
}

/** The labels of a level: an object, or a list of objects; metadata is none. */
function labelled(json: Json | undefined): readonly (readonly [string, Json])[] {
  return objectsOf(json).flatMap((object) => Object.entries(object).filter(([name]) => name !== "//"));
}

/** A block's body may stand in a list. */
function firstObject(json: Json): JsonObject {
  return objectOf(isList(json) ? json[0] : json);
}

function overridden(before: JsonObject | undefined, after: JsonObject): JsonObject {
  if (before === undefined) {
    return after;
  }
  const lifecycle = isObject(before.lifecycle)
    ? { lifecycle: { ...before.lifecycle, ...objectOf(after.lifecycle) } }
    : {};
  return { ...before, ...after, ...lifecycle };
}

/** `required_providers` and `backend` may be lists of one. */
function flattened(terraform: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(terraform).map(([key, value]) => {
      const [only, ...others] = listOf(value);
      return [key, isObject(only) && others.length === 0 ? only : value];
    }),
  );
}
