import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Place } from "./findings";

/** More than anybody's project has: a search through a home folder ends. */
const MOST_FILES = 5000;
const MOST_FOLDERS = 5000;
const DEEPEST = 8;
const SKIPPED = /^(?:\..*|node_modules|cdktf\.out)$/;
const BLOCK = /^[ \t]*(resource|data|ephemeral)[ \t]+"([^"]+)"[ \t]+"([^"]+)"/gm;

/**
 * Where the blocks of a folder with HCL are written, by `aws_kms_key.master` or `data.…`: plans and states do not tell. A name
 * that several modules have leads to none, but for the root module's own.
 */
export class HclPlaces {
  private blocks: ReadonlyMap<string, readonly Place[]> | undefined;

  public constructor(private readonly folder: string) {}

  /** The block of an address, `module.net["a"].aws_subnet.private[0]`. */
  public placeOf(address: string): Place | undefined {
    const [, modules = "", block = ""] =
      /^((?:module\.[\w-]+(?:\[[^\]]*\])?\.)*)((?:data\.)?[\w-]+\.[\w-]+)(?:\[.*\])?$/.exec(address) ?? [];
    this.blocks ??= this.search();
    const places = this.blocks.get(block) ?? [];
    const own = modules === "" ? places.filter(({ file }) => !file.includes("/")) : [];
    const place = own.length === 1 ? own[0] : places.length === 1 ? places[0] : undefined;
    return place === undefined || this.folder === "." ? place : { ...place, file: `${this.folder}/${place.file}` };
  }

  private search(): ReadonlyMap<string, readonly Place[]> {
    const blocks = new Map<string, Place[]>();
    for (const file of filesBelow(this.folder)) {
      const text = readFileSync(join(this.folder, file), "utf8");
      let line = 1;
      let from = 0;
      for (const match of text.matchAll(BLOCK)) {
        const [, kind, type, name] = match;
        line += newLines(text, from, match.index);
        from = match.index;
        const address = `${kind === "resource" ? "" : `${kind}.`}${type}.${name}`;
        blocks.set(address, [...(blocks.get(address) ?? []), { file, line }]);
      }
    }
    return blocks;
  }
}

function newLines(text: string, from: number, to: number): number {
  return text.slice(from, to).split("\n").length - 1;
}

function filesBelow(root: string): string[] {
  const files: string[] = [];
  let folders = 0;
  const visit = (folder: string, depth: number) => {
    folders += 1;
    for (const entry of entriesOf(join(root, folder))) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (files.length >= MOST_FILES || SKIPPED.test(entry.name)) {
        continue;
      }
      if (entry.isDirectory() && depth < DEEPEST && folders < MOST_FOLDERS) {
        visit(path, depth + 1);
      } else if (entry.isFile() && /\.(?:tf|tofu)$/.test(entry.name)) {
        files.push(path);
      }
    }
  };
  visit("", 0);
  return files.sort();
}

/** A folder that nobody may read has no place to tell of. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
