import { CIS_FILTERS } from "../../../constructs/monitoring/cis-filters";
import { metricsOf, overlap, widgetsOf } from "../../constructs/monitoring/dashboard-body";
import { eventMatches, transformed } from "../../constructs/monitoring/event-pattern";
import { filterMatches } from "../../constructs/monitoring/filter-pattern";
import { COMPLIANCE_CHANGE, FINDING, withDetail } from "../../constructs/monitoring/service-events";
import { ROOT, refused, trailEvent } from "../../constructs/monitoring/trail-events";
import { synthesized } from "../../support/environments";
import { type JsonObject, objectOf, parseJson, textsOf } from "../../support/json";
import type { Template } from "../../support/template";

const seccfn = () => synthesized().template;
const twoAlarms = () => synthesized({ monitoring: { cisAlarms: false } }).template;

const TOPIC = "${aws_sns_topic.alerts.arn}";
const NAMESPACE = "SecCFN/CloudTrail/seccfn";

const filter = (key: string, template = seccfn()) => template.at(`aws_cloudwatch_log_metric_filter.${key}`);
const alarm = (key: string, template = seccfn()) => template.at(`aws_cloudwatch_metric_alarm.${key}`);

describe("metric filters", () => {
  it("SEC-MON-1: root usage and unauthorized calls are counted on the trail's log group, whatever else is", () => {
    expect(twoAlarms().addresses("aws_cloudwatch_log_metric_filter")).toEqual([
      "aws_cloudwatch_log_metric_filter.root_usage",
      "aws_cloudwatch_log_metric_filter.unauthorized_api_calls",
    ]);
    for (const template of [seccfn(), twoAlarms()]) {
      for (const values of template.all("aws_cloudwatch_log_metric_filter")) {
        expect(values.log_group_name).toBe("${aws_cloudwatch_log_group.trail_events.name}");
      }
    }
  });

  it("SEC-MON-1: cisAlarms adds the further filters of CIS, each with its alarm", () => {
    const template = seccfn();
    const keys = CIS_FILTERS.map(({ key }) => key).sort();

    expect(template.addresses("aws_cloudwatch_log_metric_filter")).toEqual(
      keys.map((key) => `aws_cloudwatch_log_metric_filter.${key}`),
    );
    expect(template.addresses("aws_cloudwatch_metric_alarm")).toEqual(
      expect.arrayContaining(keys.map((key) => `aws_cloudwatch_metric_alarm.${key}`)),
    );
    for (const { key, pattern } of CIS_FILTERS) {
      expect(filter(key).pattern).toBe(pattern);
    }
  });

  it("SEC-MON-1: what the two count, as CloudTrail writes it", () => {
    const root = trailEvent("iam.amazonaws.com", "CreateUser", { userIdentity: ROOT });
    const denied = refused("s3.amazonaws.com", "GetObject", "AccessDenied");
    const counts = (key: string) =>
      [root, denied, trailEvent("iam.amazonaws.com", "GetUser")].map((event) =>
        filterMatches(String(filter(key).pattern), event),
      );

    expect(counts("root_usage")).toEqual([true, false, false]);
    expect(counts("unauthorized_api_calls")).toEqual([false, true, false]);
  });
});

describe("alarms", () => {
  it("SEC-MON-2: root usage: once is enough", () => {
    expect(alarm("root_usage")).toMatchObject({
      namespace: NAMESPACE,
      metric_name: "RootUsage",
      statistic: "Sum",
      period: 300,
      evaluation_periods: 1,
      comparison_operator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
    });
  });

  it("SEC-MON-2: unauthorized calls: 5 or more within 5 minutes", () => {
    expect(alarm("unauthorized_api_calls")).toMatchObject({
      namespace: NAMESPACE,
      metric_name: "UnauthorizedAPICalls",
      statistic: "Sum",
      period: 300,
      evaluation_periods: 1,
      comparison_operator: "GreaterThanOrEqualToThreshold",
      threshold: "${var.unauthorized_calls_threshold}",
    });
    expect(seccfn().variables.unauthorized_calls_threshold?.default).toBe(5);
  });

  it("SEC-MON-2: each alarm on the trail reads the metric that its filter writes", () => {
    for (const { key } of CIS_FILTERS) {
      const { namespace, name } = objectOf(filter(key).metric_transformation);
      expect(alarm(key)).toMatchObject({ namespace, metric_name: name });
    }
  });

  it("SEC-MON-2: Config compliance: the number that the scheduled function publishes, raised at the first rule", () => {
    const template = seccfn();
    const variables = objectOf(template.value("aws_lambda_function.compliance", "environment.variables"));

    expect(alarm("config_compliance")).toMatchObject({
      namespace: variables.METRIC_NAMESPACE,
      metric_name: variables.METRIC_NAME,
      dimensions: { Environment: variables.DIMENSION_ENVIRONMENT },
      statistic: "Maximum", // an answer that got lost makes the function publish twice
      comparison_operator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
    });
    expect(template.at("aws_cloudwatch_event_rule.compliance_schedule").schedule_expression).toBe("rate(1 hour)");
    expect(template.at("aws_cloudwatch_event_target.compliance_schedule").arn).toBe(
      "${aws_lambda_function.compliance.arn}",
    );
  });

  it("ALL-10: every alarm tells the topic of alarm and OK, and its silence means what it should", () => {
    const template = seccfn();
    const silence = Object.fromEntries(
      template.resources
        .filter(({ type }) => type === "aws_cloudwatch_metric_alarm")
        .map(({ name, values }) => {
          expect([values.alarm_actions, values.ok_actions]).toEqual([[TOPIC], [TOPIC]]);
          return [name, values.treat_missing_data];
        }),
    );

    expect(silence).toEqual({
      ...Object.fromEntries(CIS_FILTERS.map(({ key }) => [key, "notBreaching"])), // silent while all is well
      compliance_dead_letters_waiting: "notBreaching", // an empty queue
      compliance_function_errors: "notBreaching", // no run, no error
      compliance_function_silent: "breaching", // no run is the failure
      config_compliance: "ignore", // published now and then: the last number holds
      database_connections: "notBreaching", // RDS publishes while the instance runs
      database_cpu: "notBreaching",
      database_storage: "notBreaching",
    });
  });

  it("every alarm has a name of its own by the rule, and says what it means", () => {
    const alarms = seccfn().all("aws_cloudwatch_metric_alarm");

    expect(new Set(alarms.map(({ alarm_name: name }) => name)).size).toBe(alarms.length);
    for (const { alarm_name: name, alarm_description: description } of alarms) {
      expect(name).toMatch(/^SecCFN-\w+-Alarm$/);
      expect(description).toMatch(/^.{30,}\. Runbook: help\/runbooks\.md#[a-z0-9-]+$/);
    }
  });
});

describe("events", () => {
  const heard = (rule: string, event: JsonObject, template = seccfn()) =>
    eventMatches(parseJson(String(template.at(`aws_cloudwatch_event_rule.${rule}`).event_pattern)), event);
  const said = (rule: string, event: JsonObject) =>
    transformed(seccfn().at(`aws_cloudwatch_event_target.${rule}`).input_transformer, event);

  it("SEC-MON-2: EventBridge sends each change to NON_COMPLIANT to the topic, in words", () => {
    expect(heard("config_non_compliant", COMPLIANCE_CHANGE)).toBe(true);
    expect(seccfn().at("aws_cloudwatch_event_target.config_non_compliant").arn).toBe(TOPIC);
    expect(said("config_non_compliant", COMPLIANCE_CHANGE)).toBe(
      "AWS Config: AWS::S3::Bucket example-data in us-east-1 no longer complies with the rule Example-Rule.",
    );
  });

  it.each<[string, JsonObject]>([
    ["a change to COMPLIANT", withDetail(COMPLIANCE_CHANGE, { newEvaluationResult: { complianceType: "COMPLIANT" } })],
    [
      "a rule of Security Hub's, which tells of it itself",
      withDetail(COMPLIANCE_CHANGE, { configRuleName: "securityhub-s3-1-abc" }),
    ],
    ["another event of Config", { ...COMPLIANCE_CHANGE, "detail-type": "Config Configuration Item Change" }],
    ["another service's event", FINDING],
  ])("SEC-MON-2: but not %s", (_, event) => {
    expect(heard("config_non_compliant", event)).toBe(false);
  });

  it("SEC-EXT-1: findings of GuardDuty of medium severity or higher come too", () => {
    expect(heard("guardduty_finding", withDetail(FINDING, { severity: 4 }))).toBe(true);
    expect(heard("guardduty_finding", withDetail(FINDING, { severity: 3.9 }))).toBe(false);
    expect(heard("guardduty_finding", COMPLIANCE_CHANGE)).toBe(false);
    expect(said("guardduty_finding", FINDING)).toBe(
      "GuardDuty, severity 5, us-east-1: 198.51.100.5 is performing SSH brute force attacks against i-99999999.",
    );
  });

  it("SEC-MON-2: there is no rule for a service that another environment owns", () => {
    const elsewhere = synthesized({
      baseline: { config: "external", guardDuty: false },
      audit: { configRules: [] },
    }).template;

    expect(elsewhere.addresses("aws_cloudwatch_event_rule")).toEqual(["aws_cloudwatch_event_rule.compliance_schedule"]);
  });
});

describe("the topic", () => {
  it("SEC-MON-3: is encrypted, and published to by CloudWatch, Config and RDS of the account and EventBridge, over TLS", () => {
    const template = seccfn();
    const policy = template.policyOf("aws_sns_topic_policy.alerts", "policy");

    expect(template.only("aws_sns_topic")).toEqual({
      name: "SecCFN-Security-Alerts-Topic",
      display_name: "SecCFN security alerts",
      kms_master_key_id: "${aws_kms_key.master.arn}",
    });
    expect(
      policy.map(({ effect, principals, actions }) => [effect, ...Object.values(principals).flat(), ...actions]),
    ).toEqual([
      ["Allow", "cloudwatch.amazonaws.com", "sns:Publish"],
      ["Allow", "config.amazonaws.com", "sns:Publish"],
      ["Allow", "events.rds.amazonaws.com", "sns:Publish"],
      ["Allow", "events.amazonaws.com", "sns:Publish"],
      ["Deny", "*", "sns:Publish"],
    ]);
    for (const { resources } of policy) {
      expect(resources).toEqual(["arn:aws:sns:us-east-1:111111111111:SecCFN-Security-Alerts-Topic"]);
    }
  });

  it("SEC-MON-3: CloudWatch, Config and RDS are limited to the account; EventBridge is not, since AWS drops its messages then", () => {
    const limits = seccfn()
      .policyOf("aws_sns_topic_policy.alerts", "policy")
      .filter(({ effect }) => effect === "Allow")
      .map(({ principals, conditions }) => [
        principals.Service,
        conditions.map(({ variable, values }) => [variable, values]),
      ]);

    expect(limits).toEqual([
      [["cloudwatch.amazonaws.com"], [["aws:SourceAccount", ["111111111111"]]]],
      [["config.amazonaws.com"], [["aws:SourceAccount", ["111111111111"]]]],
      [["events.rds.amazonaws.com"], [["aws:SourceAccount", ["111111111111"]]]],
      [["events.amazonaws.com"], []],
    ]);
  });

  it("SEC-MON-3: whoever publishes may use the key", () => {
    const users = seccfn()
      .policy("data.aws_iam_policy_document.master_key_policy")
      .filter(({ actions }) => actions.some((action) => action.startsWith("kms:GenerateDataKey")))
      .flatMap(({ principals }) => principals.Service ?? []);

    expect(users).toEqual(
      expect.arrayContaining([
        "cloudwatch.amazonaws.com",
        "config.amazonaws.com",
        "events.rds.amazonaws.com",
        "events.amazonaws.com",
      ]),
    );
  });

  it("SEC-MON-3: the e-mail subscription is optional", () => {
    const template = synthesized({ monitoring: { alertEmail: "security@example.com" } }).template;

    expect(seccfn().types).not.toHaveProperty("aws_sns_topic_subscription");
    expect(template.only("aws_sns_topic_subscription")).toEqual({
      topic_arn: TOPIC,
      protocol: "email",
      endpoint: "${var.alert_email}",
    });
    expect(template.variables.alert_email?.default).toBe("security@example.com");
  });
});

describe("the dashboard", () => {
  const widgets = (template: Template = seccfn()) =>
    widgetsOf(template.only("aws_cloudwatch_dashboard").dashboard_body);

  it("SEC-MON-3: has a widget for the alarms and six graphs, none over another", () => {
    const made = widgets();

    expect(made.map(({ type, properties }) => `${type} ${properties.title}`)).toEqual([
      "alarm Alarms",
      "metric Config rules not compliant",
      "metric Root usage and unauthorized calls",
      "metric Function: compliance",
      "metric Database CPU (%)",
      "metric Database connections",
      "metric Database free storage (bytes)",
    ]);
    for (const [index, widget] of made.entries()) {
      expect(made.slice(index + 1).filter((other) => overlap(widget, other))).toEqual([]);
    }
  });

  it.each([
    ["all CIS alarms", {}],
    ["two alarms on the trail", { monitoring: { cisAlarms: false } }],
  ])("SEC-MON-3: shows every alarm that there is, with %s", (_, overrides) => {
    const { template } = synthesized(overrides);
    const shown = textsOf(widgets(template)[0]?.properties.alarms);
    const made = template
      .all("aws_cloudwatch_metric_alarm")
      .map(({ alarm_name: name }) => `arn:aws:cloudwatch:us-east-1:111111111111:alarm:${String(name)}`);

    expect([...shown].sort()).toEqual(made.sort());
  });

  it("SEC-MON-3: shows only metrics that something publishes", () => {
    const template = seccfn();
    const variables = objectOf(template.value("aws_lambda_function.compliance", "environment.variables"));
    const functionName = template.at("aws_lambda_function.compliance").function_name;
    const identifier = template.at("aws_db_instance.postgres").identifier;
    const published = [
      ...template
        .all("aws_cloudwatch_log_metric_filter")
        .map(({ metric_transformation: made }) => objectOf(made))
        .map(({ namespace, name }) => [namespace, name]),
      [variables.METRIC_NAMESPACE, variables.METRIC_NAME, "Environment", variables.DIMENSION_ENVIRONMENT],
      ...["Invocations", "Errors"].map((name) => ["AWS/Lambda", name, "FunctionName", functionName]),
      ...["CPUUtilization", "DatabaseConnections", "FreeStorageSpace"].map((name) => [
        "AWS/RDS",
        name,
        "DBInstanceIdentifier",
        identifier,
      ]),
    ].map((metric) => metric.join(" "));

    expect(metricsOf(widgets()).map((metric) => metric.join(" "))).toHaveLength(8);
    expect(
      metricsOf(widgets())
        .map((metric) => metric.join(" "))
        .filter((metric) => !published.includes(metric)),
    ).toEqual([]);
  });

  it("SEC-MON-3: the trail's two metrics are there even where the further filters are not", () => {
    const counted = twoAlarms()
      .all("aws_cloudwatch_log_metric_filter")
      .map(({ metric_transformation: made }) => `${objectOf(made).namespace} ${objectOf(made).name}`);

    expect(
      metricsOf(widgets(twoAlarms()))
        .map((metric) => metric.join(" "))
        .filter((metric) => metric.startsWith(NAMESPACE))
        .sort(),
    ).toEqual(counted.sort());
  });
});
