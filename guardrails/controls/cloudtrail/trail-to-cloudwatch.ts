import { asText, display, isUnset } from "../../../model";
import { control, fail, pass, unknown } from "../../control";
import { unknownValue } from "../../support/attributes";

const GROUP = "cloud_watch_logs_group_arn";
const ROLE = "cloud_watch_logs_role_arn";
const LOG_GROUP = "aws_cloudwatch_log_group";

export const trailToCloudwatch = control({
  kind: "resource",
  id: "trail-to-cloudwatch",
  title: "Trails send their events to CloudWatch Logs",
  severity: "medium",
  why: "In the bucket alone events are found when somebody looks; in a log group alarms find them within minutes.",
  fix: {
    yaml: "audit.trailLogRetentionDays: 90",
    terraform: `Set \`${GROUP} = "\${aws_cloudwatch_log_group.<name>.arn}:*"\` and \`${ROLE}\` to a role that CloudTrail may assume.`,
  },
  references: {
    fsbp: ["CloudTrail.5"],
    nist: ["AC", "AU", "CA", "CM", "IA", "MA", "PM", "SC", "SI"],
    checkov: ["CKV2_AWS_10"],
    trivy: ["AWS-0162"],
  },
  types: ["aws_cloudtrail"],
  evaluate: (trail, graph) => {
    const missing = [GROUP, ROLE].find((path) => isUnset(trail.get(path)) || asText(trail.get(path)) === "");
    if (missing !== undefined) {
      return fail(`${missing} is not set: no event reaches CloudWatch Logs`, missing);
    }
    const value = trail.get(GROUP);
    const referred = graph.referencesOf(trail, GROUP).map(({ to }) => to);
    const group = referred.find(({ type }) => type === LOG_GROUP);
    const text = asText(value);
    return group !== undefined
      ? pass(`its events go to ${group.address}`, GROUP)
      : text !== undefined
        ? /^arn:[^:]*:logs:[^:]*:[^:]*:log-group:./.test(text)
          ? pass(`its events go to ${display(value)}`, GROUP)
          : fail(`${GROUP} is ${display(value)}, which is no log group`, GROUP)
        : referred.length > 0 && referred.every(({ mode }) => mode === "managed")
          ? fail(`${GROUP} comes from ${referred[0]?.address}, which is no log group`, GROUP)
          : (unknownValue(trail, GROUP, value) ?? unknown(`${GROUP} cannot be told`, GROUP));
  },
});
