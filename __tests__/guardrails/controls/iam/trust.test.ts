import { iamOidcClaimsBound } from "../../../../guardrails/controls/iam/iam-oidc-claims-bound";
import { iamTrustNamed } from "../../../../guardrails/controls/iam/iam-trust-named";
import { iamTrustNoConfusedDeputy } from "../../../../guardrails/controls/iam/iam-trust-no-confused-deputy";
import { messagesOf, outcomesOf, verdictsOf } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";
import { R, trust, UNKNOWN, X } from "./cases";

const ROOT = { AWS: "arn:aws:iam::111122223333:root" };
const role = (assume_role_policy: string) => ({
  ...UNKNOWN,
  resource: { aws_iam_role: { r: { assume_role_policy } } },
});

describe("iam-trust-named", () => {
  it.each<[string, JsonObject, string]>([
    ["a service", { Principal: { Service: "lambda.amazonaws.com" } }, "pass"],
    ["a role", { Principal: { AWS: "arn:aws:iam::111122223333:role/admin" } }, "pass"],
    ["everybody", { Principal: "*" }, "fail"],
    ["everybody, among others", { Principal: { AWS: ["*", "arn:aws:iam::111122223333:role/a"] } }, "fail"],
    ["all but somebody", { NotPrincipal: ROOT }, "fail"],
    [
      "everybody of an organization",
      { Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" } } },
      "pass",
    ],
    [
      "everybody but an organization",
      { Principal: "*", Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-1234567890" } } },
      "fail",
    ],
    [
      "everybody of an account",
      { Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" } } },
      "fail",
    ],
    [
      "everybody whose ARN is of an account",
      { Principal: "*", Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:*" } } },
      "fail",
    ],
    [
      "a role of an account among everybody",
      { Principal: "*", Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/ci" } } },
      "pass",
    ],
    [
      "roles of a name in an organization",
      {
        Principal: "*",
        Condition: {
          StringEquals: { "aws:PrincipalOrgID": "o-1234567890" },
          ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ci" },
        },
      },
      "pass",
    ],
    ["everybody denied", { Effect: "Deny", Principal: "*" }, "pass"],
    ["an account", { Principal: ROOT }, "fail"],
    ["an account by its number", { Principal: { AWS: "111122223333" } }, "fail"],
    [
      "an account, whose role is said",
      { Principal: ROOT, Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/ci" } } },
      "pass",
    ],
    ["an account denied", { Effect: "Deny", Principal: ROOT }, "pass"],
  ])("%s", (_, statement, expected) => {
    expect(outcomesOf(iamTrustNamed, trust(statement))).toEqual({ [R]: expected });
  });

  it.each<[string, JsonObject, string]>([
    ["a role of any account", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ci" } }, "pass"],
    ["roles of a name", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/ci-*" } }, "pass"],
    ["all its roles", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/*" } }, "fail"],
    ["what begins like all of them", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:r*" } }, "fail"],
    ["roles of a path", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/ci/*" } }, "pass"],
    ["all of it", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:*" } }, "fail"],
    ["whoever asks", { ArnLike: { "aws:PrincipalArn": "*" } }, "fail"],
    ["whoever it is", { StringEquals: { "aws:PrincipalArn": "$${aws:PrincipalArn}" } }, "fail"],
    ["one of two any", { ArnLike: { "aws:PrincipalArn": ["arn:aws:iam::111122223333:role/ci", "*"] } }, "fail"],
    ["a tag", { StringEquals: { "aws:PrincipalTag/team": "ops" } }, "pass"],
    ["any tag", { StringLike: { "aws:PrincipalTag/team": "*" } }, "fail"],
    ["a tag that he sends", { StringEquals: { "aws:PrincipalTag/team": "$${aws:RequestTag/team}" } }, "fail"],
    ["an external id", { StringEquals: { "sts:ExternalId": "a1b2c3" } }, "pass"],
    ["any external id", { StringLike: { "sts:ExternalId": "*" } }, "fail"],
    ["an external id, if there is one", { StringEqualsIfExists: { "sts:ExternalId": "a1b2c3" } }, "fail"],
    ["all but an external id", { StringNotEquals: { "sts:ExternalId": "a1b2c3" } }, "fail"],
    ["sessions of a role", { StringLike: { "aws:userid": "AROA1234567890:*" } }, "pass"],
    ["sessions of any role", { StringLike: { "aws:userid": "AROA*" } }, "fail"],
    ["some day", { DateGreaterThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } }, "fail"],
    ["TLS", { Bool: { "aws:SecureTransport": "true" } }, "fail"],
    ["an account's tag that is there", { Null: { "aws:PrincipalTag/team": "false" } }, "fail"],
    [
      "TLS and a role",
      {
        Bool: { "aws:SecureTransport": "true" },
        ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/ci" },
      },
      "pass",
    ],
  ])("an account, on condition of %s", (_, Condition, expected) => {
    expect(outcomesOf(iamTrustNamed, trust({ Principal: ROOT, Condition }))).toEqual({ [R]: expected });
  });

  it("cannot tell of an account whose condition is not known", () => {
    const tagged = trust({ Principal: ROOT, Condition: { StringLike: { "aws:PrincipalTag/team": X } } });
    expect(outcomesOf(iamTrustNamed, tagged, { unknownInPlan: true })).toEqual({ [R]: "unknown" });
  });

  it("says who", () => {
    expect(messagesOf(iamTrustNamed, trust({ Sid: "Anyone", Principal: "*" }))).toEqual([
      "fail aws_iam_role.r assume_role_policy: statement Anyone lets anybody do sts:assumerole",
    ]);
    const ofAccount = { StringEquals: { "aws:PrincipalAccount": "111122223333" } };
    expect(messagesOf(iamTrustNamed, trust({ Principal: "*", Condition: ofAccount }))).toEqual([
      "fail aws_iam_role.r assume_role_policy: statement 1 lets in everybody of an account",
    ]);
    expect(messagesOf(iamTrustNamed, trust({ Principal: { AWS: "111122223333" } }))).toEqual([
      "fail aws_iam_role.r assume_role_policy: statement 1 lets in everybody of arn:aws:iam::111122223333:root",
    ]);
  });

  it("cannot tell of what is not known", () => {
    expect(messagesOf(iamTrustNamed, role(X))).toEqual([
      "unknown aws_iam_role.r assume_role_policy: the policy cannot be told: known after apply: data.aws_ssm_parameter.x.value",
    ]);
  });

  it("reads documents, and the account that the code runs in", () => {
    const cases = (identifiers: string) => ({
      data: {
        aws_caller_identity: { me: {} },
        aws_iam_policy_document: {
          d: {
            statement: [{ actions: ["sts:AssumeRole"], principals: [{ type: "AWS", identifiers: [identifiers] }] }],
          },
        },
      },
      resource: { aws_iam_role: { r: { assume_role_policy: "${data.aws_iam_policy_document.d.json}" } } },
    });
    expect(outcomesOf(iamTrustNamed, cases("*"))).toEqual({ [R]: "fail" });
    expect(outcomesOf(iamTrustNamed, cases("arn:aws:iam::111122223333:role/a"))).toEqual({ [R]: "pass" });
  });
});

describe("iam-trust-no-confused-deputy", () => {
  const service = (name: string, Condition: JsonObject = {}) => trust({ Principal: { Service: name }, Condition });

  it.each<[string, JsonObject, string]>([
    [
      "of this account",
      service("config.amazonaws.com", { StringEquals: { "aws:SourceAccount": "111122223333" } }),
      "pass",
    ],
    [
      "for a resource",
      service("vpc-flow-logs.amazonaws.com", { ArnLike: { "AWS:sourcearn": "arn:aws:ec2:*:1:vpc-flow-log/*" } }),
      "pass",
    ],
    ["for any account", service("config.amazonaws.com"), "fail"],
    [
      "for any but one",
      service("config.amazonaws.com", { StringNotEquals: { "aws:SourceAccount": "111122223333" } }),
      "fail",
    ],
    [
      "for one, if it is told",
      service("scheduler.amazonaws.com", { StringEqualsIfExists: { "aws:SourceAccount": "1" } }),
      "fail",
    ],
    ["for any account by name", service("config.amazonaws.com", { StringLike: { "aws:SourceAccount": "*" } }), "fail"],
    [
      "for any account's resources",
      service("config.amazonaws.com", { ArnLike: { "aws:SourceArn": "arn:aws:config:*:*:*" } }),
      "fail",
    ],
    [
      "for an account's resources",
      service("config.amazonaws.com", { ArnLike: { "aws:SourceArn": "arn:aws:config:*:111122223333:*" } }),
      "pass",
    ],
    ["where no account is told", service("config.amazonaws.com", { Null: { "aws:SourceAccount": "true" } }), "fail"],
    ["a service that does not tell", service("ec2.amazonaws.com"), "pass"],
    ["denied", trust({ Effect: "Deny", Principal: { Service: "config.amazonaws.com" } }), "pass"],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(iamTrustNoConfusedDeputy, terraform)).toEqual({ [R]: expected });
  });

  it("says which service", () => {
    expect(messagesOf(iamTrustNoConfusedDeputy, service("monitoring.rds.amazonaws.com"))).toEqual([
      "fail aws_iam_role.r assume_role_policy: statement 1 lets monitoring.rds.amazonaws.com come for any account",
    ]);
  });
});

describe("iam-oidc-claims-bound", () => {
  const GITHUB = "token.actions.githubusercontent.com";
  const AUDIENCE = { [`${GITHUB}:aud`]: "sts.amazonaws.com" };
  const federated = (Condition: JsonObject, Federated = `arn:aws:iam::111122223333:oidc-provider/${GITHUB}`) =>
    trust({ Action: "sts:AssumeRoleWithWebIdentity", Principal: { Federated }, Condition });

  it.each<[string, JsonObject, string]>([
    [
      "a branch",
      federated({ StringEquals: { ...AUDIENCE, [`${GITHUB}:sub`]: "repo:acme/app:ref:refs/heads/main" } }),
      "pass",
    ],
    [
      "an organization",
      federated({ StringEquals: AUDIENCE, StringLike: { [`${GITHUB}:SUB`]: "repo:acme/*" } }),
      "pass",
    ],
    ["the audience only", federated({ StringEquals: AUDIENCE }), "fail"],
    ["nothing", federated({}), "fail"],
    ["any subject", federated({ StringLike: { [`${GITHUB}:sub`]: "*" } }), "fail"],
    ["any repository", federated({ StringLike: { [`${GITHUB}:sub`]: "repo*" } }), "fail"],
    ["its own subject", federated({ StringEquals: { [`${GITHUB}:sub`]: `$\${${GITHUB}:sub}` } }), "fail"],
    [
      "the account that it says",
      federated({ StringEquals: { [`${GITHUB}:sub`]: `repo:$\${${GITHUB}:actor}/a` } }),
      "fail",
    ],
    ["any organization", federated({ StringLike: { [`${GITHUB}:sub`]: "repo:*/app:*" } }), "fail"],
    ["one of them any", federated({ StringLike: { [`${GITHUB}:sub`]: ["repo:acme/app:*", "repo:acm*"] } }), "fail"],
    ["all but one", federated({ StringNotEquals: { [`${GITHUB}:sub`]: "repo:acme/app:*" } }), "fail"],
    ["if there is one", federated({ StringEqualsIfExists: { [`${GITHUB}:sub`]: "repo:acme/app:*" } }), "fail"],
    [
      "of all that there are",
      federated({ "ForAllValues:StringEquals": { [`${GITHUB}:sub`]: "repo:acme/app:*" } }),
      "fail",
    ],
    [
      "a pool",
      federated(
        { StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-west-1:pool" } },
        "cognito-identity.amazonaws.com",
      ),
      "pass",
    ],
    ["any pool", federated({}, "cognito-identity.amazonaws.com"), "fail"],
    [
      "an app of Google",
      federated({ StringEquals: { "accounts.google.com:aud": "1.apps" } }, "accounts.google.com"),
      "pass",
    ],
    ["any app of Google", federated({}, "accounts.google.com"), "fail"],
    [
      "a service account",
      federated({ StringLike: { "oidc.eks.eu-west-1.amazonaws.com/id/A:sub": "system:serviceaccount:app:*" } }),
      "pass",
    ],
    [
      "any service account",
      federated({ StringLike: { "oidc.eks.eu-west-1.amazonaws.com/id/A:sub": "system:serviceaccount:*:*" } }),
      "fail",
    ],
    [
      "an app of Google, as it was",
      federated({ StringEquals: { "accounts.google.com:oaud": "1.apps" } }, "accounts.google.com"),
      "pass",
    ],
    [
      "an app of Facebook",
      federated({ StringEquals: { "graph.facebook.com:app_id": "1" } }, "graph.facebook.com"),
      "pass",
    ],
    ["any app of Facebook", federated({}, "graph.facebook.com"), "fail"],
    ["an app of Amazon", federated({ StringEquals: { "www.amazon.com:app_id": "1" } }, "www.amazon.com"), "pass"],
    ["any app of Amazon", federated({}, "www.amazon.com"), "fail"],
    ["a name that only has one of these in it", federated({}, "www.amazon.com.example.com"), "pass"],
    ["a name that only ends so", federated({}, "my.accounts.google.com"), "pass"],
    [
      "a key that only begins with a subject",
      federated({ StringEquals: { [`${GITHUB}:sub_id`]: "repo:acme/app:ref:refs/heads/main" } }),
      "fail",
    ],
    [
      "the app of one whose name ends so",
      federated({ StringEquals: { "my.accounts.google.com:aud": "1" } }, "accounts.google.com"),
      "fail",
    ],
    [
      "a pool's key of one whose name ends so",
      federated({ StringEquals: { "my.cognito-identity.amazonaws.com:aud": "1" } }, "cognito-identity.amazonaws.com"),
      "fail",
    ],
    [
      "what only begins like a pool's key",
      federated({ StringEquals: { "cognito-identity.amazonaws.com:audience": "1" } }, "cognito-identity.amazonaws.com"),
      "fail",
    ],
    [
      "what only begins like an app's key",
      federated({ StringEquals: { "accounts.google.com:audience": "1" } }, "accounts.google.com"),
      "fail",
    ],
    [
      "an app's key of one whose name ends so",
      federated({ StringEquals: { "my.graph.facebook.com:app_id": "1" } }, "graph.facebook.com"),
      "fail",
    ],
    [
      "what only begins like another app's key",
      federated({ StringEquals: { "graph.facebook.com:app_ids": "1" } }, "graph.facebook.com"),
      "fail",
    ],
    [
      "whatever way it is written",
      federated({ StringEqualsIgnoreCase: { [`${GITHUB}:sub`]: "repo:acme/app:ref:refs/heads/main" } }),
      "pass",
    ],
    [
      "a condition on something else than text",
      federated({ ArnLike: { [`${GITHUB}:sub`]: "repo:acme/app:ref:refs/heads/main" } }),
      "fail",
    ],
    ["a subject with stars that mean themselves", federated({ StringEquals: { [`${GITHUB}:sub`]: "*" } }), "pass"],
    ["one letter and more", federated({ StringLike: { [`${GITHUB}:sub`]: "?*" } }), "fail"],
    ["any project", federated({ StringLike: { "gitlab.com:sub": "project_path:*" } }), "fail"],
    ["a project of a group", federated({ StringLike: { "gitlab.com:sub": "project_path:acme/*" } }), "pass"],
    ["any organization there", federated({ StringLike: { "app.terraform.io:sub": "organization:ac?e" } }), "fail"],
    [
      "an organization there",
      federated({ StringLike: { "app.terraform.io:sub": "organization:acme:project:*" } }),
      "pass",
    ],
    ["words around one of these", federated({ StringLike: { "x.example:sub": "my-repo:*" } }), "pass"],
    [
      "denied",
      trust({
        Effect: "Deny",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: "accounts.google.com" },
      }),
      "pass",
    ],
    [
      "one of two statements",
      trust(
        { Principal: { Service: "ec2.amazonaws.com" } },
        { Action: "sts:AssumeRoleWithWebIdentity", Principal: { Federated: "accounts.google.com" } },
      ),
      "fail",
    ],
    [
      "a role of another account, with such a name",
      trust({ Principal: { AWS: "arn:aws:iam::111122223333:role/x:oidc-provider/y" } }),
      "pass",
    ],
    ["the audience of another", federated({ StringEquals: { "accounts.google.com:azp": "1.apps" } }), "fail"],
    ["SAML", federated({}, "arn:aws:iam::111122223333:saml-provider/idp"), "pass"],
    ["a service", trust({ Principal: { Service: "ec2.amazonaws.com" } }), "pass"],
  ])("%s", (_, terraform, expected) => {
    expect(outcomesOf(iamOidcClaimsBound, terraform)).toEqual({ [R]: expected });
  });

  it("cannot tell where the effect is not known", () => {
    const statement = {
      effect: X,
      actions: ["sts:AssumeRoleWithWebIdentity"],
      principals: [{ type: "Federated", identifiers: ["accounts.google.com"] }],
    };
    const terraform = {
      data: { ...(UNKNOWN.data as JsonObject), aws_iam_policy_document: { d: { statement: [statement] } } },
      resource: { aws_iam_role: { r: { assume_role_policy: "${data.aws_iam_policy_document.d.json}" } } },
    };
    expect(outcomesOf(iamOidcClaimsBound, terraform)).toEqual({ [R]: "unknown" });
  });

  it("says that it is fine", () => {
    const told =
      "pass aws_iam_role.r assume_role_policy: no token of OpenID Connect is taken, or that of somebody certain";
    expect(verdictsOf(iamOidcClaimsBound, trust({ Principal: { Service: "ec2.amazonaws.com" } }))).toEqual([told]);
  });

  it("says whose tokens", () => {
    expect(messagesOf(iamOidcClaimsBound, federated({ StringEquals: AUDIENCE }))).toEqual([
      "fail aws_iam_role.r assume_role_policy: statement 1 lets in whoever has a token of arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
    ]);
  });

  it("knows a provider by its resource", () => {
    const cases = {
      data: {
        aws_iam_policy_document: {
          d: {
            statement: [
              {
                actions: ["sts:AssumeRoleWithWebIdentity"],
                principals: [{ type: "Federated", identifiers: ["${aws_iam_openid_connect_provider.g.arn}"] }],
              },
            ],
          },
        },
      },
      resource: {
        aws_iam_openid_connect_provider: { g: { url: `https://${GITHUB}`, client_id_list: ["sts.amazonaws.com"] } },
        aws_iam_role: { r: { assume_role_policy: "${data.aws_iam_policy_document.d.json}" } },
      },
    };
    expect(outcomesOf(iamOidcClaimsBound, cases)).toEqual({ [R]: "fail" });
  });
});
