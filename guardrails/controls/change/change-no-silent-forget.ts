import { control, fail } from "../../control";
import { causeOf } from "./cause";
import { ALL_GUARDED_TYPES } from "./guarded-types";

export const changeNoSilentForget = control({
  kind: "change",
  id: "change-no-silent-forget",
  title: "Terraform forgets nothing that holds data or watches over the account",
  severity: "high",
  why: "What Terraform forgets stays in the account, but nobody checks or changes it any more, and the next plan makes a second one.",
  fix: {
    terraform:
      "Remove the `removed` block, or name the project that imports the resource and suppress this for the address with that reason.",
  },
  references: { nist: ["CM"] },
  types: ALL_GUARDED_TYPES,
  evaluate: (change) => {
    if (!change.actions.includes("forget")) {
      return undefined;
    }
    const cause = causeOf(change);
    return fail(`it is taken out of the state and left in the account${cause === "" ? "" : `, since ${cause}`}`);
  },
});
