import { changeNoDoorOpened } from "../../../../guardrails/controls/change/change-no-door-opened";
import type { JsonObject } from "../../../support/json";
import { type GivenChange, saidOfPlan } from "../../../support/plan-changes";

type Changes = Readonly<Record<string, GivenChange>>;

const said = (changes: Changes) => saidOfPlan(changeNoDoorOpened, changes);

/** An existing security group. */
const GROUP: Changes = {
  "aws_security_group.app": { before: { id: "sg-1" }, after: { id: "sg-1" }, actions: ["no-op"] },
};

const rule = (values: JsonObject): JsonObject => ({
  security_group_id: "sg-1",
  ip_protocol: "tcp",
  from_port: 443,
  to_port: 443,
  cidr_ipv4: "10.0.0.0/8",
  ...values,
});

const inline = (...rules: JsonObject[]): JsonObject => ({
  ingress: rules.map((values) => ({
    protocol: "tcp",
    from_port: 22,
    to_port: 22,
    cidr_blocks: ["10.0.0.0/8"],
    ...values,
  })),
});

describe("sources of rules", () => {
  it.each<[string, Changes, string[]]>([
    [
      "a rule that is opened to the world",
      {
        "aws_vpc_security_group_ingress_rule.a": { before: rule({}), after: rule({ cidr_ipv4: "0.0.0.0/0" }) },
      },
      ["fail aws_vpc_security_group_ingress_rule.a: tcp 443 from 0.0.0.0/0 is open, and was not before"],
    ],
    [
      "a new rule on an existing group",
      { ...GROUP, "aws_vpc_security_group_ingress_rule.a": { after: rule({ cidr_ipv4: "0.0.0.0/0" }) } },
      ["fail aws_vpc_security_group_ingress_rule.a: tcp 443 from 0.0.0.0/0 is open, and was not before"],
    ],
    [
      "a new rule of a new group, which other controls judge",
      { "aws_vpc_security_group_ingress_rule.a": { after: rule({ cidr_ipv4: "0.0.0.0/0" }) } },
      [],
    ],
    [
      "more ports to the world",
      {
        "aws_security_group.a": {
          before: inline({ cidr_blocks: ["0.0.0.0/0"] }),
          after: inline({ cidr_blocks: ["0.0.0.0/0"], to_port: 80 }),
        },
      },
      ["fail aws_security_group.a: tcp 22–80 from 0.0.0.0/0 is open, and was not before"],
    ],
    [
      "fewer ports to the world",
      {
        "aws_security_group.a": {
          before: inline({ cidr_blocks: ["0.0.0.0/0"], protocol: "-1" }),
          after: inline({ cidr_blocks: ["0.0.0.0/0"] }),
        },
      },
      [],
    ],
    [
      "one half of the world",
      { "aws_security_group.a": { before: inline({}), after: inline({ cidr_blocks: ["10.0.0.0/8", "128.0.0.0/1"] }) } },
      ["fail aws_security_group.a: tcp 22 from 128.0.0.0/1 is open, and was not before"],
    ],
    [
      "all of IPv6, written in full",
      {
        "aws_security_group.a": {
          before: inline({}),
          after: inline({ ipv6_cidr_blocks: ["0000:0000:0000:0000:0000:0000:0000:0000/0"] }),
        },
      },
      ["fail aws_security_group.a: tcp 22 from 0000:0000:0000:0000:0000:0000:0000:0000/0 is open, and was not before"],
    ],
    [
      "a protocol by its number, without ports",
      {
        "aws_security_group.a": {
          before: inline({}),
          after: inline({ protocol: "-1", from_port: 0, to_port: 0, cidr_blocks: ["0.0.0.0/0"] }),
        },
      },
      ["fail aws_security_group.a: everything from 0.0.0.0/0 is open, and was not before"],
    ],
    [
      "another network of somebody's",
      {
        "aws_security_group.a": {
          before: inline({}),
          after: inline({ cidr_blocks: ["203.0.113.0/24", "172.16.0.0/12"] }),
        },
      },
      [],
    ],
    [
      "the older rule resource",
      {
        "aws_security_group_rule.a": {
          before: { type: "ingress", protocol: "6", from_port: 22, to_port: 22, cidr_blocks: ["10.0.0.0/8"] },
          after: { type: "ingress", protocol: "6", from_port: 22, to_port: 22, cidr_blocks: ["0.0.0.0/0"] },
        },
      },
      ["fail aws_security_group_rule.a: tcp 22 from 0.0.0.0/0 is open, and was not before"],
    ],
    [
      "a way out",
      {
        "aws_security_group_rule.a": {
          before: { type: "egress", protocol: "tcp", from_port: 22, to_port: 22, cidr_blocks: ["10.0.0.0/8"] },
          after: { type: "egress", protocol: "tcp", from_port: 22, to_port: 22, cidr_blocks: ["0.0.0.0/0"] },
        },
      },
      [],
    ],
    [
      "a network ACL that allows where it denied",
      {
        "aws_network_acl_rule.a": {
          before: { rule_action: "deny", protocol: "tcp", from_port: 22, to_port: 22, cidr_block: "0.0.0.0/0" },
          after: { rule_action: "allow", protocol: "tcp", from_port: 22, to_port: 22, cidr_block: "0.0.0.0/0" },
        },
      },
      ["fail aws_network_acl_rule.a: tcp 22 from 0.0.0.0/0 is open, and was not before"],
    ],
    [
      "a block of a network ACL",
      {
        "aws_network_acl.a": {
          before: { ingress: [] },
          after: {
            ingress: [
              { action: "allow", protocol: "all", from_port: 0, to_port: 0, cidr_block: "0.0.0.0/0" },
              { action: "deny", protocol: "tcp", from_port: 0, to_port: 0, ipv6_cidr_block: "::/0" },
            ],
          },
        },
      },
      ["fail aws_network_acl.a: everything from 0.0.0.0/0 is open, and was not before"],
    ],
  ])("%s", (_, changes, expected) => {
    expect(said(changes)).toEqual(expected);
  });
});

const ROOT = "arn:aws:iam::111111111111:root";
const statement = (values: JsonObject): JsonObject => ({
  Effect: "Allow",
  Principal: { AWS: ROOT },
  Action: "s3:GetObject",
  Resource: "*",
  ...values,
});
const policy = (...statements: JsonObject[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const before = policy(statement({}));

describe("policies", () => {
  it.each<[string, string, string[]]>([
    ["nothing new", policy(statement({ Sid: "Renamed" })), []],
    ["anybody", policy(statement({ Principal: "*" })), ["anybody is let in, and was not before"]],
    [
      "everybody of the account",
      policy(
        statement({}),
        statement({ Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": "111111111111" } } }),
      ),
      [],
    ],
    [
      "another account",
      policy(statement({ Principal: { AWS: [ROOT, "222222222222"] } })),
      ["arn:aws:iam::222222222222:root is let in, and was not before"],
    ],
    [
      "a service without a condition",
      policy(statement({}), statement({ Principal: { Service: "logs.amazonaws.com" } })),
      ["logs.amazonaws.com is let in, and was not before"],
    ],
    [
      "a service under a condition",
      policy(
        statement({}),
        statement({
          Principal: { Service: "logs.amazonaws.com" },
          Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } },
        }),
      ),
      [],
    ],
    [
      "a wildcard, in capitals",
      policy(statement({ Action: ["s3:GetObject", "S3:*"] })),
      ["s3:* is allowed, and was not before"],
    ],
    ["a denial", policy(statement({}), statement({ Effect: "Deny", Principal: "*", Action: "*" })), []],
    [
      "everything but something",
      policy(statement({}), { Effect: "Allow", Principal: { AWS: ROOT }, NotAction: "iam:*", Resource: "*" }),
      ["everything but iam:* is allowed, and was not before"],
    ],
    [
      "everybody but somebody",
      policy(statement({}), { Effect: "Allow", NotPrincipal: { AWS: ROOT }, Action: "s3:GetObject", Resource: "*" }),
      [`everybody but ${ROOT} is let in, and was not before`],
    ],
  ])("%s", (_, after, expected) => {
    const changes = { "aws_s3_bucket_policy.a": { before: { policy: before }, after: { policy: after } } };
    expect(said(changes)).toEqual(expected.map((text) => `fail aws_s3_bucket_policy.a: ${text}`));
  });

  it("are narrower than a wildcard that was there", () => {
    const wide = policy(statement({ Action: "s3:*" }));
    const narrow = policy(statement({ Action: "s3:Get*" }));
    expect(said({ "aws_s3_bucket_policy.a": { before: { policy: wide }, after: { policy: narrow } } })).toEqual([]);
  });

  const source = (value: string) => ({ IpAddress: { "aws:SourceIp": value } });
  const anybody = (Condition?: JsonObject) =>
    policy(statement({ Principal: "*", ...(Condition === undefined ? {} : { Condition }) }));
  const service = (Condition?: JsonObject) =>
    policy(
      statement({
        Principal: { Service: "logs.amazonaws.com" },
        ...(Condition === undefined ? {} : { Condition }),
      }),
    );
  const ofAccount = { StringEquals: { "aws:SourceAccount": "111111111111" } };
  const weaker = "by a weaker condition or none, and was not before";

  it.each<[string, string, string, string[]]>([
    ["dropped from everybody", anybody(source("203.0.113.0/24")), anybody(), [`anybody is let in ${weaker}`]],
    [
      "widened to the world",
      anybody(source("203.0.113.0/24")),
      anybody(source("0.0.0.0/0")),
      [`anybody is let in ${weaker}`],
    ],
    ["exchanged for another network", anybody(source("203.0.113.0/24")), anybody(source("198.51.100.0/24")), []],
    ["put on everybody", anybody(), anybody(source("203.0.113.0/24")), []],
    ["that was never there", anybody(), anybody(), []],
    ["dropped from a service", service(ofAccount), service(), [`logs.amazonaws.com is let in ${weaker}`]],
    ["put on a service", service(), service(ofAccount), []],
  ])("have a condition %s", (_, was, is, expected) => {
    expect(said({ "aws_s3_bucket_policy.a": { before: { policy: was }, after: { policy: is } } })).toEqual(
      expected.map((text) => `fail aws_s3_bucket_policy.a: ${text}`),
    );
  });

  it.each([
    ["aws_ecr_repository", "aws_ecr_repository_policy", "repository", "name", "policy"],
    ["aws_efs_file_system", "aws_efs_file_system_policy", "file_system_id", "id", "policy"],
    ["aws_backup_vault", "aws_backup_vault_policy", "backup_vault_name", "name", "policy"],
    ["aws_opensearch_domain", "aws_opensearch_domain_policy", "domain_name", "domain_name", "access_policies"],
    ["aws_dynamodb_table", "aws_dynamodb_resource_policy", "resource_arn", "arn", "policy"],
  ])("count where they are new on an %s that was there", (owner, type, of, identifier, attribute) => {
    const there = { before: { [identifier]: "a" }, after: { [identifier]: "a" }, actions: ["no-op"] };
    const open = { after: { [of]: "a", [attribute]: anybody() } };
    expect(said({ [`${type}.a`]: open })).toEqual([]);
    expect(said({ [`${owner}.a`]: there, [`${type}.a`]: open })).toEqual([
      `fail ${type}.a: anybody is let in, and was not before`,
    ]);
  });

  it("count as documents of the log's resource policies", () => {
    const change = { before: { policy_document: service() }, after: { policy_document: anybody() } };
    expect(said({ "aws_cloudwatch_log_resource_policy.a": change })).toEqual([
      "fail aws_cloudwatch_log_resource_policy.a: anybody is let in, and was not before",
    ]);
  });

  it("count in the blocks of a role, all together", () => {
    const block = (name: string, action: string) => ({
      name,
      policy: policy({ Effect: "Allow", Action: action, Resource: "*" }),
    });
    const role = (...after: JsonObject[]) =>
      said({
        "aws_iam_role.a": {
          before: { inline_policy: [block("a", "s3:GetObject"), block("b", "ec2:*")] },
          after: { inline_policy: after },
        },
      });
    expect(role(block("b", "ec2:*"))).toEqual([]);
    expect(role(block("c", "ec2:Describe*"), block("d", "s3:GetObject"))).toEqual([]);
    expect(role()).toEqual([]);
    expect(role(block("a", "s3:*"))).toEqual(["fail aws_iam_role.a: s3:* is allowed, and was not before"]);
  });

  it("count where they are new on what was there", () => {
    const bucket = { before: { id: "records" }, after: { id: "records" }, actions: ["no-op"] };
    const open = { after: { bucket: "records", policy: policy(statement({ Principal: "*" })) } };
    expect(said({ "aws_s3_bucket_policy.a": open })).toEqual([]);
    expect(said({ "aws_s3_bucket.b": bucket, "aws_s3_bucket_policy.a": open })).toEqual([
      "fail aws_s3_bucket_policy.a: anybody is let in, and was not before",
    ]);
  });

  it("are unknown where the new one is", () => {
    expect(
      saidOfPlan(
        changeNoDoorOpened,
        {
          "aws_iam_role.a": {
            before: { assume_role_policy: before },
            after: {},
            afterUnknown: { assume_role_policy: true },
          },
        },
        {
          expressions: { "aws_iam_role.a": { assume_role_policy: { references: ["data.aws_ssm_parameter.a.value"] } } },
        },
      ),
    ).toEqual([expect.stringMatching(/^unknown aws_iam_role\.a: who is let in by the new policy cannot be told: /)]);
  });
});

describe("other doors", () => {
  it.each<[string, Changes, string[]]>([
    [
      "a load balancer that faces the internet",
      {
        "aws_lb.a": { before: { internal: true }, after: { internal: false }, actions: ["delete", "create"] },
      },
      ["fail aws_lb.a: the load balancer faces the internet, and did not before: internal true → false"],
    ],
    [
      "a public ACL",
      { "aws_s3_bucket_acl.a": { before: { acl: "private" }, after: { acl: "public-read" } } },
      ['fail aws_s3_bucket_acl.a: the bucket is open to others: acl "private" → "public-read"'],
    ],
    [
      "another private ACL",
      { "aws_s3_bucket_acl.a": { before: { acl: "private" }, after: { acl: "log-delivery-write" } } },
      [],
    ],
    [
      "a function that anybody may call",
      {
        "aws_lambda_function.f": { before: { id: "f" }, after: { id: "f" }, actions: ["no-op"] },
        "aws_lambda_permission.a": { after: { function_name: "f", principal: "*" } },
      },
      ["fail aws_lambda_permission.a: anybody is let in, and was not before"],
    ],
    [
      "an administrator",
      {
        "aws_iam_role.r": { before: { name: "r" }, after: { name: "r" }, actions: ["no-op"] },
        "aws_iam_role_policy_attachment.a": {
          after: { role: "r", policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess" },
        },
        "aws_iam_role_policy_attachment.b": {
          after: { role: "r", policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
        },
      },
      [
        "fail aws_iam_role_policy_attachment.a: arn:aws:iam::aws:policy/AdministratorAccess is attached, and was not before",
      ],
    ],
    ["a deletion", { "aws_s3_bucket_policy.a": { before: { policy: before } } }, []],
  ])("%s", (_, changes, expected) => {
    expect(said(changes)).toEqual(expected);
  });
});

describe("guests", () => {
  const OTHER = "999999999999";
  const KEPT = (values: JsonObject) => ({ before: values, after: values, actions: ["no-op"] });
  const THERE: Changes = {
    "aws_ami.a": KEPT({ id: "ami-1" }),
    "aws_cloudwatch_event_bus.a": KEPT({ name: "bus" }),
    "aws_ebs_snapshot.a": KEPT({ id: "snap-1" }),
    "aws_kms_key.a": KEPT({ key_id: "k", id: "k", arn: "arn:aws:kms:us-east-1:111111111111:key/k" }),
    "aws_lambda_function.a": KEPT({ id: "f" }),
  };

  it.each<[string, JsonObject, string[]]>([
    [
      "aws_kms_grant",
      { key_id: "k", grantee_principal: `arn:aws:iam::${OTHER}:role/x` },
      [`arn:aws:iam::${OTHER}:role/x`],
    ],
    ["aws_kms_grant", { key_id: "k", grantee_principal: "arn:aws:iam::111111111111:role/x" }, []],
    ["aws_lambda_permission", { function_name: "f", principal: OTHER }, [OTHER]],
    ["aws_lambda_permission", { function_name: "f", principal: "s3.amazonaws.com" }, []],
    ["aws_lambda_permission", { function_name: "f", principal: "*", principal_org_id: "o-abcdefghij" }, []],
    ["aws_cloudwatch_event_permission", { event_bus_name: "bus", principal: OTHER }, [OTHER]],
    ["aws_cloudwatch_event_permission", { event_bus_name: "bus", principal: "*", condition: [] }, ["anybody"]],
    [
      "aws_cloudwatch_event_permission",
      {
        event_bus_name: "bus",
        principal: "*",
        condition: [{ key: "aws:PrincipalOrgID", type: "StringEquals", value: "o-abcdefghij" }],
      },
      [],
    ],
    ["aws_ami_launch_permission", { image_id: "ami-1", group: "all" }, ["anybody"]],
    ["aws_ami_launch_permission", { image_id: "ami-1", account_id: OTHER }, [OTHER]],
    ["aws_ami_launch_permission", { image_id: "ami-2", account_id: OTHER }, []],
    ["aws_snapshot_create_volume_permission", { snapshot_id: "snap-1", account_id: OTHER }, [OTHER]],
  ])("a new %s: %j", (type, after, expected) => {
    expect(said({ ...THERE, [`${type}.new`]: { after } })).toEqual(
      expected.map((who) => `fail ${type}.new: ${who} is let in, and was not before`),
    );
  });

  it("are none of the account that the plan is for", () => {
    const permission = { "aws_lambda_permission.a": { after: { function_name: "f", principal: OTHER } } };
    const expectation = { account: OTHER };
    expect(saidOfPlan(changeNoDoorOpened, { ...THERE, ...permission }, { expectation })).toEqual([]);
  });

  it.each<[string, JsonObject[], JsonObject[], string[]]>([
    ["another account", [], [{ grantee: [{ type: "CanonicalUser", id: "c1" }] }], ["c1"]],
    ["the owner", [], [{ grantee: [{ type: "CanonicalUser", id: "own" }] }], []],
    [
      "the service that delivers logs",
      [],
      [{ grantee: [{ uri: "http://acs.amazonaws.com/groups/s3/LogDelivery" }] }],
      [],
    ],
    ["everybody", [], [{ grantee: [{ uri: "http://acs.amazonaws.com/groups/global/AllUsers" }] }], ["anybody"]],
    ["who was there", [{ grantee: [{ id: "c1" }] }], [{ grantee: [{ id: "c1" }] }], []],
  ])("of a bucket's ACL: %s", (_, before, after, expected) => {
    const acl = (grant: JsonObject[]) => ({ access_control_policy: [{ owner: [{ id: "own" }], grant }] });
    expect(said({ "aws_s3_bucket_acl.a": { before: acl(before), after: acl(after) } })).toEqual(
      expected.map((who) => `fail aws_s3_bucket_acl.a: ${who} is let in, and was not before`),
    );
  });

  it.each<[string[], string[], string[]]>([
    [[], ["all"], ["anybody"]],
    [[OTHER], [OTHER, "888888888888"], ["888888888888"]],
    [["all"], [OTHER], []],
    [[OTHER], [], []],
  ])("of a snapshot: %j to %j", (before, after, expected) => {
    expect(
      said({ "aws_db_snapshot.a": { before: { shared_accounts: before }, after: { shared_accounts: after } } }),
    ).toEqual(expected.map((who) => `fail aws_db_snapshot.a: ${who} is let in, and was not before`));
  });
});
