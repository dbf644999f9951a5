/**
 * Reads Terraform's expressions, as far as synthesized JSON uses them: templates with their escapes, operators, calls,
 * conditionals, lists, objects, `for`, splats and indexes. An independent reader, so that tests need not trust what wrote
 * the file. What it cannot read is an error, never an expression without references.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions
 */

/** A reference: where it begins and the way from there, e.g. `["aws_subnet", "a", "id"]`. Indexes end the way. */
export type Reference = readonly string[];

/** What an expression uses. */
export interface Uses {
  readonly references: readonly Reference[];
  readonly functions: readonly string[];
}

/** An expression that could not be read. */
export class ExpressionError extends Error {
  public override readonly name = "ExpressionError";

  public constructor(problem: string, text: string, position: number) {
    super(`${problem} at ${position} of ${JSON.stringify(text)}`);
  }
}

const NOTHING: Uses = { references: [], functions: [] };

/** What the expressions within a text of Terraform's JSON use. */
export function usesOf(text: string): Uses {
  if (!/[$%]\{/.test(text)) {
    return NOTHING;
  }
  const uses = known.get(text) ?? read(text);
  known.set(text, uses);
  return uses;
}

/** Most texts occur again, in other variants of an environment. */
const known = new Map<string, Uses>();

function read(text: string): Uses {
  const reader = new Reader(text);
  reader.template(false);
  return { references: reader.references, functions: reader.functions };
}

/** What a bare expression uses, one that is not wrapped in `${…}`, as in `depends_on`. */
export function usesOfExpression(text: string): Uses {
  return usesOf(`\${${text}}`);
}

/** Whether a text holds an expression, so that its value is not known before Terraform runs. */
export function isExpression(text: string): boolean {
  return text.replaceAll("$${", "").includes("${");
}

/** The text as AWS gets it where it holds no expression: `$${` and `%%{` are escapes of `${` and `%{`. */
export function unescaped(text: string): string {
  return text.replace(/([$%])\1\{/g, "$1{");
}

const SYMBOLS = /^(?:=>|==|!=|<=|>=|&&|\|\||\.\.\.|[-+*/%<>!?:()[\]{},.=])/;
const BINARY = new Set(["==", "!=", "<=", ">=", "&&", "||", "+", "-", "*", "/", "%", "<", ">"]);
const NAME = /^[A-Za-z_][\w-]*(?:::[A-Za-z_][\w-]*)*/;
const NUMBER = /^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/;
const LITERALS = new Set(["true", "false", "null"]);

class Reader {
  public readonly references: Reference[] = [];
  public readonly functions: string[] = [];
  private position = 0;
  private bound: readonly string[] = [];

  public constructor(private readonly text: string) {}

  /** Literal text with `${…}` in it: up to the end, or up to the closing quote. */
  public template(quoted: boolean): void {
    while (this.position < this.text.length) {
      if (quoted && this.startsWith('"')) {
        return;
      }
      if (quoted && this.startsWith("\\")) {
        this.position += 2;
      } else if (this.startsWith("$${") || this.startsWith("%%{")) {
        this.position += 3;
      } else if (this.startsWith("${")) {
        this.position += 2;
        this.expression();
        this.expect("}");
      } else if (this.startsWith("%{")) {
        this.fail("template directives are not read");
      } else {
        this.position += 1;
      }
    }
    if (quoted) {
      this.fail("a quote is not closed");
    }
  }

  private expression(): void {
    this.operand();
    while (BINARY.has(this.symbol())) {
      this.take();
      this.operand();
    }
    if (this.accept("?")) {
      this.expression();
      this.expect(":");
      this.expression();
    }
  }

  private operand(): void {
    while (this.accept("!") || this.accept("-")) {
      // A sign or a negation before the value.
    }
    const path = this.primary();
    this.traversal(path);
  }

  /** Reads a value; returns the beginning of a reference where it is one. */
  private primary(): string[] | undefined {
    this.space();
    const number = this.match(NUMBER);
    if (number !== undefined) {
      return undefined;
    }
    if (this.accept('"')) {
      this.template(true);
      this.position += 1;
      return undefined;
    }
    if (this.accept("(")) {
      this.expression();
      this.expect(")");
      return undefined;
    }
    if (this.accept("[")) {
      this.list();
      return undefined;
    }
    if (this.accept("{")) {
      this.object();
      return undefined;
    }
    const name = this.match(NAME);
    if (name === undefined) {
      return this.fail("a value is missing");
    }
    if (this.accept("(")) {
      this.functions.push(name);
      this.elements(")");
      return undefined;
    }
    return LITERALS.has(name) || this.bound.includes(name) ? undefined : [name];
  }

  /** Reads what follows a value: attributes, indexes, splats. */
  private traversal(start: string[] | undefined): void {
    const path = start;
    let open = true;
    for (;;) {
      if (this.accept("[")) {
        open = false;
        if (!this.accept("*")) {
          this.expression();
        }
        this.expect("]");
      } else if (this.symbol() === ".") {
        this.take();
        const name = this.match(NAME);
        if (name === undefined && this.match(NUMBER) === undefined) {
          this.expect("*");
        }
        open &&= name !== undefined;
        if (open && name !== undefined) {
          path?.push(name);
        }
      } else {
        break;
      }
    }
    if (path !== undefined) {
      this.references.push(path);
    }
  }

  private list(): void {
    if (this.acceptName("for")) {
      this.comprehension();
      this.expect("]");
    } else {
      this.elements("]");
    }
  }

  private object(): void {
    if (this.acceptName("for")) {
      this.comprehension();
      this.expect("}");
      return;
    }
    while (!this.accept("}")) {
      this.key();
      this.expression();
      this.accept(",");
    }
  }

  /** A name before `=` or `:` is a key, not a reference. */
  private key(): void {
    const start = this.position;
    this.space();
    if (this.match(NAME) === undefined || !(this.accept("=") || this.accept(":"))) {
      this.position = start;
      this.expression();
      if (!this.accept("=")) {
        this.expect(":");
      }
    }
  }

  private elements(end: string): void {
    while (!this.accept(end)) {
      this.expression();
      this.accept("...");
      if (!this.accept(",") && this.symbol() !== end) {
        this.expect(end);
      }
    }
  }

  private comprehension(): void {
    const before = this.bound;
    const names = [this.name()];
    if (this.accept(",")) {
      names.push(this.name());
    }
    if (!this.acceptName("in")) {
      this.fail('"in" is missing');
    }
    this.expression();
    this.expect(":");
    this.bound = [...before, ...names];
    this.expression();
    if (this.accept("=>")) {
      this.expression();
      this.accept("...");
    }
    if (this.acceptName("if")) {
      this.expression();
    }
    this.bound = before;
  }

  private name(): string {
    this.space();
    return this.match(NAME) ?? this.fail("a name is missing");
  }

  private symbol(): string {
    this.space();
    return SYMBOLS.exec(this.text.slice(this.position))?.[0] ?? "";
  }

  private take(): void {
    this.position += this.symbol().length;
  }

  private accept(symbol: string): boolean {
    this.space();
    const found = symbol === '"' ? this.startsWith('"') : this.symbol() === symbol;
    this.position += found ? symbol.length : 0;
    return found;
  }

  private acceptName(name: string): boolean {
    this.space();
    const found = NAME.exec(this.text.slice(this.position))?.[0] === name;
    this.position += found ? name.length : 0;
    return found;
  }

  private expect(symbol: string): void {
    if (!this.accept(symbol)) {
      this.fail(`${JSON.stringify(symbol)} is missing`);
    }
  }

  private match(pattern: RegExp): string | undefined {
    const found = pattern.exec(this.text.slice(this.position))?.[0];
    this.position += found?.length ?? 0;
    return found;
  }

  private space(): void {
    this.match(/^\s+/);
  }

  private startsWith(text: string): boolean {
    return this.text.startsWith(text, this.position);
  }

  private fail(problem: string): never {
    throw new ExpressionError(problem, this.text, this.position);
  }
}
