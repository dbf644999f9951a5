import { asText, type Graph, isUnset, patternOf, type Resource } from "../../../model";
import { unknown, type Verdict } from "../../control";
import { isGiven } from "../../support/attributes";

export const DATABASE = "aws_db_instance";

/** Why a database has some of its attributes from elsewhere: it is a replica, or restored from a snapshot or a backup. */
export function origin(database: Resource): "replicate_source_db" | "snapshot_identifier" | "restore" | undefined {
  return isGiven(database.get("replicate_source_db"))
    ? "replicate_source_db"
    : isGiven(database.get("snapshot_identifier"))
      ? "snapshot_identifier"
      : database.blocks("restore_to_point_in_time").items.length > 0 || database.blocks("s3_import").items.length > 0
        ? "restore"
        : undefined;
}

export function isReplica(database: Resource): boolean {
  return origin(database) === "replicate_source_db";
}

/** `postgres`, `mysql`, …: the family of engines that a database's engine is of. */
export function engineOf(
  database: Resource,
): "postgres" | "mysql" | "mariadb" | "oracle" | "sqlserver" | "db2" | undefined {
  const engine = asText(database.get("engine"))?.toLowerCase() ?? "";
  return (["postgres", "mysql", "mariadb", "oracle", "sqlserver", "db2"] as const).find((name) =>
    engine.startsWith(name),
  );
}

/** The major version of an engine, e.g. 17 of `17.4`; nothing where it is not known. */
export function majorOf(version: string | undefined): number | undefined {
  const number = /^(\d+)/.exec(version ?? "")?.[1];
  return number === undefined ? undefined : Number(number);
}

/** A parameter of a database's parameter group. */
export type Parameter =
  | { readonly kind: "set"; readonly value: string; readonly group: Resource }
  /** It has AWS's default. `family` is the group's, e.g. `postgres17`, or what the engine's version tells. */
  | { readonly kind: "default"; readonly family: string | undefined; readonly group: Resource | undefined }
  | { readonly kind: "unknown"; readonly reason: string };

const PARAMETER_GROUP = "aws_db_parameter_group";

/** Finds a parameter of a database. */
export function parameterOf(graph: Graph, database: Resource, name: string): Parameter {
  const value = database.get("parameter_group_name");
  if (!isGiven(value)) {
    const major = majorOf(asText(database.get("engine_version")));
    const engine = engineOf(database);
    return {
      kind: "default",
      family: engine === undefined || major === undefined ? undefined : `${engine}${major}`,
      group: undefined,
    };
  }
  const named = patternOf(value);
  if (named?.startsWith("default.")) {
    return { kind: "default", family: named.slice("default.".length), group: undefined };
  }
  const group = graph
    .settle(database, "parameter_group_name")
    .ends.find(({ resource }) => resource.type === PARAMETER_GROUP)?.resource;
  if (group === undefined || group.mode !== "managed") {
    return { kind: "unknown", reason: "its parameter group is not part of the input" };
  }
  const { items, unknown: missing } = group.blocks("parameter");
  const found = items.find((block) => asText(block.get("name"))?.toLowerCase() === name);
  if (found !== undefined) {
    const given = found.get("value");
    const text = asText(given);
    return text === undefined
      ? { kind: "unknown", reason: given.kind === "unknown" ? given.reason : `${name} has no value` }
      : { kind: "set", value: text, group };
  }
  const open = items.map((block) => block.get("name")).find((given) => given.kind === "unknown");
  return missing !== undefined && !isUnset(missing)
    ? { kind: "unknown", reason: missing.reason }
    : open?.kind === "unknown"
      ? { kind: "unknown", reason: open.reason }
      : { kind: "default", family: asText(group.get("family")), group };
}

/** The verdict on an attribute that a database has from where it comes from. */
export function ofOrigin(database: Resource, attribute: string): Verdict | undefined {
  const from = origin(database);
  return from === undefined
    ? undefined
    : unknown(`${attribute} comes from ${from}, which is not part of the input`, attribute);
}
