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
  return command.addHelpText("after", (context) => `\n${helpText(documentation, context.command)}`);
}

/** What was said of a command; nothing where nobody did. */
export function documentationOf(command: Command): Documentation | undefined {
  return DOCUMENTATION.get(command);
}

/** As wide as the rest of the help. Examples are for copying, and stay in one line. */
function helpText({ details, exitCodes, examples, guide }: Documentation, command: Command): string {
  const helper = command.createHelp();
  const width = command.configureOutput().getOutHelpWidth?.() ?? USUAL_WIDTH;
  helper.prepareContext({ helpWidth: width });
  const codes = Object.entries(exitCodes);
  const codeWidth = Math.max(...codes.map(([code]) => code.length));
  const paragraphs = details === undefined ? [] : details.split("\n\n");
  return [
    ...paragraphs.flatMap((text) => [helper.boxWrap(text.replaceAll("\n", " "), width), ""]),
    "Exit codes:",
    ...codes.map(([code, when]) => helper.formatItem(code, codeWidth, when, helper)),
    "",
    "Examples:",
    ...examples.map((example) => `  ${example}`),
    ...(guide === undefined ? [] : ["", `More in help/${guide}`]),
  ].join("\n");
}

/** Characters in a line where the terminal does not say how many. */
const USUAL_WIDTH = 80;
