import { asText, type Graph, isSecretAttribute, redactText } from "../../../model";
import { control, fail, type Verdict } from "../../control";

/** Shorter values stand in outputs by chance. */
const SHORTEST_SECRET = 8;

export const planNoSecretShown = control({
  kind: "environment",
  id: "plan-no-secret-shown",
  title: "No output shows a secret",
  severity: "high",
  why: "Outputs are printed by every apply, into logs that many can read, and stand in the state for whoever reads it.",
  fix: {
    terraform: "Take the output away, or set `sensitive = true`; give others the secret's ARN instead of its value.",
  },
  references: { nist: ["IA", "SC"] },
  types: ["*"],
  evaluate: (graph) => {
    const secrets = secretsOf(graph);
    return graph.stacks.flatMap(({ meta }) =>
      [...meta.outputs].flatMap(([name, { value, sensitive }]): Verdict[] => {
        const text = asText(value);
        if (sensitive || text === undefined) {
          return [];
        }
        const owner = secrets.get(text);
        return owner !== undefined
          ? [fail(`output ${name} shows ${owner} and is not sensitive`, `output.${name}`)]
          : redactText(text) === text
            ? []
            : [fail(`output ${name} holds a private key or a password and is not sensitive`, `output.${name}`)];
      }),
    );
  },
});

/** Known secrets by their value, each with where it stands. */
function secretsOf(graph: Graph): ReadonlyMap<string, string> {
  const secrets = new Map<string, string>();
  for (const resource of graph.resources()) {
    for (const name of resource.names()) {
      const text = isSecretAttribute(resource.type, name) ? asText(resource.get(name)) : undefined;
      if (text !== undefined && text.length >= SHORTEST_SECRET) {
        secrets.set(text, `${resource.address}.${name}`);
      }
    }
  }
  return secrets;
}
