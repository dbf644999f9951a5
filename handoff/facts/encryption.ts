import { keyAt } from "../../guardrails/support/kms-key";
import { type Attributes, asBoolean, asText, type Graph, type Resource } from "../../model";

/** How something is encrypted at rest. */
export interface Encryption {
  /** `own`: by a customer managed key; `aws`: by a key that AWS keeps; `none`: not at all, or nobody says so. */
  readonly kind: "own" | "aws" | "none" | "unknown";
  /** For readers: `key rds`, `AWS's key`, `S3's own keys`. */
  readonly text: string;
  /** Its keys, where they are part of the graph. */
  readonly keys: readonly Resource[];
}

/** Where a type names its key, and what holds where it names none. */
interface KeyPlace {
  readonly paths: readonly string[];
  readonly unset: Pick<Encryption, "kind" | "text">;
}

const AWS_KEY = { kind: "aws", text: "AWS's key" } as const;
const NONE = { kind: "none", text: "not encrypted" } as const;

/**
 * The arguments that name a key, by type, and what AWS does without one.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/service-integration.html
 */
const KEY_PLACES: Readonly<Record<string, KeyPlace>> = {
  aws_athena_workgroup: {
    paths: [
      "configuration.result_configuration.encryption_configuration.kms_key_arn",
      "configuration.result_configuration.encryption_configuration.kms_key",
    ],
    unset: AWS_KEY,
  },
  aws_backup_vault: { paths: ["kms_key_arn"], unset: AWS_KEY },
  aws_cloudtrail: { paths: ["kms_key_id"], unset: { kind: "aws", text: "S3's own keys" } },
  aws_cloudtrail_event_data_store: { paths: ["kms_key_id"], unset: AWS_KEY },
  aws_cloudwatch_log_group: { paths: ["kms_key_id"], unset: { kind: "aws", text: "CloudWatch's own keys" } },
  aws_db_instance: { paths: ["kms_key_id"], unset: AWS_KEY },
  aws_dynamodb_table: { paths: ["server_side_encryption.kms_key_arn"], unset: AWS_KEY },
  aws_ebs_volume: { paths: ["kms_key_id"], unset: AWS_KEY },
  aws_efs_file_system: { paths: ["kms_key_id"], unset: AWS_KEY },
  aws_instance: { paths: ["root_block_device.kms_key_id"], unset: AWS_KEY },
  aws_lambda_function: { paths: ["kms_key_arn"], unset: AWS_KEY },
  aws_launch_template: {
    paths: ["block_device_mappings.0.ebs.kms_key_id", "block_device_mappings.ebs.kms_key_id"],
    unset: AWS_KEY,
  },
  aws_rds_cluster: { paths: ["kms_key_id"], unset: AWS_KEY },
  aws_secretsmanager_secret: { paths: ["kms_key_id"], unset: AWS_KEY },
  aws_sns_topic: { paths: ["kms_master_key_id"], unset: NONE },
  aws_sqs_queue: { paths: ["kms_master_key_id"], unset: { kind: "aws", text: "SQS's own keys" } },
  aws_ssm_parameter: { paths: ["key_id"], unset: AWS_KEY },
};

/** What says whether it is encrypted at all, by type. */
const SWITCHES: Readonly<Record<string, string>> = {
  aws_db_instance: "storage_encrypted",
  aws_ebs_volume: "encrypted",
  aws_efs_file_system: "encrypted",
  aws_instance: "root_block_device.encrypted",
  aws_rds_cluster: "storage_encrypted",
};

const BUCKET_ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration";
const BY_DEFAULT = "rule.apply_server_side_encryption_by_default";

/** How a resource is encrypted at rest; nothing where its type stores nothing, or nobody knows. */
export function encryptionOf(graph: Graph, resource: Resource): Encryption | undefined {
  if (resource.type === "aws_s3_bucket") {
    return ofBucket(graph, resource);
  }
  if (resource.type === "aws_autoscaling_group") {
    const template = graph
      .referencesOf(resource)
      .map(({ to }) => to)
      .find(({ type }) => type === "aws_launch_template");
    return template === undefined ? undefined : encryptionOf(graph, template);
  }
  const place = KEY_PLACES[resource.type];
  if (
    place === undefined ||
    (resource.type === "aws_ssm_parameter" && asText(resource.get("type")) !== "SecureString")
  ) {
    return undefined;
  }
  return atPlace(graph, resource, place, SWITCHES[resource.type]);
}

function atPlace(graph: Graph, from: Attributes, { paths, unset }: KeyPlace, toggle: string | undefined): Encryption {
  const found = paths.map((path) => keyAt(graph, from, path)).find(({ kind }) => kind !== "none");
  if (toggle !== undefined && asBoolean(from.get(toggle)) !== true && found === undefined) {
    return { ...NONE, keys: [] };
  }
  switch (found?.kind) {
    case undefined:
      return { ...unset, keys: [] };
    case "own":
      return { kind: "own", text: keyText(found.keys), keys: found.keys };
    case "aws":
      return { ...AWS_KEY, keys: [] };
    default:
      return { kind: "unknown", text: "a key that cannot be told", keys: [] };
  }
}

function ofBucket(graph: Graph, bucket: Resource): Encryption {
  const [own] = graph.companions(bucket, BUCKET_ENCRYPTION, "bucket").found;
  const from = own ?? bucket;
  const path = own === undefined ? `server_side_encryption_configuration.${BY_DEFAULT}` : BY_DEFAULT;
  const algorithm = asText(from.get(`${path}.sse_algorithm`));
  // S3 encrypts everything since January 2023: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
  const unset = {
    kind: "aws",
    text: algorithm?.startsWith("aws:kms") === true ? "AWS's key" : "S3's own keys",
  } as const;
  return atPlace(graph, from, { paths: [`${path}.kms_master_key_id`], unset }, undefined);
}

function keyText(keys: readonly Resource[]): string {
  return keys.length === 0 ? "a key from elsewhere" : `key ${[...new Set(keys.map(keyName))].join(", ")}`;
}

/** What a key is called for short: the name of its resource. */
export function keyName({ name, key }: Resource): string {
  return key === undefined ? name : `${name}[${key}]`;
}

/** What refers to a key, to be encrypted by it. */
export function encryptedBy(graph: Graph, key: Resource): readonly Resource[] {
  const isAbout = /^aws_kms_(?:alias|key_policy|grant)$/;
  const found = graph
    .referrersOf(key)
    .filter(({ from, path }) => from.mode === "managed" && !isAbout.test(from.type) && /key|kms/.test(path.join(".")))
    .map(({ from }) => from);
  return [...new Set(found)];
}
