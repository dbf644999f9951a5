import type { Change, Graph, Resource, Stack } from "../model";
import type { Choice } from "./choices";

/** How bad it is when a control fails; `critical` stops everything. */
export type Severity = "critical" | "high" | "medium" | "low";

/** From the worst to the least. */
export const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];

/** What a control says of one resource, change, or environment. */
export type Verdict =
  | { readonly outcome: "pass"; readonly reason: string; readonly attribute?: string }
  /** `attribute` is the path of what is wrong, as Terraform writes it; `reason` says what was found, with redacted values. */
  | { readonly outcome: "fail"; readonly reason: string; readonly attribute?: string }
  /** It cannot be told; `reason` says why, and what would tell. Never counted as passed. */
  | { readonly outcome: "unknown"; readonly reason: string; readonly attribute?: string };

/** What a control says of an environment as a whole, of one of its stacks, or of a certain resource. */
export type EnvironmentVerdict = Verdict & { readonly resource?: Resource; readonly stack?: Stack };

/** Where a control comes from, and what others call it. */
export interface ControlReferences {
  /** CIS AWS Foundations Benchmark, the numbers of v3.0 and v5.0. */
  readonly cis?: { readonly v3?: readonly string[]; readonly v5?: readonly string[] };
  /** AWS Foundational Security Best Practices, e.g. `KMS.4`. */
  readonly fsbp?: readonly string[];
  /** Families of NIST SP 800-53 Rev. 5, e.g. `SC`. */
  readonly nist: readonly string[];
  /** Ids of Checkov's checks, e.g. `CKV_AWS_7`. */
  readonly checkov?: readonly string[];
  /** Ids of Trivy's checks, e.g. `AWS-0065`. */
  readonly trivy?: readonly string[];
}

/** What a check was told of an environment beside its Terraform. */
export interface Expectation {
  /** The name of the environment, where it is known which one it is. */
  readonly environment?: string;
  /** The account that it is for. */
  readonly account?: string;
  /** The region that it is for. */
  readonly region?: string;
  /** What its YAML says on purpose. */
  readonly choices?: readonly Choice[];
}

/** What every control has. Facts and reasons stand in fields of their own. */
interface ControlBase {
  /** In kebab case; people write it into suppressions, so it never changes. */
  readonly id: string;
  /** The fact that holds where the control passes: `KMS keys rotate`. */
  readonly title: string;
  readonly severity: Severity;
  /** Why it matters: what happens otherwise. One or two sentences. */
  readonly why: string;
  readonly fix: {
    /** The key of an environment's YAML that leads there and what to write, where there is one: `kms.deletionWindowDays: 10`. */
    readonly yaml?: string;
    /**
     * Instead of it, by the address of a resource of ours, or of one of its attributes: `aws_cloudwatch_log_group.flow_logs`;
     * nothing where no key leads there.
     */
    readonly yamlAt?: Readonly<Record<string, string | undefined>>;
    /** What to write in plain Terraform. */
    readonly terraform: string;
  };
  readonly references: ControlReferences;
  /**
   * Whether it runs unless it is asked for. Off by default are controls that many environments cannot hold.
   *
   * @default true
   */
  readonly onByDefault?: boolean;
}

/** A control on each resource of some types. */
export interface ResourceControl extends ControlBase {
  readonly kind: "resource";
  /** Terraform types, e.g. `aws_kms_key`; with `data.` before them those of data sources. */
  readonly types: readonly string[];
  /** What it says of a resource; nothing where it does not concern it. */
  evaluate(resource: Resource, graph: Graph): Verdict | readonly Verdict[] | undefined;
}

/** A control on an environment as a whole: something must be there. */
export interface EnvironmentControl extends ControlBase {
  readonly kind: "environment";
  /** Terraform types that show that the environment has to do with it at all; with none of them there is nothing to judge. */
  readonly types: readonly string[];
  /** What it says; a verdict on a certain resource, or on a stack as a whole, names it. */
  evaluate(graph: Graph, expectation?: Expectation): readonly EnvironmentVerdict[];
}

/** A control on what a plan changes. */
export interface ChangeControl extends ControlBase {
  readonly kind: "change";
  /** Terraform types whose changes it looks at; `*` for all. */
  readonly types: readonly string[];
  /** What it says of a change; nothing where the change is harmless. */
  evaluate(change: Change, graph: Graph, expectation?: Expectation): Verdict | readonly Verdict[] | undefined;
}

/** One control. */
export type Control = ResourceControl | EnvironmentControl | ChangeControl;

/** A control whose types are checked where it is written. */
export function control<C extends Control>(definition: C): C {
  return definition;
}

/** Verdicts, for short and readable controls. */
export const pass = (reason: string, attribute?: string): Verdict => verdict("pass", reason, attribute);
export const fail = (reason: string, attribute?: string): Verdict => verdict("fail", reason, attribute);
export const unknown = (reason: string, attribute?: string): Verdict => verdict("unknown", reason, attribute);

function verdict(outcome: Verdict["outcome"], reason: string, attribute: string | undefined): Verdict {
  return attribute === undefined ? { outcome, reason } : { outcome, reason, attribute };
}
