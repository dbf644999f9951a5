import type { End, Stack } from "../../../model";
import { outputTerm } from "../../../model/names";
import { moduleScope } from "../../../model/scope";
import { trace } from "../../../model/trace";
import type { Term } from "./secret-texts";

/** The value of an output as far as it is known, in its parts. */
export function termOfOutput({ meta, root }: Stack, name: string): Term {
  const value = meta.outputs.get(name)?.value;
  return value?.kind === "known" ? { kind: "known", value: value.value } : outputTerm(root.module, name);
}

/** The attributes that an output is made of. */
export function madeOf({ root }: Stack, name: string): readonly End[] {
  const expression = root.module.config?.output(name)?.expression;
  return expression === undefined ? [] : trace(expression, [], moduleScope(root.module)).ends;
}
