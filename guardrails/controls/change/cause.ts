import { type Change, display, type PathLike, pathText } from "../../../model";

/** Terraform's `action_reason` in words. */
const REASONS: Readonly<Record<string, string>> = {
  replace_because_tainted: "it is tainted",
  replace_because_cannot_update: "what changes cannot be updated",
  replace_by_request: "the plan was made with -replace",
  replace_by_triggers: "its replace_triggered_by says so",
  delete_because_no_resource_config: "its block is gone",
  delete_because_wrong_repetition: "its block has count or for_each now, or no longer",
  delete_because_count_index: "count is smaller now",
  delete_because_each_key: "for_each has its key no longer",
  delete_because_no_module: "its module is gone",
  delete_because_no_move_target: "it was moved to where there is no block",
};

const MOST_PATHS = 5;

/** Why a resource is deleted or replaced: what forces it, with both values, or Terraform's own reason. Empty where a plan tells neither. */
export function causeOf(change: Change): string {
  const paths = change.replacePaths.slice(0, MOST_PATHS).map((path) => `${pathText(path)} ${bothValues(change, path)}`);
  const more = change.replacePaths.length - paths.length;
  if (paths.length > 0) {
    return `${paths.join(", ")}${more > 0 ? ` and ${more} more` : ""} force${paths.length === 1 && more <= 0 ? "s" : ""} it`;
  }
  return change.reason === undefined ? "" : (REASONS[change.reason] ?? change.reason);
}

/** `"app" → "admin2"`, redacted where a value is secret. */
export function bothValues(change: Pick<Change, "before" | "after">, path: PathLike): string {
  const before = change.before?.get(path) ?? { kind: "absent" as const };
  const after = change.after?.get(path) ?? { kind: "absent" as const };
  return `${display(before)} → ${display(after)}`;
}
