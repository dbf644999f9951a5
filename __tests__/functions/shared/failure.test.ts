import { describeFailure, Failure } from "../../../functions/shared/failure";

const CONTEXT = { failed: "could not work", action: "secretsmanager:GetSecretValue" };

/** An error as the SDK throws it. */
function awsError(name: string, message: string): Error {
  const metadata = { httpStatusCode: 400, requestId: "aws-request-1", attempts: 2 };
  return Object.assign(new Error(message), { name, $metadata: metadata });
}

test("tells the kind, the advice and the fields of a known failure", () => {
  const failure = new Failure("HostUnknown", "no such host", "look at the host", { databaseHost: "db" });

  expect(describeFailure(failure, { failed: "could not work", action: undefined })).toEqual({
    message: "could not work",
    fields: {
      errorName: "HostUnknown",
      errorMessage: "no such host",
      advice: "look at the host",
      databaseHost: "db",
    },
  });
});

test("tells what AWS said, with the advice for it", () => {
  const error = awsError("InvalidRequestException", "it is scheduled for deletion");
  const advice = { InvalidRequestException: "restore it" };

  expect(describeFailure(error, { ...CONTEXT, advice })).toEqual({
    message: "could not work",
    fields: {
      action: "secretsmanager:GetSecretValue",
      errorName: "InvalidRequestException",
      errorMessage: "it is scheduled for deletion",
      advice: "restore it",
      httpStatusCode: 400,
      awsRequestId: "aws-request-1",
      attempts: 2,
    },
  });
});

test.each([
  ["is not authorized to perform: secretsmanager:GetSecretValue", "secretsmanager:GetSecretValue"],
  ["Access to KMS is not allowed", "kms:Decrypt or kms:GenerateDataKey"],
])("names the missing action: %s", (message, missingAction) => {
  expect(describeFailure(awsError("AccessDeniedException", message), CONTEXT)).toMatchObject({
    message: `access denied: the function's role, or a policy above it, does not allow ${missingAction}`,
    fields: { missingAction },
  });
});

test("takes whatever is thrown", () => {
  expect(describeFailure("a text", CONTEXT)).toEqual({
    message: "could not work",
    fields: { action: "secretsmanager:GetSecretValue", errorMessage: "a text" },
  });
});
