import { control } from "../../control";
import { judgeBoolean } from "../../support/attributes";
import { INSTANCE } from "./hosts";

export const ec2EbsOptimized = control({
  kind: "resource",
  id: "ec2-ebs-optimized",
  title: "Instances have bandwidth of their own to their disks",
  severity: "low",
  why: "Otherwise disk and network share one line. Off by default: all present types have it whatever is set.",
  fix: { terraform: "Set `ebs_optimized = true`." },
  references: { nist: ["CP", "SC"], checkov: ["CKV_AWS_135"] },
  onByDefault: false,
  types: [INSTANCE],
  evaluate: (host) =>
    judgeBoolean(host, "ebs_optimized", { wanted: true, unset: false, otherwise: "disk and network share one line" }),
});
