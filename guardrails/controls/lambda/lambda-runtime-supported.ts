import { asText, display, isUnset, type Resource } from "../../../model";
import { control, fail, pass, unknown, type Verdict } from "../../control";
import { unknownValue } from "../../support/attributes";
import { FUNCTION } from "./function";

const PATH = "runtime";

/**
 * Runtimes that AWS keeps safe, as of November 2026.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
const SUPPORTED = new Set([
  "nodejs22.x",
  "nodejs24.x",
  "python3.11",
  "python3.12",
  "python3.13",
  "python3.14",
  "java8.al2",
  "java11",
  "java17",
  "java21",
  "java25",
  "dotnet10",
  "ruby3.3",
  "ruby3.4",
  "provided.al2",
  "provided.al2023",
]);
/** Runtimes that get no security fixes any more: all others of these families that AWS has had. */
const ENDED =
  /^(?:nodejs(?:|4\.3|4\.3-edge|6\.10|8\.10|10\.x|12\.x|14\.x|16\.x|18\.x|20\.x)|python(?:2\.7|3\.[6-9]|3\.10)|java8|dotnetcore[123]\.[01]|dotnet[5678](?:\.0)?|ruby(?:2\.[57]|3\.2)|go1\.x|provided)$/;

function judge(lambda: Resource): Verdict | undefined {
  const value = lambda.get(PATH);
  const runtime = asText(value);
  const kind = lambda.get("package_type");
  // An image brings its own runtime.
  if (asText(kind) === "Image" || (isUnset(value) && kind.kind === "unknown")) {
    return undefined;
  }
  return (
    unknownValue(lambda, PATH, value) ??
    (runtime === undefined
      ? undefined
      : SUPPORTED.has(runtime)
        ? pass(`${PATH} is ${display(value)}`, PATH)
        : ENDED.test(runtime)
          ? fail(`${PATH} is ${display(value)}, which gets no security fixes any more`, PATH)
          : unknown(`${PATH} is ${display(value)}, which this version does not know`, PATH))
  );
}

export const lambdaRuntimeSupported = control({
  kind: "resource",
  id: "lambda-runtime-supported",
  title: "Lambda functions run on runtimes that AWS keeps safe",
  severity: "medium",
  why: "An ended runtime gets no security fixes, and after a while the function can no longer be changed.",
  fix: { terraform: 'Set `runtime` to a supported one, e.g. `"nodejs24.x"` or `"python3.14"`.' },
  references: { fsbp: ["Lambda.2"], nist: ["SI"], checkov: ["CKV_AWS_363"] },
  types: [FUNCTION],
  evaluate: judge,
});
