import { join } from "node:path";
import { changeControls } from "../../../../guardrails/controls/change";
import { evaluate } from "../../../../guardrails/evaluate";
import { readPlans } from "../../../../model";
import { PROJECT_ROOT } from "../../../support/environments";

const PLANS = join(PROJECT_ROOT, "__tests__", "fixtures", "plans");

/** What is not passed, by control and address. */
function said(folder: string): string[] {
  return evaluate(readPlans([join(PLANS, folder, "plan.json")]), changeControls)
    .filter(({ outcome }) => outcome !== "pass")
    .map(({ outcome, control, address, reason }) => `${outcome} ${control.id} ${address}: ${reason}`);
}

describe("the plan that deletes, replaces and weakens", () => {
  it("is told of in full, with before and after", () => {
    expect(said("lifecycle")).toEqual([
      'fail change-bucket-not-destroyed aws_s3_bucket.records: the bucket is replaced, since bucket "records-7f3a" → "records-renamed-7f3a" forces it',
      'fail change-db-not-destroyed aws_db_instance.main: the data store is replaced, since username "app" → "admin2" forces it; no final snapshot is made (skip_final_snapshot); AWS will refuse it while deletion_protection is on',
      "fail change-key-not-destroyed aws_kms_key.data[0]: the key is deleted, since count is smaller now",
      "fail change-key-not-destroyed aws_kms_key.other: deletion_window_in_days is weakened: 30 → 7",
      "fail change-no-protection-weakened aws_cloudwatch_log_group.audit: retention_in_days is weakened: 365 → 7",
      "fail change-no-protection-weakened aws_db_instance.main: deletion_protection is weakened: true → false",
      "fail change-no-protection-weakened aws_db_instance.main: backup_retention_period is weakened: 7 → 1",
      "fail change-no-protection-weakened aws_kms_key.other: enable_key_rotation is weakened: true → false",
      "fail change-no-protection-weakened aws_s3_bucket_public_access_block.kept[0]: the bucket's public access block is removed: there → gone, since count is smaller now",
      'fail change-no-protection-weakened aws_s3_bucket_versioning.kept: versioning_configuration.status is weakened: "Enabled" → "Suspended"',
      'fail change-secret-not-destroyed aws_secretsmanager_secret.db: the secret is replaced, since name "db-1" → "db-2" forces it',
    ]);
  });

  it("has nothing to be said of the moved topic and the renamed network", () => {
    const plan = readPlans([join(PLANS, "lifecycle", "plan.json")]);
    const addresses = evaluate(plan, changeControls).map(({ address }) => address);
    expect(addresses).not.toContain("aws_sns_topic.alerts");
    expect(addresses).not.toContain("aws_vpc.main");
  });
});

describe("plans that only create", () => {
  it.each(["insecure", "modules"])("%s has nothing to lose", (folder) => {
    expect(said(folder)).toEqual([]);
  });
});
