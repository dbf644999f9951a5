import { mark } from "./colours";
import type { Drawing, DrawnFlow, DrawnNode, DrawnPanel, DrawnTier, DrawnVpc } from "./drawing";
import { glyphMark } from "./glyph-marks";
import { elementId, flowId } from "./ids";

const FONT = "Helvetica";
/** In units of the drawing, which are pixels at 100 %. */
const TITLE_SIZE = 13;
const LINE_SIZE = 11;
const CELL_WIDTH = 236;
/** The text of a host at most; boxes in panels are all alike. */
const WIDEST_HOST = 250;
const GLYPH_SIZE = 22;
const GLYPH_CELL = GLYPH_SIZE + 10;

/** The drawing in Graphviz's language. */
export function dotOf(drawing: Drawing): string {
  const { title, account, region, outside, vpcs, panels, flows } = drawing;
  return [
    "digraph architecture {",
    `graph [id="${elementId("drawing")}" rankdir=TB newrank=true compound=true splines=true nodesep=0.35 ranksep=0.6 pad=0.1 bgcolor="transparent" fontname="${FONT}" fontsize=${TITLE_SIZE} fontcolor="${mark("text")}" tooltip=${quoted(title)}]`,
    `node [shape=plain fontname="${FONT}" fontsize=${TITLE_SIZE} fontcolor="${mark("text")}"]`,
    `edge [fontname="${FONT}" fontsize=${LINE_SIZE} arrowsize=0.7]`,
    ...outside.map((node) => nodeStatement(node)),
    ...cluster("account", [`Account ${account ?? "not known"}`], { fill: "page", line: "account" }, [
      ...cluster("region", [`Region ${region ?? "not known"}`], { fill: "page", line: "account" }, [
        ...vpcs.flatMap(vpcStatements),
        ...panelStatements(panels, vpcs),
      ]),
    ]),
    // Outside of all frames: what an edge names within a frame would become part of it.
    ...vpcs.flatMap(order),
    ...flows.map((flow) => flowStatement(flow)),
    "}",
    "",
  ].join("\n");
}

function vpcStatements(vpc: DrawnVpc): string[] {
  const { frame, tiers, nodes } = vpc;
  return cluster(frame.id, [[frame.title, ...frame.lines].join("  ")], { fill: "vpc", line: "vpcLine", id: frame.id }, [
    ...tiers.flatMap(tierStatements),
    ...nodes.map((node) => nodeStatement(node)),
  ]);
}

function tierStatements({ id, title, subnets, nodes }: DrawnTier): string[] {
  return cluster(`tier_${id}`, [title], { fill: "tier", line: "tierLine" }, [
    ...subnets.flatMap(({ frame, zone, nodes: own }) =>
      cluster(
        frame.id,
        [`${frame.title} · ${zone}`, frame.lines.join(" · ")],
        { fill: "subnet", line: "subnetLine", id: frame.id },
        [
          `${quoted(anchorOf(frame))} [shape=point style=invis width=0.01 height=0.01]`,
          ...own.map((node) => nodeStatement(node)),
        ],
      ),
    ),
    ...nodes.map((node) => nodeStatement(node)),
  ]);
}

/** A point that holds the place of a subnet, also of an empty one. */
function anchorOf({ id }: DrawnNode): string {
  return `anchor_${id}`;
}

/**
 * From the top: the internet, the gateways of the VPC, then tier by tier its subnets side by side, what is in one of them, and
 * what is in several. Lines that nobody sees keep it so.
 */
function order({ tiers, nodes }: DrawnVpc): string[] {
  const invisible = (from: string, to: string) => `${quoted(from)} -> ${quoted(to)} [style=invis]`;
  const rows = tiers.map(({ subnets }) =>
    subnets.flatMap(({ frame, nodes: inside }) => [anchorOf(frame), ...inside.map(({ id }) => id)]),
  );
  return tiers.flatMap(({ nodes: own }, index) => {
    const row = rows[index] ?? [];
    const [first = ""] = row;
    const [next = ""] = rows[index + 1] ?? [];
    const gateways = nodes.map(({ id }) => id);
    return [
      ...(index > 0 ? [] : [invisible("internet", first)]),
      ...(index > 0 ? [] : gateways.flatMap((id) => [invisible("internet", id), invisible(id, first)])),
      `{rank=same; ${row.map((id) => `${quoted(id)};`).join(" ")}}`,
      ...row.slice(1).map((id, position) => invisible(row[position] ?? "", id)),
      ...own.map(({ id }) => invisible(first, id)),
      ...(next === "" ? [] : [first, ...own.map(({ id }) => id)].map((id) => invisible(id, next))),
    ];
  });
}

/** All panels are one table, so that they stand in even columns; each cell is a node of its own. */
function panelStatements(panels: readonly DrawnPanel[], vpcs: readonly DrawnVpc[]): string[] {
  const columns = columnsOf(panels);
  if (columns.length === 0) {
    return [];
  }
  const tallest = Math.max(...columns.map(heightOf));
  const cells = columns.map((column) => {
    const rest = tallest - heightOf(column);
    const filler = rest === 0 ? "" : `<tr><td fixedsize="true" width="${CELL_WIDTH}" height="${rest}"></td></tr>`;
    return `<td><table border="0" cellborder="0" cellspacing="0" cellpadding="0">${column.map(panelRows).join("")}${filler}</table></td>`;
  });
  const above = vpcs.flatMap(({ tiers, nodes }) => {
    const lowest = tiers.at(-1);
    const last = lowest?.nodes.map(({ id }) => id) ?? [];
    const anchors = (lowest?.subnets ?? []).map(({ frame }) => anchorOf(frame));
    return [last, anchors, nodes.map(({ id }) => id)].find((ids) => ids.length > 0) ?? [];
  });
  return [
    `services [label=<<table border="0" cellborder="0" cellspacing="${GAP}" cellpadding="0"><tr>${cells.join("")}</tr></table>>]`,
    ...above.map((id) => `${quoted(id)} -> services [style=invis]`),
  ];
}

/** Most columns side by side. */
const COLUMNS = 4;
const GAP = 8;
const HEADING_HEIGHT = 28;

/** Panels in columns that are about equally long: the longest first, each into what is shortest; then in their own order. */
function columnsOf(panels: readonly DrawnPanel[]): readonly (readonly DrawnPanel[])[] {
  const columns: DrawnPanel[][] = Array.from({ length: COLUMNS }, () => []);
  for (const panel of panels.toSorted((one, other) => heightOf([other]) - heightOf([one]))) {
    columns.reduce((best, column) => (heightOf(column) < heightOf(best) ? column : best)).push(panel);
  }
  const place = (panel: DrawnPanel | undefined) => (panel === undefined ? panels.length : panels.indexOf(panel));
  return columns
    .filter((column) => column.length > 0)
    .map((column) => column.toSorted((one, other) => place(one) - place(other)))
    .sort(([one], [other]) => place(one) - place(other));
}

function heightOf(column: readonly DrawnPanel[]): number {
  return column
    .flatMap(({ nodes }) => [HEADING_HEIGHT, ...nodes.map(cellHeight)])
    .reduce((sum, height) => sum + height, 0);
}

/** With the gap below it. */
function cellHeight({ lines, key }: DrawnNode): number {
  const count = lines.length + (key === undefined ? 0 : 1);
  return Math.max(GLYPH_SIZE + 8, 21 + 14 * count + 5) + GAP;
}

function panelRows({ title, nodes }: DrawnPanel): string {
  return [
    `<tr><td fixedsize="true" width="${CELL_WIDTH}" height="${HEADING_HEIGHT}" align="left"><font color="${mark("muted")}"><b>${markup(title)}</b></font></td></tr>`,
    ...nodes.flatMap((node) => [
      `<tr><td id="${elementId(node.id)}" title="${markup(tooltipOf(node))}" fixedsize="true" width="${CELL_WIDTH}" height="${cellHeight(node) - GAP}" bgcolor="${mark("node")}" color="${mark("nodeLine")}" border="1" style="rounded">${boxOf(node, CELL_WIDTH - GLYPH_CELL - 4)}</td></tr>`,
      `<tr><td fixedsize="true" width="${CELL_WIDTH}" height="${GAP}"></td></tr>`,
    ]),
  ].join("");
}

function nodeStatement(node: DrawnNode): string {
  return `${quoted(node.id)} [id=${quoted(elementId(node.id))} class="node-box" tooltip=${quoted(tooltipOf(node))} label=<<table border="1" cellborder="0" cellspacing="0" cellpadding="4" style="rounded" bgcolor="${mark("node")}" color="${mark("nodeLine")}"><tr><td>${boxOf(node)}</td></tr></table>>]`;
}

/** A sign, and beside it the title with its lines; where a width is given, cut to it. */
function boxOf({ glyph, title, lines, key }: DrawnNode, given?: number): string {
  const width = given ?? WIDEST_HOST;
  const end = '<br align="left"/>';
  const small = (color: "muted" | "key", text: string) =>
    `<font point-size="${LINE_SIZE}" color="${mark(color)}">${markup(fitted(text, LINE_SIZE, width))}</font>${end}`;
  const text = [
    `<b>${markup(fitted(title, TITLE_SIZE, width))}</b>${end}`,
    ...lines.map((line) => small("muted", line)),
    ...(key === undefined ? [] : [small("key", key)]),
  ].join("");
  // Graphviz measures bold letters as if they were not.
  const [size, spacer] = given === undefined ? ["", '<td width="10"></td>'] : [` width="${width}"`, ""];
  return `<table border="0" cellborder="0" cellspacing="0" cellpadding="0"><tr><td fixedsize="true" width="${GLYPH_CELL}" height="${GLYPH_SIZE + 4}" bgcolor="${glyphMark(glyph)}"></td><td align="left" balign="left"${size}>${text}</td>${spacer}</tr></table>`;
}

/** What comes in goes down, what goes out too: so the internet stays above. */
function flowStatement(flow: DrawnFlow): string {
  const { from, to, labels, kind } = flow;
  const isOutwards = to === "internet" || to === "networks";
  const [tail, head] = isOutwards ? [to, from] : [from, to];
  const style =
    kind === "needed"
      ? "penwidth=1.6"
      : kind === "possible"
        ? 'style="dashed" penwidth=1 constraint=false'
        : "penwidth=2.4";
  const label = `<<font color="${mark(kind)}">${labels.map((line) => markup(`\u00a0${line}\u00a0`)).join("<br/>")}</font>>`;
  return `${quoted(tail)} -> ${quoted(head)} [id=${quoted(flowId(flow))} class="flow flow-${kind}" color="${mark(kind)}" label=${label} ${style}${isOutwards ? " dir=back" : ""} tooltip=${quoted(`${from} to ${to}: ${labels.join("; ")}`)}]`;
}

interface Frame {
  readonly fill: "page" | "vpc" | "tier" | "subnet";
  readonly line: "account" | "vpcLine" | "tierLine" | "subnetLine";
  readonly id?: string;
}

/** A frame with a title, and lines of what is worth knowing below it. */
function cluster(
  name: string,
  [title = "", ...lines]: readonly string[],
  { fill, line, id }: Frame,
  content: readonly string[],
): string[] {
  const end = '<br align="left"/>';
  const more = lines
    .filter((text) => text !== "")
    .map((text) => `<font point-size="${LINE_SIZE}" color="${mark("muted")}">${markup(text)}</font>${end}`);
  return [
    `subgraph ${quoted(`cluster_${name}`)} {`,
    `graph [id=${quoted(elementId(id ?? `frame-${name}`))} class="frame frame-${fill}" label=<<b>${markup(title)}</b>${more.length === 0 ? "" : end}${more.join("")}> fontsize=${fill === "subnet" ? LINE_SIZE + 1 : TITLE_SIZE} labeljust=l style="rounded,filled" fillcolor="${mark(fill)}" color="${mark(line)}" margin=12 tooltip=${quoted(title)}]`,
    ...content,
    "}",
  ];
}

/** The addresses of what a node stands for. */
export function tooltipOf({ title, addresses }: DrawnNode): string {
  return addresses.length === 0 ? title : addresses.join(", ");
}

/** As much of a text as fits, with an ellipsis where it was cut; the tooltip has all of it. */
function fitted(text: string, size: number, width: number): string {
  let used = 0;
  const most = width - size;
  for (const [index, character] of [...text].entries()) {
    used += size * (WIDE.test(character) ? 0.86 : NARROW.test(character) ? 0.3 : CAPITAL.test(character) ? 0.7 : 0.57);
    if (used > most && index < text.length - 2) {
      return `${[...text].slice(0, index).join("").trimEnd()}…`;
    }
  }
  return text;
}

/** Letters of Helvetica by their width, roughly. */
const WIDE = /[mwMW@%]/;
const NARROW = /[ijlftrI.,:;|'!()[\]\s/·-]/;
const CAPITAL = /[A-Z]/;

/** A text in Graphviz's HTML. */
function markup(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A text in quotes. Graphviz reads entities in it, and backslashes. */
function quoted(text: string): string {
  return `"${printable(text).replaceAll("&", "&amp;").replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
}
