import type { Drawing, DrawnFlow, DrawnNode, DrawnTier } from "./drawing";

/** The network of a drawing as Mermaid text, for READMEs: GitHub and GitLab render it. Services beside the network are lists. */
export function mermaidOf({ title, account, region, outside, vpcs, panels, flows }: Drawing): string {
  return [
    `%% Architecture of ${printable(title)}; made by seccfn report.`,
    "flowchart TB",
    ...outside.map((node) => nodeLine(node, "  ")),
    `  subgraph account["Account ${label(account ?? "not known")}, region ${label(region ?? "not known")}"]`,
    ...vpcs.flatMap(({ frame, tiers, nodes }) => [
      `    subgraph ${idOf(frame)}["${frameLabel(frame)}"]`,
      ...nodes.map((node) => nodeLine(node, "      ")),
      ...tiers.flatMap(tierLines),
      "    end",
    ]),
    ...panels.flatMap(({ id, title: heading, nodes }) => [
      `    subgraph panel_${id}["${label(heading)}"]`,
      ...nodes.map((node) => nodeLine(node, "      ")),
      "    end",
    ]),
    "  end",
    ...flows.map(flowLine),
    "",
  ].join("\n");
}

function tierLines({ id, title, subnets, nodes }: DrawnTier): string[] {
  return [
    `      subgraph tier_${id.replaceAll("-", "_")}["${label(title)}"]`,
    ...subnets.flatMap(({ frame, zone, nodes: own }) =>
      own.length === 0
        ? [`        ${idOf(frame)}["${frameLabel(frame)} · ${label(zone)}"]`]
        : [
            `        subgraph ${idOf(frame)}["${frameLabel(frame)} · ${label(zone)}"]`,
            ...own.map((node) => nodeLine(node, "          ")),
            "        end",
          ],
    ),
    ...nodes.map((node) => nodeLine(node, "        ")),
    "      end",
  ];
}

function nodeLine(node: DrawnNode, indent: string): string {
  const lines = [node.title, ...node.lines, ...(node.key === undefined ? [] : [node.key])];
  return `${indent}${idOf(node)}["${lines.map(label).join("<br>")}"]`;
}

function frameLabel({ title, lines }: DrawnNode): string {
  return [title, ...lines.slice(0, 1)].map(label).join(" ");
}

function flowLine({ from, to, labels, kind }: DrawnFlow): string {
  const arrow = kind === "possible" ? "-.->" : kind === "unexpected" ? "==>" : "-->";
  return `  ${identifier(from)} ${arrow}|"${labels.map(label).join("<br>")}"| ${identifier(to)}`;
}

function idOf({ id }: DrawnNode): string {
  return identifier(id);
}

/** Identifiers of Mermaid have no hyphens, and words such as `end` are its own. */
function identifier(id: string): string {
  return `n_${id.replaceAll("_", "__").replaceAll("-", "_")}`;
}

/** A text within quotes: Mermaid reads entities without the ampersand, by number. */
function label(text: string): string {
  return printable(text).replace(/[#"<>&`;\\[\]{}|]/g, (character) => `#${character.charCodeAt(0)};`);
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, " ");
}
