import { REGION_PARTITIONS } from "../../config/aws-limits";
import { YamlText } from "../../config/edit-yaml";
import type { Environment } from "../../config/environment";
import { formatPath } from "../../config/sentences";

/** What a new environment has of its own; what is missing stays as in the one that it is made from. */
export interface OwnValues {
  readonly name: string;
  readonly account?: string;
  readonly region?: string;
  readonly prefix?: string;
}

/** A new environment's file, and what whoever asked for it should look at. */
export interface Derived {
  readonly text: string;
  /** Values that name the account and were changed to name the new one, by their paths. */
  readonly changed: readonly string[];
  /** Values that are made up, such as example.com, by their paths. */
  readonly examples: readonly string[];
  /** What mostly differs between two environments and is as in the other one. */
  readonly same: readonly { readonly path: string; readonly value: string }[];
}

/** Makes the file of a new environment from that of another one: its comments stay, its name, account, region and prefix go. */
export function derive(text: string, source: Environment, own: OwnValues): Derived {
  const file = new YamlText(text);
  const changed: string[] = [];
  const { name, account = source.account, region = source.region, prefix = source.naming.prefix } = own;
  for (const { path, value } of file.texts()) {
    const renamed = renewed(path, value, source, { account, region });
    if (renamed !== value) {
      file.set(path, renamed);
      changed.push(formatPath(path));
    }
  }
  file.set(["name"], name);
  file.set(["account"], account);
  file.set(["region"], region);
  file.set(["naming", "prefix"], prefix);
  file.setInComments((comment) => renamedComment(comment, source, { name, prefix }));
  return { text: file.text, changed, examples: examplesIn(file), same: sameIn(source) };
}

/** Whoever makes a second environment mostly wants it for something else, and beside the first one's network. */
function sameIn({ stage, tags, network }: Environment): Derived["same"] {
  return [
    { path: "stage", value: stage },
    { path: "tags.Environment", value: tags.Environment },
    { path: "network.cidr", value: network.cidr },
  ];
}

const TOP = new Set(["name", "account", "region", "naming.prefix"]);

/** ARNs of the account, and zones of the region. */
function renewed(
  path: readonly (string | number)[],
  value: string,
  source: Environment,
  { account, region }: { readonly account: string; readonly region: string },
): string {
  if (TOP.has(formatPath(path))) {
    return value;
  }
  if (value.startsWith("arn:")) {
    // The state's key is where its bucket is.
    return renewedArn(value, source, { account, region, moves: path[0] !== "backend" });
  }
  return path[0] === "network" && path[1] === "zones" && new RegExp(`^${source.region}[a-z]$`).test(value)
    ? `${region}${value.slice(source.region.length)}`
    : value;
}

/** An ARN of the account, in its partition; of the region, too, where it is of that. What is another account's stays. */
function renewedArn(
  arn: string,
  source: Environment,
  { account, region, moves }: { readonly account: string; readonly region: string; readonly moves: boolean },
): string {
  const [scheme, partition, service, ofRegion, ofAccount, ...rest] = arn.split(":");
  if (ofAccount !== source.account) {
    return arn;
  }
  const partitions: Readonly<Record<string, string>> = REGION_PARTITIONS;
  const newRegion = moves && ofRegion === source.region ? region : ofRegion;
  return [scheme, partitions[region] ?? partition, service, newRegion, account, ...rest].join(":");
}

/** What comments say of commands, folders and names. */
function renamedComment(
  comment: string,
  source: Environment,
  { name, prefix }: { readonly name: string; readonly prefix: string },
): string {
  const old = source.naming.prefix;
  const made = source.naming.case === "lower" ? prefix.toLowerCase() : prefix;
  return comment
    .replaceAll(`npm run synth ${source.name}`, `npm run synth ${name}`)
    .replaceAll(`cdktf.out/stacks/${source.name}`, `cdktf.out/stacks/${name}`)
    .replaceAll(`-${source.name}-`, `-${name}-`)
    .replace(new RegExp(`\\b${escaped(old)}-(?=[\\w<])`, "g"), `${made}-`)
    .replace(new RegExp(`\\b${escaped(old.toLowerCase())}-(?=[\\w<])`, "g"), `${prefix.toLowerCase()}-`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Names that are reserved for documentation (RFC 2606, RFC 5737), and ids that say that they are examples. */
const MADE_UP = /\bexample\.(?:com|org|net)\b|EXAMPLE\b|\bexample$|^(?:192\.0\.2|198\.51\.100|203\.0\.113)\./;

function examplesIn(file: YamlText): string[] {
  return file
    .texts()
    .filter(({ value }) => MADE_UP.test(value))
    .map(({ path }) => formatPath(path));
}
