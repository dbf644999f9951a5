import {
  BACKUP_KEY_SERVICES,
  BACKUP_SERVICE,
  backupManagedPolicies,
  restoreInstancesStatement,
} from "../../../constructs/backup/backup-role";
import { Arns } from "../../../constructs/core/account";
import { SERVICE_PRINCIPALS } from "../../../constructs/core/service-principals";
import { ServiceRole } from "../../../constructs/identity/service-role";
import { Template } from "../../support/template";

const ARNS = new Arns({ accountId: "111111111111", region: "us-east-1" });
const CHINA = new Arns({ accountId: "111111111111", region: "cn-north-1" });
const INSTANCE_ROLE = "arn:aws:iam::111111111111:role/Example-Instance-Role";

it("WEB-BAK-1: makes a role that AWS Backup assumes, with AWS's policies and the right to give instances their role", () => {
  const template = Template.of(
    (stack) =>
      new ServiceRole(stack, "backup", {
        roleName: "Example-Backup-Role",
        policyName: "Example-Backup-Policy",
        description: "Lets AWS Backup back up and restore what carries the tag.",
        service: BACKUP_SERVICE,
        trustConditions: [],
        statements: [restoreInstancesStatement(ARNS, [INSTANCE_ROLE])],
        managedPolicies: backupManagedPolicies(ARNS),
      }),
  );

  expect(template.policyOf("aws_iam_role.backup", "assume_role_policy")).toMatchObject([
    { principals: { Service: ["backup.amazonaws.com"] }, conditions: [] },
  ]);
  expect(template.policyOf("aws_iam_policy.backup", "policy")).toEqual([
    {
      sid: "AllowRestoredInstancesTheirRole",
      effect: "Allow",
      principals: {},
      actions: ["iam:PassRole"],
      resources: [INSTANCE_ROLE],
      conditions: [{ test: "StringEquals", variable: "iam:PassedToService", values: ["ec2.amazonaws.com"] }],
    },
  ]);
  expect(template.all("aws_iam_role_policy_attachment").map(({ policy_arn }) => policy_arn)).toEqual([
    "${aws_iam_policy.backup.arn}",
    "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
    "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
  ]);
});

it("is the principal of the table, which takes no condition in a role's trust", () => {
  const { principal, roleTrust } = SERVICE_PRINCIPALS.backup;

  expect(BACKUP_SERVICE).toBe(principal);
  expect(roleTrust).toMatchObject({ sourceAccount: false, sourceArn: false });
});

it("follows the partition", () => {
  expect(Object.values(backupManagedPolicies(CHINA))).toEqual([
    "arn:aws-cn:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
    "arn:aws-cn:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
  ]);
  expect(restoreInstancesStatement(CHINA, [INSTANCE_ROLE]).conditions).toEqual([
    { test: "StringEquals", variable: "iam:PassedToService", values: ["ec2.amazonaws.com.cn"] },
  ]);
});

it("ENT-BAK-1: names the services through which backups of instances and databases use a key", () => {
  expect(BACKUP_KEY_SERVICES).toEqual(["backup", "ec2", "rds"]);
});
