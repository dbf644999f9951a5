import { join } from "node:path";
import { providerBlocks } from "../../cli/handoff/provider-blocks";
import { sourceOf } from "../../cli/handoff/source";
import type { BundleSource } from "../../handoff/bundle/source";
import { type EnvironmentOverrides, PROJECT_ROOT, type ShippedName, synthesized } from "./environments";

/** Which arguments are blocks, by the bindings that are installed. */
export const BLOCKS = providerBlocks(PROJECT_ROOT);

/**
 * What a bundle of a shipped environment, or of a variant of it, is made of.
 *
 * @param withOrigins whether resources know the sources that made them; takes the time of making all constructs once more
 */
export function bundleSourceOf(
  overrides: EnvironmentOverrides = {},
  base: ShippedName = "seccfn",
  withOrigins = false,
): BundleSource {
  const { environment, summaries, files } = synthesized(overrides, base);
  const loaded = { environment, file: join(PROJECT_ROOT, "environments", `${base}.yaml`) };
  const { originsOf } = require("../../cli/handoff/origins") as typeof import("../../cli/handoff/origins");
  const origins = withOrigins ? originsOf(environment, PROJECT_ROOT) : new Map();
  return sourceOf(loaded, summaries, files, origins, PROJECT_ROOT);
}
