import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { TerraformOutput, TerraformVariable, Testing } from "cdktf";
import { LIMITS, MASTER_PASSWORD_CHARACTERS } from "../../../config/aws-limits";
import { AWS_MANAGED_KEY } from "../../../constructs/core/key-choice";
import {
  BootstrapPassword,
  type BootstrapPasswordProps,
  PASSWORD_RULE,
  StoredPassword,
} from "../../../constructs/database/bootstrap-password";
import { SECRET_LIMITS } from "../../../constructs/database/secret-rules";
import { Template } from "../../support/template";

const KEY = "arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555";

const PROPS: BootstrapPasswordProps = {
  secretName: "Example-Bootstrap",
  kmsKeyArn: KEY,
  passwordVersion: 3,
  recoveryDays: 7,
};

const SECRET = "aws_secretsmanager_secret.bootstrap";
const VERSION = "aws_secretsmanager_secret_version.bootstrap";
const GENERATED = "ephemeral.random_password.bootstrap";
const READ_BACK = "ephemeral.aws_secretsmanager_secret_version.bootstrap";

function define(props: Partial<BootstrapPasswordProps> = {}): Template {
  return Template.of((stack) => new BootstrapPassword(stack, "bootstrap", { ...PROPS, ...props }));
}

describe("BootstrapPassword", () => {
  describe("defines by default", () => {
    it("a secret with one version, and two ephemeral blocks that leave no trace", () => {
      const template = define();

      expect(template.types).toEqual({
        aws_secretsmanager_secret: 1, // where the password is kept
        aws_secretsmanager_secret_version: 1, // the password, written once
      });
      expect(template.ephemerals.map(({ address }) => address)).toEqual([
        READ_BACK, // what the database is given
        GENERATED, // what is written
      ]);
      expect(template.blocks).toHaveLength(4);
    });

    it("a value that is the read-back, and the secret's ARN by reference", () => {
      const template = Template.of((stack) => {
        const { value, secretArn } = new BootstrapPassword(stack, "bootstrap", PROPS);
        new TerraformOutput(stack, "values", { value: [value, secretArn] });
      });

      expect(template.outputs.values?.value).toEqual([
        `\${${READ_BACK}.secret_string}`,
        "${aws_secretsmanager_secret.bootstrap.arn}",
      ]);
    });

    it("the same in anybody's stack", () => {
      expect(
        Testing.synthScope((scope) => new BootstrapPassword(scope, "bootstrap", PROPS)),
      ).toHaveResourceWithProperties(SecretsmanagerSecret, { name: "Example-Bootstrap", kms_key_id: KEY });
    });
  });

  describe("guarantees", () => {
    it("ALL-3: the generated password goes nowhere but into the write-only argument of the secret's version", () => {
      const template = define();

      expect(template.at(VERSION)).toEqual({
        secret_id: "${aws_secretsmanager_secret.bootstrap.id}",
        secret_string_wo: `\${${GENERATED}.result}`,
        secret_string_wo_version: 3,
      });
      expect(JSON.stringify(template.json).split(GENERATED)).toHaveLength(2);
    });

    it("ALL-3: 32 characters, two at least of each class, none that RDS refuses", () => {
      const password = define().at(GENERATED);

      expect(password).toEqual({
        length: 32,
        min_lower: 2,
        min_upper: 2,
        min_numeric: 2,
        min_special: 2,
        override_special: "!#$%&*()-_=+[]{}<>:?",
      });
      const { forbidden, avoided } = MASTER_PASSWORD_CHARACTERS;
      for (const character of [...forbidden, ...avoided]) {
        expect(password.override_special).not.toContain(character);
      }
    });

    it("ALL-3: the read-back names the version by the version resource, unknown until it is written", () => {
      expect(define().at(READ_BACK)).toEqual({
        secret_id: `\${${VERSION}.secret_id}`,
        version_id: `\${${VERSION}.version_id}`,
      });
    });

    it("SEC-DB-2: the secret is encrypted with the given key and can be restored for 7 days", () => {
      expect(define().at(SECRET)).toEqual({
        name: "Example-Bootstrap",
        description: "The generated password of the database's master user. Consumers use the database's own secret.",
        kms_key_id: KEY,
        recovery_window_in_days: 7,
        lifecycle: { prevent_destroy: true },
      });
    });
  });

  describe("props", () => {
    it("protect false: Terraform may destroy the secret", () => {
      expect(define({ protect: false, recoveryDays: 0 }).at(SECRET)).toEqual({
        name: "Example-Bootstrap",
        description: expect.any(String),
        kms_key_id: KEY,
        recovery_window_in_days: 0,
      });
    });

    it("WEB-KMS-1: the secret takes AWS's own key where that is chosen", () => {
      const { kms_key_id: _, ...others } = define().at(SECRET);

      expect(define({ kmsKeyArn: AWS_MANAGED_KEY }).at(SECRET)).toEqual(others);
    });

    it("a version that Terraform is told stays a reference", () => {
      const template = Template.of((stack) => {
        const version = new TerraformVariable(stack, "version", { type: "number" });
        new BootstrapPassword(stack, "bootstrap", { ...PROPS, passwordVersion: version.numberValue });
      });

      expect(template.at(VERSION)).toMatchObject({ secret_string_wo_version: "${var.version}" });
    });

    it.each([0, SECRET_LIMITS.recoveryDays.min, SECRET_LIMITS.recoveryDays.max])(
      "%i days of recovery are taken",
      (recoveryDays) => {
        expect(define({ recoveryDays }).at(SECRET)).toMatchObject({ recovery_window_in_days: recoveryDays });
      },
    );

    it.each([SECRET_LIMITS.passwordVersion.min, SECRET_LIMITS.passwordVersion.max])(
      "password version %i is taken",
      (passwordVersion) => {
        expect(define({ passwordVersion }).at(VERSION)).toMatchObject({ secret_string_wo_version: passwordVersion });
      },
    );

    it("has the limits that configuration has", () => {
      const { secretRecoveryDays, passwordVersion } = LIMITS;

      expect(SECRET_LIMITS).toMatchObject({
        recoveryDays: { min: secretRecoveryDays.min, max: secretRecoveryDays.max },
        passwordVersion: { min: passwordVersion.min, max: passwordVersion.max },
      });
    });
  });

  describe("rejects", () => {
    it.each<[Partial<BootstrapPasswordProps>, string]>([
      [{ recoveryDays: 6 }, "recoveryDays must be a whole number between 7 and 30 days, or 0, got 6"],
      [{ recoveryDays: 31 }, "recoveryDays must be a whole number between 7 and 30 days, or 0, got 31"],
      [{ recoveryDays: 7.5 }, "recoveryDays must be a whole number between 7 and 30 days, or 0, got 7.5"],
      [{ passwordVersion: 0 }, "passwordVersion must be a whole number between 1 and 9999 (a version number), got 0"],
      [
        { passwordVersion: 10_000 },
        "passwordVersion must be a whole number between 1 and 9999 (a version number), got 10000",
      ],
      [{ secretName: "my secret" }, 'secretName must be 1 to 512 letters, digits or / _ + = . @ -, got "my secret"'],
    ])("fails if %j", (props, message) => {
      expect(() => define(props)).toThrow(new Error(`test/bootstrap: ${message}`));
    });
  });
});

describe("StoredPassword", () => {
  const store = (passwordVersion: number) =>
    Template.of((stack) => {
      const { value } = new StoredPassword(stack, "password", { passwordVersion });
      new TerraformOutput(stack, "value", { value, sensitive: true });
    });

  it("defines by default a password in the state, by the same rule as the ephemeral one", () => {
    const template = store(1);
    const { keepers, ...rule } = template.only("random_password");

    expect(template.types).toEqual({ random_password: 1 });
    expect(rule).toEqual(define().at(GENERATED));
    expect(keepers).toEqual({ version: "1" });
    expect(template.outputs.value?.value).toBe("${random_password.password.result}");
  });

  it("another version makes another password", () => {
    expect(store(2).only("random_password").keepers).toEqual({ version: "2" });
  });

  it("fails if the version is none", () => {
    expect(() => store(0)).toThrow(
      new Error("test/password: passwordVersion must be a whole number between 1 and 9999 (a version number), got 0"),
    );
  });
});

test("the classes of characters fit into the length that RDS takes", () => {
  const { length, minLower, minUpper, minNumeric, minSpecial } = PASSWORD_RULE;
  const { min, max } = LIMITS.rdsMasterPasswordLength;

  expect(minLower + minUpper + minNumeric + minSpecial).toBeLessThanOrEqual(length);
  expect([min <= length, length <= max]).toEqual([true, true]);
});
