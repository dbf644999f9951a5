import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { quoted, type Remark, sentence, suggestion, type Violation } from "./sentences";

/** Where a value stands in its file. */
export interface Place {
  /** The line (from 1) of the value's key, or of the value where it has none. */
  readonly line: number;
  /** How a number is written. */
  readonly source?: string;
  readonly children: ReadonlyMap<string | number, Place>;
}

/** A violation at a line. */
export interface LocatedViolation extends Violation {
  readonly line: number;
}

/** A document as plain data: what JSON can say, and where each of it stands. */
export interface PlainData {
  readonly value: unknown;
  readonly place: Place;
  readonly violations: readonly LocatedViolation[];
}

/** How many values a file may have, those repeated by aliases included. */
const MAX_VALUES = 5000;

/** The tags of YAML's core schema; others would make things that are no plain data. */
const PLAIN_TAGS = new Set([
  "!",
  ...["str", "int", "float", "bool", "null", "map", "seq"].map((tag) => `tag:yaml.org,2002:${tag}`),
]);

/** A key that would change an object's prototype instead of setting a value. */
const PROTOTYPE_KEY = "__proto__";

type Path = readonly (string | number)[];

interface Read {
  readonly value: unknown;
  readonly place: Place;
}

/** The value at a path in plain data; undefined where there is none. */
export function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    data,
  );
}

/**
 * Turns a document without syntax errors into plain data, with anchors, aliases and merge keys resolved. Where something
 * cannot be read, there is a violation and as much as could be read.
 *
 * @throws TooManyValuesError when aliases make more of the file than anybody wrote
 */
export function plainData(document: Document.Parsed, lines: LineCounter): PlainData {
  const reader = new Reader(lines);
  const { value, place } = reader.read(document.contents, []);
  return { value, place, violations: reader.violations };
}

/** A file with too many values, those included that aliases repeat: the known way to fill a reader's memory. */
export class TooManyValuesError extends Error {
  public override readonly name = "TooManyValuesError";

  public constructor(public readonly line: number) {
    super(`must have at most ${MAX_VALUES} values, got more; those that aliases repeat count, too`);
  }
}

class Reader {
  public readonly violations: LocatedViolation[] = [];
  /** What each anchor stands for at this point of the document; a later one of the same name takes over. */
  private readonly anchors = new Map<string, Node>();
  /** What each alias stood for where it was written; its target is read again for each use. */
  private readonly targets = new Map<Alias, Node>();
  /** The anchored nodes that are being read, to find those that contain themselves. */
  private readonly open = new Set<Node>();
  private values = 0;

  public constructor(private readonly lines: LineCounter) {}

  public read(node: Node | null, path: Path, keyLine?: number): Read {
    const line = keyLine ?? this.lineOf(node);
    this.values += 1;
    if (this.values > MAX_VALUES) {
      throw new TooManyValuesError(line);
    }
    if (node === null) {
      return { value: null, place: leaf(line) };
    }
    if (isAlias(node)) {
      return this.readAlias(node, path, keyLine);
    }
    if (this.open.has(node)) {
      this.report(line, path, "must not contain itself");
      return { value: null, place: leaf(line) };
    }
    if (node.tag !== undefined && !PLAIN_TAGS.has(node.tag)) {
      this.report(line, path, "must be plain data", { got: `the tag ${quoted(node.tag)}`, hint: "remove the tag" });
    }
    if (node.anchor !== undefined) {
      this.anchors.set(node.anchor, node);
    }
    this.open.add(node);
    const read = this.readContent(node, path, line);
    this.open.delete(node);
    return read;
  }

  private readContent(node: Exclude<Node, Alias>, path: Path, line: number): Read {
    if (isMap(node)) {
      return this.readMap(node, path, line);
    }
    return isSeq(node) ? this.readList(node, path, line) : readScalar(node, line);
  }

  private readAlias(alias: Alias, path: Path, keyLine: number | undefined): Read {
    const target = this.targetOf(alias);
    if (target === undefined) {
      const line = this.lineOf(alias);
      const hint = suggestion(alias.source, [...this.anchors.keys()]);
      this.report(line, path, "must be an alias of an earlier anchor", { got: `*${alias.source}`, hint });
      return { value: null, place: leaf(line) };
    }
    this.targets.set(alias, target);
    return this.read(target, path, keyLine);
  }

  private targetOf(alias: Alias): Node | undefined {
    return this.targets.get(alias) ?? this.anchors.get(alias.source);
  }

  private readList(list: YAMLSeq, path: Path, line: number): Read {
    const items = list.items.map((item, index) => this.read(asNode(item), [...path, index]));
    return {
      value: items.map(({ value }) => value),
      place: { line, children: new Map(items.map(({ place }, index) => [index, place])) },
    };
  }

  private readMap(map: YAMLMap, path: Path, line: number): Read {
    const own = new Map<string, Read>();
    const merged = new Map<string, Read>();
    for (const pair of map.items) {
      if (isMergeKey(pair.key)) {
        this.merge(pair, path, merged);
      } else {
        this.readPair(pair, path, own);
      }
    }
    const entries = [...own, ...[...merged].filter(([key]) => !own.has(key))];
    return {
      value: Object.fromEntries(entries.map(([key, { value }]) => [key, value])),
      place: { line, children: new Map(entries.map(([key, { place }]) => [key, place])) },
    };
  }

  private readPair({ key: keyNode, value }: Pair, path: Path, own: Map<string, Read>): void {
    const key = this.keyOf(keyNode, path);
    if (key === undefined) {
      return;
    }
    const line = this.lineOf(keyNode);
    const earlier = own.get(key);
    const read = this.read(asNode(value), [...path, key], line);
    if (earlier !== undefined) {
      this.report(line, [...path, key], "must stand once in its map", {
        hint: `it is in line ${earlier.place.line} already`,
      });
    } else if (key === PROTOTYPE_KEY) {
      this.report(line, [...path, key], "is not known", { hint: "remove it" });
    } else {
      own.set(key, read);
    }
  }

  private keyOf(node: unknown, path: Path): string | undefined {
    const key = isAlias(node) ? this.targetOf(node) : node;
    if (isScalar(key)) {
      if (key.anchor !== undefined) {
        this.anchors.set(key.anchor, key);
      }
      return key.value === null ? "null" : String(key.value);
    }
    const line = this.lineOf(node);
    this.report(line, path, "must have words as keys", { got: "a list or a map" });
    return undefined;
  }

  /** Of several merged maps the first that has a key gives its value. */
  private merge({ key, value }: Pair, path: Path, merged: Map<string, Read>): void {
    const node = asNode(value);
    const sources = isSeq(node) ? node.items.map(asNode) : [node];
    for (const source of sources) {
      const target = isAlias(source) ? (this.targetOf(source) ?? source) : source;
      if (source === null || !(isMap(target) || isAlias(target))) {
        this.report(this.lineOf(key), path, "must merge maps only", { hint: "write <<: *anchor" });
      } else {
        const { value: content, place } = this.read(source, path);
        for (const [name, entry] of Object.entries(content ?? {})) {
          const at = place.children.get(name);
          if (at !== undefined && !merged.has(name)) {
            merged.set(name, { value: entry, place: at });
          }
        }
      }
    }
  }

  private lineOf(node: unknown): number {
    return isNodeWithRange(node) ? this.lines.linePos(node.range[0]).line : 1;
  }

  private report(line: number, path: Path, rule: string, remark: Remark = {}): void {
    this.violations.push({ path, line, message: sentence(path, rule, remark) });
  }
}

function readScalar({ value, source }: Scalar, line: number): Read {
  const number = typeof value === "number" && source !== undefined;
  return { value, place: { ...leaf(line), ...(number ? { source } : {}) } };
}

function leaf(line: number): Place {
  return { line, children: new Map() };
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && typeof key.value === "symbol";
}

/** Pairs stand in lists of `!!omap` only, which is refused by its tag. */
function asNode(value: unknown): Node | null {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : null;
}

function isNodeWithRange(node: unknown): node is { readonly range: readonly [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}
