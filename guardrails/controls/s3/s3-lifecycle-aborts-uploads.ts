import { type Attributes, isUnset } from "../../../model";
import { control, fail, pass, unknown } from "../../control";
import { BUCKET } from "../../support/buckets";
import { LIFECYCLE, lifecycleRules } from "./lifecycle-rules";

/** Whether a rule holds for every object: no filter, or one that asks for nothing. */
function isForAll(rule: Attributes): boolean {
  const parts = ["prefix", "filter.prefix"].map((path) => rule.get(path));
  const others = ["tag", "and", "object_size_greater_than", "object_size_less_than"].map((name) =>
    rule.get(`filter.${name}`),
  );
  return (
    parts.every((value) => isUnset(value) || (value.kind === "known" && value.value === "")) &&
    others.every(
      (value) => isUnset(value) || (value.kind === "known" && Array.isArray(value.value) && value.value.length === 0),
    )
  );
}

function days(rule: Attributes) {
  return ["abort_incomplete_multipart_upload.days_after_initiation", "abort_incomplete_multipart_upload_days"]
    .map((path) => rule.get(path))
    .find((value) => !isUnset(value));
}

export const s3LifecycleAbortsUploads = control({
  kind: "resource",
  id: "s3-lifecycle-aborts-uploads",
  title: "Uploads that were never finished are thrown away",
  severity: "low",
  why: "The parts of an upload that broke off are invisible in the bucket, and are paid for until somebody ends them.",
  fix: {
    terraform:
      "Add a lifecycle rule without filter with `abort_incomplete_multipart_upload { days_after_initiation = 7 }`.",
  },
  references: { nist: ["SI"], checkov: ["CKV_AWS_300"] },
  types: [LIFECYCLE.type, BUCKET],
  evaluate: (resource) => {
    const { enabled, unknown: open } = lifecycleRules(resource);
    if (resource.type === BUCKET && enabled.length === 0 && open === undefined) {
      return undefined;
    }
    return enabled.some((rule) => isForAll(rule) && days(rule) !== undefined)
      ? pass("unfinished uploads of all objects are ended")
      : open === undefined
        ? fail("no rule for all objects has abort_incomplete_multipart_upload")
        : unknown(`it cannot be told what the rules do: ${open.reason}`);
  },
});
