import { readFileSync } from "node:fs";
import { join } from "node:path";
import { diffOf } from "../../../handoff/diff";
import { graphOfSynth, type JsonObject } from "../../../model";
import { PROJECT_ROOT } from "../../support/environments";

/** What a change leaves of the configuration, and what a real Terraform planned for it. */
interface Change {
  readonly name: string;
  /** Sections that are another; within `resource` types, and null for those that are gone. */
  readonly sections: JsonObject;
  /** What it planned: `added`, `changed`, `replaced`, `removed`, or `moved` where only the address is another. */
  readonly planned: Readonly<Record<string, string>>;
}

/**
 * One configuration that a real Terraform (1.11.4, AWS provider 5.100.0) applied to an emulator, and what it planned for changes
 * of it.
 */
const { base, changes }: { readonly base: JsonObject; readonly changes: readonly Change[] } = JSON.parse(
  readFileSync(join(PROJECT_ROOT, "__tests__", "fixtures", "diff", "planned-changes.json"), "utf8"),
);

/** Where the files cannot tell what Terraform can, from the state: it is perhaps so. */
const PERHAPS: Readonly<Record<string, readonly string[]>> = {
  "a key for several regions": ["aws_kms_key.main", "aws_db_instance.main"],
  "arguments that are taken out": ["aws_subnet.b"],
};

it.each(changes)("$name: what is told from the files is what Terraform planned", ({ name, sections, planned }) => {
  const after = { ...base, ...sections, resource: merged(base.resource, sections.resource) };
  const { resources } = diffOf(
    graphOfSynth([{ name: "base", json: base }]),
    graphOfSynth([{ name: "base", json: after }]),
  );
  const told = resources
    .filter(({ mode, kind }) => mode === "managed" && kind !== "noted")
    .map(({ address, kind, certain }) => [address, `${certain ? "" : "perhaps "}${kind}`]);
  const wanted = Object.entries(planned).map(([address, kind]) => [
    address,
    PERHAPS[name]?.includes(address) === true ? `perhaps ${kind}` : kind,
  ]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(wanted));
});

function merged(before: unknown, after: unknown): JsonObject {
  const all = Object.entries({ ...(before as JsonObject), ...(after as JsonObject) });
  return Object.fromEntries(all.filter(([, blocks]) => blocks !== null));
}
