import { asBoolean, asNumber, display, type Graph, isAnyone, isUnset, kindOf } from "../../model";
import { at, realPlan, realState } from "../support/graphs";

/** The edges of a graph as lines. */
function edges(graph: Graph): string[] {
  return [...graph.resources(), ...graph.data()].flatMap((resource) =>
    graph
      .referencesOf(resource)
      .map(
        ({ from, path, to, attribute }) =>
          `${from.address} ${path.join(".")} > ${to.address}${attribute === "" ? "" : ` ${attribute}`}`,
      ),
  );
}

const COMPANIONS = ["public_access_block", "server_side_encryption_configuration", "versioning", "policy"];

/** Which companions a bucket has, by the ends of their types. */
function companionsOf(graph: Graph, bucket: string): string[] {
  return COMPANIONS.filter(
    (name) => graph.companions(at(graph, bucket), `aws_s3_bucket_${name}`, "bucket").found.length > 0,
  );
}

describe("the plan `insecure`", () => {
  const graph = realPlan("insecure");

  it("has all of its resources, each to be created", () => {
    expect(graph.resources()).toHaveLength(26);
    expect(new Set(graph.changes().map(kindOf))).toEqual(new Set(["create"]));
    expect(graph.resources().every(({ change }) => change?.actions[0] === "create")).toBe(true);
  });

  it("has the references that main.tf has, and no others", () => {
    expect(edges(graph)).toEqual([
      "aws_cloudtrail.main s3_bucket_name > aws_s3_bucket.uploads id",
      "aws_db_instance.main db_subnet_group_name > aws_db_subnet_group.main name",
      "aws_db_instance.main vpc_security_group_ids > aws_security_group.db id",
      "aws_db_subnet_group.main subnet_ids > aws_subnet.a id",
      "aws_db_subnet_group.main subnet_ids > aws_subnet.b id",
      "aws_iam_role_policy.fn role > aws_iam_role.fn id",
      "aws_internet_gateway.main vpc_id > aws_vpc.main id",
      "aws_network_acl.main subnet_ids > aws_subnet.a id",
      "aws_network_acl.main vpc_id > aws_vpc.main id",
      "aws_route_table.main route > aws_internet_gateway.main id",
      "aws_route_table.main vpc_id > aws_vpc.main id",
      "aws_route_table_association.a route_table_id > aws_route_table.main id",
      "aws_route_table_association.a subnet_id > aws_subnet.a id",
      "aws_route_table_association.b route_table_id > aws_route_table.main id",
      "aws_route_table_association.b subnet_id > aws_subnet.b id",
      "aws_s3_bucket_policy.uploads bucket > aws_s3_bucket.uploads id",
      "aws_s3_bucket_policy.uploads policy > aws_s3_bucket.uploads arn",
      "aws_s3_bucket_public_access_block.uploads bucket > aws_s3_bucket.uploads id",
      "aws_security_group.db vpc_id > aws_vpc.main id",
      "aws_security_group.ssh vpc_id > aws_vpc.main id",
      "aws_security_group_rule.rdp6 security_group_id > aws_security_group.ssh id",
      "aws_sns_topic_policy.alerts arn > aws_sns_topic.alerts arn",
      "aws_sns_topic_policy.alerts policy > aws_sns_topic.alerts arn",
      "aws_subnet.a vpc_id > aws_vpc.main id",
      "aws_subnet.b vpc_id > aws_vpc.main id",
      "aws_vpc_security_group_ingress_rule.ssh security_group_id > aws_security_group.ssh id",
    ]);
  });

  it("knows the values that controls look at", () => {
    expect(asBoolean(at(graph, "aws_kms_key.app").get("enable_key_rotation"))).toBe(false);
    expect(asBoolean(at(graph, "aws_db_instance.main").get("publicly_accessible"))).toBe(true);
    expect(asNumber(at(graph, "aws_secretsmanager_secret.db").get("recovery_window_in_days"))).toBe(0);
    expect(display(at(graph, "aws_vpc_security_group_ingress_rule.ssh").get("cidr_ipv4"))).toBe('"0.0.0.0/0"');
    const template = at(graph, "aws_launch_template.web");
    expect(display(template.get("metadata_options.http_tokens"))).toBe('"optional"');
    expect(asBoolean(template.get("block_device_mappings.ebs.encrypted"))).toBe(false);
    const [rule, ...more] = at(graph, "aws_security_group.db").blocks("ingress").items;
    expect(more).toEqual([]);
    expect(rule?.list("cidr_blocks").items.map((item) => display(item))).toEqual(['"0.0.0.0/0"']);
    expect(asNumber(rule?.get("from_port") ?? { kind: "absent" })).toBe(5432);
  });

  it("tells what the author left out from what is known after apply", () => {
    const database = at(graph, "aws_db_instance.main");
    expect(database.get("backup_retention_period")).toMatchObject({
      why: "computed",
      reason: "computed by the provider: not set in the configuration",
    });
    expect(isUnset(database.get("backup_retention_period"))).toBe(true);
    expect(database.get("deletion_protection")).toEqual({ kind: "absent" });
    expect(database.get("vpc_security_group_ids")).toMatchObject({
      why: "after-apply",
      reason: "known after apply: aws_security_group.db.id",
    });
    expect(isUnset(database.get("vpc_security_group_ids"))).toBe(false);
  });

  it("never shows the password", () => {
    expect(at(graph, "aws_db_instance.main").get("password")).toMatchObject({ kind: "known", sensitive: true });
    expect(display(at(graph, "aws_db_instance.main").get("password"))).toBe("(sensitive)");
  });

  it("parses the policies that are known, and says of the others why they are not", () => {
    const [statement] = graph.policy(at(graph, "aws_kms_key.app"), "policy").statements;
    expect(statement).toMatchObject({ effect: "Allow", actions: [{ text: "kms:*" }], resources: [{ text: "*" }] });
    expect(statement?.principals.some(isAnyone)).toBe(true);
    expect(graph.policy(at(graph, "aws_iam_role.fn"), "assume_role_policy").statements[0]?.principals).toEqual([
      { kind: "AWS", text: "*", known: true },
      { kind: "Service", text: "lambda.amazonaws.com", known: true },
    ]);
    expect(graph.policy(at(graph, "aws_s3_bucket_policy.uploads"), "policy")).toEqual({
      statements: [],
      present: true,
      unknown: "known after apply: aws_s3_bucket.uploads.arn",
    });
  });

  it("knows the bucket's companions, and that others are missing", () => {
    expect(companionsOf(graph, "aws_s3_bucket.uploads")).toEqual(["public_access_block", "policy"]);
    expect(graph.companions(at(graph, "aws_s3_bucket.uploads"), "aws_s3_bucket_versioning", "bucket")).toEqual({
      found: [],
      maybe: [],
    });
  });

  it("tells of itself", () => {
    const [stack] = graph.stacks;
    expect(stack).toMatchObject({ name: "insecure", kind: "plan" });
    expect(stack?.meta).toMatchObject({
      formatVersion: "1.2",
      terraformVersion: "1.11.4",
      timestamp: "2026-11-22T18:02:59Z",
      errored: false,
      complete: true,
      applyable: true,
      region: "us-east-1",
    });
    expect(stack?.meta.account).toBeUndefined();
    expect(stack?.meta.variables.get("office_cidr")).toEqual({
      value: { kind: "known", value: "0.0.0.0/0", sensitive: false },
      sensitive: false,
    });
    expect(
      display(stack?.meta.providers.find(({ name }) => name === "aws")?.get("secret_key") ?? { kind: "absent" }),
    ).toBe("(sensitive)");
  });
});

describe("the plan `modules`", () => {
  const graph = realPlan("modules");

  it("leads through module inputs and outputs, for_each and count, instance to instance", () => {
    expect(edges(graph)).toEqual([
      "aws_db_instance.main db_subnet_group_name > aws_db_subnet_group.main name",
      "aws_db_instance.main kms_key_id > aws_kms_key.data arn",
      "aws_db_instance.main password > random_password.db result",
      'aws_db_instance.main vpc_security_group_ids > module.net["blue"].aws_security_group.db id',
      'aws_db_subnet_group.main subnet_ids > module.net["blue"].aws_subnet.private["us-east-1a"]',
      'aws_db_subnet_group.main subnet_ids > module.net["blue"].aws_subnet.private["us-east-1b"]',
      "aws_kms_key.data policy > data.aws_caller_identity.me account_id",
      "aws_s3_bucket_public_access_block.data bucket > aws_s3_bucket.data[0] id",
      "aws_s3_bucket_server_side_encryption_configuration.data[0] bucket > aws_s3_bucket.data[0]",
      "aws_s3_bucket_server_side_encryption_configuration.data[0] rule.0.apply_server_side_encryption_by_default.0.kms_master_key_id > aws_kms_key.data arn",
      "aws_s3_bucket_server_side_encryption_configuration.data[1] bucket > aws_s3_bucket.data[1]",
      "aws_s3_bucket_server_side_encryption_configuration.data[1] rule.0.apply_server_side_encryption_by_default.0.kms_master_key_id > aws_kms_key.data arn",
      'module.net["blue"].aws_security_group.db vpc_id > module.net["blue"].aws_vpc.this id',
      'module.net["blue"].aws_subnet.private["us-east-1a"] vpc_id > module.net["blue"].aws_vpc.this id',
      'module.net["blue"].aws_subnet.private["us-east-1b"] vpc_id > module.net["blue"].aws_vpc.this id',
      'module.net["blue"].aws_vpc_security_group_ingress_rule.db security_group_id > module.net["blue"].aws_security_group.db id',
      'module.net["green"].aws_security_group.db vpc_id > module.net["green"].aws_vpc.this id',
      'module.net["green"].aws_subnet.private["us-east-1a"] vpc_id > module.net["green"].aws_vpc.this id',
      'module.net["green"].aws_subnet.private["us-east-1b"] vpc_id > module.net["green"].aws_vpc.this id',
      'module.net["green"].aws_vpc_security_group_ingress_rule.db security_group_id > module.net["green"].aws_security_group.db id',
    ]);
  });

  it("finds each bucket's encryption, and that only the first has its public access blocked", () => {
    expect(companionsOf(graph, "aws_s3_bucket.data[0]")).toEqual([
      "public_access_block",
      "server_side_encryption_configuration",
    ]);
    expect(companionsOf(graph, "aws_s3_bucket.data[1]")).toEqual(["server_side_encryption_configuration"]);
    expect(
      graph.companions(at(graph, "aws_s3_bucket.data[1]"), "aws_s3_bucket_public_access_block", "bucket").maybe,
    ).toEqual([]);
  });

  it("settles unknown values to what they end at", () => {
    const database = at(graph, "aws_db_instance.main");
    const key = graph.settle(database, "kms_key_id");
    expect(key).toMatchObject({ exact: true, open: [], value: { kind: "unknown", why: "after-apply" } });
    expect(key.ends).toEqual([{ resource: at(graph, "aws_kms_key.data"), attribute: "arn" }]);
    expect(graph.settle(database, "vpc_security_group_ids").ends).toEqual([
      { resource: at(graph, 'module.net["blue"].aws_security_group.db'), attribute: "id" },
    ]);
    expect(graph.settle(database, "password").ends[0]?.resource.type).toBe("random_password");
    expect(graph.settle(database, "storage_encrypted")).toMatchObject({
      value: { value: true },
      ends: [],
      exact: false,
    });
  });

  it("knows a policy that is built from a data source", () => {
    expect(graph.policy(at(graph, "aws_kms_key.data"), "policy").statements[0]?.principals).toEqual([
      { kind: "AWS", text: "arn:aws:iam::123456789012:root", known: true, account: "123456789012" },
    ]);
  });

  it("has data sources apart, and the account from them", () => {
    expect(graph.data().map(({ address }) => address)).toEqual(["data.aws_caller_identity.me"]);
    expect(graph.stacks[0]?.meta).toMatchObject({ account: "123456789012", region: "us-east-1" });
  });

  it("never shows what is sensitive", () => {
    expect(display(at(graph, "aws_db_instance.main").get("password"))).toBe("(sensitive)");
    expect(display(graph.stacks[0]?.meta.outputs.get("db_password")?.value ?? { kind: "absent" })).toBe("(sensitive)");
  });
});

describe("the plan `lifecycle`", () => {
  const graph = realPlan("lifecycle");
  const changes = new Map(graph.changes().map((change) => [change.address, change]));

  it("has every change, with its reason", () => {
    expect([...changes.values()].map((change) => [change.address, kindOf(change), change.reason])).toEqual([
      ["aws_cloudwatch_log_group.audit", "update", undefined],
      ["aws_db_instance.main", "replace", "replace_because_cannot_update"],
      ["aws_kms_key.data[0]", "delete", "delete_because_count_index"],
      ["aws_kms_key.other", "update", undefined],
      ["aws_s3_bucket.kept", "none", undefined],
      ["aws_s3_bucket.records", "replace", "replace_because_cannot_update"],
      ["aws_s3_bucket_public_access_block.kept[0]", "delete", "delete_because_count_index"],
      ["aws_s3_bucket_versioning.kept", "update", undefined],
      ["aws_s3_bucket_versioning.records", "replace", "replace_because_cannot_update"],
      ["aws_secretsmanager_secret.db", "replace", "replace_because_cannot_update"],
      ["aws_sns_topic.alerts", "none", undefined],
      ["aws_vpc.main", "update", undefined],
    ]);
  });

  it("asks both sides of a change like any resource", () => {
    const database = changes.get("aws_db_instance.main");
    expect(asNumber(database?.before?.get("backup_retention_period") ?? { kind: "absent" })).toBe(7);
    expect(asNumber(database?.after?.get("backup_retention_period") ?? { kind: "absent" })).toBe(1);
    expect(database?.replacePaths).toEqual([["username"]]);
    expect(display(database?.before?.get("password") ?? { kind: "absent" })).toBe("(sensitive)");
    expect(changes.get("aws_kms_key.data[0]")).toMatchObject({
      after: undefined,
      before: { address: "aws_kms_key.data[0]" },
    });
    expect(database?.after).toBe(at(graph, "aws_db_instance.main"));
    expect(at(graph, "aws_db_instance.main").change).toBe(database);
  });

  it("says where a resource was moved from", () => {
    expect(changes.get("aws_sns_topic.alerts")?.previousAddress).toBe("aws_sns_topic.old");
  });

  it("has what drifted", () => {
    expect(graph.drift().map(({ address }) => address)).toContain("aws_cloudwatch_log_group.audit");
    expect(graph.drift()).toHaveLength(8);
  });

  it("leaves out of the graph what will be deleted, and has it in the graph of before", () => {
    expect(graph.find("aws_kms_key.data[0]")).toBeUndefined();
    const prior = graph.stacks[0]?.prior();
    expect(prior?.find("aws_kms_key.data[0]")).toBeDefined();
    expect(prior === undefined ? [] : companionsOf(prior, "aws_s3_bucket.kept")).toEqual([
      "public_access_block",
      "versioning",
    ]);
    expect(companionsOf(graph, "aws_s3_bucket.kept")).toEqual(["versioning"]);
  });
});

describe("the state of `lifecycle`", () => {
  const graph = realState();

  it("joins by value what has no references", () => {
    expect(edges(graph)).toEqual([
      "aws_s3_bucket_public_access_block.kept[0] bucket > aws_s3_bucket.kept id",
      "aws_s3_bucket_versioning.kept bucket > aws_s3_bucket.kept id",
      "aws_s3_bucket_versioning.records bucket > aws_s3_bucket.records id",
    ]);
  });

  it("has no changes, and the account by its ARNs", () => {
    expect(graph.changes()).toEqual([]);
    expect(graph.kind).toBe("state");
    expect(graph.stacks[0]?.meta).toMatchObject({ account: "123456789012", region: "us-east-1" });
  });
});
