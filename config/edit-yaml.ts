import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  type Pair,
  parseDocument,
  type Range,
  visit,
  type YAMLMap,
} from "yaml";

/** What a value can be set to: a scalar, or an empty list. */
export type NewValue = string | boolean | readonly [];

/** A scalar of text, and where it stands. */
export interface WrittenText {
  readonly path: readonly (string | number)[];
  readonly value: string;
}

/**
 * Sets values of a YAML text, and leaves every other character as it is: comments, quotes and order stay. Keys that are missing
 * are added to their section, sections at the end.
 */
export class YamlText {
  private document: Document.Parsed;

  public constructor(private written: string) {
    this.document = parseDocument(written, { merge: true });
  }

  public get text(): string {
    return this.written;
  }

  /** The texts below all keys, from the first to the last. */
  public texts(): WrittenText[] {
    const found: WrittenText[] = [];
    visit(this.document, {
      Scalar: (key, node, ancestors) => {
        if (key !== "key" && typeof node.value === "string") {
          found.push({ path: pathOf([...ancestors, node] as unknown[], key), value: node.value });
        }
      },
    });
    return found;
  }

  /** Sets one value. The parent of a key that is missing must be a map, or be missing itself at the top. */
  public set(path: readonly (string | number)[], value: NewValue): void {
    const pair = this.pairAt(path);
    const node = this.document.getIn(path, true);
    if (isScalar(node) && node.range) {
      const isQuoted = node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE";
      this.replace(node.range[0], node.range[1], written(value, isQuoted));
    } else if (pair !== undefined && isNode(pair.key) && pair.key.range) {
      const end = isNode(pair.value) && pair.value.range ? pair.value.range[1] : pair.key.range[1];
      const isWholeLines = this.written[end - 1] === "\n";
      this.replace(pair.key.range[1], end, `: ${written(value, false)}${isWholeLines ? "\n" : ""}`);
    } else {
      this.add(path, value);
    }
  }

  /** Says why a value is as it is, in place of the comment that stood behind it. */
  public explain(path: readonly (string | number)[], why: string): void {
    const node = this.document.getIn(path, true);
    if (isNode(node) && node.range) {
      const [, end] = node.range;
      const lineEnd = this.written.indexOf("\n", end);
      this.replace(end, lineEnd === -1 ? this.written.length : lineEnd, ` # ${why}`);
    }
  }

  /** Replaces text in comments only. */
  public setInComments(replace: (comment: string) => string): void {
    const values = this.scalarRanges();
    const lines = this.written.split("\n");
    let offset = 0;
    const changed = lines.map((line) => {
      const start = offset;
      offset += line.length + 1;
      const mark = commentStart(line, start, values);
      return mark === undefined ? line : line.slice(0, mark) + replace(line.slice(mark));
    });
    this.update(changed.join("\n"));
  }

  private add(path: readonly (string | number)[], value: NewValue): void {
    const key = String(path.at(-1));
    const parentPath = path.slice(0, -1);
    if (parentPath.length === 0) {
      this.append(`${key}: ${written(value, false)}\n`);
      return;
    }
    const parent = this.document.getIn(parentPath, true);
    if (!isMap(parent) || !parent.range) {
      this.append(`${parentPath.join(".")}:\n  ${key}: ${written(value, false)}\n`);
      return;
    }
    if (parent.flow === true) {
      const rest = parent.items.length === 0 ? " " : ",";
      this.replace(parent.range[0] + 1, parent.range[0] + 1, ` ${key}: ${written(value, false)}${rest}`);
      return;
    }
    const first = firstKey(parent);
    const lineStart = this.written.lastIndexOf("\n", first - 1) + 1;
    const indent = this.written.slice(lineStart, first);
    this.replace(lineStart, lineStart, `${indent}${key}: ${written(value, false)}\n`);
  }

  private append(text: string): void {
    const end = this.written.length;
    this.replace(end, end, `${this.written.endsWith("\n") ? "" : "\n"}\n${text}`);
  }

  private replace(start: number, end: number, text: string): void {
    this.update(this.written.slice(0, start) + text + this.written.slice(end));
  }

  private update(text: string): void {
    this.written = text;
    this.document = parseDocument(text, { merge: true });
  }

  private pairAt(path: readonly (string | number)[]): Pair | undefined {
    const parent = path.length === 1 ? this.document.contents : this.document.getIn(path.slice(0, -1), true);
    return isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  }

  /** Where values and keys stand: a hash within one begins no comment. */
  private scalarRanges(): Range[] {
    const ranges: Range[] = [];
    visit(this.document, {
      Scalar: (_, { range }) => {
        if (range) {
          ranges.push(range);
        }
      },
    });
    return ranges;
  }
}

function pathOf(ancestors: readonly unknown[], key: number | "key" | "value" | null): (string | number)[] {
  const path = ancestors.flatMap((ancestor, index): (string | number)[] => {
    const next = ancestors[index + 1];
    if (isPairLike(ancestor) && isScalar(ancestor.key)) {
      return [String(ancestor.key.value)];
    }
    return isCollection(ancestor) && !isMap(ancestor) ? [(ancestor.items as unknown[]).indexOf(next)] : [];
  });
  return key === "key" ? path.slice(0, -1) : path;
}

function isPairLike(value: unknown): value is Pair {
  return typeof value === "object" && value !== null && "key" in value && "value" in value && !isNode(value);
}

function firstKey(map: YAMLMap): number {
  const [first] = map.items;
  return first !== undefined && isNode(first.key) && first.key.range ? first.key.range[0] : (map.range?.[0] ?? 0);
}

function commentStart(line: string, start: number, values: readonly Range[]): number | undefined {
  for (const { index } of line.matchAll(/#/g)) {
    const isWithin = values.some(([from, to]) => start + index >= from && start + index < to);
    if (!isWithin && (index === 0 || /\s/.test(line[index - 1] ?? ""))) {
      return index;
    }
  }
  return undefined;
}

/** Text stays plain where YAML reads plain text as that text. */
function written(value: NewValue, isQuoted: boolean): string {
  if (typeof value !== "string") {
    return JSON.stringify(value);
  }
  return !isQuoted &&
    /^[A-Za-z](?:[\w./-]|:(?=\S))*$/.test(value) &&
    !/^(?:true|false|null|yes|no|on|off)$/i.test(value)
    ? value
    : JSON.stringify(value);
}
