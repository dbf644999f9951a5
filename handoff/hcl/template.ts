/** A part of a template: text as it stands, or a sequence that Terraform evaluates, with its `${` and `}`. */
export interface TemplatePart {
  readonly kind: "text" | "sequence";
  readonly source: string;
}

/**
 * Splits a template into its text and its sequences (`${…}`, `%{…}`). Escapes (`$${`, `%%{`) stay in the text as they are:
 * JSON and HCL write them alike.
 *
 * @throws Error where a sequence has no end
 */
export function templateParts(template: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let text = "";
  for (let at = 0; at < template.length; ) {
    if (/^(?:\$\$|%%)\{/.test(template.slice(at, at + 3))) {
      text += template.slice(at, at + 3);
      at += 3;
    } else if (/^[$%]\{/.test(template.slice(at, at + 2))) {
      const end = endOfSequence(template, at + 2);
      if (text !== "") {
        parts.push({ kind: "text", source: text });
        text = "";
      }
      parts.push({ kind: "sequence", source: template.slice(at, end) });
      at = end;
    } else {
      text += template[at];
      at += 1;
    }
  }
  return text === "" ? parts : [...parts, { kind: "text", source: text }];
}

/** The expression of a template that is nothing else (`${aws_kms_key.main.arn}`): its value keeps its type. */
export function onlyExpression(template: string): string | undefined {
  if (!template.startsWith("${") || !template.endsWith("}")) {
    return undefined;
  }
  const parts = templateParts(template);
  const expression = template.slice(2, -1);
  // `~` takes space away from the text around it, of which there is none; it is no part of an expression.
  return parts.length === 1 && parts[0]?.kind === "sequence" && !/^~|~$/.test(expression)
    ? expression.trim()
    : undefined;
}

/** A text that is not evaluated, as a template that gives it. */
export function escapeTemplate(text: string): string {
  return text.replace(/([$%])\{/g, "$1$1{");
}

/** A template in quotes, on one line. */
export function quoted(template: string): string {
  const parts = templateParts(template).map(({ kind, source }) => (kind === "text" ? escapeText(source) : source));
  return `"${parts.join("")}"`;
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeText(text: string): string {
  return text.replace(
    // Controls, and what starts a line in some programs but in none of HCL's.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped
    /[\\"\u0000-\u001f\u007f\u2028\u2029\ufeff]/g,
    (character) => ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The place after the brace that ends a sequence, from the place after the one that begins it. */
function endOfSequence(template: string, from: number): number {
  let depth = 1;
  for (let at = from; at < template.length; ) {
    const character = template[at];
    if (character === '"') {
      at = endOfQuoted(template, at + 1);
      continue;
    }
    depth += character === "{" ? 1 : character === "}" ? -1 : 0;
    at += 1;
    if (depth === 0) {
      return at;
    }
  }
  throw new Error(`a sequence has no end: ${template.slice(Math.max(0, from - 2), from + 60)}`);
}

/** The place after the quote that ends a text, within which sequences nest. */
function endOfQuoted(template: string, from: number): number {
  for (let at = from; at < template.length; ) {
    const here = template.slice(at, at + 3);
    if (here.startsWith("\\")) {
      at += 2;
    } else if (here.startsWith('"')) {
      return at + 1;
    } else if (/^(?:\$\$|%%)\{/.test(here)) {
      at += 3;
    } else if (/^[$%]\{/.test(here)) {
      at = endOfSequence(template, at + 2);
    } else {
      at += 1;
    }
  }
  throw new Error(`a text has no end: ${template.slice(Math.max(0, from - 1), from + 60)}`);
}
