import { ModelError } from "./errors";
import { isList, isObject, type Json, type JsonObject, listOf, objectOf } from "./json";

const AGAIN = "make it again with `terraform show -json plan.tfplan > plan.json`, and change nothing in it";

type Shape = readonly [name: string, is: (json: Json) => boolean];

const OBJECT: Shape = ["an object", isObject];
const LIST: Shape = ["a list", isList];
const FLAG: Shape = ["true or false", (json) => typeof json === "boolean"];

/**
 * What the parts of a plan are. Of what is judged, Terraform and OpenTofu write the first two always, even where they are empty,
 * and the others only where there is something in them.
 *
 * @see https://github.com/hashicorp/terraform/blob/main/internal/command/jsonplan/plan.go
 */
const PARTS: Readonly<Record<string, Shape>> = {
  planned_values: OBJECT,
  configuration: OBJECT,
  resource_changes: LIST,
  resource_drift: LIST,
  deferred_changes: LIST,
  output_changes: OBJECT,
  prior_state: OBJECT,
  variables: OBJECT,
  errored: FLAG,
  complete: FLAG,
};
const ALWAYS: ReadonlySet<string> = new Set(["planned_values", "configuration"]);

/** What Terraform and OpenTofu write as `actions`, sorted. */
const ACTIONS: ReadonlySet<string> = new Set([
  "no-op",
  "create",
  "read",
  "update",
  "delete",
  "forget",
  "create,delete",
  "create,forget",
]);

/** Where a part is missing or garbled, what it would have said is judged as if it were not there: then nothing is judged. */
export function assertParts(json: JsonObject, file: string): void {
  for (const [name, [shape, is]] of Object.entries(PARTS)) {
    const part = json[name] ?? undefined;
    if (part === undefined ? ALWAYS.has(name) : !is(part)) {
      throw garbled(
        file,
        part === undefined ? `it has no ${name}, which every plan has` : `its ${name} is not ${shape}`,
      );
    }
  }
  const planned = new Set<string>();
  collectPlanned(objectOf(json.planned_values).root_module, "planned_values.root_module", file, planned);
  const changed = new Set<string>();
  for (const part of ["resource_changes", "resource_drift"]) {
    for (const [index, item] of listOf(json[part]).entries()) {
      const address = assertNamed(item, `${part}[${index}]`, file);
      const { change, mode, deposed } = objectOf(item);
      assertChange(change, address, part, file);
      if (part === "resource_changes" && mode !== "data" && deposed === undefined) {
        changed.add(address);
        if (isObject(objectOf(change).after) && !planned.has(address)) {
          throw garbled(file, `its resource_changes have ${address}, its planned_values do not`);
        }
      }
    }
  }
  const unchanged = [...planned].find((address) => !changed.has(address));
  if (unchanged !== undefined) {
    throw garbled(file, `its planned_values have ${unchanged}, its resource_changes do not`);
  }
}

function assertNamed(item: Json, place: string, file: string): string {
  const { address, type } = objectOf(item);
  if (typeof address !== "string" || typeof type !== "string") {
    throw garbled(file, `its ${place} has no ${typeof address === "string" ? "type" : "address"}`);
  }
  return address;
}

function assertChange(change: Json | undefined, address: string, part: string, file: string): void {
  if (!isObject(change)) {
    throw garbled(file, `its ${part} have no change of ${address}`);
  }
  const { actions } = change;
  if (!isList(actions) || actions.length === 0) {
    throw garbled(file, `its ${part} have no actions of ${address}`);
  }
  if (!ACTIONS.has([...actions].sort().join())) {
    const what = `its ${part} have the actions ${JSON.stringify(actions)} of ${address}, which are not known`;
    throw new ModelError("plan-incomplete", file, what, "use a newer release of this tool");
  }
}

/** Collects the addresses of managed resources, of which each has a change, be it `no-op`. */
function collectPlanned(json: Json | undefined, place: string, file: string, addresses: Set<string>): void {
  if (!isObject(json)) {
    throw garbled(file, json === undefined ? `it has no ${place}` : `its ${place} is not an object`);
  }
  for (const part of ["resources", "child_modules"]) {
    const items = json[part] ?? [];
    if (!isList(items)) {
      throw garbled(file, `its ${place}.${part} is not a list`);
    }
    for (const [index, item] of items.entries()) {
      const at = `${place}.${part}[${index}]`;
      if (part === "child_modules") {
        collectPlanned(item, at, file, addresses);
      } else {
        const address = assertNamed(item, at, file);
        if (objectOf(item).mode !== "data") {
          addresses.add(address);
        }
      }
    }
  }
}

function garbled(file: string, what: string): ModelError {
  return new ModelError("plan-incomplete", file, what, AGAIN);
}
