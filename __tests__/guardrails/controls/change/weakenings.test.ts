import { changeNoProtectionWeakened } from "../../../../guardrails/controls/change/change-no-protection-weakened";
import {
  allowsOlderTls,
  comesLater,
  type Direction,
  goesDown,
  isDropped,
  isExchanged,
  keptShorter,
  loses,
  losesAll,
  losesBlocks,
  oldestTls,
  turnsOff,
  turnsOn,
} from "../../../../guardrails/controls/change/weakening-directions";
import {
  KEY_WEAKENINGS,
  PROTECTIONS,
  TRAIL_STOPS,
  WEAKENINGS,
} from "../../../../guardrails/controls/change/weakening-table";
import { bindingOf } from "../../../support/bindings";
import type { Json, JsonObject } from "../../../support/json";
import { type GivenChange, saidOfPlan } from "../../../support/plan-changes";

/** A value before and a weaker one after. */
type Pair = readonly [before: Json, after: Json];

const BY_DIRECTION = new Map<Direction, Pair>([
  [turnsOff, [true, false]],
  [turnsOn, [false, true]],
  [goesDown, [30, 7]],
  [keptShorter, [365, 30]],
  [comesLater, [30, 90]],
  [isDropped, ["arn:aws:kms:us-east-1:111111111111:key/a", ""]],
  [isExchanged, ["arn:aws:kms:us-east-1:111111111111:key/a", "arn:aws:kms:us-east-1:111111111111:key/b"]],
  [loses, [["audit", "upgrade"], ["upgrade"]]],
  [losesAll, [["arn:aws:sns:us-east-1:111111111111:a"], []]],
  [losesBlocks, [[{ name: "a" }, { name: "b" }], [{ name: "a" }]]],
  [allowsOlderTls, ["ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08"]],
]);

const MANAGEMENT = { field: "eventCategory", equals: ["Management"] };
const RECORDED: Pair = [
  [{ field_selector: [MANAGEMENT] }],
  [{ field_selector: [MANAGEMENT, { field: "readOnly", equals: ["false"] }] }],
];

/** Rows with a direction of their own. */
const BY_ROW: Readonly<Record<string, Pair>> = {
  "aws_alb_listener protocol": ["HTTPS", "HTTP"],
  "aws_backup_plan lifecycle.delete_after": [
    [{ lifecycle: [{ delete_after: 365 }] }, { lifecycle: [] }],
    [{ lifecycle: [{ delete_after: 365 }] }, { lifecycle: [{ delete_after: 35 }] }],
  ],
  "aws_cloudtrail event_selector": [[{ read_write_type: "All" }], [{ read_write_type: "ReadOnly" }]],
  "aws_cloudtrail advanced_event_selector": RECORDED,
  "aws_cloudtrail_event_data_store advanced_event_selector": RECORDED,
  "aws_db_parameter_group rds.force_ssl": [
    [{ name: "rds.force_ssl", value: "1" }],
    [{ name: "rds.force_ssl", value: "0" }],
  ],
  "aws_ebs_snapshot_block_public_access state": ["block-all-sharing", "block-new-sharing"],
  "aws_ecr_repository image_tag_mutability": ["IMMUTABLE", "MUTABLE"],
  "aws_flow_log traffic_type": ["ALL", "REJECT"],
  "aws_guardduty_detector_feature status": ["ENABLED", "DISABLED"],
  "aws_instance metadata_options.http_tokens": ["required", "optional"],
  "aws_kms_key rotation_period_in_days": [90, 2560],
  "aws_launch_template metadata_options.http_tokens": ["required", "optional"],
  "aws_launch_template ebs.encrypted": [
    [{ ebs: [{ encrypted: true }] }, { ebs: [{ encrypted: true }] }],
    [{ ebs: [{ encrypted: true }] }, { ebs: [{ encrypted: false }] }],
  ],
  "aws_lb_listener protocol": ["HTTPS", "HTTP"],
  "aws_s3_bucket object_lock_enabled": [true, false],
  "aws_s3_bucket versioning.enabled": [true, false],
  "aws_s3_bucket server_side_encryption_configuration.rule.apply_server_side_encryption_by_default.sse_algorithm": [
    "aws:kms",
    "AES256",
  ],
  "aws_s3_bucket expiration.days": [
    [{ enabled: true, expiration: [{ days: 365 }] }],
    [{ enabled: true, expiration: [{ days: 30 }] }],
  ],
  "aws_s3_bucket noncurrent_version_expiration.days": [
    [],
    [{ enabled: true, noncurrent_version_expiration: [{ days: 1 }] }],
  ],
  "aws_s3_bucket_lifecycle_configuration expiration.days": [
    [
      { status: "Enabled", expiration: [{ days: 365 }] },
      { status: "Enabled", expiration: [] },
    ],
    [
      { status: "Enabled", expiration: [{ days: 365 }] },
      { status: "Enabled", expiration: [{ days: 30 }] },
    ],
  ],
  "aws_s3_bucket_lifecycle_configuration noncurrent_version_expiration.noncurrent_days": [
    [],
    [{ status: "Enabled", noncurrent_version_expiration: [{ noncurrent_days: 1 }] }],
  ],
  "aws_s3_bucket_object_lock_configuration rule.default_retention.mode": ["COMPLIANCE", "GOVERNANCE"],
  "aws_s3_bucket_object_lock_configuration rule.default_retention.days": [365, 30],
  "aws_s3_bucket_object_lock_configuration rule.default_retention.years": [5, 1],
  "aws_s3_bucket_ownership_controls rule.object_ownership": ["BucketOwnerEnforced", "ObjectWriter"],
  "aws_s3_bucket_server_side_encryption_configuration rule.apply_server_side_encryption_by_default.sse_algorithm": [
    "aws:kms",
    "AES256",
  ],
  "aws_s3_bucket_versioning versioning_configuration.status": ["Enabled", "Suspended"],
  "aws_s3_bucket_versioning versioning_configuration.mfa_delete": ["Enabled", "Disabled"],
  "aws_secretsmanager_secret_rotation rotation_rules.automatically_after_days": [30, 90],
  "aws_secretsmanager_secret_rotation rotation_rules.schedule_expression": ["rate(10 days)", "rate(30 days)"],
};

/** Where the value of a row stands, if not at its own path. */
const STANDS_AT: Readonly<Record<string, string>> = {
  "aws_backup_plan lifecycle.delete_after": "rule",
  "aws_db_parameter_group rds.force_ssl": "parameter",
  "aws_launch_template ebs.encrypted": "block_device_mappings",
  "aws_s3_bucket expiration.days": "lifecycle_rule",
  "aws_s3_bucket noncurrent_version_expiration.days": "lifecycle_rule",
  "aws_s3_bucket_lifecycle_configuration expiration.days": "rule",
  "aws_s3_bucket_lifecycle_configuration noncurrent_version_expiration.noncurrent_days": "rule",
};

const rows = Object.entries(WEAKENINGS).flatMap(([type, list]) => list.map((row) => ({ type, ...row })));

/** `{ a: [{ b: value }] }` of `a.b`: blocks, as a plan writes them. */
function at(path: string, value: Json): JsonObject {
  const [first = "", ...rest] = path.split(".");
  return { [first]: rest.length === 0 ? value : [at(rest.join("."), value)] };
}

describe.each(rows)("$type $attribute", ({ type, attribute, weak, what }) => {
  const row = `${type} ${attribute}`;
  const [strong, weaker] = BY_ROW[row] ?? BY_DIRECTION.get(weak) ?? [null, null];
  const place = STANDS_AT[row] ?? attribute;
  const said = (before: Json, after: Json) =>
    saidOfPlan(
      changeNoProtectionWeakened,
      { [`${type}.a`]: { before: at(place, before), after: at(place, after) } },
      { expressions: { [`${type}.a`]: { [place.split(".")[0] ?? ""]: {} } } },
    ).filter((line) => line.includes(what ?? attribute));

  it("is named where it becomes weaker", () => {
    const subject = what === undefined ? attribute : `${what} (${attribute})`;
    expect(said(strong, weaker)).toEqual([
      expect.stringMatching(new RegExp(`^fail ${type}\\.a: ${subject.replace(/[.()]/g, "\\$&")} is weakened: .+ → .+`)),
    ]);
  });

  it("is silent where it becomes stronger or stays", () => {
    // Another key than before may be weaker; the other way round is the same.
    expect(weak === isExchanged ? [] : said(weaker, strong)).toEqual([]);
    expect([...said(strong, strong), ...said(weaker, weaker)]).toEqual([]);
  });

  it("is an attribute of the provider", () => {
    const names = place.split(".");
    const binding = bindingOf(type);
    expect([...binding.arguments.keys(), ...binding.attributes]).toContain(names[0]);
  });
});

describe("every row of the table", () => {
  it("has an example of its own", () => {
    const used = new Set(rows.map(({ type, attribute }) => `${type} ${attribute}`));
    expect(Object.keys(BY_ROW).filter((row) => !used.has(row))).toEqual([]);
  });

  it("of keys and trails is tested with their controls", () => {
    expect([...KEY_WEAKENINGS, ...TRAIL_STOPS].map(({ attribute }) => attribute)).toEqual([
      "is_enabled",
      "enabled",
      "deletion_window_in_days",
      "enable_logging",
    ]);
  });
});

describe("what cannot be told", () => {
  const database = (before: JsonObject, after: JsonObject, afterUnknown: JsonObject, expressions: JsonObject = {}) =>
    saidOfPlan(
      changeNoProtectionWeakened,
      { "aws_db_instance.a": { before, after, afterUnknown } },
      { expressions: { "aws_db_instance.a": expressions } },
    );

  it("is unknown", () => {
    const references = { deletion_protection: { references: ["data.aws_ssm_parameter.a.value"] } };
    expect(database({ deletion_protection: true }, {}, { deletion_protection: true }, references)).toEqual([
      "unknown aws_db_instance.a: deletion_protection may be weakened: true → (known after apply: data.aws_ssm_parameter.a.value)",
    ]);
  });

  it("is silent where it was weak before", () => {
    expect(database({ multi_az: false }, {}, { multi_az: true })).toEqual([]);
  });

  it("is silent about a period that the provider chooses", () => {
    const change = {
      before: { rotation_period_in_days: 90 },
      after: {},
      afterUnknown: { rotation_period_in_days: true },
    };
    expect(saidOfPlan(changeNoProtectionWeakened, { "aws_kms_key.a": change })).toEqual([]);
  });

  it("is silent about a key that the provider chooses", () => {
    expect(database({ kms_key_id: "a" }, {}, { kms_key_id: true })).toEqual([]);
  });

  it("is unknown where the elements of a list are", () => {
    const references = { enabled_cloudwatch_logs_exports: { references: ["var.logs"] } };
    expect(
      database(
        { enabled_cloudwatch_logs_exports: ["audit"] },
        {},
        { enabled_cloudwatch_logs_exports: true },
        references,
      ),
    ).toEqual([expect.stringMatching(/^unknown aws_db_instance\.a: enabled_cloudwatch_logs_exports may be weakened/)]);
  });

  it("is unknown where as many blocks stand there, but others", () => {
    const said = saidOfPlan(changeNoProtectionWeakened, {
      "aws_backup_plan.a": {
        before: { rule: [{ rule_name: "a", schedule: "cron(0 5 * * ? *)" }] },
        after: { rule: [{ rule_name: "a", schedule: "cron(0 5 1 * ? *)" }] },
      },
    });
    expect(said).toEqual([
      'unknown aws_backup_plan.a: rule may be weakened: [{"rule_name":"a","schedule":"cron(0 5 * * ? *)"}] → [{"rule_name":"a","schedule":"cron(0 5 1 * ? *)"}]',
    ]);
  });
});

describe("a key that is exchanged", () => {
  const ARN = "arn:aws:kms:us-east-1:111111111111:";
  const alias = (before: string, after: string) => ({
    "aws_kms_alias.a": {
      before: { name: "alias/app", arn: `${ARN}alias/app`, target_key_id: before },
      after: { name: "alias/app", arn: `${ARN}alias/app`, target_key_id: after },
      actions: before === after ? ["no-op"] : ["update"],
    },
  });
  const exchanged = (was: string, is: string, more: Record<string, GivenChange> = {}) =>
    saidOfPlan(changeNoProtectionWeakened, {
      ...more,
      "aws_secretsmanager_secret.a": { before: { kms_key_id: was }, after: { kms_key_id: is } },
    }).length;

  it.each<[string, string, string, Record<string, GivenChange>, number]>([
    ["one of AWS for one's own", "alias/aws/secretsmanager", `${ARN}key/a`, {}, 0],
    ["one of AWS, by its ARN", `${ARN}alias/aws/secretsmanager`, `${ARN}key/a`, {}, 0],
    ["one of AWS that is the default anyway", "alias/aws/secretsmanager", "", {}, 0],
    ["one's own for one of AWS", `${ARN}key/a`, "alias/aws/secretsmanager", {}, 1],
    ["one's own for another", `${ARN}key/a`, `${ARN}key/b`, {}, 1],
    ["an id for its ARN", "a", `${ARN}key/a`, {}, 0],
    ["an alias for its key", "alias/app", `${ARN}key/a`, alias("a", "a"), 0],
    ["an alias' ARN for its key", `${ARN}alias/app`, `${ARN}key/a`, alias("a", "a"), 0],
    ["a key for its alias", `${ARN}key/a`, "alias/app", alias("a", "a"), 0],
    ["a key for an alias that leads elsewhere from now on", `${ARN}key/a`, "alias/app", alias("a", "b"), 1],
    ["an alias for another key", "alias/app", `${ARN}key/b`, alias("a", "a"), 1],
    ["an alias that nobody knows", "alias/other", `${ARN}key/a`, alias("a", "a"), 1],
  ])("%s", (_, was, is, more, count) => {
    expect(exchanged(was, is, more)).toBe(count);
  });
});

describe("times in several units", () => {
  const lock = (retention: JsonObject): JsonObject => ({
    rule: [{ default_retention: [{ mode: "COMPLIANCE", ...retention }] }],
  });
  const rotation = (rules: JsonObject): JsonObject => ({ rotation_rules: [rules] });

  it.each<[string, JsonObject, JsonObject, string[]]>([
    ["aws_s3_bucket_object_lock_configuration", lock({ days: 365 }), lock({ years: 5 }), []],
    ["aws_s3_bucket_object_lock_configuration", lock({ years: 1 }), lock({ days: 365, years: 0 }), []],
    [
      "aws_s3_bucket_object_lock_configuration",
      lock({ years: 1 }),
      lock({ days: 364 }),
      ["fail: rule.default_retention.years is weakened: 365 days → 364 days"],
    ],
    [
      "aws_secretsmanager_secret_rotation",
      rotation({ automatically_after_days: 30 }),
      rotation({ schedule_expression: "rate(10 days)" }),
      [],
    ],
    [
      "aws_secretsmanager_secret_rotation",
      rotation({ schedule_expression: "rate(48 hours)" }),
      rotation({ automatically_after_days: 2 }),
      [],
    ],
    [
      "aws_secretsmanager_secret_rotation",
      rotation({ automatically_after_days: 30, schedule_expression: "" }),
      rotation({ automatically_after_days: 0, schedule_expression: "rate(40 days)" }),
      ['fail: rotation_rules.automatically_after_days is weakened: 30 → "rate(40 days)"'],
    ],
    [
      "aws_secretsmanager_secret_rotation",
      rotation({ automatically_after_days: 30 }),
      rotation({}),
      ["fail: rotation_rules.automatically_after_days is weakened: 30 → (not set)"],
    ],
    [
      "aws_secretsmanager_secret_rotation",
      rotation({ schedule_expression: "cron(0 8 * * ? *)" }),
      rotation({ schedule_expression: "cron(0 8 1 * ? *)" }),
      ['unknown: rotation_rules.schedule_expression may be weakened: "cron(0 8 * * ? *)" → "cron(0 8 1 * ? *)"'],
    ],
    [
      "aws_secretsmanager_secret_rotation",
      rotation({ schedule_expression: "cron(0 8 * * ? *)", duration: "2h" }),
      rotation({ schedule_expression: "cron(0 8 * * ? *)", duration: "3h" }),
      [],
    ],
  ])("%s: %j to %j", (type, before, after, expected) => {
    expect(saidOfPlan(changeNoProtectionWeakened, { [`${type}.a`]: { before, after } })).toEqual(
      expected.map((text) => text.replace(":", ` ${type}.a:`)),
    );
  });
});

describe("what is set to nothing", () => {
  it.each<[string, JsonObject, JsonObject, string[]]>([
    [
      "a protection",
      { deletion_protection: true },
      { deletion_protection: null },
      ["fail aws_db_instance.a: deletion_protection is weakened: true → (not set)"],
    ],
    [
      "days of backups",
      { backup_retention_period: 7 },
      { backup_retention_period: 0 },
      ["fail aws_db_instance.a: backup_retention_period is weakened: 7 → 0"],
    ],
    ["a text for a boolean", { multi_az: "true" }, { multi_az: true }, []],
  ])("%s", (_, before, after, expected) => {
    expect(saidOfPlan(changeNoProtectionWeakened, { "aws_db_instance.a": { before, after } })).toEqual(expected);
  });

  it.each([
    [365, 0, []],
    [0, 180, ["fail aws_cloudwatch_log_group.a: retention_in_days is weakened: for ever → 180"]],
    [null, 180, ["fail aws_cloudwatch_log_group.a: retention_in_days is weakened: for ever → 180"]],
    // As log-group-kept-a-year and vpc-flow-log-protected want it.
    [0, 365, []],
    [731, 365, ["fail aws_cloudwatch_log_group.a: retention_in_days is weakened: 731 → 365"]],
  ])("log events are kept for ever at 0: %s to %s", (before, after, expected) => {
    const said = saidOfPlan(changeNoProtectionWeakened, {
      "aws_cloudwatch_log_group.a": { before: { retention_in_days: before }, after: { retention_in_days: after } },
    });
    expect(said).toEqual(expected);
  });
});

describe.each(Object.entries(PROTECTIONS))("the removal of an %s", (type, { of, what, owners }) => {
  const removed = { before: { [of]: "owner" } };
  const finding = `fail ${type}.a: ${what} is removed: there → gone`;

  it("weakens what it protects", () => {
    const changes = { [`${type}.a`]: removed, [`${owners[0]}.other`]: { before: { id: "other" } } };
    expect(saidOfPlan(changeNoProtectionWeakened, changes)).toEqual([finding]);
  });

  it.each(owners.flatMap((owner) => ["id", "arn", "name"].map((identifier) => [owner, identifier])))(
    "is no news where the %s is deleted too, known by its %s",
    (owner, identifier) => {
      const changes = { [`${type}.a`]: removed, [`${owner}.a`]: { before: { [identifier]: "owner" } } };
      expect(saidOfPlan(changeNoProtectionWeakened, changes)).toEqual([]);
    },
  );

  it.each(["aws_s3_bucket_notification", "aws_s3_object", "aws_iam_role"])(
    "counts where only an %s of that name is deleted",
    (other) => {
      const namesake = { before: { id: "owner", arn: "owner", name: "owner", bucket: "owner" } };
      expect(saidOfPlan(changeNoProtectionWeakened, { [`${type}.a`]: removed, [`${other}.a`]: namesake })).toEqual([
        finding,
      ]);
    },
  );

  it("counts where that is only replaced", () => {
    const replaced = { before: { id: "owner" }, after: {}, actions: ["delete", "create"] };
    const changes = { [`${type}.a`]: removed, [`${owners[0]}.a`]: replaced };
    expect(saidOfPlan(changeNoProtectionWeakened, changes)).toEqual([finding]);
  });
});

describe("the oldest TLS of a policy", () => {
  it.each([
    ["ELBSecurityPolicy-TLS13-1-2-2021-06", 1.2],
    ["ELBSecurityPolicy-TLS13-1-3-2021-06", 1.3],
    ["ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", 1.2],
    ["ELBSecurityPolicy-TLS-1-2-Ext-2018-06", 1.2],
    ["ELBSecurityPolicy-FS-1-2-Res-2020-10", 1.2],
    ["ELBSecurityPolicy-TLS-1-1-2017-01", 1.1],
    ["ELBSecurityPolicy-FS-1-1-2019-08", 1.1],
    ["ELBSecurityPolicy-FS-2018-06", 1.0],
    ["ELBSecurityPolicy-2016-08", 1.0],
    ["", 1.0],
    ["something-else", undefined],
  ])("%s: %s", (policy, expected) => {
    expect(oldestTls(policy)).toBe(expected);
  });
});
