import { drawingOf, nodesWithin } from "../../../handoff/diagram/draw";
import { elementId } from "../../../handoff/diagram/ids";
import { mermaidOf } from "../../../handoff/diagram/mermaid";
import { svgOf } from "../../../handoff/diagram/svg";
import { SHIPPED } from "../../support/environments";
import { synthGraph } from "../../support/graphs";
import { drawableOf, drawingOfGraph } from "../../support/reports";

const HOSTILE = `x"'><script>alert(1)</script>&${"`"}]];|`;

function hostileDrawing() {
  return drawingOfGraph(
    synthGraph({
      provider: { aws: [{ region: HOSTILE, allowed_account_ids: [HOSTILE] }] },
      resource: {
        aws_vpc: { vpc: { cidr_block: "10.0.0.0/16" } },
        aws_subnet: { a: { vpc_id: "${aws_vpc.vpc.id}", cidr_block: HOSTILE, availability_zone: HOSTILE } },
        aws_db_subnet_group: { db: { subnet_ids: ["${aws_subnet.a.id}"] } },
        aws_db_instance: {
          db: { engine: HOSTILE, instance_class: HOSTILE, db_subnet_group_name: "${aws_db_subnet_group.db.name}" },
        },
        aws_s3_bucket: { many: { for_each: { [HOSTILE]: 1 }, bucket: "${each.key}" } },
      },
    }),
  );
}

describe.each(SHIPPED)("the SVG of %s", (base) => {
  const drawing = drawingOf(drawableOf({ name: base, base, overrides: {} }));
  let svg = "";

  beforeAll(async () => {
    svg = await svgOf(drawing);
  });

  it("has an element for every node, with its addresses, and a line for every flow", () => {
    const found = new Map(
      [...svg.matchAll(/ id="drawn-([^"]*)" class="[^"]*" data-addresses="([^"]*)"/g)].map(([, id = "", own = ""]) => [
        id,
        own,
      ]),
    );
    const nodes = nodesWithin(drawing);
    expect([...found].toSorted()).toEqual(nodes.map(({ id, addresses }) => [id, addresses.join(" ")]).toSorted());
    expect(svg.match(/class="edge flow flow-/g)).toHaveLength(drawing.flows.length);
    for (const { from, to, kind } of drawing.flows) {
      expect(svg).toContain(`id="${elementId(`${from}--${to}-${kind}`)}"`);
    }
  });

  it("is the same each time, without marks of colours, and as wide as a page", async () => {
    expect(await svgOf(drawing)).toBe(svg);
    expect(svg).not.toMatch(/#000[01][0-9a-f]{2}\b/);
    const [, width = "0"] = /<svg [^>]* width="(\d+)"/.exec(svg) ?? [];
    expect(Number(width)).toBeLessThan(1400);
  });

  it("names nothing that is not there", () => {
    const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(ids.length).toBe(new Set(ids).size);
    const used = [...svg.matchAll(/href="#([^"]*)"/g)].map(([, id = ""]) => id);
    expect(used.filter((id) => !ids.includes(id))).toEqual([]);
  });
});

it("keeps markup of names out of the SVG", async () => {
  const svg = await svgOf(hostileDrawing());
  expect(svg).not.toContain("<script");
  expect(svg).toContain("&lt;script&gt;");
  expect(svg.match(/data-addresses="[^"]*"/g)?.length).toBe(5);
});

it("keeps markup of names out of Mermaid's text", () => {
  const text = mermaidOf(hostileDrawing());
  expect(text).not.toContain("<script");
  // Quotes stand around labels only.
  expect(text.split("\n").filter((line) => (line.match(/"/g) ?? []).length % 2 === 1)).toEqual([]);
});

it("writes the network as Mermaid", () => {
  const text = mermaidOf(drawingOf(drawableOf({ name: "seccfn", base: "seccfn", overrides: {} })));
  expect(text).toMatchSnapshot();
});
