import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { ref, TerraformOutput, TerraformVariable, Testing, Token } from "cdktf";
import { DatabaseSecret, type DatabaseSecretProps } from "../../../constructs/database/database-secret";
import { SECRET_LIMITS } from "../../../constructs/database/secret-rules";
import { Template } from "../../support/template";

const KEY = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555";

/** A reference as a construct would hand it on; a text with `${` in it would be data, and is escaped. */
const reference = (address: string) => Token.asString(ref(address));

const PROPS: DatabaseSecretProps = {
  secretName: "Example-Database",
  kmsKeyArn: KEY,
  recoveryDays: 7,
  password: {
    value: reference("ephemeral.aws_secretsmanager_secret_version.bootstrap.secret_string"),
    ephemeral: true,
    version: 3,
  },
  username: "app_owner",
  instance: { address: "db.example.internal", port: 5432, identifier: "example-main", databaseName: "app" },
};

const SECRET = "aws_secretsmanager_secret.database";
const VERSION = "aws_secretsmanager_secret_version.database";

function define(props: Partial<DatabaseSecretProps> = {}): Template {
  return Template.of((stack) => new DatabaseSecret(stack, "database", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("a secret with one version", () => {
    const template = define();

    expect(template.types).toEqual({
      aws_secretsmanager_secret: 1, // what consumers name
      aws_secretsmanager_secret_version: 1, // what they read
    });
    expect(template.blocks).toHaveLength(2);
  });

  it("the secret's ARN by reference", () => {
    const template = Template.of((stack) => {
      new TerraformOutput(stack, "arn", { value: new DatabaseSecret(stack, "database", PROPS).secretArn });
    });

    expect(template.outputs.arn?.value).toBe("${aws_secretsmanager_secret.database.arn}");
  });

  it("the same in anybody's stack", () => {
    expect(Testing.synthScope((scope) => new DatabaseSecret(scope, "database", PROPS))).toHaveResourceWithProperties(
      SecretsmanagerSecretVersion,
      { secret_string_wo_version: 3 },
    );
  });
});

describe("guarantees", () => {
  it("SEC-DB-2: the secret is encrypted with the given key and can be restored for 7 days", () => {
    expect(define().at(SECRET)).toEqual({
      name: "Example-Database",
      description: "How to connect to the database: user, password, host, port and name.",
      kms_key_id: KEY,
      recovery_window_in_days: 7,
      lifecycle: { prevent_destroy: true },
    });
  });

  it("SEC-DB-2: holds all that a client and AWS's rotation need, and the password as a reference that is not quoted", () => {
    expect(define().at(VERSION)).toEqual({
      secret_id: "${aws_secretsmanager_secret.database.id}",
      secret_string_wo:
        '${jsonencode({"username" = "app_owner", "password" = ephemeral.aws_secretsmanager_secret_version.bootstrap.secret_string, "engine" = "postgres", "host" = "db.example.internal", "port" = 5432, "dbname" = "app", "dbInstanceIdentifier" = "example-main"})}',
      secret_string_wo_version: 3,
    });
  });

  it("SEC-DB-2: is written after the database, whose address and port it takes by reference", () => {
    const template = define({
      instance: {
        address: reference("aws_db_instance.main.address"),
        port: 5432,
        identifier: reference("aws_db_instance.main.identifier"),
        databaseName: "app",
      },
    });

    expect(template.value(VERSION, "secret_string_wo")).toContain(
      '"host" = aws_db_instance.main.address, "port" = 5432, "dbname" = "app", "dbInstanceIdentifier" = aws_db_instance.main.identifier',
    );
  });

  it("ALL-3: an ephemeral password is in no argument that is stored", () => {
    const version = define().at(VERSION);

    expect(Object.keys(version).filter((key) => String(version[key]).includes("ephemeral."))).toEqual([
      "secret_string_wo",
    ]);
    expect(version).not.toHaveProperty("secret_string");
  });
});

describe("props", () => {
  it("a password that is in the state is written as a plain argument, with the same content", () => {
    const stored = define({
      password: { value: reference("random_password.database.result"), ephemeral: false, version: 3 },
    });

    expect(stored.at(VERSION)).toEqual({
      secret_id: "${aws_secretsmanager_secret.database.id}",
      secret_string:
        '${jsonencode({"username" = "app_owner", "password" = random_password.database.result, "engine" = "postgres", "host" = "db.example.internal", "port" = 5432, "dbname" = "app", "dbInstanceIdentifier" = "example-main"})}',
    });
  });

  it("a version and a port that only Terraform knows stay references", () => {
    const template = Template.of((stack) => {
      const number = (name: string) => new TerraformVariable(stack, name, { type: "number" }).numberValue;
      new DatabaseSecret(stack, "database", {
        ...PROPS,
        recoveryDays: number("days"),
        password: { ...PROPS.password, version: number("version") },
        instance: { ...PROPS.instance, port: number("port") },
      });
    });

    expect(template.at(SECRET)).toMatchObject({ recovery_window_in_days: "${var.days}" });
    expect(template.at(VERSION)).toMatchObject({
      secret_string_wo: expect.stringContaining('"port" = var.port,'),
      secret_string_wo_version: "${var.version}",
    });
  });

  it("protect false: Terraform may destroy the secret", () => {
    expect(define({ protect: false }).at(SECRET)).not.toHaveProperty("lifecycle");
  });

  it.each([0, SECRET_LIMITS.recoveryDays.min, SECRET_LIMITS.recoveryDays.max])(
    "%i days of recovery are taken",
    (recoveryDays) => {
      expect(define({ recoveryDays }).at(SECRET)).toMatchObject({ recovery_window_in_days: recoveryDays });
    },
  );
});

describe("rejects", () => {
  it.each<[Partial<DatabaseSecretProps>, string]>([
    [{ recoveryDays: 1 }, "recoveryDays must be a whole number between 7 and 30 days, or 0, got 1"],
    [{ secretName: "" }, 'secretName must be 1 to 512 letters, digits or / _ + = . @ -, got ""'],
    [
      { password: { ...PROPS.password, version: -1 } },
      "password.version must be a whole number between 1 and 9999 (a version number), got -1",
    ],
  ])("fails if %j", (props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/database: ${message}`));
  });

  it("never says the password", () => {
    const password = { value: "correct horse", ephemeral: false, version: 0 };

    expect(() => define({ password })).toThrow(/^(?!.*correct horse)/);
  });
});
