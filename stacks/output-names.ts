import type { Environment } from "../config/environment";

/** Words of output names that are written in capitals. */
const CAPITALS: Readonly<Record<string, string>> = { ip: "IP" };

/** The name of an output as the environment spells them: `database_secret_arn`, or `DatabaseSecretArn` as in CloudFormation. */
export function outputName(name: string, { outputs }: Environment["naming"]): string {
  return outputs === "snake_case"
    ? name
    : name
        .split("_")
        .map((word) => CAPITALS[word] ?? word.charAt(0).toUpperCase() + word.slice(1))
        .join("");
}
