import type { Control } from "../../control";
import { preventDestroyOnStateful } from "./prevent-destroy-on-stateful";
import { providerAccountPinned } from "./provider-account-pinned";
import { stateBackendEncrypted } from "./state-backend-encrypted";
import { tagsPresent } from "./tags-present";

/** The controls on a project as a whole: its provider, its state, and how its resources end. */
export const planControls = [
  tagsPresent,
  providerAccountPinned,
  preventDestroyOnStateful,
  stateBackendEncrypted,
] as const satisfies readonly Control[];
