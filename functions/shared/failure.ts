import type { LogFields } from "./log";

/** Thrown for what went wrong and is understood: its name says which kind it is, its advice what to do about it. */
export class Failure extends Error {
  public override readonly name: string;
  public readonly advice: string;
  /** What the log says besides; nothing secret. */
  public readonly fields: LogFields;

  public constructor(name: string, message: string, advice: string, fields: LogFields = {}) {
    super(message);
    this.name = name;
    this.advice = advice;
    this.fields = fields;
  }
}

/** What the log says about a failed invocation. */
export interface FailureEntry {
  readonly message: string;
  readonly fields: LogFields;
}

/** What a function knows about its failures. */
export interface FailureContext {
  /** What the invocation could not do: the log's message where there is no better one. */
  readonly failed: string;

  /** The IAM action, or else the step, under way when it failed. */
  readonly action: string | undefined;

  /**
   * What to do about errors of AWS, by their names.
   *
   * @default - no advice
   */
  readonly advice?: Readonly<Record<string, string>>;
}

interface AwsMetadata {
  readonly httpStatusCode?: number;
  readonly requestId?: string;
  readonly attempts?: number;
}

/** Most services say AccessDeniedException, CloudWatch's older name for the same is AccessDenied. */
const ACCESS_DENIED = ["AccessDeniedException", "AccessDenied"];

/** How services say that the role may not use the key that encrypts what it asked for. */
const KEY_DENIED = /\bkms\b/i;
const KEY_ACTIONS = "kms:Decrypt or kms:GenerateDataKey";

/**
 * Describes an error for the log. Where access was denied, the message and the field `missingAction` name what the
 * function's role lacks.
 */
export function describeFailure(error: unknown, { failed, action, advice = {} }: FailureContext): FailureEntry {
  if (!(error instanceof Error)) {
    return { message: failed, fields: { action, errorMessage: String(error) } };
  }
  const known = error instanceof Failure ? error : undefined;
  const { httpStatusCode, requestId, attempts } = metadataOf(error);
  const fields = {
    action,
    errorName: error.name,
    errorMessage: error.message,
    advice: known?.advice ?? advice[error.name],
    httpStatusCode,
    awsRequestId: requestId,
    attempts,
    ...known?.fields,
  };
  if (action === undefined || !ACCESS_DENIED.includes(error.name)) {
    return { message: failed, fields };
  }
  const missingAction = KEY_DENIED.test(error.message) ? KEY_ACTIONS : action;
  return {
    message: `access denied: the function's role, or a policy above it, does not allow ${missingAction}`,
    fields: { ...fields, missingAction },
  };
}

function metadataOf(error: Error & { readonly $metadata?: AwsMetadata }): AwsMetadata {
  return error.$metadata ?? {};
}
