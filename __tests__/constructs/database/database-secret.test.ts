import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { ref, TerraformOutput, TerraformVariable, Testing, Token } from "cdktf";
import { AWS_MANAGED_KEY } from "../../../constructs/core/key-choice";
import { DatabaseSecret, type DatabaseSecretProps } from "../../../constructs/database/database-secret";
import { SECRET_LIMITS } from "../../../constructs/database/secret-rules";
import { argumentProblems } from "../../support/bindings";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
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
  instance: {
    address: "db.example.internal",
    port: 5432,
    identifier: "example-main",
    databaseName: "app",
    replacedAttribute: "aws_db_instance.main.resource_id",
  },
};

/** What keeps Terraform's version beside those of a rotation. */
const SURVIVING = {
  version_stages: ["AWSCURRENT", "TERRAFORM"],
  lifecycle: { ignore_changes: ["version_stages"], replace_triggered_by: ["aws_db_instance.main.resource_id"] },
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

  it("the secret's ARN by reference, and its version for who must wait for it", () => {
    const template = Template.of((stack) => {
      const { secretArn, version } = new DatabaseSecret(stack, "database", PROPS);
      new TerraformOutput(stack, "arn", { value: secretArn });
      new DbInstance(stack, "waiting", { instanceClass: "db.t4g.medium", dependsOn: [version] });
    });

    expect(template.outputs.arn?.value).toBe("${aws_secretsmanager_secret.database.arn}");
    expect(template.at("aws_db_instance.waiting")).toMatchObject({ depends_on: [VERSION] });
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
      ...SURVIVING,
    });
  });

  it("SEC-DB-2: is written after the database, whose address and port it takes by reference", () => {
    const template = define({
      instance: {
        ...PROPS.instance,
        address: reference("aws_db_instance.main.address"),
        identifier: reference("aws_db_instance.main.identifier"),
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

describe("where a function rotates the password, now or later", () => {
  it("MAZ-DB-1: what Terraform wrote has a label of its own from the beginning, which no rotation takes away", () => {
    expect(define().at(VERSION)).toMatchObject({ version_stages: ["AWSCURRENT", "TERRAFORM"] });
  });

  it("MAZ-DB-1: Terraform never moves a label back, and so never puts the first password over a rotated one", () => {
    expect(define().value(VERSION, "lifecycle.ignore_changes")).toEqual(["version_stages"]);
  });

  it("MAZ-DB-1: a replaced instance, which has the first password again, has the version replaced", () => {
    expect(define().value(VERSION, "lifecycle.replace_triggered_by")).toEqual(["aws_db_instance.main.resource_id"]);
  });

  it("keeps to the provider's rules", () => {
    const version = define().at(VERSION);

    expect([
      ...ruleProblems(rulesOf("aws_secretsmanager_secret_version"), version),
      ...argumentProblems("aws_secretsmanager_secret_version", version),
    ]).toEqual([]);
  });
});

describe("props", () => {
  it("WEB-KMS-1: takes AWS's own key where that is chosen", () => {
    const { kms_key_id: _, ...others } = define().at(SECRET);

    expect(define({ kmsKeyArn: AWS_MANAGED_KEY }).at(SECRET)).toEqual(others);
  });

  it("a password that is in the state is written as a plain argument, with the same content", () => {
    const stored = define({
      password: { value: reference("random_password.database.result"), ephemeral: false, version: 3 },
    });

    expect(stored.at(VERSION)).toEqual({
      secret_id: "${aws_secretsmanager_secret.database.id}",
      secret_string:
        '${jsonencode({"username" = "app_owner", "password" = random_password.database.result, "engine" = "postgres", "host" = "db.example.internal", "port" = 5432, "dbname" = "app", "dbInstanceIdentifier" = "example-main"})}',
      ...SURVIVING,
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
