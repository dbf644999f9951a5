import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Graph, Resource } from "../../model";
import type { Attributes } from "../../model/attributes";
import { type Expression, expressionOf, type Step } from "../../model/expression";
import type { Term } from "../../model/term";
import { type Arguments, bindingOf } from "./bindings";
import { isList, isObject, type Json, type JsonObject, listOf, objectOf } from "./json";

/**
 * Makes of Terraform JSON the plan that Terraform would make of it, before anything exists: values known or not, what the
 * provider adds by itself, and of expressions no more than what they refer to.
 */

/** The Terraform JSON of a root module, and of the local modules that it calls by their folders, e.g. `./net`. */
export interface Project {
  readonly root: JsonObject;
  readonly modules?: Readonly<Record<string, JsonObject>>;
}

/** The JSON of `terraform show -json` for a project; `graph` is the same project, synthesized. */
export function planJsonOf(project: Project, graph: Graph): JsonObject {
  const all = [...graph.resources(), ...graph.data()];
  const stars = all.filter(({ repeated }) => repeated).map(({ address }) => address);
  if (stars.length > 0) {
    throw new Error(`no plan can be made: count or for_each is not known of ${stars.join(", ")}`);
  }
  const resources = all.filter(({ mode }) => mode !== "ephemeral").map(plannedResource);
  const modules = new Set(all.flatMap(({ module }) => (module.address === "" ? [] : [module.address])));
  const within = (address: string) =>
    resources.filter((item) => (item.module_address ?? "") === address).map(({ change: _, ...item }) => item);
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    variables: Object.fromEntries(
      Object.entries(objectOf(project.root.variable)).flatMap(([name, variable]) => {
        const value = objectOf(variable).default;
        return value === undefined ? [] : [[name, { value }]];
      }),
    ),
    planned_values: {
      root_module: {
        resources: within(""),
        child_modules: [...modules].map((address) => ({ address, resources: within(address) })),
      },
    },
    resource_changes: resources.map(({ values: _, ...item }) => item),
    configuration: {
      provider_config: Object.fromEntries(
        Object.entries(objectOf(project.root.provider)).flatMap(([name, given]) =>
          listOf(given).map((json) => {
            const { alias, ...rest } = objectOf(json);
            const key = typeof alias === "string" ? `${name}.${alias}` : name;
            return [key, { name, ...(alias === undefined ? {} : { alias }), expressions: expressions(rest) }];
          }),
        ),
      ),
      root_module: moduleConfiguration(project.root, project),
    },
    applyable: true,
    complete: true,
    errored: false,
  };
}

function plannedResource(resource: Resource): JsonObject {
  const { address, mode, type, name, key, module } = resource;
  const kind = mode === "data" ? `data.${type}` : type;
  const { value, unknown } = planned(resource, argumentsOf(kind));
  const added = addedByProvider(kind);
  const set = new Set(resource.names());
  const after = { ...without(added.defaults, set), ...value };
  const afterUnknown = { ...without(added.computed, set), ...unknown };
  return {
    address,
    ...(module.address === "" ? {} : { module_address: module.address }),
    mode,
    type,
    name,
    ...(key === undefined ? {} : { index: key }),
    values: after,
    change: {
      actions: [mode === "data" ? "read" : "create"],
      before: null,
      after,
      after_unknown: afterUnknown,
      before_sensitive: false,
      after_sensitive: {},
    },
  };
}

function without(members: JsonObject, names: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.has(name)));
}

interface Planned {
  readonly value: { readonly [name: string]: Json };
  readonly unknown: { readonly [name: string]: Json };
}

/** The two trees of a resource or block: what is known, and what is not. Every block is a list of blocks. */
function planned(attributes: Attributes, known: Arguments | undefined): Planned {
  const value: Record<string, Json> = {};
  const missing: Record<string, Json> = {};
  for (const name of attributes.names()) {
    const argument = known?.get(name);
    const blocks = argument?.shape === "map" ? { items: [] } : attributes.blocks(name);
    if (argument?.shape === "block" && blocks.unknown !== undefined) {
      missing[name] = true;
    } else if (blocks.items.length > 0) {
      const inner = blocks.items.map((block) => planned(block, argument?.block));
      value[name] = inner.map((block) => block.value);
      missing[name] = inner.map((block) => block.unknown);
    } else {
      const { known: own, unknown: rest } = halves(attributes.term([name]));
      if (own !== undefined) {
        value[name] = own;
      }
      if (rest !== false) {
        missing[name] = rest;
      }
    }
  }
  return { value, unknown: missing };
}

/** What is known of a value, and in the same shape what is not. */
function halves(term: Term): { readonly known: Json | undefined; readonly unknown: Json } {
  switch (term.kind) {
    case "known":
      return { known: term.value, unknown: false };
    case "list": {
      const items = term.items.map(halves);
      return { known: items.map(({ known }) => known ?? null), unknown: items.map(({ unknown }) => unknown) };
    }
    case "object": {
      const entries = [...term.entries].map(([key, inner]) => [key, halves(inner)] as const);
      return {
        known: Object.fromEntries(entries.flatMap(([key, { known }]) => (known === undefined ? [] : [[key, known]]))),
        unknown: Object.fromEntries(
          entries.flatMap(([key, { unknown }]) => (unknown === false ? [] : [[key, unknown]])),
        ),
      };
    }
    default:
      return { known: undefined, unknown: true };
  }
}

/** The configuration of a module: constants, and what is referred to. */
function moduleConfiguration(json: JsonObject, project: Project): JsonObject {
  const blocks = (section: string, mode: string) =>
    Object.entries(objectOf(json[section])).flatMap(([type, byName]) =>
      Object.entries(objectOf(byName)).map(([name, block]) => {
        const { count, for_each, depends_on, lifecycle: _, provider: __, "//": ___, ...rest } = objectOf(block);
        return {
          address: `${mode === "managed" ? "" : `${mode}.`}${type}.${name}`,
          mode,
          type,
          name,
          provider_config_key: type.split("_")[0] ?? "",
          expressions: expressions(rest, argumentsOf(mode === "managed" ? type : `${mode}.${type}`)),
          ...repetition(count, for_each),
          ...(depends_on === undefined ? {} : { depends_on }),
        };
      }),
    );
  return {
    resources: [...blocks("resource", "managed"), ...blocks("data", "data"), ...blocks("ephemeral", "ephemeral")],
    variables: objectOf(json.variable),
    outputs: Object.fromEntries(
      Object.entries(objectOf(json.output)).map(([name, output]) => [
        name,
        { expression: expression(objectOf(output).value ?? null) },
      ]),
    ),
    module_calls: Object.fromEntries(
      Object.entries(objectOf(json.module)).map(([name, call]) => {
        const { source, count, for_each, providers: _, depends_on: __, ...rest } = objectOf(call);
        const inner = project.modules?.[String(source)];
        if (inner === undefined) {
          throw new Error(`module ${name}: there is no module ${String(source)}`);
        }
        const given = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, expression(value)]));
        return [
          name,
          {
            source: String(source),
            expressions: given,
            ...repetition(count, for_each),
            module: moduleConfiguration(inner, project),
          },
        ];
      }),
    ),
  };
}

function repetition(count: Json | undefined, forEach: Json | undefined): JsonObject {
  return {
    ...(count === undefined ? {} : { count_expression: expression(count) }),
    ...(forEach === undefined ? {} : { for_each_expression: expression(forEach) }),
  };
}

/** The arguments of a resource or block; what `dynamic` makes stands in no plan's configuration. */
function expressions(json: JsonObject, known?: Arguments): JsonObject {
  return Object.fromEntries(
    Object.entries(json).flatMap(([name, value]) => {
      const argument = known?.get(name);
      if (name === "dynamic" || value === null) {
        return [];
      }
      const items = listOf(value);
      const isBlock = argument?.shape !== "map" && items.length > 0 && items.every(isObject);
      return [[name, isBlock ? items.map((item) => expressions(objectOf(item), argument?.block)) : expression(value)]];
    }),
  );
}

function expression(json: Json): JsonObject {
  const references = [...new Set(referencesIn(json))];
  return references.length === 0 ? { constant_value: json } : { references };
}

/** What an expression refers to, each reference followed by its beginnings as Terraform lists them. */
function referencesIn(json: Json): string[] {
  if (isList(json)) {
    return json.flatMap(referencesIn);
  }
  return isObject(json) ? Object.values(json).flatMap(referencesIn) : referencesOf(expressionOf(json), new Set());
}

function referencesOf(expression: Expression, bound: ReadonlySet<string>): string[] {
  const all = (...inner: readonly Expression[]) => inner.flatMap((item) => referencesOf(item, bound));
  switch (expression.kind) {
    case "traversal":
      return [
        ...(bound.has(expression.root) ? [] : beginnings(expression.root, expression.steps)),
        ...expression.steps.flatMap((step) => (step.kind === "index" ? all(step.of) : [])),
      ];
    case "steps":
      return [
        ...all(expression.of),
        ...expression.steps.flatMap((step) => (step.kind === "index" ? all(step.of) : [])),
      ];
    case "template":
      return all(...expression.parts);
    case "call":
      return all(...expression.arguments);
    case "list":
      return all(...expression.items);
    case "object":
      return expression.entries.flatMap(([key, value]) => [
        ...(key.kind === "traversal" && key.steps.length === 0 ? [] : all(key)),
        ...all(value),
      ]);
    case "conditional":
      return all(expression.if, expression.yes, expression.no);
    case "binary":
      return all(expression.left, expression.right);
    case "unary":
      return all(expression.of);
    case "for": {
      const inner = new Set([...bound, ...expression.names]);
      const { collection, key, value, condition } = expression;
      const parts = [key, value, condition].flatMap((part) => (part === undefined ? [] : referencesOf(part, inner)));
      return [...all(collection), ...parts];
    }
    case "json":
      return referencesIn(expression.json);
    default:
      return [];
  }
}

/** How many parts name a whole thing: `aws_kms_key.a`, `data.aws_region.a`, `var.a`. */
function wholeLength(root: string): number {
  return root === "data" || root === "ephemeral" ? 3 : 2;
}

function beginnings(root: string, steps: readonly Step[]): string[] {
  const texts: string[] = [];
  let text = root;
  for (const [index, step] of steps.entries()) {
    const literal = step.kind === "index" && step.of.kind === "literal" ? JSON.stringify(step.of.value) : undefined;
    if (step.kind === "splat" || (step.kind === "index" && literal === undefined)) {
      break;
    }
    text += step.kind === "attribute" ? `.${step.name}` : `[${literal}]`;
    if (index + 2 >= wholeLength(root)) {
      texts.unshift(text);
    }
    if (root === "var" || root === "local" || root === "count" || root === "each") {
      break;
    }
  }
  return texts;
}

/** The arguments of a type by the provider's bindings; nothing of types that they do not have. */
export function argumentsOf(type: string): Arguments | undefined {
  return KNOWN_PROVIDER.test(type) ? bindingOf(type).arguments : undefined;
}

const KNOWN_PROVIDER = /^(?:(?:data|ephemeral)\.)?(?:aws|random)_|^data\.terraform_remote_state$/;

interface Added {
  /** What the provider sets where the configuration does not. */
  readonly defaults: JsonObject;
  /** What it will know only after apply. */
  readonly computed: JsonObject;
}

/** Defaults of types that are in none of the real plans, from the provider's source. */
const MORE_DEFAULTS: Readonly<Record<string, JsonObject>> = {
  aws_backup_vault: { force_destroy: false },
  aws_cloudtrail_event_data_store: {
    multi_region_enabled: true,
    organization_enabled: false,
    retention_period: 2555,
    termination_protection_enabled: true,
  },
  aws_cloudwatch_event_rule: { event_bus_name: "default", force_destroy: false },
  aws_cloudwatch_metric_alarm: { actions_enabled: true, treat_missing_data: "missing" },
  aws_config_configuration_recorder: { name: "default" },
  aws_config_delivery_channel: { name: "default" },
  aws_guardduty_detector: { enable: true },
  aws_sqs_queue: { sqs_managed_sse_enabled: null, visibility_timeout_seconds: 30 },
};

let realPlans: ReadonlyMap<string, Added> | undefined;

/** What the real provider added to resources of a type in the plans of the fixtures. */
function addedByProvider(type: string): Added {
  realPlans ??= readRealPlans();
  const { defaults, computed } = realPlans.get(type) ?? { defaults: {}, computed: {} };
  return {
    defaults: { ...defaults, ...MORE_DEFAULTS[type] },
    computed: { id: true, ...(hasArn(type) ? { arn: true } : {}), ...computed },
  };
}

function hasArn(type: string): boolean {
  return KNOWN_PROVIDER.test(type) && bindingOf(type).attributes.has("arn");
}

function readRealPlans(): ReadonlyMap<string, Added> {
  const byType = new Map<string, Added>();
  for (const name of ["insecure", "modules", "lifecycle"]) {
    const file = join(__dirname, "../fixtures/plans", name, "plan.json");
    const plan: JsonObject = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
    const root = objectOf(objectOf(plan.configuration).root_module);
    const configured = new Map(
      listOf(root.resources).map((item) => [objectOf(item).address, objectOf(objectOf(item).expressions)]),
    );
    for (const item of listOf(plan.resource_changes)) {
      const { type, module_address, name: own } = objectOf(item);
      const change = objectOf(objectOf(item).change);
      const given = configured.get(`${String(type)}.${String(own)}`);
      if (module_address !== undefined || given === undefined || String(change.actions) !== "create") {
        continue;
      }
      const unset = (tree: Json | undefined, counts: (value: Json) => boolean) =>
        Object.fromEntries(
          Object.entries(objectOf(tree)).filter(([key, value]) => !(key in given) && key !== "tags" && counts(value)),
        );
      const before = byType.get(String(type));
      byType.set(String(type), {
        defaults: { ...before?.defaults, ...unset(change.after, (value) => value !== null && !isList(value)) },
        computed: { ...before?.computed, ...unset(change.after_unknown, (value) => value === true) },
      });
    }
  }
  return byType;
}
