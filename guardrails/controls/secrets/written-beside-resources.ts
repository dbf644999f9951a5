import { asText, type Stack } from "../../../model";
import { objectOf } from "../../../model/json";
import type { Module } from "../../../model/module";
import { localTerm } from "../../../model/names";
import { moduleScope } from "../../../model/scope";
import { trace } from "../../../model/trace";
import { fail, type Verdict } from "../../control";
import { madeOf, termOfOutput } from "./outputs";
import { heldBy, isSecretText, type NamedText, textsOf } from "./secret-texts";

const PROVIDER_SECRETS = ["access_key", "secret_key", "token"] as const;

/** The secrets that a stack has elsewhere than in resources: in providers, the backend, variables, locals and outputs. */
export function besideResources(stack: Stack): readonly Verdict[] {
  const { meta, root } = stack;
  const backend = textsOf({ kind: "known", value: meta.terraform.backend ?? null }, "backend", [
    "terraform",
    "backend",
  ]);
  return [
    ...ofProviders(stack),
    ...backend.flatMap((text) => heldBy(text)),
    ...ofModule(root.module, new Set()),
    ...[...meta.outputs.keys()].flatMap((name) => ofOutput(stack, name)),
  ];
}

function ofProviders({ meta }: Stack): readonly Verdict[] {
  return meta.providers.flatMap(({ name, get, term, config }) => [
    ...PROVIDER_SECRETS.filter((argument) => isSecretText(asText(get(argument)) ?? "")).map((argument) =>
      fail(
        `${argument} of the provider ${name} is written in the code, or given as a variable, in plain text`,
        `provider.${name}.${argument}`,
      ),
    ),
    ...Object.keys(objectOf(config))
      .filter((argument) => !PROVIDER_SECRETS.some((secret) => secret === argument))
      .flatMap((argument) => textsOf(term(argument), argument, ["provider", name, argument]))
      .flatMap((text) => heldBy(text)),
  ]);
}

/** The defaults of variables, and locals; once for each configuration, however often its module is called. */
function ofModule(module: Module, seen: Set<Module["config"]>): readonly Verdict[] {
  const { config, children, address } = module;
  if (config === undefined || seen.has(config)) {
    return [];
  }
  seen.add(config);
  const place = address === "" ? [] : [address];
  const ofDefault = (name: string) =>
    textsOf({ kind: "known", value: config.variable(name)?.default ?? null }, name, [...place, "var", name]);
  const ofLocal = (name: string) => textsOf(localTerm(module, name), name, [...place, "local", name]);
  return [
    ...config.variables().flatMap((name) => ofDefault(name).flatMap((text) => heldBy(text))),
    ...config
      .locals()
      .flatMap((name) => ofLocal(name).flatMap((text) => heldBy(text).filter(() => !isHandedOn(module, name, text)))),
    ...[...children.values()].flat().flatMap((child) => ofModule(child, seen)),
  ];
}

/** Whether a local is just another resource's attribute, such as a secret's name. */
function isHandedOn(module: Module, local: string, { text }: NamedText): boolean {
  const expression = module.config?.local(local);
  const ends = expression === undefined ? [] : trace(expression, [], moduleScope(module)).ends;
  return ends.some(({ resource, attribute }) => attribute !== "" && asText(resource.get(attribute)) === text);
}

/** What is made of other things is no literal: then only keys are looked for, whatever it is called. */
function ofOutput(stack: Stack, name: string): readonly Verdict[] {
  const { config } = stack.root.module;
  const isLiteral =
    config !== undefined && stack.meta.outputs.get(name)?.sensitive === false && madeOf(stack, name).length === 0;
  const held = textsOf(termOfOutput(stack, name), name, ["output", name]).flatMap((text) =>
    heldBy(isLiteral ? text : { ...text, name: "" }, true),
  );
  return held.slice(0, 1).map(({ reason }) => fail(reason.replace(/^\S+/, `output ${name}`), `output.${name}`));
}
