import type { Command } from "commander";
import { checkCommand, verifyCommand } from "./check";
import { reachCommand } from "./reach";
import { redactCommand } from "./redact";

/** Tells the program how it ends. */
export type Finish = (code: 0 | 1 | 2) => void;

/** The subcommands of `seccfn`; a new one is a file beside this one and a line here. */
export const COMMANDS: readonly ((finish: Finish) => Command)[] = [
  checkCommand,
  verifyCommand,
  reachCommand,
  redactCommand,
];
