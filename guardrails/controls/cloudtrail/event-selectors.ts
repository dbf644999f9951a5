import { type Attributes, asText, isUnset, type Resource, type Value } from "../../../model";
import { type Answer, both, either } from "../../support/answers";

/** Which selectors take the events that are asked for, their reads and writes aside. */
export interface Wanted {
  /** An `event_selector`, the form of old. */
  readonly older: (selector: Attributes) => Answer;
  /** The fields of an `advanced_event_selector`, by name: all of them must hold. */
  readonly advanced: (fields: ReadonlyMap<string, Attributes>) => Answer;
}

/** Which events a trail's selectors take. */
export interface Taken {
  /** Whether it has a selector at all. */
  readonly selected: boolean;
  readonly read: Answer;
  readonly write: Answer;
}

/** Reads the selectors of a trail: an event is recorded that one of them takes. */
export function takenEvents(trail: Resource, { older, advanced }: Wanted): Taken {
  const [ofOld, ofToday] = [trail.blocks("event_selector"), trail.blocks("advanced_event_selector")];
  const all = [
    ...ofOld.items.map((selector) => sidesOfOlder(selector, older(selector))),
    ...ofToday.items.map((selector) => sidesOfAdvanced(selector, advanced)),
  ];
  const open = [ofOld.unknown, ofToday.unknown].some((why) => why !== undefined && !isUnset(why));
  const sides = open ? [...all, { read: "unknown", write: "unknown" } as const] : all;
  return {
    selected: sides.length > 0,
    read: either(sides.map(({ read }) => read)),
    write: either(sides.map(({ write }) => write)),
  };
}

/** The reads and writes that are not surely taken. */
export function notTaken(taken: Taken): readonly ("read" | "write")[] {
  return (["read", "write"] as const).filter((side) => taken[side] !== "yes");
}

/** Whether one of some values is a wanted one. */
export function has(values: readonly Value[], wanted: (text: string) => boolean): Answer {
  const texts = values.map(asText);
  return texts.some((text) => text !== undefined && wanted(text))
    ? "yes"
    : texts.includes(undefined)
      ? "unknown"
      : "no";
}

/** Whether a field of an advanced selector equals a text. */
export function fieldEquals(field: Attributes | undefined, wanted: string): Answer {
  return field === undefined ? "no" : has(field.list("equals").items, (text) => text === wanted);
}

function sidesOfOlder(selector: Attributes, taken: Answer): Omit<Taken, "selected"> {
  const value = selector.get("read_write_type");
  const kind = asText(value) ?? (isUnset(value) ? "All" : undefined);
  const side = (name: string): Answer =>
    kind === undefined ? "unknown" : kind === "All" || kind === name ? "yes" : "no";
  return { read: both(taken, side("ReadOnly")), write: both(taken, side("WriteOnly")) };
}

function sidesOfAdvanced(selector: Attributes, advanced: Wanted["advanced"]): Omit<Taken, "selected"> {
  const { items, unknown } = selector.blocks("field_selector");
  if (unknown !== undefined) {
    return { read: "unknown", write: "unknown" };
  }
  const fields = new Map(items.map((field) => [asText(field.get("field")) ?? "", field]));
  const taken = advanced(fields);
  const readOnly = fields.get("readOnly");
  const side = (wanted: boolean): Answer => (readOnly === undefined ? "yes" : fieldEquals(readOnly, String(wanted)));
  return { read: both(taken, side(true)), write: both(taken, side(false)) };
}
