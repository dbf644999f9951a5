import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { sha256 } from "../../handoff/bundle/checksums";
import type { ProviderVersion } from "../../handoff/bundle/source";

/** The platforms that a lock file is made for. */
export const PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_arm64", "windows_amd64"] as const;

/** How long Terraform may take, in ms: it downloads each provider for each platform, some 700 MB. */
const TIME_LIMIT = 600_000;

/** A provider as a stack asks for it, with the version that it is locked to. */
export interface LockedProvider extends ProviderVersion {
  /** `~> 6.25`, as the configuration says it; Terraform compares it with the lock file's. */
  readonly constraint: string;
}

/** A lock file, or why there is none. */
export type Lock = { readonly text: string } | { readonly reason: string };

/** What making a lock file needs of the world. */
export interface LockTools {
  /** Runs Terraform in a folder; its exit code, what it says, or that it is not there. */
  readonly terraform: (folder: string, args: readonly string[]) => Promise<TerraformRun>;
  /** Where lock files are kept, since the providers are downloaded for them. */
  readonly cache: string;
}

/** How a run of Terraform ended. */
export type TerraformRun =
  | { readonly kind: "done"; readonly code: number; readonly said: string }
  | { readonly kind: "absent" }
  | { readonly kind: "late" };

/**
 * Terraform's lock file for exactly the versions that the configuration was made for, so that it is the same wherever it is made.
 * It is made once for these versions and kept.
 */
export async function lockFile(providers: readonly LockedProvider[], tools: LockTools): Promise<Lock> {
  const kept = join(tools.cache, `${sha256(JSON.stringify([providers, PLATFORMS])).slice(0, 20)}.lock.hcl`);
  const earlier = read(kept);
  if (earlier !== undefined && isWhole(earlier, providers)) {
    return { text: earlier };
  }
  const folder = mkdtempSync(join(tmpdir(), "seccfn-lock-"));
  try {
    writeFileSync(join(folder, "terraform.tf.json"), `${JSON.stringify(exactly(providers))}\n`);
    const run = await tools.terraform(folder, [
      "providers",
      "lock",
      "-no-color",
      ...PLATFORMS.map((platform) => `-platform=${platform}`),
    ]);
    if (run.kind !== "done") {
      const reason =
        run.kind === "absent"
          ? "there is no terraform here"
          : `terraform took longer than ${TIME_LIMIT / 60_000} minutes`;
      return { reason };
    }
    const made = run.code === 0 ? read(join(folder, ".terraform.lock.hcl")) : undefined;
    if (made === undefined) {
      return { reason: firstProblem(run.said) };
    }
    const text = withConstraints(made, providers);
    if (!isWhole(text, providers)) {
      return { reason: "terraform made a lock file without some of the providers" };
    }
    keep(kept, text);
    return { text };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the `terraform` of the path, for as long as it may take. */
export function runTerraform(folder: string, args: readonly string[]): Promise<TerraformRun> {
  return new Promise((resolve) => {
    const child = spawn("terraform", [...args], {
      cwd: folder,
      env: { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill("SIGTERM");
    }, TIME_LIMIT);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        said += chunk.toString("utf8");
      });
    }
    const end = (run: TerraformRun) => {
      clearTimeout(timer);
      resolve(run);
    };
    child.on("error", () => end({ kind: "absent" }));
    child.on("close", (code) => end(isLate ? { kind: "late" } : { kind: "done", code: code ?? 1, said }));
  });
}

function exactly(providers: readonly LockedProvider[]): unknown {
  const required = providers.map(({ source, version }) => [source.split("/").at(-1) ?? source, { source, version }]);
  return { terraform: { required_providers: Object.fromEntries(required) } };
}

/** Terraform holds the constraints of a lock file against those of the configuration, and writes it anew where they differ. */
function withConstraints(lock: string, providers: readonly LockedProvider[]): string {
  return providers.reduce(
    (text, { source, version, constraint }) =>
      text.replace(
        `provider "${source}" {\n  version     = "${version}"\n  constraints = "${version}"\n`,
        `provider "${source}" {\n  version     = "${version}"\n  constraints = "${constraint}"\n`,
      ),
    lock,
  );
}

/** Whether it has each provider in its version, with a hash of the package for each platform. */
function isWhole(lock: string, providers: readonly LockedProvider[]): boolean {
  return providers.every(({ source, version, constraint }) => {
    const start = lock.indexOf(`provider "${source}" {`);
    const block = start < 0 ? "" : lock.slice(start, lock.indexOf("\n}\n", start));
    const hashes = block.match(/"h1:[^"]+"/g) ?? [];
    return (
      block.includes(`version     = "${version}"`) &&
      block.includes(`constraints = "${constraint}"`) &&
      hashes.length >= PLATFORMS.length
    );
  });
}

/** Terraform's first error, on one line. */
function firstProblem(said: string): string {
  const lines = said.replace(/[│╷╵]/g, "").split("\n");
  const start = lines.findIndex((line) => /Error:/.test(line));
  const end = lines.findIndex(
    (line, index) => index > start + 1 && line.trim() === "" && lines[index - 1]?.trim() !== "",
  );
  const text = lines
    .slice(Math.max(0, start), end < 0 ? undefined : Math.max(end, start + 4))
    .map((line) => line.trim())
    .join(" ")
    .replace(/\s+/g, " ")
    .replace(/^Error: /, "")
    .trim();
  return text === "" ? "terraform failed without a word" : `terraform says: ${shortened(text)}`;
}

function shortened(text: string): string {
  return text.length <= LONGEST_PROBLEM ? text : `${text.slice(0, text.lastIndexOf(" ", LONGEST_PROBLEM))} …`;
}

/** How much of Terraform's words is told, in characters. */
const LONGEST_PROBLEM = 300;

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** A cache that cannot be written is none. */
function keep(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  } catch {
    rmSync(`${file}.new`, { force: true });
  }
}
