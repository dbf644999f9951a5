import { kindOf } from "../../../model";
import { control, pass, unknown } from "../../control";
import { causeOf } from "./cause";

export const changeReplaceCauseShown = control({
  kind: "change",
  id: "change-replace-cause-shown",
  title: "Every replacement says what forces it",
  severity: "low",
  why: "Who reads the plan can judge a replacement only by its cause.",
  fix: { terraform: "Make the plan with Terraform 1.5 or newer, or with OpenTofu: older ones do not write the cause." },
  references: { nist: ["CM"] },
  types: ["*"],
  evaluate: (change) => {
    if (kindOf(change) !== "replace" || change.mode !== "managed") {
      return undefined;
    }
    const cause = causeOf(change);
    return cause === ""
      ? unknown("it is replaced, and the plan does not say why")
      : pass(`it is replaced, since ${cause}`);
  },
});
