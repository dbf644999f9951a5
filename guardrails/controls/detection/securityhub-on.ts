import { asBoolean, isUnset } from "../../../model";
import { control, fail, pass, unknown } from "../../control";
import { ACCOUNT_BASELINE_TYPES } from "../../support/account-baseline";

const HUB = "aws_securityhub_account";
const SUBSCRIPTION = "aws_securityhub_standards_subscription";
const DEFAULTS = "enable_default_standards";

export const securityhubOn = control({
  kind: "environment",
  id: "securityhub-on",
  title: "Security Hub is on, and checks a standard",
  severity: "high",
  why: "Security Hub holds the account against hundreds of checks every day, whoever made what; without a standard it checks nothing.",
  fix: {
    yaml: "baseline.securityHub: true",
    terraform: `Add an \`${HUB}\` and an \`${SUBSCRIPTION}\`, e.g. for AWS Foundational Security Best Practices.`,
  },
  references: { cis: { v3: ["4.16"], v5: ["4.16"] }, nist: ["CA", "SI"] },
  types: ACCOUNT_BASELINE_TYPES,
  evaluate: (graph) => {
    const hubs = graph.resources(HUB);
    if (hubs.length === 0) {
      return [fail(`the environment manages the account's baseline, but has no ${HUB}`)];
    }
    const hasStandard = graph.resources(SUBSCRIPTION).length > 0;
    return hubs.map((resource) => {
      const value = resource.get(DEFAULTS);
      const standards = isUnset(value) || asBoolean(value) === true;
      return {
        ...(hasStandard || standards
          ? pass("a standard is checked")
          : value.kind === "unknown"
            ? unknown(`${DEFAULTS} cannot be told: ${value.reason}`, DEFAULTS)
            : fail(`${DEFAULTS} is false, and there is no ${SUBSCRIPTION}: nothing is checked`, DEFAULTS)),
        resource,
      };
    });
  },
});
