import { Token } from "cdktf";
import * as ipaddr from "ipaddr.js";

/** The ranges that are never routed on the internet (RFC 1918, RFC 6598). */
const PRIVATE_BLOCKS = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/** Whether a block has an address that is not private. What only Terraform will know counts as outside. */
export function isOutside(cidr: string): boolean {
  return !PRIVATE_BLOCKS.some((block) => covers(block, cidr));
}

/** Whether a block has all addresses of another. False where one of them is no block, or only Terraform will know it. */
export function covers(larger: string, smaller: string): boolean {
  return overlap(larger, smaller) && lengthOf(larger) <= lengthOf(smaller);
}

/** Whether two blocks share an address: whether they agree in as many bits as the larger one has fixed. */
export function overlap(a: string, b: string): boolean {
  if (![a, b].every((cidr) => !Token.isUnresolved(cidr) && ipaddr.IPv4.isValidCIDR(cidr))) {
    return false;
  }
  const [first] = ipaddr.IPv4.parseCIDR(a);
  const [second] = ipaddr.IPv4.parseCIDR(b);
  return first.match(second, Math.min(lengthOf(a), lengthOf(b)));
}

/** How many bits of a valid block are fixed. */
export function lengthOf(cidr: string): number {
  return ipaddr.IPv4.parseCIDR(cidr)[1];
}
