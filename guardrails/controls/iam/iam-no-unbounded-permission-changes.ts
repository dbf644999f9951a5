import { control } from "../../control";
import { findWideGrant, IDENTITY_POLICY_TYPES, judgeIdentityPolicies } from "../../support/identity-policies";

/** What changes who may do what, in IAM and in the policies of resources. */
const ACTIONS = [
  "backup:DeleteBackupVaultAccessPolicy",
  "backup:PutBackupVaultAccessPolicy",
  "ec2:ModifyImageAttribute",
  "ec2:ModifySnapshotAttribute",
  "ecr:SetRepositoryPolicy",
  "events:PutPermission",
  "iam:AddUserToGroup",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreatePolicyVersion",
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteUserPermissionsBoundary",
  "iam:DetachGroupPolicy",
  "iam:DetachRolePolicy",
  "iam:DetachUserPolicy",
  "iam:PutGroupPolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:PutUserPermissionsBoundary",
  "iam:PutUserPolicy",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateAssumeRolePolicy",
  "kms:CreateGrant",
  "kms:PutKeyPolicy",
  "lambda:AddPermission",
  "rds:ModifyDBSnapshotAttribute",
  "s3:DeleteBucketPolicy",
  "s3:PutBucketAcl",
  "s3:PutBucketPolicy",
  "s3:PutBucketPublicAccessBlock",
  "s3:PutObjectAcl",
  "secretsmanager:DeleteResourcePolicy",
  "secretsmanager:PutResourcePolicy",
  "sns:AddPermission",
  "sns:SetTopicAttributes",
  "sqs:AddPermission",
  "sqs:SetQueueAttributes",
] as const;

export const iamNoUnboundedPermissionChanges = control({
  kind: "resource",
  id: "iam-no-unbounded-permission-changes",
  title: "No policy allows to change everybody's rights",
  severity: "high",
  why: "Who may change any policy may let in anybody, also himself, and whatever other policies say no longer counts.",
  fix: {
    terraform:
      "Name the resources whose policies may be changed, or narrow the statement by `iam:PolicyARN`, `iam:PermissionsBoundary` or `aws:ResourceTag/<key>`.",
  },
  references: { nist: ["AC"], checkov: ["CKV_AWS_289", "CKV_AWS_109"] },
  types: IDENTITY_POLICY_TYPES,
  evaluate: (resource, graph) =>
    judgeIdentityPolicies(
      resource,
      graph,
      (document) => findWideGrant(document, ACTIONS),
      "whose rights may be changed is named",
    ),
});
