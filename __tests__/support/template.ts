import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TerraformStack } from "cdktf";
import { distance } from "fastest-levenshtein";
import type { SecureStack } from "../../constructs/core/secure-stack";
import { withoutNotes } from "../../handoff/bundle/configuration";
import { withoutStackTraces } from "../../stacks/stack-traces";
import { isList, isObject, type Json, type JsonObject, listOf, objectOf, parseJson, textsOf } from "./json";

/** A block of the configuration with its address. */
export interface Block {
  /** As Terraform writes it: `aws_kms_key.master`, `data.…`, `ephemeral.…`, `var.…`, `output.…`, `check.…`. */
  readonly address: string;
  /** The resource's or data source's type, e.g. `aws_kms_key`; of other blocks their kind, e.g. `output`. */
  readonly type: string;
  readonly name: string;
  readonly values: JsonObject;
}

/** A statement of a policy document, complete: what it leaves out is empty, and the effect is always there. */
export interface Statement {
  readonly sid: string;
  readonly effect: string;
  /** Identifiers by kind, e.g. `{ Service: ["config.amazonaws.com"] }`. */
  readonly principals: Readonly<Record<string, readonly string[]>>;
  readonly actions: readonly string[];
  /** Only there where the statement is for all actions but these. */
  readonly notActions?: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly StatementCondition[];
}

/** A condition of a {@link Statement}. */
export interface StatementCondition {
  readonly test: string;
  readonly variable: string;
  readonly values: readonly string[];
}

/** The values of an output. */
export interface Output {
  readonly value: Json;
  readonly description?: string;
  readonly sensitive?: boolean;
}

const POLICY_DOCUMENT = "aws_iam_policy_document";
const POLICY_REFERENCE = /^\$\{(data\.aws_iam_policy_document\.\w+)\.json\}$/;
const STATEMENT_KEYS = ["sid", "effect", "principals", "actions", "not_actions", "resources", "condition"];
const NEAR = 3;

/**
 * Reads the JSON that was synthesized for one stack, so that tests can say *all*, *only* and *none*.
 * Arguments are as Terraform spells them (snake_case), cdktf's metadata is left out.
 *
 * @example
 * const template = Template.of((stack) => new CustomerManagedKey(stack, "master", props));
 * expect(template.types).toEqual({ aws_kms_alias: 1, aws_kms_key: 1 });
 * expect(template.only("aws_kms_key")).toMatchObject({ enable_key_rotation: true });
 * expect(template.policyOf("aws_kms_key.master", "policy").map(({ sid }) => sid)).toContain("DenyInsecureTransport");
 */
export class Template {
  /** The whole file. */
  public readonly json: JsonObject;

  /** What was read of it; it never changes. */
  private readonly read = new Map<string, readonly Block[]>();
  private byAddress?: ReadonlyMap<string, Block>;

  private constructor(json: Json) {
    this.json = objectOf(withoutNotes(json));
  }

  /**
   * What is synthesized for constructs in a new stack of our own kind with both providers.
   * All validations run, so an unsound tree throws as `npm run synth` would.
   */
  public static of(define: (stack: SecureStack) => void): Template {
    const { app, Stack, AwsProvider, RandomProvider } = loadCdktf();
    const made = withoutStackTraces(() => {
      const stack = new Stack(app(), "test");
      new AwsProvider(stack, "aws", { region: "us-east-1" });
      new RandomProvider(stack, "random");
      define(stack);
      return stack;
    });
    return Template.ofStack(made);
  }

  /** What is synthesized for a stack. All validations run. */
  public static ofStack(stack: TerraformStack): Template {
    const text = withoutStackTraces(() => {
      stack.prepareStack();
      return loadCdktf().synth(stack);
    });
    return new Template(parseJson(text));
  }

  /** A parsed `cdk.tf.json`, or its text. */
  public static ofFile(json: Json): Template {
    return new Template(typeof json === "string" ? parseJson(json) : json);
  }

  /**
   * A copy with one value changed, or without it where the value is undefined: for proving that a check can fail.
   * Beginning with the section, e.g. `["resource", "aws_kms_key", "master", "enable_key_rotation"]`.
   */
  public with(path: readonly string[], value: Json | undefined): Template {
    return new Template(changed(this.json, path, value));
  }

  /** How many resources there are of each type: all types, sorted. */
  public get types(): Readonly<Record<string, number>> {
    return counts(this.resources);
  }

  /** How many data sources there are of each type: all types, sorted. */
  public get dataSourceTypes(): Readonly<Record<string, number>> {
    return counts(this.dataSources);
  }

  /** The managed resources, sorted by address. */
  public get resources(): readonly Block[] {
    return this.once("resource", () => this.typedBlocks("resource", ""));
  }

  /** The data sources, sorted by address. */
  public get dataSources(): readonly Block[] {
    return this.once("data", () => this.typedBlocks("data", "data."));
  }

  /** The ephemeral resources, sorted by address. */
  public get ephemerals(): readonly Block[] {
    return this.once("ephemeral", () => this.typedBlocks("ephemeral", "ephemeral."));
  }

  /** The `check` blocks, sorted by name. */
  public get checks(): readonly Block[] {
    return this.once("check", () => this.namedBlocks("check", "check."));
  }

  /** The outputs by name. */
  public get outputs(): Readonly<Record<string, Output>> {
    const entries = this.namedBlocks("output", "output.").map(({ name, values }): [string, Output] => [
      name,
      {
        value: values.value ?? null,
        ...(typeof values.description === "string" ? { description: values.description } : {}),
        ...(typeof values.sensitive === "boolean" ? { sensitive: values.sensitive } : {}),
      },
    ]);
    return Object.fromEntries(entries);
  }

  /** The input variables by name: `type`, `description`, `default`, `validation` and so on. */
  public get variables(): Readonly<Record<string, JsonObject>> {
    return Object.fromEntries(this.namedBlocks("variable", "var.").map(({ name, values }) => [name, values]));
  }

  /** Everything that has an address, sorted. */
  public get blocks(): readonly Block[] {
    return this.once("", () =>
      [
        ...this.resources,
        ...this.dataSources,
        ...this.ephemerals,
        ...this.checks,
        ...this.namedBlocks("output", "output."),
        ...this.namedBlocks("variable", "var."),
        ...this.namedBlocks("locals", "local."),
      ].sort(byAddress),
    );
  }

  /** The addresses of the resources, or of those of one type, sorted. */
  public addresses(type?: string): string[] {
    return this.resources.filter((block) => type === undefined || block.type === type).map(({ address }) => address);
  }

  /** The resources of one type, sorted by address; none where there is none. */
  public blocksOf(type: string): readonly Block[] {
    return this.ofType(type);
  }

  /** The arguments of the one resource (or, with `data.`, data source) of a type; an error where there is none or more. */
  public only(type: string): JsonObject {
    const [first, ...others] = this.ofType(type);
    if (first === undefined) {
      throw new Error(`there is no ${type}; ${this.nearTypes(type)}`);
    }
    if (others.length > 0) {
      const all = [first, ...others].map(({ address }) => address).join(", ");
      throw new Error(`there is more than one ${type}: ${all}; use at(address) or all(type)`);
    }
    return first.values;
  }

  /** The arguments of every resource (or, with `data.`, data source) of a type, sorted by address; an error where there is none. */
  public all(type: string): JsonObject[] {
    const found = this.ofType(type);
    if (found.length === 0) {
      throw new Error(`there is no ${type}; ${this.nearTypes(type)}. To say that there is none, use types`);
    }
    return found.map(({ values }) => values);
  }

  /** The arguments of what has this address; an error that names near ones where there is nothing. */
  public at(address: string): JsonObject {
    this.byAddress ??= new Map(this.blocks.map((block) => [block.address, block]));
    const block = this.byAddress.get(address);
    if (block === undefined) {
      const addresses = this.blocks.map((candidate) => candidate.address);
      throw new Error(`there is no ${address}; ${near(address, addresses)}`);
    }
    return block.values;
  }

  /**
   * The value at a dotted path within what has this address, e.g. `value("aws_db_instance.postgres",
   * "lifecycle.prevent_destroy")`. Undefined where the path ends nowhere. A single block reads like a list of one, so
   * indexes may be left out.
   */
  public value(address: string, path: string): Json | undefined {
    return path.split(".").reduce<Json | undefined>(step, this.at(address));
  }

  /** The statements of a `data.aws_iam_policy_document`. */
  public policy(address: string): Statement[] {
    const { statement, ...others } = this.at(address);
    if (!address.startsWith(`data.${POLICY_DOCUMENT}.`) || Object.keys(others).some((key) => key !== "version")) {
      throw new Error(`${address} must be a plain data.${POLICY_DOCUMENT}, got ${JSON.stringify(Object.keys(others))}`);
    }
    return listOf(statement).map((item, index) => readStatement(objectOf(item), `${address}.statement[${index}]`));
  }

  /** The statements of the policy document that an argument of a resource refers to. */
  public policyOf(address: string, attribute: string): Statement[] {
    const value = this.value(address, attribute);
    const document = typeof value === "string" ? POLICY_REFERENCE.exec(value)?.[1] : undefined;
    if (document === undefined) {
      throw new Error(
        `${address}.${attribute} must refer to a policy document, \${data.${POLICY_DOCUMENT}.….json}, got ${JSON.stringify(value)}`,
      );
    }
    return this.policy(document);
  }

  private ofType(type: string): readonly Block[] {
    return this.once(`of type ${type}`, () =>
      type.startsWith("data.")
        ? this.dataSources.filter((block) => `data.${block.type}` === type)
        : this.resources.filter((block) => block.type === type),
    );
  }

  private once(key: string, read: () => readonly Block[]): readonly Block[] {
    const blocks = this.read.get(key) ?? read();
    this.read.set(key, blocks);
    return blocks;
  }

  private nearTypes(type: string): string {
    return near(type, [...Object.keys(this.types), ...Object.keys(this.dataSourceTypes).map((name) => `data.${name}`)]);
  }

  private typedBlocks(section: string, prefix: string): Block[] {
    return Object.entries(objectOf(this.json[section]))
      .flatMap(([type, named]) =>
        Object.entries(objectOf(named)).map(([name, values]) => ({
          address: `${prefix}${type}.${name}`,
          type,
          name,
          values: objectOf(values),
        })),
      )
      .sort(byAddress);
  }

  private namedBlocks(section: string, prefix: string): Block[] {
    return Object.entries(objectOf(this.json[section]))
      .map(([name, values]) => ({
        address: `${prefix}${name}`,
        type: section,
        name,
        values: isObject(values) ? values : { value: values },
      }))
      .sort(byAddress);
  }
}

/** What makes stacks, loaded when it is needed: whoever reads what was synthesized before goes without. */
function loadCdktf() {
  const { Testing } = require("cdktf") as typeof import("cdktf");
  const { SecureStack: Stack } =
    require("../../constructs/core/secure-stack") as typeof import("../../constructs/core/secure-stack");
  const { AwsProvider } =
    require("@cdktf/provider-aws/lib/provider") as typeof import("@cdktf/provider-aws/lib/provider");
  const { RandomProvider } =
    require("@cdktf/provider-random/lib/provider") as typeof import("@cdktf/provider-random/lib/provider");
  const synth = (stack: TerraformStack) => Testing.synth(stack, true);
  // One folder for all apps of a test file: nothing is read back from it.
  const app = () => Testing.app({ outdir: join(tmpdir(), "cdktf.outdir") });
  return { app, synth, Stack, AwsProvider, RandomProvider };
}

function changed(json: Json | undefined, [key, ...rest]: readonly string[], value: Json | undefined): Json {
  if (key === undefined) {
    return value ?? null;
  }
  if (isList(json)) {
    return json.map((item, index) => (String(index) === key ? changed(item, rest, value) : item));
  }
  const { [key]: old, ...others } = objectOf(json);
  return rest.length === 0 && value === undefined ? others : { ...others, [key]: changed(old, rest, value) };
}

function readStatement(statement: JsonObject, where: string): Statement {
  const unknown = Object.keys(statement).filter((key) => !STATEMENT_KEYS.includes(key));
  if (unknown.length > 0) {
    throw new Error(`${where} must have only ${STATEMENT_KEYS.join(", ")}, got ${unknown.join(", ")} too`);
  }
  const { sid = "", effect = "Allow", principals, actions, not_actions: notActions, resources, condition } = statement;
  return {
    sid: String(sid),
    effect: String(effect),
    principals: Object.fromEntries(
      listOf(principals)
        .map(objectOf)
        .map(({ type, identifiers }) => [String(type), textsOf(identifiers)]),
    ),
    actions: textsOf(actions),
    ...(notActions === undefined ? {} : { notActions: textsOf(notActions) }),
    resources: textsOf(resources),
    conditions: listOf(condition)
      .map(objectOf)
      .map(({ test, variable, values }) => ({
        test: String(test),
        variable: String(variable),
        values: textsOf(values),
      })),
  };
}

function step(value: Json | undefined, key: string): Json | undefined {
  if (isList(value)) {
    return /^\d+$/.test(key) ? value[Number(key)] : step(value.length === 1 ? value[0] : undefined, key);
  }
  return objectOf(value)[key];
}

function counts(blocks: readonly Block[]): Record<string, number> {
  const result: Record<string, number> = {};
  for (const { type } of blocks) {
    result[type] = (result[type] ?? 0) + 1;
  }
  return result;
}

function near(word: string, words: readonly string[]): string {
  const nearest = [...words].sort((a, b) => distance(word, a) - distance(word, b)).slice(0, NEAR);
  return nearest.length === 0 ? "the file is empty" : `near it: ${nearest.join(", ")}`;
}

function byAddress(a: Block, b: Block): number {
  return a.address < b.address ? -1 : 1;
}
