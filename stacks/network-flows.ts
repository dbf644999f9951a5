import { isPrivate, parseCidr } from "../config/cidr";
import type { Environment } from "../config/environment";
import type { FlowPeer, NetworkFlow } from "../constructs/network/tier-flows";

/** Everybody. */
export const INTERNET: FlowPeer = { id: "internet", cidr: "0.0.0.0/0" };

export const HTTP_PORT = 80;
export const HTTPS_PORT = 443;
export const SSH_PORT = 22;

/** The VPC's own addresses. */
export function vpcPeer({ network }: Pick<Environment, "network">): FlowPeer {
  return { id: "vpc", cidr: network.cidr };
}

/** The trusted blocks that reach the bastion host by the internet; without any, nobody opens SSH to it. */
export function bastionCidrs({ network, bastion }: Pick<Environment, "network" | "bastion">): string[] {
  return bastion === undefined ? [] : network.trustedCidrs.filter((cidr) => !isPrivate(parseCidr(cidr)));
}

/** The trusted blocks that reach private subnets by the transit gateway. */
export function remotePeers({ network, application }: Environment): FlowPeer[] {
  return application?.ssh === "trusted"
    ? network.trustedCidrs
        .filter((cidr) => isPrivate(parseCidr(cidr)))
        .map((cidr) => ({ id: `trusted_${cidr.replace(/[./]/g, "_")}`, cidr }))
    : [];
}

/**
 * The TCP flows that an environment needs between its tiers and beyond: network ACLs let these through and nothing else. The
 * flows from trusted blocks to the bastion host are rules of their own (`TrustedFlow`), since the blocks are a variable.
 */
export function environmentFlows(environment: Environment): NetworkFlow[] {
  const { network, database, application, edge, bastion } = environment;
  const https = { id: "https", port: HTTPS_PORT };
  const flows: NetworkFlow[] = [
    // To endpoints and to what answers inside.
    { ...https, from: "private", to: "private" },
    { id: "postgres", port: database.port, from: "private", to: "private" },
    // Without NAT this is S3 behind its gateway endpoint: its addresses lie outside, and there is no other route.
    network.internetEgress
      ? { ...https, from: "private", to: INTERNET, by: "nat" }
      : { ...https, from: "private", to: INTERNET },
  ];
  if (edge !== undefined && application !== undefined) {
    const http: NetworkFlow = { id: "http", port: HTTP_PORT, from: INTERNET, to: "public" };
    flows.push(...(edge.allowPlainHttp ? [http] : [{ ...https, from: INTERNET, to: "public" } as const, http]), {
      id: "application",
      port: application.port,
      from: "public",
      to: "private",
    });
  }
  if (bastion !== undefined) {
    flows.push({ ...https, from: "public", to: INTERNET });
    if (application?.ssh === "bastion") {
      flows.push({ id: "ssh", port: SSH_PORT, from: "public", to: "private" });
    }
  }
  flows.push(
    ...remotePeers(environment).map((peer): NetworkFlow => ({ id: "ssh", port: SSH_PORT, from: peer, to: "private" })),
  );
  return flows;
}
