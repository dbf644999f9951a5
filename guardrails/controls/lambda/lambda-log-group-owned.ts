import { asNumber, type Graph, patternOf, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { isGiven, toldOf, unknownValue, worst } from "../../support/attributes";
import { judgeOwnKey } from "../../support/kms-key";
import { logGroupNamed, namelessLogGroup } from "../../support/log-groups";
import { FUNCTION } from "./function";

const LOG_GROUP = "aws_cloudwatch_log_group";
const PATH = "logging_config.log_group";

function groupOf(lambda: Resource, graph: Graph): { readonly group?: Resource | undefined; readonly name?: string } {
  const given = lambda.get(PATH);
  if (isGiven(given)) {
    const end = graph.settle(lambda, PATH).ends.find(({ resource }) => resource.type === LOG_GROUP);
    const name = patternOf(given);
    return {
      group: end?.resource ?? (name === undefined ? undefined : logGroupNamed(graph, name)),
      ...(name === undefined ? {} : { name }),
    };
  }
  const own = patternOf(lambda.get("function_name"));
  return own === undefined ? {} : { group: logGroupNamed(graph, `/aws/lambda/${own}`), name: `/aws/lambda/${own}` };
}

function judge(lambda: Resource, graph: Graph): Verdict | undefined {
  const { group, name } = groupOf(lambda, graph);
  if (group === undefined) {
    return name === undefined || name.includes("${") || namelessLogGroup(graph) !== undefined
      ? unknown("it cannot be told whether its log group is made beforehand")
      : fail(`no ${LOG_GROUP} is ${name}: Lambda makes one that is kept for ever, without a key of yours`);
  }
  const retention = group.get("retention_in_days");
  const verdicts = [
    judgeOwnKey(graph, group, "kms_key_id", "who may read the log group reads what the function writes"),
    unknownValue(group, "retention_in_days", retention) ??
      ((asNumber(retention) ?? 0) > 0
        ? pass(`it is kept ${asNumber(retention)} days`)
        : fail("retention_in_days is not set: it keeps everything for ever")),
  ];
  return worst(verdicts.map((verdict) => toldOf(group, verdict)));
}

export const lambdaLogGroupOwned = control({
  kind: "resource",
  id: "lambda-log-group-owned",
  title: "Lambda functions write to log groups that are made for them",
  severity: "medium",
  why: "A log group that Lambda makes itself has no key, no end, and outlives the function.",
  fix: {
    yaml: "databaseFunction.logRetentionDays",
    terraform:
      "Add an `aws_cloudwatch_log_group` named `/aws/lambda/<function>` with `kms_key_id` and `retention_in_days`, on which the function depends.",
  },
  references: { nist: ["AU"] },
  types: [FUNCTION],
  evaluate: judge,
});
