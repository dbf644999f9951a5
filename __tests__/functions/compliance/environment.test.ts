import { readEnvironment } from "../../../functions/compliance/environment";
import { EnvironmentError } from "../../../functions/shared/variables";

const VARIABLES = {
  METRIC_NAMESPACE: "SecCFN/Compliance",
  METRIC_NAME: "NonCompliantRules",
  DIMENSION_ENVIRONMENT: "seccfn",
};

/** So many names. */
function rules(count: number): string {
  return Array.from({ length: count }, (_, index) => `rule-${index}`).join(",");
}

test("reads the variables; LOG_LEVEL is info by default", () => {
  expect(readEnvironment({ ...VARIABLES, PATH: "/bin" })).toEqual({
    metricNamespace: "SecCFN/Compliance",
    metricName: "NonCompliantRules",
    dimensionEnvironment: "seccfn",
    watchedRules: [],
    logLevel: "info",
  });
});

test.each([
  ["", []],
  ["iam-user-mfa-enabled", ["iam-user-mfa-enabled"]],
  ["iam-user-mfa-enabled, access-keys-rotated", ["iam-user-mfa-enabled", "access-keys-rotated"]],
  [rules(25), rules(25).split(",")],
  ["x".repeat(128), ["x".repeat(128)]],
])("takes WATCHED_RULES %j", (value, watchedRules) => {
  expect(readEnvironment({ ...VARIABLES, WATCHED_RULES: value })).toMatchObject({ watchedRules });
});

test.each(["a,a", "a,,b", ",", rules(26), "x".repeat(129), "ä"])("fails if WATCHED_RULES is %j", (value) => {
  expect(() => readEnvironment({ ...VARIABLES, WATCHED_RULES: value })).toThrow(
    `environment variable WATCHED_RULES must be at most 25 different rule names of 1 to 128 characters, separated by commas, got ${JSON.stringify(value)}`,
  );
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
