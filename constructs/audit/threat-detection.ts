import { AccessanalyzerAnalyzer } from "@cdktf/provider-aws/lib/accessanalyzer-analyzer";
import { GuarddutyDetector } from "@cdktf/provider-aws/lib/guardduty-detector";
import { GuarddutyDetectorFeature } from "@cdktf/provider-aws/lib/guardduty-detector-feature";
import { SecurityhubAccount } from "@cdktf/provider-aws/lib/securityhub-account";
import { SecurityhubStandardsSubscription } from "@cdktf/provider-aws/lib/securityhub-standards-subscription";
import { Construct } from "constructs";
import { Arns, type AwsAccount } from "../core/account";
import { assertValid, textProblems } from "../core/validate";

/** Props of {@link ThreatDetection}: each part is a switch, since a region has each of them once. */
export interface ThreatDetectionProps {
  readonly account: AwsAccount;
  readonly guardDuty: boolean;
  readonly securityHub: boolean;
  /** The analyzer's name, or false. CAUTION: a change of the name replaces the `aws_accessanalyzer_analyzer`. */
  readonly accessAnalyzer: string | false;
}

/**
 * The protection plans that need no agent and no cluster.
 *
 * @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-features-activation-model.html
 */
const GUARDDUTY_FEATURES = [
  "EBS_MALWARE_PROTECTION",
  "LAMBDA_NETWORK_LOGS",
  "RDS_LOGIN_EVENTS",
  "S3_DATA_EVENTS",
] as const;

/** @see https://docs.aws.amazon.com/securityhub/latest/userguide/standards-reference.html */
const STANDARDS = {
  foundational_best_practices: "aws-foundational-security-best-practices/v/1.0.0",
  cis: "cis-aws-foundations-benchmark/v/3.0.0",
} as const;

/**
 * Defines what watches an account in one region (SEC-EXT-1): GuardDuty with its protection plans, Security Hub with the AWS
 * and CIS standards, and IAM Access Analyzer.
 */
export class ThreatDetection extends Construct {
  public constructor(scope: Construct, id: string, props: ThreatDetectionProps) {
    super(scope, id);
    if (props.accessAnalyzer !== false) {
      assertValid(
        scope,
        id,
        textProblems(
          "accessAnalyzer",
          props.accessAnalyzer,
          /^[A-Za-z][A-Za-z0-9_.-]{0,254}$/,
          "be false, or begin with a letter and have at most 255 letters, digits or . _ -",
        ),
      );
    }
    if (props.guardDuty) {
      this.detectThreats();
    }
    if (props.securityHub) {
      this.checkPosture(new Arns(props.account));
    }
    if (props.accessAnalyzer !== false) {
      new AccessanalyzerAnalyzer(this, "Default-analyzer", { analyzerName: props.accessAnalyzer, type: "ACCOUNT" });
    }
  }

  private detectThreats(): void {
    const detector = new GuarddutyDetector(this, "Default-detector", {
      enable: true,
      findingPublishingFrequency: "FIFTEEN_MINUTES",
    });
    for (const name of GUARDDUTY_FEATURES) {
      new GuarddutyDetectorFeature(this, name, { detectorId: detector.id, name, status: "ENABLED" });
    }
  }

  private checkPosture(arns: Arns): void {
    const hub = new SecurityhubAccount(this, "Default-hub", {
      enableDefaultStandards: false,
      autoEnableControls: true,
      controlFindingGenerator: "SECURITY_CONTROL",
    });
    for (const [id, standard] of Object.entries(STANDARDS)) {
      new SecurityhubStandardsSubscription(this, id, {
        standardsArn: `arn:${arns.partition}:securityhub:${arns.account.region}::standards/${standard}`,
        dependsOn: [hub],
      });
    }
  }
}
