import type { Change } from "../../../model";
import { fail, type Verdict } from "../../control";
import { causeOf } from "./cause";

/** What else there is to say of a resource that is destroyed, e.g. that no final snapshot is made. */
export type Remarks = (change: Change) => readonly string[];

/**
 * Fails a change that destroys something: a deletion, a replacement, or the deletion of an object that a replacement left
 * behind. Silent about everything else.
 */
export function destruction(change: Change, what: string, remarks: Remarks = () => []): Verdict | undefined {
  if (!isDestroyed(change)) {
    return undefined;
  }
  const isReplaced = change.actions.includes("create");
  const deed =
    change.deposed !== undefined
      ? `what was left of ${what} after a replacement is deleted`
      : `${what} is ${isReplaced ? "replaced" : "deleted"}`;
  const cause = causeOf(change);
  return fail([cause === "" ? deed : `${deed}, since ${cause}`, ...remarks(change)].join("; "));
}

/** Whether an object in the account ends. */
export function isDestroyed({ actions }: Change): boolean {
  return actions.includes("delete");
}
