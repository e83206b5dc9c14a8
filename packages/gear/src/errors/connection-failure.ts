// SQLSTATE classes and codes of a server that is gone, full or shutting down:
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const sqlStates = new Set(['57P01', '57P02', '57P03', '57P05', '57014', '53300', '25P03']);
const systemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
// pg and ioredis say these only in words.
const messages = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'Client has encountered a connection error',
  'Connection is closed',
  "Stream isn't writeable",
  'Command timed out',
  'max retries per request limit',
  'LOADING Redis',
];

/** Whether an error of pg, ioredis or a socket says that the other side cannot be reached (and not that we are wrong). */
export function isConnectionFailure(error: unknown): boolean {
  if (!isErrorLike(error)) return false;
  if ('errors' in error && Array.isArray(error.errors) && error.errors.some(isConnectionFailure)) return true;
  if ('code' in error && typeof error.code === 'string') {
    const { code } = error;
    if (systemCodes.has(code) || sqlStates.has(code) || (code.length === 5 && code.startsWith('08')))
      return true;
  }
  return messages.some((text) => error.message.includes(text));
}

// Not instanceof: an error of the system may come from another realm than ours, as it does under jest.
function isErrorLike(error: unknown): error is { readonly message: string } {
  return (
    typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
  );
}
