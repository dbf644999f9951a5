import {
  type Attributes,
  type Graph,
  isUnset,
  type PolicyDocument,
  type PolicyText,
  type Resource,
  type Statement,
} from "../../model";
import { fail, pass, unknown, type Verdict } from "../control";
import { attributeOf } from "./attributes";
import { grantsWidely } from "./grants";
import { statementText } from "./openness";

/** What gives rights to users, groups and roles. A role has policies in blocks of its own. */
export const IDENTITY_POLICY_TYPES = [
  "aws_iam_policy",
  "aws_iam_role_policy",
  "aws_iam_group_policy",
  "aws_iam_user_policy",
  "aws_iam_role",
] as const;

/** What is wrong with a document, or may be; nothing where it is right as far as it is known. */
export type Finding = { readonly sure: boolean; readonly reason: string } | undefined;

/** Judges each policy that a resource holds. Who uses an `aws_iam_policy_document` is judged, not the document. */
export function judgeIdentityPolicies(
  resource: Resource,
  graph: Graph,
  look: (document: PolicyDocument) => Finding,
  passed: string,
): readonly Verdict[] {
  if (resource.type !== "aws_iam_role") {
    return judge(graph, resource, "policy", look, passed);
  }
  const { items, unknown: missing } = resource.blocks("inline_policy");
  return [
    ...items.flatMap((block) => judge(graph, block, "policy", look, passed)),
    ...(missing === undefined || isUnset(missing)
      ? []
      : [unknown(`inline_policy cannot be told: ${missing.reason}`, "inline_policy")]),
  ];
}

/** Judges the policy that says who may take on a role. */
export function judgeTrust(
  role: Resource,
  graph: Graph,
  look: (document: PolicyDocument) => Finding,
  passed: string,
): readonly Verdict[] {
  return judge(graph, role, "assume_role_policy", look, passed);
}

function judge(
  graph: Graph,
  from: Attributes,
  path: string,
  look: (document: PolicyDocument) => Finding,
  passed: string,
): readonly Verdict[] {
  const document = documentAt(graph, from, path);
  if (!document.present) {
    return [];
  }
  const where = attributeOf(from, path);
  const found = look(document);
  if (found?.sure === true) {
    return [fail(found.reason, where)];
  }
  const why = document.unknown ?? found?.reason;
  return [why === undefined ? pass(passed, where) : unknown(`the policy cannot be told: ${why}`, where)];
}

/** Who has policies of his own and attached ones: the kind, which their types and arguments are named by. */
const IDENTITIES: Readonly<Record<string, string>> = {
  aws_iam_role: "role",
  aws_iam_user: "user",
  aws_iam_group: "group",
};

/** A role, user or group of the graph, whose policies count together. */
export const IDENTITY_TYPES: readonly string[] = Object.keys(IDENTITIES);

/** The policies of a role, user or group that the graph has: in blocks, of its own, and attached ones. */
export function policiesOf(identity: Resource, graph: Graph): readonly PolicyDocument[] {
  const kind = IDENTITIES[identity.type] ?? "role";
  const own = graph.companions(identity, `aws_iam_${kind}_policy`, kind).found;
  const attachments = [
    ...graph.companions(identity, `aws_iam_${kind}_policy_attachment`, kind).found,
    ...graph.companions(identity, "aws_iam_policy_attachment", `${kind}s`).found,
  ];
  const attached = attachments.flatMap((attachment) =>
    graph
      .settle(attachment, "policy_arn")
      .ends.flatMap(({ resource }) => (resource.type === "aws_iam_policy" ? [resource] : [])),
  );
  return [
    ...(kind === "role"
      ? identity.blocks("inline_policy").items.map((block) => documentAt(graph, block, "policy"))
      : []),
    ...[...own, ...new Set(attached)].map((policy) => documentAt(graph, policy, "policy")),
  ].filter(({ present }) => present);
}

const cache = new WeakMap<Graph, Map<string, PolicyDocument>>();

/** Many controls ask for the same policy, so it is read once. */
function documentAt(graph: Graph, from: Attributes, path: string): PolicyDocument {
  const documents = cache.get(graph) ?? new Map<string, PolicyDocument>();
  cache.set(graph, documents);
  const place = `${from.resource.label} ${attributeOf(from, path)}`;
  const document = documents.get(place) ?? withReferences(graph.policy(from, path), graph);
  documents.set(place, document);
  return document;
}

/** A plan does not know a list of resources, but has what it refers to: `${data.aws_iam_policy_document.a.statement.0.resources.0}`. */
const UNREAD = /^\$\{(.*aws_iam_policy_document\..*?)\.(statement\..*)\}$/;

function withReferences(document: PolicyDocument, graph: Graph): PolicyDocument {
  const resolved = (texts: readonly PolicyText[]) => texts.map((text) => (text.known ? text : referred(text, graph)));
  return graph.kind !== "plan"
    ? document
    : {
        ...document,
        statements: document.statements.map((statement) => ({
          ...statement,
          resources: resolved(statement.resources),
          notResources: resolved(statement.notResources),
        })),
      };
}

/** The ARN that a text is made of, where it is made of the ARNs of resources only. */
function referred(text: PolicyText, graph: Graph): PolicyText {
  const [, address = "", path = ""] = UNREAD.exec(text.text) ?? [];
  const data = path === "" ? undefined : graph.find(address);
  const edges = data === undefined ? [] : graph.referencesOf(data, path);
  const [edge] = edges;
  return edge !== undefined && edges.every(({ attribute }) => /arn$/.test(attribute))
    ? { text: `\${${edge.to.label}.${edge.attribute}}`, known: false }
    : text;
}

/** Finds the first statement of which something holds, surely or perhaps. */
export function findStatement(
  { statements }: PolicyDocument,
  holds: (statement: Statement) => { readonly sure: boolean; readonly what: string } | undefined,
): Finding {
  let perhaps: Finding;
  for (const [index, statement] of statements.entries()) {
    const found = holds(statement);
    const reason = `${statementText(statement, index)} ${found?.what ?? ""}`;
    if (found?.sure === true) {
      return { sure: true, reason };
    }
    perhaps ??=
      found === undefined
        ? undefined
        : { sure: false, reason: `${reason}${statement.unknown.map((why) => ` (${why})`)[0] ?? ""}` };
  }
  return perhaps;
}

/** Finds a statement that allows one of some actions on whatever there is. */
export function findWideGrant(document: PolicyDocument, actions: readonly string[]): Finding {
  return findStatement(document, (statement) => {
    const answers = actions.map((action) => grantsWidely(statement, action, document));
    const of = (wanted: string) => actions.filter((_, index) => answers[index] === wanted);
    const [sure, perhaps] = [of("yes"), of("unknown")];
    return sure.length > 0
      ? { sure: true, what: `allows ${shortList(sure)} on whatever there is` }
      : perhaps.length > 0
        ? { sure: false, what: `may allow ${shortList(perhaps)} on whatever there is` }
        : undefined;
  });
}

const SHOWN = 3;

/** The first of several, and how many more there are. */
export function shortList(texts: readonly string[]): string {
  const rest = texts.length - SHOWN;
  return `${texts.slice(0, SHOWN).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
