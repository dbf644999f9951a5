import { readFileSync } from "node:fs";
import { today } from "./check/clock";
import { isColoured } from "./colours";

/** What a command needs of the world; tests give it another one, and run commands in their own process. */
export interface World {
  /** Data, for whoever reads standard output. */
  readonly print: (text: string) => void;
  /** Messages, for people: standard error. */
  readonly complain: (text: string) => void;
  readonly stdin: () => Buffer;
  /** By which suppressions are judged; nothing that is written depends on it. */
  readonly today: string;
  /** Whether to colour; undefined for what the terminal can. */
  readonly colours?: boolean;
  /** Whether somebody can be asked. */
  readonly isTerminal?: boolean;
}

/** The world as it is. */
export const REAL_WORLD: World = {
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
  stdin: () => readFileSync(0),
  get today() {
    return today();
  },
  get colours() {
    return isColoured(process.env, process.stdout.isTTY);
  },
  get isTerminal() {
    return process.stdin.isTTY === true && process.stdout.isTTY === true && !process.env.CI;
  },
};

/** How most commands end: 0 all is well, 1 something is wrong, 2 it could not be told, or was not understood. */
export type ExitCode = 0 | 1 | 2;

/** Tells the program how it ends. */
export type Finish = (code: number) => void;
