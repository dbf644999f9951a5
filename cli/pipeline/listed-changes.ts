import { type Json, type JsonObject, listOf, objectOf } from "../../model/json";
import { driftOf } from "./drift";

/** What a plan does to one resource. */
export interface ListedChange {
  readonly stack: string;
  readonly address: string;
  readonly kind: "create" | "update" | "replace" | "delete" | "forget" | "drift" | "gone";
  /** The attributes that force it to be replaced, or that differ from the state. */
  readonly attributes: readonly string[];
}

/** The changes of a plan, in its order; of one that only refreshes, what is otherwise than the state has it. */
export function listedChanges(stack: string, plan: JsonObject, refreshOnly: boolean): ListedChange[] {
  if (refreshOnly) {
    return driftOf(plan).map(({ address, attributes }) => ({
      stack,
      address,
      kind: attributes.length === 0 ? "gone" : "drift",
      attributes,
    }));
  }
  return listOf(plan.resource_changes).flatMap((item): ListedChange[] => {
    const { address, change } = objectOf(item);
    const { actions, replace_paths: paths } = objectOf(change);
    const kind = kindOf(listOf(actions).map(String));
    return kind === undefined
      ? []
      : [{ stack, address: String(address), kind, attributes: listOf(paths).map(pathText) }];
  });
}

function kindOf(actions: readonly string[]): ListedChange["kind"] | undefined {
  if (actions.includes("create")) {
    return actions.includes("delete") || actions.includes("forget") ? "replace" : "create";
  }
  const kinds = ["update", "delete", "forget"] as const;
  return kinds.find((kind) => actions.includes(kind));
}

/** `["ingress", 0, "cidr"]` → `ingress[0].cidr`. */
function pathText(path: Json): string {
  return listOf(path)
    .map((step, index) => (typeof step === "number" ? `[${step}]` : `${index === 0 ? "" : "."}${step}`))
    .join("");
}
