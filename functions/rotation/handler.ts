import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SECRET_ADVICE } from "../shared/database-secret";
import { createInvocable, type Handler } from "../shared/invocation";
import type { LineWriter } from "../shared/log";
import type { Environment } from "./environment";
import { readEvent, type Step } from "./event";
import { ROTATION_STEPS } from "./steps";
import { checkRotation } from "./versions";

/** What the handler works with. */
export interface HandlerProps {
  readonly secrets: SecretsManagerClient;

  /** Where the finished log lines go. */
  readonly log: LineWriter;

  /** Reads the environment; asked once an invocation, so that a missing variable is logged like every other error. */
  readonly environment: () => Environment;

  /** What the server's certificate must descend from, each PEM; asked once an invocation. */
  readonly certificates: () => readonly string[];
}

export interface RotationResult {
  readonly step: Step;
}

/**
 * Makes the handler of the function `rotation`: the single-user rotation of a PostgreSQL password by Secrets Manager, in its
 * four steps (MAZ-DB-1). Each step can be run again at any time: Secrets Manager retries, and takes up broken rotations.
 *
 * The connection has TLS with full verification. The new password is in no statement, no log line and no error.
 *
 * IAM actions it needs, and no other:
 * - `secretsmanager:DescribeSecret`, `…:GetSecretValue`, `…:PutSecretValue` and `…:UpdateSecretVersionStage` on the secret.
 * - `secretsmanager:GetRandomPassword` on `*`: the action has no resource-level permissions.
 * - `kms:Decrypt` and `kms:GenerateDataKey` on the secret's key, with the condition that `kms:ViaService` is Secrets Manager
 *   of the region.
 *
 * Secrets Manager (`secretsmanager.amazonaws.com`, with the account and the secret as source) must be allowed to invoke it.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
 */
export function createHandler({
  secrets,
  log: write,
  environment,
  certificates,
}: HandlerProps): Handler<RotationResult> {
  return createInvocable({
    write,
    environment,
    failed: "could not do a step of the rotation",
    advice: SECRET_ADVICE,
    work: async ({ event, log, guard }) => {
      const { step, secretId, versionId } = readEvent(event);
      const { finished, currentVersionId } = await checkRotation(secrets, guard, secretId, versionId);
      if (finished) {
        log("info", `${step}: the version is the current one already`, { versionId });
        return { step };
      }
      const trusted = certificates();
      await ROTATION_STEPS[step]({ secrets, certificates: trusted, guard, log, secretId, versionId, currentVersionId });
      return { step };
    },
  });
}
