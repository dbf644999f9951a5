import type { Control } from "../../../../guardrails/control";
import { changeControls } from "../../../../guardrails/controls/change";
import { changeBackupNotDestroyed } from "../../../../guardrails/controls/change/change-backup-not-destroyed";
import { changeBucketNotDestroyed } from "../../../../guardrails/controls/change/change-bucket-not-destroyed";
import { changeDbNotDestroyed } from "../../../../guardrails/controls/change/change-db-not-destroyed";
import { changeDetectorsNotRemoved } from "../../../../guardrails/controls/change/change-detectors-not-removed";
import { changeKeyNotDestroyed } from "../../../../guardrails/controls/change/change-key-not-destroyed";
import { changeLogsNotDestroyed } from "../../../../guardrails/controls/change/change-logs-not-destroyed";
import { changeNetworkNotReplaced } from "../../../../guardrails/controls/change/change-network-not-replaced";
import { changeNoSilentForget } from "../../../../guardrails/controls/change/change-no-silent-forget";
import { changeReplaceCauseShown } from "../../../../guardrails/controls/change/change-replace-cause-shown";
import { changeSecretNotDestroyed } from "../../../../guardrails/controls/change/change-secret-not-destroyed";
import { changeTrailNotStopped } from "../../../../guardrails/controls/change/change-trail-not-stopped";
import { GUARDED_TYPES } from "../../../../guardrails/controls/change/guarded-types";
import { evaluate } from "../../../../guardrails/evaluate";
import { planOf, saidOfPlan } from "../../../support/plan-changes";

const byId = new Map<string, Control>(changeControls.map((control) => [control.id, control]));

describe.each(Object.entries(GUARDED_TYPES).flatMap(([id, types]) => types.map((type) => [id, type] as const)))(
  "%s, %s",
  (id, type) => {
    const control = byId.get(id);
    const outcomes = (change: Parameters<typeof planOf>[0][string]) =>
      control === undefined
        ? ["no such control"]
        : evaluate(planOf({ [`${type}.a`]: change }), [control]).map(({ outcome, address }) => `${outcome} ${address}`);

    it.each([
      ["a deletion", { before: { id: "a" } }],
      ["a replacement", { before: { id: "a" }, after: { id: "b" }, actions: ["delete", "create"] }],
      ["a replacement that creates first", { before: { id: "a" }, after: {}, actions: ["create", "delete"] }],
    ])("fails at %s", (_, change) => {
      expect(outcomes(change)).toEqual([`fail ${type}.a`]);
    });

    it("fails where what a replacement left behind is deleted", () => {
      expect(outcomes({ before: { id: "a" }, deposed: "1a2b3c4d" })).toEqual([`fail ${type}.a (deposed 1a2b3c4d)`]);
    });

    it.each([
      ["a creation", { after: {} }],
      ["other tags", { before: { tags: { a: "1" } }, after: { tags: { a: "2" } } }],
      ["a move", { before: { id: "a" }, after: { id: "a" }, actions: ["no-op"], previousAddress: `${type}.old` }],
      ["a removal from the state only", { before: { id: "a" }, actions: ["forget"] }],
    ])("is silent about %s", (_, change) => {
      expect(outcomes(change)).toEqual([]);
    });

    it("change-no-silent-forget fails where it is forgotten", () => {
      const said = saidOfPlan(changeNoSilentForget, { [`${type}.a`]: { before: { id: "a" }, actions: ["forget"] } });
      expect(said).toEqual([`fail ${type}.a: it is taken out of the state and left in the account`]);
    });
  },
);

describe("what is said of a destruction", () => {
  it.each<[string, Control, Parameters<typeof planOf>[0], string[]]>([
    [
      "a database that keeps nothing",
      changeDbNotDestroyed,
      { "aws_rds_cluster.a": { before: { skip_final_snapshot: true, deletion_protection: true } } },
      [
        "fail aws_rds_cluster.a: the data store is deleted; no final snapshot is made (skip_final_snapshot); AWS will refuse it while deletion_protection is on",
      ],
    ],
    [
      "a table, which has no snapshots",
      changeDbNotDestroyed,
      { "aws_dynamodb_table.a": { before: { skip_final_snapshot: true } } },
      ["fail aws_dynamodb_table.a: the data store is deleted"],
    ],
    [
      "a bucket with all that is in it",
      changeBucketNotDestroyed,
      { "aws_s3_bucket.a": { before: { force_destroy: true }, reason: "delete_because_no_resource_config" } },
      [
        "fail aws_s3_bucket.a: the bucket is deleted, since its block is gone; all of its objects go with it (force_destroy)",
      ],
    ],
    [
      "a vault with all that is in it",
      changeBackupNotDestroyed,
      { "aws_backup_vault.a": { before: { force_destroy: true }, reason: "delete_because_each_key" } },
      [
        "fail aws_backup_vault.a: the backup vault is deleted, since for_each has its key no longer; all of its recovery points go with it (force_destroy)",
      ],
    ],
    [
      "a secret without recovery",
      changeSecretNotDestroyed,
      { "aws_secretsmanager_secret.a": { before: { recovery_window_in_days: 0 } } },
      ["fail aws_secretsmanager_secret.a: the secret is deleted; it cannot be restored (recovery_window_in_days is 0)"],
    ],
    [
      "a log group that AWS keeps",
      changeLogsNotDestroyed,
      { "aws_cloudwatch_log_group.a": { before: { skip_destroy: true } } },
      [],
    ],
    [
      "several causes, a secret one among them",
      changeNetworkNotReplaced,
      {
        "aws_lb.a": {
          before: { name: "a", password: "hunter22" },
          after: { name: "b", password: "hunter23" },
          actions: ["delete", "create"],
          replacePaths: [["name"], ["password"]],
        },
      },
      ['fail aws_lb.a: the lb is replaced, since name "a" → "b", password (sensitive) → (sensitive) force it'],
    ],
    [
      "a cause that nobody has words for",
      changeDetectorsNotRemoved,
      { "aws_guardduty_detector.a": { before: {}, reason: "delete_because_of_the_moon" } },
      ["fail aws_guardduty_detector.a: the guardduty detector is deleted, since delete_because_of_the_moon"],
    ],
    [
      "a disabled key with a shorter window",
      changeKeyNotDestroyed,
      {
        "aws_kms_key.a": {
          before: { is_enabled: true, deletion_window_in_days: 30 },
          after: { is_enabled: false, deletion_window_in_days: 7 },
        },
      },
      [
        "fail aws_kms_key.a: is_enabled is weakened: true → false",
        "fail aws_kms_key.a: deletion_window_in_days is weakened: 30 → 7",
      ],
    ],
    [
      "a stopped trail",
      changeTrailNotStopped,
      { "aws_cloudtrail.a": { before: { enable_logging: true }, after: { enable_logging: false } } },
      ["fail aws_cloudtrail.a: enable_logging is weakened: true → false"],
    ],
    [
      "a trail",
      changeTrailNotStopped,
      { "aws_cloudtrail.a": { before: { enable_logging: true } } },
      ["fail aws_cloudtrail.a: the trail is deleted"],
    ],
    [
      "an event data store",
      changeTrailNotStopped,
      { "aws_cloudtrail_event_data_store.a": { before: { name: "a" } } },
      ["fail aws_cloudtrail_event_data_store.a: the event data store is deleted"],
    ],
    [
      "a trail that is started",
      changeTrailNotStopped,
      { "aws_cloudtrail.a": { before: { enable_logging: false }, after: { enable_logging: true } } },
      [],
    ],
  ])("%s", (_, control, changes, expected) => {
    expect(saidOfPlan(control, changes)).toEqual(expected);
  });
});

describe("change-replace-cause-shown", () => {
  const replaced = { before: { name: "a" }, after: { name: "b" }, actions: ["delete", "create"] };

  it("passes where the plan says what forces a replacement", () => {
    const graph = planOf({ "aws_iam_role.a": { ...replaced, replacePaths: [["name"]] } });
    expect(evaluate(graph, [changeReplaceCauseShown]).map(({ outcome, reason }) => `${outcome}: ${reason}`)).toEqual([
      'pass: it is replaced, since name "a" → "b" forces it',
    ]);
  });

  it("is unknown where it does not", () => {
    expect(saidOfPlan(changeReplaceCauseShown, { "aws_iam_role.a": replaced })).toEqual([
      "unknown aws_iam_role.a: it is replaced, and the plan does not say why",
    ]);
  });

  it("names five causes at most", () => {
    const paths = ["a", "b", "c", "d", "e", "f", "g"].map((name) => [name]);
    const graph = planOf({ "aws_iam_role.a": { ...replaced, replacePaths: paths } });
    const [only] = evaluate(graph, [changeReplaceCauseShown]);
    expect(only?.reason).toMatch(/e \(not set\) → \(not set\) and 2 more force it$/);
  });
});
