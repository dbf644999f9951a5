import { formatCidr, rangeBlocks } from "../../../config/cidr";
import type { Diff, FlowDiff } from "../diff";
import type { JsonDiff } from "./json-schema";
import type { NamedDifference } from "./texts";

/** What was compared, and by what. */
export interface JsonHead {
  readonly before: string;
  readonly after: string;
  readonly version: string;
}

/** All differences for programs, in the shape of `help/diff.schema.json`. */
export function diffJson(named: readonly NamedDifference[], head: JsonHead): string {
  return `${JSON.stringify(jsonDiff(named, head), null, 2)}\n`;
}

/** The same as an object. */
export function jsonDiff(named: readonly NamedDifference[], { before, after, version }: JsonHead): JsonDiff {
  return {
    version: 1,
    tool: { name: "seccfn", version },
    before,
    after,
    losses: named.reduce((sum, { diff }) => sum + diff.losses.length, 0),
    environments: named.map(({ name, diff }) => jsonEnvironment(name, diff)),
  };
}

function jsonEnvironment(name: string, diff: Diff): JsonDiff["environments"][number] {
  return {
    name,
    resources: diff.resources.map((resource) => ({
      ...resource,
      attributes: resource.attributes.map(({ removed, added, ...attribute }) => ({
        ...attribute,
        ...(removed === undefined ? {} : { removed: [...removed] }),
        ...(added === undefined ? {} : { added: [...added] }),
      })),
      remarks: [...resource.remarks],
    })),
    losses: diff.losses.map((loss) => ({ ...loss, remarks: [...loss.remarks] })),
    controls: diff.controls.map((control) => ({ ...control })),
    flows: diff.flows.map(jsonFlow),
    variables: diff.variables.map((variable) => ({ ...variable })),
    outputs: diff.outputs.map((output) => ({ ...output })),
    settings: diff.settings.map((setting) => ({ ...setting })),
    unreadFlows: [...diff.unreadFlows],
    unknownTypes: [...diff.unknownTypes],
    notes: [...diff.notes],
  };
}

function jsonFlow({ ports, addresses, ends, ...flow }: FlowDiff): JsonDiff["environments"][number]["flows"][number] {
  return {
    ...flow,
    ports: [...ports],
    ...(addresses === undefined ? {} : { addresses: addresses.flatMap(rangeBlocks).map(formatCidr) }),
    ends: [...ends],
  };
}
