import type { Json } from "../../model";

/** How the texts of an argument's value are meant. */
export type Reading =
  /** As templates: `${…}` is evaluated. */
  | "template"
  /** As expressions or places of other things: `aws_kms_key.main`, `list(string)`. */
  | "bare"
  /** As they stand: Terraform reads them before it evaluates anything. */
  | "literal";

/** An argument of a body. */
export interface Argument {
  readonly name: string;
  readonly value: Json;
  readonly reading: Reading;
}

/** A block of HCL: `type "label" { … }`. */
export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
}

/** What stands between the braces of a block, or in a file. */
export interface Body {
  readonly arguments: readonly Argument[];
  readonly blocks: readonly Block[];
  /** What is said of it, line by line, without the `#`. */
  readonly comment?: readonly string[];
}
