import type { Control, Expectation } from "../../guardrails/control";
import { evaluate } from "../../guardrails/evaluate";
import { type Graph, readShown } from "../../model";
import type { Json, JsonObject } from "./json";

/** One change of a plan, or one drift. The actions follow from the sides where they are not given. */
export interface GivenChange {
  readonly before?: JsonObject | null;
  readonly after?: JsonObject | null;
  readonly afterUnknown?: JsonObject;
  readonly beforeSensitive?: JsonObject;
  readonly actions?: readonly string[];
  readonly replacePaths?: readonly (readonly (string | number)[])[];
  readonly reason?: string;
  readonly previousAddress?: string;
  readonly deposed?: string;
  readonly mode?: "managed" | "data";
}

/** What else a plan has. */
export interface PlanParts {
  readonly drift?: Readonly<Record<string, GivenChange>>;
  /** Expressions of resources, as the plan's configuration has them, by address. */
  readonly expressions?: Readonly<Record<string, JsonObject>>;
  /** Whatever else, e.g. `complete`. */
  readonly more?: JsonObject;
}

/** The JSON of a plan with these changes, by address. */
export function planJson(changes: Readonly<Record<string, GivenChange>>, parts: PlanParts = {}): JsonObject {
  const { drift = {}, expressions = {}, more = {} } = parts;
  const addresses = new Set([...Object.keys(changes), ...Object.keys(expressions)]);
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    complete: true,
    errored: false,
    planned_values: {
      root_module: {
        resources: Object.entries(changes).flatMap(([address, { after, deposed }]) =>
          after === null || after === undefined || deposed !== undefined
            ? []
            : [{ ...identity(address), values: after, sensitive_values: {} }],
        ),
      },
    },
    resource_changes: Object.entries(changes).map(changeJson),
    resource_drift: Object.entries(drift).map(changeJson),
    configuration: {
      root_module: {
        resources: [...new Set([...addresses].map((address) => address.replace(/\[.*\]$/, "")))].map((block) => ({
          ...identity(block),
          address: block,
          expressions: expressions[block] ?? {},
        })),
      },
    },
    ...more,
  };
}

/** The graph of such a plan. */
export function planOf(changes: Readonly<Record<string, GivenChange>>, parts: PlanParts = {}): Graph {
  return readShown([{ file: "plan.json", name: "plan", content: planJson(changes, parts) }]);
}

/** What a control says of a plan, without what passes: `fail <address>: <reason>`. */
export function saidOfPlan(
  control: Control,
  changes: Readonly<Record<string, GivenChange>>,
  parts: PlanParts & { readonly expectation?: Expectation } = {},
): string[] {
  return saidOfGraph(control, planOf(changes, parts), parts.expectation);
}

/** The same of a graph. */
export function saidOfGraph(control: Control, graph: Graph, expectation?: Expectation): string[] {
  return evaluate(graph, [control], expectation)
    .filter(({ outcome }) => outcome !== "pass")
    .map(({ outcome, address, reason }) => `${outcome} ${address}: ${reason}`);
}

function changeJson([address, change]: [string, GivenChange]): JsonObject {
  const { before = null, after = null } = change;
  const actions = change.actions ?? (before === null ? ["create"] : after === null ? ["delete"] : ["update"]);
  return {
    ...identity(address),
    ...(change.deposed === undefined ? {} : { deposed: change.deposed }),
    ...(change.reason === undefined ? {} : { action_reason: change.reason }),
    ...(change.previousAddress === undefined ? {} : { previous_address: change.previousAddress }),
    ...(change.mode === undefined ? {} : { mode: change.mode }),
    change: {
      actions: actions as Json,
      before,
      after,
      after_unknown: change.afterUnknown ?? {},
      before_sensitive: change.beforeSensitive ?? {},
      after_sensitive: {},
      ...(change.replacePaths === undefined ? {} : { replace_paths: change.replacePaths as unknown as Json }),
    },
  };
}

function identity(address: string): JsonObject {
  const [, type = "", name = "", key] = /^(\w+)\.([\w-]+)(?:\[(.+)\])?$/.exec(address) ?? [];
  return {
    address,
    mode: "managed",
    type,
    name,
    provider_name: "registry.terraform.io/hashicorp/aws",
    ...(key === undefined ? {} : { index: JSON.parse(key) as string | number }),
  };
}
