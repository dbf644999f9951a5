import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../../config/environment";
import type { SynthesizedStack } from "../../stacks/synthesize";

/** What is kept of one synthesis. */
export interface KeptSynthesis {
  readonly environment: Environment;
  readonly summaries: readonly SynthesizedStack[];
  /** Files by their paths, in base64. */
  readonly files: Readonly<Record<string, string>>;
}

/** All that a synthesis is made of. */
const SOURCES = [
  "config",
  "constructs",
  "functions",
  "stacks",
  "environments",
  "package-lock.json",
  "__tests__/support/environments.ts",
];

/** What Stryker writes into sources: then the same sources stand for many programs, and nothing may be kept. */
const MUTATED = "stryMutAct_";

const LEFTOVER_MS = 3_600_000;

/**
 * Keeps syntheses between test files, by the content of everything that they are made of: jest gives each file modules of
 * its own, so each would make the same twenty environments again. Lies in `.cache` and may be deleted at any time.
 */
export class SynthesisCache {
  private readonly folder: string | undefined;

  public constructor(private readonly root: string) {
    const hash = isInstrumented() ? undefined : hashOfSources(root);
    this.folder = hash === undefined ? undefined : join(root, ".cache", "synthesized", hash);
  }

  /** What was kept under a key, or what is made now. */
  public get(key: string, make: () => KeptSynthesis): KeptSynthesis {
    const file = this.fileOf(key);
    const kept = file === undefined ? undefined : read(file);
    if (kept !== undefined) {
      return kept;
    }
    const made = make();
    // A source that has changed since may be in it already.
    if (file !== undefined && this.folder?.endsWith(hashOfSources(this.root) ?? "-") === true) {
      this.keep(file, made);
    }
    return made;
  }

  private fileOf(key: string): string | undefined {
    return this.folder && join(this.folder, `${createHash("sha256").update(key).digest("hex").slice(0, 20)}.json`);
  }

  /** The file appears whole or not at all, so processes that run at the same time do not disturb each other. */
  private keep(file: string, made: KeptSynthesis): void {
    const folder = join(file, "..");
    const temporary = `${file}.${randomUUID()}.tmp`;
    mkdirSync(folder, { recursive: true });
    utimesSync(folder, new Date(), new Date());
    writeFileSync(temporary, JSON.stringify(made));
    renameSync(temporary, file);
    removeOlder(join(folder, ".."));
  }
}

function read(file: string): KeptSynthesis | undefined {
  try {
    const kept: KeptSynthesis = JSON.parse(readFileSync(file, "utf8"));
    return kept;
  } catch {
    return undefined;
  }
}

/** Hash of the content of all sources; undefined where they are mutated. */
function hashOfSources(root: string): string | undefined {
  const hash = createHash("sha256").update(process.version);
  for (const path of SOURCES.flatMap((source) => filesBelow(root, source))) {
    const content = readFileSync(join(root, path));
    if (content.includes(MUTATED)) {
      return undefined;
    }
    hash.update(`\0${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex").slice(0, 20);
}

function filesBelow(root: string, path: string): string[] {
  return statSync(join(root, path)).isFile()
    ? [path]
    : readdirSync(join(root, path))
        .sort()
        .flatMap((name) => filesBelow(root, join(path, name)));
}

/** Whether jest measures coverage: what is not run counts as not tested. */
function isInstrumented(): boolean {
  return "__coverage__" in globalThis;
}

function removeOlder(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > LEFTOVER_MS) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}
