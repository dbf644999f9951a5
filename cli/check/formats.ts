import { createColors } from "picocolors";
import type { Report } from "../../guardrails/report/report";

/** The formats that a report can have. */
export const FORMATS = ["terminal", "json", "sarif", "junit", "github", "markdown"] as const;

export type Format = (typeof FORMATS)[number];

/** A report as text. Each format is loaded when it is asked for: some bring packages along. */
export async function render(format: Format, report: Report, colours: boolean | undefined): Promise<string> {
  switch (format) {
    case "terminal": {
      const { terminalReport } = await import("../../guardrails/report/terminal");
      return colours === undefined ? terminalReport(report) : terminalReport(report, createColors(colours));
    }
    case "json":
      return (await import("../../guardrails/report/json")).jsonReport(report);
    case "sarif":
      return (await import("../../guardrails/report/sarif")).sarifReport(report);
    case "junit":
      return (await import("../../guardrails/report/junit")).junitReport(report);
    case "github":
      return (await import("../../guardrails/report/github")).githubReport(report);
    case "markdown":
      return (await import("../../guardrails/report/markdown")).markdownReport(report);
  }
}
