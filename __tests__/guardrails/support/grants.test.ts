import { type Answer, both, either } from "../../../guardrails/support/answers";
import { grants, grantsWidely, isAbout } from "../../../guardrails/support/grants";
import { parsePolicy, type Statement } from "../../../model";
import type { JsonObject } from "../../support/json";

const documentOf = (...statements: readonly JsonObject[]) => parsePolicy(JSON.stringify({ Statement: statements }));
const allow = (more: JsonObject): JsonObject => ({ Effect: "Allow", Action: "*", Resource: "*", ...more });
const deny = (more: JsonObject): JsonObject => ({ Effect: "Deny", Action: "*", Resource: "*", ...more });

/** What the first statement grants, beside the others. */
function wide(action: string, ...statements: readonly JsonObject[]): Answer {
  const document = documentOf(...statements);
  const [first] = document.statements;
  return first === undefined ? "no" : grantsWidely(first, action, document);
}

describe("isAbout", () => {
  it.each<[string, JsonObject, Answer]>([
    ["the action, in other letters", { Action: "IAM:passrole" }, "yes"],
    ["a wildcard", { Action: "iam:Pass*" }, "yes"],
    ["a question mark", { Action: "iam:PassRol?" }, "yes"],
    ["another action", { Action: "iam:GetRole" }, "no"],
    ["all but another", { Action: undefined as never, NotAction: "s3:*" }, "yes"],
    ["all but this one", { Action: undefined as never, NotAction: ["iam:*"] }, "no"],
  ])("%s", (_, more, expected) => {
    const [statement] = documentOf(allow(more)).statements;
    expect(statement && isAbout(statement, "iam:PassRole")).toBe(expected);
  });

  const open = (...texts: readonly string[]) => texts.map((text) => ({ text, known: false }));
  it.each<[string, Partial<Statement>, Answer]>([
    ["an action that is not known", { actions: open("${var.a}") }, "unknown"],
    ["an action of the service that is not known", { actions: open("iam:${var.a}") }, "unknown"],
    ["an action of another service that is not known", { actions: open("s3:${var.a}") }, "no"],
    ["all but one that is not known", { actions: [], notActions: open("iam:${var.a}") }, "unknown"],
    ["all but one of another service that is not known", { actions: [], notActions: open("s3:${var.a}") }, "yes"],
    ["a list that is not known", { actions: [], unknown: ["known after apply"] }, "unknown"],
    ["no action", { actions: [] }, "no"],
    ["one beside what is not known", { actions: [{ text: "iam:*", known: true }, ...open("${var.a}")] }, "yes"],
    ["another one, and something else that is not known", { unknown: ["known after apply"] }, "no"],
  ])("may not be told: %s", (_, more, expected) => {
    const [statement] = documentOf(allow({ Action: "ec2:RunInstances" })).statements;
    expect(statement && isAbout({ ...statement, ...more }, "iam:PassRole")).toBe(expected);
  });
});

describe("grantsWidely", () => {
  it.each<[string, string, string | readonly string[], Answer]>([
    ["everything", "iam:PassRole", "*", "yes"],
    ["every ARN", "iam:PassRole", "arn:*", "yes"],
    ["every ARN of the service", "iam:PassRole", "arn:aws:iam::*", "yes"],
    ["every one of the kind", "iam:PassRole", "arn:aws:iam::111122223333:role/*", "yes"],
    ["every one of the kind, without a slash", "iam:PassRole", "arn:aws:iam::111122223333:role*", "yes"],
    ["one of several wide", "iam:PassRole", ["arn:aws:iam::111122223333:role/a", "*"], "yes"],
    ["one", "iam:PassRole", "arn:aws:iam::111122223333:role/a", "no"],
    ["a path", "iam:PassRole", "arn:aws:iam::111122223333:role/app/*", "no"],
    ["an ending", "iam:PassRole", "arn:aws:iam::*:role/*-worker", "no"],
    ["every one of another kind", "iam:PassRole", "arn:aws:iam::111122223333:user/*", "no"],
    ["every one of another service", "iam:PassRole", "arn:aws:s3:::*", "no"],
    ["every object of every bucket", "s3:GetObject", "arn:aws:s3:::*/*", "yes"],
    ["every object of a bucket", "s3:GetObject", "arn:aws:s3:::logs/*", "no"],
    ["every parameter", "ssm:GetParameter", "arn:aws:ssm:eu-west-1:111122223333:parameter/*", "yes"],
    ["the parameters of a path", "ssm:GetParameter", "arn:aws:ssm:eu-west-1:111122223333:parameter/app/*", "no"],
    ["the streams of a group", "logs:DeleteLogStream", "arn:aws:logs:*:*:log-group:/aws/lambda/a:*", "no"],
    ["every snapshot, which is of EC2", "ebs:GetSnapshotBlock", "arn:aws:ec2:*::snapshot/*", "yes"],
    ["one's own user", "iam:CreateAccessKey", "arn:aws:iam::111122223333:user/${aws:username}", "no"],
  ])("%s", (_, action, resource, expected) => {
    expect(wide(action, allow({ Resource: resource as never }))).toBe(expected);
  });

  it.each<[string, JsonObject, Answer]>([
    ["all but one", { Resource: undefined as never, NotResource: "arn:aws:iam::111122223333:role/a" }, "yes"],
    ["all but all", { Resource: undefined as never, NotResource: "*" }, "no"],
    ["by a tag", { Condition: { StringEquals: { "aws:ResourceTag/team": "a" } } }, "no"],
    ["by any tag", { Condition: { StringLike: { "aws:ResourceTag/team": "*" } } }, "yes"],
    ["by a tag, if there is one", { Condition: { StringEqualsIfExists: { "aws:ResourceTag/team": "a" } } }, "yes"],
    ["but for a tag", { Condition: { StringNotEquals: { "aws:ResourceTag/team": "a" } } }, "yes"],
    ["by all values of a tag", { Condition: { "ForAllValues:StringEquals": { "aws:ResourceTag/t": "a" } } }, "yes"],
    ["with a second factor", { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }, "yes"],
    ["denied", { Effect: "Deny" }, "no"],
  ])("%s", (_, more, expected) => {
    expect(wide("iam:PassRole", allow(more))).toBe(expected);
  });

  it.each<[string, JsonObject, Answer]>([
    ["taken back", deny({ Action: "iam:*" }), "no"],
    ["taken back for every role", deny({ Action: "iam:PassRole", Resource: "arn:aws:iam::*:role/*" }), "no"],
    ["taken back but for a role", deny({ Resource: undefined as never, NotResource: "arn:aws:iam::1:role/a" }), "no"],
    ["taken back but for a tag", deny({ Condition: { StringNotEquals: { "aws:ResourceTag/t": "a" } } }), "no"],
    ["taken back for a tag", deny({ Condition: { StringEquals: { "aws:ResourceTag/t": "a" } } }), "yes"],
    ["taken back for a role", deny({ Resource: "arn:aws:iam::111122223333:role/a" }), "yes"],
    ["taken back of another service", deny({ Action: "s3:*" }), "yes"],
    [
      "taken back without a second factor",
      deny({ Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } }),
      "yes",
    ],
    ["all but it taken back", deny({ Action: undefined as never, NotAction: "iam:PassRole" }), "yes"],
  ])("%s", (_, statement, expected) => {
    expect(wide("iam:PassRole", allow({}), statement)).toBe(expected);
  });

  it("sees that a Deny of one region leaves the others", () => {
    const denied = deny({ Resource: "arn:aws:kms:eu-west-1:111122223333:key/*" });
    expect(wide("kms:PutKeyPolicy", allow({}), denied)).toBe("yes");
    expect(wide("kms:PutKeyPolicy", allow({ Resource: "arn:aws:kms:eu-west-1:111122223333:key/*" }), denied)).toBe(
      "no",
    );
  });

  it.each<[string, string, Answer]>([
    ["iam:CreatePolicyVersion", "policy", "yes"],
    ["iam:CreatePolicyVersion", "user", "no"],
    ["iam:AttachGroupPolicy", "group", "yes"],
    ["iam:AttachGroupPolicy", "policy", "no"],
    ["iam:UpdateAssumeRolePolicy", "role", "yes"],
    ["iam:CreateAccessKey", "user", "yes"],
    ["iam:CreateAccessKey", "role", "no"],
  ])("%s on every %s: %s", (action, kind, expected) => {
    expect(wide(action, allow({ Resource: `arn:aws:iam::111122223333:${kind}/*` }))).toBe(expected);
  });

  it("cannot tell where the effect, or a Deny, is not known", () => {
    const { statements } = documentOf(allow({}), deny({}));
    const [first, second] = statements;
    if (first === undefined || second === undefined) {
      throw new Error("there are two statements");
    }
    const unread = { ...second, actions: [], unknown: ["known after apply"] };
    const present = true;
    expect(grantsWidely(first, "iam:PassRole", { present, statements: [first, unread] })).toBe("unknown");
    expect(grantsWidely({ ...first, effect: undefined }, "iam:PassRole", { present, statements: [] })).toBe("unknown");
  });

  it.each<[string, string, Answer]>([
    ["somebody's ARN", "${aws_s3_bucket.a.arn}/*", "no"],
    ["a variable", "${var.any}", "unknown"],
    ["a variable as the name", "arn:aws:s3:::${var.any}", "unknown"],
    ["a value that is looked up", "${data.aws_ssm_parameter.a.value}", "unknown"],
    ["all of an account that is looked up", "arn:aws:s3:*:${data.aws_caller_identity.a.account_id}:*", "yes"],
  ])("takes %s for what it is", (_, text, expected) => {
    const [first] = documentOf(allow({ Action: "s3:*" })).statements;
    const statement = first && { ...first, resources: [{ text, known: false }] };
    expect(statement && grantsWidely(statement, "s3:GetObject", { present: true, statements: [statement] })).toBe(
      expected,
    );
  });
});

describe("what makes a grant narrow", () => {
  it.each([
    "aws:ResourceTag/team",
    "s3:ExistingObjectTag/team",
    "rds:cluster-tag/team",
    "iam:PolicyARN",
    "iam:PermissionsBoundary",
    "iam:AssociatedResourceArn",
    "kms:ViaService",
    "kms:ResourceAliases",
    "kms:RequestAlias",
    "kms:EncryptionContext:team",
    "dynamodb:LeadingKeys",
    "secretsmanager:SecretId",
    "lambda:FunctionArn",
  ])("a condition on %s", (key) => {
    expect(wide("iam:PassRole", allow({ Condition: { StringEquals: { [key]: "a" } } }))).toBe("no");
  });

  it.each([
    "aws:RequestTag/team",
    "aws:PrincipalTag/team",
    "aws:ResourceTag/",
    "s3:ExistingObjectTag/",
    "rds:cluster-tag/",
    "rds:-tag/team",
    "kms:EncryptionContext:",
    "kms:ViaServices",
    "my iam:PolicyARN",
    "aws:SourceAccount",
  ])("not one on %s", (key) => {
    expect(wide("iam:PassRole", allow({ Condition: { StringEquals: { [key]: "a" } } }))).toBe("yes");
  });

  it.each<[string, string, Answer]>([
    ["StringEquals", "a", "no"],
    ["StringEquals", "*", "no"],
    ["StringEqualsIgnoreCase", "*", "no"],
    ["StringLike", "arn:aws:iam::1:policy/a*", "no"],
    ["StringLike", "?*", "yes"],
    ["StringLike", "a*", "yes"],
    ["ArnEquals", "arn:aws:iam::1:policy/a", "no"],
    ["ArnEquals", "*", "yes"],
    ["ArnLike", "arn:aws:iam::*:policy/a", "no"],
    ["ArnLike", "arn:aws:iam::1:policy/app/*", "no"],
    ["ArnLike", "arn:aws:iam::1:policy/*", "yes"],
    ["ArnLike", "arn:aws:iam::*:policy/*", "yes"],
    ["ArnLike", "arn:aws:iam::aws:policy/*", "yes"],
    ["ArnLike", "arn:aws:iam::aws:policy/*Access", "yes"],
    ["ArnLike", "arn:aws:iam::aws:policy/service-role/*", "no"],
    ["ArnEquals", "arn:aws:iam::aws:policy/AdministratorAccess", "yes"],
    ["StringEquals", "arn:aws-cn:iam::aws:policy/IAMFullAccess", "yes"],
    ["StringEquals", "arn:aws:iam::aws:policy/ReadOnlyAccess", "no"],
    ["StringEquals", "${iam:PolicyARN}", "yes"],
    ["StringEquals", "arn:aws:iam::1:policy/${aws:username}", "no"],
    ["ArnLike", "*", "yes"],
    ["StringNotLike", "a", "yes"],
    ["NumericEquals", "1", "yes"],
    ["Null", "false", "yes"],
  ])("by %s %s: %s", (operator, value, expected) => {
    expect(wide("iam:PassRole", allow({ Condition: { [operator]: { "iam:PolicyARN": value } } }))).toBe(expected);
    expect(wide("iam:PassRole", allow({ Condition: { [operator]: { "iam:PolicyARN": ["a", value] } } }))).toBe(
      expected,
    );
  });

  it.each<[string, string, Answer]>([
    ["StringLike", "${var.a}", "unknown"],
    ["StringLike", "a-${var.a}", "unknown"],
    ["StringLike", "${aws_iam_policy.a.arn}", "no"],
    ["StringEquals", "${var.a}", "no"],
  ])("by %s %s, which is not known: %s", (operator, text, expected) => {
    const document = documentOf(allow({ Condition: { [operator]: { "iam:PolicyARN": "x" } } }));
    const [first] = document.statements;
    const conditions = first?.conditions.map((condition) => ({ ...condition, values: [{ text, known: false }] })) ?? [];
    expect(first && grantsWidely({ ...first, conditions }, "iam:PassRole", document)).toBe(expected);
  });
});

describe("what makes a grant wide", () => {
  it.each([
    ["rds:DeleteDBCluster", "arn:aws:rds:*:1:cluster"],
    ["rds:DeleteDBInstance", "arn:aws:rds:*:1:db"],
    ["lambda:InvokeFunction", "arn:aws:lambda:*:1:function"],
    ["ec2:StopInstances", "arn:aws:ec2:*:1:instance"],
    ["kms:Decrypt", "arn:aws:kms:*:1:key"],
    ["logs:DeleteLogGroup", "arn:aws:logs:*:1:log-group"],
    ["ssm:GetParameter", "arn:aws:ssm:*:1:parameter"],
    ["iam:CreatePolicyVersion", "arn:aws:iam::1:policy"],
    ["iam:AddUserToGroup", "arn:aws:iam::1:group"],
    ["iam:PassRole", "arn:aws:iam::1:role"],
    ["secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:1:secret"],
    ["cloudformation:UpdateStack", "arn:aws:cloudformation:*:1:stack"],
    ["dynamodb:GetItem", "arn:aws:dynamodb:*:1:table"],
    ["iam:CreateAccessKey", "arn:aws:iam::1:user"],
  ])("%s on %s*", (action, beginning) => {
    expect(
      ["*", "?*", ":*", "/*", "/?*", "/**"].map((end) => wide(action, allow({ Resource: beginning + end }))),
    ).toEqual(Array(6).fill("yes"));
    expect(["s*", "*a", "/a*", "/*a", "/a/*"].map((end) => wide(action, allow({ Resource: beginning + end })))).toEqual(
      Array(5).fill("no"),
    );
    expect(wide(action, allow({ Resource: beginning.replace(/:([^:]*)$/, ":my-$1*") }))).toBe("no");
  });

  it.each<[string, string, string, Answer]>([
    ["data of RDS", "rds-data:ExecuteStatement", "arn:aws:rds:*:1:cluster:*", "yes"],
    ["a question mark alone", "iam:PassRole", "?*", "yes"],
    ["no ARN", "iam:PassRole", "role/*", "no"],
    ["what ends with all", "iam:PassRole", "my-arn:*", "no"],
    ["any service", "iam:PassRole", "arn:aws:*:*:*:role/*", "yes"],
    ["a service that is not written out", "iam:PassRole", "arn:aws:i*", "yes"],
    ["a bucket", "s3:ListBucket", "arn:aws:s3:::a", "no"],
    ["all buckets", "s3:ListBucket", "arn:aws:s3:::*", "yes"],
    ["objects of all buckets of a name", "s3:GetObject", "arn:aws:s3:::a*/*", "no"],
    ["some objects of all buckets", "s3:GetObject", "arn:aws:s3:::*/a", "no"],
    ["all in all", "s3:GetObject", "arn:aws:s3:::*/a/*", "yes"],
    ["what has no name", "iam:PassRole", "arn:aws:iam::1:role/", "no"],
  ])("by its text: %s", (_, action, resource, expected) => {
    expect(wide(action, allow({ Resource: resource }))).toBe(expected);
  });

  it.each([
    "${var.a}",
    "${local.a}",
    "${each.value}",
    "${count.index}",
    "${path.module}",
    "${terraform.workspace}",
    "${self.arn}",
    "${data.aws_iam_policy_document.a.id}",
    "${data.local_file.a.content}",
    "${aws_iam_policy.a.json}",
    "${terraform_data.a.output}",
    "${random_string.a.result}",
    "${aws_ssm_parameter.a.value}",
    "${var.a}${var.b}",
    "*${var.a}",
    "arn:aws:iam::1:role/${var.a}",
    "arn:aws:iam::1:role/*/${var.a}",
  ])("perhaps: %s", (text) => {
    expect(open(text)).toBe("unknown");
  });

  it.each([
    "${aws_iam_role.a.arn}",
    "${my_var.a}",
    "${data.x.value.id}",
    "${aws_ssm_parameter.a.values}",
    "x${var.a}",
    "arn:aws:iam::1:role/a-${var.a}",
    "arn:aws:iam::1:role/${var.a}-b",
    "arn:aws:iam::1:user/${var.a}",
  ])("surely not: %s", (text) => {
    expect(open(text)).toBe("no");
  });

  it("takes text that is known for what it says", () => {
    expect(wide("iam:PassRole", allow({ Resource: "${var.a}" }))).toBe("no");
  });

  it.each<[string, Partial<Statement>, Answer]>([
    ["resources that are not known", { resources: [], unknown: ["known after apply"] }, "unknown"],
    ["no resources", { resources: [] }, "no"],
    ["all but some", { resources: [], notResources: [{ text: "a", known: true }] }, "yes"],
    [
      "all but all",
      {
        resources: [],
        notResources: [
          { text: "a", known: true },
          { text: "?*", known: true },
        ],
      },
      "no",
    ],
    ["all, and more that is not known", { unknown: ["known after apply"] }, "unknown"],
  ])("by what there is: %s", (_, more, expected) => {
    const document = documentOf(allow({}));
    const [first] = document.statements;
    expect(first && grantsWidely({ ...first, ...more }, "iam:PassRole", document)).toBe(expected);
  });

  function open(text: string): Answer | undefined {
    const [first] = documentOf(allow({})).statements;
    const statement = first && { ...first, resources: [{ text, known: false }] };
    return statement && grantsWidely(statement, "iam:PassRole", { present: true, statements: [statement] });
  }
});

describe("what a Deny takes back", () => {
  const ROLE = "arn:aws:iam::1:role/a";
  it.each<[string, JsonObject, JsonObject, Answer]>([
    ["just that", { Resource: ROLE }, { Resource: ROLE }, "no"],
    ["just that, by a wildcard", { Resource: ROLE }, { Resource: "arn:aws:iam::1:role/*" }, "no"],
    ["one of two", { Resource: [ROLE, "arn:aws:iam::1:role/b"] }, { Resource: ROLE }, "yes"],
    ["two, by two", { Resource: [ROLE, "arn:aws:iam::1:role/b"] }, { Resource: [ROLE, "arn:aws:iam::1:role/b"] }, "no"],
    ["all but one of two", {}, { Resource: undefined as never, NotResource: [ROLE, "arn:aws:iam::1:role/b"] }, "no"],
    ["all but all", {}, { Resource: undefined as never, NotResource: [ROLE, "*"] }, "yes"],
    [
      "but for two tags",
      {},
      { Condition: { StringNotEquals: { "aws:ResourceTag/a": "a", "aws:ResourceTag/b": "b" } } },
      "no",
    ],
    [
      "but for a tag, for others only",
      {},
      { Condition: { StringNotEquals: { "aws:ResourceTag/a": "a", "aws:PrincipalTag/b": "b" } } },
      "yes",
    ],
    ["but for any tag", {}, { Condition: { StringNotLike: { "aws:ResourceTag/a": "*" } } }, "yes"],
    ["but for any value", {}, { Condition: { "ForAnyValue:StringNotEquals": { "aws:ResourceTag/a": "a" } } }, "yes"],
  ])("%s", (_, allowed, denied, expected) => {
    const document = documentOf(allow(allowed), deny(denied));
    const [first] = document.statements;
    expect(first && grants(first, "iam:PassRole", document)).toBe(expected);
  });

  it("may not be told, where its actions or what else it says are not known", () => {
    const { statements } = documentOf(allow({}), deny({}));
    const [first, second] = statements;
    const beside = (more: Partial<Statement>) =>
      first && second && grants(first, "iam:PassRole", { present: true, statements: [first, { ...second, ...more }] });
    expect(beside({})).toBe("no");
    expect(beside({ actions: [{ text: "${var.a}", known: false }] })).toBe("unknown");
    expect(beside({ unknown: ["known after apply"] })).toBe("unknown");
    expect(beside({ effect: undefined })).toBe("unknown");
    expect(beside({ effect: "Allow" })).toBe("yes");
  });
});

describe("three values", () => {
  it("are joined: no, else unknown, else yes; or the other way round", () => {
    const values: readonly Answer[] = ["yes", "no", "unknown"];
    expect(values.map((one) => values.map((other) => both(one, other)))).toEqual([
      ["yes", "no", "unknown"],
      ["no", "no", "no"],
      ["unknown", "no", "unknown"],
    ]);
    expect([[], ["no"], ["no", "unknown"], ["unknown", "no", "yes"]].map((all) => either(all as Answer[]))).toEqual([
      "no",
      "no",
      "unknown",
      "yes",
    ]);
  });
});

describe("grants", () => {
  it("asks for no width", () => {
    const document = documentOf(allow({ Action: "ec2:RunInstances", Resource: "arn:aws:ec2:*:*:instance/i-1" }));
    expect(document.statements.map((statement) => grants(statement, "ec2:RunInstances", document))).toEqual(["yes"]);
  });
});
