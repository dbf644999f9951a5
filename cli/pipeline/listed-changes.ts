import { type Json, type JsonObject, listOf, objectOf } from "../../model/json";

/** What a plan does to one resource. */
export interface ListedChange {
  readonly stack: string;
  readonly address: string;
  readonly kind: "create" | "update" | "replace" | "delete" | "forget" | "drift";
  /** The attributes that force it to be replaced. */
  readonly forcedBy: readonly string[];
}

/** The changes of a plan, in its order; of one that only refreshes, what is otherwise than the state has it. */
export function listedChanges(stack: string, plan: JsonObject, refreshOnly: boolean): ListedChange[] {
  if (refreshOnly) {
    return listOf(plan.resource_drift).map((item) => ({
      stack,
      address: String(objectOf(item).address),
      kind: "drift",
      forcedBy: [],
    }));
  }
  return listOf(plan.resource_changes).flatMap((item): ListedChange[] => {
    const { address, change } = objectOf(item);
    const { actions, replace_paths: paths } = objectOf(change);
    const kind = kindOf(listOf(actions).map(String));
    return kind === undefined ? [] : [{ stack, address: String(address), kind, forcedBy: listOf(paths).map(pathText) }];
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
