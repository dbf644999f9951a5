import { judgeOpenness, openness } from "../../../guardrails/support/openness";
import { parsePolicy } from "../../../model";

const statement = (more: object) => {
  const { statements } = parsePolicy(
    JSON.stringify({
      Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*", ...more }],
    }),
  );
  const [only] = statements;
  if (only === undefined) {
    throw new Error("there is no statement");
  }
  return only;
};
const conditioned = (operator: string, key: string, values: unknown) =>
  statement({ Condition: { [operator]: { [key]: values } } });

describe("whom an Allow lets in", () => {
  it.each<[string, object, string]>([
    ["everybody", {}, "yes"],
    ["everybody, as AWS", { Principal: { AWS: "*" } }, "yes"],
    ["everybody beside somebody", { Principal: { AWS: ["arn:aws:iam::111122223333:root", "*"] } }, "yes"],
    ["everybody beside a service", { Principal: { Service: "s3.amazonaws.com", AWS: "*" } }, "yes"],
    ["nearly everybody", { Principal: undefined, NotPrincipal: { AWS: "arn:aws:iam::111122223333:root" } }, "yes"],
    ["an account", { Principal: { AWS: "111122223333" } }, "no"],
    ["a service", { Principal: { Service: "s3.amazonaws.com" } }, "no"],
    [
      "a canonical user",
      { Principal: { CanonicalUser: "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a" } },
      "no",
    ],
    ["nobody, as it denies", { Effect: "Deny" }, "no"],
  ])("%s", (_, more, expected) => {
    expect(openness(statement(more))).toBe(expected);
  });
});

describe("conditions of a statement for everybody", () => {
  it.each<[string, string, unknown, string]>([
    ["StringEquals", "aws:PrincipalOrgID", "o-1234567890", "no"],
    ["stringequals", "AWS:PRINCIPALORGID", ["o-1234567890"], "no"],
    ["ForAnyValue:StringLike", "aws:PrincipalOrgPaths", ["o-1234567890/r-ab12/*"], "no"],
    ["ForAnyValue:StringLike", "aws:PrincipalOrgPaths", ["o-*/r-ab12/*"], "yes"],
    ["ForAnyValue:StringLike", "aws:PrincipalOrgPaths", ["o-a*"], "yes"],
    ["ForAnyValue:StringLike", "aws:PrincipalOrgPaths", ["o-1234567890/r-ab12/ou-ab12-11111111/*"], "no"],
    ["StringEquals", "aws:PrincipalOrgID", "${aws:PrincipalOrgID}", "yes"],
    ["StringEquals", "aws:PrincipalOrgID", "${aws:ResourceOrgID}", "no"],
    ["StringEquals", "aws:PrincipalAccount", "${aws:PrincipalAccount}", "yes"],
    ["StringEquals", "aws:PrincipalAccount", "${aws:PrincipalTag/account, '111122223333'}", "yes"],
    ["StringLike", "aws:SourceAccount", "${*}", "no"],
    ["ArnLike", "aws:PrincipalArn", "arn:aws:iam::${aws:PrincipalAccount}:role/app", "yes"],
    ["ArnLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:user/${aws:username}", "no"],
    ["ForAllValues:StringLike", "aws:PrincipalOrgID", "o-1234567890", "yes"],
    ["StringEqualsIfExists", "aws:PrincipalOrgID", "o-1234567890", "yes"],
    ["StringNotEquals", "aws:PrincipalOrgID", "o-1234567890", "yes"],
    ["StringLike", "aws:PrincipalOrgID", "o-*", "yes"],
    ["Null", "aws:PrincipalOrgID", "false", "yes"],
    ["Bool", "aws:SecureTransport", "true", "yes"],
    ["StringEquals", "aws:PrincipalTag/team", "a", "yes"],
    ["StringEquals", "aws:SourceVpce", "vpce-0123456789abcdef0", "no"],
    ["StringEquals", "aws:Referer", "https://example.com", "yes"],
    ["ArnLike", "aws:SourceArn", "arn:aws:cloudfront::111122223333:distribution/*", "no"],
    ["ArnLike", "aws:SourceArn", "arn:aws:cloudfront::*:distribution/E1", "yes"],
    ["ArnEquals", "aws:SourceArn", "arn:aws:*", "yes"],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:::my-bucket", "no"],
    ["ArnLike", "aws:SourceArn", "arn:aws:s3:::*", "yes"],
    ["StringLike", "aws:PrincipalArn", "*role/admin", "yes"],
    ["StringLike", "aws:PrincipalArn", ["arn:aws:iam::111122223333:role/a*", "*"], "yes"],
    ["StringLike", "aws:userid", "AROA1234567890:*", "no"],
    ["StringLike", "aws:userid", "*:admin", "yes"],
    ["StringLike", "aws:userid", "AROA*", "yes"],
    ["StringEquals", "aws:userid", "*", "no"],
    ["StringEquals", "aws:SourceAccount", "111122223333", "no"],
    ["StringLike", "aws:SourceAccount", "1111*", "yes"],
    ["IpAddress", "aws:SourceIp", "203.0.113.0/24", "no"],
    ["IpAddress", "aws:SourceIp", "203.0.113.7", "no"],
    ["IpAddress", "aws:SourceIp", "0.0.0.0/0", "yes"],
    ["IpAddress", "aws:SourceIp", ["0.0.0.0/1", "128.0.0.0/1"], "yes"],
    ["IpAddress", "aws:SourceIp", "::/0", "yes"],
    ["IpAddress", "aws:SourceIp", ["1.0.0.0/8", "2.0.0.0/8", "3.0.0.0/8"], "yes"],
    ["IpAddress", "aws:SourceIp", ["198.51.100.0/24", "203.0.113.0/24"], "no"],
    ["IpAddress", "aws:VpcSourceIp", "10.0.0.0/16", "yes"],
    ["IpAddress", "aws:SourceIp", "2001:0db8:0000:0000:0000:0000:0000:0000/48", "no"],
    ["IpAddress", "aws:SourceIp", "somewhere", "yes"],
    ["NotIpAddress", "aws:SourceIp", "203.0.113.0/24", "yes"],
  ])("%s %s %p: %s", (operator, key, values, expected) => {
    expect(openness(conditioned(operator, key, values))).toBe(expected);
  });
});

describe("verdicts", () => {
  it("names the statement, by Sid or number, and what it allows", () => {
    const named = {
      statements: [statement({ Effect: "Deny" }), statement({ Sid: "Web", Action: ["s3:GetObject", "S3:List*"] })],
      present: true,
    };
    expect(judgeOpenness(named, "policy")).toEqual({
      outcome: "fail",
      reason: "statement Web lets anybody do s3:getobject, s3:list*",
      attribute: "policy",
    });
    const bare = { statements: [statement({ Action: undefined, NotAction: "s3:Delete*" })], present: true };
    expect(judgeOpenness(bare, "policy").reason).toBe("statement 1 lets anybody do all but s3:delete*");
  });

  it("passes only what is whole, and fails what is open even where the rest is not known", () => {
    const closed = statement({ Principal: { AWS: "111122223333" } });
    const why = "known after apply: x";
    expect(judgeOpenness({ statements: [closed], present: true }, "policy").outcome).toBe("pass");
    expect(judgeOpenness({ statements: [closed], present: true, unknown: why }, "policy").outcome).toBe("unknown");
    expect(judgeOpenness({ statements: [statement({})], present: true, unknown: why }, "policy").outcome).toBe("fail");
  });

  it("cannot tell of principals and values that may be anything", () => {
    const open = { ...statement({}), principals: [{ kind: "AWS", text: "${var.who}", known: false }] };
    expect(openness(open)).toBe("unknown");
    expect(openness({ ...open, principals: [{ kind: "AWS", text: "${aws_iam_role.a.arn}", known: false }] })).toBe(
      "no",
    );
    expect(openness({ ...statement({}), principals: [], unknown: ["known after apply: x"] })).toBe("unknown");
    const by = (text: string) => ({
      ...statement({}),
      conditions: [
        {
          operator: "stringequals",
          negated: false,
          ifExists: false,
          key: "aws:sourcearn",
          values: [{ text, known: false }],
        },
      ],
    });
    expect(openness(by("${var.arn}"))).toBe("unknown");
    expect(openness(by("${aws_cloudfront_distribution.site.arn}"))).toBe("no");
    expect(openness(by("arn:aws:iam::${var.account}:role/deployer"))).toBe("no");
    expect(openness(by("${aws:SourceArn}${var.nothing}"))).toBe("yes");
    const like = (text: string) => {
      const [condition] = by(text).conditions;
      return { ...statement({}), conditions: condition === undefined ? [] : [{ ...condition, operator: "arnlike" }] };
    };
    expect(openness(like("${aws_api_gateway_rest_api.a.execution_arn}/*"))).toBe("no");
    expect(openness(like("arn:${data.aws_partition.p.partition}:s3:*:${var.account}:*"))).toBe("no");
    expect(openness(like("arn:${data.aws_partition.p.partition}:cloudtrail:*:*:trail/*"))).toBe("yes");
    expect(openness(like("${var.arn}/*"))).toBe("unknown");
  });
});
