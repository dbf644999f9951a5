import type { Counts, PlanSummary } from "./planned";

/** A summary for people: a line for each stack. */
export function summaryText({ environment, account, region, refreshOnly, stacks }: PlanSummary): string {
  const width = Math.max(...stacks.map(({ stack }) => stack.length));
  const lines = stacks.map((planned) => {
    const what =
      planned.status === "waiting"
        ? `waits until ${planned.for.join(" and ")} ${planned.for.length === 1 ? "is" : "are"} applied`
        : `${refreshOnly ? driftText(planned.changes) : changesText(planned.changes)}  ${planned.digest.slice(0, 19)}`;
    return `  ${planned.stack.padEnd(width)}  ${what}`;
  });
  return [`${environment} · account ${account} · ${region}`, ...lines, ""].join("\n");
}

/** `2 to create, 1 to replace`, or that there is nothing. */
export function changesText({ create, update, replace, delete: deleted }: Counts): string {
  const parts: readonly (readonly [number, string])[] = [
    [create, "to create"],
    [update, "to change"],
    [replace, "to replace"],
    [deleted, "to delete"],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, text]) => `${count} ${text}`);
  return said.length === 0 ? "no changes" : said.join(", ");
}

function driftText({ drift }: Counts): string {
  return drift === 0 ? "as the state has it" : `${drift} otherwise than the state has ${drift === 1 ? "it" : "them"}`;
}
