import type { Interval, Intervals } from "./intervals";

/** The transports that flows are judged for. */
export type Transport = "tcp" | "udp";

/** A rule of a network ACL. */
export interface AclRule {
  /** What it is called in a path: its address. */
  readonly id: string;
  readonly number: number;
  readonly egress: boolean;
  readonly allows: boolean;
  readonly transport: Transport | "any";
  readonly ports: Intervals;
  readonly addresses: Intervals;
}

/** A rule of a security group, which allows. */
export interface GroupRule {
  readonly id: string;
  readonly transport: Transport | "any";
  readonly ports: Intervals;
  readonly addresses: Intervals;
  /** Other groups, or itself: whoever has one of them. */
  readonly groups: readonly string[];
}

/** A security group. */
export interface SecurityGroup {
  readonly id: string;
  readonly ingress: readonly GroupRule[];
  readonly egress: readonly GroupRule[];
}

/** Where a route leads to. */
export type Target =
  | { readonly kind: "internet"; readonly id: string }
  /** A NAT gateway, in a subnet. */
  | { readonly kind: "nat"; readonly id: string; readonly subnet: string }
  /** Something that leads to other private networks: a transit gateway, a peering, a virtual private gateway. */
  | { readonly kind: "network"; readonly id: string }
  /** A gateway endpoint of a service of AWS. */
  | { readonly kind: "endpoint"; readonly id: string }
  | { readonly kind: "none"; readonly id: string };

/** A route; the one with the longest prefix that has the destination decides. */
export interface Route {
  readonly id: string;
  readonly destination: Interval;
  readonly target: Target;
}

/** A subnet. */
export interface Subnet {
  readonly id: string;
  readonly vpc: string;
  readonly addresses: Intervals;
  readonly acl: readonly AclRule[];
  /** Beside the local one, which every table has. */
  readonly routes: readonly Route[];
}

/** Something with network interfaces: an instance, a group of them, a function, a database, a load balancer, an endpoint. */
export interface Host {
  readonly id: string;
  readonly kind: string;
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  /** Whether it has a public address. */
  readonly isPublic: boolean;
}

/** What flows are judged on. */
export interface Network {
  /** The addresses of each VPC. */
  readonly vpcs: ReadonlyMap<string, Intervals>;
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly groups: ReadonlyMap<string, SecurityGroup>;
  readonly hosts: ReadonlyMap<string, Host>;
  /** What could not be read, each a sentence: flows by it are not judged. */
  readonly unknown: readonly string[];
}
