import { control } from "../../control";
import { ACL_RULE, ACLS } from "../../support/network-acl";
import { aclPorts, judgeAcl } from "./acl-world";

const probe = aclPorts([
  ["tcp", 22],
  ["tcp", 3389],
  ["udp", 3389],
]);

export const naclNoWorldAdminPorts = control({
  kind: "resource",
  id: "nacl-no-world-admin-ports",
  title: "No network ACL lets the internet in to SSH or RDP",
  severity: "high",
  why: "The ACL holds where somebody opens a security group by mistake. Ranges for answers (1024–65535) contain RDP, unless a lower rule denies it.",
  fix: {
    yaml: "network.trustedCidrs",
    terraform:
      "Name your own addresses in the rules that allow 22 and 3389, and put a `deny` for 3389 with a lower number before a range that contains it.",
  },
  references: {
    cis: { v3: ["5.1"], v5: ["5.2"] },
    fsbp: ["EC2.21"],
    nist: ["AC", "CM", "SC"],
    checkov: ["CKV_AWS_229", "CKV_AWS_230", "CKV_AWS_231", "CKV_AWS_232"],
    trivy: ["AWS-0105"],
  },
  types: [...ACLS, ACL_RULE],
  evaluate: (resource, graph) => judgeAcl(graph, resource, probe),
});
