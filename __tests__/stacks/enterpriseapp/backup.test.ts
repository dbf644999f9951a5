import { synthesized, variants } from "../../support/environments";
import { objectOf, textsOf } from "../../support/json";

const enterprise = () => synthesized({}, "enterpriseapp").template;
const TAG = "corp-plan-enterpriseapp";

it("ENT-BAK-1: backups are made of these, and of no others", () => {
  expect(
    enterprise()
      .addresses()
      .filter((address) => /backup/.test(address)),
  ).toEqual([
    "aws_backup_plan.backup",
    "aws_backup_selection.backup",
    "aws_backup_vault.backup",
    "aws_iam_policy.backup_role", // restored instances get their role
    "aws_iam_role.backup_role",
    "aws_iam_role_policy_attachment.backup_role",
    "aws_iam_role_policy_attachment.backup_role_backups",
    "aws_iam_role_policy_attachment.backup_role_restores",
    "aws_kms_alias.backup",
    "aws_kms_key.backup",
  ]);
});

it("ENT-BAK-1: each day a backup, moved to cold storage after 30 days and kept for a year", () => {
  expect(enterprise().only("aws_backup_plan")).toEqual({
    name: TAG,
    rule: [
      {
        rule_name: "daily",
        schedule: "cron(30 6 * * ? *)",
        start_window: 480,
        completion_window: 10080,
        target_vault_name: "${aws_backup_vault.backup.name}",
        lifecycle: { cold_storage_after: 30, delete_after: "${var.backup_delete_after_days}" },
      },
    ],
  });
  expect(enterprise().variables.backup_delete_after_days?.default).toBe(365);
});

it("ENT-BAK-1: it begins when RDS's own backup and maintenance are over, in which AWS Backup may not", () => {
  const { backup_window: backup, maintenance_window: maintenance } = enterprise().at("aws_db_instance.postgres");
  const ends = [backup, maintenance].map((window) => String(window).slice(-5)).sort();
  const schedule = String(enterprise().value("aws_backup_plan.backup", "rule.schedule"));
  const [, minute, hour] = /^cron\((\d+) (\d+) /.exec(schedule) ?? [];

  expect(ends).toEqual(["04:00", "05:30"]);
  expect(`${hour?.padStart(2, "0")}:${minute}` > (ends[1] ?? "")).toBe(true);
});

it("ENT-BAK-1: of EC2 instances and databases, those that carry the environment's tag", () => {
  expect(enterprise().only("aws_backup_selection")).toMatchObject({
    plan_id: "${aws_backup_plan.backup.id}",
    iam_role_arn: "${aws_iam_role.backup_role.arn}",
    resources: ["arn:aws:ec2:us-east-1:444444444444:instance/*", "arn:aws:rds:us-east-1:444444444444:db:*"],
    condition: [{ string_equals: [{ key: "aws:ResourceTag/Backup", value: TAG }] }],
  });
});

it("ENT-BAK-1: the database and the instances carry it; the bastion host keeps nothing", () => {
  const template = enterprise();
  const launched = textsOf(template.at("aws_launch_template.application").tag_specifications);

  expect(objectOf(template.at("aws_db_instance.postgres").tags).Backup).toBe(TAG);
  expect(template.at("aws_autoscaling_group.application").tag).toContainEqual({
    key: "Backup",
    value: TAG,
    propagate_at_launch: true,
  });
  expect(launched.filter((text) => text.includes('"resource_type":"instance"')).join()).toContain(`"Backup":"${TAG}"`);
  expect(objectOf(template.at("aws_instance.bastion").tags)).not.toHaveProperty("Backup");
});

it("ENT-BAK-1: the vault has a key of its own, and stays", () => {
  expect(enterprise().only("aws_backup_vault")).toEqual({
    name: "corp-vault-enterpriseapp",
    kms_key_arn: "${aws_kms_key.backup.arn}",
    force_destroy: false,
    lifecycle: { prevent_destroy: true },
  });
});

it("ENT-BAK-1: AWS Backup backs up and restores by its role, and gives restored instances the application's role only", () => {
  const template = enterprise();

  expect(
    template
      .all("aws_iam_role_policy_attachment")
      .filter(({ role }) => role === "${aws_iam_role.backup_role.name}")
      .map(({ policy_arn: policy }) => policy),
  ).toEqual([
    "${aws_iam_policy.backup_role.arn}",
    "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
    "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
  ]);
  expect(template.policyOf("aws_iam_policy.backup_role", "policy")).toEqual([
    {
      sid: "AllowRestoredInstancesTheirRole",
      effect: "Allow",
      principals: {},
      actions: ["iam:PassRole"],
      resources: ["arn:aws:iam::444444444444:role/corp-role-enterpriseapp-application"],
      conditions: [{ test: "StringEquals", variable: "iam:PassedToService", values: ["ec2.amazonaws.com"] }],
    },
  ]);
  expect(template.at("aws_iam_role.application_role").name).toBe("corp-role-enterpriseapp-application");
});

it("ENT-BAK-1: a lock that cannot be undone by configuration, with a warning before it is", () => {
  const [{ overrides = {}, base } = {}] = variants("locks that cannot be undone");
  const { template, summaries } = synthesized(overrides, base);

  expect(template.only("aws_backup_vault_lock_configuration")).toEqual({
    backup_vault_name: "${aws_backup_vault.backup.name}",
    min_retention_days: 30,
    max_retention_days: 400,
    changeable_for_days: 7,
  });
  expect(summaries.flatMap(({ notices }) => notices.map(({ message }) => message))).toContainEqual(
    expect.stringMatching(/^backup\.lock is compliance: 7 days after the apply nobody can remove it again/),
  );
  expect(enterprise().types).not.toHaveProperty("aws_backup_vault_lock_configuration");
});
