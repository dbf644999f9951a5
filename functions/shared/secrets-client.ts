import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { CLIENT_SETTINGS, type ClientOverrides } from "./client-settings";

/** Makes the client; nothing is looked up or sent before its first use. */
export function createSecretsClient(overrides: ClientOverrides = {}): SecretsManagerClient {
  return new SecretsManagerClient({ ...CLIENT_SETTINGS, ...overrides });
}
