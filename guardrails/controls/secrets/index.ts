import type { Control } from "../../control";
import { noPlaintextSecretAnywhere } from "./no-plaintext-secret-anywhere";
import { secretOwnKey } from "./secret-own-key";
import { secretPolicyNotPublic } from "./secret-policy-not-public";
import { secretRecoverable } from "./secret-recoverable";
import { secretRotates } from "./secret-rotates";

/** The controls on secrets. */
export const secretControls = [
  noPlaintextSecretAnywhere,
  secretOwnKey,
  secretPolicyNotPublic,
  secretRecoverable,
  secretRotates,
] as const satisfies readonly Control[];
