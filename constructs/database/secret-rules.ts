import { Token } from "cdktf";
import type { Limit } from "../core/limits";
import { numberProblems, textProblems } from "../core/validate";

/**
 * What Secrets Manager takes; 0 days of recovery delete a secret at once.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html
 */
export const SECRET_LIMITS = {
  recoveryDays: { min: 7, max: 30, unit: "days" },
  /** Days between two rotations. */
  rotationDays: { min: 1, max: 1000, unit: "days" },
  /** Ours: the number that Terraform's write-only arguments are versioned by. */
  passwordVersion: { min: 1, max: 9999, unit: "(a version number)" },
} as const satisfies Readonly<Record<string, Limit>>;

/** What is wrong with a secret's name and the days in which it can be restored. */
export function secretProblems({
  secretName,
  recoveryDays,
}: {
  readonly secretName: string;
  readonly recoveryDays: number;
}): string[] {
  const { min, max, unit } = SECRET_LIMITS.recoveryDays;
  const recovers =
    Token.isUnresolved(recoveryDays) ||
    recoveryDays === 0 ||
    (Number.isInteger(recoveryDays) && recoveryDays >= min && recoveryDays <= max);
  return [
    ...textProblems(
      "secretName",
      secretName,
      /^[A-Za-z0-9/_+=.@-]{1,512}$/,
      "be 1 to 512 letters, digits or / _ + = . @ -",
    ),
    ...(recovers
      ? []
      : [`recoveryDays must be a whole number between ${min} and ${max} ${unit}, or 0, got ${recoveryDays}`]),
  ];
}

/** What is wrong with the number of a password. */
export function passwordVersionProblems(prop: string, version: number): string[] {
  return numberProblems(prop, version, SECRET_LIMITS.passwordVersion);
}

/** What is wrong with the days between two rotations. */
export function rotationDaysProblems(prop: string, days: number): string[] {
  return numberProblems(prop, days, SECRET_LIMITS.rotationDays);
}
