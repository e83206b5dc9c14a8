import type { IncomingMessage } from 'node:http';

/** Response headers for cross-origin requests; empty means: say nothing. */
export type Cors = (request: IncomingMessage) => readonly string[];

const exposed = 'Authorization, X-Request-Id, Retry-After';
const nothing: readonly string[] = [];

/** Production never allows another origin (ASVS 3.4.2); development allows exactly the configured ones. */
export function createCors(production: boolean, allowedOrigins: readonly string[]): Cors | undefined {
  if (production || allowedOrigins.length === 0) return undefined;
  const allowed = new Set(allowedOrigins);
  return ({ headers: { origin } }) => {
    if (origin === undefined || !allowed.has(origin)) return nothing;
    return [
      'Access-Control-Allow-Origin',
      origin,
      'Access-Control-Expose-Headers',
      exposed,
      'Vary',
      'Origin',
    ];
  };
}

/** Whether a request only asks what it may send. */
export function isPreflight(request: IncomingMessage): boolean {
  return request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
}

export const preflightHeaders: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, X-Request-Id',
  'Access-Control-Max-Age': '600',
};
