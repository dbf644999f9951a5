/** `problem`: something will not work. `note`: worth knowing, nothing is wrong. */
export type Status = "ok" | "note" | "problem";

/** What was looked at, and what to do about it. */
export interface Examination {
  /** Stable, for programs that read JSON. */
  readonly id: string;
  /** What it is about, in two or three words. */
  readonly what: string;
  readonly status: Status;
  /** What was found. Never a secret. */
  readonly found: string;
  /** What to do; nothing where all is well. */
  readonly advice?: string;
}

/** What an examination may ask of the machine; tests answer themselves. */
export interface Machine {
  /** The project's root. */
  readonly root: string;
  readonly nodeVersion: string;
  readonly env: NodeJS.ProcessEnv;
  /** The user's home, where AWS and Terraform keep their settings. */
  readonly home: string;
  /** Runs a program; nothing where there is none of that name. */
  readonly run: (
    program: string,
    args: readonly string[],
  ) => { readonly status: number; readonly stdout: string } | undefined;
}
