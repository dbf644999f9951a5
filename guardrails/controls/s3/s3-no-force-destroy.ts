import { control } from "../../control";
import { judgeBoolean } from "../../support/attributes";
import { BUCKET } from "../../support/buckets";

export const s3NoForceDestroy = control({
  kind: "resource",
  id: "s3-no-force-destroy",
  title: "No bucket is emptied when it is destroyed",
  severity: "high",
  why: "With force_destroy a destroy, or a change that replaces the bucket, deletes all objects and versions without asking; without it S3 refuses.",
  fix: { yaml: "lifecycle: durable", terraform: "Set `force_destroy = false` on the bucket, or leave it out." },
  references: { nist: ["CP"] },
  types: [BUCKET],
  evaluate: (bucket) =>
    judgeBoolean(bucket, "force_destroy", {
      wanted: false,
      unset: false,
      otherwise: "a destroy deletes all objects without asking",
    }),
});
