import { type Graph, patternOf, type Resource } from "../../model";
import { namePatterns } from "./names";
import { KINDS } from "./table";
import type { Place } from "./types";

/** Any name. */
const ANY = "*";

/** The ARNs of a graph's resources by their kinds, as narrow as their names are known. */
export class Arns {
  private readonly kept = new Map<string, readonly string[]>();

  public constructor(
    private readonly graph: Graph,
    private readonly place: Place,
  ) {}

  /** Those of kinds; where the graph has none of them, of whatever name. */
  public of(kinds: readonly string[]): readonly string[] {
    const found = kinds.flatMap((kind) => this.named(kind));
    return [...new Set(found.length === 0 ? this.any(kinds) : found)].sort();
  }

  /** All resources of the kinds, whatever their names. */
  public any(kinds: readonly string[]): readonly string[] {
    return [...new Set(kinds.map((kind) => this.filled(kind, ANY)))].sort();
  }

  private named(kind: string): readonly string[] {
    const kept = this.kept.get(kind) ?? this.read(kind);
    this.kept.set(kind, kept);
    return kept;
  }

  private read(kind: string): readonly string[] {
    const { names = {}, always = [] } = kindOf(kind);
    const given = Object.entries(names).flatMap(([type, attribute]) =>
      this.resources(type).flatMap((resource) => this.nameOf(kind, resource, attribute, always.length > 0) ?? []),
    );
    return namePatterns([...given, ...always]).flatMap((name) => this.spelled(kind, name));
  }

  private resources(type: string): readonly Resource[] {
    const [, source] = /^data\.(.*)$/.exec(type) ?? [];
    return source === undefined ? this.graph.resources(type) : this.graph.data(source);
  }

  /** A name as it stands in an ARN; nothing where the kind has other names for it. */
  private nameOf(kind: string, resource: Resource, attribute: string | null, hasOthers: boolean): string | undefined {
    if (attribute === null) {
      return ANY;
    }
    const text = patternOf(resource.get(attribute));
    if (text === undefined) {
      return hasOthers ? undefined : ANY;
    }
    const name = text.replaceAll(/\$\{[^}]*\}/g, ANY).replaceAll(/\*+/g, ANY);
    if (resource.type === "aws_iam_service_linked_role") {
      return `aws-service-role/${name}/${ANY}`;
    }
    if (kind === "ssm:parameter") {
      return name.replace(/^\//, "");
    }
    const path = kind.startsWith("iam:") ? (patternOf(resource.get("path")) ?? "/") : "/";
    return `${path.replaceAll(/\$\{[^}]*\}/g, ANY).slice(1)}${name}`;
  }

  /** The ARN of a name, and those that some services know it by, too. */
  private spelled(kind: string, name: string): readonly string[] {
    if (kind === "ssm:parameter" && name.startsWith("aws/")) {
      // AWS's own parameters, such as image ids, belong to no account.
      return [this.filled(kind, name, "")];
    }
    const arn = this.filled(kind, name);
    const hasParts = (kind === "sns:topic" || kind === "logs:log-group") && !name.endsWith(ANY);
    return hasParts ? [arn, `${arn}:*`] : [arn];
  }

  private filled(kind: string, name: string, account = this.place.account): string {
    const { partition, region } = this.place;
    return kindOf(kind)
      .arn.replace("{partition}", partition)
      .replace("{region}", region)
      .replace("{account}", account)
      .replace("{name}", name);
  }
}

function kindOf(kind: string) {
  const found = KINDS.get(kind);
  if (found === undefined) {
    throw new Error(`there is no kind of resource ${kind} in kinds.json`);
  }
  return found;
}
