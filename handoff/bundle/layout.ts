import type { BundleSource, SourceStack } from "./source";

/** A stack with the folder of the bundle that it is in; empty for the bundle itself. */
export interface PlacedStack {
  readonly stack: SourceStack;
  readonly folder: string;
}

/**
 * Where stacks are: an only one at the top, so that `terraform init` works right where the archive was unpacked; several in
 * folders whose names sort in the order in which they are applied (`1-security`, `2-network`, …; `0-state` before them).
 */
export function placed({ stacks, environment, state }: BundleSource): PlacedStack[] {
  const others = stacks.filter(({ name }) => name !== state.madeBy);
  const isAlone = stacks.length === 1;
  return stacks.map((stack) => {
    const layer = stack.name.startsWith(`${environment.name}-`)
      ? stack.name.slice(environment.name.length + 1)
      : stack.name;
    const number = stack.name === state.madeBy ? 0 : others.indexOf(stack) + 1;
    return { stack, folder: isAlone ? "" : `${number}-${layer}` };
  });
}

/** A file's path in the bundle. */
export function inFolder(folder: string, file: string): string {
  return folder === "" ? file : `${folder}/${file}`;
}
