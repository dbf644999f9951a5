import { setTimeout as pause } from "node:timers/promises";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { loginOf, readSecret, SECRET_ADVICE, type SecretVersion } from "../shared/database-secret";
import { createInvocable, type Handler, type Invocation } from "../shared/invocation";
import type { LineWriter } from "../shared/log";
import { withDatabase } from "../shared/postgres";
import { isWrongPassword } from "../shared/postgres-failure";
import type { Environment } from "./environment";
import { type DatabaseHealth, readHealth } from "./health";
import { ensurePgaudit, type PgauditState } from "./pgaudit";

/** What the handler works with. */
export interface HandlerProps {
  readonly secrets: SecretsManagerClient;

  /** Where the finished log lines go. */
  readonly log: LineWriter;

  /** Reads the environment; asked once an invocation, so that a missing variable is logged like every other error. */
  readonly environment: () => Environment;

  /** What the server's certificate must descend from, each PEM; asked once an invocation. */
  readonly certificates: () => readonly string[];

  /**
   * How long to wait before the secret is read again, in milliseconds: the time in which a rotation has set the new
   * password, but not made it current.
   *
   * @default 3000
   */
  readonly rotationPause?: number;
}

export interface DatabaseResult extends DatabaseHealth {
  /** Where `CREATE_PGAUDIT` does not ask for the extension: `notAsked`. */
  readonly pgaudit: PgauditState | "notAsked";
}

const ROTATION_PAUSE = 3_000;

/**
 * Makes the handler of the function `database`: it reads the secret of the database, connects with TLS and full
 * verification of the certificate, and reports how the database is (MAZ-FN-1, LAM-FN-1). On request it creates the extension
 * pgaudit (LAM-DB-1).
 *
 * The event is neither read nor logged. The secret is read anew in each invocation; where the database refuses its password,
 * once more after a pause, in case a rotation was under way. The password is in no log line, no error and no result.
 *
 * IAM actions it needs, and no other:
 * - `secretsmanager:GetSecretValue` on the secret.
 * - `kms:Decrypt` on the secret's key, with the condition that `kms:ViaService` is Secrets Manager of the region.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
 */
export function createHandler(props: HandlerProps): Handler<DatabaseResult> {
  return createInvocable({
    write: props.log,
    environment: props.environment,
    failed: "could not report how the database is",
    advice: SECRET_ADVICE,
    work: async (invocation) => {
      const { log, elapsed } = invocation;
      const result = await reportCurrent(props, invocation);
      log(result.inRecovery ? "warn" : "info", "the database answers", {
        serverVersion: result.serverVersion,
        tls: `${result.tls.protocol} ${result.tls.cipher}`,
        connections: result.connections.used,
        maxConnections: result.connections.max,
        databaseBytes: result.databaseBytes,
        pgaudit: result.pgaudit,
        durationMs: elapsed(),
      });
      return result;
    },
  });
}

/** Reports with the current password; with the next one, if that became current since. */
async function reportCurrent(
  { secrets, certificates, rotationPause = ROTATION_PAUSE }: HandlerProps,
  { guard, settings, log }: Invocation<Environment>,
): Promise<DatabaseResult> {
  const read = () => readSecret(secrets, guard, { secretId: settings.secretArn, stage: "AWSCURRENT" });
  const trusted = certificates();
  const report = (secret: SecretVersion) =>
    withDatabase(
      { login: loginOf("AWSCURRENT", secret, settings.address), certificates: trusted, guard },
      async (query) => ({
        ...(await readHealth(query)),
        pgaudit: settings.createPgaudit ? await ensurePgaudit(query, log) : ("notAsked" as const),
      }),
    );

  const secret = await read();
  try {
    return await report(secret);
  } catch (error) {
    if (!isWrongPassword(error)) {
      throw error;
    }
    await guard("waiting for a rotation", () => pause(rotationPause));
    const next = await read();
    if (next.versionId === secret.versionId) {
      throw error;
    }
    log("info", "the secret was rotated meanwhile; connecting with its new version", { versionId: next.versionId });
    return report(next);
  }
}
