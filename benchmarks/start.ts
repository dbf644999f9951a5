import { join } from "node:path";
import { inTurn, type Program, timeOf } from "./measure";
import { atMost, type Row } from "./report";

/** How long somebody waits who only wants to know how the command is used, against Node alone. */
export function compareHelpWithNode(root: string, runs: number, bound: number): Row {
  const bare: Program = { file: process.execPath, args: ["-e", "0"], cwd: root };
  const help: Program = { file: process.execPath, args: [join(root, "cli", "seccfn.cjs"), "--help"], cwd: root };
  const times = inTurn(runs, { help: timeOf(help), bare: timeOf(bare) });
  return atMost("seccfn --help / bare node", times.help, times.bare, bound);
}
