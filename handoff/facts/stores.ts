import type { PossibleFlow } from "../../guardrails/reachability/matrix";
import { portsText } from "../../guardrails/reachability/text";
import { counted } from "../../guardrails/report/report";
import { asBoolean, asNumber, asText, type Graph, isUnset, patternOf, type Resource } from "../../model";
import { memberOf, objectOf } from "../../model/json";
import { DRAWN_TYPES } from "../diagram/drawn-types";
import { byText } from "../text";
import { plansFor } from "./backups";
import { type Encryption, encryptionOf } from "./encryption";
import { type Reader, readersOf } from "./readers";
import type { Role } from "./roles";

/** Something that keeps data, and how it is protected. What does not apply is an empty list. */
export interface Store {
  readonly resource: Resource;
  /** What it is, in AWS's words. */
  readonly kind: string;
  readonly encryption: Encryption | undefined;
  readonly backups: readonly string[];
  readonly retention: readonly string[];
  readonly protection: readonly string[];
  /** Nothing where it is not known how its type is read. */
  readonly readers: readonly Reader[] | undefined;
}

/** The types that keep data, in the order of the table. */
const STORE_TYPES: Readonly<Record<string, string>> = {
  aws_db_instance: "database",
  aws_rds_cluster: "database cluster",
  aws_dynamodb_table: "table",
  aws_s3_bucket: "bucket",
  aws_efs_file_system: "file system",
  aws_secretsmanager_secret: "secret",
  aws_backup_vault: "backup vault",
  aws_autoscaling_group: "volumes of instances",
  aws_instance: "volumes of an instance",
  aws_cloudtrail_event_data_store: "event data store",
  aws_cloudwatch_log_group: "log group",
  aws_sqs_queue: "queue",
  aws_sns_topic: "topic",
};

/** All that keeps data, and how it is protected. */
export function storesOf(graph: Graph, roles: readonly Role[], flows: readonly PossibleFlow[]): readonly Store[] {
  return Object.entries(STORE_TYPES).flatMap(([type, kind]) =>
    graph
      .resources(type)
      .toSorted((a, b) => byText(a.label, b.label))
      .map((resource) => ({
        resource,
        kind: DRAWN_TYPES[type]?.area === "network" ? kind : (DRAWN_TYPES[type]?.one ?? kind),
        encryption: encryptionOf(graph, resource),
        backups: backupsOf(graph, resource),
        retention: (RETENTION[type]?.(resource, graph) ?? []).flatMap(present),
        protection: [...ownProtection(resource), ...(PROTECTION[type]?.(resource, graph) ?? []).flatMap(present)],
        readers: readersOfStore(graph, resource, roles, flows),
      })),
  );
}

type Facts = (resource: Resource, graph: Graph) => readonly (string | undefined)[];

function present(text: string | undefined): string[] {
  return text === undefined || text === "" ? [] : [text];
}

const number = (resource: Resource, path: string) => asNumber(resource.get(path));

function backupsOf(graph: Graph, resource: Resource): readonly string[] {
  return [...(BACKUPS[resource.type]?.(resource, graph) ?? []).flatMap(present), ...plansFor(graph, resource)];
}

const BACKUPS: Readonly<Record<string, Facts>> = {
  aws_db_instance: (database) => automated(database),
  aws_rds_cluster: (cluster) => automated(cluster),
  aws_s3_bucket: (bucket, graph) => {
    const versioned = graph
      .companions(bucket, "aws_s3_bucket_versioning", "bucket")
      .found.some((one) => asText(one.get("versioning_configuration.status")) === "Enabled");
    return [versioned ? "earlier versions are kept" : "no versions are kept"];
  },
  aws_dynamodb_table: (table) => [
    asBoolean(table.get("point_in_time_recovery.enabled")) === true ? "to any point in 35 days" : "none of its own",
  ],
};

function automated(database: Resource): string[] {
  const days = number(database, "backup_retention_period");
  const window = asText(database.get("backup_window"));
  return days === undefined
    ? ["automated, days not known"]
    : days === 0
      ? ["none of its own"]
      : [`automated, daily${window === undefined ? "" : ` at ${window} UTC`}, to any point in ${counted(days, "day")}`];
}

const RETENTION: Readonly<Record<string, Facts>> = {
  aws_s3_bucket: (bucket, graph) =>
    graph
      .companions(bucket, "aws_s3_bucket_lifecycle_configuration", "bucket")
      .found.flatMap((lifecycle) => lifecycle.blocks("rule").items)
      .filter((rule) => asText(rule.get("status")) === "Enabled")
      .flatMap((rule) => {
        const days = asNumber(rule.get("expiration.days"));
        const older = asNumber(rule.get("noncurrent_version_expiration.noncurrent_days"));
        return [
          days === undefined ? undefined : `objects ${counted(days, "day")}`,
          older === undefined ? undefined : `earlier versions ${counted(older, "day")}`,
        ];
      }),
  aws_cloudwatch_log_group: (group) => {
    const days = number(group, "retention_in_days");
    return [days === undefined || days === 0 ? "for ever" : counted(days, "day")];
  },
  aws_cloudtrail_event_data_store: (store) => {
    const days = number(store, "retention_period");
    return [days === undefined ? undefined : counted(days, "day")];
  },
  aws_sqs_queue: (queue) => {
    const seconds = number(queue, "message_retention_seconds") ?? 345_600;
    return [counted(Math.round(seconds / 8640) / 10, "day")];
  },
  aws_backup_vault: (vault, graph) =>
    graph
      .resources("aws_backup_plan")
      .flatMap((plan) => plan.blocks("rule").items)
      .filter((rule) => graph.referencesOf(rule, "target_vault_name").some(({ to }) => to === vault))
      .flatMap((rule) => {
        const days = asNumber(rule.get("lifecycle.delete_after"));
        const cold = asNumber(rule.get("lifecycle.cold_storage_after"));
        return [
          days === undefined ? "recovery points for ever" : `recovery points ${counted(days, "day")}`,
          cold === undefined ? undefined : `in cold storage after ${counted(cold, "day")}`,
        ];
      }),
  aws_db_instance: (database) => backupRetention(database),
  aws_rds_cluster: (cluster) => backupRetention(cluster),
  aws_secretsmanager_secret: () => ["until it is deleted"],
};

function backupRetention(database: Resource): (string | undefined)[] {
  const days = number(database, "backup_retention_period");
  const kept = asBoolean(database.get("delete_automated_backups")) === false;
  return [
    days === undefined ? undefined : `backups ${counted(days, "day")}${kept ? ", also after it is deleted" : ""}`,
    asBoolean(database.get("skip_final_snapshot")) === false ? "a last snapshot when it is deleted" : undefined,
  ];
}

/** What every resource can have: `prevent_destroy`, and a deletion protection of AWS. */
function ownProtection(resource: Resource): string[] {
  const isKept = memberOf(objectOf(resource.lifecycle ?? null), "prevent_destroy") === true;
  return [
    ...(asBoolean(resource.get("deletion_protection")) === true ? ["deletion protection"] : []),
    ...(asBoolean(resource.get("deletion_protection_enabled")) === true ? ["deletion protection"] : []),
    ...(isKept ? ["prevent_destroy"] : []),
  ];
}

const PROTECTION: Readonly<Record<string, Facts>> = {
  aws_s3_bucket: (bucket, graph) => [
    ...graph.companions(bucket, "aws_s3_bucket_object_lock_configuration", "bucket").found.map((lock) => {
      const mode = asText(lock.get("rule.default_retention.mode"));
      const days = asNumber(lock.get("rule.default_retention.days"));
      return mode === undefined
        ? undefined
        : `object lock, ${mode.toLowerCase()}${days === undefined ? "" : ` for ${counted(days, "day")}`}`;
    }),
    asBoolean(bucket.get("force_destroy")) === true ? undefined : "not deleted while it holds objects",
  ],
  aws_secretsmanager_secret: (secret) => {
    const value = secret.get("recovery_window_in_days");
    const days = isUnset(value) ? 30 : asNumber(value);
    return [
      days === undefined ? undefined : days === 0 ? "deleted at once" : `recoverable for ${counted(days, "day")}`,
    ];
  },
  aws_backup_vault: (vault, graph) => [
    ...graph.companions(vault, "aws_backup_vault_lock_configuration", "backup_vault_name").found.map((lock) => {
      const days = asNumber(lock.get("min_retention_days"));
      const kind = isUnset(lock.get("changeable_for_days")) ? "governance" : "compliance";
      return `vault lock, ${kind}${days === undefined ? "" : `, at least ${counted(days, "day")}`}`;
    }),
    asBoolean(vault.get("force_destroy")) === true ? undefined : "not deleted while it holds recovery points",
  ],
};

/** Who reads: for databases who can connect, for others who may by policies. */
function readersOfStore(
  graph: Graph,
  store: Resource,
  roles: readonly Role[],
  flows: readonly PossibleFlow[],
): readonly Reader[] | undefined {
  return /^aws_(?:db_instance|rds_cluster)$/.test(store.type)
    ? flows
        .filter(({ to }) => to === store.address)
        .map(({ from, transport, ports }) => ({ address: from, words: `by ${transport} ${portsText(ports)}` }))
    : readersOf(graph, store, roles);
}

/** Its name in AWS, as far as it is known. */
export function awsName(resource: Resource): string | undefined {
  return ["bucket", "name", "identifier", "function_name", "alarm_name", "cluster_identifier"]
    .map((path) => patternOf(resource.get(path)))
    .find((name) => name !== undefined && name !== "");
}
