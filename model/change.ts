import type { Json } from "./json";
import type { Mode } from "./module";
import type { Path } from "./paths";
import type { Resource } from "./resource";

export type Action = "no-op" | "create" | "read" | "update" | "delete" | "forget";

/** What a plan does, or what drifted. `before` and `after` are asked like any resource. */
export interface Change {
  readonly address: string;
  readonly type: string;
  readonly mode: Mode;
  /** As Terraform lists them: a replacement is `delete` and `create` in the order in which they happen. */
  readonly actions: readonly Action[];
  readonly before: Resource | undefined;
  readonly after: Resource | undefined;
  /** Paths that force a replacement. */
  readonly replacePaths: readonly Path[];
  /** e.g. `replace_because_cannot_update`, `delete_because_no_resource_config`. */
  readonly reason: string | undefined;
  /** Where it was before it was moved. */
  readonly previousAddress: string | undefined;
  readonly deposed: string | undefined;
  readonly importing: Json | undefined;
}

/** One word for what happens. */
export type ChangeKind = "none" | "create" | "read" | "update" | "replace" | "delete" | "forget";

export function kindOf({ actions }: Pick<Change, "actions">): ChangeKind {
  // Asked of each change by many controls, and mostly there is one.
  const [action = "no-op", ...others] = actions;
  if (others.length > 0) {
    if (actions.includes("delete")) {
      return actions.includes("create") ? "replace" : "delete";
    }
    if (actions.includes("forget")) {
      return actions.includes("create") ? "replace" : "forget";
    }
  }
  return action === "no-op" ? "none" : action;
}
