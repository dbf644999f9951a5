import type { ListedChange } from "./listed-changes";
import type { Counts, PlanSummary } from "./planned";

/** More changes than this are counted only: with the findings behind it, it has to fit into a comment. */
const MOST_LISTED = 40;

const VERBS: Readonly<Record<ListedChange["kind"], string>> = {
  create: "created",
  update: "changed",
  replace: "replaced",
  delete: "deleted",
  forget: "forgotten, and stays in AWS",
  drift: "otherwise than the state has it",
};

/** What goes: never hidden behind something to unfold. */
const LOSSES: readonly ListedChange["kind"][] = ["delete", "replace", "forget"];

/** What a plan changes, for the comment of a pull request or an issue; the findings of the guardrails come behind it. */
export function changesMarkdown(summary: PlanSummary, changes: readonly ListedChange[]): string {
  const { environment, account, region } = summary;
  const losses = changes.filter(({ kind }) => LOSSES.includes(kind));
  const others = changes.filter(({ kind }) => !LOSSES.includes(kind));
  return [
    `# ${environment} · account ${account} · ${region}`,
    "",
    ...table(summary),
    "",
    ...(losses.length === 0 ? [] : ["**Deleted or replaced**", "", ...listed(losses), ""]),
    ...(others.length === 0
      ? []
      : [
          `<details><summary>${losses.length === 0 ? "All" : "Other"} changes (${others.length})</summary>`,
          "",
          ...listed(others),
          "",
          "</details>",
          "",
        ]),
  ].join("\n");
}

function table({ stacks, refreshOnly }: PlanSummary): string[] {
  const columns: readonly (readonly [string, keyof Counts])[] = refreshOnly
    ? [["otherwise than the state", "drift"]]
    : [
        ["create", "create"],
        ["change", "update"],
        ["replace", "replace"],
        ["delete", "delete"],
      ];
  return [
    `| stack | ${columns.map(([title]) => title).join(" | ")} |`,
    `|---|${columns.map(() => "---:|").join("")}`,
    ...stacks.map((planned) =>
      planned.status === "waiting"
        ? `| \`${planned.stack}\`, waits until ${planned.for.join(" and ")} ${planned.for.length === 1 ? "is" : "are"} applied | ${columns.map(() => "").join(" | ")} |`
        : `| \`${planned.stack}\` | ${columns.map(([, key]) => planned.changes[key]).join(" | ")} |`,
    ),
  ];
}

function listed(changes: readonly ListedChange[]): string[] {
  const lines = changes.slice(0, MOST_LISTED).map(({ stack, address, kind, forcedBy }) => {
    const cause =
      forcedBy.length === 0
        ? ""
        : `, since ${forcedBy.map((path) => `\`${path}\``).join(" and ")} ${forcedBy.length === 1 ? "forces" : "force"} it`;
    return `- \`${address}\` is ${VERBS[kind]}${cause} <sub>${stack}</sub>`;
  });
  const left = changes.length - lines.length;
  return left === 0 ? lines : [...lines, `- and ${left} more, in the plan itself`];
}
