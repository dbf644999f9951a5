import type { Construct } from "constructs";
import type { AutoScalingGroup } from "../constructs/compute/auto-scaling-group";
import { Layer } from "../constructs/core/layer";
import type { LoadBalancer } from "../constructs/edge/load-balancer";
import { Dashboard } from "../constructs/monitoring/dashboard";
import { AlarmBook } from "./alarm-book";
import { dashboardGraphs } from "./dashboard-graphs";
import type { DataExports } from "./data-layer";
import { defineEdge } from "./edge";
import { defineFunctions, type Workshop } from "./functions";
import { defineApplicationGroup, defineInstances } from "./instances";
import { type LayerContext, output } from "./layer-context";
import type { NetworkExports } from "./network-layer";
import { trailAlarms } from "./security-alarms";
import type { SecurityExports } from "./security-layer";
import type { FunctionArchives } from "./topology";
import { addBastionAlarm, addDatabaseAlarms, addInstanceAlarms, addLoadBalancerAlarms } from "./workload-alarms";
import type { FunctionPlan } from "./workloads";

/** What the application layer needs of the others. */
export interface ApplicationLayerInputs {
  readonly security: SecurityExports;
  readonly network: NetworkExports;
  readonly data: DataExports;
  /** The built code of functions. */
  readonly archives: FunctionArchives;
}

/** What runs in this layer beside functions. */
interface Application {
  readonly group: AutoScalingGroup;
  readonly balancer?: LoadBalancer;
}

/** Defines the layer that changes daily: functions, instances, the load balancer, workload alarms, the dashboard. */
export class ApplicationLayer extends Layer {
  public constructor(scope: Construct, context: LayerContext, inputs: ApplicationLayerInputs) {
    super(scope, "application");
    const alarms = new AlarmBook(this, context, inputs.security.alertTopicArn);
    const workshop: Workshop = { layer: this, context, inputs, alarms };
    const plans = defineFunctions(workshop);
    const application = this.defineApplication(workshop);
    addDatabaseAlarms(workshop);
    addBastionAlarm(workshop);
    this.defineDashboard(workshop, plans, application);
  }

  private defineApplication(workshop: Workshop): Application | undefined {
    const { application, edge } = workshop.context.environment;
    if (application === undefined) {
      return undefined;
    }
    const group = defineApplicationGroup(workshop, application);
    const balancer =
      edge === undefined
        ? undefined
        : defineEdge(workshop, edge, { application, applicationGroupId: group.securityGroupId });
    const instances = defineInstances(workshop, application, {
      group,
      ...(balancer === undefined ? {} : { balancer }),
    });
    addInstanceAlarms(workshop, instances);
    if (balancer === undefined) {
      return { group: instances };
    }
    addLoadBalancerAlarms(workshop, balancer);
    return { group: instances, balancer };
  }

  private defineDashboard(
    { context, alarms }: Workshop,
    plans: readonly FunctionPlan[],
    application: Application | undefined,
  ): void {
    const dashboard = new Dashboard(this, "security_dashboard", {
      dashboardName: context.names.get("dashboard"),
      region: context.account.region,
      alarmArns: alarms.arns(trailAlarms(context.environment)),
      graphs: dashboardGraphs(context, plans, application),
    });
    output(this, "dashboard_url", "The CloudWatch dashboard.", dashboard.url);
  }
}
