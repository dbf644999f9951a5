import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { assertValid, textProblems } from "../core/validate";

/** Props of {@link FunctionAccess}. */
export interface FunctionAccessProps {
  /**
   * The function, by reference.
   *
   * CAUTION: changing this value after the first deployment replaces each `aws_lambda_permission`.
   */
  readonly functionName: string;
  /**
   * ARNs of the roles and users that may invoke it, of this account or of others, and of whole accounts
   * (`arn:aws:iam::111111111111:root`: whom that account's own policies allow). At least one; each must exist, and be known before
   * Terraform runs: its name is in the address.
   */
  readonly principalArns: readonly string[];
}

const PRINCIPAL_ARN =
  /^arn:aws(?:-cn|-us-gov)?:iam::(\d{12}):(?:(root)|(role|user)\/(?:[\w+=,.@/-]*\/)?([\w+=,.@-]{1,64}))$/;

/**
 * Defines who may invoke a function beside whom IAM policies of its own account allow (LAM-FN-1): exactly the listed principals,
 * one permission each. Lambda knows each by its IAM signature; there is no URL, and nothing is open to everybody.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 * @example
 * new FunctionAccess(this, "database_check_access", {
 *   functionName: made.functionName, principalArns: ["arn:aws:iam::111111111111:role/deployment"],
 * });
 */
export class FunctionAccess extends Construct {
  public constructor(scope: Construct, id: string, { functionName, principalArns }: FunctionAccessProps) {
    super(scope, id);
    assertValid(scope, id, problems(principalArns));
    for (const principal of principalArns) {
      const words = wordsOf(principal);
      new LambdaPermission(this, words.join("_").toLowerCase(), {
        statementId: ["Allow", ...words].join("-"),
        action: "lambda:InvokeFunction",
        functionName,
        principal,
      });
    }
  }
}

/** What a principal is called in the address and in the sid, e.g. `role 111111111111 deployment`; a sid has no `+=,.@`. */
function wordsOf(arn: string): string[] {
  const [, account = "", root, kind = root, name] = PRINCIPAL_ARN.exec(arn) ?? [];
  return [kind ?? "", account, ...(name === undefined ? [] : [name.replace(/[+=,.@]/g, "_")])];
}

function problems(principalArns: readonly string[]): string[] {
  const addresses = principalArns.map((arn) => wordsOf(arn).join("_").toLowerCase().replaceAll("-", "_"));
  return [
    ...(principalArns.length > 0 ? [] : ["principalArns must name at least 1 principal, got []"]),
    ...principalArns.flatMap((arn, index) => {
      if (Token.isUnresolved(arn)) {
        return [`principalArns[${index}] must be known before Terraform runs; its name is in the address`];
      }
      const malformed = textProblems(
        `principalArns[${index}]`,
        arn,
        PRINCIPAL_ARN,
        "be the ARN of a role, a user or an account's root, such as arn:aws:iam::111111111111:role/deployment",
      );
      return malformed.length > 0 || addresses.indexOf(addresses[index] ?? "") === index
        ? malformed
        : [
            `principalArns[${index}] must differ from the others by more than path, case and punctuation, got ${JSON.stringify(arn)}`,
          ];
    }),
  ];
}
