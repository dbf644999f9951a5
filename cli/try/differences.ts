import type { Json, JsonObject } from "../../model";
import { isObject, listOf, objectOf, textOf } from "../../model/json";

/** An attribute that a second plan would change although nothing was changed. */
export interface Difference {
  readonly address: string;
  readonly type: string;
  readonly attribute: string;
  /** Why, where it is known to be the emulator's doing. */
  readonly reason: string | undefined;
}

/** Known ones by `type.attribute`, each with its reason. */
export type KnownDifferences = Readonly<Record<string, string>>;

/** What a plan by `terraform show -json` would change; what it only reads is no difference. */
export function differencesOf(plan: JsonObject, known: KnownDifferences): Difference[] {
  return listOf(plan.resource_changes).flatMap((change) => {
    const { address, type, change: how } = objectOf(change);
    const { actions, before, after, after_unknown: unknown } = objectOf(how);
    const names = listOf(actions).map(textOf);
    if (names.every((name) => name === "no-op" || name === "read")) {
      return [];
    }
    const isInPlace = names.length === 1 && names[0] === "update";
    const attributes = isInPlace
      ? changedAttributes(objectOf(before), objectOf(after), objectOf(unknown))
      : [names.join(" and ")];
    return attributes.map((attribute) => ({
      address: textOf(address) ?? "",
      type: textOf(type) ?? "",
      attribute,
      reason: known[`${textOf(type)}.${attribute}`],
    }));
  });
}

function changedAttributes(before: JsonObject, after: JsonObject, unknown: JsonObject): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(unknown)])].sort();
  return names.filter((name) => isUnknown(unknown[name]) || !isSame(before[name], after[name]));
}

function isUnknown(value: Json | undefined): boolean {
  return (
    value === true ||
    (Array.isArray(value) ? value.some(isUnknown) : isObject(value) && Object.values(value).some(isUnknown))
  );
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
