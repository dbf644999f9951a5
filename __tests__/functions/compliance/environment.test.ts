import { readEnvironment } from "../../../functions/compliance/environment";
import { EnvironmentError } from "../../../functions/shared/variables";

const VARIABLES = {
  METRIC_NAMESPACE: "SecCFN/Compliance",
  METRIC_NAME: "NonCompliantRules",
  DIMENSION_ENVIRONMENT: "seccfn",
};

test("reads the variables; LOG_LEVEL is info by default", () => {
  expect(readEnvironment({ ...VARIABLES, PATH: "/bin" })).toEqual({
    metricNamespace: "SecCFN/Compliance",
    metricName: "NonCompliantRules",
    dimensionEnvironment: "seccfn",
    watchedRules: [],
    logLevel: "info",
  });
});

test.each(["debug", "info", "warn", "error"])("takes LOG_LEVEL %s", (logLevel) => {
  expect(readEnvironment({ ...VARIABLES, LOG_LEVEL: logLevel })).toMatchObject({ logLevel });
});

test.each([
  ["METRIC_NAMESPACE", 255],
  ["METRIC_NAME", 255],
  ["DIMENSION_ENVIRONMENT", 1024],
])("%s takes 1 and %i characters", (name, maxLength) => {
  expect(() => readEnvironment({ ...VARIABLES, [name]: "x" })).not.toThrow();
  expect(() => readEnvironment({ ...VARIABLES, [name]: "x".repeat(maxLength) })).not.toThrow();
});

describe("fails if", () => {
  test.each([
    [{ METRIC_NAMESPACE: undefined }, "environment variable METRIC_NAMESPACE is missing"],
    [{ METRIC_NAME: undefined }, "environment variable METRIC_NAME is missing"],
    [{ DIMENSION_ENVIRONMENT: undefined }, "environment variable DIMENSION_ENVIRONMENT is missing"],
    [
      { METRIC_NAME: "" },
      'environment variable METRIC_NAME must be 1 to 255 printable ASCII characters, not all of them spaces, got ""',
    ],
    [
      { METRIC_NAME: "   " },
      'environment variable METRIC_NAME must be 1 to 255 printable ASCII characters, not all of them spaces, got "   "',
    ],
    [
      { METRIC_NAME: "Regelverstöße" },
      'environment variable METRIC_NAME must be 1 to 255 printable ASCII characters, not all of them spaces, got "Regelverstöße"',
    ],
    [
      { DIMENSION_ENVIRONMENT: "a\nb" },
      'environment variable DIMENSION_ENVIRONMENT must be 1 to 1024 printable ASCII characters, not all of them spaces, got "a\\nb"',
    ],
    [
      { METRIC_NAMESPACE: "AWS/Config" },
      'environment variable METRIC_NAMESPACE must not begin with "AWS/", got "AWS/Config"',
    ],
    [{ METRIC_NAMESPACE: ":a" }, 'environment variable METRIC_NAMESPACE must not begin with ":", got ":a"'],
    [{ LOG_LEVEL: "INFO" }, 'environment variable LOG_LEVEL must be one of debug, info, warn, error, got "INFO"'],
  ])("%j", (changed, message) => {
    expect(() => readEnvironment({ ...VARIABLES, ...changed })).toThrow(new EnvironmentError([message]));
  });

  test.each([
    ["METRIC_NAMESPACE", 255],
    ["METRIC_NAME", 255],
    ["DIMENSION_ENVIRONMENT", 1024],
  ])("%s has more than %i characters", (name, maxLength) => {
    expect(() => readEnvironment({ ...VARIABLES, [name]: "x".repeat(maxLength + 1) })).toThrow(
      `environment variable ${name} must be 1 to ${maxLength} printable ASCII characters`,
    );
  });

  test("several are wrong: names all of them", () => {
    expect(() => readEnvironment({ METRIC_NAME: "NonCompliantRules", LOG_LEVEL: "loud" })).toThrow(
      new EnvironmentError([
        "environment variable METRIC_NAMESPACE is missing",
        "environment variable DIMENSION_ENVIRONMENT is missing",
        'environment variable LOG_LEVEL must be one of debug, info, warn, error, got "loud"',
      ]),
    );
  });
});
