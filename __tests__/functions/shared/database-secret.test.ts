import { findSecret, loginOf, readSecret } from "../../../functions/shared/database-secret";
import { startDeadline } from "../../../functions/shared/deadline";
import { createSecretsClient } from "../../../functions/shared/secrets-client";
import { SECRET_ARN, SecretsManager } from "../secrets-manager";

const CONTENT = { username: "master", password: "hunter2hunter2", host: "db", port: 5432, dbname: "app" };
const SELECTOR = { secretId: SECRET_ARN, stage: "AWSCURRENT" } as const;

function login(changed: Readonly<Record<string, unknown>>) {
  return () => loginOf("AWSCURRENT", { versionId: "1", content: { ...CONTENT, ...changed } });
}

describe("a login", () => {
  test("is what the secret says", () => {
    const { dbname: database, ...rest } = CONTENT;

    expect(login({ engine: "postgres", masterarn: "x" })()).toEqual({ ...rest, database });
    expect(login({ port: "5432" })()).toMatchObject({ port: 5432 });
  });

  test("takes only username and password of the secret where the address is given", () => {
    const address = { host: "other", port: 1150, database: "data" };
    const { username, password } = CONTENT;

    expect(loginOf("AWSCURRENT", { versionId: "1", content: { username, password } }, address)).toEqual({
      ...address,
      username,
      password,
    });
  });

  test.each([
    [{ username: undefined, dbname: 7 }, "username must be a text, dbname must be a text"],
    [{ password: "" }, "password must be a text"],
    [{ port: 0 }, "port must be a whole number from 1 to 65535"],
    [{ port: 65_536 }, "port must be a whole number from 1 to 65535"],
    [{ port: "54 32" }, "port must be a whole number from 1 to 65535"],
    [{ engine: "mysql" }, "engine must be postgres"],
  ])("fails if %j, and names no value", (changed, problems) => {
    expect(login(changed)).toThrow(`the secret's version AWSCURRENT cannot be used: ${problems}`);
    expect(login(changed)).not.toThrow("hunter2");
  });
});

describe("reading", () => {
  let secrets: SecretsManager;
  let client: ReturnType<typeof createSecretsClient>;
  const deadline = startDeadline(60_000);

  beforeEach(async () => {
    secrets = new SecretsManager();
    const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" };
    client = createSecretsClient({ endpoint: await secrets.listen(), region: "eu-central-1", credentials });
  });

  afterEach(async () => {
    client.destroy();
    await secrets.close();
  });

  afterAll(() => deadline.clear());

  test("gives the version that has the label", async () => {
    secrets.put("1", CONTENT, "AWSPREVIOUS");
    secrets.put("2", { ...CONTENT, password: "next" }, "AWSCURRENT");

    await expect(readSecret(client, deadline.guard, SELECTOR)).resolves.toEqual({
      versionId: "2",
      content: { ...CONTENT, password: "next" },
    });
  });

  test.each(["hunter2 is no JSON", '"hunter2"', "null", '["hunter2"]'])(
    "fails if it is %s, and shows nothing of it",
    async (text) => {
      secrets.put("1", text, "AWSCURRENT");
      const failing = readSecret(client, deadline.guard, SELECTOR);

      await expect(failing).rejects.toMatchObject({
        name: "SecretMalformed",
        message: "the secret's version AWSCURRENT cannot be used: it is no JSON object",
      });
      await expect(failing).rejects.not.toThrow("hunter2");
    },
  );

  test("fails if there is none; finding it gives nothing", async () => {
    const pending = { secretId: SECRET_ARN, stage: "AWSPENDING", versionId: secrets.startRotation() } as const;

    await expect(readSecret(client, deadline.guard, pending)).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
    await expect(findSecret(client, deadline.guard, pending)).resolves.toBeUndefined();
  });

  test("finding it fails for every other reason", async () => {
    secrets.failNext("GetSecretValue", { type: "DecryptionFailure", message: "the key is disabled" });

    await expect(findSecret(client, deadline.guard, SELECTOR)).rejects.toMatchObject({ name: "DecryptionFailure" });
  });

  test("is tried again when Secrets Manager throttles or is broken", async () => {
    secrets.put("1", CONTENT, "AWSCURRENT");
    secrets.failNext("GetSecretValue", { type: "ThrottlingException", message: "Rate exceeded" });
    secrets.failNext("GetSecretValue", { status: 500, type: "InternalServiceError", message: "try again" });

    await expect(readSecret(client, deadline.guard, SELECTOR)).resolves.toMatchObject({ versionId: "1" });
    expect(secrets.operations).toHaveLength(3);
  });
});
