import { control, fail, pass, unknown } from "../../control";
import { ALARM, actingOf } from "./metrics";

export const alarmActs = control({
  kind: "resource",
  id: "alarm-acts",
  title: "Alarms tell somebody, or do something",
  severity: "medium",
  why: "An alarm without action goes off where nobody looks.",
  fix: {
    terraform:
      "Set `alarm_actions` to the ARN of a topic that somebody listens to, and leave `actions_enabled` at `true`.",
  },
  references: {
    fsbp: ["CloudWatch.15", "CloudWatch.17"],
    nist: ["AU", "CA", "PM", "SC", "SI"],
    checkov: ["CKV_AWS_319"],
  },
  types: [ALARM],
  evaluate: (alarm, graph) => {
    const { acts, reason, attribute } = actingOf(graph, alarm);
    return acts === "yes"
      ? pass(reason, attribute)
      : acts === "no"
        ? fail(`${reason}: the alarm goes off unseen`, attribute)
        : unknown(reason, attribute);
  },
});
