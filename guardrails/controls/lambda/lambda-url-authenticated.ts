import { asText, display } from "../../../model";
import { control, fail, pass } from "../../control";
import { unknownValue } from "../../support/attributes";

const PATH = "authorization_type";

export const lambdaUrlAuthenticated = control({
  kind: "resource",
  id: "lambda-url-authenticated",
  title: "Function URLs ask who calls",
  severity: "high",
  why: "With NONE anybody on the internet runs the function, as often as they like.",
  fix: { terraform: 'Set `authorization_type = "AWS_IAM"`.' },
  references: { fsbp: ["Lambda.1"], nist: ["AC"], checkov: ["CKV_AWS_258", "CKV2_AWS_75"] },
  types: ["aws_lambda_function_url"],
  evaluate: (url) => {
    const value = url.get(PATH);
    return (
      unknownValue(url, PATH, value) ??
      (asText(value) === "AWS_IAM"
        ? pass(`${PATH} is ${display(value)}`, PATH)
        : fail(`${PATH} is ${display(value)}: anybody may call it`, PATH))
    );
  },
});
