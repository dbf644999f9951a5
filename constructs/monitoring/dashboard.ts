import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";

/** One graph: metrics as CloudWatch writes them, `[namespace, name, dimension, value, …]`. */
export interface DashboardGraph {
  readonly title: string;
  readonly statistic: "Average" | "Maximum" | "Sum";
  readonly metrics: readonly (readonly string[])[];
}

/** Props of {@link Dashboard}. */
export interface DashboardProps {
  readonly dashboardName: string;
  readonly region: string;
  /** Alarms whose state is shown at the top. */
  readonly alarmArns: readonly string[];
  readonly graphs: readonly DashboardGraph[];
}

const COLUMNS = 24;
const GRAPH = { width: 12, height: 6 } as const;
const ALARMS_HEIGHT = 4;
const PERIOD_SECONDS = 300;

/**
 * Defines a dashboard: the state of all alarms, and graphs two a row.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export class Dashboard extends Construct {
  /** Where a person looks at it. */
  public readonly url: string;

  public constructor(scope: Construct, id: string, { dashboardName, region, alarmArns, graphs }: DashboardProps) {
    super(scope, id);
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
    this.url = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard.dashboardName}`;
  }
}
