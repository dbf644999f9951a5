/**
 * One resource graph from three inputs: synthesized Terraform (`readSynth`, `graphOfSynth`), plans (`readPlans`) and states
 * (`readStates`) as `terraform show -json` or `tofu show -json` writes them. What is asked of it is the same for all three.
 * It imports nothing of cdktf, of the environments or of the controls: it reads JSON. What it cannot judge is a
 * {@link ModelError}. Everything is computed when it is asked for, values are those of the parsed file, never copies.
 *
 * **Attributes have three values.** `resource.get("path.to.attribute")` is `known` (with `value`), `unknown` (with `why` and a
 * `reason` for readers) or `absent` (Terraform's `null`, or not there). `asText`, `asBoolean`, `asNumber` convert a known value
 * as Terraform does and are `undefined` otherwise. `isUnset` is true where the author wrote nothing: absent, or left to the
 * provider (`why` is `computed`); it makes a plan and a synthesized file equal. Print values by `display` only: it redacts.
 *
 * ```ts
 * const rotation = key.get("enable_key_rotation");
 * if (asBoolean(rotation) === true) pass();
 * else if (rotation.kind === "unknown" && !isUnset(rotation)) unknown(rotation.reason);
 * else fail(`enable_key_rotation is ${display(rotation)}`);
 * ```
 *
 * **Blocks** are the same however they are written (an object, a list, `dynamic`). An only block needs no index.
 *
 * ```ts
 * versioning.get("versioning_configuration.status");
 * const { items, unknown } = group.blocks("ingress");       // `unknown` is set when there may be more than `items`
 * for (const rule of items) {
 *   rule.get("from_port");
 *   rule.list("cidr_blocks").items;                         // element by element, each a Value
 * }
 * ```
 *
 * **References** are edges in both directions, through variables, locals, module inputs and outputs, `count`, `for_each` and
 * other stacks; where both sides are known also by value (id, ARN, name).
 *
 * ```ts
 * for (const bucket of graph.resources("aws_s3_bucket")) {
 *   const { found, maybe } = graph.companions(bucket, "aws_s3_bucket_versioning", "bucket");
 *   // found: those that configure this bucket; maybe: those whose bucket cannot be told, so "none" would be no proof
 * }
 * graph.referrersOf(group);                                  // whatever is attached to it, of any type: edge.from, edge.path
 * graph.referrersOf(subnet, "aws_route_table_association", "subnet_id");
 * graph.referencesOf(rule, "security_group_id");             // edge.to, edge.attribute
 * ```
 *
 * **Where a value comes from in the end**: `settle` follows to the attribute that nothing else configures.
 *
 * ```ts
 * const { value, ends, exact, open } = graph.settle(group, "kms_key_id");
 * const byOwnKey = ends.length > 0 && ends.every(({ resource }) => resource.type === "aws_kms_key");
 * // ends: [{ resource: aws_kms_key.master, attribute: "arn" }]; `exact`: nothing around it; `open`: ways nobody can follow
 * ```
 *
 * **Policies** are parsed statements, from JSON, `jsonencode`, JSON with expressions in it, or `aws_iam_policy_document`.
 *
 * ```ts
 * const { statements, unknown, present } = graph.policy(bucketPolicy, "policy");
 * statements.some((s) => s.effect === "Allow" && s.principals.some(isAnyone) && s.conditions.length === 0);
 * statements.filter((s) => coversAction(s, "iam:PassRole"));
 * ```
 *
 * What a plan tells of an expression depends on its source: of HCL only what it refers to (no text around, no locals, no
 * `dynamic`), of JSON, as cdktf writes it, all of it. So `exact` and a text with `${…}` in it are as good as the plan is, and a
 * policy that HCL encodes with an unknown ARN in it is wholly unknown until it is applied.
 *
 * **Changes** of a plan: `graph.changes()`, `resource.change`, `graph.drift()`; both sides are asked like any resource.
 *
 * ```ts
 * for (const change of graph.changes()) {
 *   if (kindOf(change) === "replace") report(change.address, change.replacePaths, change.reason);
 *   if (asBoolean(change.before.get("deletion_protection")) && !asBoolean(change.after.get("deletion_protection"))) …
 * }
 * graph.stacks[0]?.prior();                                  // the graph of what was there before
 * ```
 *
 * **The input itself**: `graph.stacks` has for each its `kind`, `file` and `meta` (versions, account, region, variables,
 * outputs, providers, checks, the `terraform` block, `moved`, `removed` and `import` blocks, `notes` of what was not read). A
 * resource has `stack`, `address`, `module.address`, `key`, `constructPath`, `source`, `lifecycle`.
 */

import { existsSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { ModelError } from "./errors";
import { parseJsonText, readJson } from "./files";
import { Graph } from "./graph";
import type { JsonObject } from "./json";
import type { Root } from "./module";
import { isPlan, type PlanOptions, stackOfShown } from "./plan-reader";
import { type SynthesizedJson, stackFolders, stackOfFolder, stackOfSynth } from "./synth-reader";

/** A plan or state that was read elsewhere, e.g. from standard input. */
export interface Shown {
  /** How messages call it. */
  readonly file: string;
  /** The stack's name; by default the file's name without ending. */
  readonly name?: string;
  readonly content: Buffer | string | JsonObject;
}

/** Reads plans or states that `terraform show -json` wrote; several make one graph. */
export function readShown(files: readonly (string | Shown)[], options: PlanOptions = {}): Graph {
  const peers: Root[] = [];
  const taken = new Set<string>();
  return new Graph(
    files.map((given) => {
      const file = typeof given === "string" ? given : given.file;
      const json = typeof given === "string" ? readJson(given) : parsed(given);
      const name = (typeof given === "string" ? undefined : given.name) ?? stackName(file, taken);
      taken.add(name);
      return stackOfShown(json, file, name, options, peers);
    }),
  );
}

/** Reads plans; a state among them is an error. */
export function readPlans(files: readonly (string | Shown)[], options: PlanOptions = {}): Graph {
  return ofKind(readShown(files, options), "plan", "give it by --state");
}

/** Reads states; a plan among them is an error. */
export function readStates(files: readonly (string | Shown)[], options: PlanOptions = {}): Graph {
  return ofKind(readShown(files, options), "state", "give it by --plan");
}

/**
 * Reads synthesized Terraform: a cdktf.out with its stacks (all, or those named), or any folder with *.tf.json. Stacks that
 * read each other's outputs are linked.
 */
export function readSynth(folder: string, stacks?: readonly string[]): Graph {
  const peers: Root[] = [];
  const folders = stackFolders(folder).filter(({ name }) => stacks === undefined || stacks.includes(name));
  const read = folders.map((stack) => stackOfFolder(stack.folder, stack.name, peers));
  return withResources(new Graph(read), folder);
}

/** The graph of stacks that are synthesized in memory. */
export function graphOfSynth(stacks: readonly SynthesizedJson[]): Graph {
  const peers: Root[] = [];
  const read = stacks.map((stack) => stackOfSynth(stack, stack.folder ?? stack.name, peers));
  return withResources(new Graph(read), stacks.map(({ name }) => name).join(", "));
}

/** A graph without anything, to compare with. */
export function graphOfNothing(): Graph {
  return new Graph([]);
}

function parsed({ content, file }: Shown): JsonObject {
  return typeof content === "string" || Buffer.isBuffer(content) ? parseJsonText(content, file) : content;
}

/** The file's name; the folder's where it says nothing (`net/plan.json`); with a number where it is taken. */
function stackName(file: string, taken: ReadonlySet<string>): string {
  const own = basename(file).replace(/\.[^.]*$/, "");
  const folder = basename(dirname(resolve(file)));
  const name = /^(?:tf)?(?:plan|state)$/.test(own) && folder !== "" ? folder : own;
  let unique = name;
  for (let number = 2; taken.has(unique); number += 1) {
    unique = `${name}-${number}`;
  }
  return unique;
}

function ofKind(graph: Graph, kind: "plan" | "state", remedy: string): Graph {
  const other = graph.stacks.find((stack) => stack.kind !== kind);
  if (other !== undefined) {
    throw new ModelError("wrong-kind", other.file, `it is a ${other.kind}, not a ${kind}`, remedy);
  }
  return graph;
}

function withResources(graph: Graph, folder: string): Graph {
  if (graph.resources().length === 0 && graph.data().length === 0) {
    const notes = graph.stacks.flatMap(({ meta }) => meta.notes);
    const hcl = existsSync(folder) && statSync(folder).isDirectory() ? notes.join("; ") : "";
    throw new ModelError(
      "no-resources",
      folder,
      `there are no resources in its *.tf.json${hcl === "" ? "" : ` (${hcl})`}`,
      "run `npm run synth`, or name the folder that holds *.tf.json; for HCL make a plan and give that",
    );
  }
  return graph;
}

export type { Attributes, Blocks } from "./attributes";
export { type Action, type Change, type ChangeKind, kindOf } from "./change";
export type { Companions, Edge } from "./edges";
export { ModelError, type ModelErrorCode } from "./errors";
export { Graph, type GraphKind, type Stack } from "./graph";
export type { Json, JsonObject } from "./json";
export type { Check, GraphMeta, Move, Output, Provider, Removal, Variable } from "./meta";
export { type Path, type PathLike, pathText } from "./paths";
export type { PlanOptions } from "./plan-reader";
export {
  type Condition,
  type PolicyDocument,
  type PolicyText,
  type Principal,
  parsePolicy,
  type Statement,
} from "./policy";
export { covers, coversAction, isAnyone, mentions } from "./policy-match";
export { Resource, type SourcePlace } from "./resource";
export { isSecretAttribute, isSecretName, redactText, TOKENS } from "./secrets";
export type { Settled } from "./settle";
export type { SynthesizedJson } from "./synth-reader";
export type { End } from "./trace";
export * from "./values";
export { isPlan };
