import { asText, type Graph, type Resource, type Stack } from "../../model";
import { cascade } from "./cascade";
import { type Difference, differences, namesOf, stepsText } from "./compare-trees";
import type { AttributeDiff, Effect, ResourceDiff, ResourceDiffKind } from "./diff";
import { effectOf, lifecycleOf, providerRegions } from "./effects";
import { forceNewOf } from "./force-new";
import { covers, type ResourcePair, resourcePairs, type StackPair } from "./pairs";
import { type Rename, renamesOf } from "./renames";
import { type Tree, textOf, treeOf } from "./tree";

/** A difference of an attribute, with the names of its path for those who look for it. */
export interface FoundAttribute extends AttributeDiff {
  readonly names: readonly string[];
}

/** A pair of resources in the making: what differs, and later what comes from others that are replaced. */
export interface Compared extends ResourcePair {
  readonly attributes: FoundAttribute[];
}

/** A resource that differs, with both sides for those who judge it. */
export interface FoundResource {
  readonly diff: ResourceDiff;
  readonly before: Resource | undefined;
  readonly after: Resource | undefined;
  readonly attributes: readonly FoundAttribute[];
}

/** All resources and data sources that differ, sorted by stack and address. */
export function resourceDiffs(pairs: readonly StackPair[], after: Graph): FoundResource[] {
  const all = pairs.flatMap((stack) => {
    const resources = resourcePairs(stack);
    const rename = renamesOf(resources);
    return resources.map((pair) => compared(pair, rename));
  });
  cascade(all, after);
  const afterOf = new Map(pairs.map(({ name, after }) => [name, after]));
  return all.flatMap((one) => found(one, afterOf.get(one.stack)) ?? []);
}

function compared(pair: ResourcePair, rename: Rename): Compared {
  const { before, after } = pair;
  const attributes = before === undefined || after === undefined ? [] : attributesOf(before, after, rename);
  return { ...pair, attributes };
}

function attributesOf(before: Resource, after: Resource, rename: Rename): FoundAttribute[] {
  const sets = forceNewOf(after.mode === "managed" ? after.type : `${after.mode}.${after.type}`)?.sets;
  const isSet = (names: readonly string[]) => sets?.includes(names.join("."));
  return [
    ...differences(treeOf(before, rename), treeOf(after), isSet).map((difference) =>
      attributeDiff(difference, before, after),
    ),
    ...regionOf(before, after),
    ...ownArguments(before, after, rename),
  ];
}

function attributeDiff(difference: Difference, before: Resource, after: Resource): FoundAttribute {
  const { path, removed, added } = difference;
  const judged = after.mode === "managed" ? effectOf(difference, before, after) : { effect: "update" as const };
  const texts = (trees: readonly Tree[]) => trees.map(textOf);
  return {
    path: stepsText(path),
    names: namesOf(path),
    before: textOf(difference.before),
    after: textOf(difference.after),
    ...(removed === undefined ? {} : { removed: texts(removed) }),
    ...(added === undefined ? {} : { added: texts(added) }),
    ...judged,
  };
}

function regionOf(before: Resource, after: Resource): FoundAttribute[] {
  const regions = after.mode === "managed" ? providerRegions(before, after) : undefined;
  return regions === undefined
    ? []
    : [
        {
          path: "region",
          names: ["region"],
          before: JSON.stringify(regions.before),
          after: JSON.stringify(regions.after),
          effect: "replace",
          why: "the provider's region",
        },
      ];
}

/** What Terraform itself heeds: nothing of it reaches AWS. */
function ownArguments(before: Resource, after: Resource, rename: Rename): FoundAttribute[] {
  const lists: readonly (readonly [string, string, string])[] = [
    ["depends_on", namesText(before.dependsOn.map(rename)), namesText(after.dependsOn)],
    ...[...new Set([...Object.keys(lifecycleOf(before)), ...Object.keys(lifecycleOf(after))])].sort().map((name) => {
      const [was, is] = [before, after].map((side) => JSON.stringify(lifecycleOf(side)[name]) ?? NOT_SET);
      return [`lifecycle.${name}`, rename(was ?? NOT_SET), is ?? NOT_SET] as const;
    }),
  ];
  const heeded = lists
    .filter(([, was, is]) => was !== is)
    .map(([path, was, is]) => own(path, was, is, { effect: "none", why: "only Terraform heeds it" }));
  const [was, is] = [before.providerConfig ?? NOT_SET, after.providerConfig ?? NOT_SET];
  return was === is
    ? heeded
    : [
        ...heeded,
        own("provider", was, is, { effect: "may-replace", why: "the provider may be of another account or region" }),
      ];
}

function own(
  path: string,
  before: string,
  after: string,
  judged: { readonly effect: Effect; readonly why: string },
): FoundAttribute {
  return { path, names: path.split("."), before, after, ...judged };
}

const NOT_SET = "(not set)";

function namesText(names: readonly string[]): string {
  return names.length === 0 ? NOT_SET : [...names].sort().join(", ");
}

function found(one: Compared, stack: Stack | undefined): FoundResource | undefined {
  const { before, after, attributes } = one;
  const resource = after ?? before;
  const kind = kindOf(one, stack);
  if (resource === undefined || kind === undefined) {
    return undefined;
  }
  const isMoved = before !== undefined && after !== undefined && before.address !== after.address;
  const constructPath = resource.constructPath;
  const diff: ResourceDiff = {
    kind,
    mode: resource.mode,
    stack: one.stack,
    address: resource.address,
    type: resource.type,
    ...(isMoved ? { previousAddress: before.address } : {}),
    certain: kind !== "replaced" || attributes.some(({ effect }) => effect === "replace"),
    attributes: attributes.map(({ names: _, ...attribute }) => attribute),
    remarks: remarksOf(one, kind, stack),
    ...(constructPath === undefined ? {} : { constructPath }),
  };
  return { diff, before, after, attributes };
}

function kindOf({ before, after, attributes }: Compared, stack: Stack | undefined): ResourceDiffKind | undefined {
  if (before === undefined) {
    return "added";
  }
  if (after === undefined) {
    return isForgotten(before, stack) ? "forgotten" : "removed";
  }
  const effects = new Set(attributes.map(({ effect }) => effect));
  if (after.mode === "managed" && (effects.has("replace") || effects.has("may-replace"))) {
    return "replaced";
  }
  if (effects.has("update") || effects.has("replace") || effects.has("may-replace")) {
    return "changed";
  }
  return before.address === after.address ? (attributes.length > 0 ? "noted" : undefined) : "moved";
}

function isForgotten(before: Resource, stack: Stack | undefined): boolean {
  return (stack?.meta.removals ?? []).some(({ from, destroys }) => !destroys && covers(from, before.address));
}

function remarksOf({ before, after }: Compared, kind: ResourceDiffKind, stack: Stack | undefined): string[] {
  const imported = after !== undefined && (stack?.meta.imports ?? []).includes(after.address);
  const isRefused = kind === "replaced" && after !== undefined && lifecycleOf(after).prevent_destroy === true;
  const wasProtected = kind === "removed" && before !== undefined && lifecycleOf(before).prevent_destroy === true;
  return [
    ...(kind === "added" && imported ? ["it is taken over by an import block, not made"] : []),
    ...(isRefused ? ["Terraform will refuse it: lifecycle.prevent_destroy is true"] : []),
    ...(wasProtected ? ["its prevent_destroy went with its block, so Terraform will not refuse it"] : []),
    ...(isRefusedUpgrade(before, after)
      ? [
          "RDS will refuse another major version, since allow_major_version_upgrade is not true: it is upgraded by hand first (help/runbooks.md#a-new-major-version-of-postgresql)",
        ]
      : []),
  ];
}

/** PostgreSQL's major version is the first number of it. */
function isRefusedUpgrade(before: Resource | undefined, after: Resource | undefined): boolean {
  if (before === undefined || after?.type !== "aws_db_instance" || asText(after.get("engine")) !== "postgres") {
    return false;
  }
  const [was, is] = [before, after].map((side) => /^\d+/.exec(asText(side.get("engine_version")) ?? "")?.[0]);
  const isAllowed = asText(after.get("allow_major_version_upgrade")) === "true";
  return was !== undefined && is !== undefined && was !== is && !isAllowed;
}
