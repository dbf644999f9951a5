import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { Failure } from "../shared/failure";
import type { Guard } from "../shared/invocation";

/** The IAM actions that these calls need. */
export const DESCRIBE_SECRET = "secretsmanager:DescribeSecret";
export const PUT_SECRET_VALUE = "secretsmanager:PutSecretValue";
export const UPDATE_SECRET_VERSION_STAGE = "secretsmanager:UpdateSecretVersionStage";

const EXISTS = "ResourceExistsException";

/** How a secret stands in a rotation. */
export interface RotationState {
  /** The rotation's version is the current one already: nothing is left to do. */
  readonly finished: boolean;
  /** The version that has the label AWSCURRENT. */
  readonly currentVersionId: string;
}

/**
 * Checks that a rotation to this version is under way.
 *
 * @throws Failure if rotation is off, or the version has not the label AWSPENDING
 */
export async function checkRotation(
  client: SecretsManagerClient,
  guard: Guard,
  secretId: string,
  versionId: string,
): Promise<RotationState> {
  const command = new DescribeSecretCommand({ SecretId: secretId });
  const { RotationEnabled: enabled, VersionIdsToStages: stages = {} } = await guard(DESCRIBE_SECRET, (abortSignal) =>
    client.send(command, { abortSignal }),
  );
  if (enabled !== true) {
    throw new Failure(
      "RotationDisabled",
      "rotation is not enabled for the secret",
      "enable it: the secret needs a rotation schedule that names this function",
    );
  }
  const currentVersionId = Object.keys(stages).find((id) => stages[id]?.includes("AWSCURRENT"));
  if (currentVersionId === undefined) {
    throw new Failure("VersionMissing", "no version of the secret is AWSCURRENT", "put a value into the secret");
  }
  if (currentVersionId === versionId) {
    return { finished: true, currentVersionId };
  }
  if (stages[versionId]?.includes("AWSPENDING") !== true) {
    throw new Failure(
      "VersionNotPending",
      `the secret's version ${versionId} has not the label AWSPENDING`,
      "another rotation may have overtaken this one: look at the secret's versions, and rotate it again",
    );
  }
  return { finished: false, currentVersionId };
}

/**
 * Writes the pending version. Gives false where it exists with another value: another run of this step was faster, and its
 * value counts.
 */
export async function putPending(
  client: SecretsManagerClient,
  guard: Guard,
  secretId: string,
  versionId: string,
  content: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const command = new PutSecretValueCommand({
    SecretId: secretId,
    ClientRequestToken: versionId,
    SecretString: JSON.stringify(content),
    VersionStages: ["AWSPENDING"],
  });
  try {
    await guard(PUT_SECRET_VALUE, (abortSignal) => client.send(command, { abortSignal }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === EXISTS) {
      return false;
    }
    throw error;
  }
}

/**
 * Moves the label AWSCURRENT; Secrets Manager moves AWSPREVIOUS along and takes AWSPENDING away. Other labels stay where
 * they are, such as the one by which Terraform keeps the version that it wrote.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export async function makeCurrent(
  client: SecretsManagerClient,
  guard: Guard,
  secretId: string,
  versionId: string,
  currentVersionId: string,
): Promise<void> {
  const command = new UpdateSecretVersionStageCommand({
    SecretId: secretId,
    VersionStage: "AWSCURRENT",
    MoveToVersionId: versionId,
    RemoveFromVersionId: currentVersionId,
  });
  await guard(UPDATE_SECRET_VERSION_STAGE, (abortSignal) => client.send(command, { abortSignal }));
}
