import { existsSync, writeFileSync } from "node:fs";
import pc from "picocolors";
import { ConfigurationError } from "../../config/problems";
import { suggestion } from "../../config/sentences";
import { diffOf, diffsMarkdown, type NamedDifference } from "../../handoff/diff";
import { diffJson } from "../../handoff/diff/report/json";
import { diffTerminal } from "../../handoff/diff/report/terminal";
import { type Graph, graphOfNothing, ModelError } from "../../model";
import { version } from "../version";
import type { World } from "../world";
import type { DiffFormat } from "./formats";
import { commitOf, readRevision } from "./revision";
import { type EnvironmentVersion, readVersion } from "./version-reader";

export interface DiffOptions {
  readonly before: string;
  readonly after: string;
  /** Only this environment. */
  readonly environment?: string;
  readonly format: DiffFormat;
  readonly out?: string;
}

/** 0 nothing stateful would be lost, 2 it could not be told, 3 something would be. */
export type DiffExitCode = 0 | 2 | 3;

/** Forces a name to be taken as a revision where a folder is called the same. */
const REVISION = "git:";

/** Compares two versions and reports. Returns the exit code. */
export async function runDiff(options: DiffOptions, world: World): Promise<DiffExitCode> {
  try {
    const [before, after] = [await read(options.before), await read(options.after)];
    const named = compared(before, after, options);
    report(named, options, world);
    return named.some(({ diff }) => diff.losses.length > 0) ? 3 : 0;
  } catch (error) {
    if (error instanceof ModelError || error instanceof ConfigurationError) {
      world.complain(`${error.message}\n`);
      return 2;
    }
    throw error;
  }
}

function read(name: string): Promise<EnvironmentVersion[]> {
  const revision = name.startsWith(REVISION) ? name.slice(REVISION.length) : existsSync(name) ? undefined : name;
  const commit = revision === undefined ? undefined : commitOf(revision);
  if (revision !== undefined && commit === undefined) {
    throw new ModelError(
      "not-found",
      name,
      "there is no such file or folder, and no such revision of Git here",
      "name a bundle (folder or .tar.gz), a synthesized folder, or a commit, branch or tag",
    );
  }
  return revision === undefined || commit === undefined ? readVersion(name) : readRevision(revision, commit);
}

/** Environments by their names; two that stand alone belong together whatever they are called. */
function compared(
  before: readonly EnvironmentVersion[],
  after: readonly EnvironmentVersion[],
  { environment }: DiffOptions,
): NamedDifference[] {
  const [was, is] = [before[0], after[0]];
  if (environment === undefined && was !== undefined && is !== undefined && before.length === 1 && after.length === 1) {
    return [{ name: is.name, diff: diffOf(was.graph, is.graph) }];
  }
  const names = [...new Set([...before, ...after].map(({ name }) => name))].sort();
  if (environment !== undefined && !names.includes(environment)) {
    throw new ModelError(
      "not-found",
      environment,
      "neither side has an environment of this name",
      suggestion(environment, names),
    );
  }
  const graphOf = (side: readonly EnvironmentVersion[], name: string): Graph =>
    side.find((one) => one.name === name)?.graph ?? graphOfNothing();
  return names
    .filter((name) => environment === undefined || name === environment)
    .map((name) => ({ name, diff: diffOf(graphOf(before, name), graphOf(after, name)) }));
}

function report(named: readonly NamedDifference[], options: DiffOptions, world: World): void {
  const { before, after, format, out } = options;
  const terminal = (colours: boolean | undefined) =>
    diffTerminal(named, colours === undefined ? pc : pc.createColors(colours));
  const text =
    format === "json"
      ? diffJson(named, { before, after, version: version() })
      : format === "markdown"
        ? diffsMarkdown(named)
        : terminal(out === undefined ? world.colours : false);
  if (out === undefined) {
    world.print(text);
    return;
  }
  try {
    writeFileSync(out, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ModelError(
      "unreadable",
      out,
      `it cannot be written (${code ?? "unknown error"})`,
      "check that its folder is there, and its permissions",
    );
  }
  const lines = terminal(world.colours).trimEnd().split("\n");
  world.complain(`${lines.slice(-named.length).join("\n")}\n${out} written\n`);
}
