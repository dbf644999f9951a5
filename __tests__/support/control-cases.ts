import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Control, Expectation } from "../../guardrails/control";
import { type Evaluation, evaluate } from "../../guardrails/evaluate";
import { type Graph, graphOfSynth, readShown, readSynth } from "../../model";
import { problemsWithin } from "./bindings";
import { isObject, type Json, type JsonObject, objectOf } from "./json";
import { type Project, planJsonOf } from "./plan-from-blocks";
import { argumentsOf } from "./provider-additions";

/**
 * Cases for controls: Terraform JSON, judged through both front ends. What a control says must be the same for the
 * synthesized file and for the plan that Terraform would make of it; a case fails where it is not.
 *
 * ```ts
 * const key = (values: JsonObject) => ({ resource: { aws_kms_key: { a: values } } });
 * expect(outcomesOf(kmsKeyRotates, key({ enable_key_rotation: true }))).toEqual({ "aws_kms_key.a": "pass" });
 * expect(messagesOf(kmsKeyRotates, key({ enable_key_rotation: false }))).toEqual([
 *   "fail aws_kms_key.a enable_key_rotation: enable_key_rotation is false",
 * ]);
 * ```
 */

/** Terraform JSON as cdktf writes it: `resource`, `data`, `variable`, `locals`, `output`, `module`, `provider`. */
export type TerraformJson = JsonObject;

/** Further parts of a case. */
export interface CaseOptions {
  readonly expectation?: Expectation;
  /** Local modules by their source, e.g. `{ "./net": { resource: … } }`. */
  readonly modules?: Readonly<Record<string, TerraformJson>>;
  /** Arguments that today's provider no longer has, e.g. `aws_db_instance.name`; all others are checked to exist. */
  readonly older?: readonly string[];
  /** A plan tells less here (texts around what it does not know, e.g. in policies): it must say `unknown` everywhere. */
  readonly unknownInPlan?: boolean;
}

/** The graphs of a project through the two front ends. */
export interface Graphs {
  readonly synth: Graph;
  readonly plan: Graph;
}

/** Both graphs of Terraform JSON. */
export function graphsOf(terraform: TerraformJson, options: CaseOptions = {}): Graphs {
  const { modules, older = [] } = options;
  for (const json of [terraform, ...Object.values(modules ?? {})]) {
    assertArguments(json, older);
  }
  const project: Project = { root: terraform, ...(modules === undefined ? {} : { modules }) };
  const synth =
    modules === undefined ? graphOfSynth([{ name: "case", json: terraform }]) : graphOfFolder(terraform, modules);
  return { synth, plan: readShown([{ file: "case.json", name: "case", content: planJsonOf(project, synth) }]) };
}

/** What a control says of each resource: by address, sorted where it says several things. */
export function outcomesOf(
  control: Control,
  terraform: TerraformJson,
  options: CaseOptions = {},
): Record<string, string> {
  const outcomes = new Map<string, string[]>();
  for (const { address, outcome } of judge(control, terraform, options)) {
    outcomes.set(address, [...(outcomes.get(address) ?? []), outcome]);
  }
  return Object.fromEntries([...outcomes].map(([address, all]) => [address, all.sort().join(", ")]));
}

/** What a control finds wrong or cannot tell, as the synthesized file shows it: `fail <address> <attribute>: <reason>`. */
export function messagesOf(control: Control, terraform: TerraformJson, options: CaseOptions = {}): readonly string[] {
  return judge(control, terraform, options)
    .filter(({ outcome }) => outcome !== "pass")
    .map(textOf);
}

/** The same with what passes. */
export function verdictsOf(control: Control, terraform: TerraformJson, options: CaseOptions = {}): readonly string[] {
  return judge(control, terraform, options).map(textOf);
}

/** The evaluations of the synthesized file, once those of the plan are found to be the same. */
function judge(control: Control, terraform: TerraformJson, options: CaseOptions): readonly Evaluation[] {
  const { synth, plan } = graphsOf(terraform, options);
  const [ofSynth, ofPlan] = [synth, plan].map((graph) => evaluate(graph, [control], options.expectation));
  const broken = [...(ofSynth ?? []), ...(ofPlan ?? [])].find((evaluation) => evaluation.broken);
  if (broken !== undefined) {
    throw new Error(broken.reason);
  }
  const short = (evaluations: readonly Evaluation[] = [], told?: string) =>
    evaluations.map(({ outcome, address }) => `${told ?? outcome} ${address}`).sort();
  const [left, right] = [short(ofSynth, options.unknownInPlan === true ? "unknown" : undefined), short(ofPlan)];
  if (left.join("\n") !== right.join("\n")) {
    const whole = (evaluations: readonly Evaluation[] = []) => evaluations.map(textOf).join("\n  ");
    throw new Error(
      `${control.id} says of the synthesized file\n  ${whole(ofSynth)}\nbut of its plan\n  ${whole(ofPlan)}`,
    );
  }
  return ofSynth ?? [];
}

function textOf({ outcome, address, attribute, reason }: Evaluation): string {
  return `${outcome} ${address}${attribute === undefined ? "" : ` ${attribute}`}: ${reason}`;
}

function graphOfFolder(root: TerraformJson, modules: Readonly<Record<string, TerraformJson>>): Graph {
  const folder = mkdtempSync(join(tmpdir(), "control-case-"));
  try {
    for (const [source, json] of [["./", root] as const, ...Object.entries(modules)]) {
      mkdirSync(join(folder, source), { recursive: true });
      writeFileSync(join(folder, source, "main.tf.json"), JSON.stringify(json));
    }
    const graph = readSynth(folder);
    // Files are read now; resources are made when they are asked for.
    graph.resources();
    return graph;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const META = /^(?:count|for_each|depends_on|provider|lifecycle|dynamic|\/\/)$/;

/** A case with an argument that no provider knows would prove nothing. */
function assertArguments(json: TerraformJson, older: readonly string[]): void {
  const problems = (["resource", "data"] as const).flatMap((section) =>
    Object.entries(objectOf(json[section])).flatMap(([type, byName]) => {
      const known = argumentsOf(section === "data" ? `data.${type}` : type);
      return known === undefined
        ? []
        : Object.entries(objectOf(byName)).flatMap(([name, block]) =>
            problemsWithin(known, withoutMeta(objectOf(block)), "")
              .filter(
                (problem) => problem.endsWith(" is no argument") && !older.includes(`${type}.${problem.split(" ")[0]}`),
              )
              .map((problem) => `${type}.${name}: ${problem}`),
          );
    }),
  );
  if (problems.length > 0) {
    throw new Error(`the case is no Terraform: ${problems.join("; ")}`);
  }
}

function withoutMeta(json: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(json).flatMap(([name, value]): [string, Json][] =>
      META.test(name) || value === null ? [] : [[name, isObject(value) ? withoutMeta(value) : value]],
    ),
  );
}
