import { graphOfSynth, type Json, type JsonObject } from "../../model";
import { graphsOf } from "../support/control-cases";
import { at, planGraph, synthGraph } from "../support/graphs";

const PROJECT = {
  variable: {
    given: {},
    default: { default: "x" },
    nothing: { default: null },
    on: { default: true },
    off: { default: false },
  },
  locals: {
    map: { a: "${aws_x.a.id}", b: "${aws_x.b.id}", "//": "${aws_x.c.id}" },
    list: ["${aws_x.a.id}", "${aws_x.b.id}"],
    objects: [{ id: "${aws_x.a.id}" }, { id: "${aws_x.b.id}" }],
    nested: { one: { id: "${aws_x.a.id}", other: "${aws_x.b.id}" }, two: { id: "${aws_x.c.id}" } },
    literals: ["first", "${aws_x.a.id}"],
    again: "${local.again}",
    there: "${local.back}",
    back: "${local.there}",
    near: "${aws_x.a.id}",
    through: "${local.near}",
    odd: { "?": "${aws_x.a.id}", "*": "${aws_x.b.id}", undefined: "${aws_x.c.id}" },
    computed: { "${var.default}": "${aws_x.a.id}", y: "${aws_x.b.id}" },
    keyed: [{ key: "${aws_x.a.id}", value: "${aws_x.b.id}" }],
    numbers: { 0: "${aws_x.a.id}", 1: "${aws_x.b.id}" },
    picked: "${(var.on ? local.nested : local.map).one}",
  },
  resource: { aws_x: { a: {}, b: {}, c: {}, n: { count: 3 }, e: { for_each: { x: 1, y: 2 } }, none: { count: 0 } } },
  data: { aws_d: { d: {} } },
  ephemeral: { aws_e: { e: {} } },
  module: { far: { source: "far" } },
} satisfies JsonObject;

function settled(it: Json, more: JsonObject = {}, path = "it") {
  const resource = { ...PROJECT.resource, aws_probe: { p: { it, ...more } } };
  const graph = synthGraph({ ...PROJECT, resource });
  const [probe] = graph.resources("aws_probe");
  if (probe === undefined) {
    throw new Error("there is no probe");
  }
  const { ends, exact, open } = graph.settle(probe, path);
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
    ["an ephemeral resource", "${ephemeral.aws_e.e.result}", ["ephemeral.aws_e.e result"], true],
    ["one of a text", "${aws_x.a.id}", ["aws_x.a id"], true],
    ["several of a text", "${aws_x.a.id}-${aws_x.b.id}", ["aws_x.a id", "aws_x.b id"], false],
    ["what a text within it is", '${nonsensitive("${aws_x.a.id}")}', ["aws_x.a id"], true],
    ["what is in a text within it", '${nonsensitive("x-${aws_x.a.id}")}', ["aws_x.a id"], false],
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
    ["one way, without the condition", "${aws_x.c.on ? aws_x.a.id : aws_x.b.id}", ["aws_x.a id", "aws_x.b id"], false],
    ["both sides", '${aws_x.a.id == "x" || aws_x.b.on}', ["aws_x.a id", "aws_x.b on"], false],
    ["one side, which is not all", "${aws_x.a.size + 1}", ["aws_x.a size"], false],
    ["what is negated", "${-aws_x.a.size}", ["aws_x.a size"], false],
    ["what stands in brackets", "${(aws_x.a).id}", ["aws_x.a id"], true],
    ["a member of what is chosen", "${(var.on ? local.nested.one : local.nested.two).id}", ["aws_x.a id"], true],
    ["a member of what is chosen of it", "${local.picked.id}", ["aws_x.a id"], true],
    ["what locals hand on", "${local.through}", ["aws_x.a id"], true],
    ["a local that is used twice", "${[local.list[0], local.list[1]]}", ["aws_x.a id", "aws_x.b id"], false],
    ["an element of a local", "${local.list[0]}", ["aws_x.a id"], true],
    ["no element beyond", "${local.list[2]}", [], false],
    ["all elements", "${local.list}", ["aws_x.a id", "aws_x.b id"], false],
    ["all elements by a splat", "${local.objects[*].id}", ["aws_x.a id", "aws_x.b id"], false],
    ["one of them", "${local.objects[1].id}", ["aws_x.b id"], true],
    ["any of them, of which one is a text", "${local.literals[var.given]}", ["aws_x.a id"], false],
    ["all elements, of which one is called like that", '${["*", aws_x.a.id][*]}', ["aws_x.a id"], true],
    ["any of one", "${[aws_x.a.id][var.given]}", ["aws_x.a id"], true],
    ["a member of each of them", "${local.objects.id}", ["aws_x.a id", "aws_x.b id"], false],
    ["any of them", "${local.objects[var.given].id}", ["aws_x.a id", "aws_x.b id"], false],
    ["a member of a member", "${local.nested.one.id}", ["aws_x.a id"], true],
    ["members of a member", "${local.nested.one}", ["aws_x.a id", "aws_x.b id"], false],
    ["all members, without metadata", "${local.map}", ["aws_x.a id", "aws_x.b id"], false],
    ["all members of a member that is not there", "${local.map.z}", ["aws_x.a id", "aws_x.b id"], false],
    ["a member that is not there, which is not the only one", "${local.nested.two.z}", ["aws_x.c id"], false],
    [
      "any member, whatever they are called",
      "${local.odd[var.given]}",
      ["aws_x.a id", "aws_x.b id", "aws_x.c id"],
      false,
    ],
    ["all members, whatever they are called", "${local.odd}", ["aws_x.a id", "aws_x.b id", "aws_x.c id"], false],
    ["a member by a computed key of JSON", "${local.computed.x}", ["aws_x.a id"], true],
    ["a member whose name is a number", "${local.numbers[1]}", ["aws_x.b id"], true],
    ["the member whose name is 0", "${local.numbers[0]}", ["aws_x.a id"], true],
    ["any member of any member", "${local.nested[var.given].id}", ["aws_x.a id", "aws_x.c id"], false],
    ["a member of a literal", "${{a = aws_x.a.id, b = aws_x.b.id}.a}", ["aws_x.a id"], true],
    ["the only member of a literal", "${{a = aws_x.a.id}}", ["aws_x.a id"], true],
    [
      "any member of a literal, of which one is a text",
      '${{a = aws_x.a.id, b = "x"}[var.given]}',
      ["aws_x.a id"],
      false,
    ],
    ["a member by a computed key", '${{(var.default) = aws_x.a.id, y = aws_x.b.id}["x"]}', ["aws_x.a id"], true],
    ["a member by a number", '${{"1" = aws_x.a.id, "2" = aws_x.b.id}[2]}', ["aws_x.b id"], true],
    ["a member of a literal whose keys are not known", "${{(var.given) = aws_x.a.id}.a}", ["aws_x.a id"], false],
    ["a member that a literal has not", "${{a = aws_x.a.id}.z.y}", ["aws_x.a id"], false],
    [
      "any member of a literal, whatever they are called",
      '${{"?" = aws_x.a.id, b = aws_x.b.id}[var.given]}',
      ["aws_x.a id", "aws_x.b id"],
      false,
    ],
    [
      "all members of a literal, whatever they are called",
      "${{undefined = aws_x.a.id, b = aws_x.b.id}}",
      ["aws_x.a id", "aws_x.b id"],
      false,
    ],
    ["any member of the only member of a literal", "${{a = local.nested}[var.given].two.id}", ["aws_x.c id"], true],
    ["a member of all there is", "${{a = local.nested}[*].a.two.id}", ["aws_x.c id"], true],
    ["any member of a literal", "${{a = aws_x.a.id, b = aws_x.b.id}[var.given]}", ["aws_x.a id", "aws_x.b id"], false],
    ["an element of a literal", "${[aws_x.a.id, aws_x.b.id][1]}", ["aws_x.b id"], true],
    ["what a loop makes", "${[for x in local.list : x]}", ["aws_x.a id", "aws_x.b id"], false],
    ["what a loop makes of members", "${[for x in local.objects : x.id][0]}", ["aws_x.a id", "aws_x.b id"], false],
    ["what a loop makes of another thing", "${[for x in local.list : aws_x.c.id]}", ["aws_x.c id"], false],
    ["what a loop makes of a member named key", "${[for x in local.keyed : x.key]}", ["aws_x.a id"], false],
    [
      "what a loop within a loop of the same name makes",
      "${[for x in local.objects : [for x in [x.id] : x]]}",
      ["aws_x.a id", "aws_x.b id"],
      false,
    ],
    [
      "what a loop makes by key",
      '${{for k, v in local.nested : k => v.id}["one"]}',
      ["aws_x.a id", "aws_x.c id"],
      false,
    ],
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
    ["a member of try", "${try(local.nested.one, local.nested.two).id}", ["aws_x.a id", "aws_x.c id"], false],
    ["try of one", "${try(aws_x.a.id)}", ["aws_x.a id"], true],
    ["a member of coalesce", "${coalesce(local.nested.one, local.nested.two).id}", ["aws_x.a id", "aws_x.c id"], false],
    ["coalesce", "${coalesce(aws_x.a.id, aws_x.b.id)}", ["aws_x.a id", "aws_x.b id"], false],
    ["concat", "${concat([aws_x.a.id], [aws_x.b.id])}", ["aws_x.a id", "aws_x.b id"], false],
    ["an element of concat", "${concat([aws_x.a.id], [aws_x.b.id])[1]}", ["aws_x.a id", "aws_x.b id"], false],
    [
      "a member of an element of concat",
      "${concat([local.nested.one], [{id = aws_x.c.id}])[1].id}",
      ["aws_x.a id", "aws_x.c id"],
      false,
    ],
    ["concat of what is a list by itself", "${concat(aws_x.a.ids)}", ["aws_x.a ids"], true],
    ["element", "${element(local.list, 0)}", ["aws_x.a id"], true],
    ["element, round and round", "${element(local.list, 5)}", ["aws_x.b id"], true],
    ["element of what has a length by itself", "${element(aws_x.n[*].id, 4)}", ["aws_x.n[1] id"], true],
    ["element, from the end", "${element(local.list, -1)}", ["aws_x.b id"], true],
    ["a member of element", "${element(local.objects, 1).id}", ["aws_x.b id"], true],
    ["element of what is not known to have one", "${element(aws_x.a.ids, 5)}", ["aws_x.a ids.5"], true],
    ["element of nothing", "${element([], 1)}", [], false],
    ["lookup", '${lookup(local.map, "b")}', ["aws_x.b id"], true],
    ["lookup with something else", '${lookup(local.map, "b", aws_x.c.id)}', ["aws_x.b id", "aws_x.c id"], false],
    ["a member of lookup", '${lookup(local.nested, "one", local.nested.two).id}', ["aws_x.a id", "aws_x.c id"], false],
    ["lookup of the only thing that is there", '${lookup({a = aws_x.a.id}, "a", "x")}', ["aws_x.a id"], true],
    ["lookup of what is not there", '${lookup({a = aws_x.a.id}, "z", "x")}', ["aws_x.a id"], false],
    ["lookup of what may not be there", '${lookup({a = aws_x.a.id}, var.given, "x")}', ["aws_x.a id"], false],
    ["lookup of what must be there", "${lookup({a = aws_x.a.id}, var.given)}", ["aws_x.a id"], true],
    ["lookup of what is not known", "${lookup(local.map, var.given)}", ["aws_x.a id", "aws_x.b id"], false],
    ["lookup of a number", '${lookup({"1" = aws_x.a.id}, 1)}', ["aws_x.a id"], true],
    ["lookup of what is no key", "${lookup(local.map, true)}", ["aws_x.a id", "aws_x.b id"], false],
    ["one", "${one([aws_x.a.id])}", ["aws_x.a id"], true],
    ["a member of the one", "${one([local.nested.one]).id}", ["aws_x.a id"], true],
    ["a member of one", "${one(local.objects).id}", ["aws_x.a id", "aws_x.b id"], false],
    ["values", "${values(local.map)}", ["aws_x.a id", "aws_x.b id"], false],
    ["values of one", "${values({a = aws_x.a.id})}", ["aws_x.a id"], true],
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

  it.each<[string, Json]>([
    ["a local", "${local.nested.one}"],
    ["a literal", "${{id = aws_x.a.id, other = aws_x.b.id}}"],
    ["a list of it", "${[local.nested.one]}"],
  ])("an only block by its number, as it does without: %s", (_, it) => {
    const only = { ends: ["aws_x.a id"], exact: true, open: [] };
    const whole = { ends: ["aws_x.a id", "aws_x.b id"], exact: false, open: [] };
    expect(settled(it, {}, "it.0.id")).toEqual(only);
    expect(settled(it, {}, "it.id")).toEqual(only);
    expect(settled(it, {}, "it.0")).toEqual(whole);
    expect(settled(it, {}, "it")).toEqual(whole);
  });

  it("what a dynamic block is made for", () => {
    const made = (path: string, forEach: Json, id: string) =>
      settled("x", { dynamic: { rule: { for_each: forEach, content: { id } } } }, path);
    const one = { a: "${aws_x.a.id}" };
    const two = [{ id: "${aws_x.a.id}" }, { id: "${aws_x.b.id}" }];
    expect(made("rule.id", one, "${rule.value}")).toEqual({ ends: ["aws_x.a id"], exact: true, open: [] });
    expect(made("rule.id", one, "${rule.key}")).toEqual({ ends: [], exact: false, open: [] });
    expect(made("rule.1.id", two, "${rule.value.id}")).toEqual({ ends: ["aws_x.b id"], exact: true, open: [] });
    expect(made("rule.1.id", two, "x-${rule.value.id}")).toEqual({ ends: ["aws_x.b id"], exact: false, open: [] });
    expect(made("rule.0.id", "${var.on ? local.list : var.given}", "${rule.value}")).toEqual({
      ends: ["aws_x.a id"],
      exact: true,
      open: [],
    });
    expect(made("rule.0.id", "${var.given ? local.list : local.nested.two}", "${rule.value}")).toEqual({
      ends: ["aws_x.a id", "aws_x.b id", "aws_x.c id"],
      exact: false,
      open: [],
    });
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
    expect(made("${each.key}-x")).toEqual({ ends: [], exact: false, open: [] });
    expect(settled("${each.value}", { for_each: "${toset(local.list)}" })).toEqual({
      ends: ["aws_x.a id", "aws_x.b id"],
      exact: false,
      open: [],
    });
  });

  it.each([
    "${path.module}",
    "${self.id}",
    "${terraform.workspace}",
    "${count.index}",
    "${each.key}",
    "${path.module}-x",
    "${self.id}-x",
    "${terraform.workspace}-x",
    "${count.index}-x",
    "${each.value}-x",
  ])("nothing for %s", (it) => {
    expect(settled(it)).toEqual({ ends: [], exact: false, open: [] });
  });
});

describe("the references of a resource", () => {
  const references = (it: Json) => {
    const graph = synthGraph({
      ...PROJECT,
      resource: { aws_x: { a: {}, b: {}, n: { count: 12 } }, aws_probe: { p: { it } } },
    });
    return graph
      .referencesOf(at(graph, "aws_probe.p"))
      .map(({ to, attribute, exact }) => `${to.address} ${attribute}${exact ? "" : ", not exactly"}`);
  };

  it.each<[string, Json, string[]]>([
    ["an attribute", "${aws_x.a.id}", ["aws_x.a id"]],
    ["either of several", "${local.list}", ["aws_x.a id, not exactly", "aws_x.b id, not exactly"]],
    [
      "two of the same resource",
      "${[aws_x.a.id, aws_x.a.arn]}",
      ["aws_x.a id, not exactly", "aws_x.a arn, not exactly"],
    ],
    ["one beside another that leads nowhere", "${[aws_x.a.id, var.given]}", ["aws_x.a id, not exactly"]],
    ["an element of a list", "${[aws_x.a.id][0]}", ["aws_x.a id"]],
  ])("tell whether they are exactly that: %s", (_, it, expected) => {
    expect(references(it)).toEqual(expected);
  });

  it("are each there once, however many there are and however often they stand there", () => {
    const all = (attribute: string) =>
      Array.from({ length: 12 }, (_, key) => `aws_x.n[${key}] ${attribute}, not exactly`);
    expect(references("${concat(aws_x.n[*].id, aws_x.n[*].arn, aws_x.n[*].id, aws_x.n[*].arn)}")).toEqual([
      ...all("id"),
      ...all("arn"),
    ]);
  });
});

describe("where an expression does not lead on", () => {
  it.each<[string, string, string[]]>([
    ["a variable without default", "${var.given}", ["var.given has no default"]],
    ["a variable that is not declared", "${var.other}", ["var.other has no default"]],
    ["a variable with a default", "${var.default}", []],
    ["a variable that is null by default", "${var.nothing}", []],
    ["a directive", "%{if var.on}${aws_x.a.id}%{endif}", ["an expression is not evaluated here"]],
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
  const inner = { variable: { key: {} }, output: { key: { value: "${var.key}" } } };
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
    "./pair": {
      resource: { aws_vpc: { v: {} } },
      output: { a: { value: "${aws_vpc.v.id}" }, b: { value: "${aws_vpc.v.id}" } },
    },
    // One of its outputs is handed back to it.
    "./fed": {
      variable: { a: {}, b: {} },
      output: { first: { value: "${var.a}" }, second: { value: "${var.b}" } },
    },
    "./outer": {
      variable: { key: {} },
      module: { inner: { source: "./inner", key: "${var.key}" } },
      output: { key: { value: "${module.inner.key}" } },
    },
    // From its own folder, and as a plan's configuration names it.
    "./outer/inner": inner,
    "./inner": inner,
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
            somewhere: "${module.some.vpc}",
            each: "${module.two[*][var.open]}",
            unknown: '${module.unknown["blue"].vpc}',
            pair: "${module.pair}",
            fed: "${module.fed.second}",
            within: "${module.outer.key}",
          }).map(([name, value]) => [name, { name, type: "String", value }]),
        ),
      },
      module: {
        one: { source: "./net", key: "${aws_kms_key.k.arn}" },
        each: { source: "./net", for_each: { blue: 1, green: 2 }, key: "a", needed: 1 },
        two: { source: "./net", count: 2, key: "${aws_kms_key.k.arn}", needed: 1 },
        some: { source: "./net", count: "${var.open}", key: "a", needed: 1 },
        unknown: { source: "./net", for_each: "${var.open}", key: "a", needed: 1 },
        pair: { source: "./pair" },
        fed: { source: "./fed", a: "${aws_kms_key.k.arn}", b: "${module.fed.first}" },
        outer: { source: "./outer", key: "${aws_kms_key.k.arn}" },
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
    ["somewhere", ["module.some.aws_vpc.v id"], true, []],
    [
      "each",
      [
        "module.two[0].aws_vpc.v id",
        "module.two[0].aws_subnet.s[0] id",
        "module.two[0].aws_subnet.s[1] id",
        "aws_kms_key.k arn",
        "module.two[1].aws_vpc.v id",
        "module.two[1].aws_subnet.s[0] id",
        "module.two[1].aws_subnet.s[1] id",
      ],
      false,
      [],
    ],
    ["unknown", ["module.unknown.aws_vpc.v id"], true, []],
    ["pair", ["module.pair.aws_vpc.v id"], false, []],
    ["fed", ["aws_kms_key.k arn"], true, []],
    ["within", ["aws_kms_key.k arn"], true, []],
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

describe("the outputs of stacks that are read by others", () => {
  const reading = (...names: string[]) =>
    Object.fromEntries(names.map((name) => [name, { backend: "s3", config: { key: `env/${name}.tfstate` } }]));
  const stack = (name: string, json: JsonObject) => ({
    name,
    json: { terraform: { backend: { s3: { key: `env/${name}.tfstate` } } }, ...json },
  });
  const output = "data.terraform_remote_state.security.outputs";
  const graph = graphOfSynth([
    stack("app", {
      data: {
        terraform_remote_state: {
          ...reading("net", "security", "there", "elsewhere"),
          twice: { count: 2, backend: "s3", config: { key: "env/net.tfstate" } },
        },
      },
      resource: {
        aws_stack: { s: { config: { key: "env/net.tfstate" } } },
        aws_probe: {
          p: {
            own: `\${${output}.key}`,
            through: "${data.terraform_remote_state.net.outputs.key}",
            member: `\${${output}.keys.b.arn}`,
            back: "${data.terraform_remote_state.net.outputs.back}",
            text: `x-\${${output}.key}`,
            twice: "${data.terraform_remote_state.twice[*].outputs.key}",
            none: `\${${output}.other}`,
            all: `\${${output}}`,
            whole: "${data.terraform_remote_state.security}",
            config: "${data.terraform_remote_state.security.config.key}",
            elsewhere: "${data.terraform_remote_state.elsewhere.outputs.key}",
            stack: "${aws_stack.s.outputs.key}",
            round: "${data.terraform_remote_state.there.outputs.round}",
          },
        },
      },
    }),
    stack("net", {
      data: { terraform_remote_state: reading("security") },
      resource: { aws_vpc: { v: {} } },
      output: {
        key: { value: `\${${output}.key}` },
        vpc: { value: "${aws_vpc.v.id}" },
        back: { value: `\${${output}.vpc}` },
      },
    }),
    stack("security", {
      data: { terraform_remote_state: reading("net") },
      resource: { aws_kms_key: { a: {}, b: {} } },
      output: {
        vpc: { value: "${data.terraform_remote_state.net.outputs.vpc}" },
        key: { value: "${aws_kms_key.a.arn}" },
        keys: { value: { a: { arn: "${aws_kms_key.a.arn}" }, b: { arn: "${aws_kms_key.b.arn}" } } },
      },
    }),
    stack("there", {
      data: { terraform_remote_state: reading("back") },
      output: { round: { value: "${data.terraform_remote_state.back.outputs.round}" } },
    }),
    stack("back", {
      data: { terraform_remote_state: reading("there") },
      output: { round: { value: "${data.terraform_remote_state.there.outputs.round}" } },
    }),
  ]);
  const state = "app/data.terraform_remote_state";

  it.each<[string, string[], boolean, string[]]>([
    ["own", ["security/aws_kms_key.a arn"], true, []],
    ["through", ["security/aws_kms_key.a arn"], true, []],
    ["member", ["security/aws_kms_key.b arn"], true, []],
    ["back", ["net/aws_vpc.v id"], true, []],
    ["text", ["security/aws_kms_key.a arn"], false, []],
    ["twice", ["security/aws_kms_key.a arn"], false, []],
    ["none", [`${state}.security outputs.other`], true, []],
    ["all", [`${state}.security outputs`], true, []],
    ["whole", [`${state}.security `], true, []],
    ["config", [`${state}.security config.key`], true, []],
    ["elsewhere", [`${state}.elsewhere outputs.key`], true, []],
    ["stack", ["app/aws_stack.s outputs.key"], true, []],
    ["round", [], false, ["output.round refers to itself"]],
  ])("lead into them: %s", (path, expected, exact, open) => {
    const found = graph.settle(at(graph, "app/aws_probe.p"), path);
    expect({
      ends: found.ends.map(({ resource, attribute }) => `${resource.label} ${attribute}`),
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

  const followed = (references: string[], path = "it", more: JsonObject = {}) => {
    const block = (address: string) => ({ address, values: {}, unknown: { id: true } });
    const graph = planGraph(
      [
        ...["aws_x.a", "aws_x.n[0]", "aws_x.n[1]", "data.aws_d.d"].map(block),
        {
          address: 'aws_p.p["n"]',
          values: {},
          unknown: { it: true },
          expressions: { it: { references } },
          config: {
            for_each_expression: {
              constant_value: '${toset(["n", aws_x.a.id])}',
              references: ["aws_x.a.id", "aws_x.a"],
            },
          },
        },
      ],
      more,
    );
    const settled = graph.settle(at(graph, 'aws_p.p["n"]'), path);
    return {
      ends: settled.ends.map(({ resource, attribute }) => `${resource.address} ${attribute}`),
      exact: settled.exact,
      open: settled.open,
    };
  };

  it.each<[string, string[], string, string[], boolean]>([
    ["into a resource that is named as a whole", ["aws_x.a"], "it.id", ["aws_x.a id"], true],
    ["into a data source that is named as a whole", ["data.aws_d.d"], "it.id", ["data.aws_d.d id"], true],
    ["no further than an attribute", ["aws_x.a.tags", "aws_x.a"], "it.id", ["aws_x.a tags"], true],
    [
      "no further than one of a data source",
      ["data.aws_d.d.tags", "data.aws_d.d"],
      "it.id",
      ["data.aws_d.d tags"],
      true,
    ],
    [
      "to one beside what is no source",
      ["aws_x.n[1].id", "aws_x.n[1]", "aws_x.n", "path.module"],
      "it",
      ["aws_x.n[1] id"],
      true,
    ],
    ["to one of several", ["aws_x.n[1].id", "aws_x.n[1]", "aws_x.n", "aws_x.n[1].id"], "it", ["aws_x.n[1] id"], false],
    ["nowhere for an element that is a text", ["each.value"], "it", [], false],
  ])("lead %s", (_, references, path, expected, exact) => {
    expect(followed(references, path)).toEqual({ ends: expected, exact, open: [] });
  });

  it("lead to variables, of which it is told where they have no value", () => {
    const references = ["var.given", "aws_x.n[1].id", "aws_x.n[1]", "aws_x.n"];
    const end = { ends: ["aws_x.n[1] id"], exact: false };
    expect(followed(references)).toEqual({ ...end, open: ["var.given has no default"] });
    expect(followed(references, "it", { variables: { given: { value: "x" } } })).toEqual({ ...end, open: [] });
  });
});
