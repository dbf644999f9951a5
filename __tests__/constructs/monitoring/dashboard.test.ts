import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { TerraformOutput, Testing } from "cdktf";
import { Dashboard, type DashboardGraph, type DashboardProps } from "../../../constructs/monitoring/dashboard";
import { Template } from "../../support/template";
import { overlap, type Widget, widgetsOf } from "./dashboard-body";

const ALARM = "arn:aws:cloudwatch:us-east-1:111111111111:alarm:Example";

const graph = (title: string): DashboardGraph => ({
  title,
  statistic: "Sum",
  metrics: [["AWS/Lambda", "Errors", "FunctionName", title]],
});

const PROPS: DashboardProps = {
  dashboardName: "Example-Dashboard",
  region: "us-east-1",
  alarmArns: [ALARM],
  graphs: [graph("One"), graph("Two"), graph("Three")],
};

function define(props: Partial<DashboardProps> = {}): Template {
  return Template.of((stack) => new Dashboard(stack, "dashboard", { ...PROPS, ...props }));
}

const widgets = (props: Partial<DashboardProps> = {}): Widget[] =>
  widgetsOf(define(props).only("aws_cloudwatch_dashboard").dashboard_body);

it("defines by default the dashboard alone", () => {
  const template = define();

  expect(template.types).toEqual({ aws_cloudwatch_dashboard: 1 });
  expect(template.only("aws_cloudwatch_dashboard").dashboard_name).toBe("Example-Dashboard");
});

describe("guarantees", () => {
  it("SEC-MON-3: shows the state of the alarms over the whole width, then the graphs", () => {
    expect(widgets({ graphs: [graph("One")] })).toEqual([
      { type: "alarm", x: 0, y: 0, width: 24, height: 4, properties: { title: "Alarms", alarms: [ALARM] } },
      {
        type: "metric",
        x: 0,
        y: 4,
        width: 12,
        height: 6,
        properties: {
          title: "One",
          region: "us-east-1",
          stat: "Sum",
          period: 300,
          view: "timeSeries",
          metrics: [["AWS/Lambda", "Errors", "FunctionName", "One"]],
        },
      },
    ]);
  });

  it.each([1, 2, 3, 7])("SEC-MON-3: %i graphs lie two a row, within the grid, none over another", (count) => {
    const made = widgets({ graphs: Array.from({ length: count }, (_, index) => graph(`Graph ${index}`)) });

    expect(made).toHaveLength(count + 1);
    for (const [index, widget] of made.entries()) {
      expect(widget.x + widget.width).toBeLessThanOrEqual(24);
      expect(made.slice(index + 1).filter((other) => overlap(widget, other))).toEqual([]);
    }
    expect(Math.max(...made.map(({ y, height }) => y + height))).toBe(4 + 6 * Math.ceil(count / 2));
  });

  it("SEC-MON-3: alarms that Terraform has yet to make are references within the body", () => {
    const template = Template.of((stack) => {
      const alarm = new CloudwatchMetricAlarm(stack, "alarm", {
        alarmName: "Example",
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 1,
      });
      new Dashboard(stack, "dashboard", { ...PROPS, alarmArns: [alarm.arn] });
    });
    const [alarms] = widgetsOf(template.only("aws_cloudwatch_dashboard").dashboard_body);

    expect(alarms?.properties.alarms).toEqual(["${aws_cloudwatch_metric_alarm.alarm.arn}"]);
  });

  it("the same in anybody's stack", () => {
    expect(Testing.synthScope((scope) => new Dashboard(scope, "dashboard", PROPS))).toHaveResourceWithProperties(
      CloudwatchDashboard,
      { dashboard_name: "Example-Dashboard" },
    );
  });
});

describe("props", () => {
  it.each([
    ["us-east-1", "us-east-1.console.aws.amazon.com"],
    ["us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"],
    ["cn-north-1", "cn-north-1.console.amazonaws.cn"],
  ])("region %s: people look at it in the console of that partition", (region, host) => {
    const template = Template.of((stack) => {
      new TerraformOutput(stack, "url", { value: new Dashboard(stack, "dashboard", { ...PROPS, region }).url });
    });

    expect(template.outputs.url?.value).toBe(
      `https://${host}/cloudwatch/home?region=${region}#dashboards/dashboard/\${aws_cloudwatch_dashboard.dashboard.dashboard_name}`,
    );
  });

  it.each(["Average", "Maximum", "Sum"] as const)("statistic %s", (statistic) => {
    expect(widgets({ graphs: [{ ...graph("One"), statistic }] })[1]?.properties.stat).toBe(statistic);
  });

  it("a metric without dimensions is a namespace and a name", () => {
    const metrics = [["Example/CloudTrail", "RootUsage"]];

    expect(widgets({ graphs: [{ ...graph("One"), metrics }] })[1]?.properties.metrics).toEqual(metrics);
  });

  it("takes 100 alarms", () => {
    expect(widgets({ alarmArns: Array.from({ length: 100 }, () => ALARM) })[0]?.properties.alarms).toHaveLength(100);
  });
});

describe("rejects", () => {
  it.each<[string, Partial<DashboardProps>, string]>([
    ["no alarm", { alarmArns: [] }, "alarmArns must name 1 to 100 alarms, got 0"],
    [
      "101 alarms",
      { alarmArns: Array.from({ length: 101 }, () => ALARM) },
      "alarmArns must name 1 to 100 alarms, got 101",
    ],
    [
      "a graph of nothing",
      { graphs: [graph("One"), { ...graph("Two"), metrics: [] }] },
      "graphs[1].metrics must name at least 1 metric, got []",
    ],
    [
      "a dimension without a value",
      { graphs: [{ ...graph("One"), metrics: [["AWS/Lambda", "Errors", "FunctionName"]] }] },
      'graphs[0].metrics[0] must be a namespace, a name, and pairs of dimension and value, got ["AWS/Lambda","Errors","FunctionName"]',
    ],
    [
      "a metric of nothing",
      { graphs: [{ ...graph("One"), metrics: [[]] }] },
      "graphs[0].metrics[0] must be a namespace, a name, and pairs of dimension and value, got []",
    ],
    [
      "a name with a blank",
      { dashboardName: "My Dashboard" },
      'dashboardName must be 1 to 255 letters, digits, hyphens and underscores, got "My Dashboard"',
    ],
  ])("%s", (_, props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/dashboard: ${message}`));
  });
});
