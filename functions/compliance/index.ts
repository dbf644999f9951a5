import { writeLine } from "../shared/log";
import { createClients } from "./clients";
import { readEnvironment } from "./environment";
import { createHandler } from "./handler";

/** What Lambda calls: `index.handler`. */
export const handler = createHandler({
  ...createClients(),
  log: writeLine,
  environment: () => readEnvironment(process.env),
});
