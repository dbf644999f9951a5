import {
  type ComplianceType,
  type ConfigServiceClient,
  DescribeComplianceByConfigRuleCommand,
  DescribeConfigRuleEvaluationStatusCommand,
} from "@aws-sdk/client-config-service";
import type { Guard } from "../shared/invocation";
import { DESCRIBE_COMPLIANCE } from "./non-compliant-rules";

/** The IAM action that asking for a rule's last run needs. */
export const DESCRIBE_EVALUATION_STATUS = "config:DescribeConfigRuleEvaluationStatus";

const NO_SUCH_RULE = "NoSuchConfigRuleException";

/** How one watched rule stands. Only the first two mean that all is well. */
export type RuleState = "compliant" | "nothing in scope" | "non-compliant" | "not evaluated" | "unknown rule";

export interface WatchedRule {
  readonly name: string;
  readonly state: RuleState;
}

const FINE: readonly RuleState[] = ["compliant", "nothing in scope"];

/** Whether somebody must look: a rule that says nothing is no compliant one. */
export function isAlarming({ state }: WatchedRule): boolean {
  return !FINE.includes(state);
}

/** Asks AWS Config how each rule stands, one by one: a name that it does not know would fail a call for several. */
export async function readWatchedRules(
  config: ConfigServiceClient,
  guard: Guard,
  names: readonly string[],
): Promise<readonly WatchedRule[]> {
  const rules: WatchedRule[] = [];
  for (const name of names) {
    rules.push({ name, state: await stateOf(config, guard, name) });
  }
  return rules;
}

async function stateOf(config: ConfigServiceClient, guard: Guard, name: string): Promise<RuleState> {
  switch (await complianceOf(config, guard, name)) {
    case "missing":
      return "unknown rule";
    case "COMPLIANT":
      return "compliant";
    case "NON_COMPLIANT":
      return "non-compliant";
    default:
      // INSUFFICIENT_DATA is what Config says both of a rule that found no resources and of one that could not run.
      return (await ranWell(config, guard, name)) ? "nothing in scope" : "not evaluated";
  }
}

async function complianceOf(
  config: ConfigServiceClient,
  guard: Guard,
  name: string,
): Promise<ComplianceType | "missing" | undefined> {
  const command = new DescribeComplianceByConfigRuleCommand({ ConfigRuleNames: [name] });
  try {
    const { ComplianceByConfigRules: rules = [] } = await guard(DESCRIBE_COMPLIANCE, (abortSignal) =>
      config.send(command, { abortSignal }),
    );
    const rule = rules.find(({ ConfigRuleName: found }) => found === name);
    return rule === undefined ? "missing" : rule.Compliance?.ComplianceType;
  } catch (error) {
    if (error instanceof Error && error.name === NO_SUCH_RULE) {
      return "missing";
    }
    throw error;
  }
}

/**
 * Whether the rule's last evaluation succeeded.
 *
 * @see https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRuleEvaluationStatus.html
 */
async function ranWell(config: ConfigServiceClient, guard: Guard, name: string): Promise<boolean> {
  const command = new DescribeConfigRuleEvaluationStatusCommand({ ConfigRuleNames: [name] });
  const { ConfigRulesEvaluationStatus: [status] = [] } = await guard(DESCRIBE_EVALUATION_STATUS, (abortSignal) =>
    config.send(command, { abortSignal }),
  );
  const succeeded = status?.LastSuccessfulEvaluationTime?.getTime();
  const failed = status?.LastFailedEvaluationTime?.getTime() ?? Number.NEGATIVE_INFINITY;
  return succeeded !== undefined && succeeded > failed;
}
