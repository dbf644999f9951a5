import { z } from "zod";
import { section, text } from "./fields";

function pattern(example: string) {
  return text(
    /^(?=.*\{name\})(?:\{(?:prefix|type|name|environment|region)\}|[A-Za-z0-9-])+$/,
    "made of {prefix}, {type}, {name}, {environment}, {region}, letters, digits and hyphens, with {name} in it",
    `for example "${example}"`,
  );
}

/** The section `naming`. */
export const naming = section({
  prefix: text(
    /^[A-Za-z][A-Za-z0-9]{0,19}$/,
    "1 to 20 letters and digits, the first a letter",
    "AWS allows no other character in all of the names that are made of it",
  )
    .refine((value) => value !== "AWS", {
      error: "must not be AWS",
      params: { hint: "CloudWatch keeps metrics that begin with AWS/ for itself" },
    })
    .describe("The first word of every name."),
  pattern: pattern("{prefix}-{name}-{type}")
    .default("{prefix}-{name}-{type}")
    .describe("How a name is made. `{type}` is AWS's word for the thing (`Role`, `Bucket`), `{name}` its job."),
  iamPattern: pattern("{prefix}-{name}-{type}-{region}")
    .optional()
    .describe(
      "The same for IAM, whose names are one for all regions of an account. Without it, `pattern` makes them too.",
    ),
  case: z
    .enum(["title", "lower"])
    .default("title")
    .describe("`title` keeps capitals where AWS allows them, `lower` uses none."),
  outputs: z
    .enum(["snake_case", "PascalCase"])
    .default("snake_case")
    .describe(
      "How outputs are spelled: `database_secret_arn` as in Terraform, or `DatabaseSecretArn` as in CloudFormation.",
    ),
}).describe(
  "The rule that makes every name in AWS, and of outputs. CAUTION: changing it after the first deployment replaces all that AWS " +
    "cannot rename, buckets, keys' aliases, secrets and roles among it.",
);
