import {
  type ConfigServiceClient,
  DescribeComplianceByConfigRuleCommand,
  type DescribeComplianceByConfigRuleResponse,
} from "@aws-sdk/client-config-service";
import type { Guard } from "../shared/invocation";

/** The IAM action that reading needs. */
export const DESCRIBE_COMPLIANCE = "config:DescribeComplianceByConfigRule";

/** @see https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-setup-prereqs.html */
const SECURITY_HUB_RULES = "securityhub-";

export interface NonCompliantRules {
  /** In the order in which AWS Config lists them; each once. */
  readonly names: readonly string[];

  /** How many pages the answer had. */
  readonly pages: number;
}

/** Thrown when AWS Config answers what its API does not promise; counting on would publish a wrong number. */
export class UnexpectedAnswerError extends Error {
  public override readonly name = "UnexpectedAnswerError";
}

/**
 * Reads the names of the rules of this account and region that are NON_COMPLIANT, page by page. Rules without current
 * results (INSUFFICIENT_DATA) are not among them, nor are those that Security Hub makes for its own controls: it reports
 * those itself, and with its standards on some of them are never all compliant.
 *
 * @see https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeComplianceByConfigRule.html
 */
export async function findNonCompliantRules(config: ConfigServiceClient, guard: Guard): Promise<NonCompliantRules> {
  const names = new Set<string>();
  const tokens = new Set<string>();
  let pages = 0;
  let token: string | undefined;
  do {
    const command = new DescribeComplianceByConfigRuleCommand({ ComplianceTypes: ["NON_COMPLIANT"], NextToken: token });
    const page = await guard(DESCRIBE_COMPLIANCE, (abortSignal) => config.send(command, { abortSignal }));
    pages += 1;
    for (const name of ruleNames(page).filter((rule) => !rule.startsWith(SECURITY_HUB_RULES))) {
      names.add(name);
    }
    token = page.NextToken;
    if (token && tokens.has(token)) {
      throw new UnexpectedAnswerError(
        `AWS Config gave the same NextToken twice, the second time on page ${pages}; its pages would never end`,
      );
    }
    tokens.add(token ?? "");
  } while (token);
  return { names: [...names], pages };
}

function ruleNames({ ComplianceByConfigRules: rules }: DescribeComplianceByConfigRuleResponse): string[] {
  if (rules === undefined) {
    throw new UnexpectedAnswerError("AWS Config answered without the list ComplianceByConfigRules");
  }
  return rules.map(({ ConfigRuleName: name }) => {
    if (name === undefined) {
      throw new UnexpectedAnswerError("AWS Config listed a rule without its ConfigRuleName");
    }
    return name;
  });
}
