import type { Control } from "../../../../guardrails/control";
import { rdsAdminNameAndPort } from "../../../../guardrails/controls/rds/rds-admin-name-and-port";
import { rdsBackupsKept } from "../../../../guardrails/controls/rds/rds-backups-kept";
import { rdsCaModern } from "../../../../guardrails/controls/rds/rds-ca-modern";
import { rdsDeletionProtected } from "../../../../guardrails/controls/rds/rds-deletion-protected";
import { rdsEncrypted } from "../../../../guardrails/controls/rds/rds-encrypted";
import { rdsEngineNotVulnerable } from "../../../../guardrails/controls/rds/rds-engine-not-vulnerable";
import { rdsEnhancedMonitoring } from "../../../../guardrails/controls/rds/rds-enhanced-monitoring";
import { rdsEventsSubscribed } from "../../../../guardrails/controls/rds/rds-events-subscribed";
import { rdsFinalSnapshot } from "../../../../guardrails/controls/rds/rds-final-snapshot";
import { rdsIamAuth } from "../../../../guardrails/controls/rds/rds-iam-auth";
import { rdsMinorUpgrades } from "../../../../guardrails/controls/rds/rds-minor-upgrades";
import { rdsMultiAz } from "../../../../guardrails/controls/rds/rds-multi-az";
import { rdsNotPublic } from "../../../../guardrails/controls/rds/rds-not-public";
import { rdsOwnKey } from "../../../../guardrails/controls/rds/rds-own-key";
import { rdsPasswordNeverInState } from "../../../../guardrails/controls/rds/rds-password-never-in-state";
import { rdsPerformanceInsightsOwnKey } from "../../../../guardrails/controls/rds/rds-performance-insights-own-key";
import { rdsTagsOnSnapshots } from "../../../../guardrails/controls/rds/rds-tags-on-snapshots";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

const UNKNOWN = { aws_ssm_parameter: { x: { name: "x" } } };
const X = "${data.aws_ssm_parameter.x.value}";
const D = "aws_db_instance.d";
const database = (values: JsonObject, more: JsonObject = {}): TerraformJson => ({
  data: UNKNOWN,
  resource: {
    aws_db_instance: { d: { engine: "postgres", instance_class: "db.t4g.small", ...values } },
    aws_kms_key: { k: {} },
    ...more,
  },
});
const REPLICA = { replicate_source_db: "arn:aws:rds:us-east-1:111122223333:db:main" };
const SNAPSHOT = { snapshot_identifier: "main-2026" };
const OWN_KEY = "${aws_kms_key.k.arn}";

/** Outcomes of a control: the values of a database, and what it says of them; nothing where it says nothing. */
const CASES: readonly (readonly [Control, readonly (readonly [string, JsonObject, string | undefined])[]])[] = [
  [
    rdsEncrypted,
    [
      ["true", { storage_encrypted: true }, "pass"],
      ["true as text", { storage_encrypted: "true" }, "pass"],
      ["false", { storage_encrypted: false }, "fail"],
      ["absent", {}, "fail"],
      ["not known", { storage_encrypted: X }, "unknown"],
      ["a replica in another region, with a key", { ...REPLICA, kms_key_id: OWN_KEY }, "pass"],
      ["a replica of what is somewhere else", REPLICA, "unknown"],
      ["an old snapshot", SNAPSHOT, "unknown"],
    ],
  ],
  [
    rdsOwnKey,
    [
      ["a key of the graph", { kms_key_id: OWN_KEY }, "pass"],
      ["AWS's own key", { kms_key_id: "alias/aws/rds" }, "fail"],
      ["absent", {}, "fail"],
      ["not known", { kms_key_id: X }, "unknown"],
      ["a replica", REPLICA, "unknown"],
    ],
  ],
  [
    rdsNotPublic,
    [
      ["false", { publicly_accessible: false }, "pass"],
      ["absent", {}, "pass"],
      ["true", { publicly_accessible: true }, "fail"],
      ["not known", { publicly_accessible: X }, "unknown"],
    ],
  ],
  [
    rdsMultiAz,
    [
      ["true", { multi_az: true }, "pass"],
      ["false", { multi_az: false }, "fail"],
      ["absent", {}, "fail"],
      ["not known", { multi_az: X }, "unknown"],
      ["a replica", REPLICA, undefined],
    ],
  ],
  [
    rdsBackupsKept,
    [
      ["a week, and past the end", { backup_retention_period: 7, delete_automated_backups: false }, "pass, pass"],
      ["less", { backup_retention_period: 6, delete_automated_backups: false }, "fail, pass"],
      ["none", { backup_retention_period: 0, delete_automated_backups: false }, "fail, pass"],
      ["absent", {}, "fail, fail"],
      ["deleted with it", { backup_retention_period: 35 }, "fail, pass"],
      ["not known", { backup_retention_period: X, delete_automated_backups: false }, "pass, unknown"],
      ["a replica", REPLICA, undefined],
    ],
  ],
  [
    rdsDeletionProtected,
    [
      ["true", { deletion_protection: true }, "pass"],
      ["false", { deletion_protection: false }, "fail"],
      ["absent", {}, "fail"],
      ["not known", { deletion_protection: X }, "unknown"],
    ],
  ],
  [
    rdsFinalSnapshot,
    [
      ["with a name", { skip_final_snapshot: false, final_snapshot_identifier: "last" }, "pass"],
      ["unless set", { final_snapshot_identifier: "last" }, "pass"],
      ["with a name that is made later", { final_snapshot_identifier: `last-${X}` }, "pass"],
      ["without a name", { skip_final_snapshot: false }, "fail"],
      ["skipped", { skip_final_snapshot: true, final_snapshot_identifier: "last" }, "fail"],
      ["not known", { skip_final_snapshot: X, final_snapshot_identifier: "last" }, "unknown"],
      ["a replica", REPLICA, undefined],
    ],
  ],
  [
    rdsMinorUpgrades,
    [
      ["true", { auto_minor_version_upgrade: true }, "pass"],
      ["absent", {}, "pass"],
      ["false", { auto_minor_version_upgrade: false }, "fail"],
      ["not known", { auto_minor_version_upgrade: X }, "unknown"],
    ],
  ],
  [
    rdsIamAuth,
    [
      ["true", { iam_database_authentication_enabled: true }, "pass"],
      ["absent", {}, "fail"],
      ["not known", { iam_database_authentication_enabled: X }, "unknown"],
      ["an engine without it", { engine: "sqlserver-ex" }, undefined],
      ["an engine in capitals", { engine: "MariaDB", iam_database_authentication_enabled: true }, "pass"],
    ],
  ],
  [
    rdsTagsOnSnapshots,
    [
      ["true", { copy_tags_to_snapshot: true }, "pass"],
      ["absent", {}, "fail"],
      ["not known", { copy_tags_to_snapshot: X }, "unknown"],
    ],
  ],
  [
    rdsPasswordNeverInState,
    [
      ["RDS keeps it", { manage_master_user_password: true }, "pass"],
      ["written only", { password_wo: "${ephemeral.random_password.p.result}", password_wo_version: 1 }, "pass"],
      ["written", { password: "correct-horse" }, "fail"],
      ["from a random one", { password: "${random_password.p.result}" }, "fail"],
      ["from a parameter", { password: X }, "fail"],
      ["both", { password: "correct-horse", manage_master_user_password: true }, "fail"],
      ["none", {}, "pass"],
      ["a replica", REPLICA, "pass"],
      ["not known who keeps it", { manage_master_user_password: X }, "unknown"],
    ],
  ],
  [
    rdsEnhancedMonitoring,
    [
      ["60", { monitoring_interval: 60 }, "pass"],
      ["0", { monitoring_interval: 0 }, "fail"],
      ["absent", {}, "fail"],
      ["not known", { monitoring_interval: X }, "unknown"],
    ],
  ],
  [
    rdsPerformanceInsightsOwnKey,
    [
      ["with a key", { performance_insights_enabled: true, performance_insights_kms_key_id: OWN_KEY }, "pass"],
      ["without", { performance_insights_enabled: true }, "fail"],
      ["off", { performance_insights_enabled: false }, "fail"],
      ["absent", {}, "fail"],
      ["not known", { performance_insights_enabled: X }, "unknown"],
    ],
  ],
  [
    rdsAdminNameAndPort,
    [
      ["own ones", { username: "app_owner", port: 6543 }, "pass, pass"],
      ["usual ones", { username: "Postgres", port: 5432 }, "fail, fail"],
      ["absent port", { username: "app_owner" }, "fail, pass"],
      ["not known", { username: X, port: 6543 }, "pass, unknown"],
      ["a replica", REPLICA, undefined],
    ],
  ],
  [
    rdsCaModern,
    [
      ["absent", {}, "pass"],
      ["present", { ca_cert_identifier: "rds-ca-rsa2048-g1" }, "pass"],
      ["old", { ca_cert_identifier: "rds-ca-2019" }, "fail"],
      ["not known", { ca_cert_identifier: X }, "unknown"],
    ],
  ],
  [
    rdsEngineNotVulnerable,
    [
      ["a major version", { engine_version: "17" }, "pass"],
      ["a version", { engine_version: "16.4" }, "pass"],
      ["absent", {}, "pass"],
      ["the hole in log_fdw", { engine_version: "13.2" }, "fail"],
      ["before it was counted so", { engine_version: "9.6.21" }, "fail"],
      ["mended, but ended", { engine_version: "12.22" }, "fail"],
      ["not known", { engine_version: X }, "unknown"],
      ["another engine", { engine: "mysql", engine_version: "5.7" }, undefined],
    ],
  ],
];

describe.each(CASES.map(([control, cases]) => ({ id: control.id, control, cases })))("$id", ({ control, cases }) => {
  it.each(cases.map(([name, values, outcome]) => ({ name, values, outcome })))("$name", ({ values, outcome }) => {
    const more = JSON.stringify(values).includes("random_password.p") ? { random_password: { p: { length: 20 } } } : {};
    const json = JSON.stringify(values).includes("ephemeral.")
      ? { ...database(values), ephemeral: { random_password: { p: { length: 20 } } } }
      : database(values, more);
    expect(outcomesOf(control, json)).toEqual(outcome === undefined ? {} : { [D]: outcome });
  });

  it("says nothing of what is no database", () => {
    expect(outcomesOf(control, { resource: { aws_kms_key: { k: {} } } })).toEqual({});
  });
});

describe("messages", () => {
  it.each<[Control, JsonObject, readonly string[]]>([
    [
      rdsEncrypted,
      { storage_encrypted: false },
      [
        "storage_encrypted: storage_encrypted is false: disk, backups and snapshots are in plain text, and it can never be switched on later",
      ],
    ],
    [
      rdsBackupsKept,
      { backup_retention_period: 1, delete_automated_backups: false },
      ["backup_retention_period: backup_retention_period is 1: backups are kept less than 7 days"],
    ],
    [
      rdsFinalSnapshot,
      {},
      [
        "final_snapshot_identifier: final_snapshot_identifier is not set: a final snapshot cannot be made, and a destroy stops with an error",
      ],
    ],
    [
      rdsPasswordNeverInState,
      { password: "correct-horse" },
      ["password: password is set: wherever it comes from, it stands in the state in plain text"],
    ],
    [
      rdsEngineNotVulnerable,
      { engine_version: "13.1" },
      ['engine_version: engine_version is "13.1", in which files of the host can be read by log_fdw'],
    ],
    [rdsOwnKey, {}, ["kms_key_id: kms_key_id is not set: AWS's own key encrypts it"]],
  ])("%#", (control, values, messages) => {
    expect(messagesOf(control, database(values))).toEqual(messages.map((message) => `fail ${D} ${message}`));
  });
});

describe("rds-events-subscribed", () => {
  const subscribed = (values: JsonObject) =>
    database(
      { identifier: "main" },
      { aws_db_event_subscription: { s: { name: "s", sns_topic: "arn:aws:sns:us-east-1:111122223333:t", ...values } } },
    );

  it.each<[string, JsonObject, string]>([
    ["all sources", {}, "pass"],
    ["all databases", { source_type: "db-instance" }, "pass"],
    ["this one", { source_type: "db-instance", source_ids: ["${aws_db_instance.d.identifier}"] }, "pass"],
    ["this one, by its name as a state has it", { source_type: "db-instance", source_ids: ["main"] }, "pass"],
    ["another one", { source_type: "db-instance", source_ids: ["other"] }, "fail"],
    ["other sources", { source_type: "db-cluster" }, "fail"],
    ["switched off", { source_type: "db-instance", enabled: false }, "fail"],
    ["not known", { source_type: X }, "unknown"],
  ])("%s", (_, values, outcome) => {
    expect(outcomesOf(rdsEventsSubscribed, subscribed(values))).toEqual({ [D]: outcome });
  });

  it("fails without one, and says nothing without databases", () => {
    expect(messagesOf(rdsEventsSubscribed, database({}))).toEqual([
      `fail ${D}: no aws_db_event_subscription tells of it`,
    ]);
    expect(outcomesOf(rdsEventsSubscribed, { resource: { aws_kms_key: { k: {} } } })).toEqual({});
  });
});
