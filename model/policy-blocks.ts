import type { Attributes } from "./attributes";
import type { Graph } from "./graph";
import {
  type Condition,
  type PolicyDocument,
  type PolicyText,
  type Principal,
  readPolicy,
  type Statement,
} from "./policy";
import { condition, effectOf, policyTexts, principal } from "./policy-statement";
import { NULL_TERM, termText } from "./term";

/** A document from the blocks of an `aws_iam_policy_document` that was not read yet. */
export function documentOfBlocks(graph: Graph, data: Attributes): PolicyDocument {
  const { items, unknown } = data.blocks("statement");
  const own = items.map(statementOfBlock);
  const sources = included(graph, data, "source_policy_documents");
  const overrides = included(graph, data, "override_policy_documents");
  const older = ["source_json", "override_json"].map((name) => readPolicy(graph, data, name));
  const missing = [sources, overrides, ...older].flatMap((document) => document.unknown ?? []);
  const why = unknown?.reason ?? missing[0];
  const statements = overlaid([
    ...(older[0]?.statements ?? []),
    ...sources.statements,
    ...own,
    ...overrides.statements,
    ...(older[1]?.statements ?? []),
  ]);
  return { statements, present: true, ...(why === undefined ? {} : { unknown: why }) };
}

/** Of statements with the same sid the later one counts. */
function overlaid(statements: readonly Statement[]): Statement[] {
  return statements.filter(
    ({ sid }, index) => sid === "" || !statements.slice(index + 1).some((later) => later.sid === sid),
  );
}

/** Documents that are put before or after the own statements. */
function included(graph: Graph, data: Attributes, name: string): PolicyDocument {
  const { items, unknown } = data.list(name);
  const documents = items.map((_, index) => readPolicy(graph, data, [name, index]));
  // A plan that does not know the list has the references of all its elements in one expression.
  const referred =
    unknown === undefined ? [] : graph.referencesOf(data, name).map(({ to }) => documentOfBlocks(graph, to));
  const all = [...documents, ...referred];
  const why =
    all.find((document) => document.unknown !== undefined)?.unknown ??
    (referred.length === 0 ? unknown?.reason : undefined);
  return {
    statements: all.flatMap(({ statements }) => statements),
    present: all.length > 0,
    ...(why === undefined ? {} : { unknown: why }),
  };
}

function statementOfBlock(block: Attributes): Statement {
  const missing: string[] = [];
  const effect = block.term("effect");
  const texts = (name: string, lower: boolean): PolicyText[] =>
    policyTexts(block.term(name), lower, missing, true).map(variables);
  return {
    sid: termText(block.term("sid")) ?? "",
    effect: effect.kind === "known" && (effect.value === null || effect.value === "") ? "Allow" : effectOf(effect),
    principals: principalsOf(block, "principals", missing),
    notPrincipals: principalsOf(block, "not_principals", missing),
    actions: texts("actions", true),
    notActions: texts("not_actions", true),
    resources: texts("resources", false),
    notResources: texts("not_resources", false),
    conditions: conditionsOf(block, missing),
    unknown: missing,
  };
}

/** In these blocks a policy's own variables are written `&{aws:username}`. */
function variables(text: PolicyText): PolicyText {
  return text.text.includes("&{") ? { ...text, text: text.text.replaceAll("&{", "${") } : text;
}

function principalsOf(block: Attributes, name: string, missing: string[]): Principal[] {
  const { items, unknown } = block.blocks(name);
  if (unknown !== undefined) {
    missing.push(unknown.reason);
  }
  return items.flatMap((item) => {
    const kind = termText(item.term("type")) ?? "";
    return policyTexts(item.term("identifiers"), false, missing, true).map((id) => principal(kind, variables(id)));
  });
}

function conditionsOf(block: Attributes, missing: string[]): Condition[] {
  const { items, unknown } = block.blocks("condition");
  if (unknown !== undefined) {
    missing.push(unknown.reason);
  }
  return items.map((item) =>
    condition(
      termText(item.term("test")) ?? "",
      termText(item.term("variable")) ?? "",
      item.term("values") ?? NULL_TERM,
    ),
  );
}
