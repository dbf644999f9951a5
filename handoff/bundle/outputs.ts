import { objectOf, textOf } from "../../model/json";
import type { BundledStack } from "./bundle";

/** An output of a stack. */
export interface NamedOutput {
  readonly name: string;
  readonly description: string;
  readonly sensitive: boolean;
}

/** The outputs of a stack, by their names. */
export function outputsOf({ json }: Pick<BundledStack, "json">): NamedOutput[] {
  return Object.entries(objectOf(json.output)).map(([name, output]) => ({
    name,
    description: textOf(objectOf(output).description) ?? "",
    sensitive: objectOf(output).sensitive === true,
  }));
}
