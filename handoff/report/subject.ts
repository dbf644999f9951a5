import type { Environment } from "../../config/environment";
import type { Judgement } from "../../guardrails/judge";
import type { Comparison, NeededFlow, PossibleFlow } from "../../guardrails/reachability/matrix";
import type { Network } from "../../guardrails/reachability/network";
import type { Graph } from "../../model";
import type { ControlResult } from "../facts/control-results";
import type { Role } from "../facts/roles";
import type { Store } from "../facts/stores";

/** What a report is made of: one environment, or what belongs together of somebody else's Terraform. */
export interface ReportSubject {
  /** The environment's name, or those of stacks, plans or states. */
  readonly title: string;
  readonly graph: Graph;
  readonly judgement: Judgement;
  readonly network: Network;
  readonly flows: readonly PossibleFlow[];
  /** The environment with its file, where it is known which one it is. */
  readonly environment?: {
    readonly values: Environment;
    readonly file: string;
    /** The text of its YAML. */
    readonly yaml: string;
    readonly needed: readonly NeededFlow[];
    readonly comparison: Comparison;
  };
  /** The version of this program. */
  readonly version: string;
}

/** What several sections ask for, computed once. */
export interface ReportFacts extends ReportSubject {
  readonly roles: readonly Role[];
  readonly stores: readonly Store[];
  readonly results: readonly ControlResult[];
}

/** What a page brings along, so that it needs nothing else. */
export interface PageAssets {
  /** The style sheet. */
  readonly style: string;
  /** The script; the page does without it. */
  readonly script: string;
  /** The runbooks, as Markdown. */
  readonly runbooks: string;
}
