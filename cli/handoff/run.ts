import { basename, join, resolve } from "node:path";
import { counted } from "../../guardrails/report/report";
import { type Bundle, makeBundle } from "../../handoff/bundle/bundle";
import { sha256 } from "../../handoff/bundle/checksums";
import type { BundleSource, Format, PreviousBundle, Use } from "../../handoff/bundle/source";
import { ModelError } from "../../model";
import { objectOf, textOf } from "../../model/json";
import { CannotWriteError } from "../cannot-write-error";
import { isForUsers } from "../project";
import { ROOT } from "../root";
import type { ExitCode, World } from "../world";
import { lockFile, PLATFORMS, runTerraform } from "./lock";
import { type WrittenBundle, writeBundle } from "./output";
import { providerBlocks } from "./provider-blocks";
import { bundleSource } from "./source";

/** What is to be handed over, and how. */
export interface HandoffOptions {
  readonly environment: string;
  /** Where environments are. */
  readonly environments: string;
  /** The folder that the bundle comes into. */
  readonly out: string;
  readonly format: Format;
  readonly use: Use;
  /** A bundle to compare with: its folder or its archive. */
  readonly previous?: string;
  /** Whether providers are locked where that can be done. */
  readonly lock: boolean;
  readonly json: boolean;
}

/** Makes a bundle and writes it. Returns the exit code: 1 where the environment is wrong, 2 where it cannot be done. */
export async function runHandoff(options: HandoffOptions, world: World): Promise<ExitCode> {
  try {
    const previous = await previousBundle(options);
    const source = bundleSource(options.environment, options.environments, ROOT, world.today);
    const lock = options.lock && options.use === "root" ? await locked(source, world) : undefined;
    const bundle = await makeBundle(source, {
      format: options.format,
      use: options.use,
      blocks: providerBlocks(ROOT),
      ...(lock === undefined ? {} : { lock }),
      ...(previous === undefined ? {} : { previous }),
    });
    const written = await writeBundle(bundle, options.out);
    world.print(options.json ? asJson(bundle, written) : asText(bundle, written));
    return 0;
  } catch (error) {
    if (isForUsers(error)) {
      world.complain(`${error.message}\n`);
      return 1;
    }
    if (error instanceof CannotWriteError || error instanceof ModelError) {
      world.complain(`${error.message}\n`);
      return 2;
    }
    throw error;
  }
}

async function previousBundle({ previous, environment }: HandoffOptions): Promise<PreviousBundle | undefined> {
  if (previous === undefined) {
    return undefined;
  }
  const { readVersion } = await import("../diff/version-reader");
  const versions = await readVersion(previous);
  const own = versions.find(({ name }) => name === environment);
  if (own === undefined) {
    const others = versions.map(({ name }) => name).join(", ");
    throw new CannotWriteError(
      `${previous} is of ${others}, not of ${environment}; name an earlier bundle of ${environment}`,
    );
  }
  return { name: basename(resolve(previous)).replace(/\.(?:tar\.gz|tgz)$/, ""), graph: own.graph };
}

/** How long nobody wonders what is going on. */
const PATIENCE_MS = 3000;

/** The lock file; nothing where it cannot be made, which is told with what to do. */
async function locked(source: BundleSource, world: World): Promise<string | undefined> {
  const required = objectOf(objectOf(source.stacks[0]?.json.terraform).required_providers);
  const providers = source.providers.flatMap((provider) => {
    const [, , name = ""] = provider.source.split("/");
    const constraint = textOf(objectOf(required[name]).version);
    return constraint === undefined ? [] : [{ ...provider, constraint }];
  });
  const said = setTimeout(
    () => world.complain("locking the providers: Terraform downloads them for each platform, once …\n"),
    PATIENCE_MS,
  );
  const lock = await lockFile(providers, { terraform: runTerraform, cache: join(ROOT, ".cache", "locks") });
  clearTimeout(said);
  if ("text" in lock) {
    return lock.text;
  }
  world.complain(
    `no lock file of providers: ${lock.reason}\nwhere the registry can be reached: terraform providers lock ${PLATFORMS.map((platform) => `-platform=${platform}`).join(" ")}\n`,
  );
  return undefined;
}

function asText({ files }: Bundle, { folder, archive, archiveBytes }: WrittenBundle): string {
  const size = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  return [
    `${folder}  ${counted(files.size, "file")}, ${kilobytes(size)}`,
    `${archive}  ${kilobytes(archiveBytes.length)}, sha256 ${sha256(archiveBytes)}`,
    "",
  ].join("\n");
}

function asJson({ name, files }: Bundle, { folder, archive, archiveBytes }: WrittenBundle): string {
  const json = {
    name,
    folder,
    archive,
    sha256: sha256(archiveBytes),
    bytes: archiveBytes.length,
    files: [...files.keys()].sort(),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} kB`;
}
