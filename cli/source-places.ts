import { isAbsolute, relative, sep } from "node:path";
import type { Environment } from "../config/environment";
import type { Place } from "../guardrails/findings";
import { traceEnvironment } from "../stacks/source-places";
import { functionArchives } from "./function-archives";
import { ROOT } from "./root";

/** Where a resource was made. */
export interface SourceOfResource {
  readonly constructPath: string;
  /** The line of our sources that made it. */
  readonly source?: Place;
  /** The line of `stacks/` that it was made for. */
  readonly madeFor?: Place;
}

/** The launcher's way from bundles to sources; without it the text is of sources already. */
const PLACES_IN_SOURCES = Symbol.for("seccfn/placesInSources");

/** Where the resources of an environment are made, by `stack/address`. */
export function sourcePlaces(environment: Environment): ReadonlyMap<string, SourceOfResource> {
  const elements = traceEnvironment(environment, functionArchives(), mayBeOwn);
  const placeOf = ownPlaces(elements.flatMap(({ calls }) => calls));
  return new Map(
    elements.map(({ stack, address, constructPath, calls: all }) => {
      const calls = all.flatMap((call) => placeOf.get(call) ?? []);
      // What all constructs share made it for one of them.
      const source = calls.find(({ file }) => !file.startsWith("constructs/core/")) ?? calls[0];
      const madeFor = calls.find(({ file }) => file.startsWith("stacks/"));
      return [
        `${stack}/${address}`,
        {
          constructPath,
          ...(source === undefined ? {} : { source }),
          ...(madeFor === undefined || madeFor === source ? {} : { madeFor }),
        },
      ];
    }),
  );
}

/** Records the calls, and is in each trace. */
const RECORDER = "stacks/source-places.ts";

/** Where calls within our own sources stand, by how V8 writes them. */
function ownPlaces(calls: readonly string[]): ReadonlyMap<string, Place> {
  const unique = [...new Set(calls)];
  // All at once: the text is searched for bundles.
  const translated = inSources(unique.join("\n")).split("\n");
  return new Map(
    unique.flatMap((call, index): [string, Place][] => {
      const [, path = "", number = ""] = /((?:\/|[A-Za-z]:\\)[^()]*):(\d+):\d+\)?$/.exec(translated[index] ?? "") ?? [];
      const file = relative(ROOT, path).replaceAll(sep, "/");
      const isOwn = /^(?:constructs|stacks)\//.test(file) && file !== RECORDER;
      return isOwn ? [[call, { file, line: Number(number) }]] : [];
    }),
  );
}

/** Not a package, nor the bundle of packages, whose source map is large, nor Node itself. */
function mayBeOwn(file: string): boolean {
  return isAbsolute(file) && !/[\\/](?:vendor-|node_modules[\\/])/.test(file);
}

function inSources(text: string): string {
  const translate: unknown = Reflect.get(globalThis, PLACES_IN_SOURCES);
  return typeof translate === "function" ? String(translate(text)) : text;
}
