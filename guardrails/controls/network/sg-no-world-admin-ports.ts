import { control } from "../../control";
import { RULE_HOLDERS } from "../../support/security-group-rules";
import { judgeWorld, probeOf } from "./world-probe";

const probe = probeOf([
  ["tcp", 22],
  ["tcp", 3389],
  ["udp", 3389],
]);

export const sgNoWorldAdminPorts = control({
  kind: "resource",
  id: "sg-no-world-admin-ports",
  title: "No security group opens SSH or RDP to the internet",
  severity: "critical",
  why: "Machines all over the world try passwords and exploits on these ports within minutes; one weak key or one unpatched server is enough.",
  fix: {
    yaml: "network.trustedCidrs",
    terraform: "Name your own addresses as the source, or close the port and use Systems Manager's Session Manager.",
  },
  references: {
    cis: { v3: ["5.2", "5.3"], v5: ["5.3", "5.4"] },
    fsbp: ["EC2.13", "EC2.14", "EC2.53", "EC2.54"],
    nist: ["AC", "CM", "SC"],
    checkov: ["CKV_AWS_24", "CKV_AWS_25"],
    trivy: ["AWS-0107"],
  },
  types: RULE_HOLDERS.ingress,
  evaluate: (resource, graph) => judgeWorld(graph, resource, "ingress", probe),
});
