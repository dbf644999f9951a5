import { evaluate } from "./evaluate";
import type { Module, Root } from "./module";
import { callScope, moduleScope } from "./scope";
import { knownTerm, type Term, unknownTerm } from "./term";

const memory = new WeakMap<Module, Map<string, Term>>();

/** Computes a name of a module once; a name that needs itself is unknown. */
function once(module: Module, name: string, compute: () => Term): Term {
  const terms = memory.get(module) ?? new Map<string, Term>();
  memory.set(module, terms);
  const before = terms.get(name);
  if (before !== undefined) {
    return before;
  }
  terms.set(name, unknownTerm("expression", `${name} refers to itself`, `\${${name}}`));
  const term = compute();
  terms.set(name, term);
  return term;
}

/** The value of a variable: given, passed by the parent, or its default. */
export function variableTerm(module: Module, name: string): Term {
  return once(module, `var.${name}`, () => {
    const config = module.config?.variable(name);
    const term = variableValue(module, name);
    return config?.sensitive === true && "value" in term ? { ...term, sensitive: true } : term;
  });
}

function variableValue(module: Module, name: string): Term {
  const text = `\${${module.address === "" ? "" : `${module.address}.`}var.${name}}`;
  const given = module.root.variables.get(name);
  if (module.parent === undefined && given !== undefined) {
    return knownTerm(given);
  }
  const argument = module.call?.arguments.get(name);
  const scope = callScope(module);
  if (argument !== undefined && scope !== undefined) {
    return evaluate(argument, scope);
  }
  const config = module.config?.variable(name);
  if (config === undefined) {
    return unknownTerm("variable", `there is no var.${name}`, text);
  }
  return config.default === undefined
    ? unknownTerm("variable", `depends on var.${name}, which has no default`, text)
    : knownTerm(config.default);
}

/** The value of a local. */
export function localTerm(module: Module, name: string): Term {
  return once(module, `local.${name}`, () => {
    const expression = module.config?.local(name);
    return expression === undefined
      ? unknownTerm("expression", `the input does not tell what local.${name} is`, `\${local.${name}}`)
      : evaluate(expression, moduleScope(module));
  });
}

/** What `module.net` means: its outputs, a list of them by `count`, an object by `for_each`. */
export function callTerm(module: Module, name: string): Term {
  const call = module.config?.call(name);
  const instances = module.children.get(name) ?? [];
  const outside = call?.outside ?? (instances.length === 0 ? `module.${name} is not part of the input` : undefined);
  if (outside !== undefined) {
    return unknownTerm("outside", outside, `\${module.${name}}`);
  }
  const outputs = (instance: Module): Term => ({
    kind: "lazy",
    text: `\${${instance.address}}`,
    attribute: (output) =>
      // Of a call whose `count` is not known there is one instance, for any index.
      instance.repeated === true && instance.config?.output(output) === undefined
        ? outputs(instance)
        : outputTerm(instance, output),
  });
  const [first] = instances;
  if (first !== undefined && first.key === undefined) {
    return outputs(first);
  }
  return typeof first?.key === "number"
    ? { kind: "list", items: instances.map(outputs) }
    : { kind: "object", entries: new Map(instances.map((instance) => [String(instance.key), outputs(instance)])) };
}

/** The value of a module's output. */
export function outputTerm(module: Module, name: string): Term {
  return once(module, `output.${name}`, () => {
    const given = module.parent === undefined ? module.root.outputs.get(name) : undefined;
    const output = module.config?.output(name);
    if (given !== undefined || output === undefined) {
      const text = `\${${module.address === "" ? "output" : module.address}.${name}}`;
      return given === undefined ? unknownTerm("outside", `there is no output ${name}`, text) : knownTerm(given);
    }
    const term = evaluate(output.expression, moduleScope(module));
    return output.sensitive && "value" in term ? { ...term, sensitive: true } : term;
  });
}

/** The stack whose outputs a `terraform_remote_state` reads, if it is part of the graph. */
export function remoteRoot(from: Root, place: string): Root | undefined {
  const name = baseName(place);
  return from.peers.find((peer) => {
    const known = peer.statePlace;
    return known === undefined
      ? name === `${peer.name}.tfstate` || name === `terraform.${peer.name}.tfstate`
      : known === place || baseName(known) === name;
  });
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
