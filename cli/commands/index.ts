import type { Command } from "commander";
import type { Finish } from "../world";
import { applyCommand } from "./apply";
import { checkCommand, verifyCommand } from "./check";
import { diffCommand } from "./diff";
import { doctorCommand } from "./doctor";
import { handoffCommand } from "./handoff";
import { initCommand } from "./init";
import { newCommand } from "./new";
import { permissionsCommand } from "./permissions";
import { planCommand } from "./plan";
import { reachCommand } from "./reach";
import { redactCommand } from "./redact";
import { reportCommand } from "./report";
import { stacksCommand } from "./stacks";
import { synthCommand } from "./synth";
import { tryCommand } from "./try";

/**
 * The subcommands of `seccfn`; a new one is a file beside this one and a line here. What a command's file imports at once is
 * loaded for every `--help`: what it runs is imported by `await import()` inside of its action.
 */
export const COMMANDS: readonly ((finish: Finish) => Command)[] = [
  initCommand,
  newCommand,
  synthCommand,
  checkCommand,
  verifyCommand,
  reachCommand,
  redactCommand,
  reportCommand,
  handoffCommand,
  diffCommand,
  stacksCommand,
  planCommand,
  applyCommand,
  permissionsCommand,
  doctorCommand,
  tryCommand,
];
