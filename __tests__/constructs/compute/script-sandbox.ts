import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Files and folders of an instance that scripts read and write. */
const FOLDERS = /(?<![\w.-])\/(?=(?:opt\/aws|usr\/local\/lib|etc\/systemd|etc\/ssh|etc\/fstab|proc|swapfile)\b)/g;

const AGENT_CONTROL = "opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl";

/** What running a script came to. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs scripts of the first boot in a folder that stands for an instance: what they would call notes its arguments and does
 * nothing, and files land in the folder.
 */
export class ScriptSandbox {
  private readonly root = mkdtempSync(join(tmpdir(), "seccfn-instance-"));

  public constructor() {
    for (const folder of ["bin", "usr/local/lib", "etc/systemd/system", "etc/ssh", "proc"]) {
      mkdirSync(join(this.root, folder), { recursive: true });
    }
    this.write("etc/ssh/sshd_config", "PasswordAuthentication yes\n");
    this.write("etc/fstab", "UUID=1 / xfs defaults 1 1\n");
    this.write("proc/meminfo", "MemTotal:        1900000 kB\nMemFree:          400000 kB\n");
    this.write("proc/swaps", "Filename Type Size Used Priority\n");
    for (const command of ["dd", "dnf", "mkswap", "sleep", "sshd", "swapon", "systemctl"]) {
      this.command(command);
    }
    this.command(AGENT_CONTROL);
  }

  /** Writes a file of the instance. */
  public write(file: string, text: string): void {
    writeFileSync(join(this.root, file), text);
  }

  /** Sets what a command does beside being noted, in what every shell understands: a small one starts faster than bash. */
  public command(name: string, script = ""): void {
    const file = join(this.root, name.includes("/") ? name : `bin/${name}`);
    const shown = name.split("/").at(-1);
    mkdirSync(dirname(file), { recursive: true });
    const text = `#!/bin/sh\nprintf '%s\\n' "${shown} $*" >>'${this.root}/calls'\n${script}\n`;
    writeFileSync(file, text, { mode: 0o755 });
  }

  public run(script: string): Run {
    const file = join(this.root, "user-data");
    writeFileSync(file, script.replace(FOLDERS, `${this.root}/`));
    const { status, stdout, stderr } = spawnSync("bash", [file], {
      encoding: "utf8",
      env: { ...process.env, PATH: `${join(this.root, "bin")}:${process.env.PATH}` },
      timeout: 60_000,
    });
    return { status, stdout, stderr };
  }

  /** The commands that were called, with their arguments, in order; `sleep` left out. */
  public get calls(): string[] {
    return this.lines("calls").filter((line) => !line.startsWith("sleep "));
  }

  /** How often a script waited. */
  public get pauses(): number {
    return this.lines("calls").filter((line) => line.startsWith("sleep ")).length;
  }

  /** The lines of a file of the instance. */
  public lines(file: string): string[] {
    return this.text(file).trimEnd().split("\n");
  }

  public text(file: string): string {
    return readFileSync(this.path(file), "utf8");
  }

  /** Where a file of the instance is on this machine. */
  public path(file: string): string {
    return join(this.root, file);
  }

  public remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
