import { join, resolve } from "node:path";
import { type Graph, graphOfSynth, type JsonObject, type Resource, readPlans, readStates } from "../../model";

/** The folder of the plans that a real Terraform made. */
export const PLANS = resolve(__dirname, "../fixtures/plans");

/** A real plan: `insecure`, `modules` or `lifecycle`. */
export function realPlan(name: string): Graph {
  return readPlans([join(PLANS, name, "plan.json")]);
}

/** The state before the change of `lifecycle`. */
export function realState(): Graph {
  return readStates([join(PLANS, "lifecycle/state.json")]);
}

/** The graph of one synthesized stack of these sections. */
export function synthGraph(json: JsonObject): Graph {
  return graphOfSynth([{ name: "test", json }]);
}

/** What a resource block of a plan is given as: planned values, what is unknown, what the configuration says. */
export interface PlannedBlock {
  readonly address: string;
  readonly values?: JsonObject;
  readonly unknown?: JsonObject;
  readonly sensitive?: JsonObject;
  readonly expressions?: JsonObject;
  /** What else the change has. */
  readonly change?: JsonObject;
  /** What else the configured block has, e.g. `count_expression`. */
  readonly config?: JsonObject;
}

/** A plan of the root module that creates these blocks. The parts of `more` stand at the top. */
export function planJson(blocks: readonly PlannedBlock[], more: JsonObject = {}): JsonObject {
  const parts = blocks.map((block) => ({ ...block, ...partsOf(block.address) }));
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: {
      root_module: {
        resources: parts.map(({ address, mode, type, name, key, values = {} }) => ({
          address,
          mode,
          type,
          name,
          ...(key === undefined ? {} : { index: key }),
          provider_name: "registry.terraform.io/hashicorp/aws",
          values,
          sensitive_values: {},
        })),
      },
    },
    resource_changes: parts.map(
      ({ address, mode, type, name, key, values = {}, unknown = {}, sensitive = {}, change }) => ({
        address,
        mode,
        type,
        name,
        ...(key === undefined ? {} : { index: key }),
        change: {
          actions: ["create"],
          before: null,
          after: values,
          after_unknown: unknown,
          before_sensitive: false,
          after_sensitive: sensitive,
          ...change,
        },
      }),
    ),
    configuration: {
      root_module: {
        resources: uniqueBlocks(parts).map(({ block, mode, type, name, expressions = {}, config }) => ({
          address: block,
          mode,
          type,
          name,
          provider_config_key: "aws",
          expressions,
          ...config,
        })),
      },
    },
    ...more,
  };
}

/** The graph of a plan of these blocks. */
export function planGraph(blocks: readonly PlannedBlock[], more: JsonObject = {}): Graph {
  return readPlans([{ file: "plan.json", content: planJson(blocks, more) }]);
}

/** The resource at an address; an error where there is none. */
export function at(graph: Graph, address: string): Resource {
  const found = graph.find(address);
  if (found === undefined) {
    throw new Error(`there is no ${address}`);
  }
  return found;
}

interface Parts {
  readonly block: string;
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly key: string | number | undefined;
}

function partsOf(address: string): Parts {
  const [, block = "", key] = /^([^[]*)(?:\[(.*)\])?$/.exec(address) ?? [];
  const names = block.split(".");
  const data = names[0] === "data";
  const [type = "", name = ""] = data ? names.slice(1) : names;
  return {
    block,
    mode: data ? "data" : "managed",
    type,
    name,
    key: key === undefined ? undefined : (JSON.parse(key) as string | number),
  };
}

function uniqueBlocks<T extends Parts>(parts: readonly T[]): readonly T[] {
  return parts.filter(({ block }, index) => parts.findIndex((other) => other.block === block) === index);
}
