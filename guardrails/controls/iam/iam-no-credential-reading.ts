import { control } from "../../control";
import { findWideGrant, IDENTITY_POLICY_TYPES, judgeIdentityPolicies } from "../../support/identity-policies";

/**
 * What hands out credentials of somebody else. Those that nobody can limit to a resource (`ecr:GetAuthorizationToken`,
 * `sts:GetSessionToken`) are not in it.
 */
const ACTIONS = [
  "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
  "ec2:GetPasswordData",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreateServiceSpecificCredential",
  "iam:ResetServiceSpecificCredential",
  "iam:UpdateLoginProfile",
  "lightsail:GetInstanceAccessDetails",
  "lightsail:GetRelationalDatabaseMasterUserPassword",
  "rds-db:connect",
  "redshift:GetClusterCredentials",
  "redshift:GetClusterCredentialsWithIAM",
  "sts:AssumeRole",
  "sts:AssumeRoleWithSAML",
  "sts:AssumeRoleWithWebIdentity",
] as const;

export const iamNoCredentialReading = control({
  kind: "resource",
  id: "iam-no-credential-reading",
  title: "No policy hands out anybody's credentials",
  severity: "high",
  why: "Who may get credentials of any user, role or database acts as whichever of them may do most.",
  fix: { terraform: "Name in `resources` whose credentials: one role, one database user, `user/${aws:username}`." },
  references: { nist: ["AC", "IA"], checkov: ["CKV_AWS_287", "CKV_AWS_107"] },
  types: IDENTITY_POLICY_TYPES,
  evaluate: (resource, graph) =>
    judgeIdentityPolicies(
      resource,
      graph,
      (document) => findWideGrant(document, ACTIONS),
      "it hands out no credentials, or those of somebody certain",
    ),
});
