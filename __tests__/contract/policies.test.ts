import { ACTIONS_WITHOUT_RESOURCES } from "../../constructs/core/actions-without-resources";
import { ALL_VARIANTS, synthesized } from "../support/environments";
import { usesIn, usesOfAddress } from "../support/graph";
import type { Statement, Template } from "../support/template";
import {
  leastPrivilegeProblems,
  type Policy,
  permissionProblems,
  policiesOf,
  servicePrincipalProblems,
} from "./policies";

/** Types that a person reads in the console, and the argument that says what each is for. */
const DESCRIBED: Readonly<Record<string, string>> = {
  aws_cloudwatch_event_rule: "description",
  aws_cloudwatch_metric_alarm: "alarm_description",
  aws_config_config_rule: "description",
  aws_db_parameter_group: "description",
  aws_db_subnet_group: "description",
  aws_iam_policy: "description",
  aws_iam_role: "description",
  aws_kms_key: "description",
  aws_lambda_function: "description",
  aws_launch_template: "description",
  aws_secretsmanager_secret: "description",
  aws_security_group: "description",
  aws_ssm_parameter: "description",
  aws_vpc_security_group_egress_rule: "description",
  aws_vpc_security_group_ingress_rule: "description",
  aws_wafv2_web_acl: "description",
};

/** What writes to a bucket, and the argument that names it. Buckets log their access to others, too. */
const BUCKET_WRITERS: Readonly<Record<string, string>> = {
  aws_cloudtrail: "s3_bucket_name",
  aws_config_delivery_channel: "s3_bucket_name",
  aws_flow_log: "log_destination",
  aws_lb: "access_logs",
  aws_s3_bucket_logging: "target_bucket",
};

/** What a key encrypts and decrypts with. None of it belongs to administration. */
const CRYPTOGRAPHY = /^kms:(?:Encrypt|Decrypt|ReEncrypt|GenerateDataKey|CreateGrant|Sign|Verify|GenerateMac)/;

describe.each(ALL_VARIANTS)("$name", ({ overrides, base }) => {
  const made = () => synthesized(overrides, base);
  const templates = () => Object.values(made().stacks);
  const policies = () => templates().flatMap(policiesOf);

  it("ALL-9: has no wildcard action, resource or principal in an Allow, and a sid on every statement", () => {
    expect(policies().flatMap(leastPrivilegeProblems)).toEqual([]);
  });

  it("ALL-9: limits each service principal by exactly the conditions that the table has for it", () => {
    const problems = templates().flatMap((template) => {
      const place = placeOf(template, made().environment.account);
      const hasLake = template.addresses("aws_cloudtrail_event_data_store").length > 0;
      return policiesOf(template).flatMap((policy) => servicePrincipalProblems(policy, place, hasLake));
    });
    expect(problems).toEqual([]);
  });

  it("ALL-9: lets a service invoke a function only from one source, by conditions that hold", () => {
    const problems = templates().flatMap((template) =>
      template.resources
        .filter(({ type }) => type === "aws_lambda_permission")
        .flatMap(({ address, values }) =>
          permissionProblems(
            {
              principal: String(values.principal),
              ...(values.source_arn === undefined ? {} : { sourceArn: String(values.source_arn) }),
              ...(values.source_account === undefined ? {} : { sourceAccount: String(values.source_account) }),
            },
            placeOf(template, made().environment.account),
          ).map((problem) => `${address}: ${problem}`),
        ),
    );
    expect(problems).toEqual([]);
  });

  it("ALL-9: says of every key, role, policy, group, rule, alarm and secret what it is for", () => {
    expect(templates().flatMap(undescribed)).toEqual([]);
  });

  it("ALL-9: has one role a job", () => {
    expect(templates().flatMap(sharedRoles)).toEqual([]);
  });

  it("ALL-7: rotates every key, and deletes it after the configured window only", () => {
    const { lifecycle, kms } = made().environment;
    const days = lifecycle === "ephemeral" ? 7 : kms.deletionWindowDays;
    const keys = templates().flatMap((template) => template.blocksOf("aws_kms_key"));
    expect(keys.length > 0).toBe(kms.mode === "own");
    for (const { values } of keys) {
      expect(values).toMatchObject({ enable_key_rotation: true, deletion_window_in_days: days });
    }
  });

  it("ALL-7: keeps administration of keys apart from their use, and use by people to the named services", () => {
    const keys = policies().filter(({ setting }) => setting === "key");
    expect(keys.length > 0).toBe(made().environment.kms.mode !== "awsManaged");
    expect(keys.flatMap(keyProblems)).toEqual([]);
  });

  it("refuses whatever does not come over TLS, for every key, bucket, topic and queue", () => {
    const open = policies().filter(
      ({ setting, users, statements }) =>
        ["key", "s3", "sns", "sqs"].includes(setting) &&
        !users.every((user) => user.startsWith("output.")) &&
        !statements.some(refusesPlainHttp),
    );
    expect(open.map(({ address }) => address)).toEqual([]);
  });

  // A key's ARN has no name in it, and no key depends on what it encrypts.
  it("ALL-7: writes policies of resources from names, never by reference to what depends on them", () => {
    const references = templates().flatMap((template) => {
      const documents = policiesOf(template).filter(({ setting }) => setting !== "identity" && setting !== "trust");
      return usesIn(template).filter(
        ({ from, to }) =>
          documents.some(({ address }) => address === from) &&
          !/^random_id\.|^aws_kms_key\.|^data\.terraform_remote_state\./.test(to ?? ""),
      );
    });
    expect(references).toEqual([]);
  });

  it("ALL-7: lets nothing write to a bucket before its policy is there", () => {
    expect(templates().flatMap(early)).toEqual([]);
  });
});

it("ALL-9: no action is listed as one without resources that no policy has", () => {
  const used = ALL_VARIANTS.flatMap(({ overrides, base }) => Object.values(synthesized(overrides, base).stacks))
    .flatMap(policiesOf)
    .flatMap(({ statements }) => statements)
    .filter(({ effect, resources }) => effect === "Allow" && resources.includes("*"))
    .flatMap(({ actions }) => actions);
  expect(Object.keys(ACTIONS_WITHOUT_RESOURCES).filter((action) => !used.includes(action))).toEqual([]);
});

/** What a VPC endpoint lets pass. */
const EVERYBODY = { "*": ["*"] };
const OF_ACCOUNT = { test: "StringEquals", variable: "aws:PrincipalAccount", values: ["111111111111"] };
const PASS: Partial<Statement> = {
  principals: EVERYBODY,
  actions: ["s3:*"],
  resources: ["*"],
  conditions: [OF_ACCOUNT],
};
const READ_PACKAGES: Partial<Statement> = {
  principals: EVERYBODY,
  actions: ["s3:GetObject"],
  resources: ["arn:aws:s3:::packages/*"],
  conditions: [],
};

describe("a policy is refused with", () => {
  it.each<[string, Partial<Statement>, Partial<Policy>, string]>([
    ["no sid", { sid: "" }, {}, 'a sid must be letters and digits, got ""'],
    ["a sid with a hyphen", { sid: "Allow-Read" }, {}, 'a sid must be letters and digits, got "Allow-Read"'],
    ["every action", { actions: ["*"] }, {}, "an Allow must name its actions, got *"],
    ["every action of a service", { actions: ["s3:*"] }, {}, "an Allow must name its actions, got s3:*"],
    ["everybody", { principals: { "*": ["*"] } }, {}, "an Allow must name its principals, got everybody"],
    ["every AWS principal", { principals: { AWS: ["*"] } }, {}, "an Allow must name its principals, got everybody"],
    ["every resource", { resources: ["*"] }, {}, "s3:GetObject must name its resources, got *"],
  ])("%s", (_, statement, policy, problem) => {
    expect(leastPrivilegeProblems(policyWith(statement, policy))).toEqual([expect.stringContaining(problem)]);
  });

  it.each<[string, Partial<Statement>]>([
    ["every action", { actions: ["*"] }],
    ["anybody's requests", { conditions: [] }],
    ["requests of some accounts", { conditions: [{ ...OF_ACCOUNT, values: ["111111111111", "222222222222"] }] }],
    ["requests of accounts that are like ours", { conditions: [{ ...OF_ACCOUNT, test: "StringLike" }] }],
    ["anybody's writing to named buckets", { ...READ_PACKAGES, actions: ["s3:PutObject"] }],
    ["anybody's reading of buckets that begin alike", { ...READ_PACKAGES, resources: ["arn:aws:s3:::packages-*/*"] }],
  ])("an endpoint that lets %s pass", (_, statement) => {
    const policy = policyWith({ ...PASS, ...statement }, { setting: "endpoint" });
    expect(leastPrivilegeProblems(policy)).toHaveLength(1);
  });

  it("no endpoint that lets the account pass, or anybody who reads named buckets", () => {
    for (const statement of [PASS, READ_PACKAGES]) {
      expect(leastPrivilegeProblems(policyWith(statement, { setting: "endpoint" }))).toEqual([]);
    }
  });

  it("one sid twice", () => {
    const [statement] = policyWith({}).statements;
    const twice = statement === undefined ? [] : [statement, statement];
    expect(leastPrivilegeProblems({ ...policyWith({}), statements: twice })).toHaveLength(2);
  });

  it("nothing that is fine: named actions, unlimited ones of the list, a Deny to everybody, a key's own policy", () => {
    for (const policy of [
      policyWith({}),
      policyWith({ actions: ["xray:PutTraceSegments"], resources: ["*"] }),
      policyWith({ effect: "Deny", actions: ["s3:*"], resources: ["*"], principals: { "*": ["*"] } }),
      policyWith({ actions: ["kms:Decrypt"], resources: ["*"] }, { setting: "key" }),
    ]) {
      expect(leastPrivilegeProblems(policy)).toEqual([]);
    }
  });
});

describe("a statement for a service principal is refused", () => {
  const place = { account: "111111111111", region: "us-east-1" };
  const account = { test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] };
  const source = (arn: string) => ({ test: "ArnLike", variable: "aws:SourceArn", values: [arn] });
  const problems = (setting: Policy["setting"], service: string, conditions: Statement["conditions"], lake = false) =>
    servicePrincipalProblems(
      policyWith({ principals: { Service: [service] }, conditions }, { setting }),
      place,
      lake,
    ).map((problem) => problem.replace(/^\S+ \S+: /, ""));

  it.each<[string, Policy["setting"], string, Statement["conditions"], string[]]>([
    [
      "without a condition",
      "s3",
      "config.amazonaws.com",
      [],
      ["must be limited by aws:SourceAccount or aws:SourceArn"],
    ],
    [
      "with one that is not supported",
      "sns",
      "events.amazonaws.com",
      [account],
      ["aws:SourceAccount is not supported here: the condition would never hold"],
    ],
    [
      "with one of another setting",
      "trust",
      "lambda.amazonaws.com",
      [account, source("arn:aws:lambda:us-east-1:111111111111:function:a")],
      ["aws:SourceArn is not supported here: the condition would never hold"],
    ],
    [
      "for another account",
      "s3",
      "config.amazonaws.com",
      [{ ...account, values: ["222222222222"] }],
      ["aws:SourceAccount must look like {account}, got 222222222222"],
    ],
    [
      "for another region",
      "sns",
      "cloudwatch.amazonaws.com",
      [source("arn:aws:cloudwatch:eu-west-1:111111111111:alarm:a")],
      [
        "aws:SourceArn must look like arn:{partition}:cloudwatch:{region}:{account}:alarm:{alarm}, got arn:aws:cloudwatch:eu-west-1:111111111111:alarm:a",
      ],
    ],
    [
      "for a bucket whose ARN names no account",
      "s3",
      "logging.s3.amazonaws.com",
      [source("arn:aws:s3:::a")],
      ["the ARN names no account, so aws:SourceAccount is needed too"],
    ],
    [
      "that the table does not have",
      "sqs",
      "mystery.amazonaws.com",
      [account],
      ["mystery.amazonaws.com is not in service-principals.ts for a sqs policy"],
    ],
    [
      "of CloudWatch Logs without its encryption context",
      "key",
      "logs.us-east-1.amazonaws.com",
      [],
      ["must be limited by kms:EncryptionContext:aws:logs:arn"],
    ],
    [
      "in a policy of an identity",
      "identity",
      "ec2.amazonaws.com",
      [],
      ["a policy of an identity names no principals"],
    ],
    [
      "of CloudTrail, bare, where there is no CloudTrail Lake",
      "key",
      "cloudtrail.amazonaws.com",
      [],
      ["must be limited by aws:SourceAccount or aws:SourceArn or kms:EncryptionContext:aws:cloudtrail:arn"],
    ],
  ])("%s", (_, setting, service, conditions, expected) => {
    expect(problems(setting, service, conditions)).toEqual(expected);
  });

  it("but not as the table has it", () => {
    expect(problems("sns", "events.amazonaws.com", [])).toEqual([]);
    expect(problems("trust", "lambda.amazonaws.com", [])).toEqual([]);
    expect(problems("trust", "lambda.amazonaws.com", [account])).toEqual([]);
    expect(problems("key", "events.amazonaws.com", [])).toEqual([]);
    expect(problems("key", "cloudtrail.amazonaws.com", [], true)).toEqual([]);
    expect(problems("s3", "logging.s3.amazonaws.com", [account, source("arn:aws:s3:::a-${random_id.b.hex}")])).toEqual(
      [],
    );
    expect(
      problems("s3", "cloudtrail.amazonaws.com", [source("arn:aws:cloudtrail:us-east-1:111111111111:trail/a")]),
    ).toEqual([]);
  });

  it("by action, where only some requests of a service carry their source", () => {
    const rule = source("arn:aws:events:us-east-1:111111111111:rule/a");
    const ofEvents = (action: string, conditions: Statement["conditions"]) =>
      servicePrincipalProblems(
        policyWith(
          { principals: { Service: ["events.amazonaws.com"] }, actions: [action], conditions },
          { setting: "logs" },
        ),
        place,
      ).map((problem) => problem.replace(/^\S+ \S+: /, ""));
    expect(ofEvents("logs:PutLogEvents", [rule])).toEqual([]);
    expect(ofEvents("logs:PutLogEvents", [])).toEqual(["must be limited by aws:SourceArn"]);
    expect(ofEvents("logs:CreateLogStream", [])).toEqual([]);
    expect(ofEvents("logs:CreateLogStream", [rule])).toEqual([
      "aws:SourceArn is not supported here: the condition would never hold",
    ]);
  });

  it("nor a permission to invoke without its source, or with a condition that never holds", () => {
    const principal = "events.amazonaws.com";
    expect(permissionProblems({ principal }, place)).toEqual(["source_arn is missing"]);
    expect(permissionProblems({ principal, sourceArn: "${a.b.arn}" }, place)).toEqual([]);
    expect(permissionProblems({ principal, sourceArn: "${a.b.arn}", sourceAccount: "111111111111" }, place)).toEqual([
      "source_account is not supported for events.amazonaws.com: the condition would never hold",
    ]);
    expect(permissionProblems({ principal: "arn:aws:iam::111111111111:role/deployment" }, place)).toEqual([]);
    for (const everybody of ["*", "arn:aws:iam::111111111111:role/*", "arn:aws:iam::*:root"]) {
      expect(permissionProblems({ principal: everybody }, place)).toContain("source_arn is missing");
    }
    expect(permissionProblems({ principal: "x.amazonaws.com", sourceArn: "a" }, place)).toEqual([
      "x.amazonaws.com is not in service-principals.ts for functions",
    ]);
  });
});

describe("a changed environment is refused:", () => {
  const template = () => synthesized().template;

  it("a role without a description, or with the provider's own", () => {
    const path = ["resource", "aws_iam_role", "config_role", "description"];
    expect(undescribed(template().with(path, undefined))).toEqual(["aws_iam_role.config_role"]);
    expect(undescribed(template().with(path, "Managed by Terraform"))).toEqual(["aws_iam_role.config_role"]);
  });

  it("a role of two jobs", () => {
    const role = ["resource", "aws_flow_log", "flow_log", "iam_role_arn"];
    expect(sharedRoles(template().with(role, "${aws_iam_role.trail_role.arn}"))).toEqual([
      "aws_iam_role.flow_log_role: used by nothing",
      "aws_iam_role.trail_role: used by aws_cloudtrail.trail, aws_flow_log.flow_log",
    ]);
  });

  it("a key whose administrators may decrypt, or whose users come from anywhere", () => {
    const statements = ["data", "aws_iam_policy_document", "master_key_policy", "statement"];
    const keyOf = (changed: Template) => policiesOf(changed).filter(({ setting }) => setting === "key");
    expect(keyOf(template()).flatMap(keyProblems)).toEqual([]);
    expect(
      keyOf(template().with([...statements, "0", "actions"], ["kms:PutKeyPolicy", "kms:Decrypt"])).flatMap(keyProblems),
    ).toEqual([
      "AllowAccountToAdminister: administers and uses the key",
      "AllowAccountToAdminister: is not limited by kms:ViaService",
    ]);
    expect(keyOf(template().with([...statements, "1", "condition"], [])).flatMap(keyProblems)).toEqual([
      "AllowUseThroughServices: is not limited by kms:ViaService",
    ]);
  });

  it("a trail that does not wait for its bucket's policy", () => {
    const changed = template().with(["resource", "aws_cloudtrail", "trail", "depends_on"], ["aws_iam_role.trail_role"]);
    expect(early(template())).toEqual([]);
    expect(early(changed)).toEqual(["aws_cloudtrail.trail"]);
    const logs = ["resource", "aws_s3_bucket_logging", "data", "depends_on"];
    expect(early(template().with(logs, ["aws_s3_bucket_policy.data"]))).toEqual(["aws_s3_bucket_logging.data"]);
  });

  it("a policy that is used for nothing, or for something unknown", () => {
    expect(() => policiesOf(template().with(["resource", "aws_iam_policy", "config_role", "policy"], "{}"))).toThrow(
      "data.aws_iam_policy_document.config_role_permissions must be one kind of policy",
    );
  });
});

function policyWith(statement: Partial<Statement>, policy: Partial<Policy> = {}): Policy {
  const allowed: Statement = {
    sid: "AllowReading",
    effect: "Allow",
    principals: {},
    actions: ["s3:GetObject"],
    resources: ["arn:aws:s3:::a/*"],
    conditions: [],
  };
  return {
    address: "data.aws_iam_policy_document.a",
    setting: "identity",
    users: [],
    statements: [{ ...allowed, ...statement }],
    ...policy,
  };
}

/** A stack's own region: the state bucket may lie in another one. */
function placeOf(template: Template, account: string) {
  const provider = template.json.provider;
  const region = /"region":"([\w-]+)"/.exec(JSON.stringify(provider))?.[1] ?? "";
  return { account, region };
}

function undescribed(template: Template): string[] {
  return template.resources
    .filter(({ type, values }) => {
      const argument = DESCRIBED[type];
      const text = argument === undefined ? "fine" : String(values[argument] ?? "");
      return text.length < 3 || text === "Managed by Terraform";
    })
    .map(({ address }) => address);
}

function sharedRoles(template: Template): string[] {
  return template.addresses("aws_iam_role").flatMap((role) => {
    const jobs = [...new Set(usersOfRole(template, role))];
    return jobs.length === 1 ? [] : [`${role}: used by ${jobs.join(", ") || "nothing"}`];
  });
}

function refusesPlainHttp({ effect, principals, conditions }: Statement): boolean {
  return (
    effect === "Deny" &&
    "*" in principals &&
    conditions.length === 1 &&
    conditions.every(({ variable, values }) => variable === "aws:SecureTransport" && values.join() === "false")
  );
}

/** What a role is for; an instance has it by its profile. */
function usersOfRole(template: Template, address: string): string[] {
  return usesOfAddress(template, address).flatMap(({ from }) =>
    from.startsWith("aws_iam_instance_profile.")
      ? usersOfRole(template, from)
      : /^(?:aws_iam_|output\.)/.test(from)
        ? []
        : [from],
  );
}

function keyProblems({ statements }: Policy): string[] {
  return statements
    .filter(({ effect }) => effect === "Allow")
    .flatMap(({ sid, actions, principals, conditions }) => {
      const uses = actions.some((action) => CRYPTOGRAPHY.test(action));
      const administers = actions.includes("kms:PutKeyPolicy");
      const limited = conditions.some(({ variable }) => variable === "kms:ViaService");
      return [
        ...(uses && administers ? [`${sid}: administers and uses the key`] : []),
        ...(uses && "AWS" in principals && !limited ? [`${sid}: is not limited by kms:ViaService`] : []),
      ];
    });
}

/** What is there before a resource, directly or because something between waits for it. */
function dependencies(template: Template, address: string, seen: readonly string[] = []): string[] {
  const next = usesIn(template)
    .filter(({ from, path, to }) => from === address && path.startsWith("depends_on") && !seen.includes(to ?? ""))
    .flatMap(({ to }) => to ?? []);
  return next.flatMap((target) => [target, ...dependencies(template, target, [...seen, address])]);
}

/** What writes to a bucket of the same file without waiting for its policy. */
function early(template: Template): string[] {
  return Object.entries(BUCKET_WRITERS).flatMap(([type, argument]) =>
    template.addresses(type).filter((address) => {
      const [, bucket] =
        usesIn(template)
          .filter(({ from, path }) => from === address && path.split(".")[0] === argument)
          .map(({ to }) => /^aws_s3_bucket\.(\w+)$/.exec(to ?? ""))
          .find((found) => found !== null) ?? [];
      return bucket !== undefined && !dependencies(template, address).includes(`aws_s3_bucket_policy.${bucket}`);
    }),
  );
}
