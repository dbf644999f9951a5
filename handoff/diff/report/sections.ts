import type { Diff, ResourceDiff, ResourceDiffKind } from "../diff";

/** The lists of resources of a report, in the order in which they matter. */
export const RESOURCE_SECTIONS: readonly {
  readonly title: string;
  readonly sign: string;
  readonly kinds: readonly ResourceDiffKind[];
  readonly ofData?: true;
}[] = [
  { title: "Replaced", sign: "±", kinds: ["replaced"] },
  { title: "Removed", sign: "-", kinds: ["removed", "forgotten"] },
  { title: "Added", sign: "+", kinds: ["added"] },
  { title: "Changed", sign: "~", kinds: ["changed"] },
  { title: "Moved", sign: "→", kinds: ["moved"] },
  {
    title: "Data sources that read something else",
    sign: "?",
    kinds: ["added", "changed", "removed", "moved"],
    ofData: true,
  },
];

/** What differs only for Terraform itself. */
export const NOTED = "Nothing happens in the account";

/** The resources of a section. */
export function resourcesOf(
  { resources }: Diff,
  { kinds, ofData }: { readonly kinds: readonly ResourceDiffKind[]; readonly ofData?: true },
): readonly ResourceDiff[] {
  return resources.filter(({ kind, mode }) => kinds.includes(kind) && (mode === "managed") === (ofData === undefined));
}

/** What was not read, or is not known. */
export function unreadOf({ notes, unreadFlows, unknownTypes }: Diff): string[] {
  return [
    ...notes,
    ...unreadFlows.map((note) => `flows: ${note}`),
    ...unknownTypes.map(
      (type) => `what replaces an ${type} is not known, so each change of one is told as a possible replacement`,
    ),
  ];
}
