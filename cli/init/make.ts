import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnvironment } from "../../config/load";
import { derive, type OwnValues } from "../new/derive";
import { type PackageJson, packagesOf } from "./packages";
import { type ProjectFiles, sharedFiles } from "./project-files";
import { readme, TEMPLATE_HOOKS, TSCONFIG_INCLUDE } from "./texts";

/** What a project of one's own begins with. */
export interface Beginning {
  /** The project's name, as npm takes it. */
  readonly name: string;
  /** The environment that its first one is made from. */
  readonly from: string;
  readonly environment: OwnValues;
  /** Whether it is to be a template for `cdktf init`. */
  readonly isTemplate: boolean;
}

/** What `cdktf init` replaces; in parts, since it would do so in this file, too. */
const PROJECT_ID = ["{{", "projectId", "}}"].join("");

const STARTER = "cli/init/starter/environments.test.ts";

/**
 * The files of a project of one's own, made from the project at `root`: the same input gives the same bytes.
 *
 * @throws ConfigurationError where its environment would not be valid
 */
export function projectFiles(root: string, { name, from, environment, isTemplate }: Beginning): ProjectFiles {
  const read = (file: string) => readFileSync(join(root, file), "utf8");
  const own: PackageJson = JSON.parse(read("package.json"));
  const { packageJson, lockFile } = packagesOf(own, JSON.parse(read("package-lock.json")), name);
  const source = read(`environments/${from}.yaml`);
  const { text } = derive(source, parseEnvironment(source, `environments/${from}.yaml`), environment);
  parseEnvironment(text, `environments/${environment.name}.yaml`);
  const written: Readonly<Record<string, string>> = {
    "README.md": readme(name, environment.name),
    "cdktf.json": cdktfJson(read("cdktf.json"), isTemplate),
    "package.json": json(packageJson),
    "package-lock.json": json(lockFile),
    "tsconfig.json": tsconfig(read("tsconfig.json")),
    [`environments/${environment.name}.yaml`]: text,
    "test/environments.test.ts": starterTest(read(STARTER)),
    ...(isTemplate ? { ".hooks.sscaff.js": TEMPLATE_HOOKS } : {}),
  };
  const files = new Map(sharedFiles(root));
  for (const [path, content] of Object.entries(written)) {
    files.set(path, Buffer.from(content));
  }
  if (isTemplate) {
    assertCopiedAsTheyAre(files);
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** cdktf names its temporary things by the id. A template gets one for each project that is made of it. */
function cdktfJson(text: string, isTemplate: boolean): string {
  const { projectId, ...settings } = JSON.parse(text) as { readonly projectId: string };
  return json({ ...settings, projectId: isTemplate ? PROJECT_ID : projectId });
}

/** Without our tests and benchmarks, and the types of jest. */
function tsconfig(text: string): string {
  const { compilerOptions, ...others } = JSON.parse(text) as { readonly compilerOptions: object };
  return json({ ...others, compilerOptions: { ...compilerOptions, types: ["node"] }, include: TSCONFIG_INCLUDE });
}

/** It moves from `cli/init/starter` to `test`. */
function starterTest(text: string): string {
  return text.replaceAll('from "../../../', 'from "../').replaceAll('from "../../', 'from "../cli/');
}

/** `cdktf init` replaces what stands in two braces, and would write it anew as UTF-8. */
function assertCopiedAsTheyAre(files: ProjectFiles): void {
  for (const [path, content] of files) {
    const text = content.toString("utf8");
    const isText = Buffer.from(text).equals(content);
    const replaced = path === "cdktf.json" ? undefined : /\{\{ *[\w$]* *\}\}/.exec(text)?.[0];
    if (!isText || replaced !== undefined) {
      throw new Error(`${path} would not be copied as it is: ${isText ? `it holds ${replaced}` : "it is no text"}`);
    }
  }
}
