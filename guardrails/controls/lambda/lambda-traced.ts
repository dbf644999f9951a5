import { asText, display, isUnset } from "../../../model";
import { control, fail, pass } from "../../control";
import { unknownValue } from "../../support/attributes";
import { FUNCTION } from "./function";

const PATH = "tracing_config.mode";

export const lambdaTraced = control({
  kind: "resource",
  id: "lambda-traced",
  title: "Lambda functions are traced by X-Ray",
  severity: "low",
  why: "Traces show what a function called, how long it took, and where it failed.",
  fix: { terraform: 'Add `tracing_config { mode = "Active" }`, and let the role put traces.' },
  references: { fsbp: ["Lambda.7"], nist: ["AU", "SI"], checkov: ["CKV_AWS_50"], trivy: ["AWS-0066"] },
  types: [FUNCTION],
  evaluate: (lambda) => {
    const value = lambda.get(PATH);
    return (
      unknownValue(lambda, PATH, value) ??
      (asText(value) === "Active"
        ? pass(`${PATH} is "Active"`, PATH)
        : fail(
            `${PATH} is ${isUnset(value) ? "not set" : display(value)}: a run is traced only if its caller is`,
            PATH,
          ))
    );
  },
});
