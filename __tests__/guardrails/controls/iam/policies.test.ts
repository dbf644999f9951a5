import { iamNoCredentialReading } from "../../../../guardrails/controls/iam/iam-no-credential-reading";
import { iamNoEscalation } from "../../../../guardrails/controls/iam/iam-no-escalation";
import { iamNoFullAdmin } from "../../../../guardrails/controls/iam/iam-no-full-admin";
import { iamNoNegatedAllow } from "../../../../guardrails/controls/iam/iam-no-negated-allow";
import { iamNoServiceStar } from "../../../../guardrails/controls/iam/iam-no-service-star";
import { iamNoUnboundedDataReading } from "../../../../guardrails/controls/iam/iam-no-unbounded-data-reading";
import { iamNoUnboundedPermissionChanges } from "../../../../guardrails/controls/iam/iam-no-unbounded-permission-changes";
import { iamNoUnboundedWrites } from "../../../../guardrails/controls/iam/iam-no-unbounded-writes";
import { iamPassroleNamed } from "../../../../guardrails/controls/iam/iam-passrole-named";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";
import { P, policy, policyOf, trust, UNKNOWN, X } from "./cases";

const ALL = { Action: "*", Resource: "*" };
const ROLE = "arn:aws:iam::111122223333:role/app";
const passTo = (service: string) => ({
  Action: "iam:PassRole",
  Resource: "*",
  Condition: { StringEquals: { "iam:PassedToService": service } },
});

describe("iam-no-full-admin", () => {
  it.each<[string, readonly JsonObject[], string]>([
    ["everything", [ALL], "fail"],
    ["everything, written longer", [{ Action: ["*:*"], Resource: ["arn:*"] }], "fail"],
    ["everything, of NotResource", [{ Action: "*", NotResource: "arn:aws:s3:::logs" }], "fail"],
    ["all but what does not matter", [{ NotAction: "organizations:*", Resource: "*" }], "fail"],
    [
      "everything in two statements",
      [
        { Action: "iam:*", Resource: "*" },
        { NotAction: "iam:*", Resource: "*" },
      ],
      "fail",
    ],
    [
      "everything with a second factor",
      [{ ...ALL, Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }],
      "fail",
    ],
    ["everything, and IAM taken back", [ALL, { Effect: "Deny", Action: "iam:*", Resource: "*" }], "pass"],
    ["everything, some of it taken back", [ALL, { Effect: "Deny", Action: "s3:*", Resource: "*" }], "fail"],
    ["all but IAM", [{ NotAction: "iam:*", Resource: "*" }], "pass"],
    ["everything on a bucket", [{ Action: "*", Resource: "arn:aws:s3:::logs/*" }], "pass"],
    ["everything on what has a tag", [{ ...ALL, Condition: { StringEquals: { "aws:ResourceTag/a": "b" } } }], "pass"],
    ["a whole service", [{ Action: "s3:*", Resource: "*" }], "pass"],
    ["everything denied", [{ ...ALL, Effect: "Deny" }], "pass"],
  ])("%s", (_, statements, expected) => {
    expect(outcomesOf(iamNoFullAdmin, policy(...statements))).toEqual({ [P]: expected });
  });

  it("finds it wherever a policy stands", () => {
    const all = policyOf({ Effect: "Allow", ...ALL });
    const cases: TerraformJson = {
      data: { aws_iam_policy_document: { d: { statement: [{ actions: ["*"], resources: ["*"] }] } } },
      resource: {
        aws_iam_policy: { document: { policy: "${data.aws_iam_policy_document.d.json}" } },
        aws_iam_role_policy: { r: { role: "r", policy: all } },
        aws_iam_group_policy: { g: { group: "g", policy: all } },
        aws_iam_user_policy: { u: { user: "u", policy: all } },
        aws_iam_role: {
          inline: { assume_role_policy: "{}", inline_policy: [{ name: "a", policy: all }] },
          bare: { assume_role_policy: "{}" },
        },
      },
    };
    expect(messagesOf(iamNoFullAdmin, cases)).toEqual([
      "fail aws_iam_policy.document policy: it allows every action on everything",
      "fail aws_iam_role_policy.r policy: it allows every action on everything",
      "fail aws_iam_group_policy.g policy: it allows every action on everything",
      "fail aws_iam_user_policy.u policy: it allows every action on everything",
      "fail aws_iam_role.inline inline_policy.0.policy: it allows every action on everything",
    ]);
  });

  it("cannot tell of what is not known", () => {
    expect(messagesOf(iamNoFullAdmin, { ...UNKNOWN, resource: { aws_iam_policy: { p: { policy: X } } } })).toEqual([
      "unknown aws_iam_policy.p policy: the policy cannot be told: known after apply: data.aws_ssm_parameter.x.value",
    ]);
    const cases = {
      ...UNKNOWN,
      data: {
        ...(UNKNOWN.data as JsonObject),
        aws_iam_policy_document: { d: { statement: [{ actions: [X], resources: ["*"] }] } },
      },
      resource: { aws_iam_policy: { p: { policy: "${data.aws_iam_policy_document.d.json}" } } },
    };
    expect(outcomesOf(iamNoFullAdmin, cases)).toEqual({ [P]: "unknown" });
  });
});

describe("iam-no-service-star", () => {
  it.each<[string, JsonObject, string]>([
    ["a service", { Action: "s3:*", Resource: "arn:aws:s3:::logs" }, "fail"],
    ["a service, written longer", { Action: ["S3:**"], Resource: "*" }, "fail"],
    ["everything", ALL, "fail"],
    ["services by their beginning", { Action: "s*", Resource: "*" }, "fail"],
    ["actions by their beginning", { Action: "s3:Get*", Resource: "*" }, "pass"],
    ["an action", { Action: "s3:GetObject", Resource: "*" }, "pass"],
    ["a service denied", { Effect: "Deny", Action: "s3:*", Resource: "*" }, "pass"],
  ])("%s", (_, statement, expected) => {
    expect(outcomesOf(iamNoServiceStar, policy(statement))).toEqual({ [P]: expected });
  });

  it("says which", () => {
    expect(messagesOf(iamNoServiceStar, policy({ Sid: "Buckets", Action: "s3:*", Resource: "*" }))).toEqual([
      "fail aws_iam_policy.p policy: statement Buckets allows s3:*",
    ]);
  });
});

describe("iam-no-escalation", () => {
  const run = { Action: ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource: "*" };

  it.each<[string, readonly JsonObject[], string]>([
    ["rewrites any policy", [{ Action: "iam:CreatePolicyVersion", Resource: "*" }], "fail"],
    ["in other letters", [{ Action: "IAM:attachROLEpolicy", Resource: "arn:aws:iam::*:role/*" }], "fail"],
    ["by a wildcard", [{ Action: "iam:Put*", Resource: "*" }], "fail"],
    ["all but another service", [{ NotAction: "s3:*", Resource: "*" }], "fail"],
    ["a certain role", [{ Action: "iam:PutRolePolicy", Resource: ROLE }], "pass"],
    ["any user of a path", [{ Action: "iam:CreateAccessKey", Resource: "arn:aws:iam::*:user/bots/*" }], "pass"],
    ...(
      [
        ["a certain policy", "arn:aws:iam::111122223333:policy/app", "pass"],
        ["policies of a name", "arn:aws:iam::*:policy/app-*", "pass"],
        ["any policy", "arn:aws:iam::*:policy/*", "fail"],
        ["any policy of AWS", "arn:aws:iam::aws:policy/*", "fail"],
        ["AWS's policy for administrators", "arn:aws:iam::aws:policy/AdministratorAccess", "fail"],
      ] as const
    ).map(([name, arn, expected]): [string, JsonObject[], string] => [
      `attaches ${name}`,
      [{ Action: "iam:AttachRolePolicy", Resource: "*", Condition: { ArnLike: { "iam:PolicyARN": arn } } }],
      expected,
    ]),
    [
      "with a boundary",
      [
        {
          Action: "iam:PutRolePolicy",
          Resource: "*",
          Condition: { StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/edge" } },
        },
      ],
      "pass",
    ],
    [
      "taken back",
      [
        { Action: "iam:*", Resource: "*" },
        { Effect: "Deny", Action: ["iam:*"], Resource: "*" },
      ],
      "pass",
    ],
    ["any role to functions of one's own", [{ Action: "iam:PassRole", Resource: "*" }, run], "fail"],
    ["any role to functions, said so", [passTo("lambda.amazonaws.com"), run], "fail"],
    ["any role to another service", [passTo("config.amazonaws.com"), run], "pass"],
    ["a certain role to functions", [{ Action: "iam:PassRole", Resource: ROLE }, run], "pass"],
    ["functions without a role", [run], "pass"],
    ["any role without a function", [{ Action: "iam:PassRole", Resource: "*" }], "pass"],
    ["any role to machines", [passTo("ec2.amazonaws.com"), { Action: "ec2:Run*", Resource: "*" }], "fail"],
    [
      "any role to all but machines",
      [
        {
          Action: "iam:PassRole",
          Resource: "*",
          Condition: { StringNotEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
        },
        { Action: "ec2:RunInstances", Resource: "*" },
      ],
      "pass",
    ],
    ["to read", [{ Action: ["iam:Get*", "iam:List*"], Resource: "*" }], "pass"],
  ])("%s", (_, statements, expected) => {
    expect(outcomesOf(iamNoEscalation, policy(...statements))).toEqual({ [P]: expected });
  });

  it("says by which ways", () => {
    expect(messagesOf(iamNoEscalation, policy({ Action: "iam:PassRole", Resource: "*" }, run))).toEqual([
      "fail aws_iam_policy.p policy: it leads to more rights by iam:PassRole + lambda:CreateFunction + lambda:InvokeFunction (runs code with any role)",
    ]);
    expect(messagesOf(iamNoEscalation, policy({ Action: "iam:*LoginProfile", Resource: "*" }))).toEqual([
      "fail aws_iam_policy.p policy: it leads to more rights by iam:CreateLoginProfile (makes a password for any user), iam:UpdateLoginProfile (sets the password of any user)",
    ]);
  });

  describe("of several policies together", () => {
    const passing = policyOf({ Effect: "Allow", ...passTo("lambda.amazonaws.com") });
    const running = policyOf({ Effect: "Allow", ...run });
    const TOGETHER =
      "its policies lead together to more rights by iam:PassRole + lambda:CreateFunction + lambda:InvokeFunction (runs code with any role)";
    const role = { aws_iam_role: { r: { name: "runner", assume_role_policy: "{}" } } };
    const attached = { role: "${aws_iam_role.r.name}", policy_arn: "${aws_iam_policy.p.arn}" };
    const own = { a: { role: "${aws_iam_role.r.id}", policy: passing } };

    it.each<[string, JsonObject, string]>([
      [
        "one of a role's own and an attached one",
        {
          ...role,
          aws_iam_policy: { p: { policy: running } },
          aws_iam_role_policy: own,
          aws_iam_role_policy_attachment: { p: attached },
        },
        "aws_iam_role.r",
      ],
      [
        "two of a role's own",
        {
          ...role,
          aws_iam_role_policy: { ...own, b: { role: "${aws_iam_role.r.name}", policy: running } },
        },
        "aws_iam_role.r",
      ],
      [
        "two blocks of a role",
        {
          aws_iam_role: {
            r: {
              assume_role_policy: "{}",
              inline_policy: [
                { name: "a", policy: passing },
                { name: "b", policy: running },
              ],
            },
          },
        },
        "aws_iam_role.r",
      ],
      [
        "attached to several at once",
        {
          ...role,
          aws_iam_policy: { p: { policy: running } },
          aws_iam_role_policy: own,
          aws_iam_policy_attachment: {
            all: { name: "all", roles: ["${aws_iam_role.r.name}"], policy_arn: "${aws_iam_policy.p.arn}" },
          },
        },
        "aws_iam_role.r",
      ],
      [
        "of a user",
        {
          aws_iam_user: { u: { name: "u" } },
          aws_iam_user_policy: {
            a: { user: "${aws_iam_user.u.name}", policy: passing },
            b: { user: "${aws_iam_user.u.name}", policy: running },
          },
        },
        "aws_iam_user.u",
      ],
      [
        "of a group, by its name",
        {
          aws_iam_group: { g: { name: "people" } },
          aws_iam_policy: { p: { policy: running } },
          aws_iam_group_policy: { a: { group: "people", policy: passing } },
          aws_iam_group_policy_attachment: {
            p: { group: "${aws_iam_group.g.name}", policy_arn: "${aws_iam_policy.p.arn}" },
          },
        },
        "aws_iam_group.g",
      ],
    ])("%s", (_, resource, address) => {
      expect(messagesOf(iamNoEscalation, { resource })).toEqual([`fail ${address}: ${TOGETHER}`]);
    });

    it.each<[string, JsonObject]>([
      [
        "of two roles",
        {
          aws_iam_role: { r: { name: "runner", assume_role_policy: "{}" }, s: { name: "s", assume_role_policy: "{}" } },
          aws_iam_role_policy: { ...own, b: { role: "${aws_iam_role.s.id}", policy: running } },
        },
      ],
      ["that is attached to nobody", { ...role, aws_iam_policy: { p: { policy: running } }, aws_iam_role_policy: own }],
      [
        "that another one takes back",
        {
          ...role,
          aws_iam_role_policy: {
            ...own,
            b: { role: "${aws_iam_role.r.name}", policy: running },
            c: { role: "runner", policy: policyOf({ Effect: "Deny", Action: "lambda:*", Resource: "*" }) },
          },
        },
      ],
    ])("says nothing of policies %s", (_, resource) => {
      expect(messagesOf(iamNoEscalation, { resource })).toEqual([]);
    });

    it("leaves to a policy what it leads to alone", () => {
      const alone = policyOf({ Effect: "Allow", Action: "iam:PassRole", Resource: "*" }, { Effect: "Allow", ...run });
      const resource = { ...role, aws_iam_role_policy: { ...own, b: { role: "runner", policy: alone } } };
      expect(outcomesOf(iamNoEscalation, { resource })).toEqual({
        "aws_iam_role_policy.a": "pass",
        "aws_iam_role_policy.b": "fail",
      });
    });
  });
});

describe.each([
  [iamNoCredentialReading, "sts:AssumeRole", ROLE],
  [
    iamNoUnboundedDataReading,
    "secretsmanager:GetSecretValue",
    "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-1",
  ],
  [iamNoUnboundedPermissionChanges, "s3:PutBucketPolicy", "arn:aws:s3:::logs"],
  [iamNoUnboundedWrites, "s3:DeleteObject", "arn:aws:s3:::logs/*"],
  [iamPassroleNamed, "iam:PassRole", ROLE],
])("$id", (control, action, one) => {
  const [service = "", verb = ""] = action.split(":");

  it.each<[string, readonly JsonObject[], string]>([
    ["on one", [{ Action: action, Resource: one }], "pass"],
    ["on everything", [{ Action: action, Resource: "*" }], "fail"],
    ["in other letters", [{ Action: action.toUpperCase(), Resource: "*" }], "fail"],
    ["by a wildcard", [{ Action: `${service}:${verb.slice(0, -2)}*`, Resource: "*" }], "fail"],
    ["all but another", [{ NotAction: "support:*", Resource: "*" }], "fail"],
    ["on all but one", [{ Action: action, NotResource: one }], "fail"],
    ["on one and everything", [{ Action: action, Resource: [one, "*"] }], "fail"],
    [
      "taken back",
      [
        { Action: action, Resource: "*" },
        { Effect: "Deny", Action: `${service}:*`, Resource: "*" },
      ],
      "pass",
    ],
    ["denied", [{ Effect: "Deny", Action: action, Resource: "*" }], "pass"],
    ["another action", [{ Action: "cloudwatch:PutMetricData", Resource: "*" }], "pass"],
  ])("%s", (_, statements, expected) => {
    expect(outcomesOf(control, policy(...statements))).toEqual({ [P]: expected });
  });

  it("says what", () => {
    expect(messagesOf(control, policy({ Sid: "Wide", Action: action, Resource: "*" }))).toEqual([
      `fail aws_iam_policy.p policy: statement Wide allows ${action} on whatever there is`,
    ]);
  });

  it("takes what is referred to for a certain one, and a variable for what may be anything", () => {
    const cases = (resource: string): TerraformJson => ({
      variable: { any: {} },
      data: { aws_iam_policy_document: { d: { statement: [{ actions: [action], resources: [resource] }] } } },
      resource: {
        aws_s3_bucket: { b: {} },
        aws_iam_policy: { p: { policy: "${data.aws_iam_policy_document.d.json}" } },
      },
    });
    expect(outcomesOf(control, cases("${aws_s3_bucket.b.arn}/*"))).toEqual({ [P]: "pass" });
    expect(outcomesOf(control, cases("${var.any}"))).toEqual({ [P]: "unknown" });
  });
});

describe("iam-passrole-named", () => {
  it("does not take the service for the role", () => {
    expect(outcomesOf(iamPassroleNamed, policy(passTo("ec2.amazonaws.com")))).toEqual({ [P]: "fail" });
  });
});

describe("iam-no-negated-allow", () => {
  it.each<[string, JsonObject, string]>([
    ["all actions but some", { NotAction: ["iam:*"], Resource: "*" }, "fail"],
    ["all resources but one", { Action: "s3:GetObject", NotResource: "arn:aws:s3:::logs/*" }, "fail"],
    ["all but some denied", { Effect: "Deny", NotAction: "iam:*", NotResource: "arn:aws:s3:::logs" }, "pass"],
    ["what is named", { Action: "s3:GetObject", Resource: "*" }, "pass"],
  ])("%s", (_, statement, expected) => {
    expect(outcomesOf(iamNoNegatedAllow, policy(statement))).toEqual({ [P]: expected });
  });

  it("looks at who may take on a role, too", () => {
    const user = { AWS: "arn:aws:iam::111122223333:user/mallory" };
    expect(messagesOf(iamNoNegatedAllow, trust({ NotPrincipal: user }))).toEqual([
      "fail aws_iam_role.r assume_role_policy: statement 1 lets in everybody but arn:aws:iam::111122223333:user/mallory",
    ]);
    expect(outcomesOf(iamNoNegatedAllow, trust({ Principal: user }))).toEqual({ "aws_iam_role.r": "pass" });
  });
});
