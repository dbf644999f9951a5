import type { Control } from "../../control";
import { iamNoCloudshellFull } from "./iam-no-cloudshell-full";
import { iamNoCredentialReading } from "./iam-no-credential-reading";
import { iamNoEscalation } from "./iam-no-escalation";
import { iamNoFullAdmin } from "./iam-no-full-admin";
import { iamNoManagedAdmin } from "./iam-no-managed-admin";
import { iamNoNegatedAllow } from "./iam-no-negated-allow";
import { iamNoServiceStar } from "./iam-no-service-star";
import { iamNoUnboundedDataReading } from "./iam-no-unbounded-data-reading";
import { iamNoUnboundedPermissionChanges } from "./iam-no-unbounded-permission-changes";
import { iamNoUnboundedWrites } from "./iam-no-unbounded-writes";
import { iamNoUserPolicies } from "./iam-no-user-policies";
import { iamNoUsersNoKeys } from "./iam-no-users-no-keys";
import { iamOidcClaimsBound } from "./iam-oidc-claims-bound";
import { iamPassroleNamed } from "./iam-passrole-named";
import { iamPasswordPolicyStrong } from "./iam-password-policy-strong";
import { iamSupportRole } from "./iam-support-role";
import { iamTrustNamed } from "./iam-trust-named";
import { iamTrustNoConfusedDeputy } from "./iam-trust-no-confused-deputy";

/** The controls on IAM. */
export const iamControls = [
  iamNoFullAdmin,
  iamNoServiceStar,
  iamNoManagedAdmin,
  iamNoEscalation,
  iamNoCredentialReading,
  iamNoUnboundedDataReading,
  iamNoUnboundedPermissionChanges,
  iamNoUnboundedWrites,
  iamPassroleNamed,
  iamNoNegatedAllow,
  iamTrustNamed,
  iamTrustNoConfusedDeputy,
  iamOidcClaimsBound,
  iamNoUserPolicies,
  iamNoUsersNoKeys,
  iamPasswordPolicyStrong,
  iamSupportRole,
  iamNoCloudshellFull,
] as const satisfies readonly Control[];
