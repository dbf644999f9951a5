import { isAnybodys, narrowedBy } from "../../../guardrails/support/conditions";
import { type Condition, parsePolicy } from "../../../model";

const ANY_KEY = /./;

function condition(operator: string, key: string, values: string | readonly string[]): Condition {
  const [statement] = parsePolicy(
    JSON.stringify({
      Statement: [
        { Effect: "Allow", Principal: "*", Action: "*", Resource: "*", Condition: { [operator]: { [key]: values } } },
      ],
    }),
  ).statements;
  const [only] = statement?.conditions ?? [];
  if (only === undefined) {
    throw new Error("there is no condition");
  }
  return only;
}

describe("whether a condition asks for certain values", () => {
  it.each<[string, string, string | readonly string[], string]>([
    ["IpAddress", "aws:SourceIp", "203.0.113.0/24", "yes"],
    ["IpAddress", "aws:SourceIp", "203.0.0.0/8", "yes"],
    ["IpAddress", "aws:SourceIp", "202.0.0.0/7", "no"],
    ["IpAddress", "aws:SourceIp", "203.0.113.7", "yes"],
    ["IpAddress", "aws:SourceIp", "2001:db8::/32", "yes"],
    ["IpAddress", "aws:SourceIp", "2000::/31", "no"],
    ["IpAddress", "aws:SourceIp", "anywhere", "no"],
    ["NotIpAddress", "aws:SourceIp", "203.0.113.0/24", "no"],
    ["StringEquals", "aws:SourceIp", "0.0.0.0/0", "yes"],
    ["StringLike", "aws:userid", "AROAIIAWFAEXAMPLE:*", "yes"],
    ["StringLike", "aws:userid", "AROA*", "no"],
    ["StringLike", "aws:userid", "*:AROAIIAWFAEXAMPLE", "no"],
    ["StringLike", "my:aws:userid", "AROAIIAWFAEXAMPLE:*", "no"],
    ["StringLike", "aws:PrincipalOrgPaths", "o-1234567890/*", "yes"],
    ["StringLike", "aws:PrincipalOrgPaths", "x/o-1234567890/*", "no"],
    ["StringLike", "kms:ViaService", "s3.*.amazonaws.com", "yes"],
    ["StringLike", "kms:ViaService", "*.us-east-1.amazonaws.com", "no"],
    ["StringLike", "kms:EncryptionContext:aws:logs:arn", "arn:aws:logs:us-east-1:111122223333:*", "yes"],
    ["StringLike", "kms:EncryptionContext:aws:logs:arn", "arn:aws:logs:*:*:*", "no"],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:::example", "yes"],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:::exam*", "yes"],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:::*", "no"],
    ["ArnLike", "aws:SourceArn", "arn:aws:sns:us-east-1:11112222333?:topic", "no"],
    ["ArnLike", "aws:SourceArn", "example*", "no"],
    ["StringEquals", "aws:SourceArn", "arn:aws:s3:::*", "yes"],
    ["StringEquals", "aws:PrincipalAccount", ["111122223333", "${aws:PrincipalAccount}"], "no"],
    ["StringLike", "aws:PrincipalAccount", "x${aws:ResourceAccount}", "yes"],
    ["StringLike", "aws:SourceArn", "arn:aws:s3:::a-${aws:ResourceTag/team}", "yes"],
    ["StringLike", "aws:PrincipalAccount", "x${aws:ResourceTag/team}", "yes"],
    ["StringLike", "aws:PrincipalAccount", "x${my:aws:ResourceAccount}", "no"],
    ["StringLike", "aws:PrincipalAccount", "x${aws:ResourceAccounts}", "no"],
    ["StringLike", "aws:userids", "AROAIIAWFAEXAMPLE:*", "no"],
    ["StringLike", "my:aws:PrincipalOrgPaths", "o-1234567890/*", "no"],
    ["StringLike", "aws:PrincipalOrgPathsOf", "o-1234567890/*", "no"],
    ["StringLike", "kms:EncryptionContext:name", "exam*", "yes"],
    ["StringLike", "my:kms:ViaService", "s3.*", "no"],
    ["StringLike", "kms:ViaServices", "s3.*", "no"],
    ["XStringEquals", "aws:PrincipalAccount", "111122223333", "no"],
    ["StringEqualsX", "aws:PrincipalAccount", "111122223333", "no"],
    ["Null", "aws:SourceArn", "false", "no"],
    ["ForAllValues:StringEquals", "aws:PrincipalAccount", "111122223333", "no"],
    ["ForAnyValue:StringEquals", "aws:PrincipalAccount", "111122223333", "yes"],
    ["StringEqualsIgnoreCase", "aws:PrincipalAccount", "111122223333", "yes"],
    ["StringEqualsIfExists", "aws:PrincipalAccount", "111122223333", "no"],
  ])("%s of %s: %j is %s", (operator, key, values, expected) => {
    expect(narrowedBy([condition(operator, key, values)], ANY_KEY, isAnybodys)).toBe(expected);
  });

  it("cannot be told where there may be other values", () => {
    const known = condition("StringEquals", "aws:PrincipalAccount", "111122223333");
    expect(narrowedBy([{ ...known, unknown: "known after apply" }], ANY_KEY, isAnybodys)).toBe("unknown");
  });

  it.each([
    ["${var.accounts}", "unknown"],
    ["ab${var.accounts}", "unknown"],
    ["abc${var.accounts}", "yes"],
    ["${aws_iam_role.a.unique_id}", "yes"],
  ])("%s, which is not known yet, is %s", (text, expected) => {
    const known = condition("StringEquals", "aws:PrincipalAccount", "111122223333");
    expect(narrowedBy([{ ...known, values: [{ text, known: false }] }], ANY_KEY, isAnybodys)).toBe(expected);
  });

  it("is told of the keys that are asked for, and one of several conditions is enough", () => {
    const both = [
      condition("Bool", "aws:SecureTransport", "true"),
      condition("StringEquals", "aws:PrincipalAccount", "111122223333"),
    ];
    expect(narrowedBy(both, ANY_KEY, isAnybodys)).toBe("yes");
    expect(narrowedBy(both, /^aws:sourcearn$/, isAnybodys)).toBe("no");
  });
});
