import { createHandler } from "../../../functions/rotation/handler";
import { createSecretsClient } from "../../../functions/shared/secrets-client";
import { HOST, missingForPostgres, type PostgresServer, startPostgres } from "../postgres-server";
import { SECRET_ARN, SecretsManager } from "../secrets-manager";

const missing = missingForPostgres();
if (missing !== undefined) {
  process.stdout.write(`SKIPPED: the rotation of a password in a real PostgreSQL: ${missing}\n`);
}

const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;

/** The version that Terraform wrote, and the password in it. */
const FIRST = "11111111-2222-4333-8444-555555555555";
const FIRST_PASSWORD = "Fi7#st-Passw0rd=<of-the:database>";

/** A name that must be quoted. */
const USER = 'Rota"tor';

(missing === undefined ? describe : describe.skip)("against a real PostgreSQL", () => {
  let postgres: PostgresServer;
  let secrets: SecretsManager;
  let endpoint: string;

  beforeAll(async () => {
    postgres = await startPostgres();
    await postgres.administer(
      `CREATE ROLE "Rota""tor" LOGIN PASSWORD '${FIRST_PASSWORD}'`,
      "CREATE ROLE bystander LOGIN",
      "CREATE DATABASE app",
    );
  }, 60_000);

  afterAll(() => postgres.stop());

  beforeEach(async () => {
    await setPassword(FIRST_PASSWORD);
    secrets = new SecretsManager();
    secrets.put(FIRST, secret(), "AWSCURRENT", "TERRAFORM");
    endpoint = await secrets.listen();
  });

  afterEach(() => secrets.close());

  function setPassword(password: string) {
    return postgres.administer(`ALTER ROLE "Rota""tor" PASSWORD '${password}'`);
  }

  function secret(changed: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    const connection = { engine: "postgres", host: HOST, port: postgres.port, dbname: "app" };
    return { username: USER, password: FIRST_PASSWORD, ...connection, dbInstanceIdentifier: "seccfn", ...changed };
  }

  /** Runs one step; gives its error, its log, and what the server logged meanwhile. */
  async function step(name: string, versionId: string) {
    const lines: string[] = [];
    const client = createSecretsClient({
      endpoint,
      region: "eu-central-1",
      credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
    });
    const handler = createHandler({
      secrets: client,
      log: (line) => lines.push(line),
      environment: () => ({ logLevel: "debug" }),
      certificates: () => [postgres.certificates.authority],
    });
    const before = postgres.log().length;
    const event = { Step: name, SecretId: SECRET_ARN, ClientRequestToken: versionId };
    const error = await handler(event, { awsRequestId: "request-1", getRemainingTimeInMillis: () => 30_000 }).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    client.destroy();
    const told = [...lines, JSON.stringify(error), String(error?.stack), postgres.log()].join("\n");
    for (const password of [FIRST_PASSWORD, secrets.content(versionId).password]) {
      expect(told).not.toContain(password ?? FIRST_PASSWORD);
    }
    const log = lines.map((line) => JSON.parse(line));
    return { error, log, messages: log.map(({ message }) => message), serverLog: postgres.log().slice(before) };
  }

  /** Runs steps that must all succeed. */
  async function steps(versionId: string, names: readonly string[] = STEPS): Promise<void> {
    for (const name of names) {
      expect((await step(name, versionId)).error).toBeUndefined();
    }
  }

  /** Whether the user's password in the database is this one, by what the server stores of it. */
  async function opens(password: unknown): Promise<boolean> {
    const versionId = secrets.startRotation("probe");
    secrets.put(versionId, secret({ password }), "AWSPENDING");
    return (await step("testSecret", versionId)).error === undefined;
  }

  it("MAZ-DB-1: the four steps give the database and the secret one new password", async () => {
    const next = secrets.startRotation();
    await steps(next);

    const { password, ...rest } = secrets.content(next);
    const { password: _first, ...firstRest } = secret();
    expect(rest).toEqual(firstRest);
    expect(password).toMatch(/^[A-Za-z0-9!#$%&*()\-_=+[\]{}<>:?]{32}$/);
    expect(secrets.stages()).toEqual({ [FIRST]: ["AWSPREVIOUS", "TERRAFORM"], [next]: ["AWSCURRENT"] });
    expect(await opens(password)).toBe(true);
    expect(await opens(FIRST_PASSWORD)).toBe(false);
  });

  it("MAZ-DB-1: two rotations later the version that Terraform wrote still has its label", async () => {
    const second = secrets.startRotation();
    await steps(second);
    const third = secrets.startRotation();
    await steps(third);

    expect(secrets.stages()).toEqual({ [FIRST]: ["TERRAFORM"], [second]: ["AWSPREVIOUS"], [third]: ["AWSCURRENT"] });
    expect(await opens(secrets.content(third).password)).toBe(true);
  });

  it("MAZ-DB-1: each step can run twice, and once more when all is done", async () => {
    const next = secrets.startRotation();
    await steps(next, ["createSecret"]);
    const { password } = secrets.content(next);
    const twice = {
      createSecret: await step("createSecret", next),
      setSecret: (await step("setSecret", next)) && (await step("setSecret", next)),
      testSecret: (await step("testSecret", next)) && (await step("testSecret", next)),
      finishSecret: (await step("finishSecret", next)) && (await step("finishSecret", next)),
    };

    expect(twice.createSecret.messages).toEqual(["createSecret: the pending version exists already"]);
    expect(twice.setSecret.messages).toEqual(["setSecret: the database has the pending password already"]);
    expect(twice.setSecret.serverLog).not.toContain("ALTER USER");
    expect(twice.testSecret.messages).toEqual(["testSecret: the pending password opens the database"]);
    expect(twice.finishSecret.messages).toEqual(["finishSecret: the version is the current one already"]);
    secrets.operations.length = 0;
    await steps(next);
    expect(secrets.operations).toEqual(Array(STEPS.length).fill("DescribeSecret"));
    expect(secrets.content(next).password).toBe(password);
    expect(secrets.stages()).toEqual({ [FIRST]: ["AWSPREVIOUS", "TERRAFORM"], [next]: ["AWSCURRENT"] });
  });

  it("sends a verifier instead of the password, and quotes the user's name", async () => {
    const next = secrets.startRotation();
    await steps(next, ["createSecret"]);
    const { serverLog, log } = await step("setSecret", next);

    expect(serverLog).toMatch(
      /statement: ALTER USER "Rota""tor" PASSWORD 'SCRAM-SHA-256\$4096:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}='/,
    );
    expect(log).toMatchObject([{ level: "info", versionId: next, loggedInWith: "AWSCURRENT" }]);
  });

  describe("MAZ-DB-1: goes on where it broke off", () => {
    it("after createSecret, when another run of it was faster", async () => {
      const next = secrets.startRotation();
      secrets.beforeNext("PutSecretValue", () => {
        secrets.put(next, secret({ password: "Fa5ter#Passw0rd=<of-the:database" }), "AWSPENDING");
      });
      const { error, messages } = await step("createSecret", next);

      expect(error).toBeUndefined();
      expect(messages).toEqual(["createSecret: the pending version exists already"]);
      await steps(next, STEPS.slice(1));
      expect(await opens("Fa5ter#Passw0rd=<of-the:database")).toBe(true);
    });

    it("after setSecret: the next try finds the pending password in the database", async () => {
      const next = secrets.startRotation();
      await steps(next, ["createSecret", "setSecret"]);
      // Secrets Manager begins a broken rotation again with its first step.
      await steps(next);

      expect(secrets.stages()).toEqual({ [FIRST]: ["AWSPREVIOUS", "TERRAFORM"], [next]: ["AWSCURRENT"] });
      expect(await opens(secrets.content(next).password)).toBe(true);
    });

    it("after finishSecret, whose answer got lost", async () => {
      const next = secrets.startRotation();
      await steps(next, STEPS.slice(0, 3));
      secrets.beforeNext("UpdateSecretVersionStage", () => {
        secrets.label(next, "AWSCURRENT");
        secrets.label(FIRST, "AWSPREVIOUS");
      });
      const lost = await step("finishSecret", next);
      const again = await step("finishSecret", next);

      expect(lost.error?.name).toBe("InvalidParameterException");
      expect(again.error).toBeUndefined();
      expect(secrets.stages()[next]).toContain("AWSCURRENT");
    });

    it("with a database that was restored to the previous password", async () => {
      const second = secrets.startRotation();
      await steps(second);
      await setPassword(FIRST_PASSWORD);
      const third = secrets.startRotation();
      await steps(third, ["createSecret"]);
      const { error, log } = await step("setSecret", third);

      expect(error).toBeUndefined();
      expect(log).toMatchObject([{ level: "warn", loggedInWith: "AWSPREVIOUS" }]);
      await steps(third, STEPS.slice(2));
      expect(await opens(secrets.content(third).password)).toBe(true);
    });
  });

  describe("fails", () => {
    it("setSecret if no password opens the database", async () => {
      const next = secrets.startRotation();
      await steps(next, ["createSecret"]);
      await setPassword("Somebody-else-has-changed-it-0815");
      const { error, log } = await step("setSecret", next);

      expect(error).toMatchObject({
        name: "NoPasswordWorks",
        message: "the database refuses the pending, the current and the previous password of the secret",
      });
      expect(log).toMatchObject([
        {
          level: "error",
          message: "could not do a step of the rotation",
          errorName: "NoPasswordWorks",
          advice: expect.stringContaining("set the user's password in the database"),
          databaseHost: HOST,
        },
      ]);
    });

    it("testSecret if the database has not the pending password", async () => {
      const next = secrets.startRotation();
      await steps(next, ["createSecret"]);
      const { error, log } = await step("testSecret", next);

      expect(error?.name).toBe("AuthenticationFailed");
      expect(log).toMatchObject([{ level: "error", sqlState: "28P01", action: "connecting to the database" }]);
      expect(secrets.stages()).toEqual({ [FIRST]: ["AWSCURRENT", "TERRAFORM"], [next]: ["AWSPENDING"] });
    });

    it.each([
      [{ username: "bystander" }, "username"],
      [{ host: "127.0.0.1", dbname: "postgres" }, "host, database"],
    ])("setSecret if the pending version is for something else: %j", async (changed, fields) => {
      const next = secrets.startRotation();
      secrets.put(next, secret({ password: "An0ther#Passw0rd=<of-the:databas", ...changed }), "AWSPENDING");
      const { error, serverLog } = await step("setSecret", next);

      expect(error).toMatchObject({
        name: "SecretChanged",
        message: `the versions AWSPENDING and AWSCURRENT of the secret differ in ${fields}`,
      });
      expect(serverLog).toBe("");
    });

    it("setSecret with the real reason if the database cannot be reached, and tries no other password", async () => {
      const next = secrets.startRotation();
      const unreachable = { host: "127.0.0.1" };
      secrets.put(FIRST, secret(unreachable), "AWSCURRENT");
      await steps(next, ["createSecret"]);
      const { error, serverLog } = await step("setSecret", next);

      expect(error?.name).toBe("TlsVerificationFailed");
      expect(serverLog.match(/connection received/g)).toHaveLength(1);
    });
  });
});
