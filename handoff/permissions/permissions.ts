import type { Graph, Resource } from "../../model";
import { isList, objectOf } from "../../model/json";
import { Arns } from "./arns";
import { attachedPolicies } from "./attachments";
import { type Needs, needsOf } from "./needs";
import { placeOf } from "./place";
import { stateStatements } from "./state-access";
import { statementsOf } from "./statements";
import type { PolicyStatement } from "./types";

/** What an environment's roles need. */
export interface Permissions {
  /** To refresh and plan: reads only, but for the lock of the state. */
  readonly plan: readonly PolicyStatement[];
  /** To apply, whatever the plan: what `plan` has, too. */
  readonly apply: readonly PolicyStatement[];
  /** Types of the graph that no table has: their permissions are missing. */
  readonly unknownTypes: readonly string[];
}

/**
 * What Terraform's AWS provider needs for the resources of a graph: of synthesized files, plans or states. Resources are limited
 * to names that begin as those of the graph do, where AWS names them; to account and region, where it gives them ids; keys to
 * those with the environment's tags.
 */
export function permissionsFor(graph: Graph): Permissions {
  const place = placeOf(graph);
  const arns = new Arns(graph, place);
  const limits = { tags: commonTags(graph), attached: attachedPolicies(graph, arns) };
  const of = (purpose: "plan" | "apply", needs: Needs) => [
    ...stateStatements(graph, place, purpose),
    ...statementsOf(needs, arns, place, limits),
  ];
  const apply = needsOf(graph, "apply");
  return {
    plan: of("plan", needsOf(graph, "plan")),
    apply: of("apply", apply),
    unknownTypes: apply.unknownTypes,
  };
}

/** The provider's `default_tags`, as far as every stack has them alike, and no key has others instead. */
function commonTags(graph: Graph): Readonly<Record<string, string>> {
  const [first = {}, ...others] = graph.stacks.map(({ meta }) => {
    const provider = meta.providers.find(({ name, module }) => name === "aws" && module === "");
    const config = objectOf(provider?.config);
    const block = isList(config.default_tags) ? config.default_tags[0] : config.default_tags;
    return objectOf(objectOf(block).tags);
  });
  const own = new Set(graph.resources("aws_kms_key").flatMap(tagKeys));
  return Object.fromEntries(
    Object.entries(first).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === "string" &&
        !own.has(entry[0]) &&
        !entry[1].includes("${") &&
        others.every((tags) => tags[entry[0]] === entry[1]),
    ),
  );
}

function tagKeys(key: Resource): readonly string[] {
  const tags = key.get("tags");
  return tags.kind === "known" ? Object.keys(objectOf(tags.value)) : [];
}
