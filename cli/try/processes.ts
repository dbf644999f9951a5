import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";

/** How a program ended, and what it printed. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  /** The end of what it said of errors. */
  readonly stderr: string;
}

/** How much of what a program says is kept, from its end. */
const KEPT = 20_000;

/** Programs that run for a trial: none of them outlives it, however it ends. */
export class Processes {
  private readonly running = new Set<ChildProcess>();
  private isStopped = false;

  public constructor(
    public readonly cwd: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Runs a program to its end. */
  public run(file: string, args: readonly string[], cwd = this.cwd): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const child = this.spawn(file, args, cwd);
      let [stdout, stderr] = ["", ""];
      child.stdout?.on("data", (chunk: Buffer) => {
        stdout += chunk;
      });
      child.stderr?.on("data", (chunk: Buffer) => {
        stderr = `${stderr}${chunk}`.slice(-KEPT);
      });
      child.on("error", reject);
      child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
    });
  }

  /** Starts a program that runs until the end of the trial; what it says goes to a file. */
  public serve(file: string, args: readonly string[], log: string): ChildProcess {
    const child = this.spawn(file, args, this.cwd);
    const output = createWriteStream(log);
    child.stdout?.pipe(output, { end: false });
    child.stderr?.pipe(output, { end: false });
    child.on("close", () => output.end());
    return child;
  }

  /** Ends all of them at once, with what they started. */
  public stop(): void {
    this.isStopped = true;
    for (const child of this.running) {
      kill(child);
    }
  }

  private spawn(file: string, args: readonly string[], cwd: string): ChildProcess {
    if (this.isStopped) {
      throw new StoppedError();
    }
    // A group of its own: a Ctrl-C at the terminal reaches the trial first, which then ends the group as a whole.
    const child = spawn(file, args, {
      cwd,
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    this.running.add(child);
    child.on("close", () => this.running.delete(child));
    return child;
  }
}

/** Nothing more is started once a trial ends. */
export class StoppedError extends Error {
  public override readonly name = "StoppedError";
}

function kill(child: ChildProcess): void {
  try {
    if (child.pid !== undefined && process.platform !== "win32") {
      process.kill(-child.pid, "SIGKILL");
    } else {
      child.kill("SIGKILL");
    }
  } catch {
    // It has ended by itself.
  }
}
