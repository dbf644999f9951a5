import type { Action, Change } from "./change";
import { isList, isObject, type Json, type JsonObject, listOf, memberOf, objectOf, textOf } from "./json";
import type { Mode, Module } from "./module";
import type { Path } from "./paths";
import type { Trees } from "./plan-body";
import { modeOf } from "./plan-config";
import { type Modules, makeResource, moduleAt } from "./plan-modules";
import type { Resource } from "./resource";

/** The changes of a plan, or what drifted. */
export function changesOf(items: readonly Json[], modules: Modules, root: Module): PlannedChange[] {
  return items.filter(isObject).map((item) => new PlannedChange(item, modules, root));
}

/** A change as a plan has it. Both sides are made when they are asked for. */
export class PlannedChange implements Change {
  readonly #item: JsonObject;
  readonly #change: JsonObject;
  readonly #modules: Modules;
  readonly #root: Module;
  #current: Resource | undefined;
  #before: Resource | undefined;
  #after: Resource | undefined;

  public constructor(item: JsonObject, modules: Modules, root: Module) {
    this.#item = item;
    this.#change = objectOf(item.change);
    this.#modules = modules;
    this.#root = root;
  }

  /** The resource of the graph that the change ends in. */
  public set current(resource: Resource) {
    this.#current = resource;
  }

  /** The values after the change with what is unknown; nothing where there are none. */
  public get planned(): Trees | undefined {
    const { after, after_unknown: unknown, after_sensitive: sensitive } = this.#change;
    return after === null || after === undefined ? undefined : { value: after, unknown, sensitive };
  }

  public get address(): string {
    return textOf(this.#item.address) ?? "";
  }

  public get type(): string {
    return textOf(this.#item.type) ?? "";
  }

  public get mode(): Mode {
    return modeOf(this.#item.mode);
  }

  public get actions(): readonly Action[] {
    return listOf(this.#change.actions) as readonly Action[];
  }

  public get before(): Resource | undefined {
    const { before, before_sensitive: sensitive } = this.#change;
    this.#before ??= this.side({ value: before, unknown: undefined, sensitive });
    return this.#before;
  }

  public get after(): Resource | undefined {
    const { planned } = this;
    this.#after ??= planned === undefined ? undefined : (this.#current ?? this.side(planned));
    return this.#after;
  }

  public get replacePaths(): readonly Path[] {
    return listOf(this.#change.replace_paths).filter(isList) as readonly Path[];
  }

  public get reason(): string | undefined {
    return textOf(this.#item.action_reason);
  }

  public get previousAddress(): string | undefined {
    return textOf(this.#item.previous_address);
  }

  public get deposed(): string | undefined {
    return textOf(this.#item.deposed);
  }

  public get importing(): Json | undefined {
    return memberOf(this.#change, "importing");
  }

  private side(trees: Trees): Resource | undefined {
    return trees.value === null || trees.value === undefined
      ? undefined
      : makeResource(this.#item, this.module(), trees, false);
  }

  private module(): Module {
    return moduleAt(textOf(this.#item.module_address) ?? "", this.#root, this.#modules);
  }
}
