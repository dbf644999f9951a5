import { type Changes, expectProblems, ruleCases } from "./support";

const KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
const KEY = `arn:aws:kms:us-east-1:111111111111:key/${KEY_ID}`;
const existing = (arn: string): Changes => ({ "kms.mode": "existing", "kms.existingKeyArn": arn });
const notOurs = (arn: string, beginning = "arn:aws:kms:us-east-1:111111111111:") =>
  `17  kms.existingKeyArn must begin with ${beginning}, got "${arn}"; the key must be of the environment's own region and account`;

describe("keys", () => {
  test.each(
    ruleCases([
      ["own ones, some apart", { "kms.mode": "own", "kms.separateKeys": "[s3, rds, logs]" }],
      ["of AWS", { "kms.mode": "awsManaged" }],
      ["one that exists", existing(KEY)],
      ["one that exists, in several regions", existing(KEY.replace(KEY_ID, `mrk-${"0".repeat(32)}`))],
      [
        "none where one should exist",
        { "kms.mode": "existing" },
        "15  kms.existingKeyArn must be given with mode: existing, got nothing; write the ARN of the key",
      ],
      [
        "an alias",
        existing("arn:aws:kms:us-east-1:111111111111:alias/team"),
        '17  kms.existingKeyArn must be the ARN of the key itself, got "arn:aws:kms:us-east-1:111111111111:alias/team"; policies cannot name a key by an alias',
      ],
      [
        "one of another region",
        existing(KEY.replace("us-east-1", "us-west-2")),
        notOurs(KEY.replace("us-east-1", "us-west-2")),
      ],
      [
        "one of another account",
        existing(KEY.replace("111111111111", "222222222222")),
        notOurs(KEY.replace("111111111111", "222222222222")),
      ],
      [
        "one of another partition",
        { ...existing(KEY), region: "us-gov-west-1" },
        notOurs(KEY, "arn:aws-us-gov:kms:us-gov-west-1:111111111111:"),
      ],
      [
        "an alias of another account",
        existing("arn:aws:kms:us-east-1:222222222222:alias/team"),
        '17  kms.existingKeyArn must be the ARN of the key itself, got "arn:aws:kms:us-east-1:222222222222:alias/team"; policies cannot name a key by an alias',
        notOurs("arn:aws:kms:us-east-1:222222222222:alias/team"),
      ],
      [
        "one of another region while the account is wrong",
        { ...existing(KEY.replace("us-east-1", "us-west-2")), account: '"1"' },
        '2  account must be the 12 digits of an AWS account, in quotes, got "1"; for example "111111111111"',
      ],
      [
        "one of another account while the region is wrong",
        { ...existing(KEY.replace("111111111111", "222222222222")), region: "us-east1" },
        '3  region must be an AWS region, got "us-east1"; did you mean "us-east-1"?',
      ],
      ...["own", "awsManaged"].map(
        (mode) =>
          [
            `one that exists with mode: ${mode}`,
            { "kms.mode": mode, "kms.existingKeyArn": KEY },
            `17  kms.existingKeyArn must be left out with mode: ${mode}, got "${KEY}"; remove it, or take mode: existing to use that key`,
          ] as const,
      ),
      [
        "some apart of AWS's own",
        { "kms.mode": "awsManaged", "kms.separateKeys": "[s3, rds]" },
        '17  kms.separateKeys must be empty with mode: awsManaged, got ["s3","rds"]; only mode: own makes keys',
      ],
      [
        "some apart of one that is not given",
        { "kms.mode": "existing", "kms.separateKeys": "[s3]" },
        "15  kms.existingKeyArn must be given with mode: existing, got nothing; write the ARN of the key",
        '17  kms.separateKeys must be empty with mode: existing, got ["s3"]; only mode: own makes keys',
      ],
      [
        "none given while another key is wrong",
        { "kms.mode": "existing", "kms.deletionWindowDays": "6" },
        "17  kms.deletionWindowDays must be a whole number between 7 and 30 days, got 6",
      ],
    ]),
  )("WEB-KMS-1: $title", expectProblems);
});
