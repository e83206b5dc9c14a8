import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from '@jest/globals';
import type { TestApp } from './test-app.ts';
import { until } from './until.ts';

/** Asks for a path as it is written, which fetch would tidy. */
export async function askAsWritten(
  { address: { port } }: Pick<TestApp, 'address'>,
  path: string,
  headers: Record<string, string> = {},
) {
  const request = httpRequest({ port, host: '127.0.0.1', path, headers }).end();
  const [response]: IncomingMessage[] = await once(request, 'response');
  if (response === undefined) throw new Error('There is no response.');
  const body = await text(response);
  const json: unknown = String(response.headers['content-type']).includes('json') ? JSON.parse(body) : body;
  return { status: response.statusCode, headers: response.headers, reason: response.statusMessage, json };
}

/** The one log line of a request. */
export async function requestLineOf({ logs }: Pick<TestApp, 'logs'>, id: string) {
  const lines = () => logs.saying('request').filter(({ requestId }) => requestId === id);
  await until(() => lines().length > 0);
  expect(lines()).toHaveLength(1);
  return lines()[0];
}
