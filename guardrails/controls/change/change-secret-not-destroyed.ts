import { asNumber } from "../../../model";
import { control } from "../../control";
import { destruction } from "./destruction";
import { GUARDED_TYPES } from "./guarded-types";

export const changeSecretNotDestroyed = control({
  kind: "change",
  id: "change-secret-not-destroyed",
  title: "Secrets are neither deleted nor replaced",
  severity: "high",
  why: "Whoever reads the secret by its ARN fails at once, and its value is lost after the recovery window.",
  fix: {
    terraform:
      "Keep `name` and `name_prefix` as they are, write a `moved` block if only the address changed, or suppress this for the address with a reason.",
  },
  references: { nist: ["CP", "IA"] },
  types: GUARDED_TYPES["change-secret-not-destroyed"],
  evaluate: (change) =>
    destruction(change, "the secret", ({ before }) => {
      const days = before === undefined ? undefined : asNumber(before.get("recovery_window_in_days"));
      return days === 0 ? ["it cannot be restored (recovery_window_in_days is 0)"] : [];
    }),
});
