import type { Json } from "../../model";
import { type JsonObject, listOf, objectOf, textOf } from "../../model/json";
import { byText } from "../text";
import { withoutNotes } from "./configuration";
import type { Origin } from "./source";

/** One block of a configuration, on its way into a file. */
export interface Entry {
  /** `resource`, `variable`, … */
  readonly section: string;
  /** Its labels: type and name, or name. */
  readonly labels: readonly string[];
  readonly json: JsonObject;
  /** The construct within its stack: `security/trail_logs`. */
  readonly construct?: string;
  readonly origin?: Origin;
}

/** A file of a configuration, without its ending. */
export interface ConfigurationFile {
  readonly name: string;
  readonly entries: readonly Entry[];
}

/** Sections that have a file of their own. */
const FILES: Readonly<Record<string, string>> = {
  terraform: "terraform",
  provider: "providers",
  variable: "variables",
  output: "outputs",
  locals: "locals",
  check: "checks",
  module: "modules",
  moved: "moved",
  removed: "moved",
  import: "imports",
};

/** For resources of which nothing tells where they belong. */
const ELSEWHERE = "main";

/**
 * Splits a configuration by concern. Resources go to the area of the construct that made them (`storage`, `network`, …); what no
 * construct made goes where it is used, data about other stacks to `states`.
 *
 * @param origins of the resources, by their addresses
 */
export function splitConfiguration(json: JsonObject, origins: ReadonlyMap<string, Origin>): ConfigurationFile[] {
  const entries = withNamesakes(
    Object.entries(json).flatMap(([section, content]) => entriesOf(section, content, origins)),
  );
  const areas = areasOf(entries);
  const files = new Map<string, Entry[]>();
  for (const entry of entries) {
    const name = FILES[entry.section] ?? areas.get(entry) ?? ELSEWHERE;
    files.set(name, [...(files.get(name) ?? []), entry]);
  }
  return [...files]
    .map(([name, list]) => ({ name, entries: [...list].sort(byPlace) }))
    .sort((a, b) => byText(a.name, b.name));
}

/** The address of a block, as Terraform writes it. */
export function addressOf({ section, labels }: Pick<Entry, "section" | "labels">): string {
  return section === "resource" ? labels.join(".") : [section, ...labels].join(".");
}

function entriesOf(section: string, content: Json, origins: ReadonlyMap<string, Origin>): Entry[] {
  switch (section) {
    case "resource":
    case "data":
    case "ephemeral":
      return Object.entries(objectOf(content)).flatMap(([type, blocks]) =>
        Object.entries(objectOf(blocks)).map(([name, block]) => entry(section, [type, name], objectOf(block), origins)),
      );
    case "provider":
      return Object.entries(objectOf(content)).flatMap(([name, configurations]) =>
        (Array.isArray(configurations) ? listOf(configurations) : [configurations]).map((configuration) =>
          entry(section, [name], objectOf(configuration), origins),
        ),
      );
    case "terraform":
    case "locals":
      return [entry(section, [], objectOf(content), origins)];
    case "moved":
    case "removed":
    case "import":
      return (Array.isArray(content) ? listOf(content) : [content]).map((block) =>
        entry(section, [], objectOf(block), origins),
      );
    default:
      return Object.entries(objectOf(content)).map(([name, block]) => entry(section, [name], objectOf(block), origins));
  }
}

function entry(
  section: string,
  labels: readonly string[],
  block: JsonObject,
  origins: ReadonlyMap<string, Origin>,
): Entry {
  const path = textOf(objectOf(objectOf(block["//"]).metadata).path);
  const origin = origins.get(addressOf({ section, labels }));
  return {
    section,
    labels,
    json: objectOf(withoutNotes(block)),
    ...(path === undefined ? {} : { construct: constructOf(path) }),
    ...(origin === undefined ? {} : { origin }),
  };
}

/** What cdktf notes nothing of, as of ephemeral resources, belongs to the construct of a resource of the same name. */
function withNamesakes(entries: readonly Entry[]): Entry[] {
  const isTold = ({ construct, origin }: Entry) => construct !== undefined || origin !== undefined;
  return entries.map((own) => {
    const namesake =
      isTold(own) || own.labels.length < 2
        ? undefined
        : entries.find((other) => isTold(other) && other.labels[1] === own.labels[1]);
    if (namesake === undefined) {
      return own;
    }
    const { construct, origin } = namesake;
    return { ...own, ...(construct === undefined ? {} : { construct }), ...(origin === undefined ? {} : { origin }) };
  });
}

/** `security/trail_logs`: cdktf's path without the stack, without ids that do not show, and not below what a reader knows. */
function constructOf(path: string): string {
  const [, ...parts] = path.split("/");
  return parts
    .filter((part) => !/^Default(?:-|$)/.test(part))
    .slice(0, 2)
    .join("/");
}

function areasOf(entries: readonly Entry[]): ReadonlyMap<Entry, string> {
  const areas = new Map<Entry, string>();
  for (const found of entries) {
    const [, area] = /^constructs\/([\w-]+)\//.exec(found.origin?.file ?? "") ?? [];
    if (found.labels[0] === "terraform_remote_state") {
      areas.set(found, "states");
    } else if (area !== undefined) {
      areas.set(found, area);
    }
  }
  const texts = new Map<Entry, string>();
  const textIn = (entry: Entry) => {
    const text = texts.get(entry) ?? JSON.stringify(entry.json);
    texts.set(entry, text);
    return text;
  };
  for (const open of entries.filter((candidate) => candidate.labels.length === 2 && !areas.has(candidate))) {
    const address = addressOf(open);
    const word = new RegExp(`(?<![\\w.-])${address.replaceAll(".", "\\.")}(?![\\w-])`);
    const user = entries.find(
      (other) => areas.has(other) && textIn(other).includes(address) && word.test(textIn(other)),
    );
    const area = user === undefined ? undefined : areas.get(user);
    if (area !== undefined) {
      areas.set(open, area);
    }
  }
  return areas;
}

/** What belongs to one construct stands together: what it reads first, then what it makes. */
function byPlace(a: Entry, b: Entry): number {
  return (
    byText(a.construct ?? "", b.construct ?? "") ||
    SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section) ||
    byText(a.labels.join("."), b.labels.join("."))
  );
}

const SECTIONS = ["terraform", "provider", "variable", "locals", "data", "ephemeral", "resource"];
