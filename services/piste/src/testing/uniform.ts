import type { Answer } from './api-client.ts';

/** What differs between two answers to the very same request. */
const varying = new Set(['date', 'x-request-id', 'keep-alive', 'connection']);

/** Everything of an answer that a stranger could compare: status, headers and body, byte by byte. */
export function comparable({ status, headers, text }: Answer) {
  return {
    status,
    headers: [...headers].filter(([name]) => !varying.has(name)),
    text: text.replace(/"requestId":"[^"]*"/, '"requestId":""'),
  };
}
