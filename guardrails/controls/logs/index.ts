import type { Control } from "../../control";
import { alarmActs } from "./alarm-acts";
import { alarmReadsItsFilter } from "./alarm-reads-its-filter";
import { cisAlarmSet } from "./cis-alarm-set";
import { logGroupKeptAYear } from "./log-group-kept-a-year";
import { logGroupOwnKey } from "./log-group-own-key";
import { queueOwnKeyAndPrivate } from "./queue-own-key-and-private";
import { topicOwnKey } from "./topic-own-key";
import { topicPolicyNotPublic } from "./topic-policy-not-public";
import { topicSomeoneListens } from "./topic-someone-listens";
import { topicTlsOnly } from "./topic-tls-only";

/** The controls on logs, metrics and notices. */
export const logsControls = [
  logGroupOwnKey,
  logGroupKeptAYear,
  cisAlarmSet,
  alarmReadsItsFilter,
  alarmActs,
  topicOwnKey,
  topicPolicyNotPublic,
  topicTlsOnly,
  topicSomeoneListens,
  queueOwnKeyAndPrivate,
] as const satisfies readonly Control[];
