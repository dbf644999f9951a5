import { synthesized } from "../../support/environments";
import { objectOf, parseJson } from "../../support/json";

const webApp = () => synthesized({}, "web-app").template;
const TOPIC = "${aws_sns_topic.alerts.arn}";

const alarm = (name: string) => webApp().at(`aws_cloudwatch_metric_alarm.${name}`);

const GROUP = { AutoScalingGroupName: "${aws_autoscaling_group.application.name}" };
const BALANCER = { LoadBalancer: "${aws_lb.load_balancer.arn_suffix}" };
const DATABASE = { DBInstanceIdentifier: "webapp-main-database" };
const FIVE_MINUTES = { period: 300, comparison_operator: "GreaterThanOrEqualToThreshold" };
/** A short peak is no alarm. */
const SUSTAINED = { ...FIVE_MINUTES, evaluation_periods: 3 };

describe("each alarm reads a metric that somebody publishes, under the dimensions by which it is published", () => {
  it("WEB-MON-1: CPU of the Auto Scaling group", () => {
    expect(alarm("application_cpu")).toMatchObject({
      ...SUSTAINED,
      namespace: "AWS/EC2",
      metric_name: "CPUUtilization",
      statistic: "Average",
      dimensions: GROUP,
      threshold: 85, // more than the 60 that scaling keeps
    });
  });

  it.each([
    ["load_balancer_errors", "HTTPCode_ELB_5XX_Count"], // the load balancer's own
    ["application_errors", "HTTPCode_Target_5XX_Count"], // the instances'
  ])("WEB-MON-1: 5xx: %s", (name, metric) => {
    expect(alarm(name)).toMatchObject({
      ...FIVE_MINUTES,
      namespace: "AWS/ApplicationELB",
      metric_name: metric,
      statistic: "Sum",
      dimensions: BALANCER,
      evaluation_periods: 1,
      threshold: 10,
    });
  });

  it("WEB-MON-1: latency, of the slowest twentieth, in the seconds that CloudWatch has", () => {
    expect(alarm("application_latency")).toMatchObject({
      ...SUSTAINED,
      namespace: "AWS/ApplicationELB",
      metric_name: "TargetResponseTime",
      extended_statistic: "p95",
      dimensions: BALANCER,
      threshold: 1, // monitoring.latencyMilliseconds: 1000
    });
    expect(alarm("application_latency")).not.toHaveProperty("statistic");
  });

  it("WEB-MON-1: unhealthy hosts, which has the target group's dimension too", () => {
    expect(alarm("unhealthy_hosts")).toMatchObject({
      namespace: "AWS/ApplicationELB",
      metric_name: "UnHealthyHostCount",
      statistic: "Maximum",
      dimensions: { ...BALANCER, TargetGroup: "${aws_lb_target_group.load_balancer.arn_suffix}" },
      threshold: 1,
      comparison_operator: "GreaterThanOrEqualToThreshold",
    });
  });

  it("WEB-MON-1: the database's CPU, storage and connections", () => {
    expect(alarm("database_cpu")).toMatchObject({
      ...SUSTAINED,
      namespace: "AWS/RDS",
      metric_name: "CPUUtilization",
      dimensions: DATABASE,
      threshold: 85,
    });
    expect(alarm("database_storage")).toMatchObject({
      namespace: "AWS/RDS",
      metric_name: "FreeStorageSpace",
      statistic: "Minimum",
      dimensions: DATABASE,
      comparison_operator: "LessThanThreshold",
      threshold: 5 * 1024 ** 3, // bytes
    });
    expect(alarm("database_connections")).toMatchObject({
      ...SUSTAINED,
      namespace: "AWS/RDS",
      metric_name: "DatabaseConnections",
      statistic: "Maximum",
      dimensions: DATABASE,
      threshold: 200,
    });
    expect(webApp().at("aws_db_instance.postgres").identifier).toBe(DATABASE.DBInstanceIdentifier);
  });

  it("WEB-MON-1: errors of every function", () => {
    const functions = webApp().blocksOf("aws_lambda_function");

    expect(functions.map(({ name }) => name)).toEqual(["compliance", "recovery_check"]);
    for (const { name, address } of functions) {
      expect(alarm(`${name}_function_errors`)).toMatchObject({
        namespace: "AWS/Lambda",
        metric_name: "Errors",
        statistic: "Sum",
        dimensions: { FunctionName: `\${${address}.function_name}` },
        threshold: 1,
        comparison_operator: "GreaterThanOrEqualToThreshold",
      });
    }
  });

  it("WEB-MON-1: memory and disk, as the CloudWatch agents of the group publish them", () => {
    const agent = objectOf(parseJson(String(webApp().at("aws_ssm_parameter.application_agent").insecure_value)));
    const { namespace, aggregation_dimensions: aggregated, metrics_collected: collected } = objectOf(agent.metrics);

    expect(aggregated).toContainEqual(["AutoScalingGroupName"]);
    expect(collected).toMatchObject({
      mem: { measurement: ["mem_used_percent"] },
      disk: { measurement: ["used_percent"], resources: ["/"] }, // published with the prefix disk_
    });
    for (const [name, metric] of [
      ["application_memory", "mem_used_percent"],
      ["application_disk", "disk_used_percent"],
    ] as const) {
      expect(alarm(name)).toMatchObject({
        ...SUSTAINED,
        namespace,
        metric_name: metric,
        dimensions: GROUP,
        threshold: 90,
      });
    }
  });
});

it("WEB-MON-1: missing data is not breaching where it is a health signal, and breaching where silence is the failure", () => {
  const trail = new Set(
    webApp()
      .addresses("aws_cloudwatch_log_metric_filter")
      .map((address) => address.split(".")[1]),
  );
  const silence = webApp()
    .blocksOf("aws_cloudwatch_metric_alarm")
    .filter(({ name }) => !trail.has(name))
    .map(({ name, values }) => [name, values.treat_missing_data]);

  expect(Object.fromEntries(silence)).toEqual({
    application_cpu: "notBreaching",
    application_disk: "notBreaching",
    application_errors: "notBreaching", // no request, no error
    application_latency: "notBreaching",
    application_memory: "notBreaching",
    application_status_check: "notBreaching",
    compliance_dead_letters_waiting: "notBreaching",
    compliance_function_errors: "notBreaching",
    compliance_function_silent: "breaching", // nobody counts
    config_compliance: "ignore", // published now and then: the last number holds
    database_connections: "notBreaching",
    database_cpu: "notBreaching",
    database_storage: "notBreaching",
    load_balancer_errors: "notBreaching",
    recovery_check_dead_letters_waiting: "notBreaching",
    recovery_check_function_errors: "notBreaching",
    recovery_point_too_old: "breaching", // nobody looks
    unhealthy_hosts: "notBreaching",
  });
});

it("ALL-10: every alarm tells the topic, of alarm and of OK", () => {
  for (const values of webApp().all("aws_cloudwatch_metric_alarm")) {
    expect([values.alarm_actions, values.ok_actions]).toEqual([[TOPIC], [TOPIC]]);
  }
});

it("WEB-MON-1: thresholds are configuration", () => {
  const { template } = synthesized(
    {
      monitoring: {
        cpuPercent: 70,
        serverErrors: 3,
        latencyMilliseconds: 250,
        databaseFreeStorageGib: 20,
        databaseConnections: 50,
      },
    },
    "web-app",
  );
  const threshold = (name: string) => template.at(`aws_cloudwatch_metric_alarm.${name}`).threshold;

  expect(
    [
      ...["application_cpu", "database_cpu", "application_errors", "load_balancer_errors", "application_latency"],
      ...["database_storage", "database_connections"],
    ].map(threshold),
  ).toEqual([70, 70, 3, 3, 0.25, 20 * 1024 ** 3, 50]);
});
