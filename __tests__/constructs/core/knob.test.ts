import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import { choiceKnob, cidrListKnob, numberKnob, textKnob } from "../../../constructs/core/knob";
import { Layer } from "../../../constructs/core/layer";
import type { SecureStack } from "../../../constructs/core/secure-stack";
import { SecureBucket } from "../../../constructs/storage/secure-bucket";
import { Template } from "../../support/template";

const DAYS = {
  description: "Days that backups are kept.",
  value: 7,
  range: { min: 1, max: 35, unit: "days" },
} as const;
const RETENTION = { description: "Days that logs are kept.", value: 90, choices: [1, 90, 365], unit: "days" } as const;
const CLASS = {
  description: "The size of the server.",
  value: "db.t4g.medium",
  pattern: /^db\.[a-z0-9]+\.[a-z]+$/,
  must: "must be an RDS instance class",
} as const;

function variableOf(name: string, define: (stack: SecureStack) => void) {
  return Template.of(define).variables[name];
}

describe("numberKnob", () => {
  it("ALL-15: defines a typed, described variable with the YAML's value and a validation of range and wholeness", () => {
    expect(variableOf("backup_days", (stack) => numberKnob(stack, "backup_days", DAYS))).toEqual({
      type: "number",
      description: "Days that backups are kept.",
      default: 7,
      nullable: false,
      validation: [
        {
          condition: "${var.backup_days >= 1 && var.backup_days <= 35 && floor(var.backup_days) == var.backup_days}",
          error_message: "backup_days must be a whole number between 1 and 35 days.",
        },
      ],
    });
  });

  it("ALL-15: adds the rules between variables after its own", () => {
    const variable = variableOf("glacier_days", (stack) =>
      numberKnob(stack, "glacier_days", {
        ...DAYS,
        rules: [{ condition: "var.glacier_days >= var.ia_days + 30", message: "glacier_days must be 30 more." }],
      }),
    );
    expect(variable?.validation).toEqual([
      expect.objectContaining({ error_message: "glacier_days must be a whole number between 1 and 35 days." }),
      { condition: "${var.glacier_days >= var.ia_days + 30}", error_message: "glacier_days must be 30 more." },
    ]);
  });

  it("gives a number that constructs take in place of a known one, by reference", () => {
    const template = Template.of((stack) => {
      new CloudwatchLogGroup(stack, "logs", { retentionInDays: numberKnob(stack, "backup_days", DAYS) });
      new SecureBucket(stack, "data", {
        account: { accountId: "111111111111", region: "us-east-1" },
        bucketName: "example",
        encryption: "AES256",
        accessLogs: "none",
        lifecycle: {
          infrequentAccessAfterDays: numberKnob(stack, "ia_days", DAYS),
          expireAfterDays: numberKnob(stack, "expire_days", DAYS),
        },
      });
    });
    expect(template.at("aws_cloudwatch_log_group.logs")).toEqual({ retention_in_days: "${var.backup_days}" });
    expect(template.value("aws_s3_bucket_lifecycle_configuration.data", "rule.0.transition")).toEqual([
      { days: "${var.ia_days}", storage_class: "STANDARD_IA" },
    ]);
  });

  test.each([1, 35])("takes the bound %d", (value) => {
    expect(variableOf("days", (stack) => numberKnob(stack, "days", { ...DAYS, value }))?.default).toBe(value);
  });

  test.each([0, 36, 7.5, Number.NaN])("fails if its own default %d breaks its rule", (value) => {
    expect(() => Template.of((stack) => numberKnob(stack, "days", { ...DAYS, value }))).toThrow(
      new Error(`test/days: value must be a whole number between 1 and 35 days, got ${value}`),
    );
  });
});

describe("choiceKnob", () => {
  it("ALL-15: defines a variable that takes the listed numbers only", () => {
    expect(variableOf("log_days", (stack) => choiceKnob(stack, "log_days", RETENTION))).toEqual({
      type: "number",
      description: "Days that logs are kept.",
      default: 90,
      nullable: false,
      validation: [
        {
          condition: "${contains([1, 90, 365], var.log_days)}",
          error_message: "log_days must be one of 1, 90, 365 days.",
        },
      ],
    });
  });

  it("gives its value by reference", () => {
    const template = Template.of((stack) => {
      new CloudwatchLogGroup(stack, "logs", { retentionInDays: choiceKnob(stack, "log_days", RETENTION) });
    });
    expect(template.value("aws_cloudwatch_log_group.logs", "retention_in_days")).toBe("${var.log_days}");
  });

  it("fails if its own default is not listed", () => {
    expect(() => Template.of((stack) => choiceKnob(stack, "log_days", { ...RETENTION, value: 2 }))).toThrow(
      new Error("test/log_days: value must be one of 1, 90, 365 days, got 2"),
    );
  });
});

describe("textKnob", () => {
  it("ALL-15: defines a variable with the pattern, its backslashes kept", () => {
    expect(variableOf("class", (stack) => textKnob(stack, "class", CLASS))).toEqual({
      type: "string",
      description: "The size of the server.",
      default: "db.t4g.medium",
      nullable: false,
      validation: [
        {
          condition: '${can(regex("^db\\\\.[a-z0-9]+\\\\.[a-z]+$", var.class))}',
          error_message: "class must be an RDS instance class.",
        },
      ],
    });
  });

  it("gives its value by reference, also within a text", () => {
    const template = Template.of((stack) => {
      new CloudwatchLogGroup(stack, "logs", { name: `logs-of-${textKnob(stack, "class", CLASS)}` });
    });
    expect(template.value("aws_cloudwatch_log_group.logs", "name")).toBe("logs-of-${var.class}");
  });

  it("writes what Terraform would read as a template as text", () => {
    const variable = variableOf("code", (stack) =>
      textKnob(stack, "code", { ...CLASS, value: "%%", pattern: /^%{2}$/ }),
    );
    expect(variable?.validation).toEqual([
      { condition: '${can(regex("^%%{2}$", var.code))}', error_message: "code must be an RDS instance class." },
    ]);
  });

  test.each([/^db/i, /^(?!sg-)/, /(?<=db)\./, /^(?=d)/, /^(a|b)\1$/, /^(?<x>a)\k<x>$/])(
    "fails if Terraform cannot check the pattern %s",
    (pattern) => {
      expect(() =>
        Template.of((stack) => textKnob(stack, "class", { ...CLASS, value: "db.t4g.medium", pattern })),
      ).toThrow(
        `pattern must be without flags, lookaround and backreferences, got ${pattern}; Terraform has none of them`,
      );
    },
  );

  it("fails if its own default does not match", () => {
    expect(() => Template.of((stack) => textKnob(stack, "class", { ...CLASS, value: "t4g.medium" }))).toThrow(
      new Error('test/class: value must be an RDS instance class, got "t4g.medium"'),
    );
  });
});

describe("every knob", () => {
  it("has the same address in a layer as in the stack", () => {
    const template = Template.of((stack) => numberKnob(new Layer(stack, "data"), "backup_days", DAYS));
    expect(Object.keys(template.variables)).toEqual(["backup_days"]);
  });

  test.each(["BackupDays", "backup-days", "1st_days", "", "count", "for_each", "version", "source", "providers"])(
    "fails if its name is %j",
    (name) => {
      expect(() => Template.of((stack) => numberKnob(stack, name, DAYS))).toThrow(
        new Error(
          `test/${name}: name must be lower-case letters, digits and underscores, and no word of Terraform's own, got ${JSON.stringify(name)}`,
        ),
      );
    },
  );

  it("fails if nothing says what it is for, and tells all problems at once", () => {
    expect(() => Template.of((stack) => numberKnob(stack, "days", { ...DAYS, value: 0, description: " " }))).toThrow(
      new Error(
        'test/days: 2 problems\n  - description must say what the knob is for, got " "\n' +
          "  - value must be a whole number between 1 and 35 days, got 0",
      ),
    );
  });

  it("fails below a construct, where the variable would have another name than its validation says", () => {
    expect(() => Template.of((stack) => numberKnob(new Construct(stack, "data"), "days", DAYS))).toThrow(
      new Error("test/data/days: scope must be a layer or a SecureStack, got one that makes it var.data_days"),
    );
  });

  it("fails in a stack that is not ours, for the same reason", () => {
    const stack = new TerraformStack(Testing.app(), "test");
    expect(() => numberKnob(stack, "days", DAYS)).toThrow("scope must be a layer or a SecureStack");
  });
});

describe("a list of blocks", () => {
  const PROPS = {
    description: "Who may open SSH.",
    value: ["203.0.113.0/24"],
    count: { min: 1, max: 2, unit: "blocks" },
    prefixLength: { min: 8, max: 32, unit: "bits" },
  };
  const make = (value: readonly string[]) =>
    Template.of((stack) => {
      cidrListKnob(stack, "trusted", { ...PROPS, value });
    });

  it("ALL-15: is a variable with the YAML's blocks, which refuses what the YAML refuses", () => {
    expect(make(PROPS.value).variables.trusted).toEqual({
      type: "list(string)",
      description: "Who may open SSH.",
      default: ["203.0.113.0/24"],
      nullable: false,
      validation: [
        {
          condition:
            '${length(var.trusted) >= 1 && length(var.trusted) <= 2 && length(distinct(var.trusted)) == length(var.trusted) && alltrue([for cidr in var.trusted : try(!strcontains(cidr, ":") && cidrhost(cidr, 0) == split("/", cidr)[0] && tonumber(split("/", cidr)[1]) >= 8 && tonumber(split("/", cidr)[1]) <= 32, false)])}',
          error_message: "trusted must be 1 to 2 different IPv4 blocks without host bits, each between /8 and /32.",
        },
      ],
    });
  });

  it.each<[string, readonly string[], string]>([
    ["no block", [], "value.length must be a whole number between 1 and 2 blocks, got 0"],
    [
      "too many",
      ["10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8"],
      "value.length must be a whole number between 1 and 2 blocks, got 3",
    ],
    ["host bits", ["10.0.0.1/8"], 'value[0] "10.0.0.1/8" has host bits set; did you mean "10.0.0.0/8"?'],
    ["a half of the internet", ["0.0.0.0/1"], 'value[0] must be a block between /8 and /32, got "0.0.0.0/1"'],
    ["a block twice", ["10.0.0.0/8", "10.0.0.0/8"], 'value[1] must differ from the others, got "10.0.0.0/8" again'],
  ])("fails if the value has %s", (_, value, message) => {
    expect(() => make(value)).toThrow(`test/trusted: ${message}`);
  });
});
