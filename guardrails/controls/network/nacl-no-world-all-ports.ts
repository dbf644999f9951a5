import { control } from "../../control";
import { ACL_RULE, ACLS } from "../../support/network-acl";
import { aclAllPorts, judgeAcl } from "./acl-world";

export const naclNoWorldAllPorts = control({
  kind: "resource",
  id: "nacl-no-world-all-ports",
  title: "No network ACL lets the internet in to all ports",
  severity: "high",
  why: "An ACL that allows everything is no second line: one wrong rule of a security group, and the host is on the internet.",
  fix: {
    terraform:
      "Write a rule for each port that is meant (443, 80, and 1024–65535 for answers), and take the rule with protocol `-1` away.",
  },
  references: {
    fsbp: ["EC2.21"],
    nist: ["AC", "CM", "SC"],
    checkov: ["CKV_AWS_352"],
    trivy: ["AWS-0102"],
  },
  types: [...ACLS, ACL_RULE],
  evaluate: (resource, graph) => judgeAcl(graph, resource, aclAllPorts),
});
