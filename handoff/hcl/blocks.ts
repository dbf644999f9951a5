/**
 * Which members of a body are blocks; all others are arguments. JSON writes both alike, HCL does not.
 *
 * `any`: everything in it that is an object, or a list of objects, is a block (the statements of WAF, which nest without end).
 */
export type BlockSchema = ReadonlyMap<string, NestedBlock> | "any";

/** A block within a body. */
export interface NestedBlock {
  readonly body: BlockSchema;
  /** Whether an empty list is an argument of its own (`ingress = []`: there are none), not the absence of blocks. */
  readonly emptyListCounts?: boolean;
}

/** The blocks of the types of a provider; nothing for a type that nobody knows. */
export interface ProviderBlocks {
  /** The blocks of a resource, data source or ephemeral resource, by its type (`aws_s3_bucket`). */
  of(mode: "resource" | "data" | "ephemeral", type: string): BlockSchema | undefined;
  /** The blocks of a provider's configuration (`aws`). */
  ofProvider(name: string): BlockSchema | undefined;
}
