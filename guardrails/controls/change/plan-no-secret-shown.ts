import { asText, type End, type Graph, redactText } from "../../../model";
import { control, fail, type Verdict } from "../../control";
import { madeOf, termOfOutput } from "../secrets/outputs";
import { holdsSecret, textsOf } from "../secrets/secret-texts";

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
    return graph.stacks.flatMap((stack) =>
      [...stack.meta.outputs].flatMap(([name, { value, sensitive }]): Verdict[] => {
        if (sensitive) {
          return [];
        }
        const texts = textsOf(termOfOutput(stack, name), name).map(({ text }) => text);
        const known = texts.map((text) => secrets.get(text)).find((owner) => owner !== undefined);
        // What is known already tells whether it is the secret, or only made of it.
        const [made] = value.kind === "known" ? [] : madeOf(stack, name).filter(isSecretEnd);
        const owner = known ?? (made === undefined ? undefined : `${made.resource.address}.${made.attribute}`);
        return owner !== undefined
          ? [fail(`output ${name} shows ${owner} and is not sensitive`, `output.${name}`)]
          : texts.every((text) => redactText(text) === text)
            ? []
            : [fail(`output ${name} holds a private key or a password and is not sensitive`, `output.${name}`)];
      }),
    );
  },
});

function isSecretEnd({ resource, attribute }: End): boolean {
  return holdsSecret(resource, attribute.replace(/^.*\./, ""));
}

/** Known secrets by their value, each with where it stands. */
function secretsOf(graph: Graph): ReadonlyMap<string, string> {
  const secrets = new Map<string, string>();
  for (const resource of [...graph.resources(), ...graph.data()]) {
    for (const name of resource.names()) {
      const text = holdsSecret(resource, name) ? asText(resource.get(name)) : undefined;
      if (text !== undefined && text.length >= SHORTEST_SECRET) {
        secrets.set(text, `${resource.address}.${name}`);
      }
    }
  }
  return secrets;
}
