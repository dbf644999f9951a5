import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { STACK_SUFFIXES } from "../../config/account-rules";
import { type Graph, graphOfSynth, type JsonObject, ModelError, readSynth } from "../../model";
import { readJson } from "../../model/files";
import { listOf, objectOf, textOf } from "../../model/json";
import { stackGroups } from "../check/subjects";
import { withoutHeredocs } from "./heredocs";

/** A version of an environment. */
export interface EnvironmentVersion {
  readonly name: string;
  readonly graph: Graph;
}

/** The list of a bundle's stacks. */
const MANIFEST = "MANIFEST.json";

/**
 * Reads what a path holds: a bundle (folder or `.tar.gz`), a cdktf.out with all its environments, one stack's folder, or any
 * folder of Terraform, as JSON or HCL.
 *
 * @throws ModelError where there is nothing of that kind
 */
export async function readVersion(path: string): Promise<EnvironmentVersion[]> {
  if (!existsSync(path)) {
    throw new ModelError(
      "not-found",
      path,
      "there is no such file or folder",
      "name a bundle, a synthesized folder or a revision of Git",
    );
  }
  return statSync(path).isDirectory() ? readFolder(path, path) : readArchive(path);
}

async function readArchive(file: string): Promise<EnvironmentVersion[]> {
  const bytes = readFileSync(file);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    throw new ModelError(
      "wrong-kind",
      file,
      "it is no .tar.gz",
      "name a bundle as `seccfn handoff` makes it, or a folder; plans are judged by `seccfn check`",
    );
  }
  const { untarGz } = await import("../../handoff/bundle/archive");
  const aside = mkdtempSync(join(tmpdir(), "seccfn-"));
  try {
    const { files } = await unpacked(() => untarGz(bytes), file);
    for (const [path, content] of files) {
      const target = resolve(aside, path);
      if (relative(aside, target).startsWith("..")) {
        throw new ModelError(
          "unreadable",
          file,
          `${path} would lie outside of the archive's folder`,
          "it is no bundle of ours: do not use it",
        );
      }
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
    return await readFolder(aside, file);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

async function unpacked<T>(unpack: () => Promise<T>, file: string): Promise<T> {
  try {
    return await unpack();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ModelError("unreadable", file, `it cannot be unpacked (${why})`, "make it or fetch it again");
  }
}

/** @param label how messages call it */
async function readFolder(folder: string, label: string): Promise<EnvironmentVersion[]> {
  const manifest = join(folder, MANIFEST);
  if (existsSync(manifest)) {
    return [await readBundle(folder, readJson(manifest, "make the bundle again"), label)];
  }
  const named = basename(resolve(label)).replace(/\.(?:tar\.gz|tgz)$/, "");
  if (hclFiles(folder).length > 0) {
    return [{ name: named, graph: await graphOf([{ name: named, folder }], label) }];
  }
  return stackGroups(folder).map((stacks) => {
    const graph = readSynth(folder, stacks);
    return { name: environmentName(graph.stacks.map(({ name }) => name)), graph };
  });
}

async function readBundle(folder: string, manifest: JsonObject, label: string): Promise<EnvironmentVersion> {
  const stacks = listOf(manifest.stacks)
    .map(objectOf)
    .map((stack) => ({ name: textOf(stack.name) ?? "", folder: join(folder, textOf(stack.folder) ?? ".") }));
  const lacking = stacks.find((stack) => !existsSync(stack.folder) || relative(folder, stack.folder).startsWith(".."));
  const name = textOf(manifest.environment);
  if (name === undefined || stacks.length === 0 || lacking !== undefined) {
    const what =
      lacking === undefined
        ? "names no environment or no stacks"
        : `names a folder that is not there: ${lacking.folder}`;
    throw new ModelError(
      "unreadable",
      `${label}/${MANIFEST}`,
      `it ${what}`,
      "make the bundle again by `seccfn handoff`",
    );
  }
  return { name, graph: await graphOf(stacks, label) };
}

/** Stacks by their folders; HCL is converted. */
async function graphOf(
  stacks: readonly { readonly name: string; readonly folder: string }[],
  label: string,
): Promise<Graph> {
  return graphOfSynth(
    await Promise.all(
      stacks.map(async ({ name, folder }) => ({
        name,
        json: [...jsonFiles(folder), ...(await hcl(folder, label))],
      })),
    ),
  );
}

function jsonFiles(folder: string): JsonObject[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".tf.json"))
    .sort()
    .map((file) => readJson(join(folder, file), "make it again"));
}

function hclFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".tf"))
    .sort();
}

async function hcl(folder: string, label: string): Promise<JsonObject[]> {
  const files = hclFiles(folder);
  if (files.length === 0) {
    return [];
  }
  const { readHcl } = await import("../../handoff/hcl/read");
  try {
    const json = await readHcl(files.map((file) => [file, readFileSync(join(folder, file), "utf8")] as const));
    return [withoutHeredocs(json)];
  } catch (error) {
    throw new ModelError(
      "unreadable",
      label,
      `its HCL cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      "mend it, or compare JSON",
    );
  }
}

/** What stacks of one environment are called without their layer. */
function environmentName(stacks: readonly string[]): string {
  const [first = ""] = stacks;
  const suffix = STACK_SUFFIXES.find((candidate) => first.endsWith(`-${candidate}`));
  return suffix === undefined || stacks.length === 1 ? first : first.slice(0, -suffix.length - 1);
}
