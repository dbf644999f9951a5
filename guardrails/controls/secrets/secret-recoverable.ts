import { asNumber, display, isUnset } from "../../../model";
import { control, fail, pass } from "../../control";
import { unknownValue } from "../../support/attributes";

const PATH = "recovery_window_in_days";
const LEAST_DAYS = 7;

export const secretRecoverable = control({
  kind: "resource",
  id: "secret-recoverable",
  title: "Deleted secrets can be restored for a week or longer",
  severity: "high",
  why: "With a window of 0 a secret is gone at once, and with it the way into whatever it opened.",
  fix: {
    yaml: "database.secretRecoveryDays: 7",
    terraform: "Set `recovery_window_in_days` to 7 to 30, or leave it out (30).",
  },
  references: { nist: ["CP"] },
  types: ["aws_secretsmanager_secret"],
  evaluate: (secret) => {
    const value = secret.get(PATH);
    const days = asNumber(value);
    return (
      unknownValue(secret, PATH, value) ??
      (isUnset(value) || (days !== undefined && days >= LEAST_DAYS)
        ? pass(`${PATH} is ${isUnset(value) ? "30 unless set" : display(value)}`, PATH)
        : fail(`${PATH} is ${display(value)}: it cannot be restored`, PATH))
    );
  },
});
