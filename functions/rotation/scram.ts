import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { Failure } from "../shared/failure";

/** PostgreSQL's own numbers. */
const ITERATIONS = 4096;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** For these characters SASLprep changes nothing. */
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

/**
 * What PostgreSQL stores of a password, made here, so that the password itself is in no statement: neither in the server's
 * log, nor in what pgaudit, `pg_stat_activity` or `pg_stat_statements` keep of it. The server takes it as it is.
 *
 * @see https://www.postgresql.org/docs/current/catalog-pg-authid.html
 * @see https://datatracker.ietf.org/doc/html/rfc5803
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(SALT_BYTES)): string {
  if (!PRINTABLE_ASCII.test(password)) {
    throw new Failure(
      "PasswordUnsuitable",
      "the pending password has other characters than printable ASCII ones",
      "remove the label AWSPENDING from that version, then rotate the secret again",
    );
  }
  const salted = pbkdf2Sync(password, salt, ITERATIONS, KEY_BYTES, "sha256");
  const keyOf = (name: string) => createHmac("sha256", salted).update(name).digest();
  const storedKey = createHash("sha256").update(keyOf("Client Key")).digest("base64");
  const serverKey = keyOf("Server Key").toString("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}
