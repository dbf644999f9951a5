import type { Control } from "../../control";
import { iamNoDecryptOnAllKeys } from "./iam-no-decrypt-on-all-keys";
import { kmsDeletionWindowLong } from "./kms-deletion-window-long";
import { kmsKeyEnabled } from "./kms-key-enabled";
import { kmsKeyPolicyKeepsAnAdmin } from "./kms-key-policy-keeps-an-admin";
import { kmsKeyPolicyNoAnyone } from "./kms-key-policy-no-anyone";
import { kmsKeyPolicyWritten } from "./kms-key-policy-written";
import { kmsKeyRotates } from "./kms-key-rotates";
import { kmsServiceCanUseKey } from "./kms-service-can-use-key";
import { kmsServiceUseConditioned } from "./kms-service-use-conditioned";

/** The controls on KMS. */
export const kmsControls = [
  kmsKeyRotates,
  kmsKeyPolicyWritten,
  kmsKeyPolicyNoAnyone,
  kmsKeyPolicyKeepsAnAdmin,
  kmsKeyEnabled,
  kmsDeletionWindowLong,
  kmsServiceUseConditioned,
  kmsServiceCanUseKey,
  iamNoDecryptOnAllKeys,
] as const satisfies readonly Control[];
