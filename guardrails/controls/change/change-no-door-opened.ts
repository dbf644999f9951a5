import { asBoolean, asText, type Change, type Graph, kindOf, type PolicyDocument, type Resource } from "../../../model";
import { control, fail, unknown, type Verdict } from "../../control";
import { wasThere } from "./ended-with";
import { doorsOf, doorText, newDoors } from "./open-doors";
import { widenings } from "./policy-widening";

export const changeNoDoorOpened = control({
  kind: "change",
  id: "change-no-door-opened",
  title: "Nobody gets in, and nothing is allowed, that was not before",
  severity: "high",
  why: "A new world-wide source, a new principal or a new wildcard is how things that were closed become open, one small change at a time.",
  fix: {
    terraform:
      "Name the network, the principal or the action that needs it, or suppress this for the address with the reason why it is meant.",
  },
  references: { cis: { v3: ["4.4", "4.8", "4.10"], v5: ["4.4", "4.8", "4.10"] }, nist: ["AC", "CM"] },
  types: ["*"],
  evaluate: (change, graph) => {
    const kind = kindOf(change);
    const { after } = change;
    if (after === undefined || change.mode !== "managed") {
      return undefined;
    }
    if (kind === "update" || kind === "replace") {
      return [...newWays(change.before, after, graph), ...newFaces(change, after)];
    }
    return kind === "create" && OF_ANOTHER.test(after.type) && isOnExisting(after, graph)
      ? newWays(undefined, after, graph)
      : undefined;
  },
});

/** Where resources hold a policy. */
const POLICIES = ["policy", "assume_role_policy", "access_policy", "access_policies", "resource_policy"];

/** How a rule, a policy or an attachment names what it belongs to. */
const OWNERS = [
  "security_group_id",
  "network_acl_id",
  "bucket",
  "role",
  "user",
  "group",
  "key_id",
  "arn",
  "queue_url",
  "secret_arn",
  "function_name",
  "event_bus_name",
  "vpc_endpoint_id",
];

/** What lets somebody in to something else: rules, policies, permissions, attachments, access control lists. */
const OF_ANOTHER = /_(?:rule|policy|permission|attachment|acl|grant)$/;
const ATTACHMENT = /^aws_iam_\w+_policy_attachment$|^aws_lambda_permission$/;

const NO_POLICY: PolicyDocument = { statements: [], present: false };
const ADMINISTRATOR = /:policy\/(?:AdministratorAccess|PowerUserAccess|IAMFullAccess)$/;

/** What is made together with its owner is judged by what it is, not as a change. */
function isOnExisting(after: Resource, graph: Graph): boolean {
  return OWNERS.some((name) => {
    const owner = asText(after.get(name));
    return owner !== undefined && wasThere(graph, owner);
  });
}

function newWays(before: Resource | undefined, after: Resource, graph: Graph): Verdict[] {
  const doors = newDoors(before === undefined ? [] : doorsOf(before), doorsOf(after));
  return [
    ...doors.map((door) => fail(`${doorText(door)} is open, and was not before`, door.attribute)),
    ...POLICIES.flatMap((name) => newRights(name, before, after, graph)),
    ...newAttachment(before, after),
  ];
}

function newRights(name: string, before: Resource | undefined, after: Resource, graph: Graph): Verdict[] {
  const is = after.get(name);
  if (is.kind === "absent") {
    return [];
  }
  const was = before?.get(name);
  if (was?.kind === "known" && is.kind === "known" && was.value === is.value) {
    return [];
  }
  if (is.kind === "unknown" && is.why === "computed") {
    return [];
  }
  const document = graph.policy(after, name);
  const found = widenings(before === undefined ? NO_POLICY : graph.policy(before, name), document);
  return found.length > 0
    ? [fail(`${found.join(", ")}, and was not before`, name)]
    : document.unknown !== undefined
      ? [unknown(`who is let in by the new policy cannot be told: ${document.unknown}`, name)]
      : [];
}

function newAttachment(before: Resource | undefined, after: Resource): Verdict[] {
  if (after.type === "aws_lambda_permission" && asText(after.get("principal")) === "*") {
    return asText(before?.get("principal") ?? { kind: "absent" }) === "*"
      ? []
      : [fail("anybody may call the function, and might not before", "principal")];
  }
  const policy = ATTACHMENT.test(after.type) ? (asText(after.get("policy_arn")) ?? "") : "";
  return ADMINISTRATOR.test(policy) ? [fail(`${policy} is attached, and was not before`, "policy_arn")] : [];
}

/** What turns its face to the world. */
function newFaces({ before, type }: Change, after: Resource): Verdict[] {
  const isBalancer = type === "aws_lb" || type === "aws_alb";
  if (before === undefined || !(isBalancer || type.startsWith("aws_s3_bucket"))) {
    return [];
  }
  if (isBalancer) {
    const [was, is] = [before, after].map((side) => asBoolean(side.get("internal")));
    return was === true && is === false
      ? [fail("the load balancer faces the internet, and did not before: internal true → false", "internal")]
      : [];
  }
  const [was, is] = [before, after].map((side) => asText(side.get("acl")) ?? "");
  return was !== is && /^public-|^authenticated-read$/.test(is ?? "")
    ? [fail(`the bucket is open to others: acl ${JSON.stringify(was)} → ${JSON.stringify(is)}`, "acl")]
    : [];
}
