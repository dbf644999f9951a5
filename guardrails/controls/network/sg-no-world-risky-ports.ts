import { control } from "../../control";
import { RULE_HOLDERS } from "../../support/security-group-rules";
import { RISKY_PORTS } from "./risky-ports";
import { judgeWorld, probeOf } from "./world-probe";

const NAMES = new Map(RISKY_PORTS.map(([transport, port, service]) => [`${transport} ${port}`, service]));
const probe = probeOf(
  RISKY_PORTS.map(([transport, port]) => [transport, port]),
  (transport, port) => `${transport} ${port} (${NAMES.get(`${transport} ${port}`)})`,
);

export const sgNoWorldRiskyPorts = control({
  kind: "resource",
  id: "sg-no-world-risky-ports",
  title: "No security group opens file shares, databases, caches or search to the internet",
  severity: "high",
  why: "These services trust their network: many let anybody in who reaches them, and scanners find them within hours.",
  fix: {
    terraform:
      "Name the security group of the clients as the source (`referenced_security_group_id`), and put a load balancer before what the world may use.",
  },
  references: {
    cis: { v5: ["5.1.2"] },
    fsbp: ["EC2.18", "EC2.19"],
    nist: ["AC", "CM", "SC"],
    checkov: ["CKV_AWS_260"],
    trivy: ["AWS-0107"],
  },
  types: RULE_HOLDERS.ingress,
  evaluate: (resource, graph) => judgeWorld(graph, resource, "ingress", probe),
});
