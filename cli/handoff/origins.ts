import type { Environment } from "../../config/environment";
import type { Origin } from "../../handoff/bundle/source";
import { constructSummaries } from "../construct-reference";
import { sourcePlaces } from "../source-places";

/** Which source made each resource of an environment, and what it says of itself; by `stack/address`. */
export function originsOf(environment: Environment, root: string): ReadonlyMap<string, Origin> {
  const summaryAt = constructSummaries(root);
  return new Map(
    [...sourcePlaces(environment)].flatMap(([address, { source }]): [string, Origin][] => {
      if (source === undefined) {
        return [];
      }
      const summary = source.line === undefined ? undefined : summaryAt(source.file, source.line);
      return [[address, { file: source.file, ...(summary === undefined ? {} : { summary }) }]];
    }),
  );
}
