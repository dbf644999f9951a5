import { asText, type Edge, type Graph, patternOf, type Resource } from "../../model";

export const SUBNET = "aws_subnet";

const PRIVATE_WORDS =
  /(?:^|[^a-z])(?:private|priv|isolated|intra|internal|data|database|databases|db|rds|cache)(?:[^a-z]|$)/i;
const DATA_WORDS = /(?:^|[^a-z])(?:isolated|intra|data|database|databases|db|rds|cache)(?:[^a-z]|$)/i;
const PUBLIC_WORDS = /(?:^|[^a-z])(?:public|dmz|edge|ingress)(?:[^a-z]|$)/i;
/** Types that hold data in the subnets that they name. */
const DATA_HOLDERS =
  /^aws_(?:\w+_subnet_group|efs_mount_target|msk_cluster|mq_broker|opensearch_domain|elasticsearch_domain|fsx_\w+)$/;
/** Types that are about a subnet, and not in it. */
const ABOUT =
  /^aws_(?:route_table_association|network_acl|default_network_acl|network_acl_association|flow_log|ram_\w+|ec2_subnet_cidr_reservation)$/;

/** What is in a subnet, of any type. */
export function tenantsOf(graph: Graph, subnet: Resource): readonly Edge[] {
  return graph.referrersOf(subnet).filter(({ from }) => from.mode === "managed" && !ABOUT.test(from.type));
}

/** Why a subnet is meant to be private: by its name and tags, or since data lives in it. */
export function whyPrivate(graph: Graph, subnet: Resource): string | undefined {
  const names = namesOf(subnet);
  if (names.some((name) => PRIVATE_WORDS.test(name)) && !names.some((name) => PUBLIC_WORDS.test(name))) {
    return "by its name";
  }
  const holder = tenantsOf(graph, subnet).find(({ from }) => DATA_HOLDERS.test(from.type));
  return holder === undefined ? undefined : `since ${holder.from.address} is in it`;
}

/** Why a subnet is for data only: by its name and tags, or since nothing else is in it. */
export function whyDataTier(graph: Graph, subnet: Resource): string | undefined {
  const names = namesOf(subnet);
  if (names.some((name) => DATA_WORDS.test(name)) && !names.some((name) => PUBLIC_WORDS.test(name))) {
    return "by its name";
  }
  const tenants = tenantsOf(graph, subnet);
  const [first] = tenants;
  return first !== undefined && tenants.every(({ from }) => DATA_HOLDERS.test(from.type))
    ? `since nothing but ${first.from.address} is in it`
    : undefined;
}

/** The subnets that an argument names; nothing where one of them is not part of the input. */
export function subnetsAt(graph: Graph, from: Resource, path: string): readonly Resource[] | undefined {
  const { items, unknown } = from.list(path);
  const subnets = [...new Set(graph.referencesOf(from, path).map(({ to }) => to))];
  const all = subnets.every(({ type, mode }) => type === SUBNET && mode === "managed");
  return subnets.length > 0 && all && (unknown !== undefined || subnets.length >= items.length) ? subnets : undefined;
}

/** How many zones subnets are in at least, and at most. */
export function zonesOf(subnets: readonly Resource[]): { readonly least: number; readonly most: number } {
  const zones = subnets.map((subnet) => zoneOf(subnet));
  const told = new Set(zones.filter((zone) => zone !== undefined));
  const untold = zones.filter((zone) => zone === undefined).length;
  return { least: Math.max(told.size, subnets.length > 0 ? 1 : 0), most: told.size + untold };
}

function zoneOf(subnet: Resource): string | undefined {
  const value = ["availability_zone", "availability_zone_id"].map((name) => subnet.get(name));
  const texts = value.map(patternOf);
  // Two texts with different indexes into the same list are two zones; without an index nobody can tell.
  return texts.find((text) => text !== undefined && (!text.includes("${") || /\[\d+\]/.test(text)));
}

function namesOf(subnet: Resource): readonly string[] {
  const tags = ["tags.Name", "tags.Tier", "tags.tier", "tags.Type", "tags.type"];
  return [subnet.name, String(subnet.key ?? ""), ...tags.flatMap((path) => asText(subnet.get(path)) ?? [])];
}
