import { createClients } from "../../../functions/compliance/clients";
import { createHandler } from "../../../functions/compliance/handler";
import { type Replay, replay, silence } from "../replay";

const ENVIRONMENT = {
  metricNamespace: "SecCFN/Compliance",
  metricName: "NonCompliantRules",
  dimensionEnvironment: "seccfn",
  watchedRules: [],
  logLevel: "info",
} as const;

const EVENT = { source: "aws.events", secret: "never to be logged" };
const DESCRIBE = "DescribeComplianceByConfigRule";
const PUT = "PutMetricData";

interface Invocation {
  readonly aws: Replay;
  readonly remainingMilliseconds?: number;
  readonly environment?: Parameters<typeof createHandler>[0]["environment"];
}

/** Runs the handler with the real SDK clients; gives its result or error, and its log lines without the changing fields. */
async function invoke({ aws, remainingMilliseconds = 300_000, environment = () => ENVIRONMENT }: Invocation) {
  const lines: string[] = [];
  const clients = createClients({
    endpoint: aws.endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
  });
  const handler = createHandler({ ...clients, log: (line) => lines.push(line), environment });
  const context = { awsRequestId: "request-1", getRemainingTimeInMillis: () => remainingMilliseconds };
  const outcome = await handler(EVENT, context).then(
    (result) => ({ result, error: undefined }),
    (error: Error) => ({ result: undefined, error }),
  );
  clients.config.destroy();
  clients.cloudwatch.destroy();
  await aws.close();
  return { ...outcome, lines, log: lines.map(withoutTimes), operations: aws.operations, surprises: aws.surprises };
}

/** Parses a line; the times, which differ from run to run, are checked here and left out. */
function withoutTimes(line: string): Record<string, unknown> {
  const { timestamp, durationMs, ...rest } = JSON.parse(line);
  expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(durationMs ?? 0).toBeGreaterThanOrEqual(0);
  return rest;
}

/**
 * For the tests of this block time passes faster, for the SDK's waits and the handler's clock alike, so that the real retry
 * strategy can run.
 */
function speedUpTime(factor: number): void {
  beforeAll(() => startFastClock(factor));
  afterAll(() => {
    jest.restoreAllMocks();
  });
}

function startFastClock(factor: number): void {
  const start = Date.now();
  const now = Date.now.bind(Date);
  const wait = globalThis.setTimeout;
  jest.spyOn(Date, "now").mockImplementation(() => start + (now() - start) * factor);
  const faster = (run: () => void, milliseconds = 0) => wait(run, milliseconds / factor);
  jest.spyOn(globalThis, "setTimeout").mockImplementation(faster as typeof setTimeout);
}

describe("counts and publishes", () => {
  test("SEC-MON-2: 0 where no rule is non-compliant", async () => {
    const outcome = await invoke({ aws: await replay(["config-no-rules", "cloudwatch-published-0"]) });

    expect(outcome.surprises).toEqual([]);
    expect(outcome.operations).toEqual([DESCRIBE, PUT]);
    expect(outcome.result).toEqual({ nonCompliantRules: 0 });
    expect(outcome.log).toEqual([
      {
        level: "info",
        message: "published the number of non-compliant AWS Config rules",
        requestId: "request-1",
        rules: [],
        count: 0,
        pages: 1,
      },
    ]);
  });

  test("SEC-MON-2: the rules of one page", async () => {
    const outcome = await invoke({ aws: await replay(["config-one-page", "cloudwatch-published-2"]) });

    expect(outcome.surprises).toEqual([]);
    expect(outcome.operations).toEqual([DESCRIBE, PUT]);
    expect(outcome.result).toEqual({ nonCompliantRules: 2 });
    expect(outcome.log).toEqual([
      {
        level: "warn",
        message: "published the number of non-compliant AWS Config rules",
        requestId: "request-1",
        rules: ["InstanceTypesAreT2micro", "RequiredTagsForVolumes"],
        count: 2,
        pages: 1,
      },
    ]);
  });

  test("SEC-MON-2: the rules of three pages, one of them empty, a rule that moved between pages counted once, Security Hub's own not at all", async () => {
    const aws = await replay([
      "config-three-pages-1",
      "config-three-pages-2",
      "config-three-pages-3",
      "cloudwatch-published-3",
    ]);
    const outcome = await invoke({ aws });

    expect(outcome.surprises).toEqual([]);
    expect(outcome.operations).toEqual([DESCRIBE, DESCRIBE, DESCRIBE, PUT]);
    expect(outcome.result).toEqual({ nonCompliantRules: 3 });
    expect(outcome.log).toEqual([
      {
        level: "warn",
        message: "published the number of non-compliant AWS Config rules",
        requestId: "request-1",
        rules: ["s3-bucket-public-read-prohibited", "rds-storage-encrypted", "root-account-mfa-enabled"],
        count: 3,
        pages: 3,
      },
    ]);
  });

  test("with the log level debug also says what was counted, before it is published", async () => {
    const outcome = await invoke({
      aws: await replay(["config-one-page", "cloudwatch-published-2"]),
      environment: () => ({ ...ENVIRONMENT, logLevel: "debug" }),
    });

    expect(outcome.log.map(({ level, message }) => [level, message])).toEqual([
      ["debug", "counted the non-compliant AWS Config rules"],
      ["warn", "published the number of non-compliant AWS Config rules"],
    ]);
  });

  describe("ENT-IAM-1: watched rules have a point each", () => {
    const MFA = "iam-user-mfa-enabled";
    const KEYS = "access-keys-rotated";
    const SILENT = "a watched AWS Config rule says nothing, so it counts as non-compliant";
    const STATUS = "DescribeConfigRuleEvaluationStatus";

    async function watch(...exchanges: string[]) {
      const aws = await replay(exchanges);
      const environment = () => ({ ...ENVIRONMENT, watchedRules: [MFA, KEYS], logLevel: "debug" as const });
      const { log, surprises, operations, error } = await invoke({ aws, environment });
      expect([error, surprises]).toEqual([undefined, []]);
      return { operations, watched: log.filter((line) => "rule" in line) };
    }

    test("0 for a compliant one, 1 for a non-compliant one", async () => {
      const { operations, watched } = await watch(
        "config-one-page",
        "config-mfa-compliant",
        "config-keys-non-compliant",
        "cloudwatch-published-watched-0-1",
      );

      expect(operations).toEqual([DESCRIBE, DESCRIBE, DESCRIBE, PUT]);
      expect(watched).toMatchObject([
        { level: "debug", message: "a watched AWS Config rule is fine", rule: MFA, state: "compliant" },
        { level: "warn", message: "a watched AWS Config rule is non-compliant", rule: KEYS, state: "non-compliant" },
      ]);
    });

    test("1 for one that AWS Config does not know, 0 for one that ran and found no resources", async () => {
      const { operations, watched } = await watch(
        "config-no-rules",
        "config-mfa-unknown",
        "config-keys-no-data",
        "config-keys-evaluated",
        "cloudwatch-published-watched-1-0",
      );

      expect(operations).toEqual([DESCRIBE, DESCRIBE, DESCRIBE, STATUS, PUT]);
      expect(watched).toMatchObject([
        {
          level: "error",
          message: SILENT,
          rule: MFA,
          state: "unknown rule",
          advice: "AWS Config has no rule of this name in this region; create it, or mend WATCHED_RULES",
        },
        { level: "debug", rule: KEYS, state: "nothing in scope" },
      ]);
    });

    test("1 for one that never ran, and for one whose last run failed", async () => {
      const { watched } = await watch(
        "config-no-rules",
        "config-mfa-no-data",
        "config-mfa-never-evaluated",
        "config-keys-no-data",
        "config-keys-evaluation-failed",
        "cloudwatch-published-watched-1-1",
      );
      const expected = {
        level: "error",
        message: SILENT,
        state: "not evaluated",
        advice:
          "the rule has not run or its last run failed; see its status in AWS Config and whether the recorder is on",
      };

      expect(watched).toMatchObject([
        { ...expected, rule: MFA },
        { ...expected, rule: KEYS },
      ]);
    });

    test("and nothing is published if one cannot be read", async () => {
      const outcome = await invoke({
        aws: await replay(["config-no-rules", "config-mfa-no-data"]),
        environment: () => ({ ...ENVIRONMENT, watchedRules: [MFA] }),
      });

      // The third request is none that the test expects, and is answered by an error.
      expect(outcome.operations).toEqual([DESCRIBE, DESCRIBE, STATUS]);
      expect(outcome.log).toMatchObject([{ level: "error", action: "config:DescribeConfigRuleEvaluationStatus" }]);
    });
  });

  test("with the log level error says nothing", async () => {
    const outcome = await invoke({
      aws: await replay(["config-one-page", "cloudwatch-published-2"]),
      environment: () => ({ ...ENVIRONMENT, logLevel: "error" }),
    });

    expect(outcome.result).toEqual({ nonCompliantRules: 2 });
    expect(outcome.lines).toEqual([]);
  });

  test("never logs the event", async () => {
    const outcomes = [
      await invoke({ aws: await replay(["config-one-page", "cloudwatch-published-2"]) }),
      await invoke({ aws: await replay(["config-access-denied"]) }),
    ];

    for (const { lines } of outcomes) {
      expect(lines).toHaveLength(1);
      expect(lines.join()).not.toMatch(/secret|aws\.events/);
    }
  });
});

describe("stops a second before the end of the invocation if AWS", () => {
  speedUpTime(5);

  test.each([
    ["throttles for ever", () => replay(["config-throttling-exception"], { forever: true })],
    ["never answers", silence],
  ])("%s", async (_title, server) => {
    const startedAt = Date.now();
    const outcome = await invoke({ aws: await server(), remainingMilliseconds: 2_500 });
    const elapsed = Date.now() - startedAt;

    expect(elapsed).toBeGreaterThanOrEqual(1_490);
    expect(elapsed).toBeLessThan(2_500);
    expect(outcome.error?.name).toBe("OutOfTimeError");
    expect(outcome.error?.message).toBe(
      "stopped 1000 ms before the end of the invocation: config:DescribeComplianceByConfigRule had not succeeded; " +
        "what it calls throttles or cannot be reached, or the function's timeout is too short",
    );
    expect(outcome.log).toEqual([
      {
        level: "error",
        message: "could not publish the number of non-compliant AWS Config rules",
        requestId: "request-1",
        action: "config:DescribeComplianceByConfigRule",
        errorName: "OutOfTimeError",
        errorMessage: outcome.error?.message,
      },
    ]);
  });
});

describe("retries", () => {
  speedUpTime(20);

  test.each([
    ["config-throttling-exception"],
    ["config-too-many-requests"],
    ["config-limit-exceeded"],
    ["config-internal-failure"],
    ["config-service-unavailable"],
  ])("%s twice, then fine", async (failure) => {
    const outcome = await invoke({
      aws: await replay([failure, failure, "config-one-page", "cloudwatch-published-2"]),
    });

    expect(outcome.surprises).toEqual([]);
    expect(outcome.operations).toEqual([DESCRIBE, DESCRIBE, DESCRIBE, PUT]);
    expect(outcome.result).toEqual({ nonCompliantRules: 2 });
  });

  test.each([["cloudwatch-throttling"], ["cloudwatch-internal-service-fault"]])(
    "%s twice, then fine",
    async (failure) => {
      const outcome = await invoke({
        aws: await replay(["config-one-page", failure, failure, "cloudwatch-published-2"]),
      });

      expect(outcome.surprises).toEqual([]);
      expect(outcome.operations).toEqual([DESCRIBE, PUT, PUT, PUT]);
      expect(outcome.result).toEqual({ nonCompliantRules: 2 });
    },
  );

  test("five times at most, then throws what AWS said", async () => {
    const outcome = await invoke({
      aws: await replay(["config-throttling-exception"], { forever: true }),
    });

    expect(outcome.operations).toEqual(Array(5).fill(DESCRIBE));
    expect(outcome.error).toMatchObject({ name: "ThrottlingException", message: "Rate exceeded" });
    expect(outcome.log).toEqual([
      {
        level: "error",
        message: "could not publish the number of non-compliant AWS Config rules",
        requestId: "request-1",
        action: "config:DescribeComplianceByConfigRule",
        errorName: "ThrottlingException",
        errorMessage: "Rate exceeded",
        httpStatusCode: 400,
        awsRequestId: "7d5a2b1c-3f64-4c0e-9a11-000000000011",
        attempts: 5,
      },
    ]);
  });

  test("500 for ever: throws it after five attempts", async () => {
    const outcome = await invoke({ aws: await replay(["config-internal-failure"], { forever: true }) });

    expect(outcome.operations).toEqual(Array(5).fill(DESCRIBE));
    expect(outcome.error?.name).toBe("InternalFailure");
    expect(outcome.log).toMatchObject([
      { level: "error", errorName: "InternalFailure", httpStatusCode: 500, attempts: 5 },
    ]);
  });
});

describe("fails, logs and throws again", () => {
  test("if AWS Config denies access: names the missing action", async () => {
    const outcome = await invoke({ aws: await replay(["config-access-denied"]) });

    expect(outcome.operations).toEqual([DESCRIBE]);
    expect(outcome.error?.name).toBe("AccessDeniedException");
    expect(outcome.log).toEqual([
      {
        level: "error",
        message:
          "access denied: the function's role, or a policy above it, does not allow config:DescribeComplianceByConfigRule",
        requestId: "request-1",
        action: "config:DescribeComplianceByConfigRule",
        missingAction: "config:DescribeComplianceByConfigRule",
        errorName: "AccessDeniedException",
        errorMessage: outcome.error?.message,
        httpStatusCode: 400,
        awsRequestId: "7d5a2b1c-3f64-4c0e-9a11-000000000016",
        attempts: 1,
      },
    ]);
  });

  test("if CloudWatch denies access: names the missing action", async () => {
    const outcome = await invoke({ aws: await replay(["config-one-page", "cloudwatch-access-denied"]) });

    expect(outcome.operations).toEqual([DESCRIBE, PUT]);
    expect(outcome.error?.message).toContain("is not authorized to perform: cloudwatch:PutMetricData");
    expect(outcome.log).toMatchObject([
      {
        level: "error",
        message: "access denied: the function's role, or a policy above it, does not allow cloudwatch:PutMetricData",
        missingAction: "cloudwatch:PutMetricData",
        httpStatusCode: 403,
        attempts: 1,
      },
    ]);
  });

  test("if the metric cannot be published", async () => {
    const outcome = await invoke({ aws: await replay(["config-one-page", "cloudwatch-invalid-parameter"]) });

    expect(outcome.surprises).toEqual([]);
    expect(outcome.operations).toEqual([DESCRIBE, PUT]);
    expect(outcome.error?.name).toBe("InvalidParameterValueException");
    expect(outcome.log).toMatchObject([
      {
        level: "error",
        message: "could not publish the number of non-compliant AWS Config rules",
        action: "cloudwatch:PutMetricData",
        errorName: "InvalidParameterValueException",
        httpStatusCode: 400,
      },
    ]);
  });

  test("if AWS Config gives the same NextToken twice", async () => {
    const outcome = await invoke({ aws: await replay(["config-same-token-1", "config-same-token-2"]) });

    expect(outcome.operations).toEqual([DESCRIBE, DESCRIBE]);
    expect(outcome.error).toMatchObject({
      name: "UnexpectedAnswerError",
      message: "AWS Config gave the same NextToken twice, the second time on page 2; its pages would never end",
    });
    expect(outcome.log).toEqual([
      {
        level: "error",
        message: "could not publish the number of non-compliant AWS Config rules",
        requestId: "request-1",
        errorName: "UnexpectedAnswerError",
        errorMessage: outcome.error?.message,
      },
    ]);
  });

  test("if a NextToken has become invalid: nothing is published", async () => {
    const outcome = await invoke({ aws: await replay(["config-three-pages-1", "config-invalid-next-token"]) });

    expect(outcome.operations).toEqual([DESCRIBE, DESCRIBE]);
    expect(outcome.error?.name).toBe("InvalidNextTokenException");
  });

  test.each([
    ["config-truncated-body", "SyntaxError", expect.stringMatching(/JSON/)],
    ["config-no-list", "UnexpectedAnswerError", "AWS Config answered without the list ComplianceByConfigRules"],
    ["config-unnamed-rule", "UnexpectedAnswerError", "AWS Config listed a rule without its ConfigRuleName"],
  ])("if AWS Config answers nonsense (%s): nothing is published", async (answer, name, message) => {
    const outcome = await invoke({ aws: await replay([answer]) });

    expect(outcome.operations).toEqual([DESCRIBE]);
    expect(outcome.error).toMatchObject({ name, message });
    expect(outcome.log).toMatchObject([{ level: "error", errorName: name, errorMessage: message }]);
  });

  test("if an environment variable is missing: nothing is sent", async () => {
    const outcome = await invoke({
      aws: await replay([]),
      environment: () => {
        throw new Error("environment variable METRIC_NAME is missing");
      },
    });

    expect(outcome.operations).toEqual([]);
    expect(outcome.error?.message).toBe("environment variable METRIC_NAME is missing");
    expect(outcome.log).toMatchObject([
      { level: "error", errorMessage: "environment variable METRIC_NAME is missing" },
    ]);
  });

  test("if the time is already used up: nothing is sent", async () => {
    const outcome = await invoke({ aws: await replay([]), remainingMilliseconds: 1_000 });

    expect(outcome.error?.name).toBe("OutOfTimeError");
    expect(outcome.operations).toEqual([]);
    expect(outcome.log).toHaveLength(1);
  });
});
