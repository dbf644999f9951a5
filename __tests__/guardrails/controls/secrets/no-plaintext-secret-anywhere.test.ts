import { noPlaintextSecretAnywhere } from "../../../../guardrails/controls/secrets/no-plaintext-secret-anywhere";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

// Put together, so that no scanner takes this file for what it tests.
const ACCESS_KEY = `AKIA${"ABCDEFGHIJKLMNOP"}`;
const PRIVATE_KEY = `-----BEGIN RSA ${"PRIVATE"} KEY-----\nMIIE\n-----END RSA ${"PRIVATE"} KEY-----`;
const PASSWORD = "correct-horse-battery";

const FINE = { environment: "pass" };
const lambda = (variables: JsonObject): TerraformJson => ({
  data: { aws_ssm_parameter: { x: { name: "x" } } },
  resource: {
    aws_secretsmanager_secret: { s: { name: "prod/database" } },
    aws_lambda_function: {
      f: { function_name: "f", role: "arn:aws:iam::111122223333:role/r", environment: [{ variables }] },
    },
  },
});
const F = "aws_lambda_function.f";
const instance = (values: JsonObject): TerraformJson => ({
  resource: { aws_instance: { i: { ami: "ami-1", instance_type: "t3.nano", ...values } } },
});
const I = "aws_instance.i";

describe("variables of functions", () => {
  it.each<[string, JsonObject]>([
    ["a password by its name", { DB_PASSWORD: PASSWORD }],
    ["in small letters", { db_password: PASSWORD }],
    ["a token", { GITHUB_TOKEN: "0123456789abcdef" }],
    ["an API key", { STRIPE_API_KEY: "0123456789abcdef" }],
    ["an access key by itself", { SETTINGS: `id=${ACCESS_KEY}` }],
    ["a password in a URL", { DATABASE_URL: `postgres://app:${PASSWORD}@db.internal/app` }],
    ["a private key", { CERTIFICATE: PRIVATE_KEY }],
    ["within JSON", { SETTINGS: JSON.stringify({ db: { password: PASSWORD } }) }],
  ])("%s", (_, variables) => {
    expect(outcomesOf(noPlaintextSecretAnywhere, lambda(variables))).toEqual({ [F]: "fail" });
  });

  it.each<[string, JsonObject]>([
    ["a secret's ARN", { DB_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf" }],
    ["an ARN under any name", { DB_PASSWORD: "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf" }],
    ["a reference", { DB_SECRET: "${aws_secretsmanager_secret.s.name}" }],
    ["a path of a parameter", { DB_PASSWORD: "/app/database/password" }],
    ["what is known later", { DB_PASSWORD: "${data.aws_ssm_parameter.x.value}" }],
    ["a placeholder", { DB_PASSWORD: "change-me" }],
    ["a switch", { REQUIRE_PASSWORD: "true", TOKEN_TTL: "3600", PASSWORD_MIN_LENGTH: "14" }],
    ["other settings", { LOG_LEVEL: "debug", TABLE: "customers-of-production", URL: "https://example.com/a:b@c" }],
  ])("passes %s", (_, variables) => {
    expect(outcomesOf(noPlaintextSecretAnywhere, lambda(variables))).toEqual(FINE);
  });

  it("says where, and never what", () => {
    expect(messagesOf(noPlaintextSecretAnywhere, lambda({ DB_PASSWORD: PASSWORD }))).toEqual([
      `fail ${F} environment.0.variables.DB_PASSWORD: environment.0.variables.DB_PASSWORD holds what DB_PASSWORD is, in plain text`,
    ]);
    const messages = messagesOf(
      noPlaintextSecretAnywhere,
      lambda({ A: ACCESS_KEY, DATABASE_URL: `postgres://app:${PASSWORD}@db/app` }),
    );
    expect(messages.join("\n")).not.toMatch(/AKIAABC|correct-horse/);
  });
});

describe("scripts of instances", () => {
  it.each<[string, string]>([
    ["an assignment", `#!/bin/bash\nexport DB_PASSWORD=${PASSWORD}\n`],
    ["in quotes", `#!/bin/bash\nDB_PASSWORD='${PASSWORD}'\n`],
    ["a key", `[default]\naws_access_key_id = ${ACCESS_KEY}\n`],
  ])("%s", (_, script) => {
    expect(outcomesOf(noPlaintextSecretAnywhere, instance({ user_data: script }))).toEqual({ [I]: "fail" });
    const encoded = Buffer.from(script).toString("base64");
    expect(outcomesOf(noPlaintextSecretAnywhere, instance({ user_data_base64: encoded }))).toEqual({ [I]: "fail" });
  });

  it.each<[string, string]>([
    [
      "a command",
      "#!/bin/bash\nDB_PASSWORD=$$(aws secretsmanager get-secret-value --secret-id db)\nTOKEN=`curl -s http://169.254.169.254/latest/api/token`\n",
    ],
    ["a setting", "PasswordAuthentication no\nPermitEmptyPasswords no\n"],
    ["the name of a secret", "export SECRET_ID=prod/database\n"],
  ])("passes %s", (_, script) => {
    expect(outcomesOf(noPlaintextSecretAnywhere, instance({ user_data: script }))).toEqual(FINE);
  });
});

describe("attributes that are secrets", () => {
  const database = (values: JsonObject, more: JsonObject = {}, variable: JsonObject = {}): TerraformJson => ({
    variable,
    resource: { aws_db_instance: { d: { instance_class: "db.t4g.small", ...values } }, ...more },
  });

  it("fails where they are written, also by a variable's default", () => {
    expect(messagesOf(noPlaintextSecretAnywhere, database({ password: PASSWORD }))).toEqual([
      "fail aws_db_instance.d password: password is written in the code, or given as a variable, in plain text",
    ]);
    const byDefault = database({ password: "${var.password}" }, {}, { password: { default: PASSWORD } });
    expect(outcomesOf(noPlaintextSecretAnywhere, byDefault)).toEqual({ "aws_db_instance.d": "fail" });
  });

  it("passes what is made elsewhere", () => {
    const random = { random_password: { p: { length: 20 } } };
    expect(
      outcomesOf(noPlaintextSecretAnywhere, database({ password: "${random_password.p.result}" }, random)),
    ).toEqual(FINE);
    expect(outcomesOf(noPlaintextSecretAnywhere, database({ manage_master_user_password: true }))).toEqual(FINE);
  });

  const version = (secret_string: string) => ({
    resource: { aws_secretsmanager_secret_version: { v: { secret_id: "s", secret_string } } },
  });
  it.each<[string, string, string]>([
    ["a text", PASSWORD, "fail"],
    ["a member", JSON.stringify({ username: "app", password: PASSWORD }), "fail"],
    ["members without a secret", JSON.stringify({ username: "app_owner", host: "db.internal.example" }), "pass"],
    ["a placeholder", "CHANGE_ME", "pass"],
    ["jsonencode", `\${jsonencode({ username = "app_owner", password = "${PASSWORD}" })}`, "fail"],
    [
      "jsonencode of what is made elsewhere",
      '${jsonencode({ username = "app_owner", password = aws_iam_access_key.k.secret })}',
      "pass",
    ],
  ])("secret_string: %s", (_, text, outcome) => {
    const json = version(text);
    const key = text.includes("access_key.k") ? { aws_iam_access_key: { k: { user: "u" } } } : {};
    const expected = outcome === "pass" ? FINE : { "aws_secretsmanager_secret_version.v": "fail" };
    expect(outcomesOf(noPlaintextSecretAnywhere, { resource: { ...json.resource, ...key } })).toEqual(expected);
  });

  it("looks at SecureString parameters only", () => {
    const parameter = (type: string) => ({
      resource: { aws_ssm_parameter: { p: { name: "p", type, value: "a-text-of-some-length" } } },
    });
    expect(outcomesOf(noPlaintextSecretAnywhere, parameter("SecureString"))).toEqual({ "aws_ssm_parameter.p": "fail" });
    expect(outcomesOf(noPlaintextSecretAnywhere, parameter("String"))).toEqual(FINE);
  });
});

describe("elsewhere", () => {
  it("reads variables of containers and builds", () => {
    const containers = (...environment: readonly JsonObject[]) => ({
      resource: {
        aws_ecs_task_definition: {
          t: { family: "t", container_definitions: JSON.stringify([{ name: "app", environment }]) },
        },
      },
    });
    expect(outcomesOf(noPlaintextSecretAnywhere, containers({ name: "DB_PASSWORD", value: PASSWORD }))).toEqual({
      "aws_ecs_task_definition.t": "fail",
    });
    expect(outcomesOf(noPlaintextSecretAnywhere, containers({ name: "DB_HOST", value: "db.internal" }))).toEqual(FINE);
    const build = (type: string) => ({
      resource: {
        aws_codebuild_project: {
          b: {
            name: "b",
            service_role: "r",
            artifacts: [{ type: "NO_ARTIFACTS" }],
            source: [{ type: "NO_SOURCE" }],
            environment: [
              {
                compute_type: "BUILD_GENERAL1_SMALL",
                image: "i",
                type: "LINUX_CONTAINER",
                environment_variable: [{ name: "NPM_TOKEN", value: "abcdef0123456789", type }],
              },
            ],
          },
        },
      },
    });
    expect(outcomesOf(noPlaintextSecretAnywhere, build("PLAINTEXT"))).toEqual({ "aws_codebuild_project.b": "fail" });
    expect(outcomesOf(noPlaintextSecretAnywhere, build("SECRETS_MANAGER"))).toEqual(FINE);
  });

  it("looks at providers and outputs", () => {
    const provider = {
      provider: { aws: [{ region: "us-east-1", access_key: ACCESS_KEY, secret_key: PASSWORD }] },
      resource: { aws_vpc: { v: {} } },
    };
    expect(messagesOf(noPlaintextSecretAnywhere, provider)).toEqual([
      "fail environment provider.aws.access_key: access_key of the provider aws is written in the code, or given as a variable, in plain text",
      "fail environment provider.aws.secret_key: secret_key of the provider aws is written in the code, or given as a variable, in plain text",
    ]);
  });
});
