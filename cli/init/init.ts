import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { chooseEnvironments, type LoadedEnvironment, loadEnvironments } from "../../config/load";
import { ConfigurationError } from "../../config/problems";
import { quoted } from "../../config/sentences";
import type { Questions } from "../new/ask";
import { complaintAbout } from "../new/complaints";
import { ROOT } from "../root";
import type { World } from "../world";
import { type Beginning, projectFiles } from "./make";
import type { ProjectFiles } from "./project-files";

/** What was said on the command line. */
export interface InitOptions {
  /** Where the project is to be. */
  readonly folder: string;
  /** The environment that the first one is made from. */
  readonly from?: string;
  readonly name?: string;
  readonly account?: string;
  readonly region?: string;
  readonly prefix?: string;
  /** Whether to make a template for `cdktf init`, as a folder and a zip beside it. */
  readonly template: boolean;
}

/** Why no project was made; its message is for whoever asked. */
export class CannotInitError extends Error {
  public override readonly name = "CannotInitError";
}

/** The environment that is copied where nobody says which; in a project that has none of this name, the first one. */
const USUAL = "seccfn";

/** What may lie in a folder that counts as empty. */
const IGNORED = [".git"];

/**
 * Makes a project of one's own in a folder that is empty or not there. Returns the exit code: 0 done, 1 the environment is
 * not known, or somebody gave up, 2 there is something in the folder, or what was said is not valid. But for 0 nothing is written.
 *
 * @param questions asks for what was not said; nothing where nobody can be asked: then it is as in the environment that is copied
 */
export async function runInit(
  options: InitOptions,
  world: World,
  questions: Questions | undefined,
): Promise<0 | 1 | 2> {
  try {
    const folder = resolve(options.folder);
    const zip = options.template ? `${folder}.zip` : undefined;
    assertFree(folder, options.folder, zip);
    const beginning = await beginningOf(options, questions);
    if (beginning === undefined) {
      world.complain("nothing was written\n");
      return 1;
    }
    const files = validFiles({ ...beginning, name: packageName(basename(folder)), isTemplate: options.template });
    const archive = zip === undefined ? undefined : await zipped(files, basename(folder));
    place(files, folder);
    if (zip !== undefined && archive !== undefined) {
      writeFileSync(zip, archive);
    }
    world.print(
      told(
        options.folder,
        files.size,
        zip === undefined ? undefined : `${options.folder}.zip`,
        beginning.environment.name,
      ),
    );
    return 0;
  } catch (error) {
    if (error instanceof CannotInitError || error instanceof ConfigurationError) {
      world.complain(`${error.message}\n`);
      return error instanceof CannotInitError ? 2 : 1;
    }
    throw error;
  }
}

function assertFree(folder: string, said: string, zip: string | undefined): void {
  const found = existsSync(folder) ? entriesOf(folder, said) : [];
  const [first] = found;
  if (first !== undefined) {
    const others = found.length === 1 ? "" : ` and ${found.length - 1} more`;
    throw new CannotInitError(
      `${said} is not empty (${first}${others}); nothing was written. Name a folder that is empty or new`,
    );
  }
  if (zip !== undefined && existsSync(zip)) {
    throw new CannotInitError(`${said}.zip is there already; nothing was written. Remove it, or name another folder`);
  }
}

function entriesOf(folder: string, said: string): string[] {
  try {
    return readdirSync(folder).filter((entry) => !IGNORED.includes(entry));
  } catch {
    throw new CannotInitError(`${said} is no folder; nothing was written. Name a folder that is empty or new`);
  }
}

async function beginningOf(options: InitOptions, questions: Questions | undefined) {
  const environments = join(ROOT, "environments");
  const loaded = loadEnvironments(environments);
  const names = loaded.map(({ environment }) => environment.name);
  const usual = names.includes(USUAL) ? USUAL : names[0];
  const from = options.from ?? (questions === undefined ? usual : await questions.from(loaded));
  if (from === undefined) {
    return undefined;
  }
  const [source] = named(environments, loaded, from);
  if (source === undefined) {
    return undefined;
  }
  const { environment } = source;
  const name = options.name ?? (questions === undefined ? environment.name : await questions.name([]));
  const standing = { account: environment.account, region: environment.region, prefix: environment.naming.prefix };
  const own = new Map<string, string>();
  for (const key of ["account", "region", "prefix"] as const) {
    const ask = async () => (questions === undefined ? standing[key] : questions.value(key, standing[key]));
    const value = name === undefined ? undefined : (options[key] ?? (await ask()));
    if (value === undefined) {
      return undefined;
    }
    own.set(key, value);
  }
  const values = { ...standing, ...Object.fromEntries(own), name: name ?? environment.name };
  assertValid(values);
  return { from, environment: values };
}

/** Messages speak of the environments that ship with this project, wherever it lies. */
function named(environments: string, loaded: readonly LoadedEnvironment[], from: string) {
  try {
    return chooseEnvironments(environments, loaded, [from]);
  } catch (error) {
    if (error instanceof ConfigurationError) {
      throw new ConfigurationError(error.problems.map((problem) => ({ ...problem, file: basename(problem.file) })));
    }
    throw error;
  }
}

function assertValid(values: Readonly<Record<"name" | "account" | "region" | "prefix", string>>): void {
  const complaints = (["name", "account", "region", "prefix"] as const).flatMap((key) => {
    const complaint = complaintAbout(key, values[key]);
    return complaint === undefined ? [] : [`--${key} ${complaint}, got ${quoted(values[key])}`];
  });
  if (complaints.length > 0) {
    throw new CannotInitError([...complaints, "nothing was written"].join("\n"));
  }
}

/** What was said can be right by itself and wrong for the environment: a region may lack a zone or a class that it has. */
function validFiles(beginning: Beginning): ProjectFiles {
  try {
    return projectFiles(ROOT, beginning);
  } catch (error) {
    throw error instanceof ConfigurationError ? new CannotInitError(error.message) : error;
  }
}

/** As npm takes it. */
function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return name === "" ? "infrastructure" : name;
}

/** The project appears whole or not at all: it is written beside, then renamed. */
function place(files: ProjectFiles, folder: string): void {
  const aside = join(dirname(folder), `.${basename(folder)}.${process.pid}.new`);
  try {
    for (const subfolder of new Set([...files.keys()].map((path) => dirname(path)))) {
      mkdirSync(join(aside, subfolder), { recursive: true });
    }
    for (const [path, content] of files) {
      writeFileSync(join(aside, path), content);
    }
    if (existsSync(folder) && readdirSync(folder).length === 0) {
      rmdirSync(folder);
    }
    if (existsSync(folder)) {
      for (const entry of readdirSync(aside)) {
        renameSync(join(aside, entry), join(folder, entry));
      }
    } else {
      renameSync(aside, folder);
    }
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** The same files give the same bytes: entries are sorted, and have the time at which zip's calendar begins. */
async function zipped(files: ProjectFiles, folder: string): Promise<Uint8Array> {
  const { zipSync } = await import("fflate");
  const entries = [...files].map(([path, content]): [string, [Uint8Array, { mtime: string }]] => [
    `${folder}/${path}`,
    [content, { mtime: "1980-01-01T00:00:00" }],
  ]);
  return zipSync(Object.fromEntries(entries), { level: 6 });
}

function told(folder: string, count: number, zip: string | undefined, environment: string): string {
  return zip === undefined
    ? `${folder} written, ${count} files, with the environment ${environment}

Next:
  cd ${folder}
  npm ci && npm run synth    # Terraform of environments/${environment}.yaml in cdktf.out
  npm ci && npm test         # what every environment has to hold
`
    : `${folder} and ${zip} written, ${count} files

cdktf takes templates from an address: put ${zip} on a web server, then
  npx cdktf init --template=https://example.com/${basename(zip)}
`;
}
