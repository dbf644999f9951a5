import type { Attributes } from "./attributes";
import type { Edges } from "./edges";
import { type Path, pathOf } from "./paths";
import type { End } from "./trace";
import type { Value } from "./values";

/** What the value of an attribute is, and where it comes from in the end. */
export interface Settled {
  readonly value: Value;
  /** The attributes that it comes from, followed through variables, modules and attributes that only hand on. */
  readonly ends: readonly End[];
  /** Whether the value is just what stands at its only end: no text around it, no choice, no function. */
  readonly exact: boolean;
  /** Why a way could not be followed; empty where all of them were. */
  readonly open: readonly string[];
}

/** Follows an attribute until an attribute that is not itself configured by another one. */
export function settle(edges: Edges, attributes: Attributes, path: Path): Settled {
  const { resource } = attributes;
  const whole = [...attributes.path, ...path];
  const value = attributes.get(path);
  const traces = edges.traces(resource, whole).map(({ made }) => made);
  const direct = traces.flatMap(({ ends }) => ends);
  const open = traces.flatMap((made) => made.open);
  if (direct.length === 0) {
    const named = edges.byValue(resource, whole, attributes.term(path));
    const ends = named.map(({ to, attribute }) => ({ resource: to, attribute }));
    return { value, ends, exact: ends.length === 1, open };
  }
  const ends = new Map<string, End>();
  const seen = new Set<string>();
  let exact = traces.every((made) => made.exact || made.ends.length === 0) && direct.length === 1;
  const handOn = (end: End): void => {
    const id = `${end.resource.label} ${end.attribute}`;
    if (seen.has(id)) {
      return;
    }
    seen.add(id);
    const further =
      end.attribute === "" ? [] : edges.traces(end.resource, pathOf(end.attribute)).map(({ made }) => made);
    const next = further.flatMap((made) => made.ends);
    if (next.length === 0) {
      ends.set(id, end);
      return;
    }
    exact &&= next.length === 1 && further.every((made) => made.exact || made.ends.length === 0);
    next.forEach(handOn);
  };
  direct.forEach(handOn);
  const [only] = ends.values();
  return {
    value,
    ends: [...ends.values()],
    exact: exact && ends.size === 1 && only !== undefined && !differs(value, only),
    open,
  };
}

/** Whether both values are known and not the same: then there is more to the value than a plan tells. */
function differs(value: Value, { resource, attribute }: End): boolean {
  if (value.kind !== "known" || attribute === "") {
    return false;
  }
  const other = resource.get(attribute);
  return other.kind === "known" && JSON.stringify(other.value) !== JSON.stringify(value.value);
}
