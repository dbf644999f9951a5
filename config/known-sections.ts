import type { Environment } from "./environment";

/**
 * The sections of an environment that are right by themselves. One that is wrong has no key here; one that may be left out, and
 * is, has a key without a value.
 */
export type Sections = Partial<Environment>;

/** Whether sections are right by themselves, or left out: a rule is silent while one that it needs is wrong. */
export function areRight<Key extends keyof Environment>(
  sections: Sections,
  ...keys: readonly Key[]
): sections is Sections & Pick<Environment, Key> {
  return keys.every((key) => Object.hasOwn(sections, key));
}
