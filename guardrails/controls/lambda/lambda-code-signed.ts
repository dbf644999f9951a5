import { control, fail, pass } from "../../control";
import { isGiven, unknownValue } from "../../support/attributes";
import { FUNCTION } from "./function";

const PATH = "code_signing_config_arn";

export const lambdaCodeSigned = control({
  kind: "resource",
  id: "lambda-code-signed",
  title: "Lambda functions run signed code only",
  severity: "low",
  why: "Whoever may upload code can otherwise run anything with the function's role. Off by default: it needs a signing profile.",
  fix: { terraform: "Set `code_signing_config_arn` to an `aws_lambda_code_signing_config` that enforces signatures." },
  references: { nist: ["CM", "SI"], checkov: ["CKV_AWS_272"] },
  onByDefault: false,
  types: [FUNCTION],
  evaluate: (lambda, graph) => {
    const value = lambda.get(PATH);
    return graph.referencesOf(lambda, PATH).length > 0 || (isGiven(value) && value.kind === "known")
      ? pass(`${PATH} is set`, PATH)
      : (unknownValue(lambda, PATH, value) ?? fail(`${PATH} is not set`, PATH));
  },
});
