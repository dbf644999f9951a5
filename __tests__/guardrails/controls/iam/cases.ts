import type { TerraformJson } from "../../../support/control-cases";
import type { JsonObject } from "../../../support/json";

/** What nobody knows before apply. */
export const X = "${data.aws_ssm_parameter.x.value}";
export const UNKNOWN: TerraformJson = { data: { aws_ssm_parameter: { x: { name: "x" } } } };

export const policyOf = (...statements: readonly JsonObject[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

export const P = "aws_iam_policy.p";
/** A policy of these statements; they allow, unless they say otherwise. */
export const policy = (...statements: readonly JsonObject[]): TerraformJson => ({
  ...UNKNOWN,
  resource: {
    aws_iam_policy: { p: { policy: policyOf(...statements.map((given) => ({ Effect: "Allow", ...given }))) } },
  },
});

export const R = "aws_iam_role.r";
/** A role of this trust. */
export const trust = (...statements: readonly JsonObject[]): TerraformJson => ({
  ...UNKNOWN,
  resource: {
    aws_iam_role: {
      r: {
        assume_role_policy: policyOf(
          ...statements.map((given) => ({ Effect: "Allow", Action: "sts:AssumeRole", ...given })),
        ),
      },
    },
  },
});
