/**
 * Milliseconds for a connection, and for an answer from its first byte to its last. The SDK takes a `requestTimeout` for a
 * warning unless it is told to throw, and does not count the body of an answer: that is what the socket's is for.
 */
export function awsTimeouts(
  connectionTimeout: number,
  answerTimeout: number,
): {
  connectionTimeout: number;
  requestTimeout: number;
  throwOnRequestTimeout: true;
  socketTimeout: number;
} {
  return {
    connectionTimeout,
    requestTimeout: answerTimeout,
    throwOnRequestTimeout: true,
    socketTimeout: answerTimeout,
  };
}

/** The configured keys; undefined lets the SDK's default chain decide (IRSA, Pod Identity). */
export function awsCredentials(
  accessKeyId: string | undefined,
  secretAccessKey: string | undefined,
): { accessKeyId: string; secretAccessKey: string } | undefined {
  return accessKeyId === undefined || secretAccessKey === undefined
    ? undefined
    : { accessKeyId, secretAccessKey };
}
