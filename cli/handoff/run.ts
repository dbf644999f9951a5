import { type Bundle, makeBundle } from "../../handoff/bundle/bundle";
import { sha256 } from "../../handoff/bundle/checksums";
import type { Format, Use } from "../../handoff/bundle/source";
import { counted } from "../../handoff/text";
import { ModelError } from "../../model";
import { isForUsers } from "../project";
import { ROOT } from "../root";
import type { ExitCode, World } from "../world";
import { CannotWriteError, type WrittenBundle, writeBundle } from "./output";
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
  readonly json: boolean;
}

/** Makes a bundle and writes it. Returns the exit code: 1 where the environment is wrong, 2 where it cannot be done. */
export async function runHandoff(options: HandoffOptions, world: World): Promise<ExitCode> {
  try {
    const source = bundleSource(options.environment, options.environments, ROOT, world.today);
    const bundle = await makeBundle(source, { format: options.format, use: options.use, blocks: providerBlocks(ROOT) });
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
