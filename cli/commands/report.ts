import { Command } from "commander";
import { type ExitCode, REAL_WORLD, type World } from "../world";
import { documented } from "./documented";
import { collect, type GivenInputs, inputsOf } from "./options";

/** What commander makes of the arguments. */
interface Given extends GivenInputs {
  readonly environments: string;
  readonly out: string;
}

/** `seccfn report`: a page for each environment that shows what it is, and how it stands. */
export function reportCommand(finish: (code: ExitCode) => void, world: World = REAL_WORLD): Command {
  const report = new Command("report")
    .description("write a page for each environment: architecture, flows, controls with evidence, data, access, alarms")
    .argument("[environment...]", "names; all that are in the input without any")
    .option("--synth <folder>", "a cdktf.out, or any folder of *.tf.json", collect)
    .option("--plan <file...>", "plans by `terraform show -json`; `-` for standard input")
    .option("--state <file...>", "states by `terraform show -json`; `-` for standard input")
    .option("--environments <folder>", "where environments are", "environments")
    .option("--out <folder>", "where the reports go, a folder for each", "dist/report")
    .action(async (names: readonly string[], given: Given) => {
      const { environments, out } = given;
      const { runReport } = await import("../report/run");
      finish(await runReport({ ...inputsOf(given), environments, names, out }, world));
    });
  return documented(report, {
    details: `Without an input it reads cdktf.out. A page needs nothing else: no network, no script, no other file. Beside it lie
the diagram as SVG, and as Mermaid text for a README.`,
    exitCodes: {
      0: "the reports are written, whatever they say",
      2: "something could not be read, or the command line was not understood",
    },
    examples: [
      "seccfn report",
      "seccfn report prod --out public/report",
      "terraform show -json plan.tfplan | seccfn report prod --plan -",
    ],
    guide: "report.md",
  });
}
