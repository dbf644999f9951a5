import { principalWords, statementWords } from "../../../handoff/facts/policy-words";
import { held, rolesOf } from "../../../handoff/facts/roles";
import type { JsonObject } from "../../../model";
import { SHIPPED, synthesized } from "../../support/environments";
import { at, synthGraph } from "../../support/graphs";
import { graphOf } from "../../support/reports";

/** A role with one policy of one statement, read in words and as JSON. */
function read(statement: JsonObject) {
  const graph = synthGraph({
    resource: {
      aws_iam_role: { role: { assume_role_policy: "{}" } },
      aws_iam_role_policy: {
        policy: {
          role: "${aws_iam_role.role.id}",
          policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
        },
      },
    },
  });
  const { document, names, json } = held(graph, at(graph, "aws_iam_role_policy.policy"), "policy", "policy");
  const [only] = document?.statements ?? [];
  if (only === undefined || names === undefined) {
    throw new Error("there is no statement");
  }
  return { words: statementWords(only, names), json: JSON.parse(json ?? "") as JsonObject, statement: only };
}

it("says what a statement allows: by service, on what, and on which condition", () => {
  const { words } = read({
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:PutObject*", "kms:Decrypt", "ec2:AssignPrivateIpAddresses"],
    Resource: ["arn:aws:s3:::logs/*"],
    Condition: {
      StringEquals: { "aws:SourceAccount": ["111111111111", "222222222222"] },
      Bool: { "aws:SecureTransport": "true" },
      "ForAnyValue:StringNotLikeIfExists": { "aws:TagKeys": "x*" },
      Null: { "aws:MultiFactorAuthAge": "true" },
      IpAddress: { "aws:SourceIp": "203.0.113.0/24" },
    },
  });
  expect(words).toEqual({
    verb: "May",
    actions: [
      { service: "S3", what: "get object and put object …" },
      { service: "KMS", what: "decrypt" },
      { service: "EC2", what: "assign private IP addresses" },
    ],
    resources: ["arn:aws:s3:::logs/*"],
    conditions: [
      "aws:SourceAccount is 111111111111 or 222222222222",
      "aws:SecureTransport is true",
      "one of aws:TagKeys is not like x*, where there is one",
      "there is no aws:MultiFactorAuthAge",
      "aws:SourceIp is within 203.0.113.0/24",
    ],
  });
});

it.each([
  [{ Effect: "Deny", Action: "*", Resource: "*" }, "Must never", [{ service: "", what: "everything" }], ["everything"]],
  [
    { Effect: "Allow", NotAction: ["iam:*", "sts:AssumeRole"], NotResource: "arn:aws:s3:::secret" },
    "May",
    [{ service: "", what: "everything but everything (IAM) and assume role (STS)" }],
    ["everything but arn:aws:s3:::secret"],
  ],
  [{ Effect: "Allow", Action: "chatbot:*", Resource: "a" }, "May", [{ service: "chatbot", what: "everything" }], ["a"]],
])("says of %j what it does", (statement, verb, actions, resources) => {
  expect(read(statement).words).toEqual({ verb, actions, resources, conditions: [] });
});

it("gives the policy back as JSON, with names as they were written", () => {
  const statement = {
    Sid: "A",
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:ListBucket"],
    Resource: "arn:aws:s3:::logs",
    Condition: {
      "ForAllValues:StringNotEqualsIfExists": { "aws:TagKeys": ["a", "b"] },
      ArnLike: { "aws:SourceArn": "arn:aws:s3:::x" },
      NumericLessThan: { "aws:MultiFactorAuthAge": "3600" },
    },
  };
  expect(read(statement).json).toEqual({ Version: "2012-10-17", Statement: [statement] });
});

it.each([
  [{ kind: "Service", text: "lambda.amazonaws.com", known: true }, "the service lambda.amazonaws.com"],
  [{ kind: "AWS", text: "*", known: true }, "anybody"],
  [
    { kind: "AWS", text: "arn:aws:iam::111111111111:root", known: true, account: "111111111111" },
    "whoever account 111111111111 lets by IAM",
  ],
  [
    { kind: "AWS", text: "arn:aws:iam::111111111111:role/a", known: true, account: "111111111111" },
    "arn:aws:iam::111111111111:role/a",
  ],
  [{ kind: "Federated", text: "token.example.com", known: true }, "who signs in by token.example.com"],
])("calls %j %s", (principal, words) => {
  expect(principalWords(principal)).toBe(words);
});

it("finds every policy of a role: blocks, inline ones, attached ones, and AWS's own", () => {
  const document = JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] });
  const [role] = rolesOf(
    synthGraph({
      resource: {
        aws_iam_role: {
          role: {
            name: "r",
            assume_role_policy: JSON.stringify({
              Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }],
            }),
            inline_policy: [{ name: "block", policy: document }],
            managed_policy_arns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            permissions_boundary: "arn:aws:iam::111111111111:policy/boundary",
          },
        },
        aws_iam_role_policy: { inline: { role: "${aws_iam_role.role.id}", policy: document } },
        aws_iam_policy: { own: { policy: document } },
        aws_iam_role_policy_attachment: {
          own: { role: "${aws_iam_role.role.name}", policy_arn: "${aws_iam_policy.own.arn}" },
          aws: {
            role: "${aws_iam_role.role.name}",
            policy_arn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
          },
        },
        aws_iam_instance_profile: { role: { role: "${aws_iam_role.role.name}" } },
        aws_instance: { host: { iam_instance_profile: "${aws_iam_instance_profile.role.name}" } },
      },
    }),
  );
  expect(role?.policies.map(({ name, document: own }) => [name, own?.statements.length])).toEqual([
    ["aws_iam_role.role", 1],
    ["aws_iam_role_policy.inline", 1],
    ["aws_iam_policy.own", 1],
    ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore", undefined],
    ["arn:aws:iam::aws:policy/ReadOnlyAccess", undefined],
  ]);
  expect(role).toMatchObject({
    name: "r",
    boundary: "arn:aws:iam::111111111111:policy/boundary",
    usedBy: ["aws_instance.host"],
  });
  expect(role?.trust.document?.statements[0]?.principals.map(principalWords)).toEqual([
    "the service ec2.amazonaws.com",
  ]);
});

it.each(SHIPPED)("knows of every role of %s who takes it on and what it may do, in words that are whole", (base) => {
  const graph = graphOf(synthesized({}, base));
  const roles = rolesOf(graph);
  expect(roles).toHaveLength(graph.resources("aws_iam_role").length);
  for (const { trust, policies } of roles) {
    expect(trust.document?.statements.length).toBeGreaterThan(0);
    expect(policies.length).toBeGreaterThan(0);
    for (const { document, names } of policies) {
      expect(document?.unknown).toBeUndefined();
      for (const statement of document?.statements ?? []) {
        const { actions, resources, conditions } = statementWords(statement, names ?? neverNamed());
        expect(actions.length).toBeGreaterThan(0);
        expect([...resources, ...conditions].join(" ")).not.toMatch(/undefined|not known/);
        // Names as they were written: actions begin with a capital letter.
        expect(
          statement.actions.map(({ text }) => names?.of(text)).filter((name) => /:[a-z]/.test(name ?? "")),
        ).toEqual([]);
      }
    }
  }
});

function neverNamed(): never {
  throw new Error("a policy that is read has names");
}
