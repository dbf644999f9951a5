import type { LogFields } from "./log";

/** What the log says about a failed invocation. */
export interface Failure {
  readonly message: string;
  readonly fields: LogFields;
}

interface AwsMetadata {
  readonly httpStatusCode?: number;
  readonly requestId?: string;
  readonly attempts?: number;
}

const FAILED = "could not publish the number of non-compliant AWS Config rules";

/** AWS Config says AccessDeniedException, CloudWatch's older name for the same is AccessDenied. */
const ACCESS_DENIED = ["AccessDeniedException", "AccessDenied"];

/**
 * Describes an error for the log; `action` is the IAM action of the call that failed, if it was a call. Where access was
 * denied, the message and the field `missingAction` name what the function's role lacks.
 */
export function describeFailure(error: unknown, action: string | undefined): Failure {
  if (!(error instanceof Error)) {
    return { message: FAILED, fields: { action, errorMessage: String(error) } };
  }
  const { httpStatusCode, requestId, attempts } = metadataOf(error);
  const fields = {
    action,
    errorName: error.name,
    errorMessage: error.message,
    httpStatusCode,
    awsRequestId: requestId,
    attempts,
  };
  if (action === undefined || !ACCESS_DENIED.includes(error.name)) {
    return { message: FAILED, fields };
  }
  return {
    message: `access denied: the function's role, or a policy above it, does not allow ${action}`,
    fields: { ...fields, missingAction: action },
  };
}

function metadataOf(error: Error & { readonly $metadata?: AwsMetadata }): AwsMetadata {
  return error.$metadata ?? {};
}
