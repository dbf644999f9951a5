import type { Command } from "commander";

/** What `--help` and help/commands.md say of a command besides its arguments and options. */
export interface Documentation {
  /** What there is to know before it is used; lines as they are to be printed. */
  readonly details?: string;
  /** Each code that it ends with, and when. */
  readonly exitCodes: Readonly<Record<number, string>>;
  /** Command lines as they would be typed; one for each way of use. */
  readonly examples: readonly string[];
  /** The guide in help/, by its file's name. */
  readonly guide?: string;
}

const DOCUMENTATION = new WeakMap<Command, Documentation>();

/** Adds details, exit codes and examples to the help of a command. */
export function documented(command: Command, documentation: Documentation): Command {
  DOCUMENTATION.set(command, documentation);
  return command.addHelpText("after", `\n${helpText(documentation)}`);
}

/** What was said of a command; nothing where nobody did. */
export function documentationOf(command: Command): Documentation | undefined {
  return DOCUMENTATION.get(command);
}

function helpText({ details, exitCodes, examples, guide }: Documentation): string {
  return [
    ...(details === undefined ? [] : [details, ""]),
    "Exit codes:",
    ...Object.entries(exitCodes).map(([code, when]) => `  ${code}  ${when}`),
    "",
    "Examples:",
    ...examples.map((example) => `  ${example}`),
    ...(guide === undefined ? [] : ["", `More in help/${guide}`]),
  ].join("\n");
}
