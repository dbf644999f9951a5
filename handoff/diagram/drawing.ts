import type { Glyph } from "./glyphs";

/** What is drawn, before it has a place: the same for SVG and Mermaid. */
export interface Drawing {
  /** What it is of. */
  readonly title: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** The internet, and other networks where something leads there. */
  readonly outside: readonly DrawnNode[];
  readonly vpcs: readonly DrawnVpc[];
  readonly panels: readonly DrawnPanel[];
  readonly flows: readonly DrawnFlow[];
}

/** One or several resources in one box. */
export interface DrawnNode {
  /** Of letters, digits, `_` and `-`; unique in the drawing, the same for the same resources. */
  readonly id: string;
  readonly glyph: Glyph;
  readonly title: string;
  /** What is worth knowing, line by line. */
  readonly lines: readonly string[];
  /** What encrypts it, in a few words: `key rds`; nothing where nothing is stored. */
  readonly key?: string;
  /** The addresses of what it stands for; none for what is outside. */
  readonly addresses: readonly string[];
}

/** A VPC: tiers of subnets, and what stands in several of them. */
export interface DrawnVpc {
  readonly frame: DrawnNode;
  readonly tiers: readonly DrawnTier[];
  readonly nodes: readonly DrawnNode[];
}

/** Subnets whose routes lead the same way. */
export interface DrawnTier {
  readonly id: string;
  readonly title: string;
  readonly subnets: readonly DrawnSubnet[];
  /** What stands in several of its subnets. */
  readonly nodes: readonly DrawnNode[];
}

/** A subnet, in one zone. */
export interface DrawnSubnet {
  readonly frame: DrawnNode;
  readonly zone: string;
  readonly nodes: readonly DrawnNode[];
}

/** Services that stand in no subnet. */
export interface DrawnPanel {
  readonly id: string;
  readonly title: string;
  readonly nodes: readonly DrawnNode[];
}

/** Connections that are possible, from one node to another. */
export interface DrawnFlow {
  readonly from: string;
  readonly to: string;
  /** `tcp 443`, line by line. */
  readonly labels: readonly string[];
  /** `needed` by the environment, `possible` only, `unexpected` from or to outside; `possible` where nothing is known. */
  readonly kind: "needed" | "possible" | "unexpected";
}
