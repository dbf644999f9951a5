import { textsWithin } from "../support/json";
import type { Template } from "../support/template";

/** Every argument that takes a key, with the address it belongs to, and what it is given. */
export function keyArguments(template: Template): Record<string, string> {
  const found = template.resources.flatMap(({ address, values }) =>
    textsWithin(values)
      .filter(({ path }) => /(?:^|[._])kms(?:_master)?_key(?:_id|_arn)?$/.test(path))
      .map(({ path, text }): [string, string] => [`${address} ${path}`, text]),
  );
  return Object.fromEntries(found);
}
