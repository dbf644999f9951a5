import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import { partitionOf } from "../core/account";
import { assertValid, textProblems } from "../core/validate";

/** One graph: metrics as CloudWatch writes them, `[namespace, name, dimension, value, …]`. */
export interface DashboardGraph {
  readonly title: string;
  readonly statistic: "Average" | "Maximum" | "Sum";
  /** At least one. */
  readonly metrics: readonly (readonly string[])[];
}

/** Props of {@link Dashboard}. */
export interface DashboardProps {
  /**
   * 1 to 255 letters, digits, hyphens and underscores.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_cloudwatch_dashboard`.
   */
  readonly dashboardName: string;
  readonly region: string;
  /** Alarms whose state is shown at the top: 1 to 100. */
  readonly alarmArns: readonly string[];
  readonly graphs: readonly DashboardGraph[];
}

const COLUMNS = 24;
const GRAPH = { width: 12, height: 6 } as const;
const ALARMS_HEIGHT = 4;
const PERIOD_SECONDS = 300;

const ALARMS_AT_MOST = 100;

const CONSOLE_DOMAINS = {
  aws: "console.aws.amazon.com",
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
} as const;

/**
 * Defines a dashboard: the state of alarms, and graphs two a row.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export class Dashboard extends Construct {
  /** Where a person looks at it. */
  public readonly url: string;

  public constructor(scope: Construct, id: string, { dashboardName, region, alarmArns, graphs }: DashboardProps) {
    super(scope, id);
    assertValid(scope, id, problems(dashboardName, alarmArns, graphs));
    const perRow = COLUMNS / GRAPH.width;
    const widgets = [
      {
        type: "alarm",
        x: 0,
        y: 0,
        width: COLUMNS,
        height: ALARMS_HEIGHT,
        properties: { title: "Alarms", alarms: alarmArns },
      },
      ...graphs.map(({ title, statistic, metrics }, index) => ({
        type: "metric",
        x: (index % perRow) * GRAPH.width,
        y: ALARMS_HEIGHT + Math.floor(index / perRow) * GRAPH.height,
        ...GRAPH,
        properties: { title, region, stat: statistic, period: PERIOD_SECONDS, view: "timeSeries", metrics },
      })),
    ];
    const dashboard = new CloudwatchDashboard(this, "Default", {
      dashboardName,
      dashboardBody: JSON.stringify({ widgets }),
    });
    this.url = `https://${region}.${CONSOLE_DOMAINS[partitionOf(region)]}/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard.dashboardName}`;
  }
}

function problems(dashboardName: string, alarmArns: readonly string[], graphs: readonly DashboardGraph[]): string[] {
  return [
    ...textProblems(
      "dashboardName",
      dashboardName,
      /^[A-Za-z0-9_-]{1,255}$/,
      "be 1 to 255 letters, digits, hyphens and underscores",
    ),
    ...(alarmArns.length >= 1 && alarmArns.length <= ALARMS_AT_MOST
      ? []
      : [`alarmArns must name 1 to ${ALARMS_AT_MOST} alarms, got ${alarmArns.length}`]),
    ...graphs.flatMap(({ metrics }, graph) => [
      ...(metrics.length > 0 ? [] : [`graphs[${graph}].metrics must name at least 1 metric, got []`]),
      ...metrics.flatMap((metric, index) =>
        metric.length >= 2 && metric.length % 2 === 0
          ? []
          : [
              `graphs[${graph}].metrics[${index}] must be a namespace, a name, and pairs of dimension and value, got ${JSON.stringify(metric)}`,
            ],
      ),
    ]),
  ];
}
