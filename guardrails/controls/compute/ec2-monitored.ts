import { control } from "../../control";
import { judgeBoolean } from "../../support/attributes";
import { INSTANCE, TEMPLATE } from "./hosts";

export const ec2Monitored = control({
  kind: "resource",
  id: "ec2-monitored",
  title: "Instances report every minute (detailed monitoring)",
  severity: "low",
  why: "With a figure every five minutes an alarm is late, and a short peak is not seen at all.",
  fix: { terraform: "Set `monitoring = true` (launch template: `monitoring { enabled = true }`)." },
  references: { nist: ["AU", "SI"], checkov: ["CKV_AWS_126"] },
  types: [INSTANCE, TEMPLATE],
  evaluate: (host) =>
    judgeBoolean(host, host.type === TEMPLATE ? "monitoring.enabled" : "monitoring", {
      wanted: true,
      unset: false,
      otherwise: "it reports every five minutes",
    }),
});
