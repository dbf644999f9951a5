import type { JsonObject } from "../../model";
import { objectOf } from "../../model/json";
import type { ProviderBlocks } from "../hcl/blocks";
import { configurationOf } from "../hcl/configuration";
import type { Block } from "../hcl/syntax";
import { writeHcl } from "../hcl/write";
import type { ConfigurationFile, Entry } from "./files";

/** A file as Terraform's JSON; what made a resource stands in its comment. */
export function jsonFile({ entries }: ConfigurationFile): string {
  let json: JsonObject = {};
  for (const entry of entries) {
    const comment = madeBy(entry);
    json = inserted(json, entry, comment === undefined ? entry.json : { "//": comment, ...entry.json });
  }
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** A file as HCL, as `terraform fmt` would write it; a comment where something begins that another construct made. */
export async function hclFile({ entries }: ConfigurationFile, blocks: ProviderBlocks): Promise<string> {
  const { format } = await import("@cdktf/hcl-tools");
  let previous: string | undefined;
  const written = entries.flatMap((entry): Block[] => {
    const { construct, origin } = entry;
    const comment = construct === undefined || construct === previous ? undefined : heading(construct, origin?.summary);
    previous = construct;
    const { blocks: made } = configurationOf(inserted({}, entry, entry.json), { blocks, strict: false });
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

/** Adds a block where its labels say; several without a name of their own become a list. */
function inserted(json: JsonObject, { section, labels }: Entry, block: JsonObject): JsonObject {
  const [first, second] = labels;
  if (first === undefined) {
    const others = json[section];
    const isList = Array.isArray(others) || section === "moved" || section === "removed" || section === "import";
    return { ...json, [section]: isList ? [...(Array.isArray(others) ? others : []), block] : block };
  }
  const inner = objectOf(json[section]);
  if (section === "provider") {
    const others = inner[first];
    return { ...json, [section]: { ...inner, [first]: [...(Array.isArray(others) ? others : []), block] } };
  }
  if (second === undefined) {
    return { ...json, [section]: { ...inner, [first]: block } };
  }
  return { ...json, [section]: { ...inner, [first]: { ...objectOf(inner[first]), [second]: block } } };
}
