import { DataAwsIamRoles } from "@cdktf/provider-aws/lib/data-aws-iam-roles";
import { IamServiceLinkedRole } from "@cdktf/provider-aws/lib/iam-service-linked-role";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { TerraformOutput, Testing } from "cdktf";
import { Arns } from "../../../constructs/core/account";
import { serviceLinkedRoleArn } from "../../../constructs/core/service-linked-roles";
import {
  ExistingServiceLinkedRole,
  ServiceLinkedRole,
  type ServiceLinkedRoleProps,
} from "../../../constructs/identity/service-linked-role";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const PROPS: ServiceLinkedRoleProps = { service: "autoscaling.amazonaws.com" };

function define(): Template {
  return Template.of((stack) => new ServiceLinkedRole(stack, "auto_scaling", PROPS));
}

describe("defines by default", () => {
  it("the role alone: its name, its trust and its permissions are AWS's", () => {
    const template = define();

    expect(template.types).toEqual({ aws_iam_service_linked_role: 1 });
    expect(template.blocks).toHaveLength(1);
  });

  it("AWS's own description, so that a role that is there already can be imported without a difference", () => {
    expect(define().only("aws_iam_service_linked_role")).toEqual({
      aws_service_name: "autoscaling.amazonaws.com",
      description:
        "Default Service-Linked Role enables access to AWS Services and Resources used or managed by Auto Scaling",
    });
  });

  it("what the provider takes", () => {
    const rules = rulesOf("aws_iam_service_linked_role");
    expect(ruleProblems(rules, define().only("aws_iam_service_linked_role"))).toEqual([]);
  });

  it("ARN and name by reference", () => {
    const template = Template.of((stack) => {
      const { roleArn, roleName } = new ServiceLinkedRole(stack, "auto_scaling", PROPS);
      new TerraformOutput(stack, "role", { value: [roleArn, roleName] });
    });

    expect(template.outputs.role?.value).toEqual([
      "${aws_iam_service_linked_role.auto_scaling.arn}",
      "${aws_iam_service_linked_role.auto_scaling.name}",
    ]);
  });
});

describe("guarantees", () => {
  it("LAM-HA-1: a key whose policy names the role can wait for it", () => {
    const template = Template.of((stack) => {
      const { ready } = new ServiceLinkedRole(stack, "auto_scaling", PROPS);
      new KmsKey(stack, "ebs", { dependsOn: [...ready] });
    });

    expect(template.value("aws_kms_key.ebs", "depends_on")).toEqual(["aws_iam_service_linked_role.auto_scaling"]);
  });

  it("ALL-7: its ARN can be written without a reference, in each partition", () => {
    const arn = (region: string) =>
      serviceLinkedRoleArn(new Arns({ accountId: "111111111111", region }), "autoscaling.amazonaws.com");

    expect(arn("us-east-1")).toBe(
      "arn:aws:iam::111111111111:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
    );
    expect(arn("us-gov-west-1")).toBe(
      "arn:aws-us-gov:iam::111111111111:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
    );
  });

  it("the same in anybody's stack", () => {
    expect(
      Testing.synthScope((scope) => new ServiceLinkedRole(scope, "auto_scaling", PROPS)),
    ).toHaveResourceWithProperties(IamServiceLinkedRole, { aws_service_name: "autoscaling.amazonaws.com" });
  });
});

describe("ExistingServiceLinkedRole", () => {
  const ROLES = "data.aws_iam_roles.auto_scaling";

  function defineKey(): Template {
    return Template.of((stack) => {
      const { precondition } = new ExistingServiceLinkedRole(stack, "auto_scaling", PROPS);
      new KmsKey(stack, "ebs", { lifecycle: { precondition: [precondition] } });
    });
  }

  it("makes nothing: it looks for the role by its name and path, and none found is no error", () => {
    const template = defineKey();

    expect(template.types).toEqual({ aws_kms_key: 1 });
    expect(template.at(ROLES)).toEqual({
      name_regex: "^AWSServiceRoleForAutoScaling$",
      path_prefix: "/aws-service-role/autoscaling.amazonaws.com/",
    });
    expect(ruleProblems(rulesOf("data.aws_iam_roles"), template.at(ROLES))).toEqual([]);
  });

  it("LAM-HA-1: without the role the plan of what names it fails, and says how to make it", () => {
    expect(defineKey().value("aws_kms_key.ebs", "lifecycle.precondition")).toEqual([
      {
        condition: `\${length(${ROLES}.names) > 0}`,
        error_message:
          "The account has no role AWSServiceRoleForAutoScaling yet, and AWS refuses a policy that names it. " +
          "Make it once: aws iam create-service-linked-role --aws-service-name autoscaling.amazonaws.com",
      },
    ]);
  });

  it("the same in anybody's stack", () => {
    expect(
      Testing.synthScope((scope) => new ExistingServiceLinkedRole(scope, "auto_scaling", PROPS)),
    ).toHaveDataSourceWithProperties(DataAwsIamRoles, { name_regex: "^AWSServiceRoleForAutoScaling$" });
  });
});
