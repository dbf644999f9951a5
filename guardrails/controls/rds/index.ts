import type { Control } from "../../control";
import { rdsAdminNameAndPort } from "./rds-admin-name-and-port";
import { rdsBackupsKept } from "./rds-backups-kept";
import { rdsCaModern } from "./rds-ca-modern";
import { rdsDeletionProtected } from "./rds-deletion-protected";
import { rdsEncrypted } from "./rds-encrypted";
import { rdsEngineNotVulnerable } from "./rds-engine-not-vulnerable";
import { rdsEnhancedMonitoring } from "./rds-enhanced-monitoring";
import { rdsEventsSubscribed } from "./rds-events-subscribed";
import { rdsFinalSnapshot } from "./rds-final-snapshot";
import { rdsIamAuth } from "./rds-iam-auth";
import { rdsInDataSubnets } from "./rds-in-data-subnets";
import { rdsLogsExported } from "./rds-logs-exported";
import { rdsMinorUpgrades } from "./rds-minor-upgrades";
import { rdsMultiAz } from "./rds-multi-az";
import { rdsNotPublic } from "./rds-not-public";
import { rdsOwnKey } from "./rds-own-key";
import { rdsPasswordNeverInState } from "./rds-password-never-in-state";
import { rdsPerformanceInsightsOwnKey } from "./rds-performance-insights-own-key";
import { rdsStatementsLogged } from "./rds-statements-logged";
import { rdsTagsOnSnapshots } from "./rds-tags-on-snapshots";
import { rdsTlsForced } from "./rds-tls-forced";

/** The controls on RDS databases. */
export const rdsControls = [
  rdsAdminNameAndPort,
  rdsBackupsKept,
  rdsCaModern,
  rdsDeletionProtected,
  rdsEncrypted,
  rdsEngineNotVulnerable,
  rdsEnhancedMonitoring,
  rdsEventsSubscribed,
  rdsFinalSnapshot,
  rdsIamAuth,
  rdsInDataSubnets,
  rdsLogsExported,
  rdsMinorUpgrades,
  rdsMultiAz,
  rdsNotPublic,
  rdsOwnKey,
  rdsPasswordNeverInState,
  rdsPerformanceInsightsOwnKey,
  rdsStatementsLogged,
  rdsTagsOnSnapshots,
  rdsTlsForced,
] as const satisfies readonly Control[];
