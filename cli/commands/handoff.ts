import { Command, Option } from "commander";
import type { Format, Use } from "../../handoff/bundle/source";
import { type ExitCode, REAL_WORLD, type World } from "../world";
import { documented } from "./documented";

/** What commander makes of the options. */
interface Given {
  readonly out: string;
  readonly environments: string;
  readonly format: Format;
  readonly as: Use;
  readonly previous?: string;
  readonly lock: boolean;
  readonly json?: true;
}

/** `seccfn handoff`: the bundle for who runs an environment without Node. */
export function handoffCommand(finish: (code: ExitCode) => void, world: World = REAL_WORLD): Command {
  const command = new Command("handoff")
    .description("make a bundle of an environment for who runs it without Node: Terraform, guides, checksums")
    .argument("<environment>", "its name, as in environments/<name>.yaml")
    .option("--out <folder>", "where the bundle comes to", "dist")
    .addOption(new Option("--format <format>", "how Terraform is written").choices(["json", "hcl"]).default("json"))
    .addOption(
      new Option("--as <use>", "to be applied as it is, or called by other configuration")
        .choices(["root", "module"])
        .default("root"),
    )
    .option("--previous <bundle>", "an earlier bundle, folder or .tar.gz, that CHANGES.md tells the differences from")
    .option("--no-lock", "without a lock file of the providers, which Terraform downloads for it")
    .option("--environments <folder>", "where environments are", "environments")
    .option("--json", "print what was written as JSON")
    .action(async (environment: string, { as: use, json, ...given }: Given) => {
      const { runHandoff } = await import("../handoff/run");
      finish(await runHandoff({ ...given, environment, use, json: json === true }, world));
    });
  return documented(command, {
    details:
      "Writes DIST/<environment>-<version>/ and a .tar.gz of it. The same input gives the same bytes.\nThe version names what would be applied: it changes when that does.",
    exitCodes: {
      0: "done",
      1: "the environment is wrong, or the guardrails object; nothing was written",
      2: "it could not be written, or the command line was not understood",
    },
    examples: [
      "seccfn handoff enterpriseapp",
      "seccfn handoff enterpriseapp --format hcl --out /tmp/bundles",
      "seccfn handoff enterpriseapp --previous dist/enterpriseapp-0.1.0-1a2b3c4d.tar.gz",
      "seccfn handoff enterpriseapp --as module",
    ],
    guide: "handoff.md",
  });
}
