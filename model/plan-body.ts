import type { Attributes, Blocks } from "./attributes";
import { evaluate } from "./evaluate";
import { type Expression, traversalText } from "./expression";
import { isList, isObject, type Json, memberOf } from "./json";
import type { Found } from "./module";
import { type Path, type PathLike, pathOf, pathText } from "./paths";
import type { Resource } from "./resource";
import { isSecretAttribute } from "./secrets";
import {
  firstUnknown,
  knownTerm,
  listTerm,
  NULL_TERM,
  objectTerm,
  stepInto,
  type Term,
  termText,
  unknownTerm,
} from "./term";
import { traceFound } from "./trace";
import { ABSENT, known, type Unknown, unknown, type Value, type Values, type WhyUnknown } from "./values";

/** The three trees in which Terraform writes values: the known ones, which are unknown, which are sensitive. */
export interface Trees {
  readonly value: Json | undefined;
  readonly unknown: Json | undefined;
  readonly sensitive: Json | undefined;
}

interface Place extends Trees {
  /** How many blocks there were where one was expected, and at which step. */
  readonly several?: { readonly count: number; readonly at: number };
}

/** The attributes of a resource in a plan or state, or of a block within it. */
export class PlanBody implements Attributes {
  private blocksByName: Map<string | number, Blocks> | undefined;

  public constructor(
    public readonly resource: Resource,
    public readonly path: Path,
    private readonly trees: Trees,
    private readonly secret = false,
  ) {}

  /** The most asked question of all: it makes nothing but its answer. */
  public get(path: PathLike): Value {
    const steps = pathOf(path);
    let { value, unknown: missing, sensitive } = this.trees;
    for (let at = 0; at < steps.length; at += 1) {
      const step = steps[at];
      if (typeof step !== "string" || isList(value)) {
        return this.valueAt(this.walk(steps), steps);
      }
      value = typeof value === "object" && value !== null ? memberOf(value, step) : undefined;
      missing = inside(missing, step);
      sensitive = inside(sensitive, step);
    }
    return this.made(value, missing, sensitive, steps);
  }

  public list(path: PathLike): Values {
    const steps = pathOf(path);
    const place = this.walk(steps);
    const { value, unknown: missing, sensitive } = place;
    if (!isList(value) || place.several !== undefined) {
      const single = this.valueAt(place, steps);
      return single.kind === "absent"
        ? NO_VALUES
        : single.kind === "unknown"
          ? { items: [], unknown: single }
          : { items: [single] };
    }
    const items = value.map((item, index) =>
      this.valueAt({ value: item, unknown: inside(missing, index), sensitive: inside(sensitive, index) }, [
        ...steps,
        index,
      ]),
    );
    return { items };
  }

  public blocks(path: PathLike): Blocks {
    const steps = pathOf(path);
    const [first] = steps;
    if (steps.length === 1 && first !== undefined) {
      return this.kept(first);
    }
    let outer: readonly Attributes[] = [this];
    let missing: Unknown | undefined;
    for (const step of steps) {
      const inner: Attributes[] = [];
      for (const block of outer) {
        const found = block instanceof PlanBody ? block.kept(step) : NO_BLOCKS;
        inner.push(...found.items);
        missing ??= found.unknown;
      }
      outer = inner;
    }
    return missing === undefined ? { items: outer } : { items: outer, unknown: missing };
  }

  public names(): readonly string[] {
    const { value, unknown: missing } = this.trees;
    const names: string[] = [];
    if (isObject(value)) {
      for (const name in value) {
        if (value[name] !== null || hasUnknown(inside(missing, name))) {
          names.push(name);
        }
      }
    }
    if (isObject(missing)) {
      for (const name in missing) {
        if (inside(value, name) === undefined && hasUnknown(missing[name])) {
          names.push(name);
        }
      }
    }
    return names;
  }

  public blockNames(among: (name: string) => boolean = () => true): readonly string[] {
    const { value } = this.trees;
    const names: string[] = [];
    if (isObject(value)) {
      for (const name in value) {
        const inner = value[name];
        if ((isList(inner) ? isObject(inner[0]) : isObject(inner)) && among(name)) {
          names.push(name);
        }
      }
    }
    return names;
  }

  public text(name: string): string | undefined {
    const text = inside(this.trees.value, name);
    return typeof text === "string" ? text : undefined;
  }

  public term(path: PathLike): Term {
    const steps = pathOf(path);
    const place = this.walk(steps);
    return place.several === undefined
      ? this.termAt(place, steps)
      : unknownTerm("several", `there are ${place.several.count} blocks`, "${…}");
  }

  /** Blocks are made once: many controls ask for the same. */
  private kept(step: string | number): Blocks {
    const known = this.blocksByName?.get(step);
    if (known !== undefined) {
      return known;
    }
    const blocks = this.own(step);
    if (blocks !== NO_BLOCKS) {
      this.blocksByName ??= new Map();
      this.blocksByName.set(step, blocks);
    }
    return blocks;
  }

  private own(step: string | number): Blocks {
    const place = this.walk([step]);
    if (place.unknown === true || place.several !== undefined) {
      const value = this.valueAt(place, [step]);
      return value.kind === "unknown" ? { items: [], unknown: value } : NO_BLOCKS;
    }
    const { value, unknown: missing, sensitive } = place;
    const secret = this.isSecret([step]);
    const path = [...this.path, step];
    if (isObject(value)) {
      return { items: [new PlanBody(this.resource, path, place, secret)] };
    }
    if (!isList(value)) {
      return NO_BLOCKS;
    }
    const items: PlanBody[] = [];
    let whole: Unknown | undefined;
    for (const [index, item] of value.entries()) {
      const trees = { value: item, unknown: inside(missing, index), sensitive: inside(sensitive, index) };
      if (trees.unknown === true) {
        whole ??= this.unknownAt([step, index], false);
      } else if (isObject(item)) {
        items.push(new PlanBody(this.resource, [...path, index], trees, secret));
      }
    }
    return whole === undefined ? { items } : { items, unknown: whole };
  }

  private walk(steps: Path): Place {
    let { value, unknown: missing, sensitive } = this.trees;
    for (let at = 0; at < steps.length; at += 1) {
      const step = steps[at] ?? 0;
      if (typeof step === "string" && isList(value)) {
        if (value.length > 1) {
          return { value, unknown: missing, sensitive, several: { count: value.length, at } };
        }
        value = value[0];
        missing = inside(missing, 0);
        sensitive = inside(sensitive, 0);
      }
      if (step !== 0 || !isObject(value) || memberOf(value, "0") !== undefined) {
        value = inside(value, step);
        missing = inside(missing, step);
        sensitive = inside(sensitive, step);
      }
    }
    return { value, unknown: missing, sensitive };
  }

  private isSecret(steps: Path): boolean {
    if (this.secret) {
      return true;
    }
    for (const step of steps) {
      if (typeof step === "string" && isSecretAttribute(this.resource.type, step)) {
        return true;
      }
    }
    return false;
  }

  private valueAt({ value, unknown: missing, sensitive, several }: Place, steps: Path): Value {
    return several === undefined || missing === true
      ? this.made(value, missing, sensitive, steps)
      : unknown(
          "several",
          `there are ${several.count} blocks at ${pathText([...this.path, ...steps.slice(0, several.at)])}`,
        );
  }

  private made(value: Json | undefined, missing: Json | undefined, sensitive: Json | undefined, steps: Path): Value {
    if (missing === true) {
      return this.unknownAt(steps, sensitive === true);
    }
    if (value === null || value === undefined || typeof value === "object") {
      if (hasUnknown(missing)) {
        const where = pathText([...this.path, ...steps]);
        const secret = sensitive === true || this.isSecret(steps);
        return unknown("partly", `partly known after apply: ${where}`, undefined, secret);
      }
      if (value === null || value === undefined) {
        return ABSENT;
      }
    }
    if (sensitive === true || this.isSecret(steps)) {
      return known(value, true);
    }
    return typeof value === "object" && hasUnknown(sensitive) ? known(value, true, sensitive) : known(value);
  }

  private termAt(trees: Trees, steps: Path): Term {
    const { value, unknown: missing, sensitive } = trees;
    if (missing === true) {
      return this.unknownTermAt(steps, sensitive === true);
    }
    if (value === null || value === undefined) {
      return NULL_TERM;
    }
    if (!hasUnknown(missing)) {
      return sensitive === true ? { kind: "known", value, sensitive: true } : knownTerm(value);
    }
    const at = (step: string | number) => {
      const inner = { value: inside(value, step), unknown: inside(missing, step), sensitive: inside(sensitive, step) };
      return this.termAt(inner, [...steps, step]);
    };
    if (isList(value)) {
      return listTerm(value.map((_, index) => at(index)));
    }
    const keys = new Set([...Object.keys(value), ...(isObject(missing) ? Object.keys(missing) : [])]);
    return objectTerm(new Map([...keys].map((key) => [key, at(key)])));
  }

  /** What is not known as a whole may be known in parts, where the plan holds the whole expression. */
  private unknownTermAt(steps: Path, sensitive: boolean): Term {
    const missing = this.unknownAt(steps, sensitive);
    const term = missing.evaluated();
    return term === undefined || term.kind === "known" ? missing : term;
  }

  private unknownAt(steps: Path, sensitive: boolean): PlanUnknown {
    return new PlanUnknown(this.resource, this.path, steps, sensitive);
  }
}

/** What a plan does not know. Why is looked up only when it is asked for. */
class PlanUnknown implements Unknown {
  public readonly kind = "unknown";
  readonly #resource: Resource;
  readonly #block: Path;
  readonly #steps: Path;
  readonly #marked: boolean;
  #sources: readonly Found[] | undefined;

  public constructor(resource: Resource, block: Path, steps: Path, marked: boolean) {
    this.#resource = resource;
    this.#block = block;
    this.#steps = steps;
    this.#marked = marked;
  }

  public get sensitive(): boolean {
    const { type } = this.#resource;
    return this.#marked || this.path.some((step) => typeof step === "string" && isSecretAttribute(type, step));
  }

  public get why(): WhyUnknown {
    const { config } = this.#resource;
    // A block that is not in the configuration is made by `dynamic`, of which a plan tells nothing.
    const told = config === undefined || this.path.length > 1 || config.body.has(String(this.path[0]));
    return told ? "after-apply" : "computed";
  }

  public get reason(): string {
    if (this.why === "computed") {
      return "computed by the provider: not set in the configuration";
    }
    const term = this.evaluated();
    const part = term === undefined ? undefined : firstUnknown(term);
    if (part?.why === "after-apply") {
      return part.reason;
    }
    const names = [...new Set(this.found().flatMap(({ expression }) => namesOf(expression)))];
    return names.length === 0 ? "known after apply" : `known after apply: ${names.join(", ")}`;
  }

  /** What its expression amounts to, where the plan holds it. */
  public evaluated(): Term | undefined {
    const [only, ...more] = this.found();
    if (only === undefined || more.length > 0 || only.expression.kind === "references") {
      return undefined;
    }
    const term = evaluate(only.expression, only.scope ?? this.#resource.scope);
    return only.rest.reduce<Term>(stepInto, term);
  }

  public get text(): string {
    const resource = this.#resource;
    const term = this.evaluated();
    const text = term === undefined || term.kind === "known" ? undefined : termText(term);
    if (text !== undefined) {
      return text;
    }
    const ends = this.found().flatMap((found) => traceFound(found, resource.scope).ends);
    const texts = ends.map((end) => `\${${end.resource.label}${end.attribute === "" ? "" : `.${end.attribute}`}}`);
    return texts.length === 0 ? `\${${resource.label}.${pathText(this.path)}}` : [...new Set(texts)].join("");
  }

  public toJSON(): Pick<Unknown, "kind" | "why" | "reason"> {
    return { kind: this.kind, why: this.why, reason: this.reason };
  }

  private get path(): Path {
    return [...this.#block, ...this.#steps];
  }

  private found(): readonly Found[] {
    const { config, scope } = this.#resource;
    this.#sources ??= config?.body.at(this.path, scope, this.#resource.identity.values) ?? [];
    return this.#sources;
  }
}

/** What an expression names, as it is written. */
function namesOf(expression: Expression): string[] {
  return expression.kind === "references"
    ? expression.to.map(traversalText)
    : expression.kind === "traversal"
      ? [traversalText(expression)]
      : [];
}

/** The member or element of a tree; `true` covers all below. */
function inside(tree: Json | undefined, step: string | number): Json | undefined {
  if (tree === true) {
    return true;
  }
  if (isList(tree)) {
    return typeof step === "number" ? tree[step] : undefined;
  }
  return isObject(tree) ? memberOf(tree, String(step)) : undefined;
}

function hasUnknown(tree: Json | undefined): boolean {
  if (typeof tree !== "object" || tree === null) {
    return tree === true;
  }
  if (isList(tree)) {
    return tree.some(hasUnknown);
  }
  for (const key in tree) {
    if (hasUnknown(memberOf(tree, key))) {
      return true;
    }
  }
  return false;
}

const NO_VALUES: Values = { items: [] };
const NO_BLOCKS: Blocks = { items: [] };
