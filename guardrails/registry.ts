import type { Control } from "./control";
import { changeControls } from "./controls/change";

/** All controls, by their ids. Their order is that of every evaluation. */
export const CONTROLS: readonly Control[] = [...changeControls].sort((a, b) => (a.id < b.id ? -1 : 1));

/** The controls that run: those on by default, and those that are asked for by their ids. */
export function selectedControls(alsoOn: readonly string[] = []): readonly Control[] {
  return CONTROLS.filter(({ id, onByDefault = true }) => onByDefault || alsoOn.includes(id));
}
