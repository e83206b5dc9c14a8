import { ProblemError, UnavailableError } from '../errors/errors.ts';
import type { CompletedRequest } from '../http/answering.ts';
import type { Logger } from '../logging/logger.ts';
import type { GearMetrics } from '../metrics/metrics.ts';

/**
 * The one line and the one measurement of a request. No path, query, header or body is in it: only the route's
 * pattern. A 500 is an error (it pages an operator), a 503 a warning, everything else is information.
 */
export function requestCompletion(log: Logger, metrics: GearMetrics): (request: CompletedRequest) => void {
  return ({ method, route, status, ms, requestId, userId, error }) => {
    metrics.request(method, route, status, ms / 1000);
    const line = { requestId, method, route, status, ms: Math.round(ms * 100) / 100, userId };
    if (status < 500 && error !== undefined && !(error instanceof ProblemError)) {
      // A status that an error of a library carries: it may be that of a service which refused us. Its text may repeat input.
      log.warn({ ...line, errorType: error instanceof Error ? error.name : typeof error }, 'request');
    } else if (status < 500) {
      log.info(error instanceof ProblemError ? { ...line, code: error.code } : line, 'request');
    } else if (error instanceof UnavailableError && error.cause === undefined) {
      // Our own refusal: a flood of them must not pay for stacks that tell nothing.
      log.warn({ ...line, code: error.code, detail: error.message }, 'request');
    } else {
      log[status === 503 ? 'warn' : 'error']({ ...line, err: error }, 'request');
    }
  };
}
