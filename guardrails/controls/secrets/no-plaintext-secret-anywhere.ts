import { asText, type Graph, isSecretAttribute, type Resource } from "../../../model";
import { control, fail, pass, type Verdict } from "../../control";
import { isSecretText, type NamedText, secretIn, textsOf } from "./secret-texts";

type Found = Verdict & { readonly resource?: Resource };

/** Arguments in which people write scripts, variables and settings. */
const CARRIERS = new Set([
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
const PROVIDER_SECRETS = ["access_key", "secret_key", "token"] as const;

function ofResource(graph: Graph, resource: Resource): readonly Found[] {
  const found: Found[] = [];
  for (const name of resource.names()) {
    if (isSecretAttribute(resource.type, name)) {
      found.push(...ofSecretAttribute(graph, resource, name));
    } else if (CARRIERS.has(name)) {
      for (const text of textsOf(resource.term(name), name, [name])) {
        const secret = secretIn(text);
        if (secret !== undefined && !isReference(graph, resource, text)) {
          const path = text.path.join(".");
          found.push({ ...fail(`${path} holds ${secret}, in plain text`, path), resource });
        }
      }
    }
  }
  return found;
}

function ofSecretAttribute(graph: Graph, resource: Resource, name: string): readonly Found[] {
  // A state does not tell where a value came from.
  if (resource.config === undefined) {
    return [];
  }
  // Other parameters of Systems Manager hold no secret.
  if (resource.type === "aws_ssm_parameter" && asText(resource.get("type")) !== "SecureString") {
    return [];
  }
  // Of a text with members, as databases' secrets are, only some are secret.
  const written = textsOf(resource.term(name), name, [name]).filter((text) =>
    text.path.length === 1 ? isSecretText(text.text) : secretIn(text) !== undefined,
  );
  const literal = written.find((text) => !isReference(graph, resource, text));
  return literal === undefined
    ? []
    : [{ ...fail(`${name} is written in the code, or given as a variable, in plain text`, name), resource }];
}

/** Whether a known text is another resource's attribute: a secret's name or ARN, or what a provider made. */
function isReference(graph: Graph, resource: Resource, { text, path }: NamedText): boolean {
  const { ends } = graph.settle(resource, path);
  return ends.some((end) => end.attribute !== "" && asText(end.resource.get(end.attribute)) === text);
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
      ...graph.stacks.flatMap(({ meta }) => [
        ...meta.providers.flatMap(({ name, get }) =>
          PROVIDER_SECRETS.filter((argument) => isSecretText(asText(get(argument)) ?? "")).map((argument) =>
            fail(
              `${argument} of the provider ${name} is written in the code, or given as a variable, in plain text`,
              `provider.${name}.${argument}`,
            ),
          ),
        ),
        ...[...meta.outputs].flatMap(([name, { value }]) => {
          const secret = secretIn({ name: "", text: asText(value) ?? "", path: [] });
          return secret === undefined ? [] : [fail(`output ${name} holds ${secret}, in plain text`, `output.${name}`)];
        }),
      ]),
    ];
    return found.length > 0 ? found : [pass("no secret is written in the code")];
  },
});
