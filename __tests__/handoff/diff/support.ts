import { type AttributeDiff, type Diff, diffOf, type ResourceDiff } from "../../../handoff/diff";
import { type Graph, graphOfSynth, type JsonObject } from "../../../model";

/** Blocks by their addresses: `aws_vpc.main`, `data.aws_region.here`, `ephemeral.random_password.first`. */
export type Blocks = Readonly<Record<string, JsonObject>>;

/** A synthesized stack of these blocks. The sections of `more` stand at the top. */
export function stackJson(blocks: Blocks, more: JsonObject = {}): JsonObject {
  const sections: Record<string, Record<string, Record<string, JsonObject>>> = {};
  for (const [address, json] of Object.entries(blocks)) {
    const parts = address.split(".");
    const section = parts.length === 3 ? (parts.shift() ?? "") : "resource";
    const [type = "", name = ""] = parts;
    sections[section] ??= {};
    sections[section][type] ??= {};
    sections[section][type][name] = json;
  }
  return { ...sections, ...more };
}

/** The graph of one stack; something stands in it in any case, since a stack of nothing is an error. */
export function graphOf(blocks: Blocks, more: JsonObject = {}, name = "test"): Graph {
  return graphOfSynth([{ name, json: stackJson({ "data.aws_region.here": {}, ...blocks }, more) }]);
}

/** What differs between two stacks of blocks. */
export function diff(before: Blocks, after: Blocks, more: JsonObject = {}): Diff {
  return diffOf(graphOf(before), graphOf(after, more));
}

/** What happens to one resource, without what most tests do not ask for. */
export function only({ resources }: Pick<Diff, "resources">): ResourceDiff {
  const [first, ...others] = resources;
  if (first === undefined || others.length > 0) {
    throw new Error(`there is not one resource but ${resources.map(({ address }) => address).join(", ") || "none"}`);
  }
  return first;
}

/** The attributes of the only resource, in lines: `cidr_block: "a" → "b" (replace)`. */
export function attributeLines(all: readonly AttributeDiff[]): string[] {
  return all.map(
    ({ path, before, after, removed = [], added = [], effect, why }) =>
      `${path}: ${[...removed, ...added].length > 0 ? `- ${removed.join(" ")} + ${added.join(" ")}` : `${before} → ${after}`} (${effect}${why === undefined ? "" : `: ${why}`})`,
  );
}

/** Each resource in a line: `replaced aws_vpc.main`. */
export function resourceLines({ resources }: Pick<Diff, "resources">): string[] {
  return resources.map(
    ({ kind, certain, address, previousAddress }) =>
      `${certain ? "" : "perhaps "}${kind} ${address}${previousAddress === undefined ? "" : ` (was ${previousAddress})`}`,
  );
}
