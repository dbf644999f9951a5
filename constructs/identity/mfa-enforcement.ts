import { IamGroup } from "@cdktf/provider-aws/lib/iam-group";
import { IamGroupPolicyAttachment } from "@cdktf/provider-aws/lib/iam-group-policy-attachment";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Construct } from "constructs";
import type { Arns } from "../core/account";
import { type IdentityPolicyStatement, identityPolicy } from "../core/policy";
import { literal } from "../core/terraform-blocks";
import { assertValid, textProblems } from "../core/validate";

/** Props of {@link MfaEnforcement}. */
export interface MfaEnforcementProps {
  readonly arns: Arns;
  /** The group's name: 1 to 128 letters, digits or _ + = , . @ - */
  readonly groupName: string;
  /**
   * The name of its policy: 1 to 128 letters, digits or _ + = , . @ -
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_iam_policy`.
   */
  readonly policyName: string;
}

const DESCRIPTION =
  "Refuses everything to users who have not signed in with MFA, but to set up an MFA device of their own.";

/** What somebody without MFA needs to get it: see and register a device of their own, and sign in with it by command line. */
const SETTING_UP = [
  "iam:CreateVirtualMFADevice",
  "iam:EnableMFADevice",
  "iam:GetMFADevice",
  "iam:GetUser",
  "iam:ListMFADevices",
  "iam:ListVirtualMFADevices",
  "iam:ResyncMFADevice",
  "sts:GetSessionToken",
];

/**
 * Defines a group whose members can do nothing without MFA but set it up (ENT-IAM-1). With MFA it allows them their own password
 * and devices; what else they may do, other policies say.
 *
 * A group binds only its members, and none are put in here: have AWS Config watch all users with the rule
 * `IAM_USER_MFA_ENABLED`. A new user cannot be made to change the password at the first sign-in, nor change one that has
 * expired, without MFA: AWS advises against it, since whoever has the first password could take the account over.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
 * @example
 * new MfaEnforcement(this, "mfa", { arns, groupName: "Example-Users", policyName: "Example-Mfa-Policy" });
 */
export class MfaEnforcement extends Construct {
  /** The name, by reference. */
  public readonly groupName: string;

  public constructor(scope: Construct, id: string, { arns, groupName, policyName }: MfaEnforcementProps) {
    super(scope, id);
    const must = "be 1 to 128 letters, digits or _ + = , . @ -";
    assertValid(scope, id, [
      ...textProblems("groupName", groupName, /^[\w+=,.@-]{1,128}$/, must),
      ...textProblems("policyName", policyName, /^[\w+=,.@-]{1,128}$/, must),
    ]);
    const group = new IamGroup(this, "Default", { name: groupName });
    const policy = new IamPolicy(this, "Default-policy", {
      name: policyName,
      description: DESCRIPTION,
      policy: identityPolicy(this, "permissions", mfaStatements(arns)),
    });
    new IamGroupPolicyAttachment(this, "Default-attachment", { group: group.name, policyArn: policy.arn });
    this.groupName = group.name;
  }
}

/**
 * A device may have any name, but be enabled only for the user who asks. Deleting one is nobody's here: without MFA it would be
 * the way around it.
 */
function mfaStatements(arns: Arns): IdentityPolicyStatement[] {
  const oneself = literal(arns.iam("user/${aws:username}"));
  return [
    {
      sid: "AllowViewingAccount",
      actions: ["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"],
      resources: ["*"],
    },
    { sid: "AllowCreatingDevices", actions: ["iam:CreateVirtualMFADevice"], resources: [arns.iam("mfa/*")] },
    {
      sid: "AllowManagingOneself",
      actions: [
        "iam:ChangePassword",
        "iam:DeactivateMFADevice",
        "iam:EnableMFADevice",
        "iam:GetMFADevice",
        "iam:GetUser",
        "iam:ListMFADevices",
        "iam:ResyncMFADevice",
      ],
      resources: [oneself],
    },
    {
      sid: "DenyAllButSettingUpWithoutMfa",
      effect: "Deny",
      notActions: SETTING_UP,
      resources: ["*"],
      conditions: [{ test: "BoolIfExists", variable: "aws:MultiFactorAuthPresent", values: ["false"] }],
    },
  ];
}
