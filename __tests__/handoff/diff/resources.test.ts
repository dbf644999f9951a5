import { diffOf } from "../../../handoff/diff";
import { graphOfSynth, type JsonObject } from "../../../model";
import { attributeLines, type Blocks, diff, graphOf, only, resourceLines, stackJson } from "./support";

const VPC = { "aws_vpc.main": { cidr_block: "10.0.0.0/16" } };
const VPC_AFTER = { "aws_vpc.main": { cidr_block: "10.1.0.0/16" } };

describe("what comes and goes", () => {
  it("is told with its type and the construct that made it", () => {
    const made = {
      "//": { metadata: { path: "prod/network/vpc/Default", uniqueId: "main" } },
      cidr_block: "10.0.0.0/16",
    };
    const found = diff({}, { "aws_vpc.main": made });
    expect(only(found)).toEqual({
      kind: "added",
      mode: "managed",
      stack: "test",
      address: "aws_vpc.main",
      type: "aws_vpc",
      certain: true,
      attributes: [],
      remarks: [],
      constructPath: "prod/network/vpc/Default",
    });
    expect(resourceLines(diff({ "aws_vpc.main": made }, {}))).toEqual(["removed aws_vpc.main"]);
  });

  it("is told instance by instance", () => {
    const eips = (...keys: string[]) => ({
      "aws_eip.nat": { for_each: Object.fromEntries(keys.map((key) => [key, key])) },
    });
    expect(resourceLines(diff(eips("a", "b"), eips("b", "c")))).toEqual([
      'removed aws_eip.nat["a"]',
      'added aws_eip.nat["c"]',
    ]);
  });

  it("is no loss where a removed block leaves it in the account", () => {
    const bucket = { "aws_s3_bucket.data": { bucket: "data" } };
    const removed = (lifecycle: JsonObject) => ({ removed: [{ from: "aws_s3_bucket.data", lifecycle }] });
    const forgotten = diff(bucket, VPC, removed({ destroy: false }));
    expect(resourceLines(forgotten)).toEqual(["forgotten aws_s3_bucket.data", "added aws_vpc.main"]);
    expect(forgotten.losses).toEqual([]);
    expect(diff(bucket, VPC, removed({ destroy: true })).losses).toMatchObject([
      { address: "aws_s3_bucket.data", deed: "deleted", control: "change-bucket-not-destroyed", severity: "critical" },
    ]);
  });

  it("is taken over where an import block says so", () => {
    const imported = diff({}, VPC, { import: [{ to: "aws_vpc.main", id: "vpc-1" }] });
    expect(only(imported).remarks).toEqual(["it is taken over by an import block, not made"]);
  });
});

describe("what is moved", () => {
  const moves = (...pairs: readonly (readonly [string, string])[]) => ({
    moved: pairs.map(([from, to]) => ({ from, to })),
  });
  const subnet = (vpc: string) => ({
    "aws_subnet.a": { vpc_id: `\${aws_vpc.${vpc}.id}`, depends_on: [`aws_vpc.${vpc}`] },
  });

  it("is not replaced, and neither is what refers to it", () => {
    const found = diff(
      { ...VPC, ...subnet("main") },
      { "aws_vpc.other": VPC["aws_vpc.main"], ...subnet("other") },
      moves(["aws_vpc.main", "aws_vpc.other"]),
    );
    expect(resourceLines(found)).toEqual(["moved aws_vpc.other (was aws_vpc.main)"]);
    expect(found.losses).toEqual([]);
  });

  it("may change at the same time", () => {
    const found = diff(VPC, { "aws_vpc.other": VPC_AFTER["aws_vpc.main"] }, moves(["aws_vpc.main", "aws_vpc.other"]));
    expect(resourceLines(found)).toEqual(["replaced aws_vpc.other (was aws_vpc.main)"]);
  });

  it("is followed over several blocks, and to instances", () => {
    const over = moves(["aws_vpc.b", "aws_vpc.c"], ["aws_vpc.a", "aws_vpc.b"]);
    const vpc = VPC["aws_vpc.main"];
    expect(resourceLines(diff({ "aws_vpc.a": vpc }, { "aws_vpc.c": vpc }, over))).toEqual([
      "moved aws_vpc.c (was aws_vpc.a)",
    ]);
    const keyed = moves(["aws_vpc.a", 'aws_vpc.b["x"]']);
    expect(resourceLines(diff({ "aws_vpc.a": vpc }, { "aws_vpc.b": { ...vpc, for_each: { x: "x" } } }, keyed))).toEqual(
      ['moved aws_vpc.b["x"] (was aws_vpc.a)'],
    );
    const whole = moves(["aws_vpc.a", "aws_vpc.b"]);
    expect(
      resourceLines(diff({ "aws_vpc.a": { ...vpc, count: 2 } }, { "aws_vpc.b": { ...vpc, count: 2 } }, whole)),
    ).toEqual(["moved aws_vpc.b[0] (was aws_vpc.a[0])", "moved aws_vpc.b[1] (was aws_vpc.a[1])"]);
  });

  it("stays where the block leads nowhere, in a circle, or to what was there already", () => {
    const vpc = VPC["aws_vpc.main"];
    expect(
      resourceLines(
        diff({ "aws_vpc.a": vpc }, { "aws_vpc.c": { cidr_block: "10.9.0.0/16" } }, moves(["aws_vpc.a", "aws_vpc.b"])),
      ),
    ).toEqual(["removed aws_vpc.a", "added aws_vpc.c"]);
    const circle = moves(["aws_vpc.a", "aws_vpc.b"], ["aws_vpc.b", "aws_vpc.a"]);
    expect(resourceLines(diff({ "aws_vpc.a": vpc }, {}, circle))).toEqual(["removed aws_vpc.a"]);
    const both = { "aws_vpc.a": vpc, "aws_vpc.b": vpc };
    expect(resourceLines(diff(both, { "aws_vpc.b": vpc }, moves(["aws_vpc.a", "aws_vpc.b"])))).toEqual([
      "removed aws_vpc.a",
    ]);
    expect(resourceLines(diff(both, both, moves(["aws_vpc.a", "aws_vpc.c"])))).toEqual([]);
  });
});

describe("a new major version of PostgreSQL", () => {
  const instance = (engine_version: string, more: JsonObject = {}) => ({
    "aws_db_instance.main": { engine: "postgres", engine_version, ...more },
  });
  const remarks = (before: string, after: string, more: JsonObject = {}) =>
    only(diff(instance(before, more), instance(after, more))).remarks;

  it("is refused by RDS half-way, unless it is allowed", () => {
    expect(remarks("17", "18")).toEqual([
      "RDS will refuse another major version, since allow_major_version_upgrade is not true: it is upgraded by hand first (help/runbooks.md#a-new-major-version-of-postgresql)",
    ]);
    expect(remarks("17", "18", { allow_major_version_upgrade: true })).toEqual([]);
  });

  it("is neither a minor one, nor one of another engine", () => {
    expect(remarks("17.5", "17.6")).toEqual([]);
    expect(remarks("17", "18", { engine: "mariadb" })).toEqual([]);
  });
});

describe("what looks like a rename", () => {
  it("is said to, with the block that would keep it", () => {
    const found = diff(
      { "aws_s3_bucket.data": { bucket: "corp-data", force_destroy: false, tags: { Name: "data" } } },
      { "aws_s3_bucket.store": { bucket: "corp-data", force_destroy: false, tags: { Name: "data" } } },
    );
    const hint =
      "it looks like aws_s3_bucket.store: `moved { from = aws_s3_bucket.data, to = aws_s3_bucket.store }` would keep it";
    expect(found.resources.map(({ remarks }) => remarks)).toEqual([[hint], []]);
    expect(found.losses).toMatchObject([{ address: "aws_s3_bucket.data", deed: "deleted", remarks: [hint] }]);
  });

  it("is not said where nobody can tell which it is, or where it is another thing", () => {
    const bucket = (name: string) => ({ bucket: name, force_destroy: false });
    const noHint = (before: Blocks, after: Blocks) =>
      expect(diff(before, after).resources.flatMap(({ remarks }) => remarks)).toEqual([]);
    noHint({ "aws_eip.a": { domain: "vpc" } }, { "aws_eip.b": { domain: "vpc" }, "aws_eip.c": { domain: "vpc" } });
    noHint({ "aws_eip.a": { domain: "vpc" }, "aws_eip.b": { domain: "vpc" } }, { "aws_eip.c": { domain: "vpc" } });
    noHint({ "aws_s3_bucket.a": bucket("a") }, { "aws_s3_bucket.b": bucket("b") });
  });

  it("is the one of the same name in another stack, whatever others are like it", () => {
    const bucket = (kms: string) => ({ bucket: "a", force_destroy: false, tags: { Key: kms } });
    const stacks = (here: Blocks, there: Blocks) =>
      graphOfSynth([
        { name: "prod", json: stackJson({ "aws_vpc.v": {}, ...here }) },
        { name: "prod-data", json: stackJson({ "aws_vpc.v": {}, ...there }) },
      ]);
    const both = { "aws_s3_bucket.a": bucket("here"), "aws_s3_bucket.b": bucket("here") };
    const moved = { "aws_s3_bucket.a": bucket("there"), "aws_s3_bucket.b": bucket("there") };
    const hints = diffOf(stacks(both, {}), stacks({}, moved)).losses.map(({ address, remarks }) => [
      address,
      remarks.join(),
    ]);
    expect(hints).toEqual([
      ["aws_s3_bucket.a", expect.stringMatching(/^it looks like aws_s3_bucket\.a of the stack prod-data: /)],
      ["aws_s3_bucket.b", expect.stringMatching(/^it looks like aws_s3_bucket\.b of the stack prod-data: /)],
    ]);
  });

  it("is said to stand in another stack", () => {
    const stacks = (here: Blocks, there: Blocks) =>
      graphOfSynth([
        { name: "prod-data", json: stackJson({ "aws_vpc.v": {}, ...here }) },
        { name: "prod-application", json: stackJson({ "aws_vpc.v": {}, ...there }) },
      ]);
    const queue = { "aws_sqs_queue.jobs": { name: "jobs", kms_master_key_id: "k" } };
    const found = diffOf(stacks(queue, {}), stacks({}, queue));
    expect(found.resources.map(({ stack, kind, remarks }) => [stack, kind, ...remarks])).toEqual([
      ["prod-application", "added"],
      [
        "prod-data",
        "removed",
        "it looks like aws_sqs_queue.jobs of the stack prod-application: move it between the states, or it is deleted here and made anew there",
      ],
    ]);
  });
});

describe("what is replaced", () => {
  const dependents = {
    "aws_subnet.a": { vpc_id: "${aws_vpc.main.id}", cidr_block: "10.0.0.0/24" },
    "aws_instance.a": { subnet_id: "${aws_subnet.a.id}", instance_type: "t4g.small" },
    "aws_internet_gateway.a": { vpc_id: "${aws_vpc.main.id}" },
    "aws_eip.a": { instance: "${aws_instance.a.id}" },
    "aws_cloudwatch_metric_alarm.a": { alarm_name: "a", dimensions: { InstanceId: "${aws_instance.a.id}" } },
    "aws_sqs_queue.a": { name: "${aws_vpc.main.cidr_block}-x" },
  };

  it("takes along whatever takes what is computed anew, and tells the way", () => {
    const found = diff({ ...VPC, ...dependents }, { ...VPC_AFTER, ...dependents });
    expect(resourceLines(found)).toEqual([
      "changed aws_cloudwatch_metric_alarm.a",
      "changed aws_eip.a",
      "replaced aws_instance.a",
      "changed aws_internet_gateway.a",
      "replaced aws_sqs_queue.a",
      "replaced aws_subnet.a",
      "replaced aws_vpc.main",
    ]);
    const attributes = (address: string) => found.resources.find((one) => one.address === address)?.attributes;
    expect(attributes("aws_instance.a")).toEqual([
      {
        path: "subnet_id",
        before: "aws_subnet.a.id",
        after: "(known after apply)",
        effect: "replace",
        why: "aws_subnet.a is replaced",
        cause: "aws_subnet.a",
      },
    ]);
    expect(attributeLines(attributes("aws_sqs_queue.a") ?? [])).toEqual([
      'name: "10.0.0.0/16-x" → "10.1.0.0/16-x" (replace)',
    ]);
    expect(found.losses.map(({ address, reason }) => `${address}: ${reason}`)).toEqual([
      "aws_subnet.a: the subnet is replaced, since aws_vpc.main is replaced (vpc_id)",
      'aws_vpc.main: the vpc is replaced, since cidr_block "10.0.0.0/16" → "10.1.0.0/16"',
    ]);
  });

  it("does not touch what takes only what stays", () => {
    const named = { "aws_s3_bucket_policy.a": { bucket: "${aws_s3_bucket.a.bucket}", policy: "{}" } };
    const bucket = (lock: boolean) => ({ "aws_s3_bucket.a": { bucket: "data", object_lock_enabled: lock } });
    expect(resourceLines(diff({ ...bucket(false), ...named }, { ...bucket(true), ...named }))).toEqual([
      "replaced aws_s3_bucket.a",
    ]);
    const updated = { "aws_instance.a": { subnet_id: "${aws_subnet.a.id}" } };
    const subnet = (isPublic: boolean) => ({ "aws_subnet.a": { map_public_ip_on_launch: isPublic } });
    expect(resourceLines(diff({ ...subnet(false), ...updated }, { ...subnet(true), ...updated }))).toEqual([
      "changed aws_subnet.a",
    ]);
  });

  it("is only possible where its cause is", () => {
    const tenancy = (value: JsonObject) => ({
      "aws_vpc.main": { cidr_block: "10.0.0.0/16", ...value },
      "aws_subnet.a": { vpc_id: "${aws_vpc.main.id}" },
    });
    const found = diff(tenancy({ instance_tenancy: "${var.t}" }), tenancy({ instance_tenancy: "dedicated" }));
    expect(resourceLines(found)).toEqual(["perhaps replaced aws_subnet.a", "perhaps replaced aws_vpc.main"]);
    expect(found.losses.map(({ reason, certain }) => [certain, reason])).toEqual([
      [false, "the subnet may be replaced, since aws_vpc.main may be replaced (vpc_id)"],
      [
        false,
        'the vpc may be replaced, since instance_tenancy var.t → "dedicated" (when it goes from default to dedicated; the way back is an update)',
      ],
    ]);
  });

  it("comes of data sources that read something else", () => {
    const policy = (action: string) => ({
      "data.aws_iam_policy_document.a": { statement: { actions: [action] } },
      "aws_iam_role.a": { name: "a", assume_role_policy: "${data.aws_iam_policy_document.a.json}" },
      "aws_iam_policy.a": { name: "a", description: "${data.aws_iam_policy_document.a.json}" },
    });
    const found = diff(policy("s3:Get*"), policy("s3:*"));
    expect(resourceLines(found)).toEqual([
      "perhaps replaced aws_iam_policy.a",
      "changed aws_iam_role.a",
      "changed data.aws_iam_policy_document.a",
    ]);
  });

  it("comes of replace_triggered_by: of any change of a resource, or of one attribute", () => {
    const target = (port: number, name: string) => ({ "aws_lb_listener.a": { port, protocol: name } });
    const triggered = (by: string) => ({
      "aws_ebs_volume.x": {},
      "aws_lb_listener.b": { port: 1, lifecycle: { replace_triggered_by: [by] } },
    });
    const lines = (by: string) =>
      resourceLines(diff({ ...target(80, "HTTP"), ...triggered(by) }, { ...target(81, "HTTP"), ...triggered(by) }));
    expect(lines("aws_lb_listener.a")).toEqual(["changed aws_lb_listener.a", "replaced aws_lb_listener.b"]);
    expect(lines("aws_lb_listener.a.port")).toEqual(["changed aws_lb_listener.a", "replaced aws_lb_listener.b"]);
    expect(lines("aws_lb_listener.a.protocol")).toEqual(["changed aws_lb_listener.a"]);
  });

  it("is refused where it must not be destroyed, and that is said; a block that goes takes that with it", () => {
    const key = (more: JsonObject) => ({ "aws_kms_key.a": { ...more, lifecycle: { prevent_destroy: true } } });
    const replaced = diff(key({ multi_region: false }), key({ multi_region: true }));
    expect(replaced.losses).toMatchObject([
      { deed: "replaced", remarks: ["Terraform will refuse it: lifecycle.prevent_destroy is true"] },
    ]);
    expect(diff(key({}), VPC).losses).toMatchObject([
      { deed: "deleted", remarks: ["its prevent_destroy went with its block, so Terraform will not refuse it"] },
    ]);
  });

  it("is said of a database with what that means", () => {
    const database = (username: string) => ({
      "aws_db_instance.a": { username, deletion_protection: true, skip_final_snapshot: true },
    });
    expect(diff(database("app"), database("admin2")).losses).toEqual([
      {
        stack: "test",
        address: "aws_db_instance.a",
        type: "aws_db_instance",
        deed: "replaced",
        certain: true,
        control: "change-db-not-destroyed",
        title: "Databases, tables and file systems are neither deleted nor replaced",
        severity: "critical",
        reason: 'the data store is replaced, since username "app" → "admin2"',
        remarks: [
          "no final snapshot is made (skip_final_snapshot)",
          "AWS will refuse it while deletion_protection is on",
        ],
      },
    ]);
  });
});

describe("stacks", () => {
  it("belong together by their names, or because each side has only one", () => {
    const one = graphOf(VPC, {}, "prod-1.0");
    const other = graphOf(VPC_AFTER, {}, "prod-1.1");
    expect(diffOf(one, other).resources.map(({ stack, kind }) => `${kind} in ${stack}`)).toEqual([
      "replaced in prod-1.1",
    ]);
    const several = graphOfSynth([
      { name: "prod-1.1", json: stackJson(VPC_AFTER) },
      { name: "more", json: stackJson(VPC) },
    ]);
    expect(diffOf(one, several).resources.map(({ stack, kind }) => `${kind} in ${stack}`)).toEqual([
      "added in more",
      "removed in prod-1.0", // and the data source that each stack of these tests has
      "removed in prod-1.0",
      "added in prod-1.1",
    ]);
  });
});

describe("what protects something", () => {
  const bucket = { "aws_s3_bucket.a": { bucket_prefix: "a-" } };
  const versioning = {
    "aws_s3_bucket_versioning.a": { bucket: "${aws_s3_bucket.a.id}", versioning_configuration: { status: "Enabled" } },
  };
  const weakened = (before: Blocks, after: Blocks) =>
    diff(before, after)
      .controls.filter(({ kind }) => kind === "weakened")
      .map(({ address, reason }) => `${address}: ${reason}`);

  it("is missed where it goes alone, not where it goes with what it protected", () => {
    expect(weakened({ ...bucket, ...versioning }, bucket)).toEqual([
      "aws_s3_bucket_versioning.a: the bucket's versioning is removed: there → gone",
    ]);
    expect(weakened({ ...bucket, ...versioning }, {})).toEqual([]);
  });
});
