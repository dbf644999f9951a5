import { ALL_VARIANTS, synthesized, type Variant, variants } from "../support/environments";
import { isExpression } from "../support/expressions";
import { type TextAt, textsWithin } from "../support/json";
import type { Template } from "../support/template";

/** Arguments whose value is a secret, and so may be an expression only. */
const SECRET_ARGUMENT =
  /(?:^|[._])(?:password|password_wo|secret_string|secret_string_wo|secret_binary|private_key|token)$/;

/** What secrets look like wherever they stand. */
const SECRET_TEXT =
  /\bA(?:KIA|SIA)[0-9A-Z]{16}\b|-----BEGIN |(?:password|passwd|pwd|secret)["']?\s*[=:]\s*["'](?!\$\{)[^"']{6,}["']/i;

const PASSWORD_VERSION = "${var.database_password_version}";
const BOOTSTRAP = "aws_secretsmanager_secret_version.database_bootstrap";

describe.each(ALL_VARIANTS)("$name", ({ overrides, base }) => {
  it("ALL-3: has no secret in any synthesized file", () => {
    const { stacks } = synthesized(overrides, base);
    expect(Object.values(stacks).flatMap((template) => secretsIn(template).map(({ path }) => path))).toEqual([]);
  });

  it("ALL-3: has a password in the state only where configuration wants it there", () => {
    const { environment, stacks } = synthesized(overrides, base);
    const stored = Object.values(stacks).flatMap(storedPasswords);
    expect(stored.length > 0).toBe(environment.database.credentials === "generated");
  });
});

/** The ones whose password is made while Terraform runs, of each environment that has one. */
const EPHEMERAL = variants(
  "seccfn",
  "layered",
  "test copy",
  "micro database",
  "multi-az",
  "multi-az, layered",
  "enterpriseapp",
  "enterpriseapp, test copy",
  "lambda-app",
);

describe.each(EPHEMERAL)("$name, whose password is in no state", (variant) => {
  const data = () => databaseStack(variant);

  it("ALL-3: makes a password that RDS takes, of 32 characters with two of each class", () => {
    const { override_special: special, ...rules } = data().at("ephemeral.random_password.database_bootstrap");
    expect(rules).toEqual({ length: 32, min_lower: 2, min_upper: 2, min_numeric: 2, min_special: 2 });
    expect(String(special)).toMatch(/^[^/@"'\\\s]{8,}$/);
  });

  it("ALL-3: writes it to the bootstrap secret and hands on only what it reads back", () => {
    expect(data().at(BOOTSTRAP)).toMatchObject({
      secret_id: "${aws_secretsmanager_secret.database_bootstrap.id}",
      secret_string_wo: "${ephemeral.random_password.database_bootstrap.result}",
    });
    const readers = textsWithin(data().json).filter(({ text }) => text.includes("ephemeral.random_password."));
    expect(readers).toHaveLength(1);
    const readBack = "ephemeral.aws_secretsmanager_secret_version.database_bootstrap.secret_string";
    expect(data().value("aws_db_instance.postgres", "password_wo")).toBe(`\${${readBack}}`);
    expect(data().value("aws_secretsmanager_secret_version.database_secret", "secret_string_wo")).toContain(
      `"password" = ${readBack},`,
    );
  });

  it("ALL-3: reads back the version that was written, which defers the read until it is", () => {
    expect(data().at("ephemeral.aws_secretsmanager_secret_version.database_bootstrap")).toEqual({
      secret_id: `\${${BOOTSTRAP}.secret_id}`,
      version_id: `\${${BOOTSTRAP}.version_id}`,
    });
  });

  it("ALL-3: drives every write by one version number", () => {
    const versions = textsWithin(data().json).filter(({ path }) => /_wo_version$/.test(path));
    expect(versions.map(({ path }) => path).sort()).toEqual([
      "resource.aws_db_instance.postgres.password_wo_version",
      "resource.aws_secretsmanager_secret_version.database_bootstrap.secret_string_wo_version",
      "resource.aws_secretsmanager_secret_version.database_secret.secret_string_wo_version",
    ]);
    expect(new Set(versions.map(({ text }) => text))).toEqual(new Set([PASSWORD_VERSION]));
    expect(data().variables).toHaveProperty("database_password_version");
  });
});

describe.each(variants("password by RDS", "web-app"))("$name", (variant) => {
  it("ALL-3: leaves the password to RDS, and has no secret of its own", () => {
    const template = databaseStack(variant);
    expect(storedPasswords(template)).toEqual([]);
    expect(template.ephemerals).toEqual([]);
    expect(template.addresses("aws_secretsmanager_secret")).toEqual([]);
    expect(template.only("aws_db_instance")).toMatchObject({
      manage_master_user_password: true,
      master_user_secret_kms_key_id: "${aws_kms_key.master.arn}",
    });
  });
});

describe.each(variants("password in the state"))("$name", (variant) => {
  it("ALL-3: says in an output that this lowers security, and why", () => {
    expect(databaseStack(variant).outputs.security_lowerings).toEqual({
      description: expect.stringContaining("lower its security"),
      value: [expect.stringContaining("database password lies in the Terraform state")],
    });
  });

  it("ALL-3: is the only one that has it there", () => {
    expect(storedPasswords(databaseStack(variant))).toEqual([
      "random_password.database_password",
      "aws_db_instance.postgres.password",
      "aws_secretsmanager_secret_version.database_secret.secret_string",
    ]);
    expect(synthesized().template.outputs).not.toHaveProperty("security_lowerings");
  });
});

describe("a secret is found", () => {
  const secrets = (path: readonly string[], value: string) =>
    secretsIn(synthesized().template.with(["resource", ...path], value)).map((found) => found.path);

  it.each<[string, string[], string]>([
    ["as an argument", ["aws_db_instance", "postgres", "password_wo"], "correct horse"],
    [
      "in the JSON of a secret",
      ["aws_secretsmanager_secret_version", "database_secret", "secret_string_wo"],
      '{"password": "correct"}',
    ],
    [
      "within an expression",
      ["aws_secretsmanager_secret_version", "database_secret", "secret_string_wo"],
      '${jsonencode({"password" = "correct"})}',
    ],
    ["as an access key", ["aws_kms_key", "master", "description"], "key AKIAIOSFODNN7EXAMPLE"],
    ["as a private key", ["aws_kms_key", "master", "description"], "-----BEGIN RSA PRIVATE KEY-----"],
    ["in a function's environment", ["aws_lambda_function", "compliance", "description"], 'password="correct horse"'],
  ])("%s", (_, path, value) => {
    expect(secrets(path, value)).toEqual([`resource.${path.join(".")}`]);
  });

  it("when it is only stored, as a reference", () => {
    const template = synthesized().template;
    const version = ["resource", "aws_secretsmanager_secret_version", "database_secret"];
    const changed = template
      .with([...version, "secret_string"], "${var.password}")
      .with(["resource", "random_password", "a"], { length: 32 });
    expect(storedPasswords(changed)).toEqual([
      "random_password.a",
      "aws_secretsmanager_secret_version.database_secret.secret_string",
    ]);
  });
});

function databaseStack({ overrides, base }: Variant): Template {
  const stacks = Object.values(synthesized(overrides, base).stacks);
  const found = stacks.find((template) => template.addresses("aws_db_instance").length > 0);
  if (found === undefined) {
    throw new Error("there is no stack with a database");
  }
  return found;
}

function secretsIn({ json }: Template): TextAt[] {
  return textsWithin(json).filter(
    ({ path, text }) => (SECRET_ARGUMENT.test(path) && !isExpression(text)) || SECRET_TEXT.test(text),
  );
}

/** What ends in the state: passwords as arguments that are not write-only, and the resource that makes them. */
function storedPasswords(template: Template): string[] {
  const stored = template.resources.flatMap(({ address, values }) =>
    ["password", "secret_string", "secret_binary"].filter((key) => key in values).map((key) => `${address}.${key}`),
  );
  return [...template.addresses("random_password"), ...stored];
}
