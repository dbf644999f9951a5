import type { Attributes, Blocks } from "./attributes";
import { evaluate } from "./evaluate";
import { expressionOf, hasTemplate } from "./expression";
import { isList, isObject, type Json, type JsonObject, memberOf } from "./json";
import { type Path, type PathLike, pathOf, pathText } from "./paths";
import type { Resource } from "./resource";
import type { Scope } from "./scope";
import { isSecretAttribute } from "./secrets";
import { dynamicBlocks, dynamicNames, isMeta } from "./synth-config";
import {
  entriesOf,
  firstUnknown,
  itemsOf,
  NULL_TERM,
  stepInto,
  type Term,
  termText,
  unknownTerm,
  valueOfTerm,
  valuesOfTerm,
} from "./term";
import { type Unknown, unknown, type Value, type Values } from "./values";

/** What stands in the file, or what an expression there amounts to. */
type Content = { readonly json: Json } | { readonly term: Term };

/** The attributes of a resource in synthesized files, or of a block within it. */
export class SynthBody implements Attributes {
  public constructor(
    public readonly resource: Resource,
    public readonly path: Path,
    private readonly content: Content,
    private readonly scope: () => Scope,
    private readonly secret = false,
  ) {}

  public get(path: PathLike): Value {
    const steps = pathOf(path);
    return valueOfTerm(this.resolve(steps), this.isSecret(steps));
  }

  public list(path: PathLike): Values {
    const steps = pathOf(path);
    return valuesOfTerm(this.resolve(steps), this.isSecret(steps));
  }

  public blocks(path: PathLike): Blocks {
    let outer: readonly SynthBody[] = [this];
    let missing: Unknown | undefined;
    for (const step of pathOf(path)) {
      const inner: SynthBody[] = [];
      for (const block of outer) {
        const found = block.own(step);
        inner.push(...found.items);
        missing ??= found.unknown;
      }
      outer = inner;
    }
    return missing === undefined ? { items: outer } : { items: outer, unknown: missing };
  }

  public names(): readonly string[] {
    if ("term" in this.content) {
      return (entriesOf(this.content.term) ?? []).map(([name]) => String(name));
    }
    const { json } = this.content;
    if (!isObject(json)) {
      return [];
    }
    const own = Object.keys(json).filter(
      (name) => name !== "//" && !(this.path.length === 0 && isMeta(name)) && json[name] !== null,
    );
    return [...new Set([...own, ...dynamicNames(json)])];
  }

  public blockNames(among: (name: string) => boolean = () => true): readonly string[] {
    return this.names().filter((name) => among(name) && this.own(name).items.length > 0);
  }

  public text(name: string): string | undefined {
    const plain = this.plainText(name);
    if (plain !== undefined) {
      return plain;
    }
    const term = this.resolve([name]);
    const text = term.kind === "known" ? term.value : term.kind === "template" ? termText(term) : undefined;
    return typeof text === "string" ? text : undefined;
  }

  public term(path: PathLike): Term {
    return this.resolve(pathOf(path));
  }

  /** The text of an argument that is written out, as most are. */
  private plainText(name: string): string | undefined {
    const json = "json" in this.content && isObject(this.content.json) ? memberOf(this.content.json, name) : undefined;
    const isArgument = this.path.length > 0 || !isMeta(name);
    return typeof json === "string" && isArgument && !hasTemplate(json) ? json : undefined;
  }

  private isSecret(steps: Path): boolean {
    return this.secret || steps.some((step) => typeof step === "string" && isSecretAttribute(this.resource.type, step));
  }

  private own(step: string | number): { readonly items: readonly SynthBody[]; readonly unknown?: Unknown } {
    const secret = this.isSecret([step]);
    const path = [...this.path, step];
    const make = (content: Content, index: number, scope = this.scope) =>
      new SynthBody(this.resource, [...path, index], content, scope, secret);
    if ("term" in this.content) {
      return ofTerm(stepOnto(this.content.term, step), make);
    }
    const json = isObject(this.content.json) && !(this.path.length === 0 && isMeta(step)) ? this.content.json : {};
    const own = memberOf(json, String(step)) ?? null;
    let missing: Unknown | undefined;
    const items: SynthBody[] = [];
    for (const item of isList(own) ? own : [own]) {
      if (isObject(item)) {
        items.push(make({ json: item }, items.length));
      } else if (typeof item === "string") {
        // Arguments that look like blocks may be set as a whole: `ingress = var.rules`.
        const found = ofTerm(evaluate(expressionOf(item), this.scope()), (content, index) =>
          make(content, items.length + index),
        );
        items.push(...found.items);
        missing ??= found.unknown;
      }
    }
    const dynamic = json.dynamic === undefined ? { blocks: [] } : dynamicBlocks(json, String(step), this.scope());
    for (const block of dynamic.blocks) {
      items.push(make({ json: block.content }, items.length, () => block.scope));
    }
    const why = "unknown" in dynamic && dynamic.unknown !== undefined ? valueOfTerm(dynamic.unknown) : undefined;
    missing ??= why?.kind === "unknown" ? why : undefined;
    return missing === undefined ? { items } : { items, unknown: missing };
  }

  private resolve(steps: Path): Term {
    if ("term" in this.content) {
      return steps.reduce<Term>(stepOnto, this.content.term);
    }
    let { json } = this.content;
    for (let index = 0; index < steps.length; index += 1) {
      const step = steps[index] ?? 0;
      if (typeof step === "string" && isList(json)) {
        if (json.length > 1) {
          return several(json.length, [...this.path, ...steps.slice(0, index)]);
        }
        json = json[0] ?? null;
      }
      if (isList(json)) {
        json = json[Number(step)] ?? null;
      } else if (isObject(json)) {
        const top = index === 0 && this.path.length === 0;
        const next = top && isMeta(step) ? undefined : step === "//" ? undefined : memberOf(json, String(step));
        if (step !== 0 && (next === undefined || json.dynamic !== undefined)) {
          const made = this.throughDynamic(json, next, steps, index);
          if (made !== undefined || next === undefined) {
            return made ?? NULL_TERM;
          }
        }
        json = next === undefined ? json : next;
      } else {
        return steps.slice(index).reduce<Term>(stepOnto, evaluate(expressionOf(json), this.scope()));
      }
    }
    return evaluate(expressionOf(json), this.scope());
  }

  /** The rest of a way where the next step is a block that `dynamic` makes, beside those that are written; else nothing. */
  private throughDynamic(json: JsonObject, own: Json | undefined, steps: Path, index: number): Term | undefined {
    const step = steps[index];
    if (json.dynamic === undefined || step === undefined || !dynamicNames(json).includes(String(step))) {
      return undefined;
    }
    const { blocks: made, unknown: missing } = dynamicBlocks(json, String(step), this.scope());
    const written = own === undefined || own === null ? [] : isList(own) ? own : [own];
    const blocks = [...written.map((content) => ({ content, scope: this.scope() })), ...made];
    const next = steps[index + 1];
    const [block] = typeof next === "number" ? blocks.slice(next) : blocks;
    if (missing !== undefined && !(typeof next === "number" && next < written.length)) {
      return firstUnknown(missing) ?? unknownTerm("expression", `it is not known how many ${step} there are`, "${…}");
    }
    if (typeof next !== "number" && blocks.length > 1) {
      return several(blocks.length, [...this.path, ...steps.slice(0, index + 1)]);
    }
    if (block === undefined) {
      return NULL_TERM;
    }
    const rest = steps.slice(index + (typeof next === "number" ? 2 : 1));
    return new SynthBody(this.resource, [...this.path, step], { json: block.content }, () => block.scope).term(rest);
  }
}

function several(count: number, path: Path): Term {
  return unknownTerm("several", `there are ${count} blocks at ${pathText(path)}`, "${…}");
}

function ofTerm(
  term: Term,
  make: (content: Content, index: number) => SynthBody,
): { readonly items: readonly SynthBody[]; readonly unknown?: Unknown } {
  if (term.kind === "known" && term.value === null) {
    return { items: [] };
  }
  const items =
    itemsOf(term) ?? (term.kind === "object" || (term.kind === "known" && isObject(term.value)) ? [term] : undefined);
  if (items === undefined) {
    const value = valueOfTerm(term);
    return {
      items: [],
      unknown: value.kind === "unknown" ? value : unknown("expression", `${termText(term) ?? "it"} is no block`),
    };
  }
  return { items: items.map((item, index) => make({ term: item }, index)) };
}

/** Into a term as into a file: an only block needs no index. */
function stepOnto(term: Term, step: string | number): Term {
  const items = typeof step === "string" ? itemsOf(term) : undefined;
  if (items === undefined) {
    return stepInto(term, step);
  }
  return items.length > 1 ? several(items.length, []) : stepInto(items[0] ?? NULL_TERM, step);
}
