import type { Path, PathLike } from "./paths";
import type { Resource } from "./resource";
import type { Term } from "./term";
import type { Unknown, Value, Values } from "./values";

/** What has attributes: a resource, or a block within one. Paths are relative to it. */
export interface Attributes {
  /** The resource that it is, or is part of. */
  readonly resource: Resource;
  /** Where it is within the resource: empty for the resource itself. */
  readonly path: Path;
  /**
   * What is known of an attribute, e.g. `get("versioning_configuration.status")`. An only block needs no index; through
   * several blocks the value is unknown (`several`): ask for `blocks`.
   */
  get(path: PathLike): Value;
  /** A list or set of values, element by element. */
  list(path: PathLike): Values;
  /** Nested blocks, however they are written: one object, a list of objects, `dynamic`, through several outer blocks. */
  blocks(path: PathLike): Blocks;
  /** The names of the attributes and blocks that have a value or will have one. */
  names(): readonly string[];
  /** The names of those that are nested blocks; with a condition, which is quicker to ask, only where it holds. */
  blockNames(among?: (name: string) => boolean): readonly string[];
  /** A text at the top as far as it is known, with `${…}` for what is not; nothing where none of it is. */
  text(name: string): string | undefined;
  /** The value in its parts; for policies and the like. */
  term(path: PathLike): Term;
}

/** Nested blocks. */
export interface Blocks {
  readonly items: readonly Attributes[];
  /** Set when there may be other or more blocks than these. */
  readonly unknown?: Unknown;
}
