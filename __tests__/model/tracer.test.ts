import type { Json, JsonObject } from "../../model";
import { graphsOf } from "../support/control-cases";
import { at, planGraph, synthGraph } from "../support/graphs";

const PROJECT = {
  variable: { given: {}, default: { default: "x" }, on: { default: true }, off: { default: false } },
  locals: {
    map: { a: "${aws_x.a.id}", b: "${aws_x.b.id}", "//": "${aws_x.c.id}" },
    list: ["${aws_x.a.id}", "${aws_x.b.id}"],
    objects: [{ id: "${aws_x.a.id}" }, { id: "${aws_x.b.id}" }],
    nested: { one: { id: "${aws_x.a.id}", other: "${aws_x.b.id}" }, two: { id: "${aws_x.c.id}" } },
    literals: ["first", "${aws_x.a.id}"],
    again: "${local.again}",
    there: "${local.back}",
    back: "${local.there}",
  },
  resource: { aws_x: { a: {}, b: {}, c: {}, n: { count: 3 }, e: { for_each: { x: 1, y: 2 } }, none: { count: 0 } } },
  data: { aws_d: { d: {} } },
  module: { far: { source: "far" } },
} satisfies JsonObject;

function settled(it: Json, more: JsonObject = {}) {
  const resource = { ...PROJECT.resource, aws_probe: { p: { it, ...more } } };
  const graph = synthGraph({ ...PROJECT, resource });
  const [probe] = graph.resources("aws_probe");
  if (probe === undefined) {
    throw new Error("there is no probe");
  }
  const { ends, exact, open } = graph.settle(probe, "it");
  return { ends: ends.map(({ resource: { address }, attribute }) => `${address} ${attribute}`), exact, open };
}

describe("an expression ends at", () => {
  it.each<[string, Json, string[], boolean]>([
    ["nothing for a literal", "x", [], false],
    ["nothing for a number", 1, [], false],
    ["an attribute", "${aws_x.a.id}", ["aws_x.a id"], true],
    ["an attribute within", "${aws_x.a.rule[0].name}", ["aws_x.a rule.0.name"], true],
    ["the whole of it", "${aws_x.a}", ["aws_x.a "], true],
    ["a data source", "${data.aws_d.d.id}", ["data.aws_d.d id"], true],
    ["one of a text", "${aws_x.a.id}", ["aws_x.a id"], true],
    ["several of a text", "${aws_x.a.id}-${aws_x.b.id}", ["aws_x.a id", "aws_x.b id"], false],
    ["several of an object", { a: "${aws_x.a.id}", b: "${aws_x.b.id}" }, ["aws_x.a id", "aws_x.b id"], false],
    ["one of an object, without its metadata", { a: "${aws_x.a.id}", "//": "${aws_x.b.id}" }, ["aws_x.a id"], true],
    ["several of a list", ["${aws_x.a.id}", "${aws_x.b.id}"], ["aws_x.a id", "aws_x.b id"], false],
    ["one of a list", ["${aws_x.a.id}", "x"], ["aws_x.a id"], true],
    ["an instance", "${aws_x.n[1].id}", ["aws_x.n[1] id"], true],
    ["all instances", "${aws_x.n[*].id}", ["aws_x.n[0] id", "aws_x.n[1] id", "aws_x.n[2] id"], false],
    ["one of all instances", "${(aws_x.n[*].id)[2]}", ["aws_x.n[2] id"], true],
    ["one of all instances, as it was written once", "${aws_x.n.*.id[2]}", ["aws_x.n[2] id"], true],
    [
      "an element of each instance",
      "${aws_x.n[*].id[2]}",
      ["aws_x.n[0] id.2", "aws_x.n[1] id.2", "aws_x.n[2] id.2"],
      false,
    ],
    ["an instance by its key", '${aws_x.e["y"].id}', ['aws_x.e["y"] id'], true],
    ["any instance", "${aws_x.e[var.given].id}", ['aws_x.e["x"] id', 'aws_x.e["y"] id'], false],
    ["no instance beyond", "${aws_x.n[7].id}", [], false],
    ["either way", "${var.given ? aws_x.a.id : aws_x.b.id}", ["aws_x.a id", "aws_x.b id"], false],
    ["one way, where it is known", "${var.off ? aws_x.a.id : aws_x.b.id}", ["aws_x.b id"], true],
    ["both sides", '${aws_x.a.id == "x" || aws_x.b.on}', ["aws_x.a id", "aws_x.b on"], false],
    ["one side, which is not all", "${aws_x.a.size + 1}", ["aws_x.a size"], false],
    ["what is negated", "${-aws_x.a.size}", ["aws_x.a size"], false],
    ["what stands in brackets", "${(aws_x.a).id}", ["aws_x.a id"], true],
    ["a member of what is chosen", "${(var.on ? local.nested.one : local.nested.two).id}", ["aws_x.a id"], true],
    ["an element of a local", "${local.list[0]}", ["aws_x.a id"], true],
    ["no element beyond", "${local.list[2]}", [], false],
    ["all elements", "${local.list}", ["aws_x.a id", "aws_x.b id"], false],
    ["all elements by a splat", "${local.objects[*].id}", ["aws_x.a id", "aws_x.b id"], false],
    ["one of them", "${local.objects[1].id}", ["aws_x.b id"], true],
    ["any of them", "${local.objects[var.given].id}", ["aws_x.a id", "aws_x.b id"], false],
    ["a member of a member", "${local.nested.one.id}", ["aws_x.a id"], true],
    ["members of a member", "${local.nested.one}", ["aws_x.a id", "aws_x.b id"], false],
    ["all members, without metadata", "${local.map}", ["aws_x.a id", "aws_x.b id"], false],
    ["all members of a member that is not there", "${local.map.z}", ["aws_x.a id", "aws_x.b id"], false],
    ["any member of any member", "${local.nested[var.given].id}", ["aws_x.a id", "aws_x.c id"], false],
    ["a member of a literal", "${{a = aws_x.a.id, b = aws_x.b.id}.a}", ["aws_x.a id"], true],
    ["a member by a computed key", '${{(var.default) = aws_x.a.id, y = aws_x.b.id}["x"]}', ["aws_x.a id"], true],
    ["a member by a number", '${{"1" = aws_x.a.id, "2" = aws_x.b.id}[2]}', ["aws_x.b id"], true],
    ["any member of a literal", "${{a = aws_x.a.id, b = aws_x.b.id}[var.given]}", ["aws_x.a id", "aws_x.b id"], false],
    ["an element of a literal", "${[aws_x.a.id, aws_x.b.id][1]}", ["aws_x.b id"], true],
    ["what a loop makes", "${[for x in local.list : x]}", ["aws_x.a id", "aws_x.b id"], false],
    ["what a loop makes of members", "${[for x in local.objects : x.id][0]}", ["aws_x.a id", "aws_x.b id"], false],
    ["what a loop makes of another thing", "${[for x in local.list : aws_x.c.id]}", ["aws_x.c id"], false],
    [
      "what loops within loops make",
      "${[for x in local.objects : [for y in [x.id] : y]]}",
      ["aws_x.a id", "aws_x.b id"],
      false,
    ],
  ])("%s", (_, it, ends, exact) => {
    expect(settled(it)).toEqual({ ends, exact, open: [] });
  });

  it.each(["tolist", "toset", "sensitive", "nonsensitive", "distinct", "compact", "sort", "reverse"])(
    "what %s is given",
    (name) => {
      expect(settled(`\${${name}([aws_x.a.id])}`)).toEqual({ ends: ["aws_x.a id"], exact: true, open: [] });
      expect(settled(`\${${name}([aws_x.a.id, aws_x.b.id])[1]}`)).toEqual({
        ends: ["aws_x.b id"],
        exact: true,
        open: [],
      });
    },
  );

  it.each<[string, string, string[], boolean]>([
    ["tomap", "${tomap({a = aws_x.a.id, b = aws_x.b.id}).b}", ["aws_x.b id"], true],
    ["tostring", "${tostring(aws_x.a.id)}", ["aws_x.a id"], true],
    ["merge of one", "${merge({a = aws_x.a.id}).a}", ["aws_x.a id"], true],
    ["merge of two", "${merge({a = aws_x.a.id}, {a = aws_x.b.id}).a}", ["aws_x.a id", "aws_x.b id"], false],
    ["try", '${try(aws_x.a.id, "")}', ["aws_x.a id"], false],
    ["coalesce", "${coalesce(aws_x.a.id, aws_x.b.id)}", ["aws_x.a id", "aws_x.b id"], false],
    ["concat", "${concat([aws_x.a.id], [aws_x.b.id])}", ["aws_x.a id", "aws_x.b id"], false],
    ["an element of concat", "${concat([aws_x.a.id], [aws_x.b.id])[1]}", ["aws_x.a id", "aws_x.b id"], false],
    [
      "a member of an element of concat",
      "${concat([local.nested.one], [{id = aws_x.b.id}])[1].id}",
      ["aws_x.a id", "aws_x.b id"],
      false,
    ],
    ["element", "${element(local.list, 0)}", ["aws_x.a id"], true],
    ["element, round and round", "${element(local.list, 5)}", ["aws_x.b id"], true],
    ["element of what has a length by itself", "${element(aws_x.n[*].id, 4)}", ["aws_x.n[1] id"], true],
    ["element of nothing", "${element([], 1)}", [], false],
    ["lookup", '${lookup(local.map, "b")}', ["aws_x.b id"], true],
    ["lookup with something else", '${lookup(local.map, "b", aws_x.c.id)}', ["aws_x.b id", "aws_x.c id"], false],
    ["lookup of what is not known", "${lookup(local.map, var.given)}", ["aws_x.a id", "aws_x.b id"], false],
    ["lookup of a number", '${lookup({"1" = aws_x.a.id}, 1)}', ["aws_x.a id"], true],
    ["lookup of what is no key", "${lookup(local.map, true)}", ["aws_x.a id", "aws_x.b id"], false],
    ["one", "${one([aws_x.a.id])}", ["aws_x.a id"], true],
    ["a member of one", "${one(local.objects).id}", ["aws_x.a id", "aws_x.b id"], false],
    ["values", "${values(local.map)}", ["aws_x.a id", "aws_x.b id"], false],
    ["an element of values", "${values(local.map)[0]}", ["aws_x.a id", "aws_x.b id"], false],
    ["a member of values", "${values(local.nested)[0].id}", ["aws_x.a id", "aws_x.c id"], false],
    ["another function", "${sha1(aws_x.a.id)}", ["aws_x.a id"], false],
    ["another function of several", "${format(aws_x.a.id, aws_x.b.id)}", ["aws_x.a id", "aws_x.b id"], false],
    ["one of nothing", "${one()}", [], false],
    ["element of one thing", "${element(aws_x.a.ids)}", ["aws_x.a ids"], false],
  ])("what functions hand on: %s", (_, it, ends, exact) => {
    expect(settled(it)).toEqual({ ends, exact, open: [] });
  });

  it.each<[string, Json]>([
    ["either of two that are the same", "${var.given ? aws_x.a.id : aws_x.a.id}"],
    ["twice in a text", "${aws_x.a.id}-${aws_x.a.id}"],
    ["both sides of an operation", "${aws_x.a.id + aws_x.a.id}"],
    ["what may be either", "${try(aws_x.a.id, aws_x.a.id)}"],
    ["what is there, or else the same", '${lookup({a = aws_x.a.id}, "a", aws_x.a.id)}'],
    ["another function of it", "${sha1(aws_x.a.id)}"],
    ["a loop over it", "${[for x in [aws_x.a.id] : x]}"],
    ["what is negated", "${!aws_x.a.id}"],
  ])("the same without being just that: %s", (_, it) => {
    expect(settled(it)).toEqual({ ends: ["aws_x.a id"], exact: false, open: [] });
  });

  it("the elements that an instance is made for", () => {
    const made = (value: string) => settled(value, { for_each: { a: "${aws_x.a.id}", b: "${aws_x.b.id}" } });
    expect(made("${each.value}")).toEqual({ ends: ["aws_x.a id"], exact: true, open: [] });
    expect(made("${each.key}")).toEqual({ ends: [], exact: false, open: [] });
    expect(settled("${each.value.id}", { for_each: "${aws_x.e}" })).toEqual({
      ends: ['aws_x.e["x"] id'],
      exact: true,
      open: [],
    });
    expect(settled("${count.index}", { count: 1 })).toEqual({ ends: [], exact: false, open: [] });
  });

  it.each(["${path.module}", "${self.id}", "${terraform.workspace}", "${count.index}", "${each.key}"])(
    "nothing for %s",
    (it) => {
      expect(settled(it)).toEqual({ ends: [], exact: false, open: [] });
    },
  );
});

describe("where an expression does not lead on", () => {
  it.each<[string, string, string[]]>([
    ["a variable without default", "${var.given}", ["var.given has no default"]],
    ["a variable that is not declared", "${var.other}", ["var.other has no default"]],
    ["a variable with a default", "${var.default}", []],
    ["a local that is not there", "${local.other}", ["the input does not tell what local.other is"]],
    ["a resource that is not there", "${aws_x.other.id}", ["there is no aws_x.other"]],
    ["a data source that is not there", "${data.aws_d.other.id}", ["there is no data.aws_d.other"]],
    ["a data source without a name", "${data.aws_d}", ["there is no data.aws_d."]],
    ["a module that is not there", "${module.other.id}", ["module.other is not part of the input"]],
    ["a module that is not read", "${module.far.id}", ["module.far (far) is not part of the input"]],
    ["a local of itself", "${local.again}", ["local.again refers to itself"]],
    ["locals of each other", "${local.there}", ["local.there refers to itself"]],
    [
      "two of these",
      "${[var.given, local.other]}",
      ["var.given has no default", "the input does not tell what local.other is"],
    ],
    ["one of these twice", "${[var.given, var.given]}", ["var.given has no default"]],
    ["none of none", "${aws_x.none[0].id}", ["there is no aws_x.none"]],
  ])("%s is told", (_, it, open) => {
    expect(settled(it)).toEqual({ ends: [], exact: false, open });
  });

  it("what leads on elsewhere is not exact", () => {
    expect(settled("${[aws_x.a.id, var.given]}")).toEqual({
      ends: ["aws_x.a id"],
      exact: false,
      open: ["var.given has no default"],
    });
  });

  it("ends where there are more ways than anybody writes", () => {
    const locals = Object.fromEntries(
      Array.from({ length: 14 }, (_, level) => [
        `l${level}`,
        level === 0 ? "${aws_x.a.id}" : [`\${local.l${level - 1}}`, `\${local.l${level - 1}}`],
      ]),
    );
    const graph = synthGraph({ locals, resource: { aws_x: { a: {} }, aws_probe: { p: { it: "${local.l13}" } } } });
    expect(graph.settle(at(graph, "aws_probe.p"), "it").open).toEqual(["too many ways to follow"]);
  });
});

describe("the outputs of modules", () => {
  const modules = {
    "./net": {
      variable: { key: {}, size: { default: 1 }, needed: {} },
      resource: { aws_subnet: { s: { count: 2 } }, aws_vpc: { v: { tags: { a: "${var.key}" } } } },
      output: {
        vpc: { value: "${aws_vpc.v.id}" },
        subnets: { value: "${aws_subnet.s[*].id}" },
        key: { value: "${var.key}" },
        size: { value: "${var.size}" },
        needed: { value: "${var.needed}" },
      },
    },
  };
  const { synth: graph } = graphsOf(
    {
      variable: { open: {} },
      resource: {
        aws_kms_key: { k: {} },
        aws_ssm_parameter: Object.fromEntries(
          Object.entries({
            one: "${module.one.vpc}",
            subnets: "${module.one.subnets}",
            subnet: "${module.one.subnets[1]}",
            key: "${module.one.key}",
            size: "${module.one.size}",
            needed: "${module.one.needed}",
            whole: "${module.one}",
            none: "${module.one.none}",
            blue: '${module.each["blue"].vpc}',
            all: "${[for n in module.each : n.vpc]}",
            any: "${module.each[var.open].vpc}",
            second: "${module.two[1].vpc}",
            third: "${module.two[2].vpc}",
            both: "${module.two[*].vpc}",
            same: "${module.two[*].key}",
            some: "${module.some[0].vpc}",
          }).map(([name, value]) => [name, { name, type: "String", value }]),
        ),
      },
      module: {
        one: { source: "./net", key: "${aws_kms_key.k.arn}" },
        each: { source: "./net", for_each: { blue: 1, green: 2 }, key: "a", needed: 1 },
        two: { source: "./net", count: 2, key: "${aws_kms_key.k.arn}", needed: 1 },
        some: { source: "./net", count: "${var.open}", key: "a", needed: 1 },
      },
    },
    { modules },
  );

  it.each<[string, string[], boolean, string[]]>([
    ["one", ["module.one.aws_vpc.v id"], true, []],
    ["subnets", ["module.one.aws_subnet.s[0] id", "module.one.aws_subnet.s[1] id"], false, []],
    ["subnet", ["module.one.aws_subnet.s[1] id"], true, []],
    ["key", ["aws_kms_key.k arn"], true, []],
    ["size", [], false, []],
    ["needed", [], false, ["var.needed has no default"]],
    ["none", [], false, []],
    ["blue", ['module.each["blue"].aws_vpc.v id'], true, []],
    ["all", ['module.each["blue"].aws_vpc.v id', 'module.each["green"].aws_vpc.v id'], false, []],
    ["any", ['module.each["blue"].aws_vpc.v id', 'module.each["green"].aws_vpc.v id'], false, []],
    ["second", ["module.two[1].aws_vpc.v id"], true, []],
    ["third", [], false, []],
    ["both", ["module.two[0].aws_vpc.v id", "module.two[1].aws_vpc.v id"], false, []],
    ["same", ["aws_kms_key.k arn"], false, []],
    ["some", ["module.some.aws_vpc.v id"], true, []],
    [
      "whole",
      [
        "module.one.aws_vpc.v id",
        "module.one.aws_subnet.s[0] id",
        "module.one.aws_subnet.s[1] id",
        "aws_kms_key.k arn",
      ],
      false,
      ["var.needed has no default"],
    ],
  ])("lead into them: %s", (name, expected, exact, open) => {
    const found = graph.settle(at(graph, `aws_ssm_parameter.${name}`), "value");
    expect({
      ends: found.ends.map(({ resource, attribute }) => `${resource.address} ${attribute}`),
      exact: found.exact,
      open: found.open,
    }).toEqual({ ends: expected, exact, open });
  });
});

describe("the references of a plan", () => {
  const ends = (references: string[], more: readonly string[] = []) => {
    const graph = planGraph([
      { address: "aws_x.a", values: {}, unknown: { id: true } },
      ...[0, 1].map((index) => ({ address: `aws_x.n[${index}]`, values: {}, unknown: { id: true } })),
      ...["x", "y"].map((key) => ({ address: `aws_x.e["${key}"]`, values: {}, unknown: { id: true } })),
      { address: "data.aws_d.d", values: {}, unknown: { id: true } },
      ...more.map((address) => ({ address, values: {}, unknown: { it: true }, expressions: { it: { references } } })),
      { address: "aws_probe.p", values: {}, unknown: { it: true }, expressions: { it: { references } } },
    ]);
    return (more.length > 0 ? more : ["aws_probe.p"]).map((address) => {
      const settled = graph.settle(at(graph, address), "it");
      return [settled.ends.map(({ resource, attribute }) => `${resource.address} ${attribute}`), settled.exact];
    });
  };

  it.each<[string, string[], string[], boolean]>([
    ["one", ["aws_x.a.id", "aws_x.a"], ["aws_x.a id"], true],
    ["several", ["aws_x.a.id", "aws_x.a", "data.aws_d.d.id", "data.aws_d.d"], ["aws_x.a id", "data.aws_d.d id"], false],
    ["an instance", ["aws_x.n[1].id", "aws_x.n[1]", "aws_x.n"], ["aws_x.n[1] id"], true],
    ["any instance", ["aws_x.n"], ["aws_x.n[0] ", "aws_x.n[1] "], false],
    [
      "one beside what is no source",
      ["aws_x.a.id", "aws_x.a", "path.module", "terraform.workspace"],
      ["aws_x.a id"],
      true,
    ],
  ])("lead to %s", (_, references, expected, exact) => {
    expect(ends(references)).toEqual([[expected, exact]]);
  });

  it("lead from instance to instance, by number and by key", () => {
    expect(ends(["aws_x.n", "count.index"], ["aws_p.p[0]", "aws_p.p[1]"])).toEqual([
      [["aws_x.n[0] "], true],
      [["aws_x.n[1] "], true],
    ]);
    expect(ends(["aws_x.e", "each.key"], ['aws_p.p["x"]', 'aws_p.p["y"]'])).toEqual([
      [['aws_x.e["x"] '], true],
      [['aws_x.e["y"] '], true],
    ]);
  });
});
