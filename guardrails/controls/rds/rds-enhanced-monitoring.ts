import { asNumber, display, isUnset } from "../../../model";
import { control, fail, pass } from "../../control";
import { unknownValue } from "../../support/attributes";
import { DATABASE } from "./database";

const PATH = "monitoring_interval";

export const rdsEnhancedMonitoring = control({
  kind: "resource",
  id: "rds-enhanced-monitoring",
  title: "Databases report what their host does (enhanced monitoring)",
  severity: "low",
  why: "It shows processes and memory as the host sees them, which the usual metrics do not. Off by default: it costs, and an environment chooses it.",
  fix: {
    yaml: "database.enhancedMonitoringSeconds: 60",
    terraform: "Set `monitoring_interval = 60` and a `monitoring_role_arn`.",
  },
  references: { fsbp: ["RDS.6"], nist: ["AU", "CA", "PM", "SC", "SI"], checkov: ["CKV_AWS_118"] },
  onByDefault: false,
  types: [DATABASE],
  evaluate: (database) => {
    const value = database.get(PATH);
    return (
      unknownValue(database, PATH, value) ??
      ((asNumber(value) ?? 0) > 0
        ? pass(`${PATH} is ${display(value)}`, PATH)
        : fail(`${PATH} is ${isUnset(value) ? "not set" : display(value)}`, PATH))
    );
  },
});
