import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { BuildOptions } from "esbuild";
import { EXTERNAL_PACKAGES, type FunctionInputs, type NpmPackage, packageFolderOf } from "./archive-inputs";

/** A file of an archive: its path there, and its content. */
export type ArchiveFiles = Readonly<Record<string, Uint8Array>>;

/**
 * Not minified, so that operators can read in the console what runs. An empty `tsconfigRaw` keeps the project's compiler
 * options out of the bytes; symbolic links stay as they are, so that the comments that name a bundled file always name it
 * below the project's folder.
 */
export const BUILD_OPTIONS: BuildOptions = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node24",
  external: [...EXTERNAL_PACKAGES],
  preserveSymlinks: true,
  legalComments: "none",
  charset: "utf8",
  tsconfigRaw: "{}",
  logLevel: "silent",
};

/** `os` 3 is Unix and `attrs` its mode, a regular file that everybody may read, as Lambda asks for. */
export const ZIP_OPTIONS = { level: 9, os: 3, attrs: (0o100644 << 16) >>> 0 } as const;

/** Where the licenses of bundled packages are, which ask to go with every copy. */
const LICENSES = "THIRD-PARTY-LICENSES.txt";
const LICENSE_FILE = /^licen[cs]e(?:\.(?:md|txt))?$/i;

/**
 * What the archive of a function holds: `index.js` and the licenses of what is bundled in it, or its Python modules.
 *
 * @throws Error if the function does not compile, or bundles what its inputs do not name.
 */
export function archiveFiles(name: string, root: string, inputs: FunctionInputs): ArchiveFiles {
  if (inputs.entry === "index.py") {
    const folder = `functions/${name}/`;
    return Object.fromEntries([...inputs.files].map(([path, content]) => [path.slice(folder.length), content]));
  }
  const { code, bundled } = bundle(name, root, inputs);
  return bundled.size === 0 ? { "index.js": code } : { "index.js": code, [LICENSES]: licenses(bundled, root) };
}

/** Zips files; the same ones give the same bytes. */
export function zip(files: ArchiveFiles): Uint8Array {
  const { zipSync } = require("fflate") as typeof import("fflate");
  // A zip stores local time, and fflate reads the date by its local getters: only local parts are the same everywhere.
  const mtime = new Date(1980, 0, 1, 0, 0, 0);
  return zipSync({ ...files }, { ...ZIP_OPTIONS, mtime });
}

interface Bundle {
  readonly code: Uint8Array;
  /** The packages in it, by their folders. */
  readonly bundled: ReadonlyMap<string, NpmPackage>;
}

/** esbuild and fflate are loaded here and not above: most runs find an archive and need neither. */
function bundle(name: string, root: string, { files, packages }: FunctionInputs): Bundle {
  const { buildSync } = require("esbuild") as typeof import("esbuild");
  const { outputFiles, metafile } = buildSync({
    ...BUILD_OPTIONS,
    entryPoints: [`functions/${name}/index.ts`],
    absWorkingDir: realpathSync(root),
    write: false,
    metafile: true,
  });
  const bundled = new Map<string, NpmPackage>();
  const foreign: string[] = [];
  for (const input of Object.keys(metafile.inputs).sort()) {
    const folder = packageFolderOf(input);
    const found = folder === undefined ? undefined : packages.get(folder);
    if (folder !== undefined && found !== undefined) {
      bundled.set(folder, found);
    } else if (!files.has(input)) {
      foreign.push(input);
    }
  }
  const [output] = outputFiles;
  if (foreign.length > 0 || output === undefined) {
    throw new Error(
      `functions/${name} may bundle its own files, those of functions/shared and npm packages that it imports, got ${foreign.join(", ")}; move them there`,
    );
  }
  return { code: output.contents, bundled };
}

function licenses(bundled: ReadonlyMap<string, NpmPackage>, root: string): Uint8Array {
  const texts = [...bundled].map(([folder, { name, version, license }]) => {
    const file = readdirSync(join(root, folder))
      .sort()
      .find((entry) => LICENSE_FILE.test(entry));
    const text = file === undefined ? "" : `\n${readFileSync(join(root, folder, file), "utf8").trim()}\n`;
    return `${name} ${version}, license ${license}\n${text}`;
  });
  return Buffer.from(texts.join(`\n${"-".repeat(80)}\n\n`));
}
