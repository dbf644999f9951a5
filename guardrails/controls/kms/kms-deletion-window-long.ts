import { asBoolean, asNumber, display, isUnset } from "../../../model";
import { control, fail, pass } from "../../control";
import { unknownValue } from "../../support/attributes";

/** Days in which a deletion can be taken back: enough for a weekend and somebody's holiday week. */
const DAYS = 10;
const WINDOW = "deletion_window_in_days";
const BYPASS = "bypass_policy_lockout_safety_check";

export const kmsDeletionWindowLong = control({
  kind: "resource",
  id: "kms-deletion-window-long",
  title: `KMS keys wait ${DAYS} days before they are deleted`,
  severity: "high",
  why: "A deleted key takes all that it has encrypted with it, backups included. The waiting time is the only way back, and the check that a policy keeps an administrator the only guard against losing a key without deleting it.",
  fix: {
    yaml: `kms.deletionWindowDays: ${DAYS}`,
    terraform: `Set \`${WINDOW}\` to ${DAYS} to 30, or leave it out (30), and leave \`${BYPASS}\` out.`,
  },
  references: { fsbp: ["KMS.3"], nist: ["CP", "SC"] },
  types: ["aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key"],
  evaluate: (key) => {
    if (asBoolean(key.get(BYPASS)) === true) {
      return fail(`${BYPASS} is true: a policy may shut out everybody`, BYPASS);
    }
    const value = key.get(WINDOW);
    const days = asNumber(value) ?? 30;
    return (
      unknownValue(key, WINDOW, value) ??
      unknownValue(key, BYPASS) ??
      (days < DAYS
        ? fail(`${WINDOW} is ${display(value)}: less than ${DAYS} days to take a deletion back`, WINDOW)
        : pass(isUnset(value) ? `${WINDOW} is 30 unless set` : `${WINDOW} is ${days}`, WINDOW))
    );
  },
});
