import { control } from "../../control";
import { RULE_HOLDERS } from "../../support/security-group-rules";
import { judgeWorld, probeAllPorts } from "./world-probe";

export const sgEgressLimited = control({
  kind: "resource",
  id: "sg-egress-limited",
  title: "No security group leads out to every port of the internet",
  severity: "medium",
  why: "Whoever gets in can then carry data out and fetch tools by any protocol; with HTTPS alone that is harder and seen more easily.",
  fix: {
    terraform:
      "Write an egress rule for each port that is needed (443 for the APIs of AWS), with groups, prefix lists or networks as destinations; take the rule with protocol `-1` away.",
  },
  references: { nist: ["AC", "SC"], checkov: ["CKV_AWS_382"], trivy: ["AWS-0104"] },
  types: RULE_HOLDERS.egress,
  evaluate: (resource, graph) => judgeWorld(graph, resource, "egress", probeAllPorts),
});
