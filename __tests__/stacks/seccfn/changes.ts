import { isList, type Json, objectOf } from "../../support/json";
import type { Template } from "../../support/template";

/**
 * What differs between two stacks, a line each, sorted: `aws_vpc.vpc cidr_block: "10.0.0.0/16" → "10.1.0.0/16"`, or
 * `aws_vpc.vpc: new` and `: gone`. So a test can say that a setting changes just what it should.
 */
export function changes(before: Template, after: Template): string[] {
  const [old, made] = [before, after].map((template) => new Map(flatten(template)));
  const addresses = new Set([...(old?.keys() ?? []), ...(made?.keys() ?? [])]);
  return [...addresses].sort().flatMap((address) => {
    const [from, to] = [old?.get(address), made?.get(address)];
    if (from === undefined || to === undefined) {
      return [`${address}: ${from === undefined ? "new" : "gone"}`];
    }
    const paths = new Set([...from.keys(), ...to.keys()]);
    return [...paths]
      .sort()
      .filter((path) => from.get(path) !== to.get(path))
      .map((path) => `${address} ${path}: ${from.get(path) ?? "nothing"} → ${to.get(path) ?? "nothing"}`);
  });
}

/** All blocks, and the provider's and Terraform's settings, each with its values by path. */
function flatten(template: Template): [string, Map<string, string>][] {
  const blocks = template.blocks.map(({ address, values }): [string, Json] => [address, values]);
  const settings = ["provider", "terraform"].map((section): [string, Json] => [section, template.json[section] ?? {}]);
  return [...blocks, ...settings].map(([address, value]) => [address, new Map(leaves(value, ""))]);
}

function leaves(value: Json, path: string): [string, string][] {
  const entries = isList(value)
    ? value.map((item, index) => [String(index), item] as const)
    : Object.entries(objectOf(value));
  if (entries.length === 0) {
    return [[path, JSON.stringify(value)]];
  }
  return entries.flatMap(([key, item]) => leaves(item, path === "" ? key : `${path}.${key}`));
}
