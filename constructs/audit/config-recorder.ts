import { ConfigConfigRule } from "@cdktf/provider-aws/lib/config-config-rule";
import { ConfigConfigurationRecorder } from "@cdktf/provider-aws/lib/config-configuration-recorder";
import { ConfigConfigurationRecorderStatus } from "@cdktf/provider-aws/lib/config-configuration-recorder-status";
import { ConfigDeliveryChannel } from "@cdktf/provider-aws/lib/config-delivery-channel";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Arns } from "../core/account";
import { customerKey, keyArgument } from "../core/key-choice";
import { fromAccount, type PolicyCondition, type PolicyStatement } from "../core/policy";
import { assertValid, repetitionProblems, textProblems } from "../core/validate";

/** A rule that AWS manages. */
export interface ManagedConfigRule {
  /** E.g. `RDS_STORAGE_ENCRYPTED`. */
  readonly identifier: string;
  /** What it watches: 1 to 256 characters. */
  readonly description: string;
  /** @default - none */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** The rules that every recorder has (SEC-CFG-2). */
export const BASELINE_RULES: readonly ManagedConfigRule[] = [
  { identifier: "S3_BUCKET_PUBLIC_READ_PROHIBITED", description: "No bucket can be read by everybody." },
  { identifier: "RDS_STORAGE_ENCRYPTED", description: "Every database is encrypted." },
  { identifier: "CLOUD_TRAIL_ENABLED", description: "CloudTrail is on." },
  { identifier: "ROOT_ACCOUNT_MFA_ENABLED", description: "The root user signs in with MFA." },
];

/** Props of {@link ConfigRecorder}. */
export interface ConfigRecorderProps {
  readonly recorderName: string;
  readonly channelName: string;
  readonly roleArn: string;
  readonly bucketName: string;
  /** What encrypts deliveries: the ARN of a key, or `AWS_MANAGED_KEY`: they are then encrypted as the bucket does. */
  readonly kmsKeyArn: string;
  /** The rules, beside {@link BASELINE_RULES}. */
  readonly rules: readonly ManagedConfigRule[];
  /** Makes the name of a rule from its identifier in words, e.g. `Cloud-Trail-Enabled`. */
  readonly ruleName: (job: string) => string;
  /** What must be there first: the bucket's policy, what the role may do. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** The service that assumes the recorder's role. */
export const CONFIG_SERVICE = "config.amazonaws.com";

/**
 * What limits the trust of the recorder's role.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/iamrole-permissions.html
 */
export function configTrust(arns: Arns): PolicyCondition[] {
  return [fromAccount(arns.account)];
}

/**
 * What the recorder's role may do beside AWS's managed policy `AWS_ConfigRole`: deliver into one bucket with one key. With
 * `AWS_MANAGED_KEY` it needs none.
 */
export function configStatements(arns: Arns, bucketName: string, kmsKeyArn: string): PolicyStatement[] {
  const key = customerKey(kmsKeyArn);
  return [
    { sid: "AllowCheckingBucket", actions: ["s3:GetBucketAcl", "s3:ListBucket"], resources: [arns.bucket(bucketName)] },
    {
      sid: "AllowDelivering",
      actions: ["s3:PutObject"],
      resources: [arns.objects(bucketName, `AWSLogs/${arns.account.accountId}/Config/*`)],
      conditions: [{ test: "StringLike", variable: "s3:x-amz-acl", values: ["bucket-owner-full-control"] }],
    },
    ...(key === undefined
      ? []
      : [{ sid: "AllowEncryptingDelivery", actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [key] }]),
  ];
}

/**
 * Defines AWS Config for one region (SEC-CFG-1, SEC-CFG-2): a recorder of all resource types with the global ones, its
 * encrypted delivery, and managed rules, which wait until it records.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/security-best-practices.html
 */
export class ConfigRecorder extends Construct {
  public readonly recorderName: string;
  /** The names of all rules, by their identifiers, for alarms on single ones. */
  public readonly ruleNames: Readonly<Record<string, string>>;

  public constructor(scope: Construct, id: string, props: ConfigRecorderProps) {
    super(scope, id);
    const { recorderName, channelName, roleArn, bucketName, kmsKeyArn, rules, ruleName, dependsOn } = props;
    assertValid(scope, id, problems(rules));
    const recorder = new ConfigConfigurationRecorder(this, "Default", {
      name: recorderName,
      roleArn,
      recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
      dependsOn: [...dependsOn],
    });
    this.recorderName = recorder.name;
    const channel = new ConfigDeliveryChannel(this, "Default-channel", {
      name: channelName,
      s3BucketName: bucketName,
      ...keyArgument("s3KmsKeyArn", kmsKeyArn),
      snapshotDeliveryProperties: { deliveryFrequency: "TwentyFour_Hours" },
      dependsOn: [recorder],
    });
    const recording = new ConfigConfigurationRecorderStatus(this, "Default-status", {
      name: recorder.name,
      isEnabled: true,
      dependsOn: [channel],
    });
    const named = [...BASELINE_RULES, ...rules].map((rule) => ({ ...rule, name: ruleName(inWords(rule.identifier)) }));
    for (const { identifier, name, description, parameters } of named) {
      new ConfigConfigRule(this, identifier.toLowerCase(), {
        name,
        description,
        source: { owner: "AWS", sourceIdentifier: identifier },
        ...(parameters === undefined ? {} : { inputParameters: JSON.stringify(parameters) }),
        dependsOn: [recording],
      });
    }
    this.ruleNames = Object.fromEntries(named.map(({ identifier, name }) => [identifier, name]));
  }
}

function problems(rules: readonly ManagedConfigRule[]): string[] {
  const given = rules.map(({ identifier }) => identifier);
  const baseline = BASELINE_RULES.map(({ identifier }) => identifier);
  const name = (index: number) => `rules[${index}].identifier`;
  return [
    ...rules.flatMap(({ identifier, description }, index) => [
      ...textProblems(
        name(index),
        identifier,
        /^[A-Z][A-Z0-9_]{2,}$/,
        "be the identifier of a rule that AWS manages, such as RDS_STORAGE_ENCRYPTED",
      ),
      ...textProblems(`rules[${index}].description`, description, /^.{1,256}$/s, "have 1 to 256 characters"),
    ]),
    ...repetitionProblems(name, given),
    ...given.flatMap((identifier, index) =>
      baseline.includes(identifier)
        ? [`${name(index)} must not be one that every recorder has, got ${JSON.stringify(identifier)}; leave it out`]
        : [],
    ),
  ];
}

function inWords(identifier: string): string {
  return identifier
    .split("_")
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join("-");
}
