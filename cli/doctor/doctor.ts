import { spawnSync } from "node:child_process";
import { homedir } from "node:os";
import { createColors } from "picocolors";
import type { World } from "../world";
import type { Examination, Machine, Status } from "./examination";
import { awsProvider, cdktfCli, packages } from "./of-packages";
import { credentials, node, pluginCache, terraform, terraformSettings } from "./of-programs";
import { environments, gitIgnores, stateInOutput } from "./of-project";

/** All that is looked at, in the order in which it is told. */
const EXAMINATIONS: readonly ((machine: Machine) => Examination)[] = [
  node,
  packages,
  cdktfCli,
  awsProvider,
  environments,
  stateInOutput,
  gitIgnores,
  terraform,
  terraformSettings,
  pluginCache,
  credentials,
];

/** Looks at everything and tells. Returns the exit code: 1 where something will not work. */
export function runDoctor(asJson: boolean, world: World, machine: Machine = thisMachine()): 0 | 1 {
  const found = EXAMINATIONS.map((examine) => examine(machine));
  const isWell = found.every(({ status }) => status !== "problem");
  world.print(asJson ? `${JSON.stringify({ ok: isWell, examinations: found }, null, 2)}\n` : text(found, world));
  return isWell ? 0 : 1;
}

/** The machine that the command runs on, in the folder where it was called. */
function thisMachine(): Machine {
  return {
    root: process.cwd(),
    nodeVersion: process.version.slice(1),
    env: process.env,
    home: homedir(),
    run: (program, args) => {
      const { status, stdout, error } = spawnSync(program, args, {
        encoding: "utf8",
        env: { ...process.env, CHECKPOINT_DISABLE: "1" },
        stdio: ["ignore", "pipe", "ignore"],
      });
      return error === undefined ? { status: status ?? 1, stdout } : undefined;
    },
  };
}

const SIGNS: Readonly<Record<Status, string>> = { ok: "✓", note: "·", problem: "✗" };

function text(found: readonly Examination[], world: World): string {
  const colours = createColors(world.colours === true);
  const paint = { ok: colours.green, note: colours.dim, problem: colours.red };
  const width = Math.max(...found.map(({ what }) => what.length));
  const problems = found.filter(({ status }) => status === "problem").length;
  return [
    ...found.flatMap(({ status, what, found: words, advice }) => [
      `${paint[status](SIGNS[status])} ${what.padEnd(width)}  ${words}`,
      ...(advice === undefined ? [] : [`  ${" ".repeat(width)}  ${colours.bold("→")} ${advice}`]),
    ]),
    "",
    problems === 0
      ? "All that synthesis needs is there."
      : `${problems} ${problems === 1 ? "thing" : "things"} will not work as it is.`,
    "",
  ].join("\n");
}
