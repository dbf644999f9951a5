import type { Expression, Step, Traversal } from "./expression";

/**
 * Reads a text of Terraform's JSON as a template: literal text with `${…}` in it, `$${` and `%%{` as escapes. What cannot be
 * read (a directive `%{if}`, something new in the language) becomes one `unreadable` part: a value nobody knows, never
 * a mistake.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions
 */
export function parseTemplate(text: string): Expression {
  try {
    return new Parser(text).template();
  } catch (error) {
    if (error instanceof Unreadable) {
      return { kind: "unreadable", text };
    }
    throw error;
  }
}

class Unreadable extends Error {}

const NAME = /[\p{ID_Start}_][\p{ID_Continue}-]*(?:::[\p{ID_Start}_][\p{ID_Continue}-]*)*/uy;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /(?:\s+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const PLAIN = /[^$%"\\]+/y;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };
const CONSTANTS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };
/** By how tightly they bind, the loosest first. */
const OPERATORS = [["||"], ["&&"], ["==", "!="], ["<=", ">=", "<", ">"], ["+", "-"], ["*", "/", "%"]] as const;
/** Deeper nesting than anybody writes: a guard for the stack. */
const DEEPEST = 200;

class Parser {
  private at = 0;
  private depth = 0;

  public constructor(private readonly text: string) {}

  public template(): Expression {
    const parts = this.parts(false);
    if (parts.length === 0) {
      return { kind: "literal", value: "" };
    }
    // A text that is nothing but one expression has that expression's type; `"${1}"` in JSON is the number 1.
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: "template", parts };
  }

  private parts(quoted: boolean): Expression[] {
    const parts: Expression[] = [];
    let literal = "";
    const flush = () => {
      if (literal !== "") {
        parts.push({ kind: "literal", value: literal });
        literal = "";
      }
    };
    while (this.at < this.text.length && !(quoted && this.text[this.at] === '"')) {
      if (this.text.startsWith("${", this.at)) {
        flush();
        this.at += this.text[this.at + 2] === "~" ? 3 : 2;
        parts.push(this.expression());
        this.accept("~");
        this.expect("}");
      } else if (this.text.startsWith("%{", this.at)) {
        throw new Unreadable();
      } else if (this.text.startsWith("$${", this.at) || this.text.startsWith("%%{", this.at)) {
        literal += this.text.slice(this.at + 1, this.at + 3);
        this.at += 3;
      } else if (quoted && this.text[this.at] === "\\") {
        literal += this.escape();
      } else {
        literal += this.match(PLAIN) ?? this.text[this.at++] ?? "";
      }
    }
    flush();
    return parts;
  }

  private escape(): string {
    const letter = this.text[this.at + 1] ?? "";
    const digits = { u: 4, U: 8 }[letter];
    this.at += 2;
    if (digits === undefined) {
      return ESCAPES[letter] ?? this.fail();
    }
    const code = Number.parseInt(this.text.slice(this.at, this.at + digits), 16);
    this.at += digits;
    return code <= 0x10ffff ? String.fromCodePoint(code) : this.fail();
  }

  private expression(): Expression {
    this.depth += 1;
    if (this.depth > DEEPEST) {
      this.fail();
    }
    const condition = this.binary(0);
    let expression = condition;
    if (this.accept("?")) {
      const yes = this.expression();
      this.expect(":");
      expression = { kind: "conditional", if: condition, yes, no: this.expression() };
    }
    this.depth -= 1;
    return expression;
  }

  private binary(level: number): Expression {
    const operators = OPERATORS[level];
    if (operators === undefined) {
      return this.unary();
    }
    let left = this.binary(level + 1);
    for (;;) {
      const operator = operators.find((candidate) => this.accept(candidate));
      if (operator === undefined) {
        return left;
      }
      left = { kind: "binary", operator, left, right: this.binary(level + 1) };
    }
  }

  private unary(): Expression {
    for (const operator of ["!", "-"]) {
      if (this.accept(operator)) {
        return { kind: "unary", operator, of: this.unary() };
      }
    }
    return this.traversal(this.primary());
  }

  private primary(): Expression {
    this.space();
    const number = this.match(NUMBER);
    if (number !== undefined) {
      return { kind: "literal", value: Number(number) };
    }
    if (this.accept('"')) {
      const parts = this.parts(true);
      this.expect('"');
      const [only] = parts;
      return parts.length <= 1 && (only === undefined || only.kind === "literal")
        ? (only ?? { kind: "literal", value: "" })
        : { kind: "template", parts };
    }
    if (this.accept("(")) {
      const inner = this.expression();
      this.expect(")");
      return inner;
    }
    if (this.accept("[")) {
      return this.acceptName("for") ? this.comprehension("]") : { kind: "list", items: this.elements("]") };
    }
    if (this.accept("{")) {
      return this.acceptName("for") ? this.comprehension("}") : this.object();
    }
    const name = this.match(NAME) ?? this.fail();
    if (this.accept("(")) {
      return { kind: "call", name, arguments: this.elements(")") };
    }
    return Object.hasOwn(CONSTANTS, name)
      ? { kind: "literal", value: CONSTANTS[name] ?? null }
      : { kind: "traversal", root: name, steps: [] };
  }

  /** What follows a value: attributes, indexes, splats. */
  private traversal(start: Expression): Expression {
    let of = start;
    let steps: Step[] = [];
    // `list.*.id[0]` is the first of all, `list[*].id[0]` the first of each.
    let ofAttributes = false;
    for (;;) {
      if (this.accept("[")) {
        if (ofAttributes) {
          [of, steps, ofAttributes] = [withSteps(of, steps), [], false];
        }
        steps.push(this.accept("*") ? { kind: "splat" } : { kind: "index", of: this.expression() });
        this.expect("]");
      } else if (this.text[this.at] === "." && !this.text.startsWith("...", this.at)) {
        this.at += 1;
        const step = this.step();
        ofAttributes ||= step.kind === "splat";
        steps.push(step);
      } else {
        break;
      }
    }
    return withSteps(of, steps);
  }

  private step(): Step {
    const name = this.match(NAME);
    if (name !== undefined) {
      return { kind: "attribute", name };
    }
    if (this.accept("*")) {
      return { kind: "splat" };
    }
    // The older way to write an index: `list.0`; `list.0.1` must not be read as the number 0.1.
    const digits = this.match(/\d+/y) ?? this.fail();
    return { kind: "index", of: { kind: "literal", value: Number(digits) } };
  }

  private elements(end: string): Expression[] {
    const items: Expression[] = [];
    while (!this.accept(end)) {
      items.push(this.expression());
      this.accept("...");
      if (!this.accept(",")) {
        this.expect(end);
        break;
      }
    }
    return items;
  }

  private object(): Expression {
    const entries: [Expression, Expression][] = [];
    while (!this.accept("}")) {
      const key = this.key();
      if (!this.accept("=")) {
        this.expect(":");
      }
      entries.push([key, this.expression()]);
      this.accept(",");
    }
    return { kind: "object", entries };
  }

  /** A bare name is a key of that name, not a reference. */
  private key(): Expression {
    const start = this.at;
    this.space();
    const name = this.match(NAME);
    this.space();
    const next = this.text[this.at];
    if (name !== undefined && (next === ":" || (next === "=" && this.text[this.at + 1] !== "="))) {
      return { kind: "literal", value: name };
    }
    this.at = start;
    return this.expression();
  }

  private comprehension(end: string): Expression {
    const names = [this.name()];
    if (this.accept(",")) {
      names.push(this.name());
    }
    if (!this.acceptName("in")) {
      this.fail();
    }
    const collection = this.expression();
    this.expect(":");
    const first = this.expression();
    const second = this.accept("=>") ? this.expression() : undefined;
    this.accept("...");
    const condition = this.acceptName("if") ? this.expression() : undefined;
    this.expect(end);
    return {
      kind: "for",
      names,
      collection,
      value: second ?? first,
      ...(second === undefined ? {} : { key: first }),
      ...(condition === undefined ? {} : { condition }),
    };
  }

  private name(): string {
    this.space();
    return this.match(NAME) ?? this.fail();
  }

  private accept(symbol: string): boolean {
    this.space();
    if (!this.text.startsWith(symbol, this.at)) {
      return false;
    }
    // `=` must not take the beginning of `==` or `=>`, `<` not that of `<=`, `!` not that of `!=`.
    const next = this.text[this.at + 1];
    if ((symbol === "=" && (next === "=" || next === ">")) || (symbol === "!" && next === "=")) {
      return false;
    }
    this.at += symbol.length;
    return true;
  }

  private acceptName(name: string): boolean {
    this.space();
    const start = this.at;
    if (this.match(NAME) === name) {
      return true;
    }
    this.at = start;
    return false;
  }

  private expect(symbol: string): void {
    if (!this.accept(symbol)) {
      this.fail();
    }
  }

  private space(): void {
    this.match(SPACE);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private fail(): never {
    throw new Unreadable();
  }
}

/** An expression and what follows it. After a splat in brackets that leads into the list that it makes. */
function withSteps(of: Expression, steps: readonly Step[]): Expression {
  if (steps.length === 0) {
    return of;
  }
  return of.kind === "traversal" && of.steps.every(({ kind }) => kind !== "splat")
    ? ({ ...of, steps: [...of.steps, ...steps] } satisfies Traversal)
    : { kind: "steps", of, steps };
}
