import { type Answer, grants, grantsWidely, isAbout } from "../../../guardrails/support/grants";
import { parsePolicy } from "../../../model";
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

describe("grants", () => {
  it("asks for no width", () => {
    const document = documentOf(allow({ Action: "ec2:RunInstances", Resource: "arn:aws:ec2:*:*:instance/i-1" }));
    expect(document.statements.map((statement) => grants(statement, "ec2:RunInstances", document))).toEqual(["yes"]);
  });
});
