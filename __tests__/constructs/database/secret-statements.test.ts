import { Arns } from "../../../constructs/core/account";
import { ACTIONS_WITHOUT_RESOURCES } from "../../../constructs/core/actions-without-resources";
import { AWS_MANAGED_KEY } from "../../../constructs/core/key-choice";
import { identityPolicy } from "../../../constructs/core/policy";
import { readSecretStatements, rotationStatements } from "../../../constructs/database/secret-statements";
import { Template } from "../../support/template";

const ARNS = new Arns({ accountId: "111111111111", region: "us-east-1" });
const SECRET = "arn:aws:secretsmanager:us-east-1:111111111111:secret:Example-Database-AbCdEf";
const KEY = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555";

/** What lets the key be used for this secret only, and only by Secrets Manager. */
const FOR_THIS_SECRET = [
  { test: "StringEquals", variable: "kms:ViaService", values: ["secretsmanager.us-east-1.amazonaws.com"] },
  { test: "StringEquals", variable: "kms:EncryptionContext:SecretARN", values: [SECRET] },
];

describe("readSecretStatements", () => {
  it("SEC-DB-2: a reader reads one secret, and its key decrypts nothing else for it", () => {
    expect(readSecretStatements(ARNS, SECRET, KEY)).toEqual([
      { sid: "AllowReadingSecret", actions: ["secretsmanager:GetSecretValue"], resources: [SECRET] },
      { sid: "AllowDecryptingSecret", actions: ["kms:Decrypt"], resources: [KEY], conditions: FOR_THIS_SECRET },
    ]);
  });

  it("WEB-KMS-1: AWS's own key asks for no right", () => {
    expect(readSecretStatements(ARNS, SECRET, AWS_MANAGED_KEY).map(({ sid }) => sid)).toEqual(["AllowReadingSecret"]);
  });
});

describe("rotationStatements", () => {
  it("MAZ-DB-1: the rotation function goes through its steps with one secret, and has passwords made", () => {
    expect(rotationStatements(ARNS, SECRET, KEY)).toEqual([
      {
        sid: "AllowRotatingSecret",
        actions: [
          "secretsmanager:DescribeSecret",
          "secretsmanager:GetSecretValue",
          "secretsmanager:PutSecretValue",
          "secretsmanager:UpdateSecretVersionStage",
        ],
        resources: [SECRET],
      },
      { sid: "AllowMakingPasswords", actions: ["secretsmanager:GetRandomPassword"], resources: ["*"] },
      {
        sid: "AllowEncryptingSecret",
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: [KEY],
        conditions: FOR_THIS_SECRET,
      },
    ]);
    expect(ACTIONS_WITHOUT_RESOURCES).toHaveProperty(["secretsmanager:GetRandomPassword"]);
  });

  it("WEB-KMS-1: AWS's own key asks for no right", () => {
    expect(rotationStatements(ARNS, SECRET, AWS_MANAGED_KEY).map(({ sid }) => sid)).toEqual([
      "AllowRotatingSecret",
      "AllowMakingPasswords",
    ]);
  });
});

it.each([
  ["readSecretStatements", readSecretStatements],
  ["rotationStatements", rotationStatements],
])("ALL-9: what %s gives is a policy of an identity", (_, statements) => {
  const template = Template.of((stack) => identityPolicy(stack, "permissions", statements(ARNS, SECRET, KEY)));

  expect(template.policy("data.aws_iam_policy_document.permissions")).toHaveLength(
    statements(ARNS, SECRET, KEY).length,
  );
});
