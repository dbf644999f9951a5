import type { ListedChange } from "./listed-changes";
import type { Counts, PlanSummary } from "./planned";

/**
 * How much room lists have, in characters; what is left over is counted. With the findings, which take up to 60,000, it has to fit
 * into a comment of GitHub, which takes 65,536.
 */
const ROOM = { losses: 3_000, others: 1_200 } as const;

const VERBS: Readonly<Record<ListedChange["kind"], string>> = {
  create: "created",
  update: "changed",
  replace: "replaced",
  delete: "deleted",
  forget: "forgotten, and stays in AWS",
  drift: "otherwise than the state has it",
  gone: "gone, and still in the state",
};

/** What goes: never hidden behind something to unfold. */
const LOSSES: readonly ListedChange["kind"][] = ["delete", "replace", "forget", "gone"];

/** What a plan changes, for the comment of a pull request or an issue; the findings of the guardrails come behind it. */
export function changesMarkdown(summary: PlanSummary, changes: readonly ListedChange[]): string {
  const { environment, account, region, refreshOnly } = summary;
  const losses = changes.filter(({ kind }) => LOSSES.includes(kind));
  const others = changes.filter(({ kind }) => !LOSSES.includes(kind));
  return [
    `# ${environment} · account ${account} · ${region}`,
    "",
    ...table(summary),
    "",
    ...(losses.length === 0
      ? []
      : [
          refreshOnly ? "**Deleted outside of Terraform**" : "**Deleted or replaced**",
          "",
          ...listed(losses, ROOM.losses),
          "",
        ]),
    ...(others.length === 0
      ? []
      : [
          `<details><summary>${losses.length === 0 ? "All" : "Other"} changes (${others.length})</summary>`,
          "",
          ...listed(others, ROOM.others),
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

function listed(changes: readonly ListedChange[], room: number): string[] {
  const lines: string[] = [];
  let left = room;
  for (const { stack, address, kind, attributes } of changes) {
    const paths = attributes.map((path) => `\`${path}\``).join(" and ");
    const cause =
      kind === "drift" ? `, in ${paths}` : `, since ${paths} ${attributes.length === 1 ? "forces" : "force"} it`;
    const line = `- \`${address}\` is ${VERBS[kind]}${attributes.length === 0 ? "" : cause} <sub>${stack}</sub>`;
    left -= line.length + 1;
    if (left < 0) {
      return [...lines, `- and ${changes.length - lines.length} more, in the plan itself`];
    }
    lines.push(line);
  }
  return lines;
}
