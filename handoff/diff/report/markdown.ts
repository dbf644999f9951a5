import { code, text } from "../../../guardrails/report/markdown-text";
import { type Diff, isEmpty, type Loss, type NamedDiff, type ResourceDiff } from "../diff";
import { NOTED, RESOURCE_SECTIONS, resourcesOf, unreadOf } from "./sections";
import {
  addressText,
  attributeText,
  byEffect,
  countsText,
  groupedFlows,
  movedText,
  type NamedDifference,
  otherCounts,
  verdictText,
} from "./texts";

/** A comment of a pull request takes 65,536 characters. */
export const LONGEST_MARKDOWN = 60_000;

export interface MarkdownOptions {
  /** What the heading calls it. */
  readonly title?: string;
  /**
   * The level of the heading.
   *
   * @default 2
   */
  readonly level?: number;
  /**
   * The most characters.
   *
   * @default 60,000, which a comment of a pull request takes
   */
  readonly longest?: number;
}

/** For a pull request, or a file: the summary first, what would be lost never folded, the rest folded; says so where it is cut. */
export function diffMarkdown(
  diff: Diff,
  { title = "", level = 2, longest = LONGEST_MARKDOWN }: MarkdownOptions = {},
): string {
  const head = [`${"#".repeat(level)} ${headingOf(diff, title)}`, ...(isEmpty(diff) ? [] : [summary(diff)])].join(
    "\n\n",
  );
  return cut(head, sectionsOf(diff, level + 1), longest);
}

/** The same for several environments, one after the other; the room is shared by them. */
export function diffsMarkdown(named: readonly NamedDifference[], longest: number = LONGEST_MARKDOWN): string {
  let room = longest;
  return named
    .map(({ name, diff }, index) => {
      const part = diffMarkdown(diff, { title: name, longest: Math.floor(room / (named.length - index)) });
      room -= part.length + 1;
      return part;
    })
    .join("\n");
}

function headingOf(diff: Diff, title: string): string {
  const [sign, what] = isEmpty(diff)
    ? ["✅", "no difference"]
    : diff.losses.length > 0
      ? ["❌", verdictText(diff)]
      : [diff.controls.some(({ kind }) => kind === "broken" || kind === "weakened") ? "⚠️" : "✅", verdictText(diff)];
  return `${sign} ${title === "" ? what : `${text(title)}: ${what}`}`;
}

function summary(diff: Diff): string {
  return [`**${countsText(diff)}**`, ...otherCounts(diff)].join(" · ");
}

/** A part of the report; its lines may be cut, and then it says how many more there are. */
interface Section {
  readonly title: string;
  readonly isFolded: boolean;
  readonly level: number;
  readonly lines: readonly string[];
}

function sectionsOf(diff: Diff, level: number): Section[] {
  const open = (title: string, lines: readonly string[]): Section => ({ title, isFolded: false, level, lines });
  const folded = (title: string, lines: readonly string[]): Section => ({ title, isFolded: true, level, lines });
  const controls = (kind: string) =>
    diff.controls
      .filter((one) => one.kind === kind)
      .map(
        (one) =>
          `- ${code(addressText(one, diff))} ${one.severity}: ${text(one.title)}. ${textWithCode(one.reason)} <sub>${one.control}</sub>`,
      );
  const flows = (kind: string) =>
    groupedFlows(diff.flows.filter((one) => one.kind === kind)).map(
      ({ from, to, what }) => `- ${code(from)} → ${to.map(code).join(", ")}: ${text(what)}`,
    );
  return [
    open(
      "What would be lost",
      diff.losses.map((loss) => lossItem(loss, diff)),
    ),
    open("Controls that fail now", controls("broken")),
    open("What is weaker than before", controls("weakened")),
    open("Flows that open", flows("opened")),
    ...RESOURCE_SECTIONS.map((section) =>
      folded(
        section.title,
        resourcesOf(diff, section).map((one) => item(one, diff)),
      ),
    ),
    folded("Controls that cannot be told now", controls("unknown")),
    folded("Findings that are mended", controls("mended")),
    folded("Flows that close", flows("closed")),
    folded("Variables", namedItems(diff.variables, diff)),
    folded("Outputs", namedItems(diff.outputs, diff)),
    folded("Versions, backend, providers, checks", namedItems(diff.settings, diff)),
    folded(
      NOTED,
      diff.resources.filter(({ kind }) => kind === "noted").map((one) => item(one, diff)),
    ),
    folded(
      "What was not read, so there may be more",
      unreadOf(diff).map((note) => `- ${textWithCode(note)}`),
    ),
  ].filter(({ lines }) => lines.length > 0);
}

function lossItem(loss: Loss, diff: Diff): string {
  const remarks = loss.remarks.map((remark) => `; ${textWithCode(remark)}`).join("");
  return `- **${loss.certain ? loss.deed : `may be ${loss.deed}`}** ${code(addressText(loss, diff))} ${textWithCode(loss.reason)}${remarks} <sub>${loss.control}, ${loss.severity}</sub>`;
}

/** Attributes of one resource that are listed. */
const MOST_ATTRIBUTES = 20;

function item(resource: ResourceDiff, diff: Diff): string {
  const attributes = byEffect(resource.attributes);
  const more = attributes.length - MOST_ATTRIBUTES;
  const moved = movedText(resource);
  const notes = [...(moved === "" ? [] : [textWithCode(moved)]), ...resource.remarks.map(textWithCode)];
  const [only] = attributes;
  const head = `- ${code(addressText(resource, diff))}${resource.kind === "replaced" && !resource.certain ? " (perhaps)" : ""}`;
  if (only !== undefined && attributes.length === 1 && notes.length === 0) {
    return `${head}: ${attributeItem(only)}`;
  }
  return [
    `${head}${notes.length === 0 ? "" : `: ${notes.join("; ")}`}`,
    ...attributes.slice(0, MOST_ATTRIBUTES).map((attribute) => `  - ${attributeItem(attribute)}`),
    ...(more > 0 ? [`  - and ${more} more`] : []),
  ].join("\n");
}

function attributeItem(attribute: ResourceDiff["attributes"][number]): string {
  const { path, values, note } = attributeText(attribute);
  const what =
    values === undefined
      ? ""
      : values.isList
        ? [
            ...values.before.map((value) => ` − ${code(value)}`),
            ...values.after.map((value) => ` + ${code(value)}`),
          ].join("")
        : ` ${code(values.before.join())} → ${code(values.after.join())}`;
  return `${code(path)}${what}${note === "" ? "" : values === undefined ? ` ${textWithCode(note)}` : ` (${textWithCode(note)})`}`;
}

/** What Terraform calls its own way: addresses, types, attributes. */
const IDENTIFIER = /((?<![\w"$])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?:\.[\w-]+)*(?:\[[^\]\s]*\])?)/;

/** Text with identifiers as code, and what stands between backticks. */
function textWithCode(raw: string): string {
  return raw
    .split("`")
    .map((part, index) =>
      index % 2 === 1
        ? code(part)
        : part
            .split(IDENTIFIER)
            .map((piece, at) => (at % 2 === 1 ? code(piece) : text(piece)))
            .join(""),
    )
    .join("");
}

function namedItems(named: readonly NamedDiff[], diff: Diff): string[] {
  return named.map(({ kind, stack, name, before, after }) => {
    const what =
      kind === "added"
        ? `added, ${code(after)}`
        : kind === "removed"
          ? `removed, was ${code(before)}`
          : `${code(before)} → ${code(after)}`;
    return `- ${code(addressText({ stack, address: name }, diff))}: ${what}`;
  });
}

/** Takes lines as long as there is room, the most important sections first; what is left out is counted. */
function cut(head: string, sections: readonly Section[], longest: number): string {
  const whole = [head, ...sections.map((section) => sectionText(section, section.lines.length))].join("\n\n");
  if (whole.length < longest) {
    return `${whole}\n`;
  }
  const note = `> **Cut:** not all of it fits into ${longest} characters; \`--format json\` has all.`;
  const least = (from: number) =>
    sections.slice(from).reduce((sum, section) => sum + sectionText(section, 0).length + 2, 0);
  let used = head.length + 2 + note.length + 2;
  const kept = sections.map((section, index) => {
    const room = longest - used - least(index + 1) - 2;
    const count = mostLines(section, room);
    const part = sectionText(section, count);
    used += part.length + 2;
    return part;
  });
  return `${[head, note, ...kept].join("\n\n")}\n`;
}

/** How many lines of a section fit, with what is said of the others. */
function mostLines(section: Section, room: number): number {
  const { lines } = section;
  let left = room - sectionText(section, 0).length;
  const count = lines.findIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  return count === -1 ? lines.length : count;
}

function sectionText({ title, isFolded, level, lines }: Section, count: number): string {
  const left = lines.length - count;
  const shown = [
    ...lines.slice(0, count),
    ...(left === 0 ? [] : [count === 0 ? `- ${left} not shown` : `- and ${left} more`]),
  ];
  const heading = `${title} (${lines.length})`;
  return isFolded
    ? `<details><summary>${heading}</summary>\n\n${shown.join("\n")}\n\n</details>`
    : `${"#".repeat(level)} ${heading}\n\n${shown.join("\n")}`;
}
