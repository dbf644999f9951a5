import { noPlaintextSecretAnywhere } from "../../../../guardrails/controls/secrets/no-plaintext-secret-anywhere";
import { readShown } from "../../../../model";
import { messagesOf, outcomesOf, type TerraformJson } from "../../../support/control-cases";
import { planGraph, planJson, synthGraph } from "../../../support/graphs";
import type { Json, JsonObject } from "../../../support/json";

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
    ["the name of a secret", { DB_SECRET: "prod/db/main", CREDENTIALS: "prod/db" }],
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
    expect(outcomesOf(noPlaintextSecretAnywhere, byDefault)).toEqual({
      "aws_db_instance.d": "fail",
      environment: "fail",
    });
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

  it("looks at SecureString parameters whatever they are called, at others by their name and for keys", () => {
    const parameter = (type: string, name: string, value = "a-text-of-some-length") => ({
      resource: { aws_ssm_parameter: { p: { name, type, value } } },
    });
    const failed = { "aws_ssm_parameter.p": "fail" };
    expect(outcomesOf(noPlaintextSecretAnywhere, parameter("SecureString", "p"))).toEqual(failed);
    expect(outcomesOf(noPlaintextSecretAnywhere, parameter("String", "p"))).toEqual(FINE);
    expect(messagesOf(noPlaintextSecretAnywhere, parameter("String", "/app/db_password"))).toEqual([
      "fail aws_ssm_parameter.p value: value holds what db_password is, in plain text",
    ]);
    expect(outcomesOf(noPlaintextSecretAnywhere, parameter("String", "/app/password"))).toEqual(failed);
    expect(messagesOf(noPlaintextSecretAnywhere, parameter("String", "/app/id", ACCESS_KEY))).toEqual([
      "fail aws_ssm_parameter.p value: value holds an access key of AWS, in plain text",
    ]);
  });
});

describe("wherever it stands in a resource", () => {
  it.each<[string, JsonObject, string]>([
    [
      "a nested block",
      { aws_mq_broker: { r: { broker_name: "b", user: [{ username: "app", password: PASSWORD }] } } },
      "user.0.password is written in the code, or given as a variable, in plain text",
    ],
    [
      "a block in a block",
      {
        aws_opensearch_domain: {
          r: { advanced_security_options: [{ master_user_options: [{ master_user_password: PASSWORD }] }] },
        },
      },
      "advanced_security_options.0.master_user_options.0.master_user_password is written in the code, or given as a variable, in plain text",
    ],
    [
      "an argument that no provider calls secret",
      { aws_kinesis_firehose_delivery_stream: { r: { http_endpoint_configuration: [{ access_key: PASSWORD }] } } },
      "http_endpoint_configuration.0.access_key holds what access_key is, in plain text",
    ],
    [
      "a list",
      { aws_elasticache_user: { r: { user_id: "u", passwords: [PASSWORD] } } },
      "passwords is written in the code, or given as a variable, in plain text",
    ],
    [
      "a tag",
      { aws_sns_topic: { r: { tags: { note: ACCESS_KEY } } } },
      "tags.note holds an access key of AWS, in plain text",
    ],
    [
      "a tag's name",
      { aws_sns_topic: { r: { tags: { db_password: PASSWORD } } } },
      "tags.db_password holds what db_password is, in plain text",
    ],
    [
      "a description",
      { aws_security_group: { r: { description: `see postgres://app:${PASSWORD}@db/app` } } },
      "description holds a password in a URL, in plain text",
    ],
    [
      "a script that is encoded",
      { aws_launch_template: { r: { user_data: `\${base64encode("#!/bin/sh\\nDB_PASSWORD=${PASSWORD}\\n")}` } } },
      "user_data holds what DB_PASSWORD is, in plain text",
    ],
  ])("%s", (_, resource, message) => {
    const said = messagesOf(noPlaintextSecretAnywhere, { resource });
    expect(said.map((text) => text.replace(/^fail \S+ \S+: /, ""))).toEqual([message]);
    expect(said.join()).not.toContain(PASSWORD);
  });

  it.each<[string, JsonObject]>([
    ["a name that ends so", { aws_efs_file_system: { r: { creation_token: "files-of-the-shop" } } }],
    ["a sentence", { aws_security_group: { r: { description: "Whoever knows the password: nobody else" } } }],
    ["an ARN", { aws_api_gateway_integration: { r: { credentials: "arn:aws:iam::111122223333:role/r" } } }],
  ])("passes %s", (_, resource) => {
    expect(outcomesOf(noPlaintextSecretAnywhere, { resource })).toEqual(FINE);
  });

  it("looks at what programs are given: by provisioners, by external data", () => {
    const command = `curl -H 'Authorization: token gh${"p_"}${"a".repeat(36)}' https://api.example`;
    const trigger: TerraformJson = {
      resource: {
        terraform_data: { t: { provisioner: [{ "local-exec": { command, environment: { DB_PASSWORD: PASSWORD } } }] } },
      },
    };
    expect(messagesOf(noPlaintextSecretAnywhere, trigger)).toEqual([
      "fail terraform_data.t provisioner.0.local-exec.command: provisioner.0.local-exec.command holds a token of GitHub, in plain text",
      "fail terraform_data.t provisioner.0.local-exec.environment.DB_PASSWORD: provisioner.0.local-exec.environment.DB_PASSWORD holds what DB_PASSWORD is, in plain text",
    ]);
    const external = { data: { external: { e: { program: ["sh"], query: { password: PASSWORD } } } } };
    expect(outcomesOf(noPlaintextSecretAnywhere, external)).toEqual({ "data.external.e": "fail" });
  });

  it("leaves alone what a provider made, which a later plan knows", () => {
    const graph = planGraph([
      { address: "tls_private_key.k", values: { algorithm: "RSA", private_key_pem: PRIVATE_KEY } },
      {
        address: "random_password.p",
        values: { length: 20, result: PASSWORD },
        expressions: { length: { constant_value: 20 } },
      },
    ]);
    expect(noPlaintextSecretAnywhere.evaluate(graph).map(({ outcome }) => outcome)).toEqual(["pass"]);
  });

  it("finds it between what is not known yet", () => {
    const text = `x-\${aws_vpc.v.id}-${ACCESS_KEY}`;
    const graph = planGraph([
      { address: "aws_vpc.v", unknown: { id: true } },
      {
        address: "aws_lambda_function.f",
        values: { environment: [{ variables: { A: "a" } }] },
        unknown: { environment: [{ variables: { B: true } }] },
        // As cdktf's JSON is told in a plan.
        expressions: {
          environment: [
            { variables: { constant_value: { A: "a", B: text }, references: ["aws_vpc.v.id", "aws_vpc.v"] } },
          ],
        },
      },
    ]);
    expect(noPlaintextSecretAnywhere.evaluate(graph).map(({ outcome }) => outcome)).toEqual(["fail"]);
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

  const vpc = { resource: { aws_vpc: { v: {} } } };

  it("looks at providers", () => {
    const provider = {
      provider: { aws: [{ region: "us-east-1", access_key: ACCESS_KEY, secret_key: PASSWORD }] },
      ...vpc,
    };
    expect(messagesOf(noPlaintextSecretAnywhere, provider)).toEqual([
      "fail environment provider.aws.access_key: access_key of the provider aws is written in the code, or given as a variable, in plain text",
      "fail environment provider.aws.secret_key: secret_key of the provider aws is written in the code, or given as a variable, in plain text",
    ]);
    const tags = { provider: { aws: [{ default_tags: [{ tags: { note: ACCESS_KEY } }] }] }, ...vpc };
    expect(messagesOf(noPlaintextSecretAnywhere, tags)).toEqual([
      "fail environment provider.aws.default_tags.0.tags.note: provider.aws.default_tags.0.tags.note holds an access key of AWS, in plain text",
    ]);
  });

  it("looks at the defaults of variables, at locals and at the backend", () => {
    const variable = (name: string, value: string) => ({ variable: { [name]: { default: value } }, ...vpc });
    expect(messagesOf(noPlaintextSecretAnywhere, variable("db_password", PASSWORD))).toEqual([
      "fail environment var.db_password: var.db_password holds what db_password is, in plain text",
    ]);
    expect(outcomesOf(noPlaintextSecretAnywhere, variable("db_secret", "prod/db/main"))).toEqual(FINE);
    expect(
      outcomesOf(
        noPlaintextSecretAnywhere,
        { module: { m: { source: "./m" } }, ...vpc },
        { modules: { "./m": { variable: { token: { default: PASSWORD } }, ...vpc } } },
      ),
    ).toEqual({ environment: "fail" });
    const reasons = (json: TerraformJson) =>
      noPlaintextSecretAnywhere.evaluate(synthGraph(json)).map(({ reason }) => reason);
    expect(reasons({ locals: { id: ACCESS_KEY, settings: { password: PASSWORD } }, ...vpc })).toEqual([
      "local.id holds an access key of AWS, in plain text",
      "local.settings.password holds what password is, in plain text",
    ]);
    const named = {
      locals: { db_secret: "${aws_secretsmanager_secret.s.name}" },
      resource: { aws_secretsmanager_secret: { s: { name: "database-of-prod" } } },
    };
    expect(reasons(named)).toEqual(["no secret is written in the code"]);
    expect(reasons({ terraform: { backend: { s3: { secret_key: PASSWORD } } }, ...vpc })).toEqual([
      "terraform.backend.s3.secret_key holds what secret_key is, in plain text",
    ]);
  });

  it("looks at all that an output holds, by names only where it is a literal", () => {
    const reasons = (value: Json, expression: JsonObject = {}) => {
      const { planned_values: own, ...plan } = planJson([
        { address: "random_password.p", values: { result: PASSWORD } },
      ]);
      const content = {
        ...plan,
        planned_values: { ...(own as JsonObject), outputs: { o: { sensitive: false, value } } },
        configuration: { root_module: { outputs: { o: { expression } } } },
      };
      return noPlaintextSecretAnywhere
        .evaluate(readShown([{ file: "plan.json", content }]))
        .map(({ reason }) => reason);
    };
    const nothing = ["no secret is written in the code"];
    expect(reasons({ host: "db", password: PASSWORD })).toEqual(["output o holds what password is, in plain text"]);
    expect(reasons(["a", ACCESS_KEY])).toEqual(["output o holds an access key of AWS, in plain text"]);
    expect(reasons({ host: "db" })).toEqual(nothing);
    const made = { references: ["random_password.p.result", "random_password.p"] };
    expect(reasons({ password: PASSWORD }, made)).toEqual(nothing);
    expect(reasons([ACCESS_KEY], made)).toEqual(["output o holds an access key of AWS, in plain text"]);
  });
});
