import { asText, type Graph, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { worst } from "../../support/attributes";
import { portsText } from "../../support/ports";
import { GROUPS, rulesOfGroup } from "../../support/security-group-rules";
import { INSTANCE, isBastion } from "./hosts";

const SSM_POLICY =
  /:policy\/(?:AmazonSSMManagedInstanceCore|service-role\/AmazonEC2RoleforSSM|AmazonSSMManagedEC2InstanceDefaultPolicy)$/;
const GROUP_PATHS = ["vpc_security_group_ids", "security_groups", "network_interface"] as const;

function judgeIngress(host: Resource, graph: Graph): Verdict {
  const groups = GROUP_PATHS.flatMap((path) => graph.referencesOf(host, path).map(({ to }) => to));
  const own = groups.filter(({ type, mode }) => mode === "managed" && GROUPS.includes(type));
  for (const group of own) {
    const { rules, unknown: missing } = rulesOfGroup(graph, group, "ingress");
    const [rule] = rules;
    if (rule !== undefined) {
      const from = rule.sources.texts.join(", ");
      return fail(`${group.address} lets in ${portsText(rule)}${from === "" ? "" : ` from ${from}`}`);
    }
    if (missing !== undefined) {
      return unknown(`the rules of ${group.address} cannot be told: ${missing}`);
    }
  }
  return own.length === 0 || own.length < groups.length
    ? unknown("its security groups are not part of the input")
    : pass("its security groups let nothing in");
}

/** Whether the host's role may talk to Systems Manager. */
function judgeRole(host: Resource, graph: Graph): Verdict {
  const path = "iam_instance_profile";
  const profiles = graph.settle(host, path).ends.map(({ resource }) => resource);
  const profile = profiles.find(({ type, mode }) => type === "aws_iam_instance_profile" && mode === "managed");
  const role =
    profile === undefined
      ? undefined
      : graph.settle(profile, "role").ends.find(({ resource }) => resource.type === "aws_iam_role")?.resource;
  if (role === undefined || role.mode !== "managed") {
    return profile === undefined && host.get(path).kind === "absent"
      ? fail(`${path} is not set: Systems Manager cannot reach it`, path)
      : unknown("its role is not part of the input", path);
  }
  const managed = [
    ...graph
      .referrersOf(role, "aws_iam_role_policy_attachment", "role")
      .map(({ from }) => asText(from.get("policy_arn"))),
    ...role.list("managed_policy_arns").items.map(asText),
  ];
  const inline = graph.referrersOf(role, "aws_iam_role_policy", "role").length > 0;
  return managed.some((arn) => SSM_POLICY.test(arn ?? ""))
    ? pass(`${role.address} may talk to Systems Manager`)
    : inline || managed.includes(undefined)
      ? unknown(`it cannot be told whether ${role.address} may talk to Systems Manager`)
      : fail(`${role.address} has no AmazonSSMManagedInstanceCore: Systems Manager cannot reach it`, path);
}

export const bastionReachedBySsmOnly = control({
  kind: "resource",
  id: "bastion-reached-by-ssm-only",
  title: "Bastion hosts take no connections, and are reached by Systems Manager",
  severity: "high",
  why: "A host that takes SSH can be tried by whoever reaches its port. By Session Manager it takes no connection at all, IAM decides who gets in, and what is done is logged.",
  fix: {
    yaml: "network.trustedCidrs: []",
    terraform:
      "Take the ingress rules of its security group away, and attach `AmazonSSMManagedInstanceCore` to its role.",
  },
  references: {
    cis: { v3: ["5.2"], v5: ["5.3"] },
    fsbp: ["EC2.13", "SSM.1"],
    nist: ["AC", "SC"],
  },
  types: [INSTANCE],
  evaluate: (host, graph) => (isBastion(host) ? worst([judgeIngress(host, graph), judgeRole(host, graph)]) : undefined),
});
