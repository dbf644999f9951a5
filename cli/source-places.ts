import { relative, sep } from "node:path";
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
  const elements = traceEnvironment(environment, functionArchives());
  // All at once: a source map is read for each call.
  const traces = inSources(elements.map(({ trace }) => trace.split("\n").filter(mayBeOwn).join("\n")).join(BETWEEN));
  const frames = traces.split(BETWEEN).map(ownFrames);
  return new Map(
    elements.map(({ stack, address, constructPath }, index) => {
      const calls = frames[index] ?? [];
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

const BETWEEN = "\n\n";

/** Whether a call may be one of ours: not of a package, nor of the bundle of packages, whose source map is large. */
function mayBeOwn(frame: string): boolean {
  return /:\d+:\d+\)?$/.test(frame) && !/[\\/](?:vendor-|node_modules[\\/])/.test(frame);
}

/** Records the traces, and is in each of them. */
const RECORDER = "stacks/source-places.ts";

/** The calls within our own sources, the innermost first. */
function ownFrames(trace: string): Place[] {
  return trace.split("\n").flatMap((line): Place[] => {
    const [, path = "", number = ""] = /((?:\/|[A-Za-z]:\\)[^()]*):(\d+):\d+\)?$/.exec(line) ?? [];
    const file = relative(ROOT, path).replaceAll(sep, "/");
    return /^(?:constructs|stacks)\//.test(file) && file !== RECORDER ? [{ file, line: Number(number) }] : [];
  });
}

function inSources(text: string): string {
  const translate: unknown = Reflect.get(globalThis, PLACES_IN_SOURCES);
  return typeof translate === "function" ? String(translate(text)) : text;
}
