import { asBoolean } from "../../../model";
import { control } from "../../control";
import { destruction } from "./destruction";
import { GUARDED_TYPES } from "./guarded-types";

export const changeBucketNotDestroyed = control({
  kind: "change",
  id: "change-bucket-not-destroyed",
  title: "Buckets are neither deleted nor replaced",
  severity: "critical",
  why: "The objects, with all of their versions, are gone or stay behind in a bucket that Terraform no longer knows.",
  fix: {
    terraform:
      "Undo what forces it (often a changed name), write a `moved` block if only the address changed, or set `lifecycle { prevent_destroy = true }`. If it is meant, approve this plan by its digest.",
  },
  references: { nist: ["AU", "CP"] },
  types: GUARDED_TYPES["change-bucket-not-destroyed"],
  evaluate: (change) =>
    destruction(change, "the bucket", ({ before }) =>
      before !== undefined && asBoolean(before.get("force_destroy")) === true
        ? ["all of its objects go with it (force_destroy)"]
        : [],
    ),
});
