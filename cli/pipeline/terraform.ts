import { type ChildProcess, spawn } from "node:child_process";

/** Terraform, or OpenTofu. */
export interface Terraform {
  /** How messages call it. */
  readonly name: string;
  /** Runs it in a folder, and shows what it says on standard error. Returns its exit code. */
  readonly run: (folder: string, args: readonly string[]) => Promise<number>;
  /** What it prints; it says the rest on standard error. Fails with {@link TerraformError}. */
  readonly read: (folder: string, args: readonly string[]) => Promise<string>;
}

/** Terraform failed, and said why on standard error; or it is not there. */
export class TerraformError extends Error {
  public override readonly name = "TerraformError";
}

/** A command of this machine, e.g. `terraform` or `tofu`. */
export function terraformCommand(command: string): Terraform {
  return {
    name: command,
    run: async (folder, args) => (await start(command, folder, args, false)).code,
    read: async (folder, args) => {
      const { code, text } = await start(command, folder, args, true);
      if (code !== 0) {
        throw new TerraformError(`${command} ${args[0]} ended with exit code ${code} in ${folder}`);
      }
      return text;
    },
  };
}

function start(
  command: string,
  folder: string,
  args: readonly string[],
  reads: boolean,
): Promise<{ readonly code: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      cwd: folder,
      env: { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" },
      // What Terraform says is a message: standard output is for data.
      stdio: ["ignore", reads ? "pipe" : process.stderr, process.stderr],
    });
    const calm = waitForEnd(child);
    const chunks: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (error) => {
      calm();
      reject(new TerraformError(`${command} could not be started (${error.message}); \`npx seccfn doctor\` looks why`));
    });
    child.on("close", (code) => {
      calm();
      resolve({ code: code ?? 1, text: Buffer.concat(chunks).toString("utf8") });
    });
  });
}

/**
 * Lets Terraform end by itself when somebody breaks off: it gives its lock back, and we delete the plan. Ctrl-C reaches it anyway,
 * and a second one would kill it. Returns what ends that.
 */
function waitForEnd(child: ChildProcess): () => void {
  const onInterrupt = () => {};
  const onTerminate = () => {
    child.kill("SIGINT");
  };
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onTerminate);
  return () => {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onTerminate);
  };
}
