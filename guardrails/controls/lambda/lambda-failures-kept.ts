import type { Graph, Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { isGiven } from "../../support/attributes";
import { doubtOf, neededCompanions } from "../../support/presence";
import { FUNCTION } from "./function";

const CONFIG = "aws_lambda_function_event_invoke_config";
const QUEUE = "dead_letter_config.target_arn";
const DESTINATION = "destination_config.on_failure.destination";

function judge(lambda: Resource, graph: Graph): Verdict {
  if (isGiven(lambda.get(QUEUE))) {
    return pass(`${QUEUE} is set`, QUEUE);
  }
  const { found, maybe } = neededCompanions(graph, lambda, CONFIG, "function_name");
  const config = found.find((one) => isGiven(one.get(DESTINATION)));
  return config !== undefined
    ? pass(`${config.address} has a destination for failures`)
    : maybe[0] !== undefined
      ? unknown(doubtOf(maybe[0], `which function ${maybe[0].address} is for`))
      : fail(
          "it has neither a dead letter queue nor a destination for failures: what fails three times is gone",
          QUEUE,
        );
}

export const lambdaFailuresKept = control({
  kind: "resource",
  id: "lambda-failures-kept",
  title: "Lambda functions keep the events that they fail on",
  severity: "low",
  why: "An asynchronous event that fails three times is dropped without a word.",
  fix: {
    terraform:
      "Add a `dead_letter_config` with a queue, or an `aws_lambda_function_event_invoke_config` with `on_failure`.",
  },
  references: { nist: ["AU", "CA", "PM", "SC"], checkov: ["CKV_AWS_116"] },
  types: [FUNCTION],
  evaluate: judge,
});
