import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { TerraformVariable, Testing } from "cdktf";
import { FunctionAccess, type FunctionAccessProps } from "../../../constructs/compute/function-access";
import { ruleProblems, rulesOf } from "../../support/provider-rules";
import { Template } from "../../support/template";

const DEPLOYMENT = "arn:aws:iam::111111111111:role/deployment";
const PROPS: FunctionAccessProps = { functionName: "Example", principalArns: [DEPLOYMENT] };

function define(...principalArns: readonly string[]): Template {
  return Template.of((stack) => new FunctionAccess(stack, "check", { ...PROPS, principalArns }));
}

it("defines by default one permission for each principal, and no URL", () => {
  expect(define(DEPLOYMENT, "arn:aws:iam::111111111111:user/ana").types).toEqual({ aws_lambda_permission: 2 });
});

describe("guarantees", () => {
  it("LAM-FN-1: exactly the listed principals may invoke it, each by its own name", () => {
    const template = define(
      DEPLOYMENT,
      "arn:aws:iam::222222222222:role/deployment",
      "arn:aws:iam::111111111111:user/people/ana.lopez@example.com",
      "arn:aws-us-gov:iam::333333333333:root",
    );
    const permission = (statementId: string, principal: string) => ({
      statement_id: statementId,
      action: "lambda:InvokeFunction",
      function_name: "Example",
      principal,
    });

    expect(Object.fromEntries(template.resources.map(({ address, values }) => [address, values]))).toEqual({
      "aws_lambda_permission.check_role_111111111111_deployment": permission(
        "Allow-role-111111111111-deployment",
        DEPLOYMENT,
      ),
      "aws_lambda_permission.check_role_222222222222_deployment": permission(
        "Allow-role-222222222222-deployment",
        "arn:aws:iam::222222222222:role/deployment",
      ),
      "aws_lambda_permission.check_root_333333333333": permission(
        "Allow-root-333333333333",
        "arn:aws-us-gov:iam::333333333333:root",
      ),
      "aws_lambda_permission.check_user_111111111111_ana_lopez_example_com": permission(
        "Allow-user-111111111111-ana_lopez_example_com",
        "arn:aws:iam::111111111111:user/people/ana.lopez@example.com",
      ),
    });
  });

  it("LAM-FN-1: the longest name fits the statement's id", () => {
    const [permission] = define(`arn:aws-us-gov:iam::111111111111:role/a/b/${"r".repeat(64)}`).resources;

    expect(ruleProblems(rulesOf("aws_lambda_permission"), permission?.values ?? {})).toEqual([]);
  });

  it("an address depends on its principal alone, not on its place in the list", () => {
    const other = "arn:aws:iam::111111111111:role/another";

    expect(define(DEPLOYMENT, other).addresses()).toEqual(define(other, DEPLOYMENT).addresses());
  });

  it("is a resource that Terraform users expect, of the function by reference", () => {
    const template = Template.of((stack) => {
      const { functionName } = new LambdaFunction(stack, "example", { functionName: "Example", role: DEPLOYMENT });
      new FunctionAccess(stack, "check", { ...PROPS, functionName });
    });

    expect(template.only("aws_lambda_permission").function_name).toBe("${aws_lambda_function.example.function_name}");
    expect(Testing.synthScope((scope) => new FunctionAccess(scope, "check", PROPS))).toHaveResourceWithProperties(
      LambdaPermission,
      { principal: DEPLOYMENT, action: "lambda:InvokeFunction" },
    );
  });
});

describe("rejects", () => {
  it.each([
    "*",
    "111111111111",
    "events.amazonaws.com",
    "arn:aws:iam::111111111111:role/*",
    "arn:aws:iam::*:role/deployment",
    "arn:aws:iam::111111111111:group/people",
    "arn:aws:iam::111111111111:rootlike",
    "arn:aws:iam::111111111111:role/",
    "arn:aws:sts::111111111111:assumed-role/deployment/session",
    `arn:aws:iam::111111111111:role/${"r".repeat(65)}`,
  ])("LAM-FN-1: the principal %s", (arn) => {
    expect(() => define(DEPLOYMENT, arn)).toThrow(
      new Error(
        `test/check: principalArns[1] must be the ARN of a role, a user or an account's root, such as arn:aws:iam::111111111111:role/deployment, got "${arn}"`,
      ),
    );
  });

  it("no principal at all", () => {
    expect(() => define()).toThrow(new Error("test/check: principalArns must name at least 1 principal, got []"));
  });

  it.each(["arn:aws:iam::111111111111:role/deployment", "arn:aws:iam::111111111111:role/ci/Deployment"])(
    "the same principal twice, as %s: IAM tells names apart by neither path nor case",
    (arn) => {
      expect(() => define(DEPLOYMENT, arn)).toThrow(
        new Error(
          `test/check: principalArns[1] must differ from the others by more than path, case and punctuation, got "${arn}"`,
        ),
      );
    },
  );

  it("two principals whose addresses would be one", () => {
    expect(() => define("arn:aws:iam::111111111111:role/a-b", "arn:aws:iam::111111111111:role/a.b")).toThrow(
      /principalArns\[1\] must differ from the others by more than path, case and punctuation/,
    );
  });

  it("a principal that only Terraform knows", () => {
    expect(() =>
      Template.of((stack) => {
        const { stringValue } = new TerraformVariable(stack, "principal", { type: "string" });
        new FunctionAccess(stack, "check", { ...PROPS, principalArns: [stringValue] });
      }),
    ).toThrow(
      new Error("test/check: principalArns[0] must be known before Terraform runs; its name is in the address"),
    );
  });
});
