import {
  type Attributes,
  asText,
  type Graph,
  isUnset,
  type Path,
  patternOf,
  type Resource,
  type Value,
} from "../../model";
import { type AddressSet, blockOf, NO_ADDRESSES, union } from "./address-set";

/** The addresses that an argument names. */
export interface Sources {
  /** The blocks as they are written. */
  readonly texts: readonly string[];
  readonly set: AddressSet;
  /** Why there may be other addresses, many of them, than these. */
  readonly open: readonly string[];
}

export const NO_SOURCES: Sources = { texts: [], set: NO_ADDRESSES, open: [] };

const MANAGED_LIST = "aws_ec2_managed_prefix_list";
/** Whose addresses are few, although they are not known before apply: a VPC's own blocks, a single public address. */
const NARROW =
  /^aws_(?:vpc|subnet|default_vpc|default_subnet|eip|nat_gateway|instance|vpc_ipv4_cidr_block_association|vpc_ipv6_cidr_block_association)$/;
/** A text whose end is known, and says that it is one address or a small network: `${…}/32`. */
const SMALL = /\/(?:9|[1-9][0-9]+)$/;

export function joined(...sources: readonly Sources[]): Sources {
  const given = sources.filter((one) => one !== NO_SOURCES);
  const [only] = given;
  return given.length === 1 && only !== undefined
    ? only
    : {
        texts: given.flatMap(({ texts }) => texts),
        set: union(...given.map(({ set }) => set)),
        open: given.flatMap(({ open }) => open),
      };
}

/** The CIDR blocks of an argument, one or a list. */
export function blocksAt(graph: Graph, from: Attributes, name: string): Sources {
  const { items, unknown } = from.list(name);
  const missing = unknown === undefined || isUnset(unknown) || isNarrow(graph, from, [name]) ? [] : [unknown.reason];
  if (items.length === 0 && missing.length === 0) {
    return NO_SOURCES;
  }
  const texts: string[] = [];
  const sets: AddressSet[] = [];
  for (const [index, item] of items.entries()) {
    const text = asText(item);
    const block = text === undefined ? undefined : blockOf(text);
    if (text !== undefined && block !== undefined) {
      texts.push(text);
      sets.push(block);
    } else if (
      text === undefined &&
      !isUnset(item) &&
      !isSmall(item) &&
      !isNarrowItem(graph, from, name, index, items)
    ) {
      missing.push(item.kind === "unknown" ? item.reason : "it is no CIDR block");
    }
  }
  return { texts, set: union(...sets), open: missing };
}

/** The addresses of prefix lists: their entries where the graph has them. Those that AWS manages hold AWS's own addresses. */
export function prefixListsAt(graph: Graph, from: Attributes, name: string): Sources {
  const { items, unknown } = from.list(name);
  const given = items.filter((item) => !isUnset(item) && asText(item) !== "");
  if (given.length === 0 && (unknown === undefined || isUnset(unknown))) {
    return NO_SOURCES;
  }
  const { ends, open } = graph.settle(from, [name]);
  const entries = joined(...ends.map(({ resource }) => entriesOf(graph, resource)));
  return ends.length > 0 && ends.length >= given.length && open.length === 0
    ? entries
    : { ...entries, open: [...entries.open, `the entries of ${name} are not part of the input`] };
}

function entriesOf(graph: Graph, list: Resource): Sources {
  if (list.type === "aws_vpc_endpoint" || (list.mode === "data" && isOfAws(list))) {
    return NO_SOURCES;
  }
  if (list.type !== MANAGED_LIST || list.mode !== "managed") {
    return { ...NO_SOURCES, open: [`the entries of ${list.address} are not part of the input`] };
  }
  const { items, unknown } = list.blocks("entry");
  const { found } = graph.companions(list, "aws_ec2_managed_prefix_list_entry", "prefix_list_id");
  const entries = joined(...[...items, ...found].map((entry) => blocksAt(graph, entry, "cidr")), NO_SOURCES);
  return unknown === undefined || isUnset(unknown) ? entries : { ...entries, open: [...entries.open, unknown.reason] };
}

/** `com.amazonaws.us-east-1.s3` and the like. */
function isOfAws(list: Resource): boolean {
  return ["name", "filter.values"].some((path) => patternOf(list.get(path))?.startsWith("com.amazonaws.") === true);
}

function isSmall(item: Value): boolean {
  const text = patternOf(item);
  return text !== undefined && SMALL.test(text);
}

function isNarrow(graph: Graph, from: Attributes, path: Path): boolean {
  const { ends, open } = graph.settle(from, path);
  return ends.length > 0 && open.length === 0 && ends.every(({ resource }) => NARROW.test(resource.type));
}

function isNarrowItem(graph: Graph, from: Attributes, name: string, index: number, items: readonly Value[]): boolean {
  return isNarrow(graph, from, items.length === 1 ? [name] : [name, index]);
}
