import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { ConfigServiceClient } from "@aws-sdk/client-config-service";
import { CLIENT_SETTINGS, type ClientOverrides } from "../shared/client-settings";

export interface Clients {
  readonly config: ConfigServiceClient;
  readonly cloudwatch: CloudWatchClient;
}

/** Makes the clients; nothing is looked up or sent before their first use. */
export function createClients(overrides: ClientOverrides = {}): Clients {
  return {
    config: new ConfigServiceClient({ ...CLIENT_SETTINGS, ...overrides }),
    cloudwatch: new CloudWatchClient({ ...CLIENT_SETTINGS, ...overrides }),
  };
}
