import { evaluate } from "./evaluate";
import { isObject, type Json, type JsonObject, listOf, memberOf, objectOf, textOf } from "./json";
import type { Check, GraphMeta, Output, Provider, Variable } from "./meta";
import type { Module, Root } from "./module";
import { variableTerm } from "./names";
import { planBlock, planExpression } from "./plan-config";
import type { Resource } from "./resource";
import { moduleScope } from "./scope";
import { isSecretName } from "./secrets";
import { type Term, valueOfTerm } from "./term";
import { ABSENT, known, unknown, type Value } from "./values";

const NOT_KNOWN = "known after apply";

/** What a plan or state tells of itself. */
export function planMeta(json: JsonObject, root: Root, resources: readonly Resource[]): GraphMeta {
  const configuration = objectOf(json.configuration);
  const config = objectOf(configuration.root_module);
  const providers = Object.values(objectOf(configuration.provider_config)).map((item) =>
    providerOf(objectOf(item), root.module),
  );
  const version = textOf(json.format_version);
  const terraform = textOf(json.terraform_version);
  const timestamp = textOf(json.timestamp);
  let found: Place | undefined;
  const place = (): Place => {
    found ??= placeOf(providers, root, resources);
    return found;
  };
  return {
    ...(version === undefined ? {} : { formatVersion: version }),
    ...(terraform === undefined ? {} : { terraformVersion: terraform }),
    ...(timestamp === undefined ? {} : { timestamp }),
    ...flag("errored", json.errored),
    ...flag("complete", json.complete),
    ...flag("applyable", json.applyable),
    deferred: listOf(json.deferred_changes).filter(isObject),
    variables: variablesOf(root, objectOf(config.variables)),
    outputs: outputsOf(objectOf(json.planned_values ?? json.values).outputs, config.outputs),
    outputChanges: objectOf(json.output_changes),
    providers,
    checks: checksOf(json.checks),
    terraform: {},
    moves: [],
    removals: [],
    imports: [],
    notes: [],
    get account() {
      return place().account;
    },
    get region() {
      return place().region;
    },
  };
}

function flag<K extends string>(name: K, value: Json | undefined): { [P in K]?: boolean } {
  return (typeof value === "boolean" ? { [name]: value } : {}) as { [P in K]?: boolean };
}

function variablesOf(root: Root, config: JsonObject): Map<string, Variable> {
  return new Map(
    [...root.variables].map(([name, value]) => {
      const sensitive = objectOf(memberOf(config, name)).sensitive === true;
      return [name, { value: known(value, sensitive), sensitive }];
    }),
  );
}

/** Outputs with their planned or stored values. */
export function outputsOf(values: Json | undefined, config: Json | undefined): Map<string, Output> {
  const names = new Set([...Object.keys(objectOf(values)), ...Object.keys(objectOf(config))]);
  return new Map(
    [...names].map((name) => {
      const output = objectOf(memberOf(objectOf(values), name));
      const configured = objectOf(memberOf(objectOf(config), name));
      const sensitive = output.sensitive === true || configured.sensitive === true;
      const value =
        output.value === undefined
          ? unknown("after-apply", NOT_KNOWN, undefined, sensitive)
          : known(output.value, sensitive);
      const description = textOf(configured.description);
      return [name, { value, sensitive, ...(description === undefined ? {} : { description }) }];
    }),
  );
}

/** The outcome of checks, conditions and validations. */
export function checksOf(json: Json | undefined): Check[] {
  return listOf(json)
    .filter(isObject)
    .flatMap((item) => {
      const address = objectOf(item.address);
      const instances = listOf(item.instances).filter(isObject);
      return (instances.length === 0 ? [item] : instances).map((instance) => ({
        address: textOf(objectOf(instance.address).to_display) ?? textOf(address.to_display) ?? "",
        kind: textOf(address.kind) ?? "",
        status: statusOf(instance.status),
        problems: listOf(instance.problems).flatMap((problem) => textOf(objectOf(problem).message) ?? []),
      }));
    });
}

function statusOf(json: Json | undefined): Check["status"] {
  return json === "pass" || json === "fail" || json === "error" ? json : "unknown";
}

function providerOf(json: JsonObject, root: Module): Provider {
  const alias = textOf(json.alias);
  const name = textOf(json.name) ?? "";
  const source = textOf(json.full_name);
  const constraint = textOf(json.version_constraint);
  const expressions = objectOf(json.expressions);
  return {
    name: alias === undefined ? name : `${name}.${alias}`,
    ...(source === undefined ? {} : { source }),
    ...(constraint === undefined ? {} : { versionConstraint: constraint }),
    module: textOf(json.module_address) ?? "",
    get: (argument) => argumentOf(memberOf(expressions, argument), argument, root),
    term: (argument) => evaluate(planBlock(memberOf(expressions, argument)), moduleScope(root)),
    config: expressions,
  };
}

function argumentOf(json: Json | undefined, argument: string, root: Module): Value {
  if (json === undefined) {
    return ABSENT;
  }
  const secret = isSecretName(argument);
  if (!isObject(json) || (json.constant_value === undefined && json.references === undefined)) {
    return unknown("partly", "a nested block", undefined, secret);
  }
  return valueOfTerm(evaluate(planExpression(json), moduleScope(root)), secret);
}

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;
const ACCOUNT = /^\d{12}$/;
const ARN = /^arn:[^:]+:[^:]*:([^:]*):(\d{12}):/;

interface Place {
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/** The account and region, where all that tells of them agrees. */
function placeOf(providers: readonly Provider[], root: Root, resources: readonly Resource[]): Place {
  const accounts = new Set<string>();
  const regions = new Set<string>();
  for (const provider of providers.filter(({ name }) => name === "aws")) {
    regions.add(texts(provider, "region", root, REGION)[0] ?? "");
    const allowed = texts(provider, "allowed_account_ids", root, ACCOUNT);
    accounts.add(allowed.length === 1 ? (allowed[0] ?? "") : "");
  }
  for (const resource of resources) {
    const arn = resource.get("arn");
    const [, region = "", account = ""] =
      arn.kind === "known" && typeof arn.value === "string" ? (ARN.exec(arn.value) ?? []) : [];
    regions.add(region);
    accounts.add(account === "" && resource.type === "aws_caller_identity" ? textAt(resource, "account_id") : account);
  }
  accounts.delete("");
  regions.delete("");
  const [account] = accounts;
  const [region] = regions;
  return { account: accounts.size === 1 ? account : undefined, region: regions.size === 1 ? region : undefined };
}

function textAt(resource: Resource, path: string): string {
  const value = resource.get(path);
  return value.kind === "known" && typeof value.value === "string" ? value.value : "";
}

/** Constant texts of a provider's argument, or those of the variables that it refers to, where they look right. */
function texts(provider: Provider, argument: string, root: Root, pattern: RegExp): string[] {
  const expression = planExpression(memberOf(objectOf(provider.config), argument));
  const terms: Term[] =
    expression.kind === "references"
      ? expression.to.flatMap(({ root: name, steps }) => {
          const [first] = steps;
          return name === "var" && first?.kind === "attribute" ? [variableTerm(root.module, first.name)] : [];
        })
      : [evaluate(expression, moduleScope(root.module))];
  return terms
    .flatMap((term) => (term.kind === "known" ? (Array.isArray(term.value) ? term.value : [term.value]) : []))
    .filter((value): value is string => typeof value === "string" && pattern.test(value));
}
