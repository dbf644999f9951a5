import { Command } from "commander";
import { DIFF_FORMATS, type DiffFormat } from "../diff/formats";
import { type Finish, REAL_WORLD, type World } from "../world";
import { documented } from "./documented";
import { oneOf } from "./options";

interface Given {
  readonly environment?: string;
  readonly format: DiffFormat;
  readonly json?: true;
  readonly out?: string;
}

/** `seccfn diff`: what differs between two versions of environments, and what would be lost. */
export function diffCommand(finish: Finish, world: World = REAL_WORLD): Command {
  const diff = new Command("diff")
    .description("what differs between two versions: resources, replacements, losses, controls, network flows")
    .argument("<old>", "a bundle (folder or .tar.gz), a synthesized folder, or a revision of Git")
    .argument("[new]", "the same", "cdktf.out")
    .option("--environment <name>", "only this environment")
    .option("--format <format>", DIFF_FORMATS.join(", "), oneOf(DIFF_FORMATS), "terminal")
    .option("--json", "the same as --format json")
    .option("--out <file>", "write the report to a file")
    .action(async (before: string, after: string, { environment, format, json, out }: Given) => {
      const { runDiff } = await import("../diff/run");
      const options = {
        before,
        after,
        format: json === true ? ("json" as const) : format,
        ...(environment === undefined ? {} : { environment }),
        ...(out === undefined ? {} : { out }),
      };
      finish(await runDiff(options, world));
    });
  return documented(diff, {
    details: `It is told from the files alone: no state, no AWS. A folder may hold several environments; each is compared with
the one of its name. A revision is synthesized aside by its own code, with the packages that are installed here;
\`git:NAME\` where a folder is called like the revision.`,
    exitCodes: {
      0: "nothing stateful would be lost, whatever else differs",
      2: "it could not be told: an input cannot be read, or an argument is wrong",
      3: "something that holds data, or that nobody may switch off unseen, would be deleted or replaced",
    },
    examples: [
      "seccfn diff main",
      "seccfn diff dist/prod-1.0.0.tar.gz dist/prod-1.1.0",
      "seccfn diff v1.0.0 v1.1.0 --environment prod --format markdown --out diff.md",
    ],
    guide: "diff.md",
  });
}
