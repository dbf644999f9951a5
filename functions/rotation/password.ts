import { GetRandomPasswordCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { Failure } from "../shared/failure";
import type { Guard } from "../shared/invocation";

/** The IAM action that making a password needs. */
export const GET_RANDOM_PASSWORD = "secretsmanager:GetRandomPassword";

/**
 * What a password is like: the rule of the one that Terraform makes first, so that whatever takes the first takes the next.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
export const PASSWORD_RULE = {
  length: 32,
  minLower: 2,
  minUpper: 2,
  minNumeric: 2,
  minSpecial: 2,
  special: "!#$%&*()-_=+[]{}<>:?",
} as const;

/**
 * All the punctuation that Secrets Manager draws from.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html
 */
const PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

const EXCLUDED = [...PUNCTUATION].filter((character) => !PASSWORD_RULE.special.includes(character)).join("");

/** One draw in twelve has fewer than two digits: so many in a row do not fail together. */
const MOST_DRAWS = 20;

/** Lets Secrets Manager draw passwords until one follows the rule; it promises one of each kind, the rule wants two. */
export async function makePassword(client: SecretsManagerClient, guard: Guard): Promise<string> {
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    const command = new GetRandomPasswordCommand({
      PasswordLength: PASSWORD_RULE.length,
      ExcludeCharacters: EXCLUDED,
      IncludeSpace: false,
      RequireEachIncludedType: true,
    });
    const { RandomPassword: password = "" } = await guard(GET_RANDOM_PASSWORD, (abortSignal) =>
      client.send(command, { abortSignal }),
    );
    if (followsRule(password)) {
      return password;
    }
  }
  throw new Failure(
    "PasswordUnsuitable",
    `none of ${MOST_DRAWS} passwords that Secrets Manager drew follows the rule`,
    "try again; if it stays so, Secrets Manager draws from other characters than it documents",
  );
}

/** Whether a password has the length, enough of each kind of characters, and no other ones. */
export function followsRule(password: string): boolean {
  const { length, minLower, minUpper, minNumeric, minSpecial, special } = PASSWORD_RULE;
  const count = (belongs: (character: string) => boolean) => [...password].filter(belongs).length;
  const lower = count((character) => /[a-z]/.test(character));
  const upper = count((character) => /[A-Z]/.test(character));
  const numeric = count((character) => /[0-9]/.test(character));
  const others = count((character) => special.includes(character));
  return (
    password.length === length &&
    lower >= minLower &&
    upper >= minUpper &&
    numeric >= minNumeric &&
    others >= minSpecial &&
    lower + upper + numeric + others === length
  );
}
