import { readFileSync } from "node:fs";
import { join } from "node:path";
import { display, type Graph, type Json, kindOf, patternOf, readPlans, readSynth } from "../../model";
import { at, PLANS } from "../support/graphs";
import { isObject, objectOf } from "../support/json";

const FOLDER = join(PLANS, "json-syntax");

/** Where every attribute leads to, as lines. */
function ends(graph: Graph): string[] {
  return graph
    .resources()
    .flatMap((resource) =>
      resource.names().map((name) => {
        const found = graph.settle(resource, name).ends.map((end) => `${end.resource.address} ${end.attribute}`);
        return `${resource.address} ${name} > ${found.sort().join(", ")}`;
      }),
    )
    .sort();
}

describe("a plan of JSON, made by a real Terraform", () => {
  const synth = readSynth(FOLDER);
  const plan = readPlans([join(FOLDER, "plan.json")]);

  it("has the resources of its source", () => {
    const addresses = (graph: Graph) =>
      graph
        .resources()
        .map(({ address }) => address)
        .sort();
    expect(addresses(plan)).toEqual(addresses(synth));
  });

  it("leads where its source leads, but for locals", () => {
    const found = new Set(ends(plan));
    expect(ends(synth).filter((line) => !found.has(line))).toEqual([
      "terraform_data.deep input > terraform_data.key id",
      "terraform_data.vialocal input > terraform_data.key id",
    ]);
    expect(plan.settle(at(plan, "terraform_data.vialocal"), "input").open).toEqual([
      "the input does not tell what local.key is",
    ]);
  });

  it("tells the same of what is known only in parts", () => {
    for (const address of [
      "terraform_data.text",
      'terraform_data.map["y"]',
      "terraform_data.element[2]",
      "terraform_data.cond",
      "terraform_data.labelled",
    ]) {
      const of = (graph: Graph) => at(graph, address).get("input");
      expect([patternOf(of(plan)), display(of(plan))]).toEqual([patternOf(of(synth)), display(of(synth))]);
    }
    expect(patternOf(at(plan, "terraform_data.text").get("input"))).toBe("arn:${terraform_data.key.id}/*");
  });

  it("holds policies that are encoded with unknown parts", () => {
    const [synthesized, planned] = [synth, plan].map((graph) =>
      graph.policy(at(graph, "terraform_data.json"), "input"),
    );
    expect(planned).toEqual(synthesized);
    expect(planned?.statements[0]?.resources).toEqual([{ text: "${terraform_data.key.id}/*", known: false }]);
  });

  it("hides what is sensitive", () => {
    expect(display(at(plan, "terraform_data.secret").get("input"))).toBe("(sensitive)");
    expect(display(at(synth, "terraform_data.secret").get("input"))).toBe("(sensitive)");
  });

  it("tells what depends on what", () => {
    const all = (graph: Graph) =>
      graph.dependenciesOf(at(graph, "terraform_data.depends")).map(({ address }) => address);
    expect(all(plan)).toEqual(["terraform_data.key"]);
    expect(all(synth)).toEqual(["terraform_data.key"]);
  });
});

/** The plan that Terraform would make of the same in HCL: of an expression only what it refers to. */
function asOfHcl(json: Json): Json {
  if (Array.isArray(json)) {
    return json.map(asOfHcl);
  }
  if (!isObject(json)) {
    return json;
  }
  const { constant_value: _, ...rest } = json;
  return Object.fromEntries(
    Object.entries(json.references === undefined ? json : rest).map(([key, value]) => [key, asOfHcl(value)]),
  );
}

describe("the plan of the same in HCL", () => {
  const json = objectOf(asOfHcl(JSON.parse(readFileSync(join(FOLDER, "plan.json"), "utf8"))));
  const plan = readPlans([{ file: "plan.json", content: json }]);

  const endsOf = (graph: Graph, address: string) =>
    new Set(graph.settle(at(graph, address), "input").ends.map(({ resource }) => resource.address));
  const source = readSynth(FOLDER);
  const compared = source
    .resources()
    .map(({ address }) => ({ address, synth: endsOf(source, address), plan: endsOf(plan, address) }));

  it("leads to all ends of its source, but for locals", () => {
    const lost = compared.filter(({ synth, plan: own }) => [...synth].some((end) => !own.has(end)));
    expect(lost.map(({ address }) => address)).toEqual(["terraform_data.vialocal", "terraform_data.deep"]);
  });

  it("leads to more only where the expression alone tells which", () => {
    const wider = compared.filter(({ synth, plan: own }) => own.size > synth.size);
    expect(wider.map(({ address, plan: own }) => [address, [...own]])).toEqual([
      // `for_each` over an object: which member is whose is not told.
      ['terraform_data.map["x"]', ["terraform_data.key", "terraform_data.first"]],
      ['terraform_data.map["y"]', ["terraform_data.key", "terraform_data.first"]],
      ["terraform_data.cond", ["terraform_data.key", "terraform_data.first"]],
      // `for` over a module: which of its outputs is not told.
      [
        "terraform_data.mods",
        ["blue", "green"].flatMap((key) =>
          ["sub[0]", "sub[1]", "main"].map((name) => `module.net["${key}"].terraform_data.${name}`),
        ),
      ],
    ]);
  });
});

describe("a plan of what comes next", () => {
  const graph = readPlans([join(FOLDER, "next.json")]);

  it("has a reason for all that it takes away", () => {
    const changed = graph
      .changes()
      .filter((change) => kindOf(change) !== "none" || change.previousAddress !== undefined);
    expect(changed.map((change) => [change.address, kindOf(change), change.reason, change.previousAddress])).toEqual([
      ["terraform_data.cond", "update", undefined, undefined],
      ["terraform_data.first", "delete", "delete_because_no_resource_config", undefined],
      ['terraform_data.map["y"]', "delete", "delete_because_each_key", undefined],
      ["terraform_data.object", "update", undefined, undefined],
      ["terraform_data.objvar", "forget", "delete_because_no_resource_config", undefined],
      ["terraform_data.percount[1]", "delete", "delete_because_count_index", undefined],
      ["terraform_data.renamed", "none", undefined, "terraform_data.known"],
      ["terraform_data.tern", "replace", "replace_because_cannot_update", undefined],
      ["terraform_data.text", "replace", "replace_because_cannot_update", undefined],
    ]);
  });

  it("has the checks with their problems", () => {
    expect(graph.stacks[0]?.meta.checks).toEqual([
      { address: "check.c", kind: "check", status: "fail", problems: ["no"] },
    ]);
  });

  it("follows by value what goes through a local, once values are known", () => {
    expect(
      graph.settle(at(graph, "terraform_data.vialocal"), "input").ends.map(({ resource }) => resource.address),
    ).toEqual(["terraform_data.key"]);
  });
});
