import { control } from "../../control";
import { RULE_HOLDERS } from "../../support/security-group-rules";
import { judgeWorld, probeAllPorts } from "./world-probe";

export const sgNoWorldAllProtocols = control({
  kind: "resource",
  id: "sg-no-world-all-protocols",
  title: "No security group opens all ports to the internet",
  severity: "critical",
  why: "Whatever listens on the host, now or after the next update, is then on the internet.",
  fix: {
    terraform:
      "Write a rule for each port that is meant, with the narrowest source; take the rule with protocol `-1` away.",
  },
  references: {
    cis: { v3: ["5.2"], v5: ["5.3"] },
    fsbp: ["EC2.18"],
    nist: ["AC", "CM", "SC"],
    checkov: ["CKV_AWS_277"],
    trivy: ["AWS-0107"],
  },
  types: RULE_HOLDERS.ingress,
  evaluate: (resource, graph) => judgeWorld(graph, resource, "ingress", probeAllPorts),
});
