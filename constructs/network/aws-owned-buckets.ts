/**
 * Buckets of AWS that instances of a region read: packages of Amazon Linux 2023, the CloudWatch agent, and what the SSM agent
 * updates itself from, installs and patches with. Most of these requests are not signed, so no condition on who asks would hold.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html#ssm-agent-minimum-s3-permissions
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-operations-s3-buckets.html
 * @see https://github.com/aws-samples/data-perimeter-policy-examples/tree/main/vpc_endpoint_policies
 */
export function awsOwnedBuckets(region: string): string[] {
  const snapshots = SNAPSHOT_SUFFIXES[region];
  const patching = PATCHING_SUFFIXES[region];
  return [
    `al2023-repos-${region}-de612dc2`,
    `amazoncloudwatch-agent-${region}`,
    `amazon-ssm-${region}`,
    `amazon-ssm-packages-${region}`,
    `aws-ssm-${region}`,
    `aws-ssm-document-attachments-${region}`,
    WITHOUT_BIRDWATCHER.includes(region) ? `aws-ssm-distributor-file-${region}` : `${region}-birdwatcher-prod`,
    `patch-baseline-snapshot-${region}${snapshots === undefined ? "" : `-${snapshots}`}`,
    ...(patching === undefined ? [] : [`aws-patch-manager-${region}-${patching}`]),
  ];
}

/** Regions where packages are distributed from another bucket. */
const WITHOUT_BIRDWATCHER: readonly string[] = ["af-south-1", "eu-south-1"];

/** How the names of snapshots' buckets end, where they have an end of their own. */
const SNAPSHOT_SUFFIXES: Readonly<Record<string, string>> = {
  "af-south-1": "tbxdb5b9",
  "ap-south-2": "50209442",
  "ap-southeast-3": "be0a3174",
  "ap-southeast-4": "dc6f76ce",
  "eu-south-2": "df2c9d70",
  "me-south-1": "uduvl7q8",
};

/** How the names of Patch Manager's buckets end. Those of regions in China and GovCloud are not published in AWS's guide. */
const PATCHING_SUFFIXES: Readonly<Record<string, string>> = {
  "af-south-1": "bdd5f65a9",
  "ap-east-1": "632356271",
  "ap-northeast-1": "4849fa78f",
  "ap-northeast-2": "10467995c",
  "ap-northeast-3": "67373598a",
  "ap-south-1": "cb7c62ff9",
  "ap-south-2": "32f4b4128",
  "ap-southeast-1": "7fdfd9ef7",
  "ap-southeast-2": "17283a275",
  "ap-southeast-3": "aa48fc462",
  "ap-southeast-4": "01e2c40d3",
  "ca-central-1": "3148e69e3",
  "ca-west-1": "9e3a4b2f9",
  "eu-central-1": "9163fdaaf",
  "eu-central-2": "184ce43c8",
  "eu-north-1": "795879e9b",
  "eu-south-1": "c52f3f594",
  "eu-south-2": "a4cf248b1",
  "eu-west-1": "5522fb710",
  "eu-west-2": "902a2bc74",
  "eu-west-3": "29bf85721",
  "il-central-1": "e221cb57b",
  "me-central-1": "2932f2f80",
  "me-south-1": "a53fc9dce",
  "sa-east-1": "ddf4b6a09",
  "us-east-1": "1970c647d",
  "us-east-2": "552881074",
  "us-west-1": "8badb4304",
  "us-west-2": "34d7f99f8",
};
