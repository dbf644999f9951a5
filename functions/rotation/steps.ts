import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { escapeIdentifier, escapeLiteral } from "pg";
import { findSecret, type Login, loginOf, readSecret, type SecretVersion } from "../shared/database-secret";
import { Failure } from "../shared/failure";
import type { Guard } from "../shared/invocation";
import type { Log } from "../shared/log";
import { type Query, withDatabase } from "../shared/postgres";
import { isWrongPassword } from "../shared/postgres-failure";
import type { Step } from "./event";
import { makePassword } from "./password";
import { scramVerifier } from "./scram";
import { makeCurrent, putPending } from "./versions";

/** What the steps work with. */
export interface Rotation {
  readonly secrets: SecretsManagerClient;
  readonly certificates: readonly string[];
  readonly guard: Guard;
  readonly log: Log;
  readonly secretId: string;
  /** The version that the rotation makes. */
  readonly versionId: string;
  /** The version that was current when the step began. */
  readonly currentVersionId: string;
}

/** The steps. Each can be run again after it was done, or broke off anywhere, with the same outcome. */
export const ROTATION_STEPS: Readonly<Record<Step, (rotation: Rotation) => Promise<void>>> = {
  createSecret,
  setSecret,
  testSecret,
  finishSecret,
};

/** Writes the pending version: the current one with a new password. One that is there stays as it is. */
async function createSecret({ secrets, guard, log, secretId, versionId }: Rotation): Promise<void> {
  const current = await readSecret(secrets, guard, { secretId, stage: "AWSCURRENT" });
  loginOf("AWSCURRENT", current);
  if ((await findSecret(secrets, guard, { secretId, stage: "AWSPENDING", versionId })) !== undefined) {
    log("info", "createSecret: the pending version exists already", { versionId });
    return;
  }
  const password = await makePassword(secrets, guard);
  const written = await putPending(secrets, guard, secretId, versionId, { ...current.content, password });
  log(
    "info",
    written ? "createSecret: wrote the pending version" : "createSecret: the pending version exists already",
    { versionId },
  );
}

/** Gives the database the pending password, logged in with whichever password it has. */
async function setSecret(rotation: Rotation): Promise<void> {
  const { secrets, guard, log, secretId, versionId } = rotation;
  const pending = loginOf("AWSPENDING", await readPending(rotation));
  const current = loginOf("AWSCURRENT", await readSecret(secrets, guard, { secretId, stage: "AWSCURRENT" }));
  checkSameUser("AWSCURRENT", current, pending);
  if (await logsIn(rotation, pending)) {
    log("info", "setSecret: the database has the pending password already", { versionId });
    return;
  }
  if (await logsIn(rotation, current, (query) => setPassword(query, pending))) {
    log("info", "setSecret: gave the database the pending password", { versionId, loggedInWith: "AWSCURRENT" });
    return;
  }
  const previous = await findSecret(secrets, guard, { secretId, stage: "AWSPREVIOUS" });
  if (previous !== undefined) {
    const login = loginOf("AWSPREVIOUS", previous);
    checkSameUser("AWSPREVIOUS", login, pending);
    if (await logsIn(rotation, login, (query) => setPassword(query, pending))) {
      log("warn", "setSecret: gave the database the pending password", { versionId, loggedInWith: "AWSPREVIOUS" });
      return;
    }
  }
  throw new Failure(
    "NoPasswordWorks",
    "the database refuses the pending, the current and the previous password of the secret",
    "set the user's password in the database to that of the version AWSCURRENT, then rotate the secret again",
    { databaseHost: pending.host },
  );
}

/** Logs in with the pending password. */
async function testSecret(rotation: Rotation): Promise<void> {
  const { certificates, guard, log, versionId } = rotation;
  const login = loginOf("AWSPENDING", await readPending(rotation));
  await withDatabase({ login, certificates, guard }, (query) => query("SELECT current_user"));
  log("info", "testSecret: the pending password opens the database", { versionId });
}

/** Makes the pending version the current one. */
async function finishSecret(rotation: Rotation): Promise<void> {
  const { secrets, guard, log, secretId, versionId, currentVersionId } = rotation;
  await makeCurrent(secrets, guard, secretId, versionId, currentVersionId);
  log("info", "finishSecret: the pending version is the current one now", { versionId, previousId: currentVersionId });
}

function readPending({ secrets, guard, secretId, versionId }: Rotation): Promise<SecretVersion> {
  return readSecret(secrets, guard, { secretId, stage: "AWSPENDING", versionId });
}

/** Who can write to the secret must not turn the function against another user or another database. */
function checkSameUser(stage: string, login: Login, pending: Login): void {
  const different = (["username", "host", "port", "database"] as const).filter(
    (field) => login[field] !== pending[field],
  );
  if (different.length > 0) {
    throw new Failure(
      "SecretChanged",
      `the versions AWSPENDING and ${stage} of the secret differ in ${different.join(", ")}`,
      "a rotation changes the password only: put the other change into AWSCURRENT, remove the label AWSPENDING from its version, and rotate again",
    );
  }
}

/** Logs in and works; gives false where the password is wrong. Whatever else is wrong is an error. */
async function logsIn(
  { certificates, guard }: Rotation,
  login: Login,
  work: (query: Query) => Promise<unknown> = () => Promise.resolve(),
): Promise<boolean> {
  try {
    await withDatabase({ login, certificates, guard }, work);
    return true;
  } catch (error) {
    if (isWrongPassword(error)) {
      return false;
    }
    throw error;
  }
}

/** A utility statement takes no parameters: both parts are quoted as the client does it. */
function setPassword(query: Query, { username, password }: Login): Promise<unknown> {
  return query(`ALTER USER ${escapeIdentifier(username)} PASSWORD ${escapeLiteral(scramVerifier(password))}`);
}
