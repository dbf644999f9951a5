import type { Control } from "../../control";
import { s3AccessLogged } from "./s3-access-logged";
import { s3AccessPointClosed } from "./s3-access-point-closed";
import { s3AccountPublicAccessBlocked } from "./s3-account-public-access-blocked";
import { s3AclDisabled } from "./s3-acl-disabled";
import { s3EncryptedWithOwnKey } from "./s3-encrypted-with-own-key";
import { s3EventsNotified } from "./s3-events-notified";
import { s3LifecycleAbortsUploads } from "./s3-lifecycle-aborts-uploads";
import { s3LifecycleKeepsLogs } from "./s3-lifecycle-keeps-logs";
import { s3LifecycleSet } from "./s3-lifecycle-set";
import { s3LogTargetNotItself } from "./s3-log-target-not-itself";
import { s3NoForceDestroy } from "./s3-no-force-destroy";
import { s3NoPublicAcl } from "./s3-no-public-acl";
import { s3ObjectLockOnAudit } from "./s3-object-lock-on-audit";
import { s3PolicyNoAnyone } from "./s3-policy-no-anyone";
import { s3PolicyNoLockout } from "./s3-policy-no-lockout";
import { s3PolicyOtherAccountsLimited } from "./s3-policy-other-accounts-limited";
import { s3PublicAccessBlocked } from "./s3-public-access-blocked";
import { s3Replicated } from "./s3-replicated";
import { s3TlsOnly } from "./s3-tls-only";
import { s3Versioned } from "./s3-versioned";

/** The controls on S3. */
export const s3Controls = [
  s3PublicAccessBlocked,
  s3AccountPublicAccessBlocked,
  s3NoPublicAcl,
  s3AclDisabled,
  s3EncryptedWithOwnKey,
  s3Versioned,
  s3TlsOnly,
  s3PolicyNoAnyone,
  s3PolicyOtherAccountsLimited,
  s3PolicyNoLockout,
  s3AccessLogged,
  s3LogTargetNotItself,
  s3LifecycleSet,
  s3LifecycleAbortsUploads,
  s3LifecycleKeepsLogs,
  s3ObjectLockOnAudit,
  s3NoForceDestroy,
  s3Replicated,
  s3EventsNotified,
  s3AccessPointClosed,
] as const satisfies readonly Control[];
