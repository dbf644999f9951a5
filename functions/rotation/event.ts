import { Failure } from "../shared/failure";

/** The steps of a rotation, in the order in which Secrets Manager calls for them. */
export const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;

export type Step = (typeof STEPS)[number];

/**
 * What Secrets Manager calls the function with.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
 */
export interface RotationEvent {
  readonly step: Step;
  /** The secret's ARN. */
  readonly secretId: string;
  /** The id of the version that the rotation makes. */
  readonly versionId: string;
}

/**
 * Reads an event.
 *
 * @throws Failure naming all that is wrong with it
 */
export function readEvent(event: unknown): RotationEvent {
  const fields: Readonly<Record<string, unknown>> = typeof event === "object" && event !== null ? { ...event } : {};
  const problems: string[] = [];
  const step = STEPS.find((known) => known === fields.Step) ?? "createSecret";
  if (step !== fields.Step) {
    problems.push(`Step must be one of ${STEPS.join(", ")}, got ${JSON.stringify(fields.Step)}`);
  }
  const text = (name: string) => {
    const value = fields[name];
    if (typeof value === "string" && value !== "") {
      return value;
    }
    problems.push(`${name} must be a text, got ${JSON.stringify(value)}`);
    return "";
  };
  const read = { step, secretId: text("SecretId"), versionId: text("ClientRequestToken") };
  if (problems.length > 0) {
    throw new Failure(
      "EventMalformed",
      `the event is none of a rotation: ${problems.join("; ")}`,
      "let Secrets Manager call the function: rotate the secret with RotateSecret",
    );
  }
  return read;
}
