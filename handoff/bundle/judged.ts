import { stateBackendEncrypted } from "../../guardrails/controls/plan/state-backend-encrypted";
import { type Judgement, judge } from "../../guardrails/judge";
import { CONTROLS, selectedControls } from "../../guardrails/registry";
import type { Graph } from "../../model";
import type { BundleSource } from "./source";

/**
 * Suppressions are judged as on a day on which all of them hold: what is handed over does not change with the day. Whether they
 * hold today is asked by the synthesis before.
 */
const ANY_DAY = "2000-01-01";

/**
 * What the controls say of a configuration as it is handed over. Where its state lies is the receiver's to say: a module has no
 * backend, other configuration is given its bucket by `terraform init`. That a suppression silences nothing is nothing to tell either.
 */
export function judged(graph: Graph, { environment, suppressions, choices }: BundleSource): Judgement {
  const { name, account, region } = environment;
  const subject = {
    graph,
    expectation: { environment: name, account, region, choices },
    suppressions: suppressions.map((suppression) => ({ ...suppression, expires: ANY_DAY })),
    approvals: [],
    digests: new Map<string, string>(),
  };
  const controls = selectedControls().filter(({ id }) => id !== stateBackendEncrypted.id);
  const judgement = judge([subject], { today: ANY_DAY, controls, allControls: CONTROLS });
  return { ...judgement, findings: judgement.findings.filter(({ evaluation }) => evaluation !== undefined) };
}
