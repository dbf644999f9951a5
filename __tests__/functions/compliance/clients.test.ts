import { createClients } from "../../../functions/compliance/clients";

test.each(["config", "cloudwatch"] as const)("%s: five attempts in adaptive mode", async (name) => {
  const { config } = createClients({ region: "eu-central-1" })[name];

  expect(await config.maxAttempts()).toBe(5);
  expect(await config.retryStrategy()).toMatchObject({ mode: "adaptive" });
});
