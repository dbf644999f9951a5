import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listOf, objectOf, parseJson } from "../../support/json";

/** A table as a `CREATE EXTERNAL TABLE` statement of Athena describes it. */
export interface DescribedTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly partitions: readonly { readonly name: string; readonly type: string }[];
  readonly serde: string;
  readonly inputFormat: string;
  readonly outputFormat: string;
  readonly location: string;
  readonly properties: Readonly<Record<string, string>>;
}

const RULES = join(__dirname, "../../contract/provider-rules/aws_glue_catalog_table.json");

/** The table that AWS documents for CloudTrail's log files, from the provider rules' note. */
export function documentedTrailTable(): DescribedTable {
  const notes = listOf(objectOf(parseJson(readFileSync(RULES, "utf8"))).notes).map(String);
  const ddl = notes.find((note) => note.includes("CREATE EXTERNAL TABLE")) ?? "";
  return {
    columns: columnsOf(within(ddl, ddl.indexOf("cloudtrail_logs_pp("))),
    partitions: columnsOf(within(ddl, ddl.indexOf("PARTITIONED BY"))),
    serde: quotedAfter(ddl, "SERDE"),
    inputFormat: quotedAfter(ddl, "INPUTFORMAT"),
    outputFormat: quotedAfter(ddl, "OUTPUTFORMAT"),
    location: quotedAfter(ddl, "LOCATION"),
    properties: Object.fromEntries(
      [...within(ddl, ddl.indexOf("TBLPROPERTIES")).matchAll(/'([^']+)'='([^']*)'/g)].map(
        ([, key = "", value = ""]) => [key, value],
      ),
    ),
  };
}

/** The text between the first bracket at or after a position and the one that closes it. */
function within(text: string, from: number): string {
  const start = text.indexOf("(", from);
  let depth = 0;
  for (let position = start; position < text.length; position += 1) {
    depth += text[position] === "(" ? 1 : text[position] === ")" ? -1 : 0;
    if (depth === 0) {
      return text.slice(start + 1, position);
    }
  }
  throw new Error(`a bracket is not closed after ${from}`);
}

/** Splits `name TYPE, …` at the commas that are not within a type. */
function columnsOf(text: string): { name: string; type: string }[] {
  let depth = 0;
  const parts = [""];
  for (const character of text) {
    depth += character === "<" ? 1 : character === ">" ? -1 : 0;
    if (character === "," && depth === 0) {
      parts.push("");
    } else {
      parts.push(`${parts.pop()}${character}`);
    }
  }
  return parts.map((part) => {
    const [, name = "", type = ""] = /^\s*`?(\w+)`?\s+(.*)$/s.exec(part) ?? [];
    return { name, type: type.replace(/\s+/g, "").toLowerCase() };
  });
}

function quotedAfter(text: string, word: string): string {
  return new RegExp(`\\b${word}\\s+'([^']+)'`).exec(text)?.[1] ?? "";
}
