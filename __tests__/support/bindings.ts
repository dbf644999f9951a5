import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isExpression } from "./expressions";
import { isList, isObject, type Json, type JsonObject, listOf, objectOf } from "./json";
import type { Block } from "./template";

/**
 * Reads what the provider's bindings know of a type: its arguments, which of them it requires, its blocks, and the
 * attributes that can be referred to. Read as text from the declarations, so that no class need be loaded and the
 * names are the provider's own.
 */

/** What kind of value an argument takes; `any` where the bindings do not say (statements of WAF, which nest without end). */
export type Shape = "string" | "number" | "boolean" | "list" | "map" | "block" | "any";

/** An argument, or a block with arguments of its own. */
export interface Argument {
  readonly required: boolean;
  readonly shape: Shape;
  /** The arguments of a block. */
  readonly block?: Arguments;
}

/** Arguments by their names in Terraform. */
export type Arguments = ReadonlyMap<string, Argument>;

/** What the bindings know of a type. */
export interface Binding {
  readonly arguments: Arguments;
  readonly attributes: ReadonlySet<string>;
}

/** The arguments of a pre- or postcondition. */
const CONDITION: Arguments = new Map([
  ["condition", { required: true, shape: "string" }],
  ["error_message", { required: true, shape: "string" }],
]);

/** Arguments that Terraform itself gives to every resource and data source. `count` is not among ours. */
const META_ARGUMENTS: Arguments = new Map([
  ["for_each", { required: false, shape: "map" }],
  ["depends_on", { required: false, shape: "list" }],
  ["provider", { required: false, shape: "string" }],
  [
    "lifecycle",
    {
      required: false,
      shape: "block",
      block: new Map([
        ["create_before_destroy", { required: false, shape: "boolean" }],
        ["prevent_destroy", { required: false, shape: "boolean" }],
        ["ignore_changes", { required: false, shape: "list" }],
        ["replace_triggered_by", { required: false, shape: "list" }],
        ["precondition", { required: false, shape: "block", block: CONDITION }],
        ["postcondition", { required: false, shape: "block", block: CONDITION }],
      ]),
    },
  ],
]);

const optional = (shape: Shape): Argument => ({ required: false, shape });
const required = (shape: Shape): Argument => ({ required: true, shape });

/** What the bindings have no classes for: what Terraform itself brings, and ephemeral resources, as in their sources. */
const WITHOUT_BINDINGS: Readonly<Record<string, Binding>> = {
  "data.terraform_remote_state": {
    arguments: new Map([
      ["backend", required("string")],
      ["config", optional("map")],
      ["defaults", optional("map")],
      ["workspace", optional("string")],
    ]),
    attributes: new Set(["outputs"]),
  },
  "ephemeral.aws_secretsmanager_secret_version": {
    arguments: new Map([
      ["secret_id", required("string")],
      ["version_id", optional("string")],
      ["version_stage", optional("string")],
    ]),
    attributes: new Set(["arn", "created_date", "secret_binary", "secret_string", "version_id", "version_stages"]),
  },
  "ephemeral.random_password": {
    arguments: new Map([
      ["length", required("number")],
      ...["min_lower", "min_numeric", "min_special", "min_upper"].map((name) => [name, optional("number")] as const),
      ...["lower", "numeric", "special", "upper"].map((name) => [name, optional("boolean")] as const),
      ["override_special", optional("string")],
    ]),
    attributes: new Set(["bcrypt_hash", "result"]),
  },
};

const cache = new Map<string, Binding>();

/** The type of a block as rules and bindings name it: `aws_kms_key`, `data.aws_kms_key`, `ephemeral.random_password`. */
export function typeOf({ address, type }: Pick<Block, "address" | "type">): string {
  const kind = /^(data|ephemeral)\./.exec(address)?.[0] ?? "";
  return `${kind}${type}`;
}

/** The binding of a type as {@link typeOf} names it. */
export function bindingOf(type: string): Binding {
  const binding = cache.get(type) ?? WITHOUT_BINDINGS[type] ?? readBinding(type);
  cache.set(type, binding);
  return binding;
}

/** Whether a type has an argument at a dotted path without indexes: `rule.filter.prefix`. */
export function isArgument(type: string, path: string): boolean {
  const known = (within: Arguments | undefined, [name = "", ...rest]: readonly string[]): boolean => {
    const argument = within?.get(name);
    return argument !== undefined && (rest.length === 0 || known(argument.block, rest));
  };
  return known(bindingOf(type).arguments, path.split("."));
}

/** The arguments of a provider's configuration. */
export function providerArguments(provider: "aws" | "random"): Arguments {
  const { declarations } = sources(provider, "provider");
  return argumentsOf(declarations, `${provider === "aws" ? "Aws" : "Random"}ProviderConfig`);
}

/** What is wrong with the arguments of a resource or data source by the bindings: unknown, missing, of another shape. */
export function argumentProblems(type: string, values: JsonObject): string[] {
  const known = bindingOf(type).arguments;
  const ignored = listOf(objectOf(values.lifecycle).ignore_changes).map(String);
  return [
    ...problemsWithin(new Map([...known, ...META_ARGUMENTS]), values, ""),
    ...ignored
      .filter((name) => name !== "all" && !known.has(name.replace(/[.[].*$/, "")))
      .map((name) => `lifecycle.ignore_changes names ${name}, which is no argument`),
  ];
}

/** The same for the arguments of a block. */
export function problemsWithin(known: Arguments, values: JsonObject, path: string): string[] {
  return [
    ...[...known].flatMap(([name, { required }]) =>
      required && (values[name] ?? null) === null ? [`${path}${name} is required`] : [],
    ),
    ...Object.entries(values).flatMap(([name, value]) => {
      const argument = known.get(name);
      return argument === undefined ? [`${path}${name} is no argument`] : shapeProblems(argument, value, path + name);
    }),
  ];
}

function shapeProblems({ shape, block }: Argument, value: Json, path: string): string[] {
  if (value === null || shape === "any" || (typeof value === "string" && isExpression(value) && shape !== "block")) {
    return [];
  }
  if (shape === "block") {
    const items = listOf(value);
    return items.every(isObject)
      ? items.filter(isObject).flatMap((item) => problemsWithin(block ?? new Map(), item, `${path}.`))
      : [`${path} must be a block`];
  }
  const fits = shape === "list" ? isList(value) : shape === "map" ? isObject(value) : typeof value === shape;
  return fits ? [] : [`${path} must be a ${shape}, got ${JSON.stringify(value)}`];
}

function readBinding(type: string): Binding {
  const [, data = "", provider = "", name = ""] = /^(data\.)?(aws|random)_(\w+)$/.exec(type) ?? [];
  const folder = `${data === "" ? "" : `data-${provider}-`}${name.replaceAll("_", "-")}`;
  const { declarations, code } = sources(provider, folder);
  const className = /export declare class (\w+) extends cdktf\.Terraform(?:Resource|DataSource) /.exec(
    declarations,
  )?.[1];
  const body = new RegExp(`^class ${className} extends[\\s\\S]*?^}`, "m").exec(code)?.[0];
  if (
    className === undefined ||
    body === undefined ||
    !declarations.includes(`tfResourceType = "${type.replace(/^data\./, "")}"`)
  ) {
    throw new Error(`${folder} of the ${provider} bindings is not ${type}`);
  }
  // Mostly `<Class>Config`; another name where a block of another type has that one already.
  const config = /^ {4}constructor\(scope: Construct, id: string, config\??: (\w+)\);$/m.exec(declarations)?.[1] ?? "";
  return { arguments: argumentsOf(declarations, config), attributes: attributesOf(body) };
}

function sources(provider: string, folder: string) {
  const library = join(dirname(require.resolve(`@cdktf/provider-${provider}/package.json`)), "lib", folder);
  if (folder === "" || !existsSync(library)) {
    throw new Error(`the ${provider} provider's bindings have no ${folder}`);
  }
  const read = (file: string) => readFileSync(join(library, file), "utf8");
  return { declarations: read("index.d.ts"), code: read("index.js") };
}

/** The members of an interface are separated by their comments, which name each as Terraform does. */
function argumentsOf(declarations: string, interfaceName: string): Arguments {
  const body = new RegExp(`^export interface ${interfaceName} (?:extends [\\w.]+ )?\\{\\n([\\s\\S]*?)^\\}`, "m").exec(
    declarations,
  )?.[1];
  if (body === undefined) {
    throw new Error(`the bindings have no interface ${interfaceName}`);
  }
  const members = body.split(/^ {4}\/\*\*$/m).slice(1);
  return new Map(members.map((member) => readMember(member, declarations)));
}

function readMember(member: string, declarations: string): [string, Argument] {
  const name = /\{@link \S+#(\w+) \w+#\1\}/.exec(member)?.[1];
  const [, optional, type = ""] = /^ {4}readonly \w+(\?)?: ([\s\S]*);\s*$/m.exec(member) ?? [];
  if (name === undefined || type === "") {
    throw new Error(`a member of the bindings could not be read: ${member}`);
  }
  const required = optional === undefined;
  const block = /^([A-Z]\w+)(?:\[\])?(?: \||$)/.exec(type)?.[1];
  if (block !== undefined) {
    return [name, { required, shape: "block", block: argumentsOf(declarations, block) }];
  }
  return [name, { required, shape: shapeOf(type) }];
}

function shapeOf(type: string): Shape {
  if (type.startsWith("{")) {
    return "map";
  }
  if (/^(?:\w+\[\]|Array<)/.test(type)) {
    return "list";
  }
  const scalar = (["string", "number", "boolean", "any"] as const).find((shape) =>
    new RegExp(`^${shape}\\b`).test(type),
  );
  if (scalar === undefined) {
    throw new Error(`the bindings have a type that is not read: ${type}`);
  }
  return scalar;
}

function attributesOf(classBody: string): ReadonlySet<string> {
  const names = classBody.matchAll(/Attribute\(["'](\w+)["']\)|new \w+\(this, ["'](\w+)["']/g);
  return new Set([...names].map(([, simple, complex]) => simple ?? complex ?? ""));
}
