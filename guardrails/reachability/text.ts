import { formatCidr, PRIVATE_BLOCKS, rangeBlocks } from "../../config/cidr";
import type { Intervals } from "./intervals";

/** Ports for readers: `80, 443, 1024–65535`. */
export function portsText(ports: Intervals): string {
  return ports.map(({ first, last }) => (first === last ? `${first}` : `${first}–${last}`)).join(", ");
}

/** Addresses as blocks, at most a few: `203.0.113.0/24`. */
export function addressesText(addresses: Intervals): string {
  const blocks = addresses.flatMap(rangeBlocks).map(formatCidr);
  const most = PRIVATE_BLOCKS.length;
  return blocks.length > most
    ? `${blocks.slice(0, most).join(", ")} and ${blocks.length - most} more`
    : blocks.join(", ");
}
