import {
  asBoolean,
  display,
  isUnset,
  type JsonObject,
  kindOf,
  patternOf,
  readPlans,
  readShown,
  readStates,
} from "../../model";
import { listOf } from "../../model/json";
import { at, planGraph, planJson } from "../support/graphs";

const refs = (...references: string[]) => ({ references });

describe("unknown values of a plan", () => {
  const graph = planGraph([
    {
      address: "aws_a.x",
      values: { name: "n", list: ["a", null], block: [{ set: 1 }], plain: null, blocks: [{ k: 1 }, { k: 2 }] },
      unknown: { arn: true, list: [false, true], block: [{ later: true }], whole: true, dynamic: [{ later: true }] },
      expressions: {
        name: { constant_value: "n" },
        list: refs("aws_b.y.arn", "aws_b.y"),
        block: [{ set: { constant_value: 1 }, later: refs("aws_b.y.id", "aws_b.y", "var.z") }],
        whole: refs("local.whole"),
      },
    },
    { address: "aws_b.y", unknown: { arn: true, id: true } },
  ]);
  const resource = at(graph, "aws_a.x");

  it("say why", () => {
    expect(resource.get("arn")).toMatchObject({ why: "computed" });
    expect(resource.get("block.later")).toMatchObject({
      why: "after-apply",
      reason: "known after apply: aws_b.y.id, var.z",
    });
    expect(resource.get("whole")).toMatchObject({ reason: "known after apply: local.whole" });
    expect(resource.get("block")).toMatchObject({ why: "partly", reason: "partly known after apply: block" });
    expect(resource.get("blocks.k")).toMatchObject({ why: "several", reason: "there are 2 blocks at blocks" });
  });

  it("are not taken for the provider's where a dynamic block may have set them", () => {
    expect(resource.get("dynamic.0.later")).toMatchObject({ why: "after-apply", reason: "known after apply" });
    expect(isUnset(resource.get("dynamic.0.later"))).toBe(false);
  });

  it("do not hide the known ones beside them", () => {
    expect(display(resource.get("block.set"))).toBe("1");
    const [first, second] = resource.list("list").items;
    expect([first?.kind, second?.kind]).toEqual(["known", "unknown"]);
    expect(resource.list("whole")).toMatchObject({ items: [], unknown: { why: "after-apply" } });
    expect(resource.blocks("whole")).toMatchObject({ items: [], unknown: { why: "after-apply" } });
    expect(resource.get("plain")).toEqual({ kind: "absent" });
    expect(resource.get("constructor")).toEqual({ kind: "absent" });
    expect(resource.get("nothing.at.all")).toEqual({ kind: "absent" });
    expect(resource.names()).toEqual(["name", "list", "block", "blocks", "arn", "whole", "dynamic"]);
  });

  it("have a text that is the same wherever the same is meant", () => {
    expect(patternOf(resource.get("block.later"))).toBe("${aws_b.y.id}");
    expect(patternOf(resource.get("arn"))).toBe("${aws_a.x.arn}");
  });

  it("lead nowhere through a local, which a plan does not tell", () => {
    expect(graph.settle(resource, "whole")).toMatchObject({
      ends: [],
      exact: false,
      open: ["the input does not tell what local.whole is"],
    });
  });
});

describe("companions in a plan", () => {
  it("that cannot be told are kept apart, so that `none found` is no false finding", () => {
    const graph = planGraph([
      { address: "aws_s3_bucket.b", unknown: { id: true, bucket: true } },
      {
        address: "aws_s3_bucket_versioning.v",
        unknown: { bucket: true },
        expressions: { bucket: refs("local.bucket") },
      },
    ]);
    const { found, maybe } = graph.companions(at(graph, "aws_s3_bucket.b"), "aws_s3_bucket_versioning", "bucket");
    expect([found, maybe.map(({ address }) => address)]).toEqual([[], ["aws_s3_bucket_versioning.v"]]);
  });

  it("are found by value where the estate is older than its code", () => {
    const graph = planGraph([
      { address: "aws_s3_bucket.b", values: { bucket: "logs-7f3a", id: "logs-7f3a", arn: "arn:aws:s3:::logs-7f3a" } },
      { address: "aws_s3_bucket.other", values: { bucket: "logs-7f3a-old", id: "logs-7f3a-old" } },
      {
        address: "aws_s3_bucket_versioning.v",
        values: { bucket: "logs-7f3a", id: "logs-7f3a" },
        expressions: { bucket: { constant_value: "logs-7f3a" } },
      },
      {
        address: "aws_s3_bucket_logging.l",
        values: { bucket: "logs-7f3a", target_bucket: "logs-7f3a-old" },
        expressions: { bucket: refs("var.name"), target_bucket: refs("local.x") },
      },
    ]);
    const bucket = at(graph, "aws_s3_bucket.b");
    expect(graph.companions(bucket, "aws_s3_bucket_versioning", "bucket").found).toHaveLength(1);
    expect(graph.companions(bucket, "aws_s3_bucket_logging", "bucket").found).toHaveLength(1);
    expect(graph.companions(bucket, "aws_s3_bucket_logging", "target_bucket").found).toEqual([]);
    expect(graph.referrersOf(at(graph, "aws_s3_bucket.other")).map(({ from, via }) => [from.address, via])).toEqual([
      ["aws_s3_bucket_logging.l", "value"],
    ]);
  });

  it("by value need a name that says what it names", () => {
    const constant = (name: string, value: string) => ({
      values: { [name]: value },
      expressions: { [name]: { constant_value: value } },
    });
    const graph = planGraph([
      { address: "aws_security_group.main", values: { name: "main", id: "sg-0123456789abcdef0" } },
      {
        address: "aws_iam_role.main",
        values: { name: "main", id: "main", arn: "arn:aws:iam::111122223333:role/main" },
      },
      { address: "aws_db_subnet_group.main", values: { name: "main", id: "main" } },
      { address: "aws_a.role", ...constant("role", "main") },
      { address: "aws_a.subnets", ...constant("db_subnet_group_name", "main") },
      { address: "aws_a.group", ...constant("group", "main") },
      { address: "aws_a.word", ...constant("engine", "main") },
      { address: "aws_a.arn", ...constant("anything", "arn:aws:iam::111122223333:role/main") },
      { address: "aws_a.sg", ...constant("whatever", "sg-0123456789abcdef0") },
    ]);
    const ends = (name: string) => graph.referencesOf(at(graph, `aws_a.${name}`)).map(({ to }) => to.address);
    expect(["role", "subnets", "group", "word", "arn", "sg"].map(ends)).toEqual([
      ["aws_iam_role.main"],
      ["aws_db_subnet_group.main"],
      [],
      [],
      ["aws_iam_role.main"],
      ["aws_security_group.main"],
    ]);
  });

  it("do not stand in for the resource whose id they have", () => {
    const arn = "arn:aws:sns:eu-west-1:111122223333:alerts";
    const graph = planGraph([
      { address: "aws_sns_topic_policy.p", values: { arn, id: arn }, expressions: { arn: { constant_value: arn } } },
      {
        address: "aws_sns_topic.t",
        values: { arn, id: arn, name: "alerts" },
        expressions: { name: { constant_value: "alerts" } },
      },
      {
        address: "aws_cloudwatch_metric_alarm.a",
        values: { alarm_actions: [arn] },
        expressions: { alarm_actions: { constant_value: [arn] } },
      },
    ]);
    expect(
      graph.referrersOf(at(graph, "aws_sns_topic.t")).map(({ from, path }) => `${from.address} ${path.join(".")}`),
    ).toEqual(["aws_sns_topic_policy.p arn", "aws_cloudwatch_metric_alarm.a alarm_actions.0"]);
    expect(graph.referencesOf(at(graph, "aws_sns_topic.t"))).toEqual([]);
    expect(graph.referrersOf(at(graph, "aws_sns_topic_policy.p"))).toEqual([]);
  });

  it("by one name borne by many stay within the module", () => {
    const group = (module: string) => ({
      address: `${module}.aws_db_subnet_group.main`,
      mode: "managed",
      type: "aws_db_subnet_group",
      name: "main",
      values: { name: "main" },
    });
    const database = (module: string) => ({
      address: `${module}.aws_db_instance.d`,
      mode: "managed",
      type: "aws_db_instance",
      name: "d",
      values: { db_subnet_group_name: "main" },
    });
    const graph = readStates([
      {
        file: "state.json",
        content: {
          format_version: "1.0",
          values: {
            root_module: {
              child_modules: ["module.a", "module.b"].map((address) => ({
                address,
                resources: [group(address), database(address)],
              })),
            },
          },
        },
      },
    ]);
    expect(graph.referencesOf(at(graph, "module.b.aws_db_instance.d")).map(({ to }) => to.address)).toEqual([
      "module.b.aws_db_subnet_group.main",
    ]);
  });
});

describe("blocks of a set", () => {
  const graph = planGraph([
    {
      address: "aws_backup_plan.p",
      // Terraform orders sets by their content, the configuration as written.
      values: { rule: [{ rule_name: "b" }, { rule_name: "a" }, { rule_name: "c", target: null }] },
      unknown: { rule: [{ target: true }, { target: true }, { target: true }] },
      expressions: {
        rule: [
          { rule_name: { constant_value: "a" }, target: refs("aws_backup_vault.a.name", "aws_backup_vault.a") },
          { rule_name: { constant_value: "b" }, target: refs("aws_backup_vault.b.name", "aws_backup_vault.b") },
          { rule_name: { constant_value: "c" } },
        ],
      },
    },
    { address: "aws_backup_vault.a", unknown: { name: true } },
    { address: "aws_backup_vault.b", unknown: { name: true } },
  ]);

  it("are told apart by their constants", () => {
    const rules = graph.resources("aws_backup_plan")[0]?.blocks("rule").items ?? [];
    expect(rules.map((rule) => graph.settle(rule, "target").ends.map(({ resource }) => resource.address))).toEqual([
      ["aws_backup_vault.b"],
      ["aws_backup_vault.a"],
      [],
    ]);
    expect(rules.map((rule) => rule.path)).toEqual([
      ["rule", 0],
      ["rule", 1],
      ["rule", 2],
    ]);
  });
});

describe("count and for_each in a plan", () => {
  const bucket = (key: string) => ({ address: `aws_s3_bucket.b[${key}]`, unknown: { id: true } });
  const versioning = (key: string, bucketRef: JsonObject, config: JsonObject) => ({
    address: `aws_s3_bucket_versioning.v[${key}]`,
    unknown: { bucket: true },
    expressions: { bucket: bucketRef },
    config,
  });
  const pairs = (graph: ReturnType<typeof planGraph>) =>
    graph
      .resources("aws_s3_bucket_versioning")
      .map((own) => graph.referencesOf(own, "bucket").map(({ to }) => to.address.replace("aws_s3_bucket.b", "")));

  it("match by count.index, also where element wraps", () => {
    const graph = planGraph([
      ...["0", "1"].map(bucket),
      ...["0", "1", "2"].map((key) =>
        versioning(key, refs("aws_s3_bucket.b", "count.index"), { count_expression: { constant_value: 3 } }),
      ),
    ]);
    expect(pairs(graph)).toEqual([["[0]"], ["[1]"], ["[0]"]]);
  });

  it("match by each.key", () => {
    const graph = planGraph([
      ...['"x"', '"y"'].map(bucket),
      ...['"x"', '"y"'].map((key) =>
        versioning(key, refs("aws_s3_bucket.b", "each.key"), { for_each_expression: refs("local.names") }),
      ),
    ]);
    expect(pairs(graph)).toEqual([['["x"]'], ['["y"]']]);
  });

  it("match by each.value where one is made for each of the other", () => {
    const graph = planGraph([
      ...['"x"', '"y"'].map(bucket),
      ...['"x"', '"y"'].map((key) =>
        versioning(key, refs("each.value.id", "each.value"), { for_each_expression: refs("aws_s3_bucket.b") }),
      ),
    ]);
    expect(pairs(graph)).toEqual([['["x"]'], ['["y"]']]);
    const [first] = graph.resources("aws_s3_bucket_versioning");
    expect(first === undefined ? [] : graph.settle(first, "bucket").ends.map(({ attribute }) => attribute)).toEqual([
      "id",
    ]);
  });

  it("mean all where nothing tells which", () => {
    const graph = planGraph([
      ...["0", "1"].map(bucket),
      { address: "aws_a.all", unknown: { ids: true }, expressions: { ids: refs("aws_s3_bucket.b") } },
    ]);
    expect(graph.referencesOf(at(graph, "aws_a.all")).map(({ to, exact }) => [to.address, exact])).toEqual([
      ["aws_s3_bucket.b[0]", false],
      ["aws_s3_bucket.b[1]", false],
    ]);
  });

  it("keep to the named instance", () => {
    const graph = planGraph([
      ...["0", "1"].map(bucket),
      {
        address: "aws_a.one",
        unknown: { id2: true },
        expressions: { id2: refs("aws_s3_bucket.b[1].id", "aws_s3_bucket.b[1]", "aws_s3_bucket.b") },
      },
    ]);
    expect(graph.referencesOf(at(graph, "aws_a.one")).map(({ to }) => to.address)).toEqual(["aws_s3_bucket.b[1]"]);
  });
});

describe("settle", () => {
  it("goes on through attributes that only hand on", () => {
    const graph = planGraph([
      { address: "aws_kms_key.k", unknown: { arn: true } },
      {
        address: "aws_kms_alias.a",
        unknown: { target_key_arn: true, target_key_id: true },
        expressions: { target_key_id: refs("aws_kms_key.k.key_id", "aws_kms_key.k") },
      },
      {
        address: "aws_sns_topic.t",
        unknown: { kms_master_key_id: true },
        expressions: { kms_master_key_id: refs("aws_kms_alias.a.target_key_id", "aws_kms_alias.a") },
      },
    ]);
    expect(graph.settle(at(graph, "aws_sns_topic.t"), "kms_master_key_id").ends).toEqual([
      { resource: at(graph, "aws_kms_key.k"), attribute: "key_id" },
    ]);
    expect(graph.referencesOf(at(graph, "aws_sns_topic.t")).map(({ to }) => to.address)).toEqual(["aws_kms_alias.a"]);
  });

  it("ends where attributes hand on in a circle", () => {
    const graph = planGraph([
      { address: "aws_a.x", unknown: { it: true }, expressions: { it: refs("aws_a.y.it", "aws_a.y") } },
      { address: "aws_a.y", unknown: { it: true }, expressions: { it: refs("aws_a.x.it", "aws_a.x") } },
    ]);
    expect(graph.settle(at(graph, "aws_a.x"), "it").exact).toBe(false);
  });

  it("says that a known value is not just the other one's", () => {
    const graph = planGraph([
      {
        address: "aws_a.x",
        values: { same: "n", more: "n-x" },
        expressions: { same: refs("aws_b.y.name", "aws_b.y"), more: refs("aws_b.y.name", "aws_b.y") },
      },
      { address: "aws_b.y", values: { name: "n" } },
    ]);
    expect(["same", "more"].map((path) => graph.settle(at(graph, "aws_a.x"), path).exact)).toEqual([true, false]);
  });
});

describe("a plan's modules", () => {
  const child = (address: string) => ({
    address: `${address}.aws_vpc.v`,
    mode: "managed",
    type: "aws_vpc",
    name: "v",
    values: {},
  });
  const kept = ({ values: _, ...item }: ReturnType<typeof child>) => ({
    ...item,
    change: { actions: ["no-op"], before: {}, after: {} },
  });
  const random = { address: "random_id.r", mode: "managed", type: "random_id", name: "r", values: {} };
  const created = planJson([
    {
      address: "aws_a.x",
      unknown: { it: true, ids: true },
      expressions: { it: refs("module.names.label", "module.names"), ids: refs("module.net", "count.index") },
    },
  ]);
  const json = {
    ...created,
    resource_changes: [
      ...listOf(created.resource_changes),
      ...[random, child("module.net[0]"), child("module.net[1]")].map(kept),
    ],
    configuration: {
      root_module: {
        resources: [
          {
            address: "aws_a.x",
            mode: "managed",
            type: "aws_a",
            name: "x",
            expressions: {
              it: refs("module.names.label", "module.names"),
              // As cdktf writes it: JSON, of which a plan tells the text.
              text: { constant_value: "x-${module.names.label}", ...refs("module.names.label", "module.names") },
              vpc: refs("module.net[0].vpc", "module.net[0]", "module.net"),
            },
          },
        ],
        module_calls: {
          names: {
            source: "./names",
            expressions: { id: refs("random_id.r.hex", "random_id.r") },
            module: { outputs: { label: { expression: refs("var.id") } }, variables: { id: {} } },
          },
          net: {
            source: "./net",
            count_expression: { constant_value: 2 },
            expressions: {},
            module: {
              outputs: { vpc: { expression: refs("aws_vpc.v.id", "aws_vpc.v") } },
              resources: [
                {
                  address: "aws_vpc.v",
                  mode: "managed",
                  type: "aws_vpc",
                  name: "v",
                  provider_config_key: "module.net:aws.audit",
                  expressions: {},
                  depends_on: [],
                },
              ],
            },
          },
        },
      },
    },
    planned_values: {
      root_module: {
        resources: [{ address: "aws_a.x", mode: "managed", type: "aws_a", name: "x", values: {} }, random],
        child_modules: [0, 1].map((key) => ({
          address: `module.net[${key}]`,
          resources: [child(`module.net[${key}]`)],
        })),
      },
    },
  };
  const graph = readPlans([{ file: "plan.json", content: json }]);

  it("are followed also where they hold nothing but outputs", () => {
    expect(graph.referencesOf(at(graph, "aws_a.x"), "it").map(({ to }) => to.address)).toEqual(["random_id.r"]);
  });

  it("are exactly what they hand on, unless there is more to it", () => {
    const told = (path: string) =>
      graph
        .referencesOf(at(graph, "aws_a.x"), path)
        .map(({ to, attribute, exact }) => [`${to.address} ${attribute}`, exact]);
    expect([told("it"), told("text")]).toEqual([[["random_id.r hex", true]], [["random_id.r hex", false]]]);
  });

  it("are told apart by their index", () => {
    expect(graph.referencesOf(at(graph, "aws_a.x"), "vpc").map(({ to }) => to.address)).toEqual([
      "module.net[0].aws_vpc.v",
    ]);
  });

  it("tell which configuration of the provider they use", () => {
    expect(at(graph, "module.net[1].aws_vpc.v").providerConfig).toBe("aws.audit");
  });
});

describe("what else a plan holds", () => {
  const graph = planGraph(
    [
      { address: "aws_a.x", values: { name: "n" } },
      { address: "data.aws_b.d", values: { name: "d" }, unknown: { json: true }, change: { actions: ["read"] } },
    ],
    {
      resource_changes: [
        {
          address: "aws_a.x",
          mode: "managed",
          type: "aws_a",
          name: "x",
          deposed: "00000001",
          change: { actions: ["delete"], before: { name: "old" }, after: null },
        },
        {
          address: "aws_a.x",
          mode: "managed",
          type: "aws_a",
          name: "x",
          change: {
            actions: ["update"],
            before: { name: "m" },
            after: { name: "n" },
            after_unknown: {},
            importing: { id: "i-1" },
          },
        },
        {
          address: "aws_a.gone",
          mode: "managed",
          type: "aws_a",
          name: "gone",
          change: { actions: ["forget"], before: { name: "g" }, after: null },
        },
        {
          address: "module.m[0].aws_a.z",
          module_address: "module.m[0]",
          mode: "managed",
          type: "aws_a",
          name: "z",
          change: { actions: ["create", "delete"], before: {}, after: {} },
        },
      ],
      planned_values: {
        root_module: {
          resources: [
            { address: "aws_a.x", mode: "managed", type: "aws_a", name: "x", values: { name: "n" } },
            { address: "data.aws_b.d", mode: "data", type: "aws_b", name: "d", values: { name: "d" } },
          ],
          child_modules: [
            {
              address: "module.m[0]",
              resources: [{ address: "module.m[0].aws_a.z", mode: "managed", type: "aws_a", name: "z", values: {} }],
            },
          ],
        },
      },
      deferred_changes: [{ reason: "instance_count_unknown" }],
      checks: [
        {
          address: { kind: "check", to_display: "check.health" },
          status: "fail",
          instances: [
            { address: { to_display: "check.health" }, status: "fail", problems: [{ message: "it is ill" }] },
          ],
        },
        { address: { kind: "output_value", to_display: "output.o" }, status: "unknown" },
      ],
    },
  );

  it("keeps objects that are deposed apart from the current one", () => {
    expect(graph.changes().map((change) => [change.address, change.deposed, kindOf(change)])).toEqual([
      ["aws_a.x", "00000001", "delete"],
      ["aws_a.x", undefined, "update"],
      ["aws_a.gone", undefined, "forget"],
      ["module.m[0].aws_a.z", undefined, "replace"],
    ]);
    expect(at(graph, "aws_a.x").change).toMatchObject({ deposed: undefined, importing: { id: "i-1" } });
    expect(display(at(graph, "aws_a.x").get("name"))).toBe('"n"');
    expect(graph.changes()[3]?.before?.address).toBe("module.m[0].aws_a.z");
  });

  it("has checks, deferred changes, and data sources that are read later", () => {
    expect(graph.stacks[0]?.meta.checks).toEqual([
      { address: "check.health", kind: "check", status: "fail", problems: ["it is ill"] },
      { address: "output.o", kind: "output_value", status: "unknown", problems: [] },
    ]);
    expect(graph.stacks[0]?.meta.deferred).toHaveLength(1);
    expect(graph.data("aws_b").map(({ address }) => address)).toEqual(["data.aws_b.d"]);
  });

  it("knows what depends on what by depends_on", () => {
    const ordered = planGraph([
      { address: "aws_a.x", config: { depends_on: ["aws_b.y", "aws_b.none"] } },
      { address: "aws_b.y[0]" },
      { address: "aws_b.y[1]" },
    ]);
    expect(ordered.dependenciesOf(at(ordered, "aws_a.x")).map(({ address }) => address)).toEqual([
      "aws_b.y[0]",
      "aws_b.y[1]",
    ]);
    expect(ordered.referrersOf(at(ordered, "aws_b.y[0]"))).toEqual([]);
  });

  it("knows what depends on what in a state, which writes addresses from the root on and without keys", () => {
    const item = (address: string, more: JsonObject = {}) => {
      const [type = "", name = ""] = address
        .replace(/^module\.m\./, "")
        .replace(/\[.*/, "")
        .split(".");
      return { address, mode: "managed", type, name, values: {}, ...more };
    };
    const state = readStates([
      {
        file: "state.json",
        content: {
          format_version: "1.0",
          values: {
            root_module: {
              resources: [
                item("aws_a.x", { depends_on: ["module.m.aws_b.y", "aws_c.z"] }),
                item("aws_c.z[0]", { index: 0 }),
              ],
              child_modules: [{ address: "module.m", resources: [item('module.m.aws_b.y["k"]', { index: "k" })] }],
            },
          },
        },
      },
    ]);
    expect(state.dependenciesOf(at(state, "aws_a.x")).map(({ address }) => address)).toEqual([
      'module.m.aws_b.y["k"]',
      "aws_c.z[0]",
    ]);
  });

  it("marks what is sensitive wherever Terraform says so", () => {
    const marked = planGraph([
      {
        address: "aws_a.x",
        values: { tags: { a: "s3cret", b: "shown" }, list: ["s3cret"] },
        sensitive: { tags: { a: true }, list: true },
      },
    ]);
    const resource = at(marked, "aws_a.x");
    expect(display(resource.get("tags"))).toBe('{"a":"(sensitive)","b":"shown"}');
    expect(display(resource.get(["tags", "a"]))).toBe("(sensitive)");
    expect(display(resource.get("list"))).toBe("(sensitive)");
    expect(resource.list("list").items.map((item) => display(item))).toEqual(["(sensitive)"]);
  });

  it("lists ephemeral resources, which stand in no values", () => {
    const ephemeral = planGraph([
      {
        address: "aws_a.x",
        unknown: { password_wo: true },
        expressions: { password_wo: refs("ephemeral.random_password.p.result", "ephemeral.random_password.p") },
      },
    ]);
    expect(ephemeral.data()).toEqual([]);
    const json = planJson([
      {
        address: "aws_a.x",
        expressions: {
          password_wo: refs("ephemeral.random_password.p.result", "ephemeral.random_password.p"),
          whole_wo: refs("ephemeral.random_password.p"),
        },
      },
    ]);
    const configuration = json.configuration as { root_module: { resources: object[] } };
    configuration.root_module.resources.push({
      address: "ephemeral.random_password.p",
      mode: "ephemeral",
      type: "random_password",
      name: "p",
      expressions: {},
    });
    const graphWith = readPlans([{ file: "plan.json", content: json }]);
    for (const path of ["password_wo", "whole_wo.result"]) {
      expect(graphWith.settle(at(graphWith, "aws_a.x"), path).ends).toEqual([
        { resource: at(graphWith, "ephemeral.random_password.p"), attribute: "result" },
      ]);
    }
  });
});

describe("several inputs", () => {
  it("make one graph of stacks, named after the folder where the file's name says nothing", () => {
    const content = planJson([{ address: "aws_a.x" }]);
    const graph = readShown([
      { file: "net/plan.json", content },
      { file: "data/plan.json", content },
      { file: "data/state.json", content },
      { file: "prod.json", content },
      { file: "x.json", name: "given", content },
    ]);
    expect(graph.stacks.map(({ name }) => name)).toEqual(["net", "data", "data-2", "prod", "given"]);
    expect(graph.resources().map(({ label }) => label)).toContain("data/aws_a.x");
    expect(graph.find("given/aws_a.x")?.stack).toBe("given");
  });

  it("are joined by the values that they share", () => {
    const arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const graph = readPlans([
      {
        file: "security.json",
        content: planJson([{ address: "aws_kms_key.k", values: { arn, enable_key_rotation: true } }]),
      },
      {
        file: "data.json",
        content: planJson([
          {
            address: "aws_sns_topic.t",
            values: { kms_master_key_id: arn },
            expressions: {
              kms_master_key_id: refs(
                "data.terraform_remote_state.s.outputs.key",
                "data.terraform_remote_state.s.outputs",
                "data.terraform_remote_state.s",
              ),
            },
          },
        ]),
      },
    ]);
    const [end] = graph.settle(at(graph, "data/aws_sns_topic.t"), "kms_master_key_id").ends;
    expect(end?.resource.label).toBe("security/aws_kms_key.k");
    expect(end === undefined ? undefined : asBoolean(end.resource.get("enable_key_rotation"))).toBe(true);
  });
});

describe("a plan that only refreshes", () => {
  const prior = (mode: string) => ({
    prior_state: {
      format_version: "1.0",
      values: { root_module: { resources: [{ address: "aws_a.x", mode, type: "aws_a", name: "x", values: {} }] } },
    },
  });

  it("plans nothing, and is one all the same: what it found stands before it", () => {
    const graph = planGraph([], prior("managed"));
    expect(graph.resources()).toEqual([]);
    expect(
      graph.stacks[0]
        ?.prior()
        ?.resources()
        .map(({ address }) => address),
    ).toEqual(["aws_a.x"]);
  });

  it("is none where nothing was applied", () => {
    expect(() => planGraph([])).toThrow("the plan has no resources and no changes");
  });
});
