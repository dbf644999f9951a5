/**
 * How clients call AWS. The SDK retries throttling, 5xx answers, broken connections and the two timeouts; adaptive mode
 * also slows down after throttling. Timeouts are per attempt, in milliseconds.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const CLIENT_SETTINGS = {
  maxAttempts: 5,
  retryMode: "adaptive",
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};

/** What a test sets to reach a local server; Lambda's runtime brings all of it by itself. */
export interface ClientOverrides {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}
