import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  asText,
  display,
  type Graph,
  graphOfSynth,
  type JsonObject,
  patternOf,
  readSynth,
  type Value,
} from "../../model";
import { at, synthGraph } from "../support/graphs";

/** What a text of Terraform's JSON amounts to, with these sections beside it. */
function evaluated(text: unknown, sections: JsonObject = {}): Value {
  const resource = { ...(sections.resource as JsonObject | undefined), aws_probe: { x: { it: text as string } } };
  return at(synthGraph({ ...sections, resource }), "aws_probe.x").get("it");
}

function known(text: unknown, sections: JsonObject = {}): unknown {
  const value = evaluated(text, sections);
  return value.kind === "known" ? value.value : value.kind === "unknown" ? `unknown: ${value.reason}` : undefined;
}

const VARIABLES = {
  variable: {
    name: { default: "app" },
    days: { default: 30 },
    on: { default: true },
    off: { default: false },
    zones: { default: ["a", "b"] },
    tags: { default: { Owner: "me", "a.b": "dotted" } },
    nothing: { default: null },
    given: {},
  },
  locals: {
    prefix: "${var.name}-x",
    list: ["${var.name}", 1],
    map: { one: { arn: "${aws_kms_key.k.arn}", id: 1 }, two: { arn: "literal" } },
    circle: "${local.circle}",
    there: "${local.back}",
    back: "${local.there}",
  },
  resource: {
    aws_kms_key: { k: { description: "d", enable_key_rotation: true } },
    aws_subnet: {
      a: { count: 3, cidr_block: "10.0.${count.index}.0/24" },
      b: { for_each: { x: "10.1.0.0/24", y: "10.2.0.0/24" }, cidr_block: "${each.value}", tag: "${each.key}" },
    },
    aws_none: { n: { count: 0, name: "n" } },
  },
} satisfies JsonObject;

describe("values of synthesized files", () => {
  it.each([
    ["a literal", 7, 7],
    ["a default", "${var.days}", 30],
    ["a default in a text", "${var.name}-${var.days}", "app-30"],
    ["a local", "${local.prefix}", "app-x"],
    ["an element", "${var.zones[1]}", "b"],
    ["a member", "${var.tags.Owner}", "me"],
    ["a member with dots", '${var.tags["a.b"]}', "dotted"],
    ["a list", ["${var.name}", "b"], ["app", "b"]],
    ["an object", { a: "${var.days}", "//": "metadata" }, { a: 30 }],
    ["an object with computed keys", { "${var.name}": 1 }, { app: 1 }],
    ["null", "${var.nothing}", undefined],
    ["an escape", "$${aws:username}", "${aws:username}"],
    ["a configured attribute of another resource", "${aws_kms_key.k.description}", "d"],
    ["an attribute of an instance by count", "${aws_subnet.a[2].cidr_block}", "10.0.2.0/24"],
    ["an attribute of an instance by for_each", '${aws_subnet.b["y"].cidr_block}', "10.2.0.0/24"],
    ["a splat", "${aws_subnet.a[*].cidr_block}", ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]],
    ["an element of a splat", "${(aws_subnet.a[*].cidr_block)[1]}", "10.0.1.0/24"],
    ["an element of a splat as it was written once", "${aws_subnet.a.*.cidr_block[1]}", "10.0.1.0/24"],
    ["a member of an element of a splat", "${aws_subnet.a.*[2].cidr_block}", "10.0.2.0/24"],
    ["how many there are", "${length(aws_subnet.a)}", 3],
    ["none", "${aws_none.n[*].name}", []],
    ["a condition", '${var.on ? "yes" : "no"}', "yes"],
    ["a condition by comparison", '${var.days >= 30 && var.name == "app" ? 1 : 2}', 1],
    ["arithmetic", "${var.days * 2 + 1}", 61],
    ["a negation", "${!var.off}", true],
    ["a list comprehension", '${[for z in var.zones : "${var.name}-${z}"]}', ["app-a", "app-b"]],
    ["a comprehension with a condition", "${[for i, z in var.zones : z if i > 0]}", ["b"]],
    ["an object comprehension", "${{for z in var.zones : z => upper(z)}}", { a: "A", b: "B" }],
    ["format", '${format("%s-%03d", "a", 1)}', "unknown: the function format is not evaluated here"],
    ["format without flags", '${format("%s/%d%%", var.name, var.days)}', "app/30%"],
    ["join", '${join(",", var.zones)}', "a,b"],
    ["concat", '${concat(var.zones, ["c"])}', ["a", "b", "c"]],
    ["merge", '${merge(var.tags, {Owner = "you"})}', { Owner: "you", "a.b": "dotted" }],
    ["lookup", '${lookup(var.tags, "None", "other")}', "other"],
    ["element, round and round", "${element(var.zones, 3)}", "b"],
    ["toset", '${toset(["a", "a", "b"])}', ["a", "b"]],
    ["coalesce", '${coalesce(var.nothing, "", "c")}', "c"],
    ["try", '${try(var.tags.None, "other")}', "other"],
    ["flatten", '${flatten([["a"], [["b"]], "c"])}', ["a", "b", "c"]],
    ["compact", '${compact(["a", "", null])}', ["a"]],
    ["contains", '${contains(var.zones, "b")}', true],
    ["keys and values", "${concat(keys(var.tags), values(var.tags))}", ["Owner", "a.b", "me", "dotted"]],
    ["jsonencode", "${jsonencode({a = [1, var.name]})}", '{"a":[1,"app"]}'],
    ["jsondecode", '${jsondecode("{\\"a\\": 1}").a}', 1],
    ["distinct", '${distinct(["a", "b", "a"])}', ["a", "b"]],
    ["values of a list", "${values({a = 1, b = 2})}", [1, 2]],
    ["one", '${[one(["a"]), one([])]}', ["a", null]],
    ["length of a text", '${length("äb")}', 2],
    ["length of an object", "${length(var.tags)}", 2],
    ["cases", '${[lower("Ab"), upper("Ab"), trimspace(" a ")]}', ["ab", "AB", "a"]],
    ["ends", '${[trimprefix("a-b", "a-"), trimsuffix("a-b", "-b"), trimsuffix("a", "-b")]}', ["b", "a", "a"]],
    ["a set of what is there twice", "${length(toset(concat(var.zones, var.zones)))}", 2],
    ["a negative index", "${element(var.zones, -1)}", "b"],
    [
      "comparisons",
      "${[1 < 2, 2 > 3, 1 <= 1, 3 % 2 == 1, 4 / 2 == 2, 3 - 1 == 2, 1 != 2]}",
      [true, false, true, true, true, true, true],
    ],
    ["equality of lists", '${var.zones == ["a", "b"]}', true],
    ["equality of other types", '${"1" == 1}', false],
    ["null against null", "${var.nothing == null}", true],
    ["a minus", "${-var.days}", -30],
    ["a provider's name for a function", '${core::upper("a")}', "A"],
    ["encoding and decoding", "${jsondecode(jsonencode({a = aws_kms_key.k.description})).a}", "d"],
    ["ephemeralasnull", "${ephemeralasnull(var.name)}", undefined],
    ["replace", '${replace("a-b-c", "-", ".")}', "a.b.c"],
    ["split", '${split(",", "a,b")[1]}', "b"],
    ["conversions", '${[tostring(1), tonumber("2"), tobool("true")]}', ["1", 2, true]],
  ])("are known: %s", (_, text, expected) => {
    expect(known(text, VARIABLES)).toEqual(expected);
  });

  it.each([
    ["a variable without default", "${var.given}", "unknown: depends on var.given, which has no default"],
    ["a variable that is not declared", "${var.other}", "unknown: there is no var.other"],
    ["what a resource makes", "${aws_kms_key.k.arn}", "unknown: known after apply: aws_kms_key.k.arn"],
    ["a text around it", "x-${aws_kms_key.k.arn}", "unknown: known after apply: aws_kms_key.k.arn"],
    ["a list with it", ["a", "${aws_kms_key.k.arn}"], "unknown: partly known; known after apply: aws_kms_key.k.arn"],
    ["a resource that is not there", "${aws_kms_key.other.arn}", "unknown: there is no aws_kms_key.other in the input"],
    ["a function that is not evaluated", '${file("x")}', "unknown: the function file is not evaluated here"],
    ["a function of what is not known", "${sha1(var.given)}", "unknown: depends on var.given, which has no default"],
    ["a condition that is not known", "${var.given ? 1 : 2}", "unknown: depends on var.given, which has no default"],
    ["a local that needs itself", "${local.circle}", "unknown: local.circle refers to itself"],
    ["locals that need each other", "${local.there}", "unknown: local.there refers to itself"],
    [
      "a function that does not take this",
      '${jsondecode("no JSON")}',
      "unknown: the function jsondecode is not evaluated here",
    ],
    ["a pattern to replace", '${replace("a", "/a/", "b")}', "unknown: the function replace is not evaluated here"],
    ["an index that is not known", "${element(var.zones, var.given)}", "unknown: the index of an element is not known"],
    ["a key that is not known", "${var.tags[var.given]}", "unknown: depends on var.given, which has no default"],
    ["a list whose end is not known", "${flatten([var.given])}", "unknown: depends on var.given, which has no default"],
    [
      "a comprehension over what is not known",
      "${[for z in var.given : z]}",
      "unknown: depends on var.given, which has no default",
    ],
    [
      "a comprehension with a condition that is not known",
      "${[for z in var.zones : z if z == var.given]}",
      "unknown: depends on var.given, which has no default",
    ],
    ["arithmetic with texts", '${"a" * 2}', "unknown: an operation is not evaluated here"],
    ["equality with what is not known", "${var.given == 1}", "unknown: depends on var.given, which has no default"],
    ["a directive", "%{if var.on}a%{endif}", "unknown: the expression is not evaluated here"],
    ["a module that is not there", "${module.net.id}", "unknown: module.net is not part of the input"],
    ["the workspace", "${terraform.workspace}", "unknown: terraform.workspace is not known here"],
  ])("are unknown, and say why: %s", (_, text, expected) => {
    expect(known(text, VARIABLES)).toEqual(expected);
  });

  it.each([
    ["a && with one side that decides", "${var.off && var.given}", false],
    ["a || with one side that decides", "${var.given || var.on}", true],
    ["a && that is not decided", "${var.on && var.given}", "unknown: depends on var.given, which has no default"],
  ])("decide %s", (_, text, expected) => {
    expect(known(text, VARIABLES)).toEqual(expected);
  });

  it("keep what is known of a text", () => {
    expect(
      patternOf(
        evaluated("arn:aws:s3:::${var.name}-${random_id.s.hex}/*", {
          ...VARIABLES,
          resource: { random_id: { s: {} } },
        }),
      ),
    ).toBe("arn:aws:s3:::app-${random_id.s.hex}/*");
  });

  it("follow sensitive variables, and know secrets by their names", () => {
    const sections = {
      variable: { p: { default: "s3cret", sensitive: true } },
      resource: { aws_db_instance: { d: { password: "s3cret", name: "n" } } },
    };
    expect(display(evaluated("${var.p}", sections))).toBe("(sensitive)");
    expect(display(evaluated("x${var.p}", sections))).toBe("(sensitive)");
    expect(display(evaluated(["${var.p}"], sections))).toBe("(sensitive)");
    expect(display(evaluated("${upper(var.p)}", sections))).toBe("(sensitive)");
    expect(display(evaluated('${join("", ["x", var.p])}', sections))).toBe("(sensitive)");
    expect(display(evaluated("${nonsensitive(var.p)}", sections))).toBe('"s3cret"');
    expect(display(evaluated('${sensitive("a")}', sections))).toBe("(sensitive)");
    expect(display(evaluated("${aws_db_instance.d.password}", sections))).toBe("(sensitive)");
    expect(display(at(synthGraph(sections), "aws_db_instance.d").get("password"))).toBe("(sensitive)");
  });

  it("tell the account, region and partition of the provider's configuration, without an endless way round", () => {
    const sections = {
      provider: { aws: [{ region: "${var.region}", allowed_account_ids: ["111122223333"] }] },
      variable: { region: { default: "eu-west-1" } },
      data: { aws_caller_identity: { me: {} }, aws_region: { here: {} }, aws_partition: { p: {} } },
      output: { account: { value: "${data.aws_caller_identity.me.account_id}" } },
    };
    expect(
      known(
        "arn:${data.aws_partition.p.partition}:kms:${data.aws_region.here.name}:${data.aws_caller_identity.me.account_id}:key",
        sections,
      ),
    ).toBe("arn:aws:kms:eu-west-1:111122223333:key");
    const graph = synthGraph({ ...sections, resource: { aws_vpc: { v: {} } } });
    expect(graph.stacks[0]?.meta).toMatchObject({ account: "111122223333", region: "eu-west-1" });
    expect(asText(graph.stacks[0]?.meta.outputs.get("account")?.value ?? { kind: "absent" })).toBe("111122223333");
  });

  it("end where names multiply or count is absurd", () => {
    const locals: Record<string, string> = { l0: "${var.given}" };
    for (let level = 1; level <= 60; level += 1) {
      locals[`l${level}`] = `\${local.l${level - 1}}\${local.l${level - 1}}`;
    }
    const graph = synthGraph({
      variable: { given: {} },
      locals,
      resource: { aws_a: { x: { name: "${local.l60}", count: 1e12 } } },
    });
    expect(graph.resources().map(({ address, repeated }) => [address, repeated])).toEqual([["aws_a.x", true]]);
    expect(at(graph, "aws_a.x").get("name")).toMatchObject({
      kind: "unknown",
      reason: "a text is too long to be evaluated",
    });
  });
});

describe("ends of expressions", () => {
  const ENDS = {
    variable: { given: {}, on: { default: true } },
    locals: { map: { a: "${aws_x.a.id}", b: "${aws_x.b.id}" }, list: ["${aws_x.a.id}", "${aws_x.b.id}"] },
    resource: { aws_x: { a: {}, b: {}, n: { count: 12 } } },
  } satisfies JsonObject;

  it.each<[string, string, string[], boolean]>([
    ["an operation", "${aws_x.a.size + aws_x.b.size}", ["aws_x.a size", "aws_x.b size"], false],
    ["a negation", "${!aws_x.a.on}", ["aws_x.a on"], false],
    ["a condition that is not known", "${var.given ? aws_x.a.id : aws_x.b.id}", ["aws_x.a id", "aws_x.b id"], false],
    ["a condition that is known", "${var.on ? aws_x.a.id : aws_x.b.id}", ["aws_x.a id"], true],
    ["a function", "${sha1(aws_x.a.id)}", ["aws_x.a id"], false],
    ["a text", "x-${aws_x.a.id}", ["aws_x.a id"], false],
    ["a member", "${local.map.b}", ["aws_x.b id"], true],
    ["a member by a key", '${local.map["b"]}', ["aws_x.b id"], true],
    ["a member by lookup", '${lookup(local.map, "a", "none")}', ["aws_x.a id"], true],
    ["any member", "${local.map[var.given]}", ["aws_x.a id", "aws_x.b id"], false],
    ["all members", "${values(local.map)}", ["aws_x.a id", "aws_x.b id"], false],
    ["an element", "${local.list[1]}", ["aws_x.b id"], true],
    ["an element, round and round", "${element(local.list, 3)}", ["aws_x.b id"], true],
    ["any element", "${element(local.list, var.given)}", ["aws_x.a id", "aws_x.b id"], false],
    ["an element of a literal", "${[aws_x.a.id, aws_x.b.id][0]}", ["aws_x.a id"], true],
    ["a member of a literal", "${{a = aws_x.a.id, b = aws_x.b.id}.b}", ["aws_x.b id"], true],
    ["what may be either", '${try(aws_x.a.id, aws_x.b.id, "none")}', ["aws_x.a id", "aws_x.b id"], false],
    ["the same twice", "${[aws_x.a.id, aws_x.a.id]}", ["aws_x.a id"], true],
    ["a directive, of which nothing is read", "%{if var.on}${aws_x.a.id}%{endif}", [], false],
  ])("%s", (_, text, expected, exact) => {
    const resource = { ...ENDS.resource, aws_probe: { p: { it: text } } };
    const graph = synthGraph({ ...ENDS, resource });
    const settled = graph.settle(at(graph, "aws_probe.p"), "it");
    expect([settled.ends.map((end) => `${end.resource.address} ${end.attribute}`), settled.exact]).toEqual([
      expected,
      exact,
    ]);
  });

  it("may be many", () => {
    const graph = synthGraph({
      ...ENDS,
      resource: {
        ...ENDS.resource,
        aws_probe: { p: { ids: "${concat(aws_x.n[*].id, aws_x.n[*].arn, aws_x.n[*].id)}" } },
      },
    });
    const { ends } = graph.settle(at(graph, "aws_probe.p"), "ids");
    expect(ends.map(({ attribute }) => attribute)).toEqual([...Array(12).fill("id"), ...Array(12).fill("arn")]);
    expect(new Set(ends.map(({ resource }) => resource.address)).size).toBe(12);
  });
});

describe("instances of synthesized files", () => {
  const graph = synthGraph({
    ...VARIABLES,
    resource: {
      ...VARIABLES.resource,
      aws_s3_bucket: {
        set: { for_each: "${toset(var.zones)}", bucket: "b-${each.key}" },
        unknown: { count: "${var.given}", bucket: "u" },
      },
      aws_s3_bucket_versioning: {
        set: { for_each: "${aws_s3_bucket.set}", bucket: "${each.value.id}" },
        unknown: { count: "${var.given}", bucket: "${aws_s3_bucket.unknown[count.index].id}" },
      },
    },
  });

  it("are made by count and for_each, also over other resources", () => {
    expect(graph.resources().map(({ address }) => address)).toEqual([
      "aws_kms_key.k",
      "aws_subnet.a[0]",
      "aws_subnet.a[1]",
      "aws_subnet.a[2]",
      'aws_subnet.b["x"]',
      'aws_subnet.b["y"]',
      'aws_s3_bucket.set["a"]',
      'aws_s3_bucket.set["b"]',
      "aws_s3_bucket.unknown",
      'aws_s3_bucket_versioning.set["a"]',
      'aws_s3_bucket_versioning.set["b"]',
      "aws_s3_bucket_versioning.unknown",
    ]);
  });

  it("refer instance to instance", () => {
    for (const key of ["a", "b"]) {
      const { found, maybe } = graph.companions(
        at(graph, `aws_s3_bucket.set["${key}"]`),
        "aws_s3_bucket_versioning",
        "bucket",
      );
      expect([found.map(({ address }) => address), maybe]).toEqual([[`aws_s3_bucket_versioning.set["${key}"]`], []]);
    }
  });

  it("are one that stands for all where their number is not known", () => {
    const bucket = at(graph, "aws_s3_bucket.unknown");
    expect(bucket.repeated).toBe(true);
    expect(graph.companions(bucket, "aws_s3_bucket_versioning", "bucket").found.map(({ address }) => address)).toEqual([
      "aws_s3_bucket_versioning.unknown",
    ]);
  });
});

describe("blocks of synthesized files", () => {
  const graph = synthGraph({
    variable: { ports: { default: [80, 443] }, given: {} },
    resource: {
      aws_a: {
        object: { rule: { port: 1, inner: { x: "y" } } },
        list: { rule: [{ port: 1 }, { port: 2 }] },
        none: { rule: null },
        whole: { rule: "${[{port = 1}, {port = 2}]}" },
        dynamic: {
          rule: [{ port: 1 }],
          dynamic: { rule: { for_each: "${var.ports}", content: { port: "${rule.value}", index: "${rule.key}" } } },
        },
        iterator: {
          dynamic: {
            rule: [{ for_each: { a: 1 }, iterator: "it", content: { port: "${it.value}", index: "${it.key}" } }],
          },
        },
        unknown: { dynamic: { rule: { for_each: "${var.given}", content: { port: "${rule.value.port}" } } } },
      },
    },
  });
  const ports = (name: string) =>
    at(graph, `aws_a.${name}`)
      .blocks("rule")
      .items.map((rule) => display(rule.get("port")));

  it("are the same however they are written", () => {
    expect(ports("object")).toEqual(["1"]);
    expect(ports("list")).toEqual(["1", "2"]);
    expect(ports("none")).toEqual([]);
    expect(ports("whole")).toEqual(["1", "2"]);
    expect(ports("dynamic")).toEqual(["1", "80", "443"]);
    expect(ports("iterator")).toEqual(["1"]);
    expect(at(graph, "aws_a.none").blocks("other")).toEqual({ items: [] });
  });

  it("of which there is one need no index", () => {
    expect(display(at(graph, "aws_a.object").get("rule.port"))).toBe("1");
    expect(display(at(graph, "aws_a.object").get("rule.0.inner.0.x"))).toBe('"y"');
    expect(display(at(graph, "aws_a.object").get("rule.inner.x"))).toBe('"y"');
    expect(display(at(graph, "aws_a.iterator").get("rule.index"))).toBe('"a"');
    expect(display(at(graph, "aws_a.object").blocks("rule.inner").items[0]?.get("x") ?? { kind: "absent" })).toBe(
      '"y"',
    );
  });

  it("of which there are several are not guessed at", () => {
    expect(at(graph, "aws_a.list").get("rule.port")).toMatchObject({ kind: "unknown", why: "several" });
    expect(at(graph, "aws_a.whole").get("rule.port")).toMatchObject({ kind: "unknown", why: "several" });
    expect(display(at(graph, "aws_a.list").get("rule.1.port"))).toBe("2");
    expect(at(graph, "aws_a.dynamic").get("rule.port")).toMatchObject({ kind: "unknown", why: "several" });
    expect([0, 1, 2, 3].map((index) => display(at(graph, "aws_a.dynamic").get(`rule.${index}.port`)))).toEqual([
      "1",
      "80",
      "443",
      "(not set)",
    ]);
  });

  it("that may be any number say so", () => {
    const { items, unknown } = at(graph, "aws_a.unknown").blocks("rule");
    expect(unknown?.reason).toBe("depends on var.given, which has no default");
    expect(items.map((rule) => rule.get("port").kind)).toEqual(["unknown"]);
  });

  it("lead from dynamic blocks to what they are made for", () => {
    const linked = synthGraph({
      resource: {
        aws_security_group: { a: {}, b: {} },
        aws_lb: {
          l: {
            dynamic: {
              group: {
                for_each: ["${aws_security_group.a.id}", "${aws_security_group.b.id}"],
                content: { id: "${group.value}" },
              },
            },
          },
        },
      },
    });
    expect(linked.referrersOf(at(linked, "aws_security_group.a")).map(({ path }) => path.join("."))).toEqual([
      "group.0.id",
    ]);
    expect(linked.referrersOf(at(linked, "aws_security_group.b")).map(({ path }) => path.join("."))).toEqual([
      "group.1.id",
    ]);
  });
});

describe("a folder of Terraform JSON", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "model-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function write(files: Record<string, unknown>): string {
    const inner = mkdtempSync(join(folder, "f-"));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(inner, name)), { recursive: true });
      writeFileSync(join(inner, name), typeof content === "string" ? content : JSON.stringify(content));
    }
    return inner;
  }

  it("is one root module, whose local modules are followed both ways", () => {
    const graph = readSynth(
      write({
        "a.tf.json": {
          module: {
            net: {
              source: "./net",
              for_each: { blue: "10.1.0.0/16", green: "10.2.0.0/16" },
              cidr: "${each.value}",
              key: "${aws_kms_key.k.arn}",
            },
          },
          resource: {
            aws_kms_key: { k: {} },
            aws_lb: { l: { subnets: '${module.net["blue"].subnets}', all: "${[for n in module.net : n.vpc]}" } },
          },
        },
        "net/main.tf.json": {
          variable: { cidr: {}, key: {} },
          resource: {
            aws_vpc: { v: { cidr_block: "${var.cidr}" } },
            aws_subnet: { s: { count: 2, vpc_id: "${aws_vpc.v.id}" } },
            aws_cloudwatch_log_group: { g: { kms_key_id: "${var.key}" } },
          },
          output: { subnets: { value: "${aws_subnet.s[*].id}" }, vpc: { value: "${aws_vpc.v.id}" } },
        },
      }),
    );
    expect(graph.resources("aws_vpc").map((vpc) => [vpc.address, display(vpc.get("cidr_block"))])).toEqual([
      ['module.net["blue"].aws_vpc.v', '"10.1.0.0/16"'],
      ['module.net["green"].aws_vpc.v', '"10.2.0.0/16"'],
    ]);
    const ends = (address: string, path: string) =>
      graph.settle(at(graph, address), path).ends.map(({ resource, attribute }) => `${resource.address} ${attribute}`);
    expect(ends("aws_lb.l", "subnets")).toEqual([
      'module.net["blue"].aws_subnet.s[0] id',
      'module.net["blue"].aws_subnet.s[1] id',
    ]);
    expect(ends("aws_lb.l", "all")).toEqual(['module.net["blue"].aws_vpc.v id', 'module.net["green"].aws_vpc.v id']);
    expect(ends('module.net["green"].aws_cloudwatch_log_group.g', "kms_key_id")).toEqual(["aws_kms_key.k arn"]);
    expect(at(graph, "aws_lb.l").list("subnets").items).toHaveLength(2);
  });

  it("is merged as Terraform does, overrides last", () => {
    const graph = readSynth(
      write({
        "z_override.tf.json": {
          resource: { aws_a: { x: { name: "override", lifecycle: { prevent_destroy: true } } } },
        },
        "main.tf.json": [0].map(() => ({
          resource: [{ aws_a: [{ x: [{ name: "main", size: 1, lifecycle: { ignore_changes: ["size"] } }] }] }],
        }))[0],
        "terraform.tfvars.json": { given: "from the file" },
        "b.tf.json": {
          variable: { given: {} },
          locals: { it: "${var.given}" },
          resource: { aws_b: { y: { name: "${local.it}" } } },
        },
      }),
    );
    const resource = at(graph, "aws_a.x");
    expect([display(resource.get("name")), display(resource.get("size"))]).toEqual(['"override"', "1"]);
    expect(resource.lifecycle).toEqual({ prevent_destroy: true, ignore_changes: ["size"] });
    expect(resource.get("lifecycle")).toEqual({ kind: "absent" });
    expect(display(at(graph, "aws_b.y").get("name"))).toBe('"from the file"');
  });

  it("says what is not read", () => {
    const graph = readSynth(
      write({
        "main.tf.json": {
          module: { far: { source: "terraform-aws-modules/vpc/aws" }, hcl: { source: "./hcl" } },
          resource: { aws_a: { x: { id2: "${module.far.id}", id3: "${module.hcl.id}" } } },
        },
        "hcl/main.tf": 'output "id" { value = 1 }',
        "extra.tf": 'resource "aws_vpc" "v" {}',
        "versions.tf": "terraform {}",
      }),
    );
    expect(graph.stacks[0]?.meta.notes).toEqual([
      "not read, since it is HCL: extra.tf",
      "module.far (terraform-aws-modules/vpc/aws) is not part of the input",
      "module.hcl (./hcl) is not part of the input: its folder has no *.tf.json",
    ]);
    const { value, ends, open } = graph.settle(at(graph, "aws_a.x"), "id2");
    expect([value.kind, ends, open]).toEqual([
      "unknown",
      [],
      ["module.far (terraform-aws-modules/vpc/aws) is not part of the input"],
    ]);
  });
});

describe("stacks that read each other", () => {
  const stack = (name: string, json: JsonObject) => ({
    name,
    json: { terraform: { backend: { s3: { bucket: "b", key: `env/${name}.tfstate` } } }, ...json },
  });
  const graph: Graph = graphOfSynth([
    stack("data", {
      data: {
        terraform_remote_state: { security: { backend: "s3", config: { bucket: "b", key: "env/security.tfstate" } } },
      },
      resource: {
        aws_cloudwatch_log_group: {
          g: {
            kms_key_id: "${data.terraform_remote_state.security.outputs.key_arn}",
            name: "g-${data.terraform_remote_state.security.outputs.suffix}",
          },
        },
      },
    }),
    stack("security", {
      resource: { aws_kms_key: { k: {} }, random_id: { suffix: {} }, aws_cloudwatch_log_group: { g: {} } },
      output: { key_arn: { value: "${aws_kms_key.k.arn}" }, suffix: { value: "${random_id.suffix.hex}" } },
    }),
  ]);

  it("lead from one into the other", () => {
    const group = at(graph, "data/aws_cloudwatch_log_group.g");
    const { ends, exact } = graph.settle(group, "kms_key_id");
    expect([ends.map(({ resource, attribute }) => `${resource.label} ${attribute}`), exact]).toEqual([
      ["security/aws_kms_key.k arn"],
      true,
    ]);
    expect(graph.referrersOf(at(graph, "security/aws_kms_key.k")).map(({ from }) => from.label)).toEqual([
      "data/aws_cloudwatch_log_group.g",
    ]);
    expect(patternOf(group.get("name"))).toBe("g-${security/random_id.suffix.hex}");
  });

  it("tell resources of the same address apart", () => {
    expect(graph.resources("aws_cloudwatch_log_group").map(({ label }) => label)).toEqual([
      "data/aws_cloudwatch_log_group.g",
      "security/aws_cloudwatch_log_group.g",
    ]);
  });
});
