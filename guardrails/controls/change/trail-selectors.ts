import { type Attributes, asText, type Value } from "../../../model";
import type { Direction } from "./weakening-directions";

/** Events of one kind that a trail records: management events that write, reads of objects of one bucket. */
interface Recorded {
  /** What it is about: `Management`, `Data AWS::S3::Object`. */
  readonly kind: string;
  readonly access: "read" | "write";
  /** What else an event must have; the fewer, the more is recorded. */
  readonly only: readonly string[];
}

interface Recording {
  readonly events: readonly Recorded[];
  /** Whether there may be others than these. */
  readonly isOpen: boolean;
}

type Access = Recorded["access"];

const BOTH: readonly Access[] = ["read", "write"];
const ACCESSES: Readonly<Record<string, readonly Access[]>> = { All: BOTH, ReadOnly: ["read"], WriteOnly: ["write"] };
/** What readOnly is. */
const READ_ONLY: Readonly<Record<string, readonly Access[]>> = { true: ["read"], false: ["write"] };
const MANAGEMENT = "Management";
/** Stands for a text that is not known; nothing before the plan is like it. */
const UNKNOWN = "(not known)";

const OLDER = "event_selector";
const ADVANCED = "advanced_event_selector";
/** Fields of advanced selectors that are read for what they mean. */
const MEANT = ["eventCategory", "readOnly", "resources.type"];
/** The values of these are alternatives; those of the others must all hold. */
const ALTERNATIVES = ["equals", "starts_with", "ends_with"];
const EXCEPTIONS = ["not_equals", "not_starts_with", "not_ends_with"];
/** `arn:aws:s3` and `arn:aws:s3:::`: everything of a service. */
const ALL_OF_SERVICE = /^arn:[^:]*:[^:]+:{0,3}$/;

/** Events are no longer recorded, in whichever of both ways selectors are written. The path is that of the way before. */
export const recordsLess: Direction = (before, after, path) => {
  const isAdvanced = before.blocks(ADVANCED).items.length > 0;
  if (isAdvanced !== (path === ADVANCED)) {
    return undefined;
  }
  const [was, is] = [recordingOf(before), recordingOf(after)];
  const lost = was.events.filter((event) => !is.events.some((other) => covers(other, event)));
  if (lost.length === 0) {
    return undefined;
  }
  const left = is.events.filter((event) =>
    lost.some(({ kind, access }) => kind === event.kind && access === event.access),
  );
  return {
    outcome: is.isOpen ? "unknown" : "fail",
    before: listed(lost),
    after: is.isOpen ? UNKNOWN : left.length === 0 ? "(not recorded)" : listed(left),
  };
};

/** What a trail or an event data store records; without selectors all management events. */
function recordingOf(trail: Attributes): Recording {
  const [older, advanced] = [trail.blocks(OLDER), trail.blocks(ADVANCED)];
  const reader = new Reader();
  const events = [
    ...older.items.flatMap((selector) => reader.older(selector)),
    ...advanced.items.flatMap((selector) => reader.advanced(selector)),
  ];
  const isOpen = reader.isOpen || older.unknown !== undefined || advanced.unknown !== undefined;
  const isDefault = older.items.length === 0 && advanced.items.length === 0 && !isOpen;
  return { events: isDefault ? BOTH.map((access) => ({ kind: MANAGEMENT, access, only: [] })) : events, isOpen };
}

/** Reads selectors, and notes whether anything of them is not known. */
class Reader {
  public isOpen = false;

  public older(selector: Attributes): Recorded[] {
    const accesses = ACCESSES[this.text(selector.get("read_write_type"), "All")] ?? [];
    const sources = this.texts(selector, "exclude_management_event_sources");
    const isManagement = this.text(selector.get("include_management_events"), "true") === "true";
    const data = selector.blocks("data_resource").items.flatMap((resource) =>
      this.texts(resource, "values").map((arn) => ({
        kind: `Data ${this.text(resource.get("type"))}`,
        only: ALL_OF_SERVICE.test(arn) ? [] : [`resources.ARN starts_with ${arn}`],
      })),
    );
    const management = { kind: MANAGEMENT, only: sources.map((source) => `eventSource not_equals ${source}`) };
    const all = isManagement ? [management, ...data] : data;
    return all.flatMap((events) => accesses.map((access) => ({ ...events, access })));
  }

  public advanced(selector: Attributes): Recorded[] {
    const fields = selector
      .blocks("field_selector")
      .items.map((field) => ({ name: this.text(field.get("field")), field }));
    const equal = (name: string) =>
      fields.filter((other) => other.name === name).flatMap(({ field }) => this.texts(field, "equals"));
    const [readOnly] = equal("readOnly");
    const accesses = readOnly === undefined ? BOTH : (READ_ONLY[readOnly] ?? []);
    const types = equal("resources.type");
    const kinds = equal("eventCategory").flatMap((category) =>
      types.length === 0 ? [category] : types.map((type) => `${category} ${type}`),
    );
    let only: readonly (readonly string[])[] = [[]];
    for (const { name, field } of fields.filter((other) => !MEANT.includes(other.name))) {
      const conditions = (operators: readonly string[]) =>
        operators.flatMap((operator) => this.texts(field, operator).map((text) => `${name} ${operator} ${text}`));
      const exceptions = conditions(EXCEPTIONS);
      const alternatives = conditions(ALTERNATIVES);
      only = only.flatMap((others) =>
        alternatives.length === 0
          ? [[...others, ...exceptions]]
          : alternatives.map((condition) => [...others, ...exceptions, condition]),
      );
    }
    return kinds.flatMap((kind) => accesses.flatMap((access) => only.map((some) => ({ kind, access, only: some }))));
  }

  private text(value: Value, otherwise = ""): string {
    this.isOpen ||= value.kind === "unknown";
    return value.kind === "unknown" ? UNKNOWN : (asText(value) ?? otherwise);
  }

  private texts(attributes: Attributes, path: string): string[] {
    const { items, unknown } = attributes.list(path);
    return [...items, ...(unknown === undefined ? [] : [unknown])]
      .map((item) => this.text(item))
      .filter((text) => text !== "");
  }
}

function covers(outer: Recorded, inner: Recorded): boolean {
  return (
    outer.kind === inner.kind &&
    outer.access === inner.access &&
    outer.only.every((condition) => inner.only.includes(condition))
  );
}

function listed(events: readonly Recorded[]): string {
  return [...new Set(events.map(textOf))].join(", ");
}

/** `write of Management`, `read of Data AWS::S3::Object where resources.ARN starts_with arn:aws:s3:::records/`. */
function textOf({ kind, access, only }: Recorded): string {
  return `${access} of ${kind}${only.length === 0 ? "" : ` where ${only.join(" and ")}`}`;
}
