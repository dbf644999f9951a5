import type { JsonObject } from "../../model";
import type { ProviderBlocks } from "../hcl/blocks";
import { configurationOf } from "../hcl/configuration";
import type { Block } from "../hcl/syntax";
import { writeHcl } from "../hcl/write";
import type { ConfigurationFile, Entry } from "./files";

/** A file as Terraform's JSON; what made a resource stands in its comment. */
export function jsonFile({ entries }: ConfigurationFile): string {
  const file: Tree = {};
  for (const entry of entries) {
    const comment = madeBy(entry);
    insert(file, entry, comment === undefined ? entry.json : { "//": comment, ...entry.json });
  }
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** A file as HCL, as `terraform fmt` would write it; a comment where something begins that another construct made. */
export async function hclFile({ entries }: ConfigurationFile, blocks: ProviderBlocks): Promise<string> {
  const { format } = await import("@cdktf/hcl-tools");
  let previous: string | undefined;
  const written = entries.flatMap((entry): Block[] => {
    const { construct, origin } = entry;
    const comment = construct === undefined || construct === previous ? undefined : heading(construct, origin?.summary);
    previous = construct;
    const { blocks: made } = configurationOf(insert({}, entry, entry.json) as JsonObject, { blocks, strict: false });
    return made.map((block) => (comment === undefined ? block : { ...block, body: { ...block.body, comment } }));
  });
  return format(writeHcl({ arguments: [], blocks: written }));
}

/** `security/trail_logs: S3 bucket …`, in lines that fit beside code. */
function heading(construct: string, summary: string | undefined): string[] {
  const words = `${construct}${summary === undefined ? "" : `: ${summary}`}`.split(" ");
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line === undefined || line.length + word.length >= WIDTH) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = `${line} ${word}`;
    }
  }
  return lines;
}

const WIDTH = 118;

function madeBy({ construct, origin }: Entry): string | undefined {
  return construct === undefined ? undefined : `${construct}${origin === undefined ? "" : `, by ${origin.file}`}`;
}

/** JSON that is being made. */
interface Tree {
  [key: string]: Tree | JsonObject | JsonObject[];
}

/** Sections whose blocks have no name of their own, so that they are a list. */
const LISTS: ReadonlySet<string> = new Set(["provider", "moved", "removed", "import"]);

/** Adds a block where its labels say. Returns the tree. */
function insert(tree: Tree, { section, labels }: Entry, block: JsonObject): Tree {
  const path = [section, ...labels];
  const last = path.pop() ?? section;
  let inner = tree;
  for (const key of path) {
    inner[key] ??= {};
    inner = inner[key] as Tree;
  }
  const others = inner[last];
  inner[last] = LISTS.has(section) ? [...(Array.isArray(others) ? others : []), block] : block;
  return tree;
}
