import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Construct } from "constructs";
import { type Protection, preventDestroy } from "../core/protection";

/** Props of {@link LogGroup}. */
export interface LogGroupProps extends Protection {
  /**
   * The log group's name.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_cloudwatch_log_group` and loses its logs.
   */
  readonly logGroupName: string;
  /** Days that events are kept: one of the values that CloudWatch Logs takes. */
  readonly retentionDays: number;
  readonly kmsKeyArn: string;
}

/**
 * Defines a log group with a retention and a key (ALL-8). What writes into it depends on it.
 *
 * @example
 * new LogGroup(this, "trail", { logGroupName: "example-trail", retentionDays: 90, kmsKeyArn });
 */
export class LogGroup extends Construct {
  public readonly logGroupName: string;
  public readonly logGroupArn: string;
  /** For `dependsOn` of the writer. */
  public readonly resource: CloudwatchLogGroup;

  public constructor(scope: Construct, id: string, props: LogGroupProps) {
    super(scope, id);
    const { logGroupName, retentionDays, kmsKeyArn, protect = false } = props;
    this.resource = new CloudwatchLogGroup(this, "Default", {
      name: logGroupName,
      retentionInDays: retentionDays,
      kmsKeyId: kmsKeyArn,
      ...preventDestroy(protect),
    });
    this.logGroupName = this.resource.name;
    this.logGroupArn = this.resource.arn;
  }
}
