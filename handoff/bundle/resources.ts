import type { Evaluation } from "../../guardrails/evaluate";
import type { Judgement } from "../../guardrails/judge";
import { textOf } from "../../model/json";
import { byText } from "../text";
import type { BundledStack } from "./bundle";
import { addressOf, type Entry } from "./files";
import { code, plain } from "./markdown";
import type { Guide } from "./readme";

/** The resources of each file, by the construct that made them: why they are there, and which controls judge them. */
export function resourceSections({ judgement, stacks, options }: Guide): string[][] {
  const ending = options.format === "json" ? ".tf.json" : ".tf";
  const judged = controlsByAddress(judgement);
  return [
    ["## Resources"],
    [
      "By file and by what they belong to; after each address the controls that judge it ([CONTROLS.md](CONTROLS.md)). A control in *italics* does",
      "not hold there and was let stay, or could not be told.",
    ],
    ...stacks.flatMap((stack) =>
      stack.files.flatMap((file) => {
        const managed = file.entries.filter(({ section }) => section === "resource");
        const path = stack.folder === "" ? `${file.name}${ending}` : `${stack.folder}/${file.name}${ending}`;
        return managed.length === 0
          ? []
          : [[`### ${path}`], ...constructs(managed).map((group) => constructSection(group, stack, judged))];
      }),
    ),
  ];
}

function constructs(entries: readonly Entry[]): (readonly Entry[])[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = entry.construct ?? "";
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()];
}

function constructSection(
  group: readonly Entry[],
  { stack }: BundledStack,
  judged: ReadonlyMap<string, readonly Evaluation[]>,
): string[] {
  const [first] = group;
  const summary = first?.origin?.summary;
  return [
    `**${plain(first?.construct ?? "")}**${summary === undefined ? "" : `: ${plain(summary)}`}`,
    "",
    ...group.map((entry) => {
      const address = addressOf(entry);
      const description = whyOf(entry);
      const controls = judged.get(`${stack.name}/${address}`) ?? [];
      return `- ${code(address)}${description === undefined ? "" : `: ${plain(description)}`}${controlText(controls)}`;
    }),
  ];
}

/** What a resource says of itself, where AWS lets it. */
function whyOf({ json }: Entry): string | undefined {
  const description = textOf(json.description) ?? textOf(json.alarm_description);
  return description === undefined || description.includes("${")
    ? undefined
    : description.replace(/ Runbook: \S+$/, "").replace(/\.$/, "");
}

function controlText(evaluations: readonly Evaluation[]): string {
  const byId = new Map<string, boolean>();
  for (const { control, outcome } of evaluations) {
    byId.set(control.id, (byId.get(control.id) ?? true) && outcome === "pass");
  }
  const ids = [...byId].sort(([a], [b]) => byText(a, b)).map(([id, holds]) => (holds ? id : `*${id}*`));
  return ids.length === 0 ? "" : ` — ${ids.join(", ")}`;
}

/** What the controls say of each block; instances of one block count together. */
function controlsByAddress(judgement: Judgement): ReadonlyMap<string, readonly Evaluation[]> {
  const found = new Map<string, Evaluation[]>();
  for (const evaluation of judgement.evaluations) {
    if (evaluation.resource !== undefined) {
      const key = `${evaluation.resource.stack}/${evaluation.address.replace(/\[[^\]]*\]$/, "")}`;
      found.set(key, [...(found.get(key) ?? []), evaluation]);
    }
  }
  return found;
}
