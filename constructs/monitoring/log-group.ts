import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { keyArgument } from "../core/key-choice";
import { type Protection, preventDestroy } from "../core/protection";
import { assertValid, textProblems } from "../core/validate";

/** Props of {@link LogGroup}. */
export interface LogGroupProps extends Protection {
  /**
   * The log group's name: 1 to 512 letters, digits or . _ / # -, not beginning with `aws/`.
   *
   * CAUTION: changing this value after the first deployment replaces the `aws_cloudwatch_log_group` and loses its logs.
   */
  readonly logGroupName: string;
  /** Days that events are kept: one of {@link LOG_RETENTION_DAYS}. */
  readonly retentionDays: number;
  /** The ARN of a key, or `AWS_MANAGED_KEY`: CloudWatch Logs then encrypts with keys of its own. */
  readonly kmsKeyArn: string;
}

/**
 * The days of retention that CloudWatch Logs takes. Without a setting, events never expire.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export const LOG_RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

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
    assertValid(scope, id, problems(props));
    this.resource = new CloudwatchLogGroup(this, "Default", {
      name: logGroupName,
      retentionInDays: retentionDays,
      ...keyArgument("kmsKeyId", kmsKeyArn),
      ...preventDestroy(protect),
    });
    this.logGroupName = this.resource.name;
    this.logGroupArn = this.resource.arn;
  }
}

function problems({ logGroupName, retentionDays }: LogGroupProps): string[] {
  return [
    ...textProblems(
      "logGroupName",
      logGroupName,
      /^(?!aws\/)[A-Za-z0-9._/#-]{1,512}$/,
      "be 1 to 512 letters, digits or . _ / # - and not begin with aws/",
    ),
    ...(Token.isUnresolved(retentionDays) || LOG_RETENTION_DAYS.includes(retentionDays)
      ? []
      : [`retentionDays must be one of ${LOG_RETENTION_DAYS.join(", ")} days, got ${retentionDays}`]),
  ];
}
