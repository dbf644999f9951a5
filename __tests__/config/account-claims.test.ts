import { accountViolations } from "../../config/account-rules";
import { environmentOf, SSH_KEY } from "../support/environments";

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

describe("a transit gateway", () => {
  const attached = (cidr: string, id = "tgw-0123456789abcdef0") => ({
    network: { cidr, transitGateway: { id }, trustedCidrs: ["192.168.0.0/16"] },
    application: { ssh: "trusted" as const, sshPublicKey: SSH_KEY },
    baseline: { rdsMonitoringLogs: false },
  });

  it("leads to each address once", () => {
    expect(pair(attached("10.60.0.0/16"), attached("10.60.128.0/17"))).toEqual([
      'second.yaml  network.cidr must not overlap "10.60.0.0/16" of environment "lambda-app" (lambda-app.yaml), got "10.60.128.0/17"; both are attached to tgw-0123456789abcdef0, so take another block in one of the two',
    ]);
  });

  it("may be another one, or lead to other addresses, or to nothing", () => {
    const first = attached("10.60.0.0/16");
    expect(pair(first, attached("10.61.0.0/16"))).toEqual([]);
    expect(pair(first, attached("10.60.0.0/16", "tgw-0123456789abcdef1"))).toEqual([]);
    expect(pair(first, { network: { cidr: "10.60.0.0/16" }, baseline: { rdsMonitoringLogs: false } })).toEqual([]);
  });
});
