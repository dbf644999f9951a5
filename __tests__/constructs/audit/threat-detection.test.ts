import { SecurityhubAccount } from "@cdktf/provider-aws/lib/securityhub-account";
import { Testing } from "cdktf";
import { ThreatDetection, type ThreatDetectionProps } from "../../../constructs/audit/threat-detection";
import { Template } from "../../support/template";

const NOTHING: ThreatDetectionProps = {
  account: { accountId: "111111111111", region: "us-east-1" },
  guardDuty: false,
  securityHub: false,
  accessAnalyzer: false,
};

const EVERYTHING: ThreatDetectionProps = {
  ...NOTHING,
  guardDuty: true,
  securityHub: true,
  accessAnalyzer: "Example-Analyzer",
};

function define(props: Partial<ThreatDetectionProps> = {}): Template {
  return Template.of((stack) => new ThreatDetection(stack, "detection", { ...EVERYTHING, ...props }));
}

it("defines with everything on what watches one region", () => {
  expect(define().types).toEqual({
    aws_accessanalyzer_analyzer: 1, // who outside can reach what
    aws_guardduty_detector: 1, // threats
    aws_guardduty_detector_feature: 4, // its protection plans that need no agent
    aws_securityhub_account: 1, // posture
    aws_securityhub_standards_subscription: 2, // FSBP and CIS
  });
});

describe("guarantees", () => {
  it("SEC-EXT-1: GuardDuty is on, tells of findings every 15 minutes, and has its protection plans", () => {
    const template = define();

    expect(template.only("aws_guardduty_detector")).toEqual({
      enable: true,
      finding_publishing_frequency: "FIFTEEN_MINUTES",
    });
    expect(template.all("aws_guardduty_detector_feature")).toEqual(
      ["EBS_MALWARE_PROTECTION", "LAMBDA_NETWORK_LOGS", "RDS_LOGIN_EVENTS", "S3_DATA_EVENTS"].map((name) => ({
        detector_id: "${aws_guardduty_detector.detection.id}",
        name,
        status: "ENABLED",
      })),
    );
  });

  it("SEC-EXT-1: Security Hub has just the FSBP and CIS standards, none by default", () => {
    const template = define();

    expect(template.only("aws_securityhub_account")).toEqual({
      enable_default_standards: false,
      auto_enable_controls: true,
      control_finding_generator: "SECURITY_CONTROL",
    });
    expect(template.all("aws_securityhub_standards_subscription")).toEqual([
      {
        standards_arn: "arn:aws:securityhub:us-east-1::standards/cis-aws-foundations-benchmark/v/3.0.0",
        depends_on: ["aws_securityhub_account.detection"],
      },
      {
        standards_arn: "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0",
        depends_on: ["aws_securityhub_account.detection"],
      },
    ]);
  });

  it("SEC-EXT-1: Access Analyzer looks at the account", () => {
    expect(define().only("aws_accessanalyzer_analyzer")).toEqual({
      analyzer_name: "Example-Analyzer",
      type: "ACCOUNT",
    });
  });

  it("SEC-EXT-1: Security Hub subscribes to nothing by itself in anybody's stack", () => {
    expect(
      Testing.synthScope((scope) => new ThreatDetection(scope, "detection", EVERYTHING)),
    ).toHaveResourceWithProperties(SecurityhubAccount, { enable_default_standards: false });
  });
});

describe("props", () => {
  it("everything off defines nothing", () => {
    expect(define(NOTHING).blocks).toEqual([]);
  });

  it.each<[keyof ThreatDetectionProps, Record<string, number>]>([
    ["guardDuty", { aws_guardduty_detector: 1, aws_guardduty_detector_feature: 4 }],
    ["securityHub", { aws_securityhub_account: 1, aws_securityhub_standards_subscription: 2 }],
    ["accessAnalyzer", { aws_accessanalyzer_analyzer: 1 }],
  ])("SEC-EXT-1: %s is a switch of its own", (part, types) => {
    expect(define({ ...NOTHING, [part]: EVERYTHING[part] }).types).toEqual(types);
  });

  it("account: standards have the region and the partition of it", () => {
    const template = define({ account: { accountId: "111111111111", region: "us-gov-west-1" } });

    expect(template.at("aws_securityhub_standards_subscription.detection_cis").standards_arn).toBe(
      "arn:aws-us-gov:securityhub:us-gov-west-1::standards/cis-aws-foundations-benchmark/v/3.0.0",
    );
  });
});

describe("rejects", () => {
  it.each(["", "1st", "my analyzer", "an-analyzer!", "-analyzer", `a${"n".repeat(255)}`])(
    "fails if the analyzer's name is %j",
    (accessAnalyzer) => {
      expect(() => define({ accessAnalyzer })).toThrow(
        new Error(
          `test/detection: accessAnalyzer must be false, or begin with a letter and have at most 255 letters, digits or . _ -, got ${JSON.stringify(accessAnalyzer)}`,
        ),
      );
    },
  );
});
