import { asText } from "../../../model";
import { control, fail, pass, unknown } from "../../control";
import { ACCOUNT_BASELINE_TYPES } from "../../support/account-baseline";

const ANALYZER = "aws_accessanalyzer_analyzer";

export const analyzerOn = control({
  kind: "environment",
  id: "analyzer-on",
  title: "IAM Access Analyzer looks for what is shared with the outside",
  severity: "medium",
  why: "Roles, buckets, keys and queues that somebody outside may use are found by nobody who does not look; the analyzer does all the time.",
  fix: {
    yaml: "baseline.accessAnalyzer: true",
    terraform: `Add an \`${ANALYZER}\` of the type \`ACCOUNT\` in each region.`,
  },
  references: {
    cis: { v3: ["1.20"], v5: ["1.19"] },
    fsbp: ["IAM.28"],
    nist: ["AC", "CA"],
    trivy: ["AWS-0175"],
  },
  types: ACCOUNT_BASELINE_TYPES,
  evaluate: (graph) => {
    const analyzers = graph.resources(ANALYZER);
    // The other types look for access that is not used, or is inside the account.
    const types = analyzers.map((analyzer) => analyzer.get("type"));
    const found = analyzers.find(
      (_, index) =>
        /^(?:ACCOUNT|ORGANIZATION)$/.test(asText(types[index] ?? { kind: "absent" }) ?? "ACCOUNT") &&
        types[index]?.kind !== "unknown",
    );
    return [
      found !== undefined
        ? { ...pass("it looks for access from outside"), resource: found }
        : types.some(({ kind }) => kind === "unknown")
          ? unknown(`it cannot be told whether ${analyzers[0]?.address} looks for access from outside`, "type")
          : fail(
              analyzers.length === 0
                ? `the environment manages the account's baseline, but has no ${ANALYZER}`
                : `no ${ANALYZER} is of the type ACCOUNT or ORGANIZATION, which look for access from outside`,
            ),
    ];
  },
});
