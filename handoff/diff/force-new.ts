import data from "./force-new.data.json";

/** An attribute that replaces a resource under a condition only. */
export interface Sometimes {
  readonly attribute: string;
  /** The condition for readers, after "when". */
  readonly when: string;
  /** It holds where the value goes from this … */
  readonly from?: string;
  /** … to this. */
  readonly to?: string;
  /** The provider's default, for `from` and `to`; where there is none, what is not written may be either. */
  readonly unset?: string;
  /** It holds where the attribute is set before and not after, or the other way round. */
  readonly presence?: boolean;
  /** It holds where other attributes have these values. */
  readonly where?: Readonly<Record<string, string | boolean>>;
  /** It holds unless other attributes have these values. */
  readonly unlessWhere?: Readonly<Record<string, string | boolean>>;
}

/**
 * What of a type's arguments cannot be changed in place. Read from the provider's source and documentation (the files of
 * `__tests__/contract/provider-rules` name both for each type); `keptWhenUnset` and `sets` from the provider's own schema.
 * Paths are dotted, indexes left out.
 */
export interface ForceNew {
  /** Arguments whose change replaces the resource. */
  readonly forceNew: readonly string[];
  /** Those of them that stay as they are when the argument is taken out, since the provider computes them (Optional, Computed). */
  readonly keptWhenUnset?: readonly string[];
  readonly sometimes?: readonly Sometimes[];
  /** Sets, whose order means nothing, down to the third level. */
  readonly sets?: readonly string[];
}

const TYPES: ReadonlyMap<string, ForceNew> = new Map(Object.entries(data as Readonly<Record<string, ForceNew>>));

/** The rules of a type: `aws_vpc`, `data.aws_iam_policy_document`. Nothing for types that are not in the data. */
export function forceNewOf(type: string): ForceNew | undefined {
  return TYPES.get(type);
}

/** The types in the data. */
export function forceNewTypes(): readonly string[] {
  return [...TYPES.keys()];
}
