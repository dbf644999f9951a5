import type { JsonObject } from "../../support/json";

/**
 * Events as CloudTrail writes them, after the examples in its guide; what a test says differs.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function trailEvent(eventSource: string, eventName: string, differs: JsonObject = {}): JsonObject {
  return {
    eventVersion: "1.11",
    userIdentity: {
      type: "IAMUser",
      principalId: "AIDAEXAMPLE",
      arn: "arn:aws:iam::111111111111:user/alice",
      accountId: "111111111111",
      accessKeyId: "ASIAEXAMPLE",
      userName: "alice",
    },
    eventTime: "2026-11-22T08:15:30Z",
    eventSource,
    eventName,
    awsRegion: "us-east-1",
    sourceIPAddress: "192.0.2.10",
    userAgent: "aws-cli/2.31.0",
    requestParameters: null,
    responseElements: null,
    requestID: "11111111-2222-3333-4444-555555555555",
    eventID: "22222222-3333-4444-5555-666666666666",
    readOnly: false,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: "111111111111",
    eventCategory: "Management",
    ...differs,
  };
}

/** Who the root user is in an event. */
export const ROOT: JsonObject = {
  type: "Root",
  principalId: "111111111111",
  arn: "arn:aws:iam::111111111111:root",
  accountId: "111111111111",
  accessKeyId: "",
};

/** A sign-in to the console, without MFA and successful where nothing else is said. */
export function signIn(differs: JsonObject = {}): JsonObject {
  return trailEvent("signin.amazonaws.com", "ConsoleLogin", {
    eventType: "AwsConsoleSignIn",
    responseElements: { ConsoleLogin: "Success" },
    additionalEventData: { LoginTo: "https://console.aws.amazon.com/", MobileVersion: "No", MFAUsed: "No" },
    ...differs,
  });
}

/** A call that AWS refused. */
export function refused(
  eventSource: string,
  eventName: string,
  errorCode: string,
  differs: JsonObject = {},
): JsonObject {
  return trailEvent(eventSource, eventName, {
    errorCode,
    errorMessage: "You are not authorized to perform this operation.",
    ...differs,
  });
}
