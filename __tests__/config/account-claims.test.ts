import { accountViolations } from "../../config/account-rules";
import { environmentOf } from "../support/environments";

/** Two environments of one account and region that differ in all names. */
function pair(overrides: Parameters<typeof environmentOf>[0], others: Parameters<typeof environmentOf>[0] = overrides) {
  const off = {
    config: "external",
    guardDuty: false,
    securityHub: false,
    accessAnalyzer: false,
    ebsEncryption: false,
    s3PublicAccessBlock: false,
    passwordPolicy: false,
  } as const;
  const first = environmentOf(overrides, "lambda-app");
  const second = environmentOf(
    { ...others, name: "second", naming: { prefix: "Second" }, baseline: { ...off, ...others?.baseline } },
    "lambda-app",
  );
  return accountViolations([
    { file: "lambda-app.yaml", environment: first },
    { file: "second.yaml", environment: second },
  ]).map(({ file, message }) => `${file}  ${message}`);
}

describe("the log group of enhanced monitoring", () => {
  it("has one owner in a region", () => {
    expect(pair({})).toEqual([
      'second.yaml  baseline.rdsMonitoringLogs must have one owner in account 555555555555, us-east-1, got a second one beside environment "lambda-app" (lambda-app.yaml); set it to false in one of the two',
    ]);
  });

  it("is nobody's where the database has no enhanced monitoring, or where somebody else makes it", () => {
    expect(pair({}, { database: { enhancedMonitoringSeconds: undefined } })).toEqual([]);
    expect(pair({}, { baseline: { rdsMonitoringLogs: false } })).toEqual([]);
  });
});
