import { isList, isObject, type Json } from "../../support/json";

/**
 * Evaluates filter patterns of CloudWatch Logs for JSON events, as far as AWS documents them: `=` and `!=` with texts and
 * `*`, numbers with `<`, `>`, `<=`, `>=`, `IS NULL`, `IS TRUE`, `IS FALSE`, `NOT EXISTS`, `&&`, `||` and brackets.
 *
 * What the documentation leaves open is an error, so that no test stands on a guess: `!=` on a field that is not there,
 * and `&&` beside `||` without brackets.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 */
export function filterMatches(pattern: string, event: Json): boolean {
  return compile(pattern)(event);
}

type Condition = (event: Json) => boolean;

const TOKEN =
  /\s*(?:(&&|\|\||!=|<=|>=|[(){}=<>])|("(?:[^"\\]|\\.)*")|(\$(?:\.[A-Za-z0-9_-]+|\[\d+\])+)|([^\s(){}=<>!&|"$]+))/y;

/** Reads a pattern; an error where it is none. */
export function compile(pattern: string): Condition {
  const tokens = tokenize(pattern);
  const take = (...expected: string[]): string => {
    const token = tokens.shift() ?? "the end";
    if (expected.length > 0 && !expected.includes(token)) {
      throw new Error(`${expected.join(" or ")} expected, got ${token} in ${pattern}`);
    }
    return token;
  };

  const joined = (): Condition => {
    const conditions = [single()];
    const operator = tokens[0];
    while (operator !== undefined && ["&&", "||"].includes(operator) && tokens[0] === operator) {
      take();
      conditions.push(single());
    }
    if (tokens[0] === "&&" || tokens[0] === "||") {
      throw new Error(`&& and || need brackets between them in ${pattern}`);
    }
    return operator === "||"
      ? (event) => conditions.some((condition) => condition(event))
      : (event) => conditions.every((condition) => condition(event));
  };

  const single = (): Condition => {
    if (tokens[0] !== "(") {
      return comparison();
    }
    take("(");
    const condition = joined();
    take(")");
    return condition;
  };

  const comparison = (): Condition => {
    const selector = take();
    if (!selector.startsWith("$")) {
      throw new Error(`a selector expected, got ${selector} in ${pattern}`);
    }
    const operator = take("=", "!=", "<", ">", "<=", ">=", "IS", "NOT");
    if (operator === "NOT") {
      take("EXISTS");
      return (event) => select(event, selector) === undefined;
    }
    if (operator === "IS") {
      const wanted = { NULL: null, TRUE: true, FALSE: false }[take("NULL", "TRUE", "FALSE")];
      return (event) => select(event, selector) === wanted;
    }
    const value = take();
    return (event) => compare(select(event, selector), operator, value, selector);
  };

  take("{");
  const condition = joined();
  take("}");
  if (tokens.length > 0) {
    throw new Error(`the end expected, got ${tokens.join(" ")} in ${pattern}`);
  }
  return condition;
}

function tokenize(pattern: string): string[] {
  const tokens: string[] = [];
  const text = pattern.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const position = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (found === null) {
      throw new Error(`nothing that is known at ${position} of ${pattern}`);
    }
    tokens.push(found[0].trim());
  }
  return tokens;
}

function select(event: Json, selector: string): Json | undefined {
  const steps = selector.slice(1).match(/[A-Za-z0-9_-]+/g) ?? [];
  return steps.reduce<Json | undefined>((value, step) => {
    if (isList(value)) {
      return value[Number(step)];
    }
    return isObject(value) ? value[step] : undefined;
  }, event);
}

function compare(actual: Json | undefined, operator: string, value: string, selector: string): boolean {
  const text = value.startsWith('"') ? value.slice(1, -1) : value;
  if (operator === "=" || operator === "!=") {
    if (operator === "!=" && actual === undefined) {
      throw new Error(`AWS does not say what != does where there is no ${selector}`);
    }
    const equal = (typeof actual === "string" || typeof actual === "number") && like(String(actual), text);
    return equal === (operator === "=");
  }
  if (typeof actual !== "number") {
    return false;
  }
  const limit = Number(text);
  switch (operator) {
    case "<":
      return actual < limit;
    case ">":
      return actual > limit;
    case "<=":
      return actual <= limit;
    default:
      return actual >= limit;
  }
}

/** Whether a text is like one with `*`; patterns are case sensitive. */
function like(actual: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(actual);
}
