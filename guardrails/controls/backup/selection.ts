import { asText, covers, type Graph, type Resource, type Value } from "../../../model";

type Answer = "yes" | "no" | "unknown";

/** How the ARNs of a type go on after region and account, and which argument is the name that they end in. */
interface ArnOf {
  readonly service: string;
  readonly kind: string;
  readonly name?: string;
}

const ARNS: Readonly<Record<string, ArnOf>> = {
  aws_db_instance: { service: "rds", kind: "db:", name: "identifier" },
  aws_rds_cluster: { service: "rds", kind: "cluster:", name: "cluster_identifier" },
  aws_ebs_volume: { service: "ec2", kind: "volume/" },
  aws_efs_file_system: { service: "elasticfilesystem", kind: "file-system/" },
  aws_dynamodb_table: { service: "dynamodb", kind: "table/", name: "name" },
};

/** The types that hold data and that AWS Backup takes. */
export const STATEFUL_TYPES = Object.keys(ARNS);

/**
 * Whether a selection takes a resource: one of its ARNs and all of its conditions, or one of its tags, and none of its
 * exclusions.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources-json.html
 */
export function selects(graph: Graph, selection: Resource, resource: Resource): Answer {
  const byList = allOf([listed(graph, selection, "resources", resource), conditioned(graph, selection, resource)]);
  const tags = selection.blocks("selection_tag");
  const byTag = tags.items.map((tag) => tagged(graph, resource, asText(tag.get("key")), asText(tag.get("value"))));
  const taken = anyOf([byList, ...byTag, ...(tags.unknown === undefined ? [] : (["unknown"] as const))]);
  const left = listed(graph, selection, "not_resources", resource);
  return left === "no" ? taken : left === "yes" || taken === "no" ? "no" : "unknown";
}

/** Of several answers the best: yes where one is. */
export function anyOf(answers: readonly Answer[]): Answer {
  return answers.includes("yes") ? "yes" : answers.includes("unknown") ? "unknown" : "no";
}

function allOf(answers: readonly Answer[]): Answer {
  return answers.includes("no") ? "no" : answers.includes("unknown") ? "unknown" : "yes";
}

function conditioned(graph: Graph, selection: Resource, resource: Resource): Answer {
  const { items, unknown } = selection.blocks("condition");
  const answers = items.flatMap((condition) =>
    condition.blockNames().flatMap((name): Answer[] =>
      name === "string_equals"
        ? condition.blocks(name).items.map((one) => {
            const key = asText(one.get("key"))?.replace(/^aws:ResourceTag\//, "");
            return tagged(graph, resource, key, asText(one.get("value")));
          })
        : ["unknown"],
    ),
  );
  return allOf(unknown === undefined ? answers : [...answers, "unknown"]);
}

/** Whether a list of ARNs and patterns has a resource in it. */
function listed(graph: Graph, selection: Resource, path: string, resource: Resource): Answer {
  if (graph.referencesOf(selection, path).some(({ to }) => to === resource)) {
    return "yes";
  }
  const { items, unknown } = selection.list(path);
  return anyOf([
    ...items.map((item) => matches(item, resource)),
    ...(unknown === undefined ? [] : ["unknown" as const]),
  ]);
}

/** What stands for a name that is not known: no pattern but a wildcard covers it. */
const SOME_NAME = "\uE000";

function matches(item: Value, resource: Resource): Answer {
  const pattern = asText(item);
  if (pattern === undefined) {
    // What is an attribute of another resource is about that one.
    return item.kind === "unknown" && /^\$\{(?:module\.[^}]*\.)?aws_[^}]*\}$/.test(item.text ?? "") ? "no" : "unknown";
  }
  const { service, kind, name } = ARNS[resource.type] ?? { service: "", kind: "" };
  const [, ofService, rest = ""] = /^arn:[^:]*:([^:]*):?(.*)$/.exec(pattern) ?? [];
  if (pattern === "*" || ofService === "*") {
    return "yes";
  }
  if (ofService !== service) {
    return "no";
  }
  const [, , ...parts] = rest.split(":");
  const wanted = parts.join(":");
  if (wanted === "") {
    return rest.endsWith("*") ? "yes" : "no";
  }
  const own = name === undefined ? undefined : asText(resource.get(name));
  return covers(wanted, `${kind}${own ?? SOME_NAME}`)
    ? "yes"
    : own === undefined && wanted.startsWith(kind)
      ? "unknown"
      : "no";
}

/** Whether a resource has a tag, of its own or by the provider's `default_tags`. */
function tagged(graph: Graph, resource: Resource, key: string | undefined, value: string | undefined): Answer {
  if (key === undefined || value === undefined) {
    return "unknown";
  }
  const own = ["tags", "tags_all"].map((tags) => resource.get([tags, key]));
  const known = own.find((tag) => tag.kind === "known");
  if (known !== undefined) {
    return asText(known) === value ? "yes" : "no";
  }
  const providers = graph.stacks.find(({ name }) => name === resource.stack)?.meta.providers ?? [];
  const isDefault = providers.some(({ config }) => JSON.stringify(config ?? null).includes(JSON.stringify(key)));
  const tags = resource.get("tags");
  return isDefault || (tags.kind === "unknown" && tags.why !== "computed") ? "unknown" : "no";
}
