import { synthesized } from "../../support/environments";
import { changes } from "./changes";

const COPY = { lifecycle: "ephemeral", stage: "development" } as const;

const copy = () => synthesized(COPY).template;
/** The durable twin, which differs in nothing else. */
const durable = () => synthesized({ stage: "development" }).template;

it("SEC-EPH-1: leaves no final snapshot, has no deletion protection, and deletes automated backups", () => {
  expect(copy().at("aws_db_instance.postgres")).toMatchObject({
    skip_final_snapshot: true,
    deletion_protection: false,
    delete_automated_backups: true,
  });
  expect(copy().at("aws_db_instance.postgres")).not.toHaveProperty("final_snapshot_identifier");
});

it("SEC-EPH-1: empties buckets and the workgroup on destroy", () => {
  expect(
    copy()
      .all("aws_s3_bucket")
      .map(({ force_destroy: emptied }) => emptied),
  ).toEqual([true, true, true, true, true]);
  expect(copy().only("aws_athena_workgroup").force_destroy).toBe(true);
});

it("SEC-EPH-1: frees the names of secrets at once, and the key after 7 days", () => {
  expect(
    copy()
      .all("aws_secretsmanager_secret")
      .map(({ recovery_window_in_days: days }) => days),
  ).toEqual([0, 0]);
  expect(copy().at("aws_kms_key.master").deletion_window_in_days).toBe(7);
});

it("SEC-EPH-1: nothing refuses its destruction, neither Terraform nor AWS", () => {
  expect(JSON.stringify(copy().json)).not.toContain("prevent_destroy");
  expect(
    synthesized({ ...COPY, audit: { query: "lake" } }).template.only("aws_cloudtrail_event_data_store")
      .termination_protection_enabled,
  ).toBe(false);
  expect(Object.keys(copy().types).filter((type) => /lock/.test(type))).toEqual([
    "aws_s3_account_public_access_block",
    "aws_s3_bucket_public_access_block",
  ]);
});

it("SEC-EPH-1: can be applied again: what keeps its name for a while has a random end, or lets it go", () => {
  for (const { bucket } of copy().all("aws_s3_bucket")) {
    expect(bucket).toMatch(/-\$\{random_id\.bucket_suffix\.hex\}$/);
  }
  expect(copy().at("random_id.bucket_suffix")).not.toHaveProperty("keepers");
});

it("SEC-EPH-1: is otherwise the same, resource for resource, setting for setting", () => {
  expect(changes(durable(), copy()).filter((change) => !/ lifecycle(?:\.|: )/.test(change))).toEqual([
    "aws_athena_workgroup.trail_query force_destroy: false → true",
    "aws_db_instance.postgres delete_automated_backups: false → true",
    "aws_db_instance.postgres deletion_protection: true → false",
    'aws_db_instance.postgres final_snapshot_identifier: "seccfn-main-database-final-${random_id.postgres_final_snapshot.hex}" → nothing',
    "aws_db_instance.postgres skip_final_snapshot: false → true",
    "aws_kms_key.master deletion_window_in_days: 10 → 7",
    ...["access_logs", "config_history", "data", "query_results", "trail_logs"].map(
      (id) => `aws_s3_bucket.${id} force_destroy: false → true`,
    ),
    "aws_secretsmanager_secret.database_bootstrap recovery_window_in_days: 7 → 0",
    "aws_secretsmanager_secret.database_secret recovery_window_in_days: 7 → 0",
    "random_id.postgres_final_snapshot: gone",
  ]);
});

it("SEC-EPH-1: production refuses to be a test copy", () => {
  expect(() => synthesized({ lifecycle: "ephemeral" })).toThrow(/lifecycle must be "?durable"? in production/);
});
