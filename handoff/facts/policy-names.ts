import { type Attributes, asText, type Graph, patternOf, type Resource } from "../../model";

const DOCUMENT = "aws_iam_policy_document";
/** Actions, condition keys and operators in the text of a policy. */
const NAMES = /[A-Za-z][\w-]*:[\w*?/.${}-]+|[A-Za-z]+(?=")/g;

/** Names of actions, keys and operators as they were written: the model has them in lower case, as they have no case. */
export class PolicyNames {
  private readonly written = new Map<string, string>();

  public constructor(graph: Graph, from: Attributes, path: string) {
    this.read(graph, from, path, new Set());
  }

  /** A name as it was written; as it is where nobody knows. */
  public of(name: string): string {
    return this.written.get(name.toLowerCase()) ?? name;
  }

  private read(graph: Graph, from: Attributes, path: string, seen: Set<Resource>): void {
    this.add(patternOf(from.get(path)));
    for (const { resource } of graph.settle(from, path).ends) {
      if (resource.type === DOCUMENT && !seen.has(resource)) {
        seen.add(resource);
        this.readDocument(graph, resource, seen);
      }
    }
  }

  private readDocument(graph: Graph, document: Resource, seen: Set<Resource>): void {
    this.add(asText(document.get("json")));
    for (const statement of document.blocks("statement").items) {
      for (const name of ["actions", "not_actions"]) {
        for (const action of statement.list(name).items) {
          this.keep(patternOf(action));
        }
      }
      for (const condition of statement.blocks("condition").items) {
        this.keep(patternOf(condition.get("variable")));
        this.keep(patternOf(condition.get("test")));
      }
    }
    for (const name of ["source_policy_documents", "override_policy_documents"]) {
      for (const { to } of graph.referencesOf(document, name)) {
        if (to.type === DOCUMENT && !seen.has(to)) {
          seen.add(to);
          this.readDocument(graph, to, seen);
        }
      }
    }
  }

  private add(text: string | undefined): void {
    for (const [name] of text?.matchAll(NAMES) ?? []) {
      this.keep(name);
    }
  }

  private keep(name: string | undefined): void {
    if (name !== undefined) {
      this.written.set(name.toLowerCase(), name);
    }
  }
}
