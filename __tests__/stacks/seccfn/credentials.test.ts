import { synthesized } from "../../support/environments";
import { textsOf } from "../../support/json";

const INSTANCE = "aws_db_instance.postgres";

const ephemeral = () => synthesized();
const rdsManaged = () => synthesized({ database: { credentials: "rdsManaged" } });
const generated = () => synthesized({ database: { credentials: "generated" } });

/** The arguments of the database that say where its password comes from. */
function passwordArguments({ template }: ReturnType<typeof synthesized>) {
  return Object.fromEntries(Object.entries(template.at(INSTANCE)).filter(([key]) => /password|master_user/.test(key)));
}

describe("credentials: ephemeral", () => {
  it("ALL-3: is the default, and no lowering", () => {
    const { template, summaries } = synthesized({ database: { credentials: undefined } });

    expect(template.json).toEqual(ephemeral().template.json);
    expect(summaries.flatMap(({ lowerings }) => lowerings)).toEqual([]);
    expect(template.outputs).not.toHaveProperty("security_lowerings");
  });

  it("ALL-3: the password is written through write-only arguments and is nowhere else", () => {
    const { template } = ephemeral();
    const password = /ephemeral\.(?:random_password|aws_secretsmanager_secret_version)\./;
    const carriers = template.resources.flatMap(({ address, values }) =>
      Object.entries(values)
        .filter(([, value]) => textsOf(value).some((text) => password.test(text)))
        .map(([key]) => `${address} ${key}`),
    );

    expect(carriers).toEqual([
      "aws_db_instance.postgres password_wo",
      "aws_secretsmanager_secret_version.database_bootstrap secret_string_wo",
      "aws_secretsmanager_secret_version.database_secret secret_string_wo",
    ]);
    expect(Object.values(template.outputs).filter(({ value }) => password.test(JSON.stringify(value)))).toEqual([]);
    expect(template.types).not.toHaveProperty("random_password");
  });

  it("ALL-3: one version number drives the secrets and the database", () => {
    const { template } = synthesized({ database: { passwordVersion: 4 } });

    expect(passwordArguments({ ...ephemeral(), template })).toEqual({
      password_wo: "${ephemeral.aws_secretsmanager_secret_version.database_bootstrap.secret_string}",
      password_wo_version: "${var.database_password_version}",
    });
    for (const version of template.all("aws_secretsmanager_secret_version")) {
      expect(version.secret_string_wo_version).toBe("${var.database_password_version}");
    }
    expect(template.variables.database_password_version?.default).toBe(4);
  });

  it("ALL-3: the read-back waits until the secret is written: its version comes from the version resource", () => {
    expect(ephemeral().template.at("ephemeral.aws_secretsmanager_secret_version.database_bootstrap")).toEqual({
      secret_id: "${aws_secretsmanager_secret_version.database_bootstrap.secret_id}",
      version_id: "${aws_secretsmanager_secret_version.database_bootstrap.version_id}",
    });
  });
});

describe("credentials: rdsManaged", () => {
  it("SEC-DB-2: RDS makes the password, in a secret of its own with the master key", () => {
    const { template } = rdsManaged();

    expect(passwordArguments(rdsManaged())).toEqual({
      manage_master_user_password: true,
      master_user_secret_kms_key_id: "${aws_kms_key.master.arn}",
    });
    expect(template.ephemerals).toEqual([]);
    expect(Object.keys(template.types).filter((type) => /secret|password/.test(type))).toEqual([
      "aws_iam_account_password_policy",
      "aws_secretsmanager_secret_rotation", // of RDS's own secret, by RDS
    ]);
  });

  it("SEC-DB-2: consumers get AWS's secret", () => {
    expect(rdsManaged().template.outputs.database_secret_arn?.value).toBe(
      "${aws_db_instance.postgres.master_user_secret[0].secret_arn}",
    );
  });

  it("SEC-DB-2: host, port and dbname are outputs, since AWS's secret does not have them", () => {
    const { outputs } = rdsManaged().template;

    expect(outputs.database_endpoint?.value).toBe("${aws_db_instance.postgres.address}");
    expect(outputs.database_port?.value).toBe("${aws_db_instance.postgres.port}");
    expect(["app", "${aws_db_instance.postgres.db_name}"]).toContain(outputs.database_name?.value);
  });

  it("SEC-DB-2: host, port and dbname are in the function's environment, since AWS's secret does not have them", () => {
    const variables = rdsManaged().template.value("aws_lambda_function.compliance", "environment.variables");

    expect(textsOf(Object.values(variables ?? {}))).toEqual(
      expect.arrayContaining(["${aws_db_instance.postgres.address}", "${aws_db_instance.postgres.port}", "app"]),
    );
  });

  it("has no knob for a version that nothing uses, and is no lowering", () => {
    const { template, summaries } = rdsManaged();

    expect(template.variables).not.toHaveProperty("database_password_version");
    expect(summaries[0]?.lowerings).toEqual([]);
  });
});

describe("credentials: generated", () => {
  it("ALL-3: the password is in the state, by the same rule, and in one secret", () => {
    const { template } = generated();

    expect(template.only("random_password")).toEqual({
      length: 32,
      min_lower: 2,
      min_upper: 2,
      min_numeric: 2,
      min_special: 2,
      override_special: "!#$%&*()-_=+[]{}<>:?",
      keepers: { version: "1" },
    });
    expect(passwordArguments(generated())).toEqual({ password: "${random_password.database_password.result}" });
    expect(template.addresses("aws_secretsmanager_secret")).toEqual(["aws_secretsmanager_secret.database_secret"]);
    expect(template.at("aws_secretsmanager_secret_version.database_secret").secret_string).toContain(
      '"password" = random_password.database_password.result,',
    );
  });

  it("ALL-3: another version makes another password", () => {
    const { template } = synthesized({ database: { credentials: "generated", passwordVersion: 2 } });

    expect(template.only("random_password").keepers).toEqual({ version: "2" });
  });

  it("ALL-3: is a lowering, which the summary and an output say with the reason", () => {
    const { template, summaries } = generated();
    const lowering =
      "The database password lies in the Terraform state, because database.credentials is generated. Whoever reads the state can read it.";

    expect(summaries[0]?.lowerings).toEqual([lowering]);
    expect(template.outputs.security_lowerings?.value).toEqual([lowering]);
  });
});

it("the choice changes nothing but the password, its secrets, and where the function learns of the database", () => {
  const without = ({ template }: ReturnType<typeof synthesized>) =>
    template.resources.filter(
      ({ address }) => !/secret|random_password|aws_db_instance|aws_lambda_function/.test(address),
    );

  expect(without(rdsManaged())).toEqual(without(ephemeral()));
  expect(without(generated())).toEqual(without(ephemeral()));
});
