import type { Construct } from "constructs";
import { MetricAlarm, type MetricAlarmProps } from "../constructs/monitoring/metric-alarm";
import type { LayerContext } from "./layer-context";

/** Defines alarms with names of the environment, and keeps their ARNs for the dashboard. */
export class AlarmBook {
  private readonly made: string[] = [];

  public constructor(
    private readonly scope: Construct,
    private readonly context: Pick<LayerContext, "arns" | "names">,
    private readonly topicArn: string,
  ) {}

  /** Defines one alarm; `word` is what its name says. */
  public add(id: string, word: string, props: Omit<MetricAlarmProps, "alarmName" | "topicArn">): void {
    new MetricAlarm(this.scope, id, {
      alarmName: this.context.names.of("metric-alarm", word),
      topicArn: this.topicArn,
      ...props,
    });
    this.made.push(word);
  }

  /** The ARNs of all alarms of the book, and of others by the words of their names. */
  public arns(others: readonly string[]): string[] {
    return [...this.made, ...others].map((word) =>
      this.context.arns.regional("cloudwatch", `alarm:${this.context.names.of("metric-alarm", word)}`),
    );
  }
}
