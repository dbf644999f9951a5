import { s3PolicyNoAnyone } from "../../../../guardrails/controls/s3/s3-policy-no-anyone";
import { s3PolicyNoLockout } from "../../../../guardrails/controls/s3/s3-policy-no-lockout";
import { s3PolicyOtherAccountsLimited } from "../../../../guardrails/controls/s3/s3-policy-other-accounts-limited";
import { s3TlsOnly } from "../../../../guardrails/controls/s3/s3-tls-only";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import { type JsonObject, objectOf } from "../../../support/json";

const A = "aws_s3_bucket.a";
const P = "aws_s3_bucket_policy.p";
const X = "${data.aws_ssm_parameter.x.value}";
const ARN = "arn:aws:s3:::a-7f3a";
const BOTH = [ARN, `${ARN}/*`];

const text = (...statements: readonly JsonObject[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const bucket = (values: JsonObject, resources: JsonObject = {}, more: JsonObject = {}): TerraformJson => ({
  data: { aws_ssm_parameter: { x: { name: "x" } }, ...objectOf(more.data) },
  ...(more.provider === undefined ? {} : { provider: more.provider }),
  resource: { aws_s3_bucket: { a: values }, ...resources },
});
const withPolicy = (policy: string, name: JsonObject = { bucket: "a-7f3a" }, more: JsonObject = {}): TerraformJson =>
  bucket(name, { aws_s3_bucket_policy: { p: { bucket: "${aws_s3_bucket.a.id}", policy } } }, more);
const withDocument = (...statement: readonly JsonObject[]): TerraformJson =>
  withPolicy(
    "${data.aws_iam_policy_document.d.json}",
    { bucket: "a-7f3a" },
    {
      data: { aws_iam_policy_document: { d: { statement } } },
    },
  );

describe("s3-tls-only", () => {
  const deny = (more: JsonObject = {}): JsonObject => ({
    Sid: "Tls",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: BOTH,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
    ...more,
  });

  it.each<[string, JsonObject, string]>([
    ["both", {}, "pass"],
    ["both, in other letters", { Action: "S3:*", Condition: { bool: { "AWS:securetransport": false } } }, "pass"],
    ["as AWS principal", { Principal: { AWS: "*" } }, "pass"],
    ["all actions", { Action: ["*"] }, "pass"],
    ["all resources", { Resource: "*" }, "pass"],
    ["names with a wildcard", { Resource: ["arn:aws:s3:::a-*", "arn:aws:s3:::a-*/*"] }, "pass"],
    ["not true, rather than false", { Condition: { StringNotEquals: { "aws:SecureTransport": "true" } } }, "pass"],
    ["if it is told", { Condition: { BoolIfExists: { "aws:SecureTransport": "false" } } }, "pass"],
    ["the bucket only", { Resource: [ARN] }, "fail"],
    ["the objects only", { Resource: [`${ARN}/*`] }, "fail"],
    ["some objects", { Resource: [ARN, `${ARN}/logs/*`] }, "fail"],
    ["another bucket", { Resource: ["arn:aws:s3:::b-7f3a", "arn:aws:s3:::b-7f3a/*"] }, "fail"],
    ["all but these", { Resource: undefined as never, NotResource: BOTH }, "fail"],
    ["some actions", { Action: "s3:GetObject" }, "fail"],
    ["all but some actions", { Action: undefined as never, NotAction: "s3:GetObject" }, "fail"],
    ["somebody", { Principal: { AWS: "arn:aws:iam::111122223333:root" } }, "fail"],
    ["with TLS", { Condition: { Bool: { "aws:SecureTransport": "true" } } }, "fail"],
    ["not false", { Condition: { StringNotEquals: { "aws:SecureTransport": "false" } } }, "fail"],
    [
      "and something else",
      { Condition: { Bool: { "aws:SecureTransport": "false" }, StringEquals: { "aws:SourceVpc": "vpc-1" } } },
      "fail",
    ],
    ["allowed", { Effect: "Allow" }, "fail"],
  ])("denies %s", (_, more, expected) => {
    expect(outcomesOf(s3TlsOnly, withPolicy(text(deny(more))))).toEqual({ [A]: expected });
  });

  it("sees the bucket and its objects in two statements, and beside others", () => {
    const two = text(deny({ Resource: ARN }), { ...deny({ Resource: `${ARN}/*` }), Sid: "Objects" });
    expect(outcomesOf(s3TlsOnly, withPolicy(two))).toEqual({ [A]: "pass" });
  });

  it("sees a policy in the bucket itself, and one of another bucket", () => {
    expect(outcomesOf(s3TlsOnly, bucket({ bucket: "a-7f3a", policy: text(deny()) }))).toEqual({ [A]: "pass" });
    const other = bucket(
      { bucket: "a-7f3a" },
      { aws_s3_bucket_policy: { p: { bucket: "b-7f3a", policy: text(deny()) } } },
    );
    expect(messagesOf(s3TlsOnly, other)).toEqual([
      "fail aws_s3_bucket.a: the bucket has no policy: requests without TLS are taken",
    ]);
  });

  const blocks = (resources: readonly string[]): JsonObject => ({
    effect: "Deny",
    principals: [{ type: "*", identifiers: ["*"] }],
    actions: ["s3:*"],
    resources: [...resources],
    condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
  });

  it("sees a document of a data source", () => {
    expect(outcomesOf(s3TlsOnly, withDocument(blocks(BOTH)))).toEqual({ [A]: "pass" });
    expect(outcomesOf(s3TlsOnly, withDocument(blocks([ARN])))).toEqual({ [A]: "fail" });
  });

  it.each<[string, readonly string[], string]>([
    ["both", ["${aws_s3_bucket.a.arn}", "${aws_s3_bucket.a.arn}/*"], "pass"],
    [
      "both, by id and partition",
      ["arn:${data.aws_partition.p.partition}:s3:::${aws_s3_bucket.a.id}", "arn:aws:s3:::${aws_s3_bucket.a.id}/*"],
      "pass",
    ],
    ["the bucket only", ["${aws_s3_bucket.a.arn}"], "fail"],
    ["the objects of another", ["${aws_s3_bucket.a.arn}", "${aws_s3_bucket.b.arn}/*"], "fail"],
  ])("follows references to %s, of which a plan tells less", (_, resources, expected) => {
    const others = {
      aws_s3_bucket_policy: {
        p: { bucket: "${aws_s3_bucket.a.id}", policy: "${data.aws_iam_policy_document.d.json}" },
      },
    };
    const data = { aws_partition: { p: {} }, aws_iam_policy_document: { d: { statement: [blocks(resources)] } } };
    const { resource, ...rest } = bucket({ bucket_prefix: "a-" }, others, { data });
    const terraform = { ...rest, resource: { ...objectOf(resource), aws_s3_bucket: { a: { bucket_prefix: "a-" } } } };
    expect(outcomesOf(s3TlsOnly, terraform, { unknownInPlan: true })).toEqual({ [A]: expected });
  });

  it("follows jsonencode, and names with parts that are not known", () => {
    const encoded = `\${jsonencode({ Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = [aws_s3_bucket.a.arn, "\${aws_s3_bucket.a.arn}/*"], Condition = { Bool = { "aws:SecureTransport" = "false" } } }] })}`;
    expect(outcomesOf(s3TlsOnly, withPolicy(encoded), { unknownInPlan: true })).toEqual({ [A]: "pass" });
    const name = "logs-${random_id.s.hex}";
    const made = {
      ...withPolicy(text(deny({ Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`] })), { bucket: name }),
    };
    const terraform = { ...made, resource: { ...objectOf(made.resource), random_id: { s: { byte_length: 4 } } } };
    expect(outcomesOf(s3TlsOnly, terraform, { unknownInPlan: true })).toEqual({ [A]: "pass" });
  });

  it("cannot tell of a policy that is not known, and says what a known one lacks", () => {
    expect(messagesOf(s3TlsOnly, withPolicy(X))).toEqual([
      "unknown aws_s3_bucket.a: it cannot be told whether the policy of aws_s3_bucket_policy.p refuses requests without TLS: known after apply: data.aws_ssm_parameter.x.value",
    ]);
    expect(messagesOf(s3TlsOnly, withPolicy(text(deny({ Effect: "Allow" }))))).toEqual([
      "fail aws_s3_bucket.a: the policy of aws_s3_bucket_policy.p does not deny s3:* on the bucket and its objects where aws:SecureTransport is false",
    ]);
  });
});

describe("s3-policy-no-anyone", () => {
  const allow = (more: JsonObject = {}): JsonObject => ({
    Sid: "Web",
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: `${ARN}/*`,
    ...more,
  });

  it.each<[string, JsonObject, string]>([
    ["everybody", {}, "fail"],
    ["everybody, as AWS", { Principal: { AWS: "*" } }, "fail"],
    [
      "nearly everybody",
      { Principal: undefined as never, NotPrincipal: { AWS: "arn:aws:iam::111122223333:root" } },
      "fail",
    ],
    [
      "the whole address space, in halves",
      { Condition: { IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } } },
      "fail",
    ],
    ["all but an address", { Condition: { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } } }, "fail"],
    ["an office", { Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } } }, "pass"],
    ["an organization", { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" } } }, "pass"],
    ["a distribution", { Principal: { Service: "cloudfront.amazonaws.com" } }, "pass"],
    ["nobody", { Effect: "Deny" }, "pass"],
  ])("lets in %s", (_, more, expected) => {
    expect(outcomesOf(s3PolicyNoAnyone, withPolicy(text(allow(more))))).toEqual({ [P]: expected });
  });

  it("judges the policy of a bucket itself and of an access point, and nothing where there is none", () => {
    const terraform = bucket(
      { policy: text(allow()) },
      {
        aws_s3_access_point: { p: { bucket: "${aws_s3_bucket.a.id}", name: "p", policy: text(allow()) } },
        aws_s3control_access_point_policy: { p: { access_point_arn: "arn", policy: text(allow({ Effect: "Deny" })) } },
      },
    );
    expect(outcomesOf(s3PolicyNoAnyone, terraform)).toEqual({
      [A]: "fail",
      "aws_s3_access_point.p": "fail",
      "aws_s3control_access_point_policy.p": "pass",
    });
    expect(outcomesOf(s3PolicyNoAnyone, bucket({}))).toEqual({});
  });

  it("says which statement, or why it cannot tell", () => {
    expect(messagesOf(s3PolicyNoAnyone, withPolicy(text(allow())))).toEqual([
      "fail aws_s3_bucket_policy.p policy: statement Web lets anybody do s3:getobject",
    ]);
    expect(messagesOf(s3PolicyNoAnyone, withPolicy(X))).toEqual([
      "unknown aws_s3_bucket_policy.p policy: it cannot be told whether the policy lets anybody in: known after apply: data.aws_ssm_parameter.x.value",
    ]);
    expect(
      outcomesOf(
        s3PolicyNoAnyone,
        withDocument({ principals: [{ type: "AWS", identifiers: ["*"] }], actions: ["s3:*"], resources: ["*"] }),
      ),
    ).toEqual({ [P]: "fail" });
  });
});

describe("s3-policy-other-accounts-limited", () => {
  const provider = { aws: [{ allowed_account_ids: ["111122223333"], region: "eu-west-1" }] };
  const allow = (account: string, action: unknown, more: JsonObject = {}): JsonObject => ({
    Effect: "Allow",
    Principal: { AWS: account },
    Action: action as string,
    Resource: BOTH,
    ...more,
  });
  const judged = (statement: JsonObject, ours: JsonObject | undefined = { provider }) =>
    outcomesOf(s3PolicyOtherAccountsLimited, withPolicy(text(statement), { bucket: "a-7f3a" }, ours ?? {}));

  it.each<[string, JsonObject, string]>([
    ["the own account everything", allow("111122223333", "s3:*"), "pass"],
    ["another account to read", allow("999988887777", "s3:GetObject"), "pass"],
    ["another account everything", allow("999988887777", "s3:*"), "fail"],
    [
      "another account, by ARN, to change the policy",
      allow("arn:aws:iam::999988887777:role/x", "S3:putbucketpolicy"),
      "fail",
    ],
    ["another account, by a wildcard", allow("999988887777", "s3:Put*"), "fail"],
    [
      "another account all but reading",
      allow("999988887777", undefined as never, { NotAction: "s3:GetObject" }),
      "fail",
    ],
    ["everybody", allow("*", "s3:PutObjectAcl"), "fail"],
    [
      "all but the own account",
      { Effect: "Allow", NotPrincipal: { AWS: "111122223333" }, Action: "s3:*", Resource: BOTH },
      "fail",
    ],
    [
      "a service",
      { Effect: "Allow", Principal: { Service: "logging.s3.amazonaws.com" }, Action: "s3:*", Resource: BOTH },
      "pass",
    ],
    ["another account nothing", allow("999988887777", "s3:*", { Effect: "Deny" }), "pass"],
  ])("allows %s", (_, statement, expected) => {
    expect(judged(statement)).toEqual({ [P]: expected });
  });

  it("cannot tell whose a canonical user is", () => {
    const canonical = (id: string) => ({
      Effect: "Allow",
      Principal: { CanonicalUser: id },
      Action: "s3:*",
      Resource: BOTH,
    });
    const id = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";
    expect(judged(canonical(id))).toEqual({ [P]: "unknown" });
    const byDocument = withDocument({
      actions: ["s3:*"],
      resources: BOTH,
      principals: [{ type: "CanonicalUser", identifiers: ["${data.aws_canonical_user_id.current.id}"] }],
    });
    const terraform = { ...byDocument, data: { ...objectOf(byDocument.data), aws_canonical_user_id: { current: {} } } };
    expect(outcomesOf(s3PolicyOtherAccountsLimited, terraform)).toEqual({ [P]: "pass" });
  });

  it("knows the account of another provider's configuration", () => {
    const terraform = withPolicy(
      text(allow("999988887777", "s3:*")),
      { bucket: "a-7f3a" },
      {
        provider: {
          aws: [...provider.aws, { alias: "other", region: "eu-west-1", allowed_account_ids: ["999988887777"] }],
        },
      },
    );
    const { p } = objectOf(objectOf(terraform.resource).aws_s3_bucket_policy);
    const moved = {
      ...terraform,
      resource: {
        ...objectOf(terraform.resource),
        aws_s3_bucket_policy: { p: { ...objectOf(p), provider: "aws.other" } },
      },
    };
    expect(outcomesOf(s3PolicyOtherAccountsLimited, terraform)).toEqual({ [P]: "fail" });
    expect(outcomesOf(s3PolicyOtherAccountsLimited, moved)).toEqual({ [P]: "pass" });
  });

  it("cannot tell whose an account is where it does not know its own", () => {
    expect(judged(allow("999988887777", "s3:*"), {})).toEqual({ [P]: "unknown" });
    expect(judged(allow("999988887777", "s3:GetObject"), {})).toEqual({ [P]: "pass" });
  });

  it("says who may what", () => {
    const terraform = withPolicy(text(allow("999988887777", "s3:*")), { bucket: "a-7f3a" }, { provider });
    expect(messagesOf(s3PolicyOtherAccountsLimited, terraform)).toEqual([
      "fail aws_s3_bucket_policy.p policy: statement 1 allows arn:aws:iam::999988887777:root s3:DeleteBucketPolicy, s3:PutBucketAcl, s3:PutBucketPolicy, s3:PutEncryptionConfiguration, s3:PutObjectAcl",
    ]);
  });
});

describe("s3-policy-no-lockout", () => {
  const deny = (more: JsonObject = {}): JsonObject => ({
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: BOTH,
    ...more,
  });

  it.each<[string, JsonObject, string]>([
    ["everything", {}, "fail"],
    ["all but reading", { Action: undefined as never, NotAction: "s3:GetObject" }, "fail"],
    ["reading", { Action: "s3:GetObject" }, "pass"],
    [
      "everything, to all but some",
      { Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/admin" } } },
      "pass",
    ],
    ["everything, to somebody", { Principal: { AWS: "111122223333" } }, "pass"],
  ])("denies %s", (_, more, expected) => {
    expect(outcomesOf(s3PolicyNoLockout, withPolicy(text(deny(more))))).toEqual({ [P]: expected });
  });

  it("cannot tell of a policy that is not known", () => {
    expect(outcomesOf(s3PolicyNoLockout, withPolicy(X))).toEqual({ [P]: "unknown" });
  });
});
