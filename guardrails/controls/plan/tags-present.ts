import { type Graph, isUnset, type Json, type Resource } from "../../../model";
import { control, fail, pass, unknown } from "../../control";
import { literalAt, onlyBlock } from "./provider-arguments";
import { TAGGABLE_TYPES } from "./taggable-types";

/** What must be told, and the names that people give it; letters and what stands between words do not matter. */
const WANTED: readonly (readonly [string, RegExp])[] = [
  ["Owner", /^(?:owner|team)$/],
  ["Environment", /^(?:environment|env|stage)$/],
  ["ManagedBy", /^(?:managedby|createdby|provisioner)$/],
];

/** The names of tags as far as they are known, and why there may be others. */
interface Tags {
  readonly names: readonly string[];
  readonly unknown?: string;
}

function namesOf(value: Json | undefined): readonly string[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

function tagsAt(resource: Resource, path: string): Tags {
  const value = resource.get(path);
  if (value.kind === "known") {
    return { names: namesOf(value.value) };
  }
  return isUnset(value) || value.kind === "absent" ? { names: [] } : { names: [], unknown: value.reason };
}

/** The tags that the provider puts on whatever it makes. */
function defaultTags({ stack, providerConfig = "aws" }: Resource, graph: Graph): Tags {
  const { providers = [] } = graph.stacks.find(({ name }) => name === stack)?.meta ?? {};
  const provider = providers.find(({ name, module }) => name === providerConfig && module === "");
  const written = literalAt(provider?.config, "default_tags");
  const evaluated = provider?.get("default_tags");
  const block = evaluated?.kind === "known" ? evaluated.value : written;
  const tags = onlyBlock(literalAt(block, "tags"));
  return block === undefined || block === null
    ? { names: [] }
    : typeof tags === "object" && tags !== null && !("references" in tags)
      ? { names: namesOf(tags) }
      : { names: [], unknown: `default_tags of the provider ${providerConfig} are not known` };
}

export const tagsPresent = control({
  kind: "resource",
  id: "tags-present",
  title: "Tags say whose a resource is, of which environment, and what manages it",
  severity: "low",
  why: "In an incident, or on the bill, nobody knows whom to ask about what has no tags; and what Terraform manages is changed by hand.",
  fix: {
    yaml: "tags",
    terraform: "Set `Owner`, `Environment` and `ManagedBy` in `default_tags` of the provider `aws`.",
  },
  references: { nist: ["CM"] },
  onByDefault: false,
  types: TAGGABLE_TYPES,
  evaluate: (resource, graph) => {
    const all = [tagsAt(resource, "tags_all"), tagsAt(resource, "tags"), defaultTags(resource, graph)];
    const names = all.flatMap((tags) => tags.names).map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ""));
    const missing = WANTED.filter(([, pattern]) => !names.some((name) => pattern.test(name))).map(([name]) => name);
    // What a provider will put on it is known by its configuration; `tags_all` need not be.
    const why = all.slice(1).find((tags) => tags.unknown !== undefined)?.unknown;
    return missing.length === 0
      ? pass("it has all three tags", "tags")
      : why === undefined
        ? fail(`it has no tag ${missing.join(", ")}`, "tags")
        : unknown(`whether it has the tag ${missing.join(", ")} cannot be told: ${why}`, "tags");
  },
});
