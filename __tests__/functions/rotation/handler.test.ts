import { PASSWORD_RULE as FIRST_RULE } from "../../../constructs/database/bootstrap-password";
import { createHandler } from "../../../functions/rotation/handler";
import { followsRule, PASSWORD_RULE } from "../../../functions/rotation/password";
import { scramVerifier } from "../../../functions/rotation/scram";
import { createSecretsClient } from "../../../functions/shared/secrets-client";
import { SECRET_ARN, SecretsManager } from "../secrets-manager";

const CURRENT = "11111111-2222-4333-8444-555555555555";
const CONTENT = {
  username: "master",
  password: "hunter2hunter2",
  engine: "postgres",
  host: "db",
  port: 5432,
  dbname: "app",
};

let secrets: SecretsManager;
let endpoint: string;

beforeEach(async () => {
  secrets = new SecretsManager();
  secrets.put(CURRENT, CONTENT, "AWSCURRENT");
  endpoint = await secrets.listen();
});

afterEach(() => secrets.close());

/** Runs the handler without any database; gives its result or error, and its log. */
async function invoke(event: unknown) {
  const lines: string[] = [];
  const client = createSecretsClient({
    endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
  });
  const handler = createHandler({
    secrets: client,
    log: (line) => lines.push(line),
    environment: () => ({ logLevel: "info" }),
    certificates: () => [],
  });
  const outcome = await handler(event, { awsRequestId: "request-1", getRemainingTimeInMillis: () => 30_000 }).then(
    (result) => ({ result, error: undefined }),
    (error: Error) => ({ result: undefined, error }),
  );
  client.destroy();
  expect(lines.join()).not.toContain("hunter2");
  return { ...outcome, log: lines.map((line) => JSON.parse(line)) };
}

function createSecret(versionId: string) {
  return invoke({ Step: "createSecret", SecretId: SECRET_ARN, ClientRequestToken: versionId });
}

describe("the password", () => {
  it("MAZ-DB-1: has the rule of the one that Terraform makes first", () => {
    const { overrideSpecial: special, ...rest } = FIRST_RULE;

    expect(PASSWORD_RULE).toEqual({ ...rest, special });
  });

  it("is asked for without the characters that RDS forbids", async () => {
    await createSecret(secrets.startRotation());

    expect(secrets.passwordRequests[0]).toEqual({
      PasswordLength: 32,
      ExcludeCharacters: "\"',./;@\\^`|~",
      IncludeSpace: false,
      RequireEachIncludedType: true,
    });
  });

  it("is drawn again until it follows the rule", async () => {
    const versionId = secrets.startRotation();
    secrets.passwords.push("OnlyOneDigit#7-------------abcde", "G00d#Enough-----------------abcd");
    const { error } = await createSecret(versionId);

    expect(error).toBeUndefined();
    expect(secrets.passwordRequests).toHaveLength(2);
    expect(secrets.content(versionId)).toEqual({ ...CONTENT, password: "G00d#Enough-----------------abcd" });
  });

  it("fails if none follows the rule; nothing is written", async () => {
    secrets.passwords.push(...Array(20).fill("too short"));
    const { error } = await createSecret(secrets.startRotation());

    expect(error).toMatchObject({
      name: "PasswordUnsuitable",
      message: "none of 20 passwords that Secrets Manager drew follows the rule",
    });
    expect(secrets.operations).not.toContain("PutSecretValue");
  });

  it.each([
    ["abAB12!!------------------------", true],
    ["abAB12!!-----------------------", false],
    ["abAB12!!-------------------------", false],
    ["aBAB12!!------------------------", false],
    ["abaB12!!------------------------", false],
    ["abAB1a!!------------------------", false],
    ["abAB12aaaaaaaaaaaaaaaaaaaaaaaaa!", false],
    ["abAB12!!-----------------------@", false],
    ["abAB12!!----------------------- ", false],
  ])("%s follows the rule: %s", (password, expected) => {
    expect(followsRule(password)).toBe(expected);
  });
});

describe("the verifier", () => {
  it("is what PostgreSQL itself makes of a password and a salt", () => {
    // The example of RFC 7677, section 3, whose keys follow from password, salt and iterations.
    const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");

    expect(scramVerifier("pencil", salt)).toBe(
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
    );
  });

  it("has another salt each time", () => {
    expect(scramVerifier("pencil")).not.toBe(scramVerifier("pencil"));
  });

  it.each(["", "pässword", "tab\t"])("fails if the password is %j", (password) => {
    expect(() => scramVerifier(password)).toThrow("other characters than printable ASCII ones");
  });
});

describe("fails if", () => {
  it.each([
    [undefined, "Step must be one of createSecret, setSecret, testSecret, finishSecret, got undefined"],
    [
      { Step: "rotate", SecretId: "s", ClientRequestToken: "1" },
      'Step must be one of createSecret, setSecret, testSecret, finishSecret, got "rotate"',
    ],
    [
      { Step: "setSecret", SecretId: 7, ClientRequestToken: "" },
      'SecretId must be a text, got 7; ClientRequestToken must be a text, got ""',
    ],
  ])("the event is %j", async (event, problems) => {
    const { error, log } = await invoke(event);

    expect(error?.message).toContain(`the event is none of a rotation: ${problems}`);
    expect(log).toMatchObject([
      { level: "error", errorName: "EventMalformed", advice: expect.stringContaining("RotateSecret") },
    ]);
    expect(secrets.operations).toEqual([]);
  });

  it("rotation is not enabled", async () => {
    secrets.rotationEnabled = false;

    expect((await createSecret(secrets.startRotation())).error).toMatchObject({ name: "RotationDisabled" });
    expect(secrets.operations).toEqual(["DescribeSecret"]);
  });

  it("the version is not pending", async () => {
    const overtaken = secrets.startRotation();
    secrets.startRotation();

    expect((await createSecret(overtaken)).error).toMatchObject({
      name: "VersionNotPending",
      message: `the secret's version ${overtaken} has not the label AWSPENDING`,
    });
    expect(secrets.operations).toEqual(["DescribeSecret"]);
  });

  it("no version is current", async () => {
    secrets.unlabel("AWSCURRENT");

    expect((await createSecret(secrets.startRotation())).error).toMatchObject({ name: "VersionMissing" });
  });

  it("the current version does not say where the database is: nothing is written", async () => {
    secrets.put(CURRENT, { username: "master", password: "hunter2hunter2" }, "AWSCURRENT");
    const { error } = await createSecret(secrets.startRotation());

    expect(error).toMatchObject({
      name: "SecretMalformed",
      message: expect.stringContaining(
        "host must be a text, port must be a whole number from 1 to 65535, dbname must be a text",
      ),
    });
    expect(secrets.operations).toEqual(["DescribeSecret", "GetSecretValue"]);
  });

  it.each([
    ["DescribeSecret", "secretsmanager:DescribeSecret"],
    ["GetSecretValue", "secretsmanager:GetSecretValue"],
    ["GetRandomPassword", "secretsmanager:GetRandomPassword"],
    ["PutSecretValue", "secretsmanager:PutSecretValue"],
  ])("%s is denied: names the missing action", async (operation, missingAction) => {
    secrets.failNext(operation, { type: "AccessDeniedException", message: "User is not authorized" });
    const { error, log } = await createSecret(secrets.startRotation());

    expect(error?.name).toBe("AccessDeniedException");
    expect(log).toMatchObject([
      { level: "error", missingAction, advice: expect.stringContaining("the function's role") },
    ]);
  });

  it("the label cannot be moved: names the missing action", async () => {
    const versionId = secrets.startRotation();
    secrets.put(versionId, CONTENT, "AWSPENDING");
    secrets.failNext("UpdateSecretVersionStage", { type: "AccessDeniedException", message: "User is not authorized" });
    const { log } = await invoke({ Step: "finishSecret", SecretId: SECRET_ARN, ClientRequestToken: versionId });

    expect(log).toMatchObject([{ missingAction: "secretsmanager:UpdateSecretVersionStage" }]);
    expect(secrets.stages()).toEqual({ [CURRENT]: ["AWSCURRENT"], [versionId]: ["AWSPENDING"] });
  });
});
