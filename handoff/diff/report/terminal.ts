import pc from "picocolors";
import { printable } from "../../../guardrails/report/report";
import { type Diff, isEmpty, type NamedDiff, type ResourceDiff } from "../diff";
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

type Colours = ReturnType<typeof pc.createColors>;

/** For the terminal: environment by environment, what would be lost first; the verdict in the last lines. */
export function diffTerminal(named: readonly NamedDifference[], colours: Colours = pc): string {
  const clean = named.map(cleaned);
  return [
    ...clean.filter(({ diff }) => !isEmpty(diff)).flatMap(({ name, diff }) => [...body(name, diff, colours), ""]),
    ...clean.map((one) => verdict(one, colours)),
    "",
  ].join("\n");
}

/** Without what a terminal would obey, in whatever text of whatever file. */
function cleaned<T>(value: T): T;
function cleaned(value: unknown): unknown {
  if (typeof value === "string") {
    return printable(value);
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => cleaned(item));
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cleaned(item)]))
    : value;
}

function body(name: string, diff: Diff, colours: Colours): string[] {
  const controls = (kind: string) =>
    diff.controls
      .filter((one) => one.kind === kind)
      .flatMap((one) => [
        `${addressText(one, diff)}  ${colours.dim(`${one.control}, ${one.severity}`)}`,
        `  ${one.title}: ${one.reason}`,
      ]);
  const flows = (kind: string) =>
    groupedFlows(diff.flows.filter((one) => one.kind === kind)).flatMap(({ from, to, what }) =>
      to.map((end) => `${from} → ${end}  ${what}`),
    );
  const unread = unreadOf(diff);
  return [
    colours.bold(name),
    ...section(colours.red("What would be lost"), diff.losses.length, losses(diff, colours)),
    ...section(colours.red("Controls that fail now"), count(diff, "broken"), controls("broken")),
    ...section(colours.red("What is weaker than before"), count(diff, "weakened"), controls("weakened")),
    ...section(colours.yellow("Flows that open"), flows("opened").length, flows("opened")),
    ...RESOURCE_SECTIONS.flatMap((one) => {
      const resources = resourcesOf(diff, one);
      return section(
        one.title,
        resources.length,
        resources.flatMap((resource) => lines(resource, one.sign, diff, colours)),
      );
    }),
    ...section("Controls that cannot be told now", count(diff, "unknown"), controls("unknown")),
    ...section(colours.green("Findings that are mended"), count(diff, "mended"), controls("mended")),
    ...section("Flows that close", flows("closed").length, flows("closed")),
    ...section("Variables", diff.variables.length, namedLines(diff.variables, diff)),
    ...section("Outputs", diff.outputs.length, namedLines(diff.outputs, diff)),
    ...section("Versions, backend, providers, checks", diff.settings.length, namedLines(diff.settings, diff)),
    ...noted(diff, colours),
    ...section("What was not read, so there may be more", unread.length, unread),
  ];
}

function count({ controls }: Diff, kind: string): number {
  return controls.filter((one) => one.kind === kind).length;
}

function section(title: string, total: number, content: readonly string[]): string[] {
  return content.length === 0 ? [] : ["", `  ${title} (${total})`, ...content.map((line) => `    ${line}`)];
}

function losses(diff: Diff, colours: Colours): string[] {
  return diff.losses.flatMap((loss) => [
    `${colours.red(loss.certain ? loss.deed : `may be ${loss.deed}`)}  ${addressText(loss, diff)}  ${colours.dim(`${loss.control}, ${loss.severity}`)}`,
    `  ${[loss.reason, ...loss.remarks].join("; ")}`,
  ]);
}

function lines(resource: ResourceDiff, sign: string, diff: Diff, colours: Colours): string[] {
  const moved = movedText(resource);
  const notes = [
    ...(resource.kind === "replaced" && !resource.certain ? ["perhaps"] : []),
    ...(resource.kind === "forgotten" ? ["it stays in the account"] : []),
    ...(moved === "" ? [] : [moved]),
    ...resource.remarks,
  ];
  return [
    `${sign} ${addressText(resource, diff)}${notes.length === 0 ? "" : colours.dim(`  ${notes.join("; ")}`)}`,
    ...byEffect(resource.attributes).map((attribute) => {
      const { path, values, note } = attributeText(attribute);
      const text = [
        path,
        ...(values === undefined
          ? []
          : values.isList
            ? [
                ...values.before.map((value) => colours.red(`− ${value}`)),
                ...values.after.map((value) => colours.green(`+ ${value}`)),
              ]
            : [`${values.before.join()} → ${values.after.join()}`]),
      ].join("  ");
      const paint = attribute.effect === "replace" || attribute.effect === "may-replace" ? colours.yellow : colours.dim;
      return `    ${text}${note === "" ? "" : `  ${paint(note)}`}`;
    }),
  ];
}

function noted(diff: Diff, colours: Colours): string[] {
  const resources = diff.resources.filter(({ kind }) => kind === "noted");
  return section(
    NOTED,
    resources.length,
    resources.flatMap((resource) => lines(resource, "·", diff, colours)),
  );
}

function namedLines(named: readonly NamedDiff[], diff: Diff): string[] {
  return named.map(({ kind, stack, name, before, after }) => {
    const address = addressText({ stack, address: name }, diff);
    return kind === "added"
      ? `+ ${address}  ${after}`
      : kind === "removed"
        ? `- ${address}  was ${before}`
        : `~ ${address}  ${before} → ${after}`;
  });
}

function verdict({ name, diff }: NamedDifference, colours: Colours): string {
  if (isEmpty(diff)) {
    return `${colours.green("✓")} ${name}: no difference`;
  }
  const sign = diff.losses.length === 0 ? colours.green("✓") : colours.red("✗");
  return `${sign} ${name}: ${[verdictText(diff), countsText(diff), ...otherCounts(diff)].join("; ")}`;
}
