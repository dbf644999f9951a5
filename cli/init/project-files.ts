import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** Files of a project by their paths below its root, with `/`. */
export type ProjectFiles = ReadonlyMap<string, Buffer>;

/** Sources that every project needs. Those of commands that only we have are left out. */
const FOLDERS = [
  "cli",
  "config",
  "constructs",
  "functions",
  "guardrails",
  "handoff",
  "help",
  "model",
  "stacks",
] as const;

/** Single files that are taken as they are. */
const FILES = [".editorconfig", ".gitignore", ".nvmrc", "main.ts"] as const;

/** The workflows of a CI, where there are some; those that compare us with others are ours. */
const WORKFLOWS = ".github/workflows";

/** What is about developing SecCFN itself. */
const LEFT_OUT: readonly RegExp[] = [
  /^cli\/(?:docs|generated-docs|requirements)\.ts$/,
  /^cli\/(?:command|control|try)-reference\.ts$/,
  /^help\/(?:README|benchmarks|checkov|extending|testing)\.md$/,
  // Templates are copied as text.
  /^help\/images\//,
  /^help\/requirements\.yaml$/,
  /^help\/decisions\//,
  /^\.github\/workflows\/cdktn\.yml$/,
  /(?:^|\/)(?:__pycache__|node_modules|\.[^/]*)\/(?!workflows)/,
  /\.pyc$/,
];

/** What a new project has of the one that it is made from. */
export function sharedFiles(root: string): ProjectFiles {
  const found = [...FOLDERS, WORKFLOWS].flatMap((folder) => filesIn(root, folder));
  const paths = [...FILES.filter((file) => existsSync(join(root, file))), ...found]
    .filter((path) => !LEFT_OUT.some((pattern) => pattern.test(path)))
    .sort();
  const files = new Map(paths.map((path) => [path, readFileSync(join(root, path))] as const));
  return new Map(
    [...files].map(([path, content]) => [
      path,
      path.endsWith(".md") ? withoutDeadLinks(path, content, files) : content,
    ]),
  );
}

function filesIn(root: string, folder: string): string[] {
  return existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
        const path = `${folder}/${entry.name}`;
        return entry.isDirectory() ? filesIn(root, path) : entry.isFile() ? [path] : [];
      })
    : [];
}

/** Links to pages that stay behind become plain words, pictures go. */
function withoutDeadLinks(path: string, content: Buffer, files: ReadonlyMap<string, Buffer>): Buffer {
  const text = content
    .toString("utf8")
    .replace(/(!?)\[([^\]]+)\]\(([^)\s]+)\)/g, (link, picture: string, words: string, target: string) => {
      const [file = ""] = target.split("#");
      if (file === "" || /^[a-z]+:/.test(file)) {
        return link;
      }
      const found = posix.normalize(posix.join(posix.dirname(path), file)).replace(/\/$/, "");
      const isThere =
        KEPT.includes(found) || files.has(found) || [...files.keys()].some((other) => other.startsWith(`${found}/`));
      return isThere ? link : picture === "" ? words : "";
    });
  return Buffer.from(text);
}

/** What every project has, written anew. */
const KEPT: readonly string[] = ["README.md", "environments", "package.json", "cdktf.json", "tsconfig.json"];
