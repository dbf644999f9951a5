import { control } from "../../control";
import { judgeBoolean } from "../../support/attributes";

export const trailFilesValidated = control({
  kind: "resource",
  id: "trail-files-validated",
  title: "Trails sign their log files",
  severity: "medium",
  why: "Without the digests nobody can prove that a log file was not changed or taken away.",
  fix: { terraform: "Set `enable_log_file_validation = true` on the trail." },
  references: {
    cis: { v3: ["3.2"], v5: ["3.2"] },
    fsbp: ["CloudTrail.4"],
    nist: ["AU", "CM", "PM", "SA", "SC", "SI"],
    checkov: ["CKV_AWS_36"],
    trivy: ["AWS-0016"],
  },
  types: ["aws_cloudtrail"],
  evaluate: (trail) =>
    judgeBoolean(trail, "enable_log_file_validation", {
      wanted: true,
      unset: false,
      otherwise: "a log file can be changed and nobody sees it",
    }),
});
