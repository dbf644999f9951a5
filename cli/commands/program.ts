import { Command } from "commander";
import pc from "picocolors";
import { version } from "../version";
import type { Finish } from "../world";
import { COMMANDS } from "./index";

/** Commander takes the colours away again where an output is no terminal, or nobody wants them. */
const STYLE = pc.createColors(true);

/** Under which headings the commands stand. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Begin: ["init", "new", "doctor", "try"],
  "Make and judge": ["synth", "check", "verify", "reach", "redact"],
  "Hand over": ["handoff", "diff", "report"],
  "Plan and apply, in CI": ["stacks", "plan", "apply", "permissions"],
};

const OTHERS = "Others";

const HELP = new Command("help")
  .argument("[command]")
  .description("print the help of a command")
  .helpOption(false)
  .helpGroup("Begin:");

/** `seccfn` with all of its subcommands; `finish` gets the exit code of the one that runs. */
export function program(finish: Finish): Command {
  const seccfn = new Command("seccfn")
    .description("Secure AWS environments as readable Terraform: made, proven, handed over.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help; of a command: seccfn COMMAND --help")
    .addHelpCommand(HELP)
    .configureHelp({
      styleTitle: STYLE.bold,
      subcommandTerm: (command) => command.name(),
      showGlobalOptions: false,
    })
    .showHelpAfterError(false)
    .addHelpText("after", `\n${OVERVIEW}`);
  for (const make of COMMANDS) {
    const command = make(finish).copyInheritedSettings(seccfn);
    const group = Object.entries(GROUPS).find(([, names]) => names.includes(command.name()))?.[0] ?? OTHERS;
    seccfn.addCommand(command.helpOption("-h, --help", "print this help").helpGroup(`${group}:`));
  }
  return seccfn;
}

const OVERVIEW = `Exit codes:
  0  all is well
  1  something is wrong
  2  it could not be told, or the command line was not understood

Others are told by the command's own help.

Examples:
  seccfn synth seccfn         make Terraform of environments/seccfn.yaml
  seccfn check                judge what was made
  seccfn check --help         what else it can do

Colours: NO_COLOR=1 takes them away, FORCE_COLOR=1 asks for them.

More in help/commands.md`;
