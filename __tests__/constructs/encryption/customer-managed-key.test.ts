import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamServiceLinkedRole } from "@cdktf/provider-aws/lib/iam-service-linked-role";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { TerraformOutput, Testing } from "cdktf";
import { Arns } from "../../../constructs/core/account";
import { numberKnob } from "../../../constructs/core/knob";
import { LIMITS } from "../../../constructs/core/limits";
import { SecureStack } from "../../../constructs/core/secure-stack";
import { CustomerManagedKey, type CustomerManagedKeyProps } from "../../../constructs/encryption/customer-managed-key";
import {
  alertPublishers,
  awsConfig,
  cloudTrail,
  cloudTrailLake,
  cloudWatchLogs,
  throughServices,
} from "../../../constructs/encryption/key-statements";
import { Template } from "../../support/template";

const ACCOUNT = { accountId: "111111111111", region: "us-east-1" };
const ARNS = new Arns(ACCOUNT);
const PROPS: CustomerManagedKeyProps = {
  account: ACCOUNT,
  alias: "alias/example",
  description: "Encrypts the example",
  uses: [awsConfig(ARNS)],
};

function template(props: Partial<CustomerManagedKeyProps> = {}): Template {
  return Template.of((stack) => new CustomerManagedKey(stack, "master", { ...PROPS, ...props }));
}

describe("defines by default", () => {
  it("a key, an alias that people can read, and nothing else", () => {
    expect(template().addresses()).toEqual([
      "aws_kms_alias.master", // the name by which people and backends find the key
      "aws_kms_key.master", // the key
    ]);
    expect(template().dataSources.map(({ address }) => address)).toEqual([
      "data.aws_iam_policy_document.master_key_policy", // the key's policy
    ]);
  });

  it("SEC-KMS-1: the key that Terraform users expect", () => {
    const stack = new SecureStack(Testing.app(), "test");
    new CustomerManagedKey(stack, "master", PROPS);
    const synthesized = Testing.synth(stack);
    expect(synthesized).toHaveResourceWithProperties(KmsKey, {
      description: "Encrypts the example",
      enable_key_rotation: true,
      deletion_window_in_days: 10,
    });
    expect(synthesized).toHaveResourceWithProperties(KmsAlias, { name: "alias/example" });
    expect(synthesized).toHaveDataSource(DataAwsIamPolicyDocument);
  });
});

describe("guarantees", () => {
  it("ALL-7: rotation is on, the window is 10 days, and nothing else is set", () => {
    expect(template().only("aws_kms_key")).toEqual({
      description: "Encrypts the example",
      enable_key_rotation: true,
      deletion_window_in_days: 10,
      policy: "${data.aws_iam_policy_document.master_key_policy.json}",
      lifecycle: { prevent_destroy: true },
    });
  });

  it("SEC-KMS-1: the alias points to the key", () => {
    expect(template().only("aws_kms_alias")).toEqual({
      name: "alias/example",
      target_key_id: "${aws_kms_key.master.key_id}",
    });
  });

  it("ALL-7: the policy is administration, the given uses and the refusal of requests without TLS, in this order", () => {
    const [administration, ...others] = template().policyOf("aws_kms_key.master", "policy");
    expect(administration).toMatchObject({
      sid: "AllowAccountToAdminister",
      effect: "Allow",
      principals: { AWS: ["arn:aws:iam::111111111111:root"] },
      conditions: [],
    });
    expect(others).toEqual([
      {
        sid: "AllowConfigToEncrypt",
        effect: "Allow",
        principals: { Service: ["config.amazonaws.com"] },
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: ["*"],
        conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["111111111111"] }],
      },
      {
        sid: "DenyInsecureTransport",
        effect: "Deny",
        principals: { "*": ["*"] },
        actions: ["kms:*"],
        resources: ["*"],
        conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
      },
    ]);
  });

  it("ALL-7: no Allow has a wildcard principal, whatever the key is for, and each service is limited where AWS can", () => {
    const uses = [
      ...throughServices(ARNS, ["s3"]),
      ...cloudTrail(ARNS, "trail"),
      cloudTrailLake(),
      awsConfig(ARNS),
      cloudWatchLogs(ARNS),
      ...alertPublishers(ARNS),
    ];
    const statements = template({ uses }).policyOf("aws_kms_key.master", "policy");
    expect(statements).toHaveLength(uses.length + 2);
    const allows = statements.filter(({ effect }) => effect === "Allow");
    expect(allows.filter(({ principals }) => JSON.stringify(principals).includes("*"))).toEqual([]);
    const unlimited = allows.filter(({ principals, conditions }) => "Service" in principals && conditions.length === 0);
    expect(unlimited.map(({ sid }) => sid)).toEqual(["AllowCloudTrailLake", "AllowEventsToPublish"]);
  });

  it("ALL-7: its policy refers to no resource, so no cycle can arise", () => {
    expect(JSON.stringify(template().only("data.aws_iam_policy_document"))).not.toContain("${");
  });

  it("ALL-14: is protected from destruction unless told otherwise", () => {
    expect(template().value("aws_kms_key.master", "lifecycle")).toEqual({ prevent_destroy: true });
    expect(template({ protect: true }).value("aws_kms_key.master", "lifecycle")).toEqual({ prevent_destroy: true });
  });
});

describe("props", () => {
  it("SEC-EPH-1: protect: false takes away the protection and nothing else", () => {
    const { lifecycle: _, ...others } = template().only("aws_kms_key");
    expect(template({ protect: false }).only("aws_kms_key")).toEqual(others);
  });

  test.each([LIMITS.kmsDeletionWindowDays.min, LIMITS.kmsDeletionWindowDays.max])(
    "deletionWindowDays takes its bound %d and changes nothing else",
    (deletionWindowDays) => {
      expect(template({ deletionWindowDays }).only("aws_kms_key")).toEqual({
        ...template().only("aws_kms_key"),
        deletion_window_in_days: deletionWindowDays,
      });
    },
  );

  it("dependsOn makes the key wait for roles that its policy names, and changes nothing else", () => {
    const made = Template.of((stack) => {
      const role = new IamServiceLinkedRole(stack, "role", { awsServiceName: "autoscaling.amazonaws.com" });
      new CustomerManagedKey(stack, "master", { ...PROPS, dependsOn: [role] });
    });
    expect(made.only("aws_kms_key")).toEqual({
      ...template().only("aws_kms_key"),
      depends_on: ["aws_iam_service_linked_role.role"],
    });
  });

  it.each([
    [true, { prevent_destroy: true }],
    [false, {}],
  ])("preconditions are what must hold before the key is made; protect: %s stays as it is", (protect, refusal) => {
    const preconditions = [{ condition: "${true}", errorMessage: "There is no such role." }];
    const made = Template.of((stack) => new CustomerManagedKey(stack, "master", { ...PROPS, protect, preconditions }));
    expect(made.value("aws_kms_key.master", "lifecycle")).toEqual({
      ...refusal,
      precondition: [{ condition: "${true}", error_message: "There is no such role." }],
    });
  });

  it("deletionWindowDays: undefined is the default", () => {
    const props: Omit<CustomerManagedKeyProps, "deletionWindowDays"> & { deletionWindowDays?: number | undefined } = {
      ...PROPS,
      deletionWindowDays: undefined,
    };
    const made = Template.of((stack) => new CustomerManagedKey(stack, "master", props as CustomerManagedKeyProps));
    expect(made.value("aws_kms_key.master", "deletion_window_in_days")).toBe(10);
  });

  it("deletionWindowDays takes a variable", () => {
    const made = Template.of((stack) => {
      const deletionWindowDays = numberKnob(stack, "window_days", {
        description: "Days.",
        value: 10,
        range: LIMITS.kmsDeletionWindowDays,
      });
      new CustomerManagedKey(stack, "master", { ...PROPS, deletionWindowDays });
    });
    expect(made.value("aws_kms_key.master", "deletion_window_in_days")).toBe("${var.window_days}");
  });

  it("uses may be none: then nobody uses the key", () => {
    const sids = template({ uses: [] })
      .policyOf("aws_kms_key.master", "policy")
      .map(({ sid }) => sid);
    expect(sids).toEqual(["AllowAccountToAdminister", "DenyInsecureTransport"]);
  });

  it("the attributes are references to the key and its alias", () => {
    const made = Template.of((stack) => {
      const { keyArn, aliasName } = new CustomerManagedKey(stack, "master", PROPS);
      new TerraformOutput(stack, "arn", { value: keyArn });
      new TerraformOutput(stack, "alias", { value: aliasName });
    });
    expect(made.outputs).toEqual({
      arn: { value: "${aws_kms_key.master.arn}" },
      alias: { value: "${aws_kms_alias.master.name}" },
    });
  });
});

describe("rejects", () => {
  test.each([LIMITS.kmsDeletionWindowDays.min - 1, LIMITS.kmsDeletionWindowDays.max + 1, 10.5])(
    "fails if deletionWindowDays is %d",
    (deletionWindowDays) => {
      expect(() => template({ deletionWindowDays })).toThrow(
        new Error(
          `test/master: deletionWindowDays must be a whole number between 7 and 30 days, got ${deletionWindowDays}`,
        ),
      );
    },
  );

  test.each(["example", "alias/", "alias/aws/example", "alias/two words", `alias/${"a".repeat(251)}`])(
    "fails if the alias is %s",
    (alias) => {
      expect(() => template({ alias })).toThrow(
        new Error(
          `test/master: alias must be "alias/" and 1 to 250 letters, digits or / _ -, and not begin with "alias/aws/", got "${alias}"`,
        ),
      );
    },
  );

  test.each(["", " \n", "a".repeat(8193)])("ALL-9: fails if the description is %j", (description) => {
    expect(() => template({ description })).toThrow(
      new Error(
        `test/master: description must be 1 to 8192 characters that say what the key is for, got ${JSON.stringify(description)}`,
      ),
    );
  });

  it("fails if two uses have one sid, with a use of its own among them", () => {
    expect(() => template({ uses: [awsConfig(ARNS), awsConfig(ARNS)] })).toThrow(
      new Error('test/master/key_policy: sid must occur once in a policy, got "AllowConfigToEncrypt" again'),
    );
  });

  it("ALL-7: fails if a use is for everyone", () => {
    expect(() =>
      template({ uses: [{ sid: "AllowAll", principals: { everyone: true }, actions: ["kms:Decrypt"] }] }),
    ).toThrow(new Error("test/master/key_policy: AllowAll: an Allow must name its principals, got everyone"));
  });

  it("fails if services are none", () => {
    expect(() => template({ uses: throughServices(ARNS, []) })).toThrow(
      new Error(
        "test/master/key_policy: 2 problems\n" +
          "  - AllowUseThroughServices: condition StringEquals kms:ViaService must have at least one value\n" +
          "  - AllowGrantsThroughServices: condition StringEquals kms:ViaService must have at least one value",
      ),
    );
  });

  it("fails with all problems at once", () => {
    expect(() => template({ alias: "example", deletionWindowDays: 5 })).toThrow(
      new Error(
        'test/master: 2 problems\n  - alias must be "alias/" and 1 to 250 letters, digits or / _ -, and not begin with "alias/aws/", got "example"\n' +
          "  - deletionWindowDays must be a whole number between 7 and 30 days, got 5",
      ),
    );
  });
});
