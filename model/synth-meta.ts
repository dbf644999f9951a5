import { evaluate } from "./evaluate";
import { expressionOf } from "./expression";
import { type Json, type JsonObject, listOf, memberOf, objectOf, textOf } from "./json";
import type { GraphMeta, Provider } from "./meta";
import type { Module } from "./module";
import { outputTerm, variableTerm } from "./names";
import { moduleScope } from "./scope";
import { isSecretName } from "./secrets";
import type { SynthSections } from "./synth-config";
import { valueOfTerm } from "./term";
import { known } from "./values";

/** What a synthesized stack tells of itself. */
export function synthMeta(
  root: Module,
  sections: SynthSections,
  place: StackPlace,
  notes: readonly string[],
): GraphMeta {
  return {
    deferred: [],
    variables: new Map(
      [...sections.variables].map(([name, json]) => {
        const sensitive = json.sensitive === true;
        return [name, { value: valueOfTerm(variableTerm(root, name), sensitive), sensitive }];
      }),
    ),
    outputs: new Map(
      [...sections.outputs].map(([name, json]) => {
        const sensitive = json.sensitive === true;
        const description = textOf(json.description);
        const value = valueOfTerm(outputTerm(root, name), sensitive);
        return [name, { value, sensitive, ...(description === undefined ? {} : { description }) }];
      }),
    ),
    outputChanges: {},
    providers: place.providers,
    checks: [...sections.checks].map(([name, { data }]) => {
      const lookups = Object.keys(objectOf(firstOf(data)));
      const check = { address: `check.${name}`, kind: "check", status: "unknown" as const, problems: [] };
      return lookups.length === 0 ? check : { ...check, lookups };
    }),
    terraform: sections.terraform,
    account: place.account,
    region: place.region,
    moves: sections.moved.flatMap(({ from, to }) =>
      from === undefined || to === undefined ? [] : [{ from: bareAddress(from), to: bareAddress(to) }],
    ),
    removals: sections.removed.flatMap(({ from, lifecycle }) =>
      from === undefined ? [] : [{ from: bareAddress(from), destroys: objectOf(firstOf(lifecycle)).destroy !== false }],
    ),
    imports: sections.imports.flatMap(({ to }) => (to === undefined ? [] : [bareAddress(to)])),
    notes,
  };
}

/** An address, which tools that convert from HCL write as `${…}`. */
function bareAddress(json: Json): string {
  return (textOf(json) ?? "").replace(/^\$\{(.*)\}$/s, "$1").trim();
}

function firstOf(json: Json | undefined): Json | undefined {
  return Array.isArray(json) ? json[0] : json;
}

function providerOf(name: string, json: JsonObject, root: Module, required: JsonObject): Provider {
  const alias = textOf(json.alias);
  const source = textOf(required.source);
  const version = textOf(required.version);
  return {
    name: alias === undefined ? name : `${name}.${alias}`,
    ...(source === undefined ? {} : { source }),
    ...(version === undefined ? {} : { versionConstraint: version }),
    module: "",
    get: (argument) => {
      const own = memberOf(json, argument);
      return own === undefined
        ? known(null)
        : valueOfTerm(evaluate(expressionOf(own), moduleScope(root)), isSecretName(argument));
    },
    term: (argument) => evaluate(expressionOf(memberOf(json, argument) ?? null), moduleScope(root)),
    config: json,
  };
}

/** The providers of a stack, and where they make things. */
export interface StackPlace {
  readonly providers: readonly Provider[];
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/** Where the resources of a stack will be, by the provider's configuration. */
export function placeOf(root: Module, sections: SynthSections): StackPlace {
  const required = objectOf(sections.terraform.required_providers);
  const providers = sections.providers.map(([name, json]) =>
    providerOf(name, json, root, objectOf(memberOf(required, name))),
  );
  const own = providers.filter(({ name }) => name === "aws");
  const region = own.map((provider) => provider.get("region")).find(({ kind }) => kind === "known");
  const allowed = own.map((provider) => provider.get("allowed_account_ids")).find(({ kind }) => kind === "known");
  const accounts = allowed?.kind === "known" ? listOf(allowed.value) : [];
  const [account] = accounts;
  return {
    providers,
    account: accounts.length === 1 && typeof account === "string" ? account : undefined,
    region: region?.kind === "known" && typeof region.value === "string" ? region.value : undefined,
  };
}
/** What the provider's configuration tells of the account and the region, which data sources are mostly asked for. */
export function factOf(type: string, attribute: string, { account, region }: StackPlace): Json | undefined {
  const partition =
    region === undefined
      ? undefined
      : region.startsWith("cn-")
        ? "aws-cn"
        : region.startsWith("us-gov-")
          ? "aws-us-gov"
          : "aws";
  switch (`${type}.${attribute}`) {
    case "aws_caller_identity.account_id":
      return account;
    case "aws_region.name":
    case "aws_region.region":
    case "aws_region.id":
      return region;
    case "aws_partition.partition":
      return partition;
    default:
      return undefined;
  }
}
