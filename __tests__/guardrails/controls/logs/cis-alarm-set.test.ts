import { CIS_FILTERS } from "../../../../constructs/monitoring/cis-filters";
import { cisAlarmSet } from "../../../../guardrails/controls/logs/cis-alarm-set";
import { CIS_ITEMS, watches } from "../../../../guardrails/controls/logs/cis-filters";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import { type JsonObject, objectOf } from "../../../support/json";

const T = "aws_cloudtrail.t";
const item = (cis: string) => CIS_ITEMS.find((one) => one.cis === cis) ?? { cis: "", watches: "" };

/** A trail with its log group, and a filter with an alarm for each of CIS's recommendations. */
const complete = (): Record<string, JsonObject> => ({
  aws_cloudtrail: {
    t: {
      name: "t",
      s3_bucket_name: "b",
      cloud_watch_logs_group_arn: "${aws_cloudwatch_log_group.trail.arn}:*",
      cloud_watch_logs_role_arn: "role",
    },
  },
  aws_cloudwatch_log_group: { trail: { name: "trail-${random_id.r.hex}" }, other: { name: "other-group" } },
  random_id: { r: { byte_length: 4 } },
  aws_sns_topic: { alerts: {} },
  aws_cloudwatch_log_metric_filter: Object.fromEntries(
    CIS_FILTERS.map(({ key, pattern, metricName }) => [
      key,
      {
        name: key,
        pattern,
        log_group_name: "${aws_cloudwatch_log_group.trail.name}",
        metric_transformation: { namespace: "Cis", name: metricName, value: "1" },
      },
    ]),
  ),
  aws_cloudwatch_metric_alarm: Object.fromEntries(
    CIS_FILTERS.map(({ key, metricName }) => [
      key,
      {
        alarm_name: key,
        comparison_operator: "GreaterThanOrEqualToThreshold",
        evaluation_periods: 1,
        namespace: "Cis",
        metric_name: metricName,
        alarm_actions: ["${aws_sns_topic.alerts.arn}"],
      },
    ]),
  ),
});
/** The same with another filter or alarm of the root user. */
const changed = (type: string, values: JsonObject | undefined): TerraformJson => {
  const { root_usage: root, ...others } = objectOf(complete()[type]);
  const all = values === undefined ? others : { ...others, root_usage: { ...objectOf(root), ...values } };
  return { data: { aws_ssm_parameter: { x: { name: "x" } } }, resource: { ...complete(), [type]: all } };
};
const FILTER = "aws_cloudwatch_log_metric_filter";
const ALARM = "aws_cloudwatch_metric_alarm";

describe("cis-alarm-set", () => {
  it("passes each of the fifteen where all are there", () => {
    expect(outcomesOf(cisAlarmSet, { resource: complete() })).toEqual({ [T]: Array(15).fill("pass").join(", ") });
  });

  it.each<[string, TerraformJson, string]>([
    ["there is no filter", changed(FILTER, undefined), "no metric filter on the trail's log group finds all of them"],
    [
      "the filter is on another group",
      changed(FILTER, { log_group_name: "${aws_cloudwatch_log_group.other.name}" }),
      "no metric filter on the trail's log group finds all of them",
    ],
    [
      "the filter finds something else",
      changed(FILTER, { pattern: "{ $.eventName = ConsoleLogin }" }),
      "no metric filter on the trail's log group finds all of them",
    ],
    [
      "there is no alarm",
      changed(ALARM, undefined),
      "no alarm reads the metric of aws_cloudwatch_log_metric_filter.root_usage",
    ],
    [
      "the alarm reads something else",
      changed(ALARM, { metric_name: "RootUse" }),
      "no alarm reads the metric of aws_cloudwatch_log_metric_filter.root_usage",
    ],
    [
      "the alarm does nothing",
      changed(ALARM, { alarm_actions: [] }),
      "aws_cloudwatch_metric_alarm.root_usage: alarm_actions is empty",
    ],
    [
      "the alarm is switched off",
      changed(ALARM, { actions_enabled: false }),
      "aws_cloudwatch_metric_alarm.root_usage: actions_enabled is false",
    ],
  ])("fails the one where %s", (_, terraform, reason) => {
    expect(messagesOf(cisAlarmSet, terraform)).toEqual([`fail aws_cloudtrail.t: 4.3 use of the root user: ${reason}`]);
  });

  it("cannot tell of a pattern that is not known", () => {
    const terraform = changed(FILTER, { pattern: "${data.aws_ssm_parameter.x.value}" });
    expect(messagesOf(cisAlarmSet, terraform)).toEqual([
      "unknown aws_cloudtrail.t: 4.3 use of the root user: it cannot be told whether they are watched",
    ]);
  });

  it("says nothing of a trail that sends no events to a log group", () => {
    expect(
      outcomesOf(cisAlarmSet, { resource: { aws_cloudtrail: { t: { name: "t", s3_bucket_name: "b" } } } }),
    ).toEqual({});
  });
});

describe("patterns that watch", () => {
  it.each(CIS_FILTERS.map(({ id, pattern }) => [id, pattern] as const))("%s: our own", (id, pattern) => {
    expect(CIS_ITEMS.filter((one) => watches(pattern, one)).map(({ cis }) => cis)).toEqual([id]);
  });

  it.each<[string, string, string, boolean]>([
    [
      "4.7",
      "CIS's own",
      "{($.eventSource = kms.amazonaws.com) && (($.eventName=DisableKey)||($.eventName=ScheduleKeyDeletion)) }",
      true,
    ],
    [
      "4.7",
      "quotes and other letters",
      '{ ($.eventSource = "kms.amazonaws.com") && ($.eventname = "DISABLEKEY" || $.eventName = "ScheduleKeyDeletion") }',
      true,
    ],
    ["4.7", "no source", "{ ($.eventName = DisableKey) || ($.eventName = ScheduleKeyDeletion) }", true],
    ["4.7", "one of two", "{ ($.eventSource = kms.amazonaws.com) && ($.eventName = DisableKey) }", false],
    [
      "4.7",
      "both at once, which never is",
      "{ ($.eventName = DisableKey) && ($.eventName = ScheduleKeyDeletion) }",
      false,
    ],
    [
      "4.7",
      "another source",
      "{ ($.eventSource = s3.amazonaws.com) && (($.eventName = DisableKey) || ($.eventName = ScheduleKeyDeletion)) }",
      false,
    ],
    [
      "4.7",
      "for somebody only",
      '{ ($.userIdentity.userName = "bob") && (($.eventName = DisableKey) || ($.eventName = ScheduleKeyDeletion)) }',
      false,
    ],
    ["4.7", "all but those", "{ ($.eventName != DisableKey) && ($.eventName != ScheduleKeyDeletion) }", false],
    ["4.1", "CIS's own", '{ ($.errorCode ="*UnauthorizedOperation") || ($.errorCode ="AccessDenied*") }', true],
    ["4.1", "one of two", '{ ($.errorCode = "AccessDenied*") }', false],
    [
      "4.2",
      "without the type of user",
      '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }',
      true,
    ],
    ["4.2", "with MFA", '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed = "Yes") }', false],
    ["4.3", "from one address", '{ $.userIdentity.type = "Root" && $.sourceIPAddress = "192.0.2.1" }', false],
    ["4.6", "CIS's own", '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }', true],
    ["4.6", "each sign-in", "{ ($.eventName = ConsoleLogin) }", false],
  ])("%s, %s", (cis, _, pattern, expected) => {
    expect(watches(pattern, item(cis))).toBe(expected);
  });
});
