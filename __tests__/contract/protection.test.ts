import { forceNewOf } from "../../handoff/diff/force-new";
import { ALL_VARIANTS, synthesized, type Variant } from "../support/environments";
import { objectOf, textsOf } from "../support/json";
import type { Template } from "../support/template";

/** What holds data, or proof, that cannot be made again. */
const STATEFUL = [
  "aws_backup_vault",
  "aws_cloudtrail",
  "aws_cloudtrail_event_data_store",
  "aws_db_instance",
  "aws_kms_key",
  "aws_s3_bucket",
  "aws_secretsmanager_secret",
];

const DURABLE = ALL_VARIANTS.filter(({ overrides }) => overrides.lifecycle !== "ephemeral");

describe.each(DURABLE)("$name", ({ overrides, base }) => {
  const templates = () => Object.values(synthesized(overrides, base).stacks);

  it("ALL-14: refuses to destroy what holds data", () => {
    expect(templates().flatMap(unprotected)).toEqual([]);
  });

  it("ALL-14: keeps the database, the load balancer and the event data store from being deleted in AWS", () => {
    for (const template of templates()) {
      for (const { values } of template.blocksOf("aws_db_instance")) {
        expect(values).toMatchObject({ deletion_protection: true, delete_automated_backups: false });
      }
      for (const { values } of template.blocksOf("aws_cloudtrail_event_data_store")) {
        expect(values.termination_protection_enabled).toBe(true);
      }
      for (const { values } of template.blocksOf("aws_lb")) {
        expect(values.enable_deletion_protection).toBe(true);
      }
    }
  });

  it("ALL-14: takes a final snapshot whose name changes with whatever replaces the database", () => {
    const databases = templates().flatMap((template) => template.blocksOf("aws_db_instance").map(() => template));
    expect(databases).toHaveLength(1);
    expect(databases.flatMap(snapshotProblems)).toEqual([]);
  });

  it("ALL-14: empties no bucket and no workgroup on destroy, and deletes no secret at once", () => {
    expect(templates().flatMap(emptied)).toEqual([]);
  });
});

const EPHEMERAL: readonly Variant[] = [
  ...ALL_VARIANTS.filter(({ overrides }) => overrides.lifecycle === "ephemeral"),
  {
    name: "test copy of locks that cannot be undone",
    base: "enterpriseapp",
    overrides: {
      lifecycle: "ephemeral",
      stage: "development",
      audit: { immutableLogs: { objectLock: { mode: "COMPLIANCE" } } },
      backup: { lock: { mode: "compliance", minRetentionDays: 30, maxRetentionDays: 400, changeableForDays: 7 } },
    },
  },
  {
    name: "test copy with CloudTrail Lake and its own state bucket",
    overrides: {
      lifecycle: "ephemeral",
      stage: "development",
      audit: { query: "lake" },
      backend: { type: "s3", bucket: "example-state", region: "us-east-1", createBucket: true },
    },
  },
];

describe.each(EPHEMERAL)("$name", ({ overrides, base }) => {
  const templates = () => Object.values(synthesized(overrides, base).stacks);
  const blocks = (type: string) => templates().flatMap((template) => template.blocksOf(type));

  it("SEC-EPH-1: keeps nobody from destroying anything", () => {
    const kept = templates().flatMap(({ resources }) =>
      resources.filter(
        ({ values }) => "prevent_destroy" in objectOf(values.lifecycle) || values.enable_deletion_protection === true,
      ),
    );
    expect(kept).toEqual([]);
  });

  it("SEC-EPH-1: leaves no snapshot and no backup of the database", () => {
    const [database, ...others] = blocks("aws_db_instance");
    expect(others).toEqual([]);
    expect(database?.values).toMatchObject({
      skip_final_snapshot: true,
      deletion_protection: false,
      delete_automated_backups: true,
    });
    expect(database?.values).not.toHaveProperty("final_snapshot_identifier");
    expect(blocks("random_id").filter(({ name }) => name.includes("snapshot"))).toEqual([]);
  });

  it("SEC-EPH-1: empties every bucket, vault and workgroup on destroy", () => {
    const contents = [...blocks("aws_s3_bucket"), ...blocks("aws_athena_workgroup"), ...blocks("aws_backup_vault")];
    expect(contents.length).toBeGreaterThan(3);
    expect(contents.filter(({ values }) => values.force_destroy !== true)).toEqual([]);
  });

  it("SEC-EPH-1: deletes secrets at once and keys after 7 days, so that their names are free again", () => {
    const secrets = blocks("aws_secretsmanager_secret").map(({ values }) => values.recovery_window_in_days);
    const isOurs = synthesized(overrides, base).environment.database.credentials !== "rdsManaged";
    expect(secrets).toEqual(isOurs ? [0, 0] : []);
    expect(new Set(blocks("aws_kms_key").map(({ values }) => values.deletion_window_in_days))).toEqual(new Set([7]));
  });

  it("SEC-EPH-1: locks nothing", () => {
    expect(templates().flatMap(locks)).toEqual([]);
    expect(
      blocks("aws_cloudtrail_event_data_store").filter(({ values }) => values.termination_protection_enabled !== false),
    ).toEqual([]);
  });
});

it("SEC-EPH-1: what a test copy may not have is found in what is kept", () => {
  const { overrides, base } = ALL_VARIANTS.find(({ name }) => name === "locks that cannot be undone") ?? {
    overrides: {},
  };
  expect(locks(synthesized(overrides, base).template)).toEqual([
    "aws_backup_vault_lock_configuration",
    "aws_s3_bucket_object_lock_configuration",
    "object_lock_enabled",
    "DenyChangingBucket",
    "DenyDeletingObjects",
  ]);
});

describe("a lowered protection is found:", () => {
  const template = () => synthesized().template;
  const database = ["resource", "aws_db_instance", "postgres"];

  it("a bucket that Terraform may destroy", () => {
    expect(unprotected(template().with(["resource", "aws_s3_bucket", "data", "lifecycle"], undefined))).toEqual([
      "aws_s3_bucket.data",
    ]);
    const lifecycle = ["resource", "aws_s3_bucket", "data", "lifecycle", "prevent_destroy"];
    expect(unprotected(template().with(lifecycle, "${var.protect}"))).toEqual(["aws_s3_bucket.data"]);
  });

  it("a database that leaves no snapshot, or one whose name could be taken", () => {
    expect(snapshotProblems(template().with([...database, "skip_final_snapshot"], true))).toEqual([
      "there is no final snapshot",
    ]);
    expect(snapshotProblems(template().with([...database, "final_snapshot_identifier"], "final"))).toEqual([
      "final has no random id in it",
    ]);
    const keeper = ["resource", "random_id", "postgres_final_snapshot", "keepers", "username"];
    expect(snapshotProblems(template().with(keeper, undefined))).toEqual([
      "a change of username replaces the database, but does not change the snapshot's name",
    ]);
  });

  it("a bucket or workgroup that is emptied, a secret that is deleted at once", () => {
    expect(emptied(template().with(["resource", "aws_s3_bucket", "data", "force_destroy"], true))).toEqual([
      "aws_s3_bucket.data",
    ]);
    const recovery = ["resource", "aws_secretsmanager_secret", "database_secret", "recovery_window_in_days"];
    expect(emptied(template().with(recovery, 0))).toEqual(["aws_secretsmanager_secret.database_secret"]);
  });
});

function unprotected(template: Template): string[] {
  return template.resources
    .filter(({ type, values }) => STATEFUL.includes(type) && objectOf(values.lifecycle).prevent_destroy !== true)
    .map(({ address }) => address);
}

/** What keeps things from being deleted for a time, or from anybody but a few. */
function locks({ json }: Template): string[] {
  const text = JSON.stringify(json);
  return Object.entries({
    aws_backup_vault_lock_configuration: '"aws_backup_vault_lock_configuration":',
    aws_s3_bucket_object_lock_configuration: '"aws_s3_bucket_object_lock_configuration":',
    object_lock_enabled: '"object_lock_enabled":true',
    DenyChangingBucket: '"sid":"DenyChangingBucket"',
    DenyDeletingObjects: '"sid":"DenyDeletingObjects"',
  }).flatMap(([lock, pattern]) => (text.includes(pattern) ? [lock] : []));
}

function emptied(template: Template): string[] {
  return template.resources
    .filter(({ values }) => values.force_destroy === true || values.recovery_window_in_days === 0)
    .map(({ address }) => address);
}

/** Every argument that replaces the instance must be a keeper of the random id in the snapshot's name. */
function snapshotProblems(template: Template): string[] {
  const database = template.only("aws_db_instance");
  const name = String(database.final_snapshot_identifier);
  if (database.skip_final_snapshot !== false) {
    return ["there is no final snapshot"];
  }
  const id = /\$\{(random_id\.\w+)\.hex\}/.exec(name)?.[1];
  if (id === undefined) {
    return [`${name} has no random id in it`];
  }
  const keepers = Object.values(objectOf(template.value(id, "keepers"))).flatMap(textsOf);
  return (forceNewOf("aws_db_instance")?.forceNew ?? [])
    .filter((argument) => typeof database[argument] === "string" && !keepers.includes(String(database[argument])))
    .map((argument) => `a change of ${argument} replaces the database, but does not change the snapshot's name`);
}
