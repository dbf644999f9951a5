import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { Fn, TerraformOutput } from "cdktf";
import { Layer } from "../../../constructs/core/layer";
import { Check, EphemeralResource, jsonEncode, literal } from "../../../constructs/core/terraform-blocks";
import { Template } from "../../support/template";

describe("EphemeralResource", () => {
  it("ALL-3: defines an ephemeral block under its own address", () => {
    const template = Template.of((stack) => {
      new EphemeralResource(new Layer(stack, "data"), "password", "random_password", { length: 32, min_lower: 2 });
    });
    expect(template.json.ephemeral).toEqual({ random_password: { password: { length: 32, min_lower: 2 } } });
    expect(template.types).toEqual({});
  });

  it("stands beside others of its type and of other types", () => {
    const template = Template.of((stack) => {
      new EphemeralResource(stack, "a", "random_password", { length: 32 });
      new EphemeralResource(stack, "b", "random_password", { length: 16 });
      new EphemeralResource(stack, "a_read", "aws_secretsmanager_secret_version", { secret_id: "s" });
    });
    expect(template.json.ephemeral).toEqual({
      random_password: { a: { length: 32 }, b: { length: 16 } },
      aws_secretsmanager_secret_version: { a_read: { secret_id: "s" } },
    });
  });

  it("hands on an attribute by reference", () => {
    const template = Template.of((stack) => {
      const password = new EphemeralResource(stack, "password", "random_password", { length: 32 });
      new SecretsmanagerSecretVersion(stack, "version", {
        secretId: "s",
        secretStringWo: password.attribute("result"),
        secretStringWoVersion: 1,
      });
    });
    expect(template.value("aws_secretsmanager_secret_version.version", "secret_string_wo")).toBe(
      "${ephemeral.random_password.password.result}",
    );
  });

  it("hands on an attribute that a function can take: it is not escaped there", () => {
    const template = Template.of((stack) => {
      const password = new EphemeralResource(stack, "password", "random_password", { length: 32 });
      new SecretsmanagerSecretVersion(stack, "version", {
        secretId: "s",
        secretStringWo: jsonEncode({ username: "app", password: password.attribute("result"), port: 5432 }),
        secretStringWoVersion: 1,
      });
      new TerraformOutput(stack, "length", { value: Fn.lengthOf(password.attribute("result")) });
    });
    expect(template.value("aws_secretsmanager_secret_version.version", "secret_string_wo")).toBe(
      '${jsonencode({"username" = "app", "password" = ephemeral.random_password.password.result, "port" = 5432})}',
    );
    expect(template.outputs.length).toEqual({ value: "${length(ephemeral.random_password.password.result)}" });
  });

  it("takes references in its arguments", () => {
    const template = Template.of((stack) => {
      const version = new SecretsmanagerSecretVersion(stack, "version", { secretId: "s" });
      new EphemeralResource(stack, "read", "aws_secretsmanager_secret_version", { version_id: version.versionId });
    });
    expect(template.at("ephemeral.aws_secretsmanager_secret_version.read")).toEqual({
      version_id: "${aws_secretsmanager_secret_version.version.version_id}",
    });
  });
});

describe("Check", () => {
  it("LAM-OPS-1: defines a check block with a data source of its own that waits for what it looks at", () => {
    const template = Template.of((stack) => {
      new Check(new Layer(stack, "security"), "key_usable", {
        dataType: "aws_kms_key",
        arguments: { key_id: "${aws_kms_key.master.key_id}" },
        dependsOn: ["aws_kms_key.master"],
        assertions: (data) => [
          { condition: `${data}.enabled`, errorMessage: "The key is not enabled." },
          { condition: `${data}.key_state == "Enabled"`, errorMessage: "The key is not usable." },
        ],
      });
    });
    expect(template.json.check).toEqual({
      key_usable: {
        data: {
          aws_kms_key: {
            key_usable: { key_id: "${aws_kms_key.master.key_id}", depends_on: ["aws_kms_key.master"] },
          },
        },
        assert: [
          { condition: "${data.aws_kms_key.key_usable.enabled}", error_message: "The key is not enabled." },
          {
            condition: '${data.aws_kms_key.key_usable.key_state == "Enabled"}',
            error_message: "The key is not usable.",
          },
        ],
      },
    });
    expect(template.dataSources).toEqual([]);
  });

  it("stands beside other checks", () => {
    const template = Template.of((stack) => {
      for (const id of ["b", "a"]) {
        new Check(stack, id, { dataType: "aws_kms_key", arguments: {}, dependsOn: [], assertions: () => [] });
      }
    });
    expect(template.checks.map(({ address }) => address)).toEqual(["check.a", "check.b"]);
  });
});

describe("literal", () => {
  test.each([
    { text: "arn:aws:iam::1:user/${aws:username}", written: "arn:aws:iam::1:user/$${aws:username}" },
    { text: "%{if x}", written: "%%{if x}" },
    { text: "${a}${b}", written: "$${a}$${b}" },
    { text: "costs $5 {or} 10%", written: "costs $5 {or} 10%" },
  ])("writes $text as $written", ({ text, written }) => {
    expect(literal(text)).toBe(written);
    expect(Template.of((stack) => new TerraformOutput(stack, "o", { value: literal(text) })).outputs.o?.value).toBe(
      written,
    );
  });
});

describe("jsonEncode", () => {
  it("puts in references, numbers and texts", () => {
    const template = Template.of((stack) => {
      const version = new SecretsmanagerSecretVersion(stack, "version", { secretId: "s" });
      new TerraformOutput(stack, "o", { value: jsonEncode({ arn: version.arn, port: 1, host: "db.internal" }) });
    });
    expect(template.outputs.o?.value).toBe(
      '${jsonencode({"arn" = aws_secretsmanager_secret_version.version.arn, "port" = 1, "host" = "db.internal"})}',
    );
  });

  test.each([
    { what: "quotes", text: 'say "hi"', written: '"say \\"hi\\""' },
    { what: "backslashes", text: "C:\\new", written: '"C:\\\\new"' },
    { what: "lines", text: "a\nb", written: '"a\\nb"' },
    { what: "what looks like a template", text: "${a} %{b}", written: '"$${a} %%{b}"' },
    { what: "nothing", text: "", written: '""' },
    { what: "a text that is in quotes", text: '"', written: '"\\""' },
  ])("writes $what as Terraform reads it", ({ text, written }) => {
    const template = Template.of((stack) => new TerraformOutput(stack, "o", { value: jsonEncode({ text }) }));
    expect(template.outputs.o?.value).toBe(`\${jsonencode({"text" = ${written}})}`);
  });
});
