import { asNumber, display } from "../../../model";
import { control, fail, pass } from "../../control";
import { judgeBoolean, unknownValue, worst } from "../../support/attributes";

/** Days that events are kept at least, and those that the provider takes unless it is told. */
const DAYS = 365;
const DEFAULT_DAYS = 2555;
const PERIOD = "retention_period";

export const eventStoreHardToEnd = control({
  kind: "resource",
  id: "event-store-hard-to-end",
  title: `Event data stores cannot be deleted by mistake, keep ${DAYS} days, and see all regions`,
  severity: "high",
  why: "The store is the memory of the account: what it forgets, or what somebody deletes with it, nobody can find again.",
  fix: {
    yaml: `audit.lakeRetentionDays: ${DAYS}`,
    terraform: `Leave \`termination_protection_enabled\` and \`multi_region_enabled\` at \`true\` and set \`${PERIOD}\` to ${DAYS} or more.`,
  },
  references: { nist: ["AU", "CP"] },
  types: ["aws_cloudtrail_event_data_store"],
  evaluate: (store) => {
    const value = store.get(PERIOD);
    const days = asNumber(value) ?? DEFAULT_DAYS;
    const kept =
      unknownValue(store, PERIOD, value) ??
      (days < DAYS
        ? fail(`${PERIOD} is ${display(value)}: events end before ${DAYS} days`, PERIOD)
        : pass(`events are kept for ${days} days`, PERIOD));
    return worst([
      judgeBoolean(store, "termination_protection_enabled", {
        wanted: true,
        unset: true,
        otherwise: "anybody who may delete it deletes it at once",
      }),
      kept,
      judgeBoolean(store, "multi_region_enabled", {
        wanted: true,
        unset: true,
        otherwise: "other regions are not seen",
      }),
    ]);
  },
});
