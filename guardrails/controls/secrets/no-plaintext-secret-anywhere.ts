import { asText, type Graph, type Resource } from "../../../model";
import { evaluate } from "../../../model/evaluate";
import { memberOf, objectOf } from "../../../model/json";
import { control, fail, pass, type Verdict } from "../../control";
import {
  heldBy,
  holdsSecret,
  isPlace,
  isSecretText,
  mayHoldSecret,
  type NamedText,
  secretIn,
  textsOf,
} from "./secret-texts";
import { besideResources } from "./written-beside-resources";

type Found = Verdict & { readonly resource?: Resource };

/** Arguments in which people write scripts, variables and settings. */
const CARRIERS: ReadonlySet<string | number> = new Set([
  "user_data",
  "user_data_base64",
  "environment",
  "environment_variables",
  "variables",
  "container_definitions",
  "container_properties",
  "connection_properties",
  "provider_details",
  "content",
  "insecure_value",
  "template_body",
  "parameters",
  "setting",
  "definition",
  "stage_variables",
  "default_arguments",
  "logging_properties",
]);

function ofResource(graph: Graph, resource: Resource): readonly Found[] {
  const found: Found[] = [];
  for (const name of resource.names()) {
    if (isHarmless(resource, name)) {
      continue;
    }
    const hits = textsOf(resource.term(name), nameOf(resource, name), [name]).filter(
      (text) => isOfSecretAttribute(resource, text) || secretIn(text, isScript(text)) !== undefined,
    );
    // Seldom there is one, so that it is asked only then who wrote it.
    const written = hits.filter((text) => isWritten(resource, text) && !isReference(graph, resource, text));
    const only = holdsSecret(resource, name) ? written.slice(0, 1) : written;
    found.push(...only.map((text) => ({ ...verdictOf(resource, name, text), resource })));
  }
  const { provisioners } = resource.config ?? {};
  if (provisioners !== undefined) {
    const texts = textsOf(evaluate(provisioners, resource.scope), "provisioner", ["provisioner"]);
    found.push(...texts.flatMap((text) => heldBy(text, true)).map((verdict) => ({ ...verdict, resource })));
  }
  return found;
}

/** Of a plan or state the value says so at a glance, where all of it is known: what is not may be put together with texts. */
function isHarmless(resource: Resource, name: string): boolean {
  const value = memberOf(objectOf(resource.identity.values), name) ?? null;
  if (value === null) {
    return resource.config?.body.has(name) === false;
  }
  return (
    !mayHoldSecret(value, nameOf(resource, name)) &&
    !holdsSecret(resource, name) &&
    (typeof value !== "object" || resource.get(name).kind === "known")
  );
}

/** What a value is called: that of an open parameter of Systems Manager by the last part of the parameter's name. */
function nameOf(resource: Resource, argument: string): string {
  const isValue = resource.type === "aws_ssm_parameter" && /^(?:insecure_)?value$/.test(argument);
  return isValue && !holdsSecret(resource, argument)
    ? (asText(resource.get("name")) ?? "").replace(/^.*\//, "")
    : argument;
}

function isOfSecretAttribute(resource: Resource, { name, text }: NamedText): boolean {
  return holdsSecret(resource, name) && isSecretText(text) && !isPlace(name, text);
}

function isScript({ path, text }: NamedText): boolean {
  return text.includes("\n") || path.some((step) => CARRIERS.has(step));
}

/** Whether somebody wrote the argument, rather than the provider. A state does not tell where a value came from. */
function isWritten(resource: Resource, text: NamedText): boolean {
  const argument = String(text.path[0]);
  return resource.config === undefined
    ? isScript(text) && !holdsSecret(resource, argument)
    : // What `dynamic` makes stands in no plan's configuration.
      resource.config.body.has(argument) || resource.blockNames((name) => name === argument).length > 0;
}

/** Whether a known text is another resource's attribute: a secret's name or ARN, or what a provider made. */
function isReference(graph: Graph, resource: Resource, { text, path }: NamedText): boolean {
  const { ends } = graph.settle(resource, path);
  return ends.some((end) => end.attribute !== "" && asText(end.resource.get(end.attribute)) === text);
}

function verdictOf(resource: Resource, argument: string, text: NamedText): Verdict {
  const path = holdsSecret(resource, argument) ? argument : text.path.join(".");
  return holdsSecret(resource, argument) || isOfSecretAttribute(resource, text)
    ? fail(`${path} is written in the code, or given as a variable, in plain text`, path)
    : fail(`${path} holds ${secretIn(text, isScript(text))}, in plain text`, path);
}

export const noPlaintextSecretAnywhere = control({
  kind: "environment",
  id: "no-plaintext-secret-anywhere",
  title: "No secret stands in plain text in the code",
  severity: "critical",
  why: "Code is copied to every laptop and build server, and its history is kept. Whoever reads it, or the state, has the secret.",
  fix: {
    yaml: "database.credentials: ephemeral",
    terraform:
      "Keep the secret in Secrets Manager, give programs its ARN, and hand it to resources by write-only arguments (`password_wo`) from ephemeral resources. Then change it: it is known.",
  },
  references: {
    nist: ["IA", "SC"],
    checkov: ["CKV_AWS_45", "CKV_AWS_46"],
    trivy: ["AWS-0029", "AWS-0129"],
  },
  types: ["*"],
  evaluate: (graph) => {
    const found: Found[] = [
      ...[...graph.resources(), ...graph.data()].flatMap((resource) => ofResource(graph, resource)),
      ...graph.stacks.flatMap(besideResources),
    ];
    return found.length > 0 ? found : [pass("no secret is written in the code")];
  },
});
