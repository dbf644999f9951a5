import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { Testing } from "cdktf";
import { Arns } from "../../../constructs/core/account";
import { ACTIONS_WITHOUT_RESOURCES } from "../../../constructs/core/actions-without-resources";
import {
  byPrincipalsOf,
  type DenyAllButStatement,
  denyInsecureTransport,
  endpointPolicy,
  fromAccount,
  fromSource,
  identityPolicy,
  keyPolicy,
  onResourcesOf,
  type PolicyStatement,
  type Principals,
  type ResourcePolicyStatement,
  resourcePolicy,
  trustPolicy,
  viaServices,
} from "../../../constructs/core/policy";
import { SecureStack } from "../../../constructs/core/secure-stack";
import { Template } from "../../support/template";

const ACCOUNT = { accountId: "111111111111", region: "us-east-1" };
const ARNS = new Arns(ACCOUNT);

const READ: PolicyStatement = {
  sid: "AllowReading",
  actions: ["s3:GetObject"],
  resources: ["arn:aws:s3:::data/*"],
};
const DELIVER: ResourcePolicyStatement = { ...READ, principals: { services: ["config.amazonaws.com"] } };

function identityProblem(...statements: readonly Partial<PolicyStatement>[]): () => Template {
  return () =>
    Template.of((stack) => {
      identityPolicy(
        stack,
        "p",
        statements.map((statement) => ({ ...READ, ...statement })),
      );
    });
}

const DENY_ALL_BUT: DenyAllButStatement = {
  sid: "DenyAllButReading",
  effect: "Deny",
  notActions: ["s3:GetObject"],
  resources: ["*"],
};

function resourceProblem(statement: Partial<ResourcePolicyStatement>): () => Template {
  return () => Template.of((stack) => resourcePolicy(stack, "p", [{ ...DELIVER, ...statement }]));
}

describe("the documents", () => {
  it("identityPolicy writes statements as they are, an Allow where nothing else is said", () => {
    const template = Template.of((stack) => {
      identityPolicy(stack, "reader", [
        {
          ...READ,
          conditions: [{ test: "StringEquals", variable: "aws:RequestedRegion", values: ["us-east-1", "us-west-2"] }],
        },
        { sid: "DenyDeleting", effect: "Deny", actions: ["s3:Delete*"], resources: ["*"], conditions: [] },
      ]);
    });
    expect(template.at("data.aws_iam_policy_document.reader")).toEqual({
      statement: [
        {
          sid: "AllowReading",
          effect: "Allow",
          actions: ["s3:GetObject"],
          resources: ["arn:aws:s3:::data/*"],
          condition: [{ test: "StringEquals", variable: "aws:RequestedRegion", values: ["us-east-1", "us-west-2"] }],
        },
        { sid: "DenyDeleting", effect: "Deny", actions: ["s3:Delete*"], resources: ["*"] },
      ],
    });
  });

  it("identityPolicy writes what refuses everything but some actions, with no actions beside them", () => {
    const template = Template.of((stack) => {
      identityPolicy(stack, "reader", [READ, DENY_ALL_BUT]);
    });
    expect(template.value("data.aws_iam_policy_document.reader", "statement.1")).toEqual({
      sid: "DenyAllButReading",
      effect: "Deny",
      not_actions: ["s3:GetObject"],
      resources: ["*"],
    });
    expect(template.policy("data.aws_iam_policy_document.reader").map(({ notActions }) => notActions)).toEqual([
      undefined,
      ["s3:GetObject"],
    ]);
  });

  it("resourcePolicy writes each kind of principal", () => {
    const template = Template.of((stack) => {
      resourcePolicy(stack, "bucket", [
        { ...DELIVER, principals: { services: ["a.amazonaws.com", "b.amazonaws.com"], aws: [ARNS.accountRoot] } },
        { ...READ, sid: "DenyAll", effect: "Deny", principals: { everyone: true } },
      ]);
    });
    expect(template.value("data.aws_iam_policy_document.bucket", "statement.0.principals")).toEqual([
      { type: "AWS", identifiers: ["arn:aws:iam::111111111111:root"] },
      { type: "Service", identifiers: ["a.amazonaws.com", "b.amazonaws.com"] },
    ]);
    expect(template.value("data.aws_iam_policy_document.bucket", "statement.1.principals")).toEqual([
      { type: "*", identifiers: ["*"] },
    ]);
  });

  it("keyPolicy makes the key itself the resource", () => {
    const template = Template.of((stack) => {
      const { resources: _, ...statement } = { ...DELIVER, actions: ["kms:Decrypt"] };
      keyPolicy(stack, "key", [statement]);
    });
    expect(template.policy("data.aws_iam_policy_document.key")).toEqual([
      {
        sid: "AllowReading",
        effect: "Allow",
        principals: { Service: ["config.amazonaws.com"] },
        actions: ["kms:Decrypt"],
        resources: ["*"],
        conditions: [],
      },
    ]);
  });

  it("trustPolicy lets one service assume the role, without a resource", () => {
    const template = Template.of((stack) => {
      trustPolicy(stack, "trust", {
        sid: "AllowServiceToAssume",
        service: "config.amazonaws.com",
        conditions: [fromAccount(ACCOUNT)],
      });
    });
    expect(template.at("data.aws_iam_policy_document.trust")).toEqual({
      statement: [
        {
          sid: "AllowServiceToAssume",
          effect: "Allow",
          actions: ["sts:AssumeRole"],
          principals: [{ type: "Service", identifiers: ["config.amazonaws.com"] }],
          condition: [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] }],
        },
      ],
    });
  });

  it("are handed on by reference, and cdktf's own matcher finds them", () => {
    const stack = new SecureStack(Testing.app(), "test");
    new S3Bucket(stack, "data", { bucket: identityPolicy(stack, "reader", [READ]) });
    const synthesized = Testing.synth(stack);
    expect(synthesized).toHaveResourceWithProperties(S3Bucket, {
      bucket: "${data.aws_iam_policy_document.reader.json}",
    });
    expect(synthesized).toHaveDataSourceWithProperties(DataAwsIamPolicyDocument, {
      statement: [expect.objectContaining({ sid: "AllowReading" })],
    });
  });
});

describe("the conditions", () => {
  it("fromAccount limits a service to the account's requests", () => {
    expect(fromAccount(ACCOUNT)).toEqual({
      test: "StringEquals",
      variable: "aws:SourceAccount",
      values: ["111111111111"],
    });
  });

  it("fromSource limits a service to requests for some resources", () => {
    expect(fromSource("arn:aws:s3:::a", "arn:aws:s3:::b")).toEqual({
      test: "ArnLike",
      variable: "aws:SourceArn",
      values: ["arn:aws:s3:::a", "arn:aws:s3:::b"],
    });
  });

  test.each([
    { region: "us-east-1", values: ["s3.us-east-1.amazonaws.com", "rds.us-east-1.amazonaws.com"] },
    { region: "us-gov-west-1", values: ["s3.us-gov-west-1.amazonaws.com", "rds.us-gov-west-1.amazonaws.com"] },
    { region: "cn-north-1", values: ["s3.cn-north-1.amazonaws.com.cn", "rds.cn-north-1.amazonaws.com.cn"] },
  ])("ALL-7: viaServices limits IAM principals to services of $region", ({ region, values }) => {
    expect(viaServices(new Arns({ ...ACCOUNT, region }), ["s3", "rds"])).toEqual({
      test: "StringEquals",
      variable: "kms:ViaService",
      values,
    });
  });

  it("denyInsecureTransport refuses everybody who comes without TLS", () => {
    expect(denyInsecureTransport(["s3:*"], ["arn:aws:s3:::data"])).toEqual({
      sid: "DenyInsecureTransport",
      effect: "Deny",
      principals: { everyone: true },
      actions: ["s3:*"],
      resources: ["arn:aws:s3:::data"],
      conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
    });
  });
});

describe("what every policy must hold", () => {
  test.each(["", "ab", "Allow-Reading", "Allow Reading", "Lesen_erlaubt"])("ALL-9: fails if a sid is %j", (sid) => {
    expect(identityProblem({ sid })).toThrow(
      new Error(`test/p: sid must be at least 3 letters and digits, got ${JSON.stringify(sid)}`),
    );
  });

  it("fails if a sid occurs twice, since AWS would refuse it", () => {
    expect(identityProblem({}, { actions: ["s3:PutObject"] })).toThrow(
      new Error('test/p: sid must occur once in a policy, got "AllowReading" again'),
    );
  });

  it("fails if a statement has no action", () => {
    expect(identityProblem({ actions: [] })).toThrow(
      new Error("test/p: AllowReading: actions must name at least one action"),
    );
  });

  test.each(["*", "s3:*", "*:*", "s3:**", "s3:?*", "*:GetObject", "s3*", "s3", "s?:GetObject", "s3:"])(
    "ALL-9: fails if an Allow has the action %j",
    (action) => {
      expect(identityProblem({ actions: ["s3:GetObject", action] })).toThrow(
        new Error(`test/p: AllowReading: actions must be named, got "${action}"`),
      );
    },
  );

  it("takes a family of actions, and a Deny of all", () => {
    expect(
      identityProblem({ actions: ["kms:GenerateDataKey*"] }, { sid: "DenyAll", effect: "Deny", actions: ["*"] }),
    ).not.toThrow();
  });

  it("fails if a condition has no value, which never holds", () => {
    expect(identityProblem({ conditions: [fromSource()] })).toThrow(
      new Error("test/p: AllowReading: condition ArnLike aws:SourceArn must have at least one value"),
    );
  });

  it("tells all problems of all statements at once", () => {
    expect(identityProblem({ actions: ["s3:*"], resources: [] }, { sid: "x" })).toThrow(
      new Error(
        'test/p: 3 problems\n  - AllowReading: actions must be named, got "s3:*"\n' +
          '  - sid must be at least 3 letters and digits, got "x"\n' +
          "  - AllowReading: resources must name at least one",
      ),
    );
  });

  it("holds for policies of resources, keys and trust alike", () => {
    const { resources: _, ...use } = DELIVER;
    const bad = { ...use, sid: "x" };
    const message = 'sid must be at least 3 letters and digits, got "x"';
    expect(resourceProblem({ sid: "x" })).toThrow(message);
    expect(() => Template.of((stack) => keyPolicy(stack, "p", [bad]))).toThrow(message);
    expect(() =>
      Template.of((stack) => trustPolicy(stack, "p", { sid: "x", service: "a.amazonaws.com", conditions: [] })),
    ).toThrow(message);
  });
});

describe("everything but some actions", () => {
  const problem = (statement: Partial<DenyAllButStatement>) => () =>
    Template.of((stack) => identityPolicy(stack, "p", [{ ...DENY_ALL_BUT, ...statement }]));

  it("ALL-9: can be refused but not allowed, neither by TypeScript nor without it", () => {
    // @ts-expect-error: an Allow cannot have notActions.
    const allow: DenyAllButStatement = { ...DENY_ALL_BUT, effect: "Allow" };
    expect(problem(allow)).toThrow(
      new Error("test/p: DenyAllButReading: an Allow must name its actions, got those that it is not for"),
    );
  });

  it("fails if it names none, or one that is a wildcard: it would refuse less than it says", () => {
    expect(problem({ notActions: [] })).toThrow(
      new Error("test/p: DenyAllButReading: notActions must name at least one action"),
    );
    expect(problem({ notActions: ["iam:*"] })).toThrow(
      new Error('test/p: DenyAllButReading: notActions must be named, got "iam:*"'),
    );
  });

  it("is held to what holds for every statement", () => {
    expect(problem({ sid: "x" })).toThrow('sid must be at least 3 letters and digits, got "x"');
    expect(problem({ resources: [] })).toThrow("DenyAllButReading: resources must name at least one");
    expect(problem({ conditions: [fromSource()] })).toThrow("must have at least one value");
  });
});

describe("resources", () => {
  it("ALL-9: fail if an Allow names all of them and AWS could limit the action", () => {
    const message = 'test/p: AllowReading: resources must name what "s3:GetObject" may touch, got "*"';
    expect(identityProblem({ resources: ["arn:aws:s3:::data/*", "*"] })).toThrow(new Error(message));
    expect(resourceProblem({ resources: ["*"] })).toThrow(new Error(message));
  });

  it("ALL-9: fail only for those of several actions that could be limited", () => {
    expect(identityProblem({ resources: ["*"], actions: ["xray:PutTraceSegments", "logs:PutLogEvents"] })).toThrow(
      new Error('test/p: AllowReading: resources must name what "logs:PutLogEvents" may touch, got "*"'),
    );
  });

  test.each(Object.keys(ACTIONS_WITHOUT_RESOURCES))("ALL-9: may be all for %s, which takes no other", (action) => {
    expect(identityProblem({ resources: ["*"], actions: [action] })).not.toThrow();
  });

  it("ALL-9: the actions without resources are these, each with what limits it", () => {
    expect(ACTIONS_WITHOUT_RESOURCES).toEqual({
      "cloudwatch:PutMetricData": "limited to a namespace by cloudwatch:namespace",
      "config:DescribeComplianceByConfigRule": "reads rule names and their state only",
      "config:DescribeConfigRuleEvaluationStatus": "reads rule names and when they ran only",
      "ec2:DescribeNetworkInterfaces": "reads only",
      "ec2:DescribeSubnets": "reads only",
      "iam:GetAccountPasswordPolicy": "reads the rules for passwords only",
      "iam:ListVirtualMFADevices": "reads serial numbers and whose they are only",
      "secretsmanager:GetRandomPassword": "makes a password and stores it nowhere",
      "xray:PutTelemetryRecords": "writes traces of the caller only",
      "xray:PutTraceSegments": "writes traces of the caller only",
    });
  });

  it("do not confuse an action with a property that every object has", () => {
    expect(identityProblem({ resources: ["*"], actions: ["toString"] })).toThrow(
      'resources must name what "toString" may touch',
    );
  });

  it("may be all in a Deny", () => {
    expect(identityProblem({ sid: "DenyReading", effect: "Deny", resources: ["*"] })).not.toThrow();
  });

  it("fail if there are none", () => {
    expect(resourceProblem({ resources: [] })).toThrow(
      new Error("test/p: AllowReading: resources must name at least one"),
    );
  });
});

describe("principals", () => {
  test.each<{ who: string; principals: Principals; got: string }>([
    { who: "everyone", principals: { everyone: true }, got: "everyone" },
    { who: "every account", principals: { aws: ["*"] }, got: '"*"' },
    { who: "every role", principals: { aws: [`${ARNS.iam("role/*")}`] }, got: '"arn:aws:iam::111111111111:role/*"' },
    { who: "every service", principals: { services: ["*"] }, got: '"*"' },
  ])("ALL-7: fail if an Allow is for $who", ({ principals, got }) => {
    const { resources: _, ...use } = { ...DELIVER, principals };
    const message = `test/p: AllowReading: an Allow must name its principals, got ${got}`;
    expect(resourceProblem({ principals })).toThrow(new Error(message));
    expect(() => Template.of((stack) => keyPolicy(stack, "p", [use]))).toThrow(new Error(message));
  });

  it("ALL-9: fail if every service could assume a role", () => {
    expect(() =>
      Template.of((stack) => trustPolicy(stack, "p", { sid: "AllowAll", service: "*", conditions: [] })),
    ).toThrow(new Error('test/p: AllowAll: an Allow must name its principals, got "*"'));
  });

  it("may be everyone in a Deny", () => {
    expect(resourceProblem({ effect: "Deny", principals: { everyone: true } })).not.toThrow();
  });

  test.each<Principals>([{}, { aws: [] }, { aws: [], services: [] }])("fail if there are none: %j", (principals) => {
    expect(resourceProblem({ principals })).toThrow(
      new Error("test/p: AllowReading: principals must name at least one"),
    );
  });
});

describe("endpointPolicy", () => {
  const PASS: PolicyStatement = {
    sid: "AllowPrincipalsOfAccount",
    actions: ["s3:*"],
    resources: ["*"],
    conditions: [byPrincipalsOf(ACCOUNT)],
  };
  const READ_PACKAGES: PolicyStatement = {
    sid: "AllowReadingPackages",
    actions: ["s3:GetObject"],
    resources: ["arn:aws:s3:::packages/*", "arn:aws-cn:s3:::more.packages-1/*"],
  };
  const problem =
    (changes: Partial<PolicyStatement>, statement = PASS) =>
    () =>
      Template.of((stack) => endpointPolicy(stack, "p", ACCOUNT, [{ ...statement, ...changes }]));
  const unlimited = (sid: string) =>
    new Error(
      `test/p: ${sid}: an Allow must be limited by aws:PrincipalAccount to the account 111111111111, or to s3:GetObject on objects of named buckets`,
    );

  it("MAZ-NET-2: speaks of everybody, as a gateway endpoint wants it, and lets the account and readers of named buckets pass", () => {
    const template = Template.of((stack) => {
      endpointPolicy(stack, "endpoint", ACCOUNT, [PASS, READ_PACKAGES]);
    });
    expect(template.at("data.aws_iam_policy_document.endpoint")).toEqual({
      statement: [
        {
          sid: "AllowPrincipalsOfAccount",
          effect: "Allow",
          principals: [{ type: "*", identifiers: ["*"] }],
          actions: ["s3:*"],
          resources: ["*"],
          condition: [{ test: "StringEquals", variable: "aws:PrincipalAccount", values: ["111111111111"] }],
        },
        {
          sid: "AllowReadingPackages",
          effect: "Allow",
          principals: [{ type: "*", identifiers: ["*"] }],
          actions: ["s3:GetObject"],
          resources: ["arn:aws:s3:::packages/*", "arn:aws-cn:s3:::more.packages-1/*"],
        },
      ],
    });
  });

  it("onResourcesOf limits requests to resources of the account, and lets those pass that have none", () => {
    expect(onResourcesOf(ACCOUNT)).toEqual({
      test: "StringEqualsIfExists",
      variable: "aws:ResourceAccount",
      values: ["111111111111"],
    });
  });

  test.each<{ what: string; changes: Partial<PolicyStatement> }>([
    { what: "nothing", changes: { conditions: [] } },
    { what: "another account", changes: { conditions: [byPrincipalsOf({ ...ACCOUNT, accountId: "222222222222" })] } },
    {
      what: "another account too",
      changes: { conditions: [{ ...byPrincipalsOf(ACCOUNT), values: ["111111111111", "222222222222"] }] },
    },
    {
      what: "accounts that are like ours",
      changes: { conditions: [{ ...byPrincipalsOf(ACCOUNT), test: "StringLike" }] },
    },
    {
      what: "the account where AWS says which",
      changes: { conditions: [{ ...byPrincipalsOf(ACCOUNT), test: "StringEqualsIfExists" }] },
    },
    { what: "resources of the account", changes: { conditions: [onResourcesOf(ACCOUNT)] } },
  ])("MAZ-NET-2: fails if an Allow is limited to $what", ({ changes }) => {
    expect(problem(changes)).toThrow(unlimited("AllowPrincipalsOfAccount"));
  });

  test.each<{ what: string; changes: Partial<PolicyStatement> }>([
    { what: "write", changes: { actions: ["s3:GetObject", "s3:PutObject"] } },
    { what: "do everything", changes: { actions: ["s3:*"] } },
    { what: "read any bucket", changes: { resources: ["*"] } },
    { what: "read buckets that begin alike", changes: { resources: ["arn:aws:s3:::packages*/*"] } },
    { what: "read one bucket and any other", changes: { resources: ["arn:aws:s3:::packages/*", "arn:aws:s3:::*/*"] } },
    { what: "read the list of objects", changes: { resources: ["arn:aws:s3:::packages"] } },
  ])("MAZ-NET-2: fails if anybody may $what", ({ changes }) => {
    expect(problem(changes, READ_PACKAGES)).toThrow(unlimited("AllowReadingPackages"));
  });

  test.each(["*", "*:*", "s*:GetObject", "s3", "s3:"])(
    "fails if an Allow has the action %j, of several services",
    (action) => {
      expect(problem({ actions: [action] })).toThrow(
        new Error(`test/p: AllowPrincipalsOfAccount: actions must be named, got "${action}"`),
      );
    },
  );

  it("fails as other policies do if a sid, actions or resources are missing, with all problems at once", () => {
    expect(problem({ sid: "x", actions: [], resources: [] })).toThrow(
      new Error(
        'test/p: 3 problems\n  - sid must be at least 3 letters and digits, got "x"\n' +
          "  - x: actions must name at least one action\n  - x: resources must name at least one",
      ),
    );
  });

  it("takes a Deny without a condition", () => {
    expect(problem({ sid: "DenyDeleting", effect: "Deny", actions: ["s3:Delete*"], conditions: [] })).not.toThrow();
  });
});
