import { createInvocable, type Handler } from "../shared/invocation";
import type { LineWriter, Log } from "../shared/log";
import type { Clients } from "./clients";
import type { Environment } from "./environment";
import { publish } from "./metric";
import { findNonCompliantRules } from "./non-compliant-rules";
import { isAlarming, readWatchedRules, type WatchedRule } from "./watched-rules";

/** What the handler works with. */
export interface HandlerProps extends Clients {
  /** Where the finished log lines go. */
  readonly log: LineWriter;

  /** Reads the environment; asked once an invocation, so that a missing variable is logged like every other error. */
  readonly environment: () => Environment;
}

export interface ComplianceResult {
  /** Number of AWS Config rules of this account and region that are NON_COMPLIANT. */
  readonly nonCompliantRules: number;
}

/**
 * Makes the handler of the function `compliance`: it counts the AWS Config rules that are NON_COMPLIANT and publishes the
 * number as a CloudWatch metric. 0 is published too: it is the signal that all is well and that somebody looked. Each
 * rule of `WATCHED_RULES` has a metric of its own besides, so that it can have an alarm of its own (ENT-IAM-1).
 *
 * The event is neither read nor logged. Every error is logged, then thrown again, so that Lambda's retries of asynchronous
 * invocations and the dead-letter queue work.
 *
 * IAM actions it needs, and no other:
 * - `config:DescribeComplianceByConfigRule` on `*`: the action has no resource-level permissions and no condition keys.
 * - `config:DescribeConfigRuleEvaluationStatus` on `*`, for the same reason; only where rules are watched.
 * - `cloudwatch:PutMetricData` on `*`, with the condition that `cloudwatch:namespace` equals `METRIC_NAMESPACE`. (The
 *   resource type `dataset` is optional for this action.)
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_config.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_cloudwatch.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
 */
export function createHandler({
  config,
  cloudwatch,
  log: write,
  environment,
}: HandlerProps): Handler<ComplianceResult> {
  return createInvocable({
    write,
    environment,
    failed: "could not publish the number of non-compliant AWS Config rules",
    work: async ({ settings, log, guard, elapsed }) => {
      const { names, pages } = await findNonCompliantRules(config, guard);
      log("debug", "counted the non-compliant AWS Config rules", { rules: names, count: names.length, pages });
      const watched = await readWatchedRules(config, guard, settings.watchedRules);
      logWatched(log, watched);
      await publish(cloudwatch, guard, settings, names.length, watched);
      log(names.length === 0 ? "info" : "warn", "published the number of non-compliant AWS Config rules", {
        rules: names,
        count: names.length,
        pages,
        durationMs: elapsed(),
      });
      return { nonCompliantRules: names.length };
    },
  });
}

/** A rule that says nothing is an error here: its metric says 1, and the log why. */
function logWatched(log: Log, watched: readonly WatchedRule[]): void {
  for (const rule of watched) {
    const fields = { rule: rule.name, state: rule.state };
    if (!isAlarming(rule)) {
      log("debug", "a watched AWS Config rule is fine", fields);
    } else if (rule.state === "non-compliant") {
      log("warn", "a watched AWS Config rule is non-compliant", fields);
    } else {
      log("error", "a watched AWS Config rule says nothing, so it counts as non-compliant", {
        ...fields,
        advice:
          rule.state === "unknown rule"
            ? "AWS Config has no rule of this name in this region; create it, or mend WATCHED_RULES"
            : "the rule has not run or its last run failed; see its status in AWS Config and whether the recorder is on",
      });
    }
  }
}
