import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { SecretsmanagerSecretRotation } from "@cdktf/provider-aws/lib/secretsmanager-secret-rotation";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { TerraformVariable, Testing } from "cdktf";
import { LIMITS } from "../../../config/aws-limits";
import { SERVICE_PRINCIPALS } from "../../../constructs/core/service-principals";
import { SecretRotation, type SecretRotationProps } from "../../../constructs/database/secret-rotation";
import { SECRET_LIMITS } from "../../../constructs/database/secret-rules";
import { argumentProblems } from "../../support/bindings";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const SECRET = "arn:aws:secretsmanager:us-east-1:111111111111:secret:Example-Database-AbCdEf";
const FUNCTION = "arn:aws:lambda:us-east-1:111111111111:function:Example-Rotation";

const PROPS: SecretRotationProps = {
  account: { accountId: "111111111111", region: "us-east-1" },
  secretArn: SECRET,
  functionArn: FUNCTION,
  functionName: "Example-Rotation",
  automaticallyAfterDays: 30,
  dependsOn: [],
};

const ROTATION = "aws_secretsmanager_secret_rotation.rotation";
const PERMISSION = "aws_lambda_permission.rotation";

function define(props: Partial<SecretRotationProps> = {}): Template {
  return Template.of((stack) => new SecretRotation(stack, "rotation", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("a rotation and the permission that it needs", () => {
    const template = define();

    expect(template.types).toEqual({
      aws_lambda_permission: 1, // without it Secrets Manager refuses the rotation
      aws_secretsmanager_secret_rotation: 1,
    });
    expect(template.blocks).toHaveLength(2);
  });

  it("the same in anybody's stack", () => {
    const synthesized = Testing.synthScope((scope) => new SecretRotation(scope, "rotation", PROPS));

    expect(synthesized).toHaveResourceWithProperties(SecretsmanagerSecretRotation, { secret_id: SECRET });
    expect(synthesized).toHaveResourceWithProperties(LambdaPermission, { function_name: "Example-Rotation" });
  });
});

describe("guarantees", () => {
  it("MAZ-DB-1: the function rotates the secret on a schedule, for the first time at once", () => {
    expect(define().at(ROTATION)).toEqual({
      secret_id: SECRET,
      rotation_lambda_arn: FUNCTION,
      rotate_immediately: true,
      rotation_rules: { automatically_after_days: 30 },
      depends_on: [PERMISSION],
    });
  });

  it("MAZ-DB-1: Secrets Manager may invoke the function for this secret of this account only", () => {
    expect(define().at(PERMISSION)).toEqual({
      statement_id: "AllowSecretsManagerToRotate",
      action: "lambda:InvokeFunction",
      function_name: "Example-Rotation",
      principal: "secretsmanager.amazonaws.com",
      source_account: "111111111111",
      source_arn: SECRET,
    });
    expect(SERVICE_PRINCIPALS.secretsManager.resourcePolicy.lambda).toMatchObject({
      sourceAccount: true,
      sourceArn: true,
      evidence: "documented",
    });
  });

  it("MAZ-DB-1: begins when the permission and all that the function needs are there", () => {
    const template = Template.of((stack) => {
      const version = new SecretsmanagerSecretVersion(stack, "version", { secretId: SECRET });
      new SecretRotation(stack, "rotation", { ...PROPS, dependsOn: [version] });
    });

    expect(template.at(ROTATION)).toMatchObject({
      depends_on: [PERMISSION, "aws_secretsmanager_secret_version.version"],
    });
  });

  it("keeps to the provider's rules", () => {
    expect(
      define().resources.flatMap(({ type, values }) => [
        ...ruleProblems(rulesOf(type), values),
        ...argumentProblems(type, values),
      ]),
    ).toEqual([]);
  });
});

describe("props", () => {
  it.each([SECRET_LIMITS.rotationDays.min, SECRET_LIMITS.rotationDays.max])("%i days are taken", (days) => {
    expect(define({ automaticallyAfterDays: days }).value(ROTATION, "rotation_rules")).toEqual({
      automatically_after_days: days,
    });
  });

  it("has the limits that configuration has", () => {
    const { min, max } = LIMITS.rotationDays;

    expect(SECRET_LIMITS.rotationDays).toMatchObject({ min, max });
  });

  it("takes a secret and days that only Terraform will know", () => {
    const template = Template.of((stack) => {
      const days = new TerraformVariable(stack, "days", { type: "number" }).numberValue;
      const secretArn = new TerraformVariable(stack, "secret", { type: "string" }).stringValue;
      new SecretRotation(stack, "rotation", { ...PROPS, secretArn, automaticallyAfterDays: days });
    });

    expect(template.at(ROTATION)).toMatchObject({
      secret_id: "${var.secret}",
      rotation_rules: { automatically_after_days: "${var.days}" },
    });
    expect(template.at(PERMISSION)).toMatchObject({ source_arn: "${var.secret}" });
  });
});

describe("rejects", () => {
  it.each<[Partial<SecretRotationProps>, string]>([
    [{ automaticallyAfterDays: 0 }, "automaticallyAfterDays must be a whole number between 1 and 1000 days, got 0"],
    [
      { automaticallyAfterDays: 1001 },
      "automaticallyAfterDays must be a whole number between 1 and 1000 days, got 1001",
    ],
    [{ secretArn: "Example-Database" }, 'secretArn must be the ARN of a secret, got "Example-Database"'],
  ])("fails if %j", (props, message) => {
    expect(() => define(props)).toThrow(new Error(`test/rotation: ${message}`));
  });
});
