import {
  covers,
  coversAction,
  type Graph,
  isAnyone,
  type JsonObject,
  mentions,
  type PolicyDocument,
  parsePolicy,
  type Statement,
} from "../../model";
import { at, planGraph, synthGraph } from "../support/graphs";

/** A statement in one line: what it does not have is left out. */
function line(statement: Statement): string {
  const texts = (name: string, list: readonly { text: string; known: boolean }[]) =>
    list.length === 0 ? [] : [`${name} ${list.map(({ text, known }) => (known ? text : `?${text}`)).join(",")}`];
  const who = (name: string, list: Statement["principals"]) =>
    texts(
      name,
      list.map(({ kind, text, known }) => ({ text: `${kind}:${text}`, known })),
    );
  const conditions = statement.conditions.map(
    ({ operator, negated, quantifier, ifExists, key, values }) =>
      `if ${quantifier === undefined ? "" : `${quantifier} `}${key} ${negated ? "not " : ""}${operator}${ifExists ? "?" : ""} ${values.map(({ text }) => text).join(",")}`,
  );
  return [
    `${statement.sid === "" ? "" : `${statement.sid}: `}${statement.effect}`,
    ...who("for", statement.principals),
    ...who("not for", statement.notPrincipals),
    ...texts("do", statement.actions),
    ...texts("not do", statement.notActions),
    ...texts("on", statement.resources),
    ...texts("not on", statement.notResources),
    ...conditions,
    ...statement.unknown.map((why) => `(${why})`),
  ].join("; ");
}

const lines = ({ statements }: PolicyDocument) => statements.map(line);
const documentOf = (json: object) => lines(parsePolicy(JSON.stringify(json)));
const statement = (json: object) => documentOf({ Version: "2012-10-17", Statement: [json] })[0];

describe("parsePolicy", () => {
  it.each<[string, object, string]>([
    [
      "one value for a list",
      { Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
      "Allow; do s3:getobject; on *",
    ],
    [
      "lists",
      { Effect: "Deny", Action: ["S3:*", "kms:Decrypt"], Resource: ["a", "b"] },
      "Deny; do s3:*,kms:decrypt; on a,b",
    ],
    ["the sid", { Sid: "X", Effect: "Allow", Action: [] }, "X: Allow"],
    ["everyone", { Effect: "Allow", Principal: "*" }, "Allow; for AWS:*"],
    ["everyone, the longer way", { Effect: "Allow", Principal: { AWS: "*" } }, "Allow; for AWS:*"],
    ["everyone in a list", { Effect: "Allow", Principal: { AWS: ["*"] } }, "Allow; for AWS:*"],
    [
      "an account by its number",
      { Effect: "Allow", Principal: { AWS: "111122223333" } },
      "Allow; for AWS:arn:aws:iam::111122223333:root",
    ],
    [
      "several kinds",
      { Effect: "Allow", Principal: { Service: ["a.amazonaws.com"], Federated: "f", CanonicalUser: "c" } },
      "Allow; for Service:a.amazonaws.com,Federated:f,CanonicalUser:c",
    ],
    [
      "everybody but",
      { Effect: "Allow", NotPrincipal: { AWS: "arn:aws:iam::111122223333:role/r" } },
      "Allow; not for AWS:arn:aws:iam::111122223333:role/r",
    ],
    ["the negated lists", { Effect: "Allow", NotAction: "IAM:*", NotResource: "a" }, "Allow; not do iam:*; not on a"],
    [
      "conditions",
      {
        Effect: "Allow",
        Condition: { StringEquals: { "AWS:SourceAccount": "1" }, Bool: { "aws:SecureTransport": false } },
      },
      "Allow; if aws:sourceaccount stringequals 1; if aws:securetransport bool false",
    ],
    [
      "conditions with all that an operator can have",
      {
        Effect: "Deny",
        Condition: { "ForAnyValue:StringNotLikeIfExists": { k: ["a", "b"] }, "forallvalues:arnequals": { l: "c" } },
      },
      "Deny; if any k not stringlike? a,b; if all l arnequals c",
    ],
    ["an effect that is none", { Effect: "allow" }, "undefined"],
  ])("reads %s", (_, json, expected) => {
    expect(statement(json)).toBe(expected);
  });

  it("reads a single statement that is in no list", () => {
    expect(documentOf({ Statement: { Effect: "Allow", Action: "*" } })).toEqual(["Allow; do *"]);
  });

  it("says what it cannot read", () => {
    expect(parsePolicy("no JSON")).toEqual({ statements: [], present: true, unknown: "the policy is not JSON" });
    expect(parsePolicy('{"Statement": "a"}').unknown).toBe("its statements cannot be read");
    expect(parsePolicy('{"Statement": ["a", {"Effect": "Deny"}]}')).toMatchObject({
      statements: [{ effect: "Deny" }],
      unknown: "a statement cannot be read",
    });
    expect(parsePolicy('{"Version": "2012-10-17"}')).toEqual({ statements: [], present: true });
  });

  it("knows the account of a principal", () => {
    const [only] = parsePolicy(
      JSON.stringify({
        Statement: [{ Principal: { AWS: ["arn:aws-cn:iam::111122223333:user/u", "AIDAEXAMPLE", "222233334444"] } }],
      }),
    ).statements;
    expect(only?.principals.map(({ account }) => account)).toEqual(["111122223333", undefined, "222233334444"]);
  });
});

describe("covers", () => {
  it.each([
    ["s3:*", "s3:getobject", true],
    ["s3:get*", "s3:getobject", true],
    ["s3:getobjec?", "s3:getobject", true],
    ["s3:get", "s3:getobject", false],
    ["*", "anything/at:all", true],
    ["*:*", "s3:getobject", true],
    ["s3:getobject", "s3xgetobject", false],
    ["arn:aws:s3:::a.b/*", "arn:aws:s3:::aXb/c", false],
    ["arn:aws:s3:::a(b)+[c]$", "arn:aws:s3:::a(b)+[c]$", true],
    ["a**b", "a\nb", true],
  ])("%s covers %s: %s", (pattern, text, expected) => {
    expect(covers(pattern, text)).toBe(expected);
  });

  it("asks a statement for an action, whatever its case", () => {
    const [allow, except] = parsePolicy('{"Statement": [{"Action": "IAM:Pass*"}, {"NotAction": "iam:*"}]}').statements;
    expect([allow, except].map((one) => one !== undefined && coversAction(one, "iam:PassRole"))).toEqual([true, false]);
    expect([allow, except].map((one) => one !== undefined && coversAction(one, "s3:GetObject"))).toEqual([false, true]);
  });

  it("finds whom everybody is", () => {
    const [only] = parsePolicy(
      '{"Statement": [{"Principal": {"AWS": ["*", "111122223333"], "Service": "*"}}]}',
    ).statements;
    expect(only?.principals.map(isAnyone)).toEqual([true, false, false]);
  });
});

const HCL = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { AWS: "*" }, Action: ["s3:GetObject"], Resource: "${aws_s3_bucket.b.arn}/*" },
  ],
};
const OPEN = "Allow; for AWS:*; do s3:getobject; on ?${aws_s3_bucket.b.arn}/*";

const bucket = { aws_s3_bucket: { b: { bucket: "b-${random_id.r.hex}" } }, random_id: { r: {} } };
const withPolicy = (policy: string, more: JsonObject = {}): Graph =>
  synthGraph({
    resource: { ...bucket, aws_s3_bucket_policy: { p: { bucket: "${aws_s3_bucket.b.id}", policy } } },
    ...more,
  });
const policyLines = (graph: Graph) => lines(graph.policy(at(graph, "aws_s3_bucket_policy.p"), "policy"));

describe("a policy of synthesized files", () => {
  it("is the same however it is written", () => {
    const call =
      '${jsonencode({Statement = [{Effect = "Allow", Principal = {AWS = "*"}, Action = ["s3:GetObject"], Resource = "${aws_s3_bucket.b.arn}/*"}]})}';
    expect(policyLines(withPolicy(call))).toEqual([OPEN]);
    expect(policyLines(withPolicy(JSON.stringify(HCL)))).toEqual([OPEN]);
    expect(policyLines(withPolicy("${local.policy}", { locals: { policy: call } }))).toEqual([OPEN]);
    expect(policyLines(withPolicy("${jsonencode(local.policy)}", { locals: { policy: HCL } }))).toEqual([OPEN]);
    expect(
      policyLines(
        withPolicy("${data.aws_iam_policy_document.d.json}", {
          data: {
            aws_iam_policy_document: {
              d: {
                statement: [
                  {
                    principals: { type: "*", identifiers: ["*"] },
                    actions: ["s3:GetObject"],
                    resources: ["${aws_s3_bucket.b.arn}/*"],
                  },
                ],
              },
            },
          },
        }),
      ),
    ).toEqual([OPEN]);
  });

  it("keeps quotes and escapes of JSON with expressions in it apart", () => {
    const text =
      '{"Statement": [{"Sid": "a \\"b\\" ${random_id.r.hex}", "Effect": "Allow", "Resource": ["$${aws:username}", "${aws_s3_bucket.b.arn}"]}]}';
    expect(policyLines(withPolicy(text))).toEqual([
      'a "b" ${random_id.r.hex}: Allow; on ${aws:username},?${aws_s3_bucket.b.arn}',
    ]);
  });

  it("has all that a document's blocks can say", () => {
    const graph = withPolicy("${data.aws_iam_policy_document.d.json}", {
      data: {
        aws_iam_policy_document: {
          d: {
            statement: [
              {
                sid: "One",
                effect: "Deny",
                not_actions: ["S3:Get*"],
                not_resources: ["arn:aws:s3:::b/&{aws:username}"],
                not_principals: [{ type: "AWS", identifiers: ["111122223333", "arn:aws:iam::111122223333:role/r"] }],
                condition: [
                  { test: "Bool", variable: "aws:SecureTransport", values: ["false"] },
                  { test: "ArnNotLike", variable: "aws:PrincipalArn", values: ["a", "b"] },
                ],
              },
            ],
          },
        },
      },
    });
    expect(policyLines(graph)).toEqual([
      "One: Deny; not for AWS:arn:aws:iam::111122223333:root,AWS:arn:aws:iam::111122223333:role/r; not do s3:get*; not on arn:aws:s3:::b/${aws:username}; if aws:securetransport bool false; if aws:principalarn not arnlike a,b",
    ]);
  });

  it("takes in other documents, of which the later statement of a sid counts", () => {
    const one = (sid: string, action: string) => ({ sid, actions: [action], resources: ["*"] });
    const graph = withPolicy("${data.aws_iam_policy_document.d.json}", {
      data: {
        aws_iam_policy_document: {
          base: { statement: [one("A", "a:a"), one("B", "a:b")] },
          over: { statement: one("B", "over:b") },
          d: {
            source_policy_documents: [
              "${data.aws_iam_policy_document.base.json}",
              '{"Statement": [{"Sid": "C", "Effect": "Allow", "Action": "c:c"}]}',
            ],
            override_policy_documents: ["${data.aws_iam_policy_document.over.json}"],
            statement: [one("A", "own:a")],
          },
        },
      },
    });
    expect(policyLines(graph)).toEqual(["C: Allow; do c:c", "A: Allow; do own:a; on *", "B: Allow; do over:b; on *"]);
  });

  it("is read through dynamic statements", () => {
    const graph = withPolicy("${data.aws_iam_policy_document.d.json}", {
      variable: { given: {} },
      data: {
        aws_iam_policy_document: {
          d: {
            dynamic: {
              statement: {
                for_each: ["a", "b"],
                content: { sid: "${statement.value}", actions: ["x:${statement.value}"], resources: ["*"] },
              },
            },
          },
          unknown: { dynamic: { statement: { for_each: "${var.given}", content: { actions: ["x:x"] } } } },
        },
      },
    });
    expect(policyLines(graph)).toEqual(["a: Allow; do x:a; on *", "b: Allow; do x:b; on *"]);
    const open = graph.policy(at(graph, "aws_s3_bucket_policy.p"), "policy");
    expect(open.unknown).toBeUndefined();
  });

  it("is absent where there is none, and unknown where nobody can tell", () => {
    const graph = synthGraph({
      variable: { given: {} },
      resource: {
        aws_a: {
          none: {},
          empty: { policy: "" },
          var: { policy: "${var.given}" },
          file: { policy: '${file("p.json")}' },
        },
      },
    });
    const policy = (name: string) => graph.policy(at(graph, `aws_a.${name}`), "policy");
    expect(policy("none")).toEqual({ statements: [], present: false });
    expect(policy("empty")).toEqual({ statements: [], present: false });
    expect(policy("var")).toEqual({
      statements: [],
      present: true,
      unknown: "depends on var.given, which has no default",
    });
    expect(policy("file")).toEqual({
      statements: [],
      present: true,
      unknown: "the function file is not evaluated here",
    });
  });

  it("says which list of a statement is not known", () => {
    const graph = withPolicy("${data.aws_iam_policy_document.d.json}", {
      variable: { given: {} },
      data: { aws_iam_policy_document: { d: { statement: [{ actions: "${var.given}", resources: "${var.given}" }] } } },
    });
    expect(policyLines(graph)).toEqual([
      "Allow; do ?${var.given}; on ?${var.given}; (depends on var.given, which has no default); (depends on var.given, which has no default)",
    ]);
  });

  it("is read of blocks within a resource", () => {
    const graph = synthGraph({
      resource: {
        aws_iam_role: {
          r: { inline_policy: [{ name: "a", policy: '{"Statement": {"Effect": "Allow", "Action": "*"}}' }] },
        },
      },
    });
    expect(
      at(graph, "aws_iam_role.r")
        .blocks("inline_policy")
        .items.map((block) => lines(graph.policy(block, "policy"))),
    ).toEqual([["Allow; do *"]]);
  });
});

describe("a policy of a plan", () => {
  const refs = (...references: string[]) => ({ references });
  const policy = (more: object) => ({
    address: "aws_s3_bucket_policy.p",
    unknown: { policy: true },
    expressions: { policy: refs("data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d") },
    ...more,
  });
  const toBucket = { address: "aws_s3_bucket.b", unknown: { arn: true } };

  it("is read of a document that is read only when it is applied", () => {
    const graph = planGraph([
      policy({}),
      toBucket,
      {
        address: "data.aws_iam_policy_document.d",
        values: {
          statement: [
            {
              sid: "A",
              effect: null,
              actions: ["s3:GetObject"],
              principals: [{ type: "AWS", identifiers: ["*"] }],
              condition: [],
            },
          ],
        },
        unknown: { json: true, statement: [{ actions: [false], resources: true }] },
        expressions: {
          statement: [{ sid: { constant_value: "A" }, resources: refs("aws_s3_bucket.b.arn", "aws_s3_bucket.b") }],
        },
        change: { actions: ["read"] },
      },
    ]);
    expect(policyLines(graph)).toEqual([
      "A: Allow; for AWS:*; do s3:getobject; on ?${aws_s3_bucket.b.arn}; (known after apply: aws_s3_bucket.b.arn)",
    ]);
  });

  it("is read of a document's JSON where it is known", () => {
    const graph = planGraph([
      policy({}),
      {
        address: "data.aws_iam_policy_document.d",
        values: { json: '{"Statement": [{"Effect": "Deny", "Action": "*"}]}' },
      },
    ]);
    expect(policyLines(graph)).toEqual(["Deny; do *"]);
  });

  it("is unknown where a plan does not tell what is encoded", () => {
    const graph = planGraph([
      policy({ expressions: { policy: refs("aws_s3_bucket.b.arn", "aws_s3_bucket.b") } }),
      toBucket,
    ]);
    expect(graph.policy(at(graph, "aws_s3_bucket_policy.p"), "policy")).toEqual({
      statements: [],
      present: true,
      unknown: "known after apply: aws_s3_bucket.b.arn",
    });
  });
});

describe("mentions", () => {
  const graph = synthGraph({ resource: { ...bucket, aws_s3_bucket_policy: {}, aws_sns_topic: { t: {} } } });
  const plan = planGraph([{ address: "aws_s3_bucket.b", values: { bucket: "logs", arn: "arn:aws:s3:::logs" } }]);

  it.each([
    ["${aws_s3_bucket.b.arn}/*", true],
    ["arn:aws:s3:::b-${random_id.r.hex}/*", true],
    ["arn:aws:s3:::b-${random_id.r.hex}", true],
    ["arn:aws:s3:::b-${random_id.r.hex}-old", false],
    ["${aws_s3_bucket.bb.arn}", false],
    ["*", false],
  ])("%s: %s", (text, expected) => {
    expect(mentions({ text, known: false }, at(graph, "aws_s3_bucket.b"))).toBe(expected);
  });

  it.each([
    ["arn:aws:s3:::logs", true],
    ["arn:aws:s3:::logs/*", true],
    ["arn:aws:s3:::logs-old/*", false],
  ])("by known names: %s: %s", (text, expected) => {
    expect(mentions({ text, known: true }, at(plan, "aws_s3_bucket.b"))).toBe(expected);
  });
});
