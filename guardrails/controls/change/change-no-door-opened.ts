import { asBoolean, asText, type Change, type Graph, kindOf, type PolicyDocument, type Resource } from "../../../model";
import { control, fail, unknown, type Verdict } from "../../control";
import { wasThere } from "./ended-with";
import { guestsOf, newGuests } from "./guests";
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
  evaluate: (change, graph, expectation) => {
    const kind = kindOf(change);
    const { after } = change;
    if (after === undefined || change.mode !== "managed") {
      return undefined;
    }
    const account = expectation?.account ?? graph.stacks.find(({ name }) => name === after.stack)?.meta.account;
    if (kind === "update" || kind === "replace") {
      return [...newWays(change.before, after, graph, account), ...newFaces(change, after)];
    }
    return kind === "create" && OF_ANOTHER.test(after.type) && isOnExisting(after, graph)
      ? newWays(undefined, after, graph, account)
      : undefined;
  },
});

/** Of roles, where policies stand in blocks. */
const POLICY_BLOCKS = "inline_policy";

/** Where resources hold a policy. */
const POLICIES = [
  "policy",
  "policy_document",
  "assume_role_policy",
  "access_policy",
  "access_policies",
  "resource_policy",
  POLICY_BLOCKS,
];

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
  "repository",
  "repository_name",
  "file_system_id",
  "backup_vault_name",
  "domain_name",
  "resource_arn",
  "access_point_arn",
  "cluster_arn",
  "destination_name",
  "image_id",
  "rest_api_id",
  "snapshot_id",
  "table_bucket_arn",
];

/** What lets somebody in to something else: rules, policies, permissions, attachments, access control lists. */
const OF_ANOTHER = /_(?:rule|policy|permission|attachment|acl|grant)$/;
const ATTACHMENT = /^aws_iam_\w+_policy_attachment$/;

const NO_POLICY: PolicyDocument = { statements: [], present: false };
const ADMINISTRATOR = /:policy\/(?:AdministratorAccess|PowerUserAccess|IAMFullAccess)$/;

/** What is made together with its owner is judged by what it is, not as a change. */
function isOnExisting(after: Resource, graph: Graph): boolean {
  return OWNERS.some((name) => {
    const owner = asText(after.get(name));
    return owner !== undefined && wasThere(graph, owner);
  });
}

function newWays(before: Resource | undefined, after: Resource, graph: Graph, account: string | undefined): Verdict[] {
  const doors = newDoors(before === undefined ? [] : doorsOf(before), doorsOf(after));
  const guests = newGuests(before === undefined ? [] : guestsOf(before, account), guestsOf(after, account));
  return [
    ...doors.map((door) => fail(`${doorText(door)} is open, and was not before`, door.attribute)),
    ...POLICIES.flatMap((name) => newRights(name, before, after, graph)),
    ...guests.map(({ who, attribute }) => fail(`${who} is let in, and was not before`, attribute)),
    ...newAttachment(after),
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
  const document = policyOf(after, name, graph);
  const found = widenings(before === undefined ? NO_POLICY : policyOf(before, name, graph), document);
  return found.length > 0
    ? [fail(`${found.join(", ")}, and was not before`, name)]
    : document.unknown !== undefined
      ? [unknown(`who is let in by the new policy cannot be told: ${document.unknown}`, name)]
      : [];
}

/** The policy at an attribute; those in blocks as if they were one. */
function policyOf(resource: Resource, name: string, graph: Graph): PolicyDocument {
  if (name !== POLICY_BLOCKS || resource.type !== "aws_iam_role") {
    return graph.policy(resource, name);
  }
  const { items, unknown: others } = resource.blocks(name);
  const documents = items.map((block) => graph.policy(block, "policy"));
  const missing = documents.find((document) => document.unknown !== undefined)?.unknown ?? others?.reason;
  return {
    statements: documents.flatMap(({ statements }) => statements),
    present: items.length > 0,
    ...(missing === undefined ? {} : { unknown: missing }),
  };
}

function newAttachment(after: Resource): Verdict[] {
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
