import { asNumber, display, isUnset } from "../../../model";
import { control, fail, pass } from "../../control";
import { unknownValue } from "../../support/attributes";
import { FUNCTION } from "./function";

const PATH = "reserved_concurrent_executions";

export const lambdaConcurrencyBounded = control({
  kind: "resource",
  id: "lambda-concurrency-bounded",
  title: "Lambda functions have a limit of runs at once",
  severity: "low",
  why: "One function that runs wild takes the account's whole quota, and all others stand still. Off by default: reserving needs a quota that new accounts do not have.",
  fix: {
    yaml: "compliance.reservedConcurrency",
    terraform: "Set `reserved_concurrent_executions` to what it needs.",
  },
  references: { nist: ["AU", "CA", "PM", "SC"], checkov: ["CKV_AWS_115"] },
  onByDefault: false,
  types: [FUNCTION],
  evaluate: (lambda) => {
    const value = lambda.get(PATH);
    return (
      unknownValue(lambda, PATH, value) ??
      ((asNumber(value) ?? -1) >= 0
        ? pass(`${PATH} is ${display(value)}`, PATH)
        : fail(`${PATH} is ${isUnset(value) ? "not set" : display(value)}: it has no limit`, PATH))
    );
  },
});
