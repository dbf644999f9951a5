import type { Clients } from "./clients";
import { type Deadline, startDeadline } from "./deadline";
import type { Environment } from "./environment";
import { describeFailure } from "./failure";
import { createLog, type LineWriter } from "./log";
import { publishCount } from "./metric";
import { findNonCompliantRules } from "./non-compliant-rules";

/** What the handler works with. */
export interface HandlerProps extends Clients {
  /** Where the finished log lines go. */
  readonly log: LineWriter;

  /** Reads the environment; asked once an invocation, so that a missing variable is logged like every other error. */
  readonly environment: () => Environment;
}

/** The part of Lambda's context object that the handler uses. */
export interface InvocationContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export interface ComplianceResult {
  /** Number of AWS Config rules of this account and region that are NON_COMPLIANT. */
  readonly nonCompliantRules: number;
}

export type Handler = (event: unknown, context: InvocationContext) => Promise<ComplianceResult>;

/**
 * Makes the handler of the function `compliance`: it counts the AWS Config rules that are NON_COMPLIANT and publishes the
 * number as a CloudWatch metric. 0 is published too: it is the signal that all is well and that somebody looked.
 *
 * The event is neither read nor logged. Every error is logged, then thrown again, so that Lambda's retries of asynchronous
 * invocations and the dead-letter queue work.
 *
 * IAM actions it needs, and no other:
 * - `config:DescribeComplianceByConfigRule` on `*`: the action has no resource-level permissions and no condition keys.
 * - `cloudwatch:PutMetricData` on `*`, with the condition that `cloudwatch:namespace` equals `METRIC_NAMESPACE`. (The
 *   resource type `dataset` is optional for this action.)
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_config.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_cloudwatch.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
 */
export function createHandler({ config, cloudwatch, log: write, environment }: HandlerProps): Handler {
  return async (_event, context) => {
    const startedAt = Date.now();
    const deadline = startDeadline(context.getRemainingTimeInMillis());
    let log = createLog({ level: "info", requestId: context.awsRequestId, write });
    let action: string | undefined;
    const guard: Deadline["guard"] = async (name, send) => {
      action = name;
      const answer = await deadline.guard(name, send);
      action = undefined;
      return answer;
    };

    try {
      const settings = environment();
      log = createLog({ level: settings.logLevel, requestId: context.awsRequestId, write });
      const { names, pages } = await findNonCompliantRules(config, guard);
      log("debug", "counted the non-compliant AWS Config rules", { rules: names, count: names.length, pages });
      await publishCount(cloudwatch, guard, settings, names.length);
      log(names.length === 0 ? "info" : "warn", "published the number of non-compliant AWS Config rules", {
        rules: names,
        count: names.length,
        pages,
        durationMs: Date.now() - startedAt,
      });
      return { nonCompliantRules: names.length };
    } catch (error) {
      const { message, fields } = describeFailure(error, action);
      log("error", message, { ...fields, durationMs: Date.now() - startedAt });
      throw error;
    } finally {
      deadline.clear();
    }
  };
}
