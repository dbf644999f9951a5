import { writeLine } from "../shared/log";
import { databaseCertificates } from "../shared/rds-certificates";
import { createSecretsClient } from "../shared/secrets-client";
import { readEnvironment } from "./environment";
import { createHandler } from "./handler";

/** What Lambda calls: `index.handler`. */
export const handler = createHandler({
  secrets: createSecretsClient(),
  log: writeLine,
  environment: () => readEnvironment(process.env),
  certificates: () => databaseCertificates(process.env),
});
