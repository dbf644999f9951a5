import type { Control } from "../../control";
import { changeBackupNotDestroyed } from "./change-backup-not-destroyed";
import { changeBlastRadius } from "./change-blast-radius";
import { changeBucketNotDestroyed } from "./change-bucket-not-destroyed";
import { changeDbNotDestroyed } from "./change-db-not-destroyed";
import { changeDetectorsNotRemoved } from "./change-detectors-not-removed";
import { changeKeyNotDestroyed } from "./change-key-not-destroyed";
import { changeLogsNotDestroyed } from "./change-logs-not-destroyed";
import { changeNetworkNotReplaced } from "./change-network-not-replaced";
import { changeNoDoorOpened } from "./change-no-door-opened";
import { changeNoProtectionWeakened } from "./change-no-protection-weakened";
import { changeNoSilentForget } from "./change-no-silent-forget";
import { changeReplaceCauseShown } from "./change-replace-cause-shown";
import { changeSecretNotDestroyed } from "./change-secret-not-destroyed";
import { changeTrailNotStopped } from "./change-trail-not-stopped";
import { planDriftOnGuarded } from "./plan-drift-on-guarded";
import { planForThisEnvironment } from "./plan-for-this-environment";
import { planNoSecretShown } from "./plan-no-secret-shown";
import { planReadableAndWhole } from "./plan-readable-and-whole";
import { planUnknownSaid } from "./plan-unknown-said";
import { planWriteOnlyRewritten } from "./plan-write-only-rewritten";

/** What only a plan shows. */
export const changeControls = [
  changeBackupNotDestroyed,
  changeBlastRadius,
  changeBucketNotDestroyed,
  changeDbNotDestroyed,
  changeDetectorsNotRemoved,
  changeKeyNotDestroyed,
  changeLogsNotDestroyed,
  changeNetworkNotReplaced,
  changeNoDoorOpened,
  changeNoProtectionWeakened,
  changeNoSilentForget,
  changeReplaceCauseShown,
  changeSecretNotDestroyed,
  changeTrailNotStopped,
  planDriftOnGuarded,
  planForThisEnvironment,
  planNoSecretShown,
  planReadableAndWhole,
  planUnknownSaid,
  planWriteOnlyRewritten,
] as const satisfies readonly Control[];
