import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { Failure } from "./failure";
import type { Guard } from "./invocation";

/** The IAM action that reading a secret needs. */
export const GET_SECRET_VALUE = "secretsmanager:GetSecretValue";

/** Where a database is. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

/** All that a connection needs. */
export interface Login extends DatabaseAddress {
  readonly username: string;
  readonly password: string;
}

/** A version of a secret. */
export interface SecretVersion {
  readonly versionId: string;
  /** As stored: a JSON object. It holds the password. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** Which version of a secret: the one that has the label, and, where an id is given too, this id. */
export interface SecretSelector {
  readonly secretId: string;
  readonly stage: "AWSCURRENT" | "AWSPENDING" | "AWSPREVIOUS";
  readonly versionId?: string;
}

/**
 * What to do about the errors of Secrets Manager.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export const SECRET_ADVICE: Readonly<Record<string, string>> = {
  AccessDeniedException: "allow it in the function's role, and look at the secret's policy, its key and the endpoint",
  DecryptionFailure: "the key of the secret is disabled or being deleted: enable it, or cancel its deletion",
  EncryptionFailure: "the key of the secret is disabled or being deleted: enable it, or cancel its deletion",
  InvalidRequestException: "the secret may be scheduled for deletion: restore it with RestoreSecret",
  ResourceNotFoundException: "there is no such secret in this region, or no version of it has a value",
};

const NOT_FOUND = "ResourceNotFoundException";
const PORTS = { min: 1, max: 65_535 };

/** Reads a version of a secret. */
export async function readSecret(
  client: SecretsManagerClient,
  guard: Guard,
  { secretId, stage, versionId }: SecretSelector,
): Promise<SecretVersion> {
  const command = new GetSecretValueCommand({
    SecretId: secretId,
    VersionStage: stage,
    ...(versionId === undefined ? {} : { VersionId: versionId }),
  });
  const { SecretString: text, VersionId: found } = await guard(GET_SECRET_VALUE, (abortSignal) =>
    client.send(command, { abortSignal }),
  );
  if (found === undefined) {
    throw malformed(stage, "it has no version id");
  }
  return { versionId: found, content: parseObject(stage, text) };
}

/** Like {@link readSecret}; undefined where there is no such version, or it has no value yet. */
export async function findSecret(
  client: SecretsManagerClient,
  guard: Guard,
  selector: SecretSelector,
): Promise<SecretVersion | undefined> {
  try {
    return await readSecret(client, guard, selector);
  } catch (error) {
    if (error instanceof Error && error.name === NOT_FOUND) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Takes a login out of a secret. Where the function is told the address, as with secrets that RDS manages, the secret
 * needs to hold the username and the password only.
 *
 * @throws Failure naming all fields that are missing or of the wrong kind, never their values
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
 */
export function loginOf(stage: string, { content }: SecretVersion, address?: DatabaseAddress): Login {
  const problems: string[] = [];
  const text = (field: string) => {
    const value = content[field];
    if (typeof value === "string" && value !== "") {
      return value;
    }
    problems.push(`${field} must be a text`);
    return "";
  };
  const credentials = { username: text("username"), password: text("password") };
  const login = {
    ...credentials,
    ...(address ?? { host: text("host"), port: portOf(content, problems), database: text("dbname") }),
  };
  if (content.engine !== undefined && content.engine !== "postgres") {
    problems.push("engine must be postgres");
  }
  if (problems.length > 0) {
    throw malformed(stage, problems.join(", "));
  }
  return login;
}

function portOf({ port }: SecretVersion["content"], problems: string[]): number {
  const value = typeof port === "string" && /^\d+$/.test(port) ? Number(port) : port;
  if (typeof value === "number" && Number.isInteger(value) && value >= PORTS.min && value <= PORTS.max) {
    return value;
  }
  problems.push(`port must be a whole number from ${PORTS.min} to ${PORTS.max}`);
  return 0;
}

/** The parser's own message would show the beginning of the text, which may be the password. */
function parseObject(stage: string, text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) {
    throw malformed(stage, "it has no text, only bytes");
  }
  const value = parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw malformed(stage, "it is no JSON object");
  }
  return { ...value };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function malformed(stage: string, problem: string): Failure {
  return new Failure(
    "SecretMalformed",
    `the secret's version ${stage} cannot be used: ${problem}`,
    "put a JSON object with username, password, engine, host, port and dbname; a secret that RDS manages has the first two",
  );
}
