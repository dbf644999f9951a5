import { KEY_PURPOSES, type KeyPurpose, LIMITS } from "../config/aws-limits";
import type { Environment } from "../config/environment";
import type { NameKey } from "../config/names";
import { BACKUP_KEY_SERVICES } from "../constructs/backup/backup-role";
import { AWS_MANAGED_KEY } from "../constructs/core/key-choice";
import type { Layer } from "../constructs/core/layer";
import { keyPolicy } from "../constructs/core/policy";
import { noteLowering } from "../constructs/core/secure-stack";
import { CustomerManagedKey, type CustomerManagedKeyProps } from "../constructs/encryption/customer-managed-key";
import {
  alertPublishers,
  autoScaling,
  awsConfig,
  cloudTrail,
  cloudTrailLake,
  cloudWatchLogs,
  type KeyStatement,
  logDelivery,
  throughServices,
} from "../constructs/encryption/key-statements";
import type { ExportDefinitions } from "./exports";
import { type LayerContext, output } from "./layer-context";

/** The key of each purpose: an ARN, or {@link AWS_MANAGED_KEY}. */
export type KeyArns = Readonly<Record<KeyPurpose, string>>;

/** What a key must allow for a purpose: requests through services, and services by themselves. */
interface KeyUse {
  /** The services through which people and roles of the account use it. */
  readonly services: readonly string[];
  readonly statements: (context: LayerContext) => readonly KeyStatement[];
}

const none = () => [];

const USES: Readonly<Record<KeyPurpose, KeyUse>> = {
  s3: {
    services: ["s3"],
    statements: ({ arns, environment: { baseline, network } }) => [
      ...(baseline.config === "own" ? [awsConfig(arns)] : []),
      ...(network.flowLogs.destination === "s3" ? [logDelivery(arns)] : []),
    ],
  },
  rds: { services: ["rds"], statements: none },
  // Who reads the trail's log files reads them through S3.
  logs: {
    services: ["s3"],
    statements: ({ arns, names, environment }) => [
      ...cloudTrail(arns, names.get("trail")),
      ...(environment.audit.query === "lake" ? [cloudTrailLake()] : []),
      cloudWatchLogs(arns),
    ],
  },
  ebs: {
    services: ["ec2"],
    statements: ({ arns, environment }) => (environment.application === undefined ? [] : autoScaling(arns)),
  },
  sns: {
    services: ["sns"],
    statements: ({ arns, environment: { baseline } }) => [
      ...(baseline.config === "own" ? [awsConfig(arns)] : []),
      ...alertPublishers(arns),
    ],
  },
  secrets: { services: ["secretsmanager"], statements: none },
  backup: { services: BACKUP_KEY_SERVICES, statements: none },
  sqs: { services: ["sqs"], statements: none },
  lambda: { services: ["lambda"], statements: none },
};

/** What a key is called in descriptions. */
const WORDS: Readonly<Record<KeyPurpose, string>> = {
  s3: "S3 buckets",
  rds: "the database",
  logs: "log groups and the trail",
  ebs: "EBS volumes",
  sns: "the alert topic",
  secrets: "secrets",
  backup: "backups",
  sqs: "dead-letter queues",
  lambda: "the environment of functions",
};

/** What an environment has something to encrypt for. */
function usedPurposes(environment: Environment): KeyPurpose[] {
  const { application, bastion, backup, compliance, databaseFunction, recoveryCheck, database } = environment;
  const { storage, baseline, audit, network } = environment;
  const rotates = database.rotationDays !== undefined && database.credentials !== "rdsManaged";
  const hasFunction = compliance !== false || databaseFunction !== undefined || recoveryCheck !== undefined || rotates;
  // The trail's bucket has the key of logs.
  const hasBucket =
    storage.encryption === "kms" ||
    baseline.config === "own" ||
    audit.query === "athena" ||
    network.flowLogs.destination === "s3";
  const unused: readonly KeyPurpose[] = [
    ...(hasBucket ? [] : (["s3"] as const)),
    ...(application === undefined && bastion === undefined ? (["ebs"] as const) : []),
    ...(backup === undefined ? (["backup"] as const) : []),
    ...(hasFunction ? [] : (["sqs", "lambda"] as const)),
  ];
  return KEY_PURPOSES.filter((purpose) => !unused.includes(purpose));
}

/** A key that an environment makes, and what it is for. */
interface OwnKey {
  readonly id: "master" | KeyPurpose;
  readonly purposes: readonly KeyPurpose[];
}

/** The keys that an environment makes: one for all, or some apart. */
export function ownKeys(environment: Environment): OwnKey[] {
  const { mode, separateKeys } = environment.kms;
  if (mode !== "own") {
    return [];
  }
  const used = usedPurposes(environment);
  const apart = used.filter((purpose) => separateKeys.includes(purpose));
  const together = used.filter((purpose) => !separateKeys.includes(purpose));
  return [
    ...(together.length === 0 ? [] : [{ id: "master", purposes: together } as const]),
    ...apart.map((purpose) => ({ id: purpose, purposes: [purpose] })),
  ];
}

/** The outputs by which a layer hands on the keys that it made. */
export function keyExports(environment: Environment): ExportDefinitions {
  const keys = ownKeys(environment);
  return Object.fromEntries(
    keys.map(({ id }) => [
      id,
      {
        output: `${id}_key_arn`,
        description: `The key that encrypts ${encrypted(id, keys)}.`,
        type: "string",
      } as const,
    ]),
  );
}

/** What a key encrypts, in words. */
function encrypted(id: OwnKey["id"], keys: readonly OwnKey[]): string {
  if (id !== "master") {
    return WORDS[id];
  }
  return keys.length === 1 ? "everything in the environment" : "everything that has no key of its own";
}

/** The key of each purpose, once the ARNs of the environment's own keys are known. */
export function keyArns(environment: Environment, madeArn: (id: string) => string | undefined): KeyArns {
  const { mode, existingKeyArn } = environment.kms;
  const keys = ownKeys(environment);
  const arnOf = (purpose: KeyPurpose): string => {
    if (mode !== "own") {
      return existingKeyArn ?? AWS_MANAGED_KEY;
    }
    const key = keys.find(({ purposes }) => purposes.includes(purpose));
    if (key === undefined) {
      return AWS_MANAGED_KEY; // nothing is there to be encrypted
    }
    const arn = madeArn(key.id);
    if (arn === undefined) {
      throw new Error(`the ${key.id} key must be made before what it encrypts`);
    }
    return arn;
  };
  return Object.fromEntries(KEY_PURPOSES.map((purpose) => [purpose, arnOf(purpose)])) as Record<KeyPurpose, string>;
}

/** What a key must allow for some purposes; what two of them need, once. */
function usesOf(purposes: readonly KeyPurpose[], context: LayerContext): KeyStatement[] {
  const services = [...new Set(purposes.flatMap((purpose) => USES[purpose].services))].sort();
  const statements = purposes.flatMap((purpose) => USES[purpose].statements(context));
  const bySid = new Map(statements.map((statement) => [statement.sid, statement]));
  return [...throughServices(context.arns, services), ...bySid.values()];
}

/** What a key waits for, or asks of the account: KMS refuses a policy that names a role which is not there. */
export type NamedRoles = Pick<CustomerManagedKeyProps, "dependsOn" | "preconditions">;

/**
 * Defines the keys of an environment (SEC-KMS-1, ENT-KMS-1, LAM-KMS-1), or what takes their place (WEB-KMS-1): of a key
 * that exists, the statements that its policy needs as an output; of AWS's own keys, what goes without.
 *
 * @param roles how the roles that the policy of the key of volumes names are there before it
 * @returns the ARNs of the keys that were made, by their id
 */
export function defineKeys(layer: Layer, context: LayerContext, roles: NamedRoles): Record<string, string> {
  const { account, names, environment, protect } = context;
  const keys = ownKeys(environment);
  const made = keys.map(({ id, purposes }) => {
    const key = new CustomerManagedKey(layer, id, {
      account,
      alias: names.get(KEY_NAMES[id]),
      description: id === "master" ? `${names.prefix} Master Encryption Key` : `${names.prefix} key for ${WORDS[id]}`,
      deletionWindowDays: protect ? environment.kms.deletionWindowDays : LIMITS.kmsDeletionWindowDays.min,
      protect,
      uses: usesOf(purposes, context),
      ...(purposes.includes("ebs") ? roles : {}),
    });
    output(layer, `${id}_key_alias`, `The alias of the key that encrypts ${encrypted(id, keys)}.`, key.aliasName);
    return [id, key.keyArn] as const;
  });
  if (environment.kms.mode === "existing") {
    output(
      layer,
      "required_key_policy",
      "The statements that the policy of kms.existingKeyArn must have: add them before the first apply, since Terraform cannot.",
      keyPolicy(layer, "required_key_policy", requiredStatements(context)),
    );
  }
  if (environment.kms.mode === "awsManaged") {
    for (const what of WITHOUT_KEY) {
      noteLowering(layer, `${what}, because kms.mode is awsManaged.`);
    }
  }
  return Object.fromEntries(made);
}

/** The statements that the policy of an existing key needs: its uses, and that the check after an apply may look at it. */
export function requiredStatements(context: LayerContext): KeyStatement[] {
  return [
    { sid: "AllowAccountToDescribe", principals: { aws: [context.arns.accountRoot] }, actions: ["kms:DescribeKey"] },
    ...usesOf(usedPurposes(context.environment), context),
  ];
}

/** What has no AWS managed key that could be used. */
const WITHOUT_KEY = [
  "Log groups are encrypted by CloudWatch Logs itself, with a key that nobody can see or refuse",
  "The trail's log files and the other log buckets are encrypted by S3 itself (SSE-S3)",
  "The alert topic is not encrypted, since alarms cannot publish to one with the key aws/sns",
];

const KEY_NAMES: Readonly<Record<OwnKey["id"], NameKey>> = {
  master: "masterKey",
  s3: "s3Key",
  rds: "rdsKey",
  logs: "logsKey",
  ebs: "ebsKey",
  sns: "snsKey",
  secrets: "secretsKey",
  backup: "backupKey",
  sqs: "sqsKey",
  lambda: "lambdaKey",
};
