import type { Attributes, Blocks } from "./attributes";
import { traversalText } from "./evaluate";
import { isList, isObject, type Json, memberOf } from "./json";
import type { Found } from "./module";
import { type Path, type PathLike, pathOf, pathText } from "./paths";
import type { Resource } from "./resource";
import { isSecretAttribute } from "./secrets";
import { knownTerm, listTerm, NULL_TERM, objectTerm, type Term, unknownTerm } from "./term";
import { trace } from "./trace";
import { ABSENT, known, type Unknown, unknown, type Value, type Values, type WhyUnknown } from "./values";

/** The three trees in which Terraform writes values: the known ones, which are unknown, which are sensitive. */
interface Trees {
  readonly value: Json | undefined;
  readonly unknown: Json | undefined;
  readonly sensitive: Json | undefined;
}

interface Place extends Trees {
  /** The path within the resource, with the indexes of only blocks put in. */
  readonly path: Path;
  /** How many blocks there were where one was expected. */
  readonly several?: number;
  readonly secret: boolean;
}

/** The attributes of a resource in a plan or state, or of a block within it. */
export class PlanBody implements Attributes {
  public constructor(
    public readonly resource: Resource,
    public readonly path: Path,
    private readonly trees: Trees,
    private readonly secret = false,
  ) {}

  public get(path: PathLike): Value {
    return this.valueAt(this.walk(pathOf(path)));
  }

  public list(path: PathLike): Values {
    const place = this.walk(pathOf(path));
    const { value, unknown: missing, sensitive } = place;
    if (!isList(value) || place.several !== undefined) {
      const single = this.valueAt(place);
      return single.kind === "absent"
        ? NO_VALUES
        : single.kind === "unknown"
          ? { items: [], unknown: single }
          : { items: [single] };
    }
    const items = value.map((item, index) =>
      this.valueAt({
        value: item,
        unknown: inside(missing, index),
        sensitive: inside(sensitive, index),
        path: [...place.path, index],
        secret: place.secret,
      }),
    );
    return { items };
  }

  public blocks(path: PathLike): Blocks {
    let outer: readonly Attributes[] = [this];
    let missing: Unknown | undefined;
    for (const step of pathOf(path)) {
      const inner: Attributes[] = [];
      for (const block of outer) {
        const found = block instanceof PlanBody ? block.own(step) : NO_BLOCKS;
        inner.push(...found.items);
        missing ??= found.unknown;
      }
      outer = inner;
    }
    return missing === undefined ? { items: outer } : { items: outer, unknown: missing };
  }

  public names(): readonly string[] {
    const names = isObject(this.trees.value) ? Object.keys(this.trees.value) : [];
    const missing = isObject(this.trees.unknown)
      ? Object.keys(this.trees.unknown).filter((name) => hasUnknown(inside(this.trees.unknown, name)))
      : [];
    return [...new Set([...names.filter((name) => inside(this.trees.value, name) !== null), ...missing])];
  }

  public term(path: PathLike): Term {
    const place = this.walk(pathOf(path));
    if (place.several !== undefined) {
      return unknownTerm("several", `there are ${place.several} blocks`, "${…}");
    }
    return this.termAt(place, place.path);
  }

  private own(step: string | number): Blocks {
    const place = this.walk([step]);
    if (place.unknown === true || place.several !== undefined) {
      const value = this.valueAt(place);
      return value.kind === "unknown" ? { items: [], unknown: value } : NO_BLOCKS;
    }
    const { value, unknown: missing, sensitive, path, secret } = place;
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
        whole ??= this.unknownAt([...path, index], false);
      } else if (isObject(item)) {
        items.push(new PlanBody(this.resource, [...path, index], trees, secret));
      }
    }
    return whole === undefined ? { items } : { items, unknown: whole };
  }

  private walk(steps: Path): Place {
    let { value, unknown: missing, sensitive } = this.trees;
    let secret = this.secret;
    const path: (string | number)[] = [...this.path];
    for (const step of steps) {
      if (typeof step === "string" && isList(value)) {
        if (value.length > 1) {
          return { value, unknown: missing, sensitive, path, several: value.length, secret };
        }
        value = value[0];
        missing = inside(missing, 0);
        sensitive = inside(sensitive, 0);
        path.push(0);
      }
      if (!(step === 0 && isObject(value) && memberOf(value, "0") === undefined)) {
        value = inside(value, step);
        missing = inside(missing, step);
        sensitive = inside(sensitive, step);
      }
      path.push(step);
      secret ||= typeof step === "string" && isSecretAttribute(this.resource.type, step);
    }
    return { value, unknown: missing, sensitive, path, secret };
  }

  private valueAt({ value, unknown: missing, sensitive, path, several, secret }: Place): Value {
    if (missing === true) {
      return this.unknownAt(path, secret || sensitive === true);
    }
    if (several !== undefined) {
      return unknown("several", `there are ${several} blocks at ${pathText(path)}`);
    }
    if (value === null || value === undefined) {
      return hasUnknown(missing) ? unknown("partly", `partly known after apply: ${pathText(path)}`) : ABSENT;
    }
    if (typeof value !== "object") {
      return known(value, secret || sensitive === true);
    }
    if (hasUnknown(missing)) {
      return unknown("partly", `partly known after apply: ${pathText(path)}`, undefined, secret || sensitive === true);
    }
    return secret || sensitive === true
      ? known(value, true)
      : hasUnknown(sensitive)
        ? known(value, true, sensitive)
        : known(value);
  }

  private termAt(trees: Trees, path: Path): Term {
    const { value, unknown: missing, sensitive } = trees;
    if (missing === true) {
      const { why, reason, text } = this.unknownAt(path, sensitive === true);
      return unknownTerm(why, reason, text ?? "${…}");
    }
    if (value === null || value === undefined) {
      return NULL_TERM;
    }
    if (!hasUnknown(missing)) {
      return sensitive === true ? { kind: "known", value, sensitive: true } : knownTerm(value);
    }
    const at = (step: string | number) =>
      this.termAt({ value: inside(value, step), unknown: inside(missing, step), sensitive: inside(sensitive, step) }, [
        ...path,
        step,
      ]);
    if (isList(value)) {
      return listTerm(value.map((_, index) => at(index)));
    }
    const keys = new Set([...Object.keys(value), ...(isObject(missing) ? Object.keys(missing) : [])]);
    return objectTerm(new Map([...keys].map((key) => [key, at(key)])));
  }

  private unknownAt(path: Path, sensitive: boolean): Unknown {
    return new PlanUnknown(this.resource, path, sensitive);
  }
}

/** What a plan does not know. Why is looked up only when it is asked for. */
class PlanUnknown implements Unknown {
  public readonly kind = "unknown";
  readonly #resource: Resource;
  readonly #path: Path;
  #sources: readonly Found[] | undefined;

  public constructor(
    resource: Resource,
    path: Path,
    public readonly sensitive: boolean,
  ) {
    this.#resource = resource;
    this.#path = path;
  }

  public get why(): WhyUnknown {
    const { config } = this.#resource;
    // A block that is not in the configuration is made by `dynamic`, of which a plan tells nothing.
    const told = config === undefined || this.#path.length > 1 || config.body.has(String(this.#path[0]));
    return told ? "after-apply" : "computed";
  }

  public get reason(): string {
    if (this.why === "computed") {
      return "computed by the provider: not set in the configuration";
    }
    const references = this.found().flatMap(({ expression }) =>
      expression.kind === "references" ? expression.to.map(traversalText) : [],
    );
    return references.length === 0 ? "known after apply" : `known after apply: ${[...new Set(references)].join(", ")}`;
  }

  public get text(): string {
    const resource = this.#resource;
    const ends = this.found().flatMap(({ expression, rest, scope }) => trace(expression, rest, scope).ends);
    const texts = ends.map((end) => `\${${end.resource.text}${end.attribute === "" ? "" : `.${end.attribute}`}}`);
    return texts.length === 0 ? `\${${resource.text}.${pathText(this.#path)}}` : [...new Set(texts)].join("");
  }

  public toJSON(): Pick<Unknown, "kind" | "why" | "reason"> {
    return { kind: this.kind, why: this.why, reason: this.reason };
  }

  private found(): readonly Found[] {
    const { config, scope } = this.#resource;
    this.#sources ??= config?.body.at(this.#path, scope) ?? [];
    return this.#sources;
  }
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
