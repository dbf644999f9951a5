import { escaped } from "../report/html";
import { COLOUR_OF_MARK, COLOURS, type Colour, diagramStyle } from "./colours";
import { dotOf } from "./dot";
import { nodesWithin } from "./draw";
import type { Drawing, DrawnFlow, DrawnNode } from "./drawing";
import { glyphOfMark } from "./glyph-marks";
import { GLYPHS, type Glyph } from "./glyphs";
import { elementId, flowId } from "./ids";

/** Renders a drawing by Graphviz. The same drawing gives the same bytes. */
export async function svgOf(drawing: Drawing): Promise<string> {
  const { instance } = await import("@viz-js/viz");
  const graphviz = await instance();
  const rendered = graphviz.renderString(dotOf(drawing), { format: "svg", engine: "dot" });
  return finished(rendered, drawing);
}

/** What Graphviz rendered, with classes for colours, our signs, and names for whoever does not see it. */
function finished(rendered: string, drawing: Drawing): string {
  const body = rendered
    .slice(rendered.indexOf("<g "), rendered.lastIndexOf("</svg>"))
    .replace(/<!--[\s\S]*?-->\n?/g, "")
    .replaceAll("&#45;", "-");
  const [, width = "0", height = "0"] = /viewBox="0\.00 0\.00 ([\d.]+) ([\d.]+)"/.exec(rendered) ?? [];
  const nodes = new Map(nodesWithin(drawing).map((node) => [elementId(node.id), node]));
  const flows = new Map(drawing.flows.map((flow) => [flowId(flow), flow]));
  const used = new Set<Glyph>();
  // A link around what has an element of its own is left out; cells of tables have none but that.
  const own = new Set([...body.matchAll(/<g id="([^"]*)" class=/g)].map(([, id]) => id));
  const content = body
    .replace(
      /<polygon fill="(#0001[0-9a-f]{2})"[^>]*points="([^"]*)"[^>]*\/>/g,
      (whole, colour: string, points: string) => {
        const glyph = glyphOfMark(colour);
        if (glyph === undefined) {
          return whole;
        }
        used.add(glyph);
        return glyphAt(glyph, points);
      },
    )
    .replace(/<g id="a_([^"]*)"><a [^>]*>([\s\S]*?)<\/a>\n?<\/g>/g, (_, id: string, inner: string) =>
      !nodes.has(id) || own.has(id) ? inner : `<g id="${id}" class="node-box">${inner}</g>`,
    )
    .replace(/<title>[^<]*<\/title>\n?/g, "")
    .replace(/<g id="([^"]*)" class="[^"]*">/g, (whole, id: string) => withData(whole, nodes.get(id), flows.get(id)))
    .replace(/ (fill|stroke)="(#0000[0-9a-f]{2})"/g, coloured)
    .replace(/ class="([^"]*)"((?: [^<>]*?)?) class="([^"]*)"/g, ' class="$1 $3"$2')
    .replaceAll(' font-family="Helvetica,sans-Serif"', "")
    .replaceAll(' xml:space="preserve"', "");
  const size = `${Math.ceil(Number(width))}" height="${Math.ceil(Number(height))}`;
  return [
    `<svg class="diagram-svg" xmlns="http://www.w3.org/2000/svg" width="${size}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="drawing-title">`,
    `<title id="drawing-title">${escaped(`Architecture of ${drawing.title}`)}</title>`,
    `<style>${diagramStyle()}</style>`,
    `<defs>${[...used].sort().map(glyphDefinition).join("")}</defs>`,
    content.trim(),
    "</svg>",
    "",
  ].join("\n");
}

/** What an element stands for, for scripts and for tooltips. */
function withData(whole: string, node: DrawnNode | undefined, flow: DrawnFlow | undefined): string {
  const data = (entries: Readonly<Record<string, string>>) =>
    whole.replace(
      />$/,
      `${Object.entries(entries)
        .map(([name, value]) => ` data-${name}="${escaped(value)}"`)
        .join("")}>`,
    );
  if (flow !== undefined) {
    return data({ from: elementId(flow.from), to: elementId(flow.to) });
  }
  if (node === undefined) {
    return whole;
  }
  const tag = data({ addresses: node.addresses.join(" "), ...(node.key === undefined ? {} : { key: node.key }) });
  return node.addresses.length === 0 ? tag : `${tag}<title>${escaped(node.addresses.join("\n"))}</title>`;
}

/** A colour as a class; the light one stays as attribute, for what reads no style sheets. */
function coloured(whole: string, attribute: string, colour: string): string {
  const name: Colour | undefined = COLOUR_OF_MARK.get(colour);
  return name === undefined
    ? whole
    : ` class="${attribute === "fill" ? "f" : "s"}-${name}" ${attribute}="${COLOURS[name].light}"`;
}

/** The square of a sign within the cell that was kept free for it. */
function glyphAt(glyph: Glyph, points: string): string {
  const corners = points
    .trim()
    .split(/\s+/)
    .map((point) => point.split(",").map(Number));
  const [xs, ys] = [0, 1].map((axis) => corners.map((corner) => corner[axis] ?? 0));
  const left = (Math.min(...(xs ?? [])) + Math.max(...(xs ?? []))) / 2 - SIZE / 2;
  const top = (Math.min(...(ys ?? [])) + Math.max(...(ys ?? []))) / 2 - SIZE / 2;
  return `<use href="#glyph-${glyph}" x="${round(left)}" y="${round(top)}" width="${SIZE}" height="${SIZE}"/>`;
}

const SIZE = 20;

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function glyphDefinition(glyph: Glyph): string {
  return `<symbol id="glyph-${glyph}" viewBox="0 0 20 20"><path d="${GLYPHS[glyph]}" fill="none" class="s-needed" stroke="${COLOURS.needed.light}" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"/></symbol>`;
}
