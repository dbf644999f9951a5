import { type EnvironmentOverrides, synthesized } from "../../support/environments";
import { objectOf } from "../../support/json";

const webApp = () => synthesized({}, "web-app").template;

const LOCK = { mode: "governance", minRetentionDays: 30, maxRetentionDays: 365 } as const;

it("WEB-BAK-1: the vault, its key, the plan, its selection and its role are all there is", () => {
  expect(
    webApp()
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

describe("the vault", () => {
  it("WEB-BAK-1: is encrypted with a key of its own, and neither Terraform nor AWS lets it go", () => {
    const template = webApp();

    expect(template.only("aws_backup_vault")).toEqual({
      name: "WebApp-Vault",
      kms_key_arn: "${aws_kms_key.backup.arn}",
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    });
    expect(template.at("aws_kms_key.backup")).toMatchObject({
      description: "WebApp key for backups",
      enable_key_rotation: true,
    });
    expect(template.at("aws_kms_alias.backup").name).toBe("alias/WebApp-Backup-Key");
  });

  it("WEB-BAK-1: its key serves backups and what is backed up, and nobody's other data", () => {
    const use = webApp()
      .policyOf("aws_kms_key.backup", "policy")
      .find(({ sid }) => sid === "AllowUseThroughServices");

    expect(use?.conditions.find(({ variable }) => variable === "kms:ViaService")?.values).toEqual(
      ["backup", "ec2", "rds"].map((service) => `${service}.us-east-1.amazonaws.com`),
    );
  });

  it("WEB-BAK-1: takes the master key where configuration has no other", () => {
    const { template } = synthesized({ kms: { separateKeys: [] } }, "web-app");

    expect(template.only("aws_backup_vault").kms_key_arn).toBe("${aws_kms_key.master.arn}");
    expect(template.addresses("aws_kms_key")).toEqual(["aws_kms_key.master"]);
    expect(
      template
        .policyOf("aws_kms_key.master", "policy")
        .find(({ sid }) => sid === "AllowUseThroughServices")
        ?.conditions.find(({ variable }) => variable === "kms:ViaService")?.values,
    ).toContain("backup.us-east-1.amazonaws.com");
  });

  it("WEB-BAK-1: a lock is an option: governance, which can be taken off, or compliance, which cannot", () => {
    const locked = (lock: NonNullable<EnvironmentOverrides["backup"]>["lock"]) =>
      synthesized({ backup: { lock } }, "web-app");
    const compliance = locked({ ...LOCK, mode: "compliance", changeableForDays: 7 });

    expect(webApp().types).not.toHaveProperty("aws_backup_vault_lock_configuration");
    expect(locked(LOCK).template.only("aws_backup_vault_lock_configuration")).toEqual({
      backup_vault_name: "${aws_backup_vault.backup.name}",
      min_retention_days: 30,
      max_retention_days: 365,
    });
    expect(compliance.template.only("aws_backup_vault_lock_configuration").changeable_for_days).toBe(7);
    expect(compliance.summaries.flatMap(({ notices }) => notices.map(({ message }) => message))).toEqual([
      "backup.lock is compliance: 7 days after the apply nobody can remove it again, AWS included, and the vault stays until its last recovery point ends",
    ]);
  });

  it("WEB-BAK-1: a test copy has no lock, and its vault is emptied", () => {
    const { template } = synthesized(
      { lifecycle: "ephemeral", stage: "development", backup: { lock: LOCK } },
      "web-app",
    );

    expect(template.types).not.toHaveProperty("aws_backup_vault_lock_configuration");
    expect(template.only("aws_backup_vault")).toMatchObject({ force_destroy: true });
    expect(template.only("aws_backup_vault")).not.toHaveProperty("lifecycle");
  });

  it("SEC-EPH-1: the role that recovery points are deleted by outlives the vault", () => {
    const { template } = synthesized({ lifecycle: "ephemeral", stage: "development" }, "web-app");

    expect(template.only("aws_backup_vault").depends_on).toEqual([
      "aws_iam_role_policy_attachment.backup_role",
      "aws_iam_role_policy_attachment.backup_role_backups",
      "aws_iam_role_policy_attachment.backup_role_restores",
    ]);
  });
});

describe("the plan", () => {
  it("WEB-BAK-1: backs up daily, moves to cold storage after 30 days, and deletes after 120", () => {
    const template = webApp();

    expect(template.only("aws_backup_plan")).toMatchObject({
      name: "WebApp-Plan",
      rule: [
        {
          rule_name: "daily",
          schedule: expect.stringMatching(/^cron\(\d+ \d+ \* \* \? \*\)$/),
          target_vault_name: "${aws_backup_vault.backup.name}",
          lifecycle: { cold_storage_after: 30, delete_after: "${var.backup_delete_after_days}" },
        },
      ],
    });
    expect(template.variables.backup_delete_after_days?.default).toBe(120);
  });

  it("WEB-BAK-1: cold storage is charged for 90 days, so the knob takes no fewer in all; a lock limits it too", () => {
    const condition = (overrides: EnvironmentOverrides) =>
      JSON.stringify(synthesized(overrides, "web-app").template.variables.backup_delete_after_days?.validation);

    expect(condition({})).toContain("var.backup_delete_after_days >= 120 && var.backup_delete_after_days <= 36500");
    expect(condition({ backup: { lock: { ...LOCK, minRetentionDays: 120 }, coldStorageAfterDays: 10 } })).toContain(
      "var.backup_delete_after_days >= 120 && var.backup_delete_after_days <= 365",
    );
  });

  it("WEB-BAK-1: selects databases and instances that carry the environment's tag, by its role", () => {
    expect(webApp().only("aws_backup_selection")).toEqual({
      name: "WebApp-Tagged-Selection",
      plan_id: "${aws_backup_plan.backup.id}",
      iam_role_arn: "${aws_iam_role.backup_role.arn}",
      resources: ["arn:aws:ec2:us-east-1:222222222222:instance/*", "arn:aws:rds:us-east-1:222222222222:db:*"],
      condition: [{ string_equals: [{ key: "aws:ResourceTag/Backup", value: "WebApp-Plan" }] }],
      depends_on: [
        "aws_iam_role_policy_attachment.backup_role",
        "aws_iam_role_policy_attachment.backup_role_backups",
        "aws_iam_role_policy_attachment.backup_role_restores",
      ],
    });
  });

  it("WEB-BAK-1: the database and the instances carry that tag, and nothing does where nothing is backed up", () => {
    const { template } = synthesized({ backup: undefined, recoveryCheck: undefined }, "web-app");

    expect(webApp().at("aws_db_instance.postgres").tags).toEqual({ Backup: "WebApp-Plan" });
    expect(objectOf(webApp().value("aws_launch_template.application", "tag_specifications.0.tags")).Backup).toBe(
      "WebApp-Plan",
    );
    expect(JSON.stringify(template.json).match(/WebApp-Plan|"Backup"|aws_backup/g)).toBeNull();
  });
});

it("WEB-BAK-1: the role is AWS Backup's, with AWS's two policies, and may pass on the role of the instances only", () => {
  const template = webApp();

  expect(
    template.policyOf("aws_iam_role.backup_role", "assume_role_policy").map(({ principals }) => principals),
  ).toEqual([{ Service: ["backup.amazonaws.com"] }]);
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
      resources: ["arn:aws:iam::222222222222:role/WebApp-Application-Role"],
      conditions: [{ test: "StringEquals", variable: "iam:PassedToService", values: ["ec2.amazonaws.com"] }],
    },
  ]);
  expect(template.at("aws_iam_role.application_role").name).toBe("WebApp-Application-Role");
});
