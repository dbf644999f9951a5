import { display, graphOfSynth, type JsonObject } from "../../model";
import { expressionOf, isBeginning, referenceOf, referencesOf, traversalText } from "../../model/expression";
import { SynthModuleConfig } from "../../model/synth-config";
import { sectionsOf } from "../../model/synth-sections";
import { at, synthGraph } from "../support/graphs";

const configOf = (...files: JsonObject[]) => new SynthModuleConfig(sectionsOf(files), new Map([["far", "it is far"]]));

describe("the configuration of a synthesized file", () => {
  const config = configOf({
    variable: {
      all: {
        default: 1,
        sensitive: true,
        description: "what it is",
        type: "number",
        validation: [{ error_message: "too small" }, { error_message: "too large" }, { condition: "x" }],
      },
      one: { validation: { error_message: "wrong" }, sensitive: "true" },
      nothing: { default: null },
    },
    locals: { it: "x", nothing: null },
    output: { shown: { value: "x" }, hidden: { value: "${var.all}", sensitive: true }, empty: {} },
    module: {
      far: { source: "far", version: "1", providers: {}, depends_on: [], "//": {}, size: 1 },
      near: { source: "./near", for_each: { a: 1 } },
      counted: { source: "./near", count: 2 },
    },
    resource: {
      aws_a: {
        x: { depends_on: ["aws_b.y", "${aws_c.z}", 1], provider: "${aws.east}", count: 2 },
        y: { provider: "aws.west", for_each: { a: 1 } },
      },
      google_long_name: { z: {} },
    },
  });

  it("has variables, with their rules", () => {
    expect(config.variable("all")).toEqual({
      sensitive: true,
      default: 1,
      description: "what it is",
      type: "number",
      rules: ["too small", "too large"],
    });
    expect(config.variable("one")).toEqual({
      sensitive: false,
      description: undefined,
      type: undefined,
      rules: ["wrong"],
    });
    expect(config.variable("nothing")).toMatchObject({ default: null, rules: [] });
    expect(config.variable("other")).toBeUndefined();
  });

  it("has locals and outputs", () => {
    expect(config.local("it")).toEqual({ kind: "literal", value: "x" });
    expect(config.local("nothing")).toEqual({ kind: "literal", value: null });
    expect(config.local("other")).toBeUndefined();
    expect(config.outputs()).toEqual(["shown", "hidden", "empty"]);
    expect(config.output("shown")).toEqual({ expression: { kind: "literal", value: "x" }, sensitive: false });
    expect(config.output("hidden")?.sensitive).toBe(true);
    expect(config.output("empty")).toEqual({ expression: { kind: "literal", value: null }, sensitive: false });
    expect(config.output("other")).toBeUndefined();
  });

  it("has calls of modules, with what they are given", () => {
    expect(config.call("far")).toEqual({
      name: "far",
      arguments: new Map([["size", { kind: "literal", value: 1 }]]),
      outside: "it is far",
    });
    expect(config.call("near")).toEqual({
      name: "near",
      arguments: new Map(),
      forEach: { kind: "json", json: { a: 1 } },
    });
    expect(config.call("counted")).toEqual({
      name: "counted",
      arguments: new Map(),
      count: { kind: "literal", value: 2 },
    });
    expect(config.call("near")).toBe(config.call("near"));
    expect(config.call("other")).toBeUndefined();
  });

  it("has blocks, with what Terraform itself is told of them", () => {
    expect(config.block("aws_a.x")).toMatchObject({
      dependsOn: ["aws_b.y", "aws_c.z"],
      provider: "aws.east",
      count: { kind: "literal", value: 2 },
    });
    expect(config.block("aws_a.y")).toMatchObject({
      dependsOn: [],
      provider: "aws.west",
      forEach: { kind: "json", json: { a: 1 } },
    });
    expect(config.block("google_long_name.z")).toEqual({ dependsOn: [], provider: "google", body: expect.anything() });
    expect(config.block("aws_a.x")).toBe(config.block("aws_a.x"));
    expect(config.block("aws_a.other")).toBeUndefined();
  });

  it("tells arguments from what is Terraform's own", () => {
    const body = configOf({
      resource: {
        aws_a: {
          x: {
            "//": {},
            count: 1,
            for_each: {},
            depends_on: [],
            provider: "aws",
            lifecycle: {},
            provisioner: {},
            connection: {},
            name: "n",
            dynamic: { rule: { for_each: [], content: {} }, "//": {} },
          },
        },
      },
    }).block("aws_a.x")?.body;
    const names = [
      "//",
      "count",
      "for_each",
      "depends_on",
      "provider",
      "lifecycle",
      "provisioner",
      "connection",
      "dynamic",
      "toString",
      "other",
      "rule",
      "name",
    ];
    expect(names.filter((name) => body?.has(name))).toEqual(["rule", "name"]);
  });
});

describe("the files of a module", () => {
  it("are merged: what stands in a later one counts", () => {
    const { variables, outputs, calls, checks, locals, terraform } = sectionsOf([
      {
        variable: { a: { default: 1, type: "number" } },
        output: { o: { value: 1, sensitive: true } },
        module: { m: { source: "./m", a: 1 } },
        check: { c: { assert: {} } },
        locals: { l: 1, "//": 1 },
        terraform: { required_version: "1", backend: [{ s3: {} }], required_providers: [{ aws: {} }] },
      },
      {
        variable: { a: { default: 2 } },
        output: [{ o: { value: 2 } }],
        module: { m: [{ a: 2 }] },
        check: { c: { data: {} } },
        locals: [{ l: 2 }, { k: 1 }, "no object"],
        terraform: [
          {
            required_version: "2",
            experiments: ["a", "b"],
            cloud: [],
            only: ["a"],
            provider_meta: [{ a: 1 }, { a: 2 }],
          },
          "no object",
        ],
      },
    ]);
    expect(Object.fromEntries(variables)).toEqual({ a: { default: 2, type: "number" } });
    expect(Object.fromEntries(outputs)).toEqual({ o: { value: 2, sensitive: true } });
    expect(Object.fromEntries(calls)).toEqual({ m: { source: "./m", a: 2 } });
    expect(Object.fromEntries(checks)).toEqual({ c: { assert: {}, data: {} } });
    expect(Object.fromEntries(locals)).toEqual({ l: 2, k: 1 });
    expect(terraform).toEqual({
      required_version: "2",
      backend: { s3: {} },
      required_providers: { aws: {} },
      experiments: ["a", "b"],
      cloud: [],
      only: ["a"],
      provider_meta: [{ a: 1 }, { a: 2 }],
    });
  });

  it("have blocks of three kinds, and labels but no metadata", () => {
    const { blocks } = sectionsOf([
      {
        resource: { "//": { x: {} }, aws_a: { x: { size: 1 }, "//": {} } },
        data: { aws_a: { x: { size: 2 } } },
        ephemeral: [{ aws_a: [{ x: [{ size: 3 }, { size: 4 }] }] }, 5],
      },
    ]);
    expect([...blocks]).toEqual([
      ["aws_a.x", { mode: "managed", type: "aws_a", name: "x", json: { size: 1 } }],
      ["data.aws_a.x", { mode: "data", type: "aws_a", name: "x", json: { size: 2 } }],
      ["ephemeral.aws_a.x", { mode: "ephemeral", type: "aws_a", name: "x", json: { size: 3 } }],
    ]);
  });

  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ["both", { lifecycle: { a: 1, b: 1 } }, { lifecycle: { b: 2 } }, { lifecycle: { a: 1, b: 2 } }],
    ["the first", { lifecycle: { a: 1 } }, { size: 1 }, { lifecycle: { a: 1 }, size: 1 }],
    ["the second", { size: 1 }, { lifecycle: { a: 1 } }, { size: 1, lifecycle: { a: 1 } }],
    ["none", { size: 1 }, { size: 2 }, { size: 2 }],
  ])("join the lifecycle of %s", (_, first, second, joined) => {
    const { blocks } = sectionsOf([{ resource: { aws_a: { x: first } } }, { resource: { aws_a: { x: second } } }]);
    expect(blocks.get("aws_a.x")?.json).toEqual(joined);
  });

  it("have providers by their aliases", () => {
    const { providers } = sectionsOf([
      { provider: { aws: [{ region: "a" }, { alias: "east", region: "b" }, 1], random: {} } },
      { provider: { aws: { profile: "p" }, none: null, odd: [1] } },
      { provider: [{ aws: [{ alias: "east", profile: "q" }] }] },
    ]);
    expect(providers).toEqual([
      ["aws", { region: "a", profile: "p" }],
      ["aws", { alias: "east", region: "b", profile: "q" }],
      ["random", {}],
    ]);
  });

  it("have blocks without labels, one or several", () => {
    expect(
      sectionsOf([
        { moved: { from: "a", to: "b" }, removed: [{ from: "c" }], import: [{ to: "d" }, { to: "e" }] },
        { moved: [{ from: "f", to: "g" }], removed: { from: "h" } },
      ]),
    ).toMatchObject({
      moved: [
        { from: "a", to: "b" },
        { from: "f", to: "g" },
      ],
      removed: [{ from: "c" }, { from: "h" }],
      imports: [{ to: "d" }, { to: "e" }],
    });
  });

  it("may have nothing", () => {
    const sections = sectionsOf([{}]);
    expect([sections.blocks.size, sections.providers, sections.terraform, sections.moved]).toEqual([0, [], {}, []]);
  });
});

describe("blocks within a resource", () => {
  const graph = synthGraph({
    variable: { given: {}, ports: { default: [80, 443] } },
    resource: {
      aws_x: { a: {}, b: {}, c: {} },
      aws_a: {
        written: {
          rule: { count: 1, provider: "p", "//": "metadata", port: "${aws_x.a.port}" },
          rules: [{ port: 1, inner: [{ x: 1 }, { x: 2 }] }, { port: 2 }],
        },
        both: {
          rule: { port: "${aws_x.a.port}" },
          dynamic: {
            rule: { for_each: "${var.ports}", content: { port: "${aws_x.b.port}", at: "${rule.value}" } },
          },
        },
        several: {
          dynamic: [
            {
              rule: [
                { for_each: [1], content: [{ port: 1 }] },
                { for_each: [2], content: { port: 2 } },
              ],
            },
            { rule: { for_each: [3], content: { port: "${rule.value}" } }, other: { for_each: [1], content: {} } },
          ],
        },
        named: {
          dynamic: {
            rule: { for_each: { a: 1, b: 2 }, iterator: "it", content: { port: "${it.value}", key: "${it.key}" } },
          },
        },
        null: { dynamic: { rule: { for_each: null, content: { port: 1 } }, none: { content: { port: 1 } } } },
        unknown: {
          rule: [{ port: 1 }],
          dynamic: {
            rule: { for_each: "${var.given}", content: { port: "${rule.value}", of: "${aws_x.c.id}" } },
          },
        },
        nested: {
          outer: {
            dynamic: {
              inner: { for_each: "${var.ports}", content: { port: "${inner.value}", key: "${inner.key}" } },
            },
          },
        },
      },
    },
  });
  const shown = (name: string, path: string) => display(at(graph, `aws_a.${name}`).get(path));
  const ends = (name: string, path: string) =>
    graph.settle(at(graph, `aws_a.${name}`), path).ends.map(({ resource }) => resource.address);
  const paths = (of: string) =>
    graph.referrersOf(at(graph, of)).map(({ from, path }) => `${from.name} ${path.join(".")}`);

  it("may have names that are Terraform's own further out", () => {
    expect(shown("written", "rule.count")).toBe("1");
    expect(shown("written", "rule.provider")).toBe('"p"');
    expect(shown("written", "rules.0.inner.1.x")).toBe("2");
    expect(shown("written", "rules.2.port")).toBe("(not set)");
    expect(shown("written", "rules.0.inner.7.x")).toBe("(not set)");
  });

  it("are those that are written, and those that dynamic makes after them", () => {
    expect([0, 1, 2, 3].map((index) => ends("both", `rule.${index}.port`))).toEqual([
      ["aws_x.a"],
      ["aws_x.b"],
      ["aws_x.b"],
      [],
    ]);
    expect([1, 2].map((index) => shown("both", `rule.${index}.at`))).toEqual(["80", "443"]);
    expect(at(graph, "aws_a.both").get("rule.at")).toMatchObject({ kind: "unknown", why: "several" });
    expect(paths("aws_x.b")).toEqual(["both rule.1.port", "both rule.2.port"]);
    expect(paths("aws_x.a")).toEqual(["written rule.port", "both rule.port"]);
  });

  it("may be made by several, by a name of their own, or by none", () => {
    expect([0, 1, 2].map((index) => shown("several", `rule.${index}.port`))).toEqual(["1", "2", "3"]);
    expect(at(graph, "aws_a.several").blocks("other").items).toHaveLength(1);
    expect([0, 1].map((index) => shown("named", `rule.${index}.port`))).toEqual(["1", "2"]);
    expect([0, 1].map((index) => shown("named", `rule.${index}.key`))).toEqual(['"a"', '"b"']);
    expect(at(graph, "aws_a.null").blocks("rule")).toEqual({ items: [] });
    expect(at(graph, "aws_a.null").blocks("none")).toEqual({ items: [] });
  });

  it("may be any number, each like the one that stands for all", () => {
    const { items, unknown } = at(graph, "aws_a.unknown").blocks("rule");
    expect(items).toHaveLength(2);
    expect(unknown?.reason).toBe("depends on var.given, which has no default");
    expect(shown("unknown", "rule.0.port")).toBe("1");
    expect(at(graph, "aws_a.unknown").get("rule.1.port")).toMatchObject({ kind: "unknown" });
    expect(at(graph, "aws_a.unknown").get("rule.port")).toMatchObject({ kind: "unknown" });
    expect(items[1]?.get("port")).toMatchObject({ kind: "unknown", reason: "an element of what rule is made for" });
    expect(ends("unknown", "rule.1.of")).toEqual(["aws_x.c"]);
    expect(ends("unknown", "rule.5.of")).toEqual(["aws_x.c"]);
    expect(paths("aws_x.c")).toEqual(["unknown rule.1.of"]);
  });

  it("may be made within blocks", () => {
    expect([0, 1].map((index) => shown("nested", `outer.0.inner.${index}.port`))).toEqual(["80", "443"]);
    expect([0, 1].map((index) => shown("nested", `outer.0.inner.${index}.key`))).toEqual(["0", "1"]);
    expect(shown("nested", "outer.inner.1.port")).toBe("443");
  });
});

describe("the ends of what is written in blocks", () => {
  const graph = synthGraph({
    locals: { objects: [{ id: "${aws_x.a.id}" }, { id: "${aws_x.b.id}" }] },
    resource: {
      aws_x: { a: {}, b: {}, c: {} },
      aws_a: {
        w: {
          count: "${length(aws_x.c.ids)}",
          name: "${aws_x.c.name}",
          list: ["${aws_x.a.id}", ["${aws_x.b.id}"]],
          whole: "${local.objects}",
          rule: { port: "${aws_x.a.port}", count: "${aws_x.b.size}", "//": { port: "${aws_x.c.port}" } },
          rules: [
            { port: "${aws_x.a.port}", inner: [{ x: "${aws_x.b.x}" }, { x: "${aws_x.c.x}" }] },
            { port: "${aws_x.c.port}" },
          ],
          several: [{ port: 1 }, { port: 2 }],
          dynamic: {
            several: { for_each: ["${aws_x.a.id}"], content: { of: "${several.value}", port: "${aws_x.b.port}" } },
            single: { for_each: { k: "${aws_x.c.id}" }, content: { of: "${single.value}", key: "${single.key}" } },
          },
        },
      },
    },
  });
  const [probe] = graph.resources("aws_a");
  const ends = (path: string) =>
    probe && graph.settle(probe, path).ends.map(({ resource, attribute }) => `${resource.name} ${attribute}`);

  it.each<[string, string[]]>([
    ["name", ["c name"]],
    ["count", []],
    ["dynamic", []],
    ["none", []],
    ["list", ["a id", "b id"]],
    ["list.0", ["a id"]],
    ["list.1", ["b id"]],
    ["list.1.0", ["b id"]],
    ["list.2", []],
    ["whole", ["a id", "b id"]],
    ["whole.1.id", ["b id"]],
    ["rule", ["a port", "b size"]],
    ["rule.port", ["a port"]],
    ["rule.0.port", ["a port"]],
    ["rule.1.port", []],
    ["rule.count", ["b size"]],
    ["rules", ["a port", "b x", "c x", "c port"]],
    ["rules.port", ["a port", "c port"]],
    ["rules.0", ["a port", "b x", "c x"]],
    ["rules.0.port", ["a port"]],
    ["rules.1.port", ["c port"]],
    ["rules.2.port", []],
    ["rules.inner.x", ["b x", "c x"]],
    ["rules.0.inner.1.x", ["c x"]],
    ["rules.1.inner.0.x", []],
    ["several.0.port", []],
    ["several.2.of", ["a id"]],
    ["several.2.port", ["b port"]],
    ["several.3.port", []],
    ["several.of", ["a id"]],
    ["several", ["a id", "b port"]],
    ["single.0.of", ["c id"]],
    ["single.of", ["c id"]],
    ["single.key", []],
    ["single.1.of", []],
  ])("%s", (path, expected) => {
    expect(ends(path)).toEqual(expected);
  });

  it("are told with the whole way to them", () => {
    const paths = ["a", "b", "c"].map((name) =>
      graph.referrersOf(at(graph, `aws_x.${name}`)).map(({ path, attribute }) => `${path.join(".")} ${attribute}`),
    );
    expect(paths).toEqual([
      ["list.0 id", "whole id", "rule.port port", "rules.0.port port", "several.2.of id"],
      ["list.1.0 id", "whole id", "rule.count size", "rules.0.inner.0.x x", "several.2.port port"],
      ["name name", "rules.0.inner.1.x x", "rules.1.port port", "single.0.of id"],
    ]);
  });
});

describe("a reference", () => {
  it.each([
    ["aws_vpc.main", "aws_vpc", ["main"]],
    ["aws_vpc.main.id", "aws_vpc", ["main", "id"]],
    ["each", "each", []],
    ["module.a-b.c_d", "module", ["a-b", "c_d"]],
  ])("%s is read", (text, root, names) => {
    expect(referenceOf(text)).toEqual({
      kind: "traversal",
      root,
      steps: names.map((name) => ({ kind: "attribute", name })),
    });
  });

  it.each([
    ["module.net[0].vpc_id", "module.net[0].vpc_id"],
    ['module.net["blue"].vpc_id', 'module.net["blue"].vpc_id'],
    ["aws_vpc.main[*].id", "aws_vpc.main[*].id"],
    ["aws_vpc.main[var.x].id", "aws_vpc.main[…].id"],
    ["aws_vpc.main.0.id", "aws_vpc.main[0].id"],
    ["aws_vpc.main.*.id", "aws_vpc.main[*].id"],
    ["aws_vpc.main[true].id", "aws_vpc.main[…].id"],
  ])("%s is written again as %s", (text, written) => {
    const reference = referenceOf(text);
    expect(reference === undefined ? undefined : traversalText(reference)).toBe(written);
  });

  it.each(["1 + 1", "upper(x)", "aws_vpc.", '"x"', ""])("%s is none", (text) => {
    expect(referenceOf(text)).toBeUndefined();
  });

  it.each([
    ["aws_vpc.main", "aws_vpc.main.id", true],
    ["aws_vpc.main", "aws_vpc.main[0]", true],
    ["aws_vpc.main", "aws_vpc.mainly", false],
    ["aws_vpc.main", "aws_vpc.main", false],
    ["aws_vpc.main.id", "aws_vpc.main", false],
    ["aws_vpc.other", "aws_vpc.main.id", false],
  ])("%s is the beginning of %s: %s", (text, of, is) => {
    expect(isBeginning(text, of)).toBe(is);
  });

  it("stands in a list with its beginnings, which count for nothing", () => {
    const told = (...texts: (string | number)[]) => {
      const { to, counted, each } = referencesOf(texts);
      return [to.map(traversalText), counted, each];
    };
    expect(told("aws_vpc.main.id", "aws_vpc.main", "count.index", "aws_x.a")).toEqual([
      ["aws_vpc.main.id", "count.index", "aws_x.a"],
      true,
      false,
    ]);
    expect(told("each.value.id", "each.value", 1, "aws_x.a")).toEqual([["each.value.id", "aws_x.a"], false, true]);
    expect(told("aws_x.a", "aws_x.a.id")).toEqual([["aws_x.a", "aws_x.a.id"], false, false]);
    expect(told("aws_x.a.id", 1, "aws_x.a")).toEqual([["aws_x.a.id"], false, false]);
    expect(told()).toEqual([[], false, false]);
  });

  it.each<[string, ReturnType<typeof expressionOf>["kind"]]>([
    ["x", "literal"],
    ["$x", "literal"],
    ["${x}", "traversal"],
    ["%{if x}y%{endif}", "unreadable"],
    ["a ${x}", "template"],
  ])("%s is a text, or more than that: %s", (text, kind) => {
    expect(expressionOf(text).kind).toBe(kind);
  });

  it("is read once", () => {
    const [first, second] = [expressionOf("${once.read}"), expressionOf("${also.read}")];
    expect(expressionOf("${once.read}")).toBe(first);
    expect(expressionOf("${also.read}")).toBe(second);
    expect(graphOfSynth([{ name: "a", json: { resource: { aws_x: { a: {} } } } }]).resources()).toHaveLength(1);
  });
});

describe("the beginning of a reference as it is written", () => {
  it.each(["_x.y", "a.b-c", "A1.b_2", "x"])("%s is read like any other", (text) => {
    const [root = "", ...names] = text.split(".");
    expect(referenceOf(text)).toEqual({
      kind: "traversal",
      root,
      steps: names.map((name) => ({ kind: "attribute", name })),
    });
  });

  it.each(["1x.y", "-x.y", "x y", "x..y", ".x"])("%s is none", (text) => {
    expect(referenceOf(text)).toBeUndefined();
  });
});
