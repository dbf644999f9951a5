import type { Json, JsonObject } from "../../model";
import { isObject, listOf, objectOf } from "../../model/json";

/** What is left out of a copy of synthesized Terraform, and what it has to do without. */
export interface Gaps {
  /** Types that cannot be made, each with the reason. */
  readonly types: Readonly<Record<string, string>>;
  /** Types that cannot be made where an argument has a certain value: by `type.argument` and the value, each with the reason. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Arguments that cannot be set, by `type.argument`, each with the reason. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Arguments whose policies must not deny, by `type.argument`, each with the reason. */
  readonly denials: Readonly<Record<string, string>>;
}

/** A block or argument that was left out. */
export interface LeftOut {
  readonly address: string;
  readonly reason: string;
}

/** A copy of a stack without what cannot be made. */
export interface Reduced {
  readonly json: JsonObject;
  readonly leftOut: readonly LeftOut[];
}

/** The sections whose blocks have an address, and how it begins. */
const SECTIONS = { resource: "", data: "data.", ephemeral: "ephemeral." } as const;

type Section = keyof typeof SECTIONS;

const isSection = (name: string): name is Section => Object.hasOwn(SECTIONS, name);

/**
 * Leaves out of a synthesized stack what cannot be made, and everything that refers to it: other blocks, outputs, checks. What only
 * waits for it (`depends_on`) stays, and waits no more.
 */
export function reduce(stack: JsonObject, gaps: Gaps): Reduced {
  const blocks = blocksOf(stack);
  const reasons = new Map<string, string>();
  for (const { address, section, type, body } of blocks) {
    const reason = section === "resource" ? (gaps.types[type] ?? reasonOfValue(type, objectOf(body), gaps)) : undefined;
    if (reason !== undefined) {
      reasons.set(address, reason);
    }
  }
  for (let before = -1; before < reasons.size; ) {
    before = reasons.size;
    for (const { address, body } of blocks.filter((block) => !reasons.has(block.address))) {
      const missing = referencesIn(body).find((reference) => reasons.has(reference));
      if (missing !== undefined) {
        reasons.set(address, `refers to ${missing}`);
      }
    }
  }
  const leftOut: LeftOut[] = [...reasons].map(([address, reason]) => ({ address, reason }));
  const withoutDenials = documentsOf(blocks, gaps.denials);
  const entries = Object.entries(stack).map(([name, content]): [string, Json] => {
    if (isSection(name)) {
      const kept = keptBlocks(name, objectOf(content), reasons, gaps, leftOut);
      return [name, name === "data" ? withoutDeny(kept, withoutDenials, leftOut) : kept];
    }
    return [
      name,
      name === "output" || name === "check" ? keptOthers(name, objectOf(content), reasons, leftOut) : content,
    ];
  });
  return { json: Object.fromEntries(entries), leftOut: leftOut.sort((a, b) => (a.address < b.address ? -1 : 1)) };
}

function reasonOfValue(type: string, body: JsonObject, { values }: Gaps): string | undefined {
  const reasons = Object.entries(body).map(([key, value]) =>
    typeof value === "string" ? values[`${type}.${key}`]?.[value] : undefined,
  );
  return reasons.find((reason) => reason !== undefined);
}

interface Block {
  readonly address: string;
  readonly section: Section;
  readonly type: string;
  readonly body: Json;
}

function blocksOf(stack: JsonObject): Block[] {
  return Object.keys(SECTIONS)
    .filter(isSection)
    .flatMap((section) =>
      Object.entries(objectOf(stack[section])).flatMap(([type, named]) =>
        Object.entries(objectOf(named)).map(([name, body]) => ({
          address: `${SECTIONS[section]}${type}.${name}`,
          section,
          type,
          body,
        })),
      ),
    );
}

function keptBlocks(
  section: Section,
  types: JsonObject,
  reasons: ReadonlyMap<string, string>,
  gaps: Gaps,
  leftOut: LeftOut[],
): JsonObject {
  const kept = Object.entries(types).map(([type, named]): [string, JsonObject] => {
    const own = Object.entries(objectOf(named))
      .filter(([name]) => !reasons.has(`${SECTIONS[section]}${type}.${name}`))
      .map(([name, body]): [string, Json] => [
        name,
        keptBody(type, name, section, objectOf(body), reasons, gaps, leftOut),
      ]);
    return [type, Object.fromEntries(own)];
  });
  return Object.fromEntries(kept.filter(([, named]) => Object.keys(named).length > 0));
}

function keptBody(
  type: string,
  name: string,
  section: Section,
  body: JsonObject,
  reasons: ReadonlyMap<string, string>,
  gaps: Gaps,
  leftOut: LeftOut[],
): JsonObject {
  const entries = Object.entries(body).flatMap(([key, value]): [string, Json][] => {
    const reason = section === "resource" ? gaps.arguments[`${type}.${key}`] : undefined;
    if (reason !== undefined) {
      leftOut.push({ address: `${type}.${name}.${key}`, reason });
      return [];
    }
    if (key === "depends_on" && Array.isArray(value)) {
      return [[key, value.filter((address) => typeof address !== "string" || !reasons.has(address))]];
    }
    return [[key, value]];
  });
  return Object.fromEntries(entries);
}

const DOCUMENT = "aws_iam_policy_document";

/** The policy documents that some arguments are made of, with the reason of each. */
function documentsOf(blocks: readonly Block[], denials: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    blocks.flatMap(({ type, body }) =>
      Object.entries(objectOf(body)).flatMap(([key, value]) => {
        const reason = denials[`${type}.${key}`];
        return reason === undefined ? [] : referencesIn(value).map((address): [string, string] => [address, reason]);
      }),
    ),
  );
}

function withoutDeny(data: JsonObject, documents: ReadonlyMap<string, string>, leftOut: LeftOut[]): JsonObject {
  const changed = Object.entries(objectOf(data[DOCUMENT])).map(([name, body]): [string, Json] => {
    const address = `data.${DOCUMENT}.${name}`;
    const reason = documents.get(address);
    const statements = listOf(objectOf(body).statement);
    const kept = statements.filter((statement) => objectOf(statement).effect !== "Deny");
    if (reason === undefined || kept.length === statements.length) {
      return [name, body];
    }
    leftOut.push({ address: `${address}, what it denies`, reason });
    return [name, { ...objectOf(body), statement: kept }];
  });
  return changed.length === 0 ? data : { ...data, [DOCUMENT]: Object.fromEntries(changed) };
}

/** Outputs and checks that speak of something that is left out. */
function keptOthers(
  section: string,
  named: JsonObject,
  reasons: ReadonlyMap<string, string>,
  leftOut: LeftOut[],
): JsonObject {
  const kept = Object.entries(named).filter(([name, body]) => {
    const missing = [...referencesIn(body), ...waitedFor(body)].find((reference) => reasons.has(reference));
    if (missing !== undefined) {
      leftOut.push({ address: `${section}.${name}`, reason: `refers to ${missing}` });
    }
    return missing === undefined;
  });
  return Object.fromEntries(kept);
}

/** The addresses that expressions in a value name; those it only waits for are none. */
function referencesIn(value: Json): string[] {
  if (typeof value === "string") {
    return expressionsIn(value).flatMap((expression) =>
      [...expression.matchAll(/(?<![\w.])((?:data\.|ephemeral\.)?[a-z][a-z0-9]*_\w+\.[A-Za-z_][\w-]*)/g)].map(
        ([, address = ""]) => address,
      ),
    );
  }
  if (Array.isArray(value)) {
    return value.flatMap(referencesIn);
  }
  return isObject(value)
    ? Object.entries(value).flatMap(([key, inner]) => (key === "depends_on" ? [] : referencesIn(inner)))
    : [];
}

/** What data within a check waits for: it looks at what that makes. */
function waitedFor(value: Json): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(waitedFor);
  }
  return isObject(value)
    ? Object.entries(value).flatMap(([key, inner]) =>
        key === "depends_on" && Array.isArray(inner)
          ? inner.filter((address) => typeof address === "string")
          : waitedFor(inner),
      )
    : [];
}

/** What stands between `${` and its brace; `$${` is no expression. */
function expressionsIn(text: string): string[] {
  const found: string[] = [];
  for (const { index } of text.matchAll(/(?<!\$)\$\{/g)) {
    let depth = 0;
    let end = index + 1;
    do {
      depth += text[end] === "{" ? 1 : text[end] === "}" ? -1 : 0;
      end += 1;
    } while (depth > 0 && end < text.length);
    found.push(text.slice(index, end));
  }
  return found;
}
