import { REGIONS } from "../../../config/aws-limits";
import { NAME_PATTERNS } from "../../../constructs/core/limits";
import { awsOwnedBuckets } from "../../../constructs/network/aws-owned-buckets";

describe("awsOwnedBuckets", () => {
  it("MAZ-NET-2: of us-west-2: packages of Amazon Linux, the CloudWatch agent, the SSM agent and what it patches with", () => {
    expect(awsOwnedBuckets("us-west-2")).toEqual([
      "al2023-repos-us-west-2-de612dc2",
      "amazoncloudwatch-agent-us-west-2",
      "amazon-ssm-us-west-2",
      "amazon-ssm-packages-us-west-2",
      "aws-ssm-us-west-2",
      "aws-ssm-document-attachments-us-west-2",
      "us-west-2-birdwatcher-prod",
      "patch-baseline-snapshot-us-west-2",
      "aws-patch-manager-us-west-2-34d7f99f8",
    ]);
  });

  test.each([
    { region: "us-east-1", name: "aws-patch-manager-us-east-1-1970c647d" },
    { region: "af-south-1", name: "aws-ssm-distributor-file-af-south-1" },
    { region: "eu-south-1", name: "aws-ssm-distributor-file-eu-south-1" },
    { region: "me-south-1", name: "patch-baseline-snapshot-me-south-1-uduvl7q8" },
    { region: "eu-south-2", name: "patch-baseline-snapshot-eu-south-2-df2c9d70" },
  ])("names $name as AWS does in $region", ({ region, name }) => {
    expect(awsOwnedBuckets(region)).toContain(name);
  });

  test.each(["af-south-1", "eu-south-1"])("%s distributes packages from another bucket", (region) => {
    expect(awsOwnedBuckets(region)).not.toContain(`${region}-birdwatcher-prod`);
  });

  it("has no Patch Manager bucket where AWS publishes none", () => {
    expect(awsOwnedBuckets("cn-north-1").filter((name) => name.includes("patch-manager"))).toEqual([]);
  });

  test.each([...REGIONS])("MAZ-NET-2: of %s: each name once, whole, and of that region", (region) => {
    const names = awsOwnedBuckets(region);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !NAME_PATTERNS.s3Bucket.test(name) || !name.includes(region))).toEqual([]);
  });
});
